"""The service: APScheduler wakes it every few minutes, and the ledger decides what is due.

Whether a week is due depends only on the ledger and the clock, never on the scheduler's memory, so
that sleep, restarts and changes of daylight saving time lose nothing.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from apscheduler.schedulers.blocking import BlockingScheduler

from monitor.collect import DAYS, Collector
from monitor.config import Config
from monitor.results import Result
from monitor.stopping import exit_code, told_to_stop
from scrapers.model import Outcome
from scrapers.portal_config import Portal
from storage.errors import StorageError
from storage.records import Run
from storage.weeks import Week

log = logging.getLogger(__name__)

TICK_MINUTES = 5
RETRY_AFTER = timedelta(hours=6)
# What may pass by itself is tried again within the week. A refusal is obeyed, and a changed layout
# or a suspect count waits for a person.
WORTH_ANOTHER_TRY = {Outcome.FAILED, Outcome.PARTIAL}


def due_at(config: Config, week: Week) -> datetime:
    """Return when a week's sweep is due, in the configured zone."""
    day = week.monday() + timedelta(days=DAYS.index(config.schedule.day))
    return datetime.combine(day, config.schedule.at, ZoneInfo(config.timezone))


def due_portals(
    config: Config, now: datetime, runs: Mapping[str, Run], not_before: Mapping[str, datetime]
) -> list[Portal]:
    """Return the portals to sweep now, from this week's runs and when each may be tried again.

    `now` is in the configured zone; `runs` and `not_before` are by portal name.
    """
    if now < due_at(config, Week.of(now.date())):
        return []
    return [portal for portal in config.portal if _is_due(portal, now, runs, not_before)]


def _is_due(
    portal: Portal, now: datetime, runs: Mapping[str, Run], not_before: Mapping[str, datetime]
) -> bool:
    if portal.hours is not None and not portal.hours.open_at(now.time()):
        return False
    if now < not_before.get(portal.name, now):
        return False
    run = runs.get(portal.name)
    return run is None or run.outcome is None or run.outcome in WORTH_ANOTHER_TRY


class Watcher(Protocol):
    """Whoever is told how the service gets on, and tells others."""

    def round_begins(self) -> None:
        """Be told that portals are about to be swept."""

    def round_ends(self) -> None:
        """Be told that they were, and their weeks are counted."""

    def ticked(self, problem: StorageError | None) -> None:
        """Be told that the service looked at the ledger; `problem` is why it could not work."""


def next_due(collector: Collector) -> str:
    """Return when the service sweeps next, in the configured zone; "now" where a week is due."""
    config, now, week = collector.config, collector.now(), collector.week()
    if now < due_at(config, week):
        return f"{due_at(config, week):%Y-%m-%d %H:%M} ({week})"
    runs = {run.portal: run for run in collector.store.runs(week, week)}
    if due := due_portals(config, now, runs, {}):
        return f"now: {', '.join(portal.name for portal in due)} ({week})"
    following = due_at(config, week.next())
    return f"{following:%Y-%m-%d %H:%M} ({week.next()})"


class Service:
    """Runs until it is told to stop, and sweeps what is due.

    `upkeep` is what else it sees to, before each look at the ledger; the `watcher` tells others.
    """

    def __init__(
        self,
        collector: Collector,
        upkeep: Callable[[], None] = lambda: None,
        watcher: Watcher | None = None,
    ) -> None:
        self._collector, self._watcher = collector, watcher
        self._upkeep = upkeep
        self._not_before: dict[str, datetime] = {}
        self._problems: Counter[str] = Counter()

    def tick(self) -> None:
        """Look at the ledger once and sweep what is due; problems are logged and tried again."""
        problem = None
        try:
            self._upkeep()
            self._collector.plan()
            self._collector.tidy()
            now, week = self._collector.now(), self._collector.week()
            runs = {run.portal: run for run in self._collector.store.runs(week, week)}
            tries = self._collector.tries(week)
            due = due_portals(self._collector.config, now, runs, self._not_before)
            if due:
                self._round(due, tries, now)
        except StorageError as error:
            log.error("%s", error)
            problem = error
        if self._watcher is not None:
            self._watcher.ticked(problem)

    def _round(self, due: Sequence[Portal], tries: Mapping[str, int], now: datetime) -> None:
        if self._watcher is not None:
            self._watcher.round_begins()
        for result in self._collector.collect(due, tries=tries):
            self._wait_after(result, now)
        if self._collector.unfinished:
            left = ", ".join(sorted(self._collector.unfinished))
            log.info("stopped; stored is what is told above, and not swept, so due: %s", left)
        if self._watcher is not None:
            self._watcher.round_ends()

    def _wait_after(self, result: Result, now: datetime) -> None:
        """Decide when a portal may be tried again: after a problem of ours after growing waits.

        A full disk stays full for a while, and the portal is not to pay for it.
        """
        wait = RETRY_AFTER
        if result.problem is None:
            del self._problems[result.portal]
        else:
            log.error("%s: %s", result.portal, result.problem)
            wait = min(wait, timedelta(minutes=TICK_MINUTES) * 2 ** self._problems[result.portal])
            self._problems[result.portal] += 1
        self._not_before[result.portal] = now + wait

    def run(self) -> int | None:
        """Tick now and every `TICK_MINUTES` until SIGTERM or SIGINT; return the exit code of those.

        Late ticks are run, not skipped, and several missed ones are one. A sweep under way ends
        after its page, and its week stays due. Raises ClockWrong before the first.
        """
        self._collector.refuse_wrong_clock()
        scheduler = Pulse(timezone=self._collector.config.timezone)
        scheduler.add_job(
            self.tick,
            "interval",
            minutes=TICK_MINUTES,
            next_run_time=datetime.now(scheduler.timezone),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

        def stop() -> None:
            self._collector.stopping.set()
            scheduler.shutdown(wait=True)

        with told_to_stop(stop) as came:
            scheduler.start()
        return exit_code(came)


class Pulse(BlockingScheduler):  # type: ignore[misc]  # APScheduler has no types
    """A scheduler that a clock set back does not put off: its jobs are due when they were.

    It sleeps by monotonic time, but asks the clock what is due: two hours back, it would stand
    still for two hours.
    """

    def _process_jobs(self) -> float | None:
        wait: float | None = super()._process_jobs()
        if wait is not None and wait > TICK_MINUTES * 60:
            for job in self.get_jobs():
                job.modify(next_run_time=datetime.now(self.timezone))
        return wait
