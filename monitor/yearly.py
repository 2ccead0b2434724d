"""Figures that need a whole year's identifiers: pure functions of its sightings.

They are computed for a report as long as there are identifiers, and kept when the year is closed.
"""

from __future__ import annotations

from collections.abc import Mapping

from storage.records import CountYear, YearSightings
from storage.weeks import Week


def distinct_numbers(year: YearSightings) -> float:
    """Count the numbers that were seen at least once in the year."""
    return len(set(_weeks_by_number(year)))


def numbers_in_two_weeks(year: YearSightings) -> float:
    """Count the numbers that were seen in at least two weeks of the year."""
    return sum(1 for weeks in _weeks_by_number(year).values() if len(weeks) >= 2)


FIGURES_FROM_IDENTIFIERS: Mapping[str, CountYear] = {
    "distinct_numbers": distinct_numbers,
    "numbers_in_two_weeks": numbers_in_two_weeks,
}
"""Every figure that needs a year's identifiers and so cannot be had once it is closed.

A new one must be entered here; the suite fails when a module of `monitor` handles sightings
without it. Each is computed over all portals and for every portal by itself.
"""


def _weeks_by_number(year: YearSightings) -> dict[bytes, set[Week]]:
    weeks: dict[bytes, set[Week]] = {}
    for week, portals in year.items():
        for sweeps in portals.values():
            for number in (n for sweep in sweeps for sighting in sweep for n in sighting.numbers):
                weeks.setdefault(number, set()).add(week)
    return weeks
