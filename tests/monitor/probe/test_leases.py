"""What asks a portal without sweeping it holds its hosts meanwhile, as a sweep does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.config import Config, load
from monitor.probe.run import LOST, Visit
from scrapers.errors import FetchFailed
from scrapers.http.client import hosts_of
from storage.database import open_engine, write_transaction
from storage.errors import HeldElsewhere
from storage.locks import held
from storage.store import Store
from tests.commands import STARTED, monitor
from tests.monitor.collecting.test_turn import end_sessions
from tests.monitor.conftest import write_config
from tests.portal_server import Answer, PortalServer

BUSY = "is being asked by another process; wait for it, or stop it, and try again"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def config(
    tmp_path: Path,
    server: PortalServer,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Config:
    """A config whose portals are all on one host that answers."""
    server.routes = {path: Answer("<p>none</p>") for path in ("/", "/nordlys/", "/fjord/annonser")}
    monkeypatch.setenv("MONITOR_DATABASE", request.getfixturevalue(f"{request.param}_url"))
    return load(write_config(tmp_path, server.base))


@pytest.fixture
def swept(config: Config) -> Iterator[None]:
    """A sweep has the host of the portals for as long as the test lasts."""
    with closing(Store.open(config.storage.database)) as store:
        portal = config.portal[0]
        with store.sweeping(portal.name, hosts=hosts_of(portal)):
            yield


@pytest.mark.usefixtures("swept")
@pytest.mark.parametrize("words", [("fjord",), ("--url", "BASE/"), ("--url", "BASE/", "--suggest")])
def test_a_probe_is_refused_while_a_sweep_asks_the_host(
    words: tuple[str, ...], config: Config, tmp_path: Path, server: PortalServer
) -> None:
    """In a sentence; of a portal of another name on that host, too, and nothing is asked for."""
    assert config.portal[0].name != "fjord"
    ran = monitor("probe", *(word.replace("BASE", server.base) for word in words), at=tmp_path)
    assert (ran.code, BUSY in ran.err, server.paths) == (4, True, [])


@pytest.mark.usefixtures("swept")
def test_a_check_online_says_which_portals_could_not_be_asked(
    config: Config, tmp_path: Path, server: PortalServer
) -> None:
    """Each by its name, and nothing is asked for."""
    ran = monitor("check", "--online", at=tmp_path)
    assert (ran.code, server.paths) == (1, [])
    assert [f"{portal.name}: {server.base} {BUSY}" in ran.out for portal in config.portal] == [
        True for _ in config.portal
    ]


def test_a_sweep_finds_the_host_held_while_it_is_probed(config: Config) -> None:
    """And free again afterwards."""
    engine, (portal, *_) = open_engine(config.storage.database), config.portal
    with (
        Visit(portal, config, now),
        pytest.raises(HeldElsewhere, match=BUSY),
        held(engine, hosts=hosts_of(portal)),
    ):
        pass
    with held(engine, hosts=hosts_of(portal)):
        pass


def test_a_probe_asks_for_nothing_more_once_its_host_may_be_asked_by_others(
    tmp_path: Path, postgres_url: str, server: PortalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ended its session: that is a fault in a sentence."""
    monkeypatch.setenv("MONITOR_DATABASE", postgres_url)
    server.routes = {path: Answer("<p>none</p>") for path in ("/nordlys/", "/more")}
    config = load(write_config(tmp_path, server.base))
    with Visit(config.portal[0], config, now) as visit:
        visit.get(f"{server.base}/nordlys/", "list page 1")
        end_sessions(postgres_url)
        with pytest.raises(FetchFailed, match=LOST):
            visit.get(f"{server.base}/more", "list page 2")
    assert "/more" not in server.paths


def note_wait(config: Config, until: datetime) -> None:
    """Let the ledger say that a sweep was asked to leave the portals' host alone until then."""
    with closing(Store.open(config.storage.database)) as store:
        store.note_host_waits(dict.fromkeys(hosts_of(config.portal[0]), until))


@pytest.mark.parametrize("words", [("probe", "fjord"), ("check", "--online")])
def test_what_a_host_has_asked_a_sweep_for_holds_for_who_only_looks(
    words: tuple[str, ...], config: Config, tmp_path: Path, server: PortalServer
) -> None:
    """More time than is waited for is a refusal, before anything is asked for."""
    note_wait(config, STARTED + timedelta(seconds=7000))  # by the clock of the command
    ran = monitor(*words, at=tmp_path)
    assert (ran.code, server.paths) == (1, [])
    said = " ".join((ran.out + ran.err).split())
    assert "fjord has asked to wait 2 hours more" in said, said


def test_a_wait_that_is_short_is_waited_for_and_is_no_pace(
    config: Config, server: PortalServer
) -> None:
    """Nothing goes out before its end; a sweep's pages will not take that long."""
    began = time.monotonic()
    note_wait(config, now() + timedelta(seconds=1))
    with Visit(config.portal[0], config, now) as visit:
        visit.get(f"{server.base}/nordlys/", "list page 1")
    assert server.requests[0].at - began >= 1
    assert visit.pace().wait == config.portal[0].delay_seconds


def test_a_database_of_an_older_version_knows_of_no_waits(
    config: Config, server: PortalServer
) -> None:
    """A probe makes no tables, and is no reason to upgrade any."""
    note_wait(config, now() + timedelta(hours=2))
    engine = open_engine(config.storage.database)
    with write_transaction(engine) as connection:
        connection.execute(text("DROP TABLE host"))
    engine.dispose()
    with Visit(config.portal[0], config, now) as visit:
        visit.get(f"{server.base}/nordlys/", "list page 1")
    assert server.paths == ["/robots.txt", "/nordlys/"]
