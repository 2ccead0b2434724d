"""Serves the simulated portals on loopback, over real HTTP and in threads of their own.

with DemoPortals(Market(1)) as portals:
    portals.set_week(date(2021, 1, 4))
    ...  # sweep portals.base + "/nordlys/"
"""

import threading
from collections.abc import Sequence
from datetime import date
from typing import Protocol, Self

from monitor.demo.simulated_market import MarketWeek
from monitor.demo.site import DEFAULT_FAULTS, Fault, Site
from monitor.loopback_server import LoopbackServer, Reply


class HasWeeks(Protocol):
    """Anything that knows what is listed in a week: a Market, or a few ads in a test."""

    def week(self, monday: date, /) -> MarketWeek:
        """Show what the portals list in the week that begins on this Monday."""


class DemoPortals:
    """The three portals while they are open, at `base`; `port` 0 takes any free one.

    Raises PortTakenError for a port that is in use.
    """

    def __init__(
        self, market: HasWeeks, *, faults: Sequence[Fault] = DEFAULT_FAULTS, port: int = 0
    ) -> None:
        self.requests = 0
        self._market = market
        self._faults = tuple(faults)
        self._site = Site(None, ())
        self._counting = threading.Lock()
        self._server = LoopbackServer(self._answer, port)
        self.port, self.base = self._server.server_port, self._server.base

    def set_week(self, monday: date) -> None:
        """Show the week that begins on this Monday from now on."""
        self._site = Site(self._market.week(monday), self._faults)

    def _answer(self, target: str) -> Reply:
        with self._counting:
            self.requests += 1
        return self._site.answer(target)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.__exit__(*error)
