"""The tables of a database: made where it is new, and otherwise brought to the newest version."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, insert, inspect, text

from storage import year_tables  # noqa: F401 - the other half of all tables
from storage.columns import METADATA
from storage.database import plain_errors, without_password, write_transaction
from storage.errors import DatabaseProblem
from storage.tables import INSTALLATION
from storage.upgrade_copy import drop_copies, kept_copy

if TYPE_CHECKING:
    from alembic.config import Config

SCHEMA = "0014"
"""The newest migration; a backup says which tables it holds."""

MIGRATING = 7_305_508_462_016_551_233  # any number that no portal's lock is likely to have

# As Alembic makes it.
VERSION = Table(
    "alembic_version",
    MetaData(naming_convention={"pk": "%(table_name)s_pkc"}),
    Column("version_num", String(32), primary_key=True),
)


class Upgrade(NamedTuple):
    """What a migration needs from above to bring older counts up to date.

    `protect` makes a protected count of a year, a cell's name and a true count; `threshold` is the
    one that ads tied to individual users are told by.
    """

    protect: Callable[[int, tuple[str, str, str], float], int]
    threshold: int


def migrate(engine: Engine, upgrade: Upgrade | None = None, installation: str = "") -> None:
    """Bring the tables to the newest version, in one transaction; most often they are there.

    Raises DatabaseProblem where older counts are to be brought along and `upgrade` is not given.
    """
    with plain_errors(str(engine.url)):
        with engine.connect() as connection:
            version = _version(connection)
        if version == SCHEMA:
            drop_copies(engine)
            return
        copy = kept_copy(engine) if version is not None else nullcontext()
        with copy, write_transaction(engine) as connection:
            if engine.dialect.name == "postgresql":
                # Two programs that open a fresh database together: the second waits for the first.
                number = {"number": MIGRATING}
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), number)
            if _version(connection) is None:
                _create(connection, installation)
            else:
                _upgrade(connection, {"upgrade": upgrade, "installation": installation})


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION.name):
        return None
    return connection.scalar(VERSION.select())


def _create(connection: Connection, installation: str) -> None:
    """Make all tables at once, as the migrations would one after the other."""
    METADATA.create_all(connection, checkfirst=False)
    VERSION.create(connection)
    connection.execute(insert(VERSION).values(version_num=SCHEMA))
    connection.execute(insert(INSTALLATION).values(id=installation or secrets.token_hex(16)))


def _upgrade(connection: Connection, given: Mapping[str, object]) -> None:
    # Alembic takes a third of the start-up time of every command, and is rarely needed.
    from alembic import command  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = _alembic_config()
    config.attributes |= {"connection": connection, **given}
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseProblem(
            f"database {without_password(str(connection.engine.url))} was made by a newer version "
            f"of this program ({error}); update the program"
        ) from None


def _alembic_config() -> Config:
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config
