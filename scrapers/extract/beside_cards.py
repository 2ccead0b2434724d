"""What a list page has beside the cards that are read, or has and does not draw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlCard, HtmlPage
from scrapers.extract.html_links import DIGITS, lies_in, says_number
from scrapers.extract.html_tree import Node
from scrapers.extract.list_page import Card
from scrapers.http.addresses import same
from scrapers.portal_config import Field

NOT_DRAWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)

Form = tuple[str, str, bool, bool, str, tuple[str, ...]]
"""Host, folder, whether the name begins or ends with a figure, its ending, and the query."""


def links_of(cards: Iterable[Card], field: Field) -> Iterator[str]:
    """Yield where a field of cards leads, each address in its one spelling."""
    for card in cards:
        with suppress(LayoutChanged, ValueError):  # an ad may link to what is no address
            yield from map(same, card.links(field))


def links_beside(document: HtmlPage, cards: Iterable[Card], known: Iterable[str]) -> Iterator[str]:
    """Yield the addresses that are built as the known ones, of links that stand in no card."""
    forms = {form for address in known if (form := _form_of(address))}
    inside = {node.mem_id for card in cards if isinstance(card, HtmlCard) for node in _parts(card)}
    for link in document.root.css("a[href]") if forms else ():
        with suppress(LayoutChanged, ValueError):
            address = same(document.resolve(link.attributes["href"] or ""))
            is_like = _form_of(address) in forms
            if is_like and not says_number(link) and not lies_in(link, inside):
                yield address


def _parts(card: HtmlCard) -> tuple[Node, ...]:
    return (card.node, *card.more)


def _form_of(address: str) -> Form | None:
    """Return how an address is built; None where no figure tells it from any other page's."""
    parts = urlsplit(address)
    folder, _, last = parts.path.rstrip("/").rpartition("/")
    name, _, ending = last.partition(".")
    begins, ends = name[:1].isdigit(), name[-1:].isdigit()
    if not (begins or ends or DIGITS.search(parts.query)):
        return None
    query = tuple(sorted(DIGITS.sub("0", parts.query).split("&")))
    return parts.netloc, DIGITS.sub("0", folder), begins, ends, ending, query


def without_scheme(address: str) -> str:
    """Return an address by which it is known whether its link says http: or https:."""
    return address.partition("://")[2]


def are_drawn(document: HtmlPage, cards: Iterable[Card]) -> list[bool]:
    """Tell of each card whether a browser draws it, as far as its markup says so."""
    marked = document.root.css("[hidden], [style*=display]")
    undrawn = {node.mem_id for node in marked if _is_undrawn(node)}
    return [
        not (undrawn and isinstance(card, HtmlCard) and lies_in(card.node, undrawn))
        for card in cards
    ]


def _is_undrawn(node: Node) -> bool:
    named = node.attributes
    return "hidden" in named or NOT_DRAWN.search(named.get("style") or "") is not None
