"""The only module that speaks HTTP: politely, within bounds, and only where it is told to go.

One client and one connection per portal, a delay between any two requests, robots.txt by RFC 9309
(read by protego), retries for what may pass (`FetchFailed`) and for nothing else.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import httpx
import stamina
import truststore
from protego import Protego

from scrapers.errors import FetchFailed, LayoutChanged, Refused
from scrapers.model import Page, Portal

# stamina would announce every retry in the log; the ledger tells what came of them.
stamina.instrumentation.set_on_retry_hooks([])

MOST_BYTES = 8_000_000
MOST_SECONDS = 60.0
MOST_REDIRECTS = 5
ATTEMPTS = 3
RETRY_WAIT_SECONDS = 10.0
READABLE_TYPES = ("text/", "application/json", "application/xhtml+xml", "application/xml")
CHALLENGE = re.compile(
    r"cf-challenge|challenge-platform|g-recaptcha|h-captcha|captcha-delivery|"
    r"Just a moment\.\.\.|Checking your browser|verify (?:that )?you are (?:a )?human",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the fetcher may not reach for itself: who we are, and the passing of time.

    `user_agent` names the project and a contact address; `sleep` and `monotonic` take and give
    seconds.
    """

    user_agent: str
    sleep: Callable[[float], None]
    monotonic: Callable[[], float]


class Fetcher:
    """Fetches pages of one portal, one at a time. Use it as a context manager."""

    def __init__(self, portal: Portal, surroundings: Surroundings) -> None:
        self._portal = portal
        self._around = surroundings
        self._origin = _origin(portal.start)
        self._delay = portal.delay_seconds
        self._ready_at = surroundings.monotonic()
        self._robots: Protego | None = None
        self._client = httpx.Client(
            headers={"User-Agent": surroundings.user_agent},
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            timeout=httpx.Timeout(30.0),
            limits=httpx.Limits(max_connections=1),
            trust_env=False,
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, address: str, what: str) -> Page:
        """Fetch one page; `what` names it in messages ("list page 3"), since addresses may not.

        Raises FetchFailed when it could not be had in `ATTEMPTS` tries, Refused when the portal
        or its robots.txt says no, LayoutChanged when there is no such page.
        """
        robots = self._robots or self._read_robots()
        if not robots.can_fetch(address, self._around.user_agent):
            raise Refused(f"robots.txt of {self._portal.name} does not allow {what}")
        status, body, charset = self._follow(address, what)
        self._judge_status(status, what)
        text = _decode(body, charset)
        if CHALLENGE.search(text[:20_000]):
            raise Refused(f"{what} is a challenge page ({self._portal.name} asks for a human)")
        return Page(address=address, text=text)

    def _judge_status(self, status: int, what: str) -> None:
        if status in {401, 403, 407, 429, 451}:
            raise Refused(f"{self._portal.name} answered {status} for {what}")
        if status != 200:
            raise LayoutChanged(
                f"{self._portal.name} answered {status} for {what}; expected 200. "
                "Check the addresses of this portal in config.toml"
            )

    def _read_robots(self) -> Protego:
        """RFC 9309 section 2.3.1: 4xx allows all, unreachable or 5xx disallows all."""
        name = f"robots.txt of {self._portal.name}"
        try:
            status, body, charset = self._follow(self._origin + "/robots.txt", name)
        except FetchFailed as error:
            raise FetchFailed(
                f"{name} cannot be read, so nothing may be fetched: {error}"
            ) from None
        if status in {401, 403}:
            raise Refused(f"{name} answered {status}; taken as a no")
        robots = Protego.parse(_decode(body, charset) if status == 200 else "")
        asked = robots.crawl_delay(self._around.user_agent)
        self._delay = max(self._delay, float(asked or 0))
        self._robots = robots
        return robots

    def _follow(self, address: str, what: str) -> tuple[int, bytes, str]:
        for _ in range(MOST_REDIRECTS + 1):
            self._check_destination(address, what)
            status, headers, body = self._request(address, what)
            if not 300 <= status < 400 or "location" not in headers:
                return status, body, headers.get("content-type", "")
            address = urljoin(address, headers["location"])
        raise LayoutChanged(f"{what} redirects more than {MOST_REDIRECTS} times")

    def _check_destination(self, address: str, what: str) -> None:
        if _origin(address) != self._origin:
            raise Refused(
                f"{what} leads away from the host that config.toml names for "
                f"{self._portal.name}; it was not followed"
            )

    def _request(self, address: str, what: str) -> tuple[int, httpx.Headers, bytes]:
        wait = 0.0 if self._portal.local else RETRY_WAIT_SECONDS
        for attempt in stamina.retry_context(
            on=FetchFailed,
            attempts=ATTEMPTS,
            timeout=None,
            wait_initial=wait,
            wait_max=wait * 10,
            wait_jitter=wait / 2,
        ):
            with attempt:
                return self._request_once(address, what)
        raise AssertionError("stamina ends by returning or raising")

    def _request_once(self, address: str, what: str) -> tuple[int, httpx.Headers, bytes]:
        self._wait_for_turn()
        try:
            with self._client.stream("GET", address) as response:
                if response.status_code >= 500:
                    raise FetchFailed(f"{self._portal.name} answered {response.status_code}")
                return response.status_code, response.headers, self._body(response, what)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # The exception's own text may hold the address of an ad: only its kind is passed on.
            raise FetchFailed(f"{what} could not be fetched: {type(error).__name__}") from None
        finally:
            self._ready_at = self._around.monotonic() + self._delay

    def _wait_for_turn(self) -> None:
        wait = self._ready_at - self._around.monotonic()
        if wait > 0:
            self._around.sleep(wait)

    def _body(self, response: httpx.Response, what: str) -> bytes:
        kind = response.headers.get("content-type", "text/html")
        if not kind.lower().startswith(READABLE_TYPES):
            raise LayoutChanged(f"{what} is not text but {kind.split(';')[0][:40]!r}")
        deadline = self._around.monotonic() + MOST_SECONDS
        body = bytearray()
        for chunk in response.iter_bytes(65_536):
            body += chunk
            if len(body) > MOST_BYTES:
                raise LayoutChanged(f"{what} is larger than {MOST_BYTES:,} bytes")
            if self._around.monotonic() > deadline:
                raise FetchFailed(f"{what} took longer than {MOST_SECONDS:.0f} seconds")
        return bytes(body)


def _origin(address: str) -> str:
    """Return scheme, host and port, or "" for anything that is not plain http or https."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} else ""


def _decode(body: bytes, content_type: str) -> str:
    """Decode by the header's charset, else the page's own meta tag, else UTF-8."""
    named = re.search(r"charset=[\"']?([\w-]+)", content_type, re.IGNORECASE)
    meta = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w-]+)", body[:2048], re.IGNORECASE)
    charset = named[1] if named else meta[1].decode("ascii") if meta else "utf-8"
    try:
        return body.decode(charset, errors="replace")
    except LookupError:
        return body.decode("utf-8", errors="replace")
