"""One sweep of a portal at a time; portals that finish together see each other."""

import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Barrier, Thread
from time import monotonic, sleep

import pytest
from sqlalchemy import text

from storage.database import open_engine
from storage.errors import DatabaseAway, DatabaseProblem, HeldElsewhere
from storage.store import Store
from tests.processes import Child, start
from tests.storage.support import (
    COMPLETE,
    WEEK,
    a_sweep,
    add,
    add_counted,
    count,
    shared_cell,
    sighting,
)

HOLD = """
import sys, time
from storage.store import Store
store = Store.open(sys.argv[1])
with store.sweeping("fjord"):
    print("held", flush=True)
    time.sleep(60)
"""
BUSY = "fjord is being swept by another process"


@contextmanager
def another_process(url: str) -> Iterator[Child]:
    """Let another process hold the portal for as long as the block lasts."""
    with start(HOLD, url) as process:
        assert process.stdout.readline() == "held\n"
        yield process


def hold(store: Store, portal: str = "fjord") -> str:
    """Hold a portal for a moment."""
    with store.sweeping(portal):
        return "held"


def test_a_portal_is_held_once_at_a_time(store: Store) -> None:
    """The second to ask is told what to do."""
    with store.sweeping("fjord"), pytest.raises(DatabaseProblem, match=BUSY):
        hold(store)


def test_another_portal_can_be_held_meanwhile(store: Store) -> None:
    """Locks are for one portal each."""
    with store.sweeping("fjord"):
        assert hold(store, "tundra") == "held"


def test_a_portal_is_held_for_another_store_too(store: Store, database_url: str) -> None:
    """What counts is the database, not the object."""
    with (
        closing(Store.open(database_url)) as other,
        store.sweeping("fjord"),
        pytest.raises(DatabaseProblem, match=BUSY),
    ):
        hold(other)


def test_a_portal_is_free_again_for_everybody(store: Store, database_url: str) -> None:
    """After one sweep another program may begin the next, though the first one still runs."""
    hold(store)
    with closing(Store.open(database_url)) as other:
        assert hold(other) == "held"


def test_a_sweep_that_fails_frees_its_portal(store: Store, database_url: str) -> None:
    """The lock goes however the block is left."""
    with pytest.raises(ArithmeticError), store.sweeping("fjord"):
        raise ArithmeticError
    with closing(Store.open(database_url)) as other:
        assert hold(other) == "held"


def test_the_holder_can_use_its_store(store: Store) -> None:
    """Holding a portal does not stand in the way of writing its sweep."""
    store.plan({"fjord": False}, [WEEK])
    with store.sweeping("fjord"):
        add(store, a_sweep("fjord", sighting("a")))

    assert len(store.attempts(WEEK)) == 1


def test_another_process_holds_a_portal_until_it_is_killed(store: Store, database_url: str) -> None:
    """A killed sweep blocks nobody, and needs nobody to clean up after it."""
    with another_process(database_url) as process:
        with pytest.raises(DatabaseProblem, match=BUSY):
            hold(store)
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_until_gone(database_url)

        assert hold(store) == "held"


def wait_until_gone(url: str) -> None:
    """Wait until the server has noticed that a client is no more; a file needs no waiting."""
    engine = open_engine(url)
    if engine.dialect.name == "postgresql":
        query = text(
            "SELECT pg_sleep(0.02), count(*) FROM pg_locks"
            " JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        for _ in range(200):
            with engine.connect() as connection:
                if connection.execute(query).one()[1] == 0:
                    break
    engine.dispose()


def test_a_sweep_keeps_no_transaction_open(postgres_url: str) -> None:
    """A sweep lasts for hours; a transaction as long would hold back the whole server."""
    engine = open_engine(postgres_url)
    query = text("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
    with (
        closing(Store.open(postgres_url)) as store,
        store.sweeping("fjord"),
        engine.connect() as connection,
    ):
        waiting = connection.scalar(query)
    engine.dispose()

    assert waiting == 0


def test_a_lock_is_ours_until_the_end_of_its_sweep(store: Store) -> None:
    """Of a file or a session, as long as nobody takes it away."""
    with store.sweeping("fjord", hosts=["a.example"]) as lease:
        assert lease.renew("monitor here: page 1, fjord")
        lease.take()
        assert lease.renew("monitor here: page 2, fjord")


def test_a_locks_file_is_for_its_owner_alone(sqlite_url: str) -> None:
    """As all files beside the database are."""
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    with closing(Store.open(sqlite_url)) as store, store.sweeping("fjord"):
        assert (folder / "fjord.lock").stat().st_mode & 0o777 == 0o600


def test_a_lock_that_cannot_be_made_is_a_problem(sqlite_url: str) -> None:
    """A folder that went away is said in words."""
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    with closing(Store.open(sqlite_url)) as store:
        (folder / "fjord.lock").mkdir()
        with pytest.raises(DatabaseProblem):
            hold(store)


@pytest.mark.parametrize("same", [True, False], ids=["one store", "two stores"])
def test_portals_that_finish_together_see_each_other(
    store: Store, database_url: str, same: bool
) -> None:
    """Whichever comes last counts the week over both, every time."""
    stores = [store, store if same else Store.open(database_url)]
    weeks = [WEEK]
    for _ in range(5):
        weeks.append(weeks[-1].next())
    for portal in ("fjord", "tundra"):
        store.plan({portal: False}, weeks)
    together = Barrier(2)

    def sweep_all(mine: Store, portal: str) -> None:
        for week in weeks:
            together.wait(60)
            found = a_sweep(portal, sighting(portal, "shared", f"only {portal}"))
            add_counted(mine, found, week, COMPLETE, count, late=False)

    pairs = zip(stores, ("fjord", "tundra"), strict=True)
    threads = [Thread(target=sweep_all, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    counts = store.counts(weeks[0], weeks[-1])
    cells = store.publishable.cells(weeks[0], weeks[-1])
    if not same:
        stores[1].close()

    assert list(cells) == [shared_cell(week, 1) for week in weeks]
    assert len(counts) == 2 * len(weeks)


def end_sessions(url: str) -> None:
    """End every other session of a database, as a server that is started again does."""
    engine = open_engine(url)
    with engine.connect() as connection:
        ended = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert connection.execute(ended).all()
    engine.dispose()


def test_a_lock_that_the_server_dropped_is_said_and_costs_no_sweep(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What was swept under it can be stored; and the portal is free for the next one."""
    with closing(Store.open(postgres_url)) as store:
        store.plan({"fjord": False}, [WEEK])
        with store.sweeping("fjord"):
            end_sessions(postgres_url)
            with closing(Store.open(postgres_url)) as other:
                assert hold(other) == "held"
            add(store, a_sweep("fjord", sighting("one")))
        assert "had let go of fjord" in caplog.text
        assert hold(store) == "held"
        assert [attempt.nr for attempt in store.attempts(WEEK)] == [1]


def test_a_host_is_held_once_whatever_portals_are_on_it(store: Store) -> None:
    """Two hosts are taken together or not at all."""
    with store.sweeping("fjord", hosts=["a.example", "b.example"]):
        with (
            pytest.raises(HeldElsewhere, match=r"b\.example is being asked by another process"),
            store.sweeping("tundra", hosts=["b.example", "c.example"]),
        ):
            pass
        with store.sweeping("tundra", hosts=["c.example"]):
            pass
    with store.sweeping("tundra", hosts=["b.example"]):
        pass


def test_a_host_is_no_portal(store: Store) -> None:
    """Whatever they are called."""
    with store.sweeping("fjord", hosts=["fjord", "http://127.0.0.1:8000"]):
        pass


def wait_until_free(store: Store) -> None:
    """Wait until the portal can be held; a busy machine may take its time."""
    ends = monotonic() + 60
    while monotonic() < ends:
        with suppress(HeldElsewhere):
            hold(store)
            return
        sleep(0.1)
    raise AssertionError("nobody let go of the portal")


def test_a_lease_is_ours_as_long_as_it_is_renewed(postgres_url: str) -> None:
    """A machine that shows no sign of life loses it, though its connection is still there."""
    page = "monitor here: page 2 of 3, fjord"
    with closing(Store.open(postgres_url)) as store, closing(Store.open(postgres_url)) as other:
        with store.sweeping("fjord", seconds=4) as lease:
            for _ in range(4):
                sleep(1.2)
                assert lease.renew(page)
                with pytest.raises(HeldElsewhere):
                    hold(other)
            wait_until_free(other)
            assert not lease.renew(page)
            assert not lease.renew(page)
            lease.take()
            assert lease.renew(page)
            with pytest.raises(HeldElsewhere):
                hold(other)
        assert hold(other) == "held"


def test_a_lease_that_somebody_else_has_now_is_not_taken_again(postgres_url: str) -> None:
    """Whoever comes too late has to wait."""
    with (
        closing(Store.open(postgres_url)) as store,
        closing(Store.open(postgres_url)) as other,
        store.sweeping("fjord", seconds=60) as lease,
    ):
        end_sessions(postgres_url)
        with other.sweeping("tundra", "fjord"):
            assert not lease.renew("")
            with pytest.raises(HeldElsewhere, match=BUSY):
                lease.take()
        lease.take()


def test_a_server_that_is_away_is_told_from_one_that_says_no(postgres_url: str) -> None:
    """The first may be there again a moment later."""
    with pytest.raises(DatabaseAway):
        Store.open(postgres_url.replace("host=", "host=/nowhere"))
    with closing(Store.open(postgres_url)) as store, pytest.raises(DatabaseProblem) as problem:
        store.run_and_attempt_count("fjord", WEEK)
    assert not isinstance(problem.value, DatabaseAway)


def test_a_lease_goes_along_with_the_connections_own_options(postgres_url: str) -> None:
    """What the URL says is kept, and the lease's time-out is the one that holds."""
    with closing(Store.open(f"{postgres_url}&options=-c%20search_path%3Dpublic")) as store:
        assert hold(store) == "held"
    never = f"{postgres_url}&options=-c%20idle_session_timeout%3D0"
    with (
        closing(Store.open(never)) as store,
        closing(Store.open(postgres_url)) as other,
        store.sweeping("fjord", seconds=1) as lease,
    ):
        wait_until_free(other)
        assert not lease.renew("")
