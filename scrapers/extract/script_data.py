"""Data as a text: JSON, or what a script of a page assigns, in JSON's or JavaScript's spelling."""

from __future__ import annotations

import json
import re
from typing import Any

from scrapers.errors import LayoutChanged

ASSIGNED = re.compile(r"([\w.$\[\]\"']{1,80})\s*=\s*(?=[{\[]|JSON\.parse)")
"""What stands in front of data in a script that gives it a name: `window.__STATE__ = `."""

LEAD = 1_000
"""The signs of a script within which its data begins."""

QUOTED = re.compile(
    r"""JSON\.parse\(\s*(?:"([^"\\]*+(?:\\.[^"\\]*+)*+)"|'([^'\\]*+(?:\\.[^'\\]*+)*+)')\s*\)"""
)
"""Data that a script keeps as a text: `JSON.parse("…")`."""

LITERAL = re.compile(
    r"""(?P<text>"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z))"""
    r"""|'(?P<single>[^'\\]*+(?:\\.[^'\\]*+)*+)(?:'|\\?\Z)"""
    r"""|(?P<null>\b(?:undefined|void\s0)\b(?!\s*:))|!(?P<bool>[01])\b"""
    r"""|(?<![\w$.])(?P<key>[A-Za-z_$][\w$]*+)(?=\s*:)|(?P<comma>,)(?=\s*[}\]])""",
    re.DOTALL,
)
"""What JavaScript writes otherwise than JSON: bare keys, single quotes, no value, `!0`.

A text that does not end is taken to the end, so that each sign is looked at once.
"""


def parse_json(text: str) -> Any:
    """Parse JSON; raises LayoutChanged, without the text, where it is none."""
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise LayoutChanged("the answer is not JSON") from None


def parse_script(text: str) -> Any:
    """Parse the data of a script, bare or assigned to a name; raises as `parse_json` does."""
    text = text.strip().removeprefix("\ufeff")
    assigned = None if text[:1] in {"{", "["} else ASSIGNED.search(text, 0, LEAD)
    if assigned is None:
        return parse_json(text)
    quoted = QUOTED.match(text, assigned.end())
    if quoted is not None:
        return parse_json(_unquoted(quoted))
    try:
        return _first_value(text[assigned.end() :])
    except (ValueError, RecursionError):
        raise LayoutChanged("the script assigns something that is not JSON") from None


def _first_value(text: str) -> Any:
    """Read the data that a text begins with; raises ValueError where that is a program."""
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except ValueError:
        return json.JSONDecoder().raw_decode(LITERAL.sub(_as_json, text))[0]


def _as_json(literal: re.Match[str]) -> str:
    found = literal[0]
    match literal.lastgroup:
        case "single":
            return f'"{_in_double_quotes(literal["single"])}"'
        case "null":
            return "null"
        case "bool":
            return "false" if found == "!1" else "true"
        case "key":
            return f'"{found}"'
        case "comma":
            return ""
    return found


def _unquoted(quoted: re.Match[str]) -> str:
    """Return what a text of JavaScript says; raises as `parse_json` does."""
    inner = _in_double_quotes(quoted[2]) if quoted[1] is None else quoted[1]
    return str(parse_json(f'"{inner}"'))


def _in_double_quotes(inner: str) -> str:
    return re.sub(r"\\'|\\.|\"", lambda m: {"\\'": "'", '"': '\\"'}.get(m[0], m[0]), inner)
