"""The only module that speaks HTTP: politely, within bounds, and only where it is told to go.

One client and one connection per portal, a delay between any two requests, robots.txt obeyed at
every hop, retries for what may pass by itself and for nothing else.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from urllib.parse import urlsplit

import httpx
import stamina
import truststore

from scrapers.address import decode, origin, resolve
from scrapers.description import Portal
from scrapers.errors import FetchFailed, Gone, LayoutChanged, Refused
from scrapers.model import Page
from scrapers.robots import Robots

# stamina would announce every retry in the log; the ledger tells what came of them.
stamina.instrumentation.set_on_retry_hooks([])

MOST_BYTES = 8_000_000
MOST_SECONDS = 60.0
MOST_REDIRECTS = 5
MOST_RETRY_AFTER_SECONDS = 600.0
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
    seconds; `now` is the time of day, for Retry-After dates.
    """

    user_agent: str
    sleep: Callable[[float], None]
    monotonic: Callable[[], float]
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request."""

    address: str
    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def text(self) -> str:
        """The body, decoded."""
        return decode(self.body, self.headers.get("content-type", ""))


class _Passing(FetchFailed):
    """A fault that may pass by itself: the only kind that is tried again."""


class Fetcher:
    """Fetches pages of one portal, one at a time. Use it as a context manager."""

    def __init__(self, portal: Portal, surroundings: Surroundings) -> None:
        self._portal = portal
        self._around = surroundings
        self._origin = origin(portal.starts[0])
        self._delay = portal.delay_seconds
        self._last = float("-inf")
        self._not_before = float("-inf")
        self._robots: Robots | None = None
        self._client = httpx.Client(
            headers={"User-Agent": surroundings.user_agent},
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            timeout=httpx.Timeout(30.0),
            limits=httpx.Limits(max_connections=1),
            trust_env=False,
            event_hooks={"response": [_check_location]},
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
        or its robots.txt says no, Gone or LayoutChanged when there is no such page.
        """
        self._robots = self._robots or self._read_robots()
        answer = self._follow(address, what, self._robots)
        self._judge(answer, what)
        text = answer.text
        if CHALLENGE.search(text[:20_000]):
            raise Refused(f"{what} is a challenge page ({self._portal.name} asks for a human)")
        return Page(address=answer.address, text=text)

    def _judge(self, answer: Answer, what: str) -> None:
        name, status = self._portal.name, answer.status
        if status in {401, 403, 407, 429, 451}:
            raise Refused(f"{name} answered {status} for {what}")
        if status in {404, 410}:
            raise Gone(f"{name} answered {status} for {what}; expected 200")
        if status != 200:
            raise LayoutChanged(f"{name} answered {status} for {what}; expected 200")
        kind = answer.headers.get("content-type", "text/html").lower()
        if not kind.startswith(READABLE_TYPES):
            known = re.match(r"[a-z]+/[a-z0-9]+", kind)
            raise LayoutChanged(f"{what} is not text but {known[0] if known else 'unknown'!r}")

    def _read_robots(self) -> Robots:
        """Fetch robots.txt; where it cannot be reached, nothing may be fetched (RFC 9309 2.3.1)."""
        name = self._portal.name
        try:
            answer = self._follow(self._origin + "/robots.txt", f"robots.txt of {name}", None)
        except FetchFailed as error:
            raise FetchFailed(
                f"robots.txt of {name} cannot be read, so nothing may be fetched: {error}"
            ) from None
        robots = Robots.read(name, self._around.user_agent, answer.status, answer.text)
        self._delay = max(self._delay, robots.delay)
        return robots

    def _follow(self, address: str, what: str, robots: Robots | None) -> Answer:
        for _ in range(MOST_REDIRECTS + 1):
            self._check_destination(address, what)
            if robots is not None:
                robots.check(address, what)
            answer = self._request(address, what)
            if not 300 <= answer.status < 400 or "location" not in answer.headers:
                return answer
            address = resolve(address, answer.headers["location"])
        raise LayoutChanged(f"{what} redirects more than {MOST_REDIRECTS} times")

    def _check_destination(self, address: str, what: str) -> None:
        if origin(address) != self._origin:
            raise Refused(
                f"{what} leads away from the host that config.toml names for "
                f"{self._portal.name}; it was not followed"
            )

    def _request(self, address: str, what: str) -> Answer:
        wait = 0.0 if self._portal.local else RETRY_WAIT_SECONDS
        for attempt in stamina.retry_context(
            on=_Passing,
            attempts=ATTEMPTS,
            timeout=None,
            wait_initial=wait,
            wait_max=wait * 10,
            wait_jitter=wait / 2,
        ):
            with attempt:
                return self._request_once(address, what)
        raise AssertionError("stamina ends by returning or raising")

    def _request_once(self, address: str, what: str) -> Answer:
        self._wait_for_turn()
        try:
            self._refuse_private_addresses()
            with self._client.stream("GET", address) as response:
                body = self._body(response, what)
                answer = Answer(address, response.status_code, response.headers, body)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            # The exception's own text may hold the address of an ad: only its kind is passed on.
            raise _Passing(f"{what} could not be fetched: {type(error).__name__}") from None
        finally:
            self._last = self._around.monotonic()
        if answer.status >= 500:
            self._fail(answer)
        return answer

    def _fail(self, answer: Answer) -> None:
        """Raise what a 5xx means; one with Retry-After is not tried again before that time."""
        name = self._portal.name
        if CHALLENGE.search(answer.text[:20_000]):
            raise Refused(f"{name} answered {answer.status} with a challenge page")
        wait = _retry_after(answer.headers.get("retry-after", ""), self._around.now())
        if wait > MOST_RETRY_AFTER_SECONDS:
            raise FetchFailed(
                f"{name} answered {answer.status} and asks to wait {wait:.0f} seconds"
            )
        self._not_before = self._around.monotonic() + wait
        raise _Passing(f"{name} answered {answer.status}")

    def _wait_for_turn(self) -> None:
        ready = max(self._last + self._delay, self._not_before)
        wait = ready - self._around.monotonic()
        if wait > 0:
            self._around.sleep(wait)

    def _refuse_private_addresses(self) -> None:
        """Refuse a portal that is said to be out there and leads into our own network."""
        if self._portal.local:
            return
        host = urlsplit(self._origin).hostname or ""
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
        if not all(ipaddress.ip_address(address).is_global for address in found):
            raise Refused(f"{self._portal.name} lies at a private address; only local = true may")

    def _body(self, response: httpx.Response, what: str) -> bytes:
        if "," in response.headers.get("content-encoding", ""):
            raise LayoutChanged(f"{what} is packed more than once")
        deadline = self._around.monotonic() + MOST_SECONDS
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MOST_BYTES:
                raise LayoutChanged(f"{what} is larger than {MOST_BYTES:,} bytes")
            if self._around.monotonic() > deadline:
                raise _Passing(f"{what} took longer than {MOST_SECONDS:.0f} seconds")
        return bytes(body)


def _check_location(response: httpx.Response) -> None:
    """Call a redirect to nowhere so, before httpx takes it for a lost connection."""
    location = response.headers.get("location", "")
    if response.is_redirect and not origin(resolve(str(response.url), location)):
        raise LayoutChanged("a redirect leads to something that is not an address")


def _retry_after(value: str, now: datetime) -> float:
    """Return the seconds that Retry-After asks for (RFC 9110 section 10.2.3); 0 without it."""
    if value.strip().isascii() and value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (TypeError, ValueError):
        return 0.0
