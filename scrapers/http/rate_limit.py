"""The pace of a sweep: one host at a time, with a delay, when the portal is open, and not too much.

That a host is asked by one sweep at a time is for the caller to see to.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil

from scrapers.errors import FetchFailed, Incomplete, SweepStopped
from scrapers.portal_config import Portal

LEAST_DELAY_SECONDS = 1.0
"""The delay that no portal out there can be configured below."""

MOST_STATED_HOURS = 99
MOST_RETRY_AFTER_SECONDS = 600.0
LONGEST_WAIT_SECONDS = 30 * 86_400.0
"""What a host asks for is written down: more could say a phone number, or be beyond all years."""

MOST_SLOWER = 8
MEGABYTE = 1_000_000


class NotNow(FetchFailed):
    """It is not the time to ask; that has nothing to do with what would have been asked for."""


@dataclass(slots=True)
class Host:
    """What we owe one host: when it was last asked, and when it wants to be asked again.

    `last` and `not_before` are seconds as `FetchContext.monotonic` counts them.
    """

    last: float = float("-inf")
    not_before: float = float("-inf")


@dataclass(frozen=True, slots=True)
class FetchContext:
    """What the fetcher may not reach for itself: who we are, the passing of time, and chance.

    `user_agent` names the project and a contact address; `sleep` and `monotonic` take and give
    seconds; `now` is the time of day in the configured zone; `random` gives numbers from 0 up to 1;
    `hosts` are those that were asked, by name. When `is_stopping`, nothing more is asked for.
    """

    user_agent: str
    sleep: Callable[[float], object]
    monotonic: Callable[[], float]
    now: Callable[[], datetime]
    random: Callable[[], float]
    hosts: MutableMapping[str, Host]
    is_stopping: Callable[[], bool] = lambda: False


class RateLimiter:
    """Decides for one sweep when the next request may go out, and when the sweep must end.

    `taken` is the number of bytes that the portal has sent so far; `slower` is by how much the
    delay is longer than config.toml has it, since the portal has asked for less.
    """

    def __init__(self, portal: Portal, context: FetchContext) -> None:
        self.taken = 0
        self.slower = 1
        self._portal = portal
        self._context = context
        self._began: float | None = None

    def wait(self, host: Host, crawl_delay: float) -> None:
        """Wait until a host may be asked; `crawl_delay` is what its robots.txt asks for.

        Raises NotNow when the sweep may not begin, Incomplete when it may not go on, SweepStopped
        when the program is to end.
        """
        now = self._context.monotonic()
        owed = host.not_before - now
        if owed > MOST_RETRY_AFTER_SECONDS:
            raise NotNow(f"{self._portal.name} has asked to wait {rough_wait(owed)} more")
        wait = max(host.last + self._delay(crawl_delay) - now, owed, 0.0)
        self._check_caps(now + wait)
        if wait > 0:
            self._context.sleep(wait)
        if self._context.is_stopping():
            raise SweepStopped
        self._check_hours()
        self._began = self._began if self._began is not None else now

    def note_retry_after(self, host: Host, value: str) -> float:
        """Keep what an answer's Retry-After asks for; return it in seconds, 0 for none."""
        wait = retry_after(value, self._context.now())
        host.not_before = max(host.not_before, self._context.monotonic() + wait)
        return wait

    def slow_down(self) -> None:
        """Double the delay for the rest of the sweep, up to a bound."""
        self.slower = min(2 * self.slower, MOST_SLOWER)

    def _delay(self, crawl_delay: float) -> float:
        floor = 0.0 if self._portal.local else LEAST_DELAY_SECONDS
        delay = max(self._portal.delay_seconds, crawl_delay, floor) * self.slower
        return delay * (1 + self._portal.jitter * self._context.random())

    def _check_caps(self, then: float) -> None:
        if self._began is not None and then - self._began > self._portal.most_minutes * 60:
            self._stop(f"most_minutes = {self._portal.most_minutes}")
        if self.taken >= self._portal.most_megabytes * MEGABYTE:
            self._stop(f"most_megabytes = {self._portal.most_megabytes}")

    def _stop(self, cap: str) -> None:
        raise Incomplete(f"stopped at {cap} with more to come; raise it if the portal really needs")

    def _check_hours(self) -> None:
        hours = self._portal.hours
        if hours is None or hours.open_at(self._context.now().time()):
            return
        span = f"between {hours.since:%H:%M} and {hours.until:%H:%M} (hours)"
        if self._began is None:
            raise NotNow(f"{self._portal.name} is only fetched from {span}")
        raise Incomplete(f"the sweep did not end in time: it may only run {span}")


def rough_wait(seconds: float) -> str:
    """Return a wait as people may see it: coarsely, since a header can say anything."""
    if seconds > MOST_STATED_HOURS * 3600:
        return f"more than {MOST_STATED_HOURS} hours"
    return f"{ceil(seconds / 3600)} hours"


def retry_after(value: str, now: datetime) -> float:
    """Return the seconds that Retry-After asks for (RFC 9110 section 10.2.3); 0 without it.

    It is `LONGEST_WAIT_SECONDS` at most.
    """
    return min(_asked_for(value, now), LONGEST_WAIT_SECONDS)


def _asked_for(value: str, now: datetime) -> float:
    if value.strip().isascii() and value.strip().isdigit():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return 0.0
    # Two of the three date formats of HTTP name no zone: all of them are in GMT.
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - now).total_seconds())
