"""What is read from fields that are built alike is what each of them says by itself."""

import random
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrapers.extract.html_tree import Node, parse
from scrapers.numbers import Reading, contact_fields, read_html
from scrapers.numbers.contact_fields import Shape
from scrapers.numbers.drawn_page import page_of, read_thoroughly
from tests.scrapers.numbers.support import revealed
from tests.scrapers.numbers.test_drawn_page import FALLBACKS, REGIONS, pieces


def _field(piece: str) -> Node:
    (body,) = parse(f"<div>{piece}</div>").css("body > div")
    return body


def _alone(piece: str, region: str, fallbacks: tuple[str, ...]) -> Reading:
    return read_thoroughly(page_of(_field(piece)), region, fallbacks, contact=True)


def _reads_alike(piece: str, like: str) -> bool:
    """Tell whether a field is read by how another, read just before, is built."""
    contact_fields._pluses.clear()
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
        ("42000123", "12112026"),  # a date
        ("42000123", "11111111"),  # nobody's
        ('<b data-id="42000123">42000123</b>', '<b data-id="43123456">42000123</b>'),  # an ad's id
        ('<b data-id="43123456">42000123</b>', '<b data-id="43123456">42000124</b>'),
        ('<p id="ad42000123"><b>42</b>000123', '<p id="ad43123456"><b>42</b>000123'),
        ('<i>4</i>2000123 <b id="42000123">', '<i>4</i>2000123 <b id="43123456">'),
        ('<a href="tel:42000123">42000123</a>', '<a href="tel:42000123">43123456</a>'),  # two
        ('<a href="tel:%2B4742000123">', '<a href="tel:%2B4743123456">'),  # %2B is no number
        ('<b data-x=\'{"phone": "42000123"}\'>', '<b data-x=\'{"phone": "43123456"}\'>'),
        ("<script>phone = '42000123'</script>", "<script>phone = '43123456'</script>"),
        ('<a href="tel:4742000123">+4742000123', '<a href="tel:4743123456">+4743123456'),  # one +
        ('42000123<a href="tel:+4742000123">', '42000123<a href="tel:+4743123456">'),
        ("42 00 01 23", "20 22 24 26"),  # a list
        ("00 47 42 00 01 23", "44 20 79 46 01 23"),  # 00 stands for a plus
        ("Anna 42000123", "Anna 43123456"),  # not read at a glance
    ],
)  # fmt: skip
def test_what_could_be_otherwise_is_looked_at_by_itself(like: str, piece: str) -> None:
    """Other groups, a zero, digits of something else, or two numbers: none is taken for granted."""
    assert not _reads_alike(piece, like)


def test_a_field_reads_alike_for_its_own_region_only() -> None:
    """Elsewhere the same digits may be no number."""
    contact_fields._pluses.clear()
    read_html(_field("42000123"), "NO", contact=True)
    markup = _field("42000124").html or ""
    assert Shape(markup, "NO", ()).read()
    assert Shape(markup, "SE", ()).read() is None
    assert Shape(markup, "NO", ("SE",)).read() is None


def test_nothing_of_a_field_is_kept_but_hashes_and_signs() -> None:
    """Neither its digits nor its words outlive the call, and there is a bound to the rest."""
    contact_fields._pluses.clear()
    for number in range(2 * contact_fields._MOST_SHAPES):
        read_html(_field(f'<b class="x{number}">42000123</b>'), "NO", contact=True)
    assert 0 < len(contact_fields._pluses) <= contact_fields._MOST_SHAPES
    assert {type(key) for key in contact_fields._pluses} == {int}
    assert set(contact_fields._pluses.values()) == {(False,)}
