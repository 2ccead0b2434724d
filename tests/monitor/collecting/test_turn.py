"""A sweep asks only while its hosts are its own, and stores only while its claim is."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from socket import gethostname
from threading import Event, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from monitor.collecting import turn
from monitor.collecting.collect import Collector
from monitor.collecting.machines import WAITS, machine_name, machines
from monitor.collecting.machines import Machine as Shown
from monitor.config import Config, load
from monitor.config.settings import StorageSection
from monitor.installation.installation import Installation
from monitor.open_points import machine_points
from monitor.open_weeks import OpenPoint
from monitor.report.words import Words
from monitor.service.one_service import is_running, only_service
from scrapers.model import Outcome
from scrapers.portal_config import Bounds, Field, NextPage, Portal, Terms
from storage.database import open_engine
from storage.errors import DatabaseAway, DatabaseProblem, HeldElsewhere, TakenOver
from storage.keys import key_file
from storage.private_files import make_private, private_folder
from storage.store import Store
from storage.weeks import Week
from tests.portal_server import Answer, PortalServer, Request

NOW = datetime(2022, 3, 7, 6, tzinfo=UTC)
WEEK = Week.of(NOW.date())
PAGES = 4
ROOT = Path(__file__).parents[3]
JSON = {"Content-Type": "application/json"}


class Machine:
    """A machine of its own that sweeps one portal of four pages into a database."""

    def __init__(self, folder: Path, url: str, server: PortalServer) -> None:
        storage = StorageSection(database=url, keys=folder / "keys")
        self.portal = Portal(
            name="fjord",
            start=f"{server.base}/0",
            terms=Terms(checked_by="A. Tester", checked_on=date(2022, 1, 3)),
            bounds=Bounds(least=0, most=100, least_share_with_number=0.0),
            cards="ads",
            ad=Field(select="id"),
            number=Field(select="phone"),
            next=NextPage(select="next"),
            format="json",
            local=True,
            delay_seconds=0.0,
        )
        self.config = Config(contact="count@example.org", storage=storage, portal=(self.portal,))
        private_folder(storage.keys)
        make_private(key_file(storage.keys, 2022), bytes(range(32)))
        self.url, self.server = url, server
        self.store = Store.open(url)
        self.installation = Installation(self.config, self.store, lambda: NOW)

    @property
    def outcomes(self) -> list[Outcome]:
        """What became of the week's sweeps."""
        return [attempt.check.outcome for attempt in self.store.attempts(WEEK)]


def serve(server: PortalServer, then: dict[int, Callable[[], object]]) -> None:
    """Make the pages; some do something before they answer."""

    def page(at: int) -> Callable[[Request], Answer]:
        def answer(_request: Request) -> Answer:
            then.get(at, lambda: None)()
            more = {"next": f"/{at + 1}"} if at + 1 < PAGES else {}
            rows = [{"id": f"{at}", "phone": f"+474200000{at}"}]
            return Answer(json.dumps({"ads": rows, **more}), headers=JSON)

        return answer

    server.routes = {f"/{at}": page(at) for at in range(PAGES)}


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is tried again be tried soon."""
    monkeypatch.setattr(turn, "AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(turn, "LEAST_DELAY_SECONDS", 0.3)


@pytest.fixture
def machine(tmp_path: Path, postgres_url: str, server: PortalServer) -> Iterator[Machine]:
    """A machine on PostgreSQL."""
    made = Machine(tmp_path, postgres_url, server)
    yield made
    made.store.close()


def end_sessions(url: str) -> None:
    """End every session of a database, as a server that is started again does."""
    engine = open_engine(url)
    ended = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with engine.connect() as connection:
        assert connection.scalar(ended)
    engine.dispose()


def test_a_server_that_was_started_again_costs_no_sweep(machine: Machine) -> None:
    """The hosts are taken again, and asked no sooner than a delay later."""
    serve(machine.server, {1: lambda: end_sessions(machine.url)})
    (result,) = Collector(machine.installation).collect()
    assert (result.check.outcome, result.statistics.ads) == (Outcome.COMPLETE, PAGES)
    assert machine.server.pauses[2] >= 0.3
    assert len({request.client for request in machine.server.requests}) == 1


def test_who_was_overtaken_asks_for_nothing_more_and_stores_nothing(machine: Machine) -> None:
    """Another machine began the sweep while this one had lost its session; not a word of it."""

    def overtaken() -> None:
        end_sessions(machine.url)
        other = Store.open(machine.url)
        with other.sweeping("fjord"):
            assert (
                other.begin(other.run_and_attempt_count("fjord", WEEK)[0], at=NOW, by="other") == 2
            )
        other.close()

    serve(machine.server, {1: overtaken})
    (result,) = Collector(machine.installation).collect()
    assert isinstance(result.problem, TakenOver)
    assert machine.server.paths == ["/robots.txt", "/0", "/1"]
    assert machine.outcomes == []
    assert machine.store.run_and_attempt_count("fjord", WEEK)[0].by == "other"


def test_who_has_lost_a_host_waits_until_the_other_has_done(machine: Machine) -> None:
    """Nothing is asked while another portal's sweep has the host."""
    other, freed = Store.open(machine.url), Event()
    let_go_at: list[float] = []

    def hold(taken: Event) -> None:
        with other.sweeping("tundra", hosts=[machine.server.base]):
            taken.set()
            freed.wait(1.0)
            let_go_at.append(time.monotonic())

    def lost() -> None:
        end_sessions(machine.url)
        taken = Event()
        Thread(target=hold, args=(taken,)).start()
        assert taken.wait(60)

    serve(machine.server, {1: lost})
    (result,) = Collector(machine.installation).collect()
    assert result.check.outcome is Outcome.COMPLETE
    assert machine.server.requests[3].at >= let_go_at[0]
    other.close()


def test_a_finished_sweep_waits_for_a_server_that_is_away(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stored when the server is there again; a fault for a moment, as it begins."""
    store, add, refused = machine.store, machine.store.add_sweep, [1, 2]

    def away(*of: object, **about: object) -> None:
        if refused:
            raise DatabaseAway(f"the database system is starting up {refused.pop()}")
        add(*of, **about)  # type: ignore[arg-type]

    serve(machine.server, {})
    monkeypatch.setattr(store, "add_sweep", away)
    (result,) = Collector(machine.installation).collect()
    assert (result.check.outcome, refused) == (Outcome.COMPLETE, [])
    assert machine.outcomes == [Outcome.COMPLETE]


def test_what_a_host_has_asked_for_holds_for_another_machine(
    machine: Machine, tmp_path: Path
) -> None:
    """In the ledger, for it to wait, and not in the memory of one."""
    serve(machine.server, {})
    machine.server.routes["/0"] = Answer(status=429, headers={"Retry-After": "7000"})
    (result,) = Collector(machine.installation).collect()
    assert result.check.outcome is Outcome.REFUSED
    until = machine.store.host_waits([machine.server.base])[machine.server.base]
    assert abs(until - NOW - timedelta(seconds=7000)) < timedelta(seconds=10)
    serve(machine.server, {})
    other = Machine(tmp_path / "other", machine.url, machine.server)
    asked = len(machine.server.requests)
    (result,) = Collector(other.installation).collect([other.portal])
    other.store.close()
    assert "has asked to wait 2 hours more" in result.check.reason
    assert len(machine.server.requests) == asked


@pytest.mark.parametrize("asked", ["42419753", "9" * 30, "9" * 400])
def test_what_a_host_asks_for_is_kept_as_a_month_at_most(machine: Machine, asked: str) -> None:
    """The moment until when would else give a phone number away, or be no moment at all."""
    serve(machine.server, {})
    machine.server.routes["/0"] = Answer(status=429, headers={"Retry-After": asked})
    (result,) = Collector(machine.installation).collect()
    assert result.check.outcome is Outcome.REFUSED
    until = machine.store.host_waits([machine.server.base])[machine.server.base]
    assert abs(until - NOW - timedelta(days=30)) < timedelta(seconds=10)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_portals_on_one_host_are_not_swept_by_two_programs_at_once(
    kind: str, tmp_path: Path, server: PortalServer, request: pytest.FixtureRequest
) -> None:
    """A sweep by hand is told so, and the service passes over it."""
    url = request.getfixturevalue(f"{kind.removesuffix('ql')}_url")
    one = Machine(tmp_path / "one", url, server)
    two = Machine(tmp_path / "two", url, server)
    tundra = replace(two.portal, name="tundra")
    two.installation.config = two.config.model_copy(update={"portal": (tundra,)})
    found = []

    def meanwhile() -> None:
        found.append(Collector(two.installation).collect([tundra]))
        found.append(Collector(two.installation).collect())

    serve(server, {1: meanwhile})
    (result,) = Collector(one.installation).collect()
    (by_hand,), due = found
    assert result.check.outcome is Outcome.COMPLETE
    assert isinstance(by_hand.problem, HeldElsewhere)
    assert due == []
    assert len({request.client for request in server.requests}) == 1
    serve(server, {})
    assert [each.check.outcome for each in Collector(two.installation).collect()] == [
        Outcome.COMPLETE
    ]
    for each in (one, two):
        each.store.close()


def test_a_new_holder_of_a_host_waits_a_whole_delay_first(
    tmp_path: Path, sqlite_url: str, server: PortalServer
) -> None:
    """Whoever had it before may have asked just now, and been killed."""
    machine = Machine(tmp_path, sqlite_url, server)
    slow = replace(machine.portal, delay_seconds=0.4)
    serve(server, {})
    machine.server.routes["/0"] = Answer(
        json.dumps({"ads": [{"id": "a", "phone": "+4742000000"}]}), headers=JSON
    )
    for _ in range(2):
        Collector(machine.installation).collect([slow])
    machine.store.close()
    assert len(server.requests) == 4
    assert min(server.pauses) >= 0.4


def test_a_lease_is_renewed_while_a_host_is_waited_for(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least once a minute, here much oftener, so that it outlasts its time."""
    monkeypatch.setattr(turn, "RENEW_SECONDS", 0.1)
    store = machine.store
    with store.sweeping("fjord", seconds=2) as lease:
        of_sweep = {"by": "here", "now": lambda: NOW, "stop": Event()}
        turn.Turn(machine.portal, store, lease, (WEEK, 1), **of_sweep).sleep(3.0)  # type: ignore[arg-type]
        assert lease.renew("still ours")


def test_status_shows_the_machines_what_each_does_and_one_that_differs(
    machine: Machine, tmp_path: Path
) -> None:
    """While they sweep, and while they wait; one with another config is a problem."""
    other = Machine(tmp_path / "other", machine.url, machine.server)
    other_config = other.config.model_copy(update={"language": "en"})
    differs = Collector(Installation(other_config, other.store, lambda: NOW))
    seen: list[Shown] = []
    points: list[OpenPoint] = []

    def look() -> None:
        if seen:
            return
        with other.store.sweeping(seconds=60) as presence:
            assert presence.renew(f"{differs.machine}: {WAITS}")
            seen.extend(machines(machine.config, machine.store))
            points.extend(machine_points(machine.installation, Words("en")))

    serve(machine.server, {2: look})
    Collector(machine.installation).collect()
    other.store.close()
    host = gethostname()[:16]
    assert sorted((each.host, each.doing, each.is_alike) for each in seen) == [
        (host, (), False),
        (host, ("page 3, fjord",), True),
    ]
    assert [point.title for point in points] == [
        f"Machine {host} has another config.toml or version"
    ]
    assert machines(machine.config, machine.store) == []


def test_where_things_are_may_differ_between_machines(machine: Machine, tmp_path: Path) -> None:
    """What is counted, and how, may not."""
    elsewhere = StorageSection(database="sqlite:///x/y.sqlite", keys=tmp_path / "elsewhere")
    config, portal = machine.config, replace(machine.portal, start="http://127.0.0.1:9/")
    alike = config.model_copy(update={"storage": elsewhere})
    assert machine_name(alike) == machine_name(config)
    for changes in ({"portal": (portal,)}, {"places": {"Oslo": ("Oslo",)}}):
        assert machine_name(config.model_copy(update=changes)) != machine_name(config)


def test_two_services_of_one_host_are_two_machines(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each in a folder of its own, which tells them apart; an older version has told none."""
    configs = []
    for name in ("first", "second"):
        file = tmp_path / name / "config.toml"
        file.parent.mkdir()
        file.write_text('contact = "count@example.org"', encoding="utf-8")
        configs.append(load(file, environment={}, needs_portal=False))
    shown = [f"{machine_name(config)}: {WAITS}" for config in configs]
    monkeypatch.setattr(Store, "shown_by_machines", lambda _store: [*shown, f"old abcdef: {WAITS}"])
    found = machines(configs[0], store)
    own = {each.host for each in found if each.is_alike}
    assert len(own) == 2
    assert all(re.fullmatch(r".+ \(folder [0-9a-f]{4}\)", host) for host in own)
    assert [each.host for each in found if not each.is_alike] == ["old"]
    monkeypatch.setattr(Store, "shown_by_machines", lambda _store: shown[:1])
    assert [each.host for each in machines(configs[0], store)] == [gethostname()[:16]]


def test_the_role_of_the_guide_is_all_that_a_machine_needs(
    machine: Machine, tmp_path: Path
) -> None:
    """It may read and write rows, and not change a table."""
    guide = (ROOT / "docs" / "many-machines.md").read_text(encoding="utf-8")
    owner = open_engine(machine.url).execution_options(isolation_level="AUTOCOMMIT")
    serve(machine.server, {})
    with owner.connect() as connection:
        for statement in re.findall(r"```sql\n(.*?)```", guide, re.DOTALL)[0].split(";")[:-1]:
            connection.execute(text(statement))
        try:
            url = machine.url.replace("//tester@", "//monitor_worker@")
            worker = Machine(tmp_path / "worker", url, machine.server)
            (result,) = Collector(worker.installation).collect()
            as_worker = open_engine(url)
            with pytest.raises(ProgrammingError), as_worker.begin() as changing:
                changing.execute(text("ALTER TABLE run ADD COLUMN more INTEGER"))
            as_worker.dispose()
            worker.store.close()
        finally:
            connection.execute(text("DROP OWNED BY monitor_worker"))
            connection.execute(text("DROP ROLE monitor_worker"))
    owner.dispose()
    assert result.check.outcome is Outcome.COMPLETE


def test_a_folder_has_one_service_and_a_server_as_many_as_there_are_machines(
    machine: Machine, tmp_path: Path
) -> None:
    """A second one in the same folder is refused, as on SQLite."""
    other = machine.config.model_copy(
        update={"storage": StorageSection(database=machine.url, keys=tmp_path / "other" / "keys")}
    )
    with only_service(machine.config):
        with pytest.raises(DatabaseProblem, match="is running"), only_service(machine.config):
            pass
        with only_service(other):
            assert is_running(machine.config)
