"""What the fetchers of an installation share, and a host's lease for those that sweep nothing."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from zoneinfo import ZoneInfo

from monitor.collecting.machines import machine_name
from monitor.config import Config
from monitor.config.folders import sqlite_file
from monitor.installation.clock import Clock
from scrapers.http.client import hosts_of
from scrapers.http.rate_limit import FetchContext
from scrapers.portal_config import Portal
from storage.database import open_engine
from storage.locks import LEASE_SECONDS, Locks


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


@contextmanager
def leased_hosts(config: Config, portal: Portal) -> Iterator[Callable[[], bool]]:
    """Hold a portal's hosts as a sweep does; what it gives renews that, and is false once lost.

    The store is not opened, so that nothing is stored. Raises HeldElsewhere while a sweep, or
    somebody else, asks one of them, and DatabaseProblem where that cannot be known.
    """
    doing = f"{machine_name(config)}: probes {portal.name}"
    file = sqlite_file(config.storage.database)
    if file is not None and not file.exists():
        # There is no database that a sweep could use, and asking for a page makes none.
        yield lambda: True
        return
    engine = open_engine(config.storage.database)
    try:
        with Locks(engine).held((), hosts_of(portal), seconds=LEASE_SECONDS) as lease:
            yield lambda: lease.renew(doing)
    finally:
        engine.dispose()
