"""How an unknown list goes on: each way is tried on page 2, read as a sweep reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from monitor.probe.suggest.block import Setting
from monitor.probe.suggest.pager import (
    NextLink,
    PagerLinks,
    Way,
    is_known,
    leads_by_name,
    spelled,
    texts_of,
)
from monitor.probe.suggest.selectors import Names, doubtful
from scrapers.crawl.list_crawl import Walk
from scrapers.errors import FetchFailed, ScrapeError
from scrapers.extract.list_page import Card, read_listing
from scrapers.model import Get, Hidden, Page
from scrapers.portal_config import Field, NextPage, Portal

MOST_TRIED = 3
"""Pages that are fetched to see which of them is page 2."""

SAMPLE = 60
"""Cards in which fields are looked for; more would tell no more."""

NEXT_PAGE = TypeAdapter(NextPage)
ONE_PAGE = {"only_page": True}
GOOD, LEADS_BACK, UNREAD, NOTHING_NEW = range(4)
OUTCOMES = ("page 2 was another", "page 2 was another, and leads back") + 2 * (
    "page 2 could not be tried, or brought no other ads",
)
"""How good a way is, the best first, and in words."""


class NotMeantError(Exception):
    """A way leads to another page than the one that it was seen to lead to."""


@dataclass(frozen=True, slots=True)
class Source:
    """A list that may be the ads: its cards as a sweep reads them, and what is known of it.

    `fields` are where something may stand on a card, `link` leads to the ad's own page where that
    is sure, `total` is what the portal states, `ways` are how it may go on, and `no_way` what
    `next` is where none of them is right.
    """

    cards: Sequence[Card]
    lines: list[Setting]
    fields: Sequence[Field]
    link: Field | None
    total: int | None
    ways: list[Way]
    no_way: Setting


def way_on(block: Portal, page: Page, get: Get, ways: Iterable[Way]) -> Setting | None:
    """Return the way that leads from a first page to other ads, as a sweep of the block goes.

    It is the likeliest, and unsure, where none is seen to lead there; None without any way.
    """
    pages: dict[str, Page | None] = {page.address: page}

    def once(address: str, what: str) -> Page:
        if address not in pages and len(pages) <= MOST_TRIED:
            try:
                pages[address] = get(address, what)
            except ScrapeError:
                pages[address] = None
        if (found := pages.get(address)) is None:
            raise FetchFailed("it could not be had, or enough pages were tried")
        return found

    ranked: list[tuple[int, Setting]] = []
    for way in ways:
        portal = replace(block, next=NEXT_PAGE.validate_python(way.table))
        outcome = _outcome(portal, way, once)
        if outcome is None or (way.guess and outcome != GOOD):
            continue
        why = "; ".join(filter(None, (way.why, OUTCOMES[outcome], way.doubt)))
        line = Setting("next", dict(way.table), outcome == GOOD and not way.doubt, why)
        if line.sure:
            return line
        ranked.append((outcome, line))
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _outcome(portal: Portal, way: Way, get: Get) -> int | None:
    """Return how good a way is; None where it is no way."""
    asked: list[str] = []

    def watched(address: str, what: str) -> Page:
        asked.append(address)
        if len(asked) > 1 and way.address not in {"", address}:
            raise NotMeantError
        return get(address, what)

    keys: list[set[Hidden[str]]] = []
    try:
        for page, _ in Walk(portal, watched).first_pages(2):
            keys.append(set(page.keys))
        if len(asked) < 2:
            return None
        second = read_listing(get(asked[1], "list page 2"), portal)
    except NotMeantError:
        return None
    except ScrapeError:
        return UNREAD if len(asked) > 1 else None
    if len(keys) < 2 or keys[1] <= keys[0]:
        return NOTHING_NEW
    return LEADS_BACK if second.next_address in asked else GOOD


def html_ways(pager: PagerLinks, start: str, names: Names) -> Iterator[Way]:
    """Yield the ways on that a page shows: by what a link says itself, by numbers, by its place."""
    for link in pager.links[:MOST_TRIED]:
        for select in _saying(link, names):
            doubt = "its name looks made by a machine, or as if it changed" * bool(doubtful(select))
            yield Way({"select": select}, "a link or button that says next", link.address, doubt)
    yield from pager.counted(start)
    for link in pager.links[:MOST_TRIED]:
        doubt = "does any other link look the same on page 2"
        for select in names.selectors(link.element):
            yield Way({"select": select}, "a link or button that says next", link.address, doubt)


def _saying(link: NextLink, names: Names) -> Iterator[str]:
    """Yield the selectors of a link that say themselves that it leads on."""
    element, tag = link.element, link.element.tag
    if "next" in element.attributes.get("rel", "").lower().split():
        yield f'{tag}[rel~="next"]'
    yield from filter(leads_by_name, names.selectors(element))
    texts = texts_of(element)
    for place, text in texts.items():
        if place and spelled(text) and is_known(text) and '"' not in text:
            inner = f'[{place}="{text}"]'
            yield f"{tag}:has(img{inner})" if place == "alt" else f"{tag}{inner}"
    if word := spelled(texts[""]):
        for scope in ("", *names.scopes(element)):
            yield f'{scope}{tag}:lexbor-contains("{word}")'
            yield f'{scope}{tag}:has(:lexbor-contains("{word}"))'


def no_way(pager: PagerLinks, ads: int, total: int | None) -> Setting:
    """Return the `next` of a list without a way on that is understood."""
    if pager.numbers or pager.links:
        pages = ", ".join(map(str, sorted(pager.numbers)[:4])) or "on"
        why = (
            f"links to pages ({pages}) stand there, and where they lead is not understood: this "
            "block reads the first page only; say next yourself"
        )
        return Setting("next", ONE_PAGE, sure=False, why=why)
    if attribute := pager.scripted:
        why = (
            f"a button lets a script load more from the address in its {attribute}: have a block "
            "suggested for that address"
        )
        return Setting("next", ONE_PAGE, sure=False, why=why)
    if pager.is_by_script:
        why = (
            "a script loads what comes next; look in the browser's network tools for the address "
            "of its data, and have a block suggested for that"
        )
        return Setting("next", ONE_PAGE, sure=False, why=why)
    if pager.is_off:
        return Setting("next", ONE_PAGE, sure=True, why="its way on is switched off")
    return one_page(ads, total, "no way on was seen; is this list one page")


def one_page(ads: int, total: int | None, nothing: str) -> Setting:
    """Return the `next` of a list that leads on by `nothing` that was seen."""
    why = nothing
    if total is not None and total > ads:
        why = "more ads are stated than stand here, and nothing seen leads on; say next yourself"
    elif total == ads:
        why = "it has as many ads as are stated"
    return Setting("next", ONE_PAGE, sure=total == ads, why=why)
