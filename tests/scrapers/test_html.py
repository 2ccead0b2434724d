"""Selectors count what they match; values are picked by attribute and pattern."""

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.description import Field
from scrapers.errors import LayoutChanged
from scrapers.html import (
    HtmlCard,
    HtmlPage,
    maybe,
    pick,
    selector_fault,
    text_of,
)
from scrapers.model import Page

ADDRESS = "http://127.0.0.1/liste/side?nr=1"


def parsed(markup: str) -> LexborNode:
    """Parse markup to its root."""
    root = LexborHTMLParser(markup).root
    assert root is not None
    return root


def document(markup: str) -> HtmlPage:
    """Parse markup as a page that was fetched."""
    return HtmlPage.parse(Page(ADDRESS, markup))


def test_maybe_returns_none_for_no_match() -> None:
    """An optional element may be missing."""
    assert maybe(parsed("<p>a</p>"), "b") is None


def test_maybe_refuses_several_matches() -> None:
    """Which of two elements is meant is not guessed."""
    with pytest.raises(LayoutChanged, match="expected at most one match of 'b', found 2"):
        maybe(parsed("<b>c</b><b>d</b>"), "b")


def test_the_text_of_an_element_has_a_space_between_its_parts() -> None:
    """Words in neighbouring elements do not grow together, and lines become one."""
    assert text_of(parsed("<p>Oslo</p><p>og\n  <b>Bergen</b></p>")) == "Oslo og Bergen"


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

    assert expected == HtmlCard(parsed(markup), "http://portal.example/").value(field)


def test_a_card_with_two_values_is_a_changed_layout() -> None:
    """A field is one element."""
    with pytest.raises(LayoutChanged, match="found 2"):
        HtmlCard(parsed("<h2>a</h2><h2>b</h2>"), "http://portal.example/").value(Field(select="h2"))


def test_contact_is_the_markup_of_each_match() -> None:
    """Links in it stay links, and several elements stay apart."""
    card = HtmlCard(
        parsed('<p class="c"><a href="tel:1">x</a></p><p>no</p><p class="c">y</p>'),
        "http://portal.example/",
    )

    assert card.contact(Field(select=".c")) == [
        '<p class="c"><a href="tel:1">x</a></p>',
        '<p class="c">y</p>',
    ]


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("412 treff", r"(\d+) treff", "412"),
        ("  412 ", "", "412"),
        ("treff", r"(\d+)", None),
        ("id=", r"id=(\d*)", None),
        ("abc", r"abc(d)?", None),
        ("", r"(.*)", None),
        (None, r"(.*)", None),
        (None, "", None),
    ],
)
def test_pick_applies_a_pattern(text: str | None, pattern: str, expected: str | None) -> None:
    """The first group is the value, and nothing is None."""
    assert expected == pick(text, Field(select="x", pattern=pattern))


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
    """A page may say what its addresses are relative to."""
    page = document(
        f'<html><head>{base}</head><body><a rel="next" href="neste">></a></body></html>'
    )

    assert expected == page.link("a[rel=next]")


@pytest.mark.parametrize("markup", ["<p></p>", "<a rel=next></a>", '<a rel="next" href=""></a>'])
def test_no_link_is_none(markup: str) -> None:
    """A link that is missing or empty leads nowhere."""
    assert document(markup).link("a[rel=next]") is None


@pytest.mark.parametrize("href", ["http://[", "http://[x]/", "//[1"])
def test_a_link_that_is_no_address_is_a_changed_layout(href: str) -> None:
    """Broken addresses are the page's fault, not ours, and are not quoted."""
    with pytest.raises(LayoutChanged) as caught:
        document(f'<a rel="next" href="{href}">></a>').link("a[rel=next]")

    assert href not in str(caught.value)


def test_has_tells_whether_anything_matches() -> None:
    """No selector matches nothing."""
    page = document('<p class="empty">Ingen</p>')

    assert [page.has(selector) for selector in ("p.empty", "p.full", "")] == [True, False, False]


def test_cards_are_all_matches() -> None:
    """A list may hold any number of cards, none too."""
    page = document("<article>a</article><article>b</article>")

    assert [card.value(Field(select="article")) for card in page.cards("article")] == ["a", "b"]
    assert page.cards("section") == []


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
