"""robots.txt is asked first, and obeyed."""

import pytest

from scrapers.errors import FetchFailed, Refused, ScrapeError
from scrapers.http.client import ATTEMPTS
from scrapers.http.robots import Robots
from scrapers.model import Outcome
from tests.portal_server import Answer, PortalServer
from tests.scrapers.support import Clock, a_fetcher, a_portal

PLAIN = {"Content-Type": "text/plain"}


def ask(server: PortalServer, robots: Answer, path: str = "/liste?side=1") -> str:
    """Fetch a page of a portal with this robots.txt."""
    server.routes = {"/robots.txt": robots, path: Answer("hello")}
    with a_fetcher(a_portal(server.base)) as fetcher:
        return fetcher.get(server.base + path, "list page 1").text


def no(server: PortalServer, robots: Answer, path: str = "/liste?side=1") -> ScrapeError:
    """Fetch a page that may not be had, see that it was not asked for, and return the error."""
    with pytest.raises(ScrapeError) as caught:
        ask(server, robots, path)
    assert set(server.paths) == {"/robots.txt"}
    return caught.value


@pytest.mark.parametrize(
    "robots",
    [
        Answer(status=404),
        Answer(status=410),
        Answer("User-agent: *\nDisallow: /\n", status=404, headers=PLAIN),
        Answer(""),
        Answer("User-agent: *\nAllow: /\n", headers=PLAIN),
        Answer("User-agent: *\nDisallow:\n", headers=PLAIN),
        Answer("User-agent: somebody-else\nDisallow: /\n", headers=PLAIN),
        Answer("User-agent: *\nDisallow: /liste\nAllow: /liste?side=\n", headers=PLAIN),
        Answer(b"\xff\xfe\x00 not a robots.txt at all", headers=PLAIN),
    ],
)
def test_what_is_not_disallowed_is_fetched(server: PortalServer, robots: Answer) -> None:
    """No robots.txt allows all, and so does one that speaks of others or of nothing."""
    assert ask(server, robots) == "hello"


@pytest.mark.parametrize(
    "rules",
    [
        "User-agent: *\nDisallow: /",
        "User-agent: *\nDisallow: /liste",
        "User-agent: *\nDisallow: /*side=",
        "User-agent: *\nDisallow: /*?",
        "User-agent: *\nDisallow: /liste?side=1$",
        "User-agent: ad-market-monitor\nDisallow: /",
        "User-agent: *\nAllow: /\n\nUser-agent: Ad-Market-Monitor\nDisallow: /liste",
    ],
)
def test_what_is_disallowed_is_not_fetched(server: PortalServer, rules: str) -> None:
    """Wildcards and our own name count; nothing is asked for after robots.txt."""
    error = no(server, Answer(rules, headers=PLAIN))

    assert isinstance(error, Refused)
    assert str(error) == "robots.txt of fjord does not allow list page 1"


@pytest.mark.parametrize(("status", "asked"), [(501, 1), (500, ATTEMPTS), (503, ATTEMPTS)])
def test_an_unreachable_robots_txt_disallows_all(
    server: PortalServer, status: int, asked: int
) -> None:
    """By RFC 9309 a server error means that nothing may be fetched; the week has failed."""
    error = no(server, Answer(status=status))

    assert error.outcome is Outcome.FAILED
    assert server.paths == ["/robots.txt"] * asked
    assert "cannot be read, so nothing may be fetched" in str(error)


def test_a_robots_txt_that_hangs_up_disallows_all(server: PortalServer) -> None:
    """A reset is no better than a server error."""
    server.routes = {"/robots.txt": lambda _: None, "/": Answer("hello")}
    with a_fetcher(a_portal(server.base)) as fetcher, pytest.raises(FetchFailed):
        fetcher.get(server.base + "/", "list page 1")

    assert server.paths == ["/robots.txt"] * ATTEMPTS


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_robots_txt_that_may_not_be_read_is_a_no(server: PortalServer, status: int) -> None:
    """The portal said no: recorded as refused, asked once."""
    error = no(server, Answer(status=status))

    assert error.outcome is Outcome.REFUSED
    assert server.paths == ["/robots.txt"]
    assert str(error) == f"robots.txt of fjord answered {status}; taken as a no"


def test_robots_txt_is_read_once(server: PortalServer) -> None:
    """One sweep asks for it before the first page only."""
    server.routes = {"/": Answer("hello")}
    with a_fetcher(a_portal(server.base)) as fetcher:
        for _ in range(3):
            fetcher.get(server.base + "/", "list page 1")

    assert server.paths == ["/robots.txt", "/", "/", "/"]


def test_a_redirect_into_what_is_disallowed_is_not_followed(server: PortalServer) -> None:
    """robots.txt speaks of addresses, however they are come by."""
    server.routes = {
        "/robots.txt": Answer("User-agent: *\nDisallow: /lukket/", headers=PLAIN),
        "/": Answer(status=302, headers={"Location": "/lukket/liste"}),
        "/lukket/liste": Answer("hello"),
    }
    with a_fetcher(a_portal(server.base)) as fetcher, pytest.raises(Refused):
        fetcher.get(server.base + "/", "list page 1")

    assert server.paths == ["/robots.txt", "/"]


@pytest.mark.parametrize(
    ("asked", "configured", "waited"),
    [("7", 2.0, 7.0), ("0.5", 2.0, 2.0), ("soon", 2.0, 2.0), ("-3", 2.0, 2.0)],
)
def test_the_longer_delay_is_waited(
    server: PortalServer, asked: str, configured: float, waited: float
) -> None:
    """Between robots.txt and each page lies its crawl-delay or ours, whichever is longer."""
    rules = f"User-agent: *\nCrawl-delay: {asked}\nAllow: /"
    server.routes = {"/robots.txt": Answer(rules, headers=PLAIN), "/": Answer("hello")}
    clock = Clock()
    with a_fetcher(a_portal(server.base, delay_seconds=configured), clock) as fetcher:
        fetcher.get(server.base + "/", "list page 1")
        fetcher.get(server.base + "/", "list page 2")

    assert clock.slept == [waited, waited]


@pytest.mark.parametrize("asked", ["120.5", "86400"])
def test_a_delay_that_no_sweep_could_keep_is_a_no(server: PortalServer, asked: str) -> None:
    """Two minutes are kept."""
    rules = "User-agent: *\nCrawl-delay: {}\n"
    error = no(server, Answer(rules.format(asked), headers=PLAIN))
    assert str(error).startswith("robots.txt of fjord asks for more than 120 seconds between")
    assert Robots.read("fjord", "x", 200, rules.format("120").encode()).delay == 120
    assert Robots.read("fjord", "x", 200, b"").delay == 0


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_rules_in_utf_16_are_rules(encoding: str, server: PortalServer) -> None:
    """Windows' Notepad writes them so; taken for UTF-8, they would allow everything."""
    rules = "User-agent: *\nDisallow: /liste\n".encode(encoding)
    assert isinstance(no(server, Answer(rules, headers=PLAIN)), Refused)
