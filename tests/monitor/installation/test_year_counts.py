"""How an installation counts a year: its threshold, its secret, and what an earlier one left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from monitor.collecting.collect import Collector
from monitor.config import Config
from monitor.installation.judging import provisional_weeks
from monitor.installation.year_counts import (
    count_waiting_weeks,
    counted_in,
    counter,
    figures_of_year,
    protect_without_key,
    protection_of,
    report_of_year,
    threshold_of,
    upgrade,
)
from monitor.installation.year_keys import replace_lost_key
from monitor.report.sentences import summary
from monitor.report.words import Words
from scrapers.model import Outcome
from storage.errors import KeyProblem
from storage.keys import key_file, new_key
from storage.records import LISTED, UNPLACED, ProtectedCount, Review, StoredFinding
from storage.weeks import Week
from tests.commands import monitor
from tests.monitor.conftest import Setup, some_ads

MONDAY = date(2022, 3, 7)
WEEK = Week.of(MONDAY)


@pytest.fixture
def swept(installation: Setup) -> Setup:
    Collector(installation.at(MONDAY)).collect(installation.config.portal)
    return installation


def with_threshold(config: Config, threshold: int) -> Config:
    report = config.report.model_copy(update={"individual_threshold": threshold})
    return config.model_copy(update={"report": report})


def with_identifiers(config: Config, setting: str) -> Config:
    privacy = config.privacy.model_copy(update={"identifiers": setting})
    return config.model_copy(update={"privacy": privacy})


def cells(home: Setup, week: Week = WEEK) -> tuple[ProtectedCount, ...]:
    return home.store.publishable.cells(week, week)


def as_of_an_earlier_version(home: Setup) -> tuple[ProtectedCount, ...]:
    """Take a week's cells away and flag it, as the migration does; return what they were."""
    before = cells(home)
    with home.store._connections.writing() as connection:
        connection.execute(text("DELETE FROM weekly_cell"))
        row = "INSERT INTO weekly_flag VALUES (:week, 'all', 'all', 'unprotected')"
        connection.execute(text(row), {"week": str(WEEK)})
    return before


def test_a_years_threshold_is_that_of_its_weeks_whatever_config_says_later(
    swept: Setup,
) -> None:
    """Else one half of the year would be counted by another rule than the other."""
    later = with_threshold(swept.config, 5)
    assert threshold_of(later, swept.store, 2022) == 2
    assert threshold_of(later, swept.store, 2023) == 5
    assert report_of_year(later, swept.store, 2022, date(2023, 1, 2)).threshold == 2


def test_the_same_year_is_counted_the_same_by_every_process(swept: Setup) -> None:
    """Counted again, no week comes out otherwise: nothing is drawn anew."""
    again = counter(swept.config, swept.store, 2022)
    assert swept.store.recount([WEEK], again) == []


@pytest.mark.parametrize("settings", [("year", "week"), ("week", "year")])
def test_what_config_says_later_of_identifiers_draws_no_week_anew(
    swept: Setup, settings: tuple[str, str]
) -> None:
    """And no figure over the year; a closing would have said that its counts are wrong."""
    before, after = (with_identifiers(swept.config, setting) for setting in settings)
    day, week = date(2022, 3, 14), Week(2022, 11)
    swept.config = before
    swept.market.ads = {portal.name: some_ads(portal.name, 30) for portal in before.portal}
    Collector(swept.at(day)).collect(before.portal)
    made = figures_of_year(before, swept.store, 2022)
    figures = swept.store.publishable.whole_year_figures(2022, made)
    assert swept.store.recount([week], counter(after, swept.store, 2022)) == []
    made = figures_of_year(after, swept.store, 2022)
    assert swept.store.publishable.whole_year_figures(2022, made) == figures
    swept.config = after
    results = Collector(swept.at(day)).collect(after.portal)
    assert {result.check.outcome for result in results} == {Outcome.COMPLETE}
    Collector(swept.at(date(2022, 3, 21))).collect(after.portal)
    assert swept.store.recount([week], counter(after, swept.store, 2022)) == []
    weeks = swept.store.realms(week, week.next())
    alone = {week: any(realm[:1].isdigit() for _, realm in weeks.get(week, ())) for week in weeks}
    assert alone[week.next()] is (settings[1] == "week")


def test_where_identifiers_live_a_week_a_count_is_protected_by_itself(
    swept: Setup,
) -> None:
    """The same people cannot be known again, so what they draw must not depend on them."""
    protection = protection_of(swept.config, swept.store, 2022, by_count=True)
    keys = {protection.record_key(identifier) for identifier in (b"a", b"b")}
    assert keys == {0}
    assert len({protection.protect("Oslo", 30, key) for key in (0, 1, 2)}) == 1
    lasting = protection_of(swept.config, swept.store, 2022, by_count=False)
    names = [f"place {at}" for at in range(20)]
    drawn = [
        [lasting.protect(name, 30, lasting.record_key(unit)) for name in names]
        for unit in (b"a", b"b")
    ]
    assert drawn[0] != drawn[1]


def test_weeks_of_an_earlier_version_are_counted_again_with_their_key(
    swept: Setup,
) -> None:
    """As soon as any command opens the database; then they are as if counted today."""
    before = as_of_an_earlier_version(swept)
    assert count_waiting_weeks(swept.config, swept.store) == [WEEK]
    assert cells(swept) == before != ()
    assert swept.store.publishable.waiting_weeks() == []


def test_without_the_key_they_wait_and_no_report_is_made_of_them(
    swept: Setup,
) -> None:
    """The sentence names the weeks, the key, and the command."""
    as_of_an_earlier_version(swept)
    file = key_file(swept.config.storage.keys, 2022)
    content = file.read_bytes()
    file.unlink()
    assert count_waiting_weeks(swept.config, swept.store) == []
    with pytest.raises(KeyProblem, match=f"^1 week of 2022, the first {WEEK}, .*recount 2022"):
        report_of_year(swept.config, swept.store, 2022, date(2023, 1, 2))
    file.write_bytes(content)
    file.chmod(0o600)
    told = monitor("recount", 2022, at=swept.folder).err
    assert "1 week that waited to be counted: counted now" in told


def test_a_closing_without_the_key_protects_what_was_left(swept: Setup) -> None:
    """No year stays open because its key is lost."""
    as_of_an_earlier_version(swept)
    key_file(swept.config.storage.keys, 2022).unlink()
    assert monitor("close", 2022, "--key-lost", "the disk broke", at=swept.folder).code == 0
    assert swept.store.publishable.waiting_weeks() == []
    assert {cell.value for cell in cells(swept)}.isdisjoint(range(1, 5))
    assert cells(swept) != ()


def test_a_lost_key_protects_what_was_left_before_the_identifiers_go(
    swept: Setup,
) -> None:
    """Otherwise its weeks could never be published."""
    as_of_an_earlier_version(swept)
    key_file(swept.config.storage.keys, 2022).unlink()
    before = partial(protect_without_key, swept.config, swept.store)
    later = Week(2022, 20)
    replace_lost_key(swept.config, swept.store, later, "the disk broke", before=before)
    assert swept.store.publishable.waiting_weeks() == []
    assert cells(swept) != ()


def test_another_years_weeks_wait_for_their_own_key(swept: Setup) -> None:
    """Protected without it, they would be so for good."""
    monday = date(2023, 3, 6)
    new_key(swept.config.storage.keys, 2023)
    Collector(swept.at(monday)).collect(swept.config.portal)
    as_of_an_earlier_version(swept)
    later = Week.of(monday)
    with swept.store._connections.writing() as connection:
        row = "INSERT INTO weekly_flag VALUES (:week, 'all', 'all', 'unprotected')"
        connection.execute(text(row), {"week": str(later)})
    assert swept.store.waiting_weeks() == [WEEK, later]
    protect_without_key(swept.config, swept.store, 2022)
    assert swept.store.waiting_weeks() == [later]
    assert (cells(swept) != (), cells(swept, later)) == (True, ())


def test_weeks_in_common_are_those_of_the_year_before_that_count(swept: Setup) -> None:
    """By portal and number; a week that a person excluded has no count."""
    portals = [portal.name for portal in swept.config.portal]
    assert counted_in(swept.store, 2022) == {(name, WEEK.number) for name in portals}
    assert counted_in(swept.store, 2021) == set()
    count = counter(swept.config, swept.store, 2022)
    swept.store.review([(portals[0], WEEK)], Review.EXCLUDED, reason="a test", count=count)
    assert counted_in(swept.store, 2022) == {(name, WEEK.number) for name in portals[1:]}


def test_a_report_without_the_key_says_that_it_is_not_here(swept: Setup) -> None:
    """Nothing was deleted, and the figures come back with it."""
    key_file(swept.config.storage.keys, 2022).unlink()
    assert report_of_year(swept.config, swept.store, 2022, date(2023, 1, 2)).context.keyless == {
        2022
    }


def test_older_years_are_protected_by_their_counts_under_a_secret_of_their_own(
    installation: Setup,
) -> None:
    """In one process each year has one secret, so equal counts of a cell draw alike."""
    protect = upgrade(installation.config).protect
    cell = ("fjord", "all", "no_number")
    assert len({protect(2021, cell, 30) for _ in range(20)}) == 1
    names = [("fjord", f"place {at}", "numbers") for at in range(20)]
    years = [[protect(year, name, 30) for name in names] for year in (2020, 2021)]
    assert years[0] != years[1]


def test_only_what_was_swept_is_counted(swept: Setup) -> None:
    """A week that a person excludes takes its portal's cells with it, and no others."""
    again = counter(swept.config, swept.store, 2022)
    swept.store.review([("fjord", WEEK)], Review.EXCLUDED, reason="moved", count=again)
    counted = swept.store.counts(WEEK, WEEK)  # a small cell may be protected as none
    assert {count.portal for count in counted} == {"all", "nordlys", "tundra"}
    assert "fjord" not in {cell.portals for cell in cells(swept)}


def test_a_report_tells_of_portals_and_of_what_was_done_with_identifiers(
    swept: Setup,
) -> None:
    """Of its two years, and nothing else of the journal."""
    home = swept.at(MONDAY)
    for action in ("backup with identifiers", "key new", "restore", "week excluded"):
        home.store.note(home.entry(action, "2022", "AB"))
    swept.store.note(swept.at(date(2024, 1, 8)).entry("portal approved", "tundra"))
    told = report_of_year(swept.config, swept.store, 2022, date(2023, 1, 2)).context.journal
    assert [entry.action for entry in told] == [
        *["portal new"] * 3,
        *("backup with identifiers", "restore"),
    ]


def test_a_report_knows_the_weeks_that_count_before_anybody_has_looked_at_what_was_found(
    swept: Setup,
) -> None:
    """Until somebody has seen it, or decided about it."""
    store, at = swept.store, swept.at(date(2022, 3, 7))
    found = [StoredFinding("fjord", WEEK, "one_number", 1, '{"count": 39}')]

    def provisional() -> frozenset[tuple[str, Week]]:
        return provisional_weeks(store, WEEK, WEEK)

    assert provisional() == frozenset()
    store.add_findings("fjord", WEEK, found)
    assert provisional() == {("fjord", WEEK)}
    report = report_of_year(swept.config, store, 2022, date(2022, 6, 1))
    assert report.context.provisional == provisional()
    store.see([("fjord", WEEK)], at.entry("week seen", f"fjord {WEEK}"))
    assert provisional() == frozenset()
    store.add_findings("tundra", WEEK, [replace(found[0], portal="tundra")])
    store.hold_back("tundra", WEEK, "a test")
    assert provisional() == frozenset()  # it does not count
    again = counter(swept.config, store, 2022)
    store.review([("tundra", WEEK)], Review.ACCEPTED, reason="a test", count=again)
    assert provisional() == frozenset()


def test_a_week_keeps_which_places_its_sweeps_looked_for(swept: Setup) -> None:
    """All of its sweeps: what one of them did not look for is no zero."""
    assert listed(swept, WEEK) == {"all", *swept.config.places} > {"Oslo", "Bergen"}
    both = dict.fromkeys(("Oslo", "Hamar"), ())
    swept.config = swept.config.model_copy(update={"places": both})
    portals, tuesday = swept.config.portal, MONDAY + timedelta(days=1)
    Collector(swept.at(tuesday)).collect(portals)
    assert listed(swept, WEEK) == {"all", "Oslo"}
    Collector(swept.at(MONDAY + timedelta(days=7))).collect(portals)
    assert listed(swept, Week.of(MONDAY + timedelta(days=7))) == {"all", "Oslo", "Hamar"}
    again = counter(swept.config, swept.store, 2022)
    swept.store.review([("fjord", WEEK)], Review.EXCLUDED, reason="moved", count=again)
    assert listed(swept, WEEK) == {"all", "Oslo"}


def test_a_week_keeps_which_portals_were_read_without_places(swept: Setup) -> None:
    """By their blocks of that day, and of the last sweep; however often the week is counted."""

    def unplaced() -> set[str]:
        flags = swept.store.publishable.flags(WEEK, WEEK)
        return {flag.portals for flag in flags if flag.measure == UNPLACED}

    assert unplaced() == set()
    portals = [
        replace(portal, place=None, detail=None) if portal.name == "fjord" else portal
        for portal in swept.config.portal
    ]
    Collector(swept.at(MONDAY + timedelta(days=1))).collect(portals)
    assert unplaced() == {"fjord"}
    again = counter(swept.config, swept.store, 2022)
    swept.store.review([("nordlys", WEEK)], Review.EXCLUDED, reason="moved", count=again)
    assert unplaced() == {"fjord"}
    Collector(swept.at(MONDAY + timedelta(days=2))).collect(swept.config.portal)
    assert unplaced() == set()


def listed(home: Setup, week: Week) -> set[str]:
    flags = home.store.publishable.flags(week, week)
    return {flag.place for flag in flags if flag.measure == LISTED}


def test_before_a_week_is_over_no_portal_is_the_largest(swept: Setup) -> None:
    """What there is to say is which week is under way."""
    report = report_of_year(swept.config, swept.store, 2022, MONDAY)
    assert report.largest_portal is None
    assert summary(report, Words("nb")) == ["Uke 10 pågår og er ikke med."]
