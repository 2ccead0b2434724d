"""Properties that hold for any text, by hypothesis."""

import json

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from scrapers.numbers import read_html, read_text
from scrapers.numbers.non_phone_patterns import looks_like_other_data
from tests.scrapers.numbers.support import numbers_in_html, numbers_in_text, revealed

SEPARATORS = (" ", "\u00a0", "\u2009", ".", "-", "–", "/", "  ", "\u200b", "")
GROUPINGS = ((2, 2, 2, 2), (3, 2, 3), (8,), (4, 4), (1,) * 8, (3, 3, 2))
PREFIXES = ("", "+47", "0047", "(+47) ", "+47 ", "+47 (0) ", "+47-", "0047 ")
EUROPE = (
    "NO", "SE", "DK", "FI", "IS", "FO", "GL", "GB", "IE", "DE", "AT", "CH", "NL", "BE", "FR", "ES",
    "PT", "IT", "PL", "CZ", "RO", "BG", "HU", "EE", "LV", "LT", "UA", "RU", "TH", "US", "BR",
)  # fmt: skip
PROSE = st.text(alphabet="vwåfjk .,!?\n", max_size=60)


def _is_valid(digits: str) -> bool:
    number = phonenumbers.parse(digits, "NO")
    return len(set(digits)) > 1 and phonenumbers.is_valid_number(number)


VALID = st.from_regex(r"\A(?:4[016-8]|9[0-8])[0-9]{6}\Z").filter(_is_valid)


def _grouped(digits: str, grouping: tuple[int, ...], separator: str) -> str:
    groups, place = [], 0
    for length in grouping:
        groups.append(digits[place : place + length])
        place += length
    return separator.join(groups)


def _has_a_look_of_its_own(digits: str, grouping: tuple[int, ...]) -> bool:
    return looks_like_other_data(_grouped(digits, grouping, " ").split())


@given(VALID, st.sampled_from(GROUPINGS), st.sampled_from(SEPARATORS), st.sampled_from(PREFIXES))
@example("90001000", (8,), "", "")
def test_any_spelling_of_a_valid_number_is_found(
    digits: str, grouping: tuple[int, ...], separator: str, prefix: str
) -> None:
    """However a valid number is grouped, divided and prefixed, exactly it is found."""
    text = "Tlf " + prefix + _grouped(digits, grouping, separator)
    assert numbers_in_text(text, "NO") == [f"+47{digits}"]


@given(VALID, PROSE, PROSE)
def test_unrelated_text_around_does_not_lose_a_number(digits: str, before: str, after: str) -> None:
    """Words before and after a number change nothing."""
    text = f"{before} {_grouped(digits, (2, 2, 2, 2), ' ')} {after}"
    if not _has_a_look_of_its_own(digits, (2, 2, 2, 2)):
        assert numbers_in_text(text, "NO") == [f"+47{digits}"]


@given(st.text(alphabet=st.characters(exclude_categories=("Nd", "Nl", "No", "Lo")), max_size=200))
def test_text_without_digits_holds_no_number(text: str) -> None:
    """Letters and signs alone, that are no number words, are never a number."""
    assert numbers_in_text(text, "NO", ("SE", "DK")) == []


@given(VALID, st.sampled_from(GROUPINGS), st.sampled_from((" ", ".", "-")), PROSE)
def test_a_page_and_its_visible_text_agree(
    digits: str, grouping: tuple[int, ...], separator: str, prose: str
) -> None:
    """A plain number is read alike in a text and in a page that shows the text."""
    text = f"{prose} Tlf {_grouped(digits, grouping, separator)}"
    assert numbers_in_html(f"<p>{text}</p>", "NO") == numbers_in_text(text, "NO")


@given(st.text(max_size=300), st.booleans())
@example("int('41234567x') +", True)
@example("\ud800 40000123 \udfff", False)
@example("＋４７ ④⓪ 00 0123", True)
def test_no_text_raises(text: str, contact: bool) -> None:
    """Any string is read without an exception, as text and as a page; all is E.164."""
    found = read_text(text, "NO", ("SE", "DK"), contact=contact).numbers
    found += read_html(text, "NO", ("SE", "DK"), contact=contact).numbers
    assert all(number[0] == "+" and number[1:].isdecimal() for number in revealed(found))


@given(st.binary(max_size=300))
def test_no_bytes_decoded_leniently_raise(raw: bytes) -> None:
    """Bytes that are no text at all are read without an exception."""
    for errors in ("replace", "surrogateescape", "ignore"):
        text = raw.decode("utf-8", errors)
        assert len(read_html(text, "NO").numbers) <= len(text)


@given(
    st.recursive(
        st.none() | st.text(max_size=20),
        lambda x: (
            st.dictionaries(st.sampled_from(["phone", "a", "number", "description"]), x, max_size=3)
            | st.lists(x, max_size=3)
        ),
    )
)
def test_no_embedded_data_raises(data: object) -> None:
    """Data of any shape in a script is read without an exception."""
    html = f'<script type="application/json">{json.dumps(data)}</script>'
    assert read_html(html, "NO").hidden >= 0


@pytest.mark.parametrize("region", EUROPE)
def test_the_example_number_of_a_country_is_found(region: str) -> None:
    """The example of a mobile number in libphonenumber's tables is found from abroad."""
    number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert number is not None
    text = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    assert numbers_in_text(f"Ring {text} i dag", "NO") == [e164]
