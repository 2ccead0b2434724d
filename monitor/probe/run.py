"""A probe: first pages through the same fetcher as a sweep, with its pace, and what is told."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace

from monitor.collecting.fetching import fetch_context, leased_hosts
from monitor.config import Config
from monitor.installation.clock import Clock
from monitor.probe.block_problems import problems_with
from monitor.probe.cost import Cost, Pace, cost_of
from monitor.probe.first_pages import FirstPages, read_first_pages
from monitor.probe.selector_rows import FieldRow, rows_of
from monitor.probe.unknown import check_address
from scrapers.errors import FetchFailed, SweepStopped
from scrapers.http.client import Activity, Fetcher, origin
from scrapers.model import UNKNOWN_PLACE, Page
from scrapers.portal_config import Portal

PAGES = 2
LOST = (
    "the database server let another process have the host; nothing more was asked for. Try again"
)


@dataclass(frozen=True, slots=True)
class Probe:
    """What a probe found, nothing raw in what it prints."""

    first_pages: FirstPages
    rows: list[FieldRow]
    cost: Cost
    problems: list[str]

    @property
    def numbers_per_ad(self) -> dict[int, int]:
        """On how many ads how many numbers are."""
        return dict(sorted(Counter(len(ad.numbers) for ad in self.first_pages.complete).items()))

    @property
    def places(self) -> dict[str, int]:
        """On how many ads each place is, the most frequent first."""
        named = Counter(place for ad in self.first_pages.complete for place in ad.places)
        return dict(named.most_common())

    def summary(self) -> dict[str, object]:
        """Return the counts as people and programs get to see them."""
        first, per_ad, places = self.first_pages, self.numbers_per_ad, self.places
        same_named = ("lists", "cards", "excluded", "duplicates", "ads", "hidden", "labels")
        return {name: getattr(first, name) for name in (*same_named, "stated_total", "ended")} | {
            "list_pages": len(first.list_pages),
            "detail_pages": len(first.detail_pages),
            "ads_known_whole": len(first.complete),
            "with_number": sum(count for numbers, count in per_ad.items() if numbers),
            "without": per_ad.get(0, 0),
            "distinct_numbers": len({number for ad in first.complete for number in ad.numbers}),
            "numbers_per_ad": {str(numbers): count for numbers, count in per_ad.items()},
            "places": places,
            "unknown_places": places.get(UNKNOWN_PLACE, 0),
        }

    def as_dict(self) -> dict[str, object]:
        """Return all of it, for --json."""
        return {
            "portal": self.first_pages.portal.name,
            "simulated": self.first_pages.portal.simulated,
            "ok": not self.problems,
            "problems": self.problems,
            "notes": list(self.first_pages.notes),
            "rows": [asdict(row) for row in self.rows],
            **self.summary(),
            "cost": {
                "list_pages": self.cost.list_pages,
                "is_least": self.cost.is_least,
                "detail_pages": self.cost.detail_pages,
                "pages": self.cost.pages,
                "seconds_per_page": round(self.cost.pace.seconds, 2),
                "minutes": round(self.cost.minutes, 1),
                "minutes_if_the_list_moves": round(self.cost.most_minutes, 1),
            },
        }


class Visit:
    """One visit to a portal: a fetcher, the pages that it gave, and how long they took.

    A page that was fetched is not asked for again, so that suggesting a block and probing it are
    one visit, with the delay between any two requests. It holds the portal's hosts as a sweep does:
    entering it raises HeldElsewhere while one of them is being asked.
    """

    def __init__(self, portal: Portal, config: Config, clock: Clock) -> None:
        self._portal, self._config = portal, config
        self._context = replace(
            fetch_context(config, clock),
            sleep=self._sleep,
            is_stopping=lambda: not self._is_ours(),
        )
        self._fetcher = Fetcher(portal, self._context, self._note_asked)
        self._is_ours: Callable[[], bool] = lambda: False
        self._open = ExitStack()
        self._pages: dict[str, Page] = {}
        self._waits: list[float] = []
        self._waited = 0.0
        self._has_asked = False
        self._busy = 0.0

    def __enter__(self) -> Visit:
        with ExitStack() as opening:
            lease = leased_hosts(self._config, self._portal, self._context)
            self._is_ours = opening.enter_context(lease)
            opening.enter_context(self._fetcher)
            self._open = opening.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def get(self, address: str, what: str) -> Page:
        """Fetch a page as a sweep does, or give it again.

        Raises as the fetcher does, and FetchFailed when the hosts are not held any more.
        """
        if address not in self._pages:
            started, waited = time.monotonic(), self._waited
            try:
                self._pages[address] = self._fetcher.get(address, what)
            except SweepStopped:
                raise FetchFailed(LOST) from None
            finally:
                self._busy += time.monotonic() - started - (self._waited - waited)
        return self._pages[address]

    def pace(self) -> Pace:
        """Return how long a page takes: the longer of the configured and the real delay."""
        configured = self._portal.delay_seconds * (1 + self._portal.jitter / 2)
        measured = statistics.median(self._waits) if self._waits else 0.0
        return Pace(max(configured, measured), self._busy / max(1, len(self._pages)))

    def _sleep(self, seconds: float) -> None:
        self._waited += seconds
        if self._has_asked:  # what an earlier sweep has left to be waited for is no pace
            self._waits.append(seconds)
        time.sleep(seconds)

    def _note_asked(self, _activity: Activity) -> None:
        self._has_asked = True


def probe_portal(portal: Portal, config: Config, clock: Clock, pages: int = PAGES) -> Probe:
    """Fetch a portal's first pages politely and tell what its block finds there."""
    with Visit(portal, config, clock) as visit:
        return probe_with(visit, portal, config, pages)


def probe_with(visit: Visit, portal: Portal, config: Config, pages: int) -> Probe:
    """Probe a block in the course of a visit that has begun."""
    first = read_first_pages(portal, visit.get, config.places, pages)
    rows = rows_of(first)
    cost = cost_of(first, visit.pace())
    return Probe(first, rows, cost, problems_with(first, rows, cost))


def at_address(portal: Portal, address: str) -> Portal:
    """Return a portal whose list begins elsewhere.

    Raises ValueError for another host, and for an address with a phone number in it.
    """
    check_address(address, portal.region, portal.fallbacks)
    origins = {origin(own) for own in (*portal.starts, *portal.hosts)}
    if origin(address) not in origins:
        raise ValueError(f"the address is on none of the hosts that {portal.name}'s block names")
    return replace(portal, start=address, lists=None)
