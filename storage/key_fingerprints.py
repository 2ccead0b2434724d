"""Which key each year was begun with, by its fingerprint."""

from __future__ import annotations

from sqlalchemy import Connection, select

from scrapers.model import Hidden
from storage.errors import KeyProblem
from storage.keys import fingerprint
from storage.tables import YEAR_KEY


def is_known_key(connection: Connection, year: int, key: Hidden[bytes]) -> bool:
    """Return whether the year has a known key; raise KeyProblem where this is another one."""
    fingerprint_known = fingerprint_of(connection, year)
    if fingerprint_known not in {None, fingerprint(key)}:
        raise KeyProblem(
            f"the key of {year} is not the one this database was begun with. With another key "
            "every number would count as new. Put the right key file back"
        )
    return fingerprint_known is not None


def knows(connection: Connection, year: int) -> bool:
    """Return whether identifiers of the year were begun with a key."""
    return fingerprint_of(connection, year) is not None


def fingerprint_of(connection: Connection, year: int) -> str | None:
    """Return the fingerprint of the key that a year was begun with, or None."""
    return connection.scalar(select(YEAR_KEY.c.fingerprint).where(YEAR_KEY.c.year == year))
