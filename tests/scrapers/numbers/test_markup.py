"""What elements draw and carry, beside their text, is read where it is meant for dialling."""

import pytest

from scrapers.numbers import read_html
from tests.scrapers.numbers.support import revealed

FIRST, SECOND = "+4742310718", "+4742310719"


def _read(html: str, *, contact: bool = True) -> list[str]:
    return revealed(read_html(html, "NO", contact=contact).numbers)


@pytest.mark.parametrize(
    ("html", "numbers"),
    [
        ("<p><s>42310718</s> 42310719</p>", [SECOND]),
        ("<p>4231 <del>99</del> 0718</p>", [FIRST]),
        ('<img alt="4"><img alt="2"> 31 07 18', [FIRST]),
        ('<img alt="4\ufe0f\u20e3"><img alt="2\ufe0f\u20e3">310718', [FIRST]),
        ('<img alt="4231"><img alt="0718">', [FIRST]),  # no longer than four
        ('<img alt="42310"><img alt="718">', []),
        ('<input value="42 31 07 18">', [FIRST]),
        ('<input type="button" value="42 31 07 18">', [FIRST]),
        ('<input type="hidden" value="42 31 07 18">', []),
        ('<input type="checkbox" value="42310718">', []),
    ],
)
def test_a_page_is_read_as_it_is_drawn(html: str, numbers: list[str]) -> None:
    """Without what is struck out, and with what pictures of digits and inputs show."""
    assert _read(html) == numbers


@pytest.mark.parametrize(
    ("html", "numbers"),
    [
        ('<b data-x="+47 423 10 718">', [FIRST]),
        ('<b data-x="47 423 10 718">', []),
        ('<b data-x="a +47 423 10 718">', []),
        ('<b data-number="4742310718">', [FIRST]),
        ('<b data-number="42310718">', []),  # it may be the ad's
        ('<b data-uid="4742310718">', []),
        ('<b data-number-id="4742310718">', []),
        ('<b class="phone" data-full="42310718">423 10 ...</b>', [FIRST]),
        ('<b class="phone" data-ref="42310718">423 10 ...</b>', []),
        ('<b class="phone" data-owner="42310718">423 10 ...</b>', []),
        ('<b class="phone" data-value="/ad/42310718">423 10 ...</b>', []),
        ('<b class="phone" data-value="423 10 718">423 10 ...</b>', [FIRST]),
        ('<b class="name" data-full="42310718">423 10 ...</b>', []),
        ('<b class="phone" lang="42310718">423 10 ...</b>', []),
        ("""<a onclick="call('42310718')">""", [FIRST]),
        ("""<a onclick="dialNumber('42 31 07 18')">""", [FIRST]),
        ("""<a onclick="showPhone('42310718')">""", []),
        ("""<a onclick="showPhone('4742310718')">""", [FIRST]),
        ('<a title="42 31 07 18">', [FIRST]),
        ('<a title="Annonse 42310718">', []),
        ('<a data-content="Nummer: 42 31 07 18">', [FIRST]),
        ('<a data-bs-content="42 31 07 18">', [FIRST]),
        ('<a data-original-title="Ring 42310718">', [FIRST]),
        ('<a data-tooltip="Annonse 42310718">', []),
        ("""<a data-content='{"phone": "42310718", "id": 42310719}'>""", [FIRST]),
        ("""<a data-content="<a href='tel:42310718'>Ring</a>">""", [FIRST]),
        ('<a href="https://chat.whatsapp.com/42310718">', []),
        ('<a href="https://api.whatsapp.com/42310718">', [FIRST]),
    ],
)
def test_an_attribute_says_that_it_dials(html: str, numbers: list[str]) -> None:
    """By a country code, by what is called with it, or by lying in a contact field."""
    assert _read(html) == numbers


@pytest.mark.parametrize(
    "html", ['<a title="42 31 07 18">', '<b data-number="4742310718">', '<input value="42310718">']
)
def test_outside_of_contact_fields_the_tables_have_the_word(html: str) -> None:
    """Which list none of the numbers that nobody has."""
    assert _read(html, contact=False) == []


@pytest.mark.parametrize(
    ("script", "numbers"),
    [
        ('state = {"contact": {"type": "phone", "value": "42310718"}};', [FIRST]),
        ('push({"phone": {"number": "42310718"}}); push({"phone": {"number": "42310719"}})',
         [FIRST, SECOND]),
        ('push({"phone": {"number": "42310718"}, broken}); tel = 42310719', [SECOND]),
        ('push({"phone": {"id": "42310718"}})', []),
        ('state = {"sms": 1, "title": "Ring 90000123"}', []),  # what is shown stands in the page
        ('var tel = "42" + "31" + "0718"', [FIRST]),
        ("var tel = '4231'+'0718'", [FIRST]),
    ],
)  # fmt: skip
def test_a_script_carries_data_in_pieces_and_within_statements(
    script: str, numbers: list[str]
) -> None:
    """Whether it assigns them or hands them over."""
    assert _read(f"<script>{script}</script>") == numbers


@pytest.mark.parametrize(
    "beside",
    ["25", "25 år", "1500 kr", "Kr 1500", "Kr 150", "12.03.2026", "4.9", "1/5", "ID 12345",
     "Annonse 58309", "Oslo 0152", "0152 Oslo", "18+", "24/7", "170 cm", "kl 12-22", "3 bilder",
     "#12345", "12 min siden"],
)  # fmt: skip
@pytest.mark.parametrize("number", ["42 31 07 18", "42310718", "+4742310718", "423 10 718"])
def test_elements_that_touch_are_read_apart(beside: str, number: str) -> None:
    """A style sheet sets them apart, though nothing stands between them in the page."""
    for first, second in ((beside, number), (number, beside)):
        html = f"<span>{first}</span><span>{second}</span>"
        assert revealed(read_html(html, "NO", ("SE",), contact=True).numbers) == ["+4742310718"]


@pytest.mark.parametrize(
    "html",
    ["<b>42</b><b>31</b><b>07</b><b>18</b>", "<i>4231</i><i>0718</i>", "<b>+47</b><b>42310718</b>",
     "<b>4</b><b>2</b><b>3</b><b>1</b><b>0</b><b>7</b><b>1</b><b>8</b>", "<b>4</b><b>2310718</b>"],
)  # fmt: skip
def test_elements_that_make_a_number_together_are_read_as_one(html: str) -> None:
    """The whole comes first."""
    assert _read(html) == ["+4742310718"]


def test_digits_that_an_element_only_marks_stay_joined() -> None:
    """Nobody reads eight digits out of twelve."""
    assert _read("<b>1242</b>31071899") == _read("12<b>42310718</b>") == []


@pytest.mark.parametrize("label", ["Nummer", "Nr", "Tlf", "Ring", "Kontaktnummer"])
@pytest.mark.parametrize(
    "fact",
    ["Pris|1500 kr", "Sted|Oslo", "BH|75C", "Visninger|10422", "Adresse|Storgata 12, 0152 Oslo"],
)
def test_labels_and_values_that_touch_are_words_of_their_own(label: str, fact: str) -> None:
    """A capital begins one; and what is a unit behind digits may be a label."""
    facts, number = [f"<span>{part}</span>" for part in fact.split("|")], ""
    number = f"<span>{label}</span><span>42 31 07 18</span>"
    assert _read("".join(facts) + number) == _read(number + "".join(facts)) == [FIRST]


def test_an_id_that_touches_its_label_is_none() -> None:
    """Whatever letters it begins with."""
    assert _read("<span>Ref</span><span>A-42310718</span>") == []


@pytest.mark.parametrize("html", ["<b>T</b><b>lf</b> 42310718", "<b>T</b><b>LF</b> 42310718",
    "<i>fire</i><i>to</i><i>tre</i><i>en</i><i>null</i><i>sju</i><i>en</i><i>åtte</i>",
    "<i>f</i><i>i</i><i>re</i> to tre en null sju en åtte"])  # fmt: skip
def test_a_word_may_be_split_into_elements(html: str) -> None:
    """As some draw it in colours."""
    assert _read(html) == [FIRST]
