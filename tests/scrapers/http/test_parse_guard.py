"""Pages that would take minutes or gigabytes to parse are never parsed; real ones always are."""

import subprocess
import sys
import time

import pytest

from scrapers.errors import LayoutChanged
from scrapers.http import parse_sandbox
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


@pytest.fixture
def shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """End the process that tries a page after one second of a core instead of two."""
    monkeypatch.setattr(parse_sandbox, "MOST_CPU_SECONDS", 1)


def test_a_page_that_grows_without_end_is_an_error(shorter: None) -> None:
    """Hundreds of unclosed formatting tags are opened again in each of 200,000 paragraphs."""
    tags = "".join(f"<b title={number}>" for number in range(400))
    started = time.monotonic()
    with pytest.raises(LayoutChanged, match="takes too much time or memory to parse"):
        check_parsable(f"<p>{tags}" + "<p>x" * 200_000, "list page 1")

    assert time.monotonic() - started < 25


def test_a_page_is_tried_for_two_seconds_of_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other tests do not wait that long."""
    tried: list[list[str]] = []

    def note(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        tried.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", note)
    check_parsable("<p>x" * 6_000, "list page 1")
    assert [command[-1] for command in tried] == ["2"]


def test_text_that_is_no_unicode_does_not_disturb() -> None:
    """Half a character of UTF-16 may stand in a decoded text."""
    check_parsable("\ud83d" + CARD * 4000, "list page 1")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the flag")
def test_a_trial_that_crashes_leaves_nothing_of_the_page() -> None:
    """Neither in a core file nor to a collector of crashes, whom the limit does not bind."""
    code = (
        "import ctypes, resource; from scrapers.http.parse_sandbox import limit_ourselves; "
        "limit_ourselves(2); "
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ran.stdout.split() == [b"0", b"0"]


MANY = 60_000
NAMES = [f"a{number}" for number in range(MANY)]
TAGS = {
    "plain": f"<p {' '.join(NAMES)}>x",
    "by slashes": f"<p/{'/'.join(NAMES)}>x",
    "with values": "<p " + " ".join(f"{name}=1" for name in NAMES) + ">x",
    "without spaces": "<p " + "".join(f'{name}=""' for name in NAMES) + ">x",
    "beyond quoted signs": '<p x=">" ' + ' y=">" '.join(NAMES[:4_000]) + f" {' '.join(NAMES)}>",
    "called like tags": f"<p {' <'.join(NAMES[:4_000])} {' '.join(NAMES)}>",
    "of quotes": "<p " + " ".join(f"'{name}" for name in NAMES) + ">x",
    "in many tags": f"<p {' '.join(NAMES[:4_000])}>x" * 200,
}


def test_a_tag_with_very_many_attributes_is_an_error(shorter: None) -> None:
    """Each is compared with all before it, and no other portal is swept meanwhile."""
    with pytest.raises(LayoutChanged, match="takes too much time or memory to parse"):
        check_parsable(f"<html><body>{CARD * 10}{TAGS['plain']}", "list page 1")


@pytest.mark.parametrize("html", TAGS.values(), ids=TAGS)
def test_however_attributes_are_written_they_are_tried_first(
    html: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a process that is ended; here one that says at once that it was."""
    ended: subprocess.CompletedProcess[bytes] = subprocess.CompletedProcess([], returncode=-9)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)
    with pytest.raises(LayoutChanged):
        check_parsable(f"<html><body>{CARD * 10}{html}", "list page 1")


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "ord " * 100_000,
        f"<script>{list(range(50_000))}</script>",
        '<a title="a > b">x</a>' + CARD * 100 + "ord " * 20_000,
        "<p " + " ".join(NAMES[:1_000]) + ">x",
        (f"<p {' '.join(NAMES[:40])}>x</p>") * 4_000,
    ],
)
def test_long_texts_and_some_attributes_are_read(html: str) -> None:
    """What looks like many attributes is tried, and passes."""
    check_parsable(html, "list page 1")


def test_a_page_as_they_are_is_parsed_without_trying(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trial costs a tenth of a second."""
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("it was tried"))
    check_parsable("<html><body>" + CARD * 40 + "<p>" + "ord " * 3_000, "list page 1")
    check_parsable("<p " + " ".join(NAMES[:5_000]) + ">x", "list page 1")
