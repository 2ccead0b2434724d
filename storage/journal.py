"""The journal: what was done with portals, identifiers, weeks, keys and years, in its order."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from sqlalchemy import Connection, func, insert, select

from storage.records import JournalEntry
from storage.tables import JOURNAL


def note(connection: Connection, *entries: JournalEntry) -> None:
    """Add lines to the journal."""
    newest = connection.scalar(select(func.max(JOURNAL.c.nr))) or 0
    rows = [
        asdict(entry)
        | {"day": entry.day.isoformat(), "reason": entry.reason[:500], "nr": newest + at}
        for at, entry in enumerate(entries, 1)
    ]
    if rows:
        connection.execute(insert(JOURNAL), rows)


def entries_between(
    connection: Connection, first: date = date.min, last: date = date.max
) -> list[JournalEntry]:
    """Return the lines between two days, both included, in order."""
    days = JOURNAL.c.day.between(first.isoformat(), last.isoformat())
    query = select(JOURNAL).where(days).order_by(JOURNAL.c.nr)
    return [
        JournalEntry(date.fromisoformat(day), action, subject, by, reason)
        for _, day, action, subject, by, reason in connection.execute(query)
    ]
