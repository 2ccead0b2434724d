"""What the tests of scrapers share: a clock that only we move, and small portals to sweep."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from scrapers.errors import Gone, ScrapeError
from scrapers.http.client import Fetcher
from scrapers.http.rate_limit import FetchContext
from scrapers.model import Page
from scrapers.portal_config import Bounds, Field, NextPage, Portal, Terms
from tests.portal_server import PortalServer, Route

NOW = datetime(2026, 1, 5, 6, tzinfo=UTC)
USER_AGENT = "ad-market-monitor/0.1 (+mailto:count@example.org)"
NUMBERS = ("42123456", "43234567", "44345678", "49456789")
"""Fictional numbers; none of them may ever be seen in a message or a result."""


@dataclass(slots=True)
class Clock:
    """Time that passes only by sleeping."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Note the wait and let it pass at once."""
        self.slept.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        """Tell the time."""
        return self.now


def a_portal(start: str = "http://127.0.0.1:9/", **changes: Any) -> Portal:
    """Describe a portal of ours: an HTML list with next links, without delay."""
    plain = Portal(
        name="fjord",
        start=start,
        terms=Terms(checked_by="A. Tester", checked_on=date(2026, 1, 5)),
        bounds=Bounds(least=1, most=1000, least_share_with_number=0.0),
        cards="article",
        ad=Field(select="h2", attribute="id"),
        next=NextPage(select="a[rel=next]"),
        no_ads="p.empty",
        place=Field(select=".place"),
        number=Field(select=".contact"),
        delay_seconds=0.0,
        local=True,
    )
    return replace(plain, **changes)


def fetch_context(clock: Clock, **changes: Any) -> FetchContext:
    """Describe a context in which waits take no time and chance is always the least."""
    plain = FetchContext(
        USER_AGENT, clock.sleep, clock.monotonic, lambda: NOW, random=lambda: 0.0, hosts={}
    )
    return replace(plain, **changes)


def a_fetcher(portal: Portal, clock: Clock | None = None, **changes: Any) -> Fetcher:
    """Make a fetcher whose waits take no time, in a context changed as a test wants them."""
    return Fetcher(portal, fetch_context(clock or Clock(), **changes))


def card(ad: str, contact: str = "", place: str = "") -> str:
    """Write one ad's card as HTML."""
    spot = f'<span class="place">{place}</span>' if place else ""
    reach = f'<div class="contact">{contact}</div>' if contact else ""
    return f'<article><h2 id="{ad}">Annonse</h2>{spot}{reach}</article>'


def page(*cards: str, following: str = "", more: str = "") -> str:
    """Write a list page as HTML; without cards it says that there are none."""
    link = f'<a rel="next" href="{following}">Neste</a>' if following else ""
    body = "".join(cards) or '<p class="empty">Ingen annonser</p>'
    return f"<html><body>{more}{body}{link}</body></html>"


def json_page(ads: Iterable[Mapping[str, Any]], **more: Any) -> str:
    """Write a list page as JSON."""
    return json.dumps({"ads": list(ads), **more})


@dataclass(slots=True)
class Pages:
    """Pages by address; what is not there is gone, and some lead on to others.

    `asked` are the addresses that were asked for, `names` what they are called in messages.
    """

    texts: Mapping[str, str]
    redirects: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def get(self, address: str, what: str) -> Page:
        """Stand in for `Fetcher.get`."""
        self.asked.append(address)
        self.names.append(what)
        address = self.redirects.get(address, address)
        if address not in self.texts:
            raise Gone("no such page")
        return Page(address, self.texts[address], self.notes)


def fetch(server: PortalServer, path: str = "/", clock: Clock | None = None) -> str:
    """Fetch one page with a fetcher of its own."""
    with a_fetcher(a_portal(server.base + "/"), clock) as fetcher:
        return fetcher.get(server.base + path, "list page 1").text


def fault(server: PortalServer, path: str = "/") -> ScrapeError:
    """Fetch a page that cannot be had and return the error."""
    with pytest.raises(ScrapeError) as caught:
        fetch(server, path)
    return caught.value


def fault_of(server: PortalServer, route: Route) -> ScrapeError:
    """Fetch a page that cannot be had, in real time, and return the error."""
    server.routes["/"] = route
    fetcher = a_fetcher(a_portal(server.base), sleep=time.sleep, monotonic=time.monotonic)
    with fetcher, pytest.raises(ScrapeError) as caught:
        fetcher.get(server.base + "/", "list page 1")
    return caught.value
