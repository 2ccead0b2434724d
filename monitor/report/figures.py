"""The figures of a year, made of its protected cells: docs/method.md section 2."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from monitor.counting import Measure
from monitor.report.series import CellName, Kind, Scope, Year, summed
from monitor.statistics import (
    LEAST_FOR_VARIANCE,
    Series,
    error_of_mean,
    error_of_protection,
    error_of_total,
    fill,
    mean,
)
from storage.records import ALL_PLACES, ALL_PORTALS

LEAST_WEEKS_OF_PORTAL = 26
LEAST_WEEKS_OF_PLACE = 13
"""A place loses every week in which one of the portals is missing, so fewer have to do."""

LEAST_SHARE_OF_TOTAL = 0.5
"""At least this share of what a total is made of must have been counted, not filled."""

THRESHOLDS = (1, 2, 3, 5)
STEPS = {1: (), 2: (2,), 3: (2, 3), 5: (2, 3, 4)}
CLASSES = {2: Measure.ADS_ON_2, 3: Measure.ADS_ON_3, 4: Measure.ADS_ON_4_5}
"""Ads of the country whose number is on exactly so many; the last is for four and five."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a year: `series` has the counted weeks, `values` the filled ones, if they can be.

    `gap_error` and `protection_error` are standard errors of the mean of `values`, in the figure's
    own unit. `is_enough` tells whether enough was counted for a year's level.
    """

    series: Series
    values: tuple[float, ...] | None
    gap_error: float
    protection_error: float
    is_enough: bool

    @property
    def counted(self) -> int:
        """How many weeks were counted."""
        return sum(value is not None for value in self.series)

    @property
    def from_week_one(self) -> Series:
        """The filled values from week 1 of the year on; none where they cannot be filled."""
        return self.values or ()

    @property
    def mean_of_counted(self) -> float:
        """The mean of the counted weeks; 0 where there is none."""
        return math.fsum(value or 0.0 for value in self.series) / max(self.counted, 1)

    @property
    def mean(self) -> float | None:
        """The mean over all weeks, filled ones included."""
        return None if self.values is None else mean(self.values)


def figure(year: Year, kind: Kind, scope: Scope) -> Figure:
    """Return a counted figure of a portal, of a place, or of all portals together."""
    if scope.place != ALL_PLACES:
        return _alone(year, year.cells_of_place(kind, scope.place), LEAST_WEEKS_OF_PLACE)
    if scope.portal != ALL_PORTALS:
        cells = year.cells_of_portal(kind, scope.portal)
        drawn = year.drawn_numbers(scope.portal) if kind is Kind.NUMBERS else cells
        return _alone(year, cells, LEAST_WEEKS_OF_PORTAL, drawn)
    return _country_numbers(year) if kind is Kind.NUMBERS else _country_ads(year, kind)


def ads_on_at_most(year: Year, most: int) -> Figure | None:
    """Return the ads of the country whose numbers are on at most `most` ads: 1, 2, 3 or 5.

    Cells of the country are added to what the year's own threshold gives, or taken from it. None
    where no ad of the year has a number.
    """
    if year.threshold not in STEPS:
        return None
    own = _country_ads(year, Kind.INDIVIDUAL)
    sign = 1 if most > year.threshold else -1
    names = [CLASSES[step] for step in set(STEPS[most]) ^ set(STEPS[year.threshold])]
    classes = [year.series(CellName(ALL_PORTALS, ALL_PLACES, name), year.portals) for name in names]
    filled = [values for values in map(fill, classes) if values is not None]
    if own.values is None or len(filled) < len(classes):
        return None
    values = tuple(
        value + sign * math.fsum(others) for value, *others in zip(own.values, *filled, strict=True)
    )
    series = tuple(None if seen is None else values[at] for at, seen in enumerate(own.series))
    cells = [*_cells_of_country(year, Kind.INDIVIDUAL), *classes]
    return Figure(series, values, own.gap_error, error_of_protection(cells), own.is_enough)


def _alone(
    year: Year, cells: Sequence[Series], least_weeks: int, drawn: Sequence[Series] | None = None
) -> Figure:
    series = summed(year, cells)
    is_enough = sum(value is not None for value in series) >= least_weeks
    return Figure(
        series,
        fill(series),
        error_of_mean(series),
        error_of_protection(cells if drawn is None else drawn),
        is_enough,
    )


def _country_ads(year: Year, kind: Kind) -> Figure:
    parts = {portal: summed(year, year.cells_of_portal(kind, portal)) for portal in year.portals}
    filled = [values for values in map(fill, parts.values()) if values is not None]
    values = None
    if filled and len(filled) == len(parts):
        values = tuple(math.fsum(week) for week in zip(*filled, strict=True))
    return Figure(
        summed(year, list(parts.values())),
        values,
        error_of_total(parts),
        error_of_protection(_cells_of_country(year, kind)),
        _counted_share(parts.values()) >= LEAST_SHARE_OF_TOTAL,
    )


def _country_numbers(year: Year) -> Figure:
    """Return the distinct numbers of all portals, none of them twice.

    Where portals are missing in a week, what they alone would have added is filled from the weeks
    in which all were counted, and added to what the others show.
    """
    only = {portal: year.cells_of_portal(Kind.NUMBERS, portal)[0] for portal in year.portals}
    several = CellName(ALL_PORTALS, ALL_PLACES, Measure.SEVERAL)
    everyone = frozenset(year.portals)
    read = [year.read(at) for at in range(len(year.weeks))]
    values = [
        math.fsum(only[portal][at] or 0.0 for portal in here) + year.value(several, at)
        for at, here in enumerate(read)
    ]
    series = tuple(
        value if here and here == everyone else None
        for value, here in zip(values, read, strict=True)
    )
    variance, is_filled = 0.0, bool(everyone)
    for here in sorted(set(read) - {everyone}, key=sorted):
        wanted = [at for at, portals in enumerate(read) if portals == here]
        added = _only_on(year, everyone - here, only) if here else series
        filled = fill(added)
        if filled is None or sum(value is not None for value in added) < LEAST_FOR_VARIANCE:
            is_filled = False
            continue
        for at in wanted:
            values[at] += filled[at]
        variance += error_of_mean(added, wanted) ** 2
    of_portals = [summed(year, year.cells_of_portal(Kind.NUMBERS, p)) for p in year.portals]
    return Figure(
        series,
        tuple(values) if is_filled else None,
        math.sqrt(variance),
        error_of_protection(year.drawn_numbers()),
        _counted_share(of_portals) >= LEAST_SHARE_OF_TOTAL,
    )


def _only_on(year: Year, missing: frozenset[str], only: dict[str, Series]) -> Series:
    """Return the numbers on `missing` and on no other portal, in the weeks with all portals.

    Those on several of the missing ones are cells of their own for up to three portals; beyond,
    they are left out, which makes the figure a little smaller.
    """
    exact = year.exact_sets_within(missing)
    parts = [only[portal] for portal in sorted(missing)]
    sums = summed(year, [*parts, *(year.series(cell, year.portals) for cell in exact)])
    is_whole = [year.read(at) == frozenset(year.portals) for at in range(len(year.weeks))]
    return tuple(value if whole else None for value, whole in zip(sums, is_whole, strict=True))


def _cells_of_country(year: Year, kind: Kind) -> list[Series]:
    return list(chain.from_iterable(year.cells_of_portal(kind, p) for p in year.portals))


def _counted_share(parts: Iterable[Series]) -> float:
    """Return the share of all parts' filled values that was counted."""
    every = list(parts)
    counted = math.fsum(value or 0.0 for series in every for value in series)
    total = math.fsum(value for series in every for value in fill(series) or ())
    return counted / total if total else float(any(v is not None for s in every for v in s))
