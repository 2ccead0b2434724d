"""A probe: a look through the same fetcher as a sweep, with its pace, and what came of it."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from monitor.collect import Clock, surroundings
from monitor.config import Config
from monitor.probe.cost import Cost, Pace, cost_of
from monitor.probe.look import Look, look
from monitor.probe.rows import Row, rows_of
from monitor.probe.unknown import check_address
from monitor.probe.wrong import wrong_with
from scrapers.address import origin
from scrapers.description import Portal
from scrapers.fetch import Fetcher
from scrapers.model import UNKNOWN_PLACE

PAGES = 2
OWN_PAGES = 3


@dataclass(frozen=True, slots=True)
class Probe:
    """What a probe found, nothing raw in what it prints."""

    look: Look
    rows: list[Row]
    cost: Cost
    wrong: list[str]

    def summary(self) -> dict[str, object]:
        """Return the counts as people and programs get to see them."""
        found = self.look
        per_ad = Counter(len(each.numbers) for each in found.complete)
        distinct = {number for each in found.complete for number in each.numbers}
        places = Counter(place for each in found.complete for place in each.places)
        return {
            "list_pages": len(found.list_pages),
            "own_pages": len(found.own_pages),
            "lists": found.lists,
            "cards": found.cards,
            "excluded": found.excluded,
            "duplicates": found.duplicates,
            "ads": found.ads,
            "ads_known_whole": len(found.complete),
            "with_number": sum(count for numbers, count in per_ad.items() if numbers),
            "without": per_ad[0],
            "hidden": found.hidden,
            "distinct_numbers": len(distinct),
            "numbers_per_ad": {str(numbers): per_ad[numbers] for numbers in sorted(per_ad)},
            "places": dict(places.most_common()),
            "unknown_places": places[UNKNOWN_PLACE],
            "labels": found.labels,
            "stated_total": found.stated_total,
            "ended": found.ended,
        }

    def as_dict(self) -> dict[str, object]:
        """Return all of it, for --json."""
        return {
            "portal": self.look.portal.name,
            "simulated": self.look.portal.simulated,
            "ok": not self.wrong,
            "wrong": self.wrong,
            "notes": list(self.look.notes),
            "rows": [asdict(row) for row in self.rows],
            **self.summary(),
            "cost": {
                "list_pages": self.cost.list_pages,
                "is_least": self.cost.is_least,
                "own_pages": self.cost.own_pages,
                "pages": self.cost.pages,
                "seconds_per_page": round(self.cost.pace.seconds, 2),
                "minutes": round(self.cost.minutes, 1),
                "minutes_if_the_list_moves": round(self.cost.most_minutes, 1),
            },
        }


class Stopwatch:
    """Measures what fetching takes: `waits` are the pauses between two requests, in seconds."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self._started = time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait, and take note of it."""
        self.waits.append(seconds)
        time.sleep(seconds)

    def pace(self, portal: Portal, pages: int) -> Pace:
        """Return how long a page takes; robots.txt counts as one."""
        busy = time.monotonic() - self._started - sum(self.waits)
        configured = portal.delay_seconds * (1 + portal.jitter / 2)
        measured = statistics.median(self.waits) if self.waits else 0.0
        return Pace(max(configured, measured), busy / (pages + 1))


def probe(
    portal: Portal, config: Config, clock: Clock, *, pages: int = PAGES, own_pages: int = OWN_PAGES
) -> Probe:
    """Fetch a portal's first pages politely and tell what its block finds there."""
    watch = Stopwatch()
    with fetching(portal, config, clock, watch) as fetcher:
        found = look(portal, fetcher.get, config.places, pages=pages, own_pages=own_pages)
    rows = rows_of(found)
    cost = cost_of(found, watch.pace(portal, len(found.fetched)))
    return Probe(found, rows, cost, wrong_with(found, rows, cost))


@contextmanager
def fetching(
    portal: Portal, config: Config, clock: Clock, watch: Stopwatch | None = None
) -> Iterator[Fetcher]:
    """Open the fetcher of a portal, as a sweep does."""
    around = surroundings(config, clock)
    with Fetcher(portal, replace(around, sleep=watch.sleep) if watch else around) as fetcher:
        yield fetcher


def at_address(portal: Portal, address: str) -> Portal:
    """Return a portal whose list begins elsewhere.

    Raises ValueError for another host, and for an address with a phone number in it.
    """
    check_address(address)
    known = {origin(each) for each in (*portal.starts, *portal.hosts)}
    if origin(address) not in known:
        raise ValueError(f"the address is on none of the hosts that {portal.name}'s block names")
    return replace(portal, start=address, lists=None)
