"""Averages and their uncertainty: formulas held against what they are derived from."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.statistics import (
    Filled,
    add,
    average,
    change,
    fill_gaps,
)

VALUES = st.lists(st.floats(1, 5000), min_size=52, max_size=53)


def test_a_year_without_gaps_is_its_plain_mean_and_certain() -> None:
    """Every week was counted: there is nothing to estimate."""
    series = [float(value) for value in range(1, 53)]
    filled = fill_gaps(series)
    found = average(filled, series)
    assert (found.level, found.half_width, found.estimated) == (26.5, 0, False)


def test_a_gap_between_100_and_400_is_filled_with_200() -> None:
    """Interpolation is log-linear: the geometric mean stands in the middle."""
    filled = fill_gaps([100.0, None, 400.0, 400.0])
    assert filled is not None
    assert filled.values[1] == pytest.approx(200)
    assert filled.estimated == {1}


def test_a_gap_beside_a_zero_is_filled_in_a_straight_line() -> None:
    """Zero has no logarithm."""
    filled = fill_gaps([0.0, None, 10.0, 10.0])
    assert filled is not None
    assert filled.values[1] == 5


def test_an_observed_zero_stays_a_zero_and_a_gap_never_becomes_one() -> None:
    """A week without a count is estimated from its neighbours."""
    filled = fill_gaps([50.0, 0.0, 50.0, None, 50.0])
    assert filled is not None
    assert filled.values[1] == 0
    assert filled.values[3] == pytest.approx(50)


@pytest.mark.parametrize(
    ("first", "weeks", "steps_factor", "noise_factor"),
    [
        (20, 1, 1 / 2, 3 / 2),  # g(g+1)(g+2)/12 and g + g²/2 for one week between others
        (20, 3, 5, 15 / 2),
        (0, 1, 1, 2),  # g(g+1)(2g+1)/6 and g + g² for one week at the year's start
        (49, 3, 14, 12),
    ],
)
def test_a_gap_carries_the_variance_of_the_method(
    first: int, weeks: int, steps_factor: float, noise_factor: float
) -> None:
    """V is s² and e² times factors of the gap's length, in the middle and at an end."""
    whole = [100 * math.exp(0.02 * (at % 3) + 0.01 * (at % 2)) for at in range(52)]
    gap = range(first, first + weeks)
    series = [None if at in gap else value for at, value in enumerate(whole)]
    m1, m2 = (_mean_square(whole, gap, lag) for lag in (1, 2))
    steps = max(m2 - m1, 0.15 * m1)
    noise = max((m1 - steps) / 2, 0)
    filled = fill_gaps(series)
    assert filled is not None
    expected = filled.mean * math.sqrt(steps * steps_factor + noise * noise_factor) / 52
    assert filled.error == pytest.approx(expected)


def _mean_square(whole: list[float], gap: range, lag: int) -> float:
    pairs = [(at, at + lag) for at in range(52 - lag) if at not in gap and at + lag not in gap]
    return sum(math.log(whole[b] / whole[a]) ** 2 for a, b in pairs) / len(pairs)


def test_the_interval_covers_the_true_mean_in_about_95_of_100_simulated_years() -> None:
    """Random walks with counting noise, gaps of one to four weeks at random places."""
    random, covered, years = Random(20), 0, 400
    for _ in range(years):
        level, whole = 6.0, []
        for _ in range(52):
            level += random.gauss(0, 0.04)
            whole.append(math.exp(level + random.gauss(0, 0.02)))
        starts = [random.randrange(52) for _ in range(3)]
        gaps = {start + week for start in starts for week in range(random.randint(1, 4))}
        filled = fill_gaps([None if at in gaps else value for at, value in enumerate(whole)])
        assert filled is not None
        covered += abs(filled.mean - sum(whole) / 52) <= 1.96 * filled.error
    assert 0.90 <= covered / years <= 0.99


@given(VALUES, st.sets(st.integers(0, 51), max_size=25))
def test_filling_keeps_every_observed_week_as_it_was(values: list[float], gaps: set[int]) -> None:
    """Only gaps are estimated, and each between the lowest and the highest observed week."""
    series = [None if at in gaps else value for at, value in enumerate(values)]
    filled = fill_gaps(series)
    assert filled is not None
    seen = [value for value in series if value is not None]
    assert [v for at, v in enumerate(filled.values) if at not in gaps] == seen
    assert all(min(seen) * 0.999 <= value <= max(seen) * 1.001 for value in filled.values)
    assert filled.estimated == {at for at in gaps if at < len(series)}


def test_only_gaps_that_are_used_add_to_the_error() -> None:
    """A series may have gaps whose estimates nobody asks for."""
    series = [100.0, 90.0, None, 110.0, 95.0, None, 105.0, 100.0]
    all_gaps, one_gap = fill_gaps(series), fill_gaps(series, [2])
    assert all_gaps is not None
    assert one_gap is not None
    assert 0 < one_gap.error < all_gaps.error


def test_fewer_than_26_observed_weeks_carry_no_annual_level() -> None:
    """The mean of the observed weeks is still told."""
    series = [100.0] * 25 + [None] * 27
    found = average(fill_gaps(series), series)
    assert (found.level, found.observed_mean, found.observed) == (None, 100.0, 25)


@pytest.mark.parametrize(
    ("error", "level", "uncertain"), [(1.5, 100.0, False), (2.0, 100.0, True), (2.6, None, False)]
)
def test_the_half_width_decides_whether_a_level_is_plain_uncertain_or_missing(
    error: float, level: float | None, uncertain: bool
) -> None:
    """Up to 3 % plain, up to 5 % with a flag, above that none."""
    series: list[float | None] = [100.0] * 51 + [None]
    found = average(Filled((100.0,) * 52, frozenset({51}), error), series)
    assert (found.level, found.uncertain) == (level, uncertain)


def test_two_observed_weeks_are_too_few_to_fill_anything() -> None:
    """No variance can be estimated from them."""
    assert fill_gaps([1.0, 2.0, None, None]) is None


def test_a_change_compares_the_weeks_that_both_years_have() -> None:
    """Week 53 and weeks that are a gap in either year are left out of both."""
    this = [200.0] * 40 + [None] * 12 + [9000.0]
    before = [100.0] * 52
    found = change(this, before)
    assert (found.percent, found.common_weeks) == (100.0, 40)


def test_a_change_over_fewer_than_39_common_weeks_is_missing() -> None:
    """Too little in common to compare."""
    assert change([1.0] * 38 + [None] * 14, [1.0] * 52).ratio is None


def test_errors_of_portals_add_as_independent() -> None:
    """Errors of 3 and 4 make one of 5."""
    total = add([Filled((1.0, 2.0), frozenset(), 3.0), Filled((1.0, 2.0), frozenset({0}), 4.0)])
    assert total == Filled((2.0, 4.0), frozenset({0}), 5.0)
