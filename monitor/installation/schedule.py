"""When a portal's week is due: by the ledger and the clock alone.

Nothing that a process remembers decides it, nor the scheduler, so that sleep, restarts, changes of
daylight saving time and several machines lose nothing and sweep nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.config import Config
from scrapers.model import Outcome
from scrapers.portal_config import Portal
from storage.records import Run
from storage.weeks import Week

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

TICK = timedelta(minutes=5)
"""How often a service looks at the ledger."""

RETRY_AFTER = timedelta(hours=6)
# What may pass by itself is tried again within the week. A refusal is obeyed, and a changed layout
# or a suspect count waits for a person.
WORTH_ANOTHER_TRY = {Outcome.FAILED, Outcome.PARTIAL}

MOST_UNENDED = 5
"""So many sweeps of a week that were begun and never ended, and the next one needs a person."""


def due_at(config: Config, week: Week) -> datetime:
    """Return when a week's sweep is due, in the configured zone."""
    day = week.monday() + timedelta(days=DAYS.index(config.schedule.day))
    return datetime.combine(day, config.schedule.at, ZoneInfo(config.timezone))


def upcoming(config: Config, now: datetime) -> Week:
    """Return the first week whose hour has not come; `now` is in the configured zone."""
    week = Week.of(now.date())
    return week if now < due_at(config, week) else week.next()


def is_due(portal: Portal, now: datetime, run: Run | None, attempts: int) -> bool:
    """Tell whether a portal is to be swept now, in a week whose hour has come.

    `now` is in the configured zone; `attempts` is how many sweeps of the week were ended. A week
    that was begun and not ended is due, too: whether somebody is at it is told by the locks.
    """
    if portal.hours is not None and not portal.hours.open_at(now.time()):
        return False
    if run is None:
        return True
    if run.outcome is not None and run.outcome not in WORTH_ANOTHER_TRY:
        return False
    if is_hopeless(run, attempts) and not run.by:
        return False
    return run.begun_at is None or now >= run.begun_at + _pause(run, attempts)


def _pause(run: Run, attempts: int) -> timedelta:
    """Return how long after a try began the next one may.

    One that never ended is taken over at once; what ends the program again and again, after
    growing pauses, in which other portals have their turn.
    """
    again = run.claim - attempts - 2
    if not run.by:
        return RETRY_AFTER
    return TICK * 2**again if again >= 0 else timedelta(0)


def is_hopeless(run: Run, attempts: int) -> bool:
    """Tell whether a week was begun so often without an end that it waits for a person."""
    return run.claim - attempts >= MOST_UNENDED


def next_due(config: Config, now: datetime, due: Sequence[Portal], *, closed: bool) -> str:
    """Return when a sweep is due next, from those that are due now; in the configured zone.

    `closed` says that this year takes none any more.
    """
    week = Week.of(now.date())
    if due:
        return f"now: {', '.join(portal.name for portal in due)} ({week})"
    following = Week(week.year + 1, 1) if closed else upcoming(config, now)
    return f"{due_at(config, following):%Y-%m-%d %H:%M} ({following})"
