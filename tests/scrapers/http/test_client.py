"""What is fetched is asked for openly, one page at a time, and read as the portal wrote it."""

import time

import pytest

from scrapers.errors import FetchFailed, Gone, LayoutChanged, Refused
from scrapers.http.client import ATTEMPTS
from scrapers.http.decoding import ROBOTS_NOTE
from scrapers.http.transport import REFUSED
from tests.portal_server import Answer, PortalServer, Raw, Request
from tests.scrapers.support import (
    NUMBERS,
    USER_AGENT,
    Clock,
    a_fetcher,
    a_portal,
    fault,
    fetch,
    page,
)

SECRET = f"annonse-{NUMBERS[0]}"


def hang_up(request: Request) -> Answer | None:
    """Reset the connection."""
    return None


# -- asking ---------------------------------------------------------------------------------------


def test_every_request_says_who_asks(server: PortalServer) -> None:
    """The user agent with its contact goes out with robots.txt and with the page."""
    server.routes = {"/": Answer("hello")}
    fetch(server)

    assert server.paths == ["/robots.txt", "/"]
    assert {request.headers["user-agent"] for request in server.requests} == {USER_AGENT}


def test_a_page_has_its_address_and_text(server: PortalServer) -> None:
    """A query in the address is kept."""
    server.routes = {"/liste?side=2&sted=oslo": Answer("hello")}
    with a_fetcher(a_portal(server.base)) as fetcher:
        found = fetcher.get(server.base + "/liste?side=2&sted=oslo", "list page 2")

    assert (found.address, found.text) == (server.base + "/liste?side=2&sted=oslo", "hello")


def test_a_page_tells_how_it_was_encoded(server: PortalServer) -> None:
    """What its links and forms ask for is written in it."""
    server.routes = {"/": Answer("hei", headers={"Content-Type": "text/html; charset=iso-8859-1"})}
    with a_fetcher(a_portal(server.base)) as fetcher:
        assert fetcher.get(server.base + "/", "list page 1").encoding == "cp1252"


@pytest.mark.parametrize("headers", [{}, {"Content-Type": ""}, {"Content-Type": " "}])
def test_a_page_that_does_not_say_what_it_is_is_html(
    server: PortalServer, headers: dict[str, str]
) -> None:
    """Whether it says nothing, or has the header with nothing in it."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    text = f"HTTP/1.1 200 OK\r\n{head}Content-Length: 5\r\n\r\nhello"
    server.routes = {"/": Raw([text.encode()])}

    assert fetch(server) == "hello"


def test_proxies_of_the_environment_are_not_used(
    server: PortalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests go to the portal and nowhere else, whatever the environment says."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server.routes = {"/": Answer("hello")}

    assert fetch(server) == "hello"


def test_a_delay_lies_between_any_two_requests(server: PortalServer) -> None:
    """The first request waits for nothing; robots.txt and each page make the next one wait."""
    server.routes = {"/": Answer("hello")}
    clock = Clock()
    with a_fetcher(a_portal(server.base, delay_seconds=5.0), clock) as fetcher:
        for _ in range(3):
            fetcher.get(server.base + "/", "list page 1")

    assert server.paths == ["/robots.txt", "/", "/", "/"]
    assert clock.slept == [5.0, 5.0, 5.0]


def test_time_that_has_passed_is_not_waited_for_again(server: PortalServer) -> None:
    """The delay counts from the end of the last request."""
    server.routes = {"/": Answer("hello")}
    clock = Clock()
    with a_fetcher(a_portal(server.base, delay_seconds=5.0), clock) as fetcher:
        fetcher.get(server.base + "/", "list page 1")
        clock.now += 3.5
        fetcher.get(server.base + "/", "list page 2")
        clock.now += 9.0
        fetcher.get(server.base + "/", "list page 3")

    assert clock.slept == [5.0, 1.5]


def test_retries_and_redirects_wait_their_turn(server: PortalServer) -> None:
    """Every request is polite, the failed and the redirected one, too."""
    server.routes = {"/": Answer(status=302, headers={"Location": "/x"}), "/x": Answer(status=502)}
    clock = Clock()
    with (
        a_fetcher(a_portal(server.base, delay_seconds=2.0), clock) as fetcher,
        pytest.raises(FetchFailed),
    ):
        fetcher.get(server.base + "/", "list page 1")

    assert server.paths == ["/robots.txt", "/", *["/x"] * ATTEMPTS]
    assert clock.slept == [2.0] * (1 + ATTEMPTS)


# -- trying again ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "route", [*(Answer(status=status) for status in (500, 502, 503, 504, 520, 599)), hang_up]
)
def test_what_may_pass_is_tried_exactly_so_often(server: PortalServer, route: Answer) -> None:
    """A server error or a reset is tried again, and then the sweep has failed."""
    server.routes = {"/": route}
    error = fault(server)

    assert isinstance(error, FetchFailed)
    assert server.paths == ["/robots.txt", *["/"] * ATTEMPTS]


@pytest.mark.parametrize("status", [501, 505, 511])
def test_a_portal_that_cannot_is_asked_once(server: PortalServer, status: int) -> None:
    """What is not there is not there a moment later."""
    server.routes = {"/": Answer(status=status)}
    error = fault(server)

    assert isinstance(error, FetchFailed)
    assert server.paths == ["/robots.txt", "/"]


def test_a_portal_that_recovers_is_read(server: PortalServer) -> None:
    """The last try counts as much as the first."""
    answers = iter([Answer(status=502), None, Answer("hello")])
    server.routes = {"/": lambda _: next(answers)}

    assert fetch(server) == "hello"


def test_silence_is_tried_again(server: PortalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A portal that does not answer in time has failed, and the message says that it was time."""
    monkeypatch.setattr("scrapers.http.transport.WAITS", {"timeout": {"read": 0.15}})

    def late(request: Request) -> Answer:
        time.sleep(0.3)
        return Answer("late")

    server.routes = {"/": late}
    error = fault(server)

    assert isinstance(error, FetchFailed)
    assert server.paths == ["/robots.txt", *["/"] * ATTEMPTS]
    assert str(error) == "list page 1 could not be fetched: no answer came in time"


def test_a_portal_that_is_not_there_has_failed() -> None:
    """A refused connection is the network's fault, and robots.txt has no part in it."""
    with PortalServer() as gone:
        start = gone.base
    with a_fetcher(a_portal(start)) as fetcher, pytest.raises(FetchFailed) as caught:
        fetcher.get(start + "/", "list page 1")
    assert str(caught.value) == f"the portal cannot be reached: {REFUSED}"


def test_a_portal_that_asks_for_time_gets_it(server: PortalServer) -> None:
    """Retry-After is obeyed before the next try."""
    busy = Answer(status=503, headers={"Retry-After": "30"})
    answers = iter([busy, Answer("hello")])
    server.routes = {"/": lambda _: next(answers)}
    clock = Clock()
    fetch(server, clock=clock)

    assert sum(clock.slept) >= 30


@pytest.mark.parametrize("status", [401, 403, 407, 429, 451])
def test_a_no_is_final(server: PortalServer, status: int) -> None:
    """A portal that refuses is asked once and no more."""
    server.routes = {"/": Answer("no", status)}
    error = fault(server)

    assert isinstance(error, Refused)
    assert server.paths == ["/robots.txt", "/"]
    hint = "; a longer delay may help: delay_seconds = 1" if status == 429 else ""
    assert str(error) == f"fjord answered {status} for list page 1{hint}"


@pytest.mark.parametrize("status", [400, 404, 410, 416])
def test_a_page_that_is_not_there_is_gone(server: PortalServer, status: int) -> None:
    """An ad's page that was taken down, or a page after an interface's last one."""
    server.routes = {"/": Answer(status=status)}

    assert isinstance(fault(server), Gone)
    assert server.paths == ["/robots.txt", "/"]


@pytest.mark.parametrize("status", [204, 304, 400, 402, 404, 410])
def test_another_answer_is_a_changed_layout(server: PortalServer, status: int) -> None:
    """A page that is not there is looked for in config.toml, and not asked for again."""
    server.routes = {"/": Answer(status=status)}
    error = fault(server)

    assert isinstance(error, LayoutChanged)
    assert server.paths == ["/robots.txt", "/"]
    assert f"answered {status} for list page 1; expected 200" in str(error)


@pytest.mark.parametrize(
    "sign",
    [
        "<title>Just a moment...</title>",
        '<script src="/cdn-cgi/challenge-platform/x.js"></script>',
        "<p>Verify that you are a human</p>",
        '<div class="h-captcha"></div>',
    ],
)
def test_a_challenge_page_is_a_no(server: PortalServer, sign: str) -> None:
    """A page that asks for a human is refused, even with status 200."""
    server.routes = {"/": Answer(page("<article></article>", more=sign))}
    error = fault(server)

    assert isinstance(error, Refused)
    assert server.paths == ["/robots.txt", "/"]
    assert str(error) == "list page 1 is a challenge page (fjord asks for a human)"


# -- what messages hold ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "route",
    [
        Answer(SECRET, 403),
        Answer(SECRET, 404),
        Answer(SECRET, 500),
        Answer(SECRET, headers={"Content-Type": "image/png"}),
        Answer(f"{SECRET} Just a moment..."),
        Answer(status=302, headers={"Location": f"http://localhost/{SECRET}"}),
        Answer(status=302, headers={"Location": f"/{SECRET}"}),
        Answer(SECRET, headers={"Content-Encoding": "gzip"}),
        Answer(SECRET, headers={"Content-Length": "-1"}),
        hang_up,
    ],
)
def test_no_message_holds_an_address_or_text_of_a_page(server: PortalServer, route: Answer) -> None:
    """Whatever goes wrong, the ad's address and text stay out of the words for it."""
    server.routes = {f"/{SECRET}": route}
    error = fault(server, f"/{SECRET}")

    assert str(error)
    assert NUMBERS[0] not in str(error)
    assert "127.0.0.1" not in str(error)
    assert error.__suppress_context__ or error.__context__ is None


# -- letters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html; charset=utf-8", "Ålesund".encode()),
        ("text/html; charset=ISO-8859-1", "Ålesund".encode("latin-1")),
        ('text/html; Charset="windows-1252"', "Ålesund".encode("cp1252")),
        ("text/html", b'<meta charset="latin-1">' + "Ålesund".encode("latin-1")),
        (
            "text/html",
            b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'
            + "Ålesund".encode("latin-1"),
        ),
        ("text/html; charset=utf-8", b'<meta charset="latin-1">' + "Ålesund".encode()),
        ("text/html", "Ålesund".encode()),
        ("text/html; charset=no-such-charset", "Ålesund".encode()),
        ("text/html; charset=hex", "Ålesund".encode()),
        ("text/html; charset=idna", "Ålesund".encode()),
        ("", "Ålesund".encode()),
        ("application/json", "Ålesund".encode()),
    ],
)
def test_letters_are_read_by_header_then_meta_then_utf_8(
    server: PortalServer, kind: str, body: bytes
) -> None:
    """A charset that nobody knows is taken for UTF-8."""
    server.routes = {"/": Answer(body, headers={"Content-Type": kind})}

    assert fetch(server).endswith("Ålesund")


def test_bytes_that_are_no_letters_are_marked(server: PortalServer) -> None:
    """A wrong byte does not stop a sweep."""
    server.routes = {"/": Answer(b"\xc5lesund")}

    assert fetch(server) == "\N{REPLACEMENT CHARACTER}lesund"


def test_a_portal_that_lies_about_its_letters_is_overruled(server: PortalServer) -> None:
    """The `encoding` of config.toml goes before what the portal says."""
    server.routes = {"/": Answer("Ålesund".encode("cp1252"))}
    with a_fetcher(a_portal(server.base, encoding="windows-1252")) as fetcher:
        assert fetcher.get(server.base + "/", "list page 1").text == "Ålesund"


# -- notes ----------------------------------------------------------------------------------------


def test_a_page_carries_notes_on_how_it_came(server: PortalServer) -> None:
    """In our own words: a letter that could not be read, and what the portal asks of robots."""
    body = b"\xc5lesund"
    server.routes = {"/": Answer(body, headers={"X-Robots-Tag": "noindex"}), "/2": Answer("hello")}
    with a_fetcher(a_portal(server.base)) as fetcher:
        notes = [fetcher.get(server.base + path, "a page").notes for path in ("/", "/2")]

    assert notes == [("characters that could not be read as utf-8: 1", ROBOTS_NOTE), ()]
