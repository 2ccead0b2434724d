"""Figures that need a whole year's identifiers: pure functions of its sightings.

They are computed for a report as long as there are identifiers, and kept when the year is closed,
protected like every other count: a figure is the sum of disjoint cells, or less one of its parts,
so that what is a part of another is never printed as more than it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping

from monitor.counting.profile import linked_groups
from monitor.protection import Protection
from storage.records import CountYear, Protected, YearSightings
from storage.weeks import Week

YearCell = Callable[[YearSightings], Mapping[bytes, float]]
"""Which of a year's numbers a cell counts, and for how much each."""

MOST_LINKED = 8
"""Larger groups of linked numbers are an agency's, or a mistake: they are left unlinked."""


def numbers_in_one_week(year: YearSightings) -> Mapping[bytes, float]:
    """Return the numbers that were seen in a single week of the year."""
    return {number: 1 for number, weeks in _weeks_by_number(year).items() if len(weeks) == 1}


def numbers_in_two_weeks(year: YearSightings) -> Mapping[bytes, float]:
    """Return the numbers that were seen in at least two weeks of the year."""
    return {number: 1 for number, weeks in _weeks_by_number(year).items() if len(weeks) >= 2}


def linked_to_another(year: YearSightings) -> Mapping[bytes, float]:
    """Return the numbers of linked groups but for one of each: what linking takes away."""
    groups = _small_groups(year)
    return {number: 1 for group in groups.values() for number in group[1:]}


def linked_in_a_week(year: YearSightings) -> Mapping[bytes, float]:
    """Return the same of the numbers of single weeks, each in its share of the year's weeks."""
    groups = _small_groups(year)
    shares: dict[bytes, float] = defaultdict(float)
    for portals in year.values():
        up = {
            n for sweeps in portals.values() for sweep in sweeps for s in sweep for n in s.numbers
        }
        for group in groups.values():
            for number in [number for number in group if number in up][1:]:
                shares[number] += 1 / len(year)
    return shares


def numbers_in_large_groups(year: YearSightings) -> Mapping[bytes, float]:
    """Return the numbers of groups that are too large to be one advertiser's."""
    groups = linked_groups(year)
    sizes = Counter(groups.values())
    return {number: 1 for number, group in groups.items() if sizes[group] > MOST_LINKED}


DISTINCT = (numbers_in_one_week, numbers_in_two_weeks)
FIGURES_FROM_IDENTIFIERS: Mapping[str, tuple[YearCell, ...]] = {
    "distinct_numbers": DISTINCT,
    "numbers_in_one_week": (numbers_in_one_week,),
    "numbers_in_two_weeks": (numbers_in_two_weeks,),
    "distinct_in_common_weeks": DISTINCT,
    "linked_numbers": (*DISTINCT, linked_to_another),
    "linked_per_week": (linked_in_a_week,),
    "numbers_in_large_groups": (numbers_in_large_groups,),
}
"""Every figure that needs a year's identifiers and so cannot be had once it is closed, and of which
cells it is the sum.

A new one must be entered here; the suite fails when a module of `monitor` handles sightings
without it. Each is computed over all portals and for every portal by itself.
"""

TAKEN_AWAY = {"linked_numbers": linked_to_another}
"""The cell of a figure that is not added but taken away."""

IN_COMMON_WEEKS = {"distinct_in_common_weeks"}
"""These count the weeks alone that the year has in common with the one before."""


def yearly_figures(
    protection: Protection, common: Collection[tuple[str, int]] = ()
) -> Mapping[str, CountYear]:
    """Return how each figure of a year is computed, protected under the year's secret.

    `common` are the portals and week numbers that were counted in the year before, too.
    """
    protected: dict[tuple[str, YearCell, bool], tuple[YearSightings, int]] = {}

    def one(portal: str, year: YearSightings, cell: YearCell, is_common: bool) -> int:
        """Protect a cell once, though several figures are made of it."""
        key = (portal, cell, is_common)
        if key not in protected or protected[key][0] is not year:
            weights = cell(_within(year, common) if is_common else year)
            units = {number: frozenset((number,)) for number in weights}
            value = math.fsum(weights.values())
            found = protection.protect(f"{portal} {cell.__name__}", value, units)
            protected[key] = year, found
        return protected[key][1]

    def figure(name: str, cells: tuple[YearCell, ...]) -> CountYear:
        def count(portal: str, year: YearSightings) -> Protected | None:
            if name in IN_COMMON_WEEKS and not common:
                return None
            is_common = name in IN_COMMON_WEEKS
            total = sum(
                (-1 if TAKEN_AWAY.get(name) is cell else 1) * one(portal, year, cell, is_common)
                for cell in cells
            )
            if is_common:  # what is a part is never printed as more than the whole
                total = min(total, sum(one(portal, year, cell, False) for cell in cells))
            return Protected(total)

        return count

    return {name: figure(name, cells) for name, cells in FIGURES_FROM_IDENTIFIERS.items()}


def _within(year: YearSightings, common: Collection[tuple[str, int]]) -> YearSightings:
    return {
        week: {p: sweeps for p, sweeps in portals.items() if (p, week.number) in common}
        for week, portals in year.items()
    }


def _weeks_by_number(year: YearSightings) -> dict[bytes, set[Week]]:
    weeks: dict[bytes, set[Week]] = {}
    for week, portals in year.items():
        for sweeps in portals.values():
            for number in (n for sweep in sweeps for sighting in sweep for n in sighting.numbers):
                weeks.setdefault(number, set()).add(week)
    return weeks


def _small_groups(year: YearSightings) -> dict[bytes, list[bytes]]:
    """Return the groups of linked numbers, of two to eight, in a fixed order."""
    groups: dict[bytes, list[bytes]] = defaultdict(list)
    for number, group in sorted(linked_groups(year).items()):
        groups[group].append(number)
    return {group: some for group, some in groups.items() if 1 < len(some) <= MOST_LINKED}
