"""The cells of a week in the plain way: all sightings at once, every unit kept, every set written.

The product counts portal by portal and keeps sums; this is what its figures must be to the digit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import fsum, prod

from monitor.counting.cells import (
    CLASSES,
    MOST_EXACT,
    NEGLIGIBLE,
    CellId,
    Measure,
    individual,
    more,
)
from monitor.protection import Unit
from scrapers.model import Sighting
from storage.records import ALL_PLACES, ALL_PORTALS, WeekSightings


@dataclass(slots=True)
class Content:
    """What is in a cell: its expected count, and the units that contribute to it."""

    value: float = 0.0
    units: dict[bytes, Unit] = field(default_factory=dict)

    def add(self, name: bytes, unit: Unit, weight: float) -> None:
        """Count a unit with a weight; one that is counted again has all its identifiers."""
        self.value += weight
        self.units[name] = self.units.get(name, frozenset()) | unit


Cells = dict[CellId, Content]


def cells_of(sightings: WeekSightings, threshold: int) -> Cells:
    """Return every cell of a week that is not empty."""
    cells: Cells = defaultdict(Content)
    for portal, sweeps in sorted(sightings.items()):
        for sweep in sweeps:
            _add_ads(cells, portal, sweep, threshold, 1 / len(sweeps))
    _add_numbers(cells, sightings)
    return {cell: content for cell, content in cells.items() if content.value > NEGLIGIBLE}


def _add_ads(
    cells: Cells, portal: str, sweep: Sequence[Sighting], threshold: int, weight: float
) -> None:
    ads_on = Counter(number for sighting in sweep for number in sighting.numbers)
    for sighting in sweep:
        unit = sighting.numbers or frozenset((sighting.ad,))
        # An ad with several numbers is tied to an individual only if all of them are.
        busiest = max((ads_on[number] for number in sighting.numbers), default=0)
        for cell in _cells_of_ad(portal, sighting, busiest, threshold):
            cells[cell].add(sighting.ad, unit, weight)


def _cells_of_ad(portal: str, sighting: Sighting, busiest: int, threshold: int) -> Iterator[CellId]:
    group = _group(busiest, threshold)
    yield CellId(portal, ALL_PLACES, group)
    for place in sighting.places:
        yield CellId(ALL_PORTALS, place, group)
    if busiest in CLASSES:
        yield CellId(ALL_PORTALS, ALL_PLACES, CLASSES[busiest])


def _group(busiest: int, threshold: int) -> str:
    if not busiest:
        return Measure.NO_NUMBER
    return individual(threshold) if busiest <= threshold else more(threshold)


def _add_numbers(cells: Cells, sightings: WeekSightings) -> None:
    portals = sorted(sightings)
    for (place, number), shares in _shares(sightings).items():
        unit = frozenset((number,))
        chances = (
            _chances_by_portal(portals, shares)
            if place == ALL_PLACES
            else {CellId(ALL_PORTALS, place, Measure.NUMBERS): 1 - _none_of(shares)}
        )
        for cell, chance in chances.items():
            if chance > NEGLIGIBLE:
                cells[cell].add(number, unit, chance)


def _chances_by_portal(portals: Sequence[str], shares: Mapping[str, float]) -> dict[CellId, float]:
    """Return with which chance a number is in which cell, from its share of each one's sweeps."""
    chances: dict[CellId, float] = {}
    for portal, share in shares.items():
        others = {name: value for name, value in shares.items() if name != portal}
        only = share * _none_of(others)
        chances[CellId(portal, ALL_PLACES, Measure.ONLY)] = only
        chances[CellId(portal, ALL_PLACES, Measure.SHARED)] = share - only
    only = fsum(chances[CellId(portal, ALL_PLACES, Measure.ONLY)] for portal in shares)
    chances[CellId(ALL_PORTALS, ALL_PLACES, Measure.SEVERAL)] = 1 - _none_of(shares) - only
    if len(portals) <= MOST_EXACT:
        for size in range(2, len(portals) + 1):
            for chosen in combinations(portals, size):
                chances[CellId("+".join(chosen), ALL_PLACES, Measure.EXACT)] = prod(
                    shares.get(portal, 0.0) if portal in chosen else 1 - shares.get(portal, 0.0)
                    for portal in portals
                )
    return chances


def _none_of(shares: Mapping[str, float]) -> float:
    return prod(1 - share for share in shares.values())


def _shares(sightings: WeekSightings) -> dict[tuple[str, bytes], dict[str, float]]:
    """Return for each place and number in which share of each portal's sweeps it was seen there."""
    shares: dict[tuple[str, bytes], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for portal, sweeps in sorted(sightings.items()):
        for sweep in sweeps:
            seen = {
                (place, number)
                for sighting in sweep
                for number in sighting.numbers
                for place in (ALL_PLACES, *sighting.places)
            }
            for key in sorted(seen):  # so that sums come out alike to the last binary digit
                shares[key][portal] += 1 / len(sweeps)
    return shares


def dominated_cells(sightings: WeekSightings, threshold: int) -> list[CellId]:
    """Return where a single number is on over half of the ads, or of those on busy numbers."""
    ads: dict[CellId, float] = defaultdict(float)
    of_number: dict[CellId, dict[bytes, float]] = defaultdict(lambda: defaultdict(float))
    for portal, sweeps in sorted(sightings.items()):
        for sweep in sweeps:
            for cell, sighting in _dominable(portal, sweep, threshold):
                ads[cell] += 1 / len(sweeps)
                for number in sighting.numbers:
                    of_number[cell][number] += 1 / len(sweeps)
    return sorted(
        cell
        for cell, numbers in of_number.items()
        if max(numbers.values()) > ads[cell] / 2 + NEGLIGIBLE
    )


def _dominable(
    portal: str, sweep: Sequence[Sighting], threshold: int
) -> Iterator[tuple[CellId, Sighting]]:
    ads_on = Counter(number for sighting in sweep for number in sighting.numbers)
    for sighting in sweep:
        is_more = any(ads_on[number] > threshold for number in sighting.numbers)
        where = [(portal, ALL_PLACES), (ALL_PORTALS, ALL_PLACES)]
        for portals, place in (*where, *((ALL_PORTALS, place) for place in sighting.places)):
            yield CellId(portals, place, Measure.ADS_OF_ONE), sighting
            if is_more:
                yield CellId(portals, place, Measure.MORE_OF_ONE), sighting
