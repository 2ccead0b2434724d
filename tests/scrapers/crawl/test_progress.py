"""How far a sweep is, as it is reported before each page."""

from __future__ import annotations

import pytest

from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.crawl.progress import Progress
from scrapers.errors import FetchFailed
from scrapers.http.client import Activity, Fetcher
from scrapers.model import Hidden
from scrapers.portal_config import Detail, Field, Portal
from scrapers.pseudonymize import Identify
from tests.portal_server import Answer, PortalServer
from tests.scrapers.support import (
    NUMBERS,
    Clock,
    a_portal,
    card,
    fetch_context,
    page,
)

TOTAL = Field(select=".total")
DETAIL = Detail(link=Field(select="a", attribute="href"), number=Field(select=".phone"))


def linked(ad: str) -> str:
    return f'<article><h2 id="{ad}">Annonse</h2><a href="/vis/{ad}">Vis</a></article>'


def reports(server: PortalServer, portal: Portal, key: Hidden[bytes]) -> list[Progress]:
    """Sweep a portal twice, the second time knowing what the first found; return both reports."""
    seen: list[Progress] = []
    identify = Identify(key)
    with Fetcher(portal, fetch_context(Clock())) as fetcher:
        first = sweep_pages(portal, fetcher.get, identify, {}, watch=seen.append)
        known = {sighting.ad: sighting for sighting in first.sightings}
        sweep_pages(portal, fetcher.get, identify, {}, known, watch=seen.append)
    return seen


def test_ads_and_pages_are_counted_before_each_page(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """Of a list that states nothing, nobody knows how long it is."""
    server.routes = {
        "/": Answer(page(card("1"), card("2"), following="/2")),
        "/2": Answer(page(card("3"))),
    }
    seen = reports(server, a_portal(server.base + "/", passes=1), key)
    assert seen[:3] == [Progress(), Progress(1, 2), Progress(2, 3, None, 0)]


def test_a_stated_total_tells_how_many_list_pages_are_to_come(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """Five ads, two a page: after one page there are two more, after two there is one."""
    total = '<p class="total">5 annonser</p>'
    server.routes = {
        "/": Answer(page(card("1"), card("2"), total, following="/2")),
        "/2": Answer(page(card("3"), card("4"), total, following="/3")),
        "/3": Answer(page(card("5"), total)),
    }
    seen = reports(server, a_portal(server.base + "/", total=TOTAL, passes=1), key)
    assert seen[:4] == [
        Progress(),
        Progress(1, 2, 5, 2),
        Progress(2, 4, 5, 1),
        Progress(3, 5, 5, 0),
    ]


def test_ads_own_pages_are_among_those_to_come_but_not_those_known_this_week(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """Four ads, each with a page of its own: two list pages and four more; then only one more."""
    total = '<p class="total">4 annonser</p>'
    server.routes = {
        "/": Answer(page(linked("1"), linked("2"), total, following="/2")),
        "/2": Answer(page(linked("3"), linked("4"), total)),
        **{
            f"/vis/{ad}": Answer(f'<h1>A</h1><p class="phone">{NUMBERS[0]}</p>')
            for ad in ("1", "2", "3")
        },
        "/vis/4": Answer("<h1>A</h1>"),
    }
    portal = a_portal(server.base + "/", number=None, detail=DETAIL, total=TOTAL, passes=1)
    seen = reports(server, portal, key)
    assert [(each.pages, each.own_pages, each.ads, each.pages_left) for each in seen] == [
        (0, 0, 0, None),
        (1, 0, 2, 5),
        (2, 0, 4, 4),
        (2, 1, 4, 3),
        (2, 2, 4, 2),
        (2, 3, 4, 1),
        (2, 4, 4, 0),
        (0, 0, 0, None),
        (1, 0, 2, 1),
        (2, 0, 4, 1),
        (2, 1, 4, 0),
    ]


def test_a_fetcher_waits_but_while_a_page_is_under_way(server: PortalServer) -> None:
    """Also the pause between two tries is waiting."""
    server.routes = {"/": Answer("down", 503)}
    activities: list[Activity] = []

    def watch(activity: Activity) -> None:
        activities.append(activity)

    with (
        Fetcher(a_portal(server.base + "/"), fetch_context(Clock()), watch) as fetcher,
        pytest.raises(FetchFailed, match="503"),
    ):
        fetcher.get(server.base + "/", "list page 1")
    # robots.txt, and three tries
    assert activities == [Activity.FETCHING, Activity.WAITING] * 4
