"""A portal that does everything wrong, on real sockets: nothing that it does is without bounds."""

import gzip
import time
from collections.abc import Iterator

import pytest

from scrapers.errors import FetchFailed, LayoutChanged, Refused
from scrapers.http.client import ATTEMPTS
from scrapers.model import Outcome
from tests.portal_server import Answer, PortalServer, Raw, Route
from tests.scrapers.support import NUMBERS, Clock, a_fetcher, a_portal, fault_of

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CUT = "was cut off on its way, also when asked for again"
SECRET = f"annonse-{NUMBERS[0]}"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give an exchange a third of a second, and one try."""
    monkeypatch.setattr("scrapers.http.client.MOST_SECONDS", 0.3)
    monkeypatch.setattr("scrapers.http.client.ATTEMPTS", 1)


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an exchange take 40,000 bytes, of which the page may be half."""
    monkeypatch.setattr("scrapers.http.client.MOST_BYTES", 20_000)
    monkeypatch.setattr("scrapers.http.client.MOST_OVERHEAD_BYTES", 20_000)


# -- slow and endless ------------------------------------------------------------------------------


IN_A_SECOND = 20
"""Bytes that drip in a second at most; counted, because a busy machine slows both ends alike."""


def slowly(data: bytes, sent: list[int]) -> Iterator[bytes]:
    """Drip, a byte at a time, and note each."""
    for at in range(len(data)):
        time.sleep(1 / IN_A_SECOND)
        sent.append(1)
        yield data[at : at + 1]


@pytest.mark.parametrize(
    "dripping",
    [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", b"HTTP/1.1 100 Continue\r\n\r\n" * 2],
)
@pytest.mark.usefixtures("hurried")
def test_headers_that_drip_are_given_up(server: PortalServer, dripping: bytes) -> None:
    """No single read is ever late, and the whole must still end in time."""
    sent: list[int] = []
    error = fault_of(server, Raw(slowly(dripping, sent)))

    assert isinstance(error, FetchFailed)
    assert str(error) == "list page 1 could not be fetched: it took longer than 0.3 seconds"
    assert len(sent) < IN_A_SECOND


@pytest.mark.usefixtures("hurried")
def test_a_body_that_drips_is_given_up(server: PortalServer) -> None:
    """The page is dripped after headers that came at once."""
    sent: list[int] = []
    error = fault_of(server, Answer(slowly(b"x" * 50, sent)))

    assert isinstance(error, FetchFailed)
    assert str(error) == "list page 1 could not be fetched: it took longer than 0.3 seconds"
    assert len(sent) < IN_A_SECOND


def endlessly(head: bytes, data: bytes, sent: list[int]) -> Iterator[bytes]:
    """Send the same over and over, and note how much went out; end some time all the same."""
    yield head
    while sum(sent) < 50_000_000:
        sent.append(len(data))
        yield data


@pytest.mark.parametrize(
    ("head", "repeated"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\n", b"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"),
        (OK + b"\r\n", b"x" * 1000),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n1;", b"a=b;" * 100),
    ],
    ids=["interim answers", "headers", "body", "tiny chunks", "chunk extensions"],
)
@pytest.mark.usefixtures("narrow")
def test_an_answer_without_end_is_given_up(
    server: PortalServer, head: bytes, repeated: bytes
) -> None:
    """Whatever part of it never ends, not much more than the bound is taken."""
    sent: list[int] = []
    error = fault_of(server, lambda _: Raw(endlessly(head, repeated * 50, sent)))

    assert isinstance(error, LayoutChanged | FetchFailed)
    assert sum(sent) < 20_000_000


# -- compressed ------------------------------------------------------------------------------------


def test_half_a_compressed_page_is_no_page(server: PortalServer) -> None:
    """A page whose content encoding ends too early would be a list with fewer ads."""
    compressed = gzip.compress(b"<article></article>" * 5000)
    error = fault_of(server, Answer(compressed[:-200], headers={"Content-Encoding": "gzip"}))

    assert error.outcome is Outcome.PARTIAL
    assert str(error) == "list page 1 came damaged: its compression does not end well"
    assert server.paths == ["/robots.txt", *["/"] * ATTEMPTS]


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_an_encoding_not_asked_for_is_not_read(server: PortalServer, encoding: str) -> None:
    """We ask for gzip only."""
    error = fault_of(server, Answer(b"...", headers={"Content-Encoding": encoding}))

    assert isinstance(error, LayoutChanged)
    assert server.requests[-1].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("kind", ["application/gzip", "application/x-gzip"])
def test_a_gzip_file_is_decompressed_within_the_bound(server: PortalServer, kind: str) -> None:
    """A sitemap may come as sitemap.xml.gz, and so may a bomb."""
    server.routes["/s.xml.gz"] = Answer(gzip.compress(b"<urlset/>"), headers={"Content-Type": kind})
    with a_fetcher(a_portal(server.base)) as fetcher:
        assert fetcher.get(server.base + "/s.xml.gz", "the sitemap").text == "<urlset/>"
    bomb = gzip.compress(bytes(50_000_000))
    error = fault_of(server, Answer(bomb, headers={"Content-Type": kind}))

    assert str(error) == "list page 1 is larger than 8,000,000 bytes"


@pytest.mark.parametrize("kind", ["application/octet-stream", "application/xml", "text/html", ""])
def test_a_gzip_file_is_known_by_its_beginning(server: PortalServer, kind: str) -> None:
    """Many servers do not know what a .gz file is; no text begins as one does."""
    bomb, part = gzip.compress(bytes(50_000_000)), gzip.compress(b"<urlset/>" * 9)[:-9]
    server.routes["/s.xml.gz"] = Answer(gzip.compress(b"<urlset/>"), headers={"Content-Type": kind})
    with a_fetcher(a_portal(server.base)) as fetcher:
        assert fetcher.get(server.base + "/s.xml.gz", "the sitemap").text == "<urlset/>"

    for body, expected in ((bomb, "larger than 8,000,000"), (part, "came damaged")):
        assert expected in str(fault_of(server, Answer(body, headers={"Content-Type": kind})))


def test_a_file_compressed_once_and_called_so_twice_is_decompressed(server: PortalServer) -> None:
    """Some servers name the encoding of a .gz file in two headers."""
    headers = {"Content-Type": "application/x-gzip", "Content-Encoding": "gzip"}
    server.routes["/s.xml.gz"] = Answer(gzip.compress(b"<urlset/>"), headers=headers)
    with a_fetcher(a_portal(server.base)) as fetcher:
        assert fetcher.get(server.base + "/s.xml.gz", "the sitemap").text == "<urlset/>"


# -- broken off ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "words"),
    [
        (Raw([OK + b"Content-Length: 500\r\n\r\n<p>half"], then="reset"), CUT),
        (Raw([OK + b"Content-Length: 500\r\n\r\n<p>half"]), CUT),
        (Raw([OK + b"Content-Length: 500\r\n\r\n"]), CUT),
        (Raw([OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"]), CUT),
        (Raw([OK], then="reset"), "could not be fetched: the connection broke off"),
        (Raw([OK]), "could not be fetched: the connection broke off"),
    ],
    ids=["reset", "shorter", "nothing at all", "half a chunk", "reset in headers", "half of them"],
)
def test_a_page_that_breaks_off_is_asked_for_again(
    server: PortalServer, route: Raw, words: str
) -> None:
    """Half a page is never taken for a page: partial where it began, failed where it never did."""
    error = fault_of(server, route)

    assert isinstance(error, FetchFailed)
    assert str(error) == f"list page 1 {words}"
    assert error.outcome is (Outcome.PARTIAL if words == CUT else Outcome.FAILED)
    assert server.paths == ["/robots.txt", *["/"] * ATTEMPTS]


@pytest.mark.parametrize(
    "answer",
    [b"nonsense\r\n\r\n", b"HTTP/1.1 abc OK\r\n\r\n", OK + b"Content-Length: many\r\n\r\n"],
)
def test_an_answer_that_is_no_http_is_asked_for_once(server: PortalServer, answer: bytes) -> None:
    """A server that is broken is not better at once."""
    error = fault_of(server, Raw([answer + b"x" * 100]))

    assert isinstance(error, FetchFailed)
    assert server.paths == ["/robots.txt", "/"]


def test_a_page_longer_than_it_says_does_not_go_unnoticed(server: PortalServer) -> None:
    """What was cut off may be ads; the rest is no answer to the next request, and says so."""
    longer = Raw([OK + b"Content-Length: 5\r\n\r\nfirst and more"], then="keep")
    server.routes = {"/": longer, "/2": Answer("second")}
    with a_fetcher(a_portal(server.base)) as fetcher:
        assert fetcher.get(server.base + "/", "list page 1").text == "first"
        with pytest.raises(FetchFailed):
            fetcher.get(server.base + "/2", "list page 2")


# -- led astray ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0", "2130706433", "127.1", "0x7f.1", "127.0.0.2"],
)
def test_a_redirect_into_this_machine_is_not_followed(server: PortalServer, host: str) -> None:
    """Whatever way its address is written, another port of this machine is another portal."""
    with PortalServer({"/": Answer("inner")}) as inner:
        location = f"http://{host}:{inner.port}/"
        error = fault_of(server, Answer(status=302, headers={"Location": location}))

    assert isinstance(error, Refused)
    assert inner.requests == []


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/",
        "http://10.0.0.1/",
        "http://{own}@evil.example/",
        "http://evil.example#{own}/",
        "//{own}.evil.example/",
        "http://user@{own}/",
        "https://{own}/",
    ],
)
def test_a_redirect_out_of_the_portal_is_not_followed(server: PortalServer, location: str) -> None:
    """Neither a look-alike nor a login is the portal."""
    own = server.base.removeprefix("http://")
    error = fault_of(server, Answer(status=302, headers={"Location": location.format(own=own)}))

    assert isinstance(error, Refused | LayoutChanged)
    assert server.paths == ["/robots.txt", "/"]


# -- storms and challenges -------------------------------------------------------------------------


def test_a_storm_of_429_is_not_answered(server: PortalServer) -> None:
    """A portal that has had enough is left alone for as long as it asks, and then for good."""
    server.routes = {"/": Answer("one"), "/2": Answer("no", 429, {"Retry-After": "60"})}
    clock = Clock()
    with a_fetcher(a_portal(server.base), clock) as fetcher:
        fetcher.get(server.base + "/", "list page 1")
        with pytest.raises(Refused) as caught:
            fetcher.get(server.base + "/2", "list page 2")

    assert server.paths == ["/robots.txt", "/", *["/2"] * ATTEMPTS]
    assert clock.slept == [60.0] * (ATTEMPTS - 1)
    assert str(caught.value) == (
        "fjord answered 429 for list page 2 3 times, though we waited as it asked; a longer delay "
        "may help: delay_seconds = 1"
    )


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_challenge_that_is_named_in_a_header_is_a_no(server: PortalServer, status: int) -> None:
    """The page itself says nothing that could be recognised."""
    error = fault_of(server, Answer("...", status, {"cf-mitigated": "challenge"}))

    assert isinstance(error, Refused)
    assert server.paths == ["/robots.txt", "/"]


def test_a_challenge_in_place_of_robots_txt_is_a_no(server: PortalServer) -> None:
    """It is HTML instead of text, and it is not silence."""
    server.routes["/robots.txt"] = Answer("<title>Just a moment...</title>")
    error = fault_of(server, Answer("hello"))

    assert str(error) == "robots.txt of fjord is a challenge page; taken as a no"
    assert server.paths == ["/robots.txt"]


def test_a_long_page_with_a_login_form_is_no_challenge(server: PortalServer) -> None:
    """Real lists carry a captcha in the form that logs people in."""
    form = '<form><div class="g-recaptcha"></div></form>'
    server.routes["/"] = Answer(form + "<article>an ad</article>" * 1000)
    with a_fetcher(a_portal(server.base)) as fetcher:
        assert form in fetcher.get(server.base + "/", "list page 1").text


# -- pages that cannot be read ---------------------------------------------------------------------


def test_a_page_in_no_charset_at_all_is_an_error(server: PortalServer) -> None:
    """Noise that is called text is not read as text."""
    noise = bytes(range(128, 256)) * 20
    error = fault_of(
        server, Answer(noise, headers={"Content-Type": "text/html; charset=x-nonsense"})
    )

    assert isinstance(error, LayoutChanged)
    assert "cannot be read as utf-8" in str(error)


# -- what it leaves in our words -------------------------------------------------------------------


@pytest.mark.parametrize(
    "route",
    [
        Raw([SECRET.encode() + b"\r\n\r\n"]),
        Raw([OK + SECRET.encode() + b"\r\n\r\n"]),
        Raw([OK + b"Content-Length: 500\r\n\r\n" + SECRET.encode()], then="reset"),
        Answer(SECRET.encode() + b"\xff" * 50),
        Answer(SECRET, headers={"Content-Encoding": "gzip"}),
        Answer(SECRET, headers={"Content-Type": "text/html; charset=" + SECRET}, status=500),
    ],
)
def test_no_message_quotes_a_hostile_portal(server: PortalServer, route: Route) -> None:
    """Whatever it sends, it cannot write into the ledger or a log."""
    error = fault_of(server, route)

    assert NUMBERS[0] not in str(error)
    assert error.__suppress_context__ or error.__context__ is None
