"""From a page to a suggestion: data or HTML, and where the list has no numbers, ads' own pages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from monitor.probe.suggest.block import Suggestion, lines_about
from monitor.probe.suggest.cards import Cards, find_cards
from monitor.probe.suggest.data import Data, find_list, lines_of
from monitor.probe.suggest.detail_numbers import find_detail_number
from monitor.probe.suggest.fields import find_hidden, find_number, find_place
from monitor.probe.suggest.line import Setting
from monitor.probe.suggest.links import find_link
from monitor.probe.suggest.marks import marks_of_cards
from monitor.probe.suggest.next_pages import find_counted, find_next
from monitor.probe.suggest.revealing_names import without_revealing_names
from monitor.probe.suggest.selectors import is_machine_made
from monitor.probe.suggest.total import find_total
from scrapers.errors import ScrapeError
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.extract.json_card import parse_json
from scrapers.extract.list_page import TOTAL
from scrapers.http.client import origin
from scrapers.model import Get, Page, PlaceNames
from scrapers.portal_config import Field

DETAIL_PAGES = 3
SAMPLE = 60
"""Cards in which the number and the place are looked for; more would tell no more."""
NEEDED = ("cards", "ad", "next")
"""The lines without which there is no block."""

STATES = ("script#__NEXT_DATA__", 'script[type="application/json"]')


class NothingToSuggest(Exception):
    """A page on which no list could be made out."""


def suggest(page: Page, get: Get, places: PlaceNames) -> Suggestion:
    """Suggest a block for a list page; up to three ads' own pages are fetched for their number.

    Raises NothingToSuggest where nothing on the page looks like a list.
    """
    text = page.text.lstrip("\ufeff \r\n")
    if text[:1] in {"{", "["}:
        return _of_data(page, find_list(parse_json(page.text)), places, [])
    html = HtmlPage.parse(page)
    if re.search(r"<urlset\b", text[:2000]):
        return _of_sitemap(page, html, get)
    cards = find_cards(html, places)
    inner = _state(html)
    if inner is not None and _is_better(inner[1], cards):
        counted = find_counted(html)
        extra = [Setting("json_in", inner[0], True, "the page carries its list as data")]
        return _of_data(page, inner[1], places, extra, counted)
    if cards is None:
        raise NothingToSuggest(
            "nothing on this page is repeated like a list of ads; is the list drawn by a script? "
            "Then look in the browser's network tools for the address of its data"
        )
    return _of_cards(page, html, cards, get, places)


def _of_cards(page: Page, html: HtmlPage, cards: Cards, get: Get, places: PlaceNames) -> Suggestion:
    link = find_link(html, cards)
    if link is None:
        raise NothingToSuggest("what is repeated on this page has no link or id of its own")
    field, ad = link
    nodes = html.cards(cards.selector)
    total = find_total(html, cards)
    sample, elements = nodes[:SAMPLE], cards.elements[:SAMPLE]
    number = find_number(sample, elements)
    lines = [
        *lines_about(page.address, len(nodes), _figure(html, total)),
        Setting("cards", cards.selector, cards.sure, cards.why),
        Setting("no_ads", None, False, "cannot be seen while there are ads; search for nonsense"),
        *(ad, total, find_place(sample, elements, places), find_next(html, cards)),
        *marks_of_cards(sample, elements),
    ]
    if number is not None and (number.sure or "fewer than half" not in number.why):
        return _printable([*lines, number], elements)
    addresses = [a for node in nodes[:DETAIL_PAGES] if (a := node.link(field))]
    link_field = {"select": field.select, "attribute": "href"}
    detail = _detail(addresses, link_field, get)
    if detail.value is None:
        detail = number or find_hidden(sample, elements) or detail
    elif number is not None:
        lines.append(number)
    return _printable([*lines, detail], elements)


def _printable(lines: list[Setting], elements: Sequence[Element]) -> Suggestion:
    """Leave open what would repeat a word of the ads; raise NothingToSuggest where that is all."""
    plain = without_revealing_names(lines, elements)
    if lost := [line.key for line in plain if line.value is None and line.key in NEEDED]:
        raise NothingToSuggest(
            f"the class names that {' and '.join(lost)} would lean on are words that the ads show, "
            "or digits, and are not repeated here; write the block with the page's source at hand"
        )
    return Suggestion(tuple(plain))


def _detail(addresses: list[str], link: Mapping[str, object], get: Get) -> Setting:
    """Look for the number on a few ads' own pages; what cannot be had is left to a person."""
    pages: list[HtmlPage] = []
    for address in addresses:
        try:
            pages.append(HtmlPage.parse(get(address, "an ad's own page")))
        except ScrapeError:
            continue
    number_field = find_detail_number(pages) if pages else None
    if number_field is None:
        why = f"no number is on the cards, nor on {len(pages)} of the ads' own pages"
        return Setting("number", None, False, why)
    number, why, sure = number_field
    return Setting("detail", {"link": link, "number": number}, sure, why)


def _of_sitemap(page: Page, html: HtmlPage, get: Get) -> Suggestion:
    nodes = html.cards("url")
    addresses = [a for node in nodes[:DETAIL_PAGES] if (a := node.link(Field(select="loc")))]
    same_host = [address for address in addresses if origin(address) == origin(page.address)]
    return Suggestion(
        (
            *lines_about(page.address, len(nodes), None),
            Setting("cards", "url", False, f"{len(nodes)} addresses; are all of them ads"),
            Setting("ad", {"select": "loc"}, True, "the address is the id"),
            Setting("next", {"only_page": True}, True, "a sitemap is one page"),
            _detail(same_host, {"select": "loc"}, get),
        )
    )


def _of_data(
    page: Page,
    data: Data | None,
    places: PlaceNames,
    extra: list[Setting],
    counted: Setting | None = None,
) -> Suggestion:
    if data is None:
        raise NothingToSuggest("the answer is JSON without a list of objects in it")
    lines = lines_of(data, places, page.address)
    if extra:  # a page with data in it goes on as the page does
        lines = [line for line in lines if line.key != "next" or counted is None]
        lines += [counted] if counted is not None else []
    return Suggestion(
        (
            *lines_about(page.address, len(data.items), _stated(data, lines)),
            Setting("format", "json", True, "selectors are then paths of keys"),
            *extra,
            *lines,
        )
    )


def _state(html: HtmlPage) -> tuple[str, Data] | None:
    """Return the script of a page that holds a list as data, with the list."""
    for select in STATES:
        text = html.script(select)
        try:
            data = find_list(json.loads(text)) if text else None
        except (ValueError, RecursionError):
            data = None
        if data is not None:
            return select, data
    return None


def _is_better(data: Data, cards: Cards | None) -> bool:
    """Tell whether the data in a page says more than its elements do, or will last longer."""
    if cards is None or is_machine_made(cards.selector):
        return True
    return len(data.items) >= len(cards.elements) and not cards.sure


def _figure(html: HtmlPage, total: Setting) -> int | None:
    """Return the number that the suggested total finds on the page."""
    if not isinstance(total.value, Mapping):
        return None
    field = Field(select=str(total.value["select"]), pattern=str(total.value.get("pattern", "")))
    figures = [n for text in html.whole().values(field) for n in TOTAL.findall(text)]
    return int(re.sub(r"\D", "", figures[0])[:9]) if figures else None


def _stated(data: Data, lines: list[Setting]) -> int | None:
    path = next((line.value for line in lines if line.key == "total"), None)
    value: Any = data.whole
    for key in str(path["select"]).split(".") if isinstance(path, Mapping) else ():
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, int) and isinstance(path, Mapping) else None
