"""A "next" button asks for an address, as a link does."""

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
    ],
)
def test_a_button_asks_for_its_forms_address(markup: str, expected: str) -> None:
    """With the form's hidden fields and its own, or what the button itself names."""
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
