"""Figures of others: published before, or counted by hand. They are kept apart from our counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from storage.journal import note
from storage.records import JournalEntry
from storage.year_records import ImportedCount, ImportedName
from storage.year_tables import IMPORTED_COUNT


def save(connection: Connection, counts: Iterable[ImportedCount], entry: JournalEntry) -> None:
    """Keep figures, each in place of one of the same name, and a line of the journal with them."""
    table = IMPORTED_COUNT
    for count in counts:
        same = (table.c[field] == value for field, value in count.name._asdict().items())
        connection.execute(delete(IMPORTED_COUNT).where(*same))
        texts = {"value": count.value, "method": count.method, "day": count.day.isoformat()}
        connection.execute(insert(IMPORTED_COUNT).values(count.name._asdict() | texts))
    note(connection, entry)


def imported_counts(connection: Connection) -> tuple[ImportedCount, ...]:
    """Return all imported figures, in the order of their names."""
    rows = connection.execute(select(IMPORTED_COUNT)).mappings()
    counts = [
        ImportedCount(
            ImportedName(*(row[field] for field in ImportedName._fields)),
            row["value"],
            row["method"],
            date.fromisoformat(row["day"]),
        )
        for row in rows
    ]
    return tuple(sorted(counts, key=lambda count: count.name))
