"""A page that no block describes: what can be told of it, without saying anything that it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from monitor.config.portal_rules import LOOPBACK
from monitor.privacy.phone_number_guard import holds_number
from monitor.probe.shapes import shape_of
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.http.decoding import web_encoding
from scrapers.model import Page
from scrapers.portal_config import Bounds, Field, NextPage, Portal, Terms

TERMS_REMINDER = (
    "Nobody has said that this portal's terms allow counting. Read its terms of use and robots.txt "
    "before it is swept: a block without terms is refused."
)
DELAY_SECONDS = 5.0
NOBODY = Terms(checked_by="nobody yet", checked_on=date(2000, 1, 1))


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page is, as far as anyone may know: its title by its shape only."""

    kind: str
    signs: int
    encoding: str
    undecoded: int
    title: str = ""
    robots: str = ""
    links: int = 0
    scripts: int = 0
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return it as sentences."""
        unread = f", {self.undecoded} signs could not be decoded" if self.undecoded else ""
        return [
            "Fetched: status 200; robots.txt allows it.",
            f"It is {self.kind}, {self.signs} signs, encoding {self.encoding}{unread}.",
            f"Title by shape: {self.title or 'none'}.",
            f"Links: {self.links}. Scripts: {self.scripts}.",
            f"What the page asks of robots: {self.robots or 'nothing'}.",
            *self.notes,
        ]


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


def facts_about(page: Page) -> PageFacts:
    """Return what can be told of a page."""
    text = page.text.lstrip("\ufeff \r\n")
    signs, undecoded = len(text), text.count("\ufffd")
    if text[:1] in {"{", "["}:
        return PageFacts("JSON", signs, "as sent", undecoded, notes=page.notes)
    is_sitemap = re.search(r"<(?:urlset|sitemapindex)\b", text[:2000])
    elements = list(HtmlPage.parse(page).tree().walk())
    return PageFacts(
        "a sitemap" if is_sitemap else "XML" if text.startswith("<?xml") else "HTML",
        signs,
        _encoding(text),
        undecoded,
        title=next((shape_of(title.text()) for title in elements if title.tag == "title"), ""),
        robots=_robots(elements),
        links=sum(element.tag == "a" and "href" in element.attributes for element in elements),
        scripts=sum(element.tag == "script" for element in elements),
        notes=page.notes,
    )


def _encoding(text: str) -> str:
    named = re.search(r"""(?:charset|encoding)=["']?([A-Za-z0-9-]{2,20})""", text[:2048])
    # A page can say anything there, too: only an encoding of the web is repeated.
    encoding = web_encoding(named[1]) if named else None
    return f"{encoding} by its own word" if encoding else "as the server says, else UTF-8"


def _robots(elements: list[Element]) -> str:
    content = ", ".join(
        element.attributes.get("content", "")
        for element in elements
        if element.tag == "meta" and element.attributes.get("name", "").lower() == "robots"
    )
    rules = re.findall(r"no(?:index|follow|archive|snippet|imageindex)|none|index|follow", content)
    return ", ".join(dict.fromkeys(rules))
