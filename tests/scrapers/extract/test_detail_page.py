"""Ads' own pages: which are asked for, and what it means when they are gone."""

from collections.abc import Mapping

import pytest

from scrapers.errors import LayoutChanged
from scrapers.extract.ad_fields import Facts
from scrapers.extract.detail_page import Details, Listed
from scrapers.extract.html_card import HtmlCard, HtmlPage
from scrapers.extract.list_page import AdIds
from scrapers.model import Hidden, Page
from scrapers.portal_config import Detail, Field, Mark, Portal
from tests.scrapers.support import NUMBERS, Pages, a_portal

BASE = "http://127.0.0.1"
DETAIL = Detail(
    link=Field(select="a", attribute="href"),
    number=Field(label="Telefon"),
    place=Field(label="Sted"),
)
KEY = Hidden("1")


def details(texts: Mapping[str, str], portal: Portal) -> Details:
    """Read these pages; any other is gone."""
    return Details(
        portal, Pages(texts, notes=("the portal asks robots not to index",)).get, AdIds(portal)
    )


def the_card(markup: str) -> HtmlCard:
    """Parse a card."""
    return HtmlPage.parse(Page(f"{BASE}/liste/", f"<article>{markup}</article>")).cards("article")[
        0
    ]


def test_an_ads_own_page_completes_its_card() -> None:
    """By label, and with what the list does not give."""
    portal = a_portal(detail=DETAIL)
    own = f"<dl><dt>Telefon</dt><dd>{NUMBERS[0]}</dd><dt>Sted</dt><dd>Oslo</dd></dl>"
    pages = details({f"{BASE}/liste/1": own}, portal)
    listed = pages.listed(KEY, the_card('<a href="1">x</a><i class="place">Bergen</i>'))

    assert listed.link == f"{BASE}/liste/1"
    assert pages.completed(listed) == Facts((Hidden("+47" + NUMBERS[0]),), "Bergen")
    assert list(pages.notes) == ["the portal asks robots not to index"]


def test_a_card_that_tells_it_all_needs_no_page() -> None:
    """And need not lead to one."""
    portal = a_portal(detail=DETAIL)
    markup = f'<p class="contact">{NUMBERS[0]}</p><i class="place">Oslo</i>'
    listed = details({}, portal).listed(KEY, the_card(markup))

    assert listed.link is None
    assert details({}, portal).completed(listed) == listed.facts


def test_a_card_that_lacks_something_and_leads_nowhere_is_a_changed_layout() -> None:
    """The selector of the link is named."""
    with pytest.raises(LayoutChanged, match=r"a card has no link \(detail.link = 'a'\)"):
        details({}, a_portal(detail=DETAIL)).listed(KEY, the_card("<b>x</b>"))


def test_an_ads_own_page_may_be_data_at_an_address_made_of_an_id() -> None:
    """The id is escaped: it is one part of the path, whatever it holds."""
    detail = Detail(
        link=Field(select="a", attribute="data-id"),
        template="/api/ads/{link}",
        format="json",
        number=Field(select="contact.phone"),
    )
    own = f'{{"contact": {{"phone": "{NUMBERS[0]}"}}}}'
    pages = details({f"{BASE}/api/ads/7%2F8": own}, a_portal(f"{BASE}/liste/", detail=detail))
    listed = pages.listed(KEY, the_card('<a data-id="7/8">x</a>'))

    assert pages.completed(listed) == Facts((Hidden("+47" + NUMBERS[0]),))


def test_an_ad_whose_own_page_says_that_it_is_none_is_excluded() -> None:
    """To look for that, even a card that tells it all is asked for its page."""
    detail = Detail(link=DETAIL.link, exclude=(Mark(select=".sold"),))
    pages = details({f"{BASE}/liste/1": '<p class="sold">Solgt</p>'}, a_portal(detail=detail))
    listed = pages.listed(KEY, the_card(f'<a href="1">x</a><p class="contact">{NUMBERS[0]}</p>'))

    assert pages.completed(listed) is None
    assert pages.excluded == 1


def test_an_ad_whose_page_is_gone_was_up_and_has_no_number() -> None:
    """It was listed a moment ago."""
    pages = details({}, a_portal(detail=DETAIL))
    listed = Listed(KEY, Facts((), "Oslo"), f"{BASE}/vis/1")

    assert pages.completed(listed) == Facts((), "Oslo")
    pages.check(2)


@pytest.mark.parametrize(
    ("gone", "ads", "is_fault"),
    [(1, 1, True), (1, 2, False), (2, 30, False), (3, 30, True), (6, 100, False), (7, 100, True)],
)
def test_many_pages_that_are_gone_are_a_changed_layout(gone: int, ads: int, is_fault: bool) -> None:
    """One, and one in twenty, are ads taken down; more is a way that has changed."""
    pages = details({}, a_portal(detail=DETAIL))
    for _ in range(gone):
        pages.completed(Listed(KEY, Facts(), f"{BASE}/vis/1"))
    if is_fault:
        with pytest.raises(LayoutChanged, match=f"404 for an ad's own page for {gone} of {ads} "):
            pages.check(ads)
    else:
        pages.check(ads)
