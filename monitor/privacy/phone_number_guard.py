"""Phone numbers where they have no business: in what steers a count, and in what is kept with it.

A start address that searches a portal for one number, a place that is spelled as one, or a mark
that fits it would make of a count of the market a watch over one person. None of them is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from scrapers.numbers import read_text

OURSELVES = re.compile(r"\b127\.0\.0\.1\b(?::[0-9]+)?")
PARTS = re.compile(r"[/?&=;#@]")
RUN = re.compile(r"\+?[0-9][0-9 .()_-]{5,}[0-9]")
"""Digits as they stand in "search-42345678.html", with what people write between them."""


def holds_number(text: str, region: str = "NO", fallbacks: Sequence[str] = ()) -> bool:
    """Tell whether a text or an address has a phone number in it, or digits that could be one."""
    plain = OURSELVES.sub("", unquote(unquote(text)))
    pieces = [*PARTS.split(plain), *RUN.findall(plain)]
    return any(read_text(piece, region, fallbacks, contact=True).numbers for piece in pieces)


def texts_in(part: object) -> Iterator[str]:
    """Yield every text in a part of a config, the names in its tables too."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        yield from (text for pair in part.items() for side in pair for text in texts_in(side))
    elif isinstance(part, list | tuple):
        yield from (text for item in part for text in texts_in(item))
