"""What a database really holds, for the audit: its columns, its words, its pragmas and its file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, String, Text, inspect, select, type_coerce, update

from storage.columns import METADATA, ColumnClass, stored_type
from storage.database import PRAGMAS
from storage.tables import INSTALLATION, WEEKLY_FLAG

FORMAL = (ColumnClass.TIME, ColumnClass.TECHNICAL)
"""The classes of columns whose digits can look like anything: a day, a fingerprint."""


def unknown_columns(engine: Engine) -> list[str]:
    """Return tables and columns that the program's own tables do not have."""
    inspector = inspect(engine)
    expected = {table.name: set(table.columns.keys()) for table in METADATA.tables.values()}
    expected["alembic_version"] = {"version_num"}
    return [
        f"{table}.{column['name']}"
        for table in inspector.get_table_names()
        for column in inspector.get_columns(table)
        if column["name"] not in expected.get(table, set())
    ]


def texts(engine: Engine) -> Iterator[tuple[str, str]]:
    """Yield every text that has no form of its own, after its table and column ("run.reason")."""
    with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            for column in table.columns:
                kept = stored_type(column)
                if not isinstance(kept, String | Text) or column.info["class"] in FORMAL:
                    continue
                values = connection.scalars(select(type_coerce(column, kept)).distinct())
                yield from ((f"{table.name}.{column.name}", value) for value in values if value)


def places_counted(engine: Engine) -> set[str]:
    """Return every place that something was counted at; that it was looked for is no count."""
    places: set[str] = set()
    with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            if "place" in table.columns and table is not WEEKLY_FLAG:
                places.update(connection.scalars(select(table.columns["place"]).distinct()))
    return places


def pragma_faults(engine: Engine) -> list[str]:
    """Return the SQLite settings that are not as they must be; none for PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in PRAGMAS
        }
    return [name for name, (_, wanted) in PRAGMAS.items() if settings[name] != wanted]


def damage(connection: Connection) -> list[str]:
    """Return what SQLite finds broken in its file, first things first; none for PostgreSQL.

    Only how many and which pages and tables: SQLite's words quote no value.
    """
    if connection.dialect.name != "sqlite":
        return []
    lines = connection.exec_driver_sql("PRAGMA quick_check(5)").scalars().all()
    return [] if lines == ["ok"] else [str(line) for line in lines]


def try_writing(connection: Connection) -> None:
    """Write what is there already: it fails where nothing can be written, or the disk is full."""
    connection.execute(update(INSTALLATION).values(id=INSTALLATION.c.id))


def open_to_others(paths: Collection[Path]) -> list[Path]:
    """Return the files and folders that anybody but their owner could read."""
    return [path for path in paths if _is_open(path)]


def _is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & 0o077)
    except FileNotFoundError:  # a journal of SQLite lives as long as its transaction
        return False
