"""One sweep of a portal at a time, however many processes and machines share a database.

Both kinds of lock are the operating system's or the server's, so they end with the process that
holds them, even when it is killed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, text

from storage.errors import DatabaseProblem


@contextmanager
def only_one(engine: Engine, *portals: str) -> Iterator[None]:
    """Hold the locks of portals; raises DatabaseProblem when somebody else has one of them."""
    with ExitStack() as held:
        if engine.dialect.name == "sqlite":
            for portal in portals:
                _hold_file(held, engine, portal)
        else:
            # One connection for all: a closing that holds every portal must not empty the pool.
            connection = held.enter_context(engine.connect())
            for portal in portals:
                _advisory_lock(connection, portal)
        yield


def _hold_file(held: ExitStack, engine: Engine, portal: str) -> None:
    lock = _file_lock(engine, portal)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise _busy(portal) from None
    held.callback(lock.release)


def _file_lock(engine: Engine, portal: str) -> FileLock:
    folder = Path(engine.url.database or "").parent
    return FileLock(folder / f"{portal}.lock", mode=0o600)


def _advisory_lock(connection: Connection, portal: str) -> None:
    number = int.from_bytes(hashlib.sha256(portal.encode()).digest()[:8], "big", signed=True)
    taken = connection.execute(
        text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": number}
    )
    if not taken.scalar():
        raise _busy(portal)


def _busy(portal: str) -> DatabaseProblem:
    return DatabaseProblem(
        f"{portal} is being swept by another process; wait for it, or stop it, and try again"
    )
