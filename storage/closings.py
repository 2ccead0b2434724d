"""Ending the life of identifiers: the closing of a year, a lost key, a week that is over.

What is kept and what is deleted is so in one transaction that the store has opened, so that at no
moment identifiers are gone whose figures were not kept, or figures are signed for whose identifiers
are still there. What is only read, and takes long, is read before it, in short pieces.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection, delete, func, insert, select

from storage import counts, ledger, sightings
from storage.connections import Connections
from storage.errors import IdentifiersGone, KeyProblem
from storage.ledger import sweeps_between
from storage.records import (
    Closing,
    CountWeek,
    SeriesBreak,
)
from storage.tables import SWEEP
from storage.weeks import Week, ends_of, weeks_of
from storage.year_tables import CLOSING, SERIES_BREAK

Computed = TypeVar("Computed")


def closings(connection: Connection) -> list[Closing]:
    """Return every closing, finished or not, in order of years."""
    rows = connection.execute(select(CLOSING).order_by(CLOSING.c.year))
    return [
        Closing(year, date.fromisoformat(day), tuple(verified.splitlines()), version, finished)
        for year, day, verified, version, finished in rows
    ]


def refuse_closed(connection: Connection, year: int) -> None:
    """Raise KeyProblem for a year that is closed, or whose closing has begun."""
    for closing in closings(connection):
        if closing.year == year:
            raise KeyProblem(
                f"{year} was closed on {closing.day}: its identifiers and its key are gone for "
                "good, and it takes no sweep and no key any more"
            )


def recounted(connections: Connections, year: int, count: CountWeek) -> tuple[int, int]:
    """Count every week of a year again; return how many swept ones agreed, how many have no more.

    Protected counts are compared where `count` gives any: without the key there are none.

    Raises IdentifiersGone, naming the weeks, where the counts that are kept are others: to delete
    the identifiers now would make a wrong figure final.
    """
    swept, wrong, gone = 0, [], 0
    used = _used(connections, year)
    for week in (week for week in weeks_of(year) if week in used):
        with connections.reading() as connection:
            if sightings.is_purged(connection, week):
                gone += 1
                continue
            swept += sightings.is_swept(connection, week)
            if not _agrees(connection, week, count):
                wrong.append(str(week))
    if wrong:
        raise IdentifiersGone(
            f"the counts that are kept for {', '.join(wrong)} are not what the identifiers come "
            "to, so nothing was deleted. Restore the database from a backup with identifiers, or "
            "exclude those weeks with a reason (monitor exclude), and close again"
        )
    return swept, gone


def _used(connections: Connections, year: int) -> set[Week]:
    """Return the weeks of a year that have a sweep or a count: most of a first year's have none."""
    swept = select(SWEEP.c.week).where(sweeps_between(*ends_of(year))).distinct()
    with connections.reading() as connection:
        weeks = set(map(Week.parse, connection.scalars(swept)))
        return weeks | counts.weeks_with_any(connection, *ends_of(year))


def breaks_between(connection: Connection, first: Week, last: Week) -> list[SeriesBreak]:
    """Return the breaks between two weeks, both included, in order."""
    query = (
        select(SERIES_BREAK.c.week, SERIES_BREAK.c.reason)
        .where(SERIES_BREAK.c.week.between(str(first), str(last)))
        .order_by(SERIES_BREAK.c.week, SERIES_BREAK.c.reason)
    )
    return [SeriesBreak(Week.parse(week), reason) for week, reason in connection.execute(query)]


def by_year(connection: Connection) -> dict[int, Closing]:
    """Return every year's closing, finished or not."""
    return {closing.year: closing for closing in closings(connection)}


def sign(connection: Connection, closing: Closing) -> None:
    """Write down a closing, in the place of what was written about it before."""
    connection.execute(delete(CLOSING).where(CLOSING.c.year == closing.year))
    texts = {"day": closing.day.isoformat(), "verified": "\n".join(closing.verified)}
    connection.execute(insert(CLOSING).values(asdict(closing) | texts))


def rows_left(connection: Connection, year: int) -> int:
    """Return how many rows of identifiers there are of a year."""
    ids = select(SWEEP.c.id).where(sweeps_between(*ends_of(year)))
    return sum(
        connection.scalar(select(func.count()).where(table.c.sweep_id.in_(ids))) or 0
        for table in sightings.TABLES
    )


def undecided(connection: Connection, year: int) -> list[str]:
    """Return the suspect weeks of a year about which no person has decided."""
    runs = ledger.runs(connection, *ends_of(year))
    return [f"{run.portal} {run.week}" for run in runs if run.is_undecided]


def _agrees(connection: Connection, week: Week, count: CountWeek) -> bool:
    again = count(week, sightings.week_sightings(connection, week))
    before = counts.all_between(connection, week, week)
    cells = again.cells or before.cells
    return counts.is_same(replace(again, cells=cells, flags=()), replace(before, flags=()))
