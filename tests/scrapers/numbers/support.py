"""What the tests of number reading share: the numbers read, to be compared with those written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scrapers import numbers
from scrapers.model import Hidden


def revealed(found: Iterable[Hidden[str]]) -> list[str]:
    """Return numbers in the open."""
    return [number.reveal() for number in found]


def numbers_in_text(text: str, region: str, fallbacks: Sequence[str] = ()) -> list[str]:
    """Read a text."""
    return revealed(numbers.read_text(text, region, fallbacks).numbers)


def numbers_in_html(html: str, region: str, fallbacks: Sequence[str] = ()) -> list[str]:
    """Read a page."""
    return revealed(numbers.read_html(html, region, fallbacks).numbers)
