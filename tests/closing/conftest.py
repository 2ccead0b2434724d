"""An installation with a year of three swept weeks, on its way to being closed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from monitor.collecting.collect import Collector
from monitor.installation.year_counts import figures_of_year, profiles_of_year
from storage.year_records import Profile
from tests.monitor.conftest import (
    Setup,
    an_ad,
    installation,
    new_home,
    opened,
    some_ads,
)

__all__ = ["installation", "new_home"]

WEEKS = (date(2022, 1, 3), date(2022, 1, 10), date(2022, 6, 6))
AFTER = date(2023, 1, 20)
BEFORE = {name: some_ads(name, 4) for name in ("nordlys", "fjord", "tundra")}
LAST = BEFORE | {
    "nordlys": (*BEFORE["nordlys"], an_ad("fresh", "+4744000001")),
    "fjord": some_ads("fjord", 3),
}


@pytest.fixture(scope="session")
def lived_home(new_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sweep three weeks of 2022; in the last, one ad of nordlys is new and one of fjord is gone."""
    folder = shutil.copytree(new_home, tmp_path_factory.mktemp("lived") / "home")
    with opened(folder, BEFORE) as made:
        for monday in WEEKS[:2]:
            Collector(made.at(monday)).collect(made.config.portal)
        made.market.ads = dict(LAST)
        Collector(made.at(WEEKS[2])).collect(made.config.portal)
    return folder


@pytest.fixture
def lived(lived_home: Path, tmp_path: Path) -> Iterator[Setup]:
    """A copy of it, for one test."""
    with opened(shutil.copytree(lived_home, tmp_path / "home"), LAST) as made:
        made.portals.set_week(WEEKS[2])
        yield made


def database_file(home: Setup) -> Path:
    """Return the SQLite file of an installation."""
    return Path(home.config.storage.database.removeprefix("sqlite:///"))


def identifiers(home: Setup) -> set[bytes]:
    """Return every identifier that the database has rows of."""
    with closing(sqlite3.connect(database_file(home))) as database:
        pairs = database.execute(
            "SELECT ad, number FROM number_sighting UNION SELECT ad, ad FROM ad_sighting"
        ).fetchall()
    return {value for pair in pairs for value in pair}


def rows(home: Setup, table: str) -> list[tuple[object, ...]]:
    """Return all rows of a table, in a fixed order."""
    with closing(sqlite3.connect(database_file(home))) as database:
        found = database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own names
    return sorted(found, key=repr)


def figures_by_name(home: Setup) -> dict[tuple[str, str], int | None]:
    """Return the whole-year figures of 2022, by portal and name."""
    made = figures_of_year(home.config, home.store, 2022)
    figures = home.store.publishable.whole_year_figures(2022, made)
    return {(figure.portal, figure.name): figure.value for figure in figures}


def profiles_of(home: Setup) -> list[Profile]:
    """Return the profiles of 2022."""
    profile = profiles_of_year(home.config, home.store, 2022)
    return home.store.publishable.profiles(2022, profile)
