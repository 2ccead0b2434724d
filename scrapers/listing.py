"""One list page, HTML or JSON, as cards, the portal's own total and the next address."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Protocol

from scrapers.address import resolve
from scrapers.description import Field, Portal
from scrapers.errors import LayoutChanged
from scrapers.html import HtmlPage, pick
from scrapers.model import Page


class Card(Protocol):
    """One ad in a list, whatever the list is made of."""

    def value(self, field: Field) -> str | None:
        """Return a field's text; None where the card has none."""

    def link(self, field: Field) -> str | None:
        """Return a field's text as an absolute address; None where the card has none."""

    def contact(self, field: Field) -> list[str]:
        """Return each piece that a contact field holds, as HTML or text with numbers in it."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list page says."""

    cards: tuple[Card, ...]
    stated_total: int | None
    next_address: str | None


@dataclass(frozen=True, slots=True)
class JsonCard:
    """One ad as a JSON object; fields are dotted paths, and a list's items are joined."""

    data: Any
    address: str

    def value(self, field: Field) -> str | None:
        """Return the text at the field's path."""
        return pick(", ".join(self.contact(field)), field)

    def contact(self, field: Field) -> list[str]:
        """Return what stands at the field's path, each item of a list for itself."""
        found = value_at(self.data, field.select)
        items = found if isinstance(found, list) else [found]
        return [str(item) for item in items if item is not None]

    def link(self, field: Field) -> str | None:
        """Return the absolute address that a field's text leads to."""
        found = self.value(field)
        return resolve(self.address, found) if found else None


def value_at(data: Any, path: str) -> Any:
    """Return what stands at a dotted path of a JSON value, or None."""
    for key in path.split("."):
        if not isinstance(data, dict):
            return None
        data = data.get(key)
    return data


def read_listing(page: Page, portal: Portal) -> Listing:
    """Read a list page as config.toml describes it.

    Raises LayoutChanged when the page holds neither cards nor the portal's "no ads" marker, or
    does not state the total that it is said to state.
    """
    return _read_json(page, portal) if portal.format == "json" else _read_html(page, portal)


def _read_html(page: Page, portal: Portal) -> Listing:
    document = HtmlPage.parse(page)
    cards = document.cards(portal.cards)
    if not cards and not document.has(portal.no_ads):
        raise LayoutChanged(
            f"neither an ad (cards = {portal.cards!r}) nor the portal's own words for no ads "
            f"(no_ads = {portal.no_ads!r}) are on the page"
        )
    link = document.link(portal.next.select) if portal.next.select else None
    return Listing(tuple(cards), _total(document.whole(), portal, bool(cards)), link)


def _read_json(page: Page, portal: Portal) -> Listing:
    try:
        data = json.loads(page.text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise LayoutChanged("the answer is not JSON") from None
    cards = value_at(data, portal.cards)
    if not isinstance(cards, list):
        raise LayoutChanged(f"no list of ads stands at {portal.cards!r} in the JSON answer")
    whole = JsonCard(data, page.address)
    following = whole.value(Field(select=portal.next.select)) if portal.next.select else None
    return Listing(
        tuple(JsonCard(card, page.address) for card in cards),
        _total(whole, portal, bool(cards)),
        resolve(page.address, following) if following else None,
    )


def _total(whole: Card, portal: Portal, has_cards: bool) -> int | None:
    if portal.total is None:
        return None
    digits = re.sub(r"[.,]0+$|\D", "", whole.value(portal.total) or "", flags=re.ASCII)
    if not digits and has_cards:
        raise LayoutChanged(
            f"the portal's own total is not where it was (total.select = {portal.total.select!r})"
        )
    return int(digits[:9]) if digits else None
