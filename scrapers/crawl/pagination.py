"""One list, first page to last, and knowing that it is the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scrapers.errors import Gone, Incomplete, LayoutChanged, ScrapeError
from scrapers.extract.list_page import Card, Listing, ad_id, read_listing, selector_of
from scrapers.extract.page_end import PageEnds, breaks_off
from scrapers.http.addresses import resolve, same, with_parameter
from scrapers.model import Get, Hidden, Page
from scrapers.portal_config import Portal


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


class Pager:
    """Reads the pages of a portal's lists.

    `pages` are all that were read, at `addresses` in their one spelling. `broken` are addresses
    that a list linked to and that were not there. `notes` are remarks in our own words.
    """

    def __init__(self, portal: Portal, get: Get) -> None:
        self.pages = 0
        self.addresses: set[str] = set()
        self.broken: set[str] = set()
        self.notes: dict[str, None] = {}
        self._portal = portal
        self._get = get
        self._ends = PageEnds()

    def fetch(self, address: str, what: str) -> Page:
        """Fetch a page, count it, and keep what there is to say about it."""
        page = self._get(address, what)
        self.pages += 1
        self.addresses.update((same(address), same(page.address)))
        self.notes.update(dict.fromkeys(page.notes))
        return page

    def again(self, address: str, number: int) -> ListPage:
        """Read a list page again; one that is not there any more is an empty page."""
        what = f"list page {number}, once more"
        try:
            page = self.fetch(address, what)
        except Gone:
            return ListPage(address, number, (), None)
        return self._list_page(address, number, self._listing(page, what), what)

    def walk(self, start: str) -> Iterator[ListPage]:
        """Read a list from its first page on.

        It ends where no next page is named, where one that is named or counted is not there, leads
        back, is empty, or where two in a row hold nothing new: that a page has cards never proves
        that it has new ones, and a single page without is what new ads on top make by pushing the
        others down. Raises Incomplete at the page cap.
        """
        seen: set[Hidden[str]] = set()
        first_ads: set[Hidden[str]] = set()
        visited: set[str] = set()
        address: str | None = start
        first = last = None
        number, stale, only_first = 1, 0, True
        while address is not None and address not in visited:
            listing = self._read(address, number, visited, last)
            if listing is None:
                break
            first, last = first or listing, listing
            page = self._list_page(address, number, listing, f"list page {number}")
            stale = stale + 1 if seen.issuperset(page.keys) else 0
            if number == 1:
                first_ads.update(page.ads)
            only_first = only_first and first_ads.issuperset(page.ads)
            # An empty page after the first is past the end; one that repeats may be a moved list.
            if page.entries or number == 1:
                yield page
            if stale > 1 or not page.entries:
                break
            seen.update(page.keys)
            address = self._following(start, listing, number)
            number += 1
        # The last page may be gone: that is what ads make that are taken down meanwhile.
        if last is not None and number < (last.pages or 0):
            raise Incomplete(
                f"the list says that it has {last.pages} pages, and ended before page {number} "
                "(next.last)"
            )
        if first and last and first.cards and only_first and address not in self.broken:
            self._check_only_page(first, last)

    def _check_only_page(self, first: Listing, last: Listing) -> None:
        """Raise where only the first page brought any ads, and links to further pages stand on it.

        The way to the next page is then another than config.toml says, or the portal lets what
        tells its pages apart be.
        """
        following = self._portal.next
        if first.document is None or not first.document.has_pager(self._portal.cards):
            if last is not first and last.cards and following.is_counted:
                self.notes[
                    "the pages after list page 1 hold its ads again: either the list is one page "
                    "long, or the portal does not know what next counts"
                ] = None
            return
        if following.only_page:
            self.notes["links to further pages stand on the page; is only_page right?"] = None
        elif following.select and last is first:
            raise LayoutChanged(
                f"no next page is found (next.select = {following.select!r}), and links to further "
                "pages stand on list page 1"
            )
        else:
            raise Incomplete(
                "list page 1 links to further pages, and no page after it brought anything new; "
                "does next ask for it as those links do?"
            )

    def _read(
        self, address: str, number: int, visited: set[str], before: Listing | None
    ) -> Listing | None:
        """Read a list page; None where the list turns out to have ended before it."""
        if number > self._portal.page_cap:
            raise Incomplete(
                f"stopped at page_cap = {self._portal.page_cap} pages with more to come; "
                "raise page_cap if the portal really is that large"
            )
        what = f"list page {number}"
        try:
            page = self.fetch(address, what)
        except Gone:
            if before is None:
                raise
            if not self._portal.next.is_counted:
                self.broken.add(address)
            return None
        if page.address in visited:
            return None
        visited.update((address, page.address))
        return self._sound_listing(page, address, what, before)

    def _sound_listing(
        self, page: Page, address: str, what: str, before: Listing | None
    ) -> Listing:
        """Read a page, after asking for it again where it came damaged.

        Raises Incomplete where it is damaged again: there is no telling what stood there.
        """
        listing = self._undamaged(page, what, before)
        is_new = listing is None
        if listing is None:
            page = self.fetch(address, f"{what}, once more")
            if breaks_off(page.text):
                raise Incomplete(f"{what} was cut off on its way, also when asked for again")
            listing = self._listing(page, what)
        self._check_is_list(listing, before, what)
        if is_new and self._ends.is_cut(page.text):
            if before is not None:
                raise Incomplete(f"{what} was cut off on its way, also when asked for again")
            self.notes[f"{what} begins as a whole page and does not end as one"] = None
        if before is not None and not listing.cards and listing.next_address:
            raise Incomplete(f"{what} has no ads and names a next page, also when asked for again")
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
            listing = self._listing(page, what)
        except LayoutChanged:
            return None
        is_end = listing.says_none and not listing.next_address
        lost_ads = before is not None and not listing.cards and not is_end
        return None if lost_ads or self._ends.is_cut(page.text) else listing

    def _check_is_list(self, listing: Listing, before: Listing | None, what: str) -> None:
        """Raise LayoutChanged for a page that has no ads and does not say so.

        Past the end, some portals say nothing: there, an empty page built like the one before it
        is the list's own.
        """
        cards, no_ads = self._portal.cards, self._portal.no_ads
        if listing.cards or listing.says_none:
            return
        if before is None or not listing.is_like(before, cards):
            none = f"no_ads = {no_ads!r}" if no_ads else "no_ads is not set"
            raise LayoutChanged(
                f"{what}: neither an ad (cards = {cards!r}) nor the portal's own words for no ads "
                f"({none}) are on the page"
            )

    def _listing(self, page: Page, what: str) -> Listing:
        try:
            return read_listing(page, self._portal)
        except ScrapeError as error:
            raise type(error)(f"{what}: {error}") from None

    def _list_page(self, address: str, number: int, listing: Listing, what: str) -> ListPage:
        entries = tuple([self._entry(card, what) for card in listing.cards])
        return ListPage(address, number, entries, listing.stated_total)

    def _entry(self, card: Card, what: str) -> Entry:
        marks = [mark for mark in self._portal.exclude if card.has(mark)]
        excluded = bool(marks)
        try:
            value = ad_id(card, self._portal)
        except LayoutChanged:
            if not excluded:
                raise
            value = None
        if value is None and not excluded:
            where = selector_of(self._portal.ad)
            raise LayoutChanged(f"{what}: a card has no ad id (ad.select = {where})")
        everywhere = any(mark.everywhere for mark in marks)
        return Entry(Hidden(value) if value else None, card, excluded, everywhere)

    def _following(self, start: str, listing: Listing, number: int) -> str | None:
        following = self._portal.next
        if following.only_page or not following.is_counted:
            return listing.next_address
        if listing.pages is not None and number >= listing.pages:
            return None
        count = str(following.first + number * following.step)
        if following.parameter:
            return with_parameter(start, following.parameter, count)
        return resolve(start, following.template.replace("{page}", count))
