"""One sweep of a portal at a time, however many processes and machines share a database.

Both kinds of lock are the operating system's or the server's, so they end with the process that
holds them, even when it is killed.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from storage.database import plain_errors
from storage.errors import DatabaseProblem, HeldElsewhere

WITHOUT_TIMEOUT = (
    "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'"
)
"""A session that only holds locks looks idle; servers before 14 know no such time-out."""


LOST = (
    "the database server let the lock of %s go while it was swept; another program may have swept "
    "it meanwhile, and such sweeps of a week are averaged. See with: monitor history PORTAL"
)

log = logging.getLogger(__name__)


class PortalLocks:
    """The locks of one program on the portals of one database; threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = Lock()
        self._session: Connection | None = None
        self._held: set[str] = set()

    @contextmanager
    def held(self, *portals: str) -> Iterator[None]:
        """Hold the locks of portals; raises DatabaseProblem when somebody has one of them."""
        one = self._file if self._engine.dialect.name == "sqlite" else self._advisory
        with ExitStack() as held:
            for portal in portals:
                held.enter_context(one(portal))
            yield

    @contextmanager
    def _file(self, portal: str) -> Iterator[None]:
        file = Path(self._engine.url.database or "").parent / f"{portal}.lock"
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
    def _advisory(self, portal: str) -> Iterator[None]:
        # A server has a hundred connections or so: one session has the locks of all portals. It
        # would give the same lock twice, so what it has is kept here, too.
        with self._turn, plain_errors(str(self._engine.url)):
            taken = portal not in self._held and self._ask("pg_try_advisory_lock", portal)
            if not taken:
                self._let_go_unless_held()
                raise _busy(portal)
            self._held.add(portal)
        try:
            yield
        finally:
            with self._turn:
                self._held.discard(portal)
                self._release(portal)
                self._let_go_unless_held()

    def _release(self, portal: str) -> None:
        """Let a portal go; what was done under its lock is done, whatever became of the lock."""
        try:
            with plain_errors(str(self._engine.url)):
                was_held = self._ask("pg_advisory_unlock", portal)
        except DatabaseProblem:
            was_held = False
        if not was_held:
            log.warning(LOST, portal)

    def _ask(self, function: str, portal: str) -> bool:
        """Call a function of the server for a portal's lock, in the session that has all of them.

        It is kept out of a transaction, in which it would hold up the server's cleaning.
        """
        try:
            if self._session is None:
                options = self._engine.execution_options(isolation_level="AUTOCOMMIT")
                self._session = options.connect()
                self._session.execute(text(WITHOUT_TIMEOUT))
                self._take_again(self._session)
            query = text(f"SELECT {function}(:number)")
            return bool(self._session.scalar(query, {"number": _number(portal)}))
        except DBAPIError:
            self._let_go()
            raise

    def _take_again(self, session: Connection) -> None:
        """Take what was held by a session that the server has ended."""
        query = text("SELECT pg_try_advisory_lock(:number)")
        for portal in sorted(self._held):
            if not session.scalar(query, {"number": _number(portal)}):
                log.warning(LOST, portal)

    def _let_go_unless_held(self) -> None:
        if not self._held:
            self._let_go()

    def _let_go(self) -> None:
        """End the session for good, rather than give it back to the pool with its locks."""
        if self._session is not None:
            self._session.invalidate()
            self._session.close()
            self._session = None


def _number(portal: str) -> int:
    return int.from_bytes(hashlib.sha256(portal.encode()).digest()[:8], "big", signed=True)


def _busy(portal: str) -> DatabaseProblem:
    return HeldElsewhere(
        f"{portal} is being swept by another process; wait for it, or stop it, and try again"
    )
