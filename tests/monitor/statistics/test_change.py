"""The change on the year before: formulas held against cases computed by hand."""

from __future__ import annotations

import math
from itertools import chain
from typing import Any

import pytest

from monitor.statistics.change import (
    Change,
    ChangeKind,
    RowYear,
    carried_on,
    change,
    change_interval,
    change_kind,
    cluster_variance,
    half_width,
    is_uneven,
    movement_error,
    percent,
    scaled,
)
from monitor.statistics.filling import Series, fill
from tests.monitor.building import profile
from tests.monitor.statistics.cases import CASES, cases

SAID = {
    ChangeKind.ROSE: "økte",
    ChangeKind.FELL: "gikk ned",
    ChangeKind.UNCHANGED: "om lag uendret",
    ChangeKind.UNSURE: "ingen sikker endring",
}


def flat(value: float, weeks: int = 52) -> Series:
    return (value,) * weeks


@cases("profile")
def test_a_profile_is_as_computed_by_hand(case: Any) -> None:
    """From each advertiser's ads week by week."""
    assert profile(case["input"]["weekly"]) == pytest.approx(case["want"], abs=0.0001)


@cases("ewc")
def test_slow_movement_is_as_computed_by_hand(case: Any) -> None:
    """By the first three cosines of the difference."""
    found = movement_error(case["input"]["this"], case["input"]["before"])
    assert found == pytest.approx(case["want"], abs=0.0001)


@cases("clusters")
def test_the_variance_of_clusters_is_as_computed_by_hand(case: Any) -> None:
    """Each year's own, less what they share."""
    given = case["input"]
    found = cluster_variance(given["c1"], given["c2"], given["weeks"], given["apart"])
    assert found == pytest.approx(case["want"], abs=0.0001)


@cases("half_width")
def test_a_half_width_is_as_computed_by_hand(case: Any) -> None:
    """Clusters, gaps and protection together."""
    assert half_width(**case["input"]) == pytest.approx(case["want"], abs=0.0001)


@cases("interval")
def test_an_interval_is_printed_in_whole_per_cent(case: Any) -> None:
    """Beside the change itself."""
    assert list(change_interval(case["input"]["ratio"], case["input"]["h"])) == case["want"]


@cases("words")
def test_what_is_said_of_a_change_follows_from_its_interval(case: Any) -> None:
    """And that it was uneven, only of a rise or a fall."""
    given = case["input"]
    found = change_kind(given["ratio"], given["h"], given["least_mean"])
    said = SAID[found] if found else None
    made = Change(given["ratio"] * 400, 400, given["h"], given.get("se_ewc", 0.0))
    if given["least_mean"] >= 50 and made.is_uneven:
        said = f"{said}, ulikt gjennom året"
    assert said == case["want"]


def levels(case: Any) -> dict[str, list[Series]]:
    """Return each portal's filled weeks of this year and the one before, events applied."""
    given, year = case["input"], case["input"]["year"]
    found: dict[str, list[Series]] = {}
    for at, number in enumerate((year, year - 1)):
        for portal, runs in given["ads"][str(number)].items():
            series = list(chain.from_iterable([value] * count for value, count in runs))
            for event in given["events"]:
                in_year = event["from"][:4] == str(number) and event.get("portal") == portal
                week = int(event["from"][-2:]) - 1
                if in_year and event["kind"] == "closed":
                    series[week:] = [0] * (len(series) - week)
                if in_year and event["kind"] == "opened":
                    series[:week] = [0] * week
            found.setdefault(portal, [(), ()])[at] = within_span(series, number, given)
    for pair in found.values():
        pair[:] = [series or flat(0) for series in pair]
    return found


def within_span(series: list[float | None], year: int, given: Any) -> Series:
    first, last = (
        int(given[end][-2:]) if given.get(end, "")[:4] == str(year) else other
        for end, other in (("first", 1), ("last", len(series)))
    )
    return (*[None] * (first - 1), *(fill(series[first - 1 : last]) or ()), *[None] * (52 - last))


def per_cent(found: Change | None) -> float | None:
    return None if found is None else (found.ratio - 1) * 100


COMPARED = [
    case
    for case in CASES
    if case["do"] == "change"
    and case["want"].get("flag", "") == ""
    and not case["name"].startswith("no change from an estimate")
]


@pytest.mark.parametrize("case", COMPARED, ids=[case["name"] for case in COMPARED])
def test_a_change_is_the_ratio_of_the_levels_that_are_printed(case: Any) -> None:
    """Over whole years, or the weeks that both have. Which rows have one, the report decides."""
    portals, want = levels(case), case["want"]
    this, before = (
        RowYear(
            tuple(
                None if None in week else math.fsum(value or 0.0 for value in week)
                for week in zip(*(pair[at] for pair in portals.values()), strict=True)
            )
        )
        for at in (0, 1)
    )
    found = change(this, before)
    expected = want["all"] if want["all"] is None else pytest.approx(want["all"], abs=0.01)
    assert per_cent(found) == expected
    if found is not None and "weeks" in want:
        assert (list(found.weeks) if found.weeks else "year") == want["weeks"]
    for portal in set(want) & set(portals):
        now, then = map(RowYear, portals[portal])
        ours = change(now, then)
        assert per_cent(ours) == pytest.approx(want[portal], abs=0.01)
    if "without lockdown" in want:
        left = change(this, before, left_out=range(11, 21))
        assert per_cent(left) == pytest.approx(want["without lockdown"], abs=0.01)


@pytest.mark.parametrize(("last", "is_compared"), [(12, False), (13, True)])
def test_a_change_needs_thirteen_weeks_of_both_years(last: int, *, is_compared: bool) -> None:
    """And no less where special periods are left out."""
    running = RowYear((*flat(110, last), *[None] * (52 - last)))
    assert (change(running, RowYear(flat(100))) is not None) == is_compared
    left_out = range(last + 1, 53)
    found = change(RowYear(flat(110)), RowYear(flat(100)), left_out)
    assert (found is not None) == is_compared


def test_from_nothing_there_is_no_change() -> None:
    """No per cent can be said of it; and to nothing is a change without an interval."""
    lags = flat(0.01)
    nothing, some = RowYear(flat(0), profile=lags), RowYear(flat(60), profile=lags)
    assert change(some, nothing) is None
    found = change(nothing, some)
    assert found is not None
    assert (found.ratio, found.half_width, found.kind) == (0, None, None)


def test_the_53rd_week_counts_in_its_year() -> None:
    """A long year's level is the mean of all its weeks, whatever the other year has."""
    found = change(RowYear((*flat(100), 153.0)), RowYear(flat(100)))
    assert found is not None
    assert (found.this, found.before, found.weeks) == (101, 100, None)


def test_part_of_a_year_names_its_weeks_and_their_means() -> None:
    """Both means are over the weeks of both."""
    running = RowYear((*flat(330, 41), *[None] * 11))
    found = change(running, RowYear((*flat(300, 41), *flat(600, 11))))
    assert found is not None
    assert (found.this, found.before, found.weeks) == (330, 300, (1, 41))


def steady(value: float, count: int = 52) -> Series:
    """Return the profile of a row of `value` advertisers who all stay."""
    return (1 / value,) * count


def test_advertisers_who_all_stay_leave_nothing_to_chance_within_reach() -> None:
    """What both years share is taken off, as far as the profile reaches."""
    weeks = range(1, 14)
    assert cluster_variance(steady(50), steady(50), weeks, 14) == pytest.approx(0)


def test_that_none_left_in_a_year_is_no_proof_that_none_ever_will() -> None:
    """Beyond a profile's lags, one of its 50 advertisers is gone for each half year."""
    weeks = range(1, 14)
    apart = cluster_variance(steady(50), steady(50), weeks, 65)
    assert apart == pytest.approx(2 / 50 * (1 - 50 / 51))


def test_few_advertisers_with_many_ads_are_few_however_they_come_and_go() -> None:
    """Two in effect, by the squares of a week: of them, one more might have left."""
    lags = carried_on([0.5, *[0.1] * 51], 53)
    assert lags[52] == pytest.approx(0.1 / 1.5)


def geometric(fall: float, lags: int = 52) -> tuple[float, ...]:
    """Return the profile of a row whose advertisers leave by the same chance every week."""
    return tuple(0.01 * fall**lag for lag in range(lags))


@pytest.mark.parametrize("known", [26, 27, 52, 53])
def test_a_profile_is_carried_on_as_it_falls(known: int) -> None:
    """Exactly, where each week the same share leaves and halves are alike."""
    lags = carried_on(geometric(0.95, known), 104)
    assert len(lags) == 104
    expected = geometric(0.95, 104)
    if known % 2 == 0:
        assert lags == pytest.approx(expected)
    assert all(lag <= true + 1e-12 for lag, true in zip(lags, expected, strict=True))


@pytest.mark.parametrize("stays", [(0.5, 0.9), (0.8, 0.99), (0.95, 0.999)])
def test_of_those_who_stay_unlike_long_no_more_is_shared_than_is(
    stays: tuple[float, float],
) -> None:
    """Those who stay are ever more of the rest: the true profile falls more slowly."""
    true = [a + b for a, b in zip(*(geometric(fall, 104) for fall in stays), strict=True)]
    lags = carried_on(true[:52], 104)
    assert lags[:52] == true[:52]
    assert all(0 < lag < wanted for lag, wanted in zip(lags[52:], true[52:], strict=True))


def test_a_profile_of_less_than_half_a_year_is_not_carried_on() -> None:
    """Too little is known of how it falls; nor is one that is nothing."""
    assert carried_on(geometric(0.9, 25), 104) == list(geometric(0.9, 25))
    assert carried_on([0.0] * 52, 104) == [0] * 52


def test_lags_that_neither_year_knows_are_carried_on() -> None:
    """Of two years with 30 weeks each, the shared part is as though both had known more."""
    short = (*geometric(0.95, 30), *[None] * 22)
    weeks = range(1, 14)
    found = cluster_variance(short, short, weeks)
    assert found == pytest.approx(cluster_variance(geometric(0.95), geometric(0.95), weeks))
    blind = (*geometric(0.95, 25), *[None] * 27)
    apart = cluster_variance(blind, blind, weeks)
    assert apart == pytest.approx(cluster_variance(blind, blind, weeks, 1000))


def test_weeks_far_apart_share_what_is_carried_on_to_them() -> None:
    """Also where weeks between them are left out."""
    profile, weeks = geometric(0.99), [1, 52]
    own = 2 * (2 * 0.01 + 2 * profile[51]) / 4
    shared = sum(0.01 * 0.99**lag for lag in (52, 52, 1, 103)) / 4
    expected = own - 2 * shared
    assert cluster_variance(profile, profile, weeks) == pytest.approx(expected)


def test_what_the_years_share_is_read_off_the_weeks_between() -> None:
    """The last weeks of the one are nearer to the first of the other than the other way round."""
    short = (0.1, 0.05)
    found = cluster_variance(short, short, [1, 2, 3], 3)
    own = (3 * 0.1 + 4 * 0.05) / 9
    shared = 0.05 / 9  # week 3 of the one and week 1 of the other
    assert found == pytest.approx(2 * own - 2 * shared)


def test_a_lag_that_one_year_does_not_know_is_the_others() -> None:
    """A running year has no weeks far apart."""
    found = cluster_variance((0.1, None, None), (0.2, 0.1, 0.1), [1, 2], 3)
    own = ((2 * 0.1 + 2 * 0.1) + (2 * 0.2 + 2 * 0.1)) / 4
    assert found == pytest.approx(own - 2 * 0.1 / 4)


def test_a_profile_that_was_lost_is_taken_from_the_other_year() -> None:
    """In the proportion of the levels: fewer advertisers vary more."""
    this, before = RowYear(flat(200), profile=steady(100)), RowYear(flat(100))
    found, other = change(this, before), change(before, this)
    full = change(this, RowYear(flat(100), profile=scaled(steady(100), 2.0)))
    assert found is not None
    assert full is not None
    assert other is not None
    assert found.half_width == pytest.approx(full.half_width)
    assert other.half_width == pytest.approx(full.half_width)
    neither = change(RowYear(flat(200)), before)
    assert neither is not None
    assert neither.half_width is None


def test_each_year_that_has_a_profile_varies_by_its_own() -> None:
    """The other year's is taken for one that is lost, and for no other."""
    few, many = geometric(0.9), tuple(lag / 4 for lag in geometric(0.5))
    both = change(RowYear(flat(200), profile=few), RowYear(flat(200), profile=many))
    assert both is not None
    assert both.half_width == pytest.approx(half_width(cluster_variance(few, many, range(1, 53))))


def test_a_profile_for_half_the_advertisers_is_twice_as_large() -> None:
    """Whose number is half, varies twice as much in square; what is unknown stays unknown."""
    assert scaled((0.01, None, 0.005), 2) == pytest.approx((0.02, None, 0.01))


def test_gaps_and_protection_widen_an_interval_by_their_share_of_the_level() -> None:
    """Each of the four, as a share of its year's level."""
    lags = steady(100)
    plain = change(RowYear(flat(200), 0, 0, lags), RowYear(flat(100), 0, 0, lags))
    wide = change(RowYear(flat(200), 4, 6, lags), RowYear(flat(100), 3, 5, lags))
    assert plain is not None
    assert wide is not None
    added = 1.96**2 * (0.02**2 + 0.03**2 + 0.03**2 + 0.05**2)
    assert (wide.half_width or 0) ** 2 - (plain.half_width or 0) ** 2 == pytest.approx(added)


def test_over_part_of_a_year_errors_of_the_whole_weigh_more() -> None:
    """They are at most those of the sum of all its weeks."""
    lags, running = steady(100), (*flat(100, 26), *[None] * 26)
    plain = change(RowYear(running, 0, 0, lags), RowYear(flat(100), 0, 0, lags))
    wide = change(RowYear(running, 0, 0, lags), RowYear(flat(100), 1, 0, lags))
    assert plain is not None
    assert wide is not None
    added = 1.96**2 * 0.01**2
    assert (wide.half_width or 0) ** 2 - (plain.half_width or 0) ** 2 == pytest.approx(added)


def test_a_part_of_a_part_of_a_year_has_all_of_its_errors() -> None:
    """Weeks 1 to 26 of a year counted to week 40: at most what gaps add to the sum of the 40."""
    lags, first_40 = steady(100), (*flat(100, 40), *[None] * 12)
    other = RowYear((*flat(100, 26), *[None] * 26), profile=lags)
    plain = change(RowYear(first_40, profile=lags), other)
    wide = change(RowYear(first_40, 3, 0, lags), other)
    assert plain is not None
    assert wide is not None
    added = 1.96**2 * (0.03 * 40 / 26) ** 2
    assert (wide.half_width or 0) ** 2 - (plain.half_width or 0) ** 2 == pytest.approx(added)


@pytest.mark.parametrize(("ratio", "expected"), [(1.1249, 12), (1.1251, 13), (0.8749, -13)])
def test_a_change_is_rounded_to_the_nearest_per_cent(ratio: float, expected: int) -> None:
    """Up and down alike."""
    assert percent(ratio) == expected


@pytest.mark.parametrize(
    ("ratio", "half", "expected"),
    [
        (1.08, 0.076, ChangeKind.ROSE),
        (1.08, 0.077, ChangeKind.UNSURE),
        (0.92, 0.083, ChangeKind.FELL),
        (0.92, 0.084, ChangeKind.UNSURE),
        (1.0299, 0.2, ChangeKind.UNCHANGED),
        (1.0301, 0.2, ChangeKind.UNSURE),
        (0.9701, 0.2, ChangeKind.UNCHANGED),
        (0.9699, 0.2, ChangeKind.UNSURE),
        (1.02, 0.01, ChangeKind.ROSE),
    ],
)
def test_where_words_of_a_change_begin(ratio: float, half: float, expected: ChangeKind) -> None:
    """A small change that is sure is one."""
    assert change_kind(ratio, half, 50) is expected
    assert change_kind(ratio, half, 49.9) is None


def test_what_moved_more_than_it_changed_is_uneven() -> None:
    """By Student's t for three cosines; and nothing is said of it without a rise or a fall."""
    ratio = math.exp(0.3182)
    assert is_uneven(ratio, 0.1001)
    assert not is_uneven(ratio, 0.0999)
    assert is_uneven(1 / ratio, 0.1001)
    assert Change(100 * ratio, 100, 0.1, 0.2).is_uneven
    assert not Change(100 * ratio, 100, 0.5, 0.2).is_uneven


def test_a_change_moves_as_its_paired_weeks_do() -> None:
    """Week by week this year beside the last, over the weeks that both have."""
    this = (*flat(100, 20), *flat(160, 12), *[None] * 20)
    found = change(RowYear(this), RowYear((*flat(80, 30), *flat(90, 22))))
    assert found is not None
    expected = movement_error([100] * 20 + [160] * 12, [80] * 30 + [90] * 2)
    assert found.movement == pytest.approx(expected)
    assert found.movement > 0


def test_a_week_of_nothing_is_taken_for_a_half() -> None:
    """A portal that was closed for a part of the year still has a difference in each week."""
    assert movement_error([0, 100], [1, 200]) == pytest.approx(0, abs=1e-12)
    assert movement_error([1, 200], [0, 100]) == pytest.approx(0, abs=1e-12)


SHORT, LONG = (0.3, 0.2), (0.3, 0.2, 0.1, 0.08, 0.06, 0.04)


@pytest.mark.parametrize(("this", "before"), [(SHORT, LONG), (LONG, SHORT)])
def test_of_profiles_of_unlike_length_the_longer_tells_the_rest(
    this: Series, before: Series
) -> None:
    """What the years share five weeks apart, .04, is in the longer alone."""
    assert cluster_variance(this, before, [1], 5) == pytest.approx(0.3 + 0.3 - 2 * 0.04)
