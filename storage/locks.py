"""Portals and hosts that one sweep at a time may have, whatever process or machine it runs on.

Beside SQLite they are the operating system's locks of files; on PostgreSQL, the server's locks of a
session, one session for each sweep. Both end with the process that has them, even when it is
killed. On PostgreSQL they are leases, too: the server ends a session that has shown no life for a
while, whatever became of its machine or the cable.

A sweep is begun with a claim, a number that grows, and stored only while the claim is still the
run's newest: a machine that was stopped for an hour and comes back stores nothing that another
has swept meanwhile. Hosts that have asked to be left alone are so by all machines.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    NullPool,
    Select,
    Update,
    create_engine,
    delete,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from scrapers.model import Outcome
from storage.columns import insert_rows
from storage.database import plain_errors
from storage.errors import DatabaseProblem, HeldElsewhere, TakenOver
from storage.records import ENDED_THE_PROGRAM, Run
from storage.statements import made_once
from storage.tables import HOST, RUN
from storage.weeks import Week

LEASE_SECONDS = 900
"""How long the server lets a sweep keep its hosts without a sign of life."""

# A cable that was pulled is noticed after so many seconds, and not after a quarter of an hour.
CONNECTING = {"connect_timeout": 10, "tcp_user_timeout": 30_000}

SHOWN = 63
"""So many characters of what a session does are shown by the server."""

SHOWN_BY = "monitor "
"""What a session of this program shows itself by, before the machine's name."""

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


@contextmanager
def held(
    engine: Engine, *portals: str, hosts: Iterable[str] = (), seconds: int = 0
) -> Iterator[Lease]:
    """Hold portals, and hosts, so that nobody else sweeps them; HeldElsewhere if one does.

    With `seconds`, a server lets go of them when the lease is not renewed for so long.
    """
    names = {
        **{portal: f"{portal} is being swept by another process" for portal in portals},
        **{_host(host): f"{host} is being asked by another process" for host in hosts},
    }
    names = {
        name: f"{busy}; wait for it, or stop it, and try again" for name, busy in names.items()
    }
    if engine.dialect.name == "sqlite":
        folder = Path(engine.url.database or "").parent
        with ExitStack() as stack:
            for name in sorted(names):
                stack.enter_context(_held_file(folder / f"{name}.lock", names[name]))
            yield Lease(names, None)
        return
    lease = Lease(names, partial(_session, engine, seconds))
    lease.take()
    try:
        yield lease
    finally:
        lease.let_go()


@contextmanager
def _held_file(file: Path, busy: str) -> Iterator[None]:
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


def _session(engine: Engine, seconds: int) -> Connection:
    """Open a session of its own, in no transaction, which would hold up the server's cleaning.

    The time-out goes along with the connection: a pooler between, which would give the same
    lock to everybody, refuses that.
    """
    url, timeout = engine.url, f"-c idle_session_timeout={seconds * 1000}"
    options = f"{url.query.get('options', '')} {timeout}".strip()
    own = create_engine(
        url.set(query={**url.query, "options": options}),
        hide_parameters=True,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args=CONNECTING,
    )
    with plain_errors(str(url)):
        return own.connect()


def _host(host: str) -> str:
    """Return a name for a host that no portal can have, and that a file can."""
    return f"host_{hashlib.sha256(host.encode()).hexdigest()[:16]}"


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def begin(connection: Connection, run: Run, *, at: datetime, by: str) -> int | None:
    """Claim a run for a machine at a time, and return the claim; None where somebody was faster.

    Somebody has begun it since it was looked at, or has ended the sweep that went on then.
    """
    seen = _claimed(
        portal=run.portal, week=run.week, claim=run.claim, before=run.by, at=at, by=by[:40]
    )
    claimed = connection.execute(*seen).rowcount
    return run.claim + 1 if claimed else None


@made_once
def _claimed(*, portal: str, week: Week, claim: int, before: str, at: datetime, by: str) -> Update:
    as_seen = update(RUN).filter_by(portal=portal, week=week, claim=claim, by=before)
    return as_seen.values(claim=RUN.c.claim + 1, begun_at=at, by=by)


def is_held(connection: Connection, portal: str, week: Week, claim: int) -> bool:
    """Tell whether a sweep was neither begun anew by another nor ended since this claim."""
    return connection.scalar(*_claim(portal, week, claim)) is not None


@made_once
def _claim(portal: str, week: Week, claim: int) -> Select[int]:
    return select(RUN.c.claim).where(*_held(portal, week, claim))


def end(connection: Connection, portal: str, week: Week, claim: int) -> None:
    """Let nobody have the run any more; raises TakenOver where it is held by this claim no more."""
    if not connection.execute(*_let_go(portal, week, claim)).rowcount:
        raise TakenOver(
            f"{portal} {week}: another machine has begun this sweep anew, or it is stored already; "
            "what was read is thrown away"
        )


@made_once
def _let_go(portal: str, week: Week, claim: int) -> Update:
    return update(RUN).where(*_held(portal, week, claim)).values(by="")


def give_back(connection: Connection, portal: str, week: Week, claim: int) -> None:
    """Make a run due as it was before it was claimed, since its sweep is not to be ended."""
    held = update(RUN).where(*_held(portal, week, claim))
    connection.execute(held.values(claim=claim - 1, begun_at=None, by=""))


def give_up(connection: Connection, run: Run) -> None:
    """Write down that a run's sweeps were begun and never ended, unless one was begun since."""
    held = update(RUN).where(*_held(run.portal, run.week, run.claim))
    connection.execute(held.values(outcome=Outcome.FAILED, reason=ENDED_THE_PROGRAM, by=""))


def _held(portal: str, week: Week, claim: int) -> tuple[ColumnElement[bool], ...]:
    of_run = (RUN.c.portal == portal, RUN.c.week == week)
    return *of_run, RUN.c.claim == claim, RUN.c.by != ""


def waits(connection: Connection, hosts: Iterable[str]) -> dict[str, datetime]:
    """Return until when hosts have asked to be left alone, where they have.

    A database that was not upgraded yet may know of none.
    """
    if not inspect(connection).has_table(HOST.name):
        return {}
    return dict(connection.execute(*_waits(list(hosts))).all())


@made_once
def _waits(hosts: list[str]) -> Select[str, datetime]:
    return select(HOST.c.name, HOST.c.not_before).where(HOST.c.name.in_(hosts))


def note_waits(connection: Connection, until: Mapping[str, datetime]) -> None:
    """Write down until when hosts have asked to be left alone."""
    later = timedelta(seconds=1)  # whole seconds are kept, and none of them is waited too little
    connection.execute(delete(HOST).where(HOST.c.name.in_(list(until))))
    rows = [{"name": name, "not_before": at + later} for name, at in until.items()]
    insert_rows(connection, HOST, rows)


def shown(connection: Connection) -> list[str]:
    """Return what the sessions of all machines show that they do; SQLite has none."""
    if connection.dialect.name == "sqlite":
        return []
    query = text(
        "SELECT application_name FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name LIKE :shown"
    )
    names = connection.scalars(query, {"shown": f"{SHOWN_BY}%: %"})
    return sorted(name.removeprefix(SHOWN_BY) for name in names)


def server_time(connection: Connection) -> datetime | None:
    """Return what the clock of the database's server tells; SQLite has no server."""
    if connection.dialect.name == "sqlite":
        return None
    told: datetime | None = connection.scalar(text("SELECT clock_timestamp()"))
    return told
