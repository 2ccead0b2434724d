"""The figures of a year, made of its protected cells: docs/method.md, "The weekly average"."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import replace

from monitor.counting import MOST_EXACT, CellId, Measure
from monitor.report.series import Kind, Scope, Year
from monitor.statistics.figure import Figure
from monitor.statistics.filling import Series, error_of_protection
from monitor.statistics.levels import level_of_place, level_of_portal, level_of_total
from monitor.statistics.numbers import level_of_numbers
from scrapers.model import UNKNOWN_PLACE
from storage.records import ALL_PLACES, ALL_PORTALS

THRESHOLDS = {f"individual_{most}": most for most in (1, 2, 3, 5)}
"""Ads of the country on numbers with at most so many ads, by what the rows are called."""

STEPS = {1: (), 2: (2,), 3: (2, 3), 5: (2, 3, 4)}
CLASSES = {2: Measure.ADS_ON_2, 3: Measure.ADS_ON_3, 4: Measure.ADS_ON_4_5}
"""Ads of the country whose number is on exactly so many; the last is for four and five."""


def figure(year: Year, kind: Kind, scope: Scope) -> Figure:
    """Return a counted figure of a portal, of a place, or of all portals together."""
    if scope.place != ALL_PLACES:
        return _of_place(year, kind, scope.place)
    if scope.portal == ALL_PORTALS:
        return panel(year, kind)
    cells = year.cells_of_portal(kind, scope.portal)
    level = level_of_portal(year.market, scope.portal, year.counts(cells, scope.portal))
    if kind is Kind.NUMBERS:
        return _with_protection_error(level, year.drawn_numbers([scope.portal]))
    return _with_protection_error(level, map(year.drawn, cells))


def panel(year: Year, kind: Kind, portals: Collection[str] | None = None) -> Figure:
    """Return a figure of several portals together: ads are added, numbers counted once.

    Left out, `portals` are the set of the year.
    """
    names = year.market.portals if portals is None else portals
    if kind is Kind.NUMBERS:
        level = level_of_numbers(year.market, year.numbers(), portals)
        if len(year.portals) > MOST_EXACT and len(set(year.portals).difference(names)) > 1:
            # Numbers on several of those left out, and on no other, are not known.
            level = replace(level, is_enough=False)
        return _with_protection_error(level, year.drawn_numbers(names))
    cells = {portal: year.cells_of_portal(kind, portal) for portal in names}
    counts = {portal: year.counts(own, portal) for portal, own in cells.items()}
    level = level_of_total(year.market, counts, portals)
    return _with_protection_error(level, _drawn(year, kind, names))


def ads_on_at_most(year: Year, most: int) -> Figure | None:
    """Return the ads of the country whose numbers are on at most `most` ads: 1, 2, 3 or 5.

    Cells of the country are added to what the year's own threshold gives, or taken from it. None
    where no ad of the year has a number, or these cells are not of the same portals.
    """
    if year.threshold not in STEPS or year.market.partly:
        return None
    own = figure(year, Kind.INDIVIDUAL, Scope())
    sign = 1 if most > year.threshold else -1
    names = [
        CellId(ALL_PORTALS, ALL_PLACES, CLASSES[step])
        for step in set(STEPS[most]) ^ set(STEPS[year.threshold])
    ]
    classes = [
        level_of_place(year.market, year.counts_of_all([name]), year.whole_weeks) for name in names
    ]
    filled = [level.values for level in classes if level.values is not None]
    if own.values is None or len(filled) < len(classes):
        return None
    values = tuple(
        value + sign * math.fsum(others) for value, *others in zip(own.values, *filled, strict=True)
    )
    series = tuple(None if seen is None else values[at] for at, seen in enumerate(own.series))
    every = [*_drawn(year, Kind.INDIVIDUAL, year.market.portals), *map(year.drawn, names)]
    return _with_protection_error(replace(own, series=series, values=values), every)


def _of_place(year: Year, kind: Kind, place: str) -> Figure:
    cells = year.cells_of_place(kind, place)
    every = year.counts_of_all(cells)
    counts = {week: value for week, value in every.items() if year.looked_for(place, week)}
    # An ad of a portal without places is one more at an unknown place, and at no other.
    whole = year.whole_weeks if place == UNKNOWN_PLACE else year.whole_weeks_of_places
    level = level_of_place(year.market, counts, whole)
    return _with_protection_error(level, (year.drawn(cell, place) for cell in cells))


def _with_protection_error(level: Figure, drawn: Iterable[Series]) -> Figure:
    """Return a figure with the error that the protection of its cells brings."""
    return replace(level, protection_error=error_of_protection(drawn, len(level.series)))


def _drawn(year: Year, kind: Kind, portals: Collection[str]) -> list[Series]:
    every = (year.cells_of_portal(kind, portal) for portal in sorted(portals))
    return [year.drawn(cell) for cells in every for cell in cells]
