"""What came back for one request, and the page that it is, if it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from scrapers.errors import Challenge, CutOff, Gone, LayoutChanged, Refused
from scrapers.http.decoding import decode, notes_on_robots
from scrapers.http.decompress import GZIP, Damaged, TooLarge, decompress
from scrapers.model import Page
from scrapers.portal_config import Portal

MOST_BYTES = 8_000_000
"""How large a page may be, decompressed."""

REFUSALS = {401, 403, 407, 429, 451}
GONE = {400, 404, 410, 416}
"""No such page: 404 and 410, and what interfaces say to a page after their list's last one."""

READABLE = re.compile(r"text/|application/(?:[\w.-]+\+)?(?:json|xml)\b")
FILES = {
    *("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml", "video/mp4"),
    *("application/pdf", "application/zip", "application/octet-stream", "application/javascript"),
}
GZIP_FILES = ("application/gzip", "application/x-gzip")
SHORT_PAGE = 20_000
CHALLENGE = (
    "cf-challenge",
    "cf_chl_opt",
    "captcha-delivery",
    "just a moment...",
    "checking your browser",
    "verify you are human",
    "verify you are a human",
    "verify that you are human",
    "verify that you are a human",
)
"""Signs of a challenge near the beginning of a page, in lower case."""

CHALLENGE_IF_SHORT = ("challenge-platform", "g-recaptcha", "h-captcha")
"""Ordinary pages carry these, too, in a form that logs in or a script that watches."""


@contextmanager
def body_faults(what: str) -> Iterator[None]:
    """Say in words what is wrong with a body: LayoutChanged, too large; CutOff, damaged."""
    try:
        yield
    except TooLarge:
        raise LayoutChanged(f"{what} is larger than {MOST_BYTES:,} bytes") from None
    except Damaged:
        raise CutOff(f"{what} came damaged: its compression does not end well") from None


@dataclass(frozen=True, slots=True)
class Response:
    """What came back for one request.

    `address` is the one that was asked for in the end; `headers` are by name in lower case, and
    `robots_tags` are all its X-Robots-Tag headers.
    """

    address: str = field(repr=False)
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    robots_tags: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The content type, in lower case; HTML where none is said."""
        return self.headers.get("content-type", "").strip().lower() or "text/html"

    def is_challenge(self) -> bool:
        """Say whether the portal asks for a human instead of answering."""
        return self._is_challenge(decode(self.body, self.content_type).text)

    def page(self, portal: Portal, what: str) -> Page:
        """Return the page that came, as text, with notes on it.

        Raises Refused, Gone or LayoutChanged where the portal answered with something else.
        """
        self._check_status(portal, what)
        self._check_content_type(what)
        decoded = decode(self._decompressed(what), self.content_type, portal.encoding)
        if self._is_challenge(decoded.text):
            raise Challenge(f"{what} is a challenge page ({portal.name} asks for a human)")
        decoded.check(what)
        notes = (*decoded.notes(), *notes_on_robots(self.robots_tags, decoded.text))
        return Page(self.address, decoded.text, notes, self.headers, decoded.encoding)

    def _check_status(self, portal: Portal, what: str) -> None:
        name = portal.name
        if self.status in REFUSALS:
            hint = f"; {portal.longer_delay}" if self.status == 429 else ""
            raise Refused(f"{name} answered {self.status} for {what}{hint}")
        if self.status != 200:
            error = Gone if self.status in GONE else LayoutChanged
            raise error(f"{name} answered {self.status} for {what}; expected 200")

    def _check_content_type(self, what: str) -> None:
        if not READABLE.match(self.content_type) and not self._is_gzip_file():
            # A header can say anything: only what everybody knows is repeated.
            plain = self.content_type.partition(";")[0].strip()
            raise LayoutChanged(
                f"{what} is not text but {plain if plain in FILES else 'unknown'!r}"
            )

    def _is_gzip_file(self) -> bool:
        """Tell whether the body is a gzip file, or was one: many servers do not say so."""
        return self.content_type.startswith(GZIP_FILES) or self.body.startswith(GZIP)

    def _decompressed(self, what: str) -> bytes:
        """Return the body, decompressed where it is a gzip file: a sitemap, mostly."""
        if not self.body.startswith(GZIP):
            return self.body
        with body_faults(what):
            return decompress([self.body], MOST_BYTES)

    def _is_challenge(self, text: str) -> bool:
        if self.headers.get("cf-mitigated", "").lower() == "challenge":
            return True
        beginning = text[:SHORT_PAGE].lower()
        signs = CHALLENGE + (CHALLENGE_IF_SHORT if len(text) < SHORT_PAGE else ())
        return any(sign in beginning for sign in signs)
