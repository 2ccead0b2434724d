"""Lists that a page carries as data, in the forms that portals and search engines give them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.config import Config, load
from monitor.probe.run import Visit
from monitor.probe.suggest import NothingToSuggest, Suggestion, suggest
from monitor.probe.unknown import unknown_portal
from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.model import Hidden
from scrapers.pseudonymize import Identify
from tests.monitor.conftest import SHIPPED
from tests.portal_server import Answer, PortalServer

ADS = range(101, 113)
BY_ID = {
    f"{ad}": {"id": ad, "title": f"Annonse {ad}", "phone": f"42 00 00 {ad % 100:02}"} for ad in ADS
}
LISTED = [
    {
        "@type": "ListItem",
        "position": ad - 100,
        "item": {"@type": "Offer", "url": f"/vis/{ad}", "telephone": BY_ID[f"{ad}"]["phone"]},
    }
    for ad in ADS
]


def linked(kind: str, items: list[Any]) -> str:
    """Write a script with data that search engines read."""
    data = {"@context": "https://schema.org", "@type": kind, "itemListElement": items}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


CRUMBS = linked(
    "BreadcrumbList", [{"position": at, "name": f"Steg {at}", "item": f"/{at}"} for at in range(4)]
)


def suggested(server: PortalServer, script: str) -> tuple[Suggestion, int, int]:
    """Suggest a block for a page that a script draws; return it, and ads and numbers of a sweep."""
    page = Answer(f"<html><head>{script}</head><body><div id='app'></div></body></html>")
    server.routes = {"/annonser": page}
    config: Config = load(SHIPPED, environment={})
    address = f"{server.base}/annonser"
    with Visit(unknown_portal(address), config, lambda: datetime.now(UTC)) as visit:
        block = suggest(visit.get(address, "the page"), visit.get, config.places)
        portal = block.portal()
        found = sweep_pages(portal, visit.get, Identify(Hidden(bytes(32))), config.places)
    return block, found.ads, found.with_number


def test_a_list_for_search_engines_is_read(server: PortalServer) -> None:
    """Its ads are known by their addresses, and not by where they stand in the list."""
    block, ads, with_number = suggested(server, CRUMBS + linked("ItemList", LISTED))
    portal = block.portal()

    assert (portal.cards, portal.ad.select) == ("itemListElement", "item.url")
    assert (ads, with_number) == (12, 12)


@pytest.mark.parametrize("path", ["ads", "state.ads"])
def test_objects_that_stand_under_their_ids_are_read(server: PortalServer, path: str) -> None:
    """In a script, as a store of a page's own has them."""
    data: Any = BY_ID
    for key in reversed(path.split(".")):
        data = {key: data, "user": None}
    block, ads, with_number = suggested(
        server, f"<script>window.__STATE__ = {json.dumps(data)};</script>"
    )

    assert (block.portal().cards, ads, with_number) == (f"values({path})", 12, 12)


def test_the_way_to_a_page_is_no_list_of_ads(server: PortalServer) -> None:
    """Nor are questions and answers, which stand in such data, too."""
    with pytest.raises(NothingToSuggest, match="json_in"):
        suggested(server, CRUMBS)
