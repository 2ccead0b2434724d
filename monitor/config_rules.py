"""What must hold in a config beyond the shape of its values: each rule is one small function."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from phonenumbers import SUPPORTED_REGIONS

from scrapers.description import Field, Portal
from scrapers.html import selector_fault
from scrapers.model import UNKNOWN_PLACE
from storage.records import ALL_PLACES

if TYPE_CHECKING:
    from monitor.config import Config

Broken = Iterator[tuple[tuple[str | int, ...], str]]
LEAST_DELAY_SECONDS = 1.0
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
RESERVED_NAMES = {ALL_PLACES, UNKNOWN_PLACE}


def broken_rules(config: Config) -> Broken:
    """Yield every broken rule as the key's path and what was expected and found."""
    yield from _house_rules(config)
    yield from _place_rules(config)
    names = Counter(portal.name for portal in config.portal)
    for index, portal in enumerate(config.portal):
        if names[portal.name] > 1:
            yield ("portal", index, "name"), f"two portals are called {portal.name!r}"
        for key, message in _portal_rules(portal):
            yield ("portal", index, *key), message


def _house_rules(config: Config) -> Broken:
    try:
        ZoneInfo(config.timezone)
    except (KeyError, OSError, ValueError):
        yield ("timezone",), f"{config.timezone!r} is not a time zone"
    if config.schedule.at.hour == 2:
        yield (
            ("schedule", "at"),
            "between 02:00 and 02:59 a time happens twice in autumn and never in spring",
        )
    try:
        config.privacy.close_date(2026)  # a year without a leap day, so that every year has it
    except ValueError:
        found = config.privacy.close_by
        yield ("privacy", "close_by"), f"expected month and day, as in 01-15, found {found!r}"
    yield from _key_rules(config.storage.database, config.storage.keys)


def _key_rules(database: str, keys: Path) -> Broken:
    if not database.startswith("sqlite:///"):
        return
    folder = Path(database.removeprefix("sqlite:///")).parent
    if folder == keys or folder in keys.parents or keys in folder.parents:
        yield (
            ("storage", "keys"),
            "the keys and the database must lie in folders of their own: whoever copies the one "
            "must not get the other with it",
        )


def _place_rules(config: Config) -> Broken:
    for name, spellings in config.places.items():
        if name.lower() in RESERVED_NAMES or not 0 < len(name) <= 40:
            yield ("places", name), f"a place may not be called {name!r}"
        if not spellings:
            yield ("places", name), "expected at least one spelling, found none"


def _portal_rules(portal: Portal) -> Broken:
    if not NAME.fullmatch(portal.name) or portal.name in RESERVED_NAMES:
        yield ("name",), f"expected a-z, 0-9 and hyphens, at most 40, found {portal.name!r}"
    yield from _address_rules(portal)
    yield from _reading_rules(portal)
    bounds = portal.bounds
    if not 0 <= bounds.least < bounds.most or not 0 <= bounds.least_share_with_number <= 1:
        yield ("bounds",), "expected 0 <= least < most, and a share between 0 and 1"
    for region in (portal.region, *portal.fallbacks):
        if region not in SUPPORTED_REGIONS:
            yield ("region",), f"{region!r} is not a country code of two capital letters"


def _address_rules(portal: Portal) -> Broken:
    address = urlsplit(portal.starts[0])
    if address.scheme not in {"http", "https"} or not address.hostname:
        yield ("start",), "expected an address that begins with https:// or http://"
    elif portal.local != (address.hostname in LOOPBACK):
        yield ("local",), "true is for portals on this machine (127.0.0.1), and only for them"
    if not portal.local and portal.delay_seconds < LEAST_DELAY_SECONDS:
        yield ("delay_seconds",), f"expected at least {LEAST_DELAY_SECONDS} for a real portal"
    if portal.page_cap < 1:
        yield ("page_cap",), f"expected at least 1, found {portal.page_cap}"
    if not 0 <= portal.total_tolerance < 1:
        yield ("total_tolerance",), "expected a share between 0 and 1"


def _reading_rules(portal: Portal) -> Broken:
    following = portal.next
    if bool(following.select) == bool(following.template):
        yield ("next",), "expected either select or template"
    if following.template and "{page}" not in following.template:
        yield ("next", "template"), "expected {page} where the page number goes"
    if portal.number is None and portal.detail is None:
        yield ("number",), "expected number, or detail where the number is on the ad's own page"
    for key, field in _fields(portal):
        yield from _field_rules(key, field, is_html=portal.format == "html" or key[0] == "detail")
    if portal.format == "html":
        selectors = {"cards": portal.cards, "no_ads": portal.no_ads, "next": following.select}
        for name, selector in selectors.items():
            if selector and (fault := selector_fault(selector)):
                yield (name,), fault


def _fields(portal: Portal) -> Iterator[tuple[tuple[str, ...], Field]]:
    named = {
        ("ad",): portal.ad,
        ("place",): portal.place,
        ("number",): portal.number,
        ("total",): portal.total,
        ("detail", "link"): portal.detail.link if portal.detail else None,
        ("detail", "number"): portal.detail.number if portal.detail else None,
    }
    return ((key, field) for key, field in named.items() if field is not None)


def _field_rules(key: tuple[str, ...], field: Field, *, is_html: bool) -> Broken:
    if is_html and (fault := selector_fault(field.select)):
        yield (*key, "select"), fault
    try:
        groups = re.compile(field.pattern).groups if field.pattern else 1
    except re.error as error:
        yield (*key, "pattern"), f"is not a regular expression: {error}"
    else:
        if groups < 1:
            yield (*key, "pattern"), "expected one group in round brackets: the value"
