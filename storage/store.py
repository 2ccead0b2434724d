"""The only way into the database. Each method is one transaction of a function of this folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Engine

from storage import closings as closing_rows
from storage import (
    comparable,
    inspection,
    ledger,
    locks,
    publishable,
    sweeps,
    weekly_checks,
)
from storage import counts as count_rows
from storage import journal as journal_rows
from storage import sightings as sighting_rows
from storage.closings import YearEnd
from storage.connections import Connections, erasing, reading, writing
from storage.database import one_moment, open_engine
from storage.dump import COUNTS, IDENTIFIERS, dump, restore_rows
from storage.publishable import Publishable
from storage.records import CountWeek
from storage.schema import Upgrade, migrate
from storage.weeks import Week


class Store:
    """The database of one installation. Threads may share it; all methods raise DatabaseProblem.

    `publishable` gives what may leave the installation, and no true count; `year_end` has the
    steps in which a year is closed.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connections = Connections(engine)
        self.sweeping = partial(locks.held, engine)
        self.publishable = Publishable(self._connections)
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

    unplanned = reading(ledger.unplanned)
    plan = writing(sweeps.plan)
    close_past_weeks = writing(ledger.close_past_weeks)
    runs = reading(ledger.runs)
    attempts = reading(ledger.attempts)
    run_and_attempt_count = reading(ledger.run_and_attempt_count)
    attempt_counts = reading(ledger.attempt_counts)
    begin = writing(locks.begin)
    is_held = reading(locks.is_held)
    give_back = writing(locks.give_back)
    give_up = writing(locks.give_up)
    shown_by_machines = reading(locks.shown)
    server_time = reading(locks.server_time)
    host_waits = reading(locks.waits)
    note_host_waits = writing(locks.note_waits)
    portals = reading(ledger.portals)

    alerts = reading(journal_rows.deliveries)
    note_alert = writing(journal_rows.note_try)
    forget_other_alerts = writing(journal_rows.forget_others)
    newest_counted = reading(ledger.newest_counted)
    own_database = reading(comparable.own_database)
    damage = reading(inspection.damage)
    try_writing = writing(inspection.try_writing)
    newest_swept = reading(ledger.newest_swept)

    add_sweep = erasing(sweeps.add_sweep)
    add_failure = writing(sweeps.add_failure)
    review = writing(sweeps.review)
    waiting_weeks = reading(count_rows.waiting_weeks)
    uncounted_weeks = reading(count_rows.uncounted_weeks)
    counts = reading(count_rows.counts_between)
    threshold_measure = reading(count_rows.threshold_measure)

    latest_sweeps = reading(weekly_checks.latest_sweeps)
    latest_ads = reading(weekly_checks.latest_ads)
    check_counts = reading(weekly_checks.check_counts)
    findings = reading(weekly_checks.findings)
    save_checked = writing(weekly_checks.save_checked)
    add_findings = writing(weekly_checks.add_findings)
    hold_back = writing(weekly_checks.hold_back)
    see = writing(weekly_checks.see)
    retire = writing(weekly_checks.retire_portal)
    retired = reading(weekly_checks.retired)

    sightings = reading(sighting_rows.kept_sightings)
    weeks_with_identifiers = reading(ledger.weeks_with_identifiers)
    years_with_identifiers = reading(sighting_rows.years_with_identifiers)
    purge_weeks_before = erasing(sighting_rows.purge_weeks_before)

    installation_id = reading(comparable.installation)
    approved = reading(comparable.approved)
    bind_approvals = writing(comparable.bind_approvals)
    approve = writing(comparable.approve_addresses)
    realms = reading(comparable.realms)
    realms_of_week = reading(comparable.realms_of_week)

    check_key = reading(comparable.check_key)
    knows_key = reading(comparable.knows_key)
    key_made_elsewhere = reading(comparable.key_made_elsewhere)
    note_key_made = writing(comparable.note_key_made)
    remember_key = writing(comparable.remember_key)
    lose_key = writing(sweeps.lose_key)
    closings = reading(closing_rows.closings)
    refuse_closed = reading(closing_rows.refuse_closed)

    save_imported = writing(publishable.save_imported)
    note = writing(journal_rows.note)
    journal = reading(journal_rows.entries_between)
    restore = writing(restore_rows)

    def recount(self, weeks: Iterable[Week], count: CountWeek) -> list[Week]:
        """Count weeks again, each in a transaction of its own; return those that differ."""
        changed = []
        for week in weeks:
            with self._connections.writing() as connection:
                if sweeps.recount_week(connection, week, count):
                    changed.append(week)
        return changed

    @contextmanager
    def dumped(self, *, with_identifiers: bool) -> Iterator[dict[str, Iterator[str]]]:
        """Give the rows of each table as JSON, all as they are at one moment."""
        with self._connections.plainly(), one_moment(self._engine) as connection:
            names = (*COUNTS, *(IDENTIFIERS if with_identifiers else ()))
            yield {name: dump(connection, name) for name in names}
