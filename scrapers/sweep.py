"""One portal, first list page to last, as a Sweep of sightings with nothing raw left in it."""

from __future__ import annotations

from urllib.parse import urljoin

from scrapers.errors import Incomplete, LayoutChanged
from scrapers.html import HtmlPage
from scrapers.identify import Identify
from scrapers.listing import Card
from scrapers.model import UNKNOWN_PLACE, Ad, Hidden, PlaceNames, Portal, Sweep
from scrapers.numbers import numbers_in_html
from scrapers.paging import Get, Walk
from scrapers.places import places_in


def sweep(portal: Portal, get: Get, identify: Identify, places: PlaceNames) -> Sweep:
    """Walk through all of a portal's pages and return what may be kept.

    Raises a ScrapeError when the walk could not be finished or does not agree with the total
    that the portal states; nothing of an unfinished walk is returned.
    """
    walk = Walk(portal, get)
    sightings = tuple(
        identify.sighting(portal.name, _ad(portal, get, key, card, places))
        for key, card in walk.ads()
    )
    _compare_with_total(portal, walk.stated_total, len(sightings))
    return Sweep(portal.name, sightings, walk.pages, walk.cards, walk.stated_total)


def _ad(portal: Portal, get: Get, key: Hidden[str], card: Card, names: PlaceNames) -> Ad:
    stated = card.value(portal.place) if portal.place else None
    found = dict.fromkeys(
        number
        for piece in _contact(portal, get, card)
        for number in numbers_in_html(piece, portal.region, portal.fallbacks, contact=True)
    )
    places = places_in(stated, names) if stated else (UNKNOWN_PLACE,)
    return Ad(key, tuple(Hidden(number) for number in found), places)


def _contact(portal: Portal, get: Get, card: Card) -> list[str]:
    on_card = card.contact(portal.number) if portal.number else []
    if portal.detail is None or on_card:
        return on_card
    link = card.value(portal.detail.link)
    if link is None:
        raise LayoutChanged(f"a card has no link (detail.link = {portal.detail.link.select!r})")
    page = get(urljoin(portal.start, link), "an ad's own page")
    return HtmlPage.parse(page).whole().contact(portal.detail.number)


def _compare_with_total(portal: Portal, stated: int | None, seen: int) -> None:
    if stated is not None and seen < stated * (1 - portal.total_tolerance):
        raise Incomplete(
            f"the portal states {stated} ads, {seen} were seen "
            f"(total_tolerance = {portal.total_tolerance:g})"
        )
