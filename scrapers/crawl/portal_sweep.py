"""One portal, first list page to last, as a Sweep of sightings with nothing raw left in it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache, partial

from scrapers.crawl.list_crawl import Walk
from scrapers.crawl.progress import Progress, Tracker
from scrapers.crawl.sweep_doubts import (
    each_number_twice,
    listed_everywhere,
    one_number_on_all,
    places_of_the_page,
    several_addresses,
    several_under_one_id,
)
from scrapers.errors import LayoutChanged
from scrapers.extract.ad_fields import Facts, facts_of
from scrapers.extract.detail_page import Details, Listed
from scrapers.extract.list_page import Card, selector_of
from scrapers.extract.places import places_in
from scrapers.model import UNKNOWN_PLACE, Ad, Get, Hidden, PlaceNames, Sighting, Sweep
from scrapers.portal_config import Portal
from scrapers.pseudonymize import Identify

ENOUGH = 10
"""So many ads tell: without a place on any, the portal writes it elsewhere."""


def sweep_pages(
    portal: Portal,
    get: Get,
    identify: Identify,
    places: PlaceNames,
    earlier: Mapping[bytes, Sighting] | None = None,
    *,
    watch: Callable[[Progress], None] = lambda _progress: None,
) -> Sweep:
    """Walk through all of a portal's pages and return what may be kept.

    `earlier` are sightings of this week's earlier sweeps: an ad among them that had a number is not
    asked for its own page again. `watch` is called before each page and at the end. Raises a
    ScrapeError when the walk could not be finished or does not agree with the total that the portal
    states; nothing of an unfinished walk is returned.
    """
    tracker = Tracker(get, watch)
    summary = Summary(portal, identify, places, earlier or {})
    walk = Walk(portal, tracker.get, summary.meet_again)
    tracker.stated_total = lambda: walk.stated_total
    details = Details(portal, tracker.get, walk.ids, walk.addresses)

    listed = 0
    for ad in _met(portal, walk, details, summary, tracker):
        listed += 1
        summary.add(ad, details)
    tracker.end()
    summary.check()
    details.check(listed)
    return _result(portal, walk, details, summary)


def _result(portal: Portal, walk: Walk, details: Details, summary: Summary) -> Sweep:
    return Sweep(
        portal=portal.name,
        sightings=tuple(map(summary.with_all_places, summary.sightings)),
        pages=walk.pages,
        cards=walk.cards,
        stated_total=walk.stated_total,
        excluded=walk.excluded + details.excluded,
        duplicates=walk.duplicates,
        hidden=summary.hidden,
        labels=summary.labels,
        inner_pages=len(walk.inner_pages),
        inner_cards=sum(walk.inner_pages),
        fewest_cards=min(walk.inner_pages, default=0),
        notes=tuple(dict.fromkeys((*walk.notes, *details.notes, *summary.notes))),
        own_pages_away=details.away,
    )


def _met(
    portal: Portal, walk: Walk, details: Details, summary: Summary, tracker: Tracker
) -> Iterator[Listed]:
    """Yield the ads of the lists, each as soon as all is known that its sighting is made of.

    Where some are still to be asked for, or may turn out to be none, that is at the lists' end: so
    they move as little as may be. Nothing raw is kept longer than that.
    """
    waiting: deque[Listed] = deque()
    waits = portal.detail is not None or any(mark.everywhere for mark in portal.exclude)
    for key, card in walk.ads():
        ad = details.listed(key, card)
        tracker.meet(has_own_page=summary.needs_own_page(ad))
        if waits:
            waiting.append(ad)
        else:
            yield ad
    tracker.end_lists()
    while waiting:
        ad = waiting.popleft()
        if not walk.is_left_out(ad.key):
            yield ad


class Summary:
    """Turns what is known of each ad into its sighting, and counts what is not kept by ad."""

    def __init__(
        self,
        portal: Portal,
        identify: Identify,
        places: PlaceNames,
        earlier: Mapping[bytes, Sighting],
    ) -> None:
        self.sightings: list[Sighting] = []
        self.hidden = self._unreadable = self._read = self._placed = self._crowded = 0
        self.labels: Counter[str] = Counter()
        self._portal = portal
        self._identify = identify
        self._places_in = lru_cache(maxsize=1024)(partial(places_in, names=places))
        self._earlier = earlier
        self._also_at: dict[bytes, frozenset[str]] = {}
        self._again: list[Sighting] = []
        self._tails: Counter[int] = Counter()

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks in our own words about what could not be read."""
        return tuple(self._all_notes())

    def _all_notes(self) -> Iterator[str]:
        everywhere = listed_everywhere([*map(self.with_all_places, self.sightings)], self._also_at)
        yield from filter(None, (places_of_the_page(self._portal, self.sightings), everywhere))
        yield from filter(None, [one_number_on_all(self.sightings, ENOUGH)])
        yield from filter(None, [each_number_twice(self.sightings, ENOUGH)])
        yield from filter(None, [several_under_one_id(self.sightings, self._again)])
        yield from filter(None, [several_addresses(self._tails)])
        if self._unreadable:
            yield (
                f"in {self._unreadable} ads without a number, digits are announced as one and "
                f"belong to no known range (region = {self._portal.region!r}); number trusts a "
                "place more than text does"
            )
        if self._crowded:
            yield (
                f"{self._crowded} ads or their own pages hold more than most_numbers = "
                f"{self._portal.most_numbers} numbers, so that others' must be among them; none of "
                "those was read"
            )

    def needs_own_page(self, listed: Listed) -> bool:
        """Tell whether an ad's own page is asked for: no sweep of this week has its number."""
        return listed.link is not None and self._with_number(listed) is None

    def _with_number(self, listed: Listed) -> Sighting | None:
        """Return what an earlier sweep of this week knows of an ad, if a number is among it."""
        if not self._earlier:
            return None
        earlier = self._earlier.get(self._identify.ad(self._portal.name, listed.key))
        return earlier if earlier is not None and earlier.numbers else None

    def add(self, listed: Listed, details: Details) -> None:
        """Take up one ad, with what its own page adds where that is not known yet."""
        earlier = self._with_number(listed) if listed.link is not None else None
        if earlier is not None:
            self.sightings.append(earlier)
            # A label on a page that is not fetched again is counted nowhere, not as unknown.
            if listed.facts.label:
                self._label(listed.facts)
            return
        facts = details.completed(listed)
        if facts is not None:
            self._take(listed.key, facts)
            self._label(facts)

    def meet_again(self, key: Hidden[str], card: Card) -> None:
        """Take note of where an ad is listed once more: one that tours is in the lists of two.

        What the card itself says of its place, it says wherever it is listed; and its numbers.
        """
        with suppress(Exception):  # its ad was counted; what fails here is a question less
            if numbers := facts_of(card, self._portal, self._portal).numbers:
                again = self._identify.sighting(self._portal.name, Ad(key, numbers, ()))
                self._again.append(again)
        place = self._portal.place
        if place is None or place.of == "card":
            return
        ad, text = self._identify.ad(self._portal.name, key), ", ".join(card.values(place))
        known, more = self._also_at.get(ad, frozenset()), frozenset(self._places_in(text))
        if not more <= known | {UNKNOWN_PLACE}:
            self._also_at[ad] = known | more - {UNKNOWN_PLACE}

    def with_all_places(self, sighting: Sighting) -> Sighting:
        """Return an ad's sighting with the places of all lists that it is in."""
        more = self._also_at.get(sighting.ad)
        if more is None:
            return sighting
        return sighting._replace(places=sighting.places - {UNKNOWN_PLACE} | more)

    def check(self) -> None:
        """Raise LayoutChanged where a field for the place finds none in any of many ads."""
        detail = self._portal.detail
        field = self._portal.place or (detail.place if detail else None)
        if field is not None and not self._placed and self._read >= ENOUGH:
            raise LayoutChanged(
                f"none of {self._read} ads has a place (place.select = {selector_of(field)})"
            )

    def _take(self, key: Hidden[str], facts: Facts) -> None:
        self.sightings.append(self._sighting(key, facts))
        name = key.reveal().rpartition("/")[2]
        if facts.numbers and any(map(str.isdigit, name)) and name != key.reveal():
            self._tails[hash((name, self.sightings[-1].numbers))] += 1
        self.hidden += facts.is_hidden and not facts.numbers
        self._read += 1
        self._placed += bool(facts.place)
        self._unreadable += facts.is_unreadable and not facts.numbers
        self._crowded += facts.is_crowded

    def _label(self, facts: Facts) -> None:
        if self._portal.labels:
            self.labels.update(places_in(facts.label, self._portal.labels))

    def _sighting(self, key: Hidden[str], facts: Facts) -> Sighting:
        places = self._places_in(facts.place) if facts.place else (UNKNOWN_PLACE,)
        return self._identify.sighting(self._portal.name, Ad(key, facts.numbers, places))
