"""Pages that would take minutes or gigabytes to parse are never parsed; real ones always are."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from scrapers.errors import LayoutChanged
from scrapers.extract.html_tree import parse
from scrapers.http import parse_guard, parse_sandbox
from scrapers.http.parse_guard import check_parsable, end_sandboxes
from tests.portal_server import Answer, PortalServer
from tests.scrapers.support import a_fetcher, a_portal

LARGE = 4_000
"""So many cards are tried first."""

CARD = (
    '<article class="ad"><h2><a href="/ad/1">Annonse</a></h2><div class="body"><p>Some words<br>'
    "and some more<p>not closed<ul><li>one<li>two</ul><b>Oslo</b></div></article>"
)


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Iterator[None]:
    yield
    end_sandboxes()


@pytest.mark.parametrize("cards", [1, 40, 400, LARGE])
def test_a_real_page_is_read_however_long(cards: int) -> None:
    """With unclosed paragraphs and items, in a frame of thirty layers."""
    check_parsable("<html><body>" + "<div>" * 30 + CARD * cards)


@pytest.mark.parametrize("before", [0, 2000])
def test_a_deep_page_is_an_error(before: int) -> None:
    """At its beginning, or after much that is in order."""
    with pytest.raises(LayoutChanged, match="HTML is nested deeper than 512 elements"):
        check_parsable(CARD * before + "<div>" * 7000)


@pytest.fixture
def shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """End the process that tries a page at its first full second of a core, and not two later."""
    monkeypatch.setattr(parse_sandbox, "MOST_CPU_SECONDS", 0)


def test_a_page_that_grows_without_end_is_an_error(shorter: None) -> None:
    """Hundreds of unclosed formatting tags are opened again in each of 200,000 paragraphs."""
    tags = "".join(f"<b title={number}>" for number in range(400))
    started = time.monotonic()
    with pytest.raises(LayoutChanged, match="takes too much time or memory to parse"):
        check_parsable(f"<p>{tags}" + "<p>x" * 200_000)

    assert time.monotonic() - started < 25


def test_a_page_is_tried_for_two_seconds_of_a_core() -> None:
    """The other tests do not wait that long."""
    check_parsable(CARD * LARGE)
    [sandbox] = parse_guard._idle
    assert isinstance(sandbox._process.args, list)
    assert sandbox._process.args[-1] == "2"


def test_text_that_is_no_unicode_does_not_disturb() -> None:
    """Half a character of UTF-16 may stand in a decoded text."""
    check_parsable("\ud83d" + CARD * LARGE)


def test_one_process_tries_page_after_page() -> None:
    """Starting one takes longer than a page."""
    [first, second] = [tried_by(CARD * LARGE) for _ in range(2)]
    assert first == second


def test_after_a_page_that_took_too_much_another_process_tries_the_next(shorter: None) -> None:
    """The page that cost a process its life costs no other page anything."""
    first = tried_by(CARD * LARGE)
    with pytest.raises(LayoutChanged, match="takes too much time or memory to parse"):
        check_parsable(TAGS["plain"])

    assert tried_by(CARD * LARGE) != first


def test_a_process_that_died_while_it_waited_is_no_fault_of_the_next_page() -> None:
    """The machine may have ended it when memory was short."""
    first = tried_by(CARD * LARGE)
    os.kill(first, signal.SIGKILL)
    assert tried_by(CARD * LARGE) != first


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_what_stops_the_service_does_not_make_a_page_unreadable(stop: signal.Signals) -> None:
    """Ctrl-C and systemd reach all processes; the page that is being fetched is still read."""
    first = tried_by(CARD * LARGE)
    os.kill(first, stop)
    assert tried_by(CARD * LARGE) == first


def test_a_page_that_takes_too_long_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the clock, where nothing else ends it; and the next page is read."""
    monkeypatch.setattr(parse_guard, "MOST_SECONDS", 0.0)
    with pytest.raises(LayoutChanged, match="takes too much time or memory to parse"):
        check_parsable(CARD * LARGE)

    monkeypatch.undo()
    check_parsable(CARD * LARGE)


def test_no_process_is_left_after_a_sweep(server: PortalServer) -> None:
    """A service that waits for a week keeps none."""
    server.routes = {"/": Answer(CARD * LARGE)}
    with a_fetcher(a_portal(server.base + "/")) as fetcher:
        parse(fetcher.get(server.base + "/", "list page 1").text)
        [sandbox] = parse_guard._idle

    with pytest.raises(ProcessLookupError):
        os.kill(sandbox._process.pid, 0)


def tried_by(html: str) -> int:
    """Check a page that is tried first, and return the id of the process that did."""
    check_parsable(html)
    [sandbox] = parse_guard._idle
    return sandbox._process.pid


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_each_page_has_its_own_time() -> None:
    """However much those before it took."""
    code = (
        "import resource; from scrapers.http import parse_sandbox as p; "
        "resource.setrlimit(resource.RLIMIT_CPU, (1, resource.RLIM_INFINITY)); p.limit_time(2); "
        "print(*resource.getrlimit(resource.RLIMIT_CPU))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    limit, most = map(int, ran.stdout.split())
    assert limit == 1 + 2
    assert most == -1


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
        check_parsable(f"<html><body>{CARD * 10}{TAGS['plain']}")


@pytest.mark.parametrize("html", TAGS.values(), ids=TAGS)
def test_however_attributes_are_written_they_are_tried_first(
    html: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a process that is ended; here one that says at once that it was."""
    monkeypatch.setattr(parse_guard._Sandbox, "answer", lambda *_: b"")
    with pytest.raises(LayoutChanged):
        check_parsable(f"<html><body>{CARD * 10}{html}")


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
    check_parsable(html)


def test_a_page_as_they_are_is_parsed_without_trying(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_guard, "_answer", lambda _: pytest.fail("it was tried"))
    check_parsable("<html><body>" + CARD * 40 + "<p>" + "ord " * 3_000)
    check_parsable("<p " + " ".join(NAMES[:5_000]) + ">x")
