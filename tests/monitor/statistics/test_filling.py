"""Averages and their uncertainty: formulas held against hand-computed cases and naive sums."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.protection import cell_key, perturbation
from monitor.statistics import filling
from monitor.statistics.filling import (
    add,
    error_of_protection,
    error_of_sum,
    fill,
    gap_stretches,
    mean,
)
from monitor.statistics.levels import level_of_total
from monitor.statistics.market_year import Portals
from storage.weeks import ends_of
from tests.monitor.statistics.cases import by_week, cases, weekly

VALUES = st.lists(st.none() | st.integers(0, 2000), min_size=52, max_size=53).filter(any)


def error_of_mean(series: Sequence[float | None], wanted: Collection[int] | None = None) -> float:
    return error_of_sum(series, wanted) / len(series)


def error_of_total(parts: Mapping[str, Sequence[float | None]]) -> float:
    market = Portals(dict.fromkeys(parts, ends_of(2022))).year(2022)
    return level_of_total(market, {p: by_week(2022, v) for p, v in parts.items()}).gap_error


@cases("gap")
def test_a_gap_is_filled_and_carries_its_error_as_computed_by_hand(case: Any) -> None:
    """The case's `why` has the computation."""
    series = weekly(case["input"]["series"])
    assert fill(series) == pytest.approx(case["want"]["values"])
    if "error_of_sum" in case["want"]:
        error = error_of_mean(series) * len(series)
        assert error == pytest.approx(case["want"]["error_of_sum"], abs=0.01)


@cases("protection")
def test_protection_adds_the_error_computed_by_hand(case: Any) -> None:
    """From runs of equal protected counts."""
    found = error_of_protection([weekly(cell) for cell in case["input"]["cells"]])
    assert found == pytest.approx(case["want"], abs=0.001)


def alternating(*missing: int, times: int = 1) -> tuple[float | None, ...]:
    return tuple(None if at in missing else times * (100 + 10 * (at % 2)) for at in range(52))


def test_portals_that_are_missing_together_err_together() -> None:
    """Their sum is one series: as if independent, the error would be a quarter too small."""
    apart = error_of_total({"a": alternating(9), "b": alternating(20, times=2)})
    together = error_of_total({"a": alternating(9), "b": alternating(9, times=2)})
    alone = error_of_mean(alternating(9))
    assert together == pytest.approx(3 * alone)
    assert apart == pytest.approx(math.hypot(alone, error_of_mean(alternating(20, times=2))))


def test_an_error_of_a_total_is_never_more_than_its_parts_together() -> None:
    """Where two are hardly ever counted together, nothing better is known."""
    odd = tuple(None if at % 2 else 100.0 + at % 3 for at in range(52))
    even = tuple(100.0 + at % 3 if at % 2 else None for at in range(52))
    found = error_of_total({"a": odd, "b": even})
    assert found <= error_of_mean(odd) + error_of_mean(even)


@pytest.mark.parametrize("together", [2, 3])
def test_parts_seldom_counted_together_err_as_if_each_erred_the_same_way(together: int) -> None:
    """From three weeks with both on, their sum is a series of its own."""
    a = tuple(100.0 + at % 3 if at < 20 else None for at in range(52))
    first = 20 - together
    b = tuple(None if at < first or at >= 40 else 100.0 + at % 5 for at in range(52))
    only_b, only_a, both = range(first), range(20, 40), range(40, 52)
    summed = tuple(None if None in pair else sum(pair) for pair in zip(a, b, strict=True))  # type: ignore[arg-type]
    of_both = (
        error_of_mean(a, both) + error_of_mean(b, both)
        if together < 3
        else error_of_mean(summed, both)
    )
    expected = math.hypot(error_of_mean(b, only_b), error_of_mean(a, only_a), of_both)
    alone = error_of_mean(a) + error_of_mean(b)
    assert error_of_total({"a": a, "b": b}) == pytest.approx(min(expected, alone))
    assert expected < alone


def test_only_the_wanted_weeks_of_a_gap_add_to_the_error() -> None:
    """What another portal's gap does not use costs nothing."""
    series = alternating(9, 10, 11)
    found = [error_of_mean(series, wanted) for wanted in ([], [10], [9, 10, 11])]
    assert found[0] == 0
    assert 0 < found[1] < found[2] == error_of_mean(series)


def walking(*missing: int) -> list[float | None]:
    """Return 40 weeks, each a tenth above or below the one before."""
    steps = (0, 1, 0, 1, 2, 1)
    return [None if at in missing else 100 * 1.1 ** steps[at % 6] for at in range(40)]


def split(series: Sequence[float | None]) -> tuple[float, float]:
    """Return the real steps and the counting noise in it, by the formula's own letters."""
    m1, m2 = (
        mean([math.log(b / a) ** 2 for a, b in zip(series, series[lag:], strict=False) if a and b])
        for lag in (1, 2)
    )
    steps = max(m2 - m1, 0.15 * m1)
    assert 0 < steps < m1
    return steps, (m1 - steps) / 2


@pytest.mark.parametrize("length", [1, 2, 3, 8])
def test_a_gap_between_counts_errs_as_a_walk_between_two_known_ends(length: int) -> None:
    """Its sum varies by s²·g(g+1)(g+2)/12, and by what noise both ends and its own weeks have."""
    series = walking(*range(10, 10 + length))
    steps, noise = split(series)
    level = mean([value or 0.0 for value in fill(series)])
    variance = steps * length * (length + 1) * (length + 2) / 12
    variance += noise * (length + length**2 / 2)
    assert error_of_sum(series) == pytest.approx(level * math.sqrt(variance))


@pytest.mark.parametrize(
    ("missing", "walk", "noise"),
    [
        ((0, 1, 2), 1 * 5 + 2 * 3 + 3 * 1, 3 + 3**2),  # three weeks before the first count
        ((37, 38, 39), 1 * 5 + 2 * 3 + 3 * 1, 3 + 3**2),
        ((10, 11, 12), 5.0, 3 + 2 * 1.5**2),
    ],
)
def test_a_gap_at_an_end_errs_as_a_walk_from_one_known_end(
    missing: tuple[int, ...], walk: float, noise: float
) -> None:
    """By Σ min(i, j) steps, i weeks from the nearest count."""
    series = walking(*missing)
    step, by_chance = split(series)
    level = mean([value or 0.0 for value in fill(series)])
    expected = level * math.sqrt(step * walk + by_chance * noise)
    assert error_of_sum(series) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("wanted", "walk", "noise"),
    [
        ({10}, 1 - 1 / 4, 1 + (1 / 4) ** 2 + (3 / 4) ** 2),
        ({11}, 2 - 4 / 4, 1 + (2 / 4) ** 2 + (2 / 4) ** 2),
        ({10, 12}, 1 - 1 / 4 + 3 - 9 / 4 + 2 * (1 - 3 / 4), 2 + 1 + 1),
    ],
)
def test_some_weeks_of_a_gap_err_by_where_in_it_they_are(
    wanted: set[int], walk: float, noise: float
) -> None:
    """By min(i, j) − ij/(g+1), i and j their positions in a gap of three."""
    series = walking(10, 11, 12)
    step, by_chance = split(series)
    level = mean([value or 0.0 for value in fill(series)])
    expected = level * math.sqrt(step * walk + by_chance * noise)
    assert error_of_sum(series, wanted) == pytest.approx(expected)


def test_what_is_not_filled_is_certain_however_little_was_counted() -> None:
    """Nothing needs to be known of how a series moves, unless a wanted week is filled."""
    assert error_of_sum([100.0, 110.0]) == 0
    assert error_of_sum([100.0, None, 110.0], [0, 2]) == 0
    assert error_of_sum([100.0, 110.0, None]) == math.inf
    assert 0 < error_of_sum([100.0, 110.0, None, None, 100.0]) < math.inf


def test_a_zero_moves_as_a_half_would() -> None:
    """It has no logarithm."""
    zeros, halves = ([low, 1.0, low, 1.0, None, 1.0] for low in (0.0, 0.5))
    shares = [
        error_of_sum(series) / mean([value or 0.0 for value in fill(series)])
        for series in (zeros, halves)
    ]
    assert shares[0] == pytest.approx(shares[1])


def test_a_cell_of_a_part_of_the_year_adds_its_part_of_the_error() -> None:
    """Over the weeks of the mean; gaps are passed over, and a cell without weeks adds nothing."""
    half = error_of_protection([(6.0,) * 26], 52)
    assert half == pytest.approx(math.sqrt(2) / 2)
    assert error_of_protection([(6.0, None, 6.0)]) == pytest.approx(math.sqrt(2))
    assert error_of_protection([(0.0, 12.0)]) > 0
    assert error_of_protection([()]) == 0


def test_a_gap_at_an_end_is_less_sure_than_one_between_counts() -> None:
    """There is one neighbour only, and the nearest weeks are surest."""
    inside, end = error_of_mean(alternating(20, 21)), error_of_mean(alternating(50, 51))
    assert inside < end
    assert error_of_mean(alternating(50, 51)[::-1]) == pytest.approx(end)
    near, far = (error_of_mean(alternating(0, 1, 2), [at]) for at in (2, 0))
    assert near < far


@given(VALUES, VALUES)
def test_filled_values_of_parts_add_up_to_those_of_their_sum(
    one: list[int | None], other: list[int | None]
) -> None:
    """In every week, where both have the same gaps."""
    length = min(len(one), len(other))
    pairs = [
        (a, b) if a is not None and b is not None else (None, None)
        for a, b in zip(one, other, strict=False)
    ]
    if not any(a is not None for a, _ in pairs):
        return
    parts = [fill([pair[at] for pair in pairs]) for at in (0, 1)]
    whole = fill(add([tuple(a for a, _ in pairs), tuple(b for _, b in pairs)]))
    assert len(pairs) == length
    assert whole == pytest.approx(add(parts))


@given(VALUES)
def test_counted_weeks_stay_and_gaps_lie_between_their_neighbours(series: list[int | None]) -> None:
    """Nothing is carried beyond what was counted."""
    filled = fill(series)
    seen = [value for value in series if value is not None]
    assert all(b == a for a, b in zip(series, filled, strict=True) if a is not None)
    known = [value for value in filled if value is not None]
    assert len(known) == len(series)
    assert min(seen) - 1e-9 <= min(known) <= max(known) <= max(seen) + 1e-9


def test_without_a_count_nothing_is_filled_and_nothing_is_wrong() -> None:
    """A year that was never swept has no error either."""
    assert fill((None,) * 52) == (None,) * 52
    assert error_of_mean((None,) * 52) == 0
    assert list(gap_stretches((None, 1.0, None, None))) == [range(1), range(2, 4)]
    assert mean([1.0, 2.0, 6.0]) == 3.0


def test_a_small_cell_is_less_sure_and_an_empty_one_certain() -> None:
    """Counts under five are printed as 0 or 5."""
    assert error_of_protection([(5.0,) * 52]) == pytest.approx(math.sqrt(5))
    assert error_of_protection([(6.0,) * 52]) == pytest.approx(math.sqrt(2))
    at_the_bound = error_of_protection([(5.0, 6.0) * 26])
    assert at_the_bound == pytest.approx(math.sqrt(2 * (0.25 + 0.75 / 52)))
    assert error_of_protection([(0.0,) * 52]) == 0


def test_errors_of_protection_are_those_of_the_protection_that_is_used() -> None:
    """Statistics are of any protected counts; these two figures are of ours."""
    assert perturbation.VARIANCE == filling.VARIANCE
    assert cell_key.LASTING == filling.LASTING
