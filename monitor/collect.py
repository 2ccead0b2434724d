"""Collecting: what is due is swept, stored and counted, by one machine or by many beside it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from zoneinfo import ZoneInfo

from monitor.clock import SharedClock, clock_problem
from monitor.config import Config
from monitor.fetching import Clock, fetch_context
from monitor.judging import findings_of
from monitor.machines import machine_name
from monitor.one_sweep import Round, sweep_portal
from monitor.realms import settle_approvals
from monitor.results import Result, Watch
from monitor.schedule import TICK, due_at, is_due
from monitor.year_counts import count_waiting_weeks
from monitor.year_keys import key_of
from scrapers.errors import SweepStopped
from scrapers.http.client import hosts_of
from scrapers.model import Outcome
from scrapers.portal_config import Portal
from storage.errors import (
    ClockWrong,
    DatabaseAway,
    DatabaseProblem,
    HeldElsewhere,
    StorageError,
)
from storage.records import CheckResult, JournalEntry, SweepStatistics
from storage.store import Store
from storage.weeks import Week, weeks_of

log = logging.getLogger(__name__)


class Collector:
    """Sweeps the portals of one config into one store, at the time that its clock tells.

    `late` are weeks whose identifiers were found to be kept longer than they may. `trusts_clock`
    says that a person has looked at the clock, though nothing was swept for long. Once `stopping`
    is set, sweeps end after the page that is being fetched; `unfinished` are their portals. `watch`
    is called from several threads while portals are swept.
    """

    def __init__(self, config: Config, store: Store, clock: Clock) -> None:
        self.config = config
        self.store = store
        self.late: set[Week] = set()
        self.trusts_clock = False
        self.stopping = Event()
        self.unfinished: set[str] = set()
        self.machine = machine_name(config)
        self.watch: Watch = lambda _portal, _event: None
        self._clock = clock
        self._context = fetch_context(config, clock, self.stopping)

    def now(self) -> datetime:
        """Return the time in the configured zone, by which weeks are cut."""
        return self._clock().astimezone(ZoneInfo(self.config.timezone))

    def week(self) -> Week:
        """Return the week that it is."""
        return Week.of(self.now().date())

    def plan(self) -> None:
        """Make the ledger's rows from this week to the year's end, and close the weeks gone by.

        Two weeks ahead decide which year, so that next year's rows are there before it begins. A
        week to come that a wrong clock closed is due again. Only what sweeps may plan: raises
        ClockWrong.
        """
        self.refuse_wrong_clock()
        week = self.week()
        year = Week.of(self.now().date() + timedelta(weeks=2)).year
        ahead = [*weeks_of(week.year), *(weeks_of(year) if year > week.year else ())]
        due = [later for later in ahead if later >= week]
        kinds = {portal.name: portal.simulated for portal in self.config.portal}
        unplanned = self.store.unplanned(kinds, due) | self.store.retired().keys()
        if wanted := {name: kind for name, kind in kinds.items() if name in unplanned}:
            self.store.plan(wanted, due, partial(self.entry, "portal new"))
        self.store.close_past_weeks(week)

    def entry(self, action: str, subject: str, by: str = "", reason: str = "") -> JournalEntry:
        """Return a line for the journal, of today."""
        return JournalEntry(self.now().date(), action, subject, by, reason)

    def refuse_wrong_clock(self) -> None:
        """Raise ClockWrong where the clock tells a week that cannot be, by what was swept."""
        if problem := self.clock_problem():
            raise ClockWrong(problem)

    def clock_problem(self) -> str:
        """Return what is wrong with the clock, by the server's or by the ledger, or nothing."""
        off = self._clock.problem() if isinstance(self._clock, SharedClock) else ""
        today = self.now().date()
        return off or clock_problem(self.store, today, is_trusted=self.trusts_clock)

    def tidy(self) -> None:
        """Delete identifiers that may be kept no longer, and settle approvals that wait.

        With `identifiers = "week"` those of the week before stay until this week has a sweep. What
        waits to be counted is judged and counted first.
        """
        count_waiting_weeks(self.config, self.store)
        settle_approvals(self.config, self.store)
        if self.config.privacy.identifiers == "week":
            week, kept = self.week(), self.store.weeks_with_identifiers()
            self.late |= {old for old in kept if old < week.previous()}
            first = week if week in kept else week.previous()
            # Nothing goes that was not counted: its key may be away for a while.
            first = min([first, *kept.intersection(self.store.waiting_weeks())])
            if min(kept, default=first) < first:
                self.store.purge_weeks_before(first)

    def due(self) -> list[Portal]:
        """Return the portals to sweep now, as the ledger and the clock have it."""
        now, week = self.now(), self.week()
        if now < due_at(self.config, week):
            return []
        runs = {run.portal: run for run in self.store.runs(week, week)}
        tries = self.store.tries(week)
        return [
            portal
            for portal in self.config.portal
            if is_due(portal, now, runs.get(portal.name), tries.get(portal.name, 0))
        ]

    def collect(
        self,
        portals: Sequence[Portal] | None = None,
        report: Callable[[Result], None] | None = None,
    ) -> list[Result]:
        """Sweep portals; None: those that are due. Store each when it is done, count at the end.

        Hosts are asked side by side, those of one portal and portals of one host in turn. `report`
        is called with each result when its week is counted, in the order of config.toml. What
        cannot be stored is a result with a problem. Raises KeyProblem before anything is fetched
        when the year has no usable key, and ClockWrong as `refuse_wrong_clock`.
        """
        self.refuse_wrong_clock()
        week = self.week()
        key = key_of(self.config, self.store, week.year)
        self.store.remember_key(week.year, key)
        self.plan()
        self.tidy()
        this = Round(
            *(self.config, self.store, week, key, self.machine),
            only_due=portals is None,
            now=self.now,
            stopping=self.stopping,
            context=self._context,
            watch=self.watch,
        )
        results = self._sweep_all(this, portals)
        try:
            self.tidy()
            found = findings_of(self.store, week)
            results = [result.judged(found.get(result.portal, ())) for result in results]
        except DatabaseProblem as problem:  # the week waits to be counted, and says so
            results = [replace(result, problem=problem) for result in results]
        for result in results:
            if report is not None:
                report(result)
        return results

    def _sweep_all(self, this: Round, portals: Sequence[Portal] | None) -> list[Result]:
        """Sweep what waits, with as many side by side as may be, until nothing more can be begun.

        What somebody else has is tried again when a sweep has ended, and once in a while.
        """
        order = self.config.portal if portals is None else portals
        hosts = {portal.name: hosts_of(portal) for portal in order}
        results: dict[str, Result] = {}
        elsewhere: set[str] = set()
        running: dict[Future[Result | None], str] = {}
        slots = self.config.schedule.hosts_at_once
        waiting, looked = self._waiting(this, portals), time.monotonic()
        with ThreadPoolExecutor(slots) as threads:
            while True:
                asked = set().union(*(hosts[name] for name in running.values()))
                for portal in waiting:
                    is_open = portal.name not in results and portal.name not in elsewhere
                    if is_open and len(running) < slots and not asked & hosts[portal.name]:
                        running[threads.submit(self._one, portal, this)] = portal.name
                        asked |= hosts[portal.name]
                if not running:
                    return [results[each.name] for each in order if each.name in results]
                ended, _ = wait(running, TICK.total_seconds(), FIRST_COMPLETED)
                if not ended or any(one.result() is not None for one in ended):
                    elsewhere.clear()
                if time.monotonic() - looked >= TICK.total_seconds():
                    waiting, looked = self._waiting(this, portals), time.monotonic()
                for one in ended:
                    name, result = running.pop(one), one.result()
                    if result is None:
                        elsewhere.add(name)
                    else:
                        results[name] = result

    def _waiting(self, this: Round, portals: Sequence[Portal] | None) -> Sequence[Portal]:
        """Return what is to be swept: these, or what is due, as far as that can be told now."""
        if portals is not None:
            return portals
        try:
            return self.due() if this.lasts() else ()
        except DatabaseProblem as problem:
            log.error("%s", problem)
            return ()

    def _one(self, portal: Portal, this: Round) -> Result | None:
        """Sweep one portal and store it; None where somebody else does, or we are to end."""
        started = time.monotonic()
        try:
            result = sweep_portal(portal, this)
        except SweepStopped:
            self.unfinished.add(portal.name)
            return None
        except StorageError as problem:
            if self.stopping.is_set() and isinstance(problem, DatabaseAway):
                self.unfinished.add(portal.name)
            if isinstance(problem, HeldElsewhere) and this.only_due:
                return None
            check = CheckResult(Outcome.FAILED, str(problem))
            result = Result(portal.name, this.week, check, SweepStatistics(), problem=problem)
        if result is None:
            return None
        result = replace(result, seconds=time.monotonic() - started)
        self.watch(portal.name, result.check.outcome)
        log.info("internal: %s", "; ".join((str(result), *result.remarks())))
        return result


def named(config: Config, names: Iterable[str]) -> list[Portal]:
    """Return the portals of the given names, or all; raises ValueError for an unknown name."""
    chosen = list(names)
    portals = {portal.name: portal for portal in config.portal}
    unknown = [name for name in chosen if name not in portals]
    if unknown:
        raise ValueError(f"no portal {', '.join(unknown)}; config.toml has {', '.join(portals)}")
    return [portals[name] for name in chosen] if chosen else list(config.portal)
