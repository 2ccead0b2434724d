"""Printed cells: rounding, symbols and flags, each decided in one place."""

from __future__ import annotations

import pytest

from monitor.report.printed_cells import (
    CHANGE,
    HIGH,
    ITEMS,
    LEVEL,
    LOW,
    SWEEPS,
    Name,
    PrintedCell,
    figure_row,
    level_cells,
    rounded,
    rounded_interval,
    week_cell,
)
from monitor.report.year_rows import is_week
from monitor.statistics.figure import Figure
from tests.monitor.report.test_annual import two_years

WHERE = ("all", "all", "ads")
NAME = Name(2022, *WHERE, CHANGE)


def a_figure(
    level: float = 100, gap: float = 0.0, protection: float = 1.0, weeks: int = 52, marks: str = ""
) -> Figure:
    values = (float(level),) * 52
    series = tuple(v if at < weeks else None for at, v in enumerate(values))
    return Figure(series, values, gap, protection, is_enough=True, marks=marks)


def printed(figure: Figure) -> dict[str, PrintedCell]:
    row = figure_row(figure, 10, is_of_one=False, was_printed=False)
    return {c.name.item: c for c in level_cells(2022, WHERE, row)}


def symbol(level: float, *, is_of_one: bool = False, was_printed: bool = False) -> str:
    return figure_row(a_figure(level), 10, is_of_one=is_of_one, was_printed=was_printed).symbol


def test_a_row_under_the_least_mean_is_not_shown_and_one_at_it_is() -> None:
    """Ten is shown, a little less is not; none at all is none or very few, and says so."""
    assert [symbol(level) for level in (0, 0.1, 9.99, 10)] == ["", ":", ":", ""]


def test_a_row_of_which_one_number_has_most_is_not_shown() -> None:
    """However many ads there are."""
    assert symbol(300, is_of_one=True) == ":"


def test_a_row_that_was_once_printed_stays_printed() -> None:
    """A symbol in its place would only tell that it became small."""
    assert symbol(3, was_printed=True) == symbol(300, is_of_one=True, was_printed=True) == ""


def test_too_few_weeks_are_missing_and_not_private() -> None:
    """The two symbols say different things."""
    few = Figure((100.0,) * 10 + (None,) * 42, (100.0,) * 52, 0.0, 1.0, is_enough=False)
    assert figure_row(few, 10, is_of_one=False, was_printed=False).symbol == ".."
    small = Figure((3.0,) * 10 + (None,) * 42, None, 0.0, 1.0, is_enough=False)
    assert figure_row(small, 10, is_of_one=False, was_printed=False).symbol == ":"
    unfilled = Figure((100.0,) * 40 + (None,) * 12, None, 0.0, 1.0, is_enough=True)
    assert figure_row(unfilled, 10, is_of_one=False, was_printed=False).symbol == ".."
    none = Figure((None,) * 52, None, 0.0, 0.0, is_enough=False)
    assert figure_row(none, 10, is_of_one=False, was_printed=False).symbol == ".."


@pytest.mark.parametrize(
    ("gap", "flags", "number"),
    [(0.0, "", 102), (3.05 / 1.96, "", 102), (3.07 / 1.96, "u", 100), (5.09 / 1.96, "u", 100)],
)
def test_up_to_three_per_cent_of_gaps_a_level_is_plain_and_up_to_five_uncertain(
    gap: float, flags: str, number: int
) -> None:
    """Protection does not count here: it is there in every year."""
    cells = printed(a_figure(102, gap, protection=20.0))
    assert (cells[LEVEL].flags, cells[LEVEL].number) == (flags, number)


def test_above_five_per_cent_there_is_no_level_and_no_interval() -> None:
    """Only the weeks behind it are told."""
    cells = printed(a_figure(102, 5.11 / 1.96))
    assert {cells[item].plain for item in (LEVEL, LOW, HIGH)} == {".."}
    assert cells["counted"].plain == "52"


def test_the_interval_has_gaps_and_protection_together() -> None:
    """As two errors that know nothing of each other."""
    assert a_figure(100, 3, 4).half_width == pytest.approx(1.96 * 5)
    cells = printed(a_figure(100, 0, 4))
    assert (cells[LOW].plain, cells[HIGH].plain) == ("92", "108")
    assert printed(a_figure(100, 0, 0.2))[LOW].plain == "."


def test_an_interval_finer_than_what_is_printed_is_none() -> None:
    """Half a unit to each side is one that can be printed."""
    assert rounded_interval(10.0, 0.5, is_uncertain=False) == (9, 11)
    assert rounded_interval(10.0, 0.499, is_uncertain=False) is None


def test_under_three_known_weeks_there_is_a_level_without_an_interval() -> None:
    """Nothing is known of how much the row moves."""
    three, two = (Figure((100.0,) * n, (100.0,) * n, 0.0, 9.0, is_enough=True) for n in (3, 2))
    assert [printed(each)[LEVEL].plain for each in (three, two)] == ["100", "100"]
    assert [printed(each)[LOW].plain for each in (three, two)] == ["82", "."]


def test_where_nothing_is_known_of_the_error_there_is_no_level() -> None:
    """A series counted every third week."""
    assert a_figure(gap=float("inf")).level is None
    assert a_figure(gap=float("inf"), weeks=2).level == 100


def test_an_interval_never_goes_below_none() -> None:
    """Half of a small level."""
    assert printed(a_figure(10, 0, 7))[LOW].number == 0


def test_flags_tell_a_break_estimated_uncertain_provisional_and_another_definition() -> None:
    """In this order; a break stands where there is no level, too."""
    assert printed(a_figure(weeks=50, marks="p"))[LEVEL].flags == "ep"
    assert printed(a_figure(102, 2, weeks=50, marks="bpd"))[LEVEL].flags == "beupd"
    missing = printed(a_figure(102, 9, weeks=50, marks="bp"))[LEVEL]
    assert (missing.symbol, missing.flags) == ("..", "b")
    assert printed(a_figure(102, 2, weeks=50))[LEVEL].flags == "eu"


def test_halves_are_rounded_up_and_five_is_the_unit_of_what_is_uncertain() -> None:
    """Not to the even number, which would make 2.5 and 3.5 one apart from four."""
    assert [rounded(x, is_uncertain=False) for x in (2.5, 3.5, 3.49)] == [3, 4, 3]
    assert [rounded(x, is_uncertain=True) for x in (2.5, 7.4, 7.5)] == [5, 5, 10]


def test_weeks_are_printed_as_they_are_and_estimates_keep_their_fraction() -> None:
    """So that totals fit their parts."""
    name = Name(2022, *WHERE, "2022-W05")
    cells = [week_cell(name, v, is_counted=c) for v, c in ((100.0, True), (100 / 3, False))]
    assert [(cell.plain, cell.flags) for cell in cells] == [("100", ""), ("33.33333333", "e")]
    assert week_cell(name, None, is_counted=False).plain == ".."


def test_every_printed_item_of_a_year_is_one_that_a_revision_can_name() -> None:
    """One that were not would be changed by a revision, and the report would not tell."""
    printed_items = {name.item for name in two_years(20, 21).cells if not is_week(name)}
    assert {LEVEL, CHANGE} <= printed_items - {SWEEPS} <= ITEMS.keys()
