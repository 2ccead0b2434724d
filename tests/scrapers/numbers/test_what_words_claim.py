"""How far the claim of a word reaches that says what digits are: an id, an age, a price."""

import pytest

from scrapers.numbers import read_html, read_text
from tests.scrapers.numbers.support import revealed


def _read(text: str) -> list[str]:
    """Read a contact field: the tables do not list these numbers."""
    return revealed(read_html(text, "NO", contact=True).numbers)


@pytest.mark.parametrize(
    "text",
    ["Alder: 25\nNummer: {}", "Alder 25, nr {}", "Postnr: 0152 Nummer: {}", "kl 10-22, nr {}",
     "<dl><dt>Alder</dt><dd>25</dd><dt>Nummer</dt><dd>{}</dd></dl>", "rom 305, nr. {}",
     "<ul><li>Annonse 58309</li><li>Nr: {}</li></ul>", "ID 12345, nummer {}", "Pris 2000. Nr {}",
     "Kode 4390#, nr {}", "edad 25, numero {}", "wiek 25, numer {}", "mål 90-60-90, nummer {}",
     "Landkode 47, nummer {}", "Landkode: +47 Nummer: {}", "landkode 47 {}"],
)  # fmt: skip
@pytest.mark.parametrize("number", ["42 31 07 18", "42310718"])
def test_a_word_that_has_its_figure_claims_no_number_behind_it(text: str, number: str) -> None:
    """What is called a number after an age, an id or a price is a phone's."""
    assert _read(text.format(number)) == ["+4742310718"]


@pytest.mark.parametrize(
    "text",
    ["Alder nr {}", "Annonse nummer: {}", "ID\n{}", "Annonse 58309, ref nr {}",
     "<dl><dt>Annonse</dt><dd>{}</dd></dl>", "12 timer, annonse nr {}"],
)  # fmt: skip
def test_a_word_without_a_figure_claims_what_comes(text: str) -> None:
    """Whatever digits stand before the word."""
    assert _read(text.format("42310718")) == []


@pytest.mark.parametrize(
    "text",
    ["Ring meg! Lagt ut for to dager siden, #{}", "Send SMS gjerne i dag. #{}",
     "Kontakt: ikke etter 22. #{}", "Tlf: 112\n#{}"],
)  # fmt: skip
def test_a_mark_of_an_id_outweighs_a_word_for_a_phone_far_before_it(text: str) -> None:
    """They are of two sentences."""
    assert revealed(read_text(text.format("40000123"), "NO").numbers) == []


@pytest.mark.parametrize(
    "text", ["Tlf #{}", "Ring meg #{}", "Mob. nr. #{}", "WhatsApp # {}", "☎ #{}"]
)
def test_a_mark_right_behind_a_word_for_a_phone_is_that_of_a_number(text: str) -> None:
    """As "no." is."""
    assert revealed(read_text(text.format("40000123"), "NO").numbers) == ["+4740000123"]


@pytest.mark.parametrize(
    "text",
    ["{} 1500 kr", "{} 1500kr", "{} 170 cm", "{} 1 500 kr", "{} 50 km", "{} 2000,-", "{} 55 kg",
     "2000 kr {} 1500 kr", "{}, 170 cm", "{} 2 timer"],
)  # fmt: skip
@pytest.mark.parametrize("number", ["42 31 07 18", "42310718", "+4742310718", "4231 0718"])
def test_a_unit_takes_its_own_figure_from_a_number(text: str, number: str) -> None:
    """However the number before it is written."""
    assert _read(text.format(number)) == ["+4742310718"]


@pytest.mark.parametrize("text", ["Nr: {} Visninger: 10422", "{} Views : 12", "{} Følgere: 7"])
def test_a_unit_with_a_colon_is_the_label_of_what_comes(text: str) -> None:
    """It counts no number of views before it."""
    assert _read(text.format("42 31 07 18")) == ["+4742310718"]


@pytest.mark.parametrize(
    "text", ["42310718 kr", "42310718 visninger", "4231 0718 kr", "42 310 718 kr", "42310 kg"]
)
def test_a_unit_takes_all_digits_that_are_one_amount(text: str) -> None:
    """Nothing is left of them to dial."""
    assert _read(text) == []


@pytest.mark.parametrize("number", ["42 31 07 18", "42310718"])
def test_an_amount_of_hundreds_of_thousands_takes_nothing_from_the_number_behind_it(
    number: str,
) -> None:
    """All of the amount goes: what were left of it would be read with the number."""
    assert _read(f"kr 150 000 {number}") == ["+4742310718"]


@pytest.mark.parametrize(
    "text",
    ["12.03 {}", "12/3 {}", "Til 12.03. {}", "{} 75C", "{}\n75C", "{}, 75b", "{}<br>34DD",
     "$200, {}", "€150\n{}", "{} € 150", "90-60-90  {}", "str 38 {}", "Size 38 {}", "{} 3 bilder",
     "{} 2 venninner"],
)  # fmt: skip
@pytest.mark.parametrize("number", ["42 31 07 18", "42310718", "423 10 718"])
def test_a_short_figure_beside_a_number_costs_it_nothing(text: str, number: str) -> None:
    """A day, a size, an amount in another currency, how many of something."""
    assert _read(text.format(number)) == ["+4742310718"]


@pytest.mark.parametrize("text", ["42310718b", "4231 0718b", "42 31 07 18b", "42310718ab"])
def test_a_letter_behind_all_digits_makes_a_code_of_them(text: str) -> None:
    """It is none of a size."""
    assert _read(text) == []


@pytest.mark.parametrize("text", ["{} / 32", "{} / 10-22", "{} / 12.03", "{} / 30/60/90 min"])
def test_what_stands_apart_behind_a_slash_is_no_other_ending(text: str) -> None:
    """But for the next few: `18 / 19`."""
    assert _read(text.format("42 31 07 18")) == ["+4742310718"]
    assert _read("42 31 07 18 / 19") == _read("42 31 07 18/19") == ["+4742310718", "+4742310719"]
    assert _read("42 31 07 18/25") == ["+4742310718", "+4742310725"]


@pytest.mark.parametrize(
    "text", ["4231  0718", "42  31  07  18", "90-60-90  42 31 07 18", "42 31 07 18  25"]
)
def test_two_spaces_divide_where_one_would_too_or_nothing_else_does(text: str) -> None:
    """What is left over stands apart; a number of two kinds of gaps does not."""
    assert _read(text) == ["+4742310718"]


def test_a_mark_behind_a_number_is_that_of_an_id() -> None:
    """In the same line or the next; between all digits it only divides them."""
    for text in (
        "Tlf 42 31 07 18 #42310719",
        "42310718\n#42310719",
        "<b>42310718</b><i>#42310719</i>",
    ):
        assert _read(text) == ["+4742310718"]
    assert _read("42#31#07#18") == _read("423#10#718") == ["+4742310718"]
    assert _read("#1 42310718 #2 42310719") == ["+4742310718", "+4742310719"]
