"""What may leave the installation: protected counts, and what tells how they came about.

Reports, pages and every other output are made from here, and a true count cannot be had here.
Two things are true, but no counts, and printed in whole per cent: of profiles, how wide an
interval is (docs/decisions/0025-changes-with-an-interval.md); of the totals that a portal itself
states, which share was read in a whole year.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from storage import closings, counts, imported_counts, ledger, year_figures
from storage import journal as journal_rows
from storage.connections import Connections, reading
from storage.releases import Releases
from storage.weeks import Week
from storage.year_records import Profile, YearFigures, YearlyFigure, YearProfiles


def sweeps_that_count(connection: Connection, first: Week, last: Week) -> dict[str, int]:
    """Return by portal how many sweeps count in the weeks between two, both included."""
    return Counter(
        attempt.portal for attempt in ledger.attempts_that_count(connection, first, last)
    )


def shares_of_stated(connection: Connection, first: Week, last: Week) -> dict[str, float]:
    """Return by portal which share of the ads that it stated in these weeks was accounted for.

    Of sweeps that count, where the portal stated a total: ads, and cards that are none or came
    twice, over those totals.
    """
    accounted, stated = Counter[str](), Counter[str]()
    for attempt in ledger.attempts_that_count(connection, first, last):
        cards = attempt.statistics
        if cards.stated_total:
            read = (cards.ads, cards.excluded, cards.duplicates)
            accounted[attempt.portal] += sum(count or 0 for count in read)
            stated[attempt.portal] += cards.stated_total
    return {portal: accounted[portal] / total for portal, total in stated.items()}


class Publishable:
    """Reads what may be published, and knows what was; every method raises DatabaseProblem."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self.releases = Releases(connections)

    cells = reading(counts.cells_between)
    flags = reading(counts.flags_between)
    waiting_weeks = reading(counts.waiting_weeks)
    runs = reading(ledger.runs)
    sweeps = reading(sweeps_that_count)
    shares_of_stated = reading(shares_of_stated)
    breaks = reading(closings.breaks_between)
    journal = reading(journal_rows.entries_between)
    simulated_portals = reading(ledger.simulated_portals)
    imported_counts = reading(imported_counts.imported_counts)

    def whole_year_figures(self, year: int, figures: YearFigures) -> list[YearlyFigure]:
        """Return what a year's identifiers tell, protected: of a closed year as it was kept.

        Of an open one it is computed from them as they are, once for each state that they are in.
        """
        with self._connections.reading() as connection:
            if year in closings.closings(connection):
                return year_figures.figures_of(connection, year)
        return year_figures.figures_of_open(self._connections, year, figures)

    def profiles(self, year: int, profiles: YearProfiles) -> list[Profile]:
        """Return the profiles of a year: as they were kept if it is closed, else as they are."""
        with self._connections.reading() as connection:
            if year in closings.closings(connection):
                return year_figures.profiles_of(connection, year)
        return year_figures.profiles_of_open(self._connections, year, profiles)
