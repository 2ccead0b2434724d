"""Collecting: every error becomes an outcome, and a week is stored whole or not at all."""

from __future__ import annotations

import signal
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from monitor.collecting.collect import Collector
from monitor.counting import count_week
from monitor.installation import year_counts
from monitor.installation.installation import Installation, named
from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.model import Get, Outcome, PlaceNames, Sighting, Sweep
from scrapers.portal_config import Portal
from scrapers.pseudonymize import Identify
from storage.errors import DatabaseProblem, KeyProblem
from storage.keys import key_file, new_key
from storage.records import WeekCounts, WeekSightings
from storage.weeks import Week
from tests.commands import monitor
from tests.monitor.conftest import OSLO, Setup, an_ad, some_ads, write_config
from tests.portal_server import PortalServer, Request
from tests.processes import start_monitor

MONDAY = date(2022, 3, 7)
WEEK = Week.of(MONDAY)


def outcomes(installation: Setup) -> dict[str, Outcome | None]:
    return {run.portal: run.outcome for run in installation.store.runs(WEEK, WEEK)}


def ads(installation: Setup, portal: str) -> float | None:
    counts = installation.store.counts(WEEK, WEEK)
    found = {(count.portal, count.place, count.measure): count.value for count in counts}
    return found.get((portal, "all", "ads"))


def test_a_sweep_of_all_portals_counts_what_is_up(installation: Setup) -> None:
    """Four ads with a number each on three portals with different habits."""
    results = Collector(installation.at(MONDAY)).collect(installation.config.portal)
    assert [result.check.outcome for result in results] == [Outcome.COMPLETE] * 3
    assert [result.statistics.ads for result in results] == [4, 4, 4]
    counts = installation.store.counts(WEEK, WEEK)
    assert sum(c.value for c in counts if (c.place, c.measure) == ("all", "numbers")) == 12


def test_a_second_sweep_in_the_week_is_averaged_with_the_first(
    installation: Setup,
) -> None:
    """Four ads on Monday and eight on Tuesday are six a week."""
    portal = named(installation.config, ["nordlys"])
    Collector(installation.at(MONDAY)).collect(portal)
    installation.market.ads["nordlys"] = some_ads("nordlys", 8)
    Collector(installation.at(date(2022, 3, 8))).collect(portal)
    assert ads(installation, "nordlys") == 6
    assert [each.nr for each in installation.store.attempts(WEEK)] == [1, 2]


def test_a_sweep_on_another_day_of_the_week_is_marked_late(
    installation: Setup,
) -> None:
    """The week is still counted: the ads of a stock are up on Thursday, too."""
    Collector(installation.at(date(2022, 3, 10))).collect(named(installation.config, ["fjord"]))
    run = next(r for r in installation.store.runs(WEEK, WEEK) if r.portal == "fjord")
    assert (run.outcome, run.late) == (Outcome.COMPLETE, True)


def test_planning_what_is_planned_writes_nothing_of_each_portal(
    installation: Setup,
) -> None:
    """A tick with hundreds of portals is one write, and not one for each."""
    installation.at(MONDAY).plan()
    options: list[Mapping[str, object]] = []
    engine = installation.store._connections.engine
    event.listen(engine, "begin", lambda begun: options.append(begun.get_execution_options()))
    installation.at(MONDAY).plan()
    assert [begun.get("write") for begun in options].count(True) == 1


def test_new_portals_are_planned_in_as_many_statements_however_many_they_are(
    installation: Setup,
) -> None:
    """A thousand new portals, planned one by one, took half a minute."""
    collector = installation.at(MONDAY)
    begun: list[str] = []
    engine, store = collector.store._connections.engine, collector.store
    event.listen(engine, "before_cursor_execute", lambda *given: begun.append(given[2]))
    numbers = []
    for count in (3, 300):
        begun.clear()
        portals = [replace(collector.config.portal[0], name=f"{count} {n}") for n in range(count)]
        collector.config = collector.config.model_copy(update={"portal": portals})
        collector.plan()
        numbers.append(len(begun))
        names = {portal.name for portal in portals}
        ahead = store.runs(collector.week(), Week(2022, 52))
        assert {run.portal for run in ahead if run.week == Week(2022, 52)} >= names
        assert {entry.subject for entry in store.journal()} >= names
    assert numbers[0] == numbers[1]


def test_a_portal_is_retired_anew_without_a_word_about_another(
    installation: Setup,
) -> None:
    """The later week takes the place of the earlier one, of this portal only."""
    collector = installation.at(MONDAY)
    collector.plan()
    entry = collector.entry("portal retired", "fjord")
    for portal, year in (("fjord", 2023), ("tundra", 2023), ("fjord", 2024)):
        collector.store.retire(portal, Week(year, 1), entry)
    assert collector.store.retired() == {"fjord": Week(2024, 1), "tundra": Week(2023, 1)}


def test_a_retired_portal_comes_back_though_no_week_of_it_is_lacking(
    installation: Setup,
) -> None:
    """Retired from a week on that was not planned yet: being in config.toml ends that, too."""
    collector = installation.at(MONDAY)
    collector.plan()
    collector.store.retire("fjord", Week(2023, 1), collector.entry("portal retired", "fjord"))
    collector.plan()
    assert collector.store.retired() == {}


def test_weeks_that_went_by_without_a_sweep_are_missed(installation: Setup) -> None:
    """The ledger's rows were made in advance, so nothing can be forgotten."""
    installation.at(MONDAY).plan()
    installation.at(date(2022, 3, 21)).plan()
    runs = installation.store.runs(WEEK, Week(2022, 12))
    found = {(run.week.number, run.outcome) for run in runs}
    assert found == {(10, Outcome.MISSED), (11, Outcome.MISSED), (12, None)}


def test_the_ledger_reaches_into_the_next_year_before_it_begins(
    installation: Setup,
) -> None:
    """In the last week of December the first weeks of January are due already."""
    installation.at(date(2022, 12, 28)).plan()
    assert installation.store.runs(Week(2023, 1), Week(2023, 1)) != []


def test_a_count_outside_the_bounds_is_held_back_until_a_person_accepts_it(
    installation: Setup,
) -> None:
    """One ad where at least three are believable has no count."""
    installation.market.ads["nordlys"] = (an_ad("only", "+4742000001"),)
    (result,) = Collector(installation.at(MONDAY)).collect(named(installation.config, ["nordlys"]))
    assert result.check.outcome is Outcome.SUSPECT
    assert result.check.reason == "Expected 3 to 5000 ads, found 1."
    assert ads(installation, "nordlys") is None


def test_a_fault_of_the_program_in_one_portal_leaves_the_others_their_week(
    installation: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger says where the fault lies, without the error's own words."""

    def faulty(
        portal: Portal,
        get: Get,
        identify: Identify,
        places: PlaceNames,
        known: Mapping[bytes, Sighting],
        **watch: Any,
    ) -> Sweep:
        if portal.name == "fjord":
            raise ValueError("invalid literal for int(): '42 41 23 45'")
        return sweep_pages(portal, get, identify, places, known, **watch)

    monkeypatch.setattr("monitor.collecting.one_sweep.sweep_pages", faulty)
    Collector(installation.at(MONDAY)).collect(installation.config.portal)
    run = installation.store.runs(WEEK, WEEK)[0]
    assert outcomes(installation) == {
        "fjord": Outcome.FAILED,
        "nordlys": Outcome.COMPLETE,
        "tundra": Outcome.COMPLETE,
    }
    assert run.reason.startswith("a fault of this program, please report it: ValueError in faulty")
    assert "42 41" not in run.reason


def test_without_the_years_key_nothing_is_fetched(installation: Setup) -> None:
    """There is no falling back to an unkeyed hash."""
    key_file(installation.config.storage.keys, 2022).unlink()
    with pytest.raises(KeyProblem, match="no key for 2022"):
        Collector(installation.at(MONDAY)).collect(installation.config.portal)
    assert installation.portals.requests == 0


def test_a_key_other_than_the_one_the_year_began_with_is_refused(
    installation: Setup,
) -> None:
    """A second key would count every number as new."""
    Collector(installation.at(MONDAY)).collect(named(installation.config, ["nordlys"]))
    file = key_file(installation.config.storage.keys, 2022)
    file.write_bytes(b"another key of thirty-two bytes.")
    with pytest.raises(KeyProblem, match="not the one this database was begun with"):
        Collector(installation.at(MONDAY)).collect(named(installation.config, ["nordlys"]))


def test_an_unknown_portal_is_named_beside_those_there_are(
    installation: Setup,
) -> None:
    """A typing error is answered with the choices."""
    with pytest.raises(ValueError, match=r"no portal nordlis; config\.toml has nordlys, fjord"):
        named(installation.config, ["nordlis"])


def test_a_killed_sweep_leaves_no_half_week_and_no_lock(
    installation: Setup, server: PortalServer, tmp_path: Path
) -> None:
    """SIGKILL in the middle: the run is still due, and the next sweep is not held up."""
    asked, released = threading.Event(), threading.Event()

    def hang(_request: Request) -> None:
        asked.set()
        released.wait(120)

    hanging = write_config(tmp_path / "home", server.base)
    server.routes = dict.fromkeys(
        ("/nordlys/", "/fjord/annonser", "/tundra/api/ads?offset=0"), hang
    )
    year = Week.of(date.today()).year  # noqa: DTZ011 - the killed process has the real clock
    new_key(installation.config.storage.keys, year)
    with start_monitor("sweep", "--config", hanging) as process:
        assert asked.wait(120)
        process.kill()
        assert process.wait() == -signal.SIGKILL
    released.set()
    now = Week.of(date.today())  # noqa: DTZ011
    assert {run.outcome for run in installation.store.runs(now, now)} == {None}
    assert installation.store.attempts(now) == []
    Collector(installation.at(MONDAY)).collect(installation.config.portal)
    assert set(outcomes(installation).values()) == {Outcome.COMPLETE}


def full(*_: object, **__: object) -> None:
    raise DatabaseProblem("database data/monitor.sqlite: database or disk is full")


def test_a_sweep_that_the_disk_refuses_is_told_in_the_ledger_and_costs_no_other_its_week(
    installation: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason says that it was swept, so that nobody looks for a fault of the portal."""
    stored = installation.store.add_sweep

    def refused_once(found: Sweep, *about: Any, **more: Any) -> None:
        (full if found.portal == "fjord" else stored)(found, *about, **more)

    monkeypatch.setattr(installation.store, "add_sweep", refused_once)
    results = Collector(installation.at(MONDAY)).collect(installation.config.portal)
    problems = {result.portal: result.problem is not None for result in results}
    assert problems == {"nordlys": False, "fjord": True, "tundra": False}
    runs = {run.portal: run for run in installation.store.runs(WEEK, WEEK)}
    assert runs["fjord"].outcome is Outcome.FAILED
    assert runs["fjord"].reason.startswith("swept, but it could not be stored: database data")
    assert (ads(installation, "nordlys"), ads(installation, "fjord")) == (4, None)


def test_where_not_even_the_ledger_takes_it_the_log_says_so(
    installation: Setup,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The run is then still due, and no exception ends the service."""
    for name in ("add_sweep", "add_failure"):
        monkeypatch.setattr(installation.store, name, full)
    (result,) = Collector(installation.at(MONDAY)).collect(named(installation.config, ["fjord"]))
    assert isinstance(result.problem, DatabaseProblem)
    assert "fjord: nor does the ledger take it" in caplog.text
    assert outcomes(installation)["fjord"] is None


def test_a_portal_that_was_swept_since_it_was_found_due_is_left_alone(
    installation: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two machines that looked at the ledger together sweep it once."""
    collector = installation.at(MONDAY)
    was_due = named(installation.config, ["fjord"])
    monkeypatch.setattr(collector, "due", lambda: was_due)
    assert [result.portal for result in Collector(collector).collect()] == ["fjord"]
    asked = installation.portals.requests
    assert Collector(collector).collect() == []
    assert asked == installation.portals.requests
    assert len(Collector(collector).collect(was_due)) == 1


def test_a_week_is_counted_once_however_many_portals_are_swept(
    installation: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What spans portals costs the same in one round, and the figures are those of all."""
    counted: list[int] = []

    def spied(week: Week, sightings: WeekSightings, *about: Any) -> WeekCounts:
        counted.append(len(sightings))
        return count_week(week, sightings, *about)

    monkeypatch.setattr(year_counts, "count_week", spied)
    Collector(installation.at(MONDAY)).collect(installation.config.portal)
    assert counted == [3]


def test_a_round_that_ended_before_its_week_was_counted_is_counted_by_the_next_command(
    installation: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in between, say: nothing is lost, and nothing is published before."""
    with monkeypatch.context() as patch:
        patch.setattr("monitor.installation.installation.count_waiting_weeks", lambda *_: [])
        Collector(installation.at(MONDAY)).collect(installation.config.portal)
    assert installation.store.waiting_weeks() == [WEEK]
    assert ads(installation, "fjord") is None
    with pytest.raises(KeyProblem, match=f"the first {WEEK}, swept"):
        year_counts.report_of_year(installation.config, installation.store, 2022, MONDAY)
    assert monitor("status", at=installation.folder).err.startswith("1 week that waited")
    assert installation.store.waiting_weeks() == []
    assert ads(installation, "fjord") == 4


def test_a_week_that_waited_is_recounted_once(
    installation: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening counts it, as for every command; what `recount` says of it is the same."""
    Collector(installation.at(MONDAY)).collect(installation.config.portal)
    with monkeypatch.context() as patch:
        patch.setattr("monitor.installation.installation.count_waiting_weeks", lambda *_: [])
        later = installation.at(date(2022, 3, 14))
        Collector(later).collect(installation.config.portal)
    counted: list[Week] = []

    def spied(week: Week, sightings: WeekSightings, *about: Any) -> WeekCounts:
        counted.append(week)
        return count_week(week, sightings, *about)

    monkeypatch.setattr(year_counts, "count_week", spied)
    printed = monitor("recount", 2022, at=installation.folder).out
    assert sorted(counted) == [WEEK, WEEK.next()]
    assert printed == f"{WEEK.next()}: counted anew\n"


def test_identifiers_of_a_week_that_waits_for_its_key_outlive_it(
    installation: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `identifiers = "week"`, too: else its ads would be a count of nothing."""
    privacy = installation.config.privacy.model_copy(update={"identifiers": "week"})
    installation.config = installation.config.model_copy(update={"privacy": privacy})
    with monkeypatch.context() as patch:
        patch.setattr("monitor.installation.installation.count_waiting_weeks", lambda *_: [])
        Collector(installation.at(MONDAY)).collect(installation.config.portal)
    file = key_file(installation.config.storage.keys, 2022)
    away = file.rename(file.with_suffix(".away"))
    later = installation.at(date(2022, 4, 4))
    later.tidy()
    assert installation.store.weeks_with_identifiers() == {WEEK}
    away.rename(file)
    later.tidy()
    assert installation.store.weeks_with_identifiers() == set()
    assert ads(installation, "fjord") == 4


def test_no_more_hosts_are_asked_side_by_side_than_config_allows(
    installation: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Portals on one host are asked in turn; others are, too, where one at once is allowed."""
    running: list[str] = []

    def watched(portal: Portal, *about: Any, **watch: Any) -> Sweep:
        assert running == []
        running.append(portal.name)
        try:
            return sweep_pages(portal, *about, **watch)
        finally:
            running.remove(portal.name)

    monkeypatch.setattr("monitor.collecting.one_sweep.sweep_pages", watched)
    schedule = installation.config.schedule.model_copy(update={"hosts_at_once": 1})
    portals = tuple(
        replace(portal, hosts=(f"http://127.0.0.{at}:9/",))
        for at, portal in enumerate(installation.config.portal)
    )
    update = {"schedule": schedule, "portal": portals}
    installation.config = installation.config.model_copy(update=update)
    results = Collector(installation.at(MONDAY)).collect(portals)
    assert [result.check.outcome for result in results] == [Outcome.COMPLETE] * 3


def test_what_a_clock_that_ran_ahead_closed_is_due_again(
    installation: Setup,
) -> None:
    """Weeks to come and this one are swept as if nothing had happened."""
    installation.at(MONDAY).plan()
    installation.at(date(2022, 12, 20)).plan()
    installation.at(MONDAY).plan()
    runs = installation.store.runs(Week(2022, 1), Week(2022, 52))
    assert {run.outcome for run in runs if run.week >= WEEK} == {None}
    assert set(outcomes(installation).values()) == {None}


def crossing(installation: Setup, begin: datetime, end: datetime) -> Installation:
    """Return a collector whose clock goes on from one time to another with the first page."""
    asked = installation.portals.requests

    def clock() -> datetime:
        return begin if installation.portals.requests == asked else end

    return Installation(installation.config, installation.store, clock)


def test_what_is_read_on_monday_is_no_part_of_the_week_before(
    installation: Setup,
) -> None:
    """A sweep that crosses Sunday midnight is partial, and the next portal in turn is not read."""
    installation.at(MONDAY)
    sunday, monday = (datetime(2022, 3, *at, tzinfo=OSLO) for at in ((13, 23, 59), (14, 0, 1)))
    (result,) = Collector(crossing(installation, sunday, monday)).collect(
        named(installation.config, ["fjord"])
    )
    assert (result.week, result.check.outcome) == (WEEK, Outcome.PARTIAL)
    assert "was over before its last page was read" in result.check.reason
    assert ads(installation, "fjord") is None


def test_late_is_told_by_when_the_sweep_began(installation: Setup) -> None:
    """One that goes on over midnight to Tuesday was not late."""
    installation.at(MONDAY)
    evening, night = (datetime(2022, 3, *at, tzinfo=OSLO) for at in ((7, 23, 59), (8, 0, 30)))
    Collector(crossing(installation, evening, night)).collect(
        named(installation.config, ["nordlys"])
    )
    run = next(r for r in installation.store.runs(WEEK, WEEK) if r.portal == "nordlys")
    assert (run.outcome, run.late) == (Outcome.COMPLETE, False)
