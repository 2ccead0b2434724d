"""What is wrong with a config.toml: where, what was expected, what was found, and a right line.

Messages are for a person who has never seen a parser: what pydantic and tomllib say of a wrong type
or a wrong sign is said in our own words.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from monitor.config.settings import Config
from monitor.privacy.typed_text import quoted
from scrapers.config_key import Key, key_at, keys_of

Loc = tuple[str | int, ...]
"""Where a key is, as in ("portal", 1, "start")."""

NAME = r"""(?:"[^"]*"|'[^']*'|[\w-]+)"""
NAMES = rf"({NAME}(?:\s*\.\s*{NAME})*)"
HEADER = re.compile(rf"\s*(\[\[?)\s*{NAMES}\s*\]")
KEY = re.compile(rf"\s*{NAMES}\s*=")
LONG_TEXT = re.compile(r'"{3}|\'{3}')
UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}
MISSING = {"missing", "missing_argument", "missing_keyword_only_argument"}
NO_KEY = "is not a key that is known here"
TABLE = "a table: keys with their values, in curly brackets"
EXPECTED = {
    "string": "text in quotes",
    "int": "a whole number, without quotes",
    "float": "a number, without quotes and with a point: 2.5",
    "bool": "true or false, in small letters and without quotes",
    "time": "a time of day with hours, minutes and seconds: 06:00:00",
    "date": "a day that exists, as year, month and day: 2026-01-15",
    "tuple": "a list in square brackets",
    "dict": TABLE,
    "mapping": TABLE,
    "model": TABLE,
    "dataclass": TABLE,
    "finite": "a whole number, without quotes",
    "path": "the name of a file or a folder, in quotes",
    "literal": "one of {expected}",
}
"""What is expected, by how pydantic names what it is not: "int_parsing", "tuple_type"."""

LONG_NUMBER = re.compile(r"[0-9](?: ?[0-9]){6,}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a config: where, what is wrong, and what would be right."""

    line: int | None
    key: str
    message: str
    example: str = ""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        example = f". Example: {self.example}" if self.example else ""
        # Whatever it quotes, a key's name among it: a number is not repeated.
        what = LONG_NUMBER.sub(lambda found: "#" * len(found[0]), f"{self.key}: {self.message}")
        return f"{where}{what}{example}"


class ConfigProblem(Exception):
    """The config cannot be used; `problems` are all that is wrong with it."""

    def __init__(self, file: Path, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join(f"{file}: {problem}" for problem in problems))


def problems_in(text: str, broken: Iterable[tuple[Loc, str]]) -> list[Problem]:
    """Return a problem for each key's path and message, with its line in a config's text."""
    return [problem_at(text, loc, message) for loc, message in broken]


def explained(error: ValidationError) -> Iterator[tuple[Loc, str]]:
    """Yield where each error is and what was expected and found, but where that is a secret."""
    expected: dict[Loc, list[Mapping[str, Any]]] = {}
    for detail in error.errors():
        if detail["type"] == "rule":
            yield detail["loc"], str(detail["msg"])
            continue
        # Where one of several kinds of value may stand, pydantic adds to the path which it tried.
        tried = ("str", "tuple[str, ...]")
        loc = tuple(part for part in detail["loc"] if part not in tried)
        expected.setdefault(loc, []).append(detail)
    for loc, details in expected.items():
        if not any(len(other) > len(loc) and other[: len(loc)] == loc for other in expected):
            yield loc, _explain(loc, details)


def unlike_examples(table: Any, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Yield where a value is taken for another kind than was meant: `at = 6` for six seconds.

    The example of a key tells of which kind it is: yes or no, a number, a day, a time of day.
    """
    pairs = enumerate(table) if isinstance(table, list) else dict(table).items()
    for name, value in pairs:
        here = (*loc, name)
        if isinstance(value, dict | list):
            yield from unlike_examples(value, here)
        elif isinstance(value, int | float) and (key := exactly(here)) is not None:
            kind = kind_of(key)
            if kind in {"bool", "date", "time"} and type(value).__name__ != kind:
                yield here, f"expected {EXPECTED[kind]}; found {_shown(value)}"
            if isinstance(value, bool) and kind in {"int", "float"}:
                yield here, f"expected {EXPECTED[kind]}; found {_shown(value)}"


def kind_of(key: Key) -> str:
    """Return how a key's example is called in EXPECTED, by its type in Python: "int", "time"."""
    (example,) = tomllib.loads(key.line).values()
    return type(example).__name__


def line_of(text: str, loc: Loc) -> int | None:
    """Return the line, from 1, of the key at a path such as ("portal", 1, "start").

    A missing key gets the line of its table; None where not even that is found.
    """
    lines = _lines(text)
    above = (loc[:length] for length in range(len(loc), 0, -1))
    return next((lines[path] for path in above if path in lines), None)


def problem_at(text: str, loc: Loc, message: str) -> Problem:
    """Return the problem of a key, with its line in a config's text and a right one."""
    name = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
    shown = "".join(sign if sign.isprintable() else "?" for sign in name)
    is_known = not message.startswith(NO_KEY)
    key = key_at(Config, loc) if is_known else _meant(loc)
    example = key.line if key else ""
    names = [part for part in loc if isinstance(part, str)]
    if key and is_known and key.shape is None and names[-1] != key.name:
        example = key.example.strip("{} ")  # of a table whose keys are the user's own
    return Problem(line_of(text, loc), shown, message, example)


def _explain(loc: Loc, details: Sequence[Mapping[str, Any]]) -> str:
    kind = details[0]["type"]
    if kind in UNKNOWN:
        return _unknown(loc)
    if kind in MISSING:
        return "is missing"
    expected = " or ".join(dict.fromkeys(_expected(loc, detail) for detail in details))
    is_secret = loc[:1] == ("storage",)
    return f"expected {expected}" + ("" if is_secret else f"; found {_shown(details[0]['input'])}")


def _expected(loc: Loc, detail: Mapping[str, Any]) -> str:
    kind = EXPECTED.get(detail["type"].partition("_")[0], str(detail["msg"]))
    key = exactly(loc)
    if kind == TABLE and len(loc) == 1:
        return f"a section: [{loc[0]}], and its keys below"
    if kind == TABLE and key and key.reads:
        return f"{EXPECTED['string']} or {TABLE}"
    if detail["type"] == "tuple_type" and key and key.example.startswith("[["):
        return f"{key.example} in two square brackets, once for each"
    return kind.format_map(detail.get("ctx", {}))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    return quoted(value) if isinstance(value, str | int | float) else str(value)[:80]


def _unknown(loc: Loc) -> str:
    """Say that there is no such key, which one may be meant, and which there are."""
    meant = f" Is {key.name} meant?" if (key := _meant(loc)) else ""
    if len(loc) > 1 and (top := keys_of(Config).get(str(loc[-1]))):
        meant = f" It stands {f'below {top.example}' if top.shape else 'above all sections'}."
    return f"{NO_KEY}.{meant} Known are: {', '.join(_beside(loc))}"


def _meant(loc: Loc) -> Key | None:
    """Return the key that one that is not known may be a misspelling of."""
    keys = _beside(loc)
    close = get_close_matches(str(loc[-1]).lower(), keys, n=1)
    return keys[close[0]] if close else None


def _beside(loc: Loc) -> Mapping[str, Key]:
    """Return the keys that there are at a path, one of which its end could be."""
    above = key_at(Config, loc[:-1])
    return keys_of(above.shape if above and above.shape else Config)


def exactly(loc: Loc) -> Key | None:
    """Return the key at a path, None where that is below a key or unknown."""
    key = key_at(Config, loc)
    return key if key and loc and key.name == loc[-1] else None


@lru_cache(maxsize=1)  # a config with a thousand problems is asked a thousand times
def _lines(text: str) -> dict[Loc, int]:
    return dict(keys_in(text))


def keys_in(text: str) -> Iterator[tuple[Loc, int]]:
    """Yield each key and table with its line; tomllib does not tell, and tomlkit neither."""
    table: Loc = ()
    times: Counter[Loc] = Counter()
    within = ""  # the quotes that end a text of several lines
    for number, line in enumerate(text.split("\n"), start=1):
        if not within and (header := HEADER.match(line)):
            table = _table(header[1] == "[[", header[2], times)
            yield table, number
        elif not within and (key := KEY.match(line)):
            parts = _parts(key[1])
            for length in range(len(parts), 0, -1):  # "schedule.at" has no header
                yield (*table, *parts[:length]), number
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
