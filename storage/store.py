"""The only door to the database: one transaction for each sweep.

A sweep is written whole, with its week's counts, or not at all, so a killed process leaves no
half-counted week behind and no lock that outlives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Engine, insert, select

from scrapers.model import Hidden, Sighting, Sweep
from storage import closings, counted, journal, known_keys, ledger
from storage.closing_year import YearEnd
from storage.connections import Connections
from storage.database import Upgrade, migrate, one_moment, open_engine
from storage.dump import COUNTS, IDENTIFIERS, Lines, UsableKey, dump, restore
from storage.errors import IdentifiersGone
from storage.keys import fingerprint
from storage.locks import only_one
from storage.publishable import Publishable
from storage.realms import Realms
from storage.records import (
    Closing,
    Count,
    CountWeek,
    Entry,
    Judgement,
    Run,
    Tally,
    Try,
    Verdict,
)
from storage.tables import PortalRow, YearKey
from storage.weeks import Week, ends_of


class Store:
    """The database of one installation. Threads may share it; all methods raise DatabaseProblem.

    `publishable` gives what may leave the installation, and no true count; `realms` and `year_end`
    lead to what is seldom done.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connections = Connections(engine)
        self.publishable = Publishable(self._connections)
        self.realms = Realms(self._connections)
        self.year_end = YearEnd(self._connections)

    @classmethod
    def open(cls, url: str, upgrade: Upgrade | None = None, *, installation: str = "") -> Store:
        """Open a database and bring its tables, and with `upgrade` its counts, up to date.

        A new database gets an id by chance, or `installation`, for figures that can be made again.
        """
        engine = open_engine(url)
        try:
            migrate(engine, upgrade, installation)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def plan(
        self, portal: str, weeks: Iterable[Week], *, simulated: bool, new: Entry | None = None
    ) -> None:
        """Make the ledger's rows for a portal in advance; rows that are there stay as they are.

        `new` is what the journal says where the portal is new here.
        """
        with self._connections.writing() as connection:
            if ledger.plan(connection, portal, weeks, simulated=simulated) and new is not None:
                journal.note(connection, new)

    def note(self, entry: Entry) -> None:
        """Add a line to the journal."""
        with self._connections.writing() as connection:
            journal.note(connection, entry)

    def journal(self, since: date = date.min) -> list[Entry]:
        """Return the lines of the journal from a day on, in order."""
        with self._connections.reading() as connection:
            return journal.journal(connection, since)

    def newest_counted(self) -> Week | None:
        """Return the newest week that has a count, or None."""
        with self._connections.reading() as connection:
            return ledger.newest_counted(connection)

    def remembered_weeks(self) -> set[Week]:
        """Return the weeks of which any identifiers are kept."""
        with self._connections.reading() as connection:
            return ledger.remembered_weeks(connection)

    def close_past_weeks(self, current: Week) -> int:
        """Mark as missed what is still due in the weeks before `current`; return how many."""
        with self._connections.writing() as connection:
            return ledger.close_past_weeks(connection, current)

    def check_key(self, year: int, key: Hidden[bytes]) -> None:
        """Raise KeyProblem when a key is not the one that the year's identifiers were made with."""
        with self._connections.reading() as connection:
            closings.refuse_closed(connection, year)
            known_keys.compare(connection, year, key)

    def refuse_closed(self, year: int) -> None:
        """Raise KeyProblem for a year that is closed, or whose closing has begun."""
        with self._connections.reading() as connection:
            closings.refuse_closed(connection, year)

    def knows_key(self, year: int) -> bool:
        """Return whether identifiers of the year were begun with a key."""
        with self._connections.reading() as connection:
            return known_keys.known(connection, year) is not None

    def remember_key(self, year: int, key: Hidden[bytes]) -> None:
        """Check a key, and from now on know the year by it."""
        with self._connections.writing() as connection:
            closings.refuse_closed(connection, year)
            if not known_keys.compare(connection, year, key):
                row = {"year": year, "fingerprint": fingerprint(key)}
                connection.execute(insert(YearKey).values(row))

    def add_failure(self, portal: str, week: Week, verdict: Verdict) -> None:
        """Record a sweep that has no count, with its reason."""
        with self._connections.writing() as connection:
            ledger.add_try(connection, portal, week, verdict, Tally())
            ledger.settle(connection, portal, week, late=False)

    def add_sweep(
        self,
        sweep: Sweep,
        week: Week,
        verdict: Verdict,
        count: CountWeek,
        *,
        late: bool,
        realm: str = "",
    ) -> None:
        """Record a finished sweep and count its week anew.

        `verdict` is complete or suspect. Both keep their sightings; only what
        counts (see `Run.counts`) enters the week's counts. `realm` says with what its numbers can
        be compared. Raises KeyProblem when the year was closed while the sweep went on.
        """
        with self._connections.writing() as connection:
            closings.refuse_closed(connection, week.year)
            tally = Tally.of(sweep)
            sweep_id = ledger.add_try(connection, sweep.portal, week, verdict, tally, realm=realm)
            counted.save_sightings(connection, sweep_id, sweep.sightings)
            ledger.settle(connection, sweep.portal, week, late=late)
            ledger.drop_forgotten(connection, week)
            counted.recount(connection, week, count)

    def judge(
        self, portal: str, week: Week, judgement: Judgement, reason: str, count: CountWeek
    ) -> bool:
        """Write down what a person decided about a week and count it anew; False: no such run.

        Raises IdentifiersGone where a week is to count whose identifiers are deleted.
        """
        with self._connections.writing() as connection:
            if judgement is Judgement.ACCEPTED and counted.is_forgotten(connection, week, portal):
                raise IdentifiersGone(
                    f"{portal} in {week} cannot be counted any more: its identifiers are deleted"
                )
            found = ledger.judge(connection, portal, week, judgement, reason)
            counted.recount(connection, week, count)
            return found

    def recount(self, weeks: Iterable[Week], count: CountWeek) -> list[Week]:
        """Count weeks again, all or none; return those that came out otherwise.

        A week of which any identifier is deleted keeps its counts: the rest would be a part of it.
        """
        changed = []
        with self._connections.writing() as connection:
            for week in weeks:
                before = counted.all_between(connection, week, week)
                if counted.has_all(connection, week):
                    counted.recount(connection, week, count)
                    if counted.all_between(connection, week, week) != before:
                        changed.append(week)
        return changed

    def threshold_measure(self, year: int) -> str | None:
        """Return the measure that names the threshold by which a year is counted, or None."""
        with self._connections.reading() as connection:
            return counted.threshold_measure(connection, *ends_of(year))

    def runs(self, first: Week, last: Week) -> list[Run]:
        """Return the ledger between two weeks, both included, in order of week and portal."""
        with self._connections.reading() as connection:
            return ledger.runs(connection, first, last)

    def tries(self, week: Week) -> list[Try]:
        """Return every sweep of a week, in order of portal and number."""
        with self._connections.reading() as connection:
            return ledger.tries(connection, week)

    def counts(self, first: Week, last: Week) -> tuple[Count, ...]:
        """Return the true counts between two weeks, both included, in a fixed order.

        They are for the installation's own eyes; what may leave it is in `publishable`.
        """
        with self._connections.reading() as connection:
            return counted.counts_between(connection, first, last)

    def sightings(self, portal: str, week: Week) -> dict[bytes, Sighting]:
        """Return what complete sweeps of this week know of a portal's ads, not to ask twice."""
        with self._connections.reading() as connection:
            return counted.kept_sightings(connection, portal, week)

    @contextmanager
    def sweeping(self, *portals: str) -> Iterator[None]:
        """Hold portals, so that nobody else sweeps them; DatabaseProblem when somebody does."""
        with only_one(self._engine, *portals):
            yield

    def portals(self) -> list[str]:
        """Return the names of all portals that were ever swept into this database."""
        with self._connections.reading() as connection:
            return sorted(connection.scalars(select(PortalRow.name)))

    def forget_weeks_before(self, week: Week) -> int:
        """Delete the identifiers of every week before this one; return how many rows."""
        with self._connections.writing() as connection:
            return closings.forget(connection, Week(1, 1), week.previous())

    def lose_key(self, week: Week, reason: str) -> None:
        """Give up the identifiers of a year whose key is lost, from this week back."""
        with self._connections.writing() as connection:
            closings.lose_key(connection, week, reason)

    def closings(self) -> dict[int, Closing]:
        """Return every year's closing, finished or not."""
        with self._connections.reading() as connection:
            return {closing.year: closing for closing in closings.closings(connection)}

    def years_with_identifiers(self) -> set[int]:
        """Return the years of which identifiers are kept, or a key is known."""
        with self._connections.reading() as connection:
            return closings.years_with_identifiers(connection)

    @contextmanager
    def dumped(self, *, with_identifiers: bool) -> Iterator[dict[str, Iterator[str]]]:
        """Give the rows of each table as JSON, all as they are at one moment."""
        with self._connections.plainly(), one_moment(self._engine) as connection:
            names = (*COUNTS, *(IDENTIFIERS if with_identifiers else ()))
            yield {name: dump(connection, name) for name in names}

    def restore(self, lines: Lines, is_usable: UsableKey) -> set[int]:
        """Bring back rows into an empty database; return the years that have identifiers again."""
        with self._connections.writing() as connection:
            return restore(connection, lines, is_usable)
