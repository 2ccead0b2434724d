"""Redirects are followed on the portal's own host, and nowhere else."""

import pytest

from scrapers.errors import LayoutChanged, Refused
from scrapers.http.client import MOST_REDIRECTS
from tests.portal_server import Answer, PortalServer, Request
from tests.scrapers.support import a_fetcher, a_portal, fault, fetch


@pytest.mark.parametrize("location", ["/liste/", "liste/", "{base}/liste/"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_same_host_is_followed(
    server: PortalServer, status: int, location: str
) -> None:
    """Absolute or relative, for now or for good."""
    headers = {"Location": location.format(base=server.base)}
    server.routes = {"/": Answer(status=status, headers=headers), "/liste/": Answer("hello")}

    assert fetch(server) == "hello"


def test_a_redirected_page_has_the_address_where_it_was_found(server: PortalServer) -> None:
    """Relative links on it are relative to that address."""
    server.routes = {
        "/liste": Answer(status=301, headers={"Location": "/liste/"}),
        "/liste/": Answer("hello"),
    }
    with a_fetcher(a_portal(server.base)) as fetcher:
        found = fetcher.get(server.base + "/liste", "list page 1")

    assert found.address == server.base + "/liste/"


@pytest.mark.parametrize("path", ["/", "/robots.txt"])
def test_another_host_is_never_asked(server: PortalServer, path: str) -> None:
    """A redirect away from the configured host is a no, and the other host hears nothing."""
    with PortalServer({"/": Answer("hello")}) as other:
        server.routes = {path: Answer(status=302, headers={"Location": other.base + "/"})}
        error = fault(server)

    assert isinstance(error, Refused)
    assert other.requests == []


@pytest.mark.parametrize(
    "location",
    ["https://127.0.0.1/", "http://localhost/", "//example.org/"],
)
def test_another_scheme_host_or_port_is_another_host(server: PortalServer, location: str) -> None:
    """Only scheme, host and port of config.toml will do."""
    server.routes = {"/": Answer(status=302, headers={"Location": location})}
    error = fault(server)

    assert isinstance(error, Refused)
    assert "leads away from the host that config.toml names" in str(error)


@pytest.mark.parametrize("address", ["http://127.0.0.2/", "/liste", "ftp://127.0.0.1/", ""])
def test_an_address_of_another_host_is_refused_unasked(server: PortalServer, address: str) -> None:
    """What a page links to is held to the same rule."""
    with a_fetcher(a_portal(server.base)) as fetcher, pytest.raises(Refused):
        fetcher.get(address, "an ad's own page")

    assert set(server.paths) <= {"/robots.txt"}


def test_a_redirect_loop_ends(server: PortalServer) -> None:
    """After so many redirects it is given up."""
    server.routes = {"/": Answer(status=302, headers={"Location": "/"})}
    error = fault(server)

    assert isinstance(error, LayoutChanged)
    assert server.paths == ["/robots.txt", *["/"] * (MOST_REDIRECTS + 1)]


@pytest.mark.parametrize("location", ["file:///etc/hosts", "http://[", "http://[x]/", "tel:1"])
def test_a_redirect_to_no_address_is_a_changed_layout(server: PortalServer, location: str) -> None:
    """A broken address in a header is the portal's fault, and no better when asked for again."""
    server.routes = {"/": Answer(status=302, headers={"Location": location})}
    error = fault(server)

    assert isinstance(error, LayoutChanged)
    assert server.paths == ["/robots.txt", "/"]


@pytest.mark.parametrize("sets_cookie", [False, True])
def test_a_page_that_waits_for_its_cookie_is_had_by_keeping_cookies(
    server: PortalServer, sets_cookie: bool
) -> None:
    """Without, it leads round and round; the message says what may help, where anything does."""

    def asked(request: Request) -> Answer:
        if "sid=1" in request.headers.get("cookie", ""):
            return Answer("hello")
        cookie = {"Set-Cookie": "sid=1; path=/"} if sets_cookie else {}
        return Answer(status=302, headers={"Location": "/"} | cookie)

    server.routes = {"/": asked}
    error = fault(server)
    assert str(error).startswith(f"list page 1 redirects more than {MOST_REDIRECTS} times")
    assert ("cookies = true may help" in str(error)) is sets_cookie

    keeping = a_fetcher(a_portal(server.base + "/", cookies=True))
    if sets_cookie:
        with keeping as fetcher:
            assert fetcher.get(server.base + "/", "list page 1").text == "hello"
