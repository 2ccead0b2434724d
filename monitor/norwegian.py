"""What the program says in English, for readers of Norwegian: reasons, errors and the journal.

The ledger and the journal keep English sentences of our own words, and errors are English, so that
they can be searched for. A reader is told them in the configured language: `norwegian.toml` has
each sentence beside its translation, with the same names in braces. One that it does not have, as
an old version's, stays as it is; what a person wrote is not to be asked for at all.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from monitor.checks.findings import sentences

NAME = re.compile(r"\\\{(\w+)\\\}")

OF_OURS = {"what", "fault", "problem", "wait", "span", "cap", "stated", "way", "rest", "none"}
"""What is put in and is a sentence or a name of ours. A portal may be called `restore`."""

OF_WORDS = OF_OURS | {"file", "folder", "path"}
"""What may be several words where a sentence begins with it; more than a portal's name, or a count,
before " answered 503" belongs to another sentence."""

LONGEST = 4000
"""No text of ours has so many characters; one that has is not looked up, nor anything in it."""


def in_language(text: str, language: str) -> str:
    """Return a sentence of the program's in "nb" or "en"."""
    return text if language == "en" or len(text) > LONGEST else _translated(text)


@lru_cache(maxsize=1024)  # a long outage gives the same reason every week
def _translated(text: str) -> str:
    for pattern, norwegian in _catalogue():
        if match := pattern.fullmatch(text):
            values = {
                name: _translated(value) if name in OF_OURS else value
                for name, value in match.groupdict(default="").items()
            }
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
    """Return what matches a sentence; each name ends where what follows it first stands.

    The pieces are atomic, so that no text takes longer than its length.
    """
    start, *pieces = NAME.split(re.escape(english))
    first = r"\S+?" if not start and pieces[0] not in OF_WORDS else ".+?"
    named = [
        rf"(?P<{name}>{'.+?' if at else first}){text}"
        for at, (name, text) in enumerate(zip(pieces[::2], pieces[1::2], strict=True))
    ]
    inner = "".join(f"(?>{piece})" for piece in named[:-1])
    more = r"(?: (?P<rest>.+))?" * english.endswith(".")
    return re.compile(start + inner + "".join(named[-1:]) + more, re.DOTALL)
