"""Databases that one test leaves to the next: as good as new, or not left at all."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest

from storage.columns import METADATA
from tests.postgres_server import Emptied, Postgres


def test_a_database_in_which_rows_were_written_is_emptied_for_the_next_test(
    postgres: Postgres, emptied: Emptied
) -> None:
    """Whoever still has it open; what is numbered begins with 1 again."""
    name = emptied.taken()
    with postgres.connect(name) as connection:
        connection.execute("INSERT INTO portal (name, simulated) VALUES ('fjord', false)")
        connection.execute("SELECT nextval('sweep_id_seq')")
    with closing(postgres.connect(name)) as forgotten:
        forgotten.execute("BEGIN; LOCK TABLE portal")
        emptied.left(name)
    assert emptied.taken() == name
    with postgres.connect(name) as connection:
        for table in {table.name for table in METADATA.sorted_tables} - {"installation"}:
            assert connection.execute(f"SELECT * FROM {table}".encode()).fetchall() == []  # noqa: S608
        assert connection.execute("SELECT nextval('sweep_id_seq')").fetchone() == (1,)
    emptied.left(name)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE more (number INTEGER)",
        "ALTER TABLE run ALTER COLUMN reason SET DEFAULT 'none'",
        "ALTER TABLE retirement DROP CONSTRAINT pk_retirement",
        "CREATE SCHEMA another",
        "UPDATE installation SET id = 'another'",
        "UPDATE alembic_version SET version_num = '0001'",
        "ALTER DATABASE {name} SET lock_timeout = '1s'",
    ],
)
def test_a_database_that_was_changed_otherwise_is_dropped(
    postgres: Postgres, emptied: Emptied, change: str
) -> None:
    """The next test gets another one."""
    name = emptied.taken()
    with postgres.connect(name) as connection:
        connection.execute(change.format(name=name).encode())
    emptied.left(name)
    assert name not in emptied.names
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        postgres.connect(name)
