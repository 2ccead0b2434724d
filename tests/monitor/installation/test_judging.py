"""Weeks judged when a round is over: over real HTTP, with what a person then has to do."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.checks.findings import Finding, Severity
from monitor.checks.observation import Part
from monitor.checks.round_check import Case
from monitor.checks.special import easter_sunday, is_holiday
from monitor.collecting.collect import Collector
from monitor.collecting.results import Result
from monitor.config.event_section import EventSection
from monitor.demo.simulated_market import DemoAd
from monitor.installation.installation import Installation
from monitor.installation.judging import finding_of, judge, kept_reason
from monitor.installation.past_weeks import Past, is_special
from monitor.installation.year_counts import counter
from monitor.open_weeks import open_weeks
from monitor.report.words import Words
from scrapers.model import Outcome, Sighting
from storage.records import CheckResult, JournalEntry, Review, Run, StoredFinding
from storage.weekly_checks import drop_findings, findings
from storage.weeks import Week
from tests.monitor.conftest import Setup, an_ad, opened
from tests.storage.support import COMPLETE, a_sweep, sighting

ENGLISH = Words("en")
FIRST = date(2022, 1, 31)  # of week 5, after the holidays
ADS, NEW = 60, 10


def listed(portal: int, week: int, *, but: Iterable[int] = ()) -> tuple[DemoAd, ...]:
    """Return sixty ads of which ten are new every week; leave out those at some places."""
    ads = range(week * NEW, week * NEW + ADS)
    gone = set(but)
    return tuple(
        an_ad(f"{portal}x{ad}", f"+474{2 + portal}{ad:06d}")
        for at, ad in enumerate(ads)
        if at not in gone
    )


def listed_in(week: int, *, but: Iterable[int] = ()) -> dict[str, tuple[DemoAd, ...]]:
    """Return what all portals show in a week; the first one shows fewer ads."""
    return {
        name: listed(at, week, but=but if name == "nordlys" else ())
        for at, name in enumerate(("nordlys", "fjord", "tundra"))
    }


def live(
    installation: Setup, weeks: Iterable[int], *, but: Iterable[int] = ()
) -> dict[str, Result]:
    """Sweep all portals in some weeks; the first portal shows fewer ads."""
    results: dict[str, Result] = {}
    for week in weeks:
        installation.market.ads = listed_in(week, but=but)
        collector = installation.at(FIRST + timedelta(weeks=week))
        found = Collector(collector).collect(installation.config.portal)
        results = {result.portal: result for result in found}
    return results


def week_of(at: int) -> Week:
    return Week.of(FIRST + timedelta(weeks=at))


def run(installation: Setup, at: int, portal: str = "nordlys") -> Run:
    week = week_of(at)
    return next(r for r in installation.store.runs(week, week) if r.portal == portal)


def checks(installation: Setup, at: int) -> dict[str, Severity]:
    week = week_of(at)
    found = installation.store.findings(week, week)
    return {each.check: Severity(each.severity) for each in found if each.portal == "nordlys"}


def counted(installation: Setup, at: int) -> set[str]:
    week = week_of(at)
    return {count.portal for count in installation.store.counts(week, week)} - {"all"}


def with_period(installation: Installation, week: Week) -> Installation:
    """Let config.toml say that many are away in a week."""
    period = {"kind": "period", "from": str(week), "to": str(week)}
    section = EventSection.model_validate(period | {"name": {"nb": "Messe", "en": "Fair"}})
    installation.config = installation.config.model_copy(update={"event": (section,)})
    return installation


HALF = range(0, ADS, 2)


@pytest.fixture(scope="module")
def lived_home(new_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sweep eight good weeks."""
    folder = shutil.copytree(new_home, tmp_path_factory.mktemp("lived") / "home")
    with opened(folder, {}) as made:
        live(made, range(8))
    return folder


@pytest.fixture
def lived(lived_home: Path, tmp_path: Path) -> Iterator[Setup]:
    """A copy of them, for one test."""
    with opened(shutil.copytree(lived_home, tmp_path / "home"), listed_in(7)) as made:
        yield made


def test_a_week_that_lost_half_its_ads_is_held_back_and_not_counted(
    lived: Setup,
) -> None:
    """Though it is well within its bounds; the others are counted."""
    runs = lived.store.runs(week_of(0), week_of(7))
    assert [run.outcome for run in runs] == [Outcome.COMPLETE] * 24
    assert list(open_weeks(lived.store, week_of(7), ENGLISH)) == []

    results = live(lived, [8], but=HALF)
    assert checks(lived, 8)["missing"] is Severity.HOLD
    assert results["nordlys"].check.outcome is Outcome.SUSPECT
    assert "seem to be missing" in results["nordlys"].check.reason
    assert run(lived, 8).is_undecided
    assert counted(lived, 8) == {"fjord", "tundra"}
    (point,) = open_weeks(lived.store, week_of(30), ENGLISH)
    assert str(point.weeks) == f"nordlys {week_of(8)}"
    assert f"monitor week nordlys {week_of(8)}" in point.advice


def test_a_week_after_one_that_was_held_is_compared_over_the_gap(
    lived: Setup,
) -> None:
    """With the last good week, by pairs of weeks that are as far apart."""
    live(lived, [8], but=HALF)
    live(lived, [9], but=HALF)
    assert checks(lived, 9)["missing"] is Severity.HOLD
    results = live(lived, [10])
    assert results["nordlys"].check.outcome is Outcome.COMPLETE
    assert checks(lived, 10) == {}


def test_an_accepted_week_counts_and_what_is_undone_waits_again(
    lived: Setup,
) -> None:
    """A decision is taken back as a whole."""
    live(lived, [8], but=HALF)
    store, week = lived.store, week_of(8)
    count = counter(lived.config, store, 2022)
    store.review([("nordlys", week)], Review.ACCEPTED, reason="a purge", count=count)
    assert "nordlys" in counted(lived, 8)
    store.review([("nordlys", week)], None, reason="not a purge", count=count)
    assert (run(lived, 8).is_undecided, run(lived, 8).review_reason) == (True, "")
    assert "nordlys" not in counted(lived, 8)


def test_a_week_that_was_not_read_whole_is_held_a_week_later(lived: Setup) -> None:
    """Nine of sixty were gone, too few to hold the week at once; a week later they are back."""
    live(lived, [8], but=range(10, 46, 4))
    assert run(lived, 8).counts
    live(lived, [9])
    assert checks(lived, 8)["look_back"] is Severity.HOLD
    assert run(lived, 8).is_undecided
    assert run(lived, 9).counts
    assert "nordlys" not in counted(lived, 8)


def test_what_a_person_decided_is_left_as_it_is(lived: Setup) -> None:
    """Looking back changes no decision."""
    live(lived, [8], but=range(10, 46, 4))
    store, count = lived.store, counter(lived.config, lived.store, 2022)
    store.review([("nordlys", week_of(8))], Review.EXCLUDED, reason="read wrongly", count=count)
    live(lived, [9])
    assert run(lived, 8).review is Review.EXCLUDED
    assert "look_back" not in checks(lived, 8)


def test_a_week_that_was_accepted_is_not_looked_back_at(lived: Setup) -> None:
    """It counts, and a person knew why."""
    live(lived, [8], but=range(10, 46, 4))
    store, count = lived.store, counter(lived.config, lived.store, 2022)
    store.hold_back("nordlys", week_of(8), "held by a test")
    store.review([("nordlys", week_of(8))], Review.ACCEPTED, reason="a purge", count=count)
    before = store.findings(week_of(8), week_of(8))
    live(lived, [9])
    assert run(lived, 8).counts
    assert store.findings(week_of(8), week_of(8)) == before


def test_what_was_found_looking_back_is_found_once(lived: Setup) -> None:
    """A person who has seen it is not asked again, however often the week after is judged."""
    live(lived, [8], but=range(10, 46, 6))
    lived.market.ads = listed_in(9)
    collector = with_period(lived.at(FIRST + timedelta(weeks=9)), week_of(9))
    Collector(collector).collect(lived.config.portal)
    store, week = lived.store, week_of(8)
    assert checks(lived, 8)["look_back"] is Severity.LOOK
    assert not run(lived, 8).seen
    store.see([("nordlys", week)], JournalEntry(date(2022, 4, 1), "week seen", "nordlys"))
    before = store.findings(week, week)
    judge(collector.config, store, week_of(9))
    assert store.findings(week, week) == before
    assert run(lived, 8).seen


def test_what_was_found_is_in_the_log_and_nothing_of_other_weeks(
    lived: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    """It is a true count, and marked as such."""
    with caplog.at_level("INFO", "monitor.installation.judging"):
        live(lived, [8], but=HALF)
    told = [each.getMessage() for each in caplog.records if each.name.endswith(".judging")]
    assert [line.partition(": ")[2][:17] for line in told] == [f"nordlys {week_of(8)}:"]


def test_a_week_that_was_decided_is_not_judged_again(lived: Setup) -> None:
    """Nothing is found about it any more, and it counts as the person said."""
    live(lived, [8], but=HALF)
    store, count = lived.store, counter(lived.config, lived.store, 2022)
    store.review([("nordlys", week_of(8))], Review.ACCEPTED, reason="a purge", count=count)
    with store.year_end._connections.writing() as connection:
        drop_findings(connection, 2022)
    judge(lived.config, store, week_of(8))
    assert checks(lived, 8) == {}
    assert run(lived, 8).counts


def test_the_bounds_of_a_portal_are_its_own(lived: Setup) -> None:
    """Another one's may be broken by as many ads."""
    portals = [
        replace(portal, bounds=replace(portal.bounds, least=ADS + 1, most=2 * ADS))
        if portal.name == "fjord"
        else portal
        for portal in lived.config.portal
    ]
    live(lived, [8])
    config = lived.config.model_copy(update={"portal": tuple(portals)})
    judge(config, lived.store, week_of(8))
    found = lived.store.findings(week_of(8), week_of(8))
    assert {(each.portal, each.check) for each in found} == {("fjord", "bounds")}


def test_how_much_is_missing_is_kept_in_thousandths(lived: Setup) -> None:
    """For the same week next year, when many may be away again."""
    live(lived, [8], but=HALF)
    week = week_of(8)
    share = next(
        finding_of(each).figures["share"]
        for each in lived.store.findings(week, week)
        if each.check == "missing"
    )
    kept = lived.store.check_counts(week, week)["nordlys", week]["missing_permille"]
    assert kept == pytest.approx(10 * float(share), abs=5)


def test_what_is_read_of_a_try_is_that_of_the_newest_with_a_count(lived: Setup) -> None:
    """One that came to nothing says nothing about the ads that are kept."""
    live(lived, [8])
    store, week = lived.store, week_of(8)
    before = store.check_counts(week, week)
    store.add_failure("nordlys", week, CheckResult(Outcome.PARTIAL, "stopped"))
    judge(lived.config, store, week)
    assert store.check_counts(week, week) == before


def test_weeks_as_far_apart_are_compared_forwards(installation: Setup) -> None:
    """A list that only grows loses nothing, over one week or two."""
    for at in range(6):
        size = 20 + 10 * at
        installation.market.ads = {
            name: tuple(an_ad(f"{p}x{n}", f"+474{2 + p}{n:06d}") for n in range(size))
            for p, name in enumerate(("nordlys", "fjord", "tundra"))
        }
        Collector(installation.at(FIRST + timedelta(weeks=at))).collect(installation.config.portal)
    store, count = installation.store, counter(installation.config, installation.store, 2022)
    store.review([("nordlys", week_of(4))], Review.EXCLUDED, reason="x", count=count)
    case = Past(installation.config, store, week_of(5)).case("nordlys")
    pairs = [(pair.apart, pair.only_here) for pair in case.pairs or ()]
    assert pairs == [(2, Part(20, 20)), (2, Part(30, 30))]


def test_a_week_that_is_held_by_what_was_found_in_it_stays_so(lived: Setup) -> None:
    """One that is suspect for another cause is judged, whatever was found in other weeks."""
    live(lived, [8], but=HALF)
    assert Past(lived.config, lived.store, week_of(8)).to_judge() == ["fjord", "tundra"]
    lived.store.hold_back("fjord", week_of(8), "held by a test")
    for at, severity in ((7, Severity.HOLD), (8, Severity.LOOK)):
        found = StoredFinding("fjord", week_of(at), "missing", int(severity), "{}")
        lived.store.add_findings("fjord", week_of(at), [found])
    assert Past(lived.config, lived.store, week_of(8)).to_judge() == ["fjord", "tundra"]


def test_a_portal_is_judged_by_its_own_weeks(lived: Setup) -> None:
    """Its history, what was found last week, and what was missing in the same week last year."""
    live(lived, [8], but=range(10, 46, 4))
    live(lived, [9])
    store, year_ago = lived.store, Week.of(week_of(9).monday() - timedelta(weeks=52))

    def case(portal: str) -> Case:
        return Past(lived.config, store, week_of(9)).case(portal)

    assert [each.week for each in case("fjord").history] == [week_of(at) for at in range(9)]
    before_last = week_of(7)
    store.add_findings(
        "fjord", before_last, [StoredFinding("fjord", before_last, "market", 1, "{}")]
    )
    assert case("nordlys").last_checks >= {"missing"}
    assert case("fjord").last_checks == frozenset()
    assert case("fjord").share_year_ago is None
    of_fjord, of_tundra = {"ads": 60, "missing_permille": 250}, {"ads": 60}
    store.save_checked(year_ago, {"fjord": (of_fjord, []), "tundra": (of_tundra, [])})
    assert (case("fjord").share_year_ago, case("tundra").share_year_ago) == (0.25, 0)


def test_a_portal_is_judged_by_no_more_weeks_than_are_needed(lived: Setup) -> None:
    """The last ten that are no break; one that is a break comes on top."""
    live(lived, [8])
    store, older = lived.store, [week_of(at) for at in range(-6, 0)]
    store.plan({portal.name: portal.simulated for portal in lived.config.portal}, older)
    for week in older:
        one = a_sweep("nordlys", sighting("a"))
        store.add_sweep(one, week, COMPLETE, late=False, realm="local")
        store.save_checked(week, {"nordlys": ({"ads": ADS}, [])})

    def weeks() -> list[Week]:
        case = Past(lived.config, store, week_of(8)).case("nordlys")
        assert len(case.good) == 10
        return [each.week for each in case.history]

    assert weeks() == [week_of(at) for at in range(-2, 8)]
    assert len(Past(lived.config, store, week_of(8))._pairs("nordlys", 1)) == 10
    store.hold_back("nordlys", week_of(3), "held by a test")
    count = counter(lived.config, store, 2022)
    store.review([("nordlys", week_of(3))], Review.ACCEPTED, reason="a purge", count=count)
    assert weeks() == [week_of(at) for at in range(-3, 8)]


def test_an_event_of_a_portal_makes_no_week_special(lived: Setup) -> None:
    """Only a period does, in which many are away."""
    for at, name in enumerate(("nordlys", "fjord", "tundra")):
        lived.market.ads[name] = listed(at, 8, but=HALF if at == 0 else ())
    collector = lived.at(FIRST + timedelta(weeks=8))
    unread = {"kind": "unread", "portal": "fjord", "from": str(week_of(8)), "to": str(week_of(8))}
    section = EventSection.model_validate(unread)
    collector.config = collector.config.model_copy(update={"event": (section,)})
    Collector(collector).collect(lived.config.portal)
    assert checks(lived, 8)["missing"] is Severity.HOLD


def test_a_look_is_counted_and_open_until_a_person_has_seen_it(
    lived: Setup,
) -> None:
    """Nothing is settled by silence."""
    results = live(lived, [8], but=range(10, 46, 4))
    assert results["nordlys"].check.outcome is Outcome.COMPLETE
    assert set(checks(lived, 8).values()) == {Severity.LOOK}
    assert any("missing" in note for note in results["nordlys"].notes)
    assert "nordlys" in counted(lived, 8)
    (point,) = open_weeks(lived.store, week_of(20), ENGLISH)
    assert "counted" in point.title
    assert "seem to be missing" in point.detail
    entry = JournalEntry(date(2022, 4, 1), "week seen", "nordlys")
    assert lived.store.see([("nordlys", week_of(8))], entry)
    assert list(open_weeks(lived.store, week_of(20), ENGLISH)) == []


def test_judging_a_week_again_finds_the_same_and_asks_nobody_again(
    lived: Setup,
) -> None:
    """After a second sweep, or a restart."""
    live(lived, [8], but=range(10, 46, 4))
    store, week = lived.store, week_of(8)
    store.see([("nordlys", week)], JournalEntry(date(2022, 4, 1), "week seen", "nordlys"))
    before = store.findings(week, week)
    judge(lived.config, store, week)
    assert store.findings(week, week) == before
    assert run(lived, 8).seen


def test_in_a_special_week_the_same_loss_is_looked_at(lived: Setup) -> None:
    """What the calendar, or config.toml, calls special."""
    for at, name in enumerate(("nordlys", "fjord", "tundra")):
        lived.market.ads[name] = listed(at, 8, but=HALF if at == 0 else ())
    calendar = {week: is_special(lived.config, week) for week in (Week(2022, 52), week_of(8))}
    assert calendar == {Week(2022, 52): True, week_of(8): False}
    collector = with_period(lived.at(FIRST + timedelta(weeks=8)), week_of(8))
    Collector(collector).collect(lived.config.portal)
    assert checks(lived, 8)["missing"] is Severity.LOOK
    assert run(lived, 8).counts


def test_without_last_weeks_identifiers_the_counts_are_compared(
    installation: Setup,
) -> None:
    """Where `identifiers = "week"`, they are keyed by the week, so that nobody can compare them."""
    privacy = installation.config.privacy.model_copy(update={"identifiers": "week"})
    installation.config = installation.config.model_copy(update={"privacy": privacy})
    live(installation, range(8))
    live(installation, [8], but=HALF)
    assert set(checks(installation, 8)) == {"count"}
    assert run(installation, 8).is_undecided
    kept = installation.store.check_counts(week_of(0), week_of(8))
    assert not any("comparison.apart" in counts for counts in kept.values())


def test_in_a_years_first_week_the_counts_are_compared(installation: Setup) -> None:
    """Identifiers of two years cannot be: they have different keys."""
    for at, day in enumerate([*(date(2021, 11, 1) + timedelta(weeks=w) for w in range(10))]):
        installation.market.ads["nordlys"] = listed(0, at, but=HALF if at == 9 else ())
        Collector(installation.at(day)).collect(installation.config.portal)
    week = Week(2022, 1)
    found = [each for each in installation.store.findings(week, week) if each.portal == "nordlys"]
    assert [(each.check, each.severity) for each in found] == [("count", Severity.HOLD)]
    assert finding_of(found[0]).sentence("nb").startswith("30 annonser mot 60 sist")


def test_no_two_weeks_are_compared_of_which_one_is_of_the_year_before(
    installation: Setup,
) -> None:
    """Nor where weeks as far apart as these two reach back beyond the new year."""
    for at, day in enumerate([*(date(2021, 12, 20) + timedelta(weeks=w) for w in range(5))]):
        installation.market.ads["nordlys"] = listed(0, at)
        Collector(installation.at(day)).collect(installation.config.portal)
    store, count = installation.store, counter(installation.config, installation.store, 2022)
    store.review([("nordlys", Week(2022, 2))], Review.EXCLUDED, reason="x", count=count)
    case = Past(installation.config, store, Week(2022, 3)).case("nordlys")
    assert case.pairs == []


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2000, 4, 23), (2008, 3, 23), (2011, 4, 24), (2022, 4, 17), (2026, 4, 5), (2038, 4, 25)],
)
def test_easter(year: int, month: int, day: int) -> None:
    """By the printed tables, the earliest and the latest among them."""
    assert easter_sunday(year) == date(year, month, day)


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (Week(2022, 14), False),
        (Week(2022, 15), True),
        (Week(2022, 16), True),
        (Week(2022, 17), False),
        (Week(2022, 50), False),
        (Week(2022, 51), True),
        (Week(2022, 52), True),
        (Week(2023, 1), True),
        (Week(2023, 2), False),
    ],
)
def test_weeks_of_christmas_and_easter(week: Week, expected: bool) -> None:
    """Holy Week and Easter Week, and from 20 December to 6 January."""
    assert is_holiday(week) is expected


def test_the_ledger_keeps_no_count_of_a_place(installation: Setup) -> None:
    """What it keeps is kept for good, and a place may be small."""
    found = [
        Finding("place", Severity.HOLD, {"before": 8, "place": "Bodø", "again": 0, "usual": 6}),
        Finding("bounds", Severity.HOLD, {"least": 3, "most": 9, "count": 2}),
    ]
    assert kept_reason(found) == "Expected 3 to 9 ads, found 2. Also: place; see `monitor week`."
    assert kept_reason(found[:1]) == "Also: place; see `monitor week`."


def test_findings_go_when_their_year_is_closed(lived: Setup) -> None:
    """Counts of places are among them; the counts that weeks are measured by stay."""
    live(lived, [8], but=range(10, 46, 4))
    store = lived.store
    assert store.findings(week_of(0), week_of(8)) != []
    counts = store.check_counts(week_of(0), week_of(8))
    with store.year_end._connections.writing() as connection:
        drop_findings(connection, 2021)
        assert findings(connection, week_of(0), week_of(8)) != []
        drop_findings(connection, 2022)
    assert store.findings(week_of(0), week_of(8)) == []
    assert store.check_counts(week_of(0), week_of(8)) == counts


def test_the_identifiers_of_weeks_are_let_go_of_when_one_is_judged(lived: Setup) -> None:
    """At once, and not when memory is tidied: a large market's weeks would pile up till then."""
    gc.collect()
    gc.disable()
    try:
        before = sightings_in_memory()
        judge(lived.config, lived.store, week_of(7))
        assert sightings_in_memory() == before
    finally:
        gc.enable()


def sightings_in_memory() -> int:
    return sum(isinstance(thing, Sighting) for thing in gc.get_objects())
