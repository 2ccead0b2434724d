"""Collecting: what is due is swept, stored and counted, by one machine or by many beside it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Event

from monitor.collecting.fetching import fetch_context
from monitor.collecting.machines import machine_name
from monitor.collecting.one_sweep import Round, sweep_portal
from monitor.collecting.results import Result, Watch
from monitor.installation.installation import Installation
from monitor.installation.judging import findings_of
from monitor.installation.schedule import TICK
from monitor.installation.year_keys import key_of
from scrapers.errors import SweepStopped
from scrapers.http.client import hosts_of
from scrapers.model import Outcome
from scrapers.portal_config import Portal
from storage.errors import (
    DatabaseAway,
    DatabaseProblem,
    HeldElsewhere,
    StorageError,
)
from storage.records import CheckResult, SweepStatistics

log = logging.getLogger(__name__)


class Collector:
    """Sweeps the portals of an installation.

    Once `stopping` is set, sweeps end after the page that is being fetched; `unfinished` are their
    portals. `watch` is called from several threads while portals are swept.
    """

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.stopping = Event()
        self.unfinished: set[str] = set()
        self.machine = machine_name(installation.config)
        self.watch: Watch = lambda _portal, _event: None
        self._context = fetch_context(installation.config, installation.clock, self.stopping)

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
        here = self.installation
        here.refuse_wrong_clock()
        week = here.week()
        key = key_of(here.config, here.store, week.year)
        here.store.remember_key(week.year, key)
        here.plan()
        here.tidy()
        this = Round(
            *(here.config, here.store, week, key, self.machine),
            only_due=portals is None,
            now=here.now,
            stopping=self.stopping,
            context=self._context,
            watch=self.watch,
        )
        results = self._sweep_all(this, portals)
        try:
            here.tidy()
            found = findings_of(here.store, week)
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
        order = self.installation.config.portal if portals is None else portals
        hosts = {portal.name: hosts_of(portal) for portal in order}
        results: dict[str, Result] = {}
        elsewhere: set[str] = set()
        running: dict[Future[Result | None], str] = {}
        slots = self.installation.config.schedule.hosts_at_once
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
            return self.installation.due() if this.lasts() else ()
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
