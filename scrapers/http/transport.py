"""Connections that go where they may, and take no more than they may, for `client`.

A host's name is resolved once a sweep and its addresses are checked; connections go to those
addresses and no others, whatever the name is said to mean later. Time and bytes are bounded for
each exchange as a whole, the TLS handshake and the headers included.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import h11

from scrapers.http.addresses import Target, target_of
from scrapers.http.connection import Connection, Meter, TransportFault, rephrased
from scrapers.http.host_names import addresses_of
from scrapers.portal_config import Portal

if TYPE_CHECKING:
    import ssl


@dataclass(slots=True)
class Answer:
    """An answer whose body is still to come, in `chunks`; raises as `Transport.get` does.

    `headers` are by name in lower case, those of one name joined; `robots_tags` are apart.
    """

    status: int
    headers: dict[str, str]
    robots_tags: tuple[str, ...]
    chunks: Iterator[bytes]


class Transport:
    """Asks the hosts of one portal, over one connection to each; a `with` block closes them.

    A client's pool, redirects, passwords and bodies that are sent take as long as the exchange, and
    none of them is asked for here; so h11 reads what comes, and nothing stands between.
    """

    def __init__(self, portal: Portal, user_agent: str, monotonic: Callable[[], float]) -> None:
        self.meter = Meter(monotonic)
        self._portal = portal
        self._headers = [
            ("Accept", "*/*"),
            ("Accept-Encoding", "gzip"),
            ("Connection", "keep-alive"),
            ("User-Agent", user_agent),
        ]
        self._cookies = _Cookies() if portal.cookies else None
        self._idle: dict[str, Connection] = {}
        self._checked: dict[str, list[str]] = {}

    def __enter__(self) -> Transport:
        return self

    def __exit__(self, *error: object) -> None:
        while self._idle:
            self._idle.popitem()[1].close()

    @contextmanager
    def get(self, address: str) -> Iterator[Answer]:
        """Ask for an address; raises TransportFault, TooLarge or Refused, within the block too."""
        target = target_of(address)
        if target is None:
            raise TransportFault("it is no address", may_pass=False)
        headers = [("Host", target.netloc), *self._headers]
        if self._cookies is not None:
            headers += self._cookies.kept(address)
        with rephrased(self.meter):
            connection = self._connected(target)
            try:
                answer = connection.ask(
                    h11.Request(method="GET", target=target.path, headers=headers)
                )
            except BaseException:
                connection.close()
                raise
        try:
            if self._cookies is not None:
                self._cookies.keep(address, answer)
            with rephrased(self.meter, began=True):
                yield Answer(answer.status_code, *_read_headers(answer), connection.chunks())
        finally:
            if connection.is_reusable():
                self._idle[target.origin] = connection
            else:
                connection.close()

    def _connected(self, target: Target) -> Connection:
        connection = self._idle.pop(target.origin, None)
        if connection is not None and connection.is_alive():
            return connection
        if connection is not None:
            connection.close()
        opened = self._opened(target)
        if target.scheme == "https":
            opened = self._secured(opened, target.sent_host)
        return Connection(opened, self.meter)

    def _opened(self, target: Target) -> socket.socket:
        """Connect to the first of a host's addresses that answers."""
        problem = OSError()
        for address in self._addresses(target.sent_host):
            seconds = self.meter.silence()
            try:
                opened = socket.create_connection((address, target.port), seconds)
            except OSError as error:
                problem = error
            else:
                opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return opened
        raise problem

    def _addresses(self, host: str) -> list[str]:
        if host not in self._checked:
            try:
                self._checked[host] = addresses_of(host, self._portal)
            except (OSError, UnicodeError):
                message = "its host's name could not be resolved"
                raise TransportFault(message, may_pass=True) from None
        return self._checked[host]

    def _secured(self, opened: socket.socket, host: str) -> socket.socket:
        from ssl import SSLCertVerificationError  # noqa: PLC0415 - not where nothing is secured

        try:
            opened.settimeout(self.meter.silence())
            return self._security.wrap_socket(opened, server_hostname=host)
        except SSLCertVerificationError:
            opened.close()
            raise TransportFault("its certificate is not to be trusted", may_pass=False) from None
        except BaseException:
            opened.close()
            raise

    @cached_property
    def _security(self) -> ssl.SSLContext:
        """What secured connections are made with: certificates that this machine trusts."""
        import ssl  # noqa: PLC0415 - as above

        import truststore  # noqa: PLC0415

        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.set_alpn_protocols(["http/1.1"])
        return context


class _Cookies:
    """The cookies that a portal has set in this sweep."""

    def __init__(self) -> None:
        import httpx  # noqa: PLC0415 - few portals need cookies

        self._httpx = httpx
        self._jar = httpx.Cookies()

    def kept(self, address: str) -> Sequence[tuple[str, str]]:
        """Return the header that sends back what an address is to have, or none."""
        request = self._httpx.Request("GET", address)
        self._jar.set_cookie_header(request)
        return [("Cookie", value) for value in request.headers.get_list("cookie")]

    def keep(self, address: str, answer: h11.Response) -> None:
        """Keep what an answer sets."""
        request = self._httpx.Request("GET", address)
        headers = list(answer.headers)
        self._jar.extract_cookies(
            self._httpx.Response(answer.status_code, headers=headers, request=request)
        )


def _read_headers(answer: h11.Response) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return an answer's headers by name, and apart what it says to robots."""
    headers: dict[str, list[str]] = {}
    for name, value in answer.headers:
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        headers.setdefault(name.decode("ascii"), []).append(text)
    joined = {name: ", ".join(values) for name, values in headers.items()}
    return joined, tuple(headers.get("x-robots-tag", ()))
