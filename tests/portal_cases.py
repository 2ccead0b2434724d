"""A portal's block and its pages, swept over real HTTP, and what came of it in counts.

Blocks and pages name `https://portal.example`, or the demo's own address; both become the server's.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from monitor.config.portal_rules import portal_rules
from monitor.demo.play import CONFIGURED_BASE
from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.errors import ScrapeError
from scrapers.model import Hidden, Sweep
from scrapers.portal_config import Portal
from scrapers.pseudonymize import Identify
from tests.scrapers.support import a_fetcher

PLACES = {"Oslo": ("Oslo",), "Bergen": ("Bergen",), "Trondheim": ("Trondheim",)}
NAMED = ("https://portal.example", "https://api.portal.example", CONFIGURED_BASE)
KEY = Hidden(bytes(range(32)))
PORTAL = TypeAdapter(Portal)  # made once: it takes longer than what is done with it


def here(text: str, base: str) -> str:
    """Put the server's address where the portal's stands."""
    for address in NAMED:
        text = text.replace(address, base)
    return text


def block(text: str) -> dict[str, Any]:
    """Read a block, with or without its [[portal]] line, as config.toml is read."""
    found = tomllib.loads(text)
    return dict(found["portal"][0] if "portal" in found else found)


def places(text: str) -> Mapping[str, tuple[str, ...]]:
    """Return the place list that stands before a block; ours where none does."""
    found = tomllib.loads(text).get("places")
    return {name: tuple(spellings) for name, spellings in found.items()} if found else PLACES


def described(keys: Mapping[str, Any]) -> Portal:
    """Make a portal of a block's keys, held to the rules of config.toml, and ours: on loopback."""
    ours = dict(keys) | {"local": True, "delay_seconds": 0.0}
    portal = PORTAL.validate_python(ours)
    assert list(portal_rules(portal)) == []
    return portal


def swept(portal: Portal, names: Mapping[str, tuple[str, ...]] = PLACES) -> dict[str, Any]:
    """Sweep a portal whose server is open and tell what came of it: counts, or the reason."""
    with a_fetcher(portal) as fetcher:
        try:
            return counts_of(sweep_pages(portal, fetcher.get, Identify(KEY), names))
        except ScrapeError as error:
            return {"outcome": str(error.outcome), "reason": str(error)}


def counts_of(found: Sweep) -> dict[str, Any]:
    """Return the counts of a sweep as expected.json has them."""
    places = Counter(place for each in found.sightings for place in each.places)
    return {
        "outcome": "complete",
        "pages": found.pages,
        "cards": found.cards,
        "excluded": found.excluded,
        "duplicates": found.duplicates,
        "ads": found.ads,
        "with_number": found.with_number,
        "hidden": found.hidden,
        "numbers": len({number for each in found.sightings for number in each.numbers}),
        "places": dict(sorted(places.items())),
        "labels": dict(sorted(found.labels.items())),
        "stated_total": found.stated_total,
    }
