"""One list page says which ads there are, how many in all, and where the next page is."""

import time
from typing import Any

import pytest

from scrapers.errors import LayoutChanged
from scrapers.extract.list_page import Listing, only_value, read_links, read_listing
from scrapers.model import Page
from scrapers.portal_config import Field, NextPage, Portal
from tests.scrapers.support import NUMBERS, a_portal, card, json_page, page

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


# -- HTML ------------------------------------------------------------------------------------------


def test_an_html_list_has_cards_and_a_next_address() -> None:
    """Cards are in the page's order; the next address is absolute."""
    found = read(page(card("a"), card("b"), following="?side=2"), a_portal())

    assert [only_value(each, Field(select="h2", attribute="id")) for each in found.cards] == [
        "a",
        "b",
    ]
    assert found.next_address == "http://127.0.0.1/liste/?side=2"
    assert found.stated_total is None


def test_the_last_page_has_no_next_address() -> None:
    """No link is the end."""
    assert read(page(card("a")), a_portal()).next_address is None


def test_an_empty_list_says_so() -> None:
    """No ads is a fact when the portal says it in its own words."""
    found = read(page(), a_portal())

    assert (found.cards, found.stated_total, found.next_address) == ((), None, None)
    assert found.says_none
    assert not read("<p>Velkommen</p>", a_portal()).says_none


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


def test_a_phone_number_where_the_total_stood_is_not_taken_for_one() -> None:
    """It would be kept as a count, and told in a message; neither may hold it."""
    with pytest.raises(LayoutChanged, match="is no number of ads") as caught:
        read(
            page(card("a"), more='<p class="total">42419753</p>'),
            a_portal(total=Field(select=".total")),
        )
    assert "42419753" not in str(caught.value)


def test_an_empty_list_need_not_state_a_total() -> None:
    """Where there are no ads there may be no total either."""
    assert read(page(), a_portal(total=TOTAL)).stated_total is None


def test_an_empty_list_may_state_a_total() -> None:
    """A page that says both "none" and "412" is for the sweep to compare."""
    found = read(page(more='<p class="total">412 treff</p>'), a_portal(total=TOTAL))

    assert (found.cards, found.stated_total) == ((), 412)


# -- JSON ------------------------------------------------------------------------------------------


def test_a_json_list_has_cards_total_and_next() -> None:
    """Dotted paths say where everything stands."""
    portal = json_portal(
        cards="data.ads", total=Field(select="data.count"), next=NextPage(select="links.next")
    )
    text = '{"data": {"ads": [{"id": 7}, {"id": 8}], "count": 2}, "links": {"next": "?side=2"}}'
    found = read(text, portal)

    assert [only_value(each, portal.ad) for each in found.cards] == ["7", "8"]
    assert (found.stated_total, found.next_address) == (2, "http://127.0.0.1/liste/?side=2")


@pytest.mark.parametrize("following", [{}, {"next": None}, {"next": ""}])
def test_the_last_json_page_has_no_next_address(following: dict[str, Any]) -> None:
    """Absent, null or empty is the end."""
    assert read(json_page([{"id": 7}], **following), json_portal()).next_address is None


def test_an_empty_json_list_is_an_empty_market() -> None:
    """An empty list says "no ads" by itself."""
    assert read(json_page([]), json_portal()) == Listing((), None, None, says_none=True)


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


@pytest.mark.parametrize("stated", ["Viser 1–20 av 412", "412 treff, 3 nye"])
def test_several_numbers_where_the_total_stands_are_a_changed_layout(stated: str) -> None:
    """Which one is meant is not guessed; a pattern says so."""
    text = page(card("a"), more=f'<p class="total">{stated}</p>')
    with pytest.raises(LayoutChanged, match=r"several numbers .* total.pattern which one"):
        read(text, a_portal(total=Field(select=".total")))

    picked = Field(select=".total", pattern=r"(?:av )?(\d{3})")
    assert read(text, a_portal(total=picked)).stated_total == 412


def test_an_empty_page_of_a_list_is_built_like_the_list() -> None:
    """And an error page is not."""
    portal = a_portal()
    chrome = "<header><h1>Fjord</h1></header><form class=sok></form><footer>x</footer>"
    full = read(f"{chrome}<main><article><h2 id=a>x</h2></article></main><nav></nav>", portal)
    empty, other = read(f"{chrome}<main></main>", portal), read("<h1>Feil</h1>", portal)

    assert empty.is_like(full, "article")
    assert not other.is_like(full, "article")
    assert not full.is_like(read(json_page([]), json_portal()), "article")


# -- JSON that leads on, JSON in pages, HTML in JSON -----------------------------------------------


@pytest.mark.parametrize(
    ("cursor", "expected"),
    [("abc", "abc"), ("a+b/c==", "a%2Bb/c=="), ("a b", "a%20b"), (77, "77"), ("a%2Bb", "a%2Bb")],
)
def test_a_cursor_is_filled_into_the_template(cursor: object, expected: str) -> None:
    """As it stands but for signs that mean something else in an address."""
    portal = json_portal(next=NextPage(select="cursor", template="/api?after={next}"))
    found = read(json_page([{"id": 7}], cursor=cursor), portal)

    assert found.next_address == f"http://127.0.0.1/api?after={expected}"


def test_no_cursor_is_the_end() -> None:
    """Null, as portals say."""
    portal = json_portal(next=NextPage(select="cursor", template="/api?after={next}"))

    assert read(json_page([{"id": 7}], cursor=None), portal).next_address is None


def test_json_may_stand_in_a_page() -> None:
    """In the script element that is named."""
    portal = json_portal(json_in="script#data")
    text = f'<h1>Fjord</h1><script id="data">{json_page([{"id": 7}])}</script>'

    assert [only_value(each, portal.ad) for each in read(text, portal).cards] == ["7"]
    with pytest.raises(LayoutChanged, match=r"no script .*json_in = 'script#data'"):
        read("<h1>Fjord</h1>", portal)


def test_html_may_stand_in_json() -> None:
    """Its cards are read as on any page, total and next address from the JSON around it."""
    portal = json_portal(
        cards="article",
        cards_in="html",
        ad=Field(select="h2", attribute="id"),
        total=Field(select="total"),
    )
    found = read(json_page([], html=card("a") + card("b"), total=2, next="?side=2"), portal)

    assert [only_value(each, portal.ad) for each in found.cards] == ["a", "b"]
    assert (found.stated_total, found.next_address) == (2, "http://127.0.0.1/liste/?side=2")
    assert read(json_page([], html=""), portal).cards == ()


@pytest.mark.parametrize("html", [None, 7, {}, []])
def test_json_without_the_html_it_is_said_to_hold_is_a_changed_layout(html: object) -> None:
    """The path is named."""
    portal = json_portal(cards="article", cards_in="html", ad=Field(attribute="id"))
    with pytest.raises(LayoutChanged, match="no HTML stands at cards_in = 'html'"):
        read(json_page([], html=html), portal)


# -- lists of lists --------------------------------------------------------------------------------


def test_a_page_links_to_the_lists_there_are() -> None:
    """Each once, as absolute addresses."""
    field = Field(select="nav a", attribute="href")
    text = '<nav><a href="oslo">Oslo</a><a href="/bergen">B</a><a href="oslo">O</a></nav>'
    links = read_links(Page(ADDRESS, text), a_portal(), field)

    assert links == ["http://127.0.0.1/liste/oslo", "http://127.0.0.1/bergen"]


def test_a_json_answer_names_the_lists_there_are() -> None:
    """At a path."""
    text = '{"cities": [{"url": "/oslo"}, {"url": "/bergen"}]}'
    links = read_links(Page(ADDRESS, text), json_portal(), Field(select="cities.url"))

    assert links == ["http://127.0.0.1/oslo", "http://127.0.0.1/bergen"]


def test_lists_are_linked_to_as_the_next_page_is() -> None:
    """Without `attribute`, a link is followed and its words are not taken for an address."""
    text = '<nav><a href="oslo">Oslo</a> <a href="/bergen">Bergen</a></nav>'
    links = read_links(Page(ADDRESS, text), a_portal(), Field(select="nav a"))

    assert links == ["http://127.0.0.1/liste/oslo", "http://127.0.0.1/bergen"]


@pytest.mark.parametrize("field", [Field(select="nav a"), Field(select="a", attribute="href")])
def test_links_to_lists_begin_at_the_base_and_ask_in_the_encoding_of_their_page(
    field: Field,
) -> None:
    """As those to the next page and to ads do."""
    text = '<base href="/arkiv/"><nav><a href="liste?by=ørland">Ørland</a></nav>'
    page = Page(ADDRESS, text, encoding="cp1252")

    assert read_links(page, a_portal(), field) == ["http://127.0.0.1/arkiv/liste?by=%F8rland"]


def test_an_address_of_a_list_is_made_of_what_is_found() -> None:
    """A version or a name, with its signs encoded; each list once."""
    text = '<b class="by">Å/s</b><b class="by">Oslo</b><b class="by">Oslo</b>'
    portal = a_portal(lists_at="../by/{link}?n={link}")

    assert read_links(Page(ADDRESS, text), portal, Field(select=".by")) == [
        "http://127.0.0.1/by/%C3%85%2Fs?n=%C3%85%2Fs",
        "http://127.0.0.1/by/Oslo?n=Oslo",
    ]


def test_of_several_scripts_the_one_with_the_list_is_read() -> None:
    """Others may hold something else, or no data at all."""
    scripts = ('{"menu": []}', "go()", '{"ads": [{"id": 1}]}', '{"ads": [{"id": 2}]}')
    text = "".join(f'<script type="application/json">{script}</script>' for script in scripts)
    portal = json_portal(json_in="script")

    assert [each.values(Field(select="id")) for each in read(text, portal).cards] == [["1"]]
    with pytest.raises(LayoutChanged, match="no list of ads stands at 'ads'"):
        read('<script>{"a": 1}</script><script>{"b": 2}</script>', portal)


@pytest.mark.parametrize(
    ("markup", "is_none"),
    [("", True), (" \n", True), ("<p class=none>Ingen</p>", True), ("<p>Feil</p>", False)],
)
def test_html_in_json_says_none_as_html_does(markup: str, is_none: bool) -> None:
    """By nothing at all, or by the portal's own words."""
    portal = json_portal(cards_in="html", cards="li.ad", no_ads=".none")
    text = json_page([], html=markup)

    assert read(text, portal).says_none is is_none


def test_a_page_of_cards_only_is_like_an_empty_one_only() -> None:
    """An error's text is not the end of such a list."""
    portal = a_portal(no_ads="")
    cards = read(card("a"), portal)

    assert read("", portal).is_like(cards, portal.cards)
    assert read("<hr>", portal).is_like(cards, portal.cards)
    for other in ("<p>Noe gikk galt</p>", "<form><input></form>", '<img src="/feil.png">'):
        assert not read(other, portal).is_like(cards, portal.cards)


# -- what is not to be parsed ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("portal", "text"),
    [
        (a_portal(), "{deep}"),
        (json_portal(json_in="script"), "{deep}"),
        (json_portal(cards="article", cards_in="html"), '{{"html": "{deep}"}}'),
    ],
    ids=["a page", "a page with data in it", "HTML in data"],
)
def test_a_page_of_40000_levels_is_not_parsed(portal: Portal, text: str) -> None:
    """Wherever HTML is read, the time to parse it would grow with the square of its depth."""
    started = time.monotonic()
    with pytest.raises(LayoutChanged, match=r"^HTML is nested deeper than 512 elements$"):
        read(text.format(deep="<div>" * 40_000), portal)

    assert time.monotonic() - started < 5.0


def test_what_is_not_to_be_parsed_is_told_without_its_words() -> None:
    """A tag may be called as anything."""
    with pytest.raises(LayoutChanged) as caught:
        read(f"<annonse-{NUMBERS[0]}>" * 6000, a_portal())

    assert NUMBERS[0] not in str(caught.value)
