"""Addresses: joining links, and knowing an address again however it is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote_plus, urlencode, urljoin, urlsplit, urlunsplit

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


def resolve(base: str, link: str, encoding: str = "utf-8") -> str:
    """Return a link as an absolute address; raises LayoutChanged where it cannot be one.

    `encoding` is that of the page: its links' queries are asked for in it (URL Standard, 4.3).
    """
    if not link.isascii() and not encoding.startswith("utf"):
        link = _with_query_in(link, encoding)
    if PLAIN_PATH.fullmatch(link) and (site := _site(base)):  # most links, and quickly
        return site + link
    try:
        address = urljoin(base, link)
        urlsplit(address).port  # noqa: B018 - reading it is the check
    except ValueError:
        # The exception quotes the link, which may be an ad's.
        raise LayoutChanged("a link on the page is not an address") from None
    return address


def _with_query_in(link: str, encoding: str) -> str:
    rest, sharp, fragment = link.partition("#")
    path, mark, query = rest.partition("?")
    try:
        query = quote(query, safe=SAFE, encoding=encoding, errors="strict")
    except UnicodeEncodeError:  # what the page's encoding cannot say is asked for in UTF-8
        return link
    return path + mark + query + sharp + fragment


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


def one_link(links: Iterable[str], select: str) -> str | None:
    """Return the one address that links lead to, None where there is no link.

    `select` is where config.toml says they stand; raises LayoutChanged where they lead to several.
    """
    addresses = set(links)
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
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    host = _in_ascii(parts.hostname or "") + port
    path = _without_ways_up(parts.path) if parts.netloc else parts.path
    path, query = map(_in_one_spelling, (path, parts.query))
    # A fragment that begins with a sign is how pages drawn by scripts write addresses.
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    return urlunsplit((parts.scheme.lower(), host, path, query, fragment))


def host_of(address: str) -> str:
    """Return the host, and the port if it is not a default one, of an address in that spelling."""
    return address.partition("://")[2].partition("/")[0]


def _in_ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _without_ways_up(path: str) -> str:
    """Return a host's path without `.` and `..` (RFC 3986 section 5.2.4); no path is its root."""
    if "/." not in path:
        return path or "/"
    kept: list[str] = []
    names = path.split("/")[1:]
    for name in names:
        if name == "..":
            del kept[-1:]
        elif name != ".":
            kept.append(name)
    return "/" + "/".join([*kept, ""] if names[-1] in {".", ".."} else kept)


def asked_by(address: str) -> tuple[str, str, str]:
    """Return what an address asks for: alike for all orders in which its parameters may stand."""
    parts = urlsplit(same(address))
    return parts.netloc, parts.path, "&".join(sorted(parts.query.split("&")))


def _in_one_spelling(part: str) -> str:
    quoted = quote(part, safe=SAFE)
    return ENCODED.sub(_plain_or_upper, quoted) if "%" in quoted else quoted


def _plain_or_upper(encoded: re.Match[str]) -> str:
    sign = chr(int(encoded[1], 16))
    return sign if UNRESERVED.fullmatch(sign) else encoded[0].upper()


def with_parameter(address: str, name: str, value: str) -> str:
    """Return an address with one parameter of its query set, and the others to the letter."""
    parts = urlsplit(address)
    others = [pair for pair in parts.query.split("&") if pair and _name_of(pair) != name]
    return urlunsplit(parts._replace(query="&".join([*others, urlencode({name: value})])))


def _name_of(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0])
