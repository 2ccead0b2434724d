"""What sightings come to: true and protected counts of weeks, inside an open transaction."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Delete, Select, Table, delete, select

from storage import sightings
from storage.columns import insert_rows, read_weeks, row_of
from storage.records import (
    ALL_PLACES,
    ALL_PORTALS,
    LISTED,
    UNPLACED,
    Count,
    CountWeek,
    Flag,
    ProtectedCount,
    WeekCounts,
)
from storage.statements import made_once
from storage.tables import WEEKLY_CELL, WEEKLY_COUNT, WEEKLY_FLAG
from storage.weeks import Week, ends_of

TABLES: tuple[Table[Any], ...] = (WEEKLY_COUNT, WEEKLY_CELL, WEEKLY_FLAG)
"""Where the counts, cells and flags of a week are."""

UNPROTECTED = "unprotected"
"""Flags a week of an earlier version: no cells until it is counted again with its year's key."""

UNCOUNTED = "uncounted"
"""Flags a week whose sweeps have changed since it was counted."""


def replace_counts(connection: Connection, week: Week, count: CountWeek) -> bool:
    """Replace a week's counts by what its counting sweeps come to now; return whether they differ.

    A week of which every identifier is deleted keeps its counts: they are all that is left of it.
    """
    if sightings.is_purged(connection, week):
        return False
    before = all_between(connection, week, week)
    read = (flag for flag in before.flags if flag.measure in {LISTED, UNPLACED})
    counted = count(week, sightings.week_sightings(connection, week))
    now = replace(counted, flags=(*counted.flags, *read))
    if is_same(now, before):
        return False
    clear(connection, week)
    insert_rows(connection, WEEKLY_COUNT, map(row_of, now.counts))
    insert_rows(connection, WEEKLY_CELL, map(row_of, now.cells))
    insert_rows(connection, WEEKLY_FLAG, map(row_of, now.flags))
    return True


def is_same(one: WeekCounts, other: WeekCounts) -> bool:
    """Tell whether counts are the same, but for the last binary digits of the true ones."""
    values = [
        {(c.week, c.portal, c.place, c.measure): round(c.value, 9) for c in counts.counts}
        for counts in (one, other)
    ]
    return (
        values[0] == values[1]
        and set(one.cells) == set(other.cells)
        and set(one.flags) == set(other.flags)
    )


def mark_uncounted(connection: Connection, week: Week, places: Set[str]) -> None:
    """Flag a week as swept since it was counted, and keep where its sweeps looked for ads.

    A place is listed where every sweep of the week looked for it: elsewhere it is no zero.
    """
    before = flags_between(connection, week, week)
    listed = {flag.place for flag in before if flag.measure == LISTED}
    places = places & listed if places and listed else places | listed
    connection.execute(*_without_flags(week, [LISTED, UNCOUNTED]))
    names = [(place, LISTED) for place in sorted(places)] + [(ALL_PLACES, UNCOUNTED)]
    insert_rows(connection, WEEKLY_FLAG, (row_of(Flag(week, ALL_PORTALS, *name)) for name in names))


@made_once
def _without_flags(week: Week, measures: list[str]) -> Delete:
    marks = (WEEKLY_FLAG.c.week == week, WEEKLY_FLAG.c.measure.in_(measures))
    return delete(WEEKLY_FLAG).where(*marks)


def mark_unplaced(connection: Connection, portal: str, week: Week, *, has_places: bool) -> None:
    """Flag a portal's week as read without places, or not, by what its last sweep looked for."""
    flag = row_of(Flag(week, portal, ALL_PLACES, UNPLACED))
    connection.execute(delete(WEEKLY_FLAG).filter_by(**flag))
    insert_rows(connection, WEEKLY_FLAG, [] if has_places else [flag])


def is_flagged(connection: Connection, week: Week, measure: str) -> bool:
    """Tell whether a week is flagged as `UNCOUNTED` or `UNPROTECTED`."""
    return any(flag.measure == measure for flag in flags_between(connection, week, week))


def mark_counted(connection: Connection, week: Week) -> None:
    """Let a week wait no more to be counted."""
    connection.execute(*_without_flags(week, [UNCOUNTED]))


def clear(connection: Connection, week: Week) -> None:
    """Delete the counts of a week."""
    for table in TABLES:
        connection.execute(delete(table).where(table.c.week == week))


def counts_between(connection: Connection, first: Week, last: Week) -> tuple[Count, ...]:
    """Return the true counts between two weeks, both included, in a fixed order."""
    return read_weeks(connection, Count, WEEKLY_COUNT, first, last)


def cells_between(connection: Connection, first: Week, last: Week) -> tuple[ProtectedCount, ...]:
    """Return the protected counts between two weeks, both included, in a fixed order."""
    return read_weeks(connection, ProtectedCount, WEEKLY_CELL, first, last)


def flags_between(connection: Connection, first: Week, last: Week) -> tuple[Flag, ...]:
    """Return the flags of cells between two weeks, both included, in a fixed order."""
    return read_weeks(connection, Flag, WEEKLY_FLAG, first, last)


def weeks_with_any(connection: Connection, first: Week, last: Week) -> set[Week]:
    """Return the weeks between two, both included, of which a count, a cell or a flag is kept."""
    return {
        week
        for table in TABLES
        for week in connection.scalars(
            select(table.c.week).where(table.c.week.between(first, last)).distinct()
        )
    }


def all_between(connection: Connection, first: Week, last: Week) -> WeekCounts:
    """Return all that the weeks between two, both included, came to."""
    return WeekCounts(
        counts_between(connection, first, last),
        cells_between(connection, first, last),
        flags_between(connection, first, last),
    )


def drop_small_places(connection: Connection, first: Week, last: Week, least: int) -> None:
    """Delete the true counts of places that are under `least`: only protected ones are kept."""
    table = WEEKLY_COUNT
    connection.execute(
        delete(table).where(
            table.c.week.between(first, last),
            table.c.place != ALL_PLACES,
            table.c.value < least,
        )
    )


def threshold_measure(connection: Connection, year: int) -> str | None:
    """Return the newest measure of a year that names the threshold it is counted by, or None."""
    measure: str | None = connection.scalar(*_threshold_measure(*ends_of(year)))
    return measure


@made_once
def _threshold_measure(first: Week, last: Week) -> Select[str]:
    table = WEEKLY_CELL.c
    query = select(table.measure).where(
        table.week.between(first, last), table.measure.like("individual!_%", escape="!")
    )
    return query.order_by(table.week.desc()).limit(1)


def waiting_weeks(connection: Connection) -> list[Week]:
    """Return the weeks that are still to be counted, or counted again, with their year's key."""
    return _flagged(connection, UNCOUNTED, UNPROTECTED)


def uncounted_weeks(connection: Connection) -> list[Week]:
    """Return the weeks that were swept, or held back, since they were counted."""
    return _flagged(connection, UNCOUNTED)


def _flagged(connection: Connection, *measures: str) -> list[Week]:
    return sorted(connection.scalars(*_weeks_flagged(list(measures))))


@made_once
def _weeks_flagged(measures: list[str]) -> Select[Week]:
    return select(WEEKLY_FLAG.c.week).where(WEEKLY_FLAG.c.measure.in_(measures)).distinct()
