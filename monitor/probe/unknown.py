"""A page that no block describes: how it may be fetched, and whether it may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from monitor.config.portal_rules import LOOPBACK
from monitor.privacy.phone_number_guard import holds_number
from scrapers.portal_config import Bounds, Field, NextPage, Portal, Terms

TERMS_REMINDER = (
    "Nobody has said that this portal's terms allow counting. Read its terms of use and robots.txt "
    "before it is swept: a block without terms is refused."
)
DELAY_SECONDS = 5.0
NOBODY = Terms(checked_by="nobody yet", checked_on=date(2000, 1, 1))


def unknown_portal(address: str) -> Portal:
    """Return a portal that only says where to fetch: politely, and nothing private.

    Raises ValueError where it is no address of a page, or has a phone number in it.
    """
    check_address(address)
    parts = urlsplit(address)
    local = parts.hostname in LOOPBACK
    return Portal(
        name="the portal",
        start=address,
        terms=NOBODY,
        bounds=Bounds(least=0, most=1, least_share_with_number=0.0),
        cards="body",
        ad=Field(select="body"),
        next=NextPage(only_page=True),
        local=local,
        delay_seconds=0.0 if local else DELAY_SECONDS,
    )


def check_address(
    address: str, region: str = "NO", fallbacks: Sequence[str] = ("SE", "GB")
) -> None:
    """Raise ValueError unless it is the address of a page that may be probed.

    One with a phone number in it is a search for that number: portals offer it, and this program
    never asks, since it would be a way to look somebody up.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("expected an address that begins with https:// or http://")
    if holds_number(address, region, fallbacks):
        raise ValueError(
            "there is a phone number in the address; nothing here searches a portal for one"
        )
