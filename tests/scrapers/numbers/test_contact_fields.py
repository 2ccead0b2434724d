"""What is read from fields that are built alike is what each of them says by itself."""

import random
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrapers.extract.html_tree import Node, parse
from scrapers.numbers import Reading, contact_fields, read_html
from scrapers.numbers.contact_fields import Shape
from scrapers.numbers.drawn_page import page_of, read_page
from tests.scrapers.numbers.support import revealed

REGIONS = st.sampled_from(["NO", "SE", "DK", "GB", "DE", "IT", "US", "TH", "ZZ"])
FALLBACKS = st.sampled_from([(), ("SE", "DK"), ("PL", "RO", "GB")])
SPACES = ("", " ", "\u00a0", "&nbsp;", ".", "-", "</b> <b>", "</b><b>", " #", " <i>x</i>")
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


def _field(piece: str) -> Node:
    (body,) = parse(f"<div>{piece}</div>").css("body > div")
    return body


def _alone(piece: str, region: str, fallbacks: tuple[str, ...]) -> Reading:
    return read_page(page_of(_field(piece)), region, fallbacks, contact=True)[0]


def _reads_alike(piece: str, like: str) -> bool:
    """Tell whether a field is read by how another, read just before, is built."""
    contact_fields._ways_of.clear()
    read_html(_field(like), "NO", contact=True)
    return Shape(_field(piece).html or "", "NO", ()).read() is not None


@given(pieces(), REGIONS, FALLBACKS, st.integers(0, 99))
@example("42 00 01 23", "NO", (), 1)
@example('<p id="ad42000123"><b>42</b>000123</p>', "NO", (), 1)
@example('<a href="tel:42000123">42000123</a>', "NO", (), 2)
@example('<a href="tel:4742000123">+4742000123</a>', "NO", (), 2)
@example('<p data-id="42000123">42000123</p>', "NO", (), 3)
def test_the_same_markup_with_other_digits_reads_as_it_does_alone(
    piece: str, region: str, fallbacks: tuple[str, ...], seed: int
) -> None:
    """Other digits in the same places, few of them or all, or a zero in front."""
    chance = random.Random(seed)
    share = chance.choice([0.1, 0.5, 1.0])
    read_html(_field(piece), region, fallbacks, contact=True)
    other = re.sub(
        r"(?<!<h)[0-9]", lambda d: chance.choice("0123456789") if chance.random() < share else d[0],
        piece,
    )  # fmt: skip
    reading = read_html(_field(other), region, fallbacks, contact=True)
    assert reading == _alone(other, region, fallbacks)
    read_html(piece, region, fallbacks, contact=True)
    values_as_text = read_html(other, region, fallbacks, contact=True)
    assert values_as_text == read_page(page_of(other), region, fallbacks, contact=True)[0]


def test_a_country_without_a_plus_is_judged_by_the_tables_in_every_field() -> None:
    """Whatever was read before: where no plus is written, a number must be listed."""
    for piece in ('<a href="tel:{0}">{0}</a>', "{0}"):
        like, other = piece.format("4740000123"), piece.format("4720000000")
        read_html(_field(like), "DK", contact=True)
        assert read_html(_field(other), "DK", contact=True) == _alone(other, "DK", ())


@pytest.mark.parametrize(
    ("like", "piece"),
    [
        ("42 00 01 23", "43 12 34 56"),
        ('<a href="tel:+4742000123">42000123</a>', '<a href="tel:+4743123456">43123456</a>'),
        ('<b class="x1">Tlf.</b> 42000123', '<b class="x1">Tlf.</b> 43123456'),
        (
            '<a href="sms:42000123">SMS</a> 42 00 01 23',
            '<a href="sms:43123456">SMS</a> 43 12 34 56',
        ),
        ("Ring Anna på 42 00 01 23 etter kl 16", "Ring Anna på 43 12 34 56 etter kl 16"),
        (
            '<a href="https://wa.me/4742000123">WhatsApp</a>',
            '<a href="https://wa.me/4743123456">WhatsApp</a>',
        ),
        ("(+47) 420 00 123", "(+47) 431 23 456"),
        ("42.00.01.23", "43.12.34.56"),
        ("420-00-123", "431-23-456"),
        ('<a href="tel:4742000123">+4742000123', '<a href="tel:4743123456">+4743123456'),
        ('<p title="Ring">42 00 01 23</p>', '<p title="Ring">43 12 34 56</p>'),
        ('<b title="Anna 43">42000123</b>', '<b title="Anna 43">43123456</b>'),
    ],
)
def test_fields_that_differ_in_their_number_only_are_read_alike(like: str, piece: str) -> None:
    """They are read without another look at what lies in them."""
    assert _reads_alike(piece, like)
    assert revealed(read_html(_field(piece), "NO", contact=True).numbers) == ["+4743123456"]


@pytest.mark.parametrize(
    ("like", "piece"),
    [
        ("42000123", "420 00 123"),  # other groups
        ("42000123", "02000123"),  # a zero in front
        ("42000123", "30112026"),  # a date
        ("4200-0123", "1200-1800"),  # hours
        ("42.00 01.23", "43.12 34.56"),  # in two hands
        ("42000123", "11111111"),  # nobody's
        ('<b data-id="42000123">42000123</b>', '<b data-id="43123456">42000123</b>'),  # an ad's id
        ('<b data-id="43123456">42000123</b>', '<b data-id="43123456">42000124</b>'),
        ('<p id="ad42000123"><b>42</b>000123', '<p id="ad43123456"><b>42</b>000123'),
        ('<i>4</i>2000123 <b id="42000123">', '<i>4</i>2000123 <b id="43123456">'),
        ('<a href="tel:42000123">42000123</a>', '<a href="tel:42000123">43123456</a>'),  # two
        ('<a href="tel:%2B4742000123">', '<a href="tel:%2B4743123456">'),  # %2B is no number
        ('<b data-x=\'{"phone": "42000123"}\'>', '<b data-x=\'{"phone": "43123456"}\'>'),
        ("<script>phone = '42000123'</script>", "<script>phone = '43123456'</script>"),
        ('42000123<a href="tel:+4742000123">', '42000123<a href="tel:+4743123456">'),
        ("42 00 01 23", "20 22 24 26"),  # a list
        ("00 47 42 00 01 23", "44 20 79 46 01 23"),  # 00 stands for a plus
        ("fire 200 01 23", "fire 312 34 56"),  # words
        ("42 00 01 23 eller 43 00 01 23", "42 00 01 24 eller 43 00 01 24"),  # two numbers
        ("42 00 01 23 24", "43 12 34 56 24"),  # too many digits
        ("420 00 123 baklengs", "431 23 456 baklengs"),  # reversed
        ("42000123 Vis nummer", "43123456 Vis nummer"),  # more is hidden
        (
            '<b id="42000123">fire to null null null en to tre</b>',
            '<b id="43123456">fire to null null null en to tre</b>',
        ),  # the digits are an ad's id
    ],
)  # fmt: skip
def test_what_could_be_otherwise_is_looked_at_by_itself(like: str, piece: str) -> None:
    """Other groups, a zero, digits of something else, or two numbers: none is taken for granted."""
    assert not _reads_alike(piece, like)


def test_a_field_reads_alike_for_its_own_region_only() -> None:
    """Elsewhere the same digits may be no number."""
    contact_fields._ways_of.clear()
    read_html(_field("42000123"), "NO", contact=True)
    markup = _field("42000124").html or ""
    assert Shape(markup, "NO", ()).read()
    assert Shape(markup, "SE", ()).read() is None
    assert Shape(markup, "NO", ("SE",)).read() is None


def test_a_number_of_another_region_teaches_nothing() -> None:
    """Whether one without a plus is of the portal's own region or of another, its digits tell."""
    contact_fields._ways_of.clear()
    assert revealed(read_html("42000123", "PL", ("NO",), contact=True).numbers) == ["+4742000123"]
    assert Shape("42000124", "PL", ("NO",)).read() is None
    assert revealed(read_html("+4742000123", "PL", contact=True).numbers) == ["+4742000123"]
    assert Shape("+4742000124", "PL", ()).read()


def test_what_looks_like_a_coordinate_is_none_of_the_fields_before() -> None:
    """Which of two numbers written alike is degrees, its digits tell."""
    contact_fields._ways_of.clear()
    assert revealed(read_html("514.000123", "PL", contact=True).numbers) == ["+48514000123"]
    assert Shape("515.000123", "PL", ()).read()
    assert Shape("142.000123", "PL", ()).read() is None


def test_nothing_of_a_field_is_kept_but_hashes_and_signs() -> None:
    """Neither its digits nor its words outlive the call, and there is a bound to the rest."""
    contact_fields._ways_of.clear()
    for number in range(2 * contact_fields._MOST_SHAPES):
        read_html(_field(f'<b class="x{number}">42000123</b>'), "NO", contact=True)
    assert 0 < len(contact_fields._ways_of) <= contact_fields._MOST_SHAPES
    assert {type(key) for key in contact_fields._ways_of} == {int}
    assert set(contact_fields._ways_of.values()) == {(False, ("",))}
