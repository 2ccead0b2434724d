"""Pages are read as they are drawn, and the tables are asked by shortcuts that change nothing."""

import re

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrapers.errors import LayoutChanged
from scrapers.extract.html_tree import parse
from scrapers.numbers import read_html
from scrapers.numbers.dialling_plan import is_listed, looks_allocated
from tests.scrapers.numbers.support import revealed


def test_an_element_of_a_page_is_read_as_it_stands() -> None:
    """Cells of a row stay cells, though their markup by itself would be no table."""
    rows = "<table><tr><td>25</td><td>42 00 01 23</td></tr></table>"
    (row,) = parse(rows).css("tr")
    assert revealed(read_html(row.html or "", "NO", contact=True).numbers) == ["+4742000123"]
    assert revealed(read_html(row, "NO", contact=True).numbers) == ["+4742000123"]


def test_html_of_40000_levels_is_not_parsed() -> None:
    """The time to parse it would grow with the square of its depth."""
    with pytest.raises(LayoutChanged, match="HTML is nested deeper than 512 elements"):
        read_html("<div>" * 40_000, "NO", contact=True)


@given(
    st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)),
    st.from_regex(r"\A[0-9]{4,14}\Z"),
)
@example(47, "42000123")
@example(47, "79000123")
@example(800, "12345678")
@example(49, "4930000")
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
    assert is_listed(code, national) is known
    possible = phonenumbers.is_possible_number_with_reason(number)
    region = phonenumbers.region_code_for_country_code(code)
    table = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    first = table.general_desc.national_number_pattern if table and table.general_desc else r"(?!)"
    given_out = re.fullmatch(first or r"(?!)", national) is not None
    is_possible = possible == phonenumbers.ValidationResult.IS_POSSIBLE
    assert looks_allocated(code, national) is (is_possible and given_out)
