"""From a page to a suggestion: its lists, what is on their cards, how they go on, own pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from monitor.privacy.acting_links import address_acts
from monitor.privacy.phone_number_guard import texts_in
from monitor.privacy.typed_text import holds_number_apart
from monitor.probe.first_pages import read_first_pages
from monitor.probe.suggest.block import (
    NothingToSuggest,
    Setting,
    Suggestion,
    bounds_line,
    lines_about,
)
from monitor.probe.suggest.candidates import fields_in
from monitor.probe.suggest.cards import Finder
from monitor.probe.suggest.carried_lists import (
    first_part,
    held_in,
    is_sitemap,
    of_sitemap,
    texts_with_tags,
)
from monitor.probe.suggest.data import Data, best_list, data_source, data_ways, scripts
from monitor.probe.suggest.fields import (
    best_number,
    kept_back_line,
    number_line,
    own_number,
    place_line,
)
from monitor.probe.suggest.pager import PagerLinks
from monitor.probe.suggest.selectors import Names, is_machine_made
from monitor.probe.suggest.ways import ONE_PAGE, SAMPLE, Source, way_on
from scrapers.errors import ScrapeError
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.script_data import parse_json
from scrapers.model import Get, Page, PlaceNames
from scrapers.numbers.word_lists import names_phone
from scrapers.portal_config import Field

OWN_PAGES = 3
MOST_LISTS = 5
ABROAD = ("SE", "GB")
"""Where numbers may be from, too, as in an address that is to be probed."""

NOTHING = (
    "nothing on this page is repeated like a list of ads with links or ids of their own; is the "
    "list drawn by a script? Then its data stand in the page's source (json_in), or have an "
    "address that the browser's network tools show"
)


def suggest(page: Page, get: Get, places: PlaceNames) -> Suggestion:
    """Suggest a block for a list page; its next page and up to three own pages are fetched.

    Raises NothingToSuggest where nothing on the page looks like a list, or where what would find it
    could be a phone number.
    """
    lists, page = first_part(page, get)
    for source in _sources(page):
        lines = _lines(source, page, get, places)
        of_all = {line.key for line in lists}
        lines = [*lists, *(line for line in lines if line.key not in of_all)]
        _refuse_numbers(lines)
        return _held_to_two_pages(lines, get, places)
    raise NothingToSuggest(NOTHING)


def _refuse_numbers(lines: Sequence[Setting]) -> None:
    """Raise NothingToSuggest where a name or an address of the page could be a phone number.

    A portal may have such keys; printed, one would be an ad's number, and config.toml takes none.
    """
    for line in lines:
        said = texts_in(line.value if line.key != "start" else "")  # a person typed the start
        if any(holds_number_apart(text, fallbacks=ABROAD) for text in said):
            raise NothingToSuggest(
                f"what would stand under {line.key} could be a phone number, as the page names it; "
                "no block can be suggested for this page, and config.toml takes no such name"
            )


def _sources(page: Page) -> Iterator[Source]:
    """Yield the lists of a page, the likeliest first."""
    text = page.text.lstrip("\ufeff \r\n")
    if text[:1] in {"{", "["}:
        yield _of_data(parse_json(page.text), page)
        return
    html = HtmlPage.parse(page)
    if is_sitemap(page, "urlset"):
        yield of_sitemap(html)
        return
    lists = list(islice(Finder(html, page.address).lists(), MOST_LISTS))
    data = max(scripts(html), key=lambda one: len(one.items), default=None)
    if data is not None and _is_better(data, lists):
        ways = [*PagerLinks(html).counted(page.address), *data_ways(data, page.address)]
        source = data_source(data, page.address, ways)
        yield from filter(None, [source])
    yield from lists


def _is_better(data: Data, lists: Sequence[Source]) -> bool:
    """Tell whether the data in a page says more than its elements do, or will last longer."""
    if not lists or is_machine_made(str(lists[0].lines[0].value)):
        return True
    if len(data.items) < len(lists[0].cards):
        return False
    has_phone = any(names_phone(path.rsplit(".", 1)[-1]) for path in data.paths)
    drawn = lists[0].cards[:SAMPLE]
    has_only_phone = has_phone and best_number(drawn, lists[0].fields) is None
    return has_only_phone or not lists[0].lines[0].sure


def _of_data(whole: object, page: Page) -> Source:
    """Return the list of an answer in JSON: of objects, or of HTML that one of its texts holds."""
    data = best_list(whole)
    if data is not None:
        source = data_source(data, page.address, [*data_ways(data, page.address)])
        if source is None:
            raise NothingToSuggest("the objects in this JSON have no key that is always different")
        return source
    for path, text in texts_with_tags(whole):
        html = HtmlPage.fragment(replace(page, text=text))
        for source in Finder(html, page.address).lists():
            return held_in(source, path, whole, page.address)
    raise NothingToSuggest(
        "the answer is JSON without a list of objects in it, or HTML with a list of ads"
    )


def _lines(source: Source, page: Page, get: Get, places: PlaceNames) -> list[Setting]:
    """Return the lines of a block: what the cards say, then how it goes on, then own pages."""
    sample, fields = source.cards[:SAMPLE], source.fields
    numbers = best_number(sample, fields) if fields else None
    number = number_line(numbers, sample) if numbers else None
    place = place_line(sample, fields, places)
    is_on_cards = numbers is not None and numbers.is_on_most
    detail = None
    if source.link is not None and not (is_on_cards and place.value):
        sought = None if place.value else places
        detail = _own_pages(source, source.link, get, sought, wants_number=not is_on_cards)
    given = detail.value if detail is not None and isinstance(detail.value, Mapping) else {}
    if number is None and "number" not in given:
        why = detail.why if detail else "which link leads to an ad is in doubt, so none was fetched"
        open_line = Setting("number", None, False, f"no card has one; {why}")
        number = kept_back_line(sample, fields) or open_line
    has_number = (number is not None and number.value is not None) or "number" in given
    lines = [*lines_about(page.address), *source.lines, *filter(None, [number])]
    lines += [detail] if detail is not None and given else []
    lines += [place] if "place" not in given else []
    block = Suggestion((*lines, source.no_way, bounds_line(1, None, 0.0))).portal()
    following = way_on(block, page, get, source.ways) or source.no_way
    is_whole = following.value == ONE_PAGE and following.sure
    count = source.total or (len(source.cards) if is_whole else None)
    return [*lines, following, bounds_line(len(source.cards), count, float(has_number))]


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
    number = own_number(wholes, fields) if wants_number else None
    place = place_line(wholes, fields, places, "own pages") if places is not None else None
    lines = [line for line in (number, place) if line is not None and line.value]
    if not lines:
        return Setting("detail", None, False, f"nor on {len(pages)} of the ads' own pages")
    way = {key: value for key in ("select", "attribute") if (value := getattr(link, key))}
    table = {"link": way} | {line.key: line.value for line in lines}
    why = "; ".join(line.why for line in lines)
    return Setting("detail", table, all(line.sure for line in lines), why)


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
