"""Years as series: gaps, totals over portals, and numbers that no portal counts twice."""

from __future__ import annotations

import pytest
from monitor.series import Scope, measures_of

from scrapers.model import Sighting
from tests.monitor.building import seen, year_of

OWN = [seen("1", "a"), seen("2", "b")]
SHARED = [seen("3", "b"), seen("4", "c"), seen("5", "d")]


def with_gaps(sweep: list[Sighting], *gaps: int) -> list[list[Sighting] | None]:
    return [None if week in gaps else sweep for week in range(52)]


def test_a_week_without_a_count_is_a_gap_and_an_empty_one_a_zero() -> None:
    """Only a portal that was swept can have seen nothing."""
    weeks: list[list[Sighting] | None] = [*with_gaps(OWN)]
    weeks[0], weeks[1] = None, []
    year = year_of(2022, {"nordlys": weeks})
    assert year.count("nordlys", "all", "ads")[:3] == (None, 0.0, 2.0)


def test_all_portals_count_a_shared_number_once() -> None:
    """Two and three numbers, one of them on both portals, are four."""
    year = year_of(2022, {"fjord": with_gaps(OWN), "nordlys": with_gaps(SHARED)})
    series, filled = year.numbers(Scope())
    assert filled is not None
    assert (set(series), filled.mean, filled.error) == ({4.0}, 4.0, 0.0)


def test_a_missing_portal_adds_only_what_it_alone_would_have_shown() -> None:
    """The shared number is seen on the other portal, so two of nordlys' three are estimated."""
    year = year_of(2022, {"fjord": with_gaps(OWN), "nordlys": with_gaps(SHARED, 10)})
    series, filled = year.numbers(Scope())
    assert filled is not None
    assert series[10] is None
    assert filled.estimated == {10}
    assert filled.values[10] == pytest.approx(4)


def test_a_week_in_which_every_portal_is_missing_is_estimated_as_a_whole() -> None:
    """There is nothing else to add to."""
    year = year_of(2022, {"fjord": with_gaps(OWN, 10, 30), "nordlys": with_gaps(SHARED, 10)})
    _, filled = year.numbers(Scope())
    assert filled is not None
    assert filled.estimated == {10, 30}
    assert filled.values[10] == pytest.approx(4)


def test_ads_of_all_portals_are_filled_inside_each_portal() -> None:
    """Two ads observed on fjord and three estimated on nordlys make five."""
    year = year_of(2022, {"fjord": with_gaps(OWN), "nordlys": with_gaps(SHARED, 10)})
    series, filled = year.total(measures_of("ads", 2), Scope())
    assert filled is not None
    assert series[10] is None
    assert filled.values[10] == pytest.approx(5)


def test_a_portal_never_counted_leaves_no_total() -> None:
    """A total without one of its portals would be a smaller market."""
    year = year_of(2022, {"fjord": with_gaps(OWN), "nordlys": [None] * 52})
    assert year.total(measures_of("ads", 2), Scope())[1] is None
    assert year.numbers(Scope())[1] is None


def test_multi_ad_numbers_are_what_the_other_two_leave_over() -> None:
    """Four ads on one number, one on another, one without: one, four and one."""
    sweep = [*(seen(ad, "a") for ad in "1234"), seen("5", "b"), seen("6")]
    year = year_of(2022, {"fjord": with_gaps(sweep)})
    found = [
        year.total(measures_of(kind, 2), Scope())[0][0]
        for kind in ("individual", "multi", "without_number")
    ]
    assert found == [1.0, 4.0, 1.0]


def test_a_place_that_no_ad_names_is_a_zero_in_counted_weeks() -> None:
    """Places are observed when their portal is."""
    year = year_of(2022, {"fjord": with_gaps(OWN, 3)})
    series, _ = year.numbers(Scope(place="Bergen"))
    assert series[2:5] == (0.0, None, 0.0)
