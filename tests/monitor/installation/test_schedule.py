"""The service: the ledger and the clock decide what is due, whatever happened in between."""

from __future__ import annotations

import signal
import threading
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collecting.collect import Collector
from monitor.config import load
from monitor.installation.installation import Installation
from monitor.installation.schedule import MOST_UNENDED, due_at, is_due, is_hopeless
from monitor.service.loop import Pulse, Service
from scrapers.model import Outcome
from scrapers.portal_config import Hours
from storage.errors import DatabaseProblem
from storage.keys import new_key
from storage.records import ENDED_THE_PROGRAM
from storage.store import Store
from storage.weeks import Week
from tests.monitor.building import run
from tests.monitor.conftest import SHIPPED, Setup, write_config
from tests.processes import start_monitor

CONFIG = load(SHIPPED)
OSLO = ZoneInfo("Europe/Oslo")
WEEK = Week(2022, 10)
MONDAY = datetime(2022, 3, 7, 6, tzinfo=OSLO)


FJORD = next(portal for portal in CONFIG.portal if portal.name == "fjord")


def due(
    now: datetime,
    outcome: Outcome | None,
    begun_at: datetime | None = None,
    attempts: int = 0,
    **claimed: Any,
) -> bool:
    fjord = replace(run("fjord", WEEK, outcome), begun_at=begun_at, **claimed)
    return is_due(FJORD, now, fjord, attempts)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (MONDAY - timedelta(minutes=1), False),
        (MONDAY, True),
        (MONDAY + timedelta(days=6, hours=17), True),
    ],
)
def test_a_week_is_due_from_its_hour_to_its_end(
    installation: Setup, now: datetime, expected: bool
) -> None:
    """A machine that slept through Monday sweeps late, within the same week."""
    found = Installation(installation.config, installation.store, lambda: now).due()
    assert found == (list(installation.config.portal) if expected else [])


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.COMPLETE, False),
        (Outcome.SUSPECT, False),
        (Outcome.REFUSED, False),
        (Outcome.LAYOUT_CHANGED, False),
        (Outcome.FAILED, True),
        (Outcome.PARTIAL, True),
    ],
)
def test_only_what_may_pass_by_itself_is_tried_again(outcome: Outcome, expected: bool) -> None:
    """A refusal is obeyed, and a changed layout waits for a person."""
    later = MONDAY + timedelta(hours=6)
    assert due(later, outcome, MONDAY, attempts=1, claim=1) is expected
    assert due(later - timedelta(minutes=1), outcome, MONDAY, attempts=1, claim=1) is False


@pytest.mark.parametrize(
    ("begun", "ended", "minutes"), [(1, 0, 0), (2, 0, 5), (3, 1, 5), (3, 0, 10), (4, 0, 20)]
)
def test_a_sweep_that_did_not_end_is_taken_over_at_once_and_then_after_growing_pauses(
    begun: int, ended: int, minutes: int
) -> None:
    """One that ends the program again and again leaves the other portals their turn."""
    at = MONDAY + timedelta(minutes=minutes)
    assert due(at, None, MONDAY, ended, claim=begun, by="one")
    assert minutes == 0 or not due(
        at - timedelta(seconds=1), None, MONDAY, ended, claim=begun, by="one"
    )


def test_a_week_that_was_begun_five_times_without_an_end_waits_for_a_person() -> None:
    """It is looked at once more, to be given up, and is due no more then."""
    days = MONDAY + timedelta(days=3)
    often = replace(run("fjord", WEEK, None), claim=MOST_UNENDED + 1)
    assert is_hopeless(often, attempts=1)
    assert not is_hopeless(often, attempts=2)
    assert due(days, None, MONDAY, 1, claim=often.claim, by="one")
    assert not due(days, Outcome.FAILED, MONDAY, 1, claim=often.claim)
    assert due(days, Outcome.FAILED, MONDAY, 2, claim=often.claim)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (MONDAY.replace(hour=12), False),
        (MONDAY.replace(hour=21, minute=59), False),
        (MONDAY.replace(hour=22), True),
        (MONDAY + timedelta(days=1, hours=-1), True),
        (MONDAY + timedelta(days=1), False),
    ],
)
def test_a_portal_with_hours_is_due_in_its_hours_only(now: datetime, expected: bool) -> None:
    """From 22 to 6 o'clock on the wall, over midnight; the others do not wait for it."""
    night = Hours(since=clock_time(22), until=clock_time(6))
    assert is_due(replace(FJORD, hours=night), now, None, 0) is expected


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_every_week_is_due_at_its_configured_hour_of_the_wall_clock(day: date) -> None:
    """Through daylight saving time, New Year and years of 53 weeks."""
    week = Week.of(day)
    at = due_at(CONFIG, week)
    assert (at.isoweekday(), at.hour, at.minute) == (1, 6, 0)
    assert Week.of(at.date()) == week


def test_a_tick_sweeps_what_is_due_and_the_next_one_does_nothing(
    installation: Setup,
) -> None:
    """The ledger remembers, so another tick, or another process, asks the portals nothing."""
    collector = installation.at(date(2022, 3, 7), hour=6)
    Service(Collector(collector)).tick()
    asked = installation.portals.requests
    Service(Collector(collector)).tick()
    assert {r.outcome for r in installation.store.runs(WEEK, WEEK)} == {Outcome.COMPLETE}
    assert asked == installation.portals.requests


def test_before_the_hour_a_tick_only_writes_down_what_will_be_due(
    installation: Setup,
) -> None:
    """The rows are made in advance."""
    Service(Collector(installation.at(date(2022, 3, 7), hour=5))).tick()
    assert {r.outcome for r in installation.store.runs(WEEK, WEEK)} == {None}
    assert installation.portals.requests == 0


def test_a_problem_is_logged_and_the_service_goes_on(
    installation: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    """A missing key stops the sweep of its year and says so; the next tick attempts again."""
    Service(Collector(installation.at(date(2023, 3, 6)))).tick()
    assert "no key for 2023" in caplog.text


def test_what_meets_several_portals_in_a_round_is_logged_once(
    installation: Setup, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A full disk: one line names the portals, and the ledger's no says nothing over again."""
    said = "database data/monitor.sqlite: database or disk is full. Make room on its disk"

    def full(*_: object, **__: object) -> None:
        raise DatabaseProblem(said)

    for name in ("add_sweep", "add_failure"):
        monkeypatch.setattr(installation.store, name, full)
    Service(Collector(installation.at(date(2022, 3, 7)))).tick()
    names = [portal.name for portal in installation.config.portal]
    assert caplog.text.count(said) == 1
    assert all(name in caplog.text[: caplog.text.index(said)] for name in names)


def test_the_service_sweeps_and_stops_when_told(installation: Setup) -> None:
    """A real process with the real clock: one round, SIGTERM, exit code 143."""
    installation.portals.set_week(date(2022, 3, 7))
    write_config(  # by which a week is due from its first minute
        installation.folder,
        installation.portals.base,
        lambda text: text.replace("at = 06:00:00", "at = 00:00:00"),
    )
    now = datetime.now(OSLO)
    new_key(installation.config.storage.keys, Week.of(now.date()).year)
    with start_monitor("run", "--config", installation.folder / "config.toml") as process:
        _wait_for(installation.store, Week.of(now.date()))
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate()
        assert (process.returncode, "Traceback" in errors) == (143, False)
        assert "42 00" not in errors


def _wait_for(store: Store, week: Week) -> None:
    for _ in range(600):
        runs = store.runs(week, week)
        if runs and {r.outcome for r in runs} == {Outcome.COMPLETE}:
            return
        time.sleep(0.2)
    pytest.fail("the service swept nothing in 120 s")


def test_after_a_problem_of_ours_a_portal_is_asked_after_growing_waits(
    installation: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is not paid for by the portal with a full sweep every five minutes."""

    def full(*_: object, **__: object) -> None:
        raise DatabaseProblem("database or disk is full")

    stored = installation.store.add_sweep
    for name in ("add_sweep", "add_failure"):
        monkeypatch.setattr(installation.store, name, full)
    clock = [MONDAY]
    config = installation.config.model_copy(update={"portal": installation.config.portal[:1]})
    installation.portals.set_week(MONDAY.date())
    service = Service(Collector(Installation(config, installation.store, lambda: clock[0])))
    asked, minutes = 0, []
    for tick in range(12 * 24):
        clock[0] = MONDAY + timedelta(minutes=5 * tick)
        service.tick()
        if installation.portals.requests > asked:
            asked = installation.portals.requests
            minutes.append(5 * tick)
    assert minutes == [0, 5, 10, 20, 40]
    (run_now,) = installation.store.runs(WEEK, WEEK)
    assert (run_now.outcome, run_now.reason) == (Outcome.FAILED, ENDED_THE_PROGRAM)
    monkeypatch.setattr(installation.store, "add_sweep", stored)
    service._collector.collect(config.portal)
    (run_now,) = installation.store.runs(WEEK, WEEK)
    assert (run_now.outcome, run_now.begun_at, run_now.by) == (Outcome.COMPLETE, None, "")


def test_services_that_look_together_sweep_each_portal_once(
    installation: Setup,
) -> None:
    """Three of them, on one database: what another swept meanwhile is left alone."""
    installation.portals.set_week(MONDAY.date())
    stores = [Store.open(installation.config.storage.database) for _ in range(3)]
    services = [
        Service(Collector(Installation(installation.config, store, lambda: MONDAY)))
        for store in stores
    ]
    threads = [threading.Thread(target=service.tick) for service in services]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for service in services:
        service.tick()
    for store in stores:
        store.close()
    attempts = installation.store.attempts(WEEK)
    assert [attempt.nr for attempt in attempts] == [1, 1, 1]


def test_a_clock_that_is_set_back_does_not_make_the_service_stand_still() -> None:
    """Two hours back, its job is due in two hours and five minutes: it is run at once."""
    pulse, ticked = Pulse(timezone="Europe/Oslo"), threading.Event()
    later = datetime.now(OSLO) + timedelta(hours=2, minutes=5)
    pulse.add_job(ticked.set, "interval", minutes=5, next_run_time=later)
    pulse.start()
    assert ticked.wait(120)
    pulse.shutdown()


def test_between_its_ticks_the_service_waits() -> None:
    """What is due within the interval is left alone."""
    pulse, soon = Pulse(timezone="Europe/Oslo"), datetime.now(OSLO) + timedelta(minutes=4)
    pulse.add_job(lambda: None, "interval", minutes=5, next_run_time=soon)
    pulse.start()
    assert [job.next_run_time for job in pulse.get_jobs()] == [soon]
    pulse.shutdown()
