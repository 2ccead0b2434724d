"""What was done, and what people were told of it: the journal, and the alerts.

The journal has what was done with portals, identifiers, weeks, keys and years. Of an alert no text
is kept: what it says is told anew from the ledger when it is tried again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, delete, update

from storage.columns import insert_rows, next_nr, read_records, records, row_of
from storage.records import Delivery, JournalEntry
from storage.tables import ALERT, JOURNAL


def note(connection: Connection, *entries: JournalEntry) -> None:
    """Add lines to the journal."""
    first = next_nr(connection, JOURNAL)
    rows = (row_of(entry, nr=nr) for nr, entry in enumerate(entries, first))
    insert_rows(connection, JOURNAL, rows)


def entries_between(
    connection: Connection, first: date = date.min, last: date = date.max
) -> list[JournalEntry]:
    """Return the lines between two days, both included, in order."""
    days = JOURNAL.c.day.between(first, last)
    lines = records(JournalEntry, JOURNAL, days, order=[JOURNAL.c.nr])
    return read_records(connection, JournalEntry, lines)


def deliveries(connection: Connection) -> list[Delivery]:
    """Return all alerts that were ever tried, in order of day and subject."""
    return read_records(connection, Delivery, records(Delivery, ALERT, order=[ALERT.c.day]))


def note_try(
    connection: Connection, subject: str, address: str, day: date, *, delivered: bool
) -> None:
    """Write down that an alert was tried, and whether it was delivered."""
    again = update(ALERT).filter_by(subject=subject, address=address)
    changes = {"tries": ALERT.c.tries + 1, "delivered": delivered}
    if not connection.execute(again.values(changes)).rowcount:
        first = Delivery(subject, address, day, 1, delivered)
        insert_rows(connection, ALERT, [row_of(first)])


def forget_others(connection: Connection, subjects: Collection[str]) -> None:
    """Delete the alerts that were not delivered and are about nothing of these any more."""
    gone = (ALERT.c.delivered.is_(False), ALERT.c.subject.not_in(subjects))
    connection.execute(delete(ALERT).where(*gone))
