"""Three machines on one PostgreSQL: no week is lost or doubled, and no host asked too soon."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from storage.store import Store
from tests import many_machines
from tests.monitor.collecting.test_turn import end_sessions

MOST_SECONDS = 120
"""When a test gives up, which on a busy machine must not be soon."""


def test_three_machines_count_a_week_as_one_does(tmp_path: Path, postgres_url: str) -> None:
    """One is killed, one paused for longer than its lease, one told to stop; sessions are ended."""
    with many_machines.market(hosts=6, portals=9, pages=3, delay=0.15) as market:
        expected = many_machines.alone(market, tmp_path / "alone")
        many_machines.forget(market)
        store = Store.open(postgres_url, installation="the same")
        with many_machines.machines(market, tmp_path, postgres_url) as machines:
            until_complete(store, 1)
            machines.do("kill", 0, restart=False)
            end_sessions(postgres_url)
            machines.do("pause", 1)
            machines.do("stop", 2)
            until_complete(store, market.portals)
            found = many_machines.found(market, store, machines.resumed)
            until_counted(store)
        figures = many_machines.figures(store)
        store.close()
    assert (found.complete, found.lost, found.doubled) == (9, 0, 0)
    assert (found.too_soon, found.on_the_wire <= 2) == (0, True)
    assert figures == expected


def until_complete(store: Store, portals: int) -> None:
    """Wait until so many portals are swept."""
    deadline = time.monotonic() + MOST_SECONDS
    while many_machines.complete(store) < portals:
        if time.monotonic() > deadline:
            pytest.fail(f"{many_machines.complete(store)} of {portals} in {MOST_SECONDS} s")
        time.sleep(0.1)


def until_counted(store: Store) -> None:
    """Wait until the week is counted by whoever was the last."""
    deadline = time.monotonic() + MOST_SECONDS
    while list(store.waiting_weeks()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
