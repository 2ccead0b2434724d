"""Number words become the digits that a speaker of their language means."""

import pytest

from scrapers.numbers.composing import composed
from scrapers.numbers.word_lists import (
    HUNDRED,
    JOIN,
    SEVERAL,
    TEN,
    THRICE,
    TWICE,
    Language,
    values_as_text,
)

PLAIN = Language({}, 1, units_first=False, by_twenties=False)
UNITS_FIRST = Language({}, 1, units_first=True, by_twenties=False)
BY_TWENTIES = Language({}, 1, units_first=False, by_twenties=True)

Pieces = list[int | str]


def _digits(pieces: Pieces, language: Language = PLAIN, *, loosely: bool = True) -> str:
    text = "".join(piece if isinstance(piece, str) else values_as_text([piece]) for piece in pieces)
    return composed(text, language, loosely=loosely)


@pytest.mark.parametrize(
    ("pieces", "loosely", "strictly"),
    [
        ([40, " ", 7], "47", "40 7"),
        ([40, 7], "47", "47"),  # run together
        ([40, ", ", 7], "40, 7", "40, 7"),
        ([40, " ", 10], "40 10", "40 10"),
        ([40, " ", 0], "40 0", "40 0"),
        ([9, " ", HUNDRED, " ", 12], "912", "900 12"),
        ([9, " ", HUNDRED, " ", JOIN, " ", 12], "912", "912"),
        ([300, " ", JOIN, " ", 4, TEN], "340", "340"),
        ([9, " ", HUNDRED, " ", 0], "900 0", "900 0"),
        ([40, " ", 1, " ", HUNDRED], "40 100", "40 100"),  # the one is the hundred's
        ([4, TEN, " ", 2], "42", "42"),
        ([HUNDRED], "100", "100"),
        ([TEN], "10", "10"),
        ([3, " ", SEVERAL[0], " ", SEVERAL[0]], "000 0", "000 0"),
        ([TWICE, " ", 8, " ", THRICE, " ", 0], "88 000", "88 000"),
        ([TWICE, " ", 40], " 40", " 40"),
        (["42", " ", 7, JOIN], "42 7", "42 7"),
    ],
)
def test_words_side_by_side_are_one_number_or_two(
    pieces: Pieces, loosely: str, strictly: str
) -> None:
    """Which of the two is meant shows only once a phone number comes out."""
    assert _digits(pieces, loosely=True) == loosely
    assert _digits(pieces, loosely=False) == strictly


@pytest.mark.parametrize(
    ("pieces", "plain", "units_first", "by_twenties"),
    [
        ([7, " ", JOIN, " ", 40], "7  40", "47", "7  40"),
        ([4, " ", JOIN, " ", 20], "4  20", "24", "4  20"),
        ([4, "-", 20, "-", 10, "-", 7], "4-20-10-7", "4-20-10-7", "97"),
        ([4, "-", 20, "-", 13], "4-20-13", "4-20-13", "93"),
        ([60, "-", 10, "-", 7], "60-10-7", "60-10-7", "77"),
        ([60, "-", 12], "60-12", "60-12", "72"),
        ([10, "-", 7], "10-7", "10-7", "17"),
        ([10, "-", 6], "10-6", "10-6", "10-6"),
        ([40, "-", 12], "40-12", "40-12", "40-12"),
        ([300, " ", 4, " ", 20, " ", JOIN, " ", 10], "304 20  10", "304 20  10", "390"),
    ],
)
def test_each_language_builds_its_numbers_in_its_own_way(
    pieces: Pieces, plain: str, units_first: str, by_twenties: str
) -> None:
    """Such as "syv og førti" and "quatre-vingt-dix-sept"."""
    languages = (PLAIN, UNITS_FIRST, BY_TWENTIES)
    assert [_digits(pieces, language) for language in languages] == [
        plain, units_first, by_twenties,
    ]  # fmt: skip
