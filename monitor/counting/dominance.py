"""Where a single number is on over half of the ads: such a row tells of one advertiser."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain

from monitor.counting.cells import NEGLIGIBLE, Alike, CellId, Measure
from storage.records import ALL_PLACES, ALL_PORTALS


class Dominance:
    """Finds where one number is on over half of the ads, or of those on busy numbers.

    Adds up, portal by portal, how many ads there are in a cell and on each number in it.
    """

    def __init__(self, threshold: int) -> None:
        self._threshold = threshold
        self._ads: defaultdict[CellId, float] = defaultdict(float)
        self._numbers: defaultdict[CellId, dict[bytes, float]] = defaultdict(dict)
        self._dominated: list[CellId] = []

    def add(self, portal: str, sweeps: Sequence[Alike]) -> None:
        """Add what the sweeps of a portal saw; its own cells are judged at once."""
        ads: Counter[tuple[str, str]] = Counter()
        on_each: defaultdict[tuple[str, str], Counter[bytes]] = defaultdict(Counter)
        for sweep in sweeps:
            for (places, busiest), units in sweep.items():
                for at in _where(places, busiest > self._threshold):
                    ads[at] += len(units)
                    if busiest:
                        on_each[at].update(chain.from_iterable(units.values()))
        for (place, measure), count in ads.items():
            numbers = on_each[place, measure]
            if place == ALL_PLACES:
                self._judge(CellId(portal, place, measure), numbers, count)
            cell = CellId(ALL_PORTALS, place, measure)
            before = self._numbers[cell]
            self._ads[cell] += count / len(sweeps)
            for number, times in numbers.items():
                before[number] = before.get(number, 0.0) + times / len(sweeps)

    def cells(self) -> list[CellId]:
        """Return the dominated cells of all portals added so far, sorted."""
        for cell, numbers in self._numbers.items():
            self._judge(cell, numbers, self._ads[cell])
        return sorted(self._dominated)

    def _judge(self, cell: CellId, numbers: Mapping[bytes, float], ads: float) -> None:
        # Sums of thirds are not quite whole, and just half is not more than half.
        if max(numbers.values(), default=0.0) > ads / 2 + NEGLIGIBLE:
            self._dominated.append(cell)


def _where(places: frozenset[str], is_more: bool) -> list[tuple[str, str]]:
    """Return at which places, and as one of which ads, a number may have most of them."""
    measures = (Measure.ADS_OF_ONE, *((Measure.MORE_OF_ONE,) if is_more else ()))
    return [(place, measure) for place in (ALL_PLACES, *places) for measure in measures]
