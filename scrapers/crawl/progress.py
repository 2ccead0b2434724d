"""How far a sweep is, reported before each page and at the end, in counts only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from scrapers.model import Get, Page


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sweep is: list pages fetched, ads met, and how many the portal states.

    `pages_left` are those to come, of lists and of ads; it is None as long as the portal has stated
    nothing that it could be told from. `own_pages` are the ads' own pages that were fetched.
    """

    pages: int = 0
    ads: int = 0
    stated_total: int | None = None
    pages_left: int | None = None
    own_pages: int = 0


class Tracker:
    """Counts the pages and ads of one sweep, and reports them before each page is asked for.

    `stated_total` tells what the portal states, as far as that is known by now.
    """

    def __init__(self, get: Get, watch: Callable[[Progress], None]) -> None:
        self.stated_total: Callable[[], int | None] = lambda: None
        self._get = get
        self._watch = watch
        self._pages = self._ads = self._own_pages = 0
        self._list_pages: int | None = None

    def meet(self, *, has_own_page: bool) -> None:
        """Count an ad of the lists, and whether its own page will be asked for."""
        self._ads += 1
        self._own_pages += has_own_page

    def end_lists(self) -> None:
        """Say that what comes now are ads' own pages, as many as were counted."""
        self._list_pages = self._pages

    def get(self, address: str, what: str) -> Page:
        """Report how far the sweep is, and fetch a page."""
        self._report()
        page = self._get(address, what)
        self._pages += 1
        return page

    def end(self) -> None:
        """Report for the last time, and let go of what `stated_total` knows: all ids of the walk.

        The walk fetches its pages here, so that the two would keep each other in memory.
        """
        self._report()
        self.stated_total = lambda: None

    def _report(self) -> None:
        total = self.stated_total()
        lists = self._pages if self._list_pages is None else self._list_pages
        own = self._pages - lists
        self._watch(Progress(lists, self._ads, total, self._pages_left(total), own))

    def _pages_left(self, total: int | None) -> int | None:
        """Return how many pages are to come, from the ads met so far where lists are read."""
        if self._list_pages is not None:
            return max(self._own_pages - (self._pages - self._list_pages), 0)
        if total is None or not self._ads:
            return None
        more = max(total - self._ads, 0)
        pages_per_ad = (self._pages + self._own_pages) / self._ads
        return ceil(more * pages_per_ad) + self._own_pages
