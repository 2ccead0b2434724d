"""What may be printed of a year's figure: where its flags, its level and its interval begin."""

from __future__ import annotations

import math

import pytest

from monitor.statistics.figure import Figure, mostly_read
from storage.weeks import Week, weeks_of

YEAR = (100.0,) * 52


def with_gaps(half_width: float, marks: str = "") -> Figure:
    """Return a figure of 100 with a gap, whose half-width from gaps alone is such a share."""
    return Figure(
        (*YEAR[:51], None), YEAR, 100 * half_width / 1.96, 0.0, is_enough=True, marks=marks
    )


@pytest.mark.parametrize(
    ("half_width", "flags", "is_printed"),
    [(0.0299, "e", True), (0.0301, "eu", True), (0.0499, "eu", True), (0.0501, "", False)],
)
def test_gaps_make_a_level_uncertain_and_then_none(
    half_width: float, flags: str, *, is_printed: bool
) -> None:
    """From 3 and from 5 per cent on."""
    figure = with_gaps(half_width)
    assert (figure.flags, figure.level is not None) == (flags, is_printed)


def test_flags_stand_in_one_order_and_only_a_break_without_a_level() -> None:
    """Whichever way they came about."""
    assert with_gaps(0.04, "dbp").flags == "beupd"
    assert with_gaps(0.06, "dbp").flags == "b"


@pytest.mark.parametrize(("counted", "has_error"), [(2, False), (3, True), (4, True)])
def test_of_under_three_weeks_there_is_a_level_and_no_interval(
    counted: int, *, has_error: bool
) -> None:
    """Nothing can be said of how much they move, however much protection adds."""
    series = (*YEAR[:counted], *[None] * (10 - counted))
    figure = Figure(series, YEAR[:10], 1.0 if has_error else math.inf, 2.0, is_enough=True)
    assert figure.level == 100
    assert figure.half_width == (pytest.approx(1.96 * math.sqrt(5)) if has_error else None)


def test_known_weeks_have_a_mean_of_their_own() -> None:
    """Of all of them, and of none it is 0."""
    assert Figure((10.0, None, 20.0, 0.0), None, 0.0, 0.0, is_enough=False).mean_of_counted == 10
    assert Figure((None, None), None, 0.0, 0.0, is_enough=False).mean_of_counted == 0


def test_a_figure_of_a_later_span_stands_at_its_weeks_of_the_year() -> None:
    """Filled where it can be, else as known."""
    weeks = tuple(weeks_of(2022))[9:12]
    assert weeks[0] == Week(2022, 10)
    figure = Figure((1.0, None, 3.0), (1.0, 2.0, 3.0), 0.0, 0.0, is_enough=True, weeks=weeks)
    assert figure.from_week_one == (*[None] * 9, 1.0, 2.0, 3.0)
    unfilled = Figure((1.0, None, 3.0), None, 0.0, 0.0, is_enough=True, weeks=weeks)
    assert unfilled.from_week_one == (*[None] * 9, 1.0, None, 3.0)
    assert Figure((1.0,), (1.0,), 0.0, 0.0, is_enough=True).from_week_one == (1.0,)


def test_a_week_is_mostly_read_from_nine_tenths_on() -> None:
    """Of what it is filled with; one that nothing can fill is not."""
    assert mostly_read([90.0, 89.0, 90.0], (100.0, 100.0, None)) == (True, False, False)
