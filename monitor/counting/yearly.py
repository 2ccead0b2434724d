"""Figures that need a whole year's identifiers: of its numbers, how many were seen in which weeks.

They are computed for a report as long as there are identifiers, and kept when the year is closed,
protected like every other count: a figure is the sum of disjoint cells, so that what is a part of
another is never printed as more than it. The year goes by week by week, and of a cell only how many
numbers it has and the sum of their record keys are kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from monitor.protection import Protection
from storage.records import ALL_PORTALS, Protected, WeekNumbers, YearFigures, YearNumbers

ONE_WEEK = "numbers_in_one_week"
"""Names the cell of the numbers that were seen in a single week of the year."""

TWO_WEEKS = "numbers_in_two_weeks"
"""Names the cell of the numbers that were seen in at least two weeks of the year."""

FIGURES_FROM_IDENTIFIERS: Mapping[str, tuple[str, ...]] = {
    "distinct_numbers": (ONE_WEEK, TWO_WEEKS),
    "numbers_in_two_weeks": (TWO_WEEKS,),
}
"""Every figure that needs a year's identifiers and so cannot be had once it is closed, and of which
cells it is the sum.

A new one must be entered here; the suite fails when a module of `monitor` handles sightings
without it. Each is computed over all portals and for every portal by itself.
"""


def yearly_figures(protection: Protection | None) -> YearFigures:
    """Return how the figures of a year are computed, protected under the year's secret.

    Without `protection` (the year's key is gone) none of them has a value.
    """
    names = tuple(FIGURES_FROM_IDENTIFIERS)
    if protection is None:
        return YearFigures(names)
    return YearFigures(names, lambda year: _figures(year, protection))


def _figures(year: YearNumbers, protection: Protection) -> Mapping[tuple[str, str], Protected]:
    counts: defaultdict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for part in year:
        for portal, cells in cells_of_numbers(part).items():
            for name, numbers in cells.items():
                count, keys = counts[portal].get(name, (0, 0))
                keys += sum(map(protection.record_key, numbers))
                counts[portal][name] = count + len(numbers), keys
    figures: dict[tuple[str, str], Protected] = {}
    for portal, of_cells in counts.items():
        protected = {
            name: protection.protect(f"{portal} {name}", count, keys)
            for name, (count, keys) in of_cells.items()
        }
        for figure, names in FIGURES_FROM_IDENTIFIERS.items():
            figures[portal, figure] = Protected(sum(protected[name] for name in names))
    return figures


def cells_of_numbers(weeks: Iterable[WeekNumbers]) -> Mapping[str, Mapping[str, set[bytes]]]:
    """Return for each portal, and `ALL_PORTALS`, the numbers of each cell."""
    once: defaultdict[str, set[bytes]] = defaultdict(set)
    again: defaultdict[str, set[bytes]] = defaultdict(set)
    for week in weeks:
        every: set[bytes] = set().union(*week.values())
        for portal, numbers in (*week.items(), (ALL_PORTALS, every)):
            again[portal] |= once[portal] & numbers
            once[portal] |= numbers
    return {
        portal: {ONE_WEEK: numbers - again[portal], TWO_WEEKS: again[portal]}
        for portal, numbers in once.items()
    }
