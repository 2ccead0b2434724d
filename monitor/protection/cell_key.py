"""From the units of a cell to its protected count: the same units always draw the same.

Every identifier has a record key, 64 bits keyed with the year's secret; an ad's is the sum of its
numbers', so that an ad put up again under a new id, and the same people's ads and numbers in any
table, draw alike. A cell's key is the sum of its units' keys, hashed once more with the secret:
with the bare sum, a unit that moves from one cell to another could be recognised. None of these
keys is ever stored: that of a cell of one unit would be a pseudonym that outlives its year.
"""

from __future__ import annotations

import hmac
import math
import secrets
from functools import lru_cache
from statistics import NormalDist
from typing import Self

from monitor.protection.perturbation import printed_as
from scrapers.model import Hidden
from storage.records import Protected

Unit = frozenset[bytes]
"""The identifiers of what is counted once: an ad's numbers, or its own where it shows none."""

LASTING = 0.25
"""This share of the addition's variance stays with a cell for its year. Without it, means over many
weeks defeat the method: what is added to the places of a year would average out."""

WORDS = 1 << 64
NORMAL = NormalDist()


class Protection:
    """Protects the counts of one year under its secret, the year's key.

    Where identifiers do not outlive their week, or are gone, the same people cannot be known again:
    with `by_count` a cell's key is made of its name and its count instead, so that a count that
    stays keeps its addition, too.
    """

    def __init__(self, secret: Hidden[bytes], year: int, *, by_count: bool = False) -> None:
        # Identifiers are made of messages that begin with a version: none is one of these.
        self._begun = hmac.new(secret.reveal(), b"protect\0", "sha256")
        self._year = year
        self._by_count = by_count
        self._row = lru_cache(maxsize=None)(self._new_row)

    @classmethod
    def without_key(cls, year: int) -> Self:
        """Protect what is left of a year whose identifiers are gone, with a secret nobody keeps.

        All counts of the year have to be protected by one of these: with a new secret for each week
        the additions would average out.
        """
        return cls(Hidden(secrets.token_bytes(32)), year, by_count=True)

    def record_key(self, identifier: bytes) -> int:
        """Return the record key of an identifier; 0 where cells are keyed by their counts."""
        if self._by_count:
            return 0
        return int.from_bytes(self._hash(b"record", identifier)[:8], "big")

    def protect(self, name: str, count: float, record_keys: int) -> Protected:
        """Return the protected count of a cell.

        `name` is the same in all weeks of the year. `count` is the true count, or what is expected
        of it where a portal was swept several times; `record_keys` is the sum of the record keys of
        all identifiers of all units that contribute to it.
        """
        key = self._cell_key(name, count, record_keys)
        whole = math.floor(count)
        if _uniform(self._hash(b"round", key)) < count - whole:
            whole += 1
        mixed = math.sqrt(1 - LASTING) * _normal(self._hash(b"cell", key))
        mixed += math.sqrt(LASTING) * self._row(name)
        return Protected(printed_as(whole, NORMAL.cdf(mixed)))

    def _cell_key(self, name: str, count: float, record_keys: int) -> bytes:
        if self._by_count:
            return f"{self._year}\0{name}\0{count:.9g}".encode()
        return (record_keys % WORDS).to_bytes(8, "big")

    def _new_row(self, name: str) -> float:
        return _normal(self._hash(b"row", f"{self._year}\0{name}".encode()))

    def _hash(self, purpose: bytes, message: bytes) -> bytes:
        hashed = self._begun.copy()
        hashed.update(purpose + b"\0" + message)
        return hashed.digest()


def _uniform(digest: bytes) -> float:
    """Return a number between 0 and 1, never one of them, from the first 52 bits of a digest."""
    return ((int.from_bytes(digest[:8], "big") >> 12) + 0.5) / (1 << 52)


def _normal(digest: bytes) -> float:
    return NORMAL.inv_cdf(_uniform(digest))
