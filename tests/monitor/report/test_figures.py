"""Figures of a year: sums of protected cells, gaps, and numbers that no portal counts twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from monitor.counting import CellId, individual, more
from monitor.report.figures import THRESHOLDS, ads_on_at_most, figure
from monitor.report.series import WEEKLY_KINDS, Kind, Scope, Year
from monitor.statistics.figure import Figure
from scrapers.model import UNKNOWN_PLACE
from storage.records import LISTED, UNPLACED, Flag
from storage.weeks import Week, weeks_of
from tests.monitor.building import portal_cell, year_of_cells

COUNTRY = Scope()


def steady(value: int, *gaps: int) -> list[int | None]:
    return [None if week in gaps else value for week in range(52)]


def numbers(
    only: Mapping[str, int], several: int, *, missing: Mapping[str, tuple[int, ...]] | None = None
) -> Year:
    """Return a year of portals a and b with numbers on one, and on both."""
    gaps = missing or {}
    cells: dict[CellId, list[int | None]] = {}
    for portal, value in only.items():
        # In a week without the other portal, its numbers on both look as if they were only here.
        others = {week for name, weeks in gaps.items() if name != portal for week in weeks}
        own = [value + several if week in others else value for week in range(52)]
        both = [0 if week in others else several for week in range(52)]
        for measure, values in (("only", own), ("shared", both)):
            cells[portal_cell(portal, measure)] = [
                None if week in gaps.get(portal, ()) else values[week] for week in range(52)
            ]
    apart = {week for weeks in gaps.values() for week in weeks}
    cells[CellId("all", "all", "several")] = [0 if w in apart else several for w in range(52)]
    cells[CellId("a+b", "all", "exact")] = [0 if w in apart else several for w in range(52)]
    return year_of_cells(2022, cells)


def ads(**portals: list[int | None]) -> Year:
    return year_of_cells(
        2022, {portal_cell(name, individual(2)): values for name, values in portals.items()}
    )


def levels(year: Year, kind: Kind = Kind.ADS) -> dict[str, float | None]:
    names = {name: Scope(portal=name) for name in year.portals} | {"all": COUNTRY}
    return {name: figure(year, kind, scope).mean for name, scope in names.items()}


def test_a_week_without_a_count_is_a_gap_and_an_empty_one_a_zero() -> None:
    """Only a portal that was swept can have seen nothing."""
    found = figure(ads(a=[None, 0, *steady(20)[2:]]), Kind.ADS, Scope("a"))
    assert found.series[:3] == (None, 0.0, 20.0)


def test_the_country_is_the_sum_of_its_portals_in_every_week_and_in_the_mean() -> None:
    """Whatever gaps there are."""
    year = ads(a=steady(300, 3, 4, 30), b=[*steady(60)[:40], *[80] * 12], c=steady(9, 3, 51))
    of = {name: figure(year, Kind.ADS, Scope(name)) for name in year.portals}
    whole = figure(year, Kind.ADS, COUNTRY)
    assert whole.values == pytest.approx(
        [sum(week) for week in zip(*(f.values or () for f in of.values()), strict=True)]
    )
    assert whole.mean == pytest.approx(sum(f.mean or 0 for f in of.values()))


def test_national_figures_stand_whatever_gaps_small_portals_have() -> None:
    """Nine portals of which each misses three weeks of its own: no half year has them all."""
    year = ads(
        **{
            name: steady(100, *(3 * at + k for k in range(3)))
            for at, name in enumerate("abcdefghi")
        }
    )
    whole = figure(year, Kind.ADS, COUNTRY)
    assert whole.counted == 25
    assert whole.is_enough
    assert whole.mean == pytest.approx(900)


def test_a_small_portal_with_few_counts_has_no_level_and_takes_none_from_the_total() -> None:
    """A large one does: under half of the ads would be counted."""
    few = [100 if week < 10 or week > 41 else None for week in range(52)]
    year = ads(a=steady(1000), b=few)
    assert not figure(year, Kind.ADS, Scope("b")).is_enough
    assert figure(year, Kind.ADS, COUNTRY).is_enough
    large = [None if value is None else 1000 for value in few]
    assert not figure(ads(a=steady(100), b=large), Kind.ADS, COUNTRY).is_enough


@pytest.mark.parametrize(("counted", "enough"), [(25, False), (26, True)])
def test_a_portals_level_asks_for_half_of_the_year(counted: int, *, enough: bool) -> None:
    """26 weeks."""
    year = ads(a=[20] * (counted - 1) + [None] * (52 - counted) + [20])
    assert figure(year, Kind.ADS, Scope("a")).is_enough is enough


@pytest.mark.parametrize(("counted", "enough"), [(12, False), (13, True)])
def test_a_places_level_asks_for_a_quarter_of_the_year(counted: int, *, enough: bool) -> None:
    """It loses every week in which one portal is missing."""
    values = [20] * (counted - 1) + [None] * (52 - counted) + [20]
    cells: dict[CellId, list[int | None]] = {
        portal_cell("a", individual(2)): values,
        CellId("all", "Oslo", individual(2)): values,
    }
    year = year_of_cells(2022, cells, ["Oslo"])
    assert figure(year, Kind.ADS, Scope(place="Oslo")).is_enough is enough


def test_a_portal_never_counted_leaves_no_total() -> None:
    """A total without one of its portals would be a smaller market."""
    year = ads(a=steady(300), b=[None] * 52)
    assert figure(year, Kind.ADS, COUNTRY).mean is None
    assert figure(year, Kind.NUMBERS, COUNTRY).mean is None


def test_all_portals_count_a_shared_number_once() -> None:
    """300 and 50 on one portal each, 40 on both: 390, not 430."""
    year = numbers({"a": 300, "b": 50}, 40)
    assert levels(year, Kind.NUMBERS) == {"a": 340, "b": 90, "all": 390}


def test_a_missing_portal_adds_only_what_it_alone_would_have_shown() -> None:
    """On a there are 340; b adds its own 50, not the 40 that both have."""
    found = figure(numbers({"a": 300, "b": 50}, 40, missing={"b": (10,)}), Kind.NUMBERS, COUNTRY)
    assert found.series[10] is None
    assert found.values is not None
    assert [found.values[10], found.mean] == pytest.approx([390, 390])


def test_a_week_in_which_every_portal_is_missing_is_filled_as_a_whole() -> None:
    """There is nothing else to add to."""
    year = numbers({"a": 300, "b": 50}, 40, missing={"a": (10,), "b": (10,)})
    found = figure(year, Kind.NUMBERS, COUNTRY)
    assert found.values is not None
    assert found.values[10] == pytest.approx(390)


def test_numbers_on_several_missing_portals_are_not_lost() -> None:
    """Of three portals two are missing: their exact set is added to what is only on each."""
    cells: dict[CellId, list[int | None]] = {
        portal_cell("a", "only"): steady(100),
        portal_cell("b", "only"): steady(50, 10),
        portal_cell("c", "only"): steady(30, 10),
        CellId("all", "all", "several"): [0 if week == 10 else 20 for week in range(52)],
        CellId("b+c", "all", "exact"): [0 if week == 10 else 20 for week in range(52)],
    }
    found = figure(year_of_cells(2022, cells), Kind.NUMBERS, COUNTRY)
    assert found.values is not None
    assert found.values[10] == pytest.approx(200)


def test_under_three_weeks_with_all_portals_numbers_are_not_filled() -> None:
    """Nothing is known of what one of them adds."""
    gaps = tuple(range(2, 52))
    year = numbers({"a": 300, "b": 50}, 40, missing={"b": gaps})
    assert figure(year, Kind.NUMBERS, COUNTRY).values is None


def test_what_protection_adds_is_known_from_the_cells_that_were_drawn() -> None:
    """Up to three portals, what is shared is a sum of exact sets; beyond, it is a cell."""
    cells: dict[CellId, list[int | None]] = {
        portal_cell(portal, measure): steady(20)
        for portal in "abc"
        for measure in ("only", "shared")
    }
    for names in ("a+b", "a+c", "b+c", "a+b+c"):
        cells[CellId(names, "all", "exact")] = steady(10)
    cells[CellId("all", "all", "several")] = steady(40)
    three = year_of_cells(2022, cells)
    assert figure(three, Kind.NUMBERS, COUNTRY).protection_error == pytest.approx((7 * 2) ** 0.5)
    assert figure(three, Kind.NUMBERS, Scope("a")).protection_error == pytest.approx(8**0.5)
    four = year_of_cells(2022, cells | {portal_cell("d", "only"): steady(20)})
    assert figure(four, Kind.NUMBERS, COUNTRY).protection_error == pytest.approx((5 * 2) ** 0.5)
    assert figure(four, Kind.NUMBERS, Scope("a")).protection_error == pytest.approx(2)


def test_errors_of_gaps_in_numbers_come_from_what_the_missing_portals_add() -> None:
    """A steady one adds none."""
    calm = figure(numbers({"a": 300, "b": 50}, 40, missing={"b": (10,)}), Kind.NUMBERS, COUNTRY)
    assert calm.gap_error == 0
    wild: dict[CellId, list[int | None]] = {
        portal_cell("a", "only"): steady(300),
        portal_cell("b", "only"): [None if w == 10 else 50 + 10 * (w % 2) for w in range(52)],
    }
    assert figure(year_of_cells(2022, wild), Kind.NUMBERS, COUNTRY).gap_error > 0


def thresholds(threshold: int) -> list[Figure | None]:
    cells: dict[CellId, list[int | None]] = {
        portal_cell("a", individual(threshold)): steady(
            {1: 100, 2: 130, 3: 150, 5: 165}[threshold]
        ),
        CellId("all", "all", "ads_on_2"): steady(30),
        CellId("all", "all", "ads_on_3"): steady(20),
        CellId("all", "all", "ads_on_4_5"): steady(15),
    }
    return [ads_on_at_most(year_of_cells(2022, cells), most) for most in THRESHOLDS.values()]


@pytest.mark.parametrize("threshold", THRESHOLDS.values())
def test_thresholds_are_the_years_own_and_cells_of_the_country(threshold: int) -> None:
    """T1 = T2 − [2], T3 = T2 + [3], T5 = T3 + [4–5], whichever the year was counted by."""
    found = [each.mean if each else None for each in thresholds(threshold)]
    assert found == pytest.approx([100, 130, 150, 165])


def test_a_year_without_ads_with_a_number_has_no_thresholds() -> None:
    """There is no threshold that it was counted by."""
    year = year_of_cells(2022, {portal_cell("a", "no_number"): steady(40)})
    assert year.threshold is None
    assert ads_on_at_most(year, 2) is None
    assert levels(year)["all"] == 40


def places_year() -> Year:
    cells: dict[CellId, list[int | None]] = {
        portal_cell("a", individual(2)): steady(100),
        portal_cell("a", more(2)): steady(12),
    }
    for place, value in (("Oslo", 60), ("Bergen", 30), ("Hamar", 8), (UNKNOWN_PLACE, 5)):
        cells[CellId("all", place, individual(2))] = steady(value)
        cells[CellId("all", place, "numbers")] = steady(value)
    return year_of_cells(2022, cells, ["Oslo", "Bergen", "Hamar"])


def test_a_place_that_config_does_not_list_any_more_counts_as_unknown() -> None:
    """Its stored cells are added, never drawn anew: no ad gets lost, and nothing else changes."""
    year = places_year()
    before = figure(year, Kind.NUMBERS, Scope(place=UNKNOWN_PLACE))
    joined = year.with_places({"Oslo", "Bergen"})
    after = figure(joined, Kind.NUMBERS, Scope(place=UNKNOWN_PLACE))
    assert (before.mean, after.mean) == (5, 13)
    assert figure(joined, Kind.ADS, Scope(place="Oslo")) == figure(
        year, Kind.ADS, Scope(place="Oslo")
    )


@pytest.mark.parametrize(
    ("place", "mean", "counted"), [("Oslo", 60, 52), ("Bergen", 30, 32), (UNKNOWN_PLACE, 13, 32)]
)
def test_weeks_before_a_place_was_listed_are_gaps_of_it_and_of_what_is_unknown(
    place: str, mean: float, counted: int
) -> None:
    """Nobody looked for it, so they are no zeros; its ads were among the unknown ones."""
    listings = [["all", "Oslo"]] * 20 + [["all", "Oslo", "Bergen"]] * 30 + [[]] * 2
    flags = [
        Flag(week, "all", name, LISTED)
        for week, names in zip(weeks_of(2022), listings, strict=True)
        for name in names
    ]
    ads = {"Oslo": [60] * 52, "Bergen": [0] * 20 + [30] * 32, UNKNOWN_PLACE: [43] * 20 + [13] * 32}
    cells: dict[CellId, list[int | None]] = {portal_cell("a", individual(2)): steady(100)}
    cells |= {CellId("all", name, individual(2)): [*values] for name, values in ads.items()}
    year = year_of_cells(2022, cells, ["Oslo", "Bergen"], flags)
    found = figure(year, Kind.ADS, Scope(place=place))
    assert found.mean == mean
    assert sum(value is not None for value in found.series) == counted


def with_a_gap(unplaced: Sequence[int], weeks: int = 8) -> Year:
    """Return a year in which b, without places in weeks `unplaced`, is not read in `weeks`."""
    cells: dict[CellId, Sequence[int | None]] = {
        portal_cell("a", individual(2)): steady(100),
        portal_cell("b", individual(2)): [20] * (48 - weeks) + [None] * weeks + [20] * 4,
        CellId("all", "Oslo", individual(2)): [60] * 40 + [50, 70] * 4 + [60] * 4,
        CellId("all", UNKNOWN_PLACE, individual(2)): steady(60),
    }
    flags = [Flag(Week(2022, number), "b", "all", UNPLACED) for number in unplaced]
    return year_of_cells(2022, cells, ["Oslo"], flags)


@pytest.mark.parametrize(
    ("unplaced", "counted"), [(range(1, 53), 52), (range(1, 52), 44), (range(0, 0), 44)]
)
def test_a_place_waits_only_for_portals_that_list_places(
    unplaced: Sequence[int], counted: int
) -> None:
    """One that ever listed any, or did not tell, is waited for; unknown places wait for all."""
    year = with_a_gap([n for n in unplaced if not 41 <= n <= 48])
    oslo = figure(year, Kind.ADS, Scope(place="Oslo"))
    assert (oslo.counted, oslo.mean) == (counted, 60)
    assert figure(year, Kind.ADS, Scope(place=UNKNOWN_PLACE)).counted == 44
    assert oslo.gap_error == 0
    if counted == 52:  # the error of its protection is that of all weeks, too
        whole = figure(with_a_gap([], weeks=0), Kind.ADS, Scope(place="Oslo"))
        assert oslo.protection_error == whole.protection_error


def test_a_portal_that_was_never_counted_is_waited_for() -> None:
    """Nobody knows what it lists, and nobody has said what became of it."""
    cells: dict[CellId, Sequence[int | None]] = {
        portal_cell("a", individual(2)): steady(100),
        portal_cell("b", individual(2)): [None] * 52,
        CellId("all", "Oslo", individual(2)): steady(60),
    }
    never = year_of_cells(2022, cells, ["Oslo"])
    assert figure(never, Kind.ADS, Scope(place="Oslo")).counted == 0


def test_where_no_portal_lists_places_all_are_waited_for() -> None:
    """There is nothing at any place then, and no week in which that was seen of nobody."""
    flags = [Flag(week, "a", "all", UNPLACED) for week in weeks_of(2022)]
    cells: dict[CellId, list[int | None]] = {portal_cell("a", individual(2)): steady(100)}
    year = year_of_cells(2022, cells, ["Oslo"], flags)
    assert figure(year, Kind.ADS, Scope(place="Oslo")).level == 0


def of_one(weeks: int, values: list[int | None]) -> float:
    """Return the share of a portal's ads in weeks that one number has over half of."""
    flags = [Flag(Week(2022, at + 1), "a", "all", "ads_of_one") for at in range(weeks)]
    year = year_of_cells(2022, {portal_cell("a", individual(2)): values}, flags=flags)
    assert year.one_number_share(Kind.NUMBERS, Scope("a")) == 0
    assert year.one_number_share(Kind.MULTI, Scope("a")) == 0
    return year.one_number_share(Kind.ADS, Scope("a"))


def test_a_row_of_one_number_is_told_by_its_weeks() -> None:
    """In how much of the year one number has over half of the ads."""
    assert [of_one(weeks, steady(20)) for weeks in (52, 26, 0)] == [1.0, 0.5, 0.0]


def test_more_ads_weigh_more_in_whose_they_are() -> None:
    """Ten weeks of 200 ads of one number are more than 42 of twenty others."""
    assert of_one(10, [*steady(200)[:10], *steady(20)[10:]]) > 0.5


def test_of_joined_places_each_with_ads_must_be_of_one_number() -> None:
    """Else the row has others, too."""
    cells: dict[CellId, list[int | None]] = {portal_cell("a", individual(2)): steady(100)}
    for place, value in (("Hamar", 8), (UNKNOWN_PLACE, 5), ("Moss", 0)):
        cells[CellId("all", place, individual(2))] = steady(value)

    def share(*places: str) -> float:
        weeks = [Week(2022, at + 1) for at in range(52)]
        flags = [Flag(week, "all", place, "ads_of_one") for week in weeks for place in places]
        year = year_of_cells(2022, cells, flags=flags)
        return year.one_number_share(Kind.ADS, Scope(place=UNKNOWN_PLACE))

    assert [share("Hamar"), share("Hamar", UNKNOWN_PLACE)] == [0.0, 1.0]


def test_all_kinds_of_a_portal_are_sums_of_its_cells() -> None:
    """Ads are their three groups, numbers those only here and those on others, too."""
    cells = {
        portal_cell("a", individual(2)): steady(50),
        portal_cell("a", more(2)): steady(12),
        portal_cell("a", "no_number"): steady(7),
        portal_cell("a", "only"): steady(40),
        portal_cell("a", "shared"): steady(6),
    }
    year = year_of_cells(2022, cells)
    found = {kind: figure(year, kind, Scope("a")).mean for kind in WEEKLY_KINDS}
    assert list(found.values()) == [46, 69, 50, 12, 7]
