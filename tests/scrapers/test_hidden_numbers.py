"""A number, once read, is shown by no frame on its way to where it is hashed, whatever fails."""

from __future__ import annotations

import hmac
import sys
import traceback
from pathlib import Path
from types import FrameType

import pytest

import scrapers
from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.model import Get, Hidden, Page
from scrapers.portal_config import Detail, Field, NextPage, Portal
from scrapers.pseudonymize import Identify
from tests.scrapers.support import Pages, a_portal, card, json_page, page

PACKAGE = Path(scrapers.__file__).parent
BASE = "https://fjord.example/"
AS_READ = ("4742123456", "4743234567")
WRITTEN = ("42 12 34 56", "43 23 45 67")
HTML = a_portal(BASE)
OWN_PAGE = a_portal(
    BASE, number=None, detail=Detail(link=Field(select="a", attribute="href"), number=HTML.number)
)
JSON = a_portal(
    BASE,
    format="json",
    cards="ads",
    ad=Field(select="id"),
    number=Field(select="phone"),
    text=Field(select="words"),
    next=NextPage(only_page=True),
    place=None,
)
LISTS = {
    "a card": (HTML, {BASE: page(card("1", WRITTEN[0]), card("2", f"Tlf {WRITTEN[1]} eller sms"))}),
    "a card that takes a thorough reading": (
        HTML,
        {
            BASE: page(
                card("1", f"<b>kl 10-22</b> {WRITTEN[0]} etter 12"),
                card("2", "fire tre to tre fire fem seks sju, takk"),
            )
        },
    ),
    "an ad's own page": (
        OWN_PAGE,
        {
            BASE: page(*(card(ad, f'<a href="{ad}">x</a>') for ad in "12")),
            f"{BASE}1": f'<p class="contact">{WRITTEN[0]}</p>',
            f"{BASE}2": f'<p class="contact"><b>Ring</b> {WRITTEN[1]}</p>',
        },
    ),
    "data": (
        JSON,
        {
            BASE: json_page(
                [{"id": 1, "phone": WRITTEN[0]}, {"id": 2, "words": f"+47 {WRITTEN[1]}"}]
            )
        },
    ),
}


def getter(texts: dict[str, str]) -> Get:
    """Make pages to be had that, like those of a fetcher, do not show themselves."""
    pages = Pages(texts)

    def get(address: str, what: str) -> Page:
        return pages.get(address, what)

    return get


def swept(portal: Portal, texts: dict[str, str]) -> int:
    """Sweep the portal and count the distinct numbers."""
    found = sweep_pages(portal, getter(texts), Identify(Hidden(b"k" * 32)), {})
    return len({number for sighting in found.sightings for number in sighting.numbers})


def shown_as(value: object) -> str:
    """Show a value as a traceback with locals does."""
    try:
        return repr(value)
    except AttributeError:  # it is only being made
        return ""


@pytest.mark.parametrize("source", LISTS)
def test_no_frame_shows_a_number_as_it_was_read(source: str) -> None:
    """Neither where a function is entered nor where it is left, but within what hides it."""
    frames: set[str] = set()
    open_in: set[str] = set()

    def look(frame: FrameType, event: str, arg: object) -> None:
        package, _, module = str(frame.f_globals.get("__name__")).partition(".")
        if package == "scrapers" and event in {"call", "return"}:
            frames.add(name := f"{module}.{frame.f_code.co_name}")
            shown = "".join(map(shown_as, (*frame.f_locals.values(), arg)))
            open_in.update(name for number in AS_READ if f"+{number}" in shown)

    sys.setprofile(look)
    try:
        count = swept(*LISTS[source])
    finally:
        sys.setprofile(None)
    assert count == len(AS_READ)
    assert {"numbers.contact_fields.read", "crawl.portal_sweep.sweep_pages"} <= frames
    assert ("numbers.reader._spelt" in frames) == ("thorough" in source)
    assert open_in == {"model.__init__", "model.reveal"}


@pytest.mark.parametrize("source", LISTS)
def test_a_traceback_with_locals_shows_no_number(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The very call that hashes it included."""

    def fail(*_: object) -> bytes:
        raise RuntimeError("no hash")

    monkeypatch.setattr(hmac.HMAC, "digest", fail)
    portal, texts = LISTS[source]
    with pytest.raises(RuntimeError) as failed:
        sweep_pages(portal, getter(texts), Identify(Hidden(b"k" * 32)), {})
    told = traceback.TracebackException.from_exception(failed.value, capture_locals=True)
    frames = [frame for frame in told.stack if PACKAGE in Path(frame.filename).parents]
    between = [str(frame.locals) for frame in frames]
    assert "_identifier" in [frame.name for frame in frames]
    for number in (*AS_READ, *WRITTEN, *(each[2:] for each in AS_READ)):
        assert not any(number in shown for shown in between)
