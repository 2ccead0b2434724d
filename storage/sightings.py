"""Sightings: keyed identifiers of sweeps, while they are kept, inside an open transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, islice

from sqlalchemy import Connection, Select, Table, and_, delete, exists, select, update

from scrapers.model import Outcome, Sighting
from storage.ledger import runs
from storage.records import WeekSightings
from storage.statements import made_once
from storage.tables import (
    AD_SIGHTING,
    KEPT,
    NUMBER_SIGHTING,
    SWEEP,
    AdSightingColumns,
    NumberSightingColumns,
    sweeps_between,
)
from storage.weeks import Week, ends_of
from storage.year_tables import YEAR_KEY

TABLES = (NUMBER_SIGHTING, AD_SIGHTING)

Row = tuple[int, bytes, str | bytes]

ROWS_AT_ONCE = 300
ROWS_READ_AT_ONCE = 1_000


def save(connection: Connection, sweep_id: int, sightings: Iterable[Sighting]) -> None:
    """Insert a sweep's sightings sorted by identifier: the order on the page is not kept."""
    ordered = sorted(sightings, key=lambda sighting: sighting.ad)
    places = ((sweep_id, at.ad, place) for at in ordered for place in sorted(at.places))
    numbers = ((sweep_id, at.ad, number) for at in ordered for number in sorted(at.numbers))
    _insert(connection, AD_SIGHTING, places)
    _insert(connection, NUMBER_SIGHTING, numbers)


def _insert(
    connection: Connection,
    table: Table[AdSightingColumns] | Table[NumberSightingColumns],
    rows: Iterator[Row],
) -> None:
    """Insert rows, many with each statement: one by one, they would cost half as much again."""
    names = ", ".join(column.name for column in table.columns)
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    row = f"({', '.join([mark] * len(table.columns))})"
    while some := list(islice(rows, ROWS_AT_ONCE)):
        values = ", ".join([row] * len(some))
        statement = f"INSERT INTO {table.name} ({names}) VALUES {values}"  # noqa: S608 - our own names
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(some)))


class SweptWeek(Mapping[str, Sequence[Sequence[Sighting]]]):
    """The sightings of a week by portal, read when they are asked for: one portal's fit in memory.

    `sweeps` are the ids of each portal's sweeps, `read` how one of them is read.
    """

    def __init__(
        self, read: Callable[[int], list[Sighting]], sweeps: Mapping[str, Sequence[int]]
    ) -> None:
        self._read = read
        self._sweeps = sweeps

    def __getitem__(self, portal: str) -> list[list[Sighting]]:
        return [self._read(sweep_id) for sweep_id in self._sweeps[portal]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sweeps)

    def __len__(self) -> int:
        return len(self._sweeps)


def week_sightings(connection: Connection, week: Week) -> WeekSightings:
    """Return the sightings of a week's sweeps that count and have them, while `connection` lives.

    They can be read as long as its transaction is open.
    """
    sweeps = counting_sweeps(connection, week, week).get(week, {})
    return SweptWeek(partial(sightings_of, connection), sweeps)


def counting_sweeps(
    connection: Connection, first: Week, last: Week
) -> dict[Week, dict[str, list[int]]]:
    """Return by week and portal the ids of the sweeps that count and have their identifiers."""
    counting = {(run.week, run.portal): run for run in runs(connection, first, last) if run.counts}
    sweeps: dict[Week, dict[str, list[int]]] = {}
    for sweep_id, week, portal, outcome in connection.execute(*_with_identifiers(first, last)):
        run = counting.get((week, portal))
        # A suspect sweep counts only where a person accepted the week.
        if run is not None and (outcome is Outcome.COMPLETE or run.review):
            sweeps.setdefault(week, {}).setdefault(portal, []).append(sweep_id)
    return sweeps


@made_once
def _with_identifiers(first: Week, last: Week) -> Select[int, Week, str, Outcome]:
    query = select(SWEEP.c.id, SWEEP.c.week, SWEEP.c.portal, SWEEP.c.outcome).where(
        sweeps_between(first, last), SWEEP.c.outcome.in_(KEPT), SWEEP.c.purged.is_(False)
    )
    return query.order_by(SWEEP.c.id)


def kept_sightings(connection: Connection, portal: str, week: Week) -> dict[bytes, Sighting]:
    """Return by identifier what complete sweeps of a portal's week knew, the latest one's word.

    A suspect sweep may have read the wrong thing, which the next one must not take over.
    """
    return {
        sighting.ad: sighting
        for sweep_id in connection.scalars(*_complete(portal, week))
        for sighting in sightings_of(connection, sweep_id)
    }


@made_once
def _complete(portal: str, week: Week) -> Select[int]:
    query = select(SWEEP.c.id).where(
        SWEEP.c.portal == portal,
        SWEEP.c.week == week,
        SWEEP.c.outcome == Outcome.COMPLETE,
        SWEEP.c.purged.is_(False),
    )
    return query.order_by(SWEEP.c.nr)


def sightings_of(connection: Connection, sweep_id: int) -> list[Sighting]:
    """Return the sightings of one sweep, in order of their ads."""
    return sightings_of_sweeps(connection, [sweep_id])[sweep_id]


def sightings_of_sweeps(
    connection: Connection, sweep_ids: Collection[int]
) -> dict[int, list[Sighting]]:
    """Return the sightings of sweeps by their ids, of each in order of its ads."""
    sightings: dict[int, list[Sighting]] = {sweep_id: [] for sweep_id in sweep_ids}
    query = _with_numbers(list(sightings))
    alone = cache(lambda place: frozenset((place,)))  # most ads are at one of a few places
    for rows in connection.execute(*query).partitions(ROWS_READ_AT_ONCE):
        for sweep_id, ad, place, number in rows:
            numbers = frozenset((number,) if number else ())
            sighting, seen = Sighting(ad, numbers, alone(place)), sightings[sweep_id]
            if seen and seen[-1].ad == ad:  # each of its places stands beside each of its numbers
                last = seen.pop()
                numbers, places = last.numbers | numbers, last.places | sighting.places
                sighting = Sighting(ad, numbers, places)
            seen.append(sighting)
    return sightings


@made_once
def _with_numbers(sweeps: list[int]) -> Select[int, bytes, str, bytes | None]:
    at, of = AD_SIGHTING.c, NUMBER_SIGHTING.c
    both = AD_SIGHTING.outerjoin(NUMBER_SIGHTING, and_(of.sweep_id == at.sweep_id, of.ad == at.ad))
    query = select(at.sweep_id, at.ad, at.place, of.number).select_from(both)
    return query.where(at.sweep_id.in_(sweeps)).order_by(at.sweep_id, at.ad)


def is_purged(connection: Connection, week: Week, portal: str | None = None) -> bool:
    """Return whether a week (of one portal, or of all) had identifiers and has none any more."""
    purged = _purged(connection, week, portal)
    return bool(purged) and all(purged)


def is_swept(connection: Connection, week: Week) -> bool:
    """Return whether any sweep of a week was kept."""
    return bool(_purged(connection, week))


def has_all(connection: Connection, week: Week) -> bool:
    """Return whether a week was swept and every sweep of it that was kept has its identifiers."""
    purged = _purged(connection, week)
    return bool(purged) and not any(purged)


def _purged(connection: Connection, week: Week, portal: str | None = None) -> Sequence[bool]:
    """Return of each sweep of a week that was kept whether its identifiers are deleted."""
    rows = connection.execute(*_purged_by_portal(week))
    return [purged for name, purged in rows if portal in {None, name}]


@made_once
def _purged_by_portal(week: Week) -> Select[str, bool]:
    kept = (sweeps_between(week, week), SWEEP.c.outcome.in_(KEPT))
    return select(SWEEP.c.portal, SWEEP.c.purged).where(*kept)


def years_with_identifiers(connection: Connection) -> set[int]:
    """Return the years of which identifiers are kept, or a key is known."""
    weeks = [
        week
        for table in TABLES
        for week in connection.scalars(
            select(SWEEP.c.week).where(exists().where(table.c.sweep_id == SWEEP.c.id)).distinct()
        )
    ]
    return {week.year for week in weeks} | set(connection.scalars(select(YEAR_KEY.c.year)))


def purge(connection: Connection, first: Week, last: Week) -> int:
    """Delete the identifiers of the weeks between two, both included; return how many rows."""
    sweeps = (sweeps_between(first, last), SWEEP.c.outcome.in_(KEPT))
    # One sweep after the other: for all of a year at once, SQLite would keep every key in memory.
    deleted = sum(
        connection.execute(delete(table).where(table.c.sweep_id == sweep_id)).rowcount
        for sweep_id in connection.scalars(select(SWEEP.c.id).where(*sweeps)).all()
        for table in TABLES
    )
    connection.execute(update(SWEEP).where(*sweeps).values(purged=True))
    return deleted


def purge_year(connection: Connection, year: int) -> int:
    """Delete a year's identifiers, and by which fingerprint its key was known."""
    connection.execute(delete(YEAR_KEY).where(YEAR_KEY.c.year == year))
    return purge(connection, *ends_of(year))


def purge_weeks_before(connection: Connection, week: Week) -> int:
    """Delete the identifiers of every week before this one; return how many rows."""
    return purge(connection, Week(1, 1), week.previous())
