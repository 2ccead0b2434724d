"""Tables are typed Core tables, and rows are read and written as the program has their values."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Column, Double, Integer, String, select, text

from scrapers.model import Outcome
from storage.columns import Kept, insert_rows, next_nr, read_records, records, row_of, stored_type
from storage.connections import Connections
from storage.records import Closing, JournalEntry, Release, Run
from storage.store import Store
from storage.tables import AD_SIGHTING, JOURNAL, PORTAL, RUN, WEEKLY_COUNT
from storage.weeks import Week
from storage.year_tables import CLOSING, RELEASE

DAY = date(2026, 3, 2)
BEGUN = datetime(2026, 3, 2, 6, 30, 15, 999_999, UTC)


@pytest.fixture
def connections(store: Store) -> Connections:
    """Open a database of each kind with empty tables."""
    return store._connections


def test_a_table_has_what_its_columns_say() -> None:
    """The type of an annotation, and whether a value may be missing, also of a foreign key."""
    run, count = RUN.c, WEEKLY_COUNT.c

    assert (run.late.nullable, run.outcome.nullable) == (False, True)
    assert isinstance(count.value.type, Double)
    assert isinstance(AD_SIGHTING.c.sweep_id.type, Integer)
    assert isinstance(run.portal.type, String)
    assert run.portal.primary_key


def test_no_process_loads_what_makes_objects_of_rows() -> None:
    """A sweep's imports are most of its memory."""
    code = "import sys, storage.store; sys.exit('sqlalchemy.orm' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_value_is_stored_as_text_or_seconds_and_read_as_it_was(connections: Connections) -> None:
    """Older versions and backups read the same text; of a time whole seconds are kept."""
    run = Run("fjord", Week(2026, 10), Outcome.FAILED, "a reason", False, None, "", begun_at=BEGUN)
    due = Run("fjord", Week(2026, 11), None, "", False, None, "")
    with connections.writing() as connection:
        insert_rows(connection, PORTAL, [{"name": "fjord", "simulated": False}])
        insert_rows(connection, RUN, [row_of(due), row_of(run)])
        stored = connection.execute(text("SELECT week, outcome, review, begun_at FROM run")).all()
        read = read_records(connection, Run, records(Run, RUN))
        closing = Closing(2025, DAY, ("one", "two"), "1", finished=True)
        insert_rows(connection, CLOSING, [row_of(closing)])
        signed = connection.execute(text("SELECT day, verified FROM closing")).all()
        assert read_records(connection, Closing, records(Closing, CLOSING)) == [closing]
    assert sorted(stored) == [
        ("2026-W10", "failed", None, int(BEGUN.timestamp())),
        ("2026-W11", None, None, None),
    ]
    assert read == [
        Run(**row_of(run, begun_at=BEGUN.replace(microsecond=0))),  # type: ignore[arg-type]
        due,
    ]
    assert read[0].outcome is Outcome.FAILED
    assert signed == [("2026-03-02", "one\ntwo")]


def test_a_reason_is_cut_where_the_column_ends(connections: Connections) -> None:
    """PostgreSQL would refuse the row, and with it what it is about."""
    with connections.writing() as connection:
        insert_rows(connection, JOURNAL, [row_of(JournalEntry(DAY, "a", "b", "", "x" * 501), nr=1)])
        (entry,) = read_records(connection, JournalEntry, records(JournalEntry, JOURNAL))
    assert entry.reason == "x" * 500


def test_records_come_in_the_order_that_is_asked_for_and_else_of_their_fields(
    connections: Connections,
) -> None:
    """Whatever the database orders by, and in whatever order they came."""
    revised, later = Release(2024, 2, DAY, "an error"), Release(2025, 1, DAY, "")
    first = Release(2024, 1, DAY, "")
    with connections.writing() as connection:
        assert next_nr(connection, RELEASE) == 1
        rows = [row_of(revised, nr=3), row_of(first, nr=1), row_of(later, nr=2)]
        insert_rows(connection, RELEASE, rows)
        in_order = records(Release, RELEASE, order=[RELEASE.c.nr])
        made = read_records(connection, Release, in_order)
        all_of_them = read_records(connection, Release, records(Release, RELEASE))
        assert all_of_them == [first, revised, later]
        newer = records(Release, RELEASE, RELEASE.c.year > 2024)
        assert read_records(connection, Release, newer) == [later]
        assert next_nr(connection, RELEASE) == 4
        assert next_nr(connection, RELEASE, RELEASE.c.year == 2025) == 3
        assert next_nr(connection, RELEASE, RELEASE.c.year == 2026) == 1
    assert made == [first, later, revised]


def test_no_rows_are_no_statement(connections: Connections) -> None:
    """An empty insert would be a row of defaults."""
    with connections.writing() as connection:
        insert_rows(connection, JOURNAL, iter(()))
        assert connection.execute(select(JOURNAL)).all() == []


def test_a_column_tells_as_what_the_database_keeps_it() -> None:
    """A backup holds what is stored, whatever the program makes of it."""

    @dataclass(frozen=True)
    class Plain:
        name: str

    assert isinstance(stored_type(RUN.c.week), String)
    assert stored_type(RUN.c.portal) is RUN.c.portal.type
    assert isinstance(stored_type(Column("n", Kept(Integer(), Plain))), Integer)
