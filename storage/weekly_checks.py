"""What weekly checks measure by and what they found, inside an open transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from scrapers.model import Outcome, Sighting
from storage import counts, journal, ledger
from storage.check_tables import CheckCount, FindingRow, RetirementRow
from storage.ledger import KEPT
from storage.records import Found, JournalEntry
from storage.sightings import sightings_by_sweep
from storage.tables import RunRow, SweepRow
from storage.weeks import Week, ends_of


@dataclass(frozen=True, slots=True)
class LatestSweep:
    """The latest kept sweep of a portal's week, and with what its identifiers can be compared."""

    realm: str
    sightings: tuple[Sighting, ...]


def latest_sweeps(connection: Connection, week: Week) -> dict[str, LatestSweep]:
    """Return the latest kept sweep of each portal in a week, where its identifiers are here."""
    query = select(SweepRow.portal, SweepRow.id, SweepRow.realm).where(
        SweepRow.week == str(week), SweepRow.outcome.in_(KEPT), SweepRow.purged.is_(False)
    )
    rows = connection.execute(query.order_by(SweepRow.nr)).all()
    latest = {portal: (sweep, realm) for portal, sweep, realm in rows}
    sightings = sightings_by_sweep(connection, [sweep for sweep, _ in latest.values()])
    return {
        portal: LatestSweep(realm, tuple(sightings[sweep]))
        for portal, (sweep, realm) in latest.items()
    }


def check_counts(
    connection: Connection, first: Week, last: Week
) -> dict[tuple[str, Week], dict[str, int]]:
    """Return by portal and week what the weeks between two, both included, came to."""
    query = select(CheckCount.portal, CheckCount.week, CheckCount.name, CheckCount.value)
    kept: dict[tuple[str, Week], dict[str, int]] = defaultdict(dict)
    rows = connection.execute(query.where(CheckCount.week.between(str(first), str(last))))
    for portal, week, name, value in rows.all():  # at once: there are thousands
        kept[portal, Week.parse(week)][name] = value
    return dict(kept)


def findings(connection: Connection, first: Week, last: Week) -> list[Found]:
    """Return what was found about the weeks between two, both included, in their order."""
    table = FindingRow
    query = select(table.portal, table.week, table.check, table.severity, table.figures)
    between = table.week.between(str(first), str(last))
    rows = connection.execute(query.where(between).order_by(table.week, table.nr))
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
    which = (CheckCount.portal == portal, CheckCount.week == str(week))
    connection.execute(delete(CheckCount).where(*which))
    rows = [
        {"portal": portal, "week": str(week), "name": name, "value": value}
        for name, value in kept.items()
    ]
    if rows:
        connection.execute(insert(CheckCount), rows)
    before = [each for each in findings(connection, week, week) if each.portal == portal]
    if before != list(found):
        which_found = (FindingRow.portal == portal, FindingRow.week == str(week))
        connection.execute(delete(FindingRow).where(*which_found))
        add_findings(connection, portal, week, found)


def drop_findings(connection: Connection, year: int) -> None:
    """Delete what was found about a year's weeks: counts of places and of few are among it."""
    first, last = map(str, ends_of(year))
    connection.execute(delete(FindingRow).where(FindingRow.week.between(first, last)))


def add_findings(connection: Connection, portal: str, week: Week, found: Sequence[Found]) -> None:
    """Add to what was found about a week; it waits again until a person has seen it."""
    which = (FindingRow.portal == portal, FindingRow.week == str(week))
    newest = connection.scalar(select(func.max(FindingRow.nr)).where(*which)) or 0
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
        connection.execute(insert(FindingRow), rows)
        _set_seen(connection, portal, week, seen=False)


def hold_back(connection: Connection, portal: str, week: Week, reason: str) -> None:
    """Make a portal's week suspect, with all its sweeps that were complete; it is to be counted."""
    complete = (
        SweepRow.portal == portal,
        SweepRow.week == str(week),
        SweepRow.outcome == Outcome.COMPLETE.value,
    )
    changes = {"outcome": Outcome.SUSPECT.value, "reason": reason[:500]}
    connection.execute(update(SweepRow).where(*complete).values(changes))
    run = (RunRow.portal == portal, RunRow.week == str(week))
    connection.execute(update(RunRow).where(*run).values(changes))
    counts.mark_uncounted(connection, week, frozenset())


def see(connection: Connection, portal: str, week: Week, entry: JournalEntry) -> bool:
    """Write down that a person has seen what was found about a week; False: no such run."""
    is_planned = _set_seen(connection, portal, week, seen=True)
    if is_planned:
        journal.note(connection, entry)
    return is_planned


def _set_seen(connection: Connection, portal: str, week: Week, *, seen: bool) -> bool:
    run = (RunRow.portal == portal, RunRow.week == str(week))
    return bool(connection.execute(update(RunRow).where(*run).values(seen=seen)).rowcount)


def retire(connection: Connection, portal: str, week: Week, entry: JournalEntry) -> bool:
    """End a portal from a week on: what is still due is due no more; False: not known here."""
    if portal not in ledger.portals(connection):
        return False
    connection.execute(delete(RetirementRow).where(RetirementRow.portal == portal))
    connection.execute(insert(RetirementRow).values(portal=portal, week=str(week)))
    due = (RunRow.portal == portal, RunRow.week >= str(week), RunRow.outcome.is_(None))
    connection.execute(delete(RunRow).where(*due))
    journal.note(connection, entry)
    return True


def come_back(connection: Connection, portal: str) -> None:
    """Forget that a portal was retired: it is in config.toml again."""
    connection.execute(delete(RetirementRow).where(RetirementRow.portal == portal))


def retired(connection: Connection) -> dict[str, Week]:
    """Return the retired portals, and the first week that they are not due in."""
    rows = connection.execute(select(RetirementRow.portal, RetirementRow.week))
    return {portal: Week.parse(week) for portal, week in rows}
