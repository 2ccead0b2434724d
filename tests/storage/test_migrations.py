"""A new database has the tables that the migrations make, and keeps no order of insertion."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from storage import schema
from storage.columns import METADATA
from storage.database import open_engine, write_transaction
from storage.errors import DatabaseProblem
from storage.schema import SCHEMA, migrate
from storage.store import Store
from tests.conftest import Postgres
from tests.processes import start

ROOT = Path(__file__).parents[2]
OPEN = """
import sys
from storage.errors import StorageError
from storage.store import Store
from tests.conftest import Postgres
print("ready", flush=True)
sys.stdin.readline()
try:
    Store.open(sys.argv[1]).close()
    print("opened")
except StorageError as error:
    print(error)
"""


def migrated(url: str) -> Engine:
    """Make a database by one migration after the other, as those of earlier versions were."""
    engine = open_engine(url)
    with write_transaction(engine) as connection:
        schema._upgrade(connection, {"installation": "by migrations"})
    return engine


def made(url: str) -> Engine:
    """Make a database as it is made today."""
    engine = open_engine(url)
    migrate(engine, installation="at once")
    return engine


@pytest.fixture(params=[made, migrated])
def engine(database_url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Open a fresh database of each kind, made in either way."""
    opened: Engine = request.param(database_url)
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


def described(engine: Engine) -> dict[str, object]:
    """Return all that a database says of its tables, but the order of their columns."""
    found = inspect(engine)
    return {
        name: {
            "columns": sorted(map(repr, found.get_columns(name))),
            "primary key": found.get_pk_constraint(name),
            "foreign keys": sorted(map(repr, found.get_foreign_keys(name))),
            "unique": sorted(map(repr, found.get_unique_constraints(name))),
            "checks": found.get_check_constraints(name),
            "indexes": found.get_indexes(name),
            "options": found.get_table_options(name),
        }
        for name in found.get_table_names()
    }


def objects(engine: Engine) -> list[tuple[str, ...]]:
    """Return the names and kinds of all that was made: tables, indexes, sequences, triggers."""
    query = {
        "sqlite": "SELECT type, name, tbl_name FROM sqlite_schema",
        "postgresql": "SELECT relkind, relname FROM pg_class WHERE relnamespace = "
        "'public'::regnamespace UNION SELECT 'trigger', tgname FROM pg_trigger "
        "WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(text(query)))


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))]  # noqa: S608 - names of our own tables
            for name in inspect(engine).get_table_names()
        }


@pytest.fixture
def another_url(database_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Name a second fresh database of the same kind."""
    if database_url.startswith("sqlite"):
        yield database_url + "-2"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.copied("template1")
    yield postgres.url(name)
    postgres.drop(name)


def test_a_new_database_is_what_the_migrations_make(database_url: str, another_url: str) -> None:
    """To the last constraint, default, index, sequence and row; it has but an id of its own."""
    at_once, by_migrations = made(database_url), migrated(another_url)
    assert described(at_once) == described(by_migrations)
    assert objects(at_once) == objects(by_migrations)
    its, theirs = rows(at_once), rows(by_migrations)
    assert its.pop("installation") == [("at once",)]
    assert theirs.pop("installation") == [("by migrations",)]
    assert its == theirs
    at_once.dispose()
    by_migrations.dispose()


def test_each_new_database_has_an_id_of_its_own(tmp_path: Path) -> None:
    """By which its numbers are kept apart from another's."""
    stores = [Store.open(f"sqlite:///{tmp_path / name}") for name in ("one", "other")]
    first, second = (store.installation_id() for store in stores)
    for store in stores:
        store.close()
    assert first != second
    assert (len(first), len(bytes.fromhex(first))) == (32, 16)


def test_a_database_with_a_table_of_ours_and_no_version_is_left_as_it_is(
    sqlite_url: str,
) -> None:
    """Whatever made it, it is not new."""
    engine = open_engine(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE portal (of TEXT)"))
    with pytest.raises(DatabaseProblem, match="table portal already exists"):
        Store.open(sqlite_url)
    assert inspect(engine).get_table_names() == ["portal"]
    engine.dispose()


@pytest.mark.parametrize("table", ["ad_sighting", "number_sighting"])
@pytest.mark.parametrize("way", [made, migrated])
def test_sightings_have_no_rowid(sqlite_url: str, table: str, way: Callable[[str], Engine]) -> None:
    """In SQLite a rowid would tell in which order ads stood on the pages."""
    engine = way(sqlite_url)
    with engine.connect() as connection:
        query = text("SELECT sql FROM sqlite_schema WHERE name = :table")
        sql = connection.scalar(query, {"table": table})
    engine.dispose()

    assert str(sql).rstrip().endswith("WITHOUT ROWID")


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


def test_true_numbers_of_places_go_from_an_older_database(database_url: str) -> None:
    """Beside the portals' own they told how few numbers are on several; nothing else goes."""
    engine = migrated(database_url)
    kept = [("all", "Oslo", "ads"), ("all", "all", "numbers"), ("fjord", "all", "numbers")]
    with write_transaction(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0013'"))
        for portal, place, measure in (*kept, ("all", "Oslo", "numbers")):
            connection.execute(
                text("INSERT INTO weekly_count VALUES ('2022-W10', :portal, :place, :measure, 52)"),
                {"portal": portal, "place": place, "measure": measure},
            )
    migrate(engine)
    left = rows(engine)["weekly_count"]
    engine.dispose()
    assert sorted(row[1:4] for row in left) == sorted(kept)
