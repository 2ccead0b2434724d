"""What list pages show that may be right, and that a person should look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from scrapers.extract.beside_cards import are_drawn, links_beside, links_of, without_scheme
from scrapers.extract.html_links import DIGITS
from scrapers.extract.list_page import Listing
from scrapers.http.addresses import asked_by
from scrapers.model import Hidden
from scrapers.portal_config import Field, Portal

FEW_BESIDE = 2

ELSEWHERE = (
    "start leads to another address by a redirect: does that list every ad, or those of one place "
    "alone? If it is right, write it as start"
)
OTHER_WAY = (
    "the way on from a list page leads to an address of another kind than before: is it the same "
    "list, or an archive or another place's? See next"
)


class PageDoubts:
    """Takes note of list pages as they are read, and says in the end what is doubtful."""

    def __init__(self, portal: Portal) -> None:
        self._starts = portal.starts
        self._is_counted = portal.next.is_counted
        self._ad, self._link = portal.ad, _link_of_ads(portal)
        self._linked: set[str] = set()
        self._beside: set[str] = set()
        self._drawn: set[Hidden[str]] = set()
        self._undrawn: set[Hidden[str]] = set()
        self._last = ("", 0)
        self._notes: dict[str, None] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks in our own words, of lists that were read whole."""
        return (*self._notes, *self._counted_notes())

    def _counted_notes(self) -> Iterator[str]:
        if (beside := len(self._beside - self._linked)) >= FEW_BESIDE:
            yield (
                f"{beside} links on list pages are built as those of the ads, and stand in no "
                "card: are they ads, too? Then cards must match theirs; if they are none for the "
                "count, exclude them by their mark"
            )
        if (undrawn := len(self._undrawn - self._drawn)) and self._drawn:
            yield (
                f"{undrawn} ads stand in cards that are not drawn (hidden, display: none), and "
                f"{len(self._drawn)} do not; where no button shows them, exclude them by that mark"
            )

    def came(self, asked: str, address: str) -> None:
        """Take note of where a page was found."""
        if asked in self._starts and _asks_for(asked) != _asks_for(address):
            self._notes[ELSEWHERE] = None

    def meet(
        self, address: str, number: int, listing: Listing, keys: Sequence[Hidden[str] | None]
    ) -> None:
        """Take note of a list page, and of the ids on its cards."""
        self._look_at_way(address, number)
        document = listing.document
        if document is None:
            return
        for key, is_drawn in zip(keys, are_drawn(document, listing.cards), strict=True):
            if key is not None:
                (self._drawn if is_drawn else self._undrawn).add(key)
        if self._link is not None:
            # An id that is its ad's address was read already; to read all again takes long.
            are_ids = self._link == self._ad
            ids = (key.reveal() for key in keys if key is not None)
            links = set(ids if are_ids else links_of(listing.cards, self._link))
            self._linked.update(map(without_scheme, links))
            if number == 1 or self._beside:  # to look on each page takes as long as to read it
                beside = links_beside(document, listing.cards, links)
                self._beside.update(map(without_scheme, beside))

    def _look_at_way(self, address: str, number: int) -> None:
        (before, last), self._last = self._last, (address, number)
        # Page 1 may well be named in another way than those after it.
        is_next = number == last + 1 and number > 2 and not self._is_counted
        if is_next and _kind_of(address) != _kind_of(before):
            self._notes[OTHER_WAY] = None


def _link_of_ads(portal: Portal) -> Field | None:
    """Return where the link to an ad stands on its card, None where no field says so."""
    if portal.ad.attribute == "href" and portal.ad.of == "card":
        return replace(portal.ad, pattern="")
    detail = portal.detail
    return replace(detail.link, pattern="") if detail and not detail.template else None


def _asks_for(address: str) -> tuple[str, str]:
    _, path, query = asked_by(address)
    return path.rstrip("/"), query


def _kind_of(address: str) -> tuple[str, tuple[str, ...]]:
    """Return an address without its figures, and without the values of its query."""
    parts = urlsplit(address)
    names = sorted(pair.partition("=")[0] for pair in parts.query.split("&"))
    return DIGITS.sub("0", parts.path), tuple(names)
