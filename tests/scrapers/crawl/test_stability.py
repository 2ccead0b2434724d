"""Whether a list has moved while it was read, and how many ads may be missed."""

from __future__ import annotations

import pytest

from scrapers.crawl.stability import is_negligible, missed, sentinel_pages
from scrapers.model import Hidden


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [("abcd", "abcd", 0), ("abc", "abd", 1 / 3), ("ab", "cd", 4), ("", "", 0), ("ab", "abc", 0)],
)
def test_what_two_readings_both_missed_is_estimated(before: str, now: str, expected: float) -> None:
    """Capture and recapture, in Chapman's form."""
    assert missed({Hidden(c) for c in before}, {Hidden(c) for c in now}) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("missed_ads", "met", "expected"),
    [(1.0, 1, True), (1.1, 199, False), (5.0, 1000, True), (5.1, 1000, False)],
)
def test_one_ad_or_half_a_per_cent_is_next_to_nothing(
    missed_ads: float, met: int, expected: bool
) -> None:
    """Whichever is more."""
    assert is_negligible(missed_ads, met) is expected


@pytest.mark.parametrize(
    ("pages", "has_total", "expected"),
    [(1, False, []), (2, True, [1]), (2, False, [1]), (3, False, [1, 2]), (20, False, [1, 7, 13])],
)
def test_the_first_page_tells_and_two_more_without_a_total(
    pages: int, has_total: bool, expected: list[int]
) -> None:
    """A list of one page cannot move while it is read."""
    assert sentinel_pages(pages, has_total=has_total) == expected
