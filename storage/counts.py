"""What sightings come to: true and protected counts of weeks, inside an open transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from storage import sightings
from storage.records import (
    ALL_PLACES,
    LISTED,
    Count,
    CountWeek,
    Flag,
    Protected,
    ProtectedCount,
    WeekCounts,
)
from storage.tables import WeeklyCell, WeeklyCount, WeeklyFlag
from storage.weeks import Week, ends_of

Table = type[WeeklyCount | WeeklyCell | WeeklyFlag]
"""Where the counts, cells or flags of a week are."""

UNPROTECTED = "unprotected"
"""Flags a week that has no cells until it is counted again with its year's key."""


def replace_counts(connection: Connection, week: Week, count: CountWeek) -> None:
    """Replace a week's counts by what its counting sweeps come to now.

    A week of which every identifier is deleted keeps its counts: they are all that is left of it.
    """
    if sightings.is_purged(connection, week):
        return
    counted = count(week, sightings.week_sightings(connection, week))
    flags = _joined(flags_between(connection, week, week), counted.flags)
    clear(connection, week)
    _insert(connection, WeeklyCount, counted.counts)
    _insert(connection, WeeklyCell, counted.cells)
    _insert(connection, WeeklyFlag, flags)


def clear(connection: Connection, week: Week) -> None:
    """Delete the counts of a week."""
    for table in (WeeklyCount, WeeklyCell, WeeklyFlag):
        connection.execute(delete(table).where(table.week == str(week)))


def counts_between(connection: Connection, first: Week, last: Week) -> tuple[Count, ...]:
    """Return the true counts between two weeks, both included, in a fixed order."""
    return tuple(
        Count(Week.parse(week), portal, place, measure, value)
        for week, portal, place, measure, value in _between(connection, WeeklyCount, first, last)
    )


def cells_between(connection: Connection, first: Week, last: Week) -> tuple[ProtectedCount, ...]:
    """Return the protected counts between two weeks, both included, in a fixed order."""
    return tuple(
        ProtectedCount(Week.parse(week), portals, place, measure, Protected(value))
        for week, portals, place, measure, value in _between(connection, WeeklyCell, first, last)
    )


def flags_between(connection: Connection, first: Week, last: Week) -> tuple[Flag, ...]:
    """Return the flags of cells between two weeks, both included, in a fixed order."""
    return tuple(
        Flag(Week.parse(week), portals, place, measure)
        for week, portals, place, measure in _between(connection, WeeklyFlag, first, last)
    )


def all_between(connection: Connection, first: Week, last: Week) -> WeekCounts:
    """Return all that the weeks between two, both included, came to."""
    return WeekCounts(
        counts_between(connection, first, last),
        cells_between(connection, first, last),
        flags_between(connection, first, last),
    )


def drop_small_places(connection: Connection, first: Week, last: Week, least: int) -> None:
    """Delete the true counts of places that are under `least`: only protected ones are kept."""
    table = WeeklyCount
    connection.execute(
        delete(table).where(
            table.week.between(str(first), str(last)),
            table.place != ALL_PLACES,
            table.value < least,
        )
    )


def threshold_measure(connection: Connection, year: int) -> str | None:
    """Return the newest measure of a year that names the threshold it is counted by, or None."""
    table, (first, last) = WeeklyCell, ends_of(year)
    query = select(table.measure).where(
        table.week.between(str(first), str(last)), table.measure.like("individual!_%", escape="!")
    )
    return connection.scalar(query.order_by(table.week.desc()).limit(1))


def unprotected_weeks(connection: Connection) -> list[Week]:
    """Return the weeks that an earlier version counted, and that are still to be protected."""
    query = select(WeeklyFlag.week).where(WeeklyFlag.measure == UNPROTECTED).distinct()
    return sorted(Week.parse(week) for week in connection.scalars(query))


def _joined(before: Iterable[Flag], now: Iterable[Flag]) -> list[Flag]:
    """Return the flags of a week that is counted again, by a sweep or by what it has.

    A place is listed where every sweep looked for it; what only counts again knows of no places.
    """
    flags = [flag for flag in now if flag.measure != LISTED]
    old, new = ({f for f in some if f.measure == LISTED} for some in (before, now))
    return flags + sorted(old & new if old and new else old | new, key=attrgetter("place"))


def _insert(
    connection: Connection, table: Table, records: Iterable[Count | ProtectedCount | Flag]
) -> None:
    rows = [asdict(record) | {"week": str(record.week)} for record in records]
    if rows:
        connection.execute(insert(table), rows)


def _between(connection: Connection, table: Table, first: Week, last: Week) -> list[Any]:
    query = select(table.__table__).where(table.week.between(str(first), str(last)))
    # Sorted here, because databases order text by rules of their own.
    return sorted(connection.execute(query).all())
