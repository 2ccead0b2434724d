"""Databases are opened safely, and say in plain words what is wrong with them."""

import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, insert, select, text

from storage.database import (
    PRAGMAS,
    open_engine,
    plain_errors,
    without_password,
    write_transaction,
)
from storage.errors import DatabaseProblem
from storage.schema import migrate
from storage.store import Store
from storage.tables import AD_SIGHTING, PORTAL, SWEEP
from tests.conftest import Ordinary
from tests.storage.support import WEEK, a_sweep, add, identifier, sighting

PASSWORD = "hemmelig-4711"  # noqa: S105 - it opens nothing


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """Open and migrate a database."""
    engine = open_engine(url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def file_of(url: str) -> Path:
    """Return the file that a SQLite URL names."""
    return Path(url.removeprefix("sqlite:///"))


def problem(url: str) -> DatabaseProblem:
    """Open a store that cannot be opened and return the problem."""
    with pytest.raises(DatabaseProblem) as caught:
        Store.open(url).close()
    return caught.value


@pytest.mark.parametrize(("name", "reported"), [(name, PRAGMAS[name][1]) for name in PRAGMAS])
def test_every_pragma_holds_on_every_connection(
    sqlite_url: str, name: str, reported: object
) -> None:
    """Also on a second connection, opened while the first is in use."""
    with opened(sqlite_url) as engine, engine.connect() as one, engine.connect() as other:
        found = [each.scalar(text(f"PRAGMA {name}")) for each in (one, other)]

    assert found == [reported, reported]


def test_a_new_file_is_private(sqlite_url: str) -> None:
    """The file is 0600 in a folder that is 0700, and no other file is left beside it."""
    with opened(sqlite_url):
        file = file_of(sqlite_url)
        modes = [path.stat().st_mode & 0o777 for path in (file, file.parent)]

    assert modes == [0o600, 0o700]
    assert list(file.parent.iterdir()) == [file]


def test_nothing_remains_of_a_deleted_row(sqlite_url: str) -> None:
    """Its bytes are gone from the file as soon as it is deleted, and no journal keeps them."""
    marks = [identifier(f"canary-{number}") for number in range(500)]
    with opened(sqlite_url) as engine:
        with write_transaction(engine) as connection:
            connection.execute(insert(PORTAL).values(name="fjord", simulated=False))
            run = {"portal": "fjord", "week": "2026-W10", "nr": 1, "outcome": "complete"}
            connection.execute(insert(SWEEP).values(id=1, reason="", **run))
            rows = [{"sweep_id": 1, "ad": mark, "place": "Oslo"} for mark in marks]
            connection.execute(insert(AD_SIGHTING), rows)
        before = file_of(sqlite_url).read_bytes()
        with write_transaction(engine) as connection:
            connection.execute(delete(AD_SIGHTING))
        after = b"".join(path.read_bytes() for path in file_of(sqlite_url).parent.iterdir())

    assert all(mark in before for mark in marks)
    assert not any(mark in after for mark in marks)


def test_a_database_is_opened_again_as_it_was_left(database_url: str) -> None:
    """Migrating what is up to date changes nothing."""
    with opened(database_url) as engine, write_transaction(engine) as connection:
        connection.execute(insert(PORTAL).values(name="fjord", simulated=True))
    with opened(database_url) as engine, engine.connect() as connection:
        names = connection.scalars(select(PORTAL.c.name)).all()

    assert names == ["fjord"]


def test_a_broken_rule_does_not_tell_the_values(database_url: str) -> None:
    """Neither the message nor the traceback of a problem has what was to be written."""
    row = {"sweep_id": 987654, "ad": identifier("canary"), "place": "Oslo"}
    with opened(database_url) as engine, pytest.raises(DatabaseProblem) as caught:
        write_badly(engine, database_url, row)
    trace = "".join(traceback.format_exception(caught.value))

    assert "database" in str(caught.value)
    assert not any(each in trace for each in ("canary", b"canary".hex(), "987654", "INSERT"))


def write_badly(engine: Engine, url: str, row: dict[str, object]) -> None:
    """Write a row that breaks a rule of its table."""
    with plain_errors(url), write_transaction(engine) as connection:
        connection.execute(insert(AD_SIGHTING).values(row))


@pytest.mark.parametrize(
    "url",
    ["", "monitor.sqlite", "nonsense://x/y", f"no-such:{PASSWORD}@host/x", "postgresql+nix://h/x"],
)
def test_an_unreadable_url_is_a_problem(url: str) -> None:
    """The message shows what a URL looks like, and not what was there."""
    message = str(problem(url))

    assert "the database URL cannot be read" in message
    assert PASSWORD not in message


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://monitor:{PASSWORD}@127.0.0.1/x",
        f"oracle://monitor:{PASSWORD}@127.0.0.1/x",
        f"postgresql+psycopg2://monitor:{PASSWORD}@127.0.0.1/x",
        f"postgresql+psycopg://monitor:{PASSWORD}@127.0.0.1:none/x",
    ],
)
def test_a_database_that_we_cannot_speak_to_is_a_problem(url: str) -> None:
    """Another product, another driver or a port that is none: in words, without the password."""
    assert PASSWORD not in str(problem(url))


def test_a_server_that_is_not_there_is_a_problem_without_password() -> None:
    """The message says which database and what the driver said."""
    message = str(problem(f"postgresql+psycopg://monitor:{PASSWORD}@127.0.0.1:1/counts"))

    assert "127.0.0.1:1/counts" in message
    assert PASSWORD not in message


def test_a_url_is_shown_without_its_password() -> None:
    """The rest of it helps to find what is meant."""
    assert without_password(f"postgresql+psycopg://monitor:{PASSWORD}@h/x") == (
        "postgresql+psycopg://monitor:***@h/x"
    )


@pytest.mark.parametrize("option", ["password", "sslpassword"])
def test_a_password_among_the_options_of_a_url_is_not_shown(option: str) -> None:
    """PostgreSQL takes one there, too; what helps to find the server stays."""
    message = str(problem(f"postgresql+psycopg://u@127.0.0.1:1/counts?{option}={PASSWORD}"))

    assert "127.0.0.1:1/counts" in message
    assert PASSWORD not in message


def test_a_password_with_an_at_sign_is_not_taken_for_a_host() -> None:
    """Its second half would be named in every message as the host that was not found."""
    message = str(problem(f"postgresql+psycopg://u:first@{PASSWORD}@127.0.0.1:1/counts"))

    assert "write it as %40" in message
    assert PASSWORD not in message


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    """It would forget everything."""
    assert "in memory keeps nothing" in str(problem(url))


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "data").write_text("")

    assert "database file" in str(problem(f"sqlite:///{tmp_path}/data/monitor.sqlite"))


def test_a_folder_that_is_not_ours_is_a_problem(ordinary: Ordinary) -> None:
    """The system's own words say why."""
    ordinary.folder.chmod(0o500)
    with ordinary.rights():
        said = str(problem(f"sqlite:///{ordinary.folder}/monitor.sqlite"))
    assert "Permission denied. Run this as the user that the file and its folder belong to" in said


def test_a_full_disk_is_told_with_what_to_do(tmp_path: Path) -> None:
    """SQLite says it itself, here of a file that may not grow."""
    url = f"sqlite:///{tmp_path}/monitor.sqlite"
    with opened(url) as engine, pytest.raises(DatabaseProblem) as caught:
        fill(engine, url)
    assert str(caught.value).endswith("database or disk is full. Make room on its disk")


def fill(engine: Engine, url: str) -> None:
    """Write more into a database than it may hold."""
    with plain_errors(url), write_transaction(engine) as connection:
        connection.execute(text("PRAGMA max_page_count = 1"))
        for number in range(9):
            connection.execute(text(f"CREATE TABLE filler_{number} (of_it TEXT)"))


def test_a_server_that_is_away_is_told_with_what_to_look_at() -> None:
    """Where nothing listens; whoever reads it may not know where the address stands."""
    said = str(problem("postgresql+psycopg://nobody@127.0.0.1:1/none"))
    assert "Connection refused. Does its server run, and are host, port, user" in said
    assert "MONITOR_DATABASE" in said


def test_a_read_only_file_is_a_problem(ordinary: Ordinary) -> None:
    """A database that cannot be written is found out when it is opened."""
    url = f"sqlite:///{ordinary.folder}/monitor.sqlite"
    Store.open(url).close()
    file_of(url).chmod(0o400)
    with ordinary.rights():
        assert "Permission denied" in str(problem(url))


def test_a_file_that_is_no_database_is_a_problem_and_is_left_alone(tmp_path: Path) -> None:
    """Somebody's other file is not written over."""
    file = tmp_path / "monitor.sqlite"
    file.write_bytes(b"this is not a database, but it is somebody's\n" * 100)
    before = file.read_bytes()
    message = str(problem(f"sqlite:///{file}"))

    assert "file is not a database" in message
    assert before == file.read_bytes()


def test_a_damaged_database_is_a_problem(sqlite_url: str) -> None:
    """A file with holes in it says so, in words."""
    Store.open(sqlite_url).close()
    file = file_of(sqlite_url)
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 40_000)

    assert "malformed" in str(problem(sqlite_url))


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """Tables of the same name that are not ours stop us, and stay as they are."""
    file = tmp_path / "other.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE run (distance REAL)")
    connection.close()

    assert "table run already exists" in str(problem(f"sqlite:///{file}"))
    connection = sqlite3.connect(file)
    tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
    connection.close()
    assert tables == [("run",)]


def test_a_database_of_a_newer_program_is_a_problem(database_url: str) -> None:
    """A version that we do not know is not guessed at."""
    with opened(database_url) as engine, write_transaction(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert "9999" in str(problem(database_url))


def test_a_store_that_cannot_be_opened_holds_no_connection(postgres_url: str) -> None:
    """What was begun is let go of, so that the server has room for others."""
    with opened(postgres_url) as engine, write_transaction(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    others = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with pytest.raises(Exception, match="9999"):
        Store.open(postgres_url)
    engine = open_engine(postgres_url)
    with engine.connect() as connection:
        left = connection.scalar(others)
    engine.dispose()

    assert left == 0


def test_a_connection_that_was_cut_is_made_anew(postgres_url: str) -> None:
    """The server may restart between two weeks; the next use of the store does not notice."""
    store = Store.open(postgres_url)
    other = open_engine(postgres_url)
    try:
        with other.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        assert store.publishable.simulated_portals() == set()
    finally:
        store.close()
        other.dispose()


def test_weeks_are_found_by_their_key_however_many_years_there_are(sqlite_url: str) -> None:
    """No row of another week is looked at when a sweep is stored, or a week is read."""
    store, said = Store.open(sqlite_url), list[tuple[str, Any]]()
    store.plan({"fjord": False}, [WEEK])

    @event.listens_for(Engine, "before_cursor_execute")
    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        said.append((statement, values))

    try:
        add(store, a_sweep("fjord", sighting("a", "1")))
        store.runs(WEEK, WEEK)
        store.attempts(WEEK)
        store.check_counts(WEEK, WEEK)
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
        store.close()
    with closing(sqlite3.connect(file_of(sqlite_url))) as database:
        plans = [
            step
            for statement, values in said
            for *_, step in database.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert {step.split()[1] for step in plans} >= {"run", "sweep", "check_count"}
    assert not {"SCAN run", "SCAN sweep", "SCAN check_count"}.intersection(plans)
