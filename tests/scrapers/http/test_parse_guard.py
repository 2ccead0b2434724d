"""Pages that would take minutes or gigabytes to parse are never parsed; real ones always are."""

import subprocess
import sys
import time

import pytest

from scrapers.errors import LayoutChanged
from scrapers.http.parse_guard import check_parsable

CARD = (
    '<article class="ad"><h2><a href="/ad/1">Annonse</a></h2><div class="body"><p>Some words<br>'
    "and some more<p>not closed<ul><li>one<li>two</ul><b>Oslo</b></div></article>"
)


@pytest.mark.parametrize("cards", [1, 40, 400, 4000])
def test_a_real_page_is_read_however_long(cards: int) -> None:
    """With unclosed paragraphs and items, in a frame of thirty layers."""
    check_parsable("<html><body>" + "<div>" * 30 + CARD * cards, "list page 1")


@pytest.mark.parametrize("before", [0, 2000])
def test_a_deep_page_is_an_error(before: int) -> None:
    """At its beginning, or after much that is in order."""
    with pytest.raises(LayoutChanged, match="list page 1 is nested deeper than 512 elements"):
        check_parsable(CARD * before + "<div>" * 7000, "list page 1")


def test_a_page_that_grows_without_end_is_an_error() -> None:
    """Hundreds of unclosed formatting tags are opened again in each of 200,000 paragraphs."""
    tags = "".join(f"<b title={number}>" for number in range(400))
    started = time.monotonic()
    with pytest.raises(LayoutChanged, match="takes too much time or memory to parse"):
        check_parsable(f"<p>{tags}" + "<p>x" * 200_000, "list page 1")

    assert time.monotonic() - started < 25


def test_text_that_is_no_unicode_does_not_disturb() -> None:
    """Half a character of UTF-16 may stand in a decoded text."""
    check_parsable("\ud83d" + CARD * 4000, "list page 1")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the flag")
def test_a_trial_that_crashes_leaves_nothing_of_the_page() -> None:
    """Neither in a core file nor to a collector of crashes, whom the limit does not bind."""
    code = (
        "import ctypes, resource; from scrapers.http.parse_sandbox import limit_ourselves; "
        "limit_ourselves(); "
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ran.stdout.split() == [b"0", b"0"]
