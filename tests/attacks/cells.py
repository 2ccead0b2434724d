"""What is published, in the attacker's words: cells, their weeks, and all releases of two years."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from scrapers.model import Sighting
from tests.attacks.market import Market

ALL = "all"
INDIVIDUAL, MORE, NO_NUMBER, NUMBERS = "individual_2", "more_2", "no_number", "numbers"
ONLY, SHARED, SEVERAL, EXACT = "only", "shared", "several", "exact"
GROUPS = (INDIVIDUAL, MORE, NO_NUMBER)


class Cell(NamedTuple):
    """A row that is counted: `portals` is "all", one name, or "a+b"; `place` "all" or a name."""

    portals: str
    place: str
    measure: str


Weekly = Mapping[Cell, int]
Year = Sequence[Weekly]
Sightings = Mapping[str, Sequence[Sequence[Sighting]]]


@dataclass(frozen=True)
class Published:
    """All that an attacker holds: every protected cell of every week, as often as published.

    Every printed figure (all portals, thresholds, panels, means) is a sum of these cells, so
    whoever holds them all holds more than any reader. `revised` are a year's later revisions, in
    turn; `removed` is the year once the market's removed place has left config.toml.
    """

    years: tuple[Year, ...]
    revised: tuple[tuple[Year, ...], ...]
    removed: tuple[Year, ...]


class Publisher(Hashable, Protocol):
    """A design of protection under attack: the product's, the reference, or a wrong one."""

    @property
    def name(self) -> str:
        """What the tables of the bench call it."""

    def count(self, sightings: Sightings, secret: bytes, year: int, number: int) -> Weekly:
        """Return the protected cells of week `number` of `year`, under that year's `secret`."""

    def publish(self, market: Market, secret: bytes) -> Published:
        """Return all releases of both years of the market."""
