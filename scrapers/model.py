"""The things that the scrapers hand to each other, as small frozen dataclasses.

`Portal` and the classes it is made of are also the shape of a `[[portal]]` block in
config.toml: they are defined once, here, and validated by `monitor.config`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Generic, Literal, NoReturn, TypeVar

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


STRICT: dict[str, Any] = {"extra": "forbid"}
"""How pydantic reads these dataclasses from config.toml: an unknown key is an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where one value stands in a card, a page or a JSON object.

    `select` is a CSS selector, or in JSON the dotted path of a key; `attribute` names an HTML
    attribute to read instead of the text; `pattern` is a regular expression whose first group is
    the value.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    select: str
    attribute: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPage:
    """How the next list page is found: a link, or an address made from a page number.

    With `select`, the matched element's href (in JSON: the text at that path) is the next
    address, and no match is the end. With `template`, "{page}" is replaced by `first`,
    `first + step`, ... until a page holds nothing new.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    select: str = ""
    template: str = ""
    first: int = 1
    step: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """The ad's own page, fetched only where the number stands nowhere else."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    link: Field
    number: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who read the portal's terms of use and found that counting is allowed, and when."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    checked_by: str
    checked_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a believable week looks like; a sweep outside is held back as suspect.

    `least` and `most` are numbers of ads; `least_share_with_number` is between 0 and 1.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    least: int
    most: int
    least_share_with_number: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A site with ads, as config.toml describes it.

    `delay_seconds` lies between two requests; `page_cap` bounds the pages of one sweep;
    `total` is where the portal itself states how many ads it has, and `total_tolerance` the share
    of them that may be missed before a sweep is incomplete; `region` is the country (ISO
    3166) whose way of writing phone numbers is tried first, `fallbacks` those tried after it.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    name: str
    start: str
    terms: Terms
    bounds: Bounds
    cards: str
    ad: Field
    next: NextPage
    format: Literal["html", "json"] = "html"
    no_ads: str = ""
    total: Field | None = None
    place: Field | None = None
    number: Field | None = None
    detail: Detail | None = None
    region: str = "NO"
    fallbacks: tuple[str, ...] = ()
    delay_seconds: float = 5.0
    page_cap: int = 500
    total_tolerance: float = 0.02
    local: bool = False
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched page; its address and text may hold raw values and are never printed."""

    address: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ad:
    """One advertisement as the portal identifies it, raw, on its way to `identify`."""

    key: Hidden[str]
    numbers: tuple[Hidden[str], ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sighting:
    """An identifier was up in this sweep, at these places, with these numbers.

    `ad` and `numbers` are keyed identifiers of 16 bytes; `places` are names from config.toml or
    `UNKNOWN_PLACE`, never what the ad itself wrote.
    """

    ad: bytes
    numbers: frozenset[bytes]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sweep:
    """One walk through all of a portal's list pages, with nothing raw left in it."""

    portal: str
    sightings: tuple[Sighting, ...]
    pages: int
    cards: int
    stated_total: int | None

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
