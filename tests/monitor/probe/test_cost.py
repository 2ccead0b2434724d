"""What a probe reckons that a sweep costs is what the sweep then asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from monitor.collecting.fetching import fetch_context
from monitor.config import load
from monitor.demo.portal_server import DemoPortals
from monitor.demo.simulated_market import Market
from monitor.probe.cost import Cost, Pace, open_minutes, over_limits
from monitor.probe.run import Visit, probe_portal
from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.http.client import Fetcher
from scrapers.model import Hidden
from scrapers.portal_config import Field, Hours, NextPage
from scrapers.pseudonymize import Identify
from tests.monitor.conftest import SHIPPED, write_config
from tests.portal_server import Answer, PortalServer
from tests.scrapers.support import a_portal, card, page


def now() -> datetime:
    """Tell the real time."""
    return datetime.now(UTC)


@pytest.mark.parametrize("name", ["nordlys", "fjord", "tundra"])
def test_a_probe_of_two_pages_foretells_the_requests_of_a_whole_sweep(
    name: str, tmp_path: Path
) -> None:
    """With featured ads on every page, a page past the end, and ads' own pages."""
    market = Market(1, scale=0.5)
    with DemoPortals(market) as portals:
        portals.set_week(market.mondays[-1])
        config = load(write_config(tmp_path, portals.base), environment={})
        portal = next(each for each in config.portal if each.name == name)
        foretold = probe_portal(portal, config, now).cost
        before = portals.requests
        with Fetcher(portal, fetch_context(config, now)) as fetcher:
            sweep_pages(portal, fetcher.get, Identify(Hidden(bytes(32))), config.places)
        assert portals.requests - before == foretold.pages + 1  # and robots.txt
        assert foretold.is_least is False


@pytest.mark.parametrize(
    ("changes", "sentinels"),
    [
        ({"next": NextPage(parameter="side")}, 2),
        ({"next": NextPage(parameter="side"), "total": Field(select=".total")}, 1),
        ({}, 2),
        ({"next": NextPage(only_page=True)}, 0),
    ],
)
def test_what_a_sweep_asks_for_again_is_foretold(
    server: PortalServer, changes: dict[str, Any], sentinels: int
) -> None:
    """Page 1, and where no total is stated, the page at which the list ends."""
    total = '<p class="total">2 treff</p>'
    server.routes = {
        "/": Answer(page(card("a", "42 41 07 53"), following="/?side=2", more=total)),
        "/?side=2": Answer(page(card("b", "42 41 07 54"), more=total)),
    }
    config = load(SHIPPED, environment={})
    portal = a_portal(f"{server.base}/", **changes)

    assert probe_portal(portal, config, now, pages=3).cost.sentinels == sentinels


def test_a_sweep_that_its_own_limits_would_stop_is_foretold() -> None:
    """Too many pages, too many minutes, too few hours."""
    portal = replace(
        a_portal(), page_cap=20, most_minutes=30, hours=Hours(since=time(23, 50), until=time(0, 10))
    )
    long = Cost(
        list_pages=40, detail_pages=400, sentinels=0, again=0, is_least=False, pace=Pace(5.0, 0.5)
    )
    said = " ".join(over_limits(long, portal))
    assert ("page_cap = 20" in said, "most_minutes = 30" in said) == (True, True)
    assert "hours are 20 minutes long" in said
    assert over_limits(replace(long, list_pages=2, detail_pages=0), portal) == []
    assert open_minutes(None) == 24 * 60


def test_the_delay_is_part_of_the_cost(server: PortalServer) -> None:
    """The configured one with its jitter, or the longer one that robots.txt asks for."""
    server.routes = {
        "/robots.txt": Answer("User-agent: *\nCrawl-delay: 0.3"),
        "/": Answer(page(card("a", "42 41 07 53"), following="/2")),
        "/2": Answer(page(card("b", "42 41 07 54"))),
    }
    config = load(SHIPPED, environment={})
    portal = replace(a_portal(f"{server.base}/"), delay_seconds=0.1)
    with Visit(portal, config, now) as visit:
        visit.get(f"{server.base}/", "list page 1")
        visit.get(f"{server.base}/", "list page 1")
        visit.get(f"{server.base}/2", "list page 2")
        assert 0.25 < visit.pace().wait < 0.5
    assert server.paths == ["/robots.txt", "/", "/2"]


@pytest.mark.parametrize(
    ("pager", "pages"),
    [
        ('<a href="/2">2</a> <a href="/3">3</a> <a href="/50">50</a>', 50),
        ('<span>Side 1 av 40</span> <a href="/2">Neste</a>', 40),
        ('<a href="/2">Neste</a>', 3),
        ('<a href="/d/1">1</a> <a href="/d/12">12</a> <a href="/d/24">24</a>', 3),
    ],
)
def test_the_pages_that_a_pager_names_are_foretold(
    server: PortalServer, pager: str, pages: int
) -> None:
    """Where no total is stated; numbers without a 2 among them are no pages."""
    server.routes = {
        "/": Answer(page(card("a", "42 41 07 53"), following="/2") + f"<p>{pager}</p>"),
        "/2": Answer(page(card("b", "42 41 07 54"), following="/3")),
    }
    config = load(SHIPPED, environment={})
    portal = replace(a_portal(f"{server.base}/"), delay_seconds=0.0)
    cost = probe_portal(portal, config, now).cost
    assert (cost.list_pages, cost.is_least) == (pages, True)
