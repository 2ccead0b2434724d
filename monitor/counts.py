"""Sightings of one week to weekly counts: pure, and the only place where counting happens.

The definitions are those of docs/method.md, section 1. A stock is counted, so several sweeps of a
week are averaged, never pooled: more sweeps do not mean more ads.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain, combinations
from math import prod

from scrapers.model import Sighting
from storage.records import ALL_PLACES, Count, Overlap, WeekCounts, WeekSightings
from storage.weeks import Week

THRESHOLDS = (1, 2, 3, 5)
"""How many ads at once a number may be on for its ads to be tied to an individual user."""


class Measure(StrEnum):
    """What is counted in ads; numbers are counted as overlaps of portals."""

    ADS = "ads"
    WITHOUT_NUMBER = "without_number"
    TOP_NUMBER_ADS = "top_number_ads"
    """The ads there of the number that has most of them; never shown, see report/suppress.py."""


def individual(threshold: int) -> str:
    """Name the measure "ads whose numbers are on at most this many ads at once"."""
    return f"individual_{threshold}"


def multi_numbers(threshold: int) -> str:
    """Name the measure "distinct numbers that are on more ads than this at once"."""
    return f"multi_numbers_{threshold}"


def count_week(week: Week, sightings: WeekSightings) -> WeekCounts:
    """Return all counts of a week, for every portal and place; zeros are left out."""
    counts = [
        Count(week, portal, place, measure, value)
        for portal, sweeps in sorted(sightings.items())
        for (place, measure), value in sorted(_mean(map(_count_sweep, sweeps)).items())
    ]
    overlaps = [
        Overlap(week, portals, place, numbers)
        for (place, portals), numbers in sorted(
            _overlaps(sightings).items(), key=lambda item: (item[0][0], sorted(item[0][1]))
        )
    ]
    return WeekCounts(tuple(counts), tuple(overlaps))


def _count_sweep(sightings: Sequence[Sighting]) -> Counter[tuple[str, str]]:
    ads_on = Counter(number for sighting in sightings for number in sighting.numbers)
    alike: Counter[tuple[str, int]] = Counter()
    ads_at: dict[str, Counter[bytes]] = defaultdict(Counter)
    for sighting in sightings:
        # An ad with several numbers is tied to an individual only if all of them are.
        most = max((ads_on[number] for number in sighting.numbers), default=0)
        for place in (ALL_PLACES, *sighting.places):
            alike[place, most] += 1
            for number in sighting.numbers:
                ads_at[place][number] += 1
    counts = _by_measure(alike)
    for place, numbers in ads_at.items():
        if numbers:
            counts[place, Measure.TOP_NUMBER_ADS] = max(numbers.values())
        for threshold in THRESHOLDS:
            above = sum(1 for number in numbers if ads_on[number] > threshold)
            if above:
                counts[place, multi_numbers(threshold)] = above
    return counts


def _by_measure(alike: Mapping[tuple[str, int], int]) -> Counter[tuple[str, str]]:
    """Count ads by measure; given are the ads at a place whose busiest number is on so many."""
    counts: Counter[tuple[str, str]] = Counter()
    for (place, most), ads in alike.items():
        for measure in _measures(most):
            counts[place, measure] += ads
    return counts


def _measures(most: int) -> Iterator[str]:
    """Yield the measures that an ad counts in whose busiest number is on `most` ads."""
    yield Measure.ADS
    if not most:
        yield Measure.WITHOUT_NUMBER
    else:
        yield from (individual(threshold) for threshold in THRESHOLDS if most <= threshold)


def _mean(counts: Iterable[Counter[tuple[str, str]]]) -> dict[tuple[str, str], float]:
    every = list(counts)
    total: Counter[tuple[str, str]] = Counter()
    for count in every:
        total.update(count)
    return {key: value / len(every) for key, value in total.items()}


def _overlaps(sightings: WeekSightings) -> dict[tuple[str, frozenset[str]], float]:
    """Count the numbers by the exact set of portals that they are on, for each place.

    With several sweeps of a portal, a number is on it in a share of them. What is returned is the
    mean over all ways to take one sweep of every portal: for one portal that is the mean over its
    sweeps, and with one sweep each it is a plain count.
    """
    totals: dict[tuple[str, frozenset[str]], float] = defaultdict(float)
    for (place, _), shares in sorted(_shares(sightings).items()):
        for portals, probability in _exact_sets(shares):
            totals[place, portals] += probability
    return dict(totals)


def _shares(sightings: WeekSightings) -> dict[tuple[str, bytes], dict[str, float]]:
    """For each place and number: the share of each portal's sweeps in which it was seen."""
    shares: dict[tuple[str, bytes], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for portal, sweeps in sorted(sightings.items()):
        for sweep in sweeps:
            seen = {
                (place, number)
                for sighting in sweep
                for number in sighting.numbers
                for place in (ALL_PLACES, *sighting.places)
            }
            for key in seen:
                shares[key][portal] += 1 / len(sweeps)
    return shares


def _exact_sets(shares: Mapping[str, float]) -> Iterator[tuple[frozenset[str], float]]:
    portals = sorted(shares)
    sizes = range(1, len(portals) + 1)
    for chosen in chain.from_iterable(combinations(portals, size) for size in sizes):
        probability = prod(
            shares[portal] if portal in chosen else 1 - shares[portal] for portal in portals
        )
        if probability > 0:
            yield frozenset(chosen), probability
