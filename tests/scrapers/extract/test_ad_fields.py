"""What a card tells of an ad, and what is said to be told and is not."""

from typing import Any

import pytest

from scrapers.errors import LayoutChanged
from scrapers.extract.ad_fields import Facts, facts_of
from scrapers.extract.html_card import HtmlPage
from scrapers.model import Hidden, Page
from scrapers.portal_config import Detail, Field, Mark
from tests.scrapers.support import NUMBERS, a_portal

LINK = Field(select="a", attribute="href")


def facts(markup: str, **fields: object) -> Facts:
    """Read a card as a portal's block describes it."""
    whole = HtmlPage.parse(Page("http://127.0.0.1/", markup)).whole()
    nothing: dict[str, Any] = {"number": None, "place": None}
    portal = a_portal(**(nothing | fields))
    return facts_of(whole, portal, portal)


def test_numbers_come_from_the_contact_field_and_from_free_text() -> None:
    """Each once, in E.164, those of the contact field first."""
    markup = f"<b>{NUMBERS[0]}</b><p>Ring +47 94 12 34 56 eller +47 {NUMBERS[0]}</p>"
    found = facts(markup, number=Field(select="b"), text=Field(select="p"))

    assert found.numbers[0] == Hidden("+47" + NUMBERS[0])
    assert len(found.numbers) == len(set(found.numbers)) == 2


def test_free_text_is_read_more_carefully_than_a_contact_field() -> None:
    """Eight digits of a range that nobody has are a number where a number stands, only."""
    assert facts(f"<p>{NUMBERS[0]}</p>", text=Field(select="p")).numbers == ()
    assert len(facts(f"<p>{NUMBERS[0]}</p>", number=Field(select="p")).numbers) == 1


def test_several_places_are_all_told() -> None:
    """A touring ad has more than one."""
    found = facts("<i>Oslo</i><i>Bergen</i>", place=Field(select="i"))

    assert found.place == "Oslo, Bergen"


@pytest.mark.parametrize("name", ["number", "text", "place", "label"])
def test_a_required_field_that_is_not_there_is_a_changed_layout(name: str) -> None:
    """The message says which, and how it was looked for; one that is there is fine."""
    field = Field(select=".x", required=True)
    with pytest.raises(LayoutChanged, match=rf"^an ad has no {name} \({name}.select = '.x'"):
        facts("<p>y</p>", **{name: field})

    facts('<p class="x">y</p>', **{name: field})


def test_a_required_field_may_say_that_there_is_none() -> None:
    """It is then not there: what may be absent is not required."""
    with pytest.raises(LayoutChanged):
        facts("<p>ingen</p>", number=Field(select="p", none=("ingen",), required=True))


def test_facts_are_completed_where_they_say_nothing() -> None:
    """What the list says stands."""
    listed, own = (
        Facts((Hidden("+4742123456"),), "", "x"),
        Facts((Hidden("+4743123456"),), "Oslo", "y", True),
    )

    assert listed.completed_by(own) == Facts((Hidden("+4742123456"),), "Oslo", "x", is_hidden=True)


@pytest.mark.parametrize(
    ("found", "detail", "expected"),
    [
        (Facts(), Detail(link=LINK, number=Field(select="b")), True),
        (Facts(), Detail(link=LINK, text=Field(select="b")), True),
        (Facts((Hidden("+4742123456"),)), Detail(link=LINK, number=Field(select="b")), False),
        (Facts((Hidden("+4742123456"),)), Detail(link=LINK, place=Field(select="b")), True),
        (Facts((), "Oslo"), Detail(link=LINK, place=Field(select="b")), False),
        (Facts((), "", "x"), Detail(link=LINK, label=Field(select="b")), False),
        (Facts(), Detail(link=LINK, hidden=Mark(select="b")), False),
    ],
)
def test_facts_lack_what_the_ads_own_page_is_said_to_give(
    found: Facts, detail: Detail, expected: bool
) -> None:
    """Only then is that page asked for."""
    assert found.lack(detail) is expected


def test_facts_show_nothing_raw() -> None:
    """Not even in a traceback."""
    assert repr(Facts((Hidden("+4742123456"),), "Storgata 1", "x")) == "Facts(is_hidden=False)"
