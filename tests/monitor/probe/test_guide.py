"""docs/probe.md: the session that it shows is what comes of its pages."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter

from monitor.config import load
from monitor.probe.suggest import suggest
from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.errors import Gone
from scrapers.model import Hidden, Page
from scrapers.portal_config import Portal
from scrapers.pseudonymize import Identify
from tests.monitor.conftest import SHIPPED

GUIDE = (Path(__file__).parents[3] / "docs" / "probe.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = dict(FENCE.findall(GUIDE))
BASE = "https://portal.example"


def get(address: str, what: str) -> Page:
    """Give a page of the guide; each ad's own page is the first one's with a number of its own."""
    path = address.removeprefix(BASE)
    if path.startswith("/vis/"):
        return Page(address, BLOCKS["/vis/1"].replace("42 00 00 01", f"42 00 00 0{path[-1]}"))
    if path not in BLOCKS:
        raise Gone(what)
    return Page(address, BLOCKS[path])


def test_the_block_that_the_guide_shows_is_what_is_suggested() -> None:
    """Line by line, with its reasons."""
    places = load(SHIPPED, environment={}).places
    block = suggest(get(f"{BASE}/annonser", "the page"), get, places)
    assert block.toml() == BLOCKS["suggested"]


def test_the_block_that_the_guide_shows_sweeps_as_it_says() -> None:
    """With the terms and what is excluded taken in, and nothing else changed."""
    text = BLOCKS["suggested"].replace("# terms", "terms").replace("# exclude", "exclude")
    portal = TypeAdapter(Portal).validate_python(tomllib.loads(text)["portal"][0])
    places = load(SHIPPED, environment={}).places
    found = sweep_pages(
        replace(portal, delay_seconds=0.0), get, Identify(Hidden(bytes(32))), places
    )
    assert "5 ads, 5 with a number and 1\nexcluded" in GUIDE
    assert (found.ads, found.with_number, found.excluded) == (5, 5, 1)
    assert len({number for each in found.sightings for number in each.numbers}) == 5
