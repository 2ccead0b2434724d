"""A portal's turn: its hosts are this sweep's alone, and the sweep asks only while they are."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

from monitor.collecting.fetching import owed_hosts
from scrapers.crawl.progress import Progress
from scrapers.http.client import hosts_of
from scrapers.http.rate_limit import LEAST_DELAY_SECONDS, FetchContext
from scrapers.portal_config import Portal
from storage.errors import DatabaseAway, DatabaseProblem
from storage.locks import Lease
from storage.store import Store
from storage.weeks import Week

RENEW_SECONDS = 60.0
"""A lease is renewed at least so often, and before each request."""

AGAIN_SECONDS = 5.0
"""How long a database that cannot be used is left alone before it is tried again."""

log = logging.getLogger(__name__)


class Turn:
    """What a sweep must know of the other machines while it lasts; used by one thread.

    `claim` is what it is stored by; `is_lost` once another has begun it anew, so that this one is
    to end without a word. `by` is the machine, as it shows to others.
    """

    def __init__(
        self,
        portal: Portal,
        store: Store,
        lease: Lease,
        claim: tuple[Week, int],
        *,
        by: str,
        now: Callable[[], datetime],
        stop: Event,
    ) -> None:
        self.claim, self.is_lost = claim, False
        self._portal, self._store, self._lease = portal, store, lease
        self._by, self._now, self._stopping = by, now, stop
        self._page, self._said = "begins", ""
        self._hosts = owed_hosts(portal, store.host_waits(hosts_of(portal)), now())
        self._noted = {name: host.not_before for name, host in self._hosts.items()}

    def context(self, shared: FetchContext) -> FetchContext:
        """Return what the sweep's fetcher is given, so that it waits and asks by this turn."""
        return replace(shared, hosts=dict(self._hosts), sleep=self.sleep, is_stopping=self.must_end)

    def note(self, event: object) -> None:
        """Take up how far the sweep is, for others to see."""
        if isinstance(event, Progress):
            fetched = event.pages + event.own_pages
            page, left = fetched + 1, event.pages_left
            last = "" if left is None else f" of {fetched + left}"
            self._page = f"page {page}{last}"

    def sleep(self, seconds: float) -> None:
        """Wait, and renew the lease meanwhile; no longer than until the sweep must end."""
        self.note_waits()
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > RENEW_SECONDS:
            if self._stopping.wait(RENEW_SECONDS) or self.must_end():
                return
        self._stopping.wait(max(left, 0.0))

    def must_end(self) -> bool:
        """Renew the lease; return whether nothing more may be asked, by us or at all.

        A host that was let go of meanwhile may have been asked by others: it is owed a delay.
        """
        while not self._stopping.is_set() and not self.is_lost:
            if self._lease.renew(f"{self._by}: {self._page}, {self._portal.name}"):
                return False
            log.warning("%s: its hosts may be asked by others; waiting for them", self._portal.name)
            self._take_again()
            self._stopping.wait(max(self._portal.delay_seconds, LEAST_DELAY_SECONDS))
        return True

    def _take_again(self) -> None:
        """Take the hosts as soon as they can be had, unless another sweeps the portal meanwhile."""
        while not self._stopping.is_set():
            try:
                self.is_lost = not self._is_ours()
                if not self.is_lost:
                    self._lease.take()
                    self.is_lost = not self._is_ours()
            except DatabaseProblem as problem:
                self._say(problem)
                self._stopping.wait(AGAIN_SECONDS)
            else:
                return

    def _say(self, problem: DatabaseProblem) -> None:
        """Log what is waited for, once for as long as it is the same."""
        if str(problem) != self._said:
            log.warning("%s: waiting, because of: %s", self._portal.name, problem)
            self._said = str(problem)

    def _is_ours(self) -> bool:
        return self._store.is_held(self._portal.name, *self.claim)

    def note_waits(self) -> None:
        """Write down until when the hosts have asked to be left alone, for whoever asks next."""
        # In UTC: over a change of the clocks, local time would be an hour off.
        now, moment, until = self._now().astimezone(UTC), time.monotonic(), {}
        for name, host in self._hosts.items():
            if host.not_before > max(moment, self._noted[name]):
                until[name] = now + timedelta(seconds=host.not_before - moment)
                self._noted[name] = host.not_before
        try:
            if until:
                self._store.note_host_waits(until)
        except DatabaseProblem as problem:
            log.warning("%s: what its hosts ask for is not written: %s", self._portal.name, problem)

    def patiently(self, step: Callable[[], None]) -> None:
        """Do something as soon as the server is there; a finished sweep is not thrown away."""
        while True:
            try:
                return step()
            except DatabaseAway as problem:
                self._say(problem)
                if self._stopping.wait(AGAIN_SECONDS):
                    raise
