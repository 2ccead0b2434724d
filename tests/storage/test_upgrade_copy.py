"""An upgrade keeps a copy of what was there until it is done, and leaves none behind."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String, column, select, table, text

from storage import private_files, schema
from storage.database import open_engine
from storage.errors import DatabaseProblem
from storage.store import Store
from tests.conftest import Postgres
from tests.storage.support import make_version_0004

ROOT = Path(__file__).parents[2]


@pytest.fixture
def older(sqlite_url: str) -> Path:
    """A database as version 0004 made it, with a portal in it."""
    at_version_0004(sqlite_url)
    return Path(sqlite_url.removeprefix("sqlite:///"))


def at_version_0004(url: str) -> None:
    """Make a database as version 0004 made it, with a portal in it."""
    engine = open_engine(url)
    make_version_0004(engine, "INSERT INTO portal (name, simulated) VALUES ('fjord', false)")
    engine.dispose()


def copies(file: Path) -> list[Path]:
    return list(file.parent.glob("*before-upgrade"))


def test_a_copy_is_there_while_the_tables_are_changed_and_gone_afterwards(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is whole, and only its owner can read it; it would hold identifiers."""
    upgrade = schema._upgrade
    seen: list[object] = []

    def watched(*given: object) -> None:
        (copy,) = copies(older)
        with closing(sqlite3.connect(copy)) as opened:
            seen.append(opened.execute("SELECT name FROM portal").fetchall())
        seen.append(copy.stat().st_mode & 0o777)
        upgrade(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(schema, "_upgrade", watched)
    Store.open(f"sqlite:///{older}").close()
    assert (seen, copies(older)) == ([[("fjord",)], 0o600], [])


def test_where_an_upgrade_fails_the_copy_is_named_and_the_database_is_as_it_was(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the next one that ends well takes the copy away."""

    def broken(*_: object) -> None:
        raise RuntimeError("a fault of a migration")

    with monkeypatch.context() as patch:
        patch.setattr(schema, "_upgrade", broken)
        with pytest.raises(DatabaseProblem, match=r"before-upgrade; delete it when"):
            Store.open(f"sqlite:///{older}")
    assert len(copies(older)) == 1
    store = Store.open(f"sqlite:///{older}")
    assert store.portals() == ["fjord"]
    store.close()
    assert copies(older) == []


def test_a_copy_that_a_killed_program_left_goes_when_the_database_is_opened(older: Path) -> None:
    """Though nothing is to be upgraded any more: it holds what a closing must be able to delete."""
    url = f"sqlite:///{older}"
    Store.open(url).close()
    left = older.with_name(f"{older.name}.77.before-upgrade")
    left.write_bytes(b"identifiers")
    Store.open(url).close()
    assert copies(older) == []


def test_a_new_database_and_one_of_a_newer_program_leave_no_copy(older: Path) -> None:
    """There is nothing to lose in the one, and the other is refused."""
    with closing(sqlite3.connect(older)) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
        opened.commit()
    with pytest.raises(DatabaseProblem, match="newer version"):
        Store.open(f"sqlite:///{older}")
    Store.open(f"sqlite:///{older.parent / 'new.sqlite'}").close()
    assert copies(older) == []


def test_where_no_copy_can_be_made_nothing_is_changed(older: Path) -> None:
    """What to do is said."""
    before = older.read_bytes()
    older.with_name(f"{older.name}.{os.getpid()}.before-upgrade").mkdir()
    with pytest.raises(DatabaseProblem, match="no copy of it can be made"):
        Store.open(f"sqlite:///{older}")
    assert older.read_bytes() == before


def test_a_copy_that_could_not_be_ended_is_overwritten_before_it_goes(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As far as it came, it holds identifiers; here a second name of the file shows its bytes."""

    class Full(sqlite3.Connection):
        def backup(self, target: sqlite3.Connection, **more: Any) -> None:
            super().backup(target, **more)
            raise sqlite3.OperationalError("database or disk is full")

    copy, seen = (
        older.with_name(f"{older.name}.{os.getpid()}.before-upgrade"),
        older.parent / "seen",
    )
    seen.touch()
    copy.hardlink_to(seen)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Full))
    with pytest.raises(DatabaseProblem, match="no copy of it can be made"):
        Store.open(f"sqlite:///{older}")
    assert not copy.exists()
    assert seen.stat().st_size == older.stat().st_size
    assert not seen.read_bytes().startswith(b"SQLite")


@pytest.fixture
def older_server(postgres_url: str) -> str:
    """The same on a PostgreSQL server."""
    at_version_0004(postgres_url)
    return postgres_url


def schemas(url: str) -> dict[str, list[str]]:
    """Return the portals in each copy of a PostgreSQL database."""
    engine = open_engine(url)
    with engine.connect() as connection:
        found = text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before%'")
        names = connection.scalars(found).all()
        in_copies: dict[str, list[str]] = {}
        for name in names:
            portals = select(column("name", String)).select_from(table("portal", schema=name))
            in_copies[name] = list(connection.scalars(portals))
    engine.dispose()
    return in_copies


def test_a_servers_tables_are_copied_while_they_are_changed(
    older_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy goes when it is done: it would hold identifiers."""
    upgrade, seen = schema._upgrade, []

    def watched(*given: object) -> None:
        seen.append(list(schemas(older_server).values()))
        upgrade(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(schema, "_upgrade", watched)
    store = Store.open(older_server)
    assert store.portals() == ["fjord"]
    store.close()
    assert (seen, schemas(older_server)) == ([[["fjord"]]], {})


def test_where_a_servers_upgrade_fails_the_copy_is_named_and_the_next_takes_it_away(
    older_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does any command that opens a database which is up to date, after a kill."""

    def broken(*_: object) -> None:
        raise RuntimeError("a fault of a migration")

    with monkeypatch.context() as patch:
        patch.setattr(schema, "_upgrade", broken)
        with pytest.raises(DatabaseProblem, match=r"its schema before_upgrade_\d+; delete it when"):
            Store.open(older_server)
    assert list(schemas(older_server).values()) == [["fjord"]]
    Store.open(older_server).close()
    assert schemas(older_server) == {}
    engine = open_engine(older_server)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA before_upgrade_77"))
        connection.execute(text("CREATE TABLE before_upgrade_77.portal (name text)"))
    engine.dispose()
    Store.open(older_server).close()
    assert schemas(older_server) == {}


def test_a_user_who_may_make_no_schema_is_refused_with_what_to_do(
    older_server: str, postgres: Postgres
) -> None:
    """Nothing was changed."""
    name = older_server.partition("@/")[2].partition("?")[0]
    with postgres.connect(name) as connection:
        connection.execute("CREATE ROLE plain LOGIN")
        for known in ("portal", "alembic_version"):
            connection.execute(f"GRANT ALL ON {known} TO plain")
    plain = older_server.replace("tester@", "plain@")
    with pytest.raises(DatabaseProblem, match=rf"GRANT CREATE ON DATABASE {name} TO plain"):
        Store.open(plain)
    engine = open_engine(older_server)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0004"
    engine.dispose()


def test_a_copy_larger_than_memory_is_overwritten_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database of many years must not have to fit in memory to go; all of it goes."""
    copy, still_there = tmp_path / "copy", tmp_path / "link"
    copy.write_bytes(b"a" * 2500)
    still_there.hardlink_to(copy)
    pieces: list[int] = []

    def chance(size: int) -> bytes:
        pieces.append(size)
        return b"z" * size

    monkeypatch.setattr(private_files, "BLOCK", 1000)
    monkeypatch.setattr("storage.private_files.secrets.token_bytes", chance)
    private_files.overwrite_and_remove(copy)
    assert pieces == [1000, 1000, 500]
    assert not copy.exists()
    assert still_there.read_bytes() == b"z" * 2500
