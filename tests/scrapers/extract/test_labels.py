"""A value is found by the words in front of it, wherever pages put them."""

import pytest

from scrapers.extract.html_card import HtmlCard, HtmlPage
from scrapers.model import Page
from scrapers.portal_config import Field

PHONE = Field(label="Telefon")


def page(markup: str) -> HtmlCard:
    """Parse markup as an ad's own page."""
    return HtmlPage.parse(Page("http://127.0.0.1/vis?id=1", markup)).whole()


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><th>Telefon</th><td>42 12 34 56</td></tr></table>",
        "<table><tr><td><b>Telefon:</b></td><td>42 12 34 56</td><td>x</td></tr></table>",
        "<dl><dt>Telefon</dt><dd>42 12 34 56</dd><dt>Sted</dt><dd>Oslo</dd></dl>",
        "<dl><div><dt>Telefon</dt><dd>42 12 34 56</dd></div><div><dt>x</dt></div></dl>",
        "<p><b>Telefon:</b> 42 12 34 56<br><b>Sted:</b> Oslo</p>",
        "<p><b>Telefon</b>: 42 12 34 56<br><b>Sted</b>: Oslo</p>",
        "<p><b>Telefon:</b> 42 12 34 56 <b>Sted:</b> Oslo</p>",
        "<p><label>Telefon</label> <span>42 12 34 56</span></p>",
        "<p>Telefon: 42 12 34 56<br>Sted: Oslo</p>",
        "<p>Telefon:<br>42 12 34 56<br>Sted: Oslo</p>",
        "<p>Telefon&nbsp;: 42 12 <i>34</i> 56</p>",
        "<ul><li>Telefon: 42 12 34 56</li><li>Sted: Oslo</li></ul>",
        "<ul><li><span>Telefon</span><span>42 12 34 56</span></li></ul>",
        "<div><div>Telefon</div><div>42 12 34 56</div></div><div>Oslo</div>",
        "<div><div><span>TELEFON</span></div><div><p>42 12 34 56</p></div></div>",
        "<h3>Telefon</h3><p>42 12 34 56</p><p>Oslo</p>",
        "<p>Telefon</p><p>42 12 34 56</p><p>Oslo</p>",
        "<p>Telefon: <a href='/x'>42 12 34 56</a></p>",
        "<p>Kontakt: Anna – Telefon: 42 12 34 56</p>",
        "<p>Kontakt: Anna, telefon: 42 12 34 56 | Sted: Oslo</p>",
        "<p>Alder: 25 - Telefon: <b>42 12 34 56</b><br>Sted: Oslo</p>",
    ],
)
def test_a_value_follows_its_label(markup: str) -> None:
    """In a table, a definition list, a line, a list, or boxes within boxes."""
    assert page(markup).values(PHONE) == ["42 12 34 56"]


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><th>Telefon</th><td></td></tr><tr><th>Sted</th><td>Oslo</td></tr></table>",
        "<table><tr><th>Telefon</th></tr><tr><th>Sted</th><td>Oslo</td></tr></table>",
        "<dl><dt>Telefon</dt><dd></dd><dt>Sted</dt><dd>Oslo</dd></dl>",
        "<dl><dt>Telefon</dt><dt>Sted</dt><dd>Oslo</dd></dl>",
        "<ul><li>Telefon:</li><li>Sted: Oslo</li></ul>",
        "<ul><li><p>Telefon:</p></li><li>Oslo</li></ul>",
        "<div><div>Telefon</div><div> </div></div><div>Oslo</div>",
        "<p>Alder: 25, telefon:</p><p>42 12 34 56</p>",
        "<p>Telefonen er 42 12 34 56</p>",
        "<p>Ingen telefon: 42 12 34 56</p>",
        "<p>Sted: Oslo – ingen telefon: 42 12 34 56</p>",
        "<p>Anna – telefon 42 12 34 56</p>",
    ],
)
def test_a_label_without_a_value_has_none(markup: str) -> None:
    """The next row's value is not its, and words that only hold the label are no label."""
    assert page(markup).values(PHONE) == []
    assert page(markup).contact(PHONE) == []


def test_several_definitions_are_all_its_value() -> None:
    """A term may have more than one."""
    markup = "<dl><dt>Telefon</dt><dd>42 12 34 56</dd><dd>43 12 34 56</dd><dt>x</dt></dl>"

    assert page(markup).values(PHONE) == ["42 12 34 56 43 12 34 56"]


def test_a_label_is_looked_for_where_the_selector_says() -> None:
    """Which of two tables is meant can be said."""
    markup = "<aside><p>Telefon: 43 12 34 56</p></aside><main><p>Telefon: 42 12 34 56</p></main>"

    assert page(markup).values(Field(select="main", label="Telefon")) == ["42 12 34 56"]


def test_the_value_behind_a_label_may_be_an_attribute() -> None:
    """Of the first element there that has it; a link is made absolute."""
    markup = '<dl><dt>Kart:</dt><dd><i>x</i><a href="kart?1">Vis</a></dd></dl>'
    field = Field(label="Kart", attribute="href")

    assert page(markup).values(field) == ["http://127.0.0.1/kart?1"]


def test_contact_behind_a_label_is_markup() -> None:
    """A link that does not show its number is still one."""
    markup = '<tr><td>Telefon</td><td><a href="tel:+4742123456">Ring</a></td></tr>'

    (found,) = page(f"<table>{markup}</table>").contact(PHONE)
    assert 'href="tel:+4742123456"' in found


def test_words_for_none_hold_behind_a_label_too() -> None:
    """With or without a colon of their own element."""
    field = Field(label="Telefon", none=("ikke oppgitt",))

    assert page("<p><b>Telefon</b>: Ikke oppgitt</p>").values(field) == []
    assert page("<p><b>Telefon</b>: Ikke oppgitt</p>").contact(field) == []


def test_text_behind_a_label_stays_text() -> None:
    """What was escaped on the page is not made to markup by reading it."""
    assert page("<p>Telefon: &lt;b&gt;42&lt;/b&gt;</p>").values(PHONE) == ["<b>42</b>"]


@pytest.mark.parametrize(
    "piece",
    [
        "Telefon: 42 12 34 56<i></i>",
        "Telefon <i>42 12 34 56</i>",
        "Anna, telefon: 42 12 34 56<i></i>",
        "<b>Telefon:</b> 42 12 34 56",
    ],
)
def test_a_line_of_many_labels_is_read_once(piece: str) -> None:
    """Each value ends where the next begins, so that all of them are no longer than the line."""
    assert page(f"<p>{piece * 300}</p>").values(PHONE) == ["42 12 34 56"] * 300
