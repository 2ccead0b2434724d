"""Closing and backups on PostgreSQL; a server of this file's own, until the suite shares one."""

from __future__ import annotations

import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest

from monitor.backup import restore_backup, write_backup
from monitor.closing import close_year
from monitor.config import load
from monitor.demo.portals import DemoPortals
from storage.keys import fingerprint, load_key, new_key
from storage.store import Store
from storage.weeks import Week
from tests.monitor.conftest import Handmade, Installation, some_ads, write_config

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
pytestmark = pytest.mark.skipif(not BINARIES, reason="PostgreSQL is not installed")


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """Run a server in a folder, as the user postgres, whose databases are reached by a socket."""
    user = pwd.getpwnam("postgres")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    shutil.chown(folder, user.pw_uid, user.pw_gid)
    ids = {"user": user.pw_uid, "group": user.pw_gid}
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    initdb = [BINARIES[-1] / "initdb", "--username=tester", "--auth=trust", "--no-sync", "data"]
    subprocess.run(initdb, check=True, **quiet, **ids)  # type: ignore[call-overload]
    start = [BINARIES[-1] / "postgres", "-D", "data", "-k", folder, "-c", "listen_addresses="]
    process = subprocess.Popen(start, **quiet, **ids)  # type: ignore[call-overload]
    for _ in range(200):
        try:
            psycopg.connect(host=str(folder), user="tester", dbname="postgres").close()
            break
        except psycopg.OperationalError:
            time.sleep(0.05)
    yield folder
    process.send_signal(signal.SIGINT)  # at once, whoever is still connected
    process.wait()
    shutil.rmtree(folder, ignore_errors=True)


def fresh(server: Path, name: str) -> str:
    """Make an empty database and return its URL."""
    with psycopg.connect(
        host=str(server), user="tester", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql+psycopg://tester@/{name}?host={server}"


def test_a_year_lives_travels_and_is_closed(server: Path, tmp_path: Path) -> None:
    """Swept on PostgreSQL, restored into another, swept there again, closed, restored to SQLite."""
    market = Handmade({name: some_ads(name, 4) for name in ("nordlys", "fjord", "tundra")})
    with DemoPortals(market) as portals:
        url = fresh(server, "one")
        file = write_config(tmp_path / "home", portals.base)
        config = load(file, {"MONITOR_DATABASE": url})
        new_key(config.storage.keys, 2022)
        home = Installation(tmp_path / "home", config, Store.open(url), portals, market)
        for monday in (date(2022, 1, 3), date(2022, 1, 10)):
            home.at(monday).collect(config.portal)
        backup = write_backup(home.store, "", tmp_path / "b.zip", with_identifiers=True)
        home.store.close()

        home.store = Store.open(fresh(server, "two"))
        mark = fingerprint(load_key(config.storage.keys, 2022))
        back = restore_backup(home.store, backup, lambda year, m: (year, m) == (2022, mark))
        assert back.with_identifiers == (2022,)
        home.at(date(2022, 1, 11)).collect(config.portal)  # its sweep gets an id of its own
        weeks = Week(2022, 1), Week(2022, 52)
        before = home.store.counts(*weeks)
        record = close_year(home.at(date(2023, 1, 20)), 2022)
        assert "PostgreSQL: only rows could be checked, not the server's files and logs" in (
            record.verified
        )
        assert home.store.counts(*weeks) == before
        assert home.store.years_with_identifiers() == set()
        figures = {(f.portal, f.name): f.value for f in home.store.yearly_figures(2022)}
        assert figures["all", "distinct_numbers"] == figures["all", "numbers_in_two_weeks"] == 12
        last = write_backup(home.store, "", tmp_path / "c.zip", with_identifiers=True)
        home.store.close()

    sqlite = Store.open(f"sqlite:///{tmp_path}/d/monitor.sqlite")
    assert restore_backup(sqlite, last, lambda _year, _mark: True).with_identifiers == ()
    assert sorted(map(str, sqlite.counts(*weeks).counts)) == sorted(map(str, before.counts))
    assert sqlite.closings() == {2022: record}
    sqlite.close()
