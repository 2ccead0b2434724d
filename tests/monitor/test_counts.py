"""Counting: definitions held against naive recounts."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from monitor.counts import THRESHOLDS, Measure, count_week, individual, multi_numbers

from scrapers.model import Sighting
from storage.records import ALL_PLACES, WeekCounts
from storage.weeks import Week
from tests.monitor.building import identifier, seen

WEEK = Week(2022, 10)
NUMBERS = st.sets(st.sampled_from("abcdefgh"), max_size=2)
PLACES = st.sets(st.sampled_from(["Oslo", "Bergen", "unknown"]), min_size=1, max_size=2)
ADS = st.lists(st.tuples(NUMBERS, PLACES), max_size=14).map(
    lambda ads: [
        Sighting(identifier(f"ad{at}"), frozenset(map(identifier, numbers)), frozenset(places))
        for at, (numbers, places) in enumerate(ads)
    ]
)


def value(counted: WeekCounts, portal: str, measure: str, place: str = ALL_PLACES) -> float:
    return sum(
        count.value
        for count in counted.counts
        if (count.portal, count.place, count.measure) == (portal, place, measure)
    )


def numbers_on(counted: WeekCounts, *portals: str, place: str = ALL_PLACES) -> float:
    return sum(
        overlap.numbers
        for overlap in counted.overlaps
        if overlap.place == place and overlap.portals & set(portals)
    )


def test_ads_are_tied_to_an_individual_by_how_many_ads_their_number_is_on() -> None:
    """Three ads on one number are beyond the threshold of two, and within that of three."""
    sweep = [seen("1", "a"), seen("2", "b"), seen("3", "b"), *(seen(x, "c") for x in "456")]
    counted = count_week(WEEK, {"nordlys": [[*sweep, seen("7")]]})
    found = {k: value(counted, "nordlys", individual(k)) for k in THRESHOLDS}
    assert found == {1: 1, 2: 3, 3: 6, 5: 6}
    assert value(counted, "nordlys", Measure.ADS) == 7
    assert value(counted, "nordlys", Measure.WITHOUT_NUMBER) == 1
    assert value(counted, "nordlys", multi_numbers(2)) == 1


def test_the_ads_of_the_busiest_number_are_counted_at_each_place() -> None:
    """Number b has three ads, two of them in Bergen; Oslo's busiest is a with two."""
    oslo = [seen("1", "a"), seen("2", "a"), seen("3", "b")]
    bergen = [seen(ad, "b", places=("Bergen",)) for ad in "45"]
    counted = count_week(WEEK, {"nordlys": [[*oslo, *bergen, seen("6")]]})
    found = [
        value(counted, "nordlys", Measure.TOP_NUMBER_ADS, place)
        for place in (ALL_PLACES, "Oslo", "Bergen", "unknown")
    ]
    assert found == [3, 2, 2, 0]


@given(st.lists(ADS, min_size=1, max_size=3))
def test_the_busiest_number_is_never_made_smaller_by_several_sweeps(
    sweeps: list[list[Sighting]],
) -> None:
    """The mean of the sweeps' largest is at least what any one number has in the mean."""
    counted = count_week(WEEK, {"nordlys": sweeps})
    numbers = {number for sweep in sweeps for sighting in sweep for number in sighting.numbers}
    means = [
        sum(number in sighting.numbers for sweep in sweeps for sighting in sweep) / len(sweeps)
        for number in numbers
    ]
    top = value(counted, "nordlys", Measure.TOP_NUMBER_ADS)
    assert top >= max(means, default=0) - 1e-9


def test_an_ad_with_two_numbers_is_individual_only_if_both_are() -> None:
    """The busiest number of an ad decides."""
    sweep = [seen("1", "a", "b"), *(seen(x, "b") for x in "234")]
    counted = count_week(WEEK, {"nordlys": [sweep]})
    assert value(counted, "nordlys", individual(2)) == 0


def test_a_touring_ad_counts_at_each_place_and_once_in_the_country() -> None:
    """Place rows overlap; the country counts the ad and its number once."""
    counted = count_week(WEEK, {"nordlys": [[seen("1", "a", places=("Oslo", "Bergen"))]]})
    ads = [value(counted, "nordlys", Measure.ADS, p) for p in ("Oslo", "Bergen", ALL_PLACES)]
    numbers = [numbers_on(counted, "nordlys", place=p) for p in ("Oslo", "Bergen", ALL_PLACES)]
    assert (ads, numbers) == ([1, 1, 1], [1, 1, 1])


def test_a_number_on_two_portals_is_one_number_and_two_ads() -> None:
    """Numbers are distinct across portals, ads are not."""
    counted = count_week(WEEK, {"nordlys": [[seen("1", "a")]], "fjord": [[seen("1", "a")]]})
    assert numbers_on(counted, "nordlys", "fjord") == 1
    assert sum(value(counted, p, Measure.ADS) for p in ("nordlys", "fjord")) == 2


def test_several_sweeps_of_a_week_are_averaged_not_pooled() -> None:
    """Two sweeps that see two ads each, one of them the same, count two ads and two numbers."""
    first, second = [seen("1", "a"), seen("2", "b")], [seen("2", "b"), seen("3", "c")]
    counted = count_week(WEEK, {"nordlys": [first, second]})
    assert value(counted, "nordlys", Measure.ADS) == 2
    assert numbers_on(counted, "nordlys") == pytest.approx(2)


@given(ADS)
def test_the_three_parts_always_add_up_to_the_ads(sweep: list[Sighting]) -> None:
    """Individual, multi-ad and without a number never overlap and leave nothing out."""
    counted = count_week(WEEK, {"nordlys": [sweep]})
    for threshold in THRESHOLDS:
        readable = sum(1 for sighting in sweep if sighting.numbers)
        tied = value(counted, "nordlys", individual(threshold))
        assert 0 <= tied <= readable
        assert readable + value(counted, "nordlys", Measure.WITHOUT_NUMBER) == len(sweep)


@given(ADS, ADS)
def test_numbers_across_portals_are_those_of_a_naive_union(
    one: list[Sighting], other: list[Sighting]
) -> None:
    """The overlaps add up to each portal's distinct numbers and to those of both."""
    counted = count_week(WEEK, {"fjord": [one], "nordlys": [other]})
    for portals, sightings in {
        ("fjord",): one,
        ("nordlys",): other,
        ("fjord", "nordlys"): [*one, *other],
    }.items():
        for place in (ALL_PLACES, "Oslo"):
            there = [s for s in sightings if place in (ALL_PLACES, *s.places)]
            expected = len(set().union(*(s.numbers for s in there)))
            assert numbers_on(counted, *portals, place=place) == expected


@given(st.lists(ADS, min_size=1, max_size=3), st.lists(ADS, min_size=1, max_size=2))
def test_with_several_sweeps_numbers_are_the_mean_over_all_ways_to_take_one_of_each(
    one: list[list[Sighting]], other: list[list[Sighting]]
) -> None:
    """The definition, held against every combination written out."""
    counted = count_week(WEEK, {"fjord": one, "nordlys": other})
    unions = [len(set().union(*(s.numbers for s in [*a, *b]))) for a, b in product(one, other)]
    expected = sum(unions) / len(unions)
    assert numbers_on(counted, "fjord", "nordlys") == pytest.approx(expected)


@given(ADS)
def test_the_order_of_sightings_does_not_matter(sweep: list[Sighting]) -> None:
    """The same input gives the same counts, in the same order, however it is read."""
    backwards = list(reversed(sweep))
    assert count_week(WEEK, {"fjord": [sweep]}) == count_week(WEEK, {"fjord": [backwards]})
