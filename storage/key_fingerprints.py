"""Which key each year was begun with, by its fingerprint, and for which years one was made."""

from __future__ import annotations

from sqlalchemy import Connection, select

from scrapers.model import Hidden
from storage import journal
from storage.errors import KeyProblem
from storage.keys import fingerprint
from storage.records import JournalEntry
from storage.year_tables import YEAR_KEY

KEY_DESTROYED = "key destroyed"
"""What the journal says of a key that was destroyed by itself, before its year had identifiers."""


def is_known_key(connection: Connection, year: int, key: Hidden[bytes]) -> bool:
    """Return whether the year has a known key; raise KeyProblem where this is another one."""
    fingerprint_known = fingerprint_of(connection, year)
    if fingerprint_known not in {None, fingerprint(key)}:
        raise KeyProblem(
            f"the key of {year} is not the one this database was begun with. With another key "
            "every number would count as new. Put the right key file back; on a machine that "
            "shares the database with others, copy it from one of them"
        )
    return fingerprint_known is not None


def knows(connection: Connection, year: int) -> bool:
    """Return whether identifiers of the year were begun with a key."""
    return fingerprint_of(connection, year) is not None


def fingerprint_of(connection: Connection, year: int) -> str | None:
    """Return the fingerprint of the key that a year was begun with, or None."""
    return connection.scalar(select(YEAR_KEY.c.fingerprint).where(YEAR_KEY.c.year == year))


def made_elsewhere(connection: Connection, year: int) -> JournalEntry | None:
    """Return the line of the journal that tells that a shared database's year has a key, or None.

    SQLite is no shared one: who has its file and not the key has moved or lost it.
    """
    if connection.dialect.name == "sqlite":
        return None
    lines = [
        entry
        for entry in journal.entries_between(connection)
        if entry.subject == str(year) and entry.action.startswith("key ")
    ]
    return lines[-1] if lines and lines[-1].action != KEY_DESTROYED else None


def note_made(connection: Connection, year: int, entry: JournalEntry) -> None:
    """Write down that a year's key was made; KeyProblem where another machine was quicker."""
    if (made := made_elsewhere(connection, year)) is not None:
        raise another_machine(made)
    journal.note(connection, entry)


def another_machine(made: JournalEntry) -> KeyProblem:
    """Return why a key is not made a second time, and what to do."""
    year = made.subject
    return KeyProblem(
        f"the key of {year} was made on {made.day} on a machine that shares this database, and a "
        "year has one key: with a second one, the same number would be counted as two. Copy the "
        "key file from that machine, by another way than the database; monitor key show "
        f"{year} tells there where it is. If it is lost for good: monitor key new {year} "
        "--after-loss REASON"
    )
