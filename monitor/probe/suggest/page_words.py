"""The words by which a page says what its parts are, from `page_words.toml`."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

from monitor.privacy.acting_links import words_of

_TABLE: dict[str, Any] = tomllib.loads(
    (files("monitor.probe.suggest") / "page_words.toml").read_text(encoding="utf-8")
)
OFFSETS: dict[str, str] = _TABLE.pop("offsets")
LABELS: dict[str, list[str]] = _TABLE.pop("labels")
WORDS = {kind: frozenset(" ".join(lines).split()) for kind, lines in _TABLE.items()}


def says(kind: str, text: str) -> bool:
    """Tell whether a text, or names with spaces between them, has a word of a kind."""
    return not WORDS[kind].isdisjoint((*text.casefold().split(), *words_of(text)))


def keyed(kind: str, path: str) -> bool:
    """Tell whether a path in JSON ends with a key of a kind: "nextPage", "links.next.href"."""
    *_, above, last = ("", *(re.sub("[^a-z]", "", key) for key in path.casefold().split(".")))
    return not WORDS[f"{kind}_key"].isdisjoint((last, above + last))


def either(kind: str) -> str:
    """Return a regular expression for any word of a kind, the longest first."""
    return "|".join(map(re.escape, sorted(WORDS[kind], key=lambda word: (-len(word), word))))
