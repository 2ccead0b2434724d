"""The service: it wakes every few minutes, and the ledger decides what is due.

Whether a week is due depends only on the ledger and the clock, never on a memory of its own, so
that sleep, restarts and changes of daylight saving time lose nothing. It waits by monotonic time:
a clock that is set back must not make it stand still.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import FrameType
from zoneinfo import ZoneInfo

from monitor.collect import DAYS, Collector
from monitor.config import Config
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
    config: Config, now: datetime, runs: Mapping[str, Run], tried: Mapping[str, datetime]
) -> list[Portal]:
    """Return the portals to sweep now, from this week's runs and when each was last tried.

    `now` is in the configured zone; `runs` and `tried` are by portal name.
    """
    if now < due_at(config, Week.of(now.date())):
        return []
    return [portal for portal in config.portal if _is_due(portal, now, runs, tried)]


def _is_due(
    portal: Portal, now: datetime, runs: Mapping[str, Run], tried: Mapping[str, datetime]
) -> bool:
    if portal.hours is not None and not portal.hours.open_at(now.time()):
        return False
    run = runs.get(portal.name)
    if run is None or run.outcome is None:
        return True
    last = tried.get(portal.name)
    return run.outcome in WORTH_ANOTHER_TRY and (last is None or now - last >= RETRY_AFTER)


class Service:
    """Runs until it is told to stop, and sweeps what is due."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._tried: dict[str, datetime] = {}

    def tick(self) -> None:
        """Look at the ledger once and sweep what is due; problems are logged and tried again."""
        try:
            self._collector.plan()
            self._collector.tidy()
            now, week = self._collector.now(), self._collector.week()
            runs = {run.portal: run for run in self._collector.store.runs(week, week)}
            due = due_portals(self._collector.config, now, runs, self._tried)
            if due:
                self._tried.update({portal.name: now for portal in due})
                self._collector.collect(due)
        except StorageError as problem:
            log.error("%s", problem)

    def run(self) -> None:
        """Tick now and every `TICK_MINUTES` until SIGTERM or SIGINT; a sweep under way ends first.

        Raises ClockWrong before the first.
        """
        self._collector.refuse_wrong_clock()
        stopped = threading.Event()

        def stop(_signal: int, _frame: FrameType | None) -> None:
            stopped.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        while not stopped.is_set():
            self.tick()
            stopped.wait(TICK_MINUTES * 60)
