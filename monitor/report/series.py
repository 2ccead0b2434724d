"""A year's protected cells as series with gaps: every figure is a sum of them.

A portal's week is counted when its run counts; only then is a cell that is not there a zero.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from monitor.counting import MOST_EXACT, Measure, individual, more, threshold_in
from monitor.statistics import Series, add
from scrapers.model import UNKNOWN_PLACE
from storage.records import ALL_PLACES, ALL_PORTALS, LISTED, Flag, ProtectedCount, Run
from storage.weeks import Week, weeks_of


class Kind(StrEnum):
    """What a row of the tables counts."""

    NUMBERS = "numbers"
    ADS = "ads"
    INDIVIDUAL = "individual"
    MULTI = "multi"
    WITHOUT_NUMBER = "without_number"
    ADS_PER_NUMBER = "ads_per_number"


WEEKLY_KINDS = (Kind.NUMBERS, Kind.ADS, Kind.INDIVIDUAL, Kind.MULTI, Kind.WITHOUT_NUMBER)
"""The kinds that are counted week by week; `ADS_PER_NUMBER` is a ratio of two."""

OF_ONE_NUMBER = {Kind.ADS: Measure.ADS_OF_ONE, Kind.MULTI: Measure.MORE_OF_ONE}


class Scope(NamedTuple):
    """What a figure is about: one portal or all of them, one place or the whole country."""

    portal: str = ALL_PORTALS
    place: str = ALL_PLACES


class CellName(NamedTuple):
    """Names a stored cell: a portal, an exact set of them or all, a place or all, and a measure."""

    portals: str
    place: str
    measure: str


class Year:
    """The protected counts of one ISO year.

    `places` are those that have rows; what else ads state counts as `UNKNOWN_PLACE`. Built from
    protected counts alone: a true count does not fit.
    """

    def __init__(
        self,
        year: int,
        runs: Iterable[Run],
        cells: Iterable[ProtectedCount],
        places: Sequence[str],
        flags: Iterable[Flag] = (),
    ) -> None:
        self.year = year
        self.weeks = tuple(weeks_of(year))
        self.runs = tuple(run for run in runs if run.week.year == year)
        self.portals = tuple(sorted({run.portal for run in self.runs}))
        self.places = tuple(places)
        counted = {(run.portal, run.week) for run in self.runs if run.counts}
        self._read = tuple(
            frozenset(portal for portal in self.portals if (portal, week) in counted)
            for week in self.weeks
        )
        self._cells: dict[CellName, dict[Week, int]] = defaultdict(dict)
        for cell in cells:
            name = CellName(cell.portals, cell.place, cell.measure)
            self._cells[name][cell.week] = cell.value
        self._flags = {
            (CellName(flag.portals, flag.place, flag.measure), flag.week) for flag in flags
        }
        self._listed: dict[Week, set[str]] = defaultdict(set)
        for name, week in self._flags:
            if name.measure == LISTED:
                self._listed[week].add(name.place)
        thresholds = {threshold_in(name.measure) for name in self._cells} - {None}
        self.threshold = max(thresholds, key=lambda threshold: threshold or 0, default=None)

    def with_places(self, shown: Collection[str]) -> Year:
        """Return the year with all places but those `shown` counted as `UNKNOWN_PLACE`."""
        joined = copy.copy(self)
        joined.places = tuple(place for place in self.places if place in shown)
        return joined

    def read(self, at: int) -> frozenset[str]:
        """Return the portals that were counted in a week, from position 0."""
        return self._read[at]

    def series(self, cell: CellName, portals: Iterable[str]) -> Series:
        """Return a cell week by week; a week without one of the portals is a gap."""
        values, needed = self._cells.get(cell, {}), frozenset(portals)
        return tuple(
            float(values.get(week, 0)) if needed and needed <= self.read(at) else None
            for at, week in enumerate(self.weeks)
        )

    def value(self, cell: CellName, at: int) -> int:
        """Return a cell in one week, 0 where there is none."""
        return self._cells.get(cell, {}).get(self.weeks[at], 0)

    def cells_of_portal(self, kind: Kind, portal: str) -> list[Series]:
        """Return the cells that a portal's figure is the sum of."""
        numbers = (str(Measure.ONLY), str(Measure.SHARED))
        measures = numbers if kind is Kind.NUMBERS else self._groups(kind)
        names = (CellName(portal, ALL_PLACES, measure) for measure in measures)
        return [self.series(name, (portal,)) for name in names]

    def drawn_numbers(self, portal: str | None = None) -> list[Series]:
        """Return the cells of numbers that were drawn, of one portal or of all of them.

        Up to three portals, what is shared is a sum of the exact sets: each has its own addition.
        """
        portals = self.portals if portal is None else (portal,)
        only = [self.cells_of_portal(Kind.NUMBERS, name)[0] for name in portals]
        exact = [name for name in self._cells if name.measure == Measure.EXACT]
        if len(self.portals) <= MOST_EXACT:
            among = [n for n in exact if portal is None or portal in n.portals.split("+")]
            return [*only, *(self.series(name, self.portals) for name in among)]
        if portal is not None:
            return self.cells_of_portal(Kind.NUMBERS, portal)
        several = CellName(ALL_PORTALS, ALL_PLACES, Measure.SEVERAL)
        return [*only, self.series(several, self.portals)]

    def cells_of_place(self, kind: Kind, place: str) -> list[Series]:
        """Return the cells that a place's figure is the sum of, in weeks with all portals.

        A week whose sweeps did not look for the place is a gap, and so it is for `UNKNOWN_PLACE`
        where any place with a row of its own was not looked for: its ads were unknown then.
        """
        measures = (str(Measure.NUMBERS),) if kind is Kind.NUMBERS else self._groups(kind)
        wanted = set(self.places) if place == UNKNOWN_PLACE else {place}
        cells = (
            self.series(CellName(ALL_PORTALS, name, measure), self.portals)
            for name in self.stored_places(place)
            for measure in measures
        )
        return [
            tuple(value if self._lists(at, wanted) else None for at, value in enumerate(series))
            for series in cells
        ]

    def _lists(self, at: int, places: Collection[str]) -> bool:
        """Whether a week's sweeps looked for these places; older weeks do not tell: they did."""
        listed = self._listed[self.weeks[at]]
        return not listed or listed.issuperset(places)

    def stored_places(self, place: str) -> tuple[str, ...]:
        """Return the stored places of a row: itself, or all that have no row of their own."""
        if place != UNKNOWN_PLACE:
            return (place,)
        stored = {name.place for name in self._cells} - {ALL_PLACES, *self.places}
        return tuple(sorted(stored | {UNKNOWN_PLACE}))

    def exact_sets_within(self, portals: frozenset[str]) -> list[CellName]:
        """Return the cells of numbers on several of these portals and on no other."""
        return [
            name
            for name in self._cells
            if name.measure == Measure.EXACT and portals.issuperset(name.portals.split("+"))
        ]

    def one_number_share(self, kind: Kind, scope: Scope) -> float:
        """Return the share of a figure's ads, 0 to 1, in weeks that one number has over half of."""
        if kind not in OF_ONE_NUMBER:
            return 0.0
        is_place = scope.place != ALL_PLACES
        places = self.stored_places(scope.place) if is_place else (ALL_PLACES,)
        total = of_one = 0
        for at in range(len(self.weeks)):
            ads = {place: self._ads_in_week(kind, scope.portal, place, at) for place in places}
            total += sum(ads.values())
            names = (
                CellName(scope.portal, place, OF_ONE_NUMBER[kind]) for place in ads if ads[place]
            )
            if all((name, self.weeks[at]) in self._flags for name in names):
                of_one += sum(ads.values())
        return of_one / total if total else 0.0

    def _ads_in_week(self, kind: Kind, portal: str, place: str, at: int) -> int:
        is_country = (portal, place) == (ALL_PORTALS, ALL_PLACES)
        return sum(
            self.value(CellName(name, place, measure), at)
            for name in (self.portals if is_country else (portal,))
            for measure in self._groups(kind)
        )

    def _groups(self, kind: Kind) -> tuple[str, ...]:
        """Return which disjoint groups of ads a figure is the sum of."""
        threshold = self.threshold or 0
        groups = {
            Kind.INDIVIDUAL: individual(threshold),
            Kind.MULTI: more(threshold),
            Kind.WITHOUT_NUMBER: str(Measure.NO_NUMBER),
        }
        return tuple(groups.values()) if kind is Kind.ADS else (groups[kind],)


def summed(year: Year, cells: Sequence[Series]) -> Series:
    """Add cells week by week; without any, no week is counted."""
    return add(cells) if cells else (None,) * len(year.weeks)
