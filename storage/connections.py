"""How every door to the database opens it: to read, or to write in one transaction at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from storage.database import plain_errors, writing


@dataclass(frozen=True, slots=True)
class Connections:
    """The connections to one database; what goes wrong is a DatabaseProblem."""

    engine: Engine

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes."""
        with self.plainly(), writing(self.engine) as connection:
            if self.engine.dialect.name == "postgresql":
                # SQLite has one writer at a time anyway. Here, too, two portals that finish
                # together must not count their week without seeing each other's sightings.
                connection.execute(text("LOCK TABLE run IN SHARE ROW EXCLUSIVE MODE"))
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that reads."""
        with self.plainly(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def plainly(self) -> Iterator[None]:
        """Tell what goes wrong in plain words that name the database."""
        with plain_errors(str(self.engine.url)):
            yield

    @property
    def file(self) -> Path | None:
        """The database's file, or None where it is not one that we can read."""
        if self.engine.dialect.name == "sqlite":
            return Path(self.engine.url.database or "")
        return None
