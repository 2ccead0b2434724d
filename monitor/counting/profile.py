"""How long advertisers stay and how many ads they have: the profile of a row and year.

Read off a year's identifiers before they are deleted, it tells how much of a change on the year
before may be chance (`monitor.statistics.change`). Numbers that stood in the same ad of a sweep
belong together, within the year; such a group is an advertiser here, and an ad without a number is
one of its own. A profile tells nothing of any single one, and is neither protected nor published:
only the widths of intervals, in whole per cent, are printed from it.

The year goes by in parts of the numbers, which bounds what is in memory: each advertiser is in one,
and those of linked numbers in a part of their own. Of each no more is kept than four bytes for each
week in which he has anything: which week, and what, as a number for just that; most have one ad,
for some weeks on end, so that those who are alike are added up together.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import islice

from monitor.counting.cells import Measure, with_busiest
from scrapers.model import Sighting
from storage.records import ALL_PLACES, ALL_PORTALS, WeekSightings
from storage.weeks import Week
from storage.year_records import LAGS, Profile, YearSightings

INDIVIDUAL = "individual"
"""Ads on numbers with few ads, whichever the year's threshold is."""

LEAST_MEAN = 20
"""Rows under this yearly mean have no profile of their own: theirs is that of the country."""

Row = tuple[str, str, str]
"""A portal or `ALL_PORTALS`, a place or `ALL_PLACES`, and a measure."""

Portal = tuple[str, Sequence[Sequence[Sighting]]]
"""A portal and what each of its sweeps of a week saw."""

Pattern = tuple[tuple[int, float], ...]
"""The positions of weeks in the year, and how many ads (or numbers) an advertiser has in each."""

Content = tuple[tuple[Row, float], ...]
"""What an advertiser has in a week: how many ads (or numbers), by row."""

ALIKE_AT_ONCE = 500
"""So many different histories are added up together; what they take is bounded by that."""


@dataclass(frozen=True, slots=True, eq=False)
class _Ads:
    """What an ad adds to an advertiser's week: it is in one of so many `sweeps` of a portal."""

    portal: str
    sweeps: int
    places: frozenset[str]
    is_individual: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Number:
    """A number in one of so many `sweeps` of a portal, and the places of its ads there."""

    portal: str
    sweeps: int
    places: frozenset[str]


_Held = list[_Ads | tuple[_Number, ...]]
"""What an advertiser has in a week: ads, and each number by the sweeps that saw it."""


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


def profiles_of_sightings(
    year: YearSightings, weeks: Sequence[Week], threshold: int
) -> list[Profile]:
    """Return the profiles of a year's rows whose mean is 20 or more.

    Rows are ads, individual ads and numbers, each of all portals, of each portal and of each place.
    `weeks` are the ISO weeks of the year; which of them count, `counted_weeks` tells.
    """
    counted = {
        portal: {weeks.index(week) for week in own} for portal, own in counted_weeks(year).items()
    }
    totals: dict[Row, float] = defaultdict(float)
    products: dict[Row, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for pattern, rows in _patterns(year, weeks, threshold, counted):
        total, of_pattern = sum(value for _, value in pattern), products_of(pattern)
        for row, times in rows.items():
            totals[row] += times * total
            of_row = products[row]
            for lag, product in of_pattern.items():
                of_row[lag] += times * product
    return [
        Profile(weeks[0].year, *row, total / len(here), shares_of(products[row], here, total))
        for row, total in sorted(totals.items())
        if (here := counted[row[0]]) and total >= LEAST_MEAN * len(here)
    ]


def shares_of(
    products: Mapping[int, float], counted: Collection[int], total: float
) -> tuple[float | None, ...]:
    """Return c(k), the mean over pairs of counted weeks k apart of Σ a(t)·a(t+k), k = 0 to 51.

    In shares of the row's squared mean. A lag without a pair is None.
    """
    pairs = Counter(later - at for at in counted for later in counted if later >= at)
    squared_mean = (total / len(counted)) ** 2
    return tuple(
        products.get(k, 0.0) / pairs[k] / squared_mean if pairs[k] else None for k in range(LAGS)
    )


def products_of(pattern: Pattern) -> Mapping[int, float]:
    """Return for each lag the sum of the products of an advertiser's ads so far apart."""
    products: dict[int, float] = defaultdict(float)
    for nr, (at, value) in enumerate(pattern):
        for later, other in pattern[nr:]:
            products[later - at] += value * other
    return products


class _Histories:
    """What each of some advertisers has week by week."""

    def __init__(self) -> None:
        self._of: dict[bytes, bytes] = {}
        self._contents: dict[Content, int] = {}
        self._nrs: dict[tuple[_Ads | tuple[_Number, ...], ...], int] = {}

    def add(self, at: int, held: Mapping[bytes, _Held]) -> None:
        """Add what each advertiser has in the year's next week."""
        entry = cache(lambda nr: array("I", (nr << 6 | at,)).tobytes())
        for advertiser, parts in held.items():
            nr = self._nrs.get(alike := tuple(parts))  # most have one ad, like many others
            if nr is None:
                nr = self._contents.setdefault(_content(alike), len(self._contents))
                self._nrs[alike] = nr
            self._of[advertiser] = self._of.get(advertiser, b"") + entry(nr)

    def patterns(
        self, counted: Mapping[str, Collection[int]]
    ) -> Iterator[tuple[Pattern, Mapping[Row, int]]]:
        """Yield what advertisers have in the weeks that are counted, and in which rows how many."""
        contents, alike = tuple(self._contents), iter(Counter(self._of.values()).items())
        while some := list(islice(alike, ALIKE_AT_ONCE)):
            patterns: dict[Pattern, Counter[Row]] = defaultdict(Counter)
            for history, times in some:
                rows: dict[Row, list[tuple[int, float]]] = defaultdict(list)
                for entry in array("I", history):
                    at = entry & 63
                    for row, value in contents[entry >> 6]:
                        if at in counted[row[0]]:
                            rows[row].append((at, value))
                for row, pattern in rows.items():
                    patterns[tuple(pattern)][row] += times
            yield from patterns.items()


def _patterns(
    year: YearSightings,
    weeks: Sequence[Week],
    threshold: int,
    counted: Mapping[str, Collection[int]],
) -> Iterator[tuple[Pattern, Mapping[Row, int]]]:
    """Yield the patterns of advertisers, part by part; each of them is in a single part."""
    groups, alike = linked_groups(year.links()), _Alike()
    for part in year.parts():
        histories = _Histories()
        for week, portals in part:
            histories.add(weeks.index(week), _held(_without(portals, groups), {}, threshold, alike))
        yield from histories.patterns(counted)
    if groups:
        histories = _Histories()
        for week, portals in year.linked():
            histories.add(weeks.index(week), _held(portals.items(), groups, threshold, alike))
        yield from histories.patterns(counted)


def _without(portals: WeekSightings, groups: Mapping[bytes, bytes]) -> Iterator[Portal]:
    """Yield the portals with those of their sightings that have no linked number."""
    for portal, sweeps in portals.items():
        yield (
            portal,
            [[ad for ad in sweep if groups.keys().isdisjoint(ad.numbers)] for sweep in sweeps]
            if groups
            else sweeps,
        )


class _Alike:
    """Makes one object of all ads, or numbers, that are alike in what counts here: most are."""

    def __init__(self) -> None:
        self.ad, self.number = cache(_Ads), cache(_Number)


def _held(
    portals: Iterable[Portal], groups: Mapping[bytes, bytes], threshold: int, alike: _Alike
) -> Mapping[bytes, _Held]:
    """Return what each advertiser has in a week."""
    held: dict[bytes, _Held] = defaultdict(list)
    seen: dict[bytes, tuple[_Number, ...]] = {}
    for portal, sweeps in portals:
        times = len(sweeps)
        for sweep in sweeps:
            for sighting, busiest in with_busiest(sweep):
                first = min(sighting.numbers, default=sighting.ad)
                ad = alike.ad(portal, times, sighting.places, 0 < busiest <= threshold)
                held[groups.get(first, first)].append(ad)
            for number, places in _places_of_numbers(sweep).items():
                seen[number] = (*seen.get(number, ()), alike.number(portal, times, places))
    for number, sightings in seen.items():
        held[groups.get(number, number)].append(sightings)
    return held


def _places_of_numbers(sweep: Sequence[Sighting]) -> Mapping[bytes, frozenset[str]]:
    places: dict[bytes, frozenset[str]] = {}
    for sighting in sweep:
        for number in sighting.numbers:
            before = places.get(number)
            places[number] = sighting.places if before is None else before | sighting.places
    return places


def _content(parts: Iterable[_Ads | tuple[_Number, ...]]) -> Content:
    """Return what an advertiser's ads and numbers of a week come to, in order of rows."""
    values: dict[Row, float] = defaultdict(float)
    for part in parts:
        rows = _rows_of_ad(part) if isinstance(part, _Ads) else _rows_of_number(part)
        for row, value in rows:
            values[row] += value
    return tuple(sorted(values.items()))


def _rows_of_ad(ad: _Ads) -> Iterator[tuple[Row, float]]:
    share = 1 / ad.sweeps
    for measure in (Measure.ADS, INDIVIDUAL) if ad.is_individual else (Measure.ADS,):
        yield (ad.portal, ALL_PLACES, measure), share
        for place in (ALL_PLACES, *ad.places):
            yield (ALL_PORTALS, place, measure), share


def _rows_of_number(sightings: Iterable[_Number]) -> Iterator[tuple[Row, float]]:
    """Yield with which chance a number is up, in one sweep drawn from each portal."""
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for seen in sightings:
        for place in (ALL_PLACES, *seen.places):
            shares[seen.portal, place] += 1 / seen.sweeps
    absent: dict[str, float] = defaultdict(lambda: 1.0)
    for (portal, place), share in shares.items():
        absent[place] *= 1 - share
        if place == ALL_PLACES:
            yield (portal, place, Measure.NUMBERS), share
    for place, chance in absent.items():
        yield (ALL_PORTALS, place, Measure.NUMBERS), 1 - chance


def counted_weeks(year: YearSightings) -> dict[str, set[Week]]:
    """Return the weeks that count for each portal, and for all of them and for places.

    For all, every portal was read that was in the market: each is from its first to its last
    counted week.
    """
    counted: dict[str, set[Week]] = defaultdict(set)
    for week, portals in year.portals().items():
        for portal in portals:
            counted[portal].add(week)
    stays = {portal: (min(own), max(own)) for portal, own in counted.items()}
    counted[ALL_PORTALS] = {
        week
        for week in set().union(*counted.values())
        if all(week in counted[p] for p, (first, last) in stays.items() if first <= week <= last)
    }
    return counted
