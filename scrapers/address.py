"""Addresses: joining links, knowing a host again, and decoding what it sends."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from scrapers.errors import LayoutChanged


def resolve(base: str, link: str) -> str:
    """Return a link as an absolute address; raises LayoutChanged where it cannot be one."""
    try:
        address = urljoin(base, link)
        urlsplit(address).port  # noqa: B018 - reading it is the check
    except ValueError:
        # The exception quotes the link, which may be an ad's.
        raise LayoutChanged("a link on the page is not an address") from None
    return address


def origin(address: str) -> str:
    """Return scheme, host and port, or "" for anything that is not plain http or https."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} else ""


def decode(body: bytes, content_type: str) -> str:
    """Decode by the header's charset, else the page's own meta tag, else UTF-8."""
    named = re.search(r"charset=[\"']?([\w-]+)", content_type, re.IGNORECASE)
    meta = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w-]+)", body[:2048], re.IGNORECASE)
    charset = named[1] if named else meta[1].decode("ascii") if meta else "utf-8"
    try:
        return body.decode(charset, errors="replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", errors="replace")
