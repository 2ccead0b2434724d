"""Fetches pages: politely, within bounds, and only where it is told to go.

One sweep of a portal asks one page at a time; robots.txt is obeyed at every hop, and what may pass
by itself is tried again, nothing else. `rate_limit` decides how fast, `transport` where connections
lead. There is no way around a refusal here, and none is to be added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from enum import StrEnum

import httpx
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from scrapers.errors import Challenge, CutOff, FetchFailed, LayoutChanged, Refused
from scrapers.http.addresses import resolve
from scrapers.http.decompress import decompress, join
from scrapers.http.parse_guard import end_sandboxes
from scrapers.http.rate_limit import (
    MOST_RETRY_AFTER_SECONDS,
    FetchContext,
    Host,
    NotNow,
    RateLimiter,
    rough_wait,
)
from scrapers.http.response import MOST_BYTES, Response, body_faults
from scrapers.http.robots import Robots
from scrapers.http.transport import Answer, Transport, TransportFault
from scrapers.model import Page
from scrapers.portal_config import Portal

MOST_OVERHEAD_BYTES = 1_000_000
"""What may come over the wire beside a body: headers, the borders of chunks, the TLS handshake."""

MOST_SECONDS = 60.0
MOST_REDIRECTS = 5
ATTEMPTS = 3
RETRY_WAIT_SECONDS = 10.0
UNASKED_ENCODINGS = {"br", "zstd", "compress", "x-compress"}
DEFAULT_PORTS = {"http": 80, "https": 443}
LASTING_STATUSES = {501, 505, 511}
"""Errors of a server that are the same a moment later: not implemented, no such HTTP, a login."""

TOO_MANY_REQUESTS = 429


class Activity(StrEnum):
    """What a fetcher does: it has asked for a page, or waits until it may ask."""

    WAITING = "waiting"
    FETCHING = "fetching"


class _TransientFault(FetchFailed):
    """A fault that may pass by itself: the only kind that is tried again."""


class _AskedToWait(Refused):
    """A no for now: asked again after the time that the portal names, and a no if it stays."""


class Fetcher:
    """Fetches pages of one portal, one at a time, in a `with` block.

    Nobody else may ask its hosts meanwhile. `watch` is called before and after each request.
    """

    def __init__(
        self,
        portal: Portal,
        context: FetchContext,
        watch: Callable[[Activity], None] = lambda _activity: None,
    ) -> None:
        self._portal = portal
        self._context = context
        self._watch = watch
        self._origins = _origins(portal)
        self._robots: dict[str, Robots] = {}
        self._limiter = RateLimiter(portal, context)
        self._hosts: Mapping[str, Host] = {}
        self._open = ExitStack()
        self._transport = Transport(
            portal, context.user_agent, context.monotonic, len(self._origins)
        )
        wait = 0.0 if portal.local else RETRY_WAIT_SECONDS
        self._retrying = Retrying(
            retry=retry_if_exception_type((_TransientFault, CutOff, _AskedToWait)),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_exponential_jitter(multiplier=wait, max=wait * 10, jitter=wait / 2),
            sleep=self._pause,
            reraise=True,
        )

    def __enter__(self) -> Fetcher:
        names = {site: _host_name(self._portal, site) for site in self._origins}
        hosts = self._context.hosts
        self._hosts = {site: hosts.setdefault(name, Host()) for site, name in names.items()}
        self._open.enter_context(self._transport)
        self._open.callback(end_sandboxes)
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def get(self, address: str, what: str) -> Page:
        """Fetch one page; `what` names it in messages ("list page 3"), since addresses may not.

        Raises FetchFailed when it could not be had in `ATTEMPTS` tries, Refused when the portal
        or its robots.txt says no, Gone or LayoutChanged when there is no such page, Incomplete
        when the sweep has used up what config.toml allows it.
        """
        return self._follow(address, what).page(self._portal, what)

    def _robots_of(self, site: str) -> Robots:
        if site not in self._robots:
            self._robots[site] = self._read_robots(site)
        return self._robots[site]

    def _read_robots(self, site: str) -> Robots:
        """Fetch robots.txt; where it cannot be reached, nothing may be fetched (RFC 9309 2.3.1)."""
        name = self._portal.name
        what = f"robots.txt of {name}"
        try:
            response = self._follow(f"{site}/robots.txt", what, obeying=False)
        except NotNow:
            raise
        except FetchFailed as error:
            unfetched = f"{what} could not be fetched: "
            if str(error).startswith(unfetched):  # nobody has answered, so this is of no file
                fault = str(error).removeprefix(unfetched)
                raise FetchFailed(f"the portal cannot be reached: {fault}") from None
            message = f"{what} cannot be read, so nothing may be fetched: {error}"
            raise FetchFailed(message) from None
        if response.is_challenge():
            raise Challenge(f"{what} is a challenge page; taken as a no")
        return Robots.read(name, self._context.user_agent, response.status, response.body)

    def _follow(self, address: str, what: str, *, obeying: bool = True) -> Response:
        """Request an address and where it redirects to; `obeying` robots.txt, but for itself."""
        wants_cookies = False
        for _ in range(MOST_REDIRECTS + 1):
            site = self._checked_site(address, what)
            if obeying:
                self._robots_of(site).check(address, what)
            response = self._request(address, site, what)
            if not 300 <= response.status < 400 or "location" not in response.headers:
                return response
            wants_cookies |= "set-cookie" in response.headers and not self._portal.cookies
            address = resolve(address, response.headers["location"])
            if not origin(address):
                raise LayoutChanged("a redirect leads to something that is not an address")
        hint = "; it sets a cookie meanwhile: cookies = true may help" if wants_cookies else ""
        raise LayoutChanged(f"{what} redirects more than {MOST_REDIRECTS} times{hint}")

    def _checked_site(self, address: str, what: str) -> str:
        plain = (site for site in self._origins if address.startswith(f"{site}/"))
        site = next(plain, None) or origin(address)
        if site not in self._origins:
            raise Refused(
                f"{what} leads away from the host that config.toml names for "
                f"{self._portal.name}; it was not followed"
            )
        return site

    def _request(self, address: str, site: str, what: str) -> Response:
        return self._retrying(self._request_once, address, site, what)

    def _pause(self, seconds: float) -> None:
        if seconds:
            self._context.sleep(seconds)

    def _request_once(self, address: str, site: str, what: str) -> Response:
        host = self._hosts[site]
        robots = self._robots.get(site)
        self._limiter.wait(host, robots.delay if robots else 0.0)
        self._watch(Activity.FETCHING)
        try:
            response = self._exchange(address, what)
        finally:
            self._watch(Activity.WAITING)
            host.last = self._context.monotonic()
            self._limiter.taken += self._transport.meter.taken
        retry_after = self._limiter.note_retry_after(host, response.headers.get("retry-after", ""))
        if response.status >= 500:
            self._fail(response, retry_after)
        if response.status == TOO_MANY_REQUESTS and not response.is_challenge():
            self._limiter.slow_down()
            if "retry-after" in response.headers and retry_after <= MOST_RETRY_AFTER_SECONDS:
                raise _AskedToWait(
                    f"{self._portal.name} answered 429 for {what} {ATTEMPTS} times, though we "
                    f"waited as it asked; {self._portal.longer_delay}"
                )
        return response

    def _exchange(self, address: str, what: str) -> Response:
        self._transport.meter.start(MOST_SECONDS, MOST_BYTES + MOST_OVERHEAD_BYTES)
        try:
            with body_faults(what), self._transport.get(address) as answer:
                headers = dict(answer.headers.items())
                robots_tags = tuple(answer.headers.get_list("x-robots-tag"))
                return Response(address, answer.status, headers, _body(answer, what), robots_tags)
        except TransportFault as fault:
            if fault.is_cut:
                raise CutOff(f"{what} was cut off on its way, also when asked for again") from None
            error = _TransientFault if fault.may_pass else FetchFailed
            raise error(f"{what} could not be fetched: {fault}") from None

    def _fail(self, response: Response, retry_after: float) -> None:
        """Raise what a 5xx means; it is not tried again before the time that it asked for."""
        name, status = self._portal.name, response.status
        if response.is_challenge():
            raise Challenge(f"{name} answered {status} with a challenge page")
        if retry_after > MOST_RETRY_AFTER_SECONDS:
            raise FetchFailed(
                f"{name} answered {status} and asks to wait {rough_wait(retry_after)}"
            )
        error = FetchFailed if status in LASTING_STATUSES else _TransientFault
        raise error(f"{name} answered {status}")


def hosts_of(portal: Portal) -> set[str]:
    """Return the hosts that a portal's sweep asks; who shares one is swept before or after it."""
    return {_host_name(portal, site) for site in _origins(portal)}


def _origins(portal: Portal) -> set[str]:
    return {origin(address) for address in (*portal.starts, *portal.hosts)} - {""}


def _host_name(portal: Portal, site: str) -> str:
    """Return whose turn it is: a machine by its name; on this one, each port is a portal."""
    return site if portal.local else httpx.URL(site).host


def origin(address: str) -> str:
    """Return scheme, host and port as they are connected to, "" for what is no plain address.

    An address with a user's name in it is none: that is a login.
    """
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        return ""
    if url.scheme not in DEFAULT_PORTS or not url.host or url.userinfo:
        return ""
    name = url.raw_host.decode("ascii")
    name = f"[{name}]" if ":" in name else name
    port = "" if url.port in {None, DEFAULT_PORTS[url.scheme]} else f":{url.port}"
    return f"{url.scheme}://{name}{port}"


def _body(answer: Answer, what: str) -> bytes:
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding in UNASKED_ENCODINGS or "," in encoding:
        raise LayoutChanged(f"{what} came in a content encoding that was not asked for")
    read = decompress if encoding in {"gzip", "x-gzip", "deflate"} else join
    return read(answer.chunks, MOST_BYTES)
