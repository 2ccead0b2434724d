"""A finished sweep waits for the database, however long somebody else has it."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier, Thread, Timer
from time import monotonic

import pytest
from sqlalchemy import text

from storage import database
from storage.database import PRAGMAS, open_engine
from storage.store import Store
from storage.weeks import Week
from tests.conftest import Postgres
from tests.storage.support import COMPLETE, WEEK, a_sweep, add_counted, ads, count, sighting

HOLD = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2].split(";"):
    other.execute(statement).fetchone()
print("held", flush=True)
sys.stdin.readline()
"""
MOST_SECONDS = 60
"""When a test gives up, which on a busy machine must not be soon."""

READER = "BEGIN;SELECT * FROM run"
WRITER = "BEGIN IMMEDIATE"
ALL_OF_IT = "BEGIN EXCLUSIVE"


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let SQLite give up after a twentieth of a second, and the log speak many times later."""
    monkeypatch.setitem(PRAGMAS, "busy_timeout", ("50", 50))
    monkeypatch.setattr(database, "SAY_AFTER_SECONDS", 0.2)
    monkeypatch.setattr(database, "_said", float("-inf"))


class LetGo(logging.Handler):
    """Tells another process to let go, once the log says that it is waited for."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        super().__init__()
        self.process = process
        self.told = False

    def emit(self, record: logging.LogRecord) -> None:
        """Tell it, once."""
        if "waiting until it lets go" in record.getMessage() and not self.told:
            self.told = True
            assert self.process.stdin is not None
            self.process.stdin.write("go\n")
            self.process.stdin.flush()


@contextmanager
def held(url: str, statements: str) -> Iterator[None]:
    """Let another process hold a SQLite file until the log says that it is waited for."""
    command = [sys.executable, "-c", HOLD, url.removeprefix("sqlite:///"), statements]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        handler, deadline = LetGo(process), Timer(MOST_SECONDS, process.kill)
        database.log.addHandler(handler)
        deadline.start()
        try:
            yield
        finally:
            deadline.cancel()
            database.log.removeHandler(handler)
        assert handler.told


@pytest.mark.parametrize("statements", [READER, WRITER, ALL_OF_IT])
def test_a_sweep_is_stored_when_the_other_process_lets_go(sqlite_url: str, statements: str) -> None:
    """Whether it reads, writes, or has the whole file; and the log says what is waited for."""
    store = Store.open(sqlite_url)
    store.plan({"fjord": False}, [WEEK])
    with held(sqlite_url, statements):
        add_counted(store, a_sweep("fjord", sighting("a", "1")), WEEK, COMPLETE, count, late=False)
    assert ads(store) == {"fjord": 1}
    store.close()


def test_a_database_is_opened_and_read_when_the_other_process_lets_go(sqlite_url: str) -> None:
    """A look at the ledger waits, too, rather than fail."""
    Store.open(sqlite_url).close()
    with held(sqlite_url, ALL_OF_IT):
        store = Store.open(sqlite_url)
        assert store.runs(WEEK, WEEK) == []
        store.close()


def test_a_database_that_is_open_is_read_when_the_other_process_lets_go(sqlite_url: str) -> None:
    """A reader's lock is waited for before its first question, which would not wait."""
    store = Store.open(sqlite_url)
    with held(sqlite_url, ALL_OF_IT):
        assert store.runs(WEEK, WEEK) == []
    store.close()


def test_the_wait_for_a_lock_is_set_before_anything_that_needs_one() -> None:
    """SQLite counts it only from the moment that it is set."""
    assert next(iter(PRAGMAS)) == "busy_timeout"


def test_another_fault_than_a_lock_is_not_waited_for(sqlite_url: str) -> None:
    """What waiting cannot mend is told at once."""
    engine = open_engine(sqlite_url)
    with engine.connect() as connection, pytest.raises(Exception, match="no such table"):
        database.patiently(lambda: connection.execute(text("SELECT * FROM nowhere")))
    engine.dispose()


def test_a_hundred_portals_that_finish_together_are_all_stored(
    store: Store, database_url: str
) -> None:
    """From two programs; their week is counted when they are done, over all of them."""
    names = [f"portal{at:03}" for at in range(100)]
    for name in names:
        store.plan({name: False}, [WEEK])
    stores = [store, Store.open(database_url)]
    together = Barrier(len(names))

    def finish(at: int) -> None:
        found = a_sweep(names[at], *(sighting(f"{at} {ad}", f"{ad}") for ad in range(10)))
        together.wait(60)
        stores[at % 2].add_sweep(found, WEEK, COMPLETE, late=False)

    threads = [Thread(target=finish, args=(at,)) for at in range(len(names))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert store.recount(store.waiting_weeks(), count) == [WEEK]
    assert ads(store) == dict.fromkeys(names, 10)
    assert [cell.value for cell in store.publishable.cells(WEEK, WEEK)] == [10]
    stores[1].close()


def test_a_server_that_gives_up_on_locks_and_idlers_loses_no_sweep(
    postgres: Postgres, postgres_url: str
) -> None:
    """Time-outs that an administrator has set do not hold for what must not be lost."""
    name = postgres_url.partition("@/")[2].partition("?")[0]
    with postgres.connect() as connection:
        for timeout in ("lock_timeout", "idle_session_timeout"):
            connection.execute(f"ALTER DATABASE {name} SET {timeout} = '200ms'")
    store = Store.open(postgres_url)
    store.plan({"fjord": False}, [WEEK])
    other = postgres.connect(name)
    other.execute("BEGIN")
    other.execute("SET LOCAL idle_session_timeout = 0")
    other.execute("LOCK TABLE run IN SHARE ROW EXCLUSIVE MODE")

    def finish() -> None:
        with store.sweeping("fjord"):
            store.add_sweep(a_sweep("fjord", sighting("a")), WEEK, COMPLETE, late=False)

    thread = Thread(target=finish)
    thread.start()
    until = monotonic() + MOST_SECONDS
    while lock_holders(postgres, name) != 1 and monotonic() < until:
        thread.join(0.05)
    thread.join(1.0)  # five times as long as the server's own time-outs
    assert thread.is_alive()
    assert lock_holders(postgres, name) == 1
    other.close()
    thread.join(MOST_SECONDS)
    assert [attempt.nr for attempt in store.attempts(WEEK)] == [1]
    store.close()


def lock_holders(postgres: Postgres, name: str) -> int:
    """Count the sessions that hold a portal of a database."""
    query = (
        "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_database d ON d.oid = pg_locks.database "
        "WHERE locktype = 'advisory' AND granted AND d.datname = %s"
    )
    with postgres.connect() as connection:
        row = connection.execute(query, (name,)).fetchone()
    return int(row[0]) if row else 0


def test_weeks_of_other_portals_are_not_counted_by_who_only_stores(store: Store) -> None:
    """A week that waits is one that was stored, and no other."""
    later = Week(2026, 11)
    for name in ("fjord", "tundra"):
        store.plan({name: False}, [WEEK, later])
    store.add_sweep(a_sweep("fjord", sighting("a")), later, COMPLETE, late=False)
    assert store.waiting_weeks() == [later]


def test_the_log_says_once_in_a_while_that_the_database_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A report waits for each of its weeks, but one line is enough; later there is another."""
    now = [0.0]
    monkeypatch.setattr("storage.database.time.monotonic", lambda: now[0])
    monkeypatch.setattr(database, "SAY_AFTER_SECONDS", 5.0)
    monkeypatch.setattr(database, "_said", float("-inf"))

    def busy_for(seconds: float) -> None:
        until = now[0] + seconds

        def step() -> None:
            now[0] += 1
            if now[0] <= until:
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise error

        database.patiently(step)

    lines = []
    for seconds in (5, 7, 7, 589, 7, 7):
        busy_for(seconds)
        lines.append(len(caplog.records))
    assert lines == [0, 1, 1, 1, 2, 2]
