"""Phone numbers where they have no business: in what steers a count, and in what is kept with it.

A start address that searches a portal for one number, a place that is spelled as one, or a mark
that fits it would make of a count of the market a watch over one person. None of them is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from scrapers.numbers import read_text
from scrapers.numbers.phone_links import unquoted

OURSELVES = re.compile(r"\b127\.0\.0\.1\b(?::[0-9]+)?")
PARTS = re.compile(r"[/?&=;#@]")
UUID = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    r"(?![0-9a-f])",
    re.IGNORECASE,
)
HEX = re.compile(
    r"(?<![0-9a-z])(?=(?:[0-9]*[a-f]+){3})(?=(?:[a-f]*[0-9]+){3})[0-9a-f]{16,}(?![0-9a-z])",
    re.IGNORECASE,
)
"""A session or a hash."""

DAY = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}([-.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
)
"""A day in ISO 8601; no number of Norway begins with 19 or 20."""

NAMED = re.compile(
    r"(?<=[?&;/])(?:(?:[a-z]*(?:dat[eo]|dag|day|time|from|fra|til|to|since|until|stamp|ts))="
    r"(?:[0-9]{2}[-.]?[0-9]{2}[-.]?(?:19|20)[0-9]{2}|1[5-9][0-9]{8}(?:[0-9]{3})?)"
    r"|[a-z_]*(?:lat|lon|lng|latitude|longitude|coords?)="
    r"-?[0-9]{1,3}(?:\.[0-9]+)?(?:,-?[0-9]{1,3}(?:\.[0-9]+)?)?)(?=[&;#]|$)",
    re.IGNORECASE,
)
"""Parameters that say themselves that they are a day, a time or a place on the map."""

_SUM = r"(?:[1-9][0-9]{0,4}0|(?:19|20)[0-9]{2}|[0-9])?"
RANGE = re.compile(
    r"(?<=[?&;_\[])[a-z_]*(?:pris|price|preis|prix|prezzo|precio|cena|hinta|sum|budget|year|aar|år)"
    rf"[a-z_\]]*=({_SUM})(?:-|\.\.|,|_|:)({_SUM})(?=[&;#]|$)",
    re.IGNORECASE,
)
"""From one round sum or year to a higher one, as the name of the parameter says."""

RUN = re.compile(r"\+?[0-9][0-9 .()_-]{5,}[0-9]")
"""Digits as they stand in "search-42345678.html", with what people write between them."""


def holds_number(text: str, region: str = "NO", fallbacks: Sequence[str] = ()) -> bool:
    """Tell whether a text or an address has a phone number in it, or digits that could be one."""
    plain = OURSELVES.sub("", unquoted(text))
    for harmless in (UUID, HEX, NAMED, DAY):
        plain = harmless.sub("/", plain)
    plain = RANGE.sub(lambda match: "/" if _rises(match) else match[0], plain)
    pieces = [*PARTS.split(plain), *RUN.findall(plain)]
    return any(read_text(piece, region, fallbacks, contact=True).numbers for piece in pieces)


def _rises(span: re.Match[str]) -> bool:
    """Tell whether it goes up; nothing on one side is no bound there."""
    least, most = span.groups()
    return not least or not most or int(least) < int(most)


def texts_in(part: object) -> Iterator[str]:
    """Yield every text in a part of a config, the names in its tables too."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        yield from (text for pair in part.items() for side in pair for text in texts_in(side))
    elif isinstance(part, list | tuple):
        yield from (text for item in part for text in texts_in(item))
