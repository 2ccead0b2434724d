"""What a reading says besides the numbers, and what it never shows."""

import pytest

from scrapers.model import Hidden
from scrapers.numbers import Reading, read_html, read_text
from scrapers.numbers.dialling_plan import Span, Validator
from scrapers.numbers.normalization import READ
from scrapers.numbers.number_words import stretches
from scrapers.numbers.reader import Reader, _without
from scrapers.numbers.runs import digit_runs, divide
from scrapers.numbers.segmentation import Segmenter
from scrapers.numbers.zones import zones_of
from tests.scrapers.numbers.support import numbers_in_html, numbers_in_text, revealed

UNLISTED = "42 00 01 23"  # eight digits in a range that is given to nobody
LISTED = "40 00 01 23"


@pytest.mark.parametrize("text", ["{}", "{} ring meg i dag", "Hei {}. Ring", "Hei {}\n18+"])
def test_digit_words_run_together_are_read_wherever_they_stand(text: str) -> None:
    """One word is a whole number, whatever follows it."""
    assert numbers_in_text(text.format("firenullnullnullnullentotre"), "NO") == ["+4740000123"]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("[Vis nummer]", 1),
        ("(vis nummer) (vis tlf)", 2),
        ('"Show phone number"', 1),
        ("[nummer]", 0),
    ],
)
def test_a_placeholder_may_stand_in_brackets(text: str, hidden: int) -> None:
    """What touches its words is no part of them."""
    assert read_text(text, "NO").hidden == hidden


def test_a_reading_never_prints_a_number() -> None:
    """Printing, formatting and nesting a reading show counts only."""
    reading = read_text(f"Ring {LISTED}", "NO")
    assert revealed(reading.numbers) == ["+4740000123"]
    assert "40000123" not in f"{reading!r} {reading} {[reading]}"


def test_nothing_that_reads_prints_what_it_reads() -> None:
    """Whatever a frame of the reader may hold shows its places only, if a debugger prints it."""
    text = f"ring {LISTED} / 4o oo oi 24, fire null null null null en to fem"
    validator = Validator("NO", ())
    segmenter = Segmenter(validator, contact=False)
    zones = zones_of(text)
    runs = list(digit_runs(text, zones.runs))
    parts = [divide(run) for run in runs]
    spans = [span for run in runs for span in segmenter.spans(run)]
    rows = [option for options in stretches(text, ["fire", "null"]) for option in options]
    numbers = [span.number for span in spans]
    assert revealed(number.e164 for number in numbers) == ["+4740000123"]
    assert zones.mixed
    assert rows
    held = [zones, runs, parts, spans, rows, numbers, segmenter, Reader("NO", ())]
    assert not [digits for digits in (LISTED, "400001", "0123", "oo") if digits in repr(held)]


def test_a_contact_field_outweighs_the_tables() -> None:
    """Eight digits that no table lists are kept in a contact field, and counted apart."""
    assert read_text(UNLISTED, "NO", contact=True) == Reading((Hidden("+4742000123"),), unlisted=1)


def test_running_text_does_not_outweigh_the_tables() -> None:
    """The same digits in running text are no number."""
    assert read_text(f"Ring {UNLISTED}", "NO").numbers == ()


def test_a_contact_page_is_a_contact_field_too() -> None:
    """The same holds for a piece of a page that is handed in as a contact field."""
    assert read_html(f"<p>{UNLISTED}</p>", "NO", contact=True).unlisted == 1


@pytest.mark.parametrize("placeholder", ["12345678", "00000000", "99999999", "87654321"])
def test_placeholders_are_no_numbers_even_in_a_contact_field(placeholder: str) -> None:
    """What a form shows as an example belongs to nobody."""
    assert read_text(placeholder, "NO", contact=True).numbers == ()


def test_a_listed_number_is_not_counted_as_unlisted() -> None:
    """`unlisted` counts only what the tables do not know."""
    assert read_text(LISTED, "NO", contact=True).unlisted == 0


def test_a_link_that_says_phone_is_contact() -> None:
    """A tel: link's number is kept though no table lists it."""
    assert read_html('<a href="tel:42000123">Ring</a>', "NO").unlisted == 1


@pytest.mark.parametrize(
    "placeholder",
    ["Vis nummer", "Vis telefonnummer", "Logg inn for å se nummeret", "Show phone number",
     "Klikk for å vise nummeret", "400 00 XXX", "4000****"],
)  # fmt: skip
def test_a_number_kept_back_is_counted_as_hidden(placeholder: str) -> None:
    """A placeholder is one hidden number and no number found."""
    reading = read_text(f"Ledig i dag. {placeholder}", "NO")
    assert (reading.hidden, reading.numbers) == (1, ())


def test_plain_talk_of_numbers_hides_nothing() -> None:
    """Only placeholders count as hidden."""
    assert read_text("Nummeret mitt er 40 00 01 23", "NO").hidden == 0


def test_an_announced_number_that_is_none_is_unreadable() -> None:
    """Digits after "tlf" that no country has are counted, and not kept."""
    assert read_text("Tlf 10 00 01 23 4", "NO") == Reading(unreadable=1)


def test_the_same_number_in_many_spellings_is_one() -> None:
    """A number is counted once, however it is written."""
    text = "40000123, +47 400 00 123, fire null null null null en to tre, 4O OO OI 23"
    assert numbers_in_text(text, "NO") == ["+4740000123"]


def test_a_link_and_its_text_are_one_number() -> None:
    """The number a link shows and the number it dials count once."""
    html = '<a href="tel:+4740000123">40 00 01 23</a>'
    assert numbers_in_html(html, "NO") == ["+4740000123"]


def test_home_comes_before_the_fallbacks() -> None:
    """Eight digits on a Norwegian portal are Norwegian, though Denmark has the same length."""
    assert numbers_in_text("Ring 40 00 01 23", "NO", ("DK",)) == ["+4740000123"]


def test_a_fallback_reads_what_home_cannot() -> None:
    """Digits written the Swedish way are Swedish where Sweden is a fallback, nothing elsewhere."""
    text = "Ring 070-174 06 05"
    assert numbers_in_text(text, "NO", ("SE",)) == ["+46701740605"]
    assert numbers_in_text(text, "NO") == []


def test_a_number_written_internationally_needs_no_fallback() -> None:
    """A plus or 00 names the country by itself."""
    assert numbers_in_text("+46 70 174 06 05", "NO") == ["+46701740605"]


def test_an_unknown_region_still_reads_international_numbers() -> None:
    """A region that nobody knows is no reason to fail."""
    assert numbers_in_text("+4740000123 eller 40000124", "ZZ") == ["+4740000123"]


def test_text_and_links_keep_the_order_of_the_page() -> None:
    """What stands first on the page comes first, whether shown or linked."""
    html = '<p>40000125</p><a href="sms:42000124">SMS</a><p>40000123</p>'
    assert numbers_in_html(html, "NO") == ["+4740000125", "+4742000124", "+4740000123"]


def test_unseen_text_is_not_read() -> None:
    """A decoy that the browser does not draw neither adds a number nor spoils one."""
    html = '<p>40 <span style="display:none">99</span>00 01 23</p><p hidden>40000124</p>'
    assert numbers_in_html(html, "NO") == ["+4740000123"]


@pytest.mark.parametrize(
    "text",
    [
        "22+33=55, 44", "41000201-41000250", "Bookingnr 40 00 01 23", "4000 0123 4000 0124",
        "+4940000000000004",
    ],
)  # fmt: skip
def test_sums_ranges_and_booking_numbers_are_no_phones(text: str) -> None:
    """What adds up, goes from one id to another, is said to be of another kind, or too long."""
    assert numbers_in_text(text, "NO") == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Velkommen på besøk! 40 00 01 23", True),
        ("Velkommen på besøk. 40 00 01 23", True),
        ("Antall besøk: 40 00 01 23", False),
        ("Annonsenr. 40 00 01 23", False),
        ("Ref. 40 00 01 23", False),
        ("Org. 40 00 01 23", False),
        ("Ta kontakt på telefon. 40 00 01 23", True),
    ],
)
def test_the_end_of_a_sentence_ends_what_it_says_of_digits(text: str, *, is_one: bool) -> None:
    """But a full stop ends short words anyway, and a phone that was announced stays announced."""
    assert numbers_in_text(text, "NO") == ["+4740000123"] * is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Annonsekode: A-40000123", False),
        ("Kode AB/40000123", False),
        ("Booking nr-40000123", False),
        ("Ring A-40000123", True),
        ("Modell A-40000123", False),
        ("Anna A-40000123", True),
        ("Kode 7. Ring på-40000123", True),
    ],
)
def test_a_letter_joined_to_digits_leaves_the_word_to_what_stands_before(
    text: str, *, is_one: bool
) -> None:
    """A code's letter is part of the code."""
    assert numbers_in_text(text, "NO") == ["+4740000123"] * is_one


def test_a_plus_that_stands_apart_still_names_a_country() -> None:
    """So that the digits behind it are none of the portal's own."""
    assert numbers_in_text("+ 40712345", "NO") == []
    assert numbers_in_text("+ 47 40712345", "NO") == ["+4740712345"]


def test_a_contact_field_holds_numbers_where_running_text_has_ids_and_amounts() -> None:
    """From one to another are two phones there, and an amount is nothing that could not be read."""
    both = read_text("40000123-40000150", "NO", contact=True).numbers
    assert revealed(both) == ["+4740000123", "+4740000150"]
    assert read_text("Pris 90000123 kr", "NO", contact=True) == Reading()


def test_places_stay_where_they_are_when_one_holds_two_numbers() -> None:
    """Two numbers in words are blanked out once, and what stands behind them keeps its place."""
    validator = Validator("NO", ())
    number = validator.number("40000123", plus=False)
    assert number is not None
    twice = [Span(2, 8, number), Span(2, 8, number), Span(9, 10, number)]
    assert _without("0123456789ab", twice) == f"01{READ * 6}8{READ}ab"


def test_two_numbers_in_fours_are_read_where_they_are_announced() -> None:
    """Without a word, four times four digits are a payment card's."""
    two = ["+4740000123", "+4740000124"]
    assert numbers_in_text("Tlf 4000 0123 4000 0124", "NO") == two
    assert numbers_in_text("4000 0123, 4000 0124", "NO") == two


def test_a_second_ending_after_a_slash_is_a_second_number() -> None:
    """Only the ending that differs is written out."""
    assert numbers_in_text("Tlf 40 00 01 23/24", "NO") == ["+4740000123", "+4740000124"]


def test_where_to_book_is_a_phone() -> None:
    """The word alone, without "number", says where to call."""
    assert numbers_in_text("Booking: 40 00 01 23", "NO") == ["+4740000123"]


def test_a_leading_zero_at_home_outweighs_the_tables() -> None:
    """Ranges kept for films are not listed, and a reader sees numbers all the same."""
    assert read_text("Call 07700 900123", "GB") == Reading((Hidden("+447700900123"),), unlisted=1)
    assert numbers_in_text("Call 07700 900123", "NO", ("GB",)) == []


def test_a_name_grown_together_with_digits_is_no_phone() -> None:
    """After the name of another service, letters and digits are somebody's name there."""
    assert numbers_in_text("insta: kari40000123", "NO") == []


def test_a_hundred_that_is_counted_is_a_number_of_its_own() -> None:
    """The "ett" of "ett hundre" is not the end of the ten before it."""
    text = "Ring førti ett hundre tolv null null en"
    assert numbers_in_text(text, "NO") == ["+4740112001"]


def test_a_block_that_is_not_drawn_divides_no_number() -> None:
    """No browser begins a line there."""
    html = "<div>Hei! 4000<span hidden><div>x</div></span>0123</div>"
    assert numbers_in_html(html, "NO") == ["+4740000123"]


@pytest.mark.parametrize("link", ["tel:4", "tel:+47", "tel%3A4", "wa.me/47"])
def test_an_address_repeated_without_end_is_read_once(link: str) -> None:
    """What a link holds is not looked at for links again."""
    assert read_text(link * 480, "NO").numbers == ()
    assert read_html(f'<a href="{link * 480}">Ring</a>', "NO").numbers == ()


@pytest.mark.parametrize(
    "text", ["42000001.0", '<script>{"phone": 42000001.0}</script>', "Tlf: 42000001.0, Oslo"]
)
def test_a_number_that_a_table_took_for_a_fraction_is_read(text: str) -> None:
    """Spreadsheets write it so; an amount has a figure after the point."""
    assert revealed(read_html(text, "NO", contact=True).numbers) == ["+4742000001"]
    for amount in ("42000001.5", "42000001.05", '<script>{"phone": 42000001.5}</script>'):
        assert read_html(amount, "NO", contact=True).numbers == ()


@pytest.mark.parametrize(
    "html",
    ['<a href="phone:42000001">Ring</a>', '<span class="tel" title="42000001">Vis</span>',
     '<button class="copy-phone" data-clipboard-text="42000001">Kopier</button>'],
)  # fmt: skip
def test_what_is_named_a_phone_holds_one(html: str) -> None:
    """A scheme, a title and what a button copies."""
    assert numbers_in_html(html, "NO") == ["+4742000001"]


@pytest.mark.parametrize(
    "way",
    [
        *("baklengs", "snu nummer", "snu tall", "fra hoyre", "al reves", "right to left", "wspak"),
        *("задом наперёд", "back to front", "from the end", "de tras"),
    ],
)
def test_a_number_that_is_said_to_be_backwards_is_read_so(way: str) -> None:
    """In a contact field, by whichever words say it; accents are gone where a reader looks."""
    read = Reader("NO", ()).read(f"48 80 13 94 {way}", contact=True)
    assert revealed([span.number.e164 for span in read]) == ["+4749310884"]
