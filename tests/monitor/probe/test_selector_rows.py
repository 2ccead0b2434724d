"""What a probe tells of each selector is what a sweep would read with it."""

from __future__ import annotations

from monitor.probe.first_pages import read_first_pages
from monitor.probe.selector_rows import rows_of
from scrapers.portal_config import Detail, Field
from tests.scrapers.support import Pages, a_portal, card, page

BASE = "https://fjord.example/"


def test_other_ads_on_an_ads_own_page_are_no_part_of_it() -> None:
    """Three numbers stand on its page, and one of them is its own."""
    contact = Field(select=".contact")
    link = Field(select="a", attribute="href")
    portal = a_portal(BASE, number=None, detail=Detail(link=link, number=contact))
    others = "".join(card(ad, f'42 00 00 0{ad} <a href="{ad}">x</a>') for ad in "23")
    own = {f"{BASE}{ad}": f'<h1>{ad}</h1><p class="contact">43 00 00 0{ad}</p>' for ad in "123"}
    own[f"{BASE}1"] += others
    texts = {BASE: page(*(card(ad, f'<a href="{ad}">x</a>') for ad in "123"))} | own
    rows = {row.key: row for row in rows_of(read_first_pages(portal, Pages(texts).get, {}, 1))}

    number = rows["detail.number"]
    assert (number.of, number.on, number.values, number.good) == (3, 3, 3, 3)


def test_an_ad_whose_links_begin_with_two_schemes_is_one() -> None:
    """As in a sweep."""
    portal = a_portal(BASE, ad=Field(select="a", attribute="href"))
    links = [f"{scheme}://fjord.example/{ad}" for scheme in ("http", "https") for ad in (1, 2)]
    texts = {BASE: page(*(card("", f'<a href="{link}">x</a>') for link in links))}
    rows = {row.key: row for row in rows_of(read_first_pages(portal, Pages(texts).get, {}, 1))}
    assert (rows["ad"].good, rows["ad"].remark) == (2, "2 different")
