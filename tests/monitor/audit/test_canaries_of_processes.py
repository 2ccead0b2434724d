"""Real processes against portals that show canaries: whatever stops them, no file keeps one.

Beside everything that a process could have written, a canary of the test's own is hidden, and the
search must find that one and no other.
"""

from __future__ import annotations

import base64
import gzip
import json
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Timer

import pytest

from monitor.audit.canary_search import search
from monitor.audit.canary_sweeps import Canaries
from storage.keys import new_key
from storage.store import Store
from storage.weeks import Week
from tests.conftest import Ordinary
from tests.portal_server import Answer, PortalServer, Request
from tests.processes import Child, start

PROMPT = 120  # seconds that nothing here takes, on a busy machine either

# Only bounds of time are made small; everything else is the program as it is installed.
LAUNCH = """
import os, resource, sys
import scrapers.http.client, storage.database
scrapers.http.client.MOST_SECONDS, scrapers.http.client.ATTEMPTS = 1.0, 1
storage.database.PRAGMAS["busy_timeout"] = ("300", 300)
import monitor.commands.sweep  # before an ordinary user's rights, who may not read the interpreter
from monitor.__main__ import main
"""
SETTINGS = """
contact = "canaries@example.org"
[schedule]
day = "monday"
at = 00:00:00
[storage]
database = "sqlite:///data/monitor.sqlite"
keys = "keys"
[places]
Oslo = ["Oslo"]
"""
PORTAL = """
[[portal]]
name = "{name}"
start = "{base}/{name}/"
local = true
simulated = true
delay_seconds = 0.0
terms = {{ checked_by = "the test itself", checked_on = 2022-01-01 }}
bounds = {{ least = 1, most = 1000, least_share_with_number = 0.0 }}
cards = "article.ad"
no_ads = "p.empty"
ad = {{ select = "h2 a", attribute = "href" }}
place = {{ select = ".place" }}
next = {{ select = 'a[rel="next"]' }}
{number}
"""
IN_LIST = 'number = { select = ".contact" }'
IN_DETAIL = """
detail = { link = { select = "h2 a", attribute = "href" }, number = { select = ".contact" } }
"""
STEPS = {
    "complete": "complete",
    "listing": "failed",
    "layout": "layout_changed",
    "redirect": "refused",
    "detail": "failed",
    "hanging": "failed",
    "robots": "failed",
}
"""Where each portal fails, and as what it enters the ledger."""

MINE = "+4749777123"
"""The canary that the tests hide themselves."""


@dataclass
class Trial:
    """An installation, two portals' servers, and the folders that a process may write to."""

    folder: Path
    canaries: Canaries
    server: PortalServer
    broken: PortalServer
    said: list[str] = field(default_factory=list)

    def install(self, *names: str) -> None:
        """Write the config for these portals, and make the folders and this week's key."""
        for name in ("home", "work", "temp", "log"):
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)
        portals = [
            PORTAL.format(
                name=name,
                base=(self.broken if name == "robots" else self.server).base,
                number=IN_DETAIL if name == "detail" else IN_LIST,
            )
            for name in names
        ]
        config = self.folder / "home" / "config.toml"
        config.write_text(SETTINGS + "".join(portals), encoding="utf-8")
        new_key(self.folder / "home" / "keys", this_week().year)

    def start(self, command: str, before: str = "") -> Child:
        """Start a command of the program in its own folders."""
        words = [command, "--config", str(self.folder / "home" / "config.toml")]
        code = f"{LAUNCH}\n{before}\nsys.argv = ['monitor', *{words!r}]\nmain()"
        temp = str(self.folder / "temp")
        environment = {"TMPDIR": temp, "HOME": temp, "COLUMNS": "400"}
        return start(code, at=self.folder / "work", env=environment)

    def end(self, process: Child) -> int:
        """Wait for a process; what it said is logged as text, and as journalctl exports it."""
        said = process.communicate(timeout=PROMPT)
        text = "".join(said)
        lines = [{"MESSAGE": line, "PRIORITY": "6"} for line in text.splitlines()]
        journal = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (self.folder / "log" / "text").write_text(text, encoding="utf-8")
        (self.folder / "log" / "journal.json").write_text(journal, encoding="utf-8")
        self.said.append(text)
        return process.wait()

    def run(self, command: str, before: str = "") -> int:
        """Start a command and wait for it."""
        return self.end(self.start(command, before))

    def found(self) -> list[str]:
        """Search every folder, after a canary of our own was hidden in it as a database's number.

        It must be found, or the search would prove nothing; what else is found is returned.
        """
        hidden = self.folder / "temp" / "hidden.sqlite"
        with closing(sqlite3.connect(hidden)) as database:
            database.execute("CREATE TABLE t (number INTEGER)")
            database.execute("INSERT INTO t VALUES (?)", (int(MINE[3:]),))
            database.commit()
        everything = search([self.folder], [*self.canaries.values, MINE])
        others = [found for found in everything if found.file != hidden]
        assert len(others) < len(everything)
        hidden.unlink()
        return [f"{found.file.name}: {found.form}" for found in others]

    def outcomes(self) -> dict[str, str | None]:
        """Return what the ledger says of this week."""
        store = Store.open(f"sqlite:///{self.folder}/home/data/monitor.sqlite")
        week = this_week()
        found = {run.portal: run.outcome and run.outcome.value for run in store.runs(week, week)}
        store.close()
        return found


def this_week() -> Week:
    """Return the week by the real clock, which the processes have."""
    return Week.of(date.today())  # noqa: DTZ011


def list_of(canaries: Canaries, *, cards: str = "article class=ad", more: str = "") -> str:
    """Return a list page that shows every canary."""
    ads = "".join(
        f'<{cards}><h2><a href="{slug}">{number} {slug}</a></h2>'
        f'<span class="place">{canaries.place}</span><p class="contact">{number}</p></article>'
        for slug, number in zip(canaries.slugs, canaries.numbers, strict=True)
    )
    return f"<html><body><h1>{canaries.numbers[0]}</h1>{ads}{more}</body></html>"


def trickle(canaries: Canaries) -> Iterator[bytes]:
    """Yield a page that never ends."""
    for _ in range(100):
        yield list_of(canaries).encode()
        time.sleep(0.1)


@pytest.fixture
def trial(ordinary: Ordinary) -> Iterator[Trial]:
    """Give portals that show canaries and fail, each at another step."""
    canaries = Canaries.fresh()
    page = list_of(canaries)
    with PortalServer() as server, PortalServer() as broken:
        server.routes |= {
            "/robots.txt": Answer(f"User-agent: *\nDisallow: /{canaries.slugs[0]}\n"),
            "/complete/": Answer(page),
            "/listing/": Answer(page, status=500),
            "/layout/": Answer(list_of(canaries, cards="article class=other")),
            "/redirect/": Answer(
                page, status=302, headers={"Location": f"https://example.org/{canaries.slugs[0]}"}
            ),
            "/detail/": Answer(page),
            **{f"/detail/{slug}": Answer(page, status=500) for slug in canaries.slugs},
            "/hanging/": lambda _request: Answer(trickle(canaries)),
        }
        broken.routes["/robots.txt"] = Answer(page, status=500)
        yield Trial(ordinary.folder, canaries, server, broken)


def test_no_step_at_which_a_sweep_fails_leaves_a_canary(trial: Trial) -> None:
    """Robots, list, layout, redirect, detail page and time-out, side by side in one process."""
    trial.install(*STEPS)
    assert trial.run("sweep") == 1
    assert trial.outcomes() == STEPS
    assert "hanging" in trial.said[0]
    assert trial.found() == []


def test_the_services_log_as_text_and_as_the_journal_exports_it_holds_no_canary(
    trial: Trial,
) -> None:
    """`monitor run` logs every outcome with its reason."""
    trial.install(*STEPS)
    process = trial.start("run")
    deadline = time.monotonic() + PROMPT
    database = trial.folder / "home" / "data" / "monitor.sqlite"
    while not (database.exists() and trial.outcomes() == STEPS) and time.monotonic() < deadline:
        time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    assert trial.end(process) == 143
    assert all(f"{name} {this_week()}: {STEPS[name]}" in trial.said[0] for name in STEPS)
    assert trial.found() == []


def test_a_sweep_that_is_killed_in_the_middle_leaves_no_canary(trial: Trial) -> None:
    """One page of canaries was read, and the second never comes."""
    trial.install("complete")
    asked, killed = threading.Event(), threading.Event()

    def hang(_request: Request) -> None:
        asked.set()
        killed.wait(PROMPT)

    more = '<a rel="next" href="/complete/2">more</a>'
    trial.server.routes["/complete/"] = Answer(list_of(trial.canaries, more=more))
    trial.server.routes["/complete/2"] = hang
    process = trial.start("sweep")
    assert asked.wait(PROMPT)
    process.kill()
    assert trial.end(process) == -signal.SIGKILL
    killed.set()
    assert trial.outcomes() == {"complete": None}
    assert trial.found() == []


def forbid(data: Path) -> Callable[[], None]:
    """Let nobody write beside the database any more, but who owns the machine."""
    data.chmod(0o500)
    return lambda: data.chmod(0o700)


MANY = "".join(
    f'<article class=ad><h2><a href="x{at}">x</a></h2><p class="contact">+4743{at:06}</p></article>'
    for at in range(500)
)
"""Ads enough to make the database's file grow."""

FULL = """
size = os.stat("../home/data/monitor.sqlite").st_size + 20_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
"""
ORDINARY = """
import encodings.idna, encodings.utf_8_sig
os.getuid() or os.seteuid(os.stat(os.getcwd()).st_uid)
"""
"""What an ordinary user cannot import any more, because Python may be root's own, comes first."""


@pytest.mark.parametrize(
    ("before", "fault", "said"),
    [
        (FULL, None, "disk I/O error|database or disk is full"),
        (ORDINARY, forbid, "readonly database|unable to open database file"),
    ],
    ids=["full", "read-only"],
)
def test_a_database_that_fails_when_the_sweep_is_stored_leaves_no_canary(
    trial: Trial,
    ordinary: Ordinary,
    before: str,
    fault: Callable[[Path], Callable[[], None]] | None,
    said: str,
) -> None:
    """From the moment that the list was asked for, the database takes nothing any more."""
    trial.install("complete")
    data = trial.folder / "home" / "data"
    Store.open(f"sqlite:///{data}/monitor.sqlite").close()
    mend: list[Callable[[], None]] = []

    def answer(_request: Request) -> Answer:
        if fault is not None:
            mend.append(fault(data))
        return Answer(list_of(trial.canaries, more=MANY))

    trial.server.routes["/complete/"] = answer
    if before is ORDINARY:
        with ordinary.rights():
            pass  # hands the folder to the ordinary user, where we are root
    code = trial.run("sweep", before)
    leftover = trial.found()
    for undo in mend:
        undo()
    assert code == 4, trial.said
    assert any(words in trial.said[0] for words in said.split("|"))
    assert leftover == []


def test_a_sweep_that_waits_for_a_locked_database_is_stored_and_leaves_no_canary(
    trial: Trial,
) -> None:
    """Another program has it from the moment that the list was asked for, for many short waits."""
    trial.install("complete")
    file = trial.folder / "home" / "data" / "monitor.sqlite"
    Store.open(f"sqlite:///{file}").close()
    waiting: list[list[str]] = []

    def let_go(other: sqlite3.Connection) -> None:
        waiting.append(trial.found())
        other.close()

    def answer(_request: Request) -> Answer:
        other = sqlite3.connect(file, check_same_thread=False)
        other.execute("BEGIN EXCLUSIVE")
        Timer(1.5, let_go, [other]).start()
        return Answer(list_of(trial.canaries))

    trial.server.routes["/complete/"] = answer
    assert trial.run("sweep") == 0, trial.said
    assert trial.outcomes() == {"complete": "complete"}
    assert waiting == [[]]
    assert trial.found() == []


def test_without_a_key_nothing_is_asked_for_and_nothing_kept(trial: Trial) -> None:
    """The sweep ends before the first request."""
    trial.install("complete")
    for key in (trial.folder / "home" / "keys").glob("*"):
        key.unlink()
    assert trial.run("sweep") == 3
    assert trial.server.paths == []
    assert trial.found() == []


@pytest.mark.parametrize("form", ["text", "journal", "base64", "gzip"])
def test_the_search_finds_what_is_hidden_in_a_log(trial: Trial, form: str) -> None:
    """As a process might have written it; else finding nothing would mean nothing."""
    trial.install("complete")
    spaced = f"42 {MINE}".encode()
    hidden = {
        "text": spaced,
        "journal": json.dumps({"MESSAGE": f"no number in {trial.canaries.slugs[1]}"}).encode(),
        "base64": base64.b64encode(b"..." + trial.canaries.numbers[2].encode()),
        "gzip": gzip.compress(trial.canaries.place.encode()),
    }[form]
    (trial.folder / "log" / "hidden").write_bytes(hidden)
    assert {found.split(":")[0] for found in trial.found()} == {"hidden"}
