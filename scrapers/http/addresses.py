"""Addresses: joining links, and knowing an address again however it is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from scrapers.errors import LayoutChanged

SAFE = "!$&'()*+,;=:@/?%-._~"
ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
"""What means the same encoded or not (RFC 3986 section 2.3); a sign that divides does not."""

LINKS = frozenset({"href", "src", "action"})
"""The attributes that hold addresses, and are read as absolute ones."""


PATH = r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)++/?(?:\?[A-Za-z0-9._~&=-]++)?"
"""A path, and perhaps a query, that means only itself: nothing encoded, and no way up."""

PLAIN_PATH = re.compile(PATH)
PLAIN_ADDRESS = re.compile(rf"https?://[a-z0-9.-]++(?!:80/|:443/)(?::[1-9][0-9]{{0,4}})?{PATH}")

AS_SENT = re.compile(
    r"(https?)://(?![^/]*xn--)([a-z0-9.-]++)(?!:80/|:443/)(?::([1-9][0-9]{0,4}))?"
    r"(/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*+/?)*+(?:\?[A-Za-z0-9._~&=-]++)?)"
)
"""An address that is sent as it is written: most are, and need no library to be read."""

DEFAULT_PORTS = {"http": 80, "https": 443}
MOST_PORT = 65_535


class Target(NamedTuple):
    """An address as it is asked for; `host` is a name as people read it, `sent_host` in ASCII."""

    scheme: str
    host: str
    sent_host: str
    port: int
    path: bytes

    @property
    def origin(self) -> str:
        """Scheme, host and port as they are connected to."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def netloc(self) -> str:
        """Host and port as a request names them."""
        name = f"[{self.sent_host}]" if ":" in self.sent_host else self.sent_host
        return name if self.port == DEFAULT_PORTS[self.scheme] else f"{name}:{self.port}"


def target_of(address: str) -> Target | None:
    """Return what an address leads to; None for what is no plain address of the web.

    An address with a user's name in it is none: that is a login.
    """
    plain = AS_SENT.fullmatch(address)
    if plain is None:
        target = _spelled(address)
    else:
        scheme, host, port, path = plain.groups()
        target = Target(scheme, host, host, int(port or DEFAULT_PORTS[scheme]), path.encode())
    return target if target is not None and target.port <= MOST_PORT else None


def _spelled(address: str) -> Target | None:
    """Spell an address as it is sent: letters of names and paths in ASCII."""
    import httpx  # noqa: PLC0415 - few portals have addresses that need it

    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        return None
    if url.scheme not in DEFAULT_PORTS or not url.host or url.userinfo:
        return None
    port = url.port or DEFAULT_PORTS[url.scheme]
    return Target(url.scheme, url.host, url.raw_host.decode("ascii"), port, url.raw_path)


def resolve(base: str, link: str) -> str:
    """Return a link as an absolute address; raises LayoutChanged where it cannot be one."""
    if PLAIN_PATH.fullmatch(link) and (site := _site(base)):  # most links, and quickly
        return site + link
    try:
        address = urljoin(base, link)
        urlsplit(address).port  # noqa: B018 - reading it is the check
    except ValueError:
        # The exception quotes the link, which may be an ad's.
        raise LayoutChanged("a link on the page is not an address") from None
    return address


@lru_cache(maxsize=16)
def _site(address: str) -> str:
    """Return scheme, host and port of an address of the web; "" for any other."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is the check
    except ValueError:
        return ""
    is_of_web = parts.scheme in {"http", "https"} and parts.netloc
    return f"{parts.scheme}://{parts.netloc}" if is_of_web else ""


def one_link(base: str, links: Iterable[str], select: str) -> str | None:
    """Return the one absolute address that links lead to, None where there is no link.

    `select` is where config.toml says they stand; raises LayoutChanged where they lead to several.
    """
    addresses = {resolve(base, link) for link in links}
    if len(addresses) > 1:
        raise LayoutChanged(f"expected one link at {select!r}, found {len(addresses)}")
    return addresses.pop() if addresses else None


def same(address: str) -> str:
    """Return an address in the one spelling by which an ad is known again.

    Links to the same ad are written with `%C3%A5` or `å`, `%2f` or `%2F`, `%7E` or `~`, a default
    port or none, and with a place on the page behind them (RFC 3986 section 6.2.2); the query is
    kept, since it may be what tells one ad from another. `%2B` and `+` are two signs there.
    """
    if PLAIN_ADDRESS.fullmatch(address):
        return address
    parts = urlsplit(address)
    host = (parts.hostname or "") + (f":{parts.port}" if parts.port not in {None, 80, 443} else "")
    path, query = map(_in_one_spelling, (parts.path, parts.query))
    # A fragment that begins with a sign is how pages drawn by scripts write addresses.
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    return urlunsplit((parts.scheme.lower(), host, path, query, fragment))


def _in_one_spelling(part: str) -> str:
    quoted = quote(part, safe=SAFE)
    return ENCODED.sub(_plain_or_upper, quoted) if "%" in quoted else quoted


def _plain_or_upper(encoded: re.Match[str]) -> str:
    sign = chr(int(encoded[1], 16))
    return sign if UNRESERVED.fullmatch(sign) else encoded[0].upper()


def with_parameter(address: str, name: str, value: str) -> str:
    """Return an address with one parameter of its query set, and the others as they were."""
    parts = urlsplit(address)
    others = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return urlunsplit(parts._replace(query=urlencode([*others, (name, value)])))
