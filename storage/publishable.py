"""What may leave the installation: protected counts, and what tells how they came about.

Reports, pages and every other output are made from here, and a true count cannot be had here.
Profiles are true, but no counts: of them only how wide an interval is, in whole per cent, is
printed (docs/decisions/0025-changes-with-an-interval.md).
"""

from __future__ import annotations

from storage import closings, counts, ledger
from storage import journal as journal_rows
from storage.connections import Connections, reading
from storage.releases import Releases


class Publishable:
    """Reads what may be published, and knows what was; every method raises DatabaseProblem."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.releases = Releases(connections)

    cells = reading(counts.cells_between)
    flags = reading(counts.flags_between)
    unprotected_weeks = reading(counts.unprotected_weeks)
    whole_year_figures = reading(closings.whole_year_figures)
    profiles = reading(closings.profiles_of)
    runs = reading(ledger.runs)
    sweeps = reading(ledger.sweeps_that_count)
    breaks = reading(closings.breaks_between)
    journal = reading(journal_rows.entries_between)
    simulated_portals = reading(ledger.simulated_portals)
