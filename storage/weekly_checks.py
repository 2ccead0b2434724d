"""What weekly checks measure by and what they found, inside an open transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, String, cast, delete, func, insert, select, update

from scrapers.model import Outcome, Sighting
from storage import counts, journal, ledger
from storage.check_tables import CHECK_COUNT, FINDING, RETIREMENT
from storage.ledger import KEPT
from storage.records import Found, JournalEntry
from storage.sightings import sightings_of_sweeps
from storage.tables import RUN, SWEEP
from storage.weeks import Week, ends_of


@dataclass(frozen=True, slots=True)
class LatestSweep:
    """The latest kept sweep of a portal's week, and with what its identifiers can be compared."""

    realm: str
    sightings: tuple[Sighting, ...]


def latest_sweeps(
    connection: Connection, weeks: Collection[Week]
) -> dict[Week, dict[str, LatestSweep]]:
    """Return of weeks the latest kept sweep of each portal, where its identifiers are here."""
    query = select(SWEEP.c.week, SWEEP.c.portal, SWEEP.c.id, SWEEP.c.realm).where(
        SWEEP.c.week.in_(map(str, weeks)), SWEEP.c.outcome.in_(KEPT), SWEEP.c.purged.is_(False)
    )
    latest: dict[Week, dict[str, tuple[int, str]]] = {week: {} for week in weeks}
    for week, portal, sweep, realm in connection.execute(query.order_by(SWEEP.c.nr)).all():
        latest[Week.parse(week)][portal] = (sweep, realm)
    # Week by week: the rows of several would be in memory together.
    return {week: _read(connection, sweeps) for week, sweeps in latest.items()}


def _read(connection: Connection, sweeps: Mapping[str, tuple[int, str]]) -> dict[str, LatestSweep]:
    sightings = sightings_of_sweeps(connection, [sweep for sweep, _ in sweeps.values()])
    return {
        portal: LatestSweep(realm, tuple(sightings[sweep]))
        for portal, (sweep, realm) in sweeps.items()
    }


def check_counts(
    connection: Connection, first: Week, last: Week
) -> dict[tuple[str, Week], dict[str, int]]:
    """Return by portal and week what the weeks between two, both included, came to."""
    table = CHECK_COUNT.c
    # A row for each portal's week: one for each of its dozens of counts would take twice as long.
    all_counts = func.aggregate_strings(table.name + "=" + cast(table.value, String), " ")
    query = select(table.portal, table.week, all_counts).group_by(table.portal, table.week)
    rows = connection.execute(query.where(table.week.between(str(first), str(last))))
    return {
        (portal, Week.parse(week)): {
            name: int(value) for name, _, value in (count.partition("=") for count in told.split())
        }
        for portal, week, told in rows
    }


def findings(connection: Connection, first: Week, last: Week) -> list[Found]:
    """Return what was found about the weeks between two, both included, in their order."""
    table = FINDING
    query = select(table.c.portal, table.c.week, table.c.check, table.c.severity, table.c.figures)
    between = table.c.week.between(str(first), str(last))
    rows = connection.execute(query.where(between).order_by(table.c.week, table.c.nr))
    found = [
        Found(portal, Week.parse(week), check, severity, figures)
        for portal, week, check, severity, figures in rows
    ]
    return sorted(found, key=lambda each: (each.week, each.portal))


def save_checked(
    connection: Connection,
    portal: str,
    week: Week,
    kept: Mapping[str, int],
    found: Sequence[Found],
) -> None:
    """Keep what a portal's week comes to as counts, and replace what was found about it.

    What is found anew waits again until a person has seen it.
    """
    which = (CHECK_COUNT.c.portal == portal, CHECK_COUNT.c.week == str(week))
    connection.execute(delete(CHECK_COUNT).where(*which))
    rows = [
        {"portal": portal, "week": str(week), "name": name, "value": value}
        for name, value in kept.items()
    ]
    if rows:
        connection.execute(insert(CHECK_COUNT), rows)
    before = [each for each in findings(connection, week, week) if each.portal == portal]
    if before != list(found):
        which_found = (FINDING.c.portal == portal, FINDING.c.week == str(week))
        connection.execute(delete(FINDING).where(*which_found))
        add_findings(connection, portal, week, found)


def drop_findings(connection: Connection, year: int) -> None:
    """Delete what was found about a year's weeks: counts of places and of few are among it."""
    first, last = map(str, ends_of(year))
    connection.execute(delete(FINDING).where(FINDING.c.week.between(first, last)))


def add_findings(connection: Connection, portal: str, week: Week, found: Sequence[Found]) -> None:
    """Add to what was found about a week; it waits again until a person has seen it."""
    which = (FINDING.c.portal == portal, FINDING.c.week == str(week))
    newest = connection.scalar(select(func.max(FINDING.c.nr)).where(*which)) or 0
    rows = [
        {
            "portal": portal,
            "week": str(week),
            "nr": nr,
            "check": each.check,
            "severity": each.severity,
            "figures": each.figures,
        }
        for nr, each in enumerate(found, start=newest + 1)
    ]
    if rows:
        connection.execute(insert(FINDING), rows)
        _set_seen(connection, portal, week, seen=False)


def hold_back(connection: Connection, portal: str, week: Week, reason: str) -> None:
    """Make a portal's week suspect, with all its sweeps that were complete; it is to be counted."""
    complete = (
        SWEEP.c.portal == portal,
        SWEEP.c.week == str(week),
        SWEEP.c.outcome == Outcome.COMPLETE.value,
    )
    changes = {"outcome": Outcome.SUSPECT.value, "reason": reason[:500]}
    connection.execute(update(SWEEP).where(*complete).values(changes))
    run = (RUN.c.portal == portal, RUN.c.week == str(week))
    connection.execute(update(RUN).where(*run).values(changes))
    counts.mark_uncounted(connection, week, frozenset())


def see(connection: Connection, runs: Iterable[tuple[str, Week]], *entries: JournalEntry) -> bool:
    """Write down that a person has seen what became of portals' weeks; False: one is no run."""
    are_planned = [_set_seen(connection, *run, seen=True) for run in runs]
    journal.note(connection, *entries)
    return all(are_planned)


def _set_seen(connection: Connection, portal: str, week: Week, *, seen: bool) -> bool:
    run = (RUN.c.portal == portal, RUN.c.week == str(week))
    return bool(connection.execute(update(RUN).where(*run).values(seen=seen)).rowcount)


def retire(connection: Connection, portal: str, week: Week, entry: JournalEntry) -> bool:
    """End a portal from a week on: what is still due is due no more; False: not known here."""
    if portal not in ledger.portals(connection):
        return False
    connection.execute(delete(RETIREMENT).where(RETIREMENT.c.portal == portal))
    connection.execute(insert(RETIREMENT).values(portal=portal, week=str(week)))
    due = (RUN.c.portal == portal, RUN.c.week >= str(week), RUN.c.outcome.is_(None))
    connection.execute(delete(RUN).where(*due))
    journal.note(connection, entry)
    return True


def retired(connection: Connection) -> dict[str, Week]:
    """Return the retired portals, and the first week that they are not due in."""
    rows = connection.execute(select(RETIREMENT.c.portal, RETIREMENT.c.week))
    return {portal: Week.parse(week) for portal, week in rows}
