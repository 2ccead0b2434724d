"""What the program says in English, for readers of Norwegian: reasons, errors and the journal.

The ledger and the journal keep English sentences of our own words, and errors are English, so that
they can be searched for. A reader is told them in the configured language: `norwegian.toml` has
each sentence beside its translation, with the same names in braces. One that it does not have, as
a person's reason or an old version's, stays as it is.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from monitor.checks.findings import sentences

NAME = re.compile(r"\\\{(\w+)\\\}")


def in_language(text: str, language: str) -> str:
    """Return a sentence of the program's in "nb" or "en"."""
    return text if language == "en" else _translated(text)


@lru_cache(maxsize=1024)  # a long outage gives the same reason every week
def _translated(text: str) -> str:
    for pattern, norwegian in _catalogue():
        if match := pattern.fullmatch(text):
            given = match.groupdict(default="")
            values = {name: _translated(value) for name, value in given.items()}
            return f"{norwegian.format_map(values)} {values.get('rest', '')}".rstrip()
    return text


@cache
def _catalogue() -> list[tuple[re.Pattern[str], str]]:
    """Return what English looks like, beside its translation; the longest sentence comes first.

    Behind a full stop another sentence may follow, as where several checks have spoken.
    """
    file = files("monitor") / "norwegian.toml"
    pairs = tomllib.loads(file.read_text(encoding="utf-8")) | sentences()
    ordered = sorted(pairs.items(), key=lambda pair: -len(re.sub(r"\{\w+\}", "", pair[0])))
    return [(_pattern(english), norwegian) for english, norwegian in ordered]


def _pattern(english: str) -> re.Pattern[str]:
    text = NAME.sub(r"(?P<\1>.+?)", re.escape(english))
    return re.compile(text + r"(?: (?P<rest>.+))?" * english.endswith("."), re.DOTALL)
