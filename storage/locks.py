"""Portals and hosts that one sweep at a time may have, whatever process or machine it runs on.

Beside SQLite they are the operating system's locks of files; on PostgreSQL, the server's locks of a
session, one session for each sweep. Both end with the process that has them, even when it is
killed. On PostgreSQL they are leases, too: the server ends a session that has shown no life for a
while, whatever became of its machine or the cable.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.claims import SHOWN_BY
from storage.database import plain_errors
from storage.errors import DatabaseProblem, HeldElsewhere

LEASE_SECONDS = 900
"""How long the server lets a sweep keep its hosts without a sign of life."""

# A cable that was pulled is noticed after so many seconds, and not after a quarter of an hour.
CONNECTING = {"connect_timeout": 10, "tcp_user_timeout": 30_000}

SHOWN = 63
"""So many characters of what a session does are shown by the server."""

TAKE = text("SELECT pg_try_advisory_lock(:number)")
LET_GO = text("SELECT pg_advisory_unlock_all()")
SHOW = text("SELECT set_config('application_name', :doing, false)")

LOST = "the database server had let go of %s before its work was done"

log = logging.getLogger(__name__)


class Lease:
    """Names that nobody else has; those of files stay ours until the end, others are renewed."""

    def __init__(self, names: dict[str, str], connect: Callable[[], Connection] | None) -> None:
        self._names = names
        self._connect = connect
        self._session: Connection | None = None

    def take(self) -> None:
        """Take all names or none, without waiting; raises HeldElsewhere, or DatabaseProblem."""
        if self._connect is None:
            return
        self._end()
        self._session = self._connect()
        try:
            with plain_errors(str(self._session.engine.url)):
                for name in sorted(self._names):
                    if not self._session.scalar(TAKE, {"number": _number(name)}):
                        raise HeldElsewhere(self._names[name])
        except BaseException:
            self._end()
            raise

    def renew(self, doing: str) -> bool:
        """Show what is done under the lease; return whether it was ours without a break."""
        if self._connect is None:
            return True
        try:
            if self._session is not None:
                self._session.execute(SHOW, {"doing": f"{SHOWN_BY}{doing}"[:SHOWN]})
        except DBAPIError:
            self._end()
        return self._session is not None

    def let_go(self) -> None:
        """Let everybody have the names; what was done under them is done."""
        try:
            if self._session is not None:
                # A session that is merely closed has its locks for a moment longer.
                self._session.execute(LET_GO)
        except DBAPIError:
            log.warning(LOST, ", ".join(sorted(self._names)))
        self._end()

    def _end(self) -> None:
        if self._session is not None:
            try:
                self._session.close()
            except SQLAlchemyError:  # it is gone already
                self._session.invalidate()
            self._session = None


class Locks:
    """The locks that sweeps of one database have; threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def held(
        self, portals: Iterable[str], hosts: Iterable[str] = (), *, seconds: int = 0
    ) -> Iterator[Lease]:
        """Hold portals and hosts; raises HeldElsewhere when somebody has one of them.

        With `seconds`, a server lets go of them when they are not renewed for so long.
        """
        names = {
            **{portal: f"{portal} is being swept by another process" for portal in portals},
            **{_host(host): f"{host} is being asked by another process" for host in hosts},
        }
        names = {
            name: f"{busy}; wait for it, or stop it, and try again" for name, busy in names.items()
        }
        if self._engine.dialect.name == "sqlite":
            with ExitStack() as stack:
                for name in sorted(names):
                    stack.enter_context(self._file(name, names[name]))
                yield Lease(names, None)
            return
        lease = Lease(names, lambda: self._session(seconds))
        lease.take()
        try:
            yield lease
        finally:
            lease.let_go()

    @contextmanager
    def _file(self, name: str, busy: str) -> Iterator[None]:
        file = Path(self._engine.url.database or "").parent / f"{name}.lock"
        lock = FileLock(file, mode=0o600)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            raise HeldElsewhere(busy) from None
        except OSError as error:
            raise DatabaseProblem(f"lock file {file}: {error.strerror}") from None
        try:
            yield
        finally:
            lock.release()

    def _session(self, seconds: int) -> Connection:
        """Open a session of its own, in no transaction, which would hold up the server's cleaning.

        The time-out goes along with the connection: a pooler between, which would give the same
        lock to everybody, refuses that.
        """
        url, timeout = self._engine.url, f"-c idle_session_timeout={seconds * 1000}"
        options = f"{url.query.get('options', '')} {timeout}".strip()
        engine = create_engine(
            url.set(query={**url.query, "options": options}),
            hide_parameters=True,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args=CONNECTING,
        )
        with plain_errors(str(url)):
            return engine.connect()


def _host(host: str) -> str:
    """Return a name for a host that no portal can have, and that a file can."""
    return f"host_{hashlib.sha256(host.encode()).hexdigest()[:16]}"


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
