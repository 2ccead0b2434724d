"""What is wrong with a config.toml: where, what was expected, what was found, and a right line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from monitor.config.settings import Config
from scrapers.config_key import key_at

Loc = tuple[str | int, ...]
"""Where a key is, as in ("portal", 1, "start")."""

NAME = r"""(?:"[^"]*"|'[^']*'|[\w-]+)"""
NAMES = rf"({NAME}(?:\s*\.\s*{NAME})*)"
HEADER = re.compile(rf"\s*(\[\[?)\s*{NAMES}\s*\]")
KEY = re.compile(rf"\s*{NAMES}\s*=")
LONG_TEXT = re.compile(r'"{3}|\'{3}')
UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}
MISSING = {"missing", "missing_argument", "missing_keyword_only_argument"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a config: where, what is wrong, and what would be right."""

    line: int | None
    key: str
    message: str
    example: str = "see config.toml"

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.key}: {self.message}. Example: {self.example}"


class ConfigProblem(Exception):
    """The config cannot be used; `problems` are all that is wrong with it."""

    def __init__(self, file: Path, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join(f"{file}: {problem}" for problem in problems))


def problems_in(text: str, broken: Iterable[tuple[Loc, str]]) -> list[Problem]:
    """Return a problem for each key's path and message, with its line in a config's text."""
    return [_problem(text, loc, message) for loc, message in broken]


def explained(error: ValidationError) -> Iterator[tuple[Loc, str]]:
    """Yield where each error is and what was expected and found, but where that is a secret."""
    for detail in error.errors():
        yield detail["loc"], _explain(detail)


def line_of(text: str, loc: Loc) -> int | None:
    """Return the line, from 1, of the key at a path such as ("portal", 1, "start").

    A missing key gets the line of its table; None where not even that is found.
    """
    lines = _lines(text)
    above = (loc[:length] for length in range(len(loc), 0, -1))
    return next((lines[path] for path in above if path in lines), None)


def _problem(text: str, loc: Loc, message: str) -> Problem:
    name = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
    shown = "".join(sign if sign.isprintable() else "?" for sign in name)
    key = key_at(Config, loc)
    example = {"example": key.line} if key else {}
    return Problem(line_of(text, loc), shown, message, **example)


def _explain(error: Mapping[str, Any]) -> str:
    loc, kind, value = error["loc"], error["type"], error["input"]
    if kind in UNKNOWN:
        return "is not a key that is known here; is it spelled right"
    if kind in MISSING:
        return "is missing"
    message = str(error["msg"])
    is_plain = isinstance(value, str | int | float)
    if kind == "rule" or loc[:1] == ("storage",) or not is_plain:
        return message
    return f"{message}{f'; found {value!r}'[:80]}"


@lru_cache(maxsize=1)  # a config with a thousand problems is asked a thousand times
def _lines(text: str) -> dict[Loc, int]:
    return dict(_keys(text))


def _keys(text: str) -> Iterator[tuple[Loc, int]]:
    """Yield each key and table with its line; tomllib does not tell, and tomlkit neither."""
    table: Loc = ()
    times: Counter[Loc] = Counter()
    within = ""  # the quotes that end a text of several lines
    for number, line in enumerate(text.splitlines(), start=1):
        if not within and (header := HEADER.match(line)):
            table = _table(header[1] == "[[", header[2], times)
            yield table, number
        elif not within and (key := KEY.match(line)):
            yield (*table, *_parts(key[1])), number
        for quotes in LONG_TEXT.findall(line):
            within = "" if within == quotes else within or quotes


def _table(is_list: bool, names: str, times: Counter[Loc]) -> Loc:
    """Return a table's path: "[portal.next]" belongs to the [[portal]] that was opened last."""
    path: Loc = ()
    parts = _parts(names)
    for depth, part in enumerate(parts, start=1):
        path = (*path, part)
        times[path] += is_list and depth == len(parts)
        path = (*path, times[path] - 1) if times[path] else path
    return path


def _parts(names: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(NAME, names)]
