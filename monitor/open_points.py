"""What waits for a person, in the configured language, each with what to type.

`monitor status`, alerts at once and the weekly letter all tell these points. What may leave the
installation, a point's title and advice, is made of names, weeks and outcomes in our own words.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from monitor.checks.findings import joined
from monitor.collecting.machines import machines
from monitor.config import Config
from monitor.config.folders import sqlite_file
from monitor.installation.backup import BackupProblem
from monitor.installation.closing import overdue
from monitor.installation.dated_backups import OVERDUE_AFTER, dated
from monitor.installation.installation import Installation
from monitor.installation.judging import read
from monitor.installation.market import EventProblem, silent_portals
from monitor.installation.schedule import due_at
from monitor.installation.year_keys import DECEMBER, key_of
from monitor.report.words import Words
from scrapers.model import Outcome
from scrapers.portal_config import Portal
from storage.errors import DatabaseProblem, StorageError
from storage.records import ENDED_THE_PROGRAM, Found, Run
from storage.store import Store
from storage.weeks import Week

LOOK, OVERDUE = "look", "overdue"
GRACE = timedelta(hours=1)
"""So long after its hour a sweep that has not begun is no problem yet: the service may be at it."""

ASKS_WHY = {LOOK, Outcome.SUSPECT}
"""What a person decides about by what the checks found."""
EXPLAINED = {*ASKS_WHY, Outcome.FAILED, Outcome.PARTIAL, Outcome.REFUSED}
"""What `monitor week` says more of."""

MEGABYTE = 1_000_000
LEAST_FREE = 500 * MEGABYTE
"""Bytes: a year of a large market is about 100 MB, and closing it writes the file anew."""


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something that a person has to see to; its `subject` tells it from all others.

    `detail` may quote true counts, paths and errors, and stays in the installation. What is not
    `urgent` is told once a week. A point about a portal's week names both.
    """

    subject: str
    title: str
    advice: str
    detail: str = ""
    urgent: bool = True
    portal: str = ""
    week: Week | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.title}.", self.detail, self.advice) if part)


def open_points(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    """Yield all that waits for a person, what forbids the next sweep first.

    Raises DatabaseProblem.
    """
    yield from clock_points(installation, words)
    yield from key_points(installation, words)
    yield from open_weeks(installation.store, installation.week(), words)
    yield from _overdue_sweeps(installation, words)
    yield from machine_points(installation, words)
    yield from disk_points(installation, words)
    yield from backup_points(installation, words)
    yield from _rest(installation, words)


def open_weeks(store: Store, now: Week, words: Words) -> Iterator[OpenPoint]:
    """Yield the weeks held back, to be looked at, or lost, the oldest first.

    Each stays until a person has dealt with it. Those of a closed year wait for nobody: nothing
    about them can change.
    """
    closed = [year for year, closing in store.closings().items() if closing.finished]
    first = Week(max([year for year in closed if year < now.year], default=now.year - 5) + 1, 1)
    by_week: dict[tuple[str, Week], list[Found]] = {}
    for finding in store.findings(first, now):
        by_week.setdefault((finding.portal, finding.week), []).append(finding)
    for run in store.runs(first, now):
        findings = by_week.get((run.portal, run.week), [])
        if state := _state(run, has_findings=bool(findings)):
            detail = "" if state == Outcome.MISSED else run.reason
            if state in ASKS_WHY and findings:
                detail = joined(map(read, findings), words.language)
            yield _of_week(
                words,
                run.portal,
                run.week,
                state,
                is_over=run.week < now,
                detail=detail,
            )


def _state(run: Run, *, has_findings: bool) -> str | None:
    """Return what became of a run that waits for a person; None where it waits for nobody."""
    if run.is_undecided:
        return Outcome.SUSPECT
    if run.seen or run.review is not None:
        return None
    if run.counts:
        return LOOK if has_findings else None
    return run.outcome


def _of_week(
    words: Words, portal: str, week: Week, state: str, *, is_over: bool = False, detail: str = ""
) -> OpenPoint:
    """Return the point of a portal's week; one that is over and has no count is lost for good."""
    is_gap = is_over and state not in ASKS_WHY
    is_explained = not is_gap and state in EXPLAINED
    kind = "gap" if is_gap else "ended" if detail == ENDED_THE_PROGRAM else state
    command = f"monitor {'week' if is_explained else 'seen'} {portal} {week}"
    if state == OVERDUE:
        command = f"monitor sweep {portal}"
    return OpenPoint(
        subject=f"{state} {portal} {week}",
        title=words("alert_title", portal=portal, week=words.week(week), outcome=words(state)),
        advice=words(f"alert_{kind}", portal=portal, command=command),
        detail=_sentence(detail),
        urgent=state != LOOK,
        portal=portal,
        week=week,
    )


def _sentence(text: str) -> str:
    return text if not text or text.endswith(".") else f"{text}."


def state_of_due(installation: Installation, portal: Portal, week: Week) -> str:
    """Return in words how it is with a week that has no outcome yet; OVERDUE is a problem."""
    now, due = installation.now(), due_at(installation.config, week)
    if now < due:
        return "not due yet"
    if _is_being_swept(installation.store, portal.name):
        return "being swept now"
    if portal.hours is not None and not portal.hours.open_at(now.time()):
        return "waits for its hours"
    return "due" if now - due < GRACE else OVERDUE


def _is_being_swept(store: Store, portal: str) -> bool:
    try:
        with store.sweeping(portal):
            return False
    except DatabaseProblem:
        return True


def _overdue_sweeps(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    week = installation.week()
    settled = {run.portal for run in installation.store.runs(week, week) if run.outcome}
    for portal in installation.config.portal:
        if portal.name not in settled and state_of_due(installation, portal, week) == OVERDUE:
            yield _of_week(words, portal.name, week, OVERDUE)


def clock_points(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    """Yield that the clock cannot be right, by what the ledger knows."""
    if problem := installation.clock_problem():
        yield _weekly(installation, words, "clock", problem)


def key_points(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    """Yield what is wrong with the key of this year and, from 1 December on, of the next."""
    today = installation.now().date()
    coming = {today.year + 1} if today.month == DECEMBER else set()
    for year in sorted({installation.week().year} | coming):
        try:
            key_of(installation.config, installation.store, year)
        except StorageError as error:
            yield _weekly(installation, words, "key", str(error), year=year)


def machine_points(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    """Yield the machines on this database that work by another config or version."""
    for machine in machines(installation.config, installation.store):
        if not machine.is_alike:
            yield _weekly(installation, words, "machine", "", host=machine.host)


def disk_points(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    """Yield that too little is free where the installation writes."""
    free = {folder: shutil.disk_usage(folder).free for folder in folders(installation.config)}
    points = [
        words("disk_free", folder=folder, free=left // MEGABYTE)
        for folder, left in free.items()
        if left < LEAST_FREE
    ]
    if points:
        yield _weekly(installation, words, "disk", " ".join(points))


def folders(config: Config) -> list[Path]:
    """Return the folders that are written to, or the next ones above that are there."""
    database = sqlite_file(config.storage.database)
    written = [config.storage.keys, *([database.parent] if database is not None else [])]
    if config.backup is not None:
        written.append(config.backup.folder)
    # What may not be looked at is passed over: that is told where it is used.
    above = (next(f for f in (place, *place.parents) if os.path.isdir(f)) for place in written)  # noqa: PTH112
    return list(dict.fromkeys(above))


def backup_points(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    """Yield that config.toml asks for backups and the newest is old, or there is none."""
    section, today = installation.config.backup, installation.now().date()
    if section is None:
        return
    try:
        newest = max(dated(section.folder), default=None)
    except BackupProblem as problem:
        yield _weekly(installation, words, "backup", str(problem))
        return
    if newest is None:
        yield _weekly(installation, words, "backup", words("backup_none", folder=section.folder))
    elif today > newest + OVERDUE_AFTER:
        sentence = words("backup_late", folder=section.folder, day=words.date(newest))
        yield _weekly(installation, words, "backup", sentence)


def _rest(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    """Yield what is to be said of closings, of identifiers, and of portals that fell silent."""
    week, today = installation.week(), installation.now().date()
    for what, year in overdue(installation):
        advice = words(f"close_{what}", year=year)
        yield OpenPoint(f"close {year} {week}", words("alert_close_title"), advice)
    if installation.late:
        weeks = ", ".join(map(str, sorted(installation.late)))
        yield _weekly(installation, words, "kept", words("kept_weeks", weeks=weeks), urgent=False)
    try:
        silent = silent_portals(installation.store.publishable, installation.config, today)
    except EventProblem as error:
        yield _weekly(installation, words, "events", str(error), urgent=False)
        return
    for (first, last), portals in silent.items():
        named = {"portals": ", ".join(portals), "first": first, "last": last}
        yield OpenPoint(
            f"silent {first} {week}",
            words("alert_silent_title", **named),
            words("alert_silent", portal=portals[0], **named),
            urgent=False,
        )


def _weekly(
    installation: Installation,
    words: Words,
    name: str,
    detail: str,
    *,
    urgent: bool = True,
    **values: object,
) -> OpenPoint:
    """Return a point of the installation, which is told anew every week."""
    subject = " ".join(map(str, (name, *values.values(), installation.week())))
    title, advice = (words(f"alert_{key}", **values) for key in (f"{name}_title", name))
    return OpenPoint(subject, title, advice, _sentence(detail), urgent)
