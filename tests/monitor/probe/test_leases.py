"""What asks a portal without sweeping it holds its hosts meanwhile, as a sweep does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.config import Config, load
from monitor.probe.run import LOST, Visit
from scrapers.errors import FetchFailed
from scrapers.http.client import hosts_of
from storage.database import open_engine
from storage.errors import HeldElsewhere
from storage.locks import Locks
from storage.store import Store
from tests.commands import monitor
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
    locks, (portal, *_) = Locks(open_engine(config.storage.database)), config.portal
    with (
        Visit(portal, config, now),
        pytest.raises(HeldElsewhere, match=BUSY),
        locks.held((), hosts_of(portal)),
    ):
        pass
    with locks.held((), hosts_of(portal)):
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
