"""A year's sightings, read in parts: no more of them than a part are ever in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from functools import cache, cached_property, partial

from sqlalchemy import ColumnElement, Row, Select, exists, func, null, select

from scrapers.model import Sighting
from storage.connections import Connections
from storage.ledger import sweeps_between
from storage.sightings import SweptWeek, counting_sweeps
from storage.tables import AD_SIGHTING, NUMBER_SIGHTING, SWEEP
from storage.weeks import Week, ends_of
from storage.year_records import YearNumbers, YearPart

SIGHTINGS_AT_ONCE = 500_000
"""A year is read in parts of about so many ads: that bounds what they take."""


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
            yield self._numbers_within(*part)

    def parts(self) -> Iterator[YearPart]:
        """Yield the sightings of the weeks, so many at a time as fit."""
        for part in self._parts:
            yield self._weeks(partial(self._part, part))

    def links(self) -> Iterator[Set[bytes]]:
        """Yield the numbers of each ad that has several, sweep by sweep."""
        for of_week in self._sweeps.values():
            for sweep_id in (sweep_id for ids in of_week.values() for sweep_id in ids):
                yield from self._links(sweep_id)

    def linked(self) -> YearPart:
        """Yield of the weeks the sightings of ads with a number that `links` has, whole."""
        numbers = {number for linked in self.links() for number in linked}
        return self._weeks(partial(self._with_numbers, numbers))

    def _weeks(self, read: Callable[[int], list[Sighting]]) -> YearPart:
        for week, sweeps in self._sweeps.items():
            yield week, SweptWeek(read, sweeps)

    def _links(self, sweep_id: int) -> list[set[bytes]]:
        table, in_sweep = NUMBER_SIGHTING, NUMBER_SIGHTING.c.sweep_id == sweep_id
        several = select(table.c.ad).where(in_sweep).group_by(table.c.ad).having(func.count() > 1)
        query = select(table.c.ad, table.c.number).where(in_sweep, table.c.ad.in_(several))
        numbers: dict[bytes, set[bytes]] = {}
        with self._connections.reading() as connection:
            for ad, number in connection.execute(query):
                numbers.setdefault(ad, set()).add(number)
        return list(numbers.values())

    def _numbers_within(
        self, low: bytes, high: bytes | None
    ) -> Iterator[tuple[Week, dict[str, Set[bytes]]]]:
        for week, of_week in self._sweeps.items():
            yield week, {name: self._numbers(ids, low, high) for name, ids in of_week.items()}

    def _numbers(self, ids: Sequence[int], low: bytes, high: bytes | None) -> Set[bytes]:
        """Return the distinct numbers of sweeps in a range."""
        number = NUMBER_SIGHTING.c.number
        query = select(number).where(
            NUMBER_SIGHTING.c.sweep_id.in_(ids), _within(number, low, high)
        )
        with self._connections.reading() as connection:
            return set(connection.scalars(query).all())

    def _part(self, part: tuple[bytes, bytes | None], sweep_id: int) -> list[Sighting]:
        """Return what a sweep saw of numbers in a range, and of ads in it that have no number."""
        has_number = exists().where(
            NUMBER_SIGHTING.c.sweep_id == sweep_id, NUMBER_SIGHTING.c.ad == AD_SIGHTING.c.ad
        )
        without = select(AD_SIGHTING.c.ad, null(), AD_SIGHTING.c.place).where(
            AD_SIGHTING.c.sweep_id == sweep_id, _within(AD_SIGHTING.c.ad, *part), ~has_number
        )
        numbered = _numbered(sweep_id).where(_within(NUMBER_SIGHTING.c.number, *part))
        with self._connections.reading() as connection:
            return _built(
                *connection.execute(numbered).all(),
                *connection.execute(without.order_by(AD_SIGHTING.c.ad)).all(),
            )

    def _with_numbers(self, numbers: Set[bytes], sweep_id: int) -> list[Sighting]:
        with self._connections.reading() as connection:
            rows = connection.execute(_numbered(sweep_id)).all()
        return _built(*(row for row in rows if row.number in numbers))


def _within(column: ColumnElement[bytes], low: bytes, high: bytes | None) -> ColumnElement[bool]:
    return column >= low if high is None else (column >= low) & (column < high)


def _numbered(sweep_id: int) -> Select[bytes, bytes | None, str]:
    """Return the query for the ads of a sweep, in their order, with each number and place."""
    same_ad = (AD_SIGHTING.c.sweep_id == sweep_id) & (AD_SIGHTING.c.ad == NUMBER_SIGHTING.c.ad)
    return (
        select(NUMBER_SIGHTING.c.ad, NUMBER_SIGHTING.c.number, AD_SIGHTING.c.place)
        .join(AD_SIGHTING, same_ad)
        .where(NUMBER_SIGHTING.c.sweep_id == sweep_id)
        .order_by(NUMBER_SIGHTING.c.ad)
    )


def _built(*rows: Row[bytes, bytes | None, str]) -> list[Sighting]:
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
