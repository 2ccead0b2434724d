"""Lists that come in something else: as HTML in JSON, in a sitemap, in a sitemap of sitemaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from monitor.probe.suggest.block import Setting, bounds_line, lines_about
from monitor.probe.suggest.data import TAGS, Data, data_ways, scalars, total_beside
from monitor.probe.suggest.page_words import WORDS
from monitor.probe.suggest.ways import ONE_PAGE, Source, one_page
from scrapers.extract.html_card import HtmlPage
from scrapers.model import Get, Page
from scrapers.portal_config import Field

LOC = "sitemap loc"
SHORTEST_HTML = 40


def is_sitemap(page: Page, of: str) -> bool:
    """Tell whether a page is a sitemap of addresses ("urlset"), or of sitemaps."""
    return re.search(rf"<{of}\b", page.text[:2000]) is not None


def of_sitemap(html: HtmlPage) -> Source:
    """Return the addresses of a sitemap as the ads."""
    cards, loc = html.cards("url"), Field(select="loc")
    lines = [
        Setting("cards", "url", False, f"{len(cards)} addresses; are all of them ads"),
        Setting("ad", {"select": "loc"}, True, "the address is the id"),
    ]
    end = Setting("next", ONE_PAGE, True, "a sitemap is one page")
    return Source(cards, lines, [], loc, None, [], end)


def first_part(page: Page, get: Get) -> tuple[list[Setting], Page]:
    """Return the first list that a sitemap of sitemaps names, and the lines that are for all.

    Of parts with a word for ads in their names, those are the lists. Any other page is its own
    first list. Raises as `get` does.
    """
    if not is_sitemap(page, "sitemapindex"):
        return [], page
    parts = HtmlPage.parse(page).whole().links(Field(select=LOC))
    words = {word: [part for part in parts if _named(part, word)] for word in WORDS["ads"]}
    word = max(sorted(words), key=lambda one: len(words[one]))
    if not (chosen := words[word] or parts):
        return [], page
    field = {"select": LOC}
    if len(chosen) < len(parts):
        field["pattern"] = f"(.*{word}.*)"
    why = f"{len(chosen)} of {len(parts)} parts of the sitemap; are there ads in these alone"
    part = get(chosen[0], "list page 1")
    bounds = bounds_line(len(HtmlPage.parse(part).cards("url")), None, 0.0)
    return [*lines_about(page.address), Setting("lists", field, False, why), bounds], part


def _named(address: str, word: str) -> bool:
    return word in re.split(r"[^a-zæøåäö]+", address.rpartition("/")[2].lower())


def texts_with_tags(whole: object) -> Iterator[tuple[str, str]]:
    """Yield the texts in an answer that may hold a list as HTML, with their paths."""
    for path, value in scalars(whole):
        if isinstance(value, str) and len(value) >= SHORTEST_HTML and TAGS.search(value):
            yield path, value


def held_in(source: Source, path: str, whole: object, address: str) -> Source:
    """Return a list of HTML as it is read where JSON holds it, at a path."""
    data = Data("", tuple(source.cards), whole)
    total, stated = total_beside(data.around, len(source.cards))
    lines = [
        Setting("format", "json", True, "the answer is JSON"),
        Setting("cards_in", path, True, "there the answer has its cards, as HTML"),
        *(line for line in source.lines if line.key != "total"),
        total,
    ]
    end = one_page(len(source.cards), stated, "nothing leads on; is it one page")
    ways = [] if end.sure else [*data_ways(data, address)]
    return replace(source, lines=lines, total=stated, ways=ways, no_way=end)
