"""Packed bodies (gzip, zlib), unpacked within a bound, and to their end."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

GZIP = b"\x1f\x8b"
EITHER_HEADER = 32 + zlib.MAX_WBITS
"""Lets zlib tell gzip from its own format by the first bytes."""


class TooMuch(Exception):
    """A body is larger than it may be."""


class Damaged(Exception):
    """A body is not packed as it says, or ends too early."""


def joined(chunks: Iterable[bytes], most: int) -> bytes:
    """Join the pieces of a body; raises TooMuch when they are more than `most` bytes."""
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise TooMuch
    return bytes(body)


def unpack(chunks: Iterable[bytes], most: int) -> bytes:
    """Unpack the pieces of a body; raises TooMuch before more than `most` bytes are in memory.

    A body that ends before its packing does is Damaged: half a page is not a smaller market.
    """
    body, unpacker, begun = bytearray(), zlib.decompressobj(EITHER_HEADER), False
    for chunk in chunks:
        data = chunk
        while data:
            begun = True
            try:
                body += unpacker.decompress(data, most + 1 - len(body))
            except zlib.error:
                raise Damaged from None
            if len(body) > most:
                raise TooMuch
            data = unpacker.unused_data
            if unpacker.eof and data.startswith(GZIP):
                unpacker = zlib.decompressobj(EITHER_HEADER)
            elif unpacker.eof:
                break  # what follows the end is padding
    if begun and not unpacker.eof:
        raise Damaged
    return bytes(body)
