"""Where a single number is on over half of the ads: such a row tells of one advertiser."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache

from monitor.counting.cells import NEGLIGIBLE, CellId, Measure, with_busiest
from scrapers.model import Sighting
from storage.records import ALL_PLACES, ALL_PORTALS, WeekSightings


def dominated_cells(sightings: WeekSightings, threshold: int) -> list[CellId]:
    """Return where a single number is on over half of the ads, or of those on busy numbers."""
    dominance = Dominance(threshold)
    for portal in sorted(sightings):
        dominance.add(portal, sightings[portal])
    return dominance.cells()


class Dominance:
    """Adds up, portal by portal, how many ads there are in a cell and on each number in it."""

    def __init__(self, threshold: int) -> None:
        self._threshold = threshold
        self._ads: defaultdict[CellId, float] = defaultdict(float)
        self._numbers: defaultdict[CellId, dict[bytes, float]] = defaultdict(dict)
        self._dominated: list[CellId] = []

    def add(self, portal: str, sweeps: Sequence[Sequence[Sighting]]) -> None:
        """Add what the sweeps of a portal saw; its own cells are judged at once."""
        for sweep in sweeps:
            self._add_sweep(portal, sweep, 1 / len(sweeps))
        for measure in (Measure.ADS_OF_ONE, Measure.MORE_OF_ONE):
            self._judge(CellId(portal, ALL_PLACES, measure))

    def cells(self) -> list[CellId]:
        """Return the dominated cells of all portals added so far, sorted."""
        for cell in list(self._numbers):
            self._judge(cell)
        return sorted(self._dominated)

    def _judge(self, cell: CellId) -> None:
        numbers, ads = self._numbers.pop(cell, {}), self._ads.pop(cell, 0.0)
        # Sums of thirds are not quite whole, and just half is not more than half.
        if max(numbers.values(), default=0.0) > ads / 2 + NEGLIGIBLE:
            self._dominated.append(cell)

    def _add_sweep(self, portal: str, sweep: Sequence[Sighting], weight: float) -> None:
        ads: Counter[tuple[str, str]] = Counter()
        numbers: defaultdict[tuple[str, str], list[bytes]] = defaultdict(list)
        where = cache(_where)
        for sighting, busiest in with_busiest(sweep):
            for at in where(sighting.places, busiest > self._threshold):
                ads[at] += 1
                numbers[at] += sighting.numbers
        for (place, measure), count in ads.items():
            on_each = Counter(numbers[place, measure])
            for portals in (ALL_PORTALS, *((portal,) if place == ALL_PLACES else ())):
                self._add_cell(CellId(portals, place, measure), count, on_each, weight)

    def _add_cell(self, cell: CellId, ads: int, on_each: Counter[bytes], weight: float) -> None:
        self._ads[cell] += ads * weight
        before = self._numbers[cell]
        for number, count in on_each.items():
            before[number] = before.get(number, 0.0) + count * weight


def _where(places: frozenset[str], is_more: bool) -> list[tuple[str, str]]:
    """Return at which places, and as one of which ads, a number may have most of them."""
    measures = (Measure.ADS_OF_ONE, *((Measure.MORE_OF_ONE,) if is_more else ()))
    return [(place, measure) for place in (ALL_PLACES, *places) for measure in measures]
