"""Figures that need a year's identifiers: which numbers they count, and how they fit together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.counting.identifier_figures import (
    CELLS_OF_MOVES,
    FIGURES_FROM_IDENTIFIERS,
    LARGE_GROUPS,
    LINKED_IN_A_WEEK,
    TAKEN_AWAY,
    cells_of_year,
    yearly_figures,
)
from scrapers.model import Sighting
from storage.records import Protected, WeekSightings
from storage.weeks import Week
from tests.monitor.building import PlainYear, protection, seen

FIRST, SECOND, LATER = Week(2022, 1), Week(2022, 2), Week(2022, 9)
Year = dict[Week, WeekSightings]


def true_cell(name: str, year: Year) -> float:
    """Return a cell of all portals as it is before protection."""
    return cells_of_year(PlainYear(year), (), len)[0]["all"][name].count


def true(name: str, year: Year) -> float:
    """Return a figure as it is before protection."""
    return sum(
        true_cell(cell, year) * (-1 if TAKEN_AWAY.get(name) == cell else 1)
        for cell in FIGURES_FROM_IDENTIFIERS[name]
    )


def protected(year: Year, *common: tuple[str, int]) -> dict[tuple[str, str], Protected]:
    """Return the figures of a year that have a value."""
    figures = yearly_figures(protection(), set(common))
    assert figures.count is not None
    values = figures.count(PlainYear(year))
    return {name: value for name, value in values.items() if value is not None}


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
        "new_numbers": (0, 0),
        "returning_numbers": (0, 0),
        "gone_numbers": (0, 0),
    }
    found = {name: (true(name, once), true(name, twice)) for name in FIGURES_FROM_IDENTIFIERS}
    assert found == expected


def linked(count: int) -> Year:
    """Return a year in which so many numbers are linked, one by one, and one is alone."""
    chain = [seen(f"ad {nr}", f"n{nr}", f"n{nr + 1}") for nr in range(count - 1)]
    return {FIRST: {"fjord": [[*chain, seen("other", "alone")]]}}


@pytest.mark.parametrize(("count", "distinct", "apart"), [(2, 2, 0), (8, 2, 0), (9, 10, 9)])
def test_linked_numbers_are_one_up_to_eight(count: int, distinct: int, apart: int) -> None:
    """Larger groups stay as they are, and are told of."""
    assert true("linked_numbers", linked(count)) == distinct
    assert true_cell(LARGE_GROUPS, linked(count)) == apart


def test_of_a_week_only_those_are_linked_that_are_up_in_it() -> None:
    """Linked once, linked the year through; the mean is over the weeks that were counted."""
    year: Year = {
        FIRST: {"fjord": [[seen("a", "x", "y", "z")]]},
        SECOND: {"fjord": [[seen("b", "x")], [seen("c", "z")]]},
        LATER: {"fjord": [[seen("d", "y")]]},
    }
    assert true_cell(LINKED_IN_A_WEEK, year) == pytest.approx(1 / 3 + 2 / 3)


def test_figures_fit_together_when_they_are_protected() -> None:
    """Those of one week and those of more are all; and linking only takes away."""
    year: Year = {
        FIRST: {"fjord": [[seen(f"a{n}", f"n{n}", f"m{n}") for n in range(30)]]},
        SECOND: {"fjord": [[seen(f"a{n}", f"n{n}") for n in range(20)]]},
    }
    found = {name: value for (portal, name), value in protected(year).items() if portal == "all"}
    once, twice = found["numbers_in_one_week"], found["numbers_in_two_weeks"]
    assert found["distinct_numbers"] == once + twice
    assert 25 <= found["distinct_numbers"] - found["linked_numbers"] <= 35


def test_common_weeks_are_those_of_the_same_portal_and_number() -> None:
    """Without any there is no figure; with all it is the year's own."""
    week: WeekSightings = {"fjord": [[seen(f"f{n}", f"f{n}") for n in range(40)]]}
    other: WeekSightings = {
        "fjord": [[seen(f"g{n}", f"g{n}") for n in range(40)]],
        "nordlys": [[seen(f"h{n}", f"h{n}") for n in range(40)]],
    }
    year: Year = {FIRST: week, SECOND: other}

    def of_common(*common: tuple[str, int]) -> int:
        return protected(year, *common)["all", "distinct_in_common_weeks"]

    assert ("all", "distinct_in_common_weeks") not in protected(year)
    assert 35 <= of_common(("fjord", 1)) <= 45
    assert 70 <= of_common(("fjord", 1), ("nordlys", 2)) <= 90
    all_weeks = (("fjord", 1), ("fjord", 2), ("nordlys", 2), ("nordlys", 3))
    assert of_common(*all_weeks) == protected(year, *all_weeks)["all", "distinct_numbers"]


def test_what_was_seen_in_common_weeks_is_never_printed_as_more_than_the_whole_year() -> None:
    """One number of sixty is in another week only: the two figures are drawn apart."""
    common = tuple(("fjord", week) for week in range(1, 40))
    most = 0
    for last in range(40):
        many = [seen(f"a{n}", f"{last} n{n}") for n in range(60)]
        year: Year = {
            FIRST: {"fjord": [many[:59]]},
            SECOND: {"fjord": [many[30:59]]},
            Week(2022, 40): {"fjord": [[many[59]]]},
        }
        found = protected(year, *common)
        within = found["all", "distinct_in_common_weeks"]
        assert within <= found["all", "distinct_numbers"]
        most += within == found["all", "distinct_numbers"]
    assert most > 5


MOVES = ("new_numbers", "returning_numbers", "gone_numbers")


def moved(*seen_in: int, weeks: int = 52, unread: Sequence[int] = ()) -> tuple[int, int, int]:
    """Return whether a number seen in these weeks is new, returning, gone; another is always there.

    In `unread` weeks nordlys was not read, on which the number is.
    """
    year: Year = {}
    for nr in range(1, weeks + 1):
        week: dict[str, list[list[Sighting]]] = {"fjord": [[seen("a", "always")]]}
        if nr not in unread:
            week["nordlys"] = [[seen("b", "n")] if nr in seen_in else []]
        year[Week(2022, nr)] = week
    return tuple(int(true(name, year)) for name in MOVES)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("seen_in", "expected"),
    [
        ((1, 52), (0, 1, 0)),
        ((8, 44), (0, 1, 1)),
        ((9, 45), (1, 1, 0)),
        ((9, 44), (1, 1, 1)),
        ((8, 17, 45), (0, 1, 0)),
        ((8, 16, 24, 32, 40, 48), (0, 0, 0)),
        ((10,), (1, 0, 1)),
    ],
)
def test_eight_weeks_away_make_a_number_new_returning_or_gone(
    seen_in: tuple[int, ...], expected: tuple[int, int, int]
) -> None:
    """Seven do not; and one number may be all three."""
    assert moved(*seen_in) == expected


@pytest.mark.parametrize(
    ("seen_in", "unread", "expected"),
    [
        ((9, 45), (5,), (0, 1, 0)),
        ((10, 44), (5, 50), (1, 1, 0)),
        ((8, 17, 25, 33, 41, 49), (10,), (0, 0, 0)),
        ((8, 18, 26, 34, 42, 50), (10,), (0, 1, 0)),
    ],
)
def test_a_week_in_which_a_portal_was_not_read_is_none_without_its_numbers(
    seen_in: tuple[int, ...], unread: tuple[int, ...], expected: tuple[int, int, int]
) -> None:
    """Who was on it alone may have been there."""
    assert moved(*seen_in, unread=unread) == expected


def test_under_ten_weeks_no_number_can_come_and_go() -> None:
    """Then it is no zero, but no figure."""
    year: Year = {Week(2022, nr): {"fjord": [[seen("a", "n")]]} for nr in range(1, 10)}
    assert not any(("all", name) in protected(year) for name in MOVES)
    more = year | {Week(2022, 10): {"fjord": [[seen("a", "n")]]}}
    assert [protected(more)["all", name] for name in MOVES] == [0, 0, 0]


def test_each_number_is_in_one_cell_of_its_moves_alone() -> None:
    """So that no figure states it twice under another addition."""
    year: Year = {
        Week(2022, nr): {"fjord": [[seen(f"a{n}", f"n{n}") for n in range(nr, nr + 12, 4)]]}
        for nr in (*range(1, 20), *range(40, 53))
    }
    cells = cells_of_year(PlainYear(year), (), len)[0]["all"]
    moves = [cells[name].count for name in CELLS_OF_MOVES]
    figures = [true(name, year) for name in MOVES]
    assert sum(moves) <= cells["numbers_in_one_week"].count + cells["numbers_in_two_weeks"].count
    assert sum(figures) > sum(moves) > max(figures)


def test_links_and_moves_are_of_all_portals_together() -> None:
    """An advertiser's numbers may be on several, so of one portal no such figure is made."""
    found = protected({FIRST: {"fjord": [[seen("a", "x", "y")]]}})
    assert ("all", "linked_numbers") in found
    assert {name for portal, name in found if portal == "fjord"} == {
        "distinct_numbers",
        "numbers_in_one_week",
        "numbers_in_two_weeks",
    }


def test_without_the_years_key_figures_have_names_and_no_values() -> None:
    """Which are of all portals together is known without it, too."""
    without, whole = yearly_figures(None), yearly_figures(protection())
    assert without.count is None
    assert (without.names, without.of_all) == (whole.names, whole.of_all)
    assert "distinct_numbers" in without.names
    assert "linked_numbers" in without.of_all
