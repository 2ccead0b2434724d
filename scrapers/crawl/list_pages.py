"""One page of a list, read as it should be: whole, and a list; or asked for again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scrapers.crawl.page_doubts import PageDoubts
from scrapers.errors import Incomplete, LayoutChanged, Refused, ScrapeError
from scrapers.extract.list_page import AdIds, Card, Listing, read_listing, selector_of
from scrapers.extract.page_end import PageEnds, breaks_off
from scrapers.http.addresses import same
from scrapers.model import Get, Hidden, Page
from scrapers.portal_config import Portal

PASSWORD = re.compile(r"<input\b[^>]*\btype\s*=\s*[\"']?password", re.IGNORECASE)
"""A field for a password in a page's markup."""


@dataclass(slots=True)
class Entry:
    """One card of a list, with the id by which the portal tells its ad from others.

    A card that is `excluded` need not have one; `everywhere` says that its ad is, too.
    """

    key: Hidden[str] | None
    card: Card
    excluded: bool
    everywhere: bool = False


@dataclass(slots=True)
class ListPage:
    """One page of a list as it was read; `number` counts them from 1.

    `keys` are the ids on the page, in its order, of excluded cards too; `ads` those of the others.
    """

    address: str = field(repr=False)
    number: int
    entries: tuple[Entry, ...]
    stated_total: int | None
    keys: tuple[Hidden[str], ...] = field(init=False)
    ads: tuple[Hidden[str], ...] = field(init=False)

    def __post_init__(self) -> None:
        named = [(entry.key, entry.excluded) for entry in self.entries if entry.key is not None]
        self.keys = tuple([key for key, _ in named])
        self.ads = tuple([key for key, excluded in named if not excluded])


class PageReader:
    """Fetches and reads pages of a portal's lists, one after the other.

    `pages` are all that were read, at `addresses` in their one spelling. `notes` are remarks in our
    own words, and `doubts` what the pages leave open.
    """

    def __init__(self, portal: Portal, get: Get) -> None:
        self.pages = 0
        self.addresses: set[str] = set()
        self.notes: dict[str, None] = {}
        self.ids = AdIds(portal)
        self.doubts = PageDoubts(portal)
        self._portal = portal
        self._get = get
        self._ends = PageEnds()
        self._has_login = False

    def fetch(self, address: str, what: str) -> Page:
        """Fetch a page, count it, and keep what there is to say about it."""
        page = self._get(address, what)
        self.pages += 1
        self.addresses.update((same(address), same(page.address)))
        self.notes.update(dict.fromkeys(page.notes))
        self.doubts.came(address, page.address)
        return page

    def sound_listing(self, page: Page, address: str, what: str, before: Listing | None) -> Listing:
        """Read a page, after asking for it again where it came damaged.

        Raises Incomplete where it is damaged again: there is no telling what stood there.
        """
        listing = self._undamaged(page, what, before)
        is_new = listing is None
        if listing is None:
            page = self.fetch(address, f"{what}, once more")
            if breaks_off(page.text):
                raise Incomplete(f"{what} was cut off on its way, also when asked for again")
            try:
                listing = self.listing(page, what)
            except LayoutChanged:
                self._check_login(page, address, before, what)
                raise
        if not listing.cards and not listing.says_none:
            self._check_login(page, address, before, what)
            self._check_is_list(page, address, listing, before, what)
        if is_new and self._ends.is_cut(page.text):
            if before is not None:
                raise Incomplete(f"{what} was cut off on its way, also when asked for again")
            self.notes[f"{what} begins as a whole page and does not end as one"] = None
        if before is not None and not listing.cards and _leads_on(listing, page):
            raise Incomplete(f"{what} has no ads and names a next page, also when asked for again")
        self._has_login = self._has_login or _asks(page)
        self._ends.learn(page.text)
        if self._ends.show_first_cut(page.text):
            raise Incomplete(f"list page 1 was cut off on its way: {what} ends as a whole page")
        return listing

    def _undamaged(self, page: Page, what: str, before: Listing | None) -> Listing | None:
        """Read a page; None where it cannot be read, was cut off, or lost its ads.

        An error in the portal's dress looks like the end of the list, but passes by; and the end
        names no next page.
        """
        try:
            listing = self.listing(page, what)
        except LayoutChanged:
            return None
        is_end = listing.says_none and not listing.next_address  # itself: asked for again
        lost_ads = before is not None and not listing.cards and not is_end
        return None if lost_ads or self._ends.is_cut(page.text) else listing

    def _check_login(self, page: Page, address: str, before: Listing | None, what: str) -> None:
        """Raise Refused for a page without ads that asks for a login as no list page does.

        In the portal's dress it is built as an empty page past the end is. Many lists have a form
        to log in somewhere: a first page with one, and no ads, may be of a changed layout, unless
        it is elsewhere.
        """
        is_new = before is not None and not self._has_login
        is_elsewhere = same(page.address) != same(address)
        if _asks(page) and (is_new or is_elsewhere):
            raise Refused(
                f"{what} has no ads (cards = {self._portal.cards!r}) and a field for a password: "
                "the portal asks for a login"
            )

    def _check_is_list(
        self, page: Page, address: str, listing: Listing, before: Listing | None, what: str
    ) -> None:
        """Raise LayoutChanged for a page that has no ads and does not say so.

        Past the end, some portals say nothing: there, an empty page built like the one before it
        is the list's own.
        """
        cards, no_ads = self._portal.cards, self._portal.no_ads
        if before is None or not listing.is_like(before, cards):
            none = f"no_ads = {no_ads!r}" if no_ads else "no_ads is not set"
            hint = "; it asks for a password: is it a login now?" if _asks(page) else ""
            if same(page.address) != same(address):
                hint = "; a redirect led there: does the portal ask for consent or an age first?"
            raise LayoutChanged(
                f"{what}: neither an ad (cards = {cards!r}) nor the portal's own words for no ads "
                f"({none}) are on the page{hint}"
            )

    def listing(self, page: Page, what: str) -> Listing:
        """Read a page as it came; `what` it is stands in front of what is wrong with it."""
        try:
            return read_listing(page, self._portal)
        except ScrapeError as error:
            raise type(error)(f"{what}: {error}") from None

    def list_page(self, address: str, number: int, listing: Listing, what: str) -> ListPage:
        """Return what a page lists; raises LayoutChanged where a card has no ad id, or several."""
        entries = [self._entry(card, what) for card in listing.cards]
        if self.ids.settle(entry.key for entry in entries if entry.key is not None):
            entries = [self._entry(card, what) for card in listing.cards]
        self.doubts.meet(address, number, listing, [entry.key for entry in entries])
        return ListPage(address, number, tuple(entries), listing.stated_total)

    def _entry(self, card: Card, what: str) -> Entry:
        marks = [mark for mark in self._portal.exclude if card.has(mark)]
        excluded = bool(marks)
        try:
            value = self.ids.of(card)
        except LayoutChanged:
            if not excluded:
                raise
            value = None
        if value is None and not excluded:
            where = selector_of(self._portal.ad)
            raise LayoutChanged(f"{what}: a card has no ad id (ad.select = {where})")
        everywhere = excluded and any(mark.everywhere for mark in marks)
        return Entry(Hidden(value) if value else None, card, excluded, everywhere)


def _leads_on(listing: Listing, page: Page) -> bool:
    """Tell whether a page names another as the next: a mark that stands still leads to itself."""
    following = listing.next_address
    return following is not None and (
        not listing.says_none or same(following) != same(page.address)
    )


def _asks(page: Page) -> bool:
    """Tell whether a page has a field for a password."""
    return PASSWORD.search(page.text) is not None
