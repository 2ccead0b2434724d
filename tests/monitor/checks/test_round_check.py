"""All portals of a round checked together: market or scraper, start, breaks and special weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from monitor.checks.findings import Finding, Severity
from monitor.checks.observation import Comparison, LookBack, Observation, Pages, Part
from monitor.checks.round_check import Case, WeekFindings, check_round
from storage.weeks import Week
from tests.monitor.checks import market
from tests.monitor.checks.market import Habits, Reading, Simulation
from tests.monitor.checks.trying import Watch, chance_of, seen_later, severity

HOLD, LOOK = Severity.HOLD, Severity.LOOK
WEEK = Week(2022, 20)
USUAL = Comparison(
    only_here=Part(180, 220), elsewhere=Part(60, 70), left_elsewhere=Part(5, 10), new=55
)
USUAL_LOOK = LookBack(Part(6, 200))


def fallen(share: float, *, elsewhere: float | None = None) -> Comparison:
    """Return a week in which this share of all is missing, and of those that are elsewhere."""
    own = share if elsewhere is None else elsewhere
    return Comparison(
        only_here=Part(round(180 * (1 - share)), 220),
        elsewhere=Part(round(60 * (1 - own)), 70),
        left_elsewhere=Part(5, 10),
        new=round(55 * (1 - share)),
    )


def past(weeks: int = 10) -> list[Observation]:
    return [
        Observation(
            "p", Week(2022, 20 - weeks + at), 300, 270, comparison=USUAL, look_back=USUAL_LOOK
        )
        for at in range(weeks)
    ]


def case(comparison: Comparison | None, weeks: int = 10) -> Case:
    return Case(Observation("p", WEEK, 300, 270, comparison=comparison), past(weeks))


def checks(result: WeekFindings) -> dict[str, Severity]:
    return {finding.check: finding.severity for finding in result.findings}


def test_a_fall_on_one_portal_alone_is_held() -> None:
    """The other one is as always."""
    found = check_round({"a": case(fallen(0.3)), "b": case(USUAL)})
    assert checks(found["a"])["missing"] is HOLD
    assert found["b"].findings == ()


def test_a_fall_of_all_portals_is_the_market() -> None:
    """Numbers that are on both still are: one look, and nothing is held."""
    same = case(fallen(0.3, elsewhere=0.0))
    found = check_round({"a": same, "b": same})
    assert checks(found["a"]) == checks(found["b"]) == {"market": LOOK}


def test_numbers_that_are_still_elsewhere_speak_against_the_market() -> None:
    """All portals fell, but here numbers are gone that are up on others."""
    found = check_round({"a": case(fallen(0.3)), "b": case(fallen(0.3, elsewhere=0.0))})
    assert checks(found["a"])["missing"] is HOLD
    assert checks(found["a"])["elsewhere"] is HOLD


@pytest.mark.parametrize(("other", "is_market"), [(0.20, True), (0.05, False), (0.0, False)])
def test_the_others_must_have_fallen_about_as_much(other: float, is_market: bool) -> None:
    """Half as much is enough, next to nothing is not."""
    cases = {name: case(fallen(by, elsewhere=0.0)) for name, by in (("a", 0.3), ("b", other))}
    found = check_round(cases)
    assert ("market" in checks(found["a"])) is is_market


def test_of_a_market_fall_few_new_ads_are_a_part() -> None:
    """And bounds still hold the week, with a word about the others."""
    broken = Finding("bounds", HOLD, {"least": 250, "most": 900, "count": 200})
    same = case(fallen(0.4, elsewhere=0.0))
    found = check_round({"a": replace(same, bounds=(broken,)), "b": same})
    assert checks(found["a"]) == {"bounds": HOLD, "market": LOOK}


@pytest.mark.parametrize(("weeks", "expected"), [(1, {}), (2, LOOK), (3, LOOK), (4, HOLD)])
def test_a_new_portal_is_judged_more_mildly(
    weeks: int, expected: Severity | dict[str, str]
) -> None:
    """Under two comparisons nothing is compared, under four nothing is held."""
    found = checks(check_round({"a": case(fallen(0.5), weeks)})["a"])
    assert (found["missing"] if found else {}) == expected


def test_totals_and_pages_hold_from_the_start() -> None:
    """They need no comparison."""
    now = Observation("p", WEEK, 250, 240, 250, 300, Pages(10, 150, 15))
    before = Observation("p", WEEK.previous(), 300, 290, 300, 300, Pages(10, 200, 20))
    assert checks(check_round({"a": Case(now, [before])})["a"]) == {"total": HOLD, "pages": HOLD}


def test_without_identifiers_the_counts_are_compared() -> None:
    """In a year's first week, or when the last good week's identifiers are deleted."""
    found = check_round({"a": Case(Observation("p", WEEK, 200, 180), past())})
    assert checks(found["a"]) == {"count": HOLD}


def test_after_a_week_accepted_as_a_break_levels_begin_anew() -> None:
    """The portal shows fewer ads a page now; a person said so once."""
    full = [replace(each, pages=Pages(10, 200, 20)) for each in past()]
    now = replace(case(USUAL).now, pages=Pages(10, 150, 15))
    assert checks(check_round({"a": Case(now, full)})["a"]) == {"pages": HOLD}
    accepted = replace(full[-1], pages=Pages(10, 150, 15), is_break=True)
    assert checks(check_round({"a": Case(now, [*full[:-1], accepted])})["a"]) == {}


def test_a_week_accepted_as_a_break_is_no_history_of_comparisons() -> None:
    """Else the next purge would be usual."""
    odd = [replace(each, comparison=fallen(0.9), is_break=True) for each in past(5)]
    found = check_round({"a": Case(case(fallen(0.3)).now, [*past(6), *odd])})
    assert checks(found["a"])["missing"] is HOLD


def test_comparisons_are_measured_by_those_as_far_apart() -> None:
    """Of two weeks fewer ads are seen again; without such a history nothing is said."""
    two_weeks = replace(fallen(0.2), apart=2)
    assert checks(check_round({"a": case(two_weeks)})["a"]) == {}
    pairs = [two_weeks] * 5
    assert checks(check_round({"a": replace(case(two_weeks), pairs=pairs)})["a"]) == {}
    usual = [replace(USUAL, apart=2)] * 5
    assert checks(check_round({"a": replace(case(two_weeks), pairs=usual)})["a"])["missing"] is HOLD


def test_only_the_last_ten_weeks_are_history() -> None:
    """What was usual long ago is not."""
    long_ago = [replace(each, comparison=fallen(0.5)) for each in past(10)]
    found = check_round({"a": Case(case(fallen(0.5)).now, [*long_ago, *past(10)])})
    assert checks(found["a"])["missing"] is HOLD


def test_in_a_special_week_a_fall_is_looked_at_beside_last_years() -> None:
    """At Christmas people are away; what else breaks is held as ever."""
    quiet = replace(case(fallen(0.3)), is_special=True, share_year_ago=0.27)
    found = check_round({"a": quiet})["a"]
    assert {each.check: each.severity for each in found.findings if each.check != "elsewhere"} == {
        "missing": LOOK,
        "year_ago": LOOK,
    }
    assert "27 %" in found.findings[1].sentence("en")
    unknown = replace(quiet, share_year_ago=None)
    assert checks(check_round({"a": unknown})["a"]).get("year_ago") is None


def looking_back(back: LookBack, **more: object) -> dict[Week, Sequence[tuple[str, Severity]]]:
    now = Observation("p", WEEK, 300, 270, comparison=USUAL, look_back=back)
    result = check_round({"a": Case(now, past(), **more)})["a"]  # type: ignore[arg-type]
    return {
        week: [(each.check, each.severity) for each in found]
        for week, found in result.earlier.items()
    }


def test_a_week_that_was_not_read_whole_is_held_a_week_later() -> None:
    """And what was looked at already is held by less."""
    assert looking_back(LookBack(Part(30, 200))) == {Week(2022, 19): [("look_back", HOLD)]}
    assert looking_back(LookBack(Part(19, 200))) == {Week(2022, 19): [("look_back", LOOK)]}
    asked = frozenset({"missing"})
    assert looking_back(LookBack(Part(19, 200)), last_checks=asked) == {
        Week(2022, 19): [("look_back", HOLD)]
    }
    assert looking_back(LookBack(Part(6, 200))) == {}


def test_when_people_paused_everywhere_the_week_is_looked_at() -> None:
    """Unless ads were away whose number was up on another portal."""
    last = Week(2022, 19)
    away = LookBack(Part(30, 200))
    was_market = frozenset({"market"})
    assert looking_back(away, last_checks=was_market) == {last: [("look_back", LOOK)]}
    assert looking_back(away, is_special=True) == {last: [("look_back", LOOK)]}


def test_looking_back_knows_a_pause_from_a_fault() -> None:
    """By the numbers of two portals."""
    usual = LookBack(Part(6, 200), Part(1, 60), Part(1, 60))
    history = [replace(each, look_back=usual) for each in past()]

    def of(back: LookBack) -> Severity:
        now = Observation("p", WEEK, 300, 270, comparison=USUAL, look_back=back)
        (found,) = check_round({"a": Case(now, history)})["a"].earlier[Week(2022, 19)]
        return found.severity

    assert of(LookBack(Part(30, 200), Part(1, 60), Part(15, 60))) is LOOK
    assert of(LookBack(Part(30, 200), Part(15, 60), Part(15, 60))) is HOLD
    assert of(LookBack(Part(30, 200), Part(1, 60), Part(1, 60))) is HOLD


def test_a_fault_that_lasted_holds_all_its_weeks_once_it_is_mended() -> None:
    """Ads of four weeks ago are back: the three weeks between were not read whole."""
    usual = LookBack(mended={4: Part(1, 150)})
    history = [replace(each, look_back=usual) for each in past()]
    back = LookBack(mended={4: Part(20, 150)})
    now = Observation("p", Week(2022, 1), 300, 270, comparison=USUAL, look_back=back)
    found = check_round({"a": Case(now, history)})["a"].earlier
    assert sorted(found) == [Week(2021, 50), Week(2021, 51), Week(2021, 52)]
    (first, *_), *_ = found.values()
    assert (first.severity, first.figures["week"]) == (HOLD, "2021-W49")


@pytest.fixture(scope="module")
def watched() -> list[tuple[Watch, Simulation]]:
    """Return a few markets of fourteen good weeks."""
    found = []
    for seed in range(5):
        simulation, watch = Simulation(Habits((300, 200), 0.10, 0.1), 500 + seed), Watch()
        for week in market.weeks_of(simulation, 14):
            watch.keep({name: Reading(ads) for name, ads in week.items()})
        found.append((watch, simulation))
    return found


def test_on_a_made_up_market_each_fault_is_caught_and_a_good_week_is_not(
    watched: list[tuple[Watch, Simulation]],
) -> None:
    """A few markets here; `make bench` tries many, and says how often."""
    faults = {
        "20 % lost": market.lost(0.20),
        "a city": market.lost_city,
        "old copy": market.old_copy,
        "other country": market.other_country,
        "numbers hidden": market.hidden(0.20),
        "switchboard": market.switchboard(0.15),
        "copies": market.copies(0.15),
    }
    for at, (watch, simulation) in enumerate(watched):
        before = simulation.up()["p0"]
        simulation.live()
        good = {name: Reading(ads) for name, ads in simulation.up().items()}
        assert severity(watch.judge(good)["p1"]) is not HOLD
        for name, fault in faults.items():
            bad = good | {"p0": fault(good["p0"], before, chance_of(at))}
            assert (name, severity(watch.judge(bad)["p0"])) == (name, HOLD)
        simulation.live()
        missed = watch.copy()
        missed.keep(good | {"p0": market.lost(0.15)(good["p0"], before, chance_of(at))})
        after = {name: Reading(ads) for name, ads in simulation.up().items()}
        later = seen_later(missed.judge(after)["p0"], missed.week.previous())
        assert [(each.check, each.severity) for each in later] == [("look_back", HOLD)]
