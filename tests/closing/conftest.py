"""An installation with a year of three swept weeks, on its way to being closed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.monitor.conftest import Installation, an_ad, installation, some_ads

__all__ = ["installation"]

WEEKS = (date(2022, 1, 3), date(2022, 1, 10), date(2022, 6, 6))
AFTER = date(2023, 1, 20)


@pytest.fixture
def lived(installation: Installation) -> Installation:
    """Sweep three weeks of 2022; in the last, one ad of nordlys is new and one of fjord is gone."""
    for monday in WEEKS[:2]:
        installation.at(monday).collect(installation.config.portal)
    ads = installation.market.ads
    ads["nordlys"] = (*ads["nordlys"], an_ad("fresh", "+4744000001"))
    ads["fjord"] = some_ads("fjord", 3)
    installation.at(WEEKS[2]).collect(installation.config.portal)
    return installation


def database_file(home: Installation) -> Path:
    """Return the SQLite file of an installation."""
    return Path(home.config.storage.database.removeprefix("sqlite:///"))


def identifiers(home: Installation) -> set[bytes]:
    """Return every identifier that the database has rows of."""
    with closing(sqlite3.connect(database_file(home))) as database:
        pairs = database.execute(
            "SELECT ad, number FROM number_sighting UNION SELECT ad, ad FROM ad_sighting"
        ).fetchall()
    return {value for pair in pairs for value in pair}


def rows(home: Installation, table: str) -> list[tuple[object, ...]]:
    """Return all rows of a table, in a fixed order."""
    with closing(sqlite3.connect(database_file(home))) as database:
        found = database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own names
    return sorted(found, key=repr)
