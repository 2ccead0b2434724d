"""What may leave the installation: protected counts, and what tells how they came about.

Reports, pages and every other output are made from here, and a true count cannot be had here.
Two things are true, but no counts, and printed in whole per cent: of profiles, how wide an
interval is (docs/decisions/0025-changes-with-an-interval.md); of the totals that a portal itself
states, which share was read in a whole year. Figures of others are here, apart from our counts.

What was published is remembered as it was printed, so that released figures stay as they are;
nothing that a release hid is here, and of a hidden figure only its symbol is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection, delete, select

from storage import closings, counts, journal, ledger, year_figures
from storage.columns import insert_rows, next_nr, read_records, records, row_of
from storage.connections import Connections, reading, writing
from storage.errors import DatabaseProblem
from storage.records import JournalEntry, Printed, Release
from storage.weeks import Week
from storage.year_records import (
    ImportedCount,
    ImportedName,
    Profile,
    YearFigures,
    YearlyFigure,
    YearProfiles,
)
from storage.year_tables import IMPORTED_COUNT, RELEASE, RELEASED_FIGURE


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


def save_imported(
    connection: Connection, counts: Iterable[ImportedCount], entry: JournalEntry
) -> None:
    """Keep figures, each in place of one of the same name, and a line of the journal with them."""
    for count in counts:
        connection.execute(delete(IMPORTED_COUNT).filter_by(**count.name._asdict()))
        values = {"value": count.value, "method": count.method, "day": count.day}
        insert_rows(connection, IMPORTED_COUNT, [count.name._asdict() | values])
    journal.note(connection, entry)


def imported_counts(connection: Connection) -> tuple[ImportedCount, ...]:
    """Return all imported figures, in the order of their names."""
    table, names = IMPORTED_COUNT.c, ImportedName._fields
    query = select(*(table[name] for name in names), table.value, table.method, table.day)
    return tuple(
        ImportedCount(ImportedName(*name), value, method, day)
        for *name, value, method, day in sorted(connection.execute(query).all())
    )


def releases(connection: Connection) -> list[Release]:
    """Return every release, in the order in which they were made."""
    return read_records(connection, Release, records(Release, RELEASE, order=[RELEASE.c.nr]))


def add_release(connection: Connection, release: Release, figures: Iterable[Printed]) -> None:
    """Remember a release, whole or not at all; its revision must be the year's next one."""
    revisions = [past for past in releases(connection) if past.year == release.year]
    if release.revision != len(revisions) + 1:
        raise DatabaseProblem(
            f"the report of {release.year} was released by somebody else in the meantime; "
            "make it again"
        )
    nr = next_nr(connection, RELEASE)
    insert_rows(connection, RELEASE, [row_of(release, nr=nr)])
    insert_rows(connection, RELEASED_FIGURE, (row_of(figure, nr=nr) for figure in figures))


def released_figures(connection: Connection, release: Release) -> tuple[Printed, ...]:
    """Return what a release printed, in a fixed order; nothing where there is no such one."""
    nr = select(RELEASE.c.nr).filter_by(year=release.year, revision=release.revision)
    of_release = RELEASED_FIGURE.c.nr == nr.scalar_subquery()
    return tuple(read_records(connection, Printed, records(Printed, RELEASED_FIGURE, of_release)))


class Releases:
    """Reads and writes what was published; every method raises DatabaseProblem."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    add = writing(add_release)
    all = reading(releases)
    figures = reading(released_figures)


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
    journal = reading(journal.entries_between)
    simulated_portals = reading(ledger.simulated_portals)
    imported_counts = reading(imported_counts)

    def whole_year_figures(self, year: int, figures: YearFigures) -> list[YearlyFigure]:
        """Return what a year's identifiers tell, protected: of a closed year as it was kept.

        Of an open one it is computed from them as they are, once for each state that they are in.
        """
        return year_figures.whole_year_figures(self._connections, year, figures)

    def profiles(self, year: int, profiles: YearProfiles) -> list[Profile]:
        """Return the profiles of a year: as they were kept if it is closed, else as they are."""
        return year_figures.profiles(self._connections, year, profiles)
