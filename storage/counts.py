"""What sightings come to: true and protected counts of weeks, inside an open transaction."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from storage import sightings
from storage.records import (
    ALL_PLACES,
    Count,
    CountWeek,
    Flag,
    Protected,
    ProtectedCount,
    WeekCounts,
)
from storage.tables import WeeklyCell, WeeklyCount, WeeklyFlag
from storage.weeks import Week, ends_of

UNPROTECTED = "unprotected"
"""Flags a week that has no cells until it is counted again with its year's key."""


def replace_counts(connection: Connection, week: Week, count: CountWeek) -> None:
    """Replace a week's counts by what its counting sweeps come to now.

    A week of which every identifier is deleted keeps its counts: they are all that is left of it.
    """
    if sightings.is_purged(connection, week):
        return
    counted = count(week, sightings.week_sightings(connection, week))
    clear(connection, week)
    counts = [asdict(each) | {"week": str(week)} for each in counted.counts]
    cells = [asdict(each) | {"week": str(week)} for each in counted.cells]
    if counts:
        connection.execute(insert(WeeklyCount), counts)
    if cells:
        connection.execute(insert(WeeklyCell), cells)
    flags = [asdict(each) | {"week": str(week)} for each in counted.flags]
    if flags:
        connection.execute(insert(WeeklyFlag), flags)


def clear(connection: Connection, week: Week) -> None:
    """Delete the counts of a week."""
    for table in (WeeklyCount, WeeklyCell, WeeklyFlag):
        connection.execute(delete(table).where(table.week == str(week)))


def counts_between(connection: Connection, first: Week, last: Week) -> tuple[Count, ...]:
    """Return the true counts between two weeks, both included, in a fixed order."""
    table = WeeklyCount
    rows = connection.execute(
        select(table.week, table.portal, table.place, table.measure, table.value).where(
            table.week.between(str(first), str(last))
        )
    )
    # Sorted here, because databases order text by rules of their own.
    return tuple(
        Count(Week.parse(week), portal, place, measure, value)
        for week, portal, place, measure, value in sorted(rows.all())
    )


def cells_between(connection: Connection, first: Week, last: Week) -> tuple[ProtectedCount, ...]:
    """Return the protected counts between two weeks, both included, in a fixed order."""
    table = WeeklyCell
    rows = connection.execute(
        select(table.week, table.portals, table.place, table.measure, table.value).where(
            table.week.between(str(first), str(last))
        )
    )
    return tuple(
        ProtectedCount(Week.parse(week), portals, place, measure, Protected(value))
        for week, portals, place, measure, value in sorted(rows.all())
    )


def flags_between(connection: Connection, first: Week, last: Week) -> tuple[Flag, ...]:
    """Return the flags of cells between two weeks, both included, in a fixed order."""
    table = WeeklyFlag
    rows = connection.execute(
        select(table.week, table.portals, table.place, table.measure).where(
            table.week.between(str(first), str(last))
        )
    )
    return tuple(
        Flag(Week.parse(week), portals, place, measure)
        for week, portals, place, measure in sorted(rows.all())
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
