"""A year's sightings, read in parts: no more of them than a part are ever in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from functools import cache, cached_property, partial

from sqlalchemy import ColumnElement, Integer, Row, Select, bindparam, exists, func, null, select

from scrapers.model import Sighting
from storage.connections import Connections
from storage.sightings import SweptWeek, counting_sweeps
from storage.tables import AD_SIGHTING, NUMBER_SIGHTING, SWEEP, sweeps_between
from storage.weeks import Week, ends_of
from storage.year_records import YearNumbers, YearPart

SIGHTINGS_AT_ONCE = 500_000
"""A year is read in parts of about so many ads: that bounds what they take."""


SightingRows = Select[bytes, bytes | None, str]

# Made once: to build a query costs as much as a sweep of some hundred ads takes to read.
_THIS = bindparam("sweep", type_=Integer)
_OF_ADS, _OF_NUMBERS = AD_SIGHTING.c, NUMBER_SIGHTING.c
_IN_SWEEP = _OF_NUMBERS.sweep_id == _THIS

NUMBERED: SightingRows = (
    select(_OF_NUMBERS.ad, _OF_NUMBERS.number, _OF_ADS.place)
    .join(AD_SIGHTING, (_OF_ADS.sweep_id == _THIS) & (_OF_ADS.ad == _OF_NUMBERS.ad))
    .where(_IN_SWEEP)
    .order_by(_OF_NUMBERS.ad)
)
"""The ads of a sweep, in their order, with each number and place."""

WITHOUT: SightingRows = (
    select(_OF_ADS.ad, null(), _OF_ADS.place)
    .where(_OF_ADS.sweep_id == _THIS, ~exists().where(_IN_SWEEP, _OF_NUMBERS.ad == _OF_ADS.ad))
    .order_by(_OF_ADS.ad)
)
"""The ads of a sweep that have no number, with each place."""

NUMBERS = select(_OF_NUMBERS.number).where(
    _OF_NUMBERS.sweep_id.in_(bindparam("sweeps", expanding=True))
)
"""The numbers of sweeps."""

LINKED = select(_OF_NUMBERS.ad, _OF_NUMBERS.number).where(
    _IN_SWEEP,
    _OF_NUMBERS.ad.in_(
        select(_OF_NUMBERS.ad).where(_IN_SWEEP).group_by(_OF_NUMBERS.ad).having(func.count() > 1)
    ),
)
"""The ads of a sweep that have several numbers, with each."""


class SweptYear:
    """The sightings of a year's sweeps that count, each sweep (or part of it) a short read.

    So nobody who writes has to wait for it, and it does not matter how many there are.
    """

    def __init__(self, connections: Connections, year: int) -> None:
        self._connections = connections
        self._ends = ends_of(year)

    @cached_property
    def _sweeps(self) -> dict[Week, dict[str, list[int]]]:
        with self._connections.reading() as connection:
            return counting_sweeps(connection, *self._ends)

    @cached_property
    def _parts(self) -> list[tuple[bytes, bytes | None]]:
        """Return the ranges of identifiers in which the year is read: from one, before another."""
        total = select(func.sum(SWEEP.c.ads)).where(sweeps_between(*self._ends))
        with self._connections.reading() as connection:
            parts = 1 + (connection.scalar(total) or 0) // SIGHTINGS_AT_ONCE
        edges = [(2**16 * at // parts).to_bytes(2, "big") for at in range(parts)]
        return list(zip(edges, (*edges[1:], None), strict=True))

    def portals(self) -> Mapping[Week, Collection[str]]:
        """Return the portals that count in each week."""
        return self._sweeps

    def realms(self) -> set[tuple[str, str]]:
        """Return with what the numbers of each portal's sweeps that count can be compared."""
        of_year = select(SWEEP.c.id, SWEEP.c.portal, SWEEP.c.realm)
        counting = {id_ for week in self._sweeps.values() for ids in week.values() for id_ in ids}
        with self._connections.reading() as connection:
            rows = connection.execute(of_year.where(sweeps_between(*self._ends))).all()
        return {(portal, realm) for sweep_id, portal, realm in rows if sweep_id in counting}

    def numbers(self) -> YearNumbers:
        """Yield the distinct numbers of the weeks, so many at a time as fit."""
        for part in self._parts:
            yield self._numbers_of(NUMBERS.where(_within(_OF_NUMBERS.number, *part)))

    def parts(self) -> Iterator[YearPart]:
        """Yield the sightings of the weeks, so many at a time as fit."""
        for part in self._parts:
            numbered = NUMBERED.where(_within(_OF_NUMBERS.number, *part))
            without = WITHOUT.where(_within(_OF_ADS.ad, *part))
            yield self._weeks(partial(self._built, (numbered, without)))

    def links(self) -> Collection[Set[bytes]]:
        """Return the numbers of ads that have several, each such set once."""
        return self._links

    def linked(self) -> YearPart:
        """Yield of the weeks the sightings of ads with a number that `links` has, whole."""
        numbers = {number for linked in self.links() for number in linked}
        return self._weeks(partial(self._built, (NUMBERED,), numbers=numbers))

    def _weeks(self, read: Callable[[int], list[Sighting]]) -> YearPart:
        for week, sweeps in self._sweeps.items():
            yield week, SweptWeek(read, sweeps)

    @cached_property
    def _links(self) -> Collection[Set[bytes]]:
        sweeps = (id_ for week in self._sweeps.values() for ids in week.values() for id_ in ids)
        return dict.fromkeys(frozenset(of) for id_ in sweeps for of in self._links_in(id_))

    def _links_in(self, sweep_id: int) -> Iterable[Set[bytes]]:
        numbers: dict[bytes, set[bytes]] = {}
        with self._connections.reading() as connection:
            for ad, number in connection.execute(LINKED, {"sweep": sweep_id}):
                numbers.setdefault(ad, set()).add(number)
        return numbers.values()

    def _numbers_of(self, query: Select[bytes]) -> Iterator[tuple[Week, dict[str, Set[bytes]]]]:
        """Yield of the weeks the distinct numbers that a query finds in each portal's sweeps."""
        for week, of_week in self._sweeps.items():
            numbers: dict[str, Set[bytes]] = {}
            for portal, ids in of_week.items():
                with self._connections.reading() as connection:
                    numbers[portal] = set(connection.scalars(query, {"sweeps": ids}).all())
            yield week, numbers

    def _built(
        self, queries: Iterable[SightingRows], sweep_id: int, numbers: Set[bytes] | None = None
    ) -> list[Sighting]:
        """Return what queries find in a sweep; with `numbers`, of these numbers alone."""
        with self._connections.reading() as connection:
            rows = [
                row
                for query in queries
                for row in connection.execute(query, {"sweep": sweep_id}).all()
            ]
        return _built(row for row in rows if numbers is None or row.number in numbers)


def _within(column: ColumnElement[bytes], low: bytes, high: bytes | None) -> ColumnElement[bool]:
    return column >= low if high is None else (column >= low) & (column < high)


def _built(rows: Iterable[Row[bytes, bytes | None, str]]) -> list[Sighting]:
    """Return the sightings of ads from their rows, one for each number and place."""
    ads: dict[bytes, Sighting] = {}
    at = cache(lambda place: frozenset((place,)))  # most ads are at one of a few places
    none: frozenset[bytes] = frozenset()
    for ad, number, place in rows:
        numbers = none if number is None else frozenset((number,))
        before = ads.get(ad)
        ads[ad] = (
            Sighting(ad, numbers, at(place))
            if before is None
            else Sighting(ad, before.numbers | numbers, before.places | at(place))
        )
    return list(ads.values())
