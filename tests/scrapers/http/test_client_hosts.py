"""A portal may lie on several hosts: each is named, checked, and has a robots.txt of its own."""

from dataclasses import replace

import pytest

from scrapers.errors import Refused
from scrapers.http.client import origin
from tests.portal_server import Answer, PortalServer
from tests.scrapers.support import Clock, a_fetcher, a_portal

PLAIN = {"Content-Type": "text/plain"}


def test_a_host_that_is_named_may_be_asked(server: PortalServer) -> None:
    """By a link or by a redirect, after its own robots.txt."""
    with PortalServer({"/ads": Answer("an interface")}) as other:
        server.routes = {"/": Answer(status=302, headers={"Location": other.base + "/ads"})}
        with a_fetcher(a_portal(server.base, hosts=(other.base,))) as fetcher:
            page = fetcher.get(server.base + "/", "list page 1")
            fetcher.get(other.base + "/ads", "an ad's own page")

    assert (page.address, page.text) == (other.base + "/ads", "an interface")
    assert server.paths == ["/robots.txt", "/"]
    assert other.paths == ["/robots.txt", "/ads", "/ads"]


def test_several_starts_are_several_hosts(server: PortalServer) -> None:
    """Where a list begins may be asked without being named again."""
    server.routes = {"/": Answer("one")}
    with PortalServer({"/": Answer("two")}) as other:
        starts = (server.base + "/", other.base + "/")
        with a_fetcher(replace(a_portal(), start=starts)) as fetcher:
            texts = [fetcher.get(start, "list page 1").text for start in starts]

    assert texts == ["one", "two"]


def test_each_host_has_its_own_rules(server: PortalServer) -> None:
    """What the one disallows is not disallowed on the other."""
    server.routes = {"/ads": Answer("one")}
    no = Answer("User-agent: *\nDisallow: /ads", headers=PLAIN)
    with (
        PortalServer({"/robots.txt": no, "/ads": Answer("two")}) as other,
        a_fetcher(a_portal(server.base, hosts=(other.base,))) as fetcher,
    ):
        assert fetcher.get(server.base + "/ads", "list page 1").text == "one"
        with pytest.raises(Refused, match="does not allow an ad's own page"):
            fetcher.get(other.base + "/ads", "an ad's own page")

    assert other.paths == ["/robots.txt"]


def test_each_host_has_its_own_delay(server: PortalServer) -> None:
    """Going back and forth, neither host is asked faster than its own rules allow."""
    server.routes = {"/": Answer("one")}
    slow = Answer("User-agent: *\nCrawl-delay: 7", headers=PLAIN)
    clock = Clock()
    with PortalServer({"/robots.txt": slow, "/": Answer("two")}) as other:
        portal = a_portal(server.base, hosts=(other.base,), delay_seconds=2.0)
        with a_fetcher(portal, clock) as fetcher:
            for base in (server.base, other.base, server.base, other.base):
                fetcher.get(base + "/", "list page 1")

    assert clock.slept == [2.0, 7.0, 7.0]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("HTTPS://Portal.Example:443/Ads", "https://portal.example"),
        ("http://portal.example:80", "http://portal.example"),
        ("https://portal.example:8443/", "https://portal.example:8443"),
        ("https://blåbær.example/", "https://xn--blbr-roah.example"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("https://user@portal.example/", ""),
        ("https://user:word@portal.example/", ""),
        ("ftp://portal.example/", ""),
        ("file:///etc/hosts", ""),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("/liste", ""),
        ("", ""),
        ("https://portal.example:port/", ""),
        ("https://portal.example/\x00", ""),
    ],
)
def test_an_origin_is_what_is_connected_to(address: str, found: str) -> None:
    """However it is written; what is no plain address has none."""
    assert origin(address) == found
