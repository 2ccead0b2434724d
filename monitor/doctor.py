"""What `monitor check` looks at beside config and keys: clock, disk, service, backups, portals.

Each look yields what is wrong in a sentence that says what to do; `facts` are the same things as
they are, for a person to compare with what he sees.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from monitor.collect import Collector
from monitor.config import Config
from monitor.config.folders import sqlite_file
from monitor.dated_backups import backup_problems, dated
from monitor.one_service import is_running, next_sweep
from monitor.probe.run import Visit
from scrapers.errors import ScrapeError
from storage.database import MEND_DAMAGE
from storage.errors import StorageError
from storage.store import Store

MEGABYTE = 1_000_000
LEAST_FREE_BYTES = 300 * MEGABYTE
"""A year of a large market is about 100 MB, and closing it writes the file anew."""


def machine_problems(collector: Collector) -> Iterator[str]:
    """Yield what is wrong with clock, disk, database and backups."""
    if problem := collector.clock_problem():
        yield problem
    yield from disk_problems(collector.config)
    yield from damage_of(collector.store)
    yield from backup_problems(collector.config, collector.now().date())


def disk_problems(config: Config) -> Iterator[str]:
    """Yield the folders on whose disks too little is free."""
    for folder in _folders(config):
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE_BYTES:
            yield (
                f"{folder}: {free // MEGABYTE} MB free, and at least "
                f"{LEAST_FREE_BYTES // MEGABYTE} MB are needed: a sweep that cannot be stored is "
                "lost. Make room, or move the folder"
            )


def damage_of(store: Store) -> Iterator[str]:
    """Yield what is broken in the database's file, or why nothing can be written to it."""
    try:
        damage = store.damage()
        if not damage:
            store.try_writing()
    except StorageError as error:
        yield str(error)
        return
    if damage:
        yield f"database: {'; '.join(damage)[:200]}. {MEND_DAMAGE}"


def portal_problems(collector: Collector) -> Iterator[str]:
    """Yield the portals whose first page cannot be had, robots.txt obeyed; one page is asked for.

    One that may not be asked at this hour is passed over.
    """
    for portal in collector.config.portal:
        if portal.hours is not None and not portal.hours.open_at(collector.now().time()):
            continue
        try:
            with Visit(portal, collector.config, collector.now) as visit:
                visit.get(portal.starts[0], f"first page of {portal.name}")
        except ScrapeError as error:
            yield f"{portal.name}: {error}. What a sweep would find: monitor probe {portal.name}"


def facts(collector: Collector) -> dict[str, str]:
    """Return how it stands with clock, disk, database, service and backups, by name."""
    config = collector.config
    own, now = collector.store.own_database(), collector.now()
    free = min(shutil.disk_usage(folder).free for folder in _folders(config))
    backups = dated(config.backup.folder) if config.backup else {}
    newest = f"the newest is of {max(backups)}" if backups else "none yet"
    return {
        "clock": f"{now:%Y-%m-%d %H:%M %Z}, {collector.week()}",
        "disk": f"{free // MEGABYTE} MB free",
        "database": f"{own.weeks} weeks swept",
        "service": "running" if is_running(config) else "not running (monitor service install)",
        "next sweep": next_sweep(collector),
        "backups": newest if config.backup else "by hand ([backup] in config.toml makes them)",
    }


def _folders(config: Config) -> list[Path]:
    """Return the folders that are written to, or the next ones above that are there."""
    database = sqlite_file(config.storage.database)
    wanted = [config.storage.keys, *([database.parent] if database is not None else [])]
    if config.backup is not None:
        wanted.append(config.backup.folder)
    return [next(folder for folder in (each, *each.parents) if folder.is_dir()) for each in wanted]
