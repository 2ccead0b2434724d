"""First pages are read as a sweep reads them, and no link that acts is followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from monitor.config import load
from monitor.probe.first_pages import read_first_pages
from monitor.probe.run import probe_portal
from scrapers.portal_config import Detail, Field, NextPage
from tests.monitor.conftest import SHIPPED
from tests.portal_server import Answer, PortalServer
from tests.scrapers.support import Pages, a_portal, card, page


def test_a_link_that_acts_is_not_followed_by_a_probe_and_said_to_be_wrong(
    server: PortalServer,
) -> None:
    """A person wrote it into detail.link; `monitor check` would warn of its name, too."""
    cards = "".join(
        f'<article><h2><a href="/vis/{k}">{k}</a></h2>'
        f'<a class="x" href="/rapporter/{k}">!</a></article>'
        for k in range(4)
    )
    server.routes = {"/": Answer(f"<html><body>{cards}</body></html>")}
    portal = replace(
        a_portal(f"{server.base}/"),
        cards="article",
        ad=Field(select="h2 a", attribute="href"),
        number=None,
        next=NextPage(only_page=True),
        detail=Detail(link=Field(select="a.x", attribute="href"), number=Field(select=".n")),
    )
    config = load(SHIPPED, environment={})
    problems = probe_portal(portal, config, lambda: datetime.now(UTC)).problems
    assert [p for p in problems if "detail.link leads on 4 of 4 ads to what looks like" in p]
    assert server.paths == ["/robots.txt", "/"]


def test_where_the_cards_say_everything_no_own_page_is_needed() -> None:
    """A block without `detail` is read whole from its list."""
    base = "https://fjord.example/"
    pages = Pages({base: page(*(card(ad, f"42 00 00 0{ad}") for ad in "123"))})
    first = read_first_pages(a_portal(base), pages.get, {}, 1)
    assert first.fault is None
    assert (first.ads, len(first.complete)) == (3, 3)
    assert (first.detail_pages_needed, first.acting) == (0, 0)
