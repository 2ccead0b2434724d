"""JSON with its keys and its build, and every value in it made up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from monitor.probe.save.fiction import TOKEN, Fiction
from scrapers.http.addresses import resolve
from scrapers.numbers.structured_data import names_phone

PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z_$-]*\d{0,2}")
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
ADDRESS = re.compile(r"(?:https?://|/|\?)\S*")


@dataclass(frozen=True, slots=True)
class Values:
    """Makes up the values of one answer; addresses in it resolve against `base`.

    `figure` is the portal's own total and what to write in its place; `fragment` rewrites HTML.
    """

    base: str
    fiction: Fiction
    figure: tuple[int, int] | None
    fragment: Callable[[str], str]

    def rewritten(self, data: Any, key: str = "") -> Any:
        """Return JSON of the same build; a number at a key that says phone is a phone number."""
        if isinstance(data, dict):
            named = data.items()
            return {self._key(name): self.rewritten(each, name) for name, each in named}
        if isinstance(data, list):
            return [self.rewritten(each, key) for each in data]
        if isinstance(data, str):
            return self._text(data)
        if isinstance(data, bool) or data is None:
            return data
        return self._figure(data, key)

    def _key(self, name: str) -> str:
        return name if PLAIN_KEY.fullmatch(name) else self.fiction.parts(name)

    def _text(self, text: str) -> str:
        if ADDRESS.fullmatch(text):
            return self.fiction.link(resolve(self.base, text))
        if self.fiction.is_id(text):
            return self.fiction.parts(text)
        return self.fragment(text) if TAG.search(text) else self.fiction.text(text, self.figure)

    def _figure(self, value: float, key: str) -> int | float:
        """Return a phone's number, an id, the list's total, or 1 for any other figure but 0."""
        if self.figure is not None and value == self.figure[0] and not names_phone(key):
            return self.figure[1]
        text = str(value)
        if self.fiction.is_id(text):
            return int(self.fiction.parts(text))
        if names_phone(key) and isinstance(value, int):
            return int(re.sub(r"\D", "", self.fiction.text(text)) or 0)
        return 1 if value else 0


def keys_of(data: Any) -> set[str]:
    """Return the words of all keys of an object, in lower case."""
    found: set[str] = set()
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            found.update(word.casefold() for name in item for word in TOKEN.findall(name))
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
    return found
