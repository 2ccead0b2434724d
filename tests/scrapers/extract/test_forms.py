"""A "next" button asks for an address, as a link does."""

from dataclasses import replace

import pytest

from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlPage
from scrapers.model import Page

BUTTON = "button.next, input.next"


def asked_by(markup: str) -> str | None:
    """Return what pressing the page's "next" button asks for."""
    return HtmlPage.parse(Page("http://127.0.0.1/liste/?sted=1", markup)).next_address(BUTTON)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<form action="/sok"><button class="next" name="side" value="2">', "/sok?side=2"),
        ('<form><button class="next" name="side" value="2">', "/liste/?side=2"),
        ('<form action="?x=1"><button class="next" name="side" value="2">', "/liste/?side=2"),
        ('<form action="/sok" method="GET"><input class="next" type="submit">', "/sok"),
        (
            '<form action="/sok"><input type="hidden" name="sted" value="Bodø & omegn">'
            '<p><button class="next" name="side" value="2">Neste</button></p>',
            "/sok?sted=Bod%C3%B8+%26+omegn&side=2",
        ),
        (
            '<form action="/sok"><input type="hidden" name="side" value="2">'
            '<button class="next">Neste</button></form>',
            "/sok?side=2",
        ),
        (
            '<form action="/sok" method="post">'
            '<button class="next" formmethod="get" formaction="/neste" name="side" value="2">',
            "/neste?side=2",
        ),
        (
            '<form id="f" action="/sok"><input type="hidden" name="sted" value="1"></form>'
            '<button form="f" class="next" name="side" value="2">',
            "/sok?sted=1&side=2",
        ),
        (
            '<form action="/sok"><select name="sted"><option value="1">Oslo'
            '<option value="2" selected>Bergen</select><select name="type"><option>Alle</select>'
            '<input name="q" value="sol"><input type="search" name="tom">'
            '<textarea name="t">hav</textarea><input type="checkbox" name="ny" checked>'
            '<input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>'
            '<input type="checkbox" name="av" value="1"><input name="taus" value="1" disabled>'
            '<input type="submit" name="finn" value="Finn"><input type="file" name="bilde">'
            '<button class="next" name="side" value="2">',
            "/sok?sted=2&type=Alle&q=sol&tom=&t=hav&ny=on&r=2&side=2",
        ),
    ],
)
def test_a_button_asks_for_its_forms_address(markup: str, expected: str) -> None:
    """With what else a browser sends of the form, or what the button itself names."""
    assert asked_by(markup) == "http://127.0.0.1" + expected


@pytest.mark.parametrize(
    "markup",
    [
        '<form action="/sok"><button class="next" name="side" value="2" disabled>Neste',
        '<button class="next">Neste</button>',
    ],
)
def test_a_button_that_is_switched_off_or_has_no_form_asks_for_nothing(markup: str) -> None:
    """That is the end of the list."""
    assert asked_by(markup) is None


def test_a_button_that_sends_is_refused() -> None:
    """What a POST changes at the portal we cannot know."""
    with pytest.raises(LayoutChanged, match="a form that sends"):
        asked_by('<form action="/sok" method="post"><button class="next">Neste</button></form>')


def test_a_form_without_action_asks_for_its_own_page_whatever_the_base() -> None:
    """The base is for links (HTML Standard, 4.10.21.3)."""
    base = '<base href="http://127.0.0.1/andre/">'
    button = '<button class="next" name="side" value="2">'

    assert asked_by(f"{base}<form>{button}") == "http://127.0.0.1/liste/?side=2"
    assert asked_by(f'{base}<form action="sok">{button}') == "http://127.0.0.1/andre/sok?side=2"


def test_a_form_is_sent_in_the_encoding_of_its_page() -> None:
    """Or in the one that it names; what has no place there as its number, as browsers do."""
    form = '<form action="/sok"><input type="hidden" name="by" value="øst Ω">'
    button = '<button class="next">'
    latin = Page("http://127.0.0.1/liste", form + button, encoding="cp1252")
    named = replace(latin, text=latin.text.replace("<form", '<form accept-charset="utf-8"'))

    assert (
        HtmlPage.parse(latin).next_address(BUTTON) == "http://127.0.0.1/sok?by=%F8st+%26%23937%3B"
    )
    assert HtmlPage.parse(named).next_address(BUTTON) == "http://127.0.0.1/sok?by=%C3%B8st+%CE%A9"
