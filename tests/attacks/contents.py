"""The true cells of a week, counted naively: each with its value and the units that make it up.

A value is an expectation over one sweep drawn from each portal. Units are identifiers, an ad being
all of its numbers (or, in a wrong design, itself).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from math import prod

from scrapers.model import Sighting
from tests.attacks.cells import (
    ALL,
    EXACT,
    INDIVIDUAL,
    MORE,
    NO_NUMBER,
    NUMBERS,
    ONLY,
    SEVERAL,
    SHARED,
    Cell,
    Sightings,
)
from tests.attacks.market import Market

Shares = Mapping[bytes, Mapping[str, float]]


@dataclass(slots=True)
class Content:
    """What is in a cell: its expected count, and its units, numbered or by their ads' ids."""

    value: float = 0.0
    units: list[bytes] = field(default_factory=list)
    ads: list[bytes] = field(default_factory=list)

    def __add__(self, other: Content) -> Content:
        return Content(self.value + other.value, self.units + other.units, self.ads + other.ads)


Contents = Mapping[Cell, Content]


@cache
def contents_of(market: Market, year: int) -> tuple[Contents, ...]:
    """Return the true cells of every week of a year, as first swept."""
    return tuple(contents(week) for week in market.years[year])


@cache
def late_contents_of(market: Market, year: int) -> Mapping[int, Contents]:
    """Return the true cells of the weeks of a year that a late sweep changed."""
    return {number: contents(week) for number, week in market.late[year].items()}


def contents(sightings: Sightings) -> Contents:
    """Return the cells of one week that have anything in them."""
    cells: defaultdict[Cell, Content] = defaultdict(Content)
    on_portals: defaultdict[bytes, dict[str, float]] = defaultdict(dict)
    at_places: defaultdict[tuple[str, bytes], dict[str, float]] = defaultdict(dict)
    for portal, sweeps in sightings.items():
        ads: Counter[tuple[Cell, Sighting]] = Counter()
        for sweep in sweeps:
            ads.update(_ads(portal, sweep))
            for number in {number for ad in sweep for number in ad.numbers}:
                _see(on_portals[number], portal, len(sweeps))
            for at in {(place, n) for ad in sweep for n in ad.numbers for place in ad.places}:
                _see(at_places[at], portal, len(sweeps))
        _put_ads(cells, ads, len(sweeps))
    for number, shares in on_portals.items():
        for cell, share in _overlaps(tuple(sightings), shares):
            _put(cells[cell], share, number)
    for (place, number), shares in at_places.items():
        chance = 1 - prod(1 - share for share in shares.values())
        _put(cells[Cell(ALL, place, NUMBERS)], chance, number)
    return cells


def _see(shares: dict[str, float], portal: str, sweeps: int) -> None:
    shares[portal] = shares.get(portal, 0.0) + 1 / sweeps


def _put(content: Content, share: float, unit: bytes) -> None:
    if share > 1e-9:
        content.value += share
        content.units.append(unit)
        content.ads.append(unit)


def _put_ads(
    cells: defaultdict[Cell, Content], ads: Counter[tuple[Cell, Sighting]], sweeps: int
) -> None:
    for (cell, ad), times in ads.items():
        cells[cell].value += times / sweeps
        cells[cell].units.extend(ad.numbers or (ad.ad,))
        cells[cell].ads.append(ad.ad)


def _ads(portal: str, sweep: Sequence[Sighting]) -> Iterator[tuple[Cell, Sighting]]:
    """Each ad in the cells that it counts in: its portal's, its places', its number's ads."""
    carried = Counter(number for ad in sweep for number in ad.numbers)
    for ad in sweep:
        most = max((carried[number] for number in ad.numbers), default=0)
        group = NO_NUMBER if not most else INDIVIDUAL if most <= 2 else MORE
        yield Cell(portal, ALL, group), ad
        for place in ad.places:
            yield Cell(ALL, place, group), ad
        if measure := _BY_ADS.get(most):
            yield Cell(ALL, ALL, measure), ad


_BY_ADS = {2: "ads_on_2", 3: "ads_on_3", 4: "ads_on_4_5", 5: "ads_on_4_5"}


def _overlaps(
    portals: tuple[str, ...], shares: Mapping[str, float]
) -> Iterator[tuple[Cell, float]]:
    """The chances that a number is on one portal only, on it and others, on several, on a set."""

    def exactly(together: tuple[str, ...]) -> float:
        return prod(
            shares.get(p, 0.0) if p in together else 1 - shares.get(p, 0.0) for p in portals
        )

    nowhere = exactly(())
    for portal in shares:
        only = exactly((portal,))
        yield Cell(portal, ALL, ONLY), only
        yield Cell(portal, ALL, SHARED), shares[portal] - only
    yield Cell(ALL, ALL, SEVERAL), 1 - nowhere - sum(exactly((portal,)) for portal in shares)
    if len(portals) <= 3:
        for many in (2, 3):
            for together in combinations(sorted(shares), many):
                yield Cell("+".join(together), ALL, EXACT), exactly(together)
