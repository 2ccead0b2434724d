"""Settings written as TOML, as shortly as they can be; and what a config could say more shortly.

That is proposed by `monitor check`, and never required.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import tomlkit

from monitor.config.problems import line_of
from scrapers.config_key import keys_of
from scrapers.extract.json_card import in_jmespath
from scrapers.field_config import Detail, Exclusion, Field, Mark, NextPage, in_short
from scrapers.portal_config import Portal

KEYS = {
    key.name
    for table in (Portal, Detail)
    for key in keys_of(table).values()
    if key.shape in {Field, Mark, Exclusion, NextPage}
}
"""What may be a string instead of a table."""

ONE_ITEM = re.compile(r"[^.\s]+\.\d+(\.[^.\s]+)?")
"""A dotted path to one item of a list, which JMESPath writes in another way and reads alike."""


def proposals(text: str) -> Iterator[str]:
    """Yield a sentence for each key of config.toml that can be written more shortly."""
    for index, portal in enumerate(tomllib.loads(text).get("portal", [])):
        for path, value in _settings(portal, ()):
            short = shortened(path[-1], value)
            if short != value:
                line, key = line_of(text, ("portal", index, *path)), ".".join(path)
                yield f"line {line}: {key} can be written as {path[-1]} = {toml(short)}"


def shortened(key: str, value: Any) -> Any:
    """Return what a field, marks, `next` or all in a `detail` may be written as in less."""
    if isinstance(value, list):
        return [shortened(key, item) for item in value]
    if isinstance(value, Mapping):
        if key == "detail":
            return {name: shortened(name, inner) for name, inner in value.items()}
        if key not in KEYS:
            return value
        plain = dict(value)
        if isinstance(select := plain.get("select"), str):
            plain["select"] = shortened(key, select)
        return in_short(key, plain) or plain
    is_item = key in KEYS and isinstance(value, str) and ONE_ITEM.fullmatch(value)
    return in_jmespath(value) if is_item else value


def toml(value: object) -> str:
    """Write a value as TOML, in one line."""
    if isinstance(value, Mapping):
        pairs = (f"{tomlkit.key(name).as_string()} = {toml(item)}" for name, item in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, str):
        is_literal = "\\" in value or '"' in value
        plain = value.isprintable() and "'" not in value
        return tomlkit.string(value, literal=is_literal and plain).as_string()
    return tomlkit.item(value).as_string()


def _settings(table: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[Any, Any]]:
    for key, value in table.items():
        if key == "detail" and isinstance(value, Mapping):
            yield from _settings(value, (*above, key))
        elif key in KEYS:
            yield (*above, key), value
