"""What is told: what is wrong at once, and once a week that all is well, or what to do.

Made of the ledger's outcomes, weeks and names of portals, in our own words. A reason quotes true
counts, and a storage problem's own words a path, so neither is in a message.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta

from monitor.alerts.delivery import Kind, Message
from monitor.closing import overdue
from monitor.collect import Collector
from monitor.config.folders import sqlite_file
from monitor.open_points import OVERDUE, OpenPoint, open_points, state_of_due
from monitor.report.words import Words
from monitor.schedule import due_at
from monitor.year_keys import key_of
from scrapers.model import Outcome
from storage.errors import StorageError
from storage.records import Run
from storage.weeks import Week

LEAST_FREE = 500_000_000
"""Bytes: with less room left on the database's disk somebody has to make some."""

LATEST_DIGEST = timedelta(hours=24)
"""After the week's hour: then the digest goes, whatever is still to be tried."""

KEY_AHEAD = timedelta(weeks=4)
"""So long before a year begins its key must be there."""

LOOK, OVERDUE_SWEEP = "look", "overdue"


def at_once(collector: Collector, words: Words) -> list[Message]:
    """Return what is wrong now, of this week and the last; raises DatabaseProblem."""
    recent = collector.week().previous()
    points = [(point, what) for point, what in _points(collector) if point.week >= recent]
    told = [_of_week(words, point, what) for point, what in points if what != LOOK]
    return [*told, *_overdue_sweeps(collector, words), *_of_installation(collector, words)]


def digest_subject(week: Week) -> str:
    """Return what tells a week's digest from others."""
    return f"digest {week}"


def digest(collector: Collector, words: Words, newest: Callable[[], str]) -> Message | None:
    """Return the week's digest when its round is over; None before. Raises DatabaseProblem.

    `newest` gives the newest week in figures. All that waits for a person is in it, however old.
    """
    now, week = collector.now(), collector.week()
    due = due_at(collector.config, week)
    if now < due or (now < due + LATEST_DIGEST and not is_round_over(collector)):
        return None
    waiting = [
        *(_of_week(words, point, what) for point, what in _points(collector)),
        *_overdue_sweeps(collector, words),
        *_of_installation(collector, words),
    ]
    subject, line = digest_subject(week), newest()
    if not waiting:
        return Message(subject, words("alert_well", line=line), words("alert_seen"), Kind.SUCCESS)
    key = "alert_to_do_one" if len(waiting) == 1 else "alert_to_do"
    title = words(key, count=len(waiting), line=line)
    body = "\n\n".join(f"{message.title}\n{message.body}" for message in waiting)
    return Message(subject, title, body, Kind.WARNING)


def storage_trouble(collector: Collector, words: Words) -> Message:
    """Return what is told where the database cannot be used, once a day."""
    return _message(words, "database", f"database {collector.now().date()}")


def page_trouble(collector: Collector, words: Words) -> Message:
    """Return what is told where the team's page cannot be written, once a week."""
    return _message(words, "page", f"page {collector.week()}")


def trial(words: Words) -> Message:
    """Return what `monitor alert test` sends."""
    return _message(words, "test", "test", Kind.INFO)


def is_round_over(collector: Collector) -> bool:
    """Tell whether every portal of the config has an outcome this week."""
    runs = _runs_of_week(collector)
    return all(
        portal.name in runs and runs[portal.name].outcome for portal in collector.config.portal
    )


def is_all_counted(collector: Collector) -> bool:
    """Tell whether every portal of the config was counted this week."""
    runs = _runs_of_week(collector)
    return all(
        portal.name in runs and runs[portal.name].counts for portal in collector.config.portal
    )


def _runs_of_week(collector: Collector) -> dict[str, Run]:
    week = collector.week()
    return {run.portal: run for run in collector.store.runs(week, week)}


def _points(collector: Collector) -> Iterator[tuple[OpenPoint, str]]:
    """Yield the weeks that wait for a person, each with its outcome."""
    points = open_points(collector.store, collector.week())
    if not points:
        return
    weeks = [point.week for point in points]
    runs = collector.store.runs(min(weeks), max(weeks))
    by_week = {(run.portal, run.week): run for run in runs}
    for point in points:
        run = by_week[point.portal, point.week]
        yield point, LOOK if run.counts else str(run.outcome or Outcome.MISSED)


def _of_week(words: Words, point: OpenPoint, what: str) -> Message:
    title = words(
        "alert_title", portal=point.portal, week=words.week(point.week), outcome=words(what)
    )
    body = words(f"alert_{what}", portal=point.portal, command=point.command)
    kind = Kind.INFO if what == LOOK else Kind.FAILURE
    return Message(f"{what} {point.portal} {point.week}", title, body, kind)


def _overdue_sweeps(collector: Collector, words: Words) -> Iterator[Message]:
    week, runs = collector.week(), _runs_of_week(collector)
    for portal in collector.config.portal:
        has_outcome = portal.name in runs and runs[portal.name].outcome is not None
        if has_outcome or state_of_due(collector, portal, week) != OVERDUE:
            continue
        point = OpenPoint(portal.name, week, "", f"monitor sweep {portal.name}")
        yield _of_week(words, point, OVERDUE_SWEEP)


def _of_installation(collector: Collector, words: Words) -> Iterator[Message]:
    """Yield what is wrong with disk, clock, keys and closings, each told once a week."""
    week = collector.week()
    if free_bytes(collector) < LEAST_FREE:
        yield _message(words, "disk", f"disk {week}")
    if collector.clock_problem():
        yield _message(words, "clock", f"clock {week}")
    today = collector.now().date()
    for year in sorted({week.year, Week.of(today + KEY_AHEAD).year}):
        if not _has_key(collector, year):
            yield _message(words, "key", f"key {year} {week}", year=year)
    if overdue(collector):
        yield _message(words, "close", f"close {week}")


def _has_key(collector: Collector, year: int) -> bool:
    try:
        key_of(collector.config, collector.store, year)
    except StorageError:
        return False
    return True


def free_bytes(collector: Collector) -> int:
    """Return how much room there is on the disk of the database, or of the config beside it."""
    file = sqlite_file(collector.config.storage.database)
    return shutil.disk_usage(collector.config.folder if file is None else file.parent).free


def _message(
    words: Words, name: str, subject: str, kind: Kind = Kind.FAILURE, **values: object
) -> Message:
    title = words(f"alert_{name}_title", **values)
    return Message(subject, title, words(f"alert_{name}", **values), kind)
