"""A suggested line of a portal block: what it says, how sure it is, and why."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from scrapers.portal_config import in_short


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of a block with its value; an empty `value` is left for a person to fill in.

    A `remark` is a value that a person may want: it is written as a comment and does nothing.
    """

    key: str
    value: str | int | float | bool | Mapping[str, object] | list[Mapping[str, object]] | None
    sure: bool
    why: str
    remark: bool = False

    def as_toml(self) -> str:
        """Write it with a comment that tells how sure it is; what is left open is commented out."""
        note = f"# {'sure' if self.sure else 'unsure'}: {self.why}"
        if self.value is None:
            return f"# {self.key} = ...  {note}"
        return f"{'# ' * self.remark}{self.key} = {toml(shortened(self.key, self.value))}  {note}"


def shortened(key: str, value: object) -> object:
    """Return what a field may be written as in less, wherever it stands."""
    if isinstance(value, list):
        return [shortened(key, item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if key == "detail":
        return {name: shortened(name, inner) for name, inner in value.items()}
    return in_short(key, value) or value


def toml(value: object) -> str:
    """Write a value as TOML, in one line."""
    if isinstance(value, Mapping):
        return (
            "{ "
            + ", ".join(f"{toml_key(key)} = {toml(each)}" for key, each in value.items())
            + " }"
        )
    if isinstance(value, str):
        plain = json.dumps(value, ensure_ascii=False)
        return f"'{value}'" if "'" not in value and _is_awkward(value) else plain
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return value.isoformat() if isinstance(value, date | time) else json.dumps(value)


def toml_key(name: str) -> str:
    """Write a key, in quotes where it needs them."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _is_awkward(value: str) -> bool:
    return "\\" in value or '"' in value
