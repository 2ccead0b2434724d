"""The things that the scrapers hand to each other, as small frozen dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, NamedTuple, NoReturn, TypeVar

T = TypeVar("T")

UNKNOWN_PLACE = "unknown"
"""The place of an ad that states none, or none of those in config.toml."""


class Hidden(Generic[T]):
    """Carries a raw value (a phone number, an ad id, a key) and never shows it.

    It hides in repr, str, format and logging, and refuses to be pickled, so that a raw value
    cannot slip into a log line, an error message or a file by accident. `reveal` is the only way
    to the value, which makes every use easy to find.
    """

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """Return the raw value, for hashing or for the request that needs it."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hidden) and bool(self._value == other._value)

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "<hidden>"

    def __format__(self, spec: str) -> str:
        return "<hidden>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a hidden value is never pickled")


class Outcome(StrEnum):
    """What became of one sweep, and of the ledger's run for one portal in one week."""

    COMPLETE = "complete"
    SUSPECT = "suspect"
    PARTIAL = "partial"
    REFUSED = "refused"
    LAYOUT_CHANGED = "layout_changed"
    FAILED = "failed"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched page; its address and text may hold raw values and are never printed.

    `address` is where it was found in the end, after redirects. `notes` are remarks in our own
    words about how it came ("the portal asks robots not to index its pages"); `headers` are the
    answer's, by name in lower case; `encoding` is what it was read in.
    """

    address: str = field(repr=False)
    text: str = field(repr=False)
    notes: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    encoding: str = field(default="utf-8", repr=False)


Get = Callable[[str, str], Page]
"""Fetch an address; the second argument names it in messages."""


class Ad(NamedTuple):  # tens of thousands in a sweep: a frozen dataclass takes three times as long
    """One advertisement as the portal identifies it, raw, on its way to `identify`."""

    key: Hidden[str]
    numbers: tuple[Hidden[str], ...]
    places: tuple[str, ...]


class Sighting(NamedTuple):
    """An identifier was up in this sweep, at these places, with these numbers.

    `ad` and `numbers` are keyed identifiers of 16 bytes; `places` are names from config.toml or
    `UNKNOWN_PLACE`, never what the ad itself wrote.
    """

    ad: bytes
    numbers: frozenset[bytes]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sweep:
    """One walk through all of a portal's list pages, with nothing raw left in it.

    `cards` are all that were met: the `excluded`, the `duplicates` of an ad already met, and the
    ads. `hidden` are the ads whose number the portal keeps back until a click or a login;
    `labels` counts the ads by the label that they carry. `own_pages_away` counts the ads that could
    not be read: their own pages stayed away, or were faulty. `inner_pages` are the list pages that
    another one follows, `inner_cards` the cards on them, and `fewest_cards` those on the emptiest.
    """

    portal: str
    sightings: tuple[Sighting, ...]
    pages: int
    cards: int
    stated_total: int | None
    excluded: int = 0
    duplicates: int = 0
    hidden: int = 0
    labels: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    own_pages_away: int = 0
    inner_pages: int = 0
    inner_cards: int = 0
    fewest_cards: int = 0

    @property
    def ads(self) -> int:
        """How many distinct ads were up."""
        return len(self.sightings)

    @property
    def with_number(self) -> int:
        """How many of the ads had at least one readable number."""
        return sum(1 for sighting in self.sightings if sighting.numbers)


PlaceNames = Mapping[str, tuple[str, ...]]
"""The place list: name in the tables -> the spellings that ads use for it."""
