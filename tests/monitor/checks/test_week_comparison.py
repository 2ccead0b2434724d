"""Two weeks' identifiers become counts, and nothing else."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitor.checks.observation import (
    NONE,
    Comparison,
    LookBack,
    Observation,
    Pages,
    Part,
    flattened,
    observed,
    restored,
    without_small_overlaps,
)
from monitor.checks.week_comparison import (
    WeekAds,
    by_ad,
    compare_weeks,
    looked_back,
    up_in_sweep,
)
from scrapers.model import Sighting, Sweep
from storage.records import SweepStatistics
from storage.weeks import Week
from tests.monitor.building import seen


def week(**portals: list[Sighting]) -> WeekAds:
    return WeekAds((name, by_ad(ads)) for name, ads in portals.items())


def test_ads_are_classed_by_whether_their_number_is_on_another_portal() -> None:
    """It still is, it was, or it never was; each class with how many are up again."""
    before = week(
        a=[seen("1", "x"), seen("2", "y"), seen("3", "z"), seen("4")],
        b=[seen("5", "x"), seen("6", "y")],
    )
    now = week(a=[seen("2", "y"), seen("4")], b=[seen("5", "x")])
    found, _ = compare_weeks("a", before, now)
    assert found.elsewhere == Part(0, 1)
    assert found.left_elsewhere == Part(1, 1)
    assert found.only_here == Part(1, 2)
    assert (found.before, found.again, found.new, found.came_and_went) == (4, 2, 0, 2)


def test_a_portal_that_was_not_read_in_both_weeks_is_no_elsewhere() -> None:
    """Its numbers would all look gone, or new."""
    before, now = week(a=[seen("1", "x")], b=[seen("2", "x")]), week(a=[seen("1", "x")])
    assert compare_weeks("a", before, now)[0].classes == (Part(1, 1), Part(), Part())
    assert compare_weeks("a", now, before)[0].classes == (Part(1, 1), Part(), Part())


def test_ads_of_a_week_that_does_not_count_are_compared_with_those_that_do() -> None:
    """They are none of the week's, so others do not find their numbers elsewhere."""
    before = week(a=[seen("1", "x"), seen("2", "y")], b=[seen("3", "x"), seen("4", "y")])
    now = week(b=[seen("3", "x"), seen("4", "y")])
    own = by_ad([seen("1", "x")])
    assert compare_weeks("a", before, now, own=own)[0].elsewhere == Part(1, 2)
    assert compare_weeks("b", before, now)[0].only_here == Part(2, 2)
    back = looked_back("a", now, (before, before), own=own)
    assert back is not None
    assert (back.away, back.paused) == (Part(0, 1), Part(0, 1))


MARKETS = st.dictionaries(
    st.sampled_from("abcd"),
    st.lists(st.tuples(st.integers(0, 9), st.frozensets(st.integers(0, 5), max_size=3))),
)


@given(st.lists(MARKETS, min_size=3, max_size=3))
def test_elsewhere_is_on_any_other_portal_that_was_read_each_time(markets: list[Any]) -> None:
    """As sets of all the others' numbers would say, which cost as many passes as portals."""
    weeks = [
        week(**{name: [seen(f"{ad}", *map(str, on)) for ad, on in ads] for name, ads in m.items()})
        for m in markets
    ]
    now, between, then = weeks

    def numbers(at: WeekAds, names: set[str]) -> set[bytes]:
        return {n for name in names for ad in at[name].values() for n in ad.numbers}

    for portal in then.keys() & now.keys():
        others = (then.keys() & now.keys()) - {portal}
        on_others = [ad for ad in then[portal].values() if ad.numbers & numbers(then, others)]
        still = [ad for ad in on_others if ad.numbers & numbers(now, others)]
        found = compare_weeks(portal, then, now)[0]
        assert (found.elsewhere.of, found.left_elsewhere.of) == (
            len(still),
            len(on_others) - len(still),
        )
        if portal in between:
            others &= between.keys()
            up = {portal}
            on_two = numbers(then, up) & numbers(then, others)
            on_two &= numbers(now, up) & numbers(now, others)
            back = looked_back(portal, now, (between, then))
            assert back is not None
            missing = on_two - numbers(between, others | up)
            assert back.paused == Part(len(missing), len(on_two))


def test_numbers_and_places_of_ads_that_are_up_in_both_weeks() -> None:
    """Lost, another, the same among others; a place is the same only as a whole."""
    before = week(
        a=[
            seen("1", "x"),
            seen("2", "y"),
            seen("3", "z", "w"),
            seen("4"),
            seen("5", "v", places=("Oslo", "Bergen")),
        ]
    )
    now = week(
        a=[
            seen("1"),
            seen("2", "q"),
            seen("3", "w"),
            seen("4", "q"),
            seen("5", "v"),
            seen("6", "v"),
        ]
    )
    found, _ = compare_weeks("a", before, now)
    assert found.numbered == Part(3, 4)
    assert found.same_number == Part(2, 3)
    assert found.same_place == Part(4, 5)
    assert found.most_to_one == 2
    assert (found.new, found.doubled) == (1, 1)


def test_an_agency_that_changes_its_number_is_one_that_changed() -> None:
    """Its ads change together; a switchboard takes many advertisers' place."""
    before = week(a=[seen(str(at), "old") for at in range(9)])
    now = week(a=[seen(str(at), "new") for at in range(9)])
    assert compare_weeks("a", before, now)[0].most_to_one == 1


def test_groups_are_places_agencies_and_ads_without_a_number() -> None:
    """A touring ad is at each of its places; an unknown place is none."""
    ads = [
        *(seen(f"a{at}", "agency", places=["Bergen"]) for at in range(3)),
        seen("t", "x", places=["Oslo", "Bergen"]),
        seen("n", places=["unknown"]),
    ]
    _, groups = compare_weeks("a", week(a=ads), week(a=ads[3:]))
    found = {group.name: (group.classes[0], group.together, group.can_hold) for group in groups}
    assert found == {
        "Bergen": (Part(1, 4), 2.5, True),
        "Oslo": (Part(1, 1), 1, True),
        "agencies": (Part(0, 3), 3, False),
        "unnumbered": (Part(1, 1), 1, False),
    }


def test_looking_back_finds_what_was_away_for_a_week() -> None:
    """Of three up before and after one was away, and its number was elsewhere meanwhile."""
    up = [seen("1", "x"), seen("2", "y"), seen("3")]
    whole = week(a=up, b=[seen("4", "x"), seen("5", "y")])
    found = looked_back("a", whole, (week(a=up[1:], b=[seen("4", "x")]), whole))
    assert found is not None
    assert found.away == Part(1, 3)
    assert found.away_elsewhere == Part(1, 1)
    assert found.paused == Part(0, 2)


def test_numbers_that_were_nowhere_for_a_week_paused() -> None:
    """On two portals before and after, and on none between."""
    up = week(a=[seen("1", "x"), seen("2", "y")], b=[seen("4", "x"), seen("5", "y")])
    between = week(a=[seen("1", "x")], b=[seen("4", "x")])
    found = looked_back("a", up, (between, up))
    assert found is not None
    assert found.paused == Part(1, 2)


def test_agencies_are_no_sign_when_looking_back() -> None:
    """Their ads pause together."""
    up = week(a=[seen("1", "x"), seen("2", "x"), seen("3", "x"), seen("4", "y")])
    found = looked_back("a", up, (week(a=[seen("4", "y")]), up))
    assert found is not None
    assert found.away == Part(0, 1)


def test_ads_that_are_back_after_all_weeks_between() -> None:
    """Two away for two weeks, one of them seen between is none."""
    up, one = week(a=[seen("1"), seen("2"), seen("3")]), week(a=[seen("2")])
    was_up = up_in_sweep(up["a"].values())
    found = looked_back("a", up, (one, week(a=[])), [was_up, up_in_sweep([]), was_up])
    assert found is not None
    assert found.mended == {3: Part(2, 3), 5: Part(0, 3)}


def test_nothing_is_looked_back_at_without_the_weeks_identifiers() -> None:
    """A week that was deleted, or that the portal was not read in."""
    up = week(a=[seen("1")])
    assert looked_back("a", up, (WeekAds(), up)) is None
    assert looked_back("a", up, (up, week(b=[]))) is None
    found = looked_back("a", up, (up, up), [None, up_in_sweep(up["a"].values())])
    assert found is not None
    assert found.mended == {}


def test_an_observation_comes_back_from_its_counts() -> None:
    """Only whole numbers by name are kept, and zeros are not."""
    whole = Observation(
        "a",
        Week(2022, 5),
        10,
        8,
        12,
        13,
        Pages(2, 20, 9),
        Comparison(2, Part(3, 5), new=1),
        LookBack(Part(1, 9), mended={3: Part(1, 7)}),
    )
    counts = flattened(whole)
    assert restored("a", Week(2022, 5), counts) == whole
    assert all(type(count) is int and count for count in counts.values())
    assert "look_back.mended.3.of" in counts
    bare = Observation("a", Week(2022, 5), 1)
    assert restored("a", Week(2022, 5), flattened(bare)) == bare


def test_a_sweep_is_observed_with_all_that_its_total_may_hold() -> None:
    """Excluded and double cards are in many portals' own totals."""
    swept = Sweep(
        "a",
        (seen("1", "x"), seen("2")),
        3,
        6,
        5,
        1,
        2,
        inner_pages=2,
        inner_cards=4,
        fewest_cards=1,
    )
    assert observed("a", Week(2022, 5), SweepStatistics.of(swept)) == Observation(
        "a", Week(2022, 5), 2, 1, 5, 5, Pages(2, 4, 1)
    )


def test_of_few_numbers_on_several_portals_nothing_is_kept() -> None:
    """They are counted among the others, whose sums stay what they are."""
    few = Comparison(1, Part(50, 60), Part(9, 12), Part(1, 3), new=5)
    back = LookBack(Part(1, 50), Part(0, 9), Part(1, 10))
    kept = without_small_overlaps(
        Observation("a", Week(2022, 5), 65, comparison=few, look_back=back)
    )
    assert kept.comparison == Comparison(1, Part(60, 75), new=5)
    assert kept.look_back == LookBack(Part(1, 50), paused=Part(1, 10))
    fewer = Observation("a", Week(2022, 5), 65, look_back=LookBack(Part(1, 50), paused=Part(1, 9)))
    assert without_small_overlaps(fewer).look_back == LookBack(Part(1, 50))
    many = Observation("a", Week(2022, 5), 65, comparison=Comparison(1, NONE, Part(10, 12)))
    assert without_small_overlaps(many) == many
