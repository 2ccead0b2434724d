"""With what a portal's numbers may be compared: installation, approvals, and each week's realm."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select, update

from storage.connections import Connections
from storage.errors import ApprovalRefused
from storage.journal import note
from storage.ledger import KEPT, sweeps_between
from storage.records import JournalEntry
from storage.tables import INSTALLATION, PORTAL, SWEEP, YEAR_KEY
from storage.weeks import Week


class Approvals:
    """Reads and writes what holds numbers apart; every method raises DatabaseProblem."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def installation(self) -> str:
        """Return this installation's id; empty for one that is older than ids."""
        with self._connections.reading() as connection:
            return connection.scalars(select(INSTALLATION.c.id)).one()

    def approved(self) -> dict[str, str]:
        """Return for each approved portal the digest of its addresses, empty: those to come."""
        query = select(PORTAL.c.name, PORTAL.c.approved).where(PORTAL.c.approved.is_not(None))
        with self._connections.reading() as connection:
            return {name: approved or "" for name, approved in connection.execute(query)}

    def settle(self, addresses: Mapping[str, str | None]) -> None:
        """Bind approvals that wait for addresses to these; None takes a portal's approval away."""
        with self._connections.writing() as connection:
            for name, digest in addresses.items():
                waiting = (PORTAL.c.name == name, PORTAL.c.approved == "")
                which = waiting if digest is not None else waiting[:1]
                connection.execute(update(PORTAL).where(*which).values(approved=digest))

    def approve(self, portal: str, addresses: str, entry: JournalEntry) -> None:
        """Approve a portal at these addresses, and write that down.

        Raises ApprovalRefused while identifiers of a backup are in use, and for a portal that the
        database does not know.
        """
        with self._connections.writing() as connection:
            if years := restored_years(connection):
                raise ApprovalRefused(_while_restored(portal, years))
            which = update(PORTAL).where(PORTAL.c.name == portal)
            if not connection.execute(which.values(approved=addresses)).rowcount:
                raise ApprovalRefused(f"this database knows no portal {portal}; sweep it first")
            note(connection, entry)

    def realms_of_week(self, portal: str, week: Week) -> set[str]:
        """Return the realms of a portal's sweeps of a week whose identifiers are kept."""
        return {realm for name, realm in self.realms(week, week).get(week, ()) if name == portal}

    def realms(self, first: Week, last: Week) -> dict[Week, set[tuple[str, str]]]:
        """Return by week the portals and realms of its sweeps whose identifiers are kept."""
        query = select(SWEEP.c.week, SWEEP.c.portal, SWEEP.c.realm).where(
            sweeps_between(first, last), SWEEP.c.outcome.in_(KEPT), SWEEP.c.purged.is_(False)
        )
        found: dict[Week, set[tuple[str, str]]] = {}
        with self._connections.reading() as connection:
            for week, portal, realm in connection.execute(query):
                found.setdefault(Week.parse(week), set()).add((portal, realm))
        return found


def restored_years(connection: Connection) -> list[int]:
    """Return the open years whose identifiers came out of a backup."""
    return sorted(connection.scalars(select(YEAR_KEY.c.year).where(YEAR_KEY.c.restored)))


def _while_restored(portal: str, years: list[int]) -> str:
    of = ", ".join(map(str, years))
    return (
        f"{portal} cannot be approved: the identifiers of {of} came out of a backup, and no new "
        "portal is compared with them. Its numbers are counted apart until those years are closed "
        f"(monitor close {years[0]}); then approve it"
    )
