"""Connections that go where they may, and take no more than they may, for `client`.

A host's name is resolved once a sweep and its addresses are checked; connections go to those
addresses and no others, whatever the name is said to mean later. Time and bytes are bounded for
each exchange as a whole, the TLS handshake and the headers included.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx
import truststore

from scrapers.http.decompress import TooLarge
from scrapers.http.host_names import addresses_of
from scrapers.portal_config import Portal

KEEP_ALIVE_SECONDS = 120.0
MOST_SILENCE_SECONDS = 30.0
WAITS = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), MOST_SILENCE_SECONDS)}


UNKNOWN_HOST = "its host is not known by that name; is the address right, and this machine online?"
REFUSED = "its host takes no connection there; is the address right, with its port?"
BROKEN_OFF = "the connection broke off"
SPEAKS_OTHERWISE = "what answers there does not speak HTTP; is the address right?"
NO_SECURED = "no secured connection came about; is it https:// that this host speaks?"
UNTRUSTED = "its certificate is not to be trusted"
CERTIFICATES = {
    9: "its certificate is not valid yet; is this machine's clock right?",
    10: "its certificate has expired; if this machine's clock is right, tell the portal",
    18: f"{UNTRUSTED}: it vouches for itself",
    19: f"{UNTRUSTED}: an issuer that vouches for itself is not known here",
    20: f"{UNTRUSTED}: its issuer is not known here; are this machine's certificates up to date?",
    62: "its certificate is for another name; is the address right?",
}
"""By the codes of OpenSSL (X509_V_ERR_...)."""

FAULTS: dict[type[Exception], str] = {
    httpcore.ConnectTimeout: "no connection came about in time; is the address right?",
    httpcore.TimeoutException: "no answer came in time",
    httpcore.ConnectError: "no connection came about; is this machine online?",
    httpcore.NetworkError: BROKEN_OFF,
}
"""What became of an exchange, by httpcore's kinds, the special before the general."""


class TransportFault(Exception):
    """An exchange came to no good end, told in our own words.

    `may_pass` says that the same request may well succeed later: it took too long, or the
    connection was not made or was lost; `is_cut` that it was lost within the answer's body.
    """

    def __init__(self, message: str, *, may_pass: bool, is_cut: bool = False) -> None:
        super().__init__(message)
        self.may_pass = may_pass
        self.is_cut = is_cut


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


@dataclass(slots=True)
class Answer:
    """An answer whose body is still to come, in `chunks`; raises as `Transport.get` does."""

    status: int
    headers: httpx.Headers
    chunks: Iterator[bytes]


class Transport:
    """Asks the hosts of one portal, over one connection to each; a `with` block closes them.

    httpx's own client around its connections takes as long as they do, for what is not asked for
    here: redirects, passwords, bodies that are sent.
    """

    def __init__(
        self,
        portal: Portal,
        user_agent: str,
        monotonic: Callable[[], float],
        most_connections: int,
    ) -> None:
        self.meter = Meter(monotonic)
        self._cookies = httpx.Cookies() if portal.cookies else None
        self._headers = [
            (b"Accept", b"*/*"),
            (b"Accept-Encoding", b"gzip"),
            (b"Connection", b"keep-alive"),
            (b"User-Agent", user_agent.encode()),
        ]
        self._pool = httpcore.ConnectionPool(
            ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            max_connections=most_connections,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
            network_backend=_Backend(portal, self.meter),
        )

    def __enter__(self) -> Transport:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.close()

    @contextmanager
    def get(self, address: str) -> Iterator[Answer]:
        """Ask for an address; raises TransportFault, TooLarge or Refused, within the block too."""
        url = httpx.URL(address)
        headers = [(b"Host", url.netloc), *self._headers, *self._kept_cookies(url)]
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        request = httpcore.Request("GET", target, headers=headers, extensions=WAITS)
        with _rephrased(self.meter):
            answer = self._pool.handle_request(request)
        try:
            self._keep_cookies(url, answer)
            with _rephrased(self.meter, began=True):
                yield Answer(answer.status, httpx.Headers(answer.headers), answer.iter_stream())
        finally:
            answer.close()

    def _kept_cookies(self, url: httpx.URL) -> Iterator[tuple[bytes, bytes]]:
        if self._cookies is not None:
            request = httpx.Request("GET", url)
            self._cookies.set_cookie_header(request)
            yield from ((n, value) for n, value in request.headers.raw if n.lower() == b"cookie")

    def _keep_cookies(self, url: httpx.URL, answer: httpcore.Response) -> None:
        if self._cookies is not None:
            request = httpx.Request("GET", url)
            self._cookies.extract_cookies(
                httpx.Response(answer.status, headers=answer.headers, request=request)
            )


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
            try:
                self._checked[host] = addresses_of(host, self._portal)
            except (OSError, UnicodeError):
                raise TransportFault(UNKNOWN_HOST, may_pass=True) from None
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
        if problem is None:
            raise TransportFault(UNKNOWN_HOST, may_pass=True)
        if isinstance(problem.__cause__, ConnectionRefusedError):
            raise TransportFault(REFUSED, may_pass=True)
        raise problem


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
            if isinstance(cause := error.__cause__, ssl.SSLCertVerificationError):
                why = CERTIFICATES.get(cause.verify_code, UNTRUSTED)
                raise TransportFault(why, may_pass=False) from None
            if isinstance(cause, ssl.SSLError):
                raise TransportFault(NO_SECURED, may_pass=True) from None
            raise
        return _Stream(stream, self._meter)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


@contextmanager
def _rephrased(meter: Meter, *, began: bool = False) -> Iterator[None]:
    """Tell httpcore's errors in words of ours: their own may quote what was sent."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError) as error:
        meter.check()
        is_cut = began and isinstance(error, httpcore.NetworkError)
        words = next(words for kind, words in FAULTS.items() if isinstance(error, kind))
        raise TransportFault(words, may_pass=True, is_cut=is_cut) from None
    except httpcore.ProtocolError:
        # A connection that was closed too early is lost; anything else is a broken server.
        lost = meter.hung_up
        words = BROKEN_OFF if lost else SPEAKS_OTHERWISE
        raise TransportFault(words, may_pass=lost, is_cut=lost and began) from None
