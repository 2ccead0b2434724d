"""Who sweeps a portal's week, and which hosts are to be left alone, as all machines see it.

A sweep is begun with a claim, a number that grows, and stored only while the claim is still the
run's newest: a machine that was stopped for an hour and comes back stores nothing that another
has swept meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, inspect, select, text, update

from scrapers.model import Outcome
from storage.columns import insert_rows
from storage.errors import TakenOver
from storage.records import ENDED_THE_PROGRAM, Run
from storage.tables import HOST, RUN
from storage.weeks import Week


def begin(connection: Connection, run: Run, *, at: datetime, by: str) -> int | None:
    """Claim a run for a machine at a time, and return the claim; None where somebody was faster.

    Somebody has begun it since it was looked at, or has ended the sweep that went on then.
    """
    changes = {"claim": run.claim + 1, "begun_at": at, "by": by[:40]}
    as_seen = {"portal": run.portal, "week": run.week, "claim": run.claim, "by": run.by}
    claimed = connection.execute(update(RUN).filter_by(**as_seen).values(changes)).rowcount
    return run.claim + 1 if claimed else None


def is_held(connection: Connection, portal: str, week: Week, claim: int) -> bool:
    """Tell whether a sweep was neither begun anew by another nor ended since this claim."""
    held = _held(portal, week, claim)
    return connection.scalar(select(RUN.c.claim).where(*held)) is not None


def end(connection: Connection, portal: str, week: Week, claim: int) -> None:
    """Let nobody have the run any more; raises TakenOver where it is held by this claim no more."""
    held = _held(portal, week, claim)
    if not connection.execute(update(RUN).where(*held).values(by="")).rowcount:
        raise TakenOver(
            f"{portal} {week}: another machine has begun this sweep anew, or it is stored already; "
            "what was read is thrown away"
        )


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
    query = select(HOST.c.name, HOST.c.not_before).where(HOST.c.name.in_(list(hosts)))
    return dict(connection.execute(query).all())


def note_waits(connection: Connection, until: Mapping[str, datetime]) -> None:
    """Write down until when hosts have asked to be left alone."""
    later = timedelta(seconds=1)  # whole seconds are kept, and none of them is waited too little
    connection.execute(delete(HOST).where(HOST.c.name.in_(list(until))))
    rows = [{"name": name, "not_before": at + later} for name, at in until.items()]
    insert_rows(connection, HOST, rows)


SHOWN_BY = "monitor "
"""What a session of this program shows itself by, before the machine's name."""


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
