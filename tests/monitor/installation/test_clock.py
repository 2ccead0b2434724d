"""Machines on one database go by its server's clock, and one that is far off does no work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from monitor.installation.clock import SharedClock
from storage.store import Store

pytestmark = pytest.mark.usefixtures("tables")


def ahead(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


@pytest.mark.parametrize("seconds", [0, 40, -40, 10_800, -10_800])
def test_the_time_is_the_servers_whatever_the_machine_says(
    postgres_url: str, seconds: float
) -> None:
    """So weeks begin, are due and are closed at one moment on all machines."""
    store = Store.open(postgres_url)
    clock = SharedClock(store, lambda: ahead(seconds))
    assert abs(clock() - datetime.now(UTC)) < timedelta(seconds=5)
    store.close()


@pytest.mark.parametrize(
    ("seconds", "is_told"), [(50, False), (-50, False), (70, True), (-70, True), (10_800, True)]
)
def test_a_clock_more_than_a_minute_off_is_told(
    postgres_url: str, seconds: float, *, is_told: bool
) -> None:
    """Three hours ahead, it would close the others' weeks on Sunday evening."""
    store = Store.open(postgres_url)
    problem = SharedClock(store, lambda: ahead(seconds)).problem()
    store.close()
    assert bool(problem) is is_told


@dataclass(frozen=True)
class Server:
    """A store whose server's clock stands."""

    time: datetime

    def server_time(self) -> datetime:
        """Return its time."""
        return self.time


@pytest.mark.parametrize(("seconds", "is_told"), [(60, False), (-60, False), (61, True)])
def test_a_clock_is_believed_to_the_minute(seconds: int, is_told: bool) -> None:
    """Exactly one is within it; the server's clock is a stub, for an exact difference."""
    server = datetime(2022, 3, 7, 6, tzinfo=UTC)
    own = server + timedelta(seconds=seconds)
    clock = SharedClock(cast(Store, Server(server)), lambda: own)
    assert (bool(clock.problem()), clock()) == (is_told, server)


def test_both_clocks_are_told_as_they_stand() -> None:
    """A year is seen at once, and needs no dividing of seconds."""
    server = datetime(2022, 3, 7, 6, tzinfo=UTC)
    own = server + timedelta(days=365, hours=1)
    problem = SharedClock(cast(Store, Server(server)), lambda: own).problem()
    assert (
        "clock says 2023-03-07 07:00:00, and that of the database's server 2022-03-07 06:00:00,"
        in problem
    )


def test_a_clock_that_is_set_while_the_service_runs_is_looked_at_again(postgres_url: str) -> None:
    """It is right at the start, wrong an hour later, and then right again."""
    store, off = Store.open(postgres_url), [0.0]
    clock = SharedClock(store, lambda: ahead(off[0]))
    assert clock.problem() == ""
    off[0] = 4000
    assert "Set it right" in clock.problem()
    off[0] = 0
    assert clock.problem() == ""
    store.close()


def test_beside_sqlite_the_machines_clock_is_the_only_one(sqlite_url: str) -> None:
    """There is no server to ask."""
    store = Store.open(sqlite_url)
    clock = SharedClock(store, lambda: ahead(10_800))
    assert (clock.problem(), clock() > ahead(10_000)) == ("", True)
    store.close()
