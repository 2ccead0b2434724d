"""What must hold in a `[[portal]]` block beyond the shape and the bounds of its values.

Each key's selectors are tried on what the key's definition says: a new key is checked by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from phonenumbers import SUPPORTED_REGIONS
from pydantic import AfterValidator, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from monitor.privacy.phone_number_guard import holds_number, texts_in
from monitor.privacy.typed_text import fault_in, quoted
from scrapers.config_key import Reads, keys_of
from scrapers.extract.html_card import selector_fault
from scrapers.extract.json_card import path_fault
from scrapers.http.decoding import web_encoding
from scrapers.http.rate_limit import LEAST_DELAY_SECONDS
from scrapers.model import UNKNOWN_PLACE
from scrapers.portal_config import Detail, Field, Mark, NextPage, Portal
from scrapers.portals import module_fault
from storage.records import ALL_PLACES

Broken = Iterator[tuple[tuple[str | int, ...], str]]
"""The path of each key that breaks a rule, with what was expected and found."""

NO_NUMBER = "a phone number may not stand here: it would count one person, and nobody is looked up"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
RESERVED_NAMES = {ALL_PLACES, UNKNOWN_PLACE, "panel"}


def raise_broken(broken: Iterable[tuple[tuple[str | int, ...], str]]) -> None:
    """Raise ValidationError with every broken rule, each at its path; do nothing without any."""
    errors: list[InitErrorDetails] = [
        {"type": PydanticCustomError("rule", "{text}", {"text": text}), "loc": loc, "input": None}
        for loc, text in broken
    ]
    if errors:
        raise ValidationError.from_exception_data("config", errors)


def _held_to_rules(portal: Portal) -> Portal:
    raise_broken(portal_rules(portal))
    return portal


ConfiguredPortal = Annotated[Portal, AfterValidator(_held_to_rules)]
"""A portal as config.toml may have it."""


def portal_rules(portal: Portal) -> Broken:
    """Yield every broken rule of one portal as the key's path and what was expected and found."""
    if not NAME.fullmatch(portal.name) or portal.name in RESERVED_NAMES:
        yield ("name",), f"expected a-z, 0-9 and hyphens, at most 40, found {quoted(portal.name)}"
    yield from _bound_rules((), portal)
    yield from _address_rules(portal)
    yield from _politeness_rules(portal)
    yield from _list_rules(portal)
    yield from _reading_rules(portal)
    yield from _kept_rules(portal)
    if portal.bounds.least >= portal.bounds.most:
        least, most = portal.bounds.least, portal.bounds.most
        yield ("bounds",), f"expected 0 <= least < most, found least = {least} and most = {most}"
    for key, regions in (("region", (portal.region,)), ("fallbacks", portal.fallbacks)):
        for region in regions:
            if region not in SUPPORTED_REGIONS:
                yield (key,), f"{region!r} is not a country code of two capital letters"


def _bound_rules(path: tuple[str, ...], table: Any) -> Broken:
    shape: type = type(table)
    for key in keys_of(shape).values():
        value = getattr(table, key.name)
        if fault := key.fault(value):
            yield (*path, key.name), fault
        elif key.shape is not None and isinstance(value, key.shape):
            yield from _bound_rules((*path, key.name), value)


def _kept_rules(portal: Portal) -> Broken:
    """Yield where a phone number would steer the count, or what is kept could tell of somebody."""
    for key, value in asdict(portal).items():
        texts = texts_in(value if key != "terms" else "")
        if any(_holds_number(text, portal.region, portal.fallbacks) for text in texts):
            yield (key,), NO_NUMBER
    terms = portal.terms
    if not terms.checked_by.strip():
        yield ("terms", "checked_by"), "expected who read the terms, found nothing"
    typed = (("name",), portal.name), (("terms", "checked_by"), terms.checked_by)
    for path, text in (*typed, (("terms", "says"), terms.says)):
        if fault := fault_in(text):
            yield path, f"found {fault}; this is kept, so leave it out"


@lru_cache(maxsize=4096)
def _holds_number(text: str, region: str, fallbacks: tuple[str, ...]) -> bool:
    """Portals have most of their texts in common, and all defaults."""
    return holds_number(text, region, fallbacks)


def _address_rules(portal: Portal) -> Broken:
    if not portal.starts:
        yield ("start",), "expected one address, or a list of several"
    for key, texts in (("start", portal.starts), ("hosts", portal.hosts)):
        for text in texts:
            address = _split(text)
            if address is None or address.scheme not in {"http", "https"} or not address.hostname:
                yield (key,), "expected an address that begins with https:// or http://"
            elif address.username is not None:
                yield (key,), "expected an address without a user's name: nothing is logged in to"
            elif re.search(r"\s", text):
                yield (key,), "expected an address without spaces, before, in or behind it"
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
    if portal.hours and portal.hours.since == portal.hours.until:
        yield ("hours",), "expected two different times; leave it out for the whole day"
    if portal.encoding and web_encoding(portal.encoding) is None:
        yield ("encoding",), f"{portal.encoding!r} is not an encoding that is known here"


def _list_rules(portal: Portal) -> Broken:
    yield from _next_rules(portal.next)
    if not portal.cards.strip() and not portal.is_data:
        yield ("cards",), "expected what finds each ad on the page, found nothing"
    if "{next}" in portal.next.template and not portal.is_data:
        yield ("next", "template"), "{next} is for JSON; in HTML, a link or a button says it all"
    if portal.lists_at and (portal.lists is None or "{link}" not in portal.lists_at):
        yield ("lists_at",), "expected {link} where that goes which lists finds, and lists"
    if portal.module and (fault := module_fault(portal.module)):
        yield ("module",), fault
    if portal.rows > 1 and not portal.has_html_cards:
        yield ("rows",), "is for cards that are HTML; in JSON, an ad is one object"
    if portal.cards_in and not portal.is_data:
        yield ("cards_in",), 'is for format = "json"; in HTML, cards alone finds them'
    if portal.json_in and portal.format != "json":
        yield ("json_in",), 'is for format = "json": the script on the page that holds it'
    if bool(portal.label or (portal.detail and portal.detail.label)) != bool(portal.labels):
        yield ("labels",), "label and labels belong together: where it stands, and what it may say"


def _next_rules(following: NextPage) -> Broken:
    is_cursor = bool(following.select) and "{next}" in following.template
    ways = [following.select, following.template, following.parameter, following.only_page]
    if sum(map(bool, (*ways, following.header))) - is_cursor != 1:
        yield ("next",), "expected one of select, header, template, parameter and only_page"
    if following.last and not following.is_counted:
        yield ("next", "last"), "is for pages that are counted: with parameter or template"
    if following.template and not is_cursor and "{page}" not in following.template:
        yield ("next", "template"), "expected {page} where the page number goes"


def _reading_rules(portal: Portal) -> Broken:
    detail = portal.detail
    sources = [portal.number, portal.text, detail and detail.number, detail and detail.text]
    if not any(sources):
        yield ("number",), "expected number or text, or detail with one: where the numbers stand"
    if portal.ad.of != "card":
        yield ("ad", "of"), "an ad's id stands on its card"
    yield from _selector_rules((), portal, portal)
    if detail is not None:
        yield from _selector_rules(("detail",), detail, portal)
    if detail is not None and detail.template and "{link}" not in detail.template:
        yield ("detail", "template"), "expected {link} where that goes which detail.link finds"


def _selector_rules(path: tuple[str, ...], table: Portal | Detail, portal: Portal) -> Broken:
    shape: type = type(table)
    is_html = _is_html(portal)
    for key in keys_of(shape).values():
        # An empty list in JSON says it itself; HTML within JSON says it as HTML does.
        reads: Reads = "card" if key.name == "no_ads" else key.reads
        if reads and (key.name != "no_ads" or portal.has_html_cards):
            value = getattr(table, key.name)
            yield from _value_rules((*path, key.name), value, is_html=is_html[reads])


def _is_html(portal: Portal) -> Mapping[Reads, bool]:
    return {
        "page": not portal.is_data,
        "card": portal.has_html_cards,
        "own page": portal.detail is not None and portal.detail.format == "html",
        "html": True,
        "json": False,
    }


def _value_rules(path: tuple[str | int, ...], value: Any, *, is_html: bool) -> Broken:
    if isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _value_rules((*path, at), item, is_html=is_html)
    elif isinstance(value, Field):
        yield from _field_rules(path, value, is_html=is_html)
    elif isinstance(value, Mark):
        yield from _mark_rules(path, value, is_html=is_html)
    elif value is not None:
        select = value.select if isinstance(value, NextPage) else value
        if fault := _select_fault(select, is_html=is_html):
            yield path, fault
        if isinstance(value, NextPage) and value.last:
            yield from _field_rules((*path, "last"), value.last, is_html=is_html)


def _field_rules(key: tuple[str | int, ...], field: Field, *, is_html: bool) -> Broken:
    ways = (field.select, field.label, field.attribute, field.pattern)
    if not any(ways) and field.of == "card":
        yield key, "expected select, label, attribute or pattern: where the value stands"
    if not is_html and (field.label or field.attribute) and not field.inside:
        yield (
            key,
            (
                "label and attribute are for HTML; in JSON, select is a path. Where HTML stands "
                'there, say with inside what to look in: inside = "dd"'
            ),
        )
    if field.of == "before" and not (is_html and field.select):
        yield (*key, "of"), "before is for HTML, where select says what stands before the card"
    if field.of == "header" and not field.select:
        yield (*key, "of"), "header needs select: the header's name"
    elif field.of != "header" and (fault := _select_fault(field.select, is_html=is_html)):
        yield (*key, "select"), fault
    if fault := _select_fault(field.inside, is_html=True):
        yield (*key, "inside"), fault
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
        count = re.compile(pattern).groups if pattern else groups
    except re.error as error:
        yield key, f"is not a regular expression: {error}"
    else:
        if count < groups:
            yield key, "expected one group in round brackets: the value"
