"""Small pieces that the tests of `monitor` are made of: identifiers, sightings, runs, years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from monitor.counting import CellId, count_week
from monitor.counting.profile import products_of, shares_of
from monitor.protection import Protection
from monitor.report.series import Year
from monitor.statistics.market_year import Portals
from scrapers.model import Hidden, Outcome, Sighting
from storage.records import (
    ALL_PLACES,
    Flag,
    Protected,
    ProtectedCount,
    Review,
    Run,
    WeekCounts,
    WeekSightings,
)
from storage.weeks import Week, weeks_of
from storage.year_records import LAGS, YearNumbers, YearPart

THRESHOLD = 2
Weeks = Sequence[Sequence[Sighting] | None]


def identifier(name: str) -> bytes:
    """Return 16 bytes that stand for a made-up identifier."""
    return name.encode().ljust(16, b".")[:16]


def seen(ad: str, *numbers: str, places: Iterable[str] = ("Oslo",)) -> Sighting:
    """Return a sighting of an ad with these numbers at these places."""
    return Sighting(identifier(ad), frozenset(map(identifier, numbers)), frozenset(places))


@dataclass(frozen=True)
class PlainYear:
    """A year's sightings all at once, handed out like those of a database, in so many parts."""

    sightings: Mapping[Week, WeekSightings]
    in_parts: int = 1

    def numbers(self) -> YearNumbers:
        """Yield the distinct numbers of the weeks, part by part."""
        for part in range(self.in_parts):
            yield (
                (week, {portal: _numbers(sweeps) for portal, sweeps in portals.items()})
                for week, portals in self._part(part)
            )

    def portals(self) -> Mapping[Week, Collection[str]]:
        """Return the portals of each week."""
        return self.sightings

    def parts(self) -> Iterator[YearPart]:
        """Yield the sightings of the weeks, part by part."""
        for part in range(self.in_parts):
            yield self._part(part)

    def links(self) -> Iterator[Set[bytes]]:
        """Yield the numbers of each ad that has several."""
        for portals in self.sightings.values():
            for sweep in (sweep for sweeps in portals.values() for sweep in sweeps):
                yield from (ad.numbers for ad in sweep if len(ad.numbers) > 1)

    def linked(self) -> YearPart:
        """Yield the sightings of ads with a linked number."""
        numbers = frozenset[bytes]().union(*self.links())
        return self._those(lambda ad: ad.numbers & numbers, lambda _ad: False)

    def _part(self, part: int) -> YearPart:
        def is_in(identifier: bytes) -> bool:
            return sum(identifier) % self.in_parts == part

        return self._those(lambda ad: frozenset(filter(is_in, ad.numbers)), is_in)

    def _those(
        self, numbers: Callable[[Sighting], frozenset[bytes]], is_in: Callable[[bytes], bool]
    ) -> YearPart:
        """Yield ads with those of their numbers, and without any number those that are in."""
        for week, portals in self.sightings.items():
            yield (
                week,
                {
                    portal: [
                        [
                            ad._replace(numbers=some)
                            for ad in sweep
                            if (some := numbers(ad)) or (not ad.numbers and is_in(ad.ad))
                        ]
                        for sweep in sweeps
                    ]
                    for portal, sweeps in portals.items()
                },
            )


def _numbers(sweeps: Sequence[Sequence[Sighting]]) -> set[bytes]:
    return {number for sweep in sweeps for ad in sweep for number in ad.numbers}


def profile(weekly: Sequence[Mapping[str, float] | None]) -> tuple[float | None, ...]:
    """Return a profile from how many ads each advertiser has week by week; None is a gap."""
    counted = [at for at, week in enumerate(weekly) if week is not None]
    groups = {group for week in weekly for group in week or ()}
    products: dict[int, float] = defaultdict(float)
    for group in groups:
        up = ((at, (week or {}).get(group)) for at, week in enumerate(weekly))
        pattern = tuple((at, value) for at, value in up if value is not None)
        for lag, product in products_of(pattern).items():
            products[lag] += product
    total = sum(value for week in weekly for value in (week or {}).values())
    lags = shares_of(products, counted, total) if total else (None,) * LAGS
    return lags[: len(weekly)]


def run(
    portal: str,
    week: Week,
    outcome: Outcome | None = Outcome.COMPLETE,
    review: Review | None = None,
) -> Run:
    """Return a ledger row."""
    return Run(portal, week, outcome, "", False, review, "")


def protection(year: int = 2022, by: str = "made up") -> Protection:
    """Return the protection of a year, by a made-up secret."""
    return Protection(Hidden(by.encode()), year)


def counted(
    week: Week, sightings: Mapping[str, Sequence[Sequence[Sighting]]], threshold: int = THRESHOLD
) -> WeekCounts:
    """Return the counts of a week, true and protected under a made-up secret."""
    return count_week(week, sightings, protection(week.year), threshold)


def cells_of_year(
    year: int, cells: Mapping[CellId, Sequence[int | None]]
) -> tuple[list[Run], list[ProtectedCount]]:
    """Return the runs and cells of a year in which these protected counts are kept; None is a gap.

    A portal's week is a gap where a cell of its own is.
    """
    runs: dict[tuple[str, Week], Run] = {}
    counts = []
    for name, values in cells.items():
        for week, value in zip(weeks_of(year), values, strict=True):
            if name.portals != "all" and "+" not in name.portals:
                outcome = Outcome.FAILED if value is None else Outcome.COMPLETE
                runs[name.portals, week] = run(name.portals, week, outcome)
            if value is not None:
                counts.append(ProtectedCount(week, *name, Protected(value)))
    return list(runs.values()), counts


def year_of_cells(
    year: int,
    cells: Mapping[CellId, Sequence[int | None]],
    places: Sequence[str] = (),
    flags: Iterable[Flag] = (),
    known: Portals | None = None,
) -> Year:
    """Return a year that is made of these protected counts."""
    return Year(year, *cells_of_year(year, cells), places, flags, known=known)


def portal_cell(portal: str, measure: str) -> CellId:
    """Name a cell of a portal."""
    return CellId(portal, ALL_PLACES, measure)


def year_of(year: int, weekly: Mapping[str, Weeks], places: Sequence[str] = ()) -> Year:
    """Return a year in which each portal saw these sightings week by week; None is a gap."""
    runs: list[Run] = []
    cells: list[ProtectedCount] = []
    flags: list[Flag] = []
    for position, week in enumerate(weeks_of(year)):
        sweeps = {}
        for portal, weeks in weekly.items():
            sightings = weeks[position]
            outcome = Outcome.FAILED if sightings is None else Outcome.COMPLETE
            runs.append(run(portal, week, outcome))
            if sightings is not None:
                sweeps[portal] = [sightings]
        found = counted(week, sweeps)
        cells.extend(found.cells)
        flags.extend(found.flags)
    return Year(year, runs, cells, places, flags)
