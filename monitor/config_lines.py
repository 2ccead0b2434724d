"""Finds the line of config.toml on which a key stands, for messages; tomllib does not tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

Path = tuple[str | int, ...]
HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\"'-]+)\s*\]\]?")
KEY = re.compile(r"^\s*([\w.\"'-]+)\s*=")


def line_of(text: str, loc: Sequence[str | int]) -> int | None:
    """Return the line, from 1, of the key at a path such as ("portal", 1, "start").

    A missing key gets the line of its table; None where not even that is found.
    """
    lines = _lines(text)
    for length in range(len(loc), 0, -1):
        if tuple(loc[:length]) in lines:
            return lines[tuple(loc[:length])]
    return None


@lru_cache(maxsize=1)  # a config with a thousand problems is asked a thousand times
def _lines(text: str) -> dict[Path, int]:
    return dict(_keys(text))


def _keys(text: str) -> Iterator[tuple[Path, int]]:
    table: Path = ()
    seen: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.match(line):
            table = _table(header[1] == "[[", header[2], seen)
            yield table, number
        elif key := KEY.match(line):
            yield (*table, *_parts(key[1])), number


def _table(is_list: bool, name: str, seen: Counter[str]) -> Path:
    if is_list:
        seen[name] += 1
    first, *rest = _parts(name)
    # "[portal.next]" belongs to the [[portal]] that was opened last.
    position = (seen[first] - 1,) if seen[first] else ()
    return (first, *position, *rest)


def _parts(name: str) -> list[str]:
    return [part.strip("\"'") for part in name.split(".")]
