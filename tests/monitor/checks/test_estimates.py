"""How far a week is from what is usual; the figures are worked out by hand."""

from __future__ import annotations

from math import log, sqrt

import pytest

from monitor.checks.estimates import (
    Deviation,
    between_weeks,
    by_size,
    measure_missing,
    poisson_up_to,
    seen_again,
    share,
)
from monitor.checks.observation import Comparison, Part


def a_week(again: int = 80, of: int = 100, new: int = 20) -> Comparison:
    return Comparison(only_here=Part(again, of), new=new)


def test_without_history_the_variance_between_weeks_is_its_prior() -> None:
    """Five weeks' worth of it."""
    assert between_weeks([], 0.02) == pytest.approx(0.0004)


def test_calm_weeks_bring_it_down_to_a_quarter_and_no_further() -> None:
    """Chance alone explains more than what was seen."""
    calm = [Deviation(0, 100, 16)] * 50
    assert between_weeks(calm, 0.02) == pytest.approx(0.0001)


def test_rough_weeks_raise_it() -> None:
    """(5·.02² + (10² − 4)/100²) / 6, and a week without ads says nothing."""
    rough = [Deviation(10, 100, 40), Deviation(3, 0, 1)]
    assert between_weeks(rough, 0.02) == pytest.approx((5 * 0.0004 + 60 / 10_000) / 6)


def test_one_odd_week_counts_for_three_standard_deviations_at_most() -> None:
    """Else it would hide the next one: 9·(4 + .02²·100²) = 72 for 50² = 2,500."""
    odd = [Deviation(-50, 100, 4)]
    assert between_weeks(odd, 0.02) == pytest.approx((5 * 0.0004 + 68 / 10_000) / 6)


def test_a_small_class_is_seen_again_about_as_all_are() -> None:
    """Ten ads' worth of the share of all."""
    history = [Comparison(only_here=Part(80, 100), elsewhere=Part(2, 2))]
    whole = 82.5 / 103
    assert seen_again(history) == pytest.approx(
        ((80 + 10 * whole) / 110, (2 + 10 * whole) / 12, whole)
    )


def test_a_loss_lowers_both_what_is_seen_again_and_what_is_new() -> None:
    """After four weeks of 80 again and 20 new, 40 and 10 are half of what is usual."""
    found = measure_missing(a_week(40, new=10), [a_week()] * 4)
    assert found is not None
    assert found.again.usual == pytest.approx(80, abs=0.2)
    assert found.new.usual == pytest.approx(20.5)
    assert found.share == pytest.approx(0.5, abs=0.005)
    assert found.z < -10


def test_nothing_is_measured_without_ads_before_or_history() -> None:
    """There is no share of nothing."""
    assert measure_missing(a_week(0, 0), [a_week()] * 4) is None
    assert measure_missing(a_week(), []) is None
    assert measure_missing(a_week(), [a_week(0, 0)]) is None


def test_no_ad_seen_again_is_half_an_ad() -> None:
    """The logarithm of zero is none."""
    found = measure_missing(a_week(0), [a_week()] * 4)
    assert found is not None
    assert found.again.change == pytest.approx(log(0.5 / found.again.usual))


def test_a_count_by_size_leaves_out_the_least_and_the_largest_week() -> None:
    """0, 10, 10, 10 and 100 of 100 are 10 usually."""
    history = [(count, 100) for count in (0, 10, 10, 10, 100)]
    assert by_size(5, 200, history, 0.2).usual == pytest.approx(20.5)
    assert by_size(5, 100, history[:4], 0.2).usual == pytest.approx(8)  # of four, all count


def test_too_many_are_measured_plainly_and_too_few_by_the_logarithm() -> None:
    """With a usual count of .5 the logarithm of thirty is nothing, and thirty is everything."""
    found = by_size(30, 100, [(0, 100)] * 4, 0.5)
    assert found.deviation == pytest.approx(sqrt(0.5 + 0.25 * 0.25 * 0.25), rel=0.1)
    assert found.z < 4
    assert found.z_above > 30


def test_a_share_needs_eight_now_and_twenty_before() -> None:
    """Fewer tell nothing."""
    assert share(Part(7, 7), [Part(20, 20)], 0.01) is None
    assert share(Part(8, 8), [Part(19, 19)], 0.01) is None
    assert share(Part(8, 8), [Part(20, 20)], 0.01) is not None


def test_a_share_beside_its_history() -> None:
    """50 of 100 where 90 of 100 are usual: 40 too few, in standard deviations of √(9 + τ²·100²)."""
    found = share(Part(50, 100), [Part(90, 100)] * 5, 0.01)
    assert found is not None
    usual = 450.5 / 501
    tau = max((5 * 0.0001 - 5 * (usual * (1 - usual)) / 100) / 10, 0.000025)
    assert found.z == pytest.approx(
        (50 - 100 * usual) / sqrt(100 * usual * (1 - usual) + tau * 10_000), rel=0.001
    )
    assert found.off == pytest.approx(0.5 - usual)
    assert found.count_off == pytest.approx(50 - 100 * usual)


@pytest.mark.parametrize(("count", "expected"), [(0, 0.0498), (3, 0.6472), (30, 1.0)])
def test_a_poisson_count_of_so_few(count: int, expected: float) -> None:
    """By the printed tables, at a mean of 3."""
    assert poisson_up_to(count, 3) == pytest.approx(expected, abs=0.0001)
