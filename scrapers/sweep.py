"""One portal, first list page to last, as a Sweep of sightings with nothing raw left in it."""

from __future__ import annotations

from collections.abc import Iterable

from scrapers.description import Portal
from scrapers.errors import Gone, Incomplete, LayoutChanged
from scrapers.html import HtmlPage
from scrapers.identify import Identify
from scrapers.listing import Card
from scrapers.model import UNKNOWN_PLACE, Ad, Hidden, PlaceNames, Sweep
from scrapers.numbers import read_html
from scrapers.paging import Get, Walk
from scrapers.places import places_in

MOST_GONE = 0.05


def sweep(portal: Portal, get: Get, identify: Identify, places: PlaceNames) -> Sweep:
    """Walk through all of a portal's pages and return what may be kept.

    Raises a ScrapeError when the walk could not be finished or does not agree with the total
    that the portal states; nothing of an unfinished walk is returned.
    """
    walk, details = Walk(portal, get), Details(portal, get)
    sightings = tuple(
        identify.sighting(portal.name, _ad(portal, details, key, card, places))
        for key, card in walk.ads()
    )
    details.check(len(sightings))
    _compare_with_total(portal, walk.stated_total, len(sightings))
    return Sweep(portal.name, sightings, walk.pages, walk.cards, walk.stated_total)


class Details:
    """Reads numbers from ads' own pages, where the list does not give them.

    An ad may be taken down after we saw it listed: it was up, and counts, without a number. When
    that happens often, it is not ads that are gone but the way to them.
    """

    def __init__(self, portal: Portal, get: Get) -> None:
        self._portal = portal
        self._get = get
        self._gone = 0

    def numbers(self, card: Card) -> list[str]:
        """Return the numbers on the page that a card leads to."""
        detail = self._portal.detail
        if detail is None or detail.number is None:
            return []
        link = card.link(detail.link)
        if link is None:
            raise LayoutChanged(f"a card has no link (detail.link = {detail.link.select!r})")
        try:
            page = self._get(link, "an ad's own page")
        except Gone:
            self._gone += 1
            return []
        return _numbers(self._portal, HtmlPage.parse(page).whole().contact(detail.number))

    def check(self, ads: int) -> None:
        """Raise LayoutChanged where more pages were gone than ads are ever taken down at once."""
        if self._gone > 1 + MOST_GONE * ads or 0 < ads == self._gone:
            raise LayoutChanged(
                f"{self._portal.name} answered 404 for an ad's own page for {self._gone} of {ads} "
                f"ads (detail.link = {self._portal.detail and self._portal.detail.link.select!r})"
            )


def _ad(portal: Portal, details: Details, key: Hidden[str], card: Card, names: PlaceNames) -> Ad:
    stated = card.value(portal.place) if portal.place else None
    places = places_in(stated, names) if stated else (UNKNOWN_PLACE,)
    on_card = _numbers(portal, card.contact(portal.number)) if portal.number else []
    found = on_card or details.numbers(card)
    return Ad(key, tuple(Hidden(number) for number in found), places)


def _numbers(portal: Portal, pieces: Iterable[str]) -> list[str]:
    return list(
        dict.fromkeys(
            number
            for piece in pieces
            for number in read_html(piece, portal.region, portal.fallbacks, contact=True).numbers
        )
    )


def _compare_with_total(portal: Portal, stated: int | None, seen: int) -> None:
    if stated is not None and seen < stated * (1 - portal.total_tolerance):
        raise Incomplete(
            f"the portal states {stated} ads, {seen} were seen "
            f"(total_tolerance = {portal.total_tolerance:g})"
        )
