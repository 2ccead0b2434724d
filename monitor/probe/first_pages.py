"""A portal's first pages, read by the same modules that a sweep reads them with.

Numbers and ids are hashed under a key that is made for this one visit and never kept, so that they
can be told apart and nothing more.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from monitor.privacy.acting_links import address_acts, text_acts
from scrapers.crawl.list_crawl import Walk
from scrapers.crawl.list_pages import ListPage
from scrapers.crawl.portal_sweep import Summary
from scrapers.errors import ScrapeError
from scrapers.extract.detail_page import Details, Listed
from scrapers.extract.list_page import Card
from scrapers.model import Get, Hidden, Page, PlaceNames, Sighting
from scrapers.portal_config import Portal
from scrapers.pseudonymize import Identify

DETAIL_PAGES = 3
"""How many of the ads' own pages are fetched."""
DETAIL_PAGE = "an ad's own page"
LIST_PAGE = re.compile(r"list page [0-9]+")


@dataclass(slots=True)
class FirstPages:
    """What the first pages of a portal's lists gave, in memory only.

    `list_pages` and `detail_pages` are the pages as they came, `own_pages` the latter without other
    ads' cards; `lists` is how many lists there are; `entries` are the cards of the pages by page;
    `ended` tells that the last list ended on its own. `ads` is how many distinct ads were met;
    `complete` are those known with their own page, where one was needed; `detail_pages_needed` says
    how many need one, and `acting` how many of their links look like doing something: then no own
    page is fetched. `fault` is what a sweep would end with.
    """

    portal: Portal
    places: PlaceNames
    list_pages: list[Page] = field(default_factory=list, repr=False)
    detail_pages: list[Page] = field(default_factory=list, repr=False)
    own_pages: list[Card] = field(default_factory=list, repr=False)
    lists: int = 0
    lists_read: int = 0
    ended: bool = False
    entries: list[ListPage] = field(default_factory=list, repr=False)
    excluded: int = 0
    duplicates: int = 0
    ads: int = 0
    complete: list[Sighting] = field(default_factory=list, repr=False)
    hidden: int = 0
    labels: dict[str, int] = field(default_factory=dict)
    detail_pages_needed: int = 0
    acting: int = 0
    fault: ScrapeError | None = None
    notes: tuple[str, ...] = ()

    @property
    def cards(self) -> int:
        """How many cards were met, of any kind."""
        return sum(len(page.entries) for page in self.entries)

    @property
    def keys(self) -> int:
        """How many distinct ids were met, of excluded cards too, as the portal's total counts."""
        return len({key for page in self.entries for key in page.keys})

    @property
    def stated_total(self) -> int | None:
        """What the portal states on its first page; of one list, where it has several."""
        return self.entries[0].stated_total if self.entries else None


def read_first_pages(portal: Portal, get: Get, places: PlaceNames, pages: int) -> FirstPages:
    """Read a portal's first list pages and a few of its ads' own pages.

    Never raises a ScrapeError: what a sweep would end with is `fault`.
    """
    first = FirstPages(portal, places)

    def recording(address: str, what: str) -> Page:
        page = get(address, what)
        if LIST_PAGE.fullmatch(what):
            first.list_pages.append(page)
        elif what == DETAIL_PAGE:
            first.detail_pages.append(page)
        return page

    walk = Walk(portal, recording)
    details = Details(portal, recording, walk.ids, walk.addresses, first.own_pages)
    kept: list[tuple[Hidden[str], Card]] = []
    try:
        for page, ads in walk.first_pages(pages):
            first.entries.append(page)
            kept += ads
    except ScrapeError as error:
        first.fault = error
    try:
        _read_ads(first, [ad for ad in kept if not walk.is_left_out(ad[0])], details)
    except ScrapeError as error:
        first.fault = first.fault or error
    first.lists, first.lists_read, first.ended = walk.lists, walk.lists_begun, walk.is_at_end
    first.excluded, first.duplicates = walk.excluded + details.excluded, walk.duplicates
    first.notes = tuple(dict.fromkeys((*walk.notes, *details.notes, *first.notes)))
    return first


def read_first_page(portal: Portal, get: Get) -> None:
    """Read the first page of a portal's list; raises the ScrapeError that a sweep would end with.

    Where other pages list the lists, the first of them is asked for, too.
    """
    next(Walk(portal, get).first_pages(1), None)


def _read_ads(first: FirstPages, kept: list[tuple[Hidden[str], Card]], details: Details) -> None:
    identify = Identify(Hidden(secrets.token_bytes(32)))
    summary = Summary(first.portal, identify, first.places, {})
    try:
        listed = [details.listed(key, card) for key, card in kept]
        first.ads = len(listed)
        first.detail_pages_needed = sum(ad.link is not None for ad in listed)
        first.acting = sum(_acts(card, first.portal) for _, card in kept)
        affordable = list(_affordable(listed)) if not first.acting else []
        for ad in affordable:
            summary.add(ad, details)
        details.check(len(affordable))
        summary.check()
    finally:
        first.complete, first.hidden = summary.sightings, summary.hidden
        first.labels, first.notes = dict(summary.labels), summary.notes


def _acts(card: Card, portal: Portal) -> bool:
    """Tell whether what `detail.link` finds on a card votes, buys, reports, deletes or writes."""
    if portal.detail is None:
        return False
    try:
        address = card.link(portal.detail.link)
        texts = card.values(replace(portal.detail.link, attribute="", pattern=""))
    except ScrapeError:
        return False
    return address is not None and (address_acts(address) or any(map(text_acts, texts)))


def _affordable(listed: list[Listed]) -> Iterator[Listed]:
    """Yield the ads that are known whole, or will be with the first own pages."""
    fetched = 0
    for ad in listed:
        fetched += ad.link is not None
        if ad.link is None or fetched <= DETAIL_PAGES:
            yield ad
