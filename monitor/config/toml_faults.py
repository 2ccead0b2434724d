"""What is wrong with a config.toml that is not TOML: where, in words of a person's.

Where a key's value cannot be read and its example tells of which kind it is, that kind is said.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from dataclasses import replace

from monitor.config.problems import (
    EXPECTED,
    LONG_TEXT,
    NAMES,
    Problem,
    exactly,
    keys_in,
    kind_of,
    problem_at,
)
from monitor.privacy.typed_text import quoted

NOT_TOML = {
    "Illegal char|Found invalid|Unterminated|Expected [\"'`]+$": "a text that begins with a quote "
    "has no closing quote on its line",
    "Invalid value": "what stands behind = is no value: text needs straight quotes around it, "
    "numbers have a point, and true and false are written in small letters",
    "Invalid hex|Unescaped|Escaped": "a backslash in a text: write paths with /, or in single "
    "quotes, and other texts in single quotes, too",
    "Cannot overwrite|Duplicate": "this key stands twice in its section: take one of them out, or "
    "is the header of the next section missing above it, as [[portal]]",
    "Cannot": "this section stands twice; put its keys below one header. Only [[portal]] and "
    "[[event]], in two brackets, may stand several times",
    "Expected '='|Invalid statement|Invalid initial": "a setting is written as key = value, a "
    "section as [name], and a remark begins with #; what stands in { } is on one line, without a "
    "comma at its end",
    "Invalid date": "there is no such day or time; write 2026-01-15 or 06:00:00",
    "Expected newline": "something stands behind the value: one setting a line, a text has "
    "one quote before and one behind it, decimals have a point, and a remark begins with #",
    "Unclosed array": "a list that begins with [ has no ] at its end, or a comma is missing in it",
    "Unclosed inline": "a table that begins with { has no } at its end, or a comma is missing",
    "Expected '\\]": "the header of a section is written [name], or [[portal]] and [[event]]",
}
"""What is wrong with a text that is not TOML, by how tomllib's message begins."""

BAD_VALUE = re.compile("Expected newline|Invalid (?:value|date)|Unclosed")
PLAIN_KINDS = {"int", "float", "bool", "date", "time"}
SETTING = re.compile(rf"{NAMES}\s*=\s*")
POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")


HOW = "how it is written"


def not_toml(error: tomllib.TOMLDecodeError, text: str) -> Problem:
    """Return what is wrong with a text that cannot be read as TOML."""
    position = POSITION.search(str(error))
    line, column = (int(position[1]), int(position[2])) if position and position[1] else (None, 0)
    message = POSITION.sub("", str(error))
    if begins := _never_ends(text):
        return Problem(begins, HOW, "the text that begins with three quotes here never ends")
    if line:
        row = text.split("\n")[line - 1]
        sign = row[column - 1 : column]
        if sign and not sign.isprintable():
            unseen = f"a sign that is not printed (U+{ord(sign):04X}) stands in this line"
            return Problem(line, HOW, f"{unseen}: delete the line, and type it anew")
        if BAD_VALUE.match(message) and (found := _bad_value(text, line, row, column)):
            return found
    said = (why for begin, why in NOT_TOML.items() if re.match(begin, message))
    return Problem(line, HOW, next(said, message))


def _never_ends(text: str) -> int | None:
    """Return the line of three quotes after which none end the text, or None."""
    begun: tuple[str, int] | None = None
    for number, row in enumerate(text.split("\n"), start=1):
        for match in LONG_TEXT.finditer(row):
            if begun is None and "#" in row[: match.start()]:
                break  # a remark
            if begun is None:
                begun = match[0], number
            elif begun[0] == match[0]:
                begun = None
    return begun and begun[1]


def _bad_value(text: str, line: int, row: str, column: int) -> Problem | None:
    """Return what is expected where a value stands that cannot be read; None for a text or a list.

    In a table in curly brackets it is that of the last key before.
    """
    settings = list(SETTING.finditer(row, 0, column))
    loc = next((path for path, at in keys_in(text) if at == line), ())
    if not settings or not loc:
        return None
    is_within = len(settings) > 1
    loc = (*loc, settings[-1][1]) if is_within else loc
    key = exactly(loc)
    if key is None or kind_of(key) not in PLAIN_KINDS:
        return None
    written = re.split(r"[#,}]" if is_within else "#", row[settings[-1].end() :])[0].strip()
    with suppress(tomllib.TOMLDecodeError):
        tomllib.loads(f"it = {written}")
        return None  # what is wrong stands behind it
    shown = quoted(written)
    found = f"; found {shown}" * (bool(written) and "#" not in shown)
    return replace(problem_at(text, loc, f"expected {EXPECTED[kind_of(key)]}{found}"), line=line)
