"""Short digits beside a number: an age, hours, a postcode, a limit. They do not cost the number."""

import pytest

from scrapers.numbers import read_html, read_text
from tests.scrapers.numbers.support import numbers_in_text, revealed

BESIDE = [
    "18+ {}", "Kun 18+. {}", "(18+) {}", "100+ bilder {}", "{} 18+",
    "kl 10-22. {}", "kl. 10-22 {}", "kl 10 - 22 {}", "kl 22 {}", "{} 10-22", "Man-fre 10-18 {}",
    "Kl 12-20\n{}",
    "Alder 25 {}", "Age 25 {}", "Anna (25) {}", "25. {}", "170/55 {}", "90-60-90 {}", "uke 48 {}",
    "uke 47-48 {}",
    "Til 24.11. {}", "24/11 {}", "1) {}", "Tlf1: {}", "nr 1: {}", "Rom 305 {}", "2. etg, {}",
    "Oslo 0150 {}", "{} 0150 Oslo", "Storgata 12 {}", "Fra 1000 til 2500. {}",
    "1000 1500 2000 {}",
]  # fmt: skip


@pytest.mark.parametrize("text", BESIDE)
def test_a_number_in_groups_is_found_beside_short_digits(text: str) -> None:
    """Words, signs, other gaps and other lengths set them apart; fallbacks change nothing."""
    reading = read_text(text.format("42 00 00 01"), "NO", ("SE", "DK"), contact=True)
    assert revealed(reading.numbers) == ["+4742000001"]


@pytest.mark.parametrize(
    "html",
    ["<span>25</span> <span>{}</span>", "25 <b>{}</b>", "<b>{}</b> 25", "<p>18+</p><p>{}</p>",
     "<table><td>25</td><td>{}</td></table>"],
)  # fmt: skip
def test_where_an_element_ends_other_digits_may_begin(html: str) -> None:
    """Between two elements the space sets digits apart, where they make no number together."""
    reading = read_html(html.format("42 00 00 01"), "NO", contact=True)
    assert revealed(reading.numbers) == ["+4742000001"]


@pytest.mark.parametrize(
    "html",
    ["<b>42</b> 00 00 01", "<i>42</i> <i>00</i> <i>00</i> <i>01</i>", "42 <b>00 00</b> 01"],
)
def test_where_they_make_a_number_together_elements_divide_nothing(html: str) -> None:
    """The whole comes first."""
    assert revealed(read_html(html, "NO", contact=True).numbers) == ["+4742000001"]


@pytest.mark.parametrize(
    "text", ["42 00 00 01 24", "25 42 00 00 01", "42-00-00-01-24", "konto 1234 42 00 00 01 24"]
)
def test_nobody_picks_eight_digits_out_of_ten(text: str) -> None:
    """Digits that nothing sets apart belong together."""
    assert read_text(text, "NO", contact=True).numbers == ()


@pytest.mark.parametrize("fallbacks", [(), ("SE", "DK"), ("PL", "GB", "DE")])
@pytest.mark.parametrize(
    "text",
    ["42 31 07 18 5", "42-31-07-18-5", "42.31.07.18.5", "423 10 718 5", "4231 0718 5",
     "5 42 31 07 18", "Tlf 42 31 07 18 5", "+47 42 31 07 18 5", "0047 423 10 718 5",
     "42\u00a031\u00a007\u00a018\u00a05", "Anna 42 31 07 18 5, ring", "46 82 17 79 3"],
)  # fmt: skip
def test_nobody_picks_eight_digits_out_of_nine(text: str, fallbacks: tuple[str, ...]) -> None:
    """A last digit in the same row as its pairs is part of it, whatever another country has."""
    assert read_text(text, "NO", fallbacks, contact=True).numbers == ()
    assert read_text(text, "NO", fallbacks).numbers == ()


@pytest.mark.parametrize(
    "text",
    ["42310718 5", "42 31 07 18, 5", "42 31 07 18 (5)", "42 31 07 18\n5", "42 31 07 18 5 stk",
     "42 31 07 1 8", "42 31 07 18 150", "<b>42 31 07 18</b> 5"],
)  # fmt: skip
def test_a_digit_that_something_sets_apart_costs_no_number(text: str) -> None:
    """Another gap, another line, its unit, or that the digits of the number stand together."""
    found = read_html(text, "NO", ("SE", "DK"), contact=True).numbers
    assert revealed(found) == ["+4742310718"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5 12345679", "+48512345679"),  # in two
        ("5 1 2 3 4 5 6 7 9", "+48512345679"),  # each by itself
        ("070 174 06 0 5", "+46701740605"),  # with its leading zero
        ("+46 70 174 06 0 5", "+46701740605"),  # with its country
    ],
)
def test_a_number_of_another_country_may_end_with_a_digit(text: str, number: str) -> None:
    """Where it is no row of pairs, or says whose it is."""
    assert revealed(read_text(text, "NO", ("PL", "SE")).numbers) == [number]


def test_a_number_of_a_fallback_country_shows_its_leading_zero() -> None:
    """Or its country, in a contact field, too; Norwegian digits, one short, are not Swedish."""
    for text in ("701740605", "4000012", "42 31 07 185"):
        assert read_text(text, "NO", ("SE", "DK"), contact=True).numbers == ()
    for text in ("0701740605", "46701740605"):
        for contact in (True, False):
            found = read_text(text, "NO", ("SE", "DK"), contact=contact).numbers
            assert revealed(found) == ["+46701740605"]
    assert revealed(read_text("701740605", "SE", contact=True).numbers) == ["+46701740605"]


@pytest.mark.parametrize(
    "text", ["Versjon 4.0.0.0.0.1.2.3", "Kode 2244 6688", "ID 4567 8901", "alder 40000123"]
)
def test_a_word_for_another_kind_claims_all_that_looks_alike(text: str) -> None:
    """Only a short figure ends soon."""
    assert numbers_in_text(text, "NO") == []


def test_a_plus_behind_a_digit_belongs_to_it() -> None:
    """And a plus before a digit to the country; one between digits, or behind a number, to none."""
    for text in ("420+00+001", "42 00 00 01+"):
        assert revealed(read_text(text, "NO", contact=True).numbers) == ["+4742000001"]
    assert numbers_in_text("18+ 07700 900123", "GB") == ["+447700900123"]
    assert numbers_in_text("18+ +44 7700 900123", "NO") == ["+447700900123"]


def test_a_country_may_be_divided_by_a_dot() -> None:
    """After a plus, it is no degree of a coordinate."""
    assert numbers_in_text("+47.42000001", "NO") == ["+4742000001"]
    assert numbers_in_text("47.42000001", "NO") == []


@pytest.mark.parametrize(
    "text",
    ["Anna 25 {}", "Ålder 25 {}", "kl 10-22. {}", "11122 Stockholm {}", "Stockholm 111 22 {}",
     "18+ {}", "{} / 18+", "1000 kr {}"],
)  # fmt: skip
def test_a_leading_zero_begins_a_number_abroad(text: str) -> None:
    """Where numbers begin with a zero, digits before it are others."""
    assert numbers_in_text(text.format("070-174 06 05"), "SE") == ["+46701740605"]
    assert numbers_in_text("10-22 07700 900123", "GB") == ["+447700900123"]
    assert numbers_in_text("Flat 12 07700 900123", "GB") == ["+447700900123"]


@pytest.mark.parametrize("text", ["noll-sju-noll 174 06 05", "noll sjuttio 174 06 05"])
def test_number_words_before_digits_belong_to_them(text: str) -> None:
    """Though the digits alone would be a number, too, of another town."""
    assert numbers_in_text(text, "SE") == ["+46701740605"]
    assert numbers_in_text("Ring oss, alla sju 070-174 06 05", "SE") == ["+46701740605"]


@pytest.mark.parametrize("text", ["20261128", "2025-2026", "2025/2026", "18+ 25+ 30+ 40+"])
def test_dates_years_and_limits_are_none_in_a_contact_field_either(text: str) -> None:
    """Unless a word says that they are a phone; in no country's tables are they one."""
    assert read_text(text, "NO", ("SE",), contact=True).numbers == ()
    assert revealed(read_text("Tlf 4200 4300", "NO", contact=True).numbers) == ["+4742004300"]


@pytest.mark.parametrize("text", ["Postboks 4000 0123 Oslo", "sko 40 00 01 23", "# 40000123"])
def test_boxes_sizes_and_marks_are_no_phones(text: str) -> None:
    """Whether short or long."""
    assert numbers_in_text(text, "NO") == []


@pytest.mark.parametrize(
    "text", ["4to 00 00 01", "4to000001", "4 2 0 0 0 0 0 l", "42oooool",
             "fire to fem nuller en", "42 så 00 deretter 00 og 01", "42 (bindestrek) 00 00 01"]
)  # fmt: skip
def test_a_letter_or_a_short_word_beside_digits_may_complete_them(text: str) -> None:
    """Though without it they would be a number of a fallback country."""
    reading = read_text(text, "NO", ("SE", "DK"), contact=True)
    assert revealed(reading.numbers) == ["+4742000001"]


def test_a_number_with_its_country_needs_no_letter_more() -> None:
    """What stands behind it is prose."""
    assert numbers_in_text("Ring +358 41 2345678 i dag, rom l0", "NO") == ["+358412345678"]


SHARES = ["42000001 / 100", "nummer 1 av 42000001", "3 of 42 00 00 01", "42000001 av 50 000 000"]
NO_SHARES = [
    "Tlf 42000001 / 100", "42000001 / 25", "42000001 / 1500", "42000001 / 002", "42000001 av 18",
    "42000/001", "42 00 00 01 / 100", "42000001 100", "Ring v1 av 42000001",
    "av 42000001", "42000001 / 120 kr",
]  # fmt: skip


@pytest.mark.parametrize("text", SHARES)
def test_so_many_of_very_many_are_no_number(text: str) -> None:
    """Neither the part nor the whole, also in a contact field."""
    assert read_text(text, "NO", contact=True).numbers == ()


@pytest.mark.parametrize("text", NO_SHARES)
def test_an_age_a_price_or_a_twin_behind_a_number_makes_no_share_of_it(text: str) -> None:
    """And the word for a phone outweighs all."""
    assert "+4742000001" in revealed(read_text(text, "NO", contact=True).numbers)


def test_a_slash_may_divide_a_number() -> None:
    """Where it is none without what stands behind."""
    found = read_text("42000/123", "NO", contact=True).numbers
    assert revealed(found) == ["+4742000123"]


@pytest.mark.parametrize("size", ["0", "0px", "0.0em", "0 !important", "0%"])
def test_text_of_no_size_is_not_read(size: str) -> None:
    """It is there to mislead those who copy it."""
    html = f'<i style="color: red; font-size: {size}">42 00 00 01</i>43 00 00 01'
    assert revealed(read_html(html, "NO", contact=True).numbers) == ["+4743000001"]


@pytest.mark.parametrize("style", ["font-size: 0.8em", "font-size: 10px", "line-height: 0"])
def test_small_text_is_read(style: str) -> None:
    """Small is not hidden."""
    html = f'<i style="{style}">42 00 00 01</i>'
    assert revealed(read_html(html, "NO", contact=True).numbers) == ["+4742000001"]


def test_a_box_of_no_size_only_closes_the_gaps_between_what_it_holds() -> None:
    """Which has a size of its own, from a style sheet or not."""
    html = '<div style="font-size:0"><span class="tlf">42 00 00 01</span></div>'
    assert revealed(read_html(html, "NO", contact=True).numbers) == ["+4742000001"]


@pytest.mark.parametrize("text", ["42000001 + 49000377", "42 00 00 01 + 490 00 377"])
def test_a_plus_between_two_numbers_is_no_sign_of_a_country(text: str) -> None:
    """+49 is Germany's."""
    found = revealed(read_text(text, "NO", contact=True).numbers)
    assert found == ["+4742000001", "+4749000377"]


@pytest.mark.parametrize(
    "text", ["42000001 +44 7700 900123", "42000001, + 44 7700 900123", "42000001 (+44) 7700 900123"]
)
def test_a_plus_that_touches_a_code_is_its_sign(text: str) -> None:
    """Also behind another number, and with a space where none stands before it."""
    found = revealed(read_text(text, "NO", contact=True).numbers)
    assert found == ["+4742000001", "+447700900123"]


@pytest.mark.parametrize(
    "text", ["4 2 0 0 0 0 0 {}", "4-2-0-0-0-0-0-{}, ring", "4 2 0 0 0 0 null {}"]
)
@pytest.mark.parametrize(("word", "digit"), [("en", 1), ("to", 2), ("one", 1)])
def test_an_everyday_word_ends_a_row_of_single_digits(text: str, word: str, digit: int) -> None:
    """Where each digit stands for itself, so does the word."""
    found = revealed(read_text(text.format(word), "NO", contact=True).numbers)
    assert found == [f"+4742{digit:06}"]


@pytest.mark.parametrize("text", ["1 0 0 0 2 en", "4 2 0 0 0 0 0 enda", "42 00 00 0 en"])
def test_an_everyday_word_beside_other_digits_is_speech(text: str) -> None:
    """Too few of them, in groups, or beside a longer word."""
    assert read_text(text, "NO", contact=True).numbers == ()


@pytest.mark.parametrize(
    "text",
    ["Ring 4O 00 01 23 i dag", "Oslo i 4O 00 01 23", "4O OO O1 23 i 2 dager", "40 00 01 23 2 timer",
     "førti null null null en to tre 2 timer"],
)  # fmt: skip
def test_a_letter_that_is_a_word_and_a_digit_of_a_unit_are_none_of_a_number(text: str) -> None:
    """Nine digits would be none."""
    assert numbers_in_text(text, "NO") == ["+4740000123"]


def test_a_letter_among_single_digits_or_in_the_middle_stands_for_one() -> None:
    """It is a word only beside all digits of a number, in groups."""
    for text in ("40 00 0 l 23", "4 0 0 0 0 l 2 3", "l 2 3 4", "40 00 o1 23"):
        assert numbers_in_text(text, "NO") == ([] if text[0] == "l" else ["+4740000123"])
    assert numbers_in_text("4 2 0 0 0 0 0 l 5", "NO") == []
    assert numbers_in_text("40 00 01 l 3", "NO") == ["+4740000113"]
    assert numbers_in_text("0 7 0 1 7 4 0 6 0 l", "SE") == ["+46701740601"]


def test_a_unit_takes_its_digit_from_no_number() -> None:
    """Neither from the second of two, nor to complete one that is short."""
    found = numbers_in_text("40 00 01 23 / 40 00 01 24 2 timer", "NO")
    assert found == ["+4740000123", "+4740000124"]
    assert numbers_in_text("4000012 1 time", "NO") == []


@pytest.mark.parametrize("text", ["Ring 4O 000 123 i dag", "Ring 40 00 01 2з i dag"])
def test_one_letter_among_digits_is_a_digit_at_either_end(text: str) -> None:
    """Whatever stands far from it is read as well."""
    assert numbers_in_text(text, "NO") == ["+4740000123"]
    assert numbers_in_text(f"{'Her er god plass. ' * 9}{text}", "NO") == ["+4740000123"]


@pytest.mark.parametrize(
    "between", ["meg", "24.11.2026", "40 00 01 24", "og det er ikke så sent"]
)  # fmt: skip
def test_number_words_are_not_read_across_something_else(between: str) -> None:
    """A word, a date, another number, or too wide a gap divides them."""
    found = numbers_in_text(f"fire null {between} null null null en to tre", "NO")
    assert "+4740000123" not in found


@pytest.mark.parametrize(
    "text", ["Se 41626881.jpg", "41626881@example.no", "41626881-stor.png", "41626881_stor.png"]
)
def test_the_name_of_a_file_or_a_mailbox_is_no_number(text: str) -> None:
    """Though it begins with eight digits."""
    assert numbers_in_text(text, "NO") == []


def test_six_digits_are_a_number_only_behind_a_plus() -> None:
    """Two zeros before them may be the end of a time."""
    assert numbers_in_text("+298 201234", "NO") == ["+298201234"]
    assert numbers_in_text("00298201234", "NO") == []
