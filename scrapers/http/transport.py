"""Connections that go where they may, and take no more than they may, for `client`.

A host's name is resolved once a sweep and its addresses are checked; connections go to those
addresses and no others, whatever the name is said to mean later. Time and bytes are bounded for
each exchange as a whole, the TLS handshake and the headers included.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx
import truststore

from scrapers.errors import Refused
from scrapers.http.decompress import TooLarge
from scrapers.portal_config import Portal

KEEP_ALIVE_SECONDS = 120.0
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
IPV4_BEHIND_IPV6 = ipaddress.ip_network("64:ff9b::/96")


class TransportFault(Exception):
    """An exchange came to no good end, told in our own words.

    `may_pass` says that the same request may well succeed later: it took too long, or the
    connection was not made or was lost.
    """

    def __init__(self, message: str, *, may_pass: bool) -> None:
        super().__init__(message)
        self.may_pass = may_pass


class Meter:
    """Counts what one exchange takes, and ends it when that is too much."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.taken = 0
        self.hung_up = False
        self._monotonic = monotonic
        self._seconds = self._deadline = float("inf")
        self._most_bytes = 0

    def start(self, seconds: float, most_bytes: int) -> None:
        """Begin an exchange that may take so many seconds and bytes."""
        self.taken, self.hung_up = 0, False
        self._seconds, self._deadline = seconds, self._monotonic() + seconds
        self._most_bytes = most_bytes

    def seconds(self, wanted: float | None) -> float:
        """Return how long the next step may take: what is left, at most what is wanted."""
        self.check()
        left = self._deadline - self._monotonic()
        return max(0.001, left if wanted is None else min(left, wanted))

    def check(self) -> None:
        """Raise TransportFault when the time is up."""
        if self._monotonic() > self._deadline - 0.01:  # a wait may end a moment early
            raise TransportFault(f"it took longer than {self._seconds:g} seconds", may_pass=True)

    def take(self, data: bytes) -> bytes:
        """Count what came in; raises TooLarge."""
        self.taken += len(data)
        self.hung_up = not data
        if self.taken > self._most_bytes:
            raise TooLarge
        return data


class Transport(httpx.BaseTransport):
    """Carries httpx's requests for one portal, one connection to each of its hosts."""

    def __init__(self, portal: Portal, monotonic: Callable[[], float], most_connections: int):
        self.meter = Meter(monotonic)
        self._pool = httpcore.ConnectionPool(
            ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            max_connections=most_connections,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
            network_backend=_Backend(portal, self.meter),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; raises TransportFault, TooLarge or Refused, as reading the body does."""
        url = request.url
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        outgoing = httpcore.Request(
            request.method, target, headers=request.headers.raw, extensions=request.extensions
        )
        with _rephrased(self.meter):
            answer = self._pool.handle_request(outgoing)
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer, self.meter),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response, meter: Meter) -> None:
        self._answer = answer
        self._meter = meter

    def __iter__(self) -> Iterator[bytes]:
        with _rephrased(self._meter):
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Backend(httpcore.NetworkBackend):
    """Opens connections, to checked addresses only."""

    def __init__(self, portal: Portal, meter: Meter) -> None:
        self._portal = portal
        self._meter = meter
        self._plain = httpcore.SyncBackend()
        self._checked: dict[str, list[str]] = {}

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of a host's addresses that answers."""
        if host not in self._checked:
            self._checked[host] = self._addresses(host)
        problem: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._checked[host]:
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._meter.seconds(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _Stream(stream, self._meter)
        raise problem or httpcore.ConnectError("the name has no address")

    def _addresses(self, host: str) -> list[str]:
        """Resolve a name; raises Refused when it leads where the portal may not be."""
        try:
            infos = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise TransportFault("its host's name could not be resolved", may_pass=True) from None
        addresses = list(dict.fromkeys(str(info[4][0]) for info in infos))
        if self._portal.local and not all(map(_is_loopback, addresses)):
            raise Refused(f"{self._portal.name} is local = true and does not lie on this machine")
        if not self._portal.local and not all(map(is_public, addresses)):
            raise Refused(f"{self._portal.name} lies at a private address; only local = true may")
        return addresses


class _Stream(httpcore.NetworkStream):
    """A connection on which everything is metered."""

    def __init__(self, stream: httpcore.NetworkStream, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._meter.take(self._stream.read(max_bytes, self._meter.seconds(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._meter.seconds(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._meter.seconds(timeout)
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise TransportFault(
                    "its certificate is not to be trusted", may_pass=False
                ) from None
            raise
        return _Stream(stream, self._meter)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


@contextmanager
def _rephrased(meter: Meter) -> Iterator[None]:
    """Tell httpcore's errors by their kind only: their own words may quote what was sent."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError) as error:
        meter.check()
        raise TransportFault(type(error).__name__, may_pass=True) from None
    except httpcore.ProtocolError as error:
        # A connection that was closed too early is lost; anything else is a broken server.
        raise TransportFault(type(error).__name__, may_pass=meter.hung_up) from None


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def is_public(address: str) -> bool:
    """Say whether an address lies on the open internet, also where it is one inside another."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in IPV4_BEHIND_IPV6:
            inner = ipaddress.IPv4Address(ip.packed[-4:])
        if inner is not None:
            return is_public(str(inner))
        return ip.is_global and ip in GLOBAL_UNICAST
    return ip.is_global and not ip.is_multicast
