"""The simulated market: how it moves, and that its truth is the truth."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from statistics import mean

import pytest

from monitor.demo.course import PORTALS, iso_mondays
from monitor.demo.simulated_market import DemoAd, Market, Truth

SMALL = 0.15
FICTIONAL = re.compile(r"\+47(42|43|44|49)\d{6}|\+467017406(0[5-9]|[1-9]\d)|\+447700900\d{3}")


@cache
def large(seed: int) -> Market:
    """Simulate a market of the usual size, once for all tests."""
    return lived(Market(seed))


@cache
def small() -> Market:
    """Simulate a small market that lasts long enough for everything to happen."""
    return lived(Market(7, scale=SMALL))


def lived(market: Market) -> Market:
    """Live through all weeks of a market."""
    market.week(market.mondays[-1])
    return market


def individual_ads(market: Market, year: int) -> dict[date, int]:
    """Follow the true course of ads by individuals on the largest portal."""
    return {day: market.truth(day)["nordlys"].individual_ads for day in iso_mondays(year)}


def every_ad(market: Market) -> Iterator[tuple[date, str, DemoAd]]:
    """Each ad in each week in which it is up."""
    for monday in market.mondays:
        for portal, ads in market.week(monday).ads.items():
            for ad in ads:
                yield monday, portal, ad


def lives(market: Market) -> dict[tuple[str, str], dict[date, DemoAd]]:
    """Each ad by portal and slug, with the weeks in which it was up."""
    found: dict[tuple[str, str], dict[date, DemoAd]] = {}
    for monday, portal, ad in every_ad(market):
        found.setdefault((portal, ad.slug), {})[monday] = ad
    return found


# -- calibration ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("seed", "tolerance"), [(1, 0.01), (2, 0.03), (3, 0.03), (11, 0.03)])
def test_yearly_means_are_the_published_ones(seed: int, tolerance: float) -> None:
    """On the largest portal individuals have 404 ads a week in 2021 and 665 in 2022."""
    means = [mean(individual_ads(large(seed), year).values()) for year in (2021, 2022)]

    assert means == [pytest.approx(404, rel=tolerance), pytest.approx(665, rel=tolerance)]


def test_later_years_stay_where_2022_was() -> None:
    """The rise happens once: 2023 has the mean of 2022 again."""
    market = Market(1, first_year=2023, years=1)

    assert mean(individual_ads(market, 2023).values()) == pytest.approx(665, rel=0.03)


@pytest.mark.parametrize("year", [2021, 2022])
def test_autumn_is_high_and_spring_is_low(year: int) -> None:
    """September to November lies above the rest of the year, March to May below it."""
    seasons: dict[str, list[int]] = {"autumn": [], "spring": [], "rest": []}
    names = dict.fromkeys((9, 10, 11), "autumn") | dict.fromkeys((3, 4, 5), "spring")
    for monday, ads in individual_ads(large(1), year).items():
        seasons[names.get(monday.month, "rest")].append(ads)

    assert mean(seasons["spring"]) < mean(seasons["rest"]) < mean(seasons["autumn"])


def test_the_new_year_is_no_step() -> None:
    """Weeks differ, none by more than an eighth; the turn of the year is a week like others."""
    ads = [*individual_ads(large(1), 2021).values(), *individual_ads(large(1), 2022).values()]
    steps = [abs(after / before - 1) for before, after in pairwise(ads)]

    assert max(steps) < 0.125
    assert steps[51] < 0.06
    assert mean(steps) > 0.01


@pytest.mark.parametrize(("portal", "least", "most"), [("fjord", 58, 84), ("tundra", 130, 180)])
def test_small_portals_keep_their_size(portal: str, least: int, most: int) -> None:
    """The small portals neither empty nor outgrow their description."""
    sizes = [large(1).truth(monday)[portal].ads for monday in large(1).mondays]

    assert least <= min(sizes) <= max(sizes) <= most


def test_a_scale_makes_the_market_smaller_in_proportion() -> None:
    """At a fifth of the scale there is about a fifth of the ads."""
    little = Market(1, scale=0.2)

    assert mean(individual_ads(little, 2022).values()) == pytest.approx(665 / 5, rel=0.04)


# -- determinism ----------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_market() -> None:
    """Two markets of one seed agree in every ad, its order and the truth."""
    one, other = Market(5, scale=SMALL), Market(5, scale=SMALL)

    assert list(every_ad(one)) == list(every_ad(other))
    assert [one.truth(day) for day in one.mondays] == [other.truth(day) for day in other.mondays]


def test_another_seed_gives_another_market() -> None:
    """Two seeds have no week in common."""
    one, other = Market(5, scale=SMALL, years=1), Market(6, scale=SMALL, years=1)

    assert all(one.week(day) != other.week(day) for day in one.mondays)


def test_a_longer_span_begins_like_a_shorter_one() -> None:
    """How many years are simulated does not change the first of them."""
    short, long = Market(5, scale=SMALL, years=1), Market(5, scale=SMALL, years=2)

    assert [short.week(day) for day in short.mondays] == [long.week(day) for day in short.mondays]


def test_weeks_may_be_asked_for_in_any_order() -> None:
    """Looking at the end first changes nothing at the beginning."""
    one, other = Market(5, scale=SMALL), Market(5, scale=SMALL)
    one.week(one.mondays[-1])

    assert one.week(one.mondays[0]) == other.week(other.mondays[0])


# -- truth ----------------------------------------------------------------------------------------


def recounted(ads: list[DemoAd]) -> tuple[int, int, int, int]:
    """Count by hand what the truth claims."""
    numbers = {number for ad in ads for number in ad.numbers}
    individual = [ad for ad in ads if ad.numbers and not ad.agency]
    return len(ads), len(numbers), len(individual), sum(not ad.numbers for ad in ads)


def as_tuple(truth: Truth) -> tuple[int, int, int, int]:
    """Put the truth in the order of the recount."""
    return truth.ads, truth.numbers, truth.individual_ads, truth.without_number


def test_the_truth_is_what_is_up() -> None:
    """For every portal and week the truth equals a naive recount of the ads."""
    market = small()
    for monday in market.mondays:
        for portal, ads in market.week(monday).ads.items():
            assert as_tuple(market.truth(monday)[portal]) == recounted(list(ads))


def test_the_truth_about_all_counts_a_number_once() -> None:
    """Over all portals the ads add up; a number on two portals is one number."""
    market = small()
    overlaps = 0
    for monday in market.mondays:
        truth = market.truth(monday)
        everything = [ad for ads in market.week(monday).ads.values() for ad in ads]
        assert as_tuple(truth["all"]) == recounted(everything)
        overlaps += truth["all"].numbers < sum(truth[portal].numbers for portal in PORTALS)

    assert overlaps > len(market.mondays) / 2


def test_slugs_are_unique_on_a_portal() -> None:
    """No week lists the same ad twice."""
    for monday in small().mondays:
        for ads in small().week(monday).ads.values():
            assert len({ad.slug for ad in ads}) == len(ads)


# -- numbers --------------------------------------------------------------------------------------


def test_all_numbers_are_fictional() -> None:
    """Every number ever given out lies in a range that belongs to nobody."""
    assert [n for n in large(1).registry.holders if not FICTIONAL.fullmatch(n)] == []


def test_about_one_number_in_twenty_is_foreign() -> None:
    """Some advertisers come with a number from abroad, Swedish and British ones among them."""
    countries = Counter(number[:3] for number in large(1).registry.holders)

    assert 0.03 < 1 - countries["+47"] / countries.total() < 0.07
    assert set(countries) == {"+47", "+46", "+44"}


def test_no_number_is_shared_by_chance() -> None:
    """A number has one holder, or two or three who share a phone; all know it."""
    holders = large(1).registry.holders.values()
    shared = [people for people in holders if len(people) > 1]

    assert {len(people) for people in holders} == {1, 2, 3}
    assert all(one.shares for people in shared for one in people)


def test_shown_numbers_were_given_out() -> None:
    """No ad shows a number that the register does not know."""
    shown = {number for _, _, ad in every_ad(small()) for number in ad.numbers}

    assert shown <= set(small().registry.holders)


def test_printing_an_ad_shows_neither_number_nor_id() -> None:
    """An ad in a log or a traceback gives nothing away, even in a simulation."""
    ad = next(ad for _, _, ad in every_ad(small()) if ad.numbers)

    assert ad.slug not in repr(ad)
    assert ad.numbers[0] not in repr(ad)


# -- mechanisms -----------------------------------------------------------------------------------


def test_every_tenth_to_seventh_ad_leaves_in_a_week() -> None:
    """From week to week 10 to 15 per cent of the ads go."""
    market = large(1)
    lists = [{ad.slug for ad in market.week(day).ads["nordlys"]} for day in market.mondays]
    gone = [len(before - after) / len(before) for before, after in pairwise(lists)]

    assert 0.10 < mean(gone) < 0.15


def test_ads_come_back_after_weeks_away() -> None:
    """Some ads pause for a few weeks, some for eight and more, and keep their id."""
    away = [
        (after - before).days // 7 - 1
        for weeks in lives(small()).values()
        for before, after in pairwise(weeks)
    ]

    assert sum(weeks >= 1 for weeks in away) > 50
    assert any(weeks >= 8 for weeks in away)


def test_places_are_towns_tours_or_unknown() -> None:
    """Most ads state one place, some two or three, a few none."""
    stated = Counter(len(ad.places) for _, _, ad in every_ad(small()))

    assert set(stated) == {0, 1, 2, 3}
    assert stated[1] > 0.8 * stated.total()
    assert 0 < stated[0] < 0.1 * stated.total()


def changed(what: Callable[[DemoAd], object]) -> int:
    """How many ads changed in this respect while they were up."""
    return sum(len({what(ad) for ad in weeks.values()}) > 1 for weeks in lives(small()).values())


def test_touring_ads_change_place() -> None:
    """Some ads are in another town from one week to the next."""
    assert changed(lambda ad: ad.places) > 20


def test_numbers_change_while_the_ad_stays() -> None:
    """Some advertisers get a new number and keep their ad."""
    assert changed(lambda ad: ad.numbers) > 20


def test_agencies_have_many_ads_on_few_numbers() -> None:
    """An agency has up to 15 ads on a portal; its lines carry more than an individual's."""
    loads = [
        Counter(n for ad in small().week(day).ads["nordlys"] if ad.agency for n in ad.numbers)
        for day in small().mondays
    ]
    sizes = {
        len(owner.on("nordlys"))
        for holders in small().registry.holders.values()
        for owner in holders
        if owner.kind == "agency" and owner.on("nordlys")
    }

    assert all(loads)
    assert 2 <= min(sizes) <= 4 < max(sizes) <= 15
    assert mean(max(load.values()) for load in loads) > 3


def taken_for_individual(portal: str, year: int) -> float:
    """Return the yearly mean of ads on numbers with at most two, as a multiple of the truth."""
    found, true = [], []
    for monday in iso_mondays(year):
        ads = large(1).week(monday).ads[portal]
        on = Counter(number for ad in ads for number in ad.numbers)
        found.append(sum(0 < max((on[n] for n in ad.numbers), default=0) <= 2 for ad in ads))
        true.append(large(1).truth(monday)[portal].individual_ads)
    return mean(found) / mean(true)


def test_what_is_taken_for_individual_is_too_much_or_too_little() -> None:
    """Small agencies look like individuals, and those who share a phone like an agency."""
    for year in (2021, 2022):
        assert taken_for_individual("tundra", year) > 1.04
        assert taken_for_individual("nordlys", year) < 0.98


def test_about_six_per_cent_of_the_ads_have_no_number() -> None:
    """Ads without a number are a small, steady share."""
    truths = [large(1).truth(monday)["all"] for monday in large(1).mondays]
    shares = [truth.without_number / truth.ads for truth in truths]

    assert 0.05 < mean(shares) < 0.07


def test_individuals_have_one_ad_or_two_and_rarely_three() -> None:
    """On one portal an individual's number carries one ad, sometimes two, seldom three."""
    loads = Counter(
        load
        for monday in large(1).mondays[::13]
        for load in Counter(
            number
            for ad in large(1).week(monday).ads["nordlys"]
            if not ad.agency
            for number in ad.numbers
        ).values()
    )

    assert loads[1] > 5 * loads[2] > 5 * loads[3] > 0


def test_some_ads_give_two_numbers() -> None:
    """An ad gives one number, sometimes two."""
    given = Counter(len(ad.numbers) for _, _, ad in every_ad(small()))

    assert set(given) == {0, 1, 2}
    assert given[1] > given[2] > 0


@pytest.mark.parametrize("portal", ["fjord", "tundra"])
def test_a_quarter_of_a_small_portal_is_on_the_largest_too(portal: str) -> None:
    """About every fourth number on a small portal is on the largest one in the same week."""
    shares = []
    for monday in large(1).mondays:
        ads = large(1).week(monday).ads
        here, there = ({n for ad in ads[p] for n in ad.numbers} for p in (portal, "nordlys"))
        shares.append(len(here & there) / len(here))

    assert 0.15 < mean(shares) < 0.38


def test_two_advertisers_can_share_a_phone() -> None:
    """Even a small market has phones that two people advertise with."""
    assert any(len(people) == 2 for people in small().registry.holders.values())


def test_three_ads_are_featured_and_lead_the_list() -> None:
    """The largest portal puts three ads on top; which ones changes over the weeks."""
    fronts = [
        [ad.slug for ad in small().week(day).ads["nordlys"][:3] if ad.featured]
        for day in small().mondays
    ]

    assert {len(front) for front in fronts} == {3}
    assert len({slug for front in fronts for slug in front}) > 20
    assert not any(ad.featured for _, portal, ad in every_ad(small()) if portal != "nordlys")


# -- the calendar ---------------------------------------------------------------------------------


def test_a_long_year_has_53_weeks() -> None:
    """2020 has 53 ISO weeks, 2021 begins on 4 January, and no Monday is left out."""
    mondays = Market(1, scale=0.05, first_year=2020).mondays

    assert len(mondays) == 53 + 52
    assert mondays[53] == date(2021, 1, 4)
    assert {(after - before).days for before, after in pairwise(mondays)} == {7}


@pytest.mark.parametrize("day", [date(2021, 1, 5), date(2020, 12, 28), date(2023, 1, 2)])
def test_other_days_are_refused_with_the_span(day: date) -> None:
    """A day that is no simulated Monday is refused, and the span is named."""
    with pytest.raises(ValueError, match="2021-01-04 to 2022-12-26"):
        small().week(day)
    with pytest.raises(ValueError, match="2021-01-04 to 2022-12-26"):
        small().truth(day)


@pytest.mark.parametrize(("scale", "years"), [(0.0, 1), (-1.0, 1), (1.0, 0)])
def test_a_market_needs_size_and_time(scale: float, years: int) -> None:
    """No market without ads, and none without weeks."""
    with pytest.raises(ValueError, match="at least one year"):
        Market(1, scale=scale, years=years)
