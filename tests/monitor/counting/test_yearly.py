"""Figures that need a year's identifiers: which numbers they count, and how they fit together."""

from __future__ import annotations

import pytest

from monitor.counting.yearly import (
    FIGURES_FROM_IDENTIFIERS,
    TAKEN_AWAY,
    linked_in_a_week,
    numbers_in_large_groups,
    yearly_figures,
)
from storage.records import WeekSightings, YearSightings
from storage.weeks import Week
from tests.monitor.building import identifier, protection, seen

FIRST, SECOND, LATER = Week(2022, 1), Week(2022, 2), Week(2022, 9)


def true(name: str, year: YearSightings) -> float:
    """Return a figure as it is before protection."""
    total = 0.0
    for cell in FIGURES_FROM_IDENTIFIERS[name]:
        total += sum(cell(year).values()) * (-1 if TAKEN_AWAY.get(name) is cell else 1)
    return total


def test_a_number_on_two_portals_or_in_two_sweeps_is_one() -> None:
    """Seen in one week only, it is not seen in two weeks."""
    week: WeekSightings = {
        "fjord": [[seen("a", "n")], [seen("b", "n")]],
        "nordlys": [[seen("c", "n")]],
    }
    once, twice = {FIRST: week}, {FIRST: week, LATER: week}
    expected = {
        "distinct_numbers": (1, 1),
        "numbers_in_one_week": (1, 0),
        "numbers_in_two_weeks": (0, 1),
        "distinct_in_common_weeks": (1, 1),
        "linked_numbers": (1, 1),
        "linked_per_week": (0, 0),
        "numbers_in_large_groups": (0, 0),
    }
    found = {name: (true(name, once), true(name, twice)) for name in FIGURES_FROM_IDENTIFIERS}
    assert found == expected


def linked(count: int) -> YearSightings:
    """Return a year in which so many numbers are linked, one by one, and one is alone."""
    chain = [seen(f"ad {nr}", f"n{nr}", f"n{nr + 1}") for nr in range(count - 1)]
    return {FIRST: {"fjord": [[*chain, seen("other", "alone")]]}}


@pytest.mark.parametrize(("count", "distinct", "apart"), [(2, 2, 0), (8, 2, 0), (9, 10, 9)])
def test_linked_numbers_are_one_up_to_eight(count: int, distinct: int, apart: int) -> None:
    """Larger groups stay as they are, and are told of."""
    assert true("linked_numbers", linked(count)) == distinct
    assert len(numbers_in_large_groups(linked(count))) == apart


def test_of_a_week_only_those_are_linked_that_are_up_in_it() -> None:
    """Linked once, linked the year through; the mean is over the weeks that were counted."""
    year: YearSightings = {
        FIRST: {"fjord": [[seen("a", "x", "y", "z")]]},
        SECOND: {"fjord": [[seen("b", "x")], [seen("c", "z")]]},
        LATER: {"fjord": [[seen("d", "y")]]},
    }
    found = linked_in_a_week(year)
    assert found == pytest.approx({identifier("y"): 1 / 3, identifier("z"): 2 / 3})


def test_figures_fit_together_when_they_are_protected() -> None:
    """Those of one week and those of more are all; and linking only takes away."""
    year: YearSightings = {
        FIRST: {"fjord": [[seen(f"a{n}", f"n{n}", f"m{n}") for n in range(30)]]},
        SECOND: {"fjord": [[seen(f"a{n}", f"n{n}") for n in range(20)]]},
    }
    figures = yearly_figures(protection())
    found = {name: figure("all", year) for name, figure in figures.items()}
    once, twice = found["numbers_in_one_week"], found["numbers_in_two_weeks"]
    assert found["distinct_numbers"] == (once or 0) + (twice or 0)
    assert 25 <= (found["distinct_numbers"] or 0) - (found["linked_numbers"] or 0) <= 35


def test_common_weeks_are_those_of_the_same_portal_and_number() -> None:
    """Without any there is no figure; with all it is the year's own."""
    week: WeekSightings = {"fjord": [[seen(f"f{n}", f"f{n}") for n in range(40)]]}
    other: WeekSightings = {
        "fjord": [[seen(f"g{n}", f"g{n}") for n in range(40)]],
        "nordlys": [[seen(f"h{n}", f"h{n}") for n in range(40)]],
    }
    year: YearSightings = {FIRST: week, SECOND: other}

    def found(*common: tuple[str, int]) -> tuple[int | None, int | None]:
        figures = yearly_figures(protection(), set(common))
        return (
            figures["distinct_in_common_weeks"]("all", year),
            figures["distinct_numbers"]("all", year),
        )

    assert found()[0] is None
    assert 35 <= (found(("fjord", 1))[0] or 0) <= 45
    assert 70 <= (found(("fjord", 1), ("nordlys", 2))[0] or 0) <= 90
    common, whole = found(("fjord", 1), ("fjord", 2), ("nordlys", 2), ("nordlys", 3))
    assert common == whole
