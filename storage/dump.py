"""The rows of the database as lines of JSON, by allow-list, and back into an empty database.

Identifiers are left out unless they are asked for, and come back only for a year whose key is here
and which is closed nowhere: neither in the database nor in what is brought back. Sweeps without
their identifiers are marked, so that their week is not counted again from nothing, and those that
waited to be counted are gaps.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    type_coerce,
    update,
)

from storage.closings import closings
from storage.columns import METADATA, stored_type
from storage.errors import DatabaseProblem
from storage.journal import entries_between, note
from storage.sweeps import give_up_uncounted
from storage.tables import INSTALLATION, JOURNAL, KEPT, PORTAL, SWEEP
from storage.year_tables import CLOSING

COUNTS = (
    *("portal", "run", "host", "sweep", "weekly_count", "weekly_cell", "weekly_flag"),
    *("retirement", "check_count", "finding", "yearly_figure", "yearly_profile", "open_year"),
    *("series_break", "closing", "release", "released_figure", "imported_count"),
    *("installation", "journal", "alert"),
)
"""What a backup holds, in an order in which it can be brought back."""

IDENTIFIERS = ("year_key", "ad_sighting", "number_sighting")
"""What it holds besides when identifiers are asked for; never the key itself."""

BATCH = 5000
Lines = Mapping[str, Iterable[str]]
UsableKey = Callable[[int, str], bool]
"""Whether the key of a year is here and has this fingerprint."""


def dump(connection: Connection, table: str) -> Iterator[str]:
    """Yield the rows of a table as JSON, in the order of their keys, which is not that of time."""
    columns = METADATA.tables[table].columns
    stored = (type_coerce(column, stored_type(column)).label(column.name) for column in columns)
    query = select(*stored).order_by(*METADATA.tables[table].primary_key)
    for row in connection.execute(query).mappings():
        yield json.dumps({name: _out(value) for name, value in row.items()}, ensure_ascii=False)


def restore_rows(connection: Connection, lines: Lines, is_usable: UsableKey) -> set[int]:
    """Bring rows back into an empty database and return the years that have identifiers again.

    What the journal of the empty database says comes after what the backup's does.
    """
    _refuse_full(connection)
    said_here = entries_between(connection, date.min)
    for table in (JOURNAL, INSTALLATION):
        connection.execute(delete(table))
    closed_here = closings(connection)
    for name in COUNTS:
        rows = _rows(name, lines.get(name, ()))
        if name == CLOSING.name:
            rows = (row for row in rows if row["year"] not in closed_here)
        _insert(connection, name, rows)
    for entry in said_here:
        note(connection, entry)
    years = _restore_identifiers(connection, lines, is_usable)
    if years:
        # Nobody could have meant an approval to hold for addresses that are first told after this.
        waiting = update(PORTAL).where(PORTAL.c.approved == "")
        connection.execute(waiting.values(approved=None))
    _mark_purged(connection, years)
    give_up_uncounted(connection)
    if connection.dialect.name == "postgresql":
        # Rows that come with their ids leave the counter behind that gives the next one.
        newest = select(func.coalesce(func.max(SWEEP.c.id), 0) + 1).scalar_subquery()
        sequence = func.pg_get_serial_sequence("sweep", "id")
        connection.execute(select(func.setval(sequence, newest, text("false"))))
    return years


def _restore_identifiers(connection: Connection, lines: Lines, is_usable: UsableKey) -> set[int]:
    year_keys, *sightings = IDENTIFIERS
    closed = closings(connection)
    keys = [
        row | {"restored": True}
        for row in _rows(year_keys, lines.get(year_keys, ()))
        if row["year"] not in closed and is_usable(row["year"], row["fingerprint"])
    ]
    years = {row["year"] for row in keys}
    _insert(connection, year_keys, keys)
    sweeps = {
        sweep_id
        for sweep_id, week in connection.execute(select(SWEEP.c.id, SWEEP.c.week))
        if week.year in years
    }
    for name in sightings:
        rows = _rows(name, lines.get(name, ()))
        _insert(connection, name, (row for row in rows if row["sweep_id"] in sweeps))
    return years


def _mark_purged(connection: Connection, years: set[int]) -> None:
    weeks = connection.scalars(select(SWEEP.c.week).distinct()).all()
    gone = [week for week in weeks if week.year not in years]
    sweeps = update(SWEEP).where(SWEEP.c.outcome.in_(KEPT), SWEEP.c.week.in_(gone))
    connection.execute(sweeps.values(purged=True))


def _refuse_full(connection: Connection) -> None:
    """Raise DatabaseProblem unless the database is empty.

    Closings may be there: they only say what must not come back. So may what was written down.
    """
    may_be_there = {row.name for row in (CLOSING, INSTALLATION, JOURNAL)}
    for name, table in METADATA.tables.items():
        if name not in may_be_there and connection.execute(select(table).limit(1)).first():
            raise DatabaseProblem(
                f"this database is not empty: there are rows in {name}. A backup is restored into "
                "an empty database only, so that it never mixes with what is there; name another "
                "database in config.toml, or move this one away"
            )


def _insert(connection: Connection, name: str, rows: Iterable[dict[str, Any]]) -> None:
    waiting, columns = iter(rows), METADATA.tables[name].columns
    stored = {column.name: bindparam(column.name, type_=stored_type(column)) for column in columns}
    while batch := list(islice(waiting, BATCH)):
        connection.execute(insert(METADATA.tables[name]).values(stored), batch)


def _rows(name: str, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    table = METADATA.tables[name]
    for number, line in enumerate(lines, start=1):
        try:
            yield _row(table, json.loads(line))
        except (ValueError, TypeError, KeyError):
            raise DatabaseProblem(
                f"line {number} of {name} in the backup does not fit the table; nothing was "
                "restored"
            ) from None


def _row(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its values as the columns take them; raises ValueError for any other."""
    if set(values) != {column.name for column in table.columns}:
        raise ValueError("other columns")
    return {column.name: _in(column, values[column.name]) for column in table.columns}


def _in(column: Column[Any], value: Any) -> Any:
    if value is None and column.nullable:
        return None
    stored = stored_type(column)
    if isinstance(stored, LargeBinary):
        return bytes.fromhex(value)
    if type(value) is not stored.python_type:
        raise ValueError("another type")
    return value


def _out(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value
