"""What a whole sweep of a portal would cost, reckoned from its first pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from monitor.probe.first_pages import FirstPages
from monitor.probe.suggest.pager import PagerLinks
from scrapers.crawl.stability import sentinel_pages
from scrapers.extract.html_card import HtmlPage
from scrapers.portal_config import Hours, Portal


@dataclass(frozen=True, slots=True)
class Pace:
    """How long one page takes: the waiting between two requests, and the rest, in seconds."""

    wait: float
    fetch: float

    @property
    def seconds(self) -> float:
        """Both together."""
        return self.wait + self.fetch


@dataclass(frozen=True, slots=True)
class Cost:
    """Pages and minutes of one sweep.

    `list_pages` are those of one reading; `is_least` tells that there may be more, since the portal
    states no total: then they are as many as its pager names, or one more than were read.
    `sentinels` are the pages that are read once more to see whether a list moved; `again` is what
    a list that did costs at most: all of it read again, and again.
    """

    list_pages: int
    detail_pages: int
    sentinels: int
    again: int
    is_least: bool
    pace: Pace

    @property
    def pages(self) -> int:
        """The requests of a sweep whose lists stand still."""
        return self.list_pages + self.detail_pages + self.sentinels

    @property
    def minutes(self) -> float:
        """How long these take."""
        return self.pages * self.pace.seconds / 60

    @property
    def most_minutes(self) -> float:
        """How long they take when the list keeps moving."""
        return (self.pages + self.again) * self.pace.seconds / 60


def cost_of(first: FirstPages, pace: Pace) -> Cost:
    """Reckon what a sweep costs, from the new ads a page brought and the stated total or pages.

    A list that is counted ends with a page that brings nothing.
    """
    portal, seen = first.portal, max(1, len(first.entries))
    lists = max(1, first.lists)
    is_whole = first.ended and first.lists_read == first.lists
    ads: float = first.ads
    pages, is_least = seen, False
    if not is_whole and portal.next.only_page:
        pages, ads = lists, first.ads * lists / max(1, first.lists_read)
    elif not is_whole:
        stated, new = first.stated_total, _new_on_last(first)
        is_least = stated is None
        announced = max(1, announced_pages(first) - seen)
        rest = new * announced if stated is None else max(0, stated - first.keys)
        # Of several lists, the first is taken for the measure of the others.
        pages = (seen + ceil(rest / new) + portal.next.is_counted) * lists
        ads = max(ads, (first.keys + rest) * lists * first.ads / max(1, first.keys))
    share = first.detail_pages_needed / first.ads if first.ads else 0.0
    again = pages * (portal.passes - 1)
    sentinels = _sentinels(first, pages) if again else 0
    return Cost(pages, ceil(ads * share), sentinels, again, is_least, pace)


def announced_pages(first: FirstPages) -> int:
    """Return how many pages the pager of the first list page names; 1 where it names none."""
    if first.portal.is_data or not first.list_pages:
        return 1
    page = HtmlPage.parse(first.list_pages[0])
    on_cards = {
        element.node.mem_id
        for card in page.cards(first.portal.cards)
        for element in HtmlPage(card.node, page.address, page.found_at).cards("a")
    }
    return PagerLinks(page, on_cards).announced


def _sentinels(first: FirstPages, pages: int) -> int:
    """Return how many pages tell whether the lists moved, and end where they seem to."""
    lists = max(1, first.lists)
    has_total = first.stated_total is not None
    each = round(pages / lists)
    end = not has_total and (each > 1 or first.portal.next.is_counted)
    return (len(sentinel_pages(each, has_total=has_total)) + end) * lists


def _new_on_last(first: FirstPages) -> int:
    """Return how many new ids the last page brought; featured ads stand on every page."""
    before = {key for page in first.entries[:-1] for key in page.keys}
    last = set(first.entries[-1].keys) if first.entries else set()
    return len(last - before) or 1


def open_minutes(hours: Hours | None) -> float:
    """Return how long a portal's hours are, in minutes; a whole day without them."""
    if hours is None:
        return 24 * 60
    day = date(2026, 1, 1)  # any day: only the difference counts
    length = datetime.combine(day, hours.until) - datetime.combine(day, hours.since)
    return (length % timedelta(days=1)).total_seconds() / 60


def over_limits(cost: Cost, portal: Portal) -> list[str]:
    """Return which of the portal's own limits a sweep would break."""
    broken = []
    if cost.list_pages > portal.page_cap:
        broken.append(
            f"the list has about {cost.list_pages} pages, and page_cap = {portal.page_cap} "
            "would stop the sweep before its end; raise page_cap"
        )
    if cost.minutes > portal.most_minutes:
        broken.append(
            f"a sweep takes about {cost.minutes:.0f} minutes, more than most_minutes = "
            f"{portal.most_minutes}"
        )
    if cost.minutes > open_minutes(portal.hours):
        broken.append(
            f"a sweep takes about {cost.minutes:.0f} minutes, and the portal's hours are "
            f"{open_minutes(portal.hours):.0f} minutes long"
        )
    return broken
