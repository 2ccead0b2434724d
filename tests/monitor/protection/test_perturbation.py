"""The perturbation table: what its rules demand, row by row."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.protection.perturbation import (
    DEVIATION,
    LEAST,
    SHARED_FROM,
    perturbation_row,
    printed_as,
)

COUNTS = range(41)
UNEVEN = {1: 4.0, 2: 6.0, 3: 6.0, 4: 4.0}


def moments(row: dict[int, float]) -> tuple[float, float]:
    mean = math.fsum(number * chance for number, chance in row.items())
    return mean, math.fsum((number - mean) ** 2 * chance for number, chance in row.items())


@pytest.mark.parametrize("count", COUNTS)
def test_a_count_keeps_its_mean_and_gets_the_least_variance_from_two_on(count: int) -> None:
    """No figure is moved on average, and a sum of many is moved by little."""
    mean, variance = moments(perturbation_row(count))
    expected = 0.0 if count == 0 else UNEVEN.get(count, 2.0)
    assert [mean, variance] == pytest.approx([count, expected], abs=1e-9)


@pytest.mark.parametrize("count", COUNTS)
def test_nothing_from_one_to_four_and_nothing_far_away_is_ever_printed(count: int) -> None:
    """Zero stays zero."""
    row = perturbation_row(count)
    assert math.fsum(row.values()) == pytest.approx(1)
    assert all(number == 0 or number >= LEAST for number in row)
    assert all(abs(number - count) <= DEVIATION for number in row)


@pytest.mark.parametrize("printed", [5, 6, 7, 9, 10, 20])
def test_every_printed_number_but_zero_fits_at_least_five_counts(printed: int) -> None:
    """Who sees it cannot say which of them it was."""
    fitting = [count for count in range(printed + 10) if printed in perturbation_row(count)]
    assert len(fitting) >= 5


@given(st.integers(SHARED_FROM, 5000), st.floats(0, 1))
def test_counts_from_ten_on_share_one_row(count: int, chance: float) -> None:
    """Shifted by what is more than ten."""
    assert printed_as(count, chance) - count == printed_as(SHARED_FROM, chance) - SHARED_FROM


@pytest.mark.parametrize("count", [1, 4, 5, 7, 10])
def test_each_number_is_drawn_with_its_chance(count: int) -> None:
    """Even steps of the chance fall into the row's parts."""
    steps = 20_000
    drawn = [printed_as(count, (at + 0.5) / steps) for at in range(steps)]
    for number, chance in perturbation_row(count).items():
        assert drawn.count(number) / steps == pytest.approx(chance, abs=1 / steps)
    assert drawn == sorted(drawn)


def test_the_ends_of_the_chance_are_numbers_of_the_row() -> None:
    """A chance of nearly one draws the greatest, never beyond; nothing stays nothing."""
    assert [printed_as(10, 0.0), printed_as(10, 1.0)] == [5, 15]
    assert [printed_as(0, 0.0), printed_as(0, 1.0)] == [0, 0]
