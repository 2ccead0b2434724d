"""Months of a year, and which are highest and lowest."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.statistics.figure import Figure
from monitor.statistics.filling import fill
from monitor.statistics.levels import level_of_total
from monitor.statistics.market_year import Portals
from monitor.statistics.months import highest_and_lowest, monthly_means
from monitor.statistics.numbers import NumberCells, level_of_numbers
from storage.weeks import weeks_of
from tests.monitor.statistics.cases import cases, weekly


@cases("months")
def test_months_are_named_as_computed_by_hand(case: Any) -> None:
    """Three counted weeks make a month; of more than two alike none is named."""
    series, want = weekly(case["input"]["series"]), case["want"]
    weeks = tuple(weeks_of(case["input"]["year"]))
    means = monthly_means(weeks, fill(series), [value is not None for value in series])
    high, low = highest_and_lowest(means)
    assert (high, low) == (want["highest"], want["lowest"])
    for names, key in ((high, "highest_value"), (low, "lowest_value")):
        if key in want:
            assert means[names[0]] == pytest.approx(want[key])


def test_of_three_or_more_that_are_alike_none_is_named() -> None:
    """By the rounded value."""
    assert highest_and_lowest({"a": 3.0, "b": 2.0, "c": 2.4, "d": 1.6}) == (["a"], [])
    assert highest_and_lowest({"a": 3.0, "b": 2.0, "c": 2.4, "d": 1.4}) == (["a"], ["d"])


def test_what_is_alike_when_rounded_is_a_tie_and_where_all_is_there_is_no_end() -> None:
    """Half goes up."""
    assert highest_and_lowest({"a": 2.49, "b": 2.4, "c": 1.0}) == (["a", "b"], ["c"])
    assert highest_and_lowest({"a": 2.5, "b": 2.4, "c": 1.0}) == (["a"], ["c"])
    assert highest_and_lowest({"a": 2.4, "b": 1.6}) == ([], [])


def test_a_month_counts_from_three_counted_weeks_on() -> None:
    """What is filled has no say in whether, and a say in how much."""
    weeks, values = list(weeks_of(2022)), [float(at) for at in range(52)]
    two, three = ([at not in gone for at in range(52)] for gone in ((4, 5), (4,)))
    assert 2 not in monthly_means(weeks, values, two)
    assert monthly_means(weeks, values, three)[2] == 5.5


LARGE, SMALL = 90.0, 10.0


@pytest.mark.parametrize(("large", "is_there"), [(LARGE, True), (LARGE - 1, False)])
def test_a_totals_month_needs_portals_that_hold_nine_tenths_of_it(
    large: float, is_there: bool
) -> None:
    """The small one was not read in two weeks of February."""
    weeks = list(weeks_of(2022))
    counts = {
        "large": dict.fromkeys(weeks, large),
        "small": {week: 100 - large for week in weeks if week.number not in {6, 7}},
    }
    market = Portals(dict.fromkeys(counts, (weeks[0], weeks[-1]))).year(2022)
    total = level_of_total(market, counts)
    cells = NumberCells(counts, counts, {})
    numbers = level_of_numbers(market, cells)
    for figure in (total, numbers):
        assert figure.values is not None
        months = monthly_means(weeks, figure.values, figure.weeks_of_months)
        assert (2 in months) == is_there
        assert 3 in months
        assert figure.counted == 50


def test_a_portals_month_needs_weeks_that_were_counted() -> None:
    """It has no parts."""
    figure = Figure((1.0, None, 0.0), (1.0, 1.0, 0.0), 0.0, 0.0, is_enough=True)
    assert figure.weeks_of_months == (True, False, True)
