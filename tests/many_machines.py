"""Machines that share a database, portals that share hosts, and what is done to all of them.

Everything is real: `monitor run` in processes of its own, HTTP, PostgreSQL; only times are short.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.collecting.collect import Collector
from monitor.config import Config, load
from monitor.installation.installation import Installation
from scrapers.model import Outcome
from storage.keys import key_file
from storage.private_files import make_private, private_folder
from storage.store import Store
from storage.weeks import Week
from tests.a_machine import LEASE_SECONDS
from tests.portal_server import Answer, PortalServer, Request
from tests.processes import Child, start

MACHINE = "from tests.a_machine import main\nmain()"
INTO_LOG = """
import os, sys
log = os.open(os.path.dirname(sys.argv[3]) + "/log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
os.dup2(log, 1), os.dup2(log, 2)
"""
JSON = {"Content-Type": "application/json"}
ADS_ON_A_PAGE = 3
NO_DATABASE = 4

HEAD = """
contact = "ad-count@example.org"
[storage]
database = "{database}"
keys = "keys"
[schedule]
day = "monday"
at = 00:00:00
hosts_at_once = 4
"""
PORTAL = """
[[portal]]
name = "{name}"
start = "{start}"
hosts = {hosts}
local = true
simulated = true
delay_seconds = {delay}
terms = {{ checked_by = "the test itself", checked_on = 2021-01-01 }}
bounds = {{ least = 1, most = 5000, least_share_with_number = 0.5 }}
format = "json"
cards = "ads"
ad = "id"
number = "phone"
next = "next"
"""


def this_week() -> Week:
    """Return the week that it is."""
    return Week.of(datetime.now(ZoneInfo("Europe/Oslo")).date())


@dataclass
class Market:
    """Portals of a few pages each; every third one has pages on the next host, too."""

    servers: Sequence[PortalServer]
    portals: int
    pages: int
    delay: float

    def serve(self) -> None:
        """Put the portals on the hosts."""
        for at in range(self.portals):
            for page in range(self.pages):
                server = self._server(at, page)
                server.routes[f"/{at}/{page}"] = Answer(self._page(at, page), headers=JSON)

    def _server(self, at: int, page: int) -> PortalServer:
        other = at % 3 == 0 and page % 2
        return self.servers[(at + bool(other)) % len(self.servers)]

    def _page(self, at: int, page: int) -> str:
        ads = range(page * ADS_ON_A_PAGE, (page + 1) * ADS_ON_A_PAGE)
        # Portals have numbers in common, so that what spans them is counted, too.
        rows = [{"id": f"{at}-{ad}", "phone": f"+4742{(at // 2 * 100 + ad):06d}"} for ad in ads]
        if page + 1 == self.pages:
            return json.dumps({"ads": rows})
        following = f"{self._server(at, page + 1).base}/{at}/{page + 1}"
        return json.dumps({"ads": rows, "next": following})

    def config(self, folder: Path, url: str, delay: float) -> Path:
        """Write the config of a machine, and the key that all have."""
        folder.mkdir(parents=True, exist_ok=True)
        blocks = [HEAD.format(database=url)]
        for at in range(self.portals):
            bases = {self._server(at, page).base for page in range(min(2, self.pages))}
            start = f"{self._server(at, 0).base}/{at}/0"
            hosts = json.dumps(sorted(bases))
            blocks.append(PORTAL.format(name=f"p{at}", start=start, hosts=hosts, delay=delay))
        file = folder / "config.toml"
        file.write_text("".join(blocks), encoding="utf-8")
        keys = load(file).storage.keys
        if not keys.exists():
            private_folder(keys)
            make_private(key_file(keys, this_week().year), bytes(range(32)))
        return file


@dataclass
class Machines:
    """Processes of `monitor run`, each with a folder of its own, on one database."""

    configs: list[Path]
    running: list[Child | None] = field(default_factory=list)
    resumed: list[float] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)

    def start(self, at: int) -> None:
        """Start a machine that does not run."""
        config, before = self.configs[at], self.running[at]
        if before is not None:
            before.close()
        self.running[at] = start(INTO_LOG + MACHINE, "run", "--config", config)

    def do(self, what: str, at: int, *, restart: bool = True) -> None:
        """Kill a machine, stop it by SIGTERM, or pause it for longer than its lease."""
        process = self.running[at]
        assert process is not None
        self.done[what] = self.done.get(what, 0) + 1
        if what == "pause":
            process.send_signal(signal.SIGSTOP)
            time.sleep(1.6 * LEASE_SECONDS)
            self.resumed.append(time.monotonic())
            process.send_signal(signal.SIGCONT)
            return
        process.send_signal(signal.SIGKILL if what == "kill" else signal.SIGTERM)
        code = process.wait(90)
        # One that is told to stop before it can listen ends as any program does, and where the
        # server is away just then, it says so and ends with 4.
        stopped = {128 + signal.SIGTERM, -signal.SIGTERM, NO_DATABASE}
        killed = {-signal.SIGKILL, NO_DATABASE}
        assert code in (killed if what == "kill" else stopped), self.said(at)
        if restart:
            self.start(at)

    def start_again(self) -> None:
        """Start what has ended because the server was away when it began, as systemd would."""
        for at, process in enumerate(self.running):
            if process is not None and process.returncode is not None:
                assert process.returncode == NO_DATABASE, self.said(at)
                self.start(at)

    def said(self, at: int) -> str:
        """Return the last words of a machine."""
        return (self.configs[at].parent / "log").read_text(errors="replace")[-3000:]


@contextmanager
def machines(market: Market, folder: Path, url: str, count: int = 3) -> Iterator[Machines]:
    """Run machines until the block is left."""
    configs = [market.config(folder / f"{at}", url, market.delay) for at in range(count)]
    made = Machines(configs, [None] * count)
    try:
        for at in range(count):
            made.start(at)
        yield made
    finally:
        for process in (each for each in made.running if each is not None):
            with process:
                process.kill()


def clock_ahead(config: Path, seconds: int) -> tuple[int, str]:
    """Start a service on a machine whose clock is ahead; return its exit code and what it says."""
    ahead = {**os.environ, "CLOCK_AHEAD": str(seconds)}
    with start(MACHINE, "run", "--config", config, env=ahead) as process:
        _, err = process.communicate()
        return process.wait(), err


def complete(store: Store) -> int:
    """Return how many portals are swept this week."""
    week = this_week()
    return sum(run.outcome is Outcome.COMPLETE for run in store.runs(week, week))


def figures(store: Store) -> tuple[object, ...]:
    """Return all that the week came to, true and protected."""
    week = this_week()
    cells = store.publishable.cells(week, week)
    return sorted(map(str, store.counts(week, week))), sorted(map(str, cells))


def alone(market: Market, folder: Path) -> tuple[object, ...]:
    """Count the same week on one machine with SQLite, without delays; return its figures."""
    config: Config = load(market.config(folder, f"sqlite:///{folder / 'data' / 'one.sqlite'}", 0.0))
    store = Store.open(config.storage.database, installation="the same")
    try:
        Collector(Installation(config, store, lambda: datetime.now(UTC))).collect()
        assert complete(store) == market.portals
        return figures(store)
    finally:
        store.close()


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """What became of a week on several machines.

    `too_soon` are requests to a host that came before its delay was over, or before the one before
    was answered; `on_the_wire` those of them in the moment after a pause. One request that
    a paused machine had let go makes two: itself, and the other machine's that comes after it.
    """

    complete: int
    lost: int
    doubled: int
    requests: int
    too_soon: int
    on_the_wire: int


def found(market: Market, store: Store, resumed: Sequence[float]) -> StoredFinding:
    """Look at the ledger, and at what each host was asked."""
    week = this_week()
    sweeps: dict[str, int] = {}
    for attempt in store.attempts(week):
        counted = attempt.check.outcome is Outcome.COMPLETE
        sweeps[attempt.portal] = sweeps.get(attempt.portal, 0) + counted
    soon = [later.at for server in market.servers for later in _too_soon(server, market.delay)]
    wire = sum(any(0 <= at - then < 0.5 for then in resumed) for at in soon)
    return StoredFinding(
        complete(store),
        market.portals - sum(count > 0 for count in sweeps.values()),
        sum(count > 1 for count in sweeps.values()),
        sum(len(server.requests) for server in market.servers),
        len(soon) - wire,
        wire,
    )


def _too_soon(server: PortalServer, delay: float) -> Iterator[Request]:
    log = sorted(server.requests, key=lambda request: request.at)
    # Two clocks are read, each with its own rounding: a thousandth of a second is none.
    yield from (b for a, b in pairwise(log) if b.at - a.ended < delay - 0.001)


@contextmanager
def market(hosts: int, portals: int, pages: int, delay: float) -> Iterator[Market]:
    """Serve portals on hosts of their own."""
    with ExitStack() as stack:
        servers = [stack.enter_context(PortalServer()) for _ in range(hosts)]
        made = Market(servers, portals, pages, delay)
        made.serve()
        yield made


def forget(market: Market) -> None:
    """Let the hosts forget what they were asked."""
    for server in market.servers:
        server.requests.clear()


Chance = random.Random


def chance(seed: int) -> Chance:
    """Return chance that can be had again."""
    return Chance(seed)
