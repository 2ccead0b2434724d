"""Addresses: joining links, and knowing an address again however it is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
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


def alike(one: str, other: str) -> bool:
    """Tell whether two addresses ask for the same, in whatever order their parameters stand."""
    return _asked(one) == _asked(other)


def _asked(address: str) -> tuple[str, str, list[str]]:
    parts = urlsplit(same(address))
    return parts.netloc, parts.path, sorted(parts.query.split("&"))


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
