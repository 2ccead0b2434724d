"""What waits for a person, in the configured language, each with what to type.

`monitor status`, alerts at once and the weekly letter all tell these points. What may leave the
installation, a point's title and advice, is made of names, weeks and outcomes in our own words.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from monitor.collecting.machines import machines
from monitor.config import Config
from monitor.config.folders import sqlite_file
from monitor.installation.backup_file import BackupProblem
from monitor.installation.closing import overdue
from monitor.installation.dated_backups import OVERDUE_AFTER, dated, of_day
from monitor.installation.installation import Installation
from monitor.installation.market import EventProblem, silent_portals
from monitor.installation.year_keys import DECEMBER, key_of
from monitor.norwegian import in_language
from monitor.open_weeks import OpenPoint, open_weeks, overdue_sweeps, sentence
from monitor.report.words import Words
from storage.errors import StorageError

MEGABYTE = 1_000_000
LEAST_FREE = 500 * MEGABYTE
"""Bytes: a year of a large market is about 100 MB, and closing it writes the file anew."""


def open_points(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    """Yield all that waits for a person, what forbids the next sweep first.

    Raises DatabaseProblem.
    """
    yield from clock_points(installation, words)
    yield from key_points(installation, words)
    yield from open_weeks(installation.store, installation.week(), words)
    yield from overdue_sweeps(installation, words)
    yield from machine_points(installation, words)
    yield from disk_points(installation, words)
    yield from backup_points(installation, words)
    yield from _rest(installation, words)


def clock_points(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    """Yield that the clock cannot be right, by what the ledger knows."""
    if problem := installation.clock_problem():
        yield _weekly(installation, words, "clock", in_language(problem, words.language))


def key_points(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    """Yield what is wrong with the key of this year and, from 1 December on, of the next."""
    today = installation.now().date()
    coming = {today.year + 1} if today.month == DECEMBER else set()
    for year in sorted(
        ({installation.week().year} | coming) - installation.store.closings().keys()
    ):
        try:
            key_of(installation.config, installation.store, year)
        except StorageError as error:
            yield _weekly(
                installation, words, "key", in_language(str(error), words.language), year=year
            )


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
    if newest is None and installation.store.newest_counted() is None:
        return  # there is nothing yet that could be lost
    if newest is not None and today <= newest + OVERDUE_AFTER:
        return
    say = "backup_late" if newest else "backup_none"
    found = words(say, folder=section.folder, day=words.date(newest) if newest else "")
    now = words("backup_now", file=of_day(section.folder, today))
    yield _weekly(installation, words, "backup", f"{found} {now}")


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
        closed = {year: each.day for year, each in installation.store.closings().items()}
        source, config = installation.store.publishable, installation.config
        silent = silent_portals(source, config, today, closed)
    except EventProblem as error:
        problem = " ".join(in_language(line, words.language) for line in str(error).splitlines())
        yield _weekly(installation, words, "events", problem, urgent=False)
        return
    for (first, last), portals in silent.items():
        weeks = words.span(first, last)
        named = {"portals": ", ".join(portals), "first": first, "last": last, "weeks": weeks}
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
    return OpenPoint(subject, title, advice, sentence(detail), urgent)
