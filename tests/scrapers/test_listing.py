"""One list page says which ads there are, how many in all, and where the next page is."""

from typing import Any

import pytest

from scrapers.description import Field, NextPage, Portal
from scrapers.errors import LayoutChanged
from scrapers.listing import JsonCard, Listing, read_listing, value_at
from scrapers.model import Page
from tests.scrapers.support import a_portal, card, json_page, page

ADDRESS = "http://127.0.0.1/liste/?side=1"
TOTAL = Field(select=".total", pattern=r"([\d\s.]+) treff")


def read(text: str, portal: Portal) -> Listing:
    """Read a page that was fetched."""
    return read_listing(Page(ADDRESS, text), portal)


def json_portal(**changes: Any) -> Portal:
    """Describe a portal whose list is JSON."""
    json_fields: dict[str, Any] = {
        "format": "json",
        "cards": "ads",
        "ad": Field(select="id"),
        "next": NextPage(select="next"),
    }
    return a_portal(**(json_fields | changes))


# -- HTML -----------------------------------------------------------------------------------------


def test_an_html_list_has_cards_and_a_next_address() -> None:
    """Cards are in the page's order; the next address is absolute."""
    found = read(page(card("a"), card("b"), following="?side=2"), a_portal())

    assert [each.value(Field(select="h2", attribute="id")) for each in found.cards] == ["a", "b"]
    assert found.next_address == "http://127.0.0.1/liste/?side=2"
    assert found.stated_total is None


def test_the_last_page_has_no_next_address() -> None:
    """No link is the end."""
    assert read(page(card("a")), a_portal()).next_address is None


def test_an_empty_list_says_so() -> None:
    """No ads is a fact when the portal says it in its own words."""
    assert read(page(), a_portal()) == Listing((), None, None)


@pytest.mark.parametrize("no_ads", ["p.empty", ""])
def test_neither_ads_nor_the_words_for_none_is_a_changed_layout(no_ads: str) -> None:
    """A page without both is no empty market; the message names both selectors."""
    with pytest.raises(LayoutChanged) as caught:
        read("<html><p>Velkommen</p></html>", a_portal(no_ads=no_ads))

    assert "cards = 'article'" in str(caught.value)
    assert f"no_ads = {no_ads!r}" in str(caught.value)


def test_two_next_links_are_a_changed_layout() -> None:
    """Which of them leads on is not guessed."""
    with pytest.raises(LayoutChanged, match=r"at most one match of 'a\[rel=next\]', found 2"):
        read(page(card("a"), more='<a rel="next" href="?x">', following="?y"), a_portal())


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("412 treff", 412), ("1 412 treff", 1412), ("1&nbsp;412 treff", 1412), ("1.412 treff", 1412)],
)
def test_the_total_is_read_without_its_thousands_marks(stated: str, expected: int) -> None:
    """Spaces, no-break spaces and points within a number do not cut it."""
    text = page(card("a"), more=f'<p class="total">{stated}</p>')

    assert expected == read(text, a_portal(total=TOTAL)).stated_total


@pytest.mark.parametrize("more", ["", '<p class="total">mange treff</p>', '<p class="total"></p>'])
def test_a_missing_total_is_a_changed_layout(more: str) -> None:
    """A portal that is said to state its total states it on every page with ads."""
    with pytest.raises(LayoutChanged, match=r"total.select = '.total'"):
        read(page(card("a"), more=more), a_portal(total=TOTAL))


def test_an_empty_list_need_not_state_a_total() -> None:
    """Where there are no ads there may be no total either."""
    assert read(page(), a_portal(total=TOTAL)).stated_total is None


def test_an_empty_list_may_state_a_total() -> None:
    """A page that says both "none" and "412" is for the sweep to compare."""
    assert read(page(more='<p class="total">412 treff</p>'), a_portal(total=TOTAL)) == Listing(
        (), 412, None
    )


# -- JSON -----------------------------------------------------------------------------------------


def test_a_json_list_has_cards_total_and_next() -> None:
    """Dotted paths say where everything stands."""
    portal = json_portal(
        cards="data.ads", total=Field(select="data.count"), next=NextPage(select="links.next")
    )
    text = '{"data": {"ads": [{"id": 7}, {"id": 8}], "count": 2}, "links": {"next": "?side=2"}}'
    found = read(text, portal)

    assert [each.value(portal.ad) for each in found.cards] == ["7", "8"]
    assert (found.stated_total, found.next_address) == (2, "http://127.0.0.1/liste/?side=2")


@pytest.mark.parametrize("following", [{}, {"next": None}, {"next": ""}])
def test_the_last_json_page_has_no_next_address(following: dict[str, Any]) -> None:
    """Absent, null or empty is the end."""
    assert read(json_page([{"id": 7}], **following), json_portal()).next_address is None


def test_an_empty_json_list_is_an_empty_market() -> None:
    """An empty list says "no ads" by itself."""
    assert read(json_page([]), json_portal()) == Listing((), None, None)


@pytest.mark.parametrize("text", ["", "<html></html>", "{", '{"ads": [', "[" * 100_000, "nix"])
def test_what_is_not_json_is_a_changed_layout(text: str) -> None:
    """A page where JSON should be, cut-off and bottomless JSON are errors with a name."""
    with pytest.raises(LayoutChanged, match="the answer is not JSON"):
        read(text, json_portal())


def test_a_byte_order_mark_before_json_is_ignored() -> None:
    """Some servers begin with one, and RFC 8259 lets a reader pass over it."""
    text = "\N{ZERO WIDTH NO-BREAK SPACE}" + json_page([{"id": 7}])

    assert len(read(text, json_portal()).cards) == 1


@pytest.mark.parametrize("text", ['{"items": []}', '{"ads": null}', '{"ads": {}}', "[]", "7"])
def test_json_without_the_list_is_a_changed_layout(text: str) -> None:
    """A path that leads to no list is named in the message."""
    with pytest.raises(LayoutChanged, match="no list of ads stands at 'ads'"):
        read(text, json_portal())


def test_json_without_its_total_is_a_changed_layout() -> None:
    """JSON is held to the same rule as HTML."""
    with pytest.raises(LayoutChanged, match=r"total.select = 'count'"):
        read(json_page([{"id": 7}]), json_portal(total=Field(select="count")))


@pytest.mark.parametrize(("stated", "expected"), [(412, 412), ("412", 412), (412.0, 412), (0, 0)])
def test_a_json_total_is_a_number_in_any_form(stated: object, expected: int) -> None:
    """An integer, a text or a float that is whole."""
    found = read(json_page([{"id": 7}], count=stated), json_portal(total=Field(select="count")))

    assert expected == found.stated_total


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("id", "7"),
        ("place.city", "Oslo"),
        ("phones", "1, 2"),
        ("place.street", None),
        ("id.deeper", None),
        ("nothing", None),
        ("nothing.at.all", None),
        ("empty", None),
    ],
)
def test_a_json_card_gives_what_stands_at_a_path(path: str, expected: str | None) -> None:
    """Lists are joined; what is absent, null or empty is None."""
    data = {"id": 7, "place": {"city": "Oslo", "street": None}, "phones": ["1", None, 2]}

    assert expected == JsonCard(data | {"empty": []}, "http://portal.example/").value(
        Field(select=path)
    )


def test_a_json_card_gives_each_contact_for_itself() -> None:
    """The items of a list are pieces of their own, so that two numbers stay two."""
    card = JsonCard({"phones": ["1", 2, None], "phone": "3"}, "http://portal.example/")

    assert card.contact(Field(select="phones")) == ["1", "2"]
    assert card.contact(Field(select="phone")) == ["3"]
    assert card.contact(Field(select="none")) == []


def test_a_json_card_applies_a_pattern() -> None:
    """As in HTML, the first group is the value."""
    assert (
        JsonCard({"url": "/vis/77"}, "http://portal.example/").value(
            Field(select="url", pattern=r"/(\d+)$")
        )
        == "77"
    )


@pytest.mark.parametrize("data", [None, 7, "text", [], {}])
def test_a_path_into_anything_else_is_none(data: object) -> None:
    """Only objects have keys."""
    assert value_at(data, "a.b") is None
