"""Connections lead where they may, whatever a name is said to mean, and to whom they should."""

import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scrapers.errors import FetchFailed, Refused
from scrapers.http.host_names import is_public
from scrapers.http.transport import CERTIFICATES, NO_SECURED, UNKNOWN_HOST
from tests.portal_cases import swept
from tests.portal_server import Answer, PortalServer
from tests.scrapers.support import a_fetcher, a_portal, card, page

NAME = "portal.example"


class Names:
    """Stands in for the resolver: each look-up of `NAME` gives the next answer."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = iter(answers)
        self.asked = 0

    def resolve(self, host: str, port: int | None) -> list[Any]:
        """Resolve as socket.getaddrinfo does; an address stands for itself."""
        if host != NAME:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 0)) for ip in next(self.answers)]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Names]]:
    """Put a resolver in place; the test says which answers it gives."""
    made: list[Names] = []

    def resolve(*args: Any, **more: Any) -> list[Any]:
        return made[0].resolve(*args[:2])

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    yield made
    made.clear()


# -- whom a name may mean --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "addresses",
    [
        ("127.0.0.1",),
        ("192.168.1.10",),
        ("93.184.216.34", "10.0.0.1"),  # the first of the two is public
        ("10.0.0.1", "93.184.216.34"),
        ("169.254.169.254",),
    ],
)
def test_a_portal_out_there_may_not_mean_a_private_address(
    server: PortalServer, names: list[Names], addresses: tuple[str, ...]
) -> None:
    """Not even as one address among others; nothing is connected to."""
    names.append(Names(addresses))
    start = f"http://{NAME}:{server.port}/"
    with (
        a_fetcher(a_portal(start, local=False)) as fetcher,
        pytest.raises(Refused, match="fjord lies at a private address; only local = true may"),
    ):
        fetcher.get(start, "list page 1")

    assert server.requests == []


def test_a_local_portal_may_mean_this_machine_only(names: list[Names]) -> None:
    """Nobody out there can be swept without delay by calling them local."""
    names.append(Names(("93.184.216.34",)))
    with (
        a_fetcher(a_portal(f"http://{NAME}/")) as fetcher,
        pytest.raises(Refused, match="does not lie on this machine"),
    ):
        fetcher.get(f"http://{NAME}/", "list page 1")


def test_a_name_means_in_the_end_what_it_meant_when_it_was_checked(
    server: PortalServer, names: list[Names]
) -> None:
    """A second answer of the resolver cannot lead a new connection elsewhere."""
    found = Names(("127.0.0.1",), ("127.66.66.66",))
    names.append(found)
    start = f"http://{NAME}:{server.port}"
    server.routes = {"/": Answer("hello", headers={"Connection": "close"})}
    with a_fetcher(a_portal(start + "/")) as fetcher:
        texts = [fetcher.get(start + "/", "list page 1").text for _ in range(3)]

    assert texts == ["hello"] * 3
    assert found.asked == 1
    assert {request.headers["host"] for request in server.requests} == {f"{NAME}:{server.port}"}


def test_the_second_address_of_a_name_is_tried(server: PortalServer, names: list[Names]) -> None:
    """The server listens on one of the two."""
    names.append(Names(("127.0.0.9", "127.0.0.1")))
    start = f"http://{NAME}:{server.port}"
    server.routes = {"/": Answer("hello")}
    with a_fetcher(a_portal(start + "/")) as fetcher:
        assert fetcher.get(start + "/", "list page 1").text == "hello"


def test_a_name_that_means_nothing_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver may know it again later."""

    def unknown(*args: Any, **more: Any) -> list[Any]:
        raise socket.gaierror(-2, f"Name or service not known: {NAME}")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    with (
        a_fetcher(a_portal(f"http://{NAME}/")) as fetcher,
        pytest.raises(FetchFailed, match=re.escape(UNKNOWN_HOST)),
    ):
        fetcher.get(f"http://{NAME}/", "list page 1")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - nothing is bound to it
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%2", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:db8::1", False),
    ],
)
def test_what_lies_on_the_open_internet(address: str, *, expected: bool) -> None:
    """A private address inside another one is still private."""
    assert is_public(address) is expected


# -- who answers -----------------------------------------------------------------------------------


def certified(folder: Path, *more: str, name: str = "localhost") -> ssl.SSLContext:
    """Make a certificate, which vouches for itself unless told else, and a server's context."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    names = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files, *more]
    subprocess.run([openssl, *words], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.fixture
def secured(tmp_path: Path) -> ssl.SSLContext:
    """Make a certificate that nobody has signed, and a server's context with it."""
    return certified(tmp_path)


def fault_of(start: str) -> str:
    """Return what is said of a portal that cannot be reached."""
    with a_fetcher(a_portal(start)) as fetcher, pytest.raises(FetchFailed) as caught:
        fetcher.get(start, "list page 1")
    return str(caught.value)


AUTHORITY = """
[ca]
default_ca = all
[all]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
copy_extensions = copy
policy = any
[any]
commonName = supplied
"""


def expired(folder: Path) -> ssl.SSLContext:
    """Make a certificate that vouches for itself and was valid in 2020, and a server's context."""
    (folder / "index").touch()
    (folder / "authority").write_text(AUTHORITY.format(folder=folder))
    certified(folder)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    request = ["-key", str(key), "-subj", "/CN=localhost", "-out", str(folder / "request")]
    named = ["-addext", "subjectAltName=DNS:localhost"]
    days = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]
    of_it = ["-keyfile", str(key), "-in", str(folder / "request"), "-out", str(certificate)]
    by = ["-config", str(folder / "authority"), "-selfsign", "-batch", "-notext"]
    for words in (["req", "-new", *request, *named], ["ca", *by, *days, *of_it]):
        subprocess.run(["openssl", *words], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize("code", [10, 62])
def test_what_is_wrong_with_a_certificate_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Whoever vouches for it is trusted, but it has expired, or is for another name."""
    context = expired(tmp_path) if code == 10 else certified(tmp_path, name="other.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with PortalServer(tls=context) as server:
        said = fault_of(f"https://localhost:{server.port}/")
    assert said == f"the portal cannot be reached: {CERTIFICATES[code]}"


def test_an_issuer_that_nobody_knows_is_said(tmp_path: Path) -> None:
    """Not all who vouch are known."""
    issuer = tmp_path / "issuer"
    issuer.mkdir()
    certified(issuer, name="issuer")
    by = ("-CA", str(issuer / "certificate.pem"), "-CAkey", str(issuer / "key.pem"))
    with PortalServer(tls=certified(tmp_path, *by)) as server:
        said = fault_of(f"https://localhost:{server.port}/")
    assert said == f"the portal cannot be reached: {CERTIFICATES[20]}"


def test_a_host_that_does_not_speak_https_is_said_to_do_so(server: PortalServer) -> None:
    """The address may begin with the wrong one of the two."""
    said = fault_of(f"https://127.0.0.1:{server.port}/")
    assert said == f"the portal cannot be reached: {NO_SECURED}"


def test_a_certificate_that_nobody_vouches_for_ends_the_sweep(secured: ssl.SSLContext) -> None:
    """It is not looked past, and not asked for again; the name that was meant is told."""
    told: list[str | None] = []

    def note(connection: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
        told.append(name)

    secured.sni_callback = note
    with PortalServer({"/": Answer("hello")}, tls=secured) as server:
        start = f"https://localhost:{server.port}/"
        with a_fetcher(a_portal(start)) as fetcher, pytest.raises(FetchFailed) as caught:
            fetcher.get(start, "list page 1")

    assert str(caught.value) == f"the portal cannot be reached: {CERTIFICATES[18]}"
    assert told == ["localhost"]
    assert server.requests == []


@pytest.mark.parametrize(("sent", "outcome"), [(400, "complete"), (60, "partial")])
def test_a_secured_connection_that_closes_early_is_no_end_of_a_page(
    secured: ssl.SSLContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sent: int,
    outcome: str,
) -> None:
    """Without a length and without a farewell (close_notify), only the page can tell its end."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    second = page(card("b"), card("c")).encode()[:sent]
    with PortalServer(tls=secured) as server:
        start = f"https://localhost:{server.port}/"
        server.routes = {
            "/": Answer(page(card("a"), following="/2")),
            "/2": lambda _: Answer(iter([second])),
        }
        found = swept(a_portal(start))

    assert found["outcome"] == outcome, found
    assert server.paths.count("/2") == 2  # at the end, whether it is one; or since it was cut off


def test_a_handshake_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound on an exchange includes the time before anything was asked."""
    monkeypatch.setattr("scrapers.http.client.MOST_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        start = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        with a_fetcher(a_portal(start)) as fetcher, pytest.raises(FetchFailed) as caught:
            fetcher.get(start, "list page 1")

    assert "no connection came about in time" in str(caught.value)
