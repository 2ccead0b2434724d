"""The only door to the database: one transaction for each sweep.

A sweep is written whole, with its week's counts, or not at all, so a killed process leaves no
half-counted week behind and no lock that outlives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, insert, select, text

from scrapers.model import Hidden, Sweep
from storage import counted, ledger
from storage.database import migrate, open_engine, plain_errors, writing
from storage.errors import KeyProblem
from storage.keys import fingerprint
from storage.locks import only_one
from storage.records import CountWeek, Judgement, Run, Tally, Try, Verdict, WeekCounts
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
            _compare_key(connection, year, key)

    def remember_key(self, year: int, key: Hidden[bytes]) -> None:
        """Check a key, and from now on know the year by it."""
        with self._writing() as connection:
            if not _compare_key(connection, year, key):
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
        counts (see `Run.counts`) enters the week's counts.
        """
        with self._writing() as connection:
            sweep_id = ledger.add_try(connection, sweep.portal, week, verdict, Tally.of(sweep))
            counted.save_sightings(connection, sweep_id, sweep.sightings)
            ledger.settle(connection, sweep.portal, week, late=late)
            counted.recount(connection, week, count)

    def judge(
        self, portal: str, week: Week, judgement: Judgement, reason: str, count: CountWeek
    ) -> bool:
        """Write down what a person decided about a week and count it anew; False: no such run."""
        with self._writing() as connection:
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

    @contextmanager
    def sweeping(self, portal: str) -> Iterator[None]:
        """Hold a portal for one sweep; DatabaseProblem when another process has it."""
        with only_one(self._engine, portal):
            yield

    def simulated_portals(self) -> set[str]:
        """Return the portals whose data are simulated, which every output must say."""
        with self._reading() as connection:
            return set(connection.scalars(select(PortalRow.name).where(PortalRow.simulated)))

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


def _compare_key(connection: Connection, year: int, key: Hidden[bytes]) -> bool:
    """Return whether the year has a known key; raise KeyProblem where this is another one."""
    known = connection.scalar(select(YearKey.fingerprint).where(YearKey.year == year))
    if known not in {None, fingerprint(key)}:
        raise KeyProblem(
            f"the key of {year} is not the one this database was begun with. With another key "
            "every number would count as new. Put the right key file back"
        )
    return known is not None
