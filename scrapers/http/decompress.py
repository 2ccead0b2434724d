"""Compressed bodies (gzip, zlib), decompressed within a bound, and to their end."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

GZIP = b"\x1f\x8b"
EITHER_HEADER = 32 + zlib.MAX_WBITS
"""Lets zlib tell gzip from its own format by the first bytes."""


class TooLarge(Exception):
    """A body is larger than it may be."""


class Damaged(Exception):
    """A body is not compressed as it says, or ends too early."""


def join(chunks: Iterable[bytes], most: int) -> bytes:
    """Join the pieces of a body; raises TooLarge when they are more than `most` bytes."""
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise TooLarge
    return bytes(body)


def decompress(chunks: Iterable[bytes], most: int) -> bytes:
    """Decompress the pieces of a body; raises TooLarge before more than `most` bytes are in memory.

    A body that ends before its compression does is Damaged: half a page is not a smaller market.
    """
    body, inflater, begun = bytearray(), zlib.decompressobj(EITHER_HEADER), False
    for chunk in chunks:
        data = chunk
        while data:
            begun = True
            try:
                body += inflater.decompress(data, most + 1 - len(body))
            except zlib.error:
                raise Damaged from None
            if len(body) > most:
                raise TooLarge
            data = inflater.unused_data
            if inflater.eof and data.startswith(GZIP):
                inflater = zlib.decompressobj(EITHER_HEADER)
            elif inflater.eof:
                break  # what follows the end is padding
    if begun and not inflater.eof:
        raise Damaged
    return bytes(body)
