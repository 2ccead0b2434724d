"""A parsed page and its cards: selectors that count what they match.

A selector that matches too many elements raises LayoutChanged with the selector and the counts, so
that a redesigned page is an error and never a smaller market.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from itertools import chain

from selectolax.lexbor import SelectolaxError

from scrapers.errors import LayoutChanged
from scrapers.extract.card_matches import CardMatches
from scrapers.extract.html_links import has_pager, loads_more, numbered_pages, target_of
from scrapers.extract.html_tree import Element, Node, following, node_text, nodes, parse, tree_of
from scrapers.extract.labels import after_label
from scrapers.http.addresses import LINKS, one_link, resolve
from scrapers.model import Page
from scrapers.portal_config import Field, Mark

OUTSIDE = {"address", "header"}
"""Where a field is no element."""

EVERYWHERE = {"html", "head", "meta", "title", "body"}
CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
PART_OF_TABLE = re.compile(r"<(table|caption|colgroup|thead|tbody|tfoot|tr|td|th)\b", re.IGNORECASE)


@lru_cache(maxsize=1024)  # of selectors from config.toml
def selector_fault(selector: str) -> str | None:
    """Return what is wrong with a CSS selector, or None: for checking a config beforehand."""
    try:
        parse("<p></p>").css(selector)
    except SelectolaxError:
        hint = '; text is asked for with :lexbor-contains("Next")' if "contains" in selector else ""
        return f"{selector!r} is not a CSS selector{hint}"
    return None


@dataclass(slots=True)
class HtmlCard:
    """One ad's card in a list, or one ad's own page; `more` are elements that continue it."""

    node: Node
    page: HtmlPage
    more: tuple[Node, ...] = ()

    def values(self, field: Field) -> list[str]:
        """Return what each match of a field says, in the page's order; empty ones are left out."""
        if field.of == "address":
            texts: list[str | None] = [self.page.found_at]
        elif field.of == "header":
            texts = [self.page.headers.get(field.select.lower())]
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
        if field.attribute or field.pattern or field.of in OUTSIDE:
            return [escape(value) for value in self.values(field)]
        return [node for node in self._matches(field) if _holds_any(node, field)]

    def links(self, field: Field) -> list[str]:
        """Return where each match of a field leads: what it names, else its `href`, else its text.

        A sitemap's addresses are texts; everybody else's are links.
        """
        if field.attribute or field.pattern or field.label or field.of in OUTSIDE:
            found = self.values(field)
        else:
            nodes = self._matches(field)
            texts = [node.attributes.get("href") or node_text(node) for node in nodes]
            found = [link for text in texts if (link := pick(text, field))]
        return [self.page.resolve(link) for link in found]

    def link(self, field: Field) -> str | None:
        """Return the absolute address that a field's one match leads to."""
        return one_link(self.links(field), field.select)

    def has(self, mark: Mark) -> bool:
        """Tell whether the card is, or holds, what a mark describes."""
        nodes = self._css(mark.select)
        if name := mark.attribute:
            texts = [self._attribute(n, name) or "" for n in nodes if name in n.attributes]
        else:
            texts = [node_text(node) for node in nodes]
        return any(fits(text, mark.pattern) for text in texts)

    def _matches(self, field: Field) -> list[Node]:
        if field.of == "before":
            nodes = self.page.before(self.node, field.select)
        else:
            whole = field.of == "page"
            nodes = self.page.whole()._css(field.select) if whole else self._css(field.select)
        if not field.label:
            return nodes
        return [_parsed(markup) for node in nodes for markup in after_label(node, field.label)]

    def _css(self, select: str) -> list[Node]:
        within = self.page.matches.within
        if not self.more:
            return within(self.node, select) if select else [self.node]
        parts = [self.node, *self.more]
        return [node for part in parts for node in within(part, select)] if select else parts

    def _attribute(self, node: Node, name: str) -> str | None:
        value = node.attributes.get(name)
        if value is None and node.tag == "body":  # the markup behind a label
            holder = node.css_first(f"[{name}]")
            value = holder.attributes.get(name) if holder is not None else None
        if not value or name not in LINKS:
            return value
        try:
            return self.page.resolve(value)
        except LayoutChanged:  # an ad may link to what is no address; that is no link
            return None


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A parsed page; links resolve against `address`, its base, and it was found at `found_at`.

    `encoding` is what it was read in: what its links and forms ask for is written in it.
    """

    root: Node
    address: str = field(repr=False)
    found_at: str = field(repr=False)
    encoding: str = "utf-8"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    matches: CardMatches = field(init=False, repr=False, compare=False)
    _before: dict[str, dict[int, Node]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "matches", CardMatches(self.root))

    @classmethod
    def parse(cls, page: Page) -> HtmlPage:
        """Parse a fetched page; broken HTML is mended as browsers do, and XML is read as HTML."""
        text = page.text
        if text.lstrip("\ufeff \r\n").startswith("<?xml"):
            text = CDATA.sub(lambda match: escape(match[1]), text)
        root = parse(text)
        base = root.css_first("base[href]")
        href = base.attributes["href"] or "" if base is not None else ""
        address = resolve(page.address, href)
        return cls(root, address, page.address, page.encoding, page.headers)

    @classmethod
    def fragment(cls, page: Page) -> HtmlPage:
        """Parse a piece of HTML; rows and cells need their table, or they would vanish."""
        part = PART_OF_TABLE.search(page.text)
        bare = part is not None and part[1].lower() != "table"
        return cls.parse(replace(page, text=f"<table>{page.text}") if bare else page)

    def resolve(self, link: str) -> str:
        """Return a link of the page as an absolute address; raises LayoutChanged if it is none."""
        return resolve(self.address, link, self.encoding)

    def cards(self, selector: str, rows: int = 1) -> list[HtmlCard]:
        """Return the cards of a list page, possibly none; `rows` elements in a row are one."""
        nodes = self.root.css(selector)
        more = [tuple(following(node, rows - 1)) if rows > 1 else () for node in nodes]
        self.matches.share(chain(nodes, *more))
        return [HtmlCard(node, self, rest) for node, rest in zip(nodes, more, strict=True)]

    def before(self, card: Node, select: str) -> list[Node]:
        """Return the last match of a selector before a card, in the page's order, if any."""
        if select not in self._before:
            matches, last = {node.mem_id for node in self.root.css(select)}, None
            lasts = self._before[select] = {}
            for node in nodes(self.root):
                if last is not None:
                    lasts[node.mem_id] = last
                last = node if node.mem_id in matches else last
        heading = self._before[select].get(card.mem_id)
        return [heading] if heading is not None else []

    def drop(self, cards: Iterable[HtmlCard]) -> None:
        """Take cards off the page, with all that they hold."""
        self.matches.share(())
        dropped: set[int] = set()
        for node in [node for card in cards for node in (card.node, *card.more)]:
            above: Node | None = node
            while above is not None and above.mem_id not in dropped:
                above = above.parent
            if above is None:  # what lay in a dropped one is gone with it, and must not be touched
                dropped.add(node.mem_id)
                node.decompose()

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
        targets = (target_of(node, self) for node in self.root.css(selector))
        addresses = {target for target in targets if target}
        if len(addresses) > 1:
            raise LayoutChanged(
                f"expected one next page at {selector!r}, found {len(addresses)} different ones"
            )
        return addresses.pop() if addresses else None

    def has_pager(self, cards: str) -> bool:
        """Tell whether links to further pages stand on the page, outside its cards."""
        return has_pager(self.root, self, self._ids(cards))

    def loads_more(self, cards: str) -> bool:
        """Tell whether a button outside of its cards has a script load more of them."""
        return loads_more(self.root, self._ids(cards))

    def numbered_pages(self, cards: str) -> dict[int, str]:
        """Return the addresses of links whose words are a number, as those of pages, by number."""
        return dict(numbered_pages(self.root, self, self._ids(cards)))

    def _ids(self, cards: str) -> set[int]:
        return {card.mem_id for card in self.root.css(cards)}

    def tree(self) -> Element:
        """Return the page as plain elements."""
        return tree_of(self.root)

    def scripts(self, selector: str) -> list[str]:
        """Return the text of each matched element, scripts that hold data."""
        return [str(node.text(deep=True)) for node in self.root.css(selector)]

    def skeleton(self, cards: str) -> frozenset[str]:
        """Return which kinds of elements the page has outside its cards: how it is built."""
        inside = {node.mem_id for card in self.root.css(cards) for node in nodes(card)}
        return frozenset(_kinds(node for node in nodes(self.root) if node.mem_id not in inside))


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
    is_none = not value or (field.none and _plain(value) in _words_for_none(field.none))
    return None if is_none else value


@lru_cache(maxsize=64)
def _words_for_none(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_plain, words))


def fits(text: str, pattern: str) -> bool:
    """Tell whether a text fits a pattern anywhere; every text fits no pattern."""
    return re.search(pattern, text) is not None


def _plain(value: str) -> str:
    return " ".join(value.split()).casefold()
