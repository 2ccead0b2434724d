"""Profiles of a year's rows: which advertisers there are, and how long they stay."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.counting.profile import linked_groups, profiles_of_sightings
from scrapers.model import Sighting
from storage.records import ALL_PLACES, ALL_PORTALS
from storage.weeks import Week, weeks_of
from storage.year_records import Profile
from tests.monitor.building import PlainYear, identifier, profile, seen

WEEKS = tuple(weeks_of(2022))
THRESHOLD = 2


def crowd(count: int, start: int = 0, place: str = "Oslo") -> list[Sighting]:
    return [seen(f"ad {nr}", f"number {nr}", places=[place]) for nr in range(start, start + count)]


def year(**portals: Sequence[Sequence[Sighting] | None]) -> PlainYear:
    """Return a year of one sweep a week, from its first week on; None is a week not counted."""
    found: dict[Week, dict[str, list[Sequence[Sighting]]]] = {}
    for portal, weeks in portals.items():
        for week, sweep in zip(WEEKS, weeks, strict=False):
            if sweep is not None:
                found.setdefault(week, {})[portal] = [sweep]
    return PlainYear(found)


def rows(of: PlainYear) -> dict[tuple[str, str, str], Profile]:
    return {(p.portal, p.place, p.measure): p for p in profiles_of_sightings(of, WEEKS, THRESHOLD)}


def test_numbers_in_one_ad_are_linked_and_so_are_those_a_third_links() -> None:
    """In whichever week and on whichever portal; an ad without number links nothing."""
    linked = year(
        a=[[seen("1", "x", "y"), seen("2", "z"), seen("3")], [seen("4", "u")]],
        b=[[seen("5", "v", "u")], [seen("6", "y", "v")]],
    )
    groups = linked_groups(linked.links())
    together = {groups[identifier(name)] for name in "xyuv"}
    assert len(together) == 1
    assert groups.keys() == {identifier(name) for name in "xyuv"}


def test_rows_are_ads_individual_ads_and_numbers_where_there_are_enough() -> None:
    """Of all portals, each portal and each place, from a mean of 20 on."""
    few = crowd(19, 100, "Bergen")
    found = rows(year(a=[crowd(20)] * 3, b=[few] * 3))
    where = {row[:2] for row in found}
    assert where == {(ALL_PORTALS, ALL_PLACES), ("a", ALL_PLACES), (ALL_PORTALS, "Oslo")}
    measures = {row[2] for row in found}
    assert measures == {"ads", "individual", "numbers"}
    assert len(found) == 9


def test_those_who_stay_all_the_year_vary_together_in_every_week() -> None:
    """Twenty who stay: each week's products are twenty of twenty squared."""
    found = rows(year(a=[crowd(20)] * 52))
    for row in found.values():
        assert row.year == 2022
        assert row.lags == pytest.approx([1 / 20] * 52)


def test_who_leaves_is_known_from_the_lags() -> None:
    """Two crowds, one after the other, have nothing in common at 26 weeks or more."""
    found = rows(year(a=[crowd(20)] * 26 + [crowd(20, 50)] * 26))["a", ALL_PLACES, "ads"]
    assert found.lags[0] == pytest.approx(1 / 20)
    assert found.lags[25] == pytest.approx(2 / 27 / 20)
    assert set(found.lags[26:]) == {0}


def test_an_agency_is_one_advertiser_with_many_ads() -> None:
    """Its ads are no individual ones, and its numbers, in one ad once, are one group."""
    agency = [seen(f"agency {nr}", "line 1") for nr in range(6)] + [seen("all", "line 1", "line 2")]
    found = rows(year(a=[[*crowd(20), *agency]] * 4))
    ads, individual, numbers = (
        found["a", ALL_PLACES, measure].lags[1] for measure in ("ads", "individual", "numbers")
    )
    assert ads == pytest.approx((20 + 7**2) / 27**2)
    assert individual == pytest.approx(1 / 20)
    assert numbers == pytest.approx((20 + 2**2) / 22**2)


def test_a_number_on_several_ads_is_individual_up_to_the_threshold() -> None:
    """As the year's individual ads are counted."""
    twice = [seen("one", "twice"), seen("two", "twice")]
    more = [seen(f"more {nr}", "thrice") for nr in range(3)]
    found = rows(year(a=[[*crowd(20), *twice, *more]] * 2))
    assert found["a", ALL_PLACES, "individual"].lags[0] == pytest.approx((20 + 2**2) / 22**2)


def test_an_ad_without_a_number_is_an_advertiser_of_its_own() -> None:
    """Known by the ad itself, as long as it is up."""
    silent = [seen(f"silent {nr}") for nr in range(10)]
    other = [seen(f"other {nr}") for nr in range(10)]
    found = rows(year(a=[[*crowd(20), *silent], [*crowd(20), *other]]))
    assert found["a", ALL_PLACES, "ads"].lags[:2] == pytest.approx([1 / 30, 20 / 900])
    assert found["a", ALL_PLACES, "numbers"].lags[:2] == pytest.approx([1 / 20, 1 / 20])


def test_a_number_on_two_portals_is_one_of_the_country() -> None:
    """And its ads there are two of one advertiser."""
    found = rows(year(a=[crowd(20)] * 2, b=[crowd(20)] * 2))
    assert found[ALL_PORTALS, ALL_PLACES, "numbers"].lags[0] == pytest.approx(1 / 20)
    assert found[ALL_PORTALS, ALL_PLACES, "ads"].lags[0] == pytest.approx(20 * 2**2 / 40**2)


def test_several_sweeps_of_a_week_are_weighted() -> None:
    """Half of the sweeps is half an ad, and of a number on two portals three quarters."""
    some, other = crowd(40), crowd(40, 50)
    found = rows(PlainYear({WEEKS[0]: {"a": [some, other], "b": [some, other]}}))
    assert found["a", ALL_PLACES, "ads"].lags[0] == pytest.approx(80 * 0.5**2 / 40**2)
    numbers = found[ALL_PORTALS, ALL_PLACES, "numbers"].lags[0]
    assert numbers == pytest.approx(80 * 0.75**2 / 60**2)


def test_a_week_without_one_of_the_portals_is_none_of_the_country() -> None:
    """But before a portal came and after it went, the others are all there is."""
    whole, lost, later = [crowd(20)] * 5, crowd(20, 50), crowd(20, 50)
    found = rows(year(a=whole, b=[None, lost, None, later]))
    assert found["a", ALL_PLACES, "ads"].lags[2] == pytest.approx(1 / 20)
    country = found[ALL_PORTALS, ALL_PLACES, "ads"].lags
    # Counted are weeks 1 (20 ads), 2 (40), 4 (40) and 5 (20): 30 in the mean; week 3 is not.
    assert country[0] == pytest.approx(120 / 4 / 30**2)
    assert country[2] == pytest.approx(40 / 30**2)
    assert country[3] == pytest.approx((20 + 20) / 2 / 30**2)


def test_a_lag_that_no_two_counted_weeks_have_is_unknown() -> None:
    """It is no zero."""
    assert profile([{"x": 1}, None, {"x": 1}]) == pytest.approx((1, None, 1))
    assert profile([None, None]) == (None, None)
    assert len(profile([{"x": 1}] * 53)) == 52
