"""What columns hold: values as the program has them, and records as rows and back.

Every column is classed in its `info`, and the suite fails for one that is not: what no class fits
has no place here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    TypeDecorator,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.types import TypeEngine

from scrapers.model import Outcome
from storage.records import Protected, Review
from storage.weeks import Week

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Record = TypeVar("Record", bound=DataclassInstance)

Value = TypeVar("Value")

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables; every constraint has a name, so that a migration can address it."""


class ColumnClass(StrEnum):
    """What a column may hold; there is no class for a raw value."""

    COUNT = "count"
    LABEL = "label"
    IDENTIFIER = "identifier"
    TIME = "time"
    TECHNICAL = "technical"


COUNT, LABEL, HASHED, TIME, TECHNICAL = ({"class": column_class} for column_class in ColumnClass)


class Kept(TypeDecorator[Value]):
    """A value of the program, kept as `stored`: how it is written there, and how it is read."""

    impl = String
    cache_ok = True

    def __init__(
        self,
        stored: TypeEngine[Any],
        read: Callable[[Any], Value],
        write: Callable[[Value], Any] = str,
    ) -> None:
        super().__init__()
        self.stored = stored
        self.impl = stored  # type: ignore[assignment]
        self.read, self.write = read, write

    def process_bind_param(self, value: Value | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Write a value."""
        return None if value is None else self.write(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Value | None:  # noqa: ARG002
        """Read a value."""
        return None if value is None else self.read(value)


NAME = String(40)
REASON = Kept(String(500), str, lambda text: text[:500])
IDENTIFIER = LargeBinary(16)
WEEK = Kept(String(8), Week.parse)
DAY = Kept(String(10), date.fromisoformat)
OUTCOME = Kept(String(16), Outcome)
REVIEW = Kept(String(8), Review)
PROTECTED = Kept(Integer(), Protected, int)
LINES = Kept(String(2000), lambda text: tuple(text.splitlines()), "\n".join)
MOMENT = Kept(
    BigInteger(), lambda at: datetime.fromtimestamp(at, UTC), lambda at: int(at.timestamp())
)
"""Seconds since 1970."""


def stored_type(column: Column[Any]) -> TypeEngine[Any]:
    """Return as what the database itself keeps a column's values."""
    return column.type.stored if isinstance(column.type, Kept) else column.type


def records(
    kind: type[DataclassInstance],
    table: Table[Any],
    *where: ColumnElement[bool],
    order: Sequence[Column[Any]] = (),
) -> Select[Any]:
    """Make a query of records, whose fields are columns of the table.

    They come in the order of the columns `order`, and then of the record's fields.
    """
    return select(*order, *(table.c[field.name] for field in fields(kind))).where(*where)


def read_records(
    connection: Connection,
    kind: type[Record],
    query: Select[Any],
    given: Mapping[str, object] | None = None,
) -> list[Record]:
    """Return what a query of records finds for what is `given` to it, in order.

    It is sorted here, because databases order text by rules of their own ("aa" after "z").
    """
    length = len(fields(kind))
    # A Row compares in Python, far slower.
    rows = sorted(map(tuple, connection.execute(query, given)))
    return [kind(*row[-length:]) for row in rows]


def read_weeks(
    connection: Connection, kind: type[Record], table: Table[Any], first: Week, last: Week
) -> tuple[Record, ...]:
    """Return the records of a table of the weeks between two, both included, in order."""
    given = {"first": first, "last": last}
    return tuple(read_records(connection, kind, _of_weeks(kind, table), given))


@cache
def _of_weeks(kind: type[DataclassInstance], table: Table[Any]) -> Select[Any]:
    return records(kind, table, table.c.week.between(bindparam("first"), bindparam("last")))


def row_of(record: DataclassInstance, **more: object) -> dict[str, object]:
    """Return a record as a row, with `more` columns that it has no field for."""
    return {field.name: getattr(record, field.name) for field in fields(record)} | more


def insert_rows(
    connection: Connection, table: Table[Any], rows: Iterable[Mapping[str, object]]
) -> None:
    """Insert rows, of which there may be none."""
    if rows := list(rows):
        connection.execute(insert(table), rows)


def next_nr(connection: Connection, table: Table[Any], *where: ColumnElement[bool]) -> int:
    """Return the number of the next of the rows that are counted from 1."""
    return 1 + (connection.scalar(select(func.max(table.c.nr)).where(*where)) or 0)
