"""The service: APScheduler wakes it every few minutes, and the ledger decides what is due."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler

from monitor.collecting.collect import Collector
from monitor.collecting.machines import WAITS
from monitor.exit_codes import is_of_the_machine, sentence_of
from monitor.installation.schedule import TICK
from monitor.service.stopping import exit_code, told_to_stop
from storage.errors import StorageError
from storage.locks import LEASE_SECONDS, Lease

log = logging.getLogger(__name__)


class Watcher(Protocol):
    """Whoever is told how the service gets on, and tells others."""

    def round_begins(self) -> None:
        """Be told that portals are about to be swept."""

    def round_ends(self) -> None:
        """Be told that they were, and their weeks are counted."""

    def ticked(self, problem: StorageError | None) -> None:
        """Be told that the service looked at the ledger; `problem` is why it could not work."""


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
        self._collector, self._installation = collector, collector.installation
        self._watcher = watcher
        self._upkeep = upkeep
        self._presence: Lease | None = None

    def tick(self) -> None:
        """Look at the ledger once and sweep what is due; problems are logged and tried again."""
        problem: StorageError | None = None
        try:
            self._show_presence()
            self._upkeep()
            self._installation.plan()
            self._installation.tidy()
            if self._installation.due():
                self._round()
        except StorageError as error:
            problem = error
        except OSError as error:
            if not is_of_the_machine(error):
                raise
            problem = StorageError(sentence_of(error))
        if problem is not None:
            log.error("%s", problem)
        if self._watcher is not None:
            self._watcher.ticked(problem)

    def _show_presence(self) -> None:
        """Let other machines see that this one runs; what it sweeps, its sweeps show."""
        if self._presence and not self._presence.renew(f"{self._collector.machine}: {WAITS}"):
            self._presence.take()
            self._presence.renew(f"{self._collector.machine}: {WAITS}")

    def _round(self) -> None:
        if self._watcher is not None:
            self._watcher.round_begins()
        by_problem: defaultdict[str, list[str]] = defaultdict(list)
        for result in self._collector.collect():
            if result.problem is not None:
                by_problem[str(result.problem)].append(result.portal)
        for problem, portals in by_problem.items():
            log.error("%s: %s", ", ".join(portals), problem)
        if self._collector.unfinished:
            left = ", ".join(sorted(self._collector.unfinished))
            log.info("stopped; stored is what is told above, and not swept, so due: %s", left)
        if self._watcher is not None:
            self._watcher.round_ends()

    def run(self) -> int | None:
        """Tick now and every few minutes until SIGTERM or SIGINT; return the exit code of those.

        Late ticks are run, not skipped, and several missed ones are one. A sweep under way ends
        after its page, and its week stays due. Raises ClockWrong before the first.
        """
        self._installation.refuse_wrong_clock()
        scheduler = Pulse(timezone=self._installation.config.timezone)
        scheduler.add_job(
            self.tick,
            "interval",
            seconds=TICK.total_seconds(),
            next_run_time=datetime.now(scheduler.timezone),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

        stopping = self._collector.stopping
        with (
            self._installation.store.sweeping(seconds=LEASE_SECONDS) as self._presence,
            told_to_stop(stopping) as came,
        ):
            scheduler.start()
            stopping.wait()
            scheduler.shutdown(wait=True)
        return exit_code(came)


class Pulse(BackgroundScheduler):  # type: ignore[misc]  # APScheduler has no types
    """A scheduler that a clock set back does not put off: its jobs are due when they were.

    It sleeps by monotonic time, but asks the clock what is due: two hours back, it would stand
    still for two hours.
    """

    def _process_jobs(self) -> float | None:
        wait: float | None = super()._process_jobs()
        if wait is not None and wait > TICK.total_seconds():
            for job in self.get_jobs():
                job.modify(next_run_time=datetime.now(self.timezone))
        return wait
