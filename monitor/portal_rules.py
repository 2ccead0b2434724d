"""What must hold in a `[[portal]]` block beyond the shape of its values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from phonenumbers import SUPPORTED_REGIONS

from scrapers.extract.html_card import selector_fault
from scrapers.extract.json_card import path_fault
from scrapers.http.decoding import web_encoding
from scrapers.http.rate_limit import LEAST_DELAY_SECONDS
from scrapers.model import UNKNOWN_PLACE
from scrapers.portal_config import Field, Mark, NextPage, Portal
from scrapers.portals import module_fault
from storage.records import ALL_PLACES

Broken = Iterator[tuple[tuple[str | int, ...], str]]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
RESERVED_NAMES = {ALL_PLACES, UNKNOWN_PLACE}


def portal_rules(portal: Portal) -> Broken:
    """Yield every broken rule of one portal as the key's path and what was expected and found."""
    if not NAME.fullmatch(portal.name) or portal.name in RESERVED_NAMES:
        yield ("name",), f"expected a-z, 0-9 and hyphens, at most 40, found {portal.name!r}"
    yield from _address_rules(portal)
    yield from _politeness_rules(portal)
    yield from _list_rules(portal)
    yield from _reading_rules(portal)
    bounds = portal.bounds
    if not 0 <= bounds.least < bounds.most or not 0 <= bounds.least_share_with_number <= 1:
        yield ("bounds",), "expected 0 <= least < most, and a share between 0 and 1"
    for region in (portal.region, *portal.fallbacks):
        if region not in SUPPORTED_REGIONS:
            yield ("region",), f"{region!r} is not a country code of two capital letters"


def _address_rules(portal: Portal) -> Broken:
    if not portal.starts:
        yield ("start",), "expected one address, or a list of several"
    for key, found in (("start", portal.starts), ("hosts", portal.hosts)):
        for text in found:
            address = _split(text)
            if address is None or address.scheme not in {"http", "https"} or not address.hostname:
                yield (key,), "expected an address that begins with https:// or http://"
            elif address.username is not None:
                yield (key,), "expected an address without a user's name: nothing is logged in to"
            elif portal.local != (address.hostname in LOOPBACK):
                yield ("local",), "true is for portals on this machine (127.0.0.1), and only them"


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _politeness_rules(portal: Portal) -> Broken:
    if not portal.local and portal.delay_seconds < LEAST_DELAY_SECONDS:
        yield ("delay_seconds",), f"expected at least {LEAST_DELAY_SECONDS} for a real portal"
    if not 0 <= portal.jitter <= 1:
        yield ("jitter",), f"expected a share of the delay, 0 to 1, found {portal.jitter}"
    for key in ("page_cap", "passes", "most_megabytes", "most_minutes"):
        if getattr(portal, key) < 1:
            yield (key,), f"expected at least 1, found {getattr(portal, key)}"
    if not 0 <= portal.total_tolerance < 1:
        yield ("total_tolerance",), "expected a share between 0 and 1"
    if portal.hours and portal.hours.since == portal.hours.until:
        yield ("hours",), "expected two different times; leave it out for the whole day"
    if portal.encoding and web_encoding(portal.encoding) is None:
        yield ("encoding",), f"{portal.encoding!r} is not an encoding that is known here"


def _list_rules(portal: Portal) -> Broken:
    yield from _next_rules(portal.next)
    if "{next}" in portal.next.template and not portal.is_data:
        yield ("next", "template"), "{next} is for JSON; in HTML, a link or a button says it all"
    if portal.module and (fault := module_fault(portal.module)):
        yield ("module",), fault
    if portal.cards_in and not portal.is_data:
        yield ("cards_in",), 'is for format = "json"; in HTML, cards alone finds them'
    if portal.json_in and portal.format != "json":
        yield ("json_in",), 'is for format = "json": the script on the page that holds it'
    if bool(portal.label or (portal.detail and portal.detail.label)) != bool(portal.labels):
        yield ("labels",), "label and labels belong together: where it stands, and what it may say"
    places = [
        ("cards", portal.cards, portal.has_html_cards),
        ("cards_in", portal.cards_in, False),
        ("no_ads", "" if portal.is_data else portal.no_ads, True),
        ("next", portal.next.select, not portal.is_data),
        ("json_in", portal.json_in, True),
    ]
    for name, select, is_html in places:
        if fault := _select_fault(select, is_html=is_html):
            yield (name,), fault


def _next_rules(following: NextPage) -> Broken:
    is_cursor = bool(following.select) and "{next}" in following.template
    ways = [following.select, following.template, following.parameter, following.only_page]
    if sum(map(bool, ways)) - is_cursor != 1:
        yield ("next",), "expected one of select, template, parameter and only_page"
    if following.template and not is_cursor and "{page}" not in following.template:
        yield ("next", "template"), "expected {page} where the page number goes"
    if following.step < 1 or following.first < 0:
        yield ("next",), "expected a first page number of at least 0, and a step of at least 1"


def _reading_rules(portal: Portal) -> Broken:
    detail = portal.detail
    sources = [portal.number, portal.text, detail and detail.number, detail and detail.text]
    if not any(sources):
        yield ("number",), "expected number or text, or detail with one: where the numbers stand"
    if portal.ad.of != "card":
        yield ("ad", "of"), "an ad's id stands on its card"
    for key, field, is_html in _fields(portal):
        yield from _field_rules(key, field, is_html=is_html)
    for path, mark, is_html in _marks(portal):
        yield from _mark_rules(path, mark, is_html=is_html)
    if detail is not None and detail.template and "{link}" not in detail.template:
        yield ("detail", "template"), "expected {link} where that goes which detail.link finds"


def _fields(portal: Portal) -> Iterator[tuple[tuple[str, ...], Field, bool]]:
    """Yield every field with its key, and whether it is read from HTML."""
    on_page, on_card = not portal.is_data, portal.has_html_cards
    for name in ("ad", "lists", "total", "place", "number", "text", "label"):
        field = getattr(portal, name)
        if field is not None:
            yield (name,), field, on_page if name in {"lists", "total"} else on_card
    if portal.detail is not None:
        yield ("detail", "link"), portal.detail.link, on_card
        for name in ("number", "text", "place", "label"):
            field = getattr(portal.detail, name)
            if field is not None:
                yield ("detail", name), field, portal.detail.format == "html"


def _marks(portal: Portal) -> Iterator[tuple[tuple[str | int, ...], Mark, bool]]:
    detail = portal.detail
    of_page, of_card = detail is not None and detail.format == "html", portal.has_html_cards
    yield from ((("exclude", at), mark, of_card) for at, mark in enumerate(portal.exclude))
    for index, mark in enumerate(detail.exclude if detail else ()):
        yield ("detail", "exclude", index), mark, of_page
    if portal.hidden is not None:
        yield ("hidden",), portal.hidden, of_card
    if detail is not None and detail.hidden is not None:
        yield ("detail", "hidden"), detail.hidden, of_page


def _field_rules(key: tuple[str, ...], field: Field, *, is_html: bool) -> Broken:
    ways = (field.select, field.label, field.attribute, field.pattern)
    if not any(ways) and field.of == "card":
        yield key, "expected select, label, attribute or pattern: where the value stands"
    if not is_html and (field.label or field.attribute) and not field.inside:
        yield key, "label and attribute are for HTML; in JSON, select is a path"
    for name, select, as_html in (
        ("select", field.select, is_html),
        ("inside", field.inside, True),
    ):
        if fault := _select_fault(select, is_html=as_html):
            yield (*key, name), fault
    if is_html and field.inside:
        yield (*key, "inside"), "is for JSON whose values are HTML"
    yield from _pattern_rules((*key, "pattern"), field.pattern, groups=1)


def _mark_rules(key: tuple[str | int, ...], mark: Mark, *, is_html: bool) -> Broken:
    if not (mark.select or mark.attribute or mark.pattern):
        yield key, "expected select, attribute or pattern: what tells these cards from others"
    if fault := _select_fault(mark.select, is_html=is_html):
        yield (*key, "select"), fault
    yield from _pattern_rules((*key, "pattern"), mark.pattern, groups=0)


def _select_fault(select: str, *, is_html: bool) -> str | None:
    return (selector_fault if is_html else path_fault)(select) if select else None


def _pattern_rules(key: tuple[str | int, ...], pattern: str, *, groups: int) -> Broken:
    try:
        found = re.compile(pattern).groups if pattern else groups
    except re.error as error:
        yield key, f"is not a regular expression: {error}"
    else:
        if found < groups:
            yield key, "expected one group in round brackets: the value"
