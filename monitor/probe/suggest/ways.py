"""How an unknown list goes on: each way is tried on page 2, read as a sweep reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from monitor.probe.suggest.block import Setting
from monitor.probe.suggest.pager import (
    NextLink,
    PagerLinks,
    Way,
    is_known,
    leads_by_name,
    spelled,
    texts_of,
)
from monitor.probe.suggest.selectors import Names, doubtful
from scrapers.errors import ScrapeError
from scrapers.extract.list_page import Card, Listing, read_listing
from scrapers.http.addresses import resolve, with_parameter
from scrapers.model import Get, Page
from scrapers.portal_config import Field, NextPage, Portal

MOST_TRIED = 3
"""Pages that are fetched to see which of them is page 2."""

SAMPLE = 60
"""Cards in which fields are looked for; more would tell no more."""

NEXT_PAGE = TypeAdapter(NextPage)
ONE_PAGE = {"only_page": True}
GOOD, LEADS_BACK, UNREAD, NOTHING_NEW = range(4)
OUTCOMES = ("page 2 was another", "page 2 was another, and leads back") + 2 * (
    "page 2 could not be tried, or brought no other ads",
)
"""How good a way is, the best first, and in words."""


@dataclass(frozen=True, slots=True)
class Source:
    """A list that may be the ads: its cards as a sweep reads them, and what is known of it.

    `fields` are where something may stand on a card, `link` leads to the ad's own page where that
    is sure, `total` is what the portal states, `ways` are how it may go on, and `no_way` what
    `next` is where none of them is right.
    """

    cards: Sequence[Card]
    lines: list[Setting]
    fields: Sequence[Field]
    link: Field | None
    total: int | None
    ways: list[Way]
    no_way: Setting


class Trial:
    """Tries ways on from a first page with the rest of a block, and remembers the pages."""

    def __init__(self, portal: Portal, page: Page, get: Get) -> None:
        self._portal, self._page, self._get = portal, page, get
        self._seconds: dict[str, Page | None] = {}
        self._first_ids = self._ids(self._listing(page, portal))

    def best(self, ways: Iterable[Way]) -> Setting | None:
        """Return the way that leads to other ads; the likeliest, unsure, where none is seen to."""
        ranked: list[tuple[int, Setting]] = []
        for way in ways:
            outcome = self._outcome(way)
            if outcome is None or (way.guess and outcome != GOOD):
                continue
            why = "; ".join(filter(None, (way.why, OUTCOMES[outcome], way.doubt)))
            line = Setting("next", dict(way.table), outcome == GOOD and not way.doubt, why)
            if line.sure:
                return line
            ranked.append((outcome, line))
        return min(ranked, key=lambda pair: pair[0])[1] if ranked else None

    def _outcome(self, way: Way) -> int | None:
        """Return how good a way is; None where it is no way."""
        portal = replace(self._portal, next=NEXT_PAGE.validate_python(way.table))
        address = self._following(self._page, portal)
        if not address or address == self._page.address or way.address not in {"", address}:
            return None
        second = self._second(address)
        listing = self._listing(second, portal) if second is not None else None
        if second is None or listing is None:
            return UNREAD
        if self._ids(listing) <= self._first_ids:
            return NOTHING_NEW if listing.cards else None
        is_back = self._following(second, portal, 2) in {address, self._page.address}
        return LEADS_BACK if is_back else GOOD

    def _following(self, page: Page, portal: Portal, number: int = 1) -> str | None:
        following = portal.next
        if not following.is_counted:
            listing = self._listing(page, portal)
            return listing.next_address if listing else None
        count, start = str(following.first + number * following.step), self._page.address
        if following.parameter:
            return with_parameter(start, following.parameter, count)
        return resolve(start, following.template.replace("{page}", count))

    def _second(self, address: str) -> Page | None:
        if address not in self._seconds and len(self._seconds) < MOST_TRIED:
            try:
                self._seconds[address] = self._get(address, "list page 2")
            except ScrapeError:
                self._seconds[address] = None
        return self._seconds.get(address)

    @staticmethod
    def _listing(page: Page, portal: Portal) -> Listing | None:
        try:
            return read_listing(page, portal)
        except ScrapeError:
            return None

    def _ids(self, listing: Listing | None) -> set[str]:
        cards = listing.cards if listing else ()
        return {value for card in cards for value in card.values(self._portal.ad)}


def html_ways(pager: PagerLinks, start: str, names: Names) -> Iterator[Way]:
    """Yield the ways on that a page shows: by what a link says itself, by numbers, by its place."""
    for link in pager.links[:MOST_TRIED]:
        for select in _saying(link, names):
            doubt = "its name looks made by a machine, or as if it changed" * bool(doubtful(select))
            yield Way({"select": select}, "a link or button that says next", link.address, doubt)
    yield from pager.counted(start)
    for link in pager.links[:MOST_TRIED]:
        doubt = "does any other link look the same on page 2"
        for select in names.selectors(link.element):
            yield Way({"select": select}, "a link or button that says next", link.address, doubt)


def _saying(link: NextLink, names: Names) -> Iterator[str]:
    """Yield the selectors of a link that say themselves that it leads on."""
    element, tag = link.element, link.element.tag
    if "next" in element.attributes.get("rel", "").lower().split():
        yield f'{tag}[rel~="next"]'
    yield from filter(leads_by_name, names.selectors(element))
    texts = texts_of(element)
    for place, text in texts.items():
        if place and spelled(text) and is_known(text) and '"' not in text:
            inner = f'[{place}="{text}"]'
            yield f"{tag}:has(img{inner})" if place == "alt" else f"{tag}{inner}"
    if word := spelled(texts[""]):
        for scope in ("", *names.scopes(element)):
            yield f'{scope}{tag}:lexbor-contains("{word}")'
            yield f'{scope}{tag}:has(:lexbor-contains("{word}"))'


def no_way(pager: PagerLinks, ads: int, total: int | None) -> Setting:
    """Return the `next` of a list without a way on that is understood."""
    if pager.numbers or pager.links:
        pages = ", ".join(map(str, sorted(pager.numbers)[:4])) or "on"
        why = (
            f"links to pages ({pages}) stand there, and where they lead is not understood: this "
            "block reads the first page only; say next yourself"
        )
        return Setting("next", ONE_PAGE, sure=False, why=why)
    reasons = {
        "its way on is switched off": pager.is_off,
        "it has as many ads as are stated": total == ads,
    }
    why = next((why for why, holds in reasons.items() if holds), "")
    return Setting("next", ONE_PAGE, bool(why), why or "no way on was seen; is this list one page")
