"""What a database really holds: its columns, its words, its pragmas, and the bytes of its file.

So it is seen whether anything is left of what was deleted. A sample is not the identifier: three of
its bytes to find candidates by, and a salted hash to know it by. So the search can be made again
after an interruption, without keeping what was to go.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import (
    Connection,
    Engine,
    SQLColumnExpression,
    String,
    Text,
    delete,
    func,
    inspect,
    select,
    text,
    type_coerce,
    update,
)

from storage.columns import (
    METADATA,
    ColumnClass,
    insert_rows,
    read_records,
    records,
    row_of,
    stored_type,
)
from storage.database import PRAGMAS, patiently
from storage.tables import (
    AD_SIGHTING,
    INSTALLATION,
    NUMBER_SIGHTING,
    SWEEP,
    WEEKLY_FLAG,
    sweeps_between,
)
from storage.weeks import ends_of
from storage.year_tables import DELETED_SAMPLE

AT_EACH_END = 16
FIRST_BYTES = 3
IDENTIFIER_BYTES = 16
BLOCK = 1 << 24
JOURNALS = ("-journal", "-wal", "-shm")

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


@dataclass(frozen=True, slots=True)
class Sample:
    """By what one deleted identifier would be known again."""

    salt: bytes
    first: bytes
    digest: bytes


def take_samples(connection: Connection, year: int) -> list[Sample]:
    """Keep samples of a year's identifiers, from both ends of their order, and return them all.

    Identifiers look like chance, so those with the least and the largest value are a fair choice
    among all portals and weeks.
    """
    columns = (
        (AD_SIGHTING.c.ad, AD_SIGHTING.c.sweep_id),
        (NUMBER_SIGHTING.c.ad, NUMBER_SIGHTING.c.sweep_id),
        (NUMBER_SIGHTING.c.number, NUMBER_SIGHTING.c.sweep_id),
    )
    values = {value for pair in columns for value in _ends(connection, *pair, year)}
    rows = (row_of(_sample_of(value), year=year) for value in sorted(values))
    insert_rows(connection, DELETED_SAMPLE, rows)
    return samples(connection, year)


def samples(connection: Connection, year: int) -> list[Sample]:
    """Return the samples that are kept until a year's closing is finished."""
    of_year = records(Sample, DELETED_SAMPLE, DELETED_SAMPLE.c.year == year)
    return read_records(connection, Sample, of_year)


def drop_samples(connection: Connection, year: int) -> None:
    """Delete the samples of a year, when they have done their work."""
    connection.execute(delete(DELETED_SAMPLE).where(DELETED_SAMPLE.c.year == year))


def still_found(connection: Connection, year: int, file: Path) -> tuple[int, int]:
    """Return how many of a year's samples stand in the database's file, and of how many.

    There is no way to ask for one identifier: only samples that a closing took are searched for.
    """
    wanted = samples(connection, year)
    return _found_in(file, wanted), len(wanted)


def journals_beside(file: Path) -> list[str]:
    """Return the names of SQLite's journals beside a database: they hold pages as they were."""
    journals = (file.with_name(file.name + suffix) for suffix in JOURNALS)
    return [journal.name for journal in journals if journal.exists()]


def compact(engine: Engine) -> None:
    """Write the database anew from its rows, so that no page keeps what others left."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()  # VACUUM cannot run in a transaction, nor SQLAlchemy without
        try:
            cursor = raw.cursor()
            patiently(lambda: cursor.execute("VACUUM"))
        finally:
            raw.close()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (AD_SIGHTING, NUMBER_SIGHTING, DELETED_SAMPLE):
            connection.execute(text(f"VACUUM FULL {table.name}"))


def _ends(
    connection: Connection,
    column: SQLColumnExpression[bytes],
    sweep_id: SQLColumnExpression[int],
    year: int,
) -> set[bytes]:
    """Return the least and the largest values of a column, without sorting more than is needed."""
    in_year = sweeps_between(*ends_of(year))
    sweeps = connection.scalar(select(func.count()).select_from(SWEEP).where(in_year)) or 0
    ids = select(SWEEP.c.id).where(in_year)
    values: set[bytes] = set()
    for order in (column.asc(), column.desc()):
        # The same value may stand in each sweep.
        query = select(column).where(sweep_id.in_(ids)).order_by(order)
        rows = connection.scalars(query.limit(AT_EACH_END * (sweeps + 1)))
        values |= set(islice(dict.fromkeys(rows), AT_EACH_END))
    return values


def _sample_of(identifier: bytes) -> Sample:
    """Return by what an identifier can be known again."""
    salt = secrets.token_bytes(16)
    return Sample(salt, identifier[:FIRST_BYTES], _digest(salt, identifier))


def _found_in(file: Path, wanted: Iterable[Sample]) -> int:
    """Return how many of the sampled identifiers stand somewhere in a file's bytes."""
    left = asked = list(wanted)
    with file.open("rb") as opened:
        before = b""  # the end of the block before, in which one may begin
        while left and (block := opened.read(BLOCK)):
            content = before + block
            left = [sample for sample in left if not _stands_in(content, sample)]
            before = content[1 - IDENTIFIER_BYTES :]
    return len(asked) - len(left)


def _stands_in(content: bytes, sample: Sample) -> bool:
    at = content.find(sample.first)
    while at >= 0:
        candidate = content[at : at + IDENTIFIER_BYTES]
        if hmac.compare_digest(_digest(sample.salt, candidate), sample.digest):
            return True
        at = content.find(sample.first, at + 1)
    return False


def _digest(salt: bytes, identifier: bytes) -> bytes:
    return hashlib.sha256(salt + identifier).digest()
