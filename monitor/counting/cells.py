"""The cells of a week: disjoint counts, of which every published figure is a sum.

The definitions are those of docs/method.md. A stock is counted, so the value of a cell is what one
sweep drawn from each portal would be expected to give: more sweeps do not mean more ads. Portals
are taken one after the other; of those gone by only sums are kept, and where each number was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain, combinations
from math import fsum, prod
from typing import NamedTuple

from monitor.protection import Unit
from scrapers.model import Sighting
from storage.records import ALL_PLACES, ALL_PORTALS

MOST_EXACT = 3
"""Up to so many portals the exact sets of portals that numbers are on are the cells, and what is
shared is a sum of them; beyond, these sets would be too many for what they add to each error."""

NEGLIGIBLE = 1e-9


class Measure(StrEnum):
    """What a cell or a count is of; `individual` and `more` name those of a threshold."""

    NO_NUMBER = "no_number"
    """Ads without a readable number."""
    ADS_ON_2 = "ads_on_2"
    """Ads whose busiest number is on exactly 2 ads of the portal at once, over all portals."""
    ADS_ON_3 = "ads_on_3"
    ADS_ON_4_5 = "ads_on_4_5"
    ONLY = "only"
    """Numbers on this portal and on no other."""
    SHARED = "shared"
    """Numbers on this portal and on others."""
    SEVERAL = "several"
    """Numbers on two or more portals."""
    EXACT = "exact"
    """Numbers on just these portals."""
    NUMBERS = "numbers"
    """Distinct numbers of a place (protected only), or (true counts) of a portal."""
    ADS = "ads"
    """All ads (true counts only: the published figure is a sum)."""
    ADS_OF_ONE = "ads_of_one"
    """A flag: a single number is on over half of the ads there. It is no count and only hides."""
    MORE_OF_ONE = "more_of_one"
    """A flag: a single number is on over half of the ads on numbers with several ads."""


CLASSES = {2: Measure.ADS_ON_2, 3: Measure.ADS_ON_3, 4: Measure.ADS_ON_4_5, 5: Measure.ADS_ON_4_5}
"""On how many ads the busiest number of an ad is, and its cell of the country."""


def individual(threshold: int) -> str:
    """Name the ads whose numbers are on at most this many ads of the portal at once."""
    return f"individual_{threshold}"


def more(threshold: int) -> str:
    """Name the ads of which a number is on more ads of the portal at once than this."""
    return f"more_{threshold}"


def threshold_in(measure: str) -> int | None:
    """Return the threshold that a measure was counted with; None for one that has none."""
    name, _, number = measure.partition("_")
    return int(number) if name == "individual" else None


class CellId(NamedTuple):
    """Names a cell; `portals` is one portal, `ALL_PORTALS`, or an exact set ("fjord+nordlys")."""

    portals: str
    place: str
    measure: str


@dataclass(slots=True)
class Content:
    """What is in a cell: its expected count, and the sum of the record keys of its units."""

    value: float = 0.0
    key: int = 0


Cells = dict[CellId, Content]

RecordKey = Callable[[bytes], int]
"""The record key of an identifier, as `Protection.record_key` gives it."""

Alike = Mapping[tuple[frozenset[str], int], Mapping[bytes, Unit]]
"""The units of a sweep's ads, by the ads' places and on how many ads their busiest number is."""

Shares = tuple[tuple[str, float], ...]
"""In which share of which portals' sweeps a number was seen, in order of portals."""


def without_keys(_identifier: bytes) -> int:
    """Give no record key: for true counts only."""
    return 0


class _Keys(dict[bytes, int]):
    """Record keys that were asked for; `functools.cache` takes three times the time and memory."""

    def __init__(self, record_key: RecordKey) -> None:
        super().__init__()
        self._record_key = record_key

    def __missing__(self, identifier: bytes) -> int:
        key = self[identifier] = self._record_key(identifier)
        return key


class CellTally:
    """Adds up the cells of a week, portal by portal, in order of their names."""

    def __init__(self, threshold: int, record_key: RecordKey = without_keys) -> None:
        self._threshold = threshold
        self._record_key = _Keys(record_key).__getitem__  # the same number is in several cells
        self._cells: defaultdict[CellId, Content] = defaultdict(Content)
        self._shares: defaultdict[str, dict[bytes, Shares]] = defaultdict(dict)
        self._portals: list[str] = []

    def add(self, portal: str, sweeps: Sequence[Alike]) -> None:
        """Add what the sweeps of a portal saw."""
        self._portals.append(portal)
        self._add_ads(portal, sweeps)
        self._add_shares(portal, sweeps)

    def cells(self) -> Cells:
        """Return every cell that is not empty, with the numbers of all portals added."""
        for place, shares_of in self._shares.items():
            alike: defaultdict[Shares, list[bytes]] = defaultdict(list)
            for number, shares in shares_of.items():
                alike[shares].append(number)
            for shares, numbers in sorted(alike.items()):
                self._add_numbers(place, shares, numbers)
        return {cell: held for cell, held in self._cells.items() if held.value > NEGLIGIBLE}

    def _add_ads(self, portal: str, sweeps: Sequence[Alike]) -> None:
        """Count ads; one that is seen in several sweeps is known by all of its numbers."""
        before: defaultdict[CellId, dict[bytes, Unit]] = defaultdict(dict)
        for sweep in sweeps:
            for (places, busiest), units in sweep.items():
                key = self._keys_of(units.values())
                for cell in _cells_of_ad(portal, self._threshold, places, busiest):
                    self._cells[cell].value += len(units) / len(sweeps)
                    self._cells[cell].key += key
                    if len(sweeps) > 1:
                        self._cells[cell].key -= self._joined(before[cell], units)

    def _joined(self, before: dict[bytes, Unit], units: Mapping[bytes, Unit]) -> int:
        """Join units to those of earlier sweeps; return what was in the keys of both."""
        twice = {ad: before[ad] & units[ad] for ad in before.keys() & units.keys()}
        joined = {ad: before[ad] | units[ad] for ad in twice}
        before.update(units)
        before.update(joined)
        return self._keys_of(twice.values())

    def _keys_of(self, units: Iterable[Unit]) -> int:
        return sum(map(self._record_key, chain.from_iterable(units)))

    def _add_shares(self, portal: str, sweeps: Sequence[Alike]) -> None:
        times: defaultdict[str, Counter[bytes]] = defaultdict(Counter)
        for sweep in sweeps:
            for place, numbers in _numbers_by_place(sweep).items():
                times[place].update(numbers)
        # Most numbers are on the same few portals as others: these share one value.
        joined = cache(lambda before, seen: (*before, (portal, seen / len(sweeps))))
        for place, seen_in in times.items():
            shares = self._shares[place]
            for number, seen in seen_in.items():
                shares[number] = joined(shares.get(number, ()), seen)

    def _add_numbers(self, place: str, shares: Shares, numbers: Sequence[bytes]) -> None:
        """Add numbers that were seen alike to all cells that they may be in."""
        key = sum(map(self._record_key, numbers))
        for cell, chance in _chances(place, self._portals, dict(shares)):
            if chance > NEGLIGIBLE:
                self._cells[cell].value += chance * len(numbers)
                self._cells[cell].key += key


def with_busiest(sweep: Sequence[Sighting]) -> Iterator[tuple[Sighting, int]]:
    """Yield each ad of a sweep and on how many ads its busiest number is; 0 without a number.

    An ad with several numbers is tied to an individual only if all of them are.
    """
    ads_on = Counter(chain.from_iterable(sighting.numbers for sighting in sweep))
    for sighting in sweep:
        yield sighting, max(map(ads_on.__getitem__, sighting.numbers), default=0)


def alike_in(sweep: Sequence[Sighting]) -> Alike:
    """Return the units of a sweep's ads, those together that are in the same cells."""
    alike: defaultdict[tuple[frozenset[str], int], dict[bytes, Unit]] = defaultdict(dict)
    for sighting, busiest in with_busiest(sweep):
        unit = sighting.numbers or frozenset((sighting.ad,))
        alike[sighting.places, busiest][sighting.ad] = unit
    return alike


def _cells_of_ad(
    portal: str, threshold: int, places: frozenset[str], busiest: int
) -> Sequence[CellId]:
    group = _group(busiest, threshold)
    cells = [CellId(portal, ALL_PLACES, group)]
    cells += [CellId(ALL_PORTALS, place, group) for place in places]
    if busiest in CLASSES:
        cells.append(CellId(ALL_PORTALS, ALL_PLACES, CLASSES[busiest]))
    return cells


def _group(busiest: int, threshold: int) -> str:
    if not busiest:
        return Measure.NO_NUMBER
    return individual(threshold) if busiest <= threshold else more(threshold)


def _numbers_by_place(sweep: Alike) -> Mapping[str, set[bytes]]:
    numbers: defaultdict[str, set[bytes]] = defaultdict(set)
    for (places, busiest), units in sweep.items():
        for place in (ALL_PLACES, *places) if busiest else ():
            numbers[place].update(*units.values())
    return numbers


def _chances(
    place: str, portals: Sequence[str], shares: Mapping[str, float]
) -> Iterator[tuple[CellId, float]]:
    """Yield with which chance a number is in which cell, from its share of each one's sweeps."""
    if place != ALL_PLACES:
        yield CellId(ALL_PORTALS, place, Measure.NUMBERS), 1 - _none_of(shares)
        return
    only = {portal: share * _none_but(portal, shares) for portal, share in shares.items()}
    for portal, share in shares.items():
        yield CellId(portal, ALL_PLACES, Measure.ONLY), only[portal]
        yield CellId(portal, ALL_PLACES, Measure.SHARED), share - only[portal]
    several = 1 - _none_of(shares) - fsum(only.values())
    yield CellId(ALL_PORTALS, ALL_PLACES, Measure.SEVERAL), several
    for size in range(2, len(portals) + 1 if len(portals) <= MOST_EXACT else 0):
        for chosen in combinations(portals, size):
            yield (
                CellId("+".join(chosen), ALL_PLACES, Measure.EXACT),
                prod(
                    shares.get(portal, 0.0) if portal in chosen else 1 - shares.get(portal, 0.0)
                    for portal in portals
                ),
            )


def _none_of(shares: Mapping[str, float]) -> float:
    return prod(1 - share for share in shares.values())


def _none_but(portal: str, shares: Mapping[str, float]) -> float:
    return prod(1 - share for name, share in shares.items() if name != portal)
