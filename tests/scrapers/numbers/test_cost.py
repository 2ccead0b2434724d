"""Reading stays linear, whatever it is given; what it costs is measured in benchmarks/numbers.py.

A pattern that backtracks without end would not fail here but hang, and with it the suite.
"""

import cProfile
import re
from collections.abc import Callable
from functools import partial

import pytest

from benchmarks.numbers import HOSTILE
from scrapers.numbers import read_html, read_text
from tests.scrapers.numbers.support import numbers_in_html, numbers_in_text

LENGTH = 200_000
SHORT = 4_000
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    """As text and as a page; what is found in it is a number or nothing, and never without end."""
    text = (piece * (LENGTH // len(piece) + 1))[:LENGTH]
    found = [*numbers_in_text(text, "NO", ("SE", "DK")), *numbers_in_html(text, "NO")]
    assert all(E164.fullmatch(number) for number in found)
    assert len(found) < 20_000


def _steps(read: Callable[[], object]) -> int:
    """Return how many functions were called on the way, ours and Python's own."""
    with cProfile.Profile(subcalls=False) as counting:
        read()
    return sum(function.callcount for function in counting.getstats())


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_twice_the_text_takes_twice_the_steps(piece: str) -> None:
    """Counted, not timed, as text and as a contact field of a page; the first read fills caches."""
    for read in (read_text, read_html):
        once, twice = (
            partial(
                read, (piece * (length // len(piece) + 1))[:length], "NO", ("SE",), contact=True
            )
            for length in (SHORT, 2 * SHORT)
        )
        read("", "NO", ("SE",))
        twice()
        assert _steps(twice) <= 2.05 * _steps(once)


def test_a_deeply_nested_page_is_walked_to_its_bottom() -> None:
    """A page of nothing but opening tags neither recurses nor loses what lies below them."""
    page = "<div class=phone>" * 4_900 + "Ring 42 41 23 45"
    assert numbers_in_html(page, "NO") == ["+4742412345"]
