"""A copy of an older database, kept while its tables are brought up to date.

Of a SQLite database it is a file beside it, of PostgreSQL a schema in the same database. It holds
identifiers, so it goes as soon as the upgrade is done, and one that a killed program left goes with
the next one that opens the database.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from storage.errors import DatabaseProblem
from storage.private_files import overwrite_and_remove

SUFFIX = ".before-upgrade"
SCHEMA_PREFIX = "before_upgrade_"


@contextmanager
def kept_copy(engine: Engine) -> Iterator[None]:
    """Keep a copy of a database while it is upgraded; it stays where that fails, and is named.

    Raises DatabaseProblem, before anything is changed, where no copy can be made.
    """
    copied = _copied_file if engine.dialect.name == "sqlite" else _copied_schema
    name, copy = copied(engine)
    try:
        yield
    except DatabaseProblem:  # refused before anything was done
        drop_copies(engine)
        raise
    except Exception as error:
        raise DatabaseProblem(
            f"{name} could not be brought up to date ({type(error).__name__}), and is as it was. A "
            f"copy from before is in {copy}; delete it when it is not needed any more"
        ) from error
    drop_copies(engine)


def drop_copies(engine: Engine) -> None:
    """Remove the copies that upgrades have left; a database that is up to date needs none."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            _drop_schemas(connection)
        return
    file = Path(engine.url.database or "")
    for copy in file.parent.glob(f"{file.name}.*{SUFFIX}"):
        try:
            overwrite_and_remove(copy)
        except FileNotFoundError:  # another program that opened the database was quicker
            continue


def _copied_file(engine: Engine) -> tuple[str, str]:
    """Copy a SQLite file, and return what it and its copy are called."""
    file = Path(engine.url.database or "")
    copy = file.with_name(f"{file.name}.{os.getpid()}{SUFFIX}")
    try:
        os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except (OSError, sqlite3.Error) as error:
        if copy.is_file():  # it may hold identifiers
            overwrite_and_remove(copy)
        raise DatabaseProblem(
            f"{file} is of an older version, and no copy of it can be made before it is brought up "
            f"to date ({error}). Nothing was changed: make room beside it, and try again"
        ) from None
    return str(file), str(copy)


def _copied_schema(engine: Engine) -> tuple[str, str]:
    """Copy a PostgreSQL database's own tables, and return what it and the copy are called.

    Its program `pg_dump` would have to be here, and be no older than the server.
    """
    name, copy = f"database {engine.url.database}", f"{SCHEMA_PREFIX}{os.getpid()}"
    quoted: Callable[[str], str] = engine.dialect.identifier_preparer.quote
    own = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    try:
        with engine.begin() as connection:
            _drop_schemas(connection)
            tables = connection.scalars(text(f"{own} AND tableowner = current_user")).all()
            connection.exec_driver_sql(f"CREATE SCHEMA {quoted(copy)}")
            for table in map(quoted, tables):
                target = f"{quoted(copy)}.{table}"
                connection.exec_driver_sql(f"CREATE TABLE {target} AS TABLE {table}")
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0][:200]
        user = engine.url.username or "USER"
        raise DatabaseProblem(
            f"{name} is of an older version, and no copy of its tables can be made before it is "
            f"brought up to date ({reason}). Nothing was changed: make room, or let its user make "
            f"schemas (GRANT CREATE ON DATABASE {engine.url.database} TO {user}), and try again"
        ) from None
    return name, f"its schema {copy}"


def _drop_schemas(connection: Connection) -> None:
    found = text("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, :prefix)")
    quoted: Callable[[str], str] = connection.dialect.identifier_preparer.quote
    for schema in connection.scalars(found, {"prefix": SCHEMA_PREFIX}).all():
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {quoted(schema)} CASCADE")
