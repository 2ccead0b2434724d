"""What the fetchers of an installation share."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime
from threading import Event
from zoneinfo import ZoneInfo

from monitor.config import Config
from scrapers.http.rate_limit import FetchContext, Hosts

Clock = Callable[[], datetime]


def fetch_context(config: Config, clock: Clock, stopping: Event | None = None) -> FetchContext:
    """Return what the fetchers of an installation share: who asks, time, chance, and hosts.

    Once `stopping` is set, they wait for nothing and ask for nothing more.
    """
    zone, stop = ZoneInfo(config.timezone), stopping or Event()
    return FetchContext(
        user_agent=config.user_agent,
        sleep=stop.wait,
        monotonic=time.monotonic,
        now=lambda: clock().astimezone(zone),
        random=random.random,
        hosts=Hosts(),
        is_stopping=stop.is_set,
    )
