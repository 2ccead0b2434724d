"""With what numbers may be compared: those of one key, one installation, and approved portals.

A year is begun with one key, known here by its fingerprint. The installation's id tells its
identifiers from those of another with the same key. What else is held apart is a sweep's realm.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Select, func, select, update

from scrapers.model import Hidden
from storage import closings, journal
from storage.columns import insert_rows
from storage.errors import ApprovalRefused, KeyProblem
from storage.keys import fingerprint
from storage.keys_folder import OwnDatabase
from storage.records import JournalEntry
from storage.statements import made_once
from storage.tables import INSTALLATION, KEPT, PORTAL, SWEEP, sweeps_between
from storage.weeks import Week
from storage.year_tables import YEAR_KEY

KEY_DESTROYED = "key destroyed"
"""What the journal says of a key that was destroyed by itself, before its year had identifiers."""

_ID = select(INSTALLATION.c.id)
_APPROVALS = select(PORTAL.c.name, PORTAL.c.approved)


def knows_key(connection: Connection, year: int) -> bool:
    """Return whether identifiers of the year were begun with a key."""
    return _fingerprint(connection, year) is not None


def check_key(connection: Connection, year: int, key: Hidden[bytes]) -> None:
    """Raise KeyProblem when a key is not the one that the year's identifiers were made with."""
    closings.refuse_closed(connection, year)
    if _fingerprint(connection, year) not in {None, fingerprint(key)}:
        raise KeyProblem(
            f"the key of {year} is not the one this database was begun with. With another key "
            "every number would count as new. Put the right key file back; on a machine that "
            "shares the database with others, copy it from one of them"
        )


def remember_key(connection: Connection, year: int, key: Hidden[bytes]) -> None:
    """Check a key, and from now on know the year by it."""
    check_key(connection, year, key)
    if not knows_key(connection, year):
        insert_rows(connection, YEAR_KEY, [{"year": year, "fingerprint": fingerprint(key)}])


def _fingerprint(connection: Connection, year: int) -> str | None:
    found: str | None = connection.scalar(*_fingerprint_of(year))
    return found


@made_once
def _fingerprint_of(year: int) -> Select[str]:
    return select(YEAR_KEY.c.fingerprint).where(YEAR_KEY.c.year == year)


def key_made_elsewhere(connection: Connection, year: int) -> JournalEntry | None:
    """Return the line of the journal that tells that a shared database's year has a key, or None.

    SQLite is no shared one: who has its file and not the key has moved or lost it.
    """
    if connection.dialect.name == "sqlite":
        return None
    lines = [
        entry
        for entry in journal.entries_between(connection)
        if entry.subject == str(year) and entry.action.startswith("key ")
    ]
    return lines[-1] if lines and lines[-1].action != KEY_DESTROYED else None


def note_key_made(connection: Connection, year: int, entry: JournalEntry) -> None:
    """Write down that a year's key was made; KeyProblem where another machine was quicker."""
    if (made := key_made_elsewhere(connection, year)) is not None:
        raise KeyProblem(
            f"the key of {year} was made on {made.day} on a machine that shares this database, and "
            "a year has one key: with a second one, the same number would be counted as two. Copy "
            "the key file from that machine, by another way than the database; monitor key show "
            f"{year} tells there where it is. If it is lost for good: monitor key new {year} "
            "--after-loss REASON"
        )
    journal.note(connection, entry)


def own_database(connection: Connection) -> OwnDatabase:
    """Return what a database says of itself; one that was emptied has no id."""
    weeks = connection.scalars(select(func.count(SWEEP.c.week.distinct()))).one()
    return OwnDatabase(connection.scalar(select(INSTALLATION.c.id)) or "", weeks)


def installation(connection: Connection) -> str:
    """Return this installation's id; empty for one that is older than ids."""
    found: str = connection.scalars(_ID).one()
    return found


def approved(connection: Connection) -> dict[str, str]:
    """Return for each approved portal the digest of its addresses, empty: those to come."""
    rows = connection.execute(_APPROVALS)
    return {name: digest for name, digest in rows if digest is not None}


def bind_approvals(connection: Connection, addresses: Mapping[str, str | None]) -> None:
    """Bind approvals that wait for addresses to these; None takes a portal's approval away."""
    for name, digest in addresses.items():
        approval = update(PORTAL).where(PORTAL.c.name == name)
        waiting = approval if digest is None else approval.where(PORTAL.c.approved == "")
        connection.execute(waiting.values(approved=digest))


def approve_addresses(
    connection: Connection, portal: str, addresses: str, entry: JournalEntry
) -> None:
    """Approve a portal at these addresses, and write that down.

    Raises ApprovalRefused while identifiers of a backup are in use, and for a portal that the
    database does not know.
    """
    restored = select(YEAR_KEY.c.year).where(YEAR_KEY.c.restored)
    if years := sorted(connection.scalars(restored)):
        raise ApprovalRefused(
            f"{portal} cannot be approved: the identifiers of {', '.join(map(str, years))} came "
            "out of a backup, and no new portal is compared with them. Its numbers are counted "
            f"apart until those years are closed (monitor close {years[0]}); then approve it"
        )
    which = update(PORTAL).where(PORTAL.c.name == portal)
    if not connection.execute(which.values(approved=addresses)).rowcount:
        raise ApprovalRefused(f"this database knows no portal {portal}; sweep it first")
    journal.note(connection, entry)


def realms(connection: Connection, first: Week, last: Week) -> dict[Week, set[tuple[str, str]]]:
    """Return by week the portals and realms of its sweeps whose identifiers are kept."""
    found: dict[Week, set[tuple[str, str]]] = {}
    for week, portal, realm in connection.execute(*_realms(first, last)):
        found.setdefault(week, set()).add((portal, realm))
    return found


@made_once
def _realms(first: Week, last: Week) -> Select[Week, str, str]:
    return select(SWEEP.c.week, SWEEP.c.portal, SWEEP.c.realm).where(
        sweeps_between(first, last), SWEEP.c.outcome.in_(KEPT), SWEEP.c.purged.is_(False)
    )


def realms_of_week(connection: Connection, portal: str, week: Week) -> set[str]:
    """Return the realms of a portal's sweeps of a week whose identifiers are kept."""
    return {realm for name, realm in realms(connection, week, week).get(week, ()) if name == portal}
