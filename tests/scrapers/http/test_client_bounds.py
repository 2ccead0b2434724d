"""Files, bombs and endless answers are given up within fixed bounds."""

import gzip
import time
import tracemalloc
from collections.abc import Iterator

import pytest

from scrapers.errors import FetchFailed, LayoutChanged, Refused
from scrapers.http.response import MOST_BYTES
from tests.portal_server import Answer, PortalServer
from tests.scrapers.support import a_fetcher, a_portal, fault_of

MEGABYTE = b"x" * 1_000_000


def test_a_page_may_be_large(server: PortalServer) -> None:
    """The bound itself is within bounds."""
    server.routes = {"/": Answer(b"x" * MOST_BYTES)}
    with a_fetcher(a_portal(server.base)) as fetcher:
        assert len(fetcher.get(server.base + "/", "list page 1").text) == MOST_BYTES


def test_an_endless_page_is_given_up(server: PortalServer) -> None:
    """What is larger than the bound is no list page, and is not read to its end."""
    sent: list[int] = []

    def endless() -> Iterator[bytes]:
        while len(sent) < 1000:
            sent.append(1)
            yield MEGABYTE

    error = fault_of(server, Answer(endless()))

    assert isinstance(error, LayoutChanged)
    assert str(error) == "list page 1 is larger than 8,000,000 bytes"
    assert len(sent) < 100


def test_a_compressed_page_is_measured_decompressed(server: PortalServer) -> None:
    """A page that is small on the wire and large in memory is given up."""
    compressed = gzip.compress(bytes(MOST_BYTES + 1))
    error = fault_of(server, Answer(compressed, headers={"Content-Encoding": "gzip"}))

    assert isinstance(error, LayoutChanged)
    assert "larger than" in str(error)


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_does_not_fill_the_memory(server: PortalServer, layers: int) -> None:
    """However often a page is compressed, decompression stops soon after the bound."""
    compressed = gzip.compress(bytes(20 * MOST_BYTES), compresslevel=6)
    for _ in range(layers - 1):
        compressed = gzip.compress(compressed)
    encoding = ", ".join(["gzip"] * layers)
    tracemalloc.start()
    try:
        error = fault_of(server, Answer(compressed, headers={"Content-Encoding": encoding}))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert isinstance(error, LayoutChanged)
    assert most < 40 * MOST_BYTES


def test_a_page_that_trickles_is_given_up(
    server: PortalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portal that sends a byte now and then does not hold a sweep for longer than the bound."""
    monkeypatch.setattr("scrapers.http.client.MOST_SECONDS", 0.2)
    monkeypatch.setattr("scrapers.http.client.ATTEMPTS", 1)

    sent: list[int] = []

    def trickle() -> Iterator[bytes]:
        for at in range(30):
            time.sleep(0.05)
            sent.append(at)
            yield b"x"

    error = fault_of(server, Answer(trickle()))

    assert isinstance(error, FetchFailed)
    assert len(sent) < 20  # of a second at most; a busy machine slows both ends alike


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "application/zip", "video/mp4"])
def test_a_file_is_not_read(server: PortalServer, kind: str) -> None:
    """Pictures and archives are no list pages; none of their bytes are looked at."""
    error = fault_of(server, Answer(MEGABYTE, headers={"Content-Type": kind}))

    assert isinstance(error, LayoutChanged)
    assert str(error) == f"list page 1 is not text but {kind!r}"


@pytest.mark.parametrize("kind", ["image/42419753", "tel/x", "image/png42419753", "42419753"])
def test_a_kind_that_nobody_knows_is_not_repeated(server: PortalServer, kind: str) -> None:
    """A header can hold anything, and the ledger keeps the message."""
    error = fault_of(server, Answer(MEGABYTE, headers={"Content-Type": kind}))

    assert str(error) == "list page 1 is not text but 'unknown'"


@pytest.mark.parametrize("wait", ["42419753", "9" * 400])
def test_a_wait_that_looks_like_a_number_is_not_repeated(server: PortalServer, wait: str) -> None:
    """The same of Retry-After."""
    error = fault_of(server, Answer(status=503, headers={"Retry-After": wait}))

    assert str(error) == "fjord answered 503 and asks to wait more than 99 hours"


@pytest.mark.parametrize(
    "kind",
    [
        *("text/html", "TEXT/HTML", "text/plain", "application/json", "application/xhtml+xml"),
        *("application/rss+xml", "application/ld+json; charset=utf-8", "application/vnd.api+json"),
    ],
)
def test_text_is_read(server: PortalServer, kind: str) -> None:
    """HTML, JSON, XML and plain text are what a portal is made of."""
    server.routes = {"/": Answer("hello", headers={"Content-Type": kind})}
    with a_fetcher(a_portal(server.base)) as fetcher:
        assert fetcher.get(server.base + "/", "list page 1").text == "hello"


def test_a_private_address_is_for_local_portals_only(server: PortalServer) -> None:
    """A portal out there that turns out to lie on our own network is not asked for anything."""
    server.routes = {"/": Answer("hello")}
    with a_fetcher(a_portal(server.base, local=False)) as fetcher, pytest.raises(Refused):
        fetcher.get(server.base + "/", "list page 1")

    assert server.requests == []
