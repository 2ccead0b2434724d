"""Three machines on one PostgreSQL, and all that can happen to them: python -m benchmarks.machines.

Each round is a week of portals, every third of them on two hosts, in a database of its own. Every
few seconds a machine is killed, paused for longer than its lease, or told to stop, at random, and
the server is stopped hard and started again. The times of leases and ticks are short, the rest is
real. Exits 1 where a week was lost or doubled, a host asked too soon, or a figure is another than
one machine's.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path

from storage.errors import StorageError
from storage.store import Store
from tests import many_machines
from tests.postgres_server import UNPRIVILEGED

ROUNDS, PORTALS, HOSTS, PAGES, DELAY = 5, 40, 24, 6, 0.25
MOST_SECONDS = 900


class Server:
    """A PostgreSQL server of our own that can be shot down."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._as_user: dict[str, object] = {}
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            user = pwd.getpwnam(UNPRIVILEGED[0])
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        self._programs = programs[-1].parent if programs else Path("/usr/bin")
        self._run("initdb", "-D", self._data, "--username=tester", "--auth=trust", "--no-sync")

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _run(self, program: str, *words: str) -> None:
        command = [str(self._programs / program), *words]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(  # type: ignore[call-overload]  # noqa: S603 - the server's own programs
            command, cwd=self._folder, check=True, **quiet, **self._as_user
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-k {self._folder} -c listen_addresses= -c fsync=off -c max_connections=200"
        self._run("pg_ctl", "-D", self._data, "-w", "-o", options, "start")

    def stop(self, how: str) -> None:
        """Stop it: "fast" ends all sessions, "immediate" is a crash."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", how, "stop")

    def url(self, database: str) -> str:
        """Make a database and return its URL."""
        self._run("createdb", "-h", str(self._folder), "-U", "tester", database)
        return f"postgresql+psycopg://tester@/{database}?host={self._folder}"


@contextmanager
def server() -> Iterator[Server]:
    """Run a server until the block is left."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    made = Server(folder)
    made.start()
    try:
        yield made
    finally:
        made.stop("fast")
        shutil.rmtree(folder, ignore_errors=True)


def disturb(
    machines: many_machines.Machines, database: Server, chance: many_machines.Chance
) -> None:
    """Do one thing to one machine, or to the server."""
    time.sleep(chance.uniform(1, 4))
    what = chance.choice(["kill", "pause", "stop", "kill", "pause", "stop", "restart"])
    if what == "restart":
        machines.done[what] = machines.done.get(what, 0) + 1
        database.stop(chance.choice(["fast", "immediate"]))
        time.sleep(chance.uniform(0, 2))
        database.start()
    else:
        machines.do(what, chance.randrange(len(machines.running)))


def week(database: Server, number: int, folder: Path) -> bool:
    """Let machines sweep a week, print what came of it, and return whether all is well."""
    chance = many_machines.chance(number)
    with many_machines.market(HOSTS, PORTALS, PAGES, DELAY) as market:
        expected = many_machines.alone(market, folder / "alone")
        many_machines.forget(market)
        url = database.url(f"week{number}")
        Store.open(url, installation="the same").close()
        ahead = market.config(folder / "ahead", url, DELAY)
        code, _ = many_machines.clock_ahead(ahead, 3 * 3600)
        began = time.monotonic()
        with many_machines.machines(market, folder, url) as machines:
            while swept(url) < PORTALS and time.monotonic() - began < MOST_SECONDS:
                disturb(machines, database, chance)
                machines.start_again()
            seconds = time.monotonic() - began
            store = Store.open(url)
            until = time.monotonic() + 60
            while list(store.waiting_weeks()) and time.monotonic() < until:
                time.sleep(0.5)
            found = many_machines.found(market, store, machines.resumed)
            same = many_machines.figures(store) == expected
            store.close()
    done = ", ".join(f"{what} {count}" for what, count in sorted(machines.done.items()))
    counts = " ".join(f"{value:>9}" for value in astuple(found))
    alike = "the same" if same else "OTHERS"
    print(f"{number:>5} {seconds:>7.0f} {counts}  {alike:>8}  {code:>5}  {done}", flush=True)
    return same and code == 1 and (found.lost, found.doubled, found.too_soon) == (0, 0, 0)


def swept(url: str) -> int:
    """Return how many portals are swept; 0 while the server cannot be asked."""
    try:
        store = Store.open(url)
    except StorageError:
        return 0
    try:
        return many_machines.complete(store)
    except StorageError:
        return 0
    finally:
        store.close()


def main() -> None:
    """Run all rounds."""
    print(f"{ROUNDS} weeks of {PORTALS} portals on {HOSTS} hosts, 3 machines with 4 slots each")
    names = ("complete", "lost", "doubled", "requests", "too soon", "on wire")
    head = " ".join(f"{name:>9}" for name in names)
    print(f"{'week':>5} {'seconds':>7} {head}  {'figures':>8}  {'clock':>5}  done to them")
    with server() as database, tempfile.TemporaryDirectory() as folder:
        well = [week(database, number, Path(folder) / f"{number}") for number in range(ROUNDS)]
    print("all is well" if all(well) else "NOT WELL")
    sys.exit(0 if all(well) else 1)


if __name__ == "__main__":
    main()
