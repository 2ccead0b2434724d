"""What a complete sweep's list pages leave open is told in notes."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.model import Hidden, Sweep
from scrapers.portal_config import Field, NextPage
from scrapers.pseudonymize import Identify
from tests.portal_server import Answer, PortalServer, Request
from tests.scrapers.support import Pages, a_fetcher, a_portal, card, json_page, page

START = "http://127.0.0.1/annonser"
IDENTIFY = Identify(Hidden(bytes(32)))
NEITHER: dict[str, Any] = {"place": None, "number": None}
BY_LINK: dict[str, Any] = {"ad": Field(select="a", attribute="href"), "place": None}


def swept(pages: Pages, **changes: Any) -> Sweep:
    """Sweep pages that begin at START."""
    return sweep_pages(
        a_portal(**{"start": START, **changes}), pages.get, IDENTIFY, {"Oslo": ("Oslo",)}
    )


def linked(ad: int | str, kind: str = "article", more: str = "") -> str:
    """Write a card with a link to its ad."""
    return f'<{kind} {more}><a href="/vis/{ad}">Annonse</a></{kind}>'


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        ([linked(8, "section"), linked(9, "section")], ["2"]),
        ([linked("8-hytte", "section"), linked(9, "section")], ["2"]),
        ([linked(9, "section"), linked(9, "section")], []),
        ([linked(1, "section"), linked(2, "section")], []),
        ([linked(4, "section"), linked(5, "section")], []),
        (['<a href="/by/8">a</a><a href="/by/9">a</a><a href="/vis/ny">a</a>'], []),
        (['<a href="/vis/8">2</a><a href="/vis/9">side 3</a>'], []),
        (['<a href="//else.example/vis/8">a</a><a href="http://[x/vis/9">b</a>'], []),
    ],
    ids=["ads", "titles", "one", "on cards", "on page 2", "others", "pager", "elsewhere"],
)
def test_links_that_look_like_those_of_ads_and_are_in_no_card_are_told(
    beside: list[str], told: list[str]
) -> None:
    """A selector that finds one of two kinds of cards would count a part of the market."""
    first = page(linked(1), linked(2), linked("3-hytte"), *beside, following="/annonser?side=2")
    pages = Pages({START: first, f"{START}?side=2": page(linked(4), linked(5))})
    notes = swept(pages, **BY_LINK).notes

    assert [note.split()[0] for note in notes if "stand in no card" in note] == told


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (linked(1, more='style="color: red; display:none"'), ["1"]),
        (f"<div hidden>{linked(1)}</div>", ["1"]),
        (f"<div hidden>{linked(1)}</div>{linked(1)}", []),
        (linked(1, more='style="display: block"'), []),
    ],
)
def test_ads_that_are_not_drawn_beside_others_that_are_are_told(
    first: str, told: list[str]
) -> None:
    """A portal may keep ads on the page that ran out; nobody sees them."""
    found = swept(Pages({START: page(first, linked(2))}), **BY_LINK)

    assert [n.split()[0] for n in found.notes if "cards that are not drawn" in n] == told
    assert found.ads == 2
    assert swept(Pages({START: page(f"<div hidden>{linked(1)}</div>")}), **BY_LINK).notes == ()


@pytest.mark.parametrize(
    ("found_at", "is_told"),
    [
        ("/oslo/annonser", True),
        ("/annonser?by=oslo", True),
        ("/annonser/", False),
        ("/annonser", False),
    ],
)
def test_a_start_that_leads_elsewhere_is_told(found_at: str, is_told: bool) -> None:
    """It may lead to the ads of the place that we seem to be at."""
    address = f"http://127.0.0.1{found_at}"
    pages = Pages({address: page(card("1"))}, {START: address})

    assert any("start leads to another address" in n for n in swept(pages).notes) is is_told


@pytest.mark.parametrize(
    ("third", "is_told"),
    [("/arkiv", True), ("/bergen?side=1", True), ("/annonser?by=2", True), ("?side=3", False)],
)
def test_a_way_on_to_another_kind_of_address_is_told(third: str, is_told: bool) -> None:
    """The last page of a list may lead on to another list."""
    base = "http://127.0.0.1"
    address = f"{base}/annonser{third}" if third.startswith("?") else f"{base}{third}"
    pages = {
        START: page(card("1"), following="/annonser?side=2"),
        f"{START}?side=2": page(card("2"), following=third),
        address: page(card("3")),
    }
    found = swept(Pages(pages))

    assert found.ads == 3
    assert any("of another kind than before" in note for note in found.notes) is is_told


@pytest.mark.parametrize(("step", "is_told"), [(3, True), (2, False), (1, False)])
def test_offsets_that_are_further_apart_than_pages_are_long_are_told(
    step: int, is_told: bool
) -> None:
    """What lies between two pages is on none of them."""
    ads = [{"id": n} for n in range(9)]
    texts = {f"{START}?fra={at}": json_page(ads[at : at + 2]) for at in range(20)}
    following = NextPage(parameter="fra", first=0, step=step)
    keys = {"format": "json", "cards": "ads", "ad": Field(select="id"), **NEITHER}
    found = swept(Pages({START: texts[f"{START}?fra=0"]} | texts), next=following, **keys)

    assert (found.ads < 9) is is_told
    assert any("ads between two pages may stand on none" in n for n in found.notes) is is_told


@pytest.mark.parametrize(("second", "told"), [(40, True), (22, False)])
def test_pages_that_state_totals_of_another_list_are_told(second: int, told: bool) -> None:
    """A copy of yesterday's page among today's has other ads, and misses some."""
    ads = [card(str(n)) for n in range(20)]
    pages = {
        START: page(*ads[:10], following="/annonser?side=2", more="<i>20</i>"),
        f"{START}?side=2": page(*ads[10:], more=f"<i>{second}</i>"),
    }
    notes = swept(Pages(pages), total=Field(select="i"), place=None).notes

    assert any("state totals from 20 to 40" in note for note in notes) is told


def test_a_list_that_becomes_shorter_within_a_sweep_is_told(server: PortalServer) -> None:
    """A portal may choose a place for whoever comes, and keep it in a cookie."""

    def listed(number: int) -> Any:
        def answer(request: Request) -> Answer:
            chosen = range(0, 80, 4) if "cookie" in request.headers else range(80)
            cards = [card(str(ad)) for ad in list(chosen)[10 * number : 10 * number + 10]]
            following = f"/{number + 1}" if len(chosen) > 10 * number + 10 else ""
            headers = {"Set-Cookie": "by=oslo; Path=/"}
            return Answer(page(*cards, following=following), headers=headers)

        return answer

    server.routes = {f"/{number or ''}": listed(number) for number in range(9)}
    portal = a_portal(server.base + "/", cookies=True, place=None)
    with a_fetcher(portal) as fetcher:
        found = sweep_pages(portal, fetcher.get, IDENTIFY, {})

    assert found.ads < 80
    assert any("ads of one reading are not in the next" in note for note in found.notes)


def test_an_old_copy_of_a_page_is_known_by_ads_of_the_first_page() -> None:
    """What is shown on top stands on most pages; what stands on two of five was pushed down."""
    texts = {
        f"{START}?side={n}" if n > 1 else START: page(
            card("top"),
            *(card(f"{n}-{ad}") for ad in range(5)),
            *extra,
            following=f"/annonser?side={n + 1}" if n < 5 else "",
        )
        for n, extra in zip(count(1), [(), [card(f"1-{ad}") for ad in (2, 3)], (), (), ()])
    }
    notes = swept(Pages(texts), place=None).notes

    assert [note.split()[0] for note in notes if "stand on several pages" in note] == ["2"]


def test_cards_that_a_selector_misses_one_a_page_are_told() -> None:
    """As paid ads on top of each page are."""
    pages = {
        f"{START}?side={n}" if n > 1 else START: page(
            linked(100 + n, "section"), linked(n), following=f"/annonser?side={n + 1}" * (n < 4)
        )
        for n in range(1, 5)
    }
    notes = swept(Pages(pages), **BY_LINK).notes

    assert [note.split()[0] for note in notes if "stand in no card" in note] == ["4"]


def test_lists_that_begin_alike_are_told() -> None:
    """A portal may show its first list for a place that it does not know."""
    oslo, other = page(linked(1), linked(2)), page(linked(3), linked(4))
    lists = {f"{START}/{n}": text for n, text in enumerate([oslo, other, oslo])}
    told = swept(Pages(lists), start=tuple(lists), **BY_LINK).notes
    lists[f"{START}/2"] = page(linked(2), linked(1))

    assert any(note.startswith("2 of 3 lists begin with the same ads") for note in told)
    assert swept(Pages(lists), start=tuple(lists), **BY_LINK).notes == ()


@pytest.mark.parametrize(
    ("second", "ads_of_place", "is_told"),
    [("42 12 34", 4, True), ("42 12 34", 2, True), ("42 12 34", 1, False), ("43 12 34", 4, False)],
)
def test_one_ad_under_an_address_for_each_place_is_told(
    second: str, ads_of_place: int, is_told: bool
) -> None:
    """Its addresses end alike, and its number is the same; of one ad, that may be chance."""
    ads = {"/oslo": "42 12 34", "/bergen": second}
    cards = [
        f'<article><a href="{place}/vis-{ad}">a</a><p class="contact">{number} {ad}</p></article>'
        for place, number in ads.items()
        for ad in range(56, 56 + ads_of_place)
    ]
    found = swept(Pages({START: page(*cards)}), **BY_LINK)

    assert found.ads == 2 * ads_of_place
    assert any("have addresses that end alike" in note for note in found.notes) is is_told
