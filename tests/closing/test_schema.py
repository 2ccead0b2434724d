"""Every column is classed, and no table tells when an identifier was there finer than the week."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import BigInteger, Date, DateTime, Interval, LargeBinary, Table, Time

from scrapers.model import Outcome, Sweep
from storage.columns import METADATA, WEEK, ColumnClass, stored_type
from storage.dump import COUNTS, IDENTIFIERS
from storage.records import CheckResult
from storage.weeks import Week
from tests.closing.conftest import database_file, identifiers
from tests.monitor.building import seen
from tests.monitor.conftest import Setup

TABLES = list(METADATA.tables.values())


def has_identifiers(table: Table) -> bool:
    return any(column.info.get("class") is ColumnClass.IDENTIFIER for column in table.columns)


WITH_IDENTIFIERS = [table for table in TABLES if has_identifiers(table)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_classed(table: Table) -> None:
    """A column that fits no class has no place here: it could hold a raw value."""
    assert [
        column.name for column in table.columns if column.info.get("class") not in list(ColumnClass)
    ] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_bytes_are_identifiers_or_technical_and_counts_are_numbers(table: Table) -> None:
    """The class and the type of a column say the same."""
    for column in table.columns:
        kind, stored = column.info["class"], stored_type(column)
        of = stored.python_type
        if isinstance(stored, LargeBinary):
            assert kind in {ColumnClass.IDENTIFIER, ColumnClass.TECHNICAL}
        if kind is ColumnClass.COUNT:
            assert of in {int, float}
        if kind is ColumnClass.IDENTIFIER:
            assert of is bytes


def test_the_tables_of_sightings_are_known_as_tables_with_identifiers() -> None:
    """So that the rules below are about something."""
    names = {table.name for table in WITH_IDENTIFIERS}
    assert names == {"ad_sighting", "number_sighting", "deleted_sample"}


@pytest.mark.parametrize("table", WITH_IDENTIFIERS, ids=lambda table: table.name)
def test_no_time_stands_beside_an_identifier_but_by_way_of_its_sweep_a_week(table: Table) -> None:
    """A year at most; and what a sweep is known by leads to nothing finer than a week."""
    near = [column for column in table.columns if column.info["class"] is ColumnClass.TIME]
    assert [column.name for column in near if column.name != "year"] == []
    for key in table.foreign_keys:
        times = [c for c in key.column.table.columns if c.info["class"] is ColumnClass.TIME]
        assert [(c.name, stored_type(c)) for c in times] == [("week", WEEK.stored)]
        assert {k.column.table.name for k in key.column.table.foreign_keys} == {"portal"}


def test_no_column_anywhere_holds_a_time_of_day() -> None:
    """Only what is named below has a day, and its table no identifier."""
    for table in TABLES:
        for column in table.columns:
            assert not isinstance(stored_type(column), Date | DateTime | Time | Interval)
    days = [
        f"{t.name}.{c.name}" for t in TABLES for c in t.columns if c.name in {"day", "at", "date"}
    ]
    seconds = [
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.columns
        if column.info["class"] is ColumnClass.TIME and isinstance(stored_type(column), BigInteger)
    ]
    assert seconds == ["run.begun_at", "host.not_before"]  # gone when a sweep has identifiers
    assert days == [
        "journal.day",
        "alert.day",
        "closing.day",
        "release.day",
        "imported_count.day",
    ]


@pytest.mark.parametrize("table", WITH_IDENTIFIERS, ids=lambda table: table.name)
def test_a_table_with_identifiers_has_no_row_numbers(table: Table) -> None:
    """A row number would be the order of insertion."""
    assert table.dialect_options["sqlite"]["with_rowid"] is False


def test_the_order_of_an_ad_on_its_page_is_not_kept(installation: Setup) -> None:
    """Stored from any order, the file is the same to the last byte of its tables."""
    sightings = [seen(f"ad{at}", f"number{at}") for at in range(40)]
    stored = []
    for week, seed in ((Week(2022, 1), 1), (Week(2022, 2), 2)):
        shuffled = random.Random(seed).sample(sightings, len(sightings))
        installation.store.plan({"fjord": True}, [week])
        found = Sweep("fjord", tuple(shuffled), 1, 40, None)
        installation.store.add_sweep(found, week, CheckResult(Outcome.COMPLETE), late=False)
    with closing(sqlite3.connect(database_file(installation))) as database:
        for sweep_id in (1, 2):
            query = "SELECT ad FROM ad_sighting WHERE sweep_id = ?"
            stored.append([ad for (ad,) in database.execute(query, (sweep_id,))])
    assert stored[0] == stored[1] == sorted(s.ad for s in sightings)
    assert len(identifiers(installation)) == 80


def test_a_backup_takes_every_table_or_names_why_not() -> None:
    """A new table must be put on one of the lists; samples of deleted identifiers go nowhere."""
    assert {table.name for table in TABLES} - {*COUNTS, *IDENTIFIERS} == {"deleted_sample"}
    held = {name for name in COUNTS if has_identifiers(METADATA.tables[name])}
    assert held == set()
