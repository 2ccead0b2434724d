"""From a text to its value: patterns, and the words for none."""

import pytest

from scrapers.extract.html_card import fits, pick
from scrapers.portal_config import Field


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("412 treff", r"(\d+) treff", "412"),
        ("  412 ", "", "412"),
        ("treff", r"(\d+)", None),
        ("id=", r"id=(\d*)", None),
        ("abc", r"abc(d)?", None),
        ("", r"(.*)", None),
        (None, r"(.*)", None),
        (None, "", None),
    ],
)
def test_pick_applies_a_pattern(text: str | None, pattern: str, expected: str | None) -> None:
    """The first group is the value, and nothing is None."""
    assert pick(text, Field(select="x", pattern=pattern)) == expected


@pytest.mark.parametrize("text", ["Ikke oppgitt", " ikke  OPPGITT\n", "-"])
def test_words_for_none_are_no_value(text: str) -> None:
    """Whatever their case and spaces are; more words are a value."""
    field = Field(select="x", none=("ikke oppgitt", "-"))

    assert pick(text, field) is None
    assert pick(text + " ennå", field) is not None


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [("Solgt!", "Solgt", True), ("Til salgs", "Solgt", False), ("x", "", True), ("", "", True)],
)
def test_a_text_fits_a_pattern_anywhere_in_it(text: str, pattern: str, expected: bool) -> None:
    """And no pattern asks for nothing."""
    assert fits(text, pattern) is expected
