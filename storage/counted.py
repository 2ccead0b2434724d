"""Sightings and what they come to, inside a transaction that the store has opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from scrapers.model import Outcome, Sighting
from storage.ledger import KEPT, runs
from storage.records import (
    ALL_PLACES,
    Count,
    CountWeek,
    Flag,
    Protected,
    ProtectedCount,
    WeekCounts,
    WeekSightings,
)
from storage.tables import AdSighting, NumberSighting, SweepRow, WeeklyCell, WeeklyCount, WeeklyFlag
from storage.weeks import Week

UNPROTECTED = "unprotected"
"""Flags a week that has no cells until it is counted again with its year's key."""


def save_sightings(connection: Connection, sweep_id: int, sightings: Iterable[Sighting]) -> None:
    """Insert a sweep's sightings sorted by identifier: the order on the page is not kept."""
    ordered = sorted(sightings, key=lambda sighting: sighting.ad)
    ads = [
        {"sweep_id": sweep_id, "ad": sighting.ad, "place": place}
        for sighting in ordered
        for place in sorted(sighting.places)
    ]
    numbers = [
        {"sweep_id": sweep_id, "ad": sighting.ad, "number": number}
        for sighting in ordered
        for number in sorted(sighting.numbers)
    ]
    if ads:
        connection.execute(insert(AdSighting), ads)
    if numbers:
        connection.execute(insert(NumberSighting), numbers)


def recount(connection: Connection, week: Week, count: CountWeek) -> None:
    """Replace a week's counts by what its counting sweeps come to now.

    A week of which every identifier is deleted keeps its counts: they are all that is left of it.
    """
    if is_forgotten(connection, week):
        return
    counted = count(week, week_sightings(connection, week))
    clear(connection, week)
    counts = [asdict(each) | {"week": str(week)} for each in counted.counts]
    cells = [asdict(each) | {"week": str(week)} for each in counted.cells]
    if counts:
        connection.execute(insert(WeeklyCount), counts)
    if cells:
        connection.execute(insert(WeeklyCell), cells)
    flags = [asdict(each) | {"week": str(week)} for each in counted.flags]
    if flags:
        connection.execute(insert(WeeklyFlag), flags)


def clear(connection: Connection, week: Week) -> None:
    """Delete the counts of a week."""
    for table in (WeeklyCount, WeeklyCell, WeeklyFlag):
        connection.execute(delete(table).where(table.week == str(week)))


def is_forgotten(connection: Connection, week: Week, portal: str | None = None) -> bool:
    """Return whether a week (of one portal, or of all) had identifiers and has none any more."""
    forgotten = _forgotten(connection, week, portal)
    return bool(forgotten) and all(forgotten)


def has_all(connection: Connection, week: Week) -> bool:
    """Return whether a week was swept and every sweep of it that was kept has its identifiers."""
    forgotten = _forgotten(connection, week)
    return bool(forgotten) and not any(forgotten)


def _forgotten(connection: Connection, week: Week, portal: str | None = None) -> Sequence[bool]:
    """Return of each sweep of a week that was kept whether its identifiers are deleted."""
    query = select(SweepRow.forgotten).where(SweepRow.week == str(week), SweepRow.outcome.in_(KEPT))
    if portal is not None:
        query = query.where(SweepRow.portal == portal)
    return connection.scalars(query).all()


def counts_between(connection: Connection, first: Week, last: Week) -> tuple[Count, ...]:
    """Return the true counts between two weeks, both included, in a fixed order."""
    table = WeeklyCount
    rows = connection.execute(
        select(table.week, table.portal, table.place, table.measure, table.value).where(
            table.week.between(str(first), str(last))
        )
    )
    # Sorted here, because databases order text by rules of their own.
    return tuple(
        Count(Week.parse(week), portal, place, measure, value)
        for week, portal, place, measure, value in sorted(rows.all())
    )


def cells_between(connection: Connection, first: Week, last: Week) -> tuple[ProtectedCount, ...]:
    """Return the protected counts between two weeks, both included, in a fixed order."""
    table = WeeklyCell
    rows = connection.execute(
        select(table.week, table.portals, table.place, table.measure, table.value).where(
            table.week.between(str(first), str(last))
        )
    )
    return tuple(
        ProtectedCount(Week.parse(week), portals, place, measure, Protected(value))
        for week, portals, place, measure, value in sorted(rows.all())
    )


def flags_between(connection: Connection, first: Week, last: Week) -> tuple[Flag, ...]:
    """Return the flags of cells between two weeks, both included, in a fixed order."""
    table = WeeklyFlag
    rows = connection.execute(
        select(table.week, table.portals, table.place, table.measure).where(
            table.week.between(str(first), str(last))
        )
    )
    return tuple(
        Flag(Week.parse(week), portals, place, measure)
        for week, portals, place, measure in sorted(rows.all())
    )


def all_between(connection: Connection, first: Week, last: Week) -> WeekCounts:
    """Return all that the weeks between two, both included, came to."""
    return WeekCounts(
        counts_between(connection, first, last),
        cells_between(connection, first, last),
        flags_between(connection, first, last),
    )


def drop_small_places(connection: Connection, first: Week, last: Week, least: int) -> None:
    """Delete the true counts of places that are under `least`: only protected ones are kept."""
    table = WeeklyCount
    connection.execute(
        delete(table).where(
            table.week.between(str(first), str(last)),
            table.place != ALL_PLACES,
            table.value < least,
        )
    )


def threshold_measure(connection: Connection, first: Week, last: Week) -> str | None:
    """Return the newest measure between two weeks that names a threshold, or None."""
    table = WeeklyCell
    query = select(table.measure).where(
        table.week.between(str(first), str(last)), table.measure.like("individual!_%", escape="!")
    )
    return connection.scalar(query.order_by(table.week.desc()).limit(1))


def unprotected_weeks(connection: Connection) -> list[Week]:
    """Return the weeks that an earlier version counted, and that are still to be protected."""
    query = select(WeeklyFlag.week).where(WeeklyFlag.measure == UNPROTECTED).distinct()
    return sorted(Week.parse(week) for week in connection.scalars(query))


def week_sightings(connection: Connection, week: Week) -> WeekSightings:
    """Return the sightings of a week's sweeps that count and still have them."""
    counting = {run.portal for run in runs(connection, week, week) if run.counts}
    judged = {run.portal for run in runs(connection, week, week) if run.counts and run.judgement}
    query = select(SweepRow.id, SweepRow.portal, SweepRow.outcome).where(
        SweepRow.week == str(week),
        SweepRow.outcome.in_(KEPT),
        SweepRow.forgotten.is_(False),
        SweepRow.portal.in_(counting),
    )
    found: dict[str, list[list[Sighting]]] = defaultdict(list)
    for sweep_id, portal, outcome in connection.execute(query.order_by(SweepRow.id)):
        # A suspect sweep counts only where a person accepted the week.
        if outcome == Outcome.COMPLETE.value or portal in judged:
            found[portal].append(_sightings(connection, sweep_id))
    return found


def kept_sightings(connection: Connection, portal: str, week: Week) -> dict[bytes, Sighting]:
    """Return by identifier what complete sweeps of a portal's week knew, the latest one's word.

    A suspect sweep may have read the wrong thing, which the next one must not take over.
    """
    query = select(SweepRow.id).where(
        SweepRow.portal == portal,
        SweepRow.week == str(week),
        SweepRow.outcome == Outcome.COMPLETE.value,
        SweepRow.forgotten.is_(False),
    )
    return {
        sighting.ad: sighting
        for sweep_id in connection.scalars(query.order_by(SweepRow.nr))
        for sighting in _sightings(connection, sweep_id)
    }


def _sightings(connection: Connection, sweep_id: int) -> list[Sighting]:
    places: dict[bytes, set[str]] = defaultdict(set)
    numbers: dict[bytes, set[bytes]] = defaultdict(set)
    ads = select(AdSighting.ad, AdSighting.place).where(AdSighting.sweep_id == sweep_id)
    for ad, place in connection.execute(ads):
        places[ad].add(place)
    pairs = select(NumberSighting.ad, NumberSighting.number)
    for ad, number in connection.execute(pairs.where(NumberSighting.sweep_id == sweep_id)):
        numbers[ad].add(number)
    return [Sighting(ad, frozenset(numbers[ad]), frozenset(places[ad])) for ad in sorted(places)]
