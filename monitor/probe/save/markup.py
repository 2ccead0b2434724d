"""A page as HTML with its structure, and everything it says made up."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

from monitor.probe.save.fiction import TOKEN, Fiction
from monitor.probe.save.values import Values
from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.http.addresses import LINKS, resolve
from scrapers.model import Page
from scrapers.numbers.structured_data import names_phone

DROPPED = frozenset(
    {"style", "svg", "iframe", "object", "embed", "video", "audio", "picture", "source", "canvas",
     "noscript", "template", "base", "title", "meta", "map", "track"}
)  # fmt: skip
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "wbr"})
PLAIN = frozenset({"rel", "type", "method", "formmethod", "disabled", "hidden"})
LONG_DIGITS = re.compile(r"\d{3}")
COMMON = 0.5


class Literal(str):
    """A text that is made up already."""

    __slots__ = ()


@dataclass(slots=True)
class Structure:
    """Which class names may stay: those of the block, and those that say nothing of one ad."""

    kept: frozenset[str]
    common: set[str] = field(default_factory=set)

    def learn(self, units: Iterable[Element]) -> None:
        """Take class names for structure that most of the like units (cards, pages) have."""
        counted: Counter[str] = Counter()
        many = 0
        for unit in units:
            many += 1
            counted.update({name for each in unit.walk() for name in each.classes})
        least = max(2, COMMON * many)
        self.common |= {name for name, on in counted.items() if on >= least}

    def may_stay(self, name: str) -> bool:
        """Tell whether a class name or id may stay."""
        words = [word.casefold() for word in TOKEN.findall(name)]
        if words and self.kept.issuperset(words):
            return True
        return name in self.common and not LONG_DIGITS.search(name)


@dataclass(slots=True)
class Rewriter:
    """Rewrites the pages of one portal; `attributes` are those that the block reads.

    `seen` gathers the tags, attributes and class names that were left as they were.
    """

    fiction: Fiction
    structure: Structure
    attributes: frozenset[str]
    figure: tuple[int, int] | None
    seen: set[str] = field(default_factory=set)

    def html(self, page: HtmlPage, top: Element, scripts: set[int], outside: set[int]) -> str:
        """Write a page; `scripts` hold data to keep, `outside` are elements outside of cards."""
        pieces = ['<!doctype html><meta charset="utf-8">']
        waiting: list[Element | str | tuple[str]] = [top]
        inside: list[Element] = []
        while waiting:
            item = waiting.pop()
            if isinstance(item, tuple):
                pieces.append(item[0])
                inside.pop()
            elif isinstance(item, Literal):
                pieces.append(escape(item))
            elif isinstance(item, str):
                is_outside = bool(inside) and inside[-1].number in outside
                figure = self.figure if is_outside else None
                pieces.append(escape(self.fiction.text(item, figure), quote=False))
            elif item.tag == "script":
                pieces.append(self._script(page, item) if item.number in scripts else "")
            elif item.tag not in DROPPED:
                pieces.append(self._start(page, item))
                if item.tag not in VOID:
                    inside.append(item)
                    waiting += [(f"</{item.tag}>",), *reversed(item.children)]
        return "".join(pieces)

    def data(self, data: object, base: str) -> str:
        """Write JSON, the HTML in it too."""

        def fragment(text: str) -> str:
            page = HtmlPage.parse(Page(base, text))
            return self.html(page, page.tree(), set(), set())

        values = Values(base, self.fiction, self.figure, fragment)
        return json.dumps(values.rewritten(data), ensure_ascii=False, indent=1)

    def _script(self, page: HtmlPage, element: Element) -> str:
        text = "".join(each for each in element.children if isinstance(each, str))
        body = self.data(json.loads(text), page.address).replace("</", "<\\/")
        return f"{self._start(page, element)}{body}</script>"

    def _start(self, page: HtmlPage, element: Element) -> str:
        self.seen.update(TOKEN.findall(element.tag))
        kept = [
            (name, value)
            for name, old in element.attributes.items()
            if (value := self._attribute(page, element, name, old)) is not None
        ]
        self.seen.update(word for name, _ in kept for word in TOKEN.findall(name))
        written = "".join(f' {name}="{escape(value)}"' for name, value in kept)
        return f"<{element.tag}{written}>"

    def _attribute(self, page: HtmlPage, element: Element, name: str, value: str) -> str | None:
        """Return what stands for an attribute's value; None leaves the attribute out."""
        if name == "class":
            return " ".join(self._name(each) for each in element.classes)
        if name in LINKS and name != "src":
            return self._link(page, value)
        if name in self.attributes or _is_phone(name):
            return self.fiction.text(value)
        return self._technical(element, name, value)

    def _technical(self, element: Element, name: str, value: str) -> str | None:
        if name == "id":
            return value if self.structure.may_stay(value) else None
        if name == "style":
            return "display:none" if "display:none" in value.replace(" ", "").lower() else None
        if name in PLAIN or (name in {"name", "value"} and element.tag in {"input", "button"}):
            return self._known(value)
        return None

    def _name(self, name: str) -> str:
        if self.structure.may_stay(name):
            self.seen.update(TOKEN.findall(name))
            return name
        return self.fiction.parts(name)

    def _known(self, value: str) -> str:
        """Keep short plain words ("next", "hidden"); anything else is made up."""
        if re.fullmatch(r"[A-Za-z_ -]{0,20}", value):
            self.seen.update(TOKEN.findall(value))
            return value
        return self.fiction.parts(value)

    def _link(self, page: HtmlPage, value: str) -> str:
        if not value or value.startswith(("#", "javascript:")):
            return "#"
        try:
            return self.fiction.link(resolve(page.address, value))
        except LayoutChanged:
            return "#"


def without(top: Element, numbers: set[int]) -> None:
    """Take elements out of a page."""
    for element in list(top.walk()):
        kept = [c for c in element.children if isinstance(c, str) or c.number not in numbers]
        element.children = kept


def elements_by_number(top: Element) -> dict[int, Element]:
    """Return a page's elements by their numbers."""
    return {each.number: each for each in top.walk()}


def outside_of(top: Element, cards: set[int]) -> set[int]:
    """Return the numbers of the elements that are no part of a card."""
    return {each.number for each in _outside(top, cards)}


def _outside(top: Element, cards: set[int]) -> Iterator[Element]:
    waiting = [top]
    while waiting:
        element = waiting.pop()
        if element.number not in cards:
            yield element
            waiting += element.elements


def _is_phone(name: str) -> bool:
    return name.startswith("data-") and names_phone(name.removeprefix("data-"))
