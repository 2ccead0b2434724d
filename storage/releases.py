"""What was published, as it was printed: remembered so that released figures stay as they are.

Nothing that a release hid is here; of a hidden figure only its symbol is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date

from sqlalchemy import Connection, RowMapping, func, insert, select

from storage.connections import Connections
from storage.errors import DatabaseProblem
from storage.records import Printed, Release
from storage.year_tables import RELEASE, RELEASED_FIGURE


class Releases:
    """Reads and writes what was published; every method raises DatabaseProblem."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def add(self, release: Release, figures: Iterable[Printed]) -> None:
        """Remember a release, whole or not at all; its revision must be the year's next one."""
        with self._connections.writing() as connection:
            revisions = [past for past in _releases(connection) if past.year == release.year]
            if release.revision != len(revisions) + 1:
                raise DatabaseProblem(
                    f"the report of {release.year} was released by somebody else in the meantime; "
                    "make it again"
                )
            nr = 1 + (connection.scalar(select(func.max(RELEASE.c.nr))) or 0)
            values = asdict(release) | {"day": release.day.isoformat(), "nr": nr}
            connection.execute(insert(RELEASE).values(values))
            rows = [asdict(figure) | {"nr": nr} for figure in figures]
            if rows:
                connection.execute(insert(RELEASED_FIGURE), rows)

    def all(self) -> list[Release]:
        """Return every release, in the order in which they were made."""
        with self._connections.reading() as connection:
            return _releases(connection)

    def figures(self, release: Release) -> tuple[Printed, ...]:
        """Return what a release printed, in a fixed order; nothing where there is no such one."""
        with self._connections.reading() as connection:
            figures = RELEASED_FIGURE
            rows = connection.execute(
                select(figures)
                .join(RELEASE)
                .where(RELEASE.c.year == release.year, RELEASE.c.revision == release.revision)
            ).mappings()
            return tuple(sorted((_printed(row) for row in rows), key=lambda figure: figure.name))


def _releases(connection: Connection) -> list[Release]:
    rows = connection.execute(select(RELEASE).order_by(RELEASE.c.nr)).mappings()
    return [
        Release(row["year"], row["revision"], date.fromisoformat(row["day"]), row["reason"])
        for row in rows
    ]


def _printed(row: RowMapping) -> Printed:
    return Printed(**{field.name: row[field.name] for field in fields(Printed)})
