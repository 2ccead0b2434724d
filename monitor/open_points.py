"""What waits for a person: weeks held back, looked at or lost, until one has dealt with each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.checks.findings import joined
from monitor.collect import Collector
from monitor.judging import read
from monitor.schedule import due_at
from scrapers.model import Outcome
from scrapers.portal_config import Portal
from storage.errors import DatabaseProblem
from storage.records import ENDED_THE_PROGRAM, Found, Run
from storage.store import Store
from storage.weeks import Week

OVERDUE = "overdue"
GRACE = timedelta(hours=1)
"""So long after its hour a sweep that has not begun is no problem yet: the service may be at it."""


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A portal's week that a person has to deal with, why, and what to type."""

    portal: str
    week: Week
    what: str
    command: str

    def __str__(self) -> str:
        return f"{self.portal} {self.week}: {self.what} Type: {self.command}"


def open_points(store: Store, now: Week) -> list[OpenPoint]:
    """Return the weeks that wait for a person, the oldest first.

    Those of a closed year wait for nobody: nothing about them can change.
    """
    first = _first_open_week(store, now)
    found: dict[tuple[str, Week], list[Found]] = {}
    for each in store.findings(first, now):
        found.setdefault((each.portal, each.week), []).append(each)
    points = (
        _open_point(run, found.get((run.portal, run.week), []), now)
        for run in store.runs(first, now)
    )
    return [point for point in points if point]


def _first_open_week(store: Store, now: Week) -> Week:
    closed = [year for year, closing in store.closings().items() if closing.finished]
    return Week(max([year for year in closed if year < now.year], default=now.year - 5) + 1, 1)


def _open_point(run: Run, found: list[Found], now: Week) -> OpenPoint | None:
    def point(what: str, command: str) -> OpenPoint:
        return OpenPoint(run.portal, run.week, what, f"monitor {command} {run.portal} {run.week}")

    if run.is_undecided:
        return point(f"held back. {run.reason}", "week")
    if run.seen or run.review is not None:
        return None
    if found and run.counts:
        sentences = joined([read(each) for each in found], "en")
        return point(f"counted, and to be looked at. {sentences}", "week")
    if run.outcome is None or run.counts:
        return None
    if run.outcome in {Outcome.FAILED, Outcome.PARTIAL} and run.week == now:
        again = f"it is swept again only by hand, with monitor sweep {run.portal}"
        again = again if run.reason == ENDED_THE_PROGRAM else "it is tried again"
        return point(f"{run.outcome} ({run.reason}); {again}.", "week")
    return point(f"{run.outcome}, a gap ({run.reason}).", "seen")


def state_of_due(collector: Collector, portal: Portal, week: Week) -> str:
    """Return in words how it is with a week that has no outcome yet; OVERDUE is a problem."""
    now, due = collector.now(), due_at(collector.config, week)
    if now < due:
        return "not due yet"
    if is_being_swept(collector.store, portal.name):
        return "being swept now"
    if portal.hours is not None and not portal.hours.open_at(now.time()):
        return "waits for its hours"
    return "due" if now - due < GRACE else OVERDUE


def is_being_swept(store: Store, portal: str) -> bool:
    """Tell whether a process sweeps a portal at this moment."""
    try:
        with store.sweeping(portal):
            return False
    except DatabaseProblem:
        return True


def last_weeks(now: Week, count: int) -> list[Week]:
    """Return a week and those before it, `count` in all, oldest first."""
    return [Week.of(now.monday() - timedelta(weeks=back)) for back in reversed(range(count))]
