"""What may leave the installation: protected counts, and what tells how they came about.

Reports, pages and every other output are made from here, and a true count cannot be had here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from storage import closings, counted, journal, ledger
from storage.connections import Connections
from storage.records import CountYear, Entry, Flag, ProtectedCount, Run, SeriesBreak, YearlyFigure
from storage.releases import Releases
from storage.tables import PortalRow
from storage.weeks import Week


class Publishable:
    """Reads what may be published, and knows what was; every method raises DatabaseProblem."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.releases = Releases(connections)

    def cells(self, first: Week, last: Week) -> tuple[ProtectedCount, ...]:
        """Return the protected counts between two weeks, both included, in a fixed order."""
        with self._connections.reading() as connection:
            return counted.cells_between(connection, first, last)

    def flags(self, first: Week, last: Week) -> tuple[Flag, ...]:
        """Return what decides between two weeks, both included, which cells are printed."""
        with self._connections.reading() as connection:
            return counted.flags_between(connection, first, last)

    def unprotected_weeks(self) -> list[Week]:
        """Return the weeks that an earlier version counted and that are still to be protected."""
        with self._connections.reading() as connection:
            return counted.unprotected_weeks(connection)

    def runs(self, first: Week, last: Week) -> list[Run]:
        """Return the ledger between two weeks, both included, in order of week and portal."""
        with self._connections.reading() as connection:
            return ledger.runs(connection, first, last)

    def yearly_figures(self, year: int, figures: Mapping[str, CountYear]) -> list[YearlyFigure]:
        """Return what was computed, and protected, from a closed year's identifiers.

        For an open year, these figures are computed from the identifiers as they are.
        """
        with self._connections.reading() as connection:
            if any(closing.year == year for closing in closings.closings(connection)):
                return closings.figures_of(connection, year)
            return closings.compute_figures(connection, year, figures)

    def breaks(self, first: Week, last: Week) -> list[SeriesBreak]:
        """Return the breaks between two weeks, both included, in order."""
        with self._connections.reading() as connection:
            return closings.breaks(connection, first, last)

    def journal(self, first: date, last: date) -> list[Entry]:
        """Return the lines of the journal between two days, both included, in order."""
        with self._connections.reading() as connection:
            return [entry for entry in journal.journal(connection, first) if entry.day <= last]

    def simulated_portals(self) -> set[str]:
        """Return the portals whose data are simulated, which every output must say."""
        with self._connections.reading() as connection:
            return set(connection.scalars(select(PortalRow.name).where(PortalRow.simulated)))
