"""The migrations make the tables that the models describe, and keep no order of insertion."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from storage.columns import METADATA
from storage.database import SCHEMA, migrate, open_engine, write_transaction
from storage.store import Store
from tests.processes import start

ROOT = Path(__file__).parents[2]
OPEN = """
import sys
from storage.errors import StorageError
from storage.store import Store
print("ready", flush=True)
sys.stdin.readline()
try:
    Store.open(sys.argv[1]).close()
    print("opened")
except StorageError as error:
    print(error)
"""


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Open and migrate a fresh database of each kind."""
    opened = open_engine(database_url)
    migrate(opened)
    yield opened
    opened.dispose()


def test_the_migrations_match_the_models(engine: Engine) -> None:
    """Alembic finds nothing to change: no column, type, index or constraint."""
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, METADATA)

    assert differences == []


def test_the_newest_migration_is_the_one_that_the_program_knows() -> None:
    """By its name a database is known to be up to date, and is then left as it is."""
    folder = str(ROOT / "storage" / "migrations")
    assert ScriptDirectory(folder).get_heads() == [SCHEMA]


def test_a_database_that_is_up_to_date_opens_while_another_program_writes(
    database_url: str,
) -> None:
    """There is nothing to bring up to date, so there is nothing to wait for."""
    Store.open(database_url).close()
    engine = open_engine(database_url)
    with write_transaction(engine) as connection:
        connection.execute(text("DELETE FROM year_key"))
        second = Store.open(database_url)
        assert second.portals() == []
        second.close()
    engine.dispose()


def test_the_primary_and_foreign_keys_match_the_models(engine: Engine) -> None:
    """Alembic does not compare primary keys, which here are most of the design."""
    found = inspect(engine)
    for name, table in METADATA.tables.items():
        assert found.get_pk_constraint(name)["constrained_columns"] == [
            column.name for column in table.primary_key
        ]
        assert {each["name"] for each in found.get_foreign_keys(name)} == {
            key.name for key in table.foreign_key_constraints
        }


def test_no_column_is_finer_than_the_week(engine: Engine) -> None:
    """There is no column for a day or a time, and none for free text but reasons and methods."""
    columns = [
        (name, column["name"], str(column["type"]).upper())
        for name in METADATA.tables
        for column in inspect(engine).get_columns(name)
    ]
    assert not [each for each in columns if "DATE" in each[2] or "TIME" in each[2]]
    assert {name for _, name, kind in columns if kind in {"TEXT", "VARCHAR", "CLOB"}} == set()
    assert {name for _, name, kind in columns if kind == "VARCHAR(500)"} == {
        "method",
        "reason",
        "review_reason",
    }


@pytest.mark.parametrize("table", ["ad_sighting", "number_sighting"])
def test_sightings_have_no_rowid(sqlite_url: str, table: str) -> None:
    """In SQLite a rowid would tell in which order ads stood on the pages."""
    engine = open_engine(sqlite_url)
    migrate(engine)
    with engine.connect() as connection:
        query = text("SELECT sql FROM sqlite_schema WHERE name = :table")
        schema = connection.scalar(query, {"table": table})
    engine.dispose()

    assert str(schema).rstrip().endswith("WITHOUT ROWID")


def test_two_programs_may_open_a_fresh_database_at_once(database_url: str) -> None:
    """Whoever comes second waits, and finds the tables made."""
    with ExitStack() as stack:
        programs = [stack.enter_context(start(OPEN, database_url)) for _ in range(3)]
        ready = [program.stdout.readline() for program in programs]
        for program in programs:
            program.stdin.write("go\n")
            program.stdin.flush()
        said = [program.communicate()[0] for program in programs]

    assert ready == ["ready\n"] * 3
    assert said == ["opened\n"] * 3
