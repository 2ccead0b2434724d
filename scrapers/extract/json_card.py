"""Lists that are data: JSON answers, JSON inside a page, and what a module of ours made of one.

Where something stands is said in JMESPath (https://jmespath.org). A plain dotted path, as in
"contacts.phone", means more than there: lists on the way are gone through, and a part that is a
number picks one item; "" is the value itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlCard, HtmlPage, fits, pick
from scrapers.extract.html_tree import Node
from scrapers.http.addresses import one_link, resolve
from scrapers.model import Page
from scrapers.portal_config import Field, Mark

DOTTED = re.compile(r"@?[^][(){}|&*\"'`!<>=,?@.]+(?:\.@?[^][(){}|&*\"'`!<>=,?@.]+)*")
"""Keys and numbers between dots: all that config.toml could say before it spoke JMESPath."""

WHOLE_FLOAT = re.compile(r"\A(\s*\+?[0-9]{5,15})\.0\s*\Z", re.ASCII)
BARE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class DataCard:
    """One ad as a JSON object; the `select` of a field is a path."""

    data: Any = field(repr=False)
    whole: Any = field(repr=False)
    address: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def values(self, field: Field) -> list[str]:
        """Return what stands at the field's path, each item of a list for itself."""
        if field.inside:
            within = replace(field, select=field.inside)
            return [value for card in self._html(field) for value in card.values(within)]
        return [value for text in self._texts(field) if (value := pick(text, field))]

    def contact(self, field: Field) -> list[str]:
        """Return each piece at a contact field's path, as text or HTML with numbers in it."""
        return [p if isinstance(p, str) else str(p.html) for p in self.contact_pieces(field)]

    def contact_pieces(self, field: Field) -> list[Node | str]:
        """Return the same, with elements inside of HTML as they stand there."""
        if field.inside:
            within = replace(field, select=field.inside)
            return [piece for card in self._html(field) for piece in card.contact_pieces(within)]
        return [*self.values(field)]

    def links(self, field: Field) -> list[str]:
        """Return the absolute addresses that a field's values name."""
        return [resolve(self.address, value) for value in self.values(field)]

    def link(self, field: Field) -> str | None:
        """Return the absolute address that a field's one value leads to."""
        return one_link(self.links(field), field.select)

    def has(self, mark: Mark) -> bool:
        """Tell whether what stands at the mark's path is there and fits it."""
        items = items_at(self.data, mark.select)
        if not mark.pattern:
            return any(items)
        return any(fits(_written(item), mark.pattern) for item in items)

    def _html(self, field: Field) -> Iterator[HtmlCard]:
        for text in self._texts(field):
            yield HtmlPage.fragment(Page(self.address, text)).whole()

    def _texts(self, field: Field) -> list[str]:
        if field.of == "address":
            return [self.address]
        if field.of == "header":
            return [value] if (value := self.headers.get(field.select.lower())) else []
        return [
            _plain(item)
            for item in items_at(self.whole if field.of == "page" else self.data, field.select)
            if item is not None and not isinstance(item, bool | dict | list)
        ]


def _plain(value: str | float) -> str:
    """Return a value as a text; programs that keep numbers as floats write 42000001.0."""
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if is_whole else WHOLE_FLOAT.sub(r"\1", str(value))


def _written(item: Any) -> str:
    """Return a value as the answer writes it: true and false, not the words of Python."""
    return item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)


def items_at(data: Any, path: str) -> list[Any]:
    """Return what stands at a path, each item of a list for itself, and nothing for null.

    Raises LayoutChanged where a JMESPath expression cannot be applied to what is there.
    """
    result = _search(data, path, through_lists=True)
    values = result if isinstance(result, list) else [result]
    items = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return [item for item in items if item is not None]


def list_at(data: Any, path: str) -> list[Any] | None:
    """Return the one list at a path, or None where there is none; raises as `items_at` does.

    Lists of lists are one, as of ads by town: within each other, or one in each object of another.
    """
    result = _search(data, path, through_lists=False)
    if result is None:
        return items_at(data, path) or None
    while isinstance(result, list) and result and all(isinstance(item, list) for item in result):
        result = [item for inner in result for item in inner]
    return result if isinstance(result, list) else None


def path_fault(path: str) -> str | None:
    """Return what is wrong with a path, or None: for checking a config beforehand."""
    try:
        _compiled(path, through_lists=True)
    except JMESPathError:
        return f'{path!r} is not a JMESPath expression, as in "data.ads" or "phones[0]"'
    return None


def in_jmespath(path: str) -> str:
    """Return a dotted path as JMESPath writes it: "phones[0]" for "phones.0"."""
    if not DOTTED.fullmatch(path):
        return path
    parts = [f"[{part}]" if part.isdigit() else f".{_key(part)}" for part in path.split(".")]
    return "".join(parts).removeprefix(".")


def _search(data: Any, path: str, *, through_lists: bool) -> Any:
    try:
        return _compiled(path, through_lists=through_lists).search(data)
    except (JMESPathError, ArithmeticError, TypeError, ValueError):
        # Its own words quote what stands there.
        raise LayoutChanged(f"what stands at {path!r} is not what that asks for") from None


@lru_cache(maxsize=1024)  # of paths from config.toml
def _compiled(path: str, *, through_lists: bool) -> ParsedResult:
    expression = _through_lists(path) if through_lists else in_jmespath(path)
    return jmespath.compile(expression or "@")


def _through_lists(path: str) -> str:
    """Return JMESPath for a dotted path that goes through objects and lists alike."""
    if not DOTTED.fullmatch(path):
        return path
    expression = "@"
    for part in path.split("."):
        if part.isdigit():  # an item of a list, or a key: some number theirs
            expression = f"[{expression}[{part}], {expression}.{_key(part)}][]"
        else:  # in a list and flattened, an object, a list of them and lists of lists are alike
            expression = f"[{expression}][][][][].{_key(part)}"
    return expression


def _key(part: str) -> str:
    return part if BARE_KEY.fullmatch(part) else json.dumps(part, ensure_ascii=False)
