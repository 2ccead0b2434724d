"""Figures that need a whole year's identifiers: pure functions of its sightings.

They are computed for a report as long as there are identifiers, and kept when the year is closed,
protected like every other count: a figure is the sum of disjoint cells, so that what is a part of
another is never printed as more than it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from monitor.protection import Protection
from storage.records import CountYear, Protected, YearSightings
from storage.weeks import Week

YearNumbers = Callable[[YearSightings], Iterable[bytes]]
"""Which of a year's numbers a cell counts."""


def numbers_in_one_week(year: YearSightings) -> Iterable[bytes]:
    """Return the numbers that were seen in a single week of the year."""
    return (number for number, weeks in _weeks_by_number(year).items() if len(weeks) == 1)


def numbers_in_two_weeks(year: YearSightings) -> Iterable[bytes]:
    """Return the numbers that were seen in at least two weeks of the year."""
    return (number for number, weeks in _weeks_by_number(year).items() if len(weeks) >= 2)


FIGURES_FROM_IDENTIFIERS: Mapping[str, tuple[YearNumbers, ...]] = {
    "distinct_numbers": (numbers_in_one_week, numbers_in_two_weeks),
    "numbers_in_two_weeks": (numbers_in_two_weeks,),
}
"""Every figure that needs a year's identifiers and so cannot be had once it is closed, and of which
cells it is the sum.

A new one must be entered here; the suite fails when a module of `monitor` handles sightings
without it. Each is computed over all portals and for every portal by itself.
"""


def yearly_figures(protection: Protection) -> Mapping[str, CountYear]:
    """Return how each figure of a year is computed, protected under the year's secret."""

    def figure(cells: tuple[YearNumbers, ...]) -> CountYear:
        def count(portal: str, year: YearSightings) -> Protected:
            protected = 0
            for cell in cells:
                units = {number: frozenset((number,)) for number in cell(year)}
                protected += protection.protect(f"{portal} {cell.__name__}", len(units), units)
            return Protected(protected)

        return count

    return {name: figure(cells) for name, cells in FIGURES_FROM_IDENTIFIERS.items()}


def _weeks_by_number(year: YearSightings) -> dict[bytes, set[Week]]:
    weeks: dict[bytes, set[Week]] = {}
    for week, portals in year.items():
        for sweeps in portals.values():
            for number in (n for sweep in sweeps for sighting in sweep for n in sighting.numbers):
                weeks.setdefault(number, set()).add(week)
    return weeks
