"""How an unknown list goes on: each way is tried on page 2, read as a sweep reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from monitor.probe.suggest.block import Setting
from monitor.probe.suggest.pager import NAMED, Link, Pager, is_known
from monitor.probe.suggest.selectors import Names, doubtful
from scrapers.errors import ScrapeError
from scrapers.extract.list_page import Listing, read_listing
from scrapers.http.addresses import resolve, with_parameter
from scrapers.model import Get, Page
from scrapers.portal_config import NextPage, Portal

MOST_TRIED = 3
"""Pages that are fetched to see which of them is page 2."""

SECOND = "list page 2"
OTHER = "; page 2 was another"
UNTRIED = "; page 2 could not be tried, or brought no other ads"


@dataclass(frozen=True, slots=True)
class Way:
    """A `next` that may be right, and where it should lead, if that is known.

    `doubt` says why it is not sure even where page 2 brings other ads; a `guess` is nothing that
    the page says, and is dropped where page 2 brings none.
    """

    table: Mapping[str, object]
    why: str
    address: str = ""
    doubt: str = ""
    guess: bool = False


class Trial:
    """Tries ways on from a first page with the rest of a block, and remembers the pages."""

    def __init__(self, portal: Portal, page: Page, get: Get) -> None:
        self._portal, self._page, self._get = portal, page, get
        self._seconds: dict[str, Page | None] = {}
        self._known = self._ids(self._listing(page, portal))

    def best(self, ways: Iterable[Way]) -> Setting | None:
        """Return the way that leads to other ads; the likeliest, unsure, where none is seen to."""
        ranked: list[tuple[int, Setting]] = []
        for way in ways:
            rank, doubt = self._verdict(way)
            if rank is None or (rank and way.guess):
                continue
            doubt = doubt or way.doubt
            why = f"{way.why}{UNTRIED if rank > 1 else OTHER}{'; ' * bool(doubt)}{doubt}"
            line = Setting("next", dict(way.table), not (rank or doubt), why)
            if line.sure:
                return line
            ranked.append((rank, line))
        return min(ranked, key=lambda pair: pair[0])[1] if ranked else None

    def _verdict(self, way: Way) -> tuple[int | None, str]:
        """Return how good a way is, 0 the best and None no way, and what is doubtful on page 2."""
        portal = replace(self._portal, next=TypeAdapter(NextPage).validate_python(way.table))
        address = self._following(self._page, portal)
        if not address or address == self._page.address or way.address not in {"", address}:
            return None, ""
        second = self._second(address)
        listing = self._listing(second, portal) if second is not None else None
        if second is None or listing is None:
            return 2, ""
        if self._ids(listing) <= self._known:
            return (3, "") if listing.cards else (None, "")
        try:
            back = self._following(second, portal, 2) in {address, self._page.address}
        except ScrapeError:
            back = True
        return (1, "on page 2 it leads back") if back else (0, "")

    def _following(self, page: Page, portal: Portal, number: int = 1) -> str | None:
        following = portal.next
        if not following.is_counted:
            listing = self._listing(page, portal)
            return listing.next_address if listing else None
        count, start = str(following.first + number * following.step), self._page.address
        if following.parameter:
            return with_parameter(start, following.parameter, count)
        return resolve(start, following.template.replace("{page}", count))

    def _second(self, address: str) -> Page | None:
        if address not in self._seconds and len(self._seconds) < MOST_TRIED:
            try:
                self._seconds[address] = self._get(address, SECOND)
            except ScrapeError:
                self._seconds[address] = None
        return self._seconds.get(address)

    @staticmethod
    def _listing(page: Page, portal: Portal) -> Listing | None:
        try:
            return read_listing(page, portal)
        except ScrapeError:
            return None

    def _ids(self, listing: Listing | None) -> set[str]:
        cards = listing.cards if listing else ()
        return {value for card in cards for value in card.values(self._portal.ad)}


def html_ways(
    pager: Pager, address: str, names: Names, *, by_counting: bool = False
) -> Iterator[Way]:
    """Yield the ways on that a page shows: links by what says next, then numbers that grow."""
    links = [link for link in pager.links if link.score >= 2][:MOST_TRIED]
    for link in links if not by_counting else []:
        yield from _by_link(link, names)
    if (counted := pager.counted()) is not None:
        why = f"{counted.pages} page numbers whose addresses can be counted"
        yield Way(counted.table(address), why, counted.address(2))
    for link in links if not by_counting else []:
        doubt = "does any other link look the same on page 2"
        for select in names.selectors(link.element):
            yield Way({"select": select}, "a link that says next", link.address, doubt)


def _by_link(link: Link, names: Names) -> Iterator[Way]:
    """Yield the selectors of a link that say themselves that it leads on."""
    tag, kind = link.element.tag, "link" if link.element.tag in {"a", "link"} else "button"
    selects = []
    if "next" in link.element.attributes.get("rel", "").lower().split():
        selects.append(f'{tag}[rel~="next"]')
    selects += [one for one in names.selectors(link.element) if NAMED.search(one)]
    for label in ("aria-label", "title"):
        value = link.element.attributes.get(label, "")
        if link.word and link.word in value.casefold() and is_known(value) and '"' not in value:
            selects.append(f'{tag}[{label}="{value}"]')
    if spelled := link.spelled:
        for scope in ("", *names.scopes(link.element)):
            selects.append(f'{scope}{tag}:lexbor-contains("{spelled}")')
            selects.append(f'{scope}{tag}:has(:lexbor-contains("{spelled}"))')
    for select in selects:
        doubt = "its name looks made by a machine, or as if it changed" * bool(doubtful(select))
        yield Way({"select": select}, f"a {kind} that says next", link.address, doubt)


def no_way(pager: Pager, ads: int, total: int | None) -> Setting:
    """Return the `next` of a list without a way on that is understood."""
    value = {"only_page": True}
    if pager.numbers or any(link.score >= 2 for link in pager.links):
        pages = ", ".join(map(str, sorted(pager.numbers)[:4])) or "on"
        why = (
            f"links to pages ({pages}) stand there, and where they lead is not understood: this "
            "block reads the first page only; say next yourself"
        )
        return Setting("next", value, sure=False, why=why)
    if pager.is_off or total == ads:
        why = "its way on is switched off" if pager.is_off else "it has as many ads as are stated"
        return Setting("next", value, sure=True, why=why)
    return Setting("next", value, sure=False, why="no way on was seen; is this list one page")
