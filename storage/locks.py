"""One sweep of a portal at a time, however many processes and machines share a database.

Both kinds of lock are the operating system's or the server's, so they end with the process that
holds them, even when it is killed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine, text

from storage.database import plain_errors
from storage.errors import DatabaseProblem


@contextmanager
def only_one(engine: Engine, portal: str) -> Iterator[None]:
    """Hold the lock of a portal; raises DatabaseProblem when somebody else has it."""
    if engine.dialect.name == "sqlite":
        with _file_lock(engine, portal):
            yield
    else:
        with _advisory_lock(engine, portal):
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
def _advisory_lock(engine: Engine, portal: str) -> Iterator[None]:
    # The lock belongs to the connection's session: it is kept out of a transaction, and the
    # connection is closed for good afterwards rather than given back to the pool with the lock.
    number = int.from_bytes(hashlib.sha256(portal.encode()).digest()[:8], "big", signed=True)
    with plain_errors(str(engine.url)):
        connection = engine.execution_options(isolation_level="AUTOCOMMIT").connect()
    with connection:
        try:
            with plain_errors(str(engine.url)):
                query = text("SELECT pg_try_advisory_lock(:number)")
                taken = connection.scalar(query, {"number": number})
            if not taken:
                raise _busy(portal)
            yield
        finally:
            connection.invalidate()


def _busy(portal: str) -> DatabaseProblem:
    return DatabaseProblem(
        f"{portal} is being swept by another process; wait for it, or stop it, and try again"
    )
