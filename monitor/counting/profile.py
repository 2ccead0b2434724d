"""How long advertisers stay and how many ads they have: the profile of a row and year.

Read off a year's identifiers before they are deleted, it tells how much of a change on the year
before may be chance (`monitor.change`). Numbers that stood in the same ad of a sweep belong
together, within the year; such a group is an advertiser here, and an ad without a number is one of
its own. A profile tells nothing of any single one, and is neither protected nor published: only
the widths of intervals, in whole per cent, are printed from it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from monitor.counting.cells import Measure
from scrapers.model import Sighting
from storage.records import ALL_PLACES, ALL_PORTALS, LAGS, Profile, WeekSightings, YearSightings
from storage.weeks import Week

Group = TypeVar("Group", bound=Hashable)

INDIVIDUAL = "individual"
"""Ads on numbers with few ads, whichever the year's threshold is."""

LEAST_MEAN = 20
"""Rows under this yearly mean have no profile of their own: theirs is that of the country."""

Weekly = dict[bytes, float]
"""How many ads (or numbers) each advertiser has in a week, in the mean of its sweeps."""

Row = tuple[str, str, str]
"""A portal or `ALL_PORTALS`, a place or `ALL_PLACES`, and a measure."""


def profile(weekly: Sequence[Mapping[Group, float] | None]) -> tuple[float | None, ...]:
    """Return c(k), the mean over pairs of counted weeks k apart of Σ a(t)·a(t+k), k = 0 to 51.

    In shares of the row's squared mean. `weekly` says how many ads each advertiser has week by
    week; None is a week that was not counted. A lag without a pair is None.
    """
    counted = [at for at, week in enumerate(weekly) if week is not None]
    lags = range(min(len(weekly), LAGS))
    pairs = Counter(later - at for at in counted for later in counted if later >= at)
    total = math.fsum(value for week in weekly for value in (week or {}).values())
    if not total:
        return tuple(None for _ in lags)
    products = _products(weekly)
    squared_mean = (total / len(counted)) ** 2
    return tuple(products[k] / pairs[k] / squared_mean if pairs[k] else None for k in lags)


def _products(weekly: Sequence[Mapping[Group, float] | None]) -> Mapping[int, float]:
    """Return for each lag the sum of the products of each advertiser's ads so far apart."""
    weeks: dict[Group, list[tuple[int, float]]] = defaultdict(list)
    for at, week in enumerate(weekly):
        for group, value in (week or {}).items():
            weeks[group].append((at, value))
    products: dict[int, float] = defaultdict(float)
    for of_group in weeks.values():
        for nr, (at, value) in enumerate(of_group):
            for later, other in of_group[nr:]:
                products[later - at] += value * other
    return products


def linked_groups(year: YearSightings) -> dict[bytes, bytes]:
    """Return for each number of a year the one that stands for its group.

    Numbers in the same ad of a sweep belong together, and so do those that a third links
    (union-find).
    """
    leader: dict[bytes, bytes] = {}

    def find(number: bytes) -> bytes:
        while (above := leader.setdefault(number, number)) != number:
            leader[number] = leader[above]
            number = leader[number]
        return number

    for sighting in sightings_of(year):
        first, *others = sorted(sighting.numbers) or [b""]
        for other in others:
            one, another = sorted((find(first), find(other)))
            leader[another] = one
        if first:
            find(first)
    return {number: find(number) for number in sorted(leader)}


def sightings_of(year: YearSightings) -> Iterator[Sighting]:
    """Yield every sighting of a year."""
    for portals in year.values():
        for sweeps in portals.values():
            for sweep in sweeps:
                yield from sweep


Table = dict[Row, dict[Week, Weekly]]


def profiles(year: YearSightings, weeks: Sequence[Week], threshold: int) -> list[Profile]:
    """Return the profiles of a year's rows whose mean is 20 or more.

    Rows are ads, individual ads and numbers, each of all portals, of each portal and of each place.
    `weeks` are the ISO weeks of the year. A week counts for a portal when the portal was read, and
    for all portals and for places when every portal was that was in the market: each is from its
    first to its last counted week.
    """
    groups, table = linked_groups(year), _empty()
    for week, portals in year.items():
        for row, group, value in _contributions(portals, groups, threshold):
            table[row][week][group] += value
    counted = _counted_weeks(year)
    found = []
    for (portal, place, measure), weekly in sorted(table.items()):
        here = counted[portal]
        series = [weekly.get(week, {}) if week in here else None for week in weeks]
        total = math.fsum(value for of_week in series for value in (of_week or {}).values())
        if here and total >= LEAST_MEAN * len(here):
            found.append(Profile(weeks[0].year, portal, place, measure, profile(series)))
    return found


def _empty() -> Table:
    return defaultdict(lambda: defaultdict(lambda: defaultdict(float)))


def _contributions(
    portals: WeekSightings, groups: Mapping[bytes, bytes], threshold: int
) -> Iterator[tuple[Row, bytes, float]]:
    """Yield what each ad and each number adds to which rows of a week, and to which advertiser."""
    for portal, sweeps in portals.items():
        for sweep in sweeps:
            ads_on = Counter(number for sighting in sweep for number in sighting.numbers)
            for sighting in sweep:
                busiest = max((ads_on[number] for number in sighting.numbers), default=0)
                group = groups[min(sighting.numbers)] if sighting.numbers else sighting.ad
                for row in _rows_of_ad(portal, sighting, is_individual=0 < busiest <= threshold):
                    yield row, group, 1 / len(sweeps)
    for row, number, chance in _numbers(portals):
        yield row, groups[number], chance


def _rows_of_ad(portal: str, sighting: Sighting, *, is_individual: bool) -> Iterator[Row]:
    for measure in (Measure.ADS, INDIVIDUAL) if is_individual else (Measure.ADS,):
        yield portal, ALL_PLACES, measure
        yield ALL_PORTALS, ALL_PLACES, measure
        for place in sighting.places:
            yield ALL_PORTALS, place, measure


def _numbers(portals: WeekSightings) -> Iterator[tuple[Row, bytes, float]]:
    """Yield with which chance a number is up, in one sweep drawn from each portal."""
    absent: dict[tuple[str, bytes], float] = defaultdict(lambda: 1.0)
    for portal, sweeps in portals.items():
        for (place, number), times in Counter(chain.from_iterable(map(_seen, sweeps))).items():
            share = times / len(sweeps)
            absent[place, number] *= 1 - share
            if place == ALL_PLACES:
                yield (portal, ALL_PLACES, Measure.NUMBERS), number, share
    for (place, number), chance in absent.items():
        yield (ALL_PORTALS, place, Measure.NUMBERS), number, 1 - chance


def _seen(sweep: Sequence[Sighting]) -> set[tuple[str, bytes]]:
    """Return which numbers a sweep saw at which places, and at all of them."""
    return {
        (place, number)
        for sighting in sweep
        for number in sighting.numbers
        for place in (ALL_PLACES, *sighting.places)
    }


def _counted_weeks(year: YearSightings) -> dict[str, set[Week]]:
    """Return the weeks that count for each portal, and for all of them and for places."""
    counted: dict[str, set[Week]] = defaultdict(set)
    for week, portals in year.items():
        for portal in portals:
            counted[portal].add(week)
    stays = {portal: (min(weeks), max(weeks)) for portal, weeks in counted.items()}
    counted[ALL_PORTALS] = {
        week
        for week in year
        if all(week in counted[p] for p, (first, last) in stays.items() if first <= week <= last)
    }
    return counted
