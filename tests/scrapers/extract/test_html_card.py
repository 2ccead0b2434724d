"""Selectors count what they match; values are picked by attribute, pattern and label."""

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlCard, HtmlPage, selector_fault
from scrapers.extract.html_links import next_in_header
from scrapers.extract.html_tree import node_text
from scrapers.extract.list_page import only_value
from scrapers.model import Page
from scrapers.portal_config import Field, Mark

ADDRESS = "http://127.0.0.1/liste/side?nr=1"


def parsed(markup: str) -> LexborNode:
    """Parse markup to its root."""
    root = LexborHTMLParser(markup).root
    assert root is not None
    return root


def document(markup: str) -> HtmlPage:
    """Parse markup as a page that was fetched."""
    return HtmlPage.parse(Page(ADDRESS, markup))


def card(markup: str) -> HtmlCard:
    """Return the first card of a page."""
    return document(f"<article>{markup}</article>").cards("article")[0]


def test_the_text_of_an_element_has_a_space_between_its_parts() -> None:
    """Words in neighbouring elements do not grow together, and lines become one."""
    assert node_text(parsed("<p>Oslo</p><p>og\n  <b>Bergen</b></p>")) == "Oslo og Bergen"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field(select="h2"), "Annonse 77"),
        (Field(select="h2", attribute="id"), "ad-77"),
        (Field(select="h2", attribute="id", pattern=r"ad-(\d+)"), "77"),
        (Field(select="h2", pattern=r"(\d+)"), "77"),
        (Field(select="h2", pattern=r"nr (\d+)"), None),
        (Field(select="h2", attribute="title"), None),
        (Field(select="h2", attribute="lang"), None),
        (Field(select="h3"), None),
        (Field(select=".blank"), None),
    ],
)
def test_a_card_gives_the_value_of_a_field(field: Field, expected: str | None) -> None:
    """Text or attribute, cut by a pattern; what is absent, empty or does not match is None."""
    markup = '<h2 id="ad-77" lang="">Annonse <i>77</i></h2><p class="blank"> </p>'

    assert only_value(card(markup), field) == expected


def test_no_selector_is_the_card_itself() -> None:
    """Its own attributes and its own text."""
    found = document('<article id="ad-77">Annonse</article>').cards("article")[0]

    assert only_value(found, Field(attribute="id")) == "ad-77"
    assert only_value(found, Field(pattern=r"(nons)")) == "nons"


def test_a_card_with_two_values_where_one_may_be_is_a_changed_layout() -> None:
    """Which is meant is not guessed; the same value twice is one."""
    with pytest.raises(LayoutChanged, match="expected at most one match of 'h2', found 2"):
        only_value(card("<h2>a</h2><h2>b</h2>"), Field(select="h2"))

    assert only_value(card("<h2>a</h2><h2>a</h2>"), Field(select="h2")) == "a"


def test_contact_is_the_markup_of_each_match() -> None:
    """Links in it stay links, and several elements stay apart."""
    found = card('<p class="c"><a href="tel:1">x</a></p><p>no</p><p class="c">y</p>')

    assert found.contact(Field(select=".c")) == [
        '<p class="c"><a href="tel:1">x</a></p>',
        '<p class="c">y</p>',
    ]


def test_contact_in_an_attribute_is_escaped_text() -> None:
    """What an attribute says is no markup of the page."""
    found = card('<p data-c="1 <b>2" data-d="x">y</p>')

    assert found.contact(Field(select="p", attribute="data-c")) == ["1 &lt;b&gt;2"]


def test_contact_that_says_there_is_none_is_no_contact() -> None:
    """Words for none are left out; an element that holds only a link or a picture is kept."""
    field = Field(select="p", none=("Ikke oppgitt",))

    assert card("<p> ikke  oppgitt</p>").contact(field) == []
    assert card("<p></p>").contact(field) == []
    assert card('<p data-n="1"></p>').contact(field) == ['<p data-n="1"></p>']


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field(select="title", of="page"), "Bergen"),
        (Field(of="address", pattern=r"/(\w+)/side"), "liste"),
        (Field(select="title"), None),
    ],
)
def test_a_value_may_stand_around_the_cards(field: Field, expected: str | None) -> None:
    """On the page that the card is on, or in that page's address."""
    page = document("<title>Bergen</title><article>a</article>")

    assert only_value(page.cards("article")[0], field) == expected


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (Mark(select=".sold"), [True, False, False]),
        (Mark(attribute="data-own"), [False, True, False]),
        (Mark(attribute="class", pattern=r"\bpromo\b"), [False, True, False]),
        (Mark(pattern="(?i)annonsørinnhold"), [False, False, True]),
        (Mark(select="b", pattern="Solgt"), [True, False, False]),
        (Mark(select="b", attribute="title", pattern="x"), [False, False, False]),
    ],
)
def test_a_mark_is_a_selector_an_attribute_or_a_text(mark: Mark, expected: list[bool]) -> None:
    """In the card, on the card itself, and what is left out is not asked for."""
    page = document(
        '<article><b class="sold">Solgt</b></article>'
        '<article class="ad promo" data-own>a</article>'
        "<article>ANNONSØRINNHOLD</article>"
    )

    assert [each.has(mark) for each in page.cards("article")] == expected


# -- links ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("", "http://127.0.0.1/liste/neste"),
        ('<base href="/arkiv/">', "http://127.0.0.1/arkiv/neste"),
        ('<base href="http://localhost/x/">', "http://localhost/x/neste"),
        ("<base href>", "http://127.0.0.1/liste/neste"),
        ('<base target="_top">', "http://127.0.0.1/liste/neste"),
    ],
)
def test_links_are_resolved_against_the_base_of_the_page(base: str, expected: str) -> None:
    """A page may say what its addresses are relative to, those of its cards too."""
    page = document(
        f'<html><head>{base}</head><body><a rel="next" href="neste">></a></body></html>'
    )

    assert page.next_address("a[rel=next]") == expected
    assert page.whole().link(Field(select="a", attribute="href")) == expected


@pytest.mark.parametrize(
    "markup",
    [
        "<p></p>",
        "<a rel=next></a>",
        '<a rel="next" href="">></a>',
        '<a rel="next" href="#">></a>',
        '<a rel="next" href="javascript:void(0)">></a>',
        '<a rel="next" href="JavaScript:;">></a>',
    ],
)
def test_no_link_is_none(markup: str) -> None:
    """A link that is missing, empty or switched off leads nowhere."""
    assert document(markup).next_address("a[rel=next]") is None


def test_a_next_link_may_stand_in_the_head() -> None:
    """As search engines are told of it."""
    page = document('<head><link rel="next" href="?nr=2"></head><body></body>')

    assert page.next_address("link[rel=next]") == "http://127.0.0.1/liste/side?nr=2"


def test_a_pager_that_is_shown_twice_has_one_next_page() -> None:
    """Above the list and below it, where both lead to the same."""
    link = '<a rel="next" href="?nr=2">></a>'

    assert document(link + link).next_address("a[rel=next]") == "http://127.0.0.1/liste/side?nr=2"


def test_two_different_next_pages_are_a_changed_layout() -> None:
    """Which of them leads on is not guessed."""
    with pytest.raises(LayoutChanged, match=r"one next page at 'a', found 2 different"):
        document('<a href="?nr=2">2</a><a href="?nr=3">3</a>').next_address("a")


def test_two_links_of_a_card_are_a_changed_layout() -> None:
    """The one to the ad is meant; a picture and a title that lead to the same are one."""
    field = Field(select="a", attribute="href")
    with pytest.raises(LayoutChanged, match=r"expected one link at 'a', found 2"):
        card('<a href="/1">x</a><a href="/2">y</a>').link(field)

    assert card('<a href="/1">x</a><a href="/1">y</a>').link(field) == "http://127.0.0.1/1"
    assert card("<p>x</p>").link(field) is None


@pytest.mark.parametrize("href", ["http://[", "http://[x]/", "//[1"])
def test_a_link_that_is_no_address_is_a_changed_layout(href: str) -> None:
    """Broken addresses are the page's fault, not ours, and are not quoted."""
    with pytest.raises(LayoutChanged) as caught:
        document(f'<a rel="next" href="{href}">></a>').next_address("a[rel=next]")

    assert href not in str(caught.value)


# -- pages ----------------------------------------------------------------------------------------


def test_has_tells_whether_anything_matches() -> None:
    """No selector matches nothing."""
    page = document('<p class="empty">Ingen</p>')

    assert [page.has(selector) for selector in ("p.empty", "p.full", "")] == [True, False, False]


def test_cards_are_all_matches() -> None:
    """A list may hold any number of cards, none too."""
    page = document("<article>a</article><article>b</article>")

    assert [only_value(each, Field(select="article")) for each in page.cards("article")] == [
        "a",
        "b",
    ]
    assert page.cards("section") == []


@pytest.mark.parametrize("text", ["/vis?id=1&amp;x=2", "<![CDATA[/vis?id=1&x=2]]>"])
def test_xml_is_read_too(text: str) -> None:
    """A sitemap's addresses, with their marks escaped or in a CDATA section."""
    page = document(f'<?xml version="1.0"?>\n<urlset><url><loc>{text}</loc></url></urlset>')

    assert page.cards("url")[0].values(Field(select="loc")) == ["/vis?id=1&x=2"]


def test_a_page_is_built_like_another_by_its_elements_outside_the_cards() -> None:
    """Cards are no part of it, nor is text."""
    full = document("<h1>Treff</h1><article class=x><i>a</i></article><nav id=n>1</nav>")
    empty = document("<h1>Ingen</h1><nav id=n></nav>")

    assert full.skeleton("article") == empty.skeleton("article")
    assert document("<h2>Feil</h2>").skeleton("article") != empty.skeleton("article")


def test_the_script_of_a_page_is_its_text() -> None:
    """Not the page around it; None where there is none."""
    page = document('<script id="data">{"a": "<b>"}</script>')

    assert page.scripts("#data") == ['{"a": "<b>"}']
    assert page.scripts("#other") == []


@pytest.mark.parametrize("selector", ["a", "a[rel=next]", ".x > p:first-child", "#a, #b"])
def test_a_good_selector_has_no_fault(selector: str) -> None:
    """CSS selectors pass."""
    assert selector_fault(selector) is None


@pytest.mark.parametrize("selector", ["a[", "..x", "p >> > q", "::", "a:nope("])
def test_a_bad_selector_has_a_fault_that_names_it(selector: str) -> None:
    """A config can be checked before anything is fetched."""
    assert selector_fault(selector) == f"{selector!r} is not a CSS selector"


@pytest.mark.parametrize("markup", ["", "<", "<p><b>x</p>", "\0", "<table><p>"])
def test_broken_html_is_mended(markup: str) -> None:
    """Any text is a page, if need be one without cards."""
    assert document(markup).cards("article") == []


@pytest.mark.parametrize(
    "markup",
    [
        '<a rel=next aria-disabled=true href="?nr=3">',
        '<a rel=next class="btn disabled" href="?nr=3">',
        '<a rel=next class="page-link--disabled" href="?nr=3">',
        '<a rel=next class="btn_disabled" href="?nr=3">',
        '<a rel=next class="next off" href="?nr=3">',
        '<ul><li class="OFF"><a rel=next href="?nr=3">',
        '<a rel=next class="is-off" href="?nr=3">',
        '<a rel=next class="pager--off" href="?nr=3">',
        '<a rel=next hidden href="?nr=3">',
        '<ul><li class="disabled"><a rel=next href="?nr=3">',
        '<div inert><a rel=next href="?nr=3"></div>',
        '<ul><li aria-disabled="true"><span><a rel=next href="?nr=3">',
    ],
)
def test_a_next_link_that_is_switched_off_leads_nowhere(markup: str) -> None:
    """By itself, or by the box that it is in."""
    assert document(markup).next_address("a[rel=next]") is None


@pytest.mark.parametrize(
    "markup",
    [
        '<a rel=next aria-disabled=false href="?nr=3">',
        '<a rel=next class="not-disabled-here" href="?nr=3">',
        '<a rel=next class="hidden md:block" href="?nr=3">',
        '<a rel=next class="offset-1 take-off turnoff" href="?nr=3">',
        '<a rel=next class="inactive" href="?nr=3">',
        '<main class=disabled><nav><ul><li><a rel=next href="?nr=3">',
    ],
)
def test_a_next_link_that_only_looks_so_leads_on(markup: str) -> None:
    """A list that ends too early is a smaller market."""
    assert document(markup).next_address("a[rel=next]") == "http://127.0.0.1/liste/side?nr=3"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field(select="a"), "http://127.0.0.1/vis/1"),
        (Field(select="a", attribute="data-to"), "http://127.0.0.1/vis/2"),
        (Field(select="a", pattern=r"nr (\S+)"), "http://127.0.0.1/liste/3"),
        (Field(select="loc"), "http://127.0.0.1/vis/4"),
    ],
)
def test_a_link_leads_where_it_points(field: Field, expected: str) -> None:
    """To its `href`, unless something else is asked for; an element without one says it."""
    ad = card('<a href="/vis/1" data-to="/vis/2">Annonse nr 3</a><loc>/vis/4</loc>')

    assert ad.link(field) == expected


def test_unclosed_cdata_takes_no_time() -> None:
    """Each would otherwise be looked for the end of, through the rest of the page."""
    text = "<?xml version='1.0'?>" + "<![CDATA[" * 200_000

    assert document(text).cards("article") == []


LISTED = """
<h2>Oslo</h2><article id=a></article><div><article id=b></article></div>
<section><h2>Bergen <b>nord</b></h2></section><article id=c><h2>Annonse</h2></article>
<article id=d></article>
"""


def test_a_heading_is_that_of_the_cards_behind_it() -> None:
    """The last one before each card in the page's order, however deep either lies."""
    field = Field(select="h2", of="before")
    cards = document("<article id=x></article>" + LISTED).cards("article")

    found = [each.values(field) for each in cards]
    assert found == [[], ["Oslo"], ["Oslo"], ["Bergen nord"], ["Annonse"]]


ROWS = """
<table><tr class=ad id=1><td><a href="/1">a</a><tr><td class=tlf>42<tr class=hr><td>
<tr class=ad id=2><td><a href="/2">b</a><tr class=sold><td class=tlf>43</table>
"""


def test_a_card_may_be_several_elements_beside_each_other() -> None:
    """As two rows of a table; the last ad may have fewer."""
    one, other = document(ROWS).cards("tr.ad", rows=2)

    assert [each.values(Field(select=".tlf")) for each in (one, other)] == [["42"], ["43"]]
    assert [each.link(Field(select="a")) for each in (one, other)] == [
        "http://127.0.0.1/1",
        "http://127.0.0.1/2",
    ]
    assert [each.has(Mark(select=".sold")) for each in (one, other)] == [False, True]
    assert [len(each.more) for each in document(ROWS).cards("tr.ad", rows=3)] == [2, 1]
    assert document(ROWS).cards("tr.ad")[0].values(Field(select=".tlf")) == []


def test_a_field_may_stand_in_a_header() -> None:
    """Whatever its case; None where the answer has none of that name."""
    page = HtmlPage.parse(Page(ADDRESS, "<article>", headers={"x-total-count": "42"}))

    assert page.whole().values(Field(select="X-Total-Count", of="header")) == ["42"]
    assert page.whole().values(Field(select="X-Total", of="header")) == []


def test_cards_that_are_dropped_take_what_they_hold_with_them() -> None:
    """Those within others once; what stands beside them stays."""
    page = document("<p>a</p><article>b<article>c</article></article><article>d</article>e")
    page.drop(page.cards("article"))

    assert node_text(page.root) == "a e"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('</liste?side=2>; rel="next"', "http://127.0.0.1/liste?side=2"),
        ('<?side=1>; rel="prev", <?side=3>; rel="next"', "http://127.0.0.1/liste/side?side=3"),
        ("<?side=3>; rel=next", "http://127.0.0.1/liste/side?side=3"),
        ('<?a=1,2>; title="x, y; rel=z"; rel="last next"', "http://127.0.0.1/liste/side?a=1,2"),
        ('<?side=1>; rel="prev"', None),
        ('<?side=1>; rel="nextish"', None),
        ("", None),
    ],
)
def test_the_next_page_may_be_linked_to_in_a_header(header: str, expected: str | None) -> None:
    """As WordPress and many interfaces do (RFC 8288)."""
    assert next_in_header(header, ADDRESS) == expected


def test_a_page_that_calls_itself_json_is_parsed_within_the_same_bounds() -> None:
    """What comes as data is not looked at before; where it is read as HTML, it is."""
    nested = "<div>" * 7000
    with pytest.raises(LayoutChanged, match="nested deeper than 512 elements"):
        HtmlPage.parse(Page("http://127.0.0.1/", nested, (), {"content-type": "Application/JSON"}))
