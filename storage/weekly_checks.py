"""What weekly checks measure by and what they found, inside an open transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    Connection,
    Delete,
    Select,
    String,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from scrapers.model import Outcome, Sighting
from storage import counts, journal, ledger
from storage.columns import insert_rows, next_nr, read_records, records, row_of
from storage.records import JournalEntry, StoredFinding
from storage.sightings import sightings_of_sweeps
from storage.statements import made_once
from storage.tables import (
    AD_SIGHTING,
    CHECK_COUNT,
    FINDING,
    KEPT,
    NUMBER_SIGHTING,
    RETIREMENT,
    RUN,
    SWEEP,
    between,
)
from storage.weeks import Week, ends_of

Seen = TypeVar("Seen")

_RETIREMENTS = select(RETIREMENT.c.portal, RETIREMENT.c.week)

UpAndAlone = tuple[set[bytes], set[bytes]]
"""The ads that were up in a sweep, and those of them that are not an agency's."""


@dataclass(frozen=True, slots=True)
class LatestSweep(Generic[Seen]):
    """The latest kept sweep of a portal's week, and with what its identifiers can be compared."""

    realm: str
    seen: Seen


def latest_sweeps(
    connection: Connection, weeks: Collection[Week]
) -> dict[Week, dict[str, LatestSweep[tuple[Sighting, ...]]]]:
    """Return of weeks the latest kept sweep of each portal, where its identifiers are here."""
    # Week by week: the rows of several would be in memory together.
    return {week: _read(connection, sweeps) for week, sweeps in _latest(connection, weeks).items()}


def latest_ads(
    connection: Connection, weeks: Collection[Week], agency: int
) -> dict[Week, dict[str, LatestSweep[UpAndAlone]]]:
    """Return of weeks the ads of the latest kept sweep of each portal, as `latest_sweeps` does.

    A number on so many ads as `agency` says is an agency's.
    """
    latest = _latest(connection, weeks)
    ids = [sweep for sweeps in latest.values() for sweep, _ in sweeps.values()]
    seen = _up_and_alone(connection, ids, agency)
    return {
        week: {portal: LatestSweep(realm, seen[sweep]) for portal, (sweep, realm) in sweeps.items()}
        for week, sweeps in latest.items()
    }


def _latest(
    connection: Connection, weeks: Collection[Week]
) -> dict[Week, dict[str, tuple[int, str]]]:
    """Return of weeks the id and the realm of each portal's latest kept sweep."""
    latest: dict[Week, dict[str, tuple[int, str]]] = {week: {} for week in weeks}
    for week, portal, sweep, realm in connection.execute(*_kept_sweeps(list(weeks))).all():
        latest[week][portal] = (sweep, realm)
    return latest


@made_once
def _kept_sweeps(weeks: list[Week]) -> Select[Week, str, int, str]:
    query = select(SWEEP.c.week, SWEEP.c.portal, SWEEP.c.id, SWEEP.c.realm).where(
        SWEEP.c.week.in_(weeks), SWEEP.c.outcome.in_(KEPT), SWEEP.c.purged.is_(False)
    )
    return query.order_by(SWEEP.c.nr)


def _read(
    connection: Connection, sweeps: Mapping[str, tuple[int, str]]
) -> dict[str, LatestSweep[tuple[Sighting, ...]]]:
    sightings = sightings_of_sweeps(connection, [sweep for sweep, _ in sweeps.values()])
    return {
        portal: LatestSweep(realm, tuple(sightings[sweep]))
        for portal, (sweep, realm) in sweeps.items()
    }


def _up_and_alone(
    connection: Connection, ids: Collection[int], agency: int
) -> dict[int, UpAndAlone]:
    ids = list(ids)
    known = {tuple(row) for row in connection.execute(*_agencies(ids, agency))}
    up = {sweep: set[bytes]() for sweep in ids}
    for sweep, ad in connection.execute(*_ads(ids)):
        up[sweep].add(ad)
    alone = {sweep: set(ads) for sweep, ads in up.items()}
    for sweep, number, ad in connection.execute(*_ads_of_agencies(ids, agency)):
        if (sweep, number) in known:
            alone[sweep].discard(ad)
    return {sweep: (up[sweep], alone[sweep]) for sweep in ids}


@made_once
def _ads(sweeps: list[int]) -> Select[int, bytes]:
    of_ads = AD_SIGHTING.c
    return select(of_ads.sweep_id, of_ads.ad).where(of_ads.sweep_id.in_(sweeps))


def _numbers_of_agencies(sweeps: list[int], agency: int) -> Select[int, bytes]:
    of_numbers = NUMBER_SIGHTING.c
    query = select(of_numbers.sweep_id, of_numbers.number).where(of_numbers.sweep_id.in_(sweeps))
    return query.group_by(*query.selected_columns).having(func.count() >= agency)


_agencies = made_once(_numbers_of_agencies)


@made_once
def _ads_of_agencies(sweeps: list[int], agency: int) -> Select[int, bytes, bytes]:
    """Find the ads of numbers that are an agency's in any of the sweeps.

    A join of the two would look through all numbers for each of an agency's.
    """
    of_numbers = NUMBER_SIGHTING.c
    numbers = _numbers_of_agencies(sweeps, agency).with_only_columns(of_numbers.number)
    theirs = select(of_numbers.sweep_id, of_numbers.number, of_numbers.ad)
    return theirs.where(of_numbers.sweep_id.in_(sweeps), of_numbers.number.in_(numbers))


def check_counts(
    connection: Connection, first: Week, last: Week
) -> dict[tuple[str, Week], dict[str, int]]:
    """Return by portal and week what the weeks between two, both included, came to."""
    rows = connection.execute(*_check_counts(first, last))
    words = ((portal, week, told.replace("=", " ").split()) for portal, week, told in rows)
    return {
        (portal, week): dict(zip(told[::2], map(int, told[1::2]), strict=True))
        for portal, week, told in words
    }


@made_once
def _check_counts(first: Week, last: Week) -> Select[str, Week, str]:
    table = CHECK_COUNT.c
    # A row for each portal's week: one for each of its dozens of counts would take twice as long.
    all_counts = func.aggregate_strings(table.name + "=" + cast(table.value, String), " ")
    query = select(table.portal, table.week, all_counts).group_by(table.portal, table.week)
    return query.where(between(table, first, last))


def findings(connection: Connection, first: Week, last: Week) -> list[StoredFinding]:
    """Return what was found about the weeks between two, both included, in their order."""
    return read_records(connection, StoredFinding, *_findings(first, last))


@made_once
def _findings(first: Week, last: Week) -> Select[Any]:
    order = (FINDING.c.week, FINDING.c.portal, FINDING.c.nr)
    return records(StoredFinding, FINDING, FINDING.c.week.between(first, last), order=order)


def save_checked(
    connection: Connection,
    week: Week,
    checked: Mapping[str, tuple[Mapping[str, int], Sequence[StoredFinding]]],
) -> None:
    """Keep what portals' weeks come to as counts, and replace what was found about them.

    What is found anew waits again until a person has seen it.
    """
    connection.execute(*_without_check_counts(week, list(checked)))
    rows = [
        {"portal": portal, "week": week, "name": name, "value": value}
        for portal, (kept, _) in checked.items()
        for name, value in kept.items()
    ]
    insert_rows(connection, CHECK_COUNT, rows)
    before = findings(connection, week, week)
    for portal, (_, found) in checked.items():
        if [each for each in before if each.portal == portal] != list(found):
            connection.execute(delete(FINDING).filter_by(portal=portal, week=week))
            add_findings(connection, portal, week, found)


@made_once
def _without_check_counts(week: Week, portals: list[str]) -> Delete:
    table = CHECK_COUNT.c
    return delete(CHECK_COUNT).where(table.week == week, table.portal.in_(portals))


def drop_findings(connection: Connection, year: int) -> None:
    """Delete what was found about a year's weeks: counts of places and of few are among it."""
    connection.execute(delete(FINDING).where(FINDING.c.week.between(*ends_of(year))))


def add_findings(
    connection: Connection, portal: str, week: Week, found: Sequence[StoredFinding]
) -> None:
    """Add to what was found about a week; it waits again until a person has seen it."""
    first = next_nr(connection, FINDING, FINDING.c.portal == portal, FINDING.c.week == week)
    insert_rows(connection, FINDING, (row_of(each, nr=nr) for nr, each in enumerate(found, first)))
    if found:
        _set_seen(connection, portal, week, seen=False)


def hold_back(connection: Connection, portal: str, week: Week, reason: str) -> None:
    """Make a portal's week suspect, with all its sweeps that were complete; it is to be counted."""
    changes = {"outcome": Outcome.SUSPECT, "reason": reason}
    complete = update(SWEEP).filter_by(portal=portal, week=week, outcome=Outcome.COMPLETE)
    connection.execute(complete.values(changes))
    connection.execute(update(RUN).filter_by(portal=portal, week=week).values(changes))
    counts.mark_uncounted(connection, week, frozenset())


def see(connection: Connection, runs: Iterable[tuple[str, Week]], *entries: JournalEntry) -> bool:
    """Write down that a person has seen what became of portals' weeks; False: one is no run."""
    are_planned = [_set_seen(connection, *run, seen=True) for run in runs]
    journal.note(connection, *entries)
    return all(are_planned)


def _set_seen(connection: Connection, portal: str, week: Week, *, seen: bool) -> bool:
    run = update(RUN).filter_by(portal=portal, week=week)
    return bool(connection.execute(run.values(seen=seen)).rowcount)


def retire_portal(connection: Connection, portal: str, week: Week, entry: JournalEntry) -> bool:
    """End a portal from a week on: what is still due is due no more; False: not known here."""
    if portal not in ledger.portals(connection):
        return False
    connection.execute(delete(RETIREMENT).where(RETIREMENT.c.portal == portal))
    connection.execute(insert(RETIREMENT).values(portal=portal, week=week))
    due = (RUN.c.portal == portal, RUN.c.week >= week, RUN.c.outcome.is_(None))
    connection.execute(delete(RUN).where(*due))
    journal.note(connection, entry)
    return True


def retired(connection: Connection) -> dict[str, Week]:
    """Return the retired portals, and the first week that they are not due in."""
    return dict(connection.execute(_RETIREMENTS).all())
