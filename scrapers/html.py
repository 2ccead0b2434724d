"""Pages as config.toml describes them: selectors that count what they match.

A selector that matches too few or too many elements raises LayoutChanged with the selector and
the counts, so that a redesigned page is an error and never a smaller market.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from scrapers.address import resolve
from scrapers.description import Field
from scrapers.errors import LayoutChanged
from scrapers.model import Page


def selector_fault(selector: str) -> str | None:
    """Return what is wrong with a CSS selector, or None: for checking a config beforehand."""
    try:
        LexborHTMLParser("<p></p>").css(selector)
    except SelectolaxError:
        return f"{selector!r} is not a CSS selector"
    return None


def maybe(node: LexborNode, selector: str) -> LexborNode | None:
    """Return the one element that the selector matches, or None; more than one is an error."""
    found = node.css(selector)
    if len(found) > 1:
        raise LayoutChanged(f"expected at most one match of {selector!r}, found {len(found)}")
    return found[0] if found else None


def text_of(node: LexborNode) -> str:
    """Return an element's text in one line, with a space between its parts."""
    return " ".join(str(node.text(separator=" ")).split())


def _root(parser: LexborHTMLParser) -> LexborNode:
    if parser.root is None:
        raise LayoutChanged("a page is empty")
    return parser.root


@dataclass(frozen=True, slots=True)
class HtmlCard:
    """One ad's card in a list, or one ad's own page."""

    node: LexborNode
    address: str

    def value(self, field: Field) -> str | None:
        """Return a field's text or attribute; None where it is absent or its pattern fails."""
        node = maybe(self.node, field.select)
        if node is None:
            return None
        return pick(
            node.attributes.get(field.attribute) if field.attribute else text_of(node), field
        )

    def link(self, field: Field) -> str | None:
        """Return a field's text or attribute as an absolute address."""
        found = self.value(field)
        return resolve(self.address, found) if found else None

    def contact(self, field: Field) -> list[str]:
        """Return the markup of each element that a contact field matches."""
        return [str(node.html) for node in self.node.css(field.select)]


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A parsed page, in which addresses are resolved against its base."""

    root: LexborNode
    address: str

    @classmethod
    def parse(cls, page: Page) -> HtmlPage:
        """Parse a fetched page; broken HTML is mended as browsers do."""
        root = _root(LexborHTMLParser(page.text))
        base = root.css("base[href]")
        return cls(root, resolve(page.address, base[0].attributes["href"] or "" if base else ""))

    def cards(self, selector: str) -> list[HtmlCard]:
        """Return the cards of a list page, possibly none."""
        return [HtmlCard(node, self.address) for node in self.root.css(selector)]

    def whole(self) -> HtmlCard:
        """Return the page itself as a card, for totals and detail pages."""
        return HtmlCard(self.root, self.address)

    def has(self, selector: str) -> bool:
        """Tell whether the selector matches anything on the page."""
        return self.root.any_css_matches((selector,)) if selector else False

    def link(self, selector: str) -> str | None:
        """Return the absolute address of the one matched link, or None where there is none."""
        node = maybe(self.root, selector)
        href = node.attributes.get("href") if node is not None else None
        return resolve(self.address, href) if href else None


def pick(text: str | None, field: Field) -> str | None:
    """Apply a field's pattern to its text; an empty value is None."""
    if text and field.pattern:
        match = re.search(field.pattern, text)
        text = match[1] if match else None
    return text.strip() or None if text else None
