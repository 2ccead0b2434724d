"""What fetchers share, what is owed to hosts, and their lease for those that sweep nothing."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from threading import Event
from zoneinfo import ZoneInfo

from monitor.collecting.machines import machine_name
from monitor.config import Config
from monitor.config.folders import sqlite_file
from monitor.installation.clock import Clock
from scrapers.http.client import hosts_of
from scrapers.http.rate_limit import FetchContext, Host
from scrapers.portal_config import Portal
from storage.connections import Connections
from storage.database import open_engine
from storage.locks import LEASE_SECONDS, held, waits


def fetch_context(config: Config, clock: Clock, stopping: Event | None = None) -> FetchContext:
    """Return what the fetchers of an installation share: who asks, time, and chance.

    Once `stopping` is set, they wait for nothing and ask for nothing more.
    """
    zone, stop = ZoneInfo(config.timezone), stopping or Event()
    return FetchContext(
        user_agent=config.user_agent,
        sleep=stop.wait,
        monotonic=time.monotonic,
        now=lambda: clock().astimezone(zone),
        random=random.random,
        hosts={},
        is_stopping=stop.is_set,
    )


def owed_hosts(portal: Portal, waits: Mapping[str, datetime], now: datetime) -> dict[str, Host]:
    """Return what is owed to a portal's hosts by whoever takes them now.

    A whole delay, since others may have asked just now, and to be left alone until their `waits`
    are over.
    """
    began = time.monotonic()
    left = {name: (until - now).total_seconds() for name, until in waits.items()}
    return {
        name: Host(last=began, not_before=began + left.get(name, 0.0)) for name in hosts_of(portal)
    }


@contextmanager
def leased_hosts(
    config: Config, portal: Portal, context: FetchContext
) -> Iterator[Callable[[], bool]]:
    """Hold a portal's hosts as a sweep does; what it gives renews that, and is false once lost.

    The `context` learns what is owed to them. The store is not opened, so that nothing is stored.
    Raises HeldElsewhere while a sweep, or somebody else, asks one of them, and DatabaseProblem
    where that cannot be known.
    """
    doing = f"{machine_name(config)}: probes {portal.name}"
    file = sqlite_file(config.storage.database)
    if file is not None and not file.exists():
        # There is no database that a sweep could use, and asking for a page makes none.
        yield lambda: True
        return
    engine, hosts = open_engine(config.storage.database), hosts_of(portal)
    try:
        with held(engine, hosts=hosts, seconds=LEASE_SECONDS) as lease:
            with Connections(engine).reading() as connection:
                until = waits(connection, hosts)
            context.hosts.update(owed_hosts(portal, until, context.now()))
            yield lambda: lease.renew(doing)
    finally:
        engine.dispose()
