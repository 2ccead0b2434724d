"""What a whole sweep saw that may be right, and that a person should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from scrapers.extract.list_page import selector_of
from scrapers.model import UNKNOWN_PLACE, Sighting
from scrapers.portal_config import Portal


def places_of_the_page(portal: Portal, sightings: Sequence[Sighting]) -> str | None:
    """Return a sentence where the place of the whole page gives most ads several; None if not."""
    several = sum(len(sighting.places) > 1 for sighting in sightings)
    if portal.place is None or portal.place.of != "page" or several <= len(sightings) / 2:
        return None
    return (
        f"place (select = {selector_of(portal.place)}, of = 'page') gives {several} of "
        f"{len(sightings)} ads several places: all that stand on the page; of = 'before' takes "
        "the last one in front of each card"
    )


NEARLY_ALL = 0.9
"""On so large a share of the ads that have a number is the portal's own, if it was read."""


def one_number_on_all(sightings: Sequence[Sighting], least: int) -> str | None:
    """Return a sentence where one number is on nearly all of at least so many ads; None if not."""
    ads = [sighting.numbers for sighting in sightings if sighting.numbers]
    most = max(Counter(number for numbers in ads for number in numbers).values(), default=0)
    if len(ads) < least or most < NEARLY_ALL * len(ads):
        return None
    return (
        "one number is on nearly every ad that has any: is it the portal's own, as of its customer "
        "service, or one advertiser's? See number"
    )


FEW_PLACES = 3
"""An ad that is listed at fewer places, and at all of them, may well be one that tours."""


FEW_ALIKE = 4
"""So many ads are not alike by chance."""


def listed_everywhere(sightings: Sequence[Sighting], again: Container[bytes]) -> str | None:
    """Return a sentence where ads that were met `again` are at all places; None where none is."""
    places = {place for sighting in sightings for place in sighting.places} - {UNKNOWN_PLACE}
    ads = sum(places <= sighting.places for sighting in sightings if sighting.ad in again)
    if len(places) < FEW_PLACES or not ads:
        return None
    return (
        f"ads that are listed at all {len(places)} places: {ads}. If the portal shows them on top "
        "of each list, exclude by its mark for them; else they count at each"
    )


def each_number_twice(sightings: Sequence[Sighting], least: int) -> str | None:
    """Return a sentence where nearly all of so many numbers are on two ads or more; None if not."""
    ads = Counter(number for sighting in sightings for number in sighting.numbers)
    several = sum(count > 1 for count in ads.values())
    if len(ads) < least or several < NEARLY_ALL * len(ads):
        return None
    return (
        f"{several} of {len(ads)} numbers are on two ads or more: is each ad met under several "
        "ids, as where a page has it twice, for large and for small screens? See cards and ad"
    )


def several_under_one_id(sightings: Iterable[Sighting], again: Sequence[Sighting]) -> str | None:
    """Return a sentence where cards of ads met `again` have other numbers; None if not."""
    numbers = {sighting.ad: sighting.numbers for sighting in sightings} if again else {}
    others = {
        (card.ad, card.numbers)
        for card in again
        if numbers.get(card.ad) and card.numbers.isdisjoint(numbers[card.ad])
    }
    if not others:
        return None
    return (
        f"cards with the id of another ad, and another number: {len(others)}; they were not "
        "counted. Are they ads of their own, under one address? Then ad must find what tells them "
        "apart"
    )


def several_addresses(ads: Mapping[int, int]) -> str | None:
    """Return a sentence where ads end in one name and have one number; None where few do.

    `ads` counts them by a hash of both.
    """
    alike = sum(count for count in ads.values() if count > 1)
    if alike < FEW_ALIKE:
        return None
    return (
        f"{alike} ads have addresses that end alike, in several folders, and one number: are they "
        "the same, once in the list of each place? Then ad with pattern = '([^/]+)$'"
    )
