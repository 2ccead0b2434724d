"""What is allowed in a config and should be looked at twice: each is one sentence with what to do.

A place that is read from an ad's id or link could be given the spelling of one ad, and its count
would be a log of that ad. A rule cannot tell; a person who reads the line can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from monitor.config import Config
from monitor.config.folders import sqlite_file
from monitor.privacy.acting_links import acting_settings
from scrapers.portal_config import Field, Portal

NAMES_ONE_AD = re.compile(r"(?:^|[-_.])(?:href|src|action|id|url|uri|link|slug|key|ref)(?:$|[-_])")
MIXED = re.compile(r"(?=\S*[^\W\d_])(?=\S*\d)\S+")
ID_DIGITS = 5
NOBODYS = re.compile(r"(?:[@.]|//)(?:example\.(?:org|com|net)|example|test|invalid)(?=[:/]|$)")
"""The domains that are kept for examples (RFC 2606)."""

SECOND_LEVEL = {"ac", "co", "com", "edu", "gov", "net", "org"}
"""Before a country's own they belong to it: "co.uk"."""

WHY = "a place spelled as one ad has it would be a log of that ad, week by week"


def cautions(config: Config) -> Iterator[str]:
    """Yield what a person should look at, about keys, links and places."""
    yield from shared_folders(config)
    for name, spellings in config.places.items():
        if any(map(_looks_like_id, (name, *spellings))):
            yield f"places.{name}: a spelling looks like an id: {WHY}. Write what people call it"
    for portal in config.portal:
        yield from acting_settings(portal)
        if len(sites := _sites(portal)) > 1:
            yield (
                f"{portal.name}: start and hosts lead to several sites ({', '.join(sites)}), whose "
                "numbers are compared with each other without an approval: a list of somebody's "
                "own among them could test numbers. Write a block for each site"
            )
        for key, field in _places(portal):
            if how := _names_one_ad(portal, field):
                yield f"{portal.name}: {key} {how}: {WHY}. Read it where the ad states its place"


def shared_folders(config: Config) -> Iterator[str]:
    """Yield where keys and database lie below the config's folder, which a backup copies whole."""
    database = sqlite_file(config.storage.database)
    home, keys = config.folder.resolve(), config.storage.keys.resolve()
    if database and keys.is_relative_to(home) and database.resolve().is_relative_to(home):
        yield (
            f"the keys and the database both lie below {home}: a copy of that folder has both, and "
            "whoever has both can test numbers. Move the keys: monitor key move FOLDER"
        )


def unreachable(config: Config) -> Iterator[str]:
    """Yield where portals of others are told an address that nobody reads."""
    if NOBODYS.search(config.contact.lower()) and not all(portal.local for portal in config.portal):
        yield (
            f"contact: nobody reads {config.contact}, and it is all that portals learn of who "
            "asks. Write an address that a person of the service reads"
        )


def _sites(portal: Portal) -> list[str]:
    """Return the sites of a block: domains, and ports of addresses without one."""
    return sorted({_site(address) for address in (*portal.starts, *portal.hosts)})


def _site(address: str) -> str:
    parts = urlsplit(address)
    labels = (parts.hostname or "").split(".")
    if labels[-1].isdigit() or ":" in labels[0] or len(labels) == 1:
        return parts.netloc
    return ".".join(labels[-3 if labels[-2] in SECOND_LEVEL else -2 :])


def _looks_like_id(spelling: str) -> bool:
    digits = sum(map(str.isdigit, spelling))
    return digits >= ID_DIGITS or MIXED.search(spelling) is not None


def _places(portal: Portal) -> Iterator[tuple[str, Field]]:
    if portal.place is not None:
        yield "place", portal.place
    if portal.detail is not None and portal.detail.place is not None:
        yield "detail.place", portal.detail.place


def _names_one_ad(portal: Portal, field: Field) -> str:
    if NAMES_ONE_AD.search(field.attribute):
        return f"reads a link or an id (attribute = {field.attribute!r})"
    if field.of == "address":
        return "reads the page's address"
    if portal.is_data and NAMES_ONE_AD.search(field.select):
        return f"reads a link or an id (select = {field.select!r})"
    # A detail page is another page: the same selector is another element there.
    if field is portal.place and field.of == "card" and _is_where_ad_is(portal.ad, field):
        return f"reads the same element as ad (select = {field.select!r})"
    return ""


def _is_where_ad_is(ad: Field, place: Field) -> bool:
    if place.select or place.label:
        return (ad.select, ad.label, ad.inside) == (place.select, place.label, place.inside)
    return bool(place.attribute) and ad.attribute == place.attribute
