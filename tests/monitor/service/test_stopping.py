"""Real processes that are told to end: after the page being fetched, or at once when told twice."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.config import load
from monitor.demo.portal_server import DemoPortals
from scrapers.model import Outcome
from storage.keys import key_file, new_key
from storage.store import Store
from storage.weeks import Week
from tests.commands import monitor, monitor_process
from tests.monitor.conftest import Handmade, some_ads, write_config
from tests.portal_server import Answer, PortalServer, Request
from tests.processes import Child, start_monitor

WEEK = Week.of(datetime.now(ZoneInfo("Europe/Oslo")).date())
CODES = {signal.SIGTERM: 143, signal.SIGINT: 130}
Change = Callable[[str], str]


def due_at_once(text: str) -> str:
    return text.replace("at = 06:00:00", "at = 00:00:00").replace('"monday"  ', '"monday"')


def slow_fjord(text: str) -> str:
    """Return the config with two seconds between any two requests to the second portal."""
    before, fjord = due_at_once(text).split('name = "fjord"')
    return f'{before}name = "fjord"{fjord.replace("delay_seconds = 0.0", "delay_seconds = 2.0", 1)}'


@contextmanager
def installed(home: Path, change: Change) -> Iterator[DemoPortals]:
    """Run the demo's portals with forty ads each, with a config of them and this year's key."""
    market = Handmade({name: some_ads(name, 40) for name in ("nordlys", "fjord", "tundra")})
    with DemoPortals(market) as portals:
        portals.set_week(WEEK.monday())
        config = load(write_config(home, portals.base, change))
        new_key(config.storage.keys, WEEK.year)
        yield portals


def running(home: Path, *words: str) -> Child:
    """Run a command as a process."""
    return start_monitor(*words, "--config", home / "config.toml")


def until(is_so: Callable[[], bool], seconds: float = 40) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.05)


def outcomes(home: Path) -> dict[str, Outcome | None]:
    """Return what became of this week's portals; nothing where there is no database yet."""
    if not (home / "data" / "monitor.sqlite").exists():
        return {}
    store = Store.open(load(home / "config.toml").storage.database)
    try:
        return {run.portal: run.outcome for run in store.runs(WEEK, WEEK)}
    finally:
        store.close()


@pytest.mark.parametrize("number", CODES)
@pytest.mark.parametrize("command", ["sweep", "run"])
def test_a_sweep_ends_after_its_page_and_says_what_was_stored(
    tmp_path: Path, command: str, number: signal.Signals
) -> None:
    """What is done is stored and counted, what is not stays due; no portal is asked any more."""
    with installed(tmp_path, slow_fjord) as portals, running(tmp_path, command) as process:
        until(lambda: outcomes(tmp_path).get("nordlys") is Outcome.COMPLETE)
        told, asked = time.monotonic(), portals.requests
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
        assert time.monotonic() - told < 10
        assert portals.requests <= asked + 1
    assert (process.returncode, "Traceback" in errors) == (CODES[number], False)
    assert "Stopping after the page" in errors
    assert "fjord, tundra" in errors
    if command == "sweep":
        assert "Stored: nordlys. Not swept, and due: fjord, tundra" in errors
    assert outcomes(tmp_path) == {"nordlys": Outcome.COMPLETE, "fjord": None, "tundra": None}
    store = Store.open(load(tmp_path / "config.toml").storage.database)
    assert [(one.portal, one.nr) for one in store.attempts(WEEK)] == [("nordlys", 1)]
    assert list(store.waiting_weeks()) == []
    store.close()


def test_told_twice_the_program_ends_at_once(tmp_path: Path, server: PortalServer) -> None:
    """Though a portal takes its time to answer; the database is whole."""

    def late(_request: Request) -> Answer:
        time.sleep(15)
        return Answer("")

    server.routes["/fjord/annonser"] = late

    def change(text: str) -> str:
        before, fjord = due_at_once(text).split('name = "fjord"')
        start = fjord.split('start = "')[1].split("/fjord")[0]
        return f'{before}name = "fjord"{fjord.replace(start, server.base, 1)}'

    with installed(tmp_path, change), running(tmp_path, "run") as process:
        until(lambda: any("annonser" in request.path for request in server.requests))
        process.send_signal(signal.SIGTERM)
        until(lambda: "Stopping after the page" in process.stderr.readline())
        assert process.returncode is None
        told = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
        assert time.monotonic() - told < 5
    assert (process.wait(), "Traceback" in errors, "fault" in errors) == (143, False, False)
    assert outcomes(tmp_path)["fjord"] is None
    assert "damaged" not in monitor("check", at=tmp_path).said


def test_a_second_service_is_refused_and_the_first_says_what_it_is_of(tmp_path: Path) -> None:
    """Version, database, portals, and when it sweeps next."""
    with installed(tmp_path, due_at_once), running(tmp_path, "run") as process:
        line = process.stderr.readline()
        assert line.startswith("ad-market-monitor ")
        assert str(tmp_path / "data" / "monitor.sqlite") in line
        assert (
            f"portals nordlys, fjord, tundra; next sweep now: nordlys, fjord, tundra ({WEEK})"
            in line
        )
        until(lambda: set(outcomes(tmp_path).values()) == {Outcome.COMPLETE})
        second = monitor_process("run", at=tmp_path)
        assert (second.code, "is running on this installation already" in second.said) == (4, True)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in errors) == (143, False)
    key_file(load(tmp_path / "config.toml").storage.keys, WEEK.year).unlink()
    with running(tmp_path, "run") as after:
        assert f"next sweep {WEEK.next().monday()} 00:00 ({WEEK.next()})" in after.stderr.readline()
        assert f"Nøkkelen for {WEEK.year} kan ikke brukes" in after.stderr.readline()
