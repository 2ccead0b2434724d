"""One sweep of a portal at a time, however many processes and machines share a database.

Both kinds of lock are the operating system's or the server's, so they end with the process that
holds them, even when it is killed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine, text

from storage.database import plain_errors
from storage.errors import DatabaseProblem


@contextmanager
def only_one(engine: Engine, *portals: str) -> Iterator[None]:
    """Hold the locks of portals; raises DatabaseProblem when somebody else has one of them."""
    if engine.dialect.name == "sqlite":
        with ExitStack() as held:
            for portal in portals:
                held.enter_context(_file_lock(engine, portal))
            yield
    else:
        # One connection for all: a closing that holds every portal must not empty the pool.
        with _advisory_locks(engine, portals):
            yield


@contextmanager
def _file_lock(engine: Engine, portal: str) -> Iterator[None]:
    file = Path(engine.url.database or "").parent / f"{portal}.lock"
    lock = FileLock(file, mode=0o600)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise _busy(portal) from None
    except OSError as error:
        raise DatabaseProblem(f"lock file {file}: {error.strerror}") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _advisory_locks(engine: Engine, portals: Sequence[str]) -> Iterator[None]:
    # The locks belong to the connection's session: it is kept out of a transaction, and the
    # connection is closed for good afterwards rather than given back to the pool with the locks.
    with plain_errors(str(engine.url)):
        connection = engine.execution_options(isolation_level="AUTOCOMMIT").connect()
    with connection:
        try:
            for portal in portals:
                with plain_errors(str(engine.url)):
                    query = text("SELECT pg_try_advisory_lock(:number)")
                    taken = connection.scalar(query, {"number": _number(portal)})
                if not taken:
                    raise _busy(portal)
            yield
        finally:
            connection.invalidate()


def _number(portal: str) -> int:
    return int.from_bytes(hashlib.sha256(portal.encode()).digest()[:8], "big", signed=True)


def _busy(portal: str) -> DatabaseProblem:
    return DatabaseProblem(
        f"{portal} is being swept by another process; wait for it, or stop it, and try again"
    )
