"""Reading stays linear, whatever it is given."""

import pytest

from benchmarks.numbers import HOSTILE, hostile_page_seconds, hostile_seconds

LENGTH = 200_000
SECONDS = 2.0  # the promise for five times this length


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_does_not_stall_the_sweep(piece: str) -> None:
    """Text made to be slow is read at the pace of any other, as text and as a page."""
    assert hostile_seconds(piece, LENGTH) < SECONDS
    assert hostile_page_seconds(piece, LENGTH) < SECONDS


def test_deeply_nested_pages_are_walked() -> None:
    """A page of nothing but opening tags neither recurses nor stalls."""
    assert hostile_page_seconds("<div class=phone>", LENGTH) < SECONDS
