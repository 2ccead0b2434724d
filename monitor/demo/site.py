"""What the simulated portals answer in one week: addresses to pages, faults included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import parse_qsl

from monitor.demo import pages
from monitor.demo.course import PORTALS
from monitor.demo.simulated_market import DemoAd, MarketWeek
from monitor.loopback_server import Reply

_HTML, _JSON, _TEXT = (
    f"{kind}; charset=utf-8" for kind in ("text/html", "application/json", "text/plain")
)
_ROBOTS = (
    "# SIMULERT / SIMULATED: a demonstration on loopback; everything may be fetched.\n"
    "User-agent: *\nAllow: /\n"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A portal that is out, or in a new dress, from one day to another, both included."""

    portal: str
    first: date
    last: date
    kind: Literal["out", "layout"]


def _weeks_of(year: int, first: int, last: int) -> tuple[date, date]:
    return date.fromisocalendar(year, first, 1), date.fromisocalendar(year, last, 7)


DEFAULT_FAULTS = (
    Fault("fjord", *_weeks_of(2021, 30, 32), "out"),
    Fault("nordlys", *_weeks_of(2022, 20, 20), "layout"),
)


class _NoSuchPageError(Exception):
    """An address that leads nowhere."""


class Site:
    """All portals in one week; before the first week they are closed.

    A site never changes once it is made, so many threads may read it without a lock.
    """

    def __init__(self, week: MarketWeek | None, faults: Sequence[Fault]) -> None:
        self._monday = week.monday if week else None
        listed = week.ads if week else {}
        self._ads = {portal: listed.get(portal, ()) for portal in PORTALS}
        self._by_slug = {portal: {ad.slug: ad for ad in ads} for portal, ads in self._ads.items()}
        self._faults = {
            fault.portal: fault.kind
            for fault in faults
            if self._monday and fault.first <= self._monday <= fault.last
        }

    def answer(self, target: str) -> Reply:
        """Reply to a request for this path and query."""
        path, _, query = target.partition("?")
        if path == "/":
            return Reply(200, _HTML, pages.start_page(self._monday))
        if path == "/robots.txt":
            return Reply(200, _TEXT, _ROBOTS)
        try:
            return self._of_portal(path.split("/")[1:], dict(parse_qsl(query)))
        except _NoSuchPageError:
            return _notice(404, "Siden finnes ikke / no such page")

    def _of_portal(self, steps: list[str], query: Mapping[str, str]) -> Reply:
        portal = steps[0] if steps else ""
        fault = self._faults.get(portal)
        if fault == "out":
            return _notice(503, "Portalen er ute av drift / out of order")
        if fault == "layout":
            return Reply(200, _HTML, pages.changed_layout(self._ads[portal]))
        if portal in PORTALS and self._monday is None:
            return _notice(503, "Ingen uke er valgt / no week is chosen")
        kind = _JSON if portal == "tundra" else _HTML
        return Reply(200, kind, self._page(steps, query))

    def _page(self, steps: list[str], query: Mapping[str, str]) -> str:
        match steps:
            case ["nordlys", ""]:
                return pages.nordlys_list(self._ads["nordlys"], _page_number(query))
            case ["nordlys", "annonse", slug]:
                return pages.nordlys_ad(self._ad("nordlys", slug))
            case ["fjord", "annonser"]:
                return pages.fjord_list(self._ads["fjord"], _page_number(query))
            case ["fjord", "vis"]:
                return pages.fjord_ad(self._ad("fjord", query.get("id", "")))
            case ["tundra", "api", "ads"]:
                return pages.tundra_list(self._ads["tundra"], _whole(query.get("offset", "0")))
        raise _NoSuchPageError

    def _ad(self, portal: str, slug: str) -> DemoAd:
        ad = self._by_slug[portal].get(slug)
        if ad is None:
            raise _NoSuchPageError
        return ad


def _page_number(query: Mapping[str, str]) -> int:
    page = _whole(query.get("side", "1"))
    if page < 1:
        raise _NoSuchPageError
    return page


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise _NoSuchPageError
    return int(text)


def _notice(status: int, text: str) -> Reply:
    return Reply(status, _HTML, pages.html_document(text, f"<p>{text}</p>"))
