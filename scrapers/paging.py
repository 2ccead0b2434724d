"""From the first list page to the last, and knowing that it is the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scrapers.address import resolve
from scrapers.description import Portal
from scrapers.errors import Incomplete, LayoutChanged, ScrapeError
from scrapers.listing import Card, Listing, read_listing
from scrapers.model import Hidden, Page

Get = Callable[[str, str], Page]
"""Fetch an address; the second argument names it in messages."""


class Walk:
    """One walk over a portal's list pages, counting what it meets.

    `pages` and `cards` are what was read so far, repeated ads included; `stated_total` is the
    total that the first page stated.
    """

    def __init__(self, portal: Portal, get: Get) -> None:
        self.pages = 0
        self.cards = 0
        self.stated_total: int | None = None
        self._portal = portal
        self._get = get
        self._seen: set[Hidden[str]] = set()
        self._visited: set[str] = set()

    def ads(self) -> Iterator[tuple[Hidden[str], Card]]:
        """Yield every ad once, with the id by which the portal tells it from others."""
        address: str | None = self._first()
        while address is not None:
            listing = self._read(address)
            fresh = [pair for pair in map(self._identified, listing.cards) if self._is_new(pair[0])]
            yield from fresh
            address = self._following(listing, nothing_new=not fresh)

    def _first(self) -> str:
        template = self._portal.next.template
        return self._page_address(self._portal.next.first) if template else self._portal.starts[0]

    def _page_address(self, number: int) -> str:
        path = self._portal.next.template.replace("{page}", str(number))
        return resolve(self._portal.starts[0], path)

    def _read(self, address: str) -> Listing:
        if self.pages >= self._portal.page_cap:
            raise Incomplete(
                f"stopped at page_cap = {self._portal.page_cap} pages with more to come; "
                "raise page_cap if the portal really is that large"
            )
        what = f"list page {self.pages + 1}"
        page = self._get(address, what)
        self.pages += 1
        self._visited.add(address)
        try:
            listing = read_listing(page, self._portal)
        except ScrapeError as error:
            raise type(error)(f"{what}: {error}") from None
        self.cards += len(listing.cards)
        self.stated_total = listing.stated_total if self.pages == 1 else self.stated_total
        return listing

    def _identified(self, card: Card) -> tuple[Hidden[str], Card]:
        key = card.value(self._portal.ad)
        if key is None:
            raise LayoutChanged(
                f"list page {self.pages}: a card has no ad id (ad.select = "
                f"{self._portal.ad.select!r})"
            )
        return Hidden(key), card

    def _is_new(self, key: Hidden[str]) -> bool:
        new = key not in self._seen
        self._seen.add(key)
        return new

    def _following(self, listing: Listing, *, nothing_new: bool) -> str | None:
        if not self._portal.next.template:
            address = listing.next_address
            return None if address in self._visited else address
        if nothing_new:
            return None
        return self._page_address(self._portal.next.first + self.pages * self._portal.next.step)
