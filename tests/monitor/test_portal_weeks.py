"""Weeks of portals as they are typed, and put together."""

from __future__ import annotations

import pytest

from monitor.portal_weeks import PortalWeeks, in_pieces, parse_weeks, weeks_between
from storage.weeks import Week

FIRST, LAST = Week(2022, 30), Week(2022, 34)


@pytest.mark.parametrize(
    "typed",
    [
        *("2022-W30..2022-W34", "2022-W30..W34", "2022-W30..34", "2022-W30-2022-W34"),
        *("2022-W30-W34", "2022-W30-34", "2022-W30–34", "2022-w30..w34", " 2022-W30..2022-W34 "),
    ],
)
def test_several_weeks_are_typed_as_a_person_guesses(typed: str) -> None:
    """All these are the same five weeks."""
    assert parse_weeks(typed) == (FIRST, LAST)


def test_one_week_is_typed_with_or_without_its_zero_and_several_over_a_year() -> None:
    """Week 53 is there only where the year has one."""
    assert parse_weeks("2022-W5") == parse_weeks("2022-W05") == (Week(2022, 5),) * 2
    assert parse_weeks("2020-W52..2021-W02") == (Week(2020, 52), Week(2021, 2))
    assert parse_weeks("2022-W30..2022-W30") == (FIRST, FIRST)


@pytest.mark.parametrize(
    "typed",
    ["", "2022", "30", "2021-W53", "2022-W00", "2022-W34..2022-W30", "2022-W30..", "٢٠٢٢-W30"],
)
def test_anything_else_is_refused_and_not_repeated(typed: str) -> None:
    """It could be anything."""
    with pytest.raises(ValueError, match="2021-W05") as refused:
        parse_weeks(typed)
    assert not typed or typed not in str(refused.value)


def test_weeks_in_a_row_and_portals_with_the_same_weeks_are_one_piece() -> None:
    """Over a year's turn, too; a week between parts them, and so do other weeks."""
    turn = [("a", Week(2020, 52)), ("a", Week(2020, 53)), ("a", Week(2021, 1))]
    others = [("b", week) for _, week in turn] + [("a", Week(2021, 3)), ("c", Week(2021, 1))]
    pieces = in_pieces([*others, *turn])
    assert list(map(str, pieces)) == [
        "a,b 2020-W52..2021-W01",
        "c 2021-W01",
        "a 2021-W03",
    ]
    assert sorted(run for piece in pieces for run in piece.each()) == sorted([*turn, *others])
    assert [len(p.portals) for p in in_pieces([*others, *turn], together=False)] == [1] * 4


def test_all_portals_are_typed_so_where_there_are_several() -> None:
    """One that is alone has its name."""
    both = PortalWeeks(("a", "b"), FIRST, LAST)
    assert both.typed({"a", "b"}) == "all 2022-W30..2022-W34"
    assert both.typed({"a", "b", "c"}) == str(both) == "a,b 2022-W30..2022-W34"
    assert PortalWeeks(("a",), FIRST, FIRST).typed({"a"}) == "a 2022-W30"


def test_weeks_between_two_are_both_included() -> None:
    """And one alone is one."""
    assert weeks_between(FIRST, LAST) == [Week(2022, number) for number in range(30, 35)]
    assert weeks_between(FIRST, FIRST) == [FIRST]
