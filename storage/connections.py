"""How the database is opened: to read, or to write in one transaction at a time.

Functions of this folder take an open connection. `reading` and `writing` make methods of them, each
a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, text

from storage.database import plain_errors, write_transaction
from storage.private_files import overwritten_once_removed

Given = ParamSpec("Given")
Result = TypeVar("Result")
Inside = Callable[Concatenate[Connection, Given], Result]
"""A function of this folder: what it does is done inside an open connection."""


@dataclass(frozen=True, slots=True)
class Connections:
    """The connections to one database; what goes wrong is a DatabaseProblem.

    Threads that write queue up here, and other processes for the database's own lock.
    """

    engine: Engine
    _turn: Lock = field(default_factory=Lock)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes."""
        with self._turn, self.plainly(), write_transaction(self.engine) as connection:
            if self.engine.dialect.name == "postgresql":
                # SQLite has one writer at a time anyway. Here, too, nobody must count a week
                # without seeing what another stores just then.
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text("LOCK TABLE run IN SHARE ROW EXCLUSIVE MODE"))
            yield connection

    @contextmanager
    def erasing(self) -> Iterator[Connection]:
        """Open a transaction that writes where identifiers are, or deletes some.

        SQLite keeps the pages as they were in its rollback journal until it is done, and removes
        that without overwriting it; this does.
        """
        with ExitStack() as journal, self.writing() as connection:
            yield connection
            if self.file is not None:
                journal.enter_context(overwritten_once_removed(Path(f"{self.file}-journal")))

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


def reading(function: Inside[Given, Result]) -> Callable[Concatenate[Any, Given], Result]:
    """Make a method that reads, of a class that has `_connections`."""
    return _method(function, Connections.reading)


def writing(function: Inside[Given, Result]) -> Callable[Concatenate[Any, Given], Result]:
    """Make a method that writes all or nothing, of a class that has `_connections`."""
    return _method(function, Connections.writing)


def erasing(function: Inside[Given, Result]) -> Callable[Concatenate[Any, Given], Result]:
    """Make a method that writes all or nothing where identifiers are, as `Connections.erasing`."""
    return _method(function, Connections.erasing)


def _method(
    function: Inside[Given, Result],
    begin: Callable[[Connections], AbstractContextManager[Connection]],
) -> Callable[Concatenate[Any, Given], Result]:
    @wraps(function)
    def method(self: Any, /, *given: Given.args, **named: Given.kwargs) -> Result:
        with begin(self._connections) as connection:
            return function(connection, *given, **named)

    return method
