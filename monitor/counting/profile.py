"""How long advertisers stay and how many ads they have: the profile of a row and year.

Read off a year's identifiers before they are deleted, it tells how much of a change on the year
before may be chance (`monitor.statistics.change`). Numbers that stood in the same ad of a sweep
belong together, within the year; such a group is an advertiser here, and an ad without a number is
one of its own. A profile tells nothing of any single one, and is neither protected nor published:
only the widths of intervals, in whole per cent, are printed from it.

The sweeps go by one after the other, once for each part of the advertisers: of a part no more is
kept than how many ads each of them has in which weeks.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import TypeVar

from monitor.counting.cells import Measure
from scrapers.model import Sighting
from storage.records import ALL_PLACES, ALL_PORTALS, WeekSightings
from storage.weeks import Week
from storage.year_records import LAGS, Profile, YearSightings

Group = TypeVar("Group", bound=Hashable)

INDIVIDUAL = "individual"
"""Ads on numbers with few ads, whichever the year's threshold is."""

LEAST_MEAN = 20
"""Rows under this yearly mean have no profile of their own: theirs is that of the country."""

Row = tuple[str, str, str]
"""A portal or `ALL_PORTALS`, a place or `ALL_PLACES`, and a measure."""

Entry = tuple[int, float]
"""The position of a week in the year, and how many ads (or numbers) an advertiser has in it."""

Patterns = Mapping[tuple[Entry, ...], int]
"""What advertisers have week by week, and how many have just that: most have one ad, for some weeks
on end, so that patterns are few where advertisers are many."""


def profile(weekly: Sequence[Mapping[Group, float] | None]) -> tuple[float | None, ...]:
    """Return c(k), the mean over pairs of counted weeks k apart of Σ a(t)·a(t+k), k = 0 to 51.

    In shares of the row's squared mean. `weekly` says how many ads each advertiser has week by
    week; None is a week that was not counted. A lag without a pair is None.
    """
    counted = [at for at, week in enumerate(weekly) if week is not None]
    groups: dict[Group, list[tuple[int, float]]] = defaultdict(list)
    for at, week in enumerate(weekly):
        for group, value in (week or {}).items():
            groups[group].append((at, value))
    patterns = Counter(map(tuple, groups.values()))
    return _shares(_products(patterns), counted, _total(patterns), min(len(weekly), LAGS))


def linked_groups(links: Iterable[Set[bytes]]) -> dict[bytes, bytes]:
    """Return for each number that is linked to another the one that stands for its group.

    `links` are the numbers of ads that have several. Such numbers belong together, and so do those
    that a third links (union-find).
    """
    leader: dict[bytes, bytes] = {}

    def top(number: bytes) -> bytes:
        while (above := leader.setdefault(number, number)) != number:
            leader[number] = leader[above]
            number = leader[number]
        return number

    for numbers in links:
        first, *others = sorted(numbers)
        for other in others:
            one, another = sorted((top(first), top(other)))
            leader[another] = one
    return {number: top(number) for number in sorted(leader)}


def profiles(year: YearSightings, weeks: Sequence[Week], threshold: int) -> list[Profile]:
    """Return the profiles of a year's rows whose mean is 20 or more.

    Rows are ads, individual ads and numbers, each of all portals, of each portal and of each place.
    `weeks` are the ISO weeks of the year; which of them count, `counted_weeks` tells.
    """
    groups, places = linked_groups(year.links()), {week: at for at, week in enumerate(weeks)}
    counted = {
        portal: {places[week] for week in own} for portal, own in counted_weeks(year).items()
    }
    totals: dict[Row, float] = defaultdict(float)
    products: dict[Row, Counter[int]] = defaultdict(Counter)
    for part in range(year.parts):
        for row, advertisers in _table(year, places, groups, threshold, part).items():
            own = counted[row[0]]
            patterns = Counter(
                tuple(entry for entry in entries if entry[0] in own)
                for entries in advertisers.values()
            )
            totals[row] += _total(patterns)
            products[row].update(_products(patterns))
    return [
        Profile(weeks[0].year, *row, total / len(here), _shares(products[row], here, total))
        for row, total in sorted(totals.items())
        if (here := counted[row[0]]) and total >= LEAST_MEAN * len(here)
    ]


def _shares(
    products: Mapping[int, float], counted: Collection[int], total: float, lags: int = LAGS
) -> tuple[float | None, ...]:
    pairs = Counter(later - at for at in counted for later in counted if later >= at)
    if not total:
        return (None,) * lags
    squared_mean = (total / len(counted)) ** 2
    return tuple(
        products.get(k, 0.0) / pairs[k] / squared_mean if pairs[k] else None for k in range(lags)
    )


def _total(patterns: Patterns) -> float:
    return math.fsum(times * value for entries, times in patterns.items() for _, value in entries)


def _products(patterns: Patterns) -> Mapping[int, float]:
    """Return for each lag the sum of the products of each advertiser's ads so far apart."""
    products: dict[int, float] = defaultdict(float)
    for entries, times in patterns.items():
        for nr, (at, value) in enumerate(entries):
            for later, other in entries[nr:]:
                products[later - at] += times * value * other
    return products


def _table(
    year: YearSightings,
    places: Mapping[Week, int],
    groups: Mapping[bytes, bytes],
    threshold: int,
    part: int,
) -> Mapping[Row, Mapping[bytes, Sequence[Entry]]]:
    """Return what each advertiser of a part has in the weeks of each row."""
    table: dict[Row, dict[bytes, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    shared: dict[Entry, Entry] = {}  # millions of entries are of the same few values
    for week, portals in year.weeks():
        at = places[week]
        for row, group, value in _contributions(portals, groups, threshold):
            if int.from_bytes(group[:4], "big") % year.parts == part:
                entries = table[row][group]
                before = entries.pop()[1] if entries and entries[-1][0] == at else 0.0
                entry = (at, before + value)
                entries.append(shared.setdefault(entry, entry))
    return table


def _contributions(
    portals: WeekSightings, groups: Mapping[bytes, bytes], threshold: int
) -> Iterator[tuple[Row, bytes, float]]:
    """Yield what each ad and each number adds to which rows of a week, and to which advertiser."""
    absent: dict[tuple[str, bytes], float] = defaultdict(lambda: 1.0)
    for portal, sweeps in portals.items():
        for sweep in sweeps:
            ads_on = Counter(number for sighting in sweep for number in sighting.numbers)
            for sighting in sweep:
                busiest = max((ads_on[number] for number in sighting.numbers), default=0)
                first = min(sighting.numbers, default=sighting.ad)
                for row in _rows_of_ad(portal, sighting, is_individual=0 < busiest <= threshold):
                    yield row, groups.get(first, first), 1 / len(sweeps)
        # With which chance a number is up, in one sweep drawn from each portal.
        for (place, number), times in Counter(chain.from_iterable(map(_seen, sweeps))).items():
            share = times / len(sweeps)
            absent[place, number] *= 1 - share
            if place == ALL_PLACES:
                yield (portal, place, Measure.NUMBERS), groups.get(number, number), share
    for (place, number), chance in absent.items():
        yield (ALL_PORTALS, place, Measure.NUMBERS), groups.get(number, number), 1 - chance


def _rows_of_ad(portal: str, sighting: Sighting, *, is_individual: bool) -> Iterator[Row]:
    for measure in (Measure.ADS, INDIVIDUAL) if is_individual else (Measure.ADS,):
        yield portal, ALL_PLACES, measure
        yield ALL_PORTALS, ALL_PLACES, measure
        for place in sighting.places:
            yield ALL_PORTALS, place, measure


def _seen(sweep: Sequence[Sighting]) -> set[tuple[str, bytes]]:
    """Return which numbers a sweep saw at which places, and at all of them."""
    return {
        (place, number)
        for sighting in sweep
        for number in sighting.numbers
        for place in (ALL_PLACES, *sighting.places)
    }


def counted_weeks(year: YearSightings) -> dict[str, set[Week]]:
    """Return the weeks that count for each portal, and for all of them and for places.

    For all, every portal was read that was in the market: each is from its first to its last
    counted week.
    """
    counted: dict[str, set[Week]] = defaultdict(set)
    for week, portals in year.weeks():
        for portal in portals:
            counted[portal].add(week)
    stays = {portal: (min(own), max(own)) for portal, own in counted.items()}
    counted[ALL_PORTALS] = {
        week
        for week in set().union(*counted.values())
        if all(week in counted[p] for p, (first, last) in stays.items() if first <= week <= last)
    }
    return counted
