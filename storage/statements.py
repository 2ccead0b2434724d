"""SQL statements that are made once, and executed with other values each time.

To make one takes SQLAlchemy longer than SQLite takes to answer it, and a sweep has dozens.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Executable, bindparam

Given = ParamSpec("Given")
Statement = TypeVar("Statement", bound=Executable)


def made_once(
    make: Callable[Given, Statement],
) -> Callable[Given, tuple[Statement, dict[str, Any]]]:
    """Let a function that makes a statement of values return it with the values to execute it with.

    It is called once, with placeholders, which it may compare columns with and set them to, and
    nothing else: `connection.execute(*statement_of(portal, week))`. A collection is a list.
    """
    parameters = signature(make).parameters

    @cache
    def statement() -> Statement:
        # Names of their own: that of a column stands for what an update sets it to.
        return make(**{name: bindparam(f"given_{name}") for name in parameters})  # type: ignore[call-arg, arg-type]

    @wraps(make)
    def with_values(*given: Given.args, **named: Given.kwargs) -> tuple[Statement, dict[str, Any]]:
        values = dict(zip(parameters, given, strict=False)) | named
        return statement(), {f"given_{name}": value for name, value in values.items()}

    return with_values
