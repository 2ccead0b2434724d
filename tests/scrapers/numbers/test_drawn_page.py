"""What is read at a glance is what the thorough reading finds; the shortcuts change nothing."""

import re

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.numbers import SETS, labelled_cases
from scrapers.extract.html_tree import parse
from scrapers.model import Hidden
from scrapers.numbers import Reading, read_html
from scrapers.numbers.contact_fields import read_plainly
from scrapers.numbers.dialling_plan import is_listed, looks_allocated
from scrapers.numbers.drawn_page import page_of, read_thoroughly
from tests.scrapers.numbers.support import revealed

REGIONS = st.sampled_from(["NO", "SE", "DK", "GB", "DE", "IT", "US", "TH", "ZZ"])
FALLBACKS = st.sampled_from([(), ("SE", "DK"), ("PL", "RO", "GB")])
SPACES = ("", " ", "\u00a0", "&nbsp;", ".", "-", "</b> <b>", " <i>x</i>")
ATTRIBUTES = (
    "", ' rel="nofollow"', ' target="_blank" id="call-77"', ' title="Ring"',
    ' title="Ring 42000123"',
    ' data-id="42000123"', ' data-phone="42000123"', ' aria-label="Anna"', ' style="display:none"',
    ' onclick="track(12345)"', ' class="tel"', ' dir="rtl"',
)  # fmt: skip
TAGS = ("", "div", "span", "p", "dd", "li", "td", "b", "strong", "h1", "script", "bdo")
CLASSES = ("", ' class="contact"', ' class="phone"', ' class="ad-phone tlf"', ' class="x1"')
LABELS = ("Ring", "Ring meg", "Call", "SMS", "Telefon", "WhatsApp", "Tlf.:", "📞 ", "Mobil - ")
WORDS = (*LABELS, "Vis nummer", "fire null null null en to tre", "Ikke etter 22", "baklengs", "")


@st.composite
def written(draw: st.DrawFn) -> str:
    """Digits in groups, sometimes with a country before them."""
    code = draw(st.sampled_from(["", "", "+", "+47", "(+47) ", "(+46)", "0047", "+46 ", "+(47)"]))
    groups = draw(st.lists(st.from_regex(r"\A[0-9]{1,9}\Z"), min_size=1, max_size=6))
    return code + draw(st.sampled_from(SPACES)).join(groups)


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """A contact piece: a number or a link, in an element or not, and now and then something odd."""
    inside = draw(st.one_of(written(), links(), st.sampled_from(WORDS)))
    inside = draw(st.sampled_from(("", *LABELS))) + inside
    around = draw(st.sampled_from(["", " ", "\n    ", "\t", ".", "kl. ", "&amp;", "\r\n"]))
    tag, named = draw(st.sampled_from(TAGS)), draw(st.sampled_from(CLASSES))
    text = around + inside + draw(st.sampled_from(["", "", "\n  ", ",-", " kr", "<br>"]))
    more = draw(st.sampled_from(ATTRIBUTES))
    return f"<{tag}{named}{more}>{text}</{tag}>" if tag else text


@st.composite
def links(draw: st.DrawFn) -> str:
    """A link that dials, with a label or a number to be seen."""
    start = draw(st.sampled_from(["tel:", "tel:+", "https://wa.me/", "https://wa.me/+", "sms:"]))
    number = draw(st.from_regex(r"\A(?:47)?[0-9]{5,13}\Z"))
    label = draw(st.one_of(st.just(number), written(), st.sampled_from(WORDS)))
    named = draw(st.sampled_from(CLASSES))
    more = draw(st.sampled_from(ATTRIBUTES))
    return f'<a{named} href="{start}{number}"{more}>{label}</a>'


@given(pieces(), REGIONS, FALLBACKS)
@example("42 00 01 23", "NO", ())
@example('<dd class="phone">42&nbsp;00&nbsp;01&nbsp;23</dd>', "NO", ())
@example('<div class="phone"><a href="tel:42000123">42 00 01 24</a></div>', "NO", ())
@example('<div><a href="https://wa.me/0047420001">Ring</a></div>', "NO", ())
def test_a_glance_finds_what_the_thorough_reading_finds(
    piece: str, region: str, fallbacks: tuple[str, ...]
) -> None:
    """The whole reading is the same, its counts included, whether a piece is plain or not."""
    thorough = read_thoroughly(page_of(piece), region, fallbacks, contact=True)
    assert read_html(piece, region, fallbacks, contact=True) == thorough


@pytest.mark.parametrize("name", SETS)
def test_a_glance_changes_nothing_in_the_labelled_sets(name: str) -> None:
    """Every labelled case reads alike, as it stands and as the text of an element."""
    for case in labelled_cases(name):
        for piece in (case["input"], f'<div class="contact">{case["input"]}</div>'):
            thorough = read_thoroughly(page_of(piece), case["region"], (), contact=True)
            assert read_html(piece, case["region"], contact=True) == thorough


@pytest.mark.parametrize(
    "piece",
    ["42000123", "420 00 123", "+47 42 00 01 23", "(+47) 42 00 01 23", "0047 42000123",
     "42.00.01.23", "420-00-123", "Tlf: 42 00 01 23", "📞 42 00 01 23", "<p>42 00 01 23",
     '<div class="contact">42 00 01 23</div>', '<dd class="phone">\n  42&nbsp;000&nbsp;123\n</dd>',
     '<p title="Ring">42 00 01 23</p>', '<div id="ad-12345"><b>Tlf.</b> 42 00 01 23</div>',
     '<a href="tel:+4742000123">Ring</a>', '<p><a href="tel:42000123">420 00 123</a></p>',
     '<a href="tel:42000123" rel="nofollow" target="_blank"><i class="icon"></i> 420 00 123</a>',
     '<a href="tel:42000123">Ring</a> <a href="sms:42000123">SMS</a>',
     '<div class="contact"><a class="btn" href="https://wa.me/4742000123">WhatsApp</a></div>'],
)  # fmt: skip
def test_the_usual_pieces_are_read_at_a_glance(piece: str) -> None:
    """What most portals write needs no thorough reading."""
    reading = read_plainly(page_of(piece).all_data(), "NO", ())
    assert reading == Reading((Hidden("+4742000123"),), unlisted=1)


@pytest.mark.parametrize(
    "piece",
    ["42 00 01 23 eller 43 00 01 23", "12.11.2026", "12345678", "Vis nummer", "Anna 42000123",
     "42 00 01 23 24", "1 42 00 01 23",
     '<b title="42000123">Ring</b>', '<a href="tel:42000123">43 00 01 23</a>',
     '<b title="Anna 43">42000123</b>'],
)  # fmt: skip
def test_whatever_has_more_to_it_is_left_to_the_thorough_reading(piece: str) -> None:
    """Two numbers, other words, dates and placeholders are not plain."""
    assert read_plainly(page_of(piece).all_data(), "NO", ("SE",)) is None


def test_an_element_of_a_page_is_read_as_it_stands() -> None:
    """Cells of a row stay cells, though their markup by itself would be no table."""
    rows = "<table><tr><td>25</td><td>42 00 01 23</td></tr></table>"
    (row,) = parse(rows).css("tr")
    assert revealed(read_html(row.html or "", "NO", contact=True).numbers) == ["+4742000123"]
    assert revealed(read_html(row, "NO", contact=True).numbers) == ["+4742000123"]


@given(
    st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)),
    st.from_regex(r"\A[0-9]{4,14}\Z"),
)
@example(47, "42000123")
@example(47, "79000123")
@example(800, "12345678")
def test_the_shortcut_to_the_tables_says_what_the_tables_say(code: int, national: str) -> None:
    """A number is listed exactly when libphonenumber knows the type of its line."""
    zeros = len(national) - len(national.lstrip("0"))
    number = phonenumbers.PhoneNumber(
        country_code=code,
        national_number=int(national),
        italian_leading_zero=zeros > 0 or None,
        number_of_leading_zeros=zeros or None,
    )
    known = phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.UNKNOWN
    assert is_listed(number) is known
    possible = phonenumbers.is_possible_number_with_reason(number)
    region = phonenumbers.region_code_for_country_code(code)
    table = phonenumbers.PhoneMetadata.metadata_for_region(region)
    first = table.general_desc.national_number_pattern if table and table.general_desc else r"(?!)"
    given_out = re.fullmatch(first or r"(?!)", str(number.national_number)) is not None
    is_possible = possible == phonenumbers.ValidationResult.IS_POSSIBLE
    assert looks_allocated(number) is (is_possible and given_out)
