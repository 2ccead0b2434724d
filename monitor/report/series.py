"""A year's protected cells as series with gaps: every figure is a sum of them.

A portal's week is counted when its run counts; only then is a cell that is not there a zero.
"""

from __future__ import annotations

import copy
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from monitor.counting import MOST_EXACT, CellId, Measure, individual, more, threshold_in
from monitor.statistics.filling import Series
from monitor.statistics.levels import WholeWeeks, whole_weeks
from monitor.statistics.market_year import Portals
from monitor.statistics.numbers import NumberCells
from scrapers.model import UNKNOWN_PLACE
from storage.records import ALL_PLACES, ALL_PORTALS, LISTED, UNPLACED, Flag, ProtectedCount, Run
from storage.weeks import Week


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


PANEL = "panel"
"""Stands for the matched portals of two years; no portal is called so."""


class Scope(NamedTuple):
    """What a figure is about: one portal, all or the matched ones; one place or the country."""

    portal: str = ALL_PORTALS
    place: str = ALL_PLACES


class Year:
    """The protected counts of one ISO year, with those of up to 13 weeks of the years beside.

    `places` are those that have rows; what else ads state counts as `UNKNOWN_PLACE`. `known` tells
    what became of the portals; by default what `runs` say of it. `counted` are the weeks in which
    each portal was counted, those of the years beside included. Built from protected counts alone:
    a true count does not fit.
    """

    def __init__(
        self,
        year: int,
        runs: Iterable[Run],
        cells: Iterable[ProtectedCount],
        places: Sequence[str],
        flags: Iterable[Flag] = (),
        *,
        known: Portals | None = None,
    ) -> None:
        self.year = year
        every, counts = tuple(runs), tuple(cells)
        self.runs = tuple(run for run in every if run.week.year == year)
        self.portals = tuple(sorted({run.portal for run in self.runs}))
        self.places = tuple(places)
        self.market = (known or Portals(listed_in(every))).year(year)
        self.weeks = self.market.window.of_span
        thresholds = _thresholds(counts)
        self.threshold = thresholds.get(year)
        self.counted: dict[str, set[Week]] = {portal: set() for portal in self.market.stays}
        for run in every:
            # Groups of ads by another threshold are no neighbours of this year's.
            if run.counts and thresholds.get(run.week.year, self.threshold) == self.threshold:
                self.counted[run.portal].add(run.week)
        self._read = {
            week: frozenset(name for name, weeks in self.counted.items() if week in weeks)
            for week in self.market.window.weeks
        }
        self._cells: dict[CellId, dict[Week, int]] = defaultdict(dict)
        for cell in counts:
            name = CellId(cell.portals, cell.place, cell.measure)
            self._cells[name][cell.week] = cell.value
        self._flags = {
            (CellId(flag.portals, flag.place, flag.measure), flag.week) for flag in flags
        }
        self._listed: dict[Week, set[str]] = defaultdict(set)
        for name, week in self._flags:
            if name.measure == LISTED:
                self._listed[week].add(name.place)

    def with_places(self, shown: Collection[str]) -> Year:
        """Return the year with all places but those `shown` counted as `UNKNOWN_PLACE`."""
        joined = copy.copy(self)
        joined.places = tuple(place for place in self.places if place in shown)
        return joined

    @cached_property
    def whole_weeks(self) -> WholeWeeks:
        """The weeks in which all portals of the set were read."""
        return whole_weeks(self.market, self.counted)

    @cached_property
    def whole_weeks_of_places(self) -> WholeWeeks:
        """The weeks in which all portals of the set that list places were read."""
        return whole_weeks(self.market, self.counted, self._list_places)

    @cached_property
    def _list_places(self) -> frozenset[str]:
        """The portals of the set, without those of which no counted week was read with places."""
        unplaced = {(name.portals, week) for name, week in self._flags if name.measure == UNPLACED}
        weeks = {
            portal: {(portal, w) for w in self.counted[portal]} for portal in self.market.portals
        }
        listing = {portal for portal, own in weeks.items() if not own or own - unplaced}
        return frozenset(listing) or self.market.portals

    def read(self, week: Week) -> frozenset[str]:
        """Return the portals that were counted in a week."""
        return self._read.get(week, frozenset())

    def value(self, cell: CellId, week: Week) -> int:
        """Return a cell in one week, 0 where there is none."""
        return self._cells.get(cell, {}).get(week, 0)

    def counts(self, cells: Collection[CellId], portal: str) -> dict[Week, float]:
        """Return the sum of a portal's cells in the weeks it was counted; one not there is 0."""
        return {
            week: math.fsum(self.value(cell, week) for cell in cells)
            for week in self.counted.get(portal, ())
        }

    def counts_of_all(self, cells: Collection[CellId]) -> dict[Week, float]:
        """Return the sum of cells that are of no single portal, in weeks with any count."""
        return {
            week: math.fsum(self.value(cell, week) for cell in cells)
            for week, portals in self._read.items()
            if portals
        }

    def drawn(self, cell: CellId, place: str = ALL_PLACES) -> Series:
        """Return a cell as a series of counts, each with an addition that the protection drew.

        Of those weeks of the span in which its portals were up. None is a gap: one of them was not
        read, or a row's `place` was not looked for.
        """
        window, stays = self.market.window, self.market.stays
        of_all = cell.portals == ALL_PORTALS
        is_own_place = place not in {ALL_PLACES, UNKNOWN_PLACE}
        of_set = self._list_places if is_own_place else self.market.portals
        names = of_set if of_all else cell.portals.split("+")
        values: list[float | None] = []
        for at in window.span:
            up = frozenset(name for name in names if at not in stays[name].absent)
            week = window.weeks[at]
            if of_all or len(up) == len(names):
                is_known = up <= self.read(week) and self.looked_for(place, week)
                values.append(float(self.value(cell, week)) if is_known else None)
        return tuple(values)

    def cells_of_portal(self, kind: Kind, portal: str) -> list[CellId]:
        """Return the cells that a portal's figure is the sum of."""
        numbers = (str(Measure.ONLY), str(Measure.SHARED))
        measures = numbers if kind is Kind.NUMBERS else self._groups(kind)
        return [CellId(portal, ALL_PLACES, measure) for measure in measures]

    def drawn_numbers(self, portals: Collection[str]) -> list[Series]:
        """Return the series of all cells that the numbers of these portals together are a sum of.

        What the protection drew for each adds to the sum's error. Up to three portals, what is
        shared is a sum of the exact sets: each has its own addition.
        """
        only = [self.drawn(CellId(p, ALL_PLACES, Measure.ONLY)) for p in sorted(portals)]
        if len(self.portals) <= MOST_EXACT:
            exact = (name for name in self._cells if name.measure == Measure.EXACT)
            among = [n for n in exact if not set(n.portals.split("+")).isdisjoint(portals)]
            return [*only, *map(self.drawn, among)]
        shared = [CellId(p, ALL_PLACES, Measure.SHARED) for p in portals]
        several = CellId(ALL_PORTALS, ALL_PLACES, Measure.SEVERAL)
        return [*only, self.drawn(shared[0] if len(shared) == 1 else several)]

    def cells_of_place(self, kind: Kind, place: str) -> list[CellId]:
        """Return the cells that a place's figure is the sum of."""
        measures = (str(Measure.NUMBERS),) if kind is Kind.NUMBERS else self._groups(kind)
        return [
            CellId(ALL_PORTALS, name, measure)
            for name in self.stored_places(place)
            for measure in measures
        ]

    def looked_for(self, place: str, week: Week) -> bool:
        """Whether a week's sweeps looked for a place; a week without is no zero of it.

        So it is for `UNKNOWN_PLACE` where any place with a row of its own was not looked for: its
        ads were unknown then. Older weeks do not tell: they did.
        """
        listed = self._listed[week]
        wanted = set(self.places) if place == UNKNOWN_PLACE else {place}
        return not listed or listed.issuperset(wanted)

    def stored_places(self, place: str) -> tuple[str, ...]:
        """Return the stored places of a row: itself, or all that have no row of their own."""
        if place != UNKNOWN_PLACE:
            return (place,)
        stored = {name.place for name in self._cells} - {ALL_PLACES, *self.places}
        return tuple(sorted(stored | {UNKNOWN_PLACE}))

    def numbers(self) -> NumberCells:
        """Return the distinct numbers by the portals that they are on."""
        only = Measure.ONLY
        several = self._cells.get(CellId(ALL_PORTALS, ALL_PLACES, Measure.SEVERAL), {})
        return NumberCells(
            {p: self.counts(self.cells_of_portal(Kind.NUMBERS, p), p) for p in self.market.stays},
            {p: self._cells.get(CellId(p, ALL_PLACES, only), {}) for p in self.market.stays},
            several,
            {
                frozenset(name.portals.split("+")): weeks
                for name, weeks in self._cells.items()
                if name.measure == Measure.EXACT
            },
        )

    def one_number_share(
        self, kind: Kind, scope: Scope, panel: Collection[str] = frozenset()
    ) -> float:
        """Return the share of a figure's ads, 0 to 1, in weeks that one number has over half of.

        One that has over half of a panel's has over half of those of one of its portals: where
        that is so of any, it is taken to be so of the panel.
        """
        if scope.portal == PANEL:
            shares = (self.one_number_share(kind, Scope(portal)) for portal in panel)
            return max(shares, default=0.0)
        if kind not in OF_ONE_NUMBER:
            return 0.0
        is_place = scope.place != ALL_PLACES
        places = self.stored_places(scope.place) if is_place else (ALL_PLACES,)
        total = of_one = 0
        for week in self.weeks:
            ads = {place: self._ads_in_week(kind, scope.portal, place, week) for place in places}
            total += sum(ads.values())
            names = (
                CellId(scope.portal, place, OF_ONE_NUMBER[kind]) for place in ads if ads[place]
            )
            if all((name, week) in self._flags for name in names):
                of_one += sum(ads.values())
        return of_one / total if total else 0.0

    def _ads_in_week(self, kind: Kind, portal: str, place: str, week: Week) -> int:
        is_country = (portal, place) == (ALL_PORTALS, ALL_PLACES)
        return sum(
            self.value(CellId(name, place, measure), week)
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


def _thresholds(cells: Iterable[ProtectedCount]) -> dict[int, int]:
    """Return the threshold that the ads of each year were grouped by."""
    thresholds: dict[int, int] = {}
    for year, measure in {(cell.week.year, cell.measure) for cell in cells}:
        if threshold := threshold_in(measure):
            thresholds[year] = max(thresholds.get(year, 0), threshold)
    return thresholds


def listed_in(runs: Iterable[Run]) -> dict[str, tuple[Week, Week]]:
    """Return the first and the last week that each portal was due, by the ledger's rows."""
    weeks: dict[str, list[Week]] = defaultdict(list)
    for run in runs:
        weeks[run.portal].append(run.week)
    return {portal: (min(due), max(due)) for portal, due in weeks.items()}
