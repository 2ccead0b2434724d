"""Lists that are data: JSON answers, JSON inside a page, and what a module of ours made of one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlPage, fits, pick
from scrapers.http.addresses import one_link
from scrapers.http.parse_guard import check_parsable
from scrapers.model import Page
from scrapers.portal_config import Field, Mark


@dataclass(frozen=True, slots=True)
class DataCard:
    """One ad as a JSON object; fields are dotted paths, and a list on the way is gone through."""

    data: Any = field(repr=False)
    whole: Any = field(repr=False)
    address: str = field(repr=False)

    def values(self, field: Field) -> list[str]:
        """Return what stands at the field's path, each item of a list for itself."""
        if field.inside:
            html = HtmlField(self, field)
            return html.values()
        return [value for text in self._texts(field) if (value := pick(text, field))]

    def contact(self, field: Field) -> list[str]:
        """Return each piece at a contact field's path, as text or HTML with numbers in it."""
        if field.inside:
            return HtmlField(self, field).contact()
        pieces = self.values(field)
        for piece in pieces:
            check_parsable(piece, "HTML in the data")
        return pieces

    def link(self, field: Field) -> str | None:
        """Return the absolute address that a field's one value leads to."""
        return one_link(self.address, self.values(field), field.select)

    def has(self, mark: Mark) -> bool:
        """Tell whether what stands at the mark's path is there and fits it."""
        found = items_at(self.data, mark.select)
        if not mark.pattern:
            return any(found)
        return any(fits(_written(item), mark.pattern) for item in found)

    def _texts(self, field: Field) -> list[str]:
        if field.of == "address":
            return [self.address]
        return [
            str(item)
            for item in items_at(self.whole if field.of == "page" else self.data, field.select)
            if item is not None and not isinstance(item, bool | dict | list)
        ]


@dataclass(frozen=True, slots=True)
class HtmlField:
    """A field whose value is HTML inside a JSON string."""

    card: DataCard
    field: Field

    def values(self) -> list[str]:
        """Return what the selector `inside` finds in each string."""
        return [value for page in self._pages() for value in page.whole().values(self._inner())]

    def contact(self) -> list[str]:
        """Return the markup that the selector `inside` finds in each string."""
        return [piece for page in self._pages() for piece in page.whole().contact(self._inner())]

    def _pages(self) -> Iterator[HtmlPage]:
        for text in self.card.values(Field(select=self.field.select, of=self.field.of)):
            check_parsable(text, "HTML in the data")
            yield HtmlPage.parse(Page(self.card.address, text))

    def _inner(self) -> Field:
        field = self.field
        return Field(
            select=field.inside,
            label=field.label,
            attribute=field.attribute,
            pattern=field.pattern,
            none=field.none,
        )


def _written(item: Any) -> str:
    """Return a value as the answer writes it: true and false, not the words of Python."""
    return item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)


def load(text: str) -> Any:
    """Parse JSON; raises LayoutChanged, without the text, where it is none."""
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise LayoutChanged("the answer is not JSON") from None


def items_at(data: Any, path: str) -> list[Any]:
    """Return what stands at a dotted path, gone through any lists; "" is the value itself.

    A part of the path that is a number picks that item of a list, any other is looked up in each.
    """
    found = [data]
    for key in path.split(".") if path else ():
        found = [item for each in found for item in _step(each, key)]
    return [item for each in found for item in (each if isinstance(each, list) else [each])]


def list_at(data: Any, path: str) -> list[Any] | None:
    """Return the one list at a dotted path, or None where there is none."""
    for key in path.split(".") if path else ():
        data = next(iter(_step(data, key)), None)
    return data if isinstance(data, list) else None


def _step(data: Any, key: str) -> list[Any]:
    if isinstance(data, list):
        if key.isdigit():
            return data[int(key) : int(key) + 1]
        return [item for each in data for item in _step(each, key)]
    value = data.get(key) if isinstance(data, dict) else None
    return [] if value is None else [value]
