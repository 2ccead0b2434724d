"""A parsed page and its cards: selectors that count what they match.

A selector that matches too many elements raises LayoutChanged with the selector and the counts, so
that a redesigned page is an error and never a smaller market.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

from selectolax.lexbor import SelectolaxError

from scrapers.errors import LayoutChanged
from scrapers.extract.html_tree import Element, Node, node_text, nodes, parse, tree_of
from scrapers.extract.labels import after_label
from scrapers.http.addresses import LINKS, one_link, resolve
from scrapers.model import Page
from scrapers.portal_config import Field, Mark

EVERYWHERE = {"html", "head", "meta", "title", "body"}
CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def selector_fault(selector: str) -> str | None:
    """Return what is wrong with a CSS selector, or None: for checking a config beforehand."""
    try:
        parse("<p></p>").css(selector)
    except SelectolaxError:
        hint = '; text is asked for with :lexbor-contains("Next")' if "contains" in selector else ""
        return f"{selector!r} is not a CSS selector{hint}"
    return None


@dataclass(frozen=True, slots=True)
class HtmlCard:
    """One ad's card in a list, or one ad's own page."""

    node: Node
    page: HtmlPage

    def values(self, field: Field) -> list[str]:
        """Return what each match of a field says, in the page's order; empty ones are left out."""
        if field.of == "address":
            texts: list[str | None] = [self.page.found_at]
        elif field.attribute:
            texts = [self._attribute(node, field.attribute) for node in self._matches(field)]
        else:
            texts = [node_text(node) for node in self._matches(field)]
        return [value for text in texts if (value := pick(text, field))]

    def contact(self, field: Field) -> list[str]:
        """Return the markup of each element that a field matches, or the texts that it picks."""
        return [p if isinstance(p, str) else str(p.html) for p in self.contact_pieces(field)]

    def contact_pieces(self, field: Field) -> list[Node | str]:
        """Return the elements that a field matches as they stand, or as markup what it picks."""
        if field.attribute or field.pattern or field.of == "address":
            return [escape(value) for value in self.values(field)]
        return [node for node in self._matches(field) if _holds_any(node, field)]

    def link(self, field: Field) -> str | None:
        """Return the absolute address that a field's one match leads to."""
        return one_link(self.page.address, self.values(field), field.select)

    def has(self, mark: Mark) -> bool:
        """Tell whether the card is, or holds, what a mark describes."""
        nodes = self.node.css(mark.select) if mark.select else [self.node]
        if name := mark.attribute:
            texts = [self._attribute(n, name) or "" for n in nodes if name in n.attributes]
        else:
            texts = [node_text(node) for node in nodes]
        return any(fits(text, mark.pattern) for text in texts)

    def _matches(self, field: Field) -> list[Node]:
        scope = self.page.root if field.of == "page" else self.node
        nodes = scope.css(field.select) if field.select else [scope]
        if not field.label:
            return nodes
        return [_parsed(markup) for node in nodes for markup in after_label(node, field.label)]

    def _attribute(self, node: Node, name: str) -> str | None:
        value = node.attributes.get(name)
        if value is None and node.tag == "body":  # the markup behind a label
            holder = node.css_first(f"[{name}]")
            value = holder.attributes.get(name) if holder is not None else None
        return resolve(self.page.address, value) if value and name in LINKS else value


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A parsed page; links resolve against `address`, its base, and it was found at `found_at`."""

    root: Node
    address: str = field(repr=False)
    found_at: str = field(repr=False)

    @classmethod
    def parse(cls, page: Page) -> HtmlPage:
        """Parse a fetched page; broken HTML is mended as browsers do, and XML is read as HTML."""
        text = page.text
        if text.lstrip("\ufeff \r\n").startswith("<?xml"):
            text = CDATA.sub(lambda match: escape(match[1]), text)
        root = parse(text)
        base = root.css_first("base[href]")
        href = base.attributes["href"] or "" if base is not None else ""
        return cls(root, resolve(page.address, href), page.address)

    def cards(self, selector: str) -> list[HtmlCard]:
        """Return the cards of a list page, possibly none."""
        return [HtmlCard(node, self) for node in self.root.css(selector)]

    def whole(self) -> HtmlCard:
        """Return the page itself as a card, for totals and detail pages."""
        return HtmlCard(self.root, self)

    def has(self, selector: str) -> bool:
        """Tell whether the selector matches anything on the page."""
        return self.root.any_css_matches((selector,)) if selector else False

    def next_address(self, selector: str) -> str | None:
        """Return where the matched link or form button leads, or None where there is none.

        A list may have its links above and below; when they lead to different pages, the selector
        matches too much.
        """
        addresses = {address for node in self.root.css(selector) if (address := self._target(node))}
        if len(addresses) > 1:
            raise LayoutChanged(
                f"expected one next page at {selector!r}, found {len(addresses)} different ones"
            )
        return addresses.pop() if addresses else None

    def tree(self) -> Element:
        """Return the page as plain elements."""
        return tree_of(self.root)

    def script(self, selector: str) -> str | None:
        """Return the text of the first matched element, a script that holds data."""
        node = self.root.css_first(selector)
        return str(node.text(deep=True)) if node is not None else None

    def skeleton(self, cards: str) -> frozenset[str]:
        """Return which kinds of elements the page has outside its cards: how it is built."""
        inside = {node.mem_id for card in self.root.css(cards) for node in nodes(card)}
        return frozenset(_kinds(node for node in nodes(self.root) if node.mem_id not in inside))

    def _target(self, node: Node) -> str | None:
        href = node.attributes.get("href")
        target = href if href is not None else _sent_by(node)
        # Empty, "#" and script links are how pagers draw a button that is switched off.
        if not target or target.lower().startswith(("#", "javascript:")):
            return None
        return resolve(self.address, target)


def _sent_by(button: Node) -> str | None:
    """Return the address, relative to the page, that a form's button asks for; None without a form.

    Only forms that ask (GET) are read: one that sends (POST) may change something, and raises
    LayoutChanged.
    """
    form = _form(button)
    if form is None or "disabled" in button.attributes:
        return None
    method = button.attributes.get("formmethod") or form.attributes.get("method") or "get"
    if method.lower() != "get":
        raise LayoutChanged("the next page is behind a form that sends (POST); none is sent here")
    action = button.attributes.get("formaction") or form.attributes.get("action") or ""
    return action.partition("?")[0] + "?" + urlencode([*_hidden(form), *_named(button)])


def _form(node: Node | None) -> Node | None:
    while node is not None and node.tag != "form":
        node = node.parent
    return node


def _hidden(form: Node) -> list[tuple[str, str]]:
    return [pair for node in form.css("input[type=hidden]") for pair in _named(node)]


def _named(node: Node) -> list[tuple[str, str]]:
    name = node.attributes.get("name")
    return [(name, node.attributes.get("value") or "")] if name else []


def _holds_any(node: Node, field: Field) -> bool:
    """Tell whether an element has text that is not a word for none, or attributes to read."""
    text = node_text(node)
    return pick(text, field) is not None if text else "=" in str(node.html)


def _kinds(nodes: Iterator[Node]) -> Iterator[str]:
    for node in nodes:
        if node.is_element_node and node.tag not in EVERYWHERE:
            named = node.attributes
            yield f"{node.tag}.{named.get('class') or ''}#{named.get('id') or ''}"


def _parsed(markup: str) -> Node:
    return parse(markup).css("body")[0]


def pick(text: str | None, field: Field) -> str | None:
    """Apply a field's pattern to its text; an empty value, or a word for "none", is None."""
    if text and field.pattern:
        match = re.search(field.pattern, text)
        text = match[1] if match else None
    value = text.strip() if text else ""
    return None if not value or _plain(value) in map(_plain, field.none) else value


def fits(text: str, pattern: str) -> bool:
    """Tell whether a text fits a pattern anywhere; every text fits no pattern."""
    return re.search(pattern, text) is not None


def _plain(value: str) -> str:
    return " ".join(value.split()).casefold()
