"""Sightings: keyed identifiers of sweeps, while they are kept, inside an open transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, exists, insert, select, update

from scrapers.model import Outcome, Sighting
from storage.ledger import KEPT, runs, sweeps_between
from storage.records import WeekSightings, YearSightings
from storage.tables import AdSighting, NumberSighting, SweepRow, YearKey
from storage.weeks import Week, ends_of, weeks_of

TABLES = (NumberSighting, AdSighting)


def save(connection: Connection, sweep_id: int, sightings: Iterable[Sighting]) -> None:
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


def week_sightings(connection: Connection, week: Week) -> WeekSightings:
    """Return the sightings of a week's sweeps that count and still have them."""
    counting = {run.portal: run.review for run in runs(connection, week, week) if run.counts}
    query = select(SweepRow.id, SweepRow.portal, SweepRow.outcome).where(
        SweepRow.week == str(week),
        SweepRow.outcome.in_(KEPT),
        SweepRow.purged.is_(False),
        SweepRow.portal.in_(counting),
    )
    by_portal: dict[str, list[list[Sighting]]] = defaultdict(list)
    for sweep_id, portal, outcome in connection.execute(query.order_by(SweepRow.id)):
        # A suspect sweep counts only where a person accepted the week.
        if outcome == Outcome.COMPLETE.value or counting[portal]:
            by_portal[portal].append(sightings_of(connection, sweep_id))
    return by_portal


def kept_sightings(connection: Connection, portal: str, week: Week) -> dict[bytes, Sighting]:
    """Return by identifier what complete sweeps of a portal's week knew, the latest one's word.

    A suspect sweep may have read the wrong thing, which the next one must not take over.
    """
    query = select(SweepRow.id).where(
        SweepRow.portal == portal,
        SweepRow.week == str(week),
        SweepRow.outcome == Outcome.COMPLETE.value,
        SweepRow.purged.is_(False),
    )
    return {
        sighting.ad: sighting
        for sweep_id in connection.scalars(query.order_by(SweepRow.nr))
        for sighting in sightings_of(connection, sweep_id)
    }


def sightings_of(connection: Connection, sweep_id: int) -> list[Sighting]:
    """Return the sightings of one sweep, in order of their ads."""
    places: dict[bytes, set[str]] = defaultdict(set)
    numbers: dict[bytes, set[bytes]] = defaultdict(set)
    ads = select(AdSighting.ad, AdSighting.place).where(AdSighting.sweep_id == sweep_id)
    for ad, place in connection.execute(ads):
        places[ad].add(place)
    pairs = select(NumberSighting.ad, NumberSighting.number)
    for ad, number in connection.execute(pairs.where(NumberSighting.sweep_id == sweep_id)):
        numbers[ad].add(number)
    return [Sighting(ad, frozenset(numbers[ad]), frozenset(places[ad])) for ad in sorted(places)]


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
    query = select(SweepRow.purged).where(SweepRow.week == str(week), SweepRow.outcome.in_(KEPT))
    if portal is not None:
        query = query.where(SweepRow.portal == portal)
    return connection.scalars(query).all()


def years_with_identifiers(connection: Connection) -> set[int]:
    """Return the years of which identifiers are kept, or a key is known."""
    weeks = [
        week
        for table in TABLES
        for week in connection.scalars(
            select(SweepRow.week).where(exists().where(table.sweep_id == SweepRow.id)).distinct()
        )
    ]
    return {Week.parse(week).year for week in weeks} | set(connection.scalars(select(YearKey.year)))


def year_sightings(connection: Connection, year: int) -> YearSightings:
    """Return the sightings of all weeks of a year that count and still have them."""
    by_week = {week: week_sightings(connection, week) for week in weeks_of(year)}
    return {week: sightings for week, sightings in by_week.items() if sightings}


def purge(connection: Connection, first: Week, last: Week) -> int:
    """Delete the identifiers of the weeks between two, both included; return how many rows."""
    sweeps = (sweeps_between(first, last), SweepRow.outcome.in_(KEPT))
    ids = select(SweepRow.id).where(*sweeps)
    deleted = sum(
        connection.execute(delete(table).where(table.sweep_id.in_(ids))).rowcount
        for table in TABLES
    )
    connection.execute(update(SweepRow).where(*sweeps).values(purged=True))
    return deleted


def purge_year(connection: Connection, year: int) -> int:
    """Delete a year's identifiers, and by which fingerprint its key was known."""
    connection.execute(delete(YearKey).where(YearKey.year == year))
    return purge(connection, *ends_of(year))


def purge_weeks_before(connection: Connection, week: Week) -> int:
    """Delete the identifiers of every week before this one; return how many rows."""
    return purge(connection, Week(1, 1), week.previous())
