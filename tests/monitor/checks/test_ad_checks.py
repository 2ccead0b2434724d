"""The checks of one portal's week: each speaks beyond its threshold, and not before."""

from __future__ import annotations

from math import log

import pytest

from monitor.checks import ad_checks, count_checks
from monitor.checks.estimates import Missing, RatioToUsual, measure_missing
from monitor.checks.findings import Finding, Severity, joined
from monitor.checks.observation import AdGroup, Comparison, LookBack, Observation, Pages, Part
from monitor.config import load
from storage.weeks import Week
from tests.monitor.conftest import SHIPPED

NORDLYS = load(SHIPPED).portal[0]
WEEK = Week(2022, 20)
HOLD, LOOK = Severity.HOLD, Severity.LOOK


def grave(finding: Finding | None) -> Severity | None:
    return finding.severity if finding else None


def observation(ads: int = 300, with_number: int = 280, **more: object) -> Observation:
    return Observation("nordlys", WEEK, ads, with_number, **more)  # type: ignore[arg-type]


def measured(z: float, share: float, of: float = 300) -> Missing:
    """Return a measurement that is so far off, and short of so large a share."""
    change = log(1 - share)
    weight = (z / change) ** 2
    again = RatioToUsual(round(of * (1 - share)), of, change, weight)
    return Missing(again, RatioToUsual(0, 0.5, 0, 0), (0.8, 0.8, 0.8), 0.0002)


@pytest.mark.parametrize(
    ("ads", "with_number", "sentences"),
    [
        (3, 2, ""),
        (5000, 5000, ""),
        (2, 2, "Expected 3 to 5000 ads, found 2."),
        (5001, 5001, "Expected 3 to 5000 ads, found 5001."),
        (10, 4, "Expected a number in at least 50 % of the ads, found 40 %."),
        (10, 5, ""),
        (0, 0, "Expected 3 to 5000 ads, found 0."),
    ],
)
def test_a_week_outside_the_bounds_is_held(ads: int, with_number: int, sentences: str) -> None:
    """The bounds themselves are inside."""
    found = list(count_checks.bounds(NORDLYS, observation(ads, with_number)))
    assert joined(found, "en") == sentences
    assert {finding.severity for finding in found} <= {HOLD}


@pytest.mark.parametrize(
    ("z", "share", "of", "expected"),
    [
        (-4.5, 0.08, 300, HOLD),
        (-4.3, 0.08, 300, LOOK),
        (-4.5, 0.06, 300, LOOK),
        (-4.5, 0.08, 60, LOOK),  # five ads are four of a look, and not six of a hold
        (-2.8, 0.08, 300, None),
        (-3.0, 0.025, 300, None),
        (-3.0, 0.04, 300, LOOK),
        (-4.5, 0.30, 10, None),
    ],
)
def test_missing_ads_need_significance_and_harm(
    z: float, share: float, of: float, expected: Severity | None
) -> None:
    """Standard deviations, a share, and ads."""
    now = Comparison(only_here=Part(0, 400))
    assert grave(ad_checks.is_missing(now, measured(z, share, of))) == expected


class Exactly(Missing):
    """A measurement that is just so far off, which no logarithm is."""

    z, share = -9.0, 0.5


@pytest.mark.parametrize(
    ("z", "share", "gone", "expected"),
    [
        (-9.0, 0.07, 50, LOOK),
        (-9.0, 0.03, 50, None),
        (-4.4, 0.5, 50, LOOK),
        (-2.9, 0.5, 50, None),
        (-9.0, 0.5, 6, HOLD),
        (-9.0, 0.5, 5, LOOK),
        (-9.0, 0.5, 4, LOOK),
        (-9.0, 0.5, 3, None),
    ],
)
def test_the_bounds_of_missing_ads_are_theirs_to_the_last_digit(
    monkeypatch: pytest.MonkeyPatch, z: float, share: float, gone: int, expected: Severity | None
) -> None:
    """A share and a deviation are exceeded, ads are reached."""
    monkeypatch.setattr(Exactly, "z", z)
    monkeypatch.setattr(Exactly, "share", share)
    again = RatioToUsual(100 - gone, 100, -0.1, 1.0)
    found = Exactly(again, RatioToUsual(0, 0.5, 0, 0), (0.8, 0.8, 0.8), 0.0002)
    assert grave(ad_checks.is_missing(Comparison(only_here=Part(0, 400)), found)) == expected


@pytest.mark.parametrize(
    ("found", "usual", "z", "expected"),
    [
        (2, 20, -4.6, HOLD),
        (3, 20, -4.6, LOOK),
        (2, 20, -4.4, LOOK),
        (7, 20, -3.4, LOOK),
        (8, 20, -3.4, None),
        (7, 20, -3.2, None),
    ],
)
def test_few_new_ads(found: int, usual: float, z: float, expected: Severity | None) -> None:
    """Less than 15 % of what is usual is held, less than 40 % looked at."""
    change = log((found + 0.5) / usual)
    new = RatioToUsual(found, usual, change, (z / change) ** 2)
    assert grave(ad_checks.few_new(Missing(new, new, (), 0))) == expected


@pytest.mark.parametrize(
    ("found", "usual", "deviation", "expected"),
    [(36, 10, 5, LOOK), (35, 10, 5, None), (18, 10, 1.5, LOOK), (17, 10, 1, None)],
)
def test_a_burst_of_new_ads(
    found: int, usual: float, deviation: float, expected: Severity | None
) -> None:
    """It is only looked at: it may be real."""
    new = RatioToUsual(found, usual, 0, (usual / deviation) ** 2)
    assert grave(ad_checks.burst(Missing(new, new, (), 0))) == expected


def city(seen: int, of: int = 50, *, can_hold: bool = True, together: float = 1) -> AdGroup:
    return AdGroup("Bergen", (Part(seen, of), Part(), Part()), together, can_hold)


def of_places(group: AdGroup, *, rest: int = 200, is_market: bool = False) -> Finding | None:
    """Ask about a city among 250 other ads, of which `rest` are up again and 200 usually are."""
    history = [Comparison(only_here=Part(240, 300), new=60)] * 8
    now = Comparison(only_here=Part(rest + group.classes[0].seen, 250 + group.classes[0].of))
    found = measure_missing(now, history)
    assert found is not None
    return next(ad_checks.places(now, [group], found, is_market=is_market), None)


def test_a_city_that_is_gone_is_held() -> None:
    """Of fifty ads forty are usually up again: 13 are too few, 15 and 19 are to be looked at."""
    assert grave(of_places(city(13))) is HOLD
    assert grave(of_places(city(15))) is LOOK
    assert grave(of_places(city(19))) is LOOK
    assert of_places(city(21)) is None


def test_a_city_that_fell_like_the_rest_is_none() -> None:
    """What is usual there is scaled by how the rest was seen again."""
    assert of_places(city(13), rest=65) is None


def test_a_city_is_held_in_a_market_fall_only_when_next_to_all_is_gone() -> None:
    """Less than 15 % of what is usual."""
    assert grave(of_places(city(13), is_market=True)) is LOOK
    assert grave(of_places(city(5), is_market=True)) is HOLD


def test_agencies_that_are_gone_are_looked_at_unless_they_come_and_go_together() -> None:
    """Ten ads on one number are one that left."""
    assert grave(of_places(city(0, can_hold=False))) is LOOK
    assert of_places(city(10, can_hold=False, together=10)) is None


def test_a_small_city_tells_nothing() -> None:
    """Under six ads that are usually up again."""
    assert of_places(city(0, of=7)) is None
    assert grave(of_places(city(0, of=30))) is HOLD


@pytest.mark.parametrize(
    ("check", "part", "usual", "lost", "expected"),
    [
        ("elsewhere", "elsewhere", Part(98, 100), 40, HOLD),
        ("elsewhere", "elsewhere", Part(98, 100), 9, LOOK),
        ("elsewhere", "elsewhere", Part(98, 100), 4, None),
        ("no_number", "numbered", Part(199, 200), 20, HOLD),
        ("no_number", "numbered", Part(199, 200), 10, LOOK),
        ("no_number", "numbered", Part(199, 200), 4, None),
        ("other_number", "same_number", Part(198, 200), 60, HOLD),
        ("other_number", "same_number", Part(198, 200), 40, LOOK),
        ("other_number", "same_number", Part(198, 200), 12, None),
        ("other_place", "same_place", Part(190, 200), 120, HOLD),
        ("other_place", "same_place", Part(190, 200), 45, LOOK),
        ("other_place", "same_place", Part(190, 200), 24, None),
    ],
)
def test_what_ads_lost_since_last_week(
    check: str, part: str, usual: Part, lost: int, expected: Severity | None
) -> None:
    """Beside ten weeks in which next to none did."""
    history = [Comparison(**{part: usual})] * 10  # type: ignore[arg-type]
    now = Comparison(**{part: Part(usual.of - lost, usual.of)})  # type: ignore[arg-type]
    found = [each for each in ad_checks.losses(now, history) if each]
    assert [(e.check, e.severity) for e in found] == ([(check, expected)] if expected else [])
    assert [each.figures["count"] for each in found] == [lost] * len(found)


@pytest.mark.parametrize(
    ("most", "before", "expected"),
    [
        (8, 1, HOLD),
        (7, 1, LOOK),
        (5, 1, LOOK),
        (4, 1, None),
        (9, 3, HOLD),
        (8, 3, LOOK),
        (5, 3, None),
    ],
)
def test_many_that_changed_to_one_number(most: int, before: int, expected: Severity | None) -> None:
    """Eight, or three times the most in the history."""
    history = [Comparison(most_to_one=at) for at in (0, before)]
    assert grave(ad_checks.one_number(Comparison(most_to_one=most), history)) == expected


@pytest.mark.parametrize(("count", "expected"), [(3, None), (6, LOOK), (9, HOLD), (5, None)])
def test_new_ads_with_the_number_of_one_that_is_up(count: int, expected: Severity | None) -> None:
    """Eight too many, or five."""
    history = [Comparison(only_here=Part(80, 100))] * 10
    now = Comparison(only_here=Part(80, 100), doubled=count)
    assert grave(ad_checks.doubled(now, history)) == expected


def still(count: int) -> Comparison:
    return Comparison(only_here=Part(100, 100), new=count)


@pytest.mark.parametrize(
    ("weeks", "usual", "expected"),
    [([0], 20, HOLD), ([2], 20, HOLD), ([3], 20, None), ([1], 10, LOOK), ([1, 1], 10, HOLD)],
)
def test_a_week_in_which_nothing_came_or_went(
    weeks: list[int], usual: int, expected: Severity | None
) -> None:
    """At most a tenth of what is usual, and hardly by chance; a second such week is surer."""
    *recent, now = map(still, weeks)
    assert grave(ad_checks.stale(now, [*[still(usual)] * 10, *recent])) == expected


def test_of_a_portal_on_which_little_happens_stillness_is_no_sign() -> None:
    """None of two is nothing."""
    assert ad_checks.stale(still(0), [still(2)] * 10) is None
    assert ad_checks.stale(still(0), [still(0)] * 10) is None


@pytest.mark.parametrize(
    ("accounted", "expected"),
    [(300, None), (292, None), (288, LOOK), (283, LOOK), (281, HOLD), (312, LOOK), (308, None)],
)
def test_what_was_read_of_what_the_portal_states(accounted: int, expected: Severity | None) -> None:
    """Always all of 300."""
    history = [observation(accounted=300, stated=300)] * 5
    now = observation(accounted=accounted, stated=300)
    assert grave(count_checks.total(now, history)) == expected


def test_a_total_is_believed_from_the_first_week_when_too_little_was_read() -> None:
    """Too much may be how the portal counts."""
    assert grave(count_checks.total(observation(accounted=250, stated=300), [])) is HOLD
    assert count_checks.total(observation(accounted=330, stated=300), []) is None
    assert count_checks.total(observation(accounted=330), []) is None


@pytest.mark.parametrize("usual", [240, 320])
def test_a_portal_is_measured_by_its_own_usual_share(usual: int) -> None:
    """It counts what it does not list, or repeats featured ads on every page."""
    history = [observation(accounted=usual, stated=300)] * 5
    assert count_checks.total(observation(accounted=usual, stated=300), history) is None
    fallen = observation(accounted=round(0.85 * usual), stated=300)
    assert grave(count_checks.total(fallen, history)) is HOLD


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (Pages(10, 200, 20), None),
        (Pages(10, 198, 18), None),
        (Pages(10, 196, 16), LOOK),
        (Pages(10, 186, 16), HOLD),
        (Pages(30, 592, 11), LOOK),
        (Pages(30, 592, 12), None),
    ],
)
def test_list_pages_that_hold_fewer_than_always(pages: Pages, expected: Severity | None) -> None:
    """Twenty on every page but the last."""
    history = [observation(pages=Pages(10, 200, 20))] * 5
    assert grave(count_checks.pages(observation(pages=pages), history)) == expected


def test_pages_that_were_not_always_full_tell_nothing() -> None:
    """Nor does a list of one page."""
    uneven = [*[observation(pages=Pages(10, 200, 20))] * 5, observation(pages=Pages(10, 190, 10))]
    assert count_checks.pages(observation(pages=Pages(10, 100, 5)), uneven) is None
    assert count_checks.pages(observation(), uneven[:5]) is None
    assert count_checks.pages(observation(pages=Pages(10, 100, 5)), []) is None


def by_counts(ads: int, with_number: int, before: int = 300) -> dict[str, Severity]:
    history = [
        Observation("nordlys", Week(2022, 10 + at), before, before * 9 // 10) for at in range(10)
    ]
    now = observation(ads, with_number)
    found = filter(None, count_checks.by_counts(now, history))
    return {each.check: each.severity for each in found}


def test_counts_alone_tell_of_a_fall_and_of_hidden_numbers() -> None:
    """Where last week's identifiers are not here."""
    assert by_counts(300, 270) == {}
    assert by_counts(290, 261) == {}
    assert by_counts(281, 253) == {"count": LOOK}
    assert by_counts(330, 297) == {"count": LOOK}
    assert by_counts(275, 247) == {"count": HOLD}
    assert by_counts(300, 240) == {"share_with_number": HOLD}
    assert by_counts(300, 248) == {"share_with_number": LOOK}


def test_counts_further_apart_may_differ_more() -> None:
    """The deviation grows with the root of the weeks."""
    history = [Observation("nordlys", Week(2022, at), 300, 270) for at in range(5, 11)]
    for now, past in ((observation(275, 247), history), (observation(200, 180), history[:2])):
        assert not any(count_checks.by_counts(now, past))


def looking_back(away: int, *, after_look: bool = False) -> Severity | None:
    history = [LookBack(away=Part(6, 200))] * 10
    return grave(ad_checks.away(LookBack(away=Part(away, 200)), history, after_look=after_look))


def test_ads_that_were_away_last_week() -> None:
    """6 of 200 are usual; what was looked at already needs less to be held."""
    assert looking_back(6) is None
    assert looking_back(17) is LOOK
    assert looking_back(30) is HOLD
    assert looking_back(19, after_look=True) is HOLD


def test_ads_away_whose_number_was_elsewhere_were_not_read() -> None:
    """Nobody paused."""
    history = [LookBack(away_elsewhere=Part(1, 50))] * 10
    assert ad_checks.away_elsewhere(LookBack(away_elsewhere=Part(12, 50)), history)
    assert not ad_checks.away_elsewhere(LookBack(away_elsewhere=Part(2, 50)), history)


def test_people_who_paused_everywhere() -> None:
    """Numbers of two portals that were nowhere for a week."""
    history = [LookBack(paused=Part(1, 50))] * 10
    assert ad_checks.all_paused(LookBack(paused=Part(12, 50)), history)
    assert not ad_checks.all_paused(LookBack(paused=Part(2, 50)), history)


def test_ads_that_are_back_after_weeks_are_told_with_how_many() -> None:
    """Of 100 ads of four weeks ago one is usually away in all three weeks between."""
    history = [LookBack(mended={4: Part(1, 100), 5: Part(1, 100)})] * 10
    now = LookBack(mended={4: Part(20, 100), 5: Part(1, 100)})
    ((back, found),) = ad_checks.mended(now, history)
    assert (back, found.severity) == (4, HOLD)
    assert found.figures == {"count": 20, "usual": 1}


def test_the_gravest_is_said_first() -> None:
    """And no finding is graver than its check may be."""
    look = Finding("one_number", LOOK, {"count": 5})
    hold = Finding("burst", HOLD, {"new": 50, "usual": 5})
    assert joined([look, hold], "en") == (
        "50 new ads; usual is 5. 5 ads got one and the same new number."
    )
    assert hold.at_most(LOOK).severity is LOOK
    assert look.at_most(HOLD).severity is LOOK
