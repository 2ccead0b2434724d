"""What a config could say more shortly: proposed by `monitor check`, and never required."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.config_lines import line_of
from monitor.probe.suggest.line import toml
from scrapers.extract.json_card import in_jmespath
from scrapers.portal_config import in_short

KEYS = {"ad", "lists", "total", "place", "number", "text", "label", "hidden", "next", "link"}
ONE_ITEM = re.compile(r"[^.\s]+\.\d+(\.[^.\s]+)?")
"""A dotted path to one item of a list, which JMESPath writes in another way and reads alike."""


def proposals(text: str) -> Iterator[str]:
    """Yield a sentence for each key of config.toml that can be written more shortly."""
    for index, portal in enumerate(tomllib.loads(text).get("portal", [])):
        for path, value in _settings(portal, ()):
            short = _short(path[-1], value)
            if short != value:
                line, key = line_of(text, ("portal", index, *path)), ".".join(path)
                yield f"line {line}: {key} can be written as {path[-1]} = {toml(short)}"


def _settings(table: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[Any, Any]]:
    for key, value in table.items():
        if key == "detail" and isinstance(value, Mapping):
            yield from _settings(value, (*above, key))
        elif key in KEYS or key == "exclude":
            yield (*above, key), value


def _short(key: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_short(key, item) for item in value]
    if isinstance(value, Mapping):
        plain = dict(value)
        if isinstance(select := plain.get("select"), str):
            plain["select"] = _short(key, select)
        return in_short(key, plain) or plain
    return in_jmespath(value) if isinstance(value, str) and ONE_ITEM.fullmatch(value) else value
