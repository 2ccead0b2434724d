"""How a table is written down: as a class of columns, in the words of SQLAlchemy's mapped classes.

Those bring along what makes objects of rows, 7 MB and a tenth of a second in every process, and no
row is one here. So a class becomes a Core table, and stands for it in statements; only to mypy it
is a mapped class, since the annotations mean the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, get_args, get_type_hints

from sqlalchemy import Boolean, Column, Double, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy.types import NullType

__all__ = ["Base", "Mapped", "mapped_column"]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names for every constraint, so that a migration can address it."""

TYPES = {bool: Boolean, bytes: LargeBinary, float: Double, int: Integer, str: String}

if TYPE_CHECKING:
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase):
        """What is defined below."""

else:
    Mapped = mapped_column = Column

    class Base:
        """Makes a table of each class that is one of it."""

        metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)
        __table_args__: ClassVar[tuple[Any, ...] | dict[str, Any]] = ()

        def __init_subclass__(cls) -> None:
            """Make the table of a class's columns."""
            hints = get_type_hints(cls)
            stated = ((name, what) for name, what in vars(cls).items() if isinstance(what, Column))
            columns = [_completed(name, hints[name], column) for name, column in stated]
            more = cls.__table_args__
            constraints, options = ((), more) if isinstance(more, dict) else (more, {})
            cls.__table__ = Table(
                cls.__tablename__, cls.metadata, *columns, *constraints, **options
            )

        @classmethod
        def __clause_element__(cls) -> Table:
            """Return what stands for the class in a statement."""
            return cls.__table__


def _completed(name: str, hint: Any, column: Column[Any]) -> Column[Any]:
    """Give a column its name and what its annotation says; a foreign key has its target's type."""
    kinds = get_args(get_args(hint)[0]) or get_args(hint)
    column.name = column.key = name
    column.nullable = type(None) in kinds
    if isinstance(column.type, NullType) and not column.foreign_keys:
        column.type = TYPES[kinds[0]]()
    return column
