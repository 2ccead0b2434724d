"""Small pages on which a suggestion once went wrong, and addresses that may be probed or not.

Those of `unseen_pages.json` were made by somebody who had not seen the probe, before it saw them;
those of `further_pages.json` before the probe was made smaller, those of `later_pages.json` after.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.config import Config, load
from monitor.probe.suggest import Suggestion
from monitor.probe.unknown import check_address
from scrapers.extract.list_page import Listing, read_listing
from scrapers.http.addresses import resolve, with_parameter
from scrapers.model import Page
from scrapers.portal_config import Portal
from tests.monitor.conftest import SHIPPED
from tests.monitor.probe.pages.judging import suggested
from tests.portal_server import Answer, PortalServer

FILE = Path(__file__).parents[2] / "scrapers" / "reading_cases.json"
SETS = ("unseen_pages.json", "further_pages.json", "later_pages.json")
HREF = re.compile(r'href="([^"]*)"')


def written_out(file: str) -> list[dict[str, Any]]:
    """Return the cases of a file, with their ads and frames written out."""
    data = json.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))
    towns, cases = data["towns"], data["cases"]
    for case in cases:
        page = case.get("page", "")
        for name, part in data["parts"].items():
            page = page.replace(name, part)
        cards = (
            case["card"]
            .replace("{i}", str(i))
            .replace("{town}", towns[i % len(towns)])
            .replace("{number}", f"43 11 10 {i:02}")
            for i in range(1, case.get("ads", 0) + 1)
        )
        case["page"] = page.replace("{cards}", "".join(cards))
    return list(cases)


CASES = json.loads(FILE.read_text(encoding="utf-8"))
CASES += [case for file in SETS for case in written_out(file)]
SUGGEST = {case["name"]: case for case in CASES if case["kind"] == "suggest"}
ADDRESSES = {case["name"]: case for case in CASES if case["kind"] == "address"}
OWN = "<!doctype html><html><body><h1>Annonse</h1><p>Telefon: 42 00 00 {:02}</p></body></html>"


@pytest.fixture(scope="module")
def config() -> Config:
    """The shipped config, for its places and contact."""
    return load(SHIPPED, environment={})


def suggested_for(
    server: PortalServer, config: Config, case: dict[str, Any]
) -> tuple[Suggestion, Portal, Listing]:
    """Serve a case's page and the ads' own pages, and suggest a block for it."""
    path = case.get("path", "/annonser")
    pages = {path: case["page"], **case.get("pages", {})}
    own = {
        form.format(k): OWN.format(k)
        for form in ("/vis/{}", "/annonse/nr-{}/")
        for k in range(1, 13)
    }
    for link in HREF.findall(case["page"]) if "ad_path" in case["want"] else []:
        if case["want"]["ad_path"] in link:
            own[link] = OWN.format(int("0" + "".join(filter(str.isdigit, link))[:2]))
    server.routes = {address: Answer(body) for address, body in (own | pages).items()}
    block = suggested(server, path, config)
    portal = block.portal()
    return block, portal, read_listing(Page(server.base + path, case["page"]), portal)


def following(portal: Portal, listing: Listing) -> str | None:
    """Return the second page's address, as a sweep would make it."""
    way, count = portal.next, str(portal.next.first + portal.next.step)
    if way.parameter:
        return with_parameter(portal.starts[0], way.parameter, count)
    if way.template:
        return resolve(portal.starts[0], way.template.replace("{page}", count))
    return listing.next_address


@pytest.mark.parametrize("name", list(SUGGEST))
def test_a_page_on_which_a_suggestion_went_wrong(
    server: PortalServer, config: Config, name: str
) -> None:
    """What is wanted of each is said in the case."""
    case = SUGGEST[name]
    want = case["want"]
    block, portal, listing = suggested_for(server, config, case)
    asked = [request.path for request in server.requests]
    ids = [card.values(portal.ad) for card in listing.cards]
    links = [value for values in ids for value in values] if not portal.ad.pattern else []
    if portal.detail is not None:
        links += [card.link(portal.detail.link) or "" for card in listing.cards]
    checks: dict[str, Callable[[Any], bool]] = {
        "cards": lambda wanted: len(listing.cards) == wanted,
        "ad_path": lambda path: (
            all(path in link for link in links)
            and len({values[0] for values in ids}) == len(listing.cards)
        ),
        "never_asked": lambda paths: not any(a.startswith(p) for a in asked for p in paths),
        "next": lambda address: following(portal, listing) == server.base + address,
        "total": lambda total: listing.stated_total == int(total),
        "json_cards": lambda path: portal.cards == path,
        "no_exclude": lambda _: not any("solgt" in str(line.value) for line in block.lines),
        "says_wrong": lambda _: any(line.key == "next" and line.is_doubt for line in block.lines),
        "code_not": lambda code: code == 70,  # no exception: it came this far
    }
    wrong = {key for key, wanted in want.items() if not checks[key](wanted)}
    assert wrong == set(), block.toml()


@pytest.mark.parametrize("name", list(ADDRESSES))
def test_only_an_address_with_a_phone_number_may_not_be_probed(name: str) -> None:
    """Days, ids, sessions and ranges of prices are none."""
    case = ADDRESSES[name]
    try:
        check_address(case["url"])
        allowed = True
    except ValueError:
        allowed = False
    assert allowed is case["want"]
