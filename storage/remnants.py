"""Is anything left of what was deleted? Samples of it, and a search through the database's bytes.

A sample is not the identifier: three of its bytes to find candidates by, and a salted hash to
know it by. So the search can be made again after an interruption, without keeping what was to go.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, SQLColumnExpression, delete, func, insert, select, text

from storage.database import patiently
from storage.ledger import sweeps_between
from storage.tables import AD_SIGHTING, NUMBER_SIGHTING, SWEEP
from storage.weeks import ends_of
from storage.year_tables import DELETED_SAMPLE

AT_EACH_END = 16
FIRST_BYTES = 3
IDENTIFIER_BYTES = 16
BLOCK = 1 << 24
JOURNALS = ("-journal", "-wal", "-shm")


class Sample(NamedTuple):
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
    rows = [{"year": year} | _sample_of(value)._asdict() for value in sorted(values)]
    if rows:
        connection.execute(insert(DELETED_SAMPLE), rows)
    return samples(connection, year)


def samples(connection: Connection, year: int) -> list[Sample]:
    """Return the samples that are kept until a year's closing is finished."""
    table = DELETED_SAMPLE
    query = select(table.c.salt, table.c.first, table.c.digest).where(table.c.year == year)
    return [Sample(*row) for row in connection.execute(query.order_by(table.c.salt))]


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
