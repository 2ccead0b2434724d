"""The only door to the database: one transaction for each sweep.

A sweep is written whole, with its week's counts, or not at all, so a killed process leaves no
half-counted week behind and no lock that outlives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, text

from scrapers.model import Hidden, Sighting, Sweep
from storage import closing_year, closings, counted, known_keys, ledger, remnants
from storage.database import (
    memory_engine,
    migrate,
    one_moment,
    open_engine,
    plain_errors,
    writing,
)
from storage.dump import COUNTS, IDENTIFIERS, Lines, UsableKey, dump, restore
from storage.errors import IdentifiersGone
from storage.keys import fingerprint
from storage.locks import only_one
from storage.records import (
    Closing,
    CountWeek,
    CountYear,
    Judgement,
    Run,
    SeriesBreak,
    Tally,
    Try,
    Verdict,
    WeekCounts,
    YearlyFigure,
)
from storage.tables import PortalRow, YearKey
from storage.weeks import Week


class Store:
    """The database of one installation. Threads may share it; all methods raise DatabaseProblem."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Store:
        """Open a database and bring its tables up to date."""
        engine = open_engine(url)
        try:
            migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def plan(self, portal: str, weeks: Iterable[Week], *, simulated: bool) -> None:
        """Make the ledger's rows for a portal in advance; rows that are there stay as they are."""
        with self._writing() as connection:
            ledger.plan(connection, portal, weeks, simulated=simulated)

    def close_past_weeks(self, current: Week) -> int:
        """Mark as missed what is still due in the weeks before `current`; return how many."""
        with self._writing() as connection:
            return ledger.close_past_weeks(connection, current)

    def check_key(self, year: int, key: Hidden[bytes]) -> None:
        """Raise KeyProblem when a key is not the one that the year's identifiers were made with."""
        with self._reading() as connection:
            closings.refuse_closed(connection, year)
            known_keys.compare(connection, year, key)

    def refuse_closed(self, year: int) -> None:
        """Raise KeyProblem for a year that is closed, or whose closing has begun."""
        with self._reading() as connection:
            closings.refuse_closed(connection, year)

    def knows_key(self, year: int) -> bool:
        """Return whether identifiers of the year were begun with a key."""
        with self._reading() as connection:
            return known_keys.known(connection, year) is not None

    def remember_key(self, year: int, key: Hidden[bytes]) -> None:
        """Check a key, and from now on know the year by it."""
        with self._writing() as connection:
            closings.refuse_closed(connection, year)
            if not known_keys.compare(connection, year, key):
                row = {"year": year, "fingerprint": fingerprint(key)}
                connection.execute(insert(YearKey).values(row))

    def add_failure(self, portal: str, week: Week, verdict: Verdict) -> None:
        """Record a sweep that has no count, with its reason."""
        with self._writing() as connection:
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
    ) -> None:
        """Record a finished sweep and count its week anew.

        `verdict` is complete or suspect. Both keep their sightings; only what
        counts (see `Run.counts`) enters the week's counts. Raises KeyProblem when the year was
        closed while the sweep went on.
        """
        with self._writing() as connection:
            closings.refuse_closed(connection, week.year)
            sweep_id = ledger.add_try(connection, sweep.portal, week, verdict, Tally.of(sweep))
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
        with self._writing() as connection:
            if judgement is Judgement.ACCEPTED and counted.is_forgotten(connection, week, portal):
                raise IdentifiersGone(
                    f"{portal} in {week} cannot be counted any more: its identifiers are deleted"
                )
            found = ledger.judge(connection, portal, week, judgement, reason)
            counted.recount(connection, week, count)
            return found

    def runs(self, first: Week, last: Week) -> list[Run]:
        """Return the ledger between two weeks, both included, in order of week and portal."""
        with self._reading() as connection:
            return ledger.runs(connection, first, last)

    def tries(self, week: Week) -> list[Try]:
        """Return every sweep of a week, in order of portal and number."""
        with self._reading() as connection:
            return ledger.tries(connection, week)

    def counts(self, first: Week, last: Week) -> WeekCounts:
        """Return the counts between two weeks, both included, in a fixed order."""
        with self._reading() as connection:
            return counted.counts_between(connection, first, last)

    def sightings(self, portal: str, week: Week) -> dict[bytes, Sighting]:
        """Return what is kept of a portal's ads this week, so that none is fetched for twice."""
        with self._reading() as connection:
            return counted.kept_sightings(connection, portal, week)

    @contextmanager
    def sweeping(self, *portals: str) -> Iterator[None]:
        """Hold portals, so that nobody else sweeps them; DatabaseProblem when somebody does."""
        with only_one(self._engine, *portals):
            yield

    def portals(self) -> list[str]:
        """Return the names of all portals that were ever swept into this database."""
        with self._reading() as connection:
            return sorted(connection.scalars(select(PortalRow.name)))

    def simulated_portals(self) -> set[str]:
        """Return the portals whose data are simulated, which every output must say."""
        with self._reading() as connection:
            return set(connection.scalars(select(PortalRow.name).where(PortalRow.simulated)))

    def forget_weeks_before(self, week: Week) -> int:
        """Delete the identifiers of every week before this one; return how many rows."""
        with self._writing() as connection:
            return closings.forget(connection, Week(1, 1), week.previous())

    def lose_key(self, week: Week, reason: str) -> None:
        """Give up the identifiers of a year whose key is lost, from this week back."""
        with self._writing() as connection:
            closings.lose_key(connection, week, reason)

    def breaks(self, first: Week, last: Week) -> list[SeriesBreak]:
        """Return the breaks between two weeks, both included, in order."""
        with self._reading() as connection:
            return closings.breaks(connection, first, last)

    def closings(self) -> dict[int, Closing]:
        """Return every year's closing, finished or not."""
        with self._reading() as connection:
            return {closing.year: closing for closing in closings.closings(connection)}

    def years_with_identifiers(self) -> set[int]:
        """Return the years of which identifiers are kept, or a key is known."""
        with self._reading() as connection:
            return closings.years_with_identifiers(connection)

    def undecided(self, year: int) -> list[str]:
        """Return the suspect weeks of a year about which no person has decided."""
        with self._reading() as connection:
            return closings.undecided(connection, year)

    def yearly_figures(self, year: int) -> list[YearlyFigure]:
        """Return what was computed from a closed year's identifiers."""
        with self._reading() as connection:
            return closings.figures_of(connection, year)

    def freeze(
        self, closing: Closing, count: CountWeek, figures: Mapping[str, CountYear]
    ) -> Closing:
        """Count a year again, keep what needs its identifiers, and delete them, all or nothing.

        Returns the closing with what was verified. Raises IdentifiersGone where counts differ.
        """
        with self._writing() as connection:
            return closing_year.freeze(connection, closing, count, figures, self._file)

    def compact(self) -> None:
        """Write the database anew from its rows, so that nothing of deleted ones is left in it."""
        with plain_errors(str(self._engine.url)):
            remnants.compact(self._engine)

    def prove_deleted(self, year: int) -> tuple[str, ...]:
        """Return what shows that a year's identifiers are gone; IdentifiersGone if they are not."""
        with self._writing() as connection:
            return closing_year.prove(connection, year, self._file)

    def sign(self, closing: Closing) -> None:
        """Write down a closing as finished, and let go of what it was verified by."""
        with self._writing() as connection:
            remnants.drop_samples(connection, closing.year)
            closings.sign(connection, closing)

    @contextmanager
    def dumped(self, *, with_identifiers: bool) -> Iterator[dict[str, Iterator[str]]]:
        """Give the rows of each table as JSON, all as they are at one moment."""
        with plain_errors(str(self._engine.url)), one_moment(self._engine) as connection:
            names = (*COUNTS, *(IDENTIFIERS if with_identifiers else ()))
            yield {name: dump(connection, name) for name in names}

    def restore(self, lines: Lines, is_usable: UsableKey) -> set[int]:
        """Bring back rows into an empty database; return the years that have identifiers again."""
        with self._writing() as connection:
            return restore(connection, lines, is_usable)

    @contextmanager
    def without_identifiers(self) -> Iterator[Store]:
        """Give a copy in memory of all but the identifiers: what is left when they are gone."""
        engine = memory_engine()
        migrate(engine)
        copy = Store(engine)
        with self.dumped(with_identifiers=False) as lines:
            copy.restore(lines, lambda _year, _fingerprint: False)
        try:
            yield copy
        finally:
            copy.close()

    @property
    def _file(self) -> Path | None:
        """Return the database's file, or None where it is not one that we can read."""
        if self._engine.dialect.name == "sqlite":
            return Path(self._engine.url.database or "")
        return None

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with plain_errors(str(self._engine.url)), writing(self._engine) as connection:
            if self._engine.dialect.name == "postgresql":
                # SQLite has one writer at a time anyway. Here, too, two portals that finish
                # together must not count their week without seeing each other's sightings.
                connection.execute(text("LOCK TABLE run IN SHARE ROW EXCLUSIVE MODE"))
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with plain_errors(str(self._engine.url)), self._engine.connect() as connection:
            yield connection
