"""What `monitor check` looks at beside the config: the machine, keys, alerts, service and portals.

Each look yields what is wrong in a sentence that says what to do; `facts` are the same things as
they are, for a person to compare with what he sees.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from monitor.alerts.delivery import addresses
from monitor.alerts.outbox import delivery_points
from monitor.collect import Collector
from monitor.config.outputs import AlertsProblem
from monitor.dated_backups import dated
from monitor.one_service import is_running
from monitor.open_points import (
    MEGABYTE,
    backup_points,
    clock_points,
    disk_points,
    folders,
    key_points,
)
from monitor.probe.run import Visit
from monitor.report.words import Words
from monitor.schedule import next_due
from scrapers.errors import ScrapeError
from storage.database import MEND_DAMAGE
from storage.errors import StorageError
from storage.store import Store


def machine_problems(collector: Collector) -> Iterator[str]:
    """Yield what is wrong with clock, keys, disk, database, backups and alerts."""
    words = Words("en")
    yield from damage_of(collector.store)
    for look in (clock_points, key_points, disk_points, backup_points, delivery_points):
        yield from map(str, look(collector, words))


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
    """Return how it stands with the machine, the service, backups and alerts, by name."""
    config, now = collector.config, collector.now()
    free = min(shutil.disk_usage(folder).free for folder in folders(config))
    backups = dated(config.backup.folder) if config.backup else {}
    newest = f"the newest is of {max(backups)}" if backups else "none yet"
    return {
        "clock": f"{now:%Y-%m-%d %H:%M %Z}, {collector.week()}",
        "disk": f"{free // MEGABYTE} MB free",
        "database": f"{collector.store.own_database().weeks} weeks swept",
        "service": "running" if is_running(config) else "not running (monitor service install)",
        "next sweep": next_due(collector),
        "backups": newest if config.backup else "by hand ([backup] in config.toml makes them)",
        "alerts": _alerts(collector),
    }


def _alerts(collector: Collector) -> str:
    """Return who is told, by the kinds of addresses, and when a message last arrived."""
    config = collector.config
    try:
        names = [address.name for address in addresses(config.alert_addresses.lines())]
        names += ["a ping"] if config.ping_address.line() else []
    except AlertsProblem:
        return "their addresses cannot be used"
    if not names:
        return "nobody is told when something is wrong ([alerts] in config.toml, docs/alerts.md)"
    days = [each.day for each in collector.store.alerts() if each.delivered]
    last = f"the last one that arrived is of {max(days)}" if days else "none was delivered yet"
    return f"to {', '.join(names)}; {last}"
