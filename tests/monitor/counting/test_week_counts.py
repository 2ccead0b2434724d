"""Counting: definitions held against naive recounts."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.checks.observation import LEAST_OVERLAP
from monitor.counting import Measure, count_week, individual, more, threshold_in
from monitor.counting.cells import CellId, Cells, Content
from monitor.counting.week_counts import _country_numbers
from scrapers.model import Sighting
from storage.records import ALL_PLACES, ALL_PORTALS, WeekCounts
from storage.weeks import Week
from tests.monitor.building import counted, identifier, protection, seen
from tests.monitor.counting.whole_weeks import cells_of, dominated_cells

WEEK = Week(2022, 10)
THRESHOLDS = (1, 2, 3, 5)
NUMBERS = st.sets(st.sampled_from("abcdefgh"), max_size=2)
PLACES = st.sets(st.sampled_from(["Oslo", "Bergen", "unknown"]), min_size=1, max_size=2)
ADS = st.lists(st.tuples(NUMBERS, PLACES), max_size=14).map(
    lambda ads: [
        Sighting(identifier(f"ad{at}"), frozenset(map(identifier, numbers)), frozenset(places))
        for at, (numbers, places) in enumerate(ads)
    ]
)


def value(cells: Cells, portals: str, measure: str, place: str = ALL_PLACES) -> float:
    content = cells.get(CellId(portals, place, measure))
    return content.value if content else 0.0


def true_count(counts: WeekCounts, portal: str, measure: str, place: str = ALL_PLACES) -> float:
    return sum(
        count.value
        for count in counts.counts
        if (count.portal, count.place, count.measure) == (portal, place, measure)
    )


def record_key(name: str) -> int:
    return int.from_bytes(identifier(name))


def distinct(sightings: list[Sighting]) -> set[bytes]:
    return {number for sighting in sightings for number in sighting.numbers}


def test_ads_are_tied_to_an_individual_by_how_many_ads_their_number_is_on() -> None:
    """Three ads on one number are beyond the threshold of two, and within that of three."""
    sweep = [seen("1", "a"), seen("2", "b"), seen("3", "b"), *(seen(x, "c") for x in "456")]
    found = [
        value(cells_of({"nordlys": [[*sweep, seen("7")]]}, k), "nordlys", individual(k))
        for k in THRESHOLDS
    ]
    assert found == [1, 3, 6, 6]
    cells = cells_of({"nordlys": [[*sweep, seen("7")]]}, 2)
    groups = (individual(2), more(2), Measure.NO_NUMBER)
    assert [value(cells, "nordlys", group) for group in groups] == [3, 3, 1]


def test_the_other_thresholds_are_told_by_cells_of_the_whole_country() -> None:
    """Ads whose number is on exactly two, three, and four or five ads; a sixth is in none."""
    sweep = [
        seen(f"{busiest}{at}", f"n{busiest}") for busiest in range(1, 7) for at in range(busiest)
    ]
    cells = cells_of({"nordlys": [sweep]}, 2)
    names = (Measure.ADS_ON_2, Measure.ADS_ON_3, Measure.ADS_ON_4_5)
    assert [value(cells, ALL_PORTALS, name) for name in names] == [2, 3, 9]


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_a_measure_tells_the_threshold_that_it_was_counted_by(threshold: int) -> None:
    """So stored weeks keep it, whatever config.toml says later."""
    assert threshold_in(individual(threshold)) == threshold
    assert [threshold_in(name) for name in (more(threshold), Measure.NO_NUMBER, "only")] == [
        None
    ] * 3


def test_an_ad_with_two_numbers_is_individual_only_if_both_are() -> None:
    """The busiest number of an ad decides."""
    sweep = [seen("1", "a", "b"), *(seen(x, "b") for x in "234")]
    assert value(cells_of({"nordlys": [sweep]}, 2), "nordlys", individual(2)) == 0


def test_a_touring_ad_counts_at_each_place_and_once_in_the_country() -> None:
    """Place rows overlap; the country counts the ad and its number once."""
    cells = cells_of({"nordlys": [[seen("1", "a", places=("Oslo", "Bergen"))]]}, 2)
    for place in ("Oslo", "Bergen"):
        assert value(cells, ALL_PORTALS, individual(2), place) == 1
        assert value(cells, ALL_PORTALS, Measure.NUMBERS, place) == 1
    assert value(cells, "nordlys", individual(2)) == 1
    assert value(cells, "nordlys", Measure.ONLY) == 1


def test_what_is_counted_is_known_by_its_numbers_and_only_without_one_by_its_id() -> None:
    """An ad put up again under a new id draws what it drew before."""
    ads = [seen("1", "a", "b"), seen("2")]
    cells = cells_of({"nordlys": [ads, [seen("1", "a")]]}, 2, int.from_bytes)
    assert cells[CellId("nordlys", ALL_PLACES, individual(2))].key == sum(map(record_key, "ab"))
    assert cells[CellId("nordlys", ALL_PLACES, Measure.NO_NUMBER)].key == record_key("2")


def test_a_number_on_two_portals_is_shared_and_on_several() -> None:
    """It is one number and two ads."""
    cells = cells_of(
        {"nordlys": [[seen("1", "a"), seen("2", "b")]], "fjord": [[seen("3", "a")]]}, 2
    )
    assert [value(cells, "nordlys", name) for name in (Measure.ONLY, Measure.SHARED)] == [1, 1]
    assert [value(cells, "fjord", name) for name in (Measure.ONLY, Measure.SHARED)] == [0, 1]
    assert value(cells, ALL_PORTALS, Measure.SEVERAL) == 1
    assert value(cells, "fjord+nordlys", Measure.EXACT) == 1


def test_what_is_shared_between_up_to_three_portals_is_a_sum_of_exact_sets() -> None:
    """Drawn besides them, it would state a few numbers again, and let them be told."""
    shown = {
        portal: [seen(f"{portal}{at}", f"n{at}") for at in range(start, start + 30)]
        for portal, start in (("a", 0), ("b", 10), ("c", 20))
    }
    for number in range(1, 20):
        counts = counted(Week(2022, number), {portal: [ads] for portal, ads in shown.items()})
        cells = {(c.portals, c.measure): c.value for c in counts.cells if c.place == ALL_PLACES}
        exact = {name: v for (name, measure), v in cells.items() if measure == "exact"}
        assert cells["all", "several"] == sum(exact.values())
        for portal in shown:
            shared = sum(v for name, v in exact.items() if portal in name.split("+"))
            assert cells[portal, "shared"] == shared


def test_of_four_portals_what_is_shared_is_protected_itself() -> None:
    """There are no exact sets that it could be a sum of."""
    ads = [seen(f"{at}", f"n{at}") for at in range(30)]
    drawn = {
        cell.value
        for secret in range(20)
        for cell in count_week(
            WEEK, {key: [ads] for key in "abcd"}, protection(by=f"{secret}"), 2
        ).cells
        if cell.measure == "shared"
    }
    assert len(drawn) > 1
    assert drawn <= set(range(25, 36))


def test_exact_sets_of_portals_are_kept_for_up_to_three_portals() -> None:
    """Of four they are too many."""
    one = [[seen("1", "a")]]
    three = cells_of(dict.fromkeys(("a", "b", "c"), one), 2)
    four = cells_of(dict.fromkeys(("a", "b", "c", "d"), one), 2)
    assert [cell.portals for cell in three if cell.measure == Measure.EXACT] == ["a+b+c"]
    assert [cell.portals for cell in four if cell.measure == Measure.EXACT] == []
    assert value(four, ALL_PORTALS, Measure.SEVERAL) == 1


def test_several_sweeps_of_a_week_are_averaged_not_pooled() -> None:
    """Two sweeps that see two ads each, one of them the same, count two ads and two numbers."""
    first, second = [seen("1", "a"), seen("2", "b")], [seen("2", "b"), seen("3", "c")]
    counts = counted(WEEK, {"nordlys": [first, second]})
    assert true_count(counts, "nordlys", Measure.ADS) == 2
    assert true_count(counts, "nordlys", Measure.NUMBERS) == pytest.approx(2)


def test_a_number_on_half_of_a_portals_sweeps_is_half_in_each_cell() -> None:
    """On one portal always, on the other in one sweep of two: half only, half shared."""
    cells = cells_of({"a": [[seen("1", "n")]], "b": [[seen("2", "n")], [seen("3", "m")]]}, 2)
    assert [value(cells, "a", name) for name in (Measure.ONLY, Measure.SHARED)] == [0.5, 0.5]
    assert value(cells, "b", Measure.SHARED) == 0.5
    assert value(cells, ALL_PORTALS, Measure.SEVERAL) == 0.5


@given(ADS)
def test_the_three_groups_always_add_up_to_the_ads(sweep: list[Sighting]) -> None:
    """Individual, multi-ad and without a number never overlap and leave nothing out."""
    for threshold in THRESHOLDS:
        cells = cells_of({"nordlys": [sweep]}, threshold)
        groups = (individual(threshold), more(threshold), Measure.NO_NUMBER)
        assert sum(value(cells, "nordlys", group) for group in groups) == len(sweep)
        for place in ("Oslo", "Bergen", "unknown"):
            there = sum(value(cells, ALL_PORTALS, group, place) for group in groups)
            assert there == sum(place in sighting.places for sighting in sweep)


@given(ADS, ADS, ADS)
def test_numbers_across_portals_are_those_of_a_naive_union(
    one: list[Sighting], two: list[Sighting], three: list[Sighting]
) -> None:
    """The cells add up to each portal's distinct numbers and to those of all."""
    portals = {"a": one, "b": two, "c": three}
    cells = cells_of({portal: [sweep] for portal, sweep in portals.items()}, 2)
    for portal, sweep in portals.items():
        own = value(cells, portal, Measure.ONLY) + value(cells, portal, Measure.SHARED)
        assert own == pytest.approx(len(distinct(sweep)))
    only = sum(value(cells, portal, Measure.ONLY) for portal in portals)
    every = [*one, *two, *three]
    assert only + value(cells, ALL_PORTALS, Measure.SEVERAL) == pytest.approx(len(distinct(every)))
    sets = [c.value for cell, c in cells.items() if cell.measure == Measure.EXACT]
    assert sum(sets) == pytest.approx(value(cells, ALL_PORTALS, Measure.SEVERAL))
    oslo = [sighting for sighting in every if "Oslo" in sighting.places]
    assert value(cells, ALL_PORTALS, Measure.NUMBERS, "Oslo") == pytest.approx(len(distinct(oslo)))


@given(st.lists(ADS, min_size=1, max_size=3), st.lists(ADS, min_size=1, max_size=2))
def test_with_several_sweeps_numbers_are_the_mean_over_all_ways_to_take_one_of_each(
    one: list[list[Sighting]], other: list[list[Sighting]]
) -> None:
    """The definition, held against every combination written out."""
    cells = cells_of({"fjord": one, "nordlys": other}, 2)
    ways = list(product(one, other))
    both = sum(len(distinct(a) & distinct(b)) for a, b in ways) / len(ways)
    only = sum(len(distinct(a) - distinct(b)) for a, b in ways) / len(ways)
    assert value(cells, ALL_PORTALS, Measure.SEVERAL) == pytest.approx(both)
    assert value(cells, "fjord", Measure.ONLY) == pytest.approx(only)
    oslo = sum(len(distinct([s for s in (*a, *b) if "Oslo" in s.places])) for a, b in ways) / len(
        ways
    )
    assert value(cells, ALL_PORTALS, Measure.NUMBERS, "Oslo") == pytest.approx(oslo)


@given(ADS)
def test_the_order_of_sightings_does_not_matter(sweep: list[Sighting]) -> None:
    """The same input gives the same counts, in the same order, however it is read."""
    backwards = list(reversed(sweep))
    assert counted(WEEK, {"fjord": [sweep]}) == counted(WEEK, {"fjord": [backwards]})


def test_every_protected_count_is_none_or_five_or_more() -> None:
    """Of three ads with two numbers."""
    sweep = [seen("1", "a"), seen("2", "b"), seen("3")]
    for number in range(1, 53):
        counts = counted(Week(2022, number), {"fjord": [sweep], "tundra": [sweep[:2]]})
        assert {cell.value for cell in counts.cells} <= {5}


def test_without_protection_there_are_true_counts_only() -> None:
    """A year whose key is gone can still be compared with what is kept of it."""
    sweep = {"fjord": [[seen("1", "a")]]}
    bare, whole = (count_week(WEEK, sweep, by, 2) for by in (None, protection()))
    assert bare.cells == ()
    assert bare.counts == whole.counts != ()
    assert bare.flags == whole.flags != ()


def test_the_numbers_of_all_portals_are_kept_only_where_many_are_on_several() -> None:
    """Beside the portals' own they tell how many are; of fewer than ten they must not."""

    def of_all(shared: int) -> float:
        one = [seen(f"a{at}", f"n{at}") for at in range(20)]
        other = [seen(f"b{at}", f"n{at}") for at in range(20 - shared, 40 - shared)]
        counts = counted(WEEK, {"fjord": [one], "nordlys": [other]})
        assert true_count(counts, "fjord", Measure.NUMBERS) == 20
        assert {c.measure for c in counts.counts}.isdisjoint({"only", "shared", "several", "exact"})
        return true_count(counts, ALL_PORTALS, Measure.NUMBERS)

    assert [of_all(9), of_all(10)] == [0, 30]


def test_no_true_numbers_of_a_place_are_kept_that_tell_few_on_several_portals() -> None:
    """Where all ads are in Oslo, its numbers less the portals' own would be the overlap: 3."""
    one = [seen(f"a{at}", f"n{at}", places=("Oslo",)) for at in range(30)]
    other = [seen(f"b{at}", f"n{at}", places=("Oslo",)) for at in range(27, 52)]
    counts = counted(WEEK, {"fjord": [one], "nordlys": [other]})
    of_place = {c.measure: c.value for c in counts.counts if c.place == "Oslo"}
    assert of_place == {Measure.ADS: 55, individual(2): 55}
    assert any((c.place, c.measure) == ("Oslo", Measure.NUMBERS) for c in counts.cells)


def test_shares_of_numbers_add_up_to_the_same_digit_in_every_python() -> None:
    """A hundred tenths are ten; added one by one they would be less, and the week without it."""
    places = [f"town {at}" for at in range(10 * LEAST_OVERLAP)]
    cells = {
        CellId(ALL_PORTALS, place, measure): Content(0.1)
        for place in places
        for measure in (Measure.SEVERAL, Measure.ONLY)
    }
    assert [number for _, number in _country_numbers(cells)] == [2 * LEAST_OVERLAP]


def test_a_number_on_over_half_of_the_ads_is_flagged_where_it_is() -> None:
    """At the place and on the portal; on just half, it does not have more than the others."""
    oslo = [seen(f"{at}", "a") for at in range(4)]
    bergen = [seen(f"b{at}", f"n{at}", places=("Bergen",)) for at in range(3)]
    flags = dominated_cells({"fjord": [[*oslo, *bergen]]}, 2)
    ads = {(cell.portals, cell.place) for cell in flags if cell.measure == Measure.ADS_OF_ONE}
    assert ads == {("fjord", "all"), ("all", "all"), ("all", "Oslo")}
    even = dominated_cells({"fjord": [[*oslo[:3], *bergen]]}, 2)
    assert [c for c in even if c.measure == Measure.ADS_OF_ONE and c.place == ALL_PLACES] == []


def test_a_number_on_over_half_of_the_ads_on_busy_numbers_is_flagged_for_these() -> None:
    """The other ads there do not make up for it."""
    busy = [seen(f"{at}", "a") for at in range(4)]
    others = [seen(f"b{at}", f"n{at}") for at in range(30)]
    flags = {cell.measure for cell in dominated_cells({"fjord": [[*busy, *others]]}, 2)}
    assert flags == {Measure.MORE_OF_ONE}


def test_ads_on_numbers_at_the_threshold_are_no_ads_on_busy_numbers() -> None:
    """Two ads of one number are an individual's, whoever else is there."""
    two = [seen("1", "a"), seen("2", "a"), *(seen(f"b{at}", f"n{at}") for at in range(5))]
    assert dominated_cells({"fjord": [two]}, 2) == []
    flags = {cell.measure for cell in dominated_cells({"fjord": [two]}, 1)}
    assert flags == {Measure.MORE_OF_ONE}
