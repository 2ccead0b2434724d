"""From a page to a suggestion: its lists, what is on their cards, how they go on, own pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from monitor.privacy.acting_links import address_acts
from monitor.probe.first_pages import read_first_pages
from monitor.probe.suggest.ad_ids import ad_line, on_portal
from monitor.probe.suggest.block import (
    NothingToSuggest,
    Setting,
    Suggestion,
    bounds_line,
    lines_about,
)
from monitor.probe.suggest.cards import Cards, Finder
from monitor.probe.suggest.data import (
    Data,
    best_list,
    data_fields,
    data_marks,
    data_total,
    data_ways,
    id_line,
    scripts,
)
from monitor.probe.suggest.fields import (
    best_place,
    kept_back_line,
    mark_lines,
    marks_in,
    number_line,
    own_number,
    place_line,
    total_line,
)
from monitor.probe.suggest.look import fields_in
from monitor.probe.suggest.pager import Pager
from monitor.probe.suggest.selectors import Names
from monitor.probe.suggest.ways_on import Trial, Way, html_ways, no_way
from scrapers.errors import ScrapeError
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.json_card import parse_json
from scrapers.extract.list_page import Card
from scrapers.model import Get, Page, PlaceNames
from scrapers.portal_config import Field

OWN_PAGES = 3
SAMPLE = 60
"""Cards in which fields are looked for; more would tell no more."""

MOST_LISTS = 5
ONE_PAGE = {"only_page": True}
NO_ADS = Setting("no_ads", None, False, "cannot be seen while there are ads; search for nonsense")
IN_DOUBT = "which link leads to the ad's own page is in doubt, so none was fetched"
NOTHING = (
    "nothing on this page is repeated like a list of ads with links or ids of their own; is the "
    "list drawn by a script? Then look in the browser's network tools for the address of its data"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A list that may be the ads: its cards as a sweep reads them, and what is known of it.

    `fields` are where something may stand on a card, `link` leads to the ad's own page where that
    is sure, `total` is what the portal states, `ways` are how it may go on, and `no_way` what
    `next` is where none of them is right.
    """

    cards: Sequence[Card]
    what: str
    lines: list[Setting]
    fields: Sequence[Field]
    link: Field | None
    total: int | None
    ways: list[Way]
    no_way: Setting


def suggest(page: Page, get: Get, places: PlaceNames) -> Suggestion:
    """Suggest a block for a list page; its next page and up to three own pages are fetched.

    Raises NothingToSuggest where nothing on the page looks like a list.
    """
    for source in _sources(page, places):
        lines = _lines(source, page, get, places)
        return _held_to_two_pages(lines, get, places)
    raise NothingToSuggest(NOTHING)


def _sources(page: Page, places: PlaceNames) -> Iterator[Source]:
    """Yield the lists of a page, the likeliest first."""
    text = page.text.lstrip("\ufeff \r\n")
    if text[:1] in {"{", "["}:
        data = best_list(parse_json(page.text))
        if data is None:
            raise NothingToSuggest("the answer is JSON without a list of objects in it")
        if (source := _of_data(data, page, [*data_ways(data, page.address)])) is None:
            raise NothingToSuggest("the objects in this JSON have no key that is always different")
        yield source
        return
    html = HtmlPage.parse(page)
    if re.search(r"<urlset\b", text[:2000]):
        yield _of_sitemap(html)
        return
    lists = list(islice(Finder(html, places).lists(), MOST_LISTS))
    data = max(scripts(html), key=lambda one: len(one.items), default=None)
    if data is not None and _is_better(data, lists):
        ways = [*html_ways(Pager(html), page.address, Names(), by_counting=True)]
        if (source := _of_data(data, page, ways)) is not None:
            yield source
    for cards in lists:
        if (source := _of_cards(cards, html, page)) is not None:
            yield source


def _is_better(data: Data, lists: Sequence[Cards]) -> bool:
    """Tell whether the data in a page says more than its elements do, or will last longer."""
    if not lists or lists[0].is_machine_made:
        return True
    return len(data.items) >= len(lists[0].elements) and bool(lists[0].doubts)


def _of_cards(cards: Cards, html: HtmlPage, page: Page) -> Source | None:
    """Return a list of HTML cards; None where they cannot be told apart."""
    by_number = {card.node.mem_id: card for card in html.cards(cards.selector)}
    nodes = [by_number[element.number] for element in cards.elements]
    names, count = Names(cards.elements), len(nodes)
    link, ad = ad_line(cards.elements, nodes, cards.role, cards.doubt, html)
    if ad is None:
        return None
    if cards.doubts and ad.sure:
        ad = replace(ad, sure=False, why=f"{ad.why}; as far as the cards are right")
    inside = {inner.number for card in cards.elements for inner in card.walk()}
    outside = [one for one in html.tree().walk() if one.number not in inside]
    total, stated = total_line(html.whole(), outside, names, count)
    pager, sample = Pager(html, inside), cards.elements[:SAMPLE]
    why = "; ".join((f"{count} elements built alike", *cards.doubts))
    found = Setting("cards", cards.selector, not cards.doubts, why)
    marks = mark_lines(nodes, marks_in(sample, names), [])
    is_known = link is not None and not cards.doubt and on_portal(nodes, link, html)
    ways = [*html_ways(pager, page.address, names)]
    return Source(
        nodes, "cards", [found, NO_ADS, ad, total, *marks], fields_in(sample, names),
        link if is_known else None, stated, ways, no_way(pager, count, stated),
    )  # fmt: skip


def _of_data(data: Data, page: Page, ways: list[Way]) -> Source | None:
    """Return a list of objects; None where they cannot be told apart."""
    cards, paths = data.cards(page.address), data.paths
    ad = id_line(cards, paths)
    if ad is None:
        return None
    total, stated = data_total(data.around, len(cards))
    inner = Setting("json_in", data.json_in, True, "the page carries its list as data")
    lines = [
        Setting("format", "json", True, "selectors are then paths of keys"),
        *([inner] if data.json_in else []),
        Setting("cards", data.path, len(cards) > 2, f"a list of {len(cards)} objects"),
        *(ad, total),
        *mark_lines(cards, *data_marks(cards, paths)),
    ]
    is_whole = stated == len(cards)
    why = "it has as many ads as are stated" if is_whole else "nothing leads on; is it one page"
    end = Setting("next", ONE_PAGE, is_whole, why)
    fields = data_fields(cards, paths)
    return Source(cards, "objects", lines, fields, None, stated, [] if is_whole else ways, end)


def _of_sitemap(html: HtmlPage) -> Source:
    cards, loc = html.cards("url"), Field(select="loc")
    lines = [
        Setting("cards", "url", False, f"{len(cards)} addresses; are all of them ads"),
        Setting("ad", {"select": "loc"}, True, "the address is the id"),
    ]
    end = Setting("next", ONE_PAGE, True, "a sitemap is one page")
    return Source(cards, "addresses", lines, [], loc, None, [], end)


def _lines(source: Source, page: Page, get: Get, places: PlaceNames) -> list[Setting]:
    """Return the lines of a block: what the cards say, then how it goes on, then own pages."""
    sample = source.cards[:SAMPLE]
    number = number_line(sample, source.fields, Field()) if source.fields else None
    place = place_line(best_place(sample, source.fields, places), source.what)
    on_cards = number is not None and "fewer than half" not in number.why
    detail = None
    if source.link is not None and not (on_cards and place.value):
        wanted = None if place.value else places
        detail = _own_pages(source, source.link, get, wanted, wants_number=not on_cards)
    given = detail.value if detail is not None and isinstance(detail.value, Mapping) else {}
    if number is None and "number" not in given:
        why = detail.why if detail is not None else IN_DOUBT if source.what == "cards" else ""
        open_line = Setting("number", None, False, f"no number is on the {source.what}; {why}")
        number = kept_back_line(sample, source.fields) or open_line
    share = float((number is not None and number.value is not None) or "number" in given)
    lines = [*lines_about(page.address), *source.lines]
    lines += [line for line in (number, detail) if line is not None and line.key != "detail"]
    lines += [detail] if detail is not None and given else []
    lines += [place] if "place" not in given else []
    block = Suggestion((*lines, source.no_way, bounds_line(1, None, 0.0))).portal()
    following = Trial(block, page, get).best(source.ways) or source.no_way
    is_whole = following.value == ONE_PAGE and following.sure
    count = source.total or (len(source.cards) if is_whole else None)
    return [*lines, following, bounds_line(len(source.cards), count, share)]


def _own_pages(
    source: Source, link: Field, get: Get, places: PlaceNames | None, *, wants_number: bool
) -> Setting:
    """Look for number and place on a few ads' own pages; what cannot be had is left to a person."""
    pages: list[HtmlPage] = []
    for card in source.cards[:OWN_PAGES]:
        address = card.link(link)
        try:
            if address and not address_acts(address):
                pages.append(HtmlPage.parse(get(address, "an ad's own page")))
        except ScrapeError:
            continue
    wholes, trees = [page.whole() for page in pages], [page.tree() for page in pages]
    fields = fields_in(trees, Names(trees))
    table: dict[str, object] = {}
    reasons, sure = [], True
    if pages and wants_number and (found := own_number(wholes, fields)):
        table["number"], why, sure = found[0].table, found[1], found[2]
        reasons.append(why)
    if pages and places is not None and (place := best_place(wholes, fields, places)):
        line = place_line(place, "own pages")
        table["place"], sure = line.value, sure and line.sure
        reasons.append(line.why)
    if not table:
        return Setting("detail", None, False, f"nor on {len(pages)} of the ads' own pages")
    way = {key: value for key in ("select", "attribute") if (value := getattr(link, key))}
    return Setting("detail", {"link": way, **table}, sure, "; ".join(reasons))


def _held_to_two_pages(lines: list[Setting], get: Get, places: PlaceNames) -> Suggestion:
    """Return the block; nothing of it is sure where its first two pages speak against it."""
    first = read_first_pages(Suggestion(tuple(lines)).portal(), get, places, 2)
    if first.fault is not None:
        why = f"on these pages a sweep would end as {first.fault.outcome}"
        doubted = {"cards", "ad", "next", "total", "detail"}
        lines = [
            replace(line, sure=False, why=f"{line.why}; {why}") if line.key in doubted else line
            for line in lines
        ]
    return Suggestion(tuple(lines))
