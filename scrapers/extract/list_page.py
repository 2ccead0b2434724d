"""One list page, HTML or data, as cards, the portal's own total and the next address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Protocol
from urllib.parse import quote

from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_links import next_in_header
from scrapers.extract.html_tree import Node
from scrapers.extract.json_card import DataCard, items_at, list_at
from scrapers.extract.script_data import parse_json, parse_script
from scrapers.http.addresses import SAFE, host_of, resolve, same
from scrapers.model import Hidden, Page
from scrapers.portal_config import Field, Mark, Portal
from scrapers.portals import read_with

LIKE = 0.5
"""The share of a list page's kinds of elements that an empty page of that list has, too."""

TOTAL = re.compile(r"[0-9]+(?:[.,' \u00a0\u2009\u202f][0-9]{3})*(?![0-9])(?:\.0\b)?", re.ASCII)
"""A number of ads as people write it: 1234, 1 234, 1.234; in JSON it may be 1234.0."""

MOST_TOTAL_DIGITS = 6
"""More is no total: it may be a phone number, which would be kept as if it were one."""

OF_THE_WEB = re.compile("https?://", re.IGNORECASE)
"""How an address begins, in a link or wherever data writes one."""

AS_IN_ADDRESSES = SAFE.replace("+", "")
"""What stays as it is where "{next}" is filled in: there, a bare plus would be a space."""


class Card(Protocol):
    """One ad in a list, whatever the list is made of."""

    def values(self, field: Field) -> list[str]:
        """Return what each match of a field says."""

    def links(self, field: Field) -> list[str]:
        """Return the absolute address that each match of a field leads to."""

    def link(self, field: Field) -> str | None:
        """Return a field's one value as an absolute address; None where the card has none."""

    def contact(self, field: Field) -> list[str]:
        """Return each piece that a contact field holds, as HTML or text with numbers in it."""

    def contact_pieces(self, field: Field) -> list[Node | str]:
        """Return the same, an element as it stands on its page."""

    def has(self, mark: Mark) -> bool:
        """Tell whether the card is, or holds, what a mark describes."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list page says.

    `says_none` tells whether it has the portal's own mark of an empty list; an empty list in JSON
    is one, and so is an empty text in JSON that holds HTML. `document` is the HTML that was parsed,
    `pages` how many pages the list says it has.
    """

    cards: tuple[Card, ...]
    stated_total: int | None
    next_address: str | None
    says_none: bool
    document: HtmlPage | None = None
    pages: int | None = None

    def is_like(self, other: Listing, cards: str) -> bool:
        """Tell whether two pages are built alike, cards aside: a list, and not an error page."""
        if self.document is None or other.document is None:
            return False
        expected, found = other.document.skeleton(cards), self.document.skeleton(cards)
        if not expected:  # there is nothing beside the cards: then what is seen is something else
            is_seen = self.document.root.css_first("form, iframe, img") is not None
            return not is_seen and not self.document.whole().values(Field())
        return len(expected & found) >= LIKE * len(expected)


def only_value(card: Card, field: Field) -> str | None:
    """Return a field's value where it may have only one; raises LayoutChanged for several."""
    values = set(card.values(field))
    if len(values) > 1:
        count, where = len(values), selector_of(field)
        raise LayoutChanged(f"expected at most one match of {where}, found {count}")
    return values.pop() if values else None


class AdIds:
    """Reads what a sweep's ads are known by: an address in one spelling, and with one scheme.

    Where those on the host of `start` begin with http:// and https://, all get what most ads of the
    first page have, so that an ad is one, and keeps its id where a portal writes only one of them.
    What is no address, or is picked by a pattern, is known to the letter.
    """

    def __init__(self, portal: Portal) -> None:
        self._ad = portal.ad
        hosts = {host_of(same(start)) for start in portal.starts}
        self._hosts = {host for host in hosts if ":" not in host}  # a port has one scheme
        self._scheme = ""

    def of(self, card: Card) -> str | None:
        """Return what a card's ad is known by; raises as `only_value`."""
        value = only_value(card, self._ad)
        if not value or self._ad.pattern or not OF_THE_WEB.match(value):
            return value
        try:
            address = same(value)
        except ValueError:  # data says what it likes; a link was one before it came here
            return value
        if self._scheme and host_of(address) in self._hosts:
            return self._scheme + address[address.index(":") :]
        return address

    def settle(self, page: Iterable[Hidden[str]]) -> bool:
        """Choose the scheme by the ids on a page, if none is; tell whether some get another."""
        if self._scheme or not self._hosts:
            return False
        addresses = [key.reveal() for key in page]
        schemes = Counter(a.partition(":")[0] for a in addresses if host_of(a) in self._hosts)
        self._scheme = next((scheme for scheme, _ in schemes.most_common(1)), "")
        return len(schemes) > 1

    def alike(self, keys: Iterable[Hidden[str]]) -> int:
        """Count the ads whose address differs from another's in its query alone.

        None where most differ in no other way: then the query is what tells ads apart.
        """
        ids = [key.reveal() for key in keys]
        addresses = {address.partition("?")[0] for address in ids if OF_THE_WEB.match(address)}
        alike = sum(map(bool, map(OF_THE_WEB.match, ids))) - len(addresses)
        return alike if alike < len(addresses) / 2 else 0


def selector_of(field: Field) -> str:
    """Return the selector, or else the label, that finds a field, in quotes for messages."""
    where = field.select or (field.label and f"label {field.label}") or field.of
    return repr(where)


def read_listing(page: Page, portal: Portal) -> Listing:
    """Read a list page as config.toml describes it.

    Raises LayoutChanged when the page does not state the total that it is said to state, or is no
    list at all. Whether it may be empty is for the walk to say.
    """
    if portal.is_data:
        return _read_data(page, portal)
    document = HtmlPage.parse(page)
    cards = document.cards(portal.cards, portal.rows)
    following = document.next_address(portal.next.select) if portal.next.select else None
    return Listing(
        tuple(cards),
        _total(document.whole(), portal, bool(cards)),
        following or _next_in_header(page, portal),
        document.has(portal.no_ads),
        document,
        _pages(document.whole(), portal),
    )


def read_links(page: Page, portal: Portal, field: Field) -> list[str]:
    """Return the addresses of the lists that a start page links to, each once."""
    whole = whole_of(page, portal)
    if not portal.lists_at:
        return list(dict.fromkeys(whole.links(field)))
    found = (quote(value, safe="") for value in whole.values(field))
    paths = (portal.lists_at.replace("{link}", value) for value in found)
    return list(dict.fromkeys(resolve(page.address, path) for path in paths))


def whole_of(page: Page, portal: Portal) -> Card:
    """Return a list page itself as a card, for what stands beside the ads; LayoutChanged if none.

    What is read as data is a card of data, whatever its ads are made of.
    """
    if portal.is_data:
        data = _data(page, portal)
        return DataCard(data, data, page.address, page.headers)
    return HtmlPage.parse(page).whole()


def _data(page: Page, portal: Portal) -> object:
    if portal.module:
        return read_with(portal.module, page.text)
    if not portal.json_in or page.text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
        return parse_json(page.text)
    scripts = HtmlPage.parse(page).scripts(portal.json_in)
    if not scripts:
        raise LayoutChanged(f"no script with data is on the page (json_in = {portal.json_in!r})")
    found = max(_with_ads(scripts, portal), key=itemgetter(0), default=None)
    return found[1] if found else parse_script(scripts[0])


def _with_ads(scripts: list[str], portal: Portal) -> Iterator[tuple[bool, object]]:
    """Yield the data of those scripts that hold a list, and whether each item of it has an id.

    Others may hold what is no JSON, or a list of something else, as of the way to the page.
    """
    if len(scripts) == 1:
        return
    for script in scripts:
        try:
            data = parse_script(script)
            ads = list_at(data, portal.cards)
            if ads is not None:
                cards = (DataCard(ad, data, "") for ad in ads)
                yield all(card.values(portal.ad) for card in cards), data
        except LayoutChanged:
            continue


def _read_data(page: Page, portal: Portal) -> Listing:
    data = _data(page, portal)
    whole = DataCard(data, data, page.address, page.headers)
    cards: tuple[Card, ...]
    if portal.cards_in:
        markup = _html_in(data, portal)
        document = HtmlPage.fragment(replace(page, text=markup))
        cards = tuple(document.cards(portal.cards, portal.rows))
        says_none = not markup.strip() or document.has(portal.no_ads)
    else:
        ads = list_at(data, portal.cards)
        if ads is None:
            raise LayoutChanged(f"no list of ads stands at {portal.cards!r} in the JSON answer")
        document, says_none = None, True
        cards = tuple(DataCard(ad, data, page.address) for ad in ads)
    total = _total(whole, portal, bool(cards))
    following = _next(whole, portal) or _next_in_header(page, portal)
    return Listing(cards, total, following, says_none, document, _pages(whole, portal))


def _html_in(data: object, portal: Portal) -> str:
    markup = items_at(data, portal.cards_in)
    if not all(isinstance(item, str) for item in markup) or not markup:
        raise LayoutChanged(f"no HTML stands at cards_in = {portal.cards_in!r} in the answer")
    return "\n".join(markup)


def _next(whole: DataCard, portal: Portal) -> str | None:
    following = portal.next
    named = only_value(whole, Field(select=following.select)) if following.select else None
    if not named:
        return None
    escaped = quote(named, safe=AS_IN_ADDRESSES)
    target = following.template.replace("{next}", escaped) if following.template else named
    return resolve(whole.address, target)


def _next_in_header(page: Page, portal: Portal) -> str | None:
    header = page.headers.get(portal.next.header.lower(), "") if portal.next.header else ""
    return next_in_header(header, page.address)


def is_total(figure: int | str) -> bool:
    """Tell whether digits are few enough for a number of ads."""
    return len(str(figure)) <= MOST_TOTAL_DIGITS


def _total(whole: Card, portal: Portal, has_cards: bool) -> int | None:
    stated = _stated(whole, portal.total, "total")
    if portal.total is not None and stated is None and has_cards:
        where = selector_of(portal.total)
        raise LayoutChanged(f"the portal's own total is not where it was (total.select = {where})")
    return stated


def _pages(whole: Card, portal: Portal) -> int | None:
    return _stated(whole, portal.next.last, "next.last")


def _stated(whole: Card, field: Field | None, name: str) -> int | None:
    """Return the one number that a page states, None where it states none."""
    if field is None:
        return None
    numbers, where = TOTAL.findall(only_value(whole, field) or ""), selector_of(field)
    if len(numbers) > 1:
        raise LayoutChanged(
            f"several numbers stand where the {name} does ({where}); say with "
            f"{name}.pattern which one it is"
        )
    digits = re.sub(r"\D", "", numbers[0].removesuffix(".0")) if numbers else ""
    if not is_total(digits):
        raise LayoutChanged(f"what stands where the {name} does ({where}) is no number of ads")
    return int(digits) if digits else None
