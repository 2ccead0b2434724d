"""Opening a database safely: pragmas, permissions, transactions, and errors in plain words."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    DisconnectionError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.pool import QueuePool

from storage.errors import DatabaseAway, DatabaseProblem
from storage.private_files import network_type

SAY_AFTER_SECONDS = 5.0
SAY_AGAIN_AFTER_SECONDS = 600.0
"""When the log says that the database is waited for, and how long it does not repeat it."""

Result = TypeVar("Result")

# secure_delete overwrites what is deleted; a rollback journal, unlike a WAL, leaves no file with it
# behind, and `Connections.erasing` nothing in its blocks; temp_store keeps sorting out of temporary
# files. Name -> (wanted, as SQLite reports).
# The first one is how long the others may wait for somebody else's lock.
PRAGMAS = {
    "busy_timeout": ("500", 500),
    "secure_delete": ("ON", 1),
    "journal_mode": ("DELETE", "delete"),
    "temp_store": ("MEMORY", 2),
    "foreign_keys": ("ON", 1),
}

MEND_DAMAGE = (
    "The file is damaged: stop the service, keep a copy of the file, take it away, and bring the "
    "newest backup back with: monitor restore FILE"
)
MAKE_ROOM = "Make room on its disk"
TAKE_RIGHTS = (
    "Run this as the user that the file and its folder belong to, or let them be this user's "
    "(chown), on a disk that can be written"
)
MEND = {
    sqlite3.SQLITE_CORRUPT: MEND_DAMAGE,
    sqlite3.SQLITE_NOTADB: MEND_DAMAGE,
    sqlite3.SQLITE_FULL: MAKE_ROOM,
    sqlite3.SQLITE_READONLY: TAKE_RIGHTS,
    sqlite3.SQLITE_CANTOPEN: TAKE_RIGHTS,
}
"""What to do about what SQLite says, by its code."""

MEND_FILE = {
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), TAKE_RIGHTS),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), MAKE_ROOM),
}
MEND_SERVER = (
    "Does its server run, and are host, port, user and database right? MONITOR_DATABASE, or else "
    "`database` under [storage] in config.toml, names them"
)

log = logging.getLogger(__name__)


def open_engine(url: str) -> Engine:
    """Return an engine for a database URL; a SQLite file is made with mode 0600 if need be.

    Parameters never show in SQLAlchemy's messages, because identifiers are among them.
    """
    try:
        # No bound on connections: whoever needs one has work to finish, and waits for nothing else.
        engine = create_engine(
            url, hide_parameters=True, pool_pre_ping=True, poolclass=QueuePool, max_overflow=-1
        )
    except (ArgumentError, ImportError, NoSuchModuleError, ValueError):
        raise DatabaseProblem(
            "the database URL cannot be read, or names a kind of database that is not supported; "
            "expected for example sqlite:///data/monitor.sqlite or "
            "postgresql+psycopg://user@host/name"
        ) from None
    if "@" in (engine.url.host or ""):
        raise DatabaseProblem(
            "the database URL has an @ in its password, which cannot be told from the one before "
            "the host; write it as %40"
        )
    if engine.dialect.name == "sqlite":
        _make_private_file(engine.url.database or "")
        file = Path(engine.url.database or "")
        event.listen(engine, "do_connect", partial(_refuse_gone, file))
        event.listen(engine, "connect", partial(_note_file, file))
        event.listen(engine, "checkout", partial(_let_go_of_replaced, file))
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    elif engine.dialect.name != "postgresql":
        raise DatabaseProblem(
            f"database {without_password(url)}: only sqlite and postgresql are supported"
        )
    return engine


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that writes, one at a time for the whole database."""
    with engine.execution_options(write=True).begin() as connection:
        yield connection
        if engine.dialect.name == "sqlite":
            # A reader may be under way: its lock is waited for, and the work is not thrown away.
            _execute(connection, "COMMIT")


_said = float("-inf")


def patiently(step: Callable[[], Result]) -> Result:
    """Do something as soon as nobody else has the database, however long that takes.

    SQLite waits by itself for a moment; between such moments Python can be interrupted. A report
    reads many weeks, and may wait for each: the log says so once in a while.
    """
    global _said  # noqa: PLW0603 - one log for the whole process
    began = time.monotonic()
    while True:
        try:
            return step()
        except (DBAPIError, sqlite3.OperationalError) as error:
            if not _is_locked(getattr(error, "orig", error)):
                raise
        now = time.monotonic()
        if now - began > SAY_AFTER_SECONDS and now - _said > SAY_AGAIN_AFTER_SECONDS:
            log.warning("the database is locked by another program; waiting until it lets go")
            _said = now


def _is_locked(error: object) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that reads, in which everything is as it was at its first look."""
    level = {"postgresql": "REPEATABLE READ"}.get(engine.dialect.name)  # SQLite's is so anyway
    with engine.execution_options(
        **{"isolation_level": level} if level else {}
    ).connect() as opened:
        yield opened


@contextmanager
def plain_errors(url: str) -> Iterator[None]:
    """Turn whatever the database says into a DatabaseProblem that names the database."""
    try:
        yield
    except DBAPIError as error:
        message = (str(error.orig).strip() or type(error).__name__).splitlines()[0][:200]
        is_away = _is_away(error)
        advice = (
            MEND_SERVER if is_away else MEND.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
        )
        said = f"{message}. {advice}" if advice else message
        kind = DatabaseAway if is_away else DatabaseProblem
        raise kind(f"database {without_password(url)}: {said}") from None
    except SQLAlchemyError as error:
        raise DatabaseProblem(f"database {without_password(url)}: {type(error).__name__}") from None


def _is_away(error: DBAPIError) -> bool:
    """Tell whether a server cannot be reached, ends or begins just now, or has too many others."""
    state = getattr(error.orig, "sqlstate", "")  # None where no server has answered
    lost = error.connection_invalidated or (isinstance(error, OperationalError) and state is None)
    return lost or str(state).startswith(("08", "57P", "53300"))


def without_password(url: str) -> str:
    """Return a database URL without its password, wherever in it that stands."""
    parts = make_url(url)
    query = {name: "hidden" if "pass" in name else value for name, value in parts.query.items()}
    return parts.set(query=query).render_as_string(hide_password=True)


def _make_private_file(name: str) -> None:
    if not name or name == ":memory:":
        raise DatabaseProblem("a SQLite database in memory keeps nothing; name a file")
    path = Path(name)
    if kind := network_type(path):
        raise DatabaseProblem(
            f"database file {path} lies on a network folder ({kind}), where deleting cannot be "
            "relied on; use a folder of this machine, or PostgreSQL"
        )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise DatabaseProblem(f"database file {path}: {said_of_file(error)}") from None


def said_of_file(error: OSError) -> str:
    """Say why a database's file cannot be used, and what to do about it."""
    advice = MEND_FILE.get(error.errno or 0)
    return f"{error.strerror}. {advice}" if advice else str(error.strerror)


def _refuse_gone(file: Path, *_: object) -> None:
    """Let SQLite make no new database where ours was: a long-running service would go on in it."""
    if not file.exists():
        raise DatabaseProblem(
            f"database file {file} is gone; put it back, or bring a backup back with: monitor "
            "restore FILE. A service that runs goes on by itself then"
        )


def _note_file(file: Path, _connection: sqlite3.Connection, record: Any) -> None:
    record.info["file"] = _mark(file)


def _let_go_of_replaced(file: Path, _connection: object, record: Any, _proxy: object) -> None:
    """Connect anew where the file is another one now: what is written to the old one is lost."""
    if record.info["file"] != _mark(file):
        raise DisconnectionError


def _mark(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN below is then the only one
    for name, (wanted, reported) in PRAGMAS.items():
        patiently(partial(connection.execute, f"PRAGMA {name}={wanted}"))
        reply = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if reply != reported:
            raise DatabaseProblem(f"SQLite does not keep PRAGMA {name}={wanted}: found {reply}")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("write", False):
        _execute(connection, "BEGIN IMMEDIATE")
        return
    _execute(connection, "BEGIN")
    # Takes the lock of a reader here, so that no later statement finds the database locked.
    _execute(connection, "SELECT 1 FROM sqlite_master LIMIT 1")


def _execute(connection: Connection, statement: str) -> None:
    """Execute a statement as soon as may be; by SQLAlchemy it would be a fifth of each read."""
    file: Any = connection.connection.driver_connection
    try:
        patiently(lambda: file.execute(statement).fetchall())
    except sqlite3.Error as error:
        raise DBAPIError(statement, None, error) from error
