"""What the tests of this folder share: small sweeps, and a readable way of counting them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, event, text

from scrapers.model import Outcome, Sighting, Sweep
from storage.database import write_transaction
from storage.records import (
    ALL_PLACES,
    ALL_PORTALS,
    CheckResult,
    Count,
    CountWeek,
    Protected,
    ProtectedCount,
    WeekCounts,
    WeekSightings,
)
from storage.store import Store
from storage.weeks import Week

ROOT = Path(__file__).parents[2]

WEEK = Week(2026, 10)
COMPLETE = CheckResult(Outcome.COMPLETE)
SUSPECT = CheckResult(Outcome.SUSPECT, "too few ads")


def identifier(text: str) -> bytes:
    """Make something that looks like an identifier and can be recognised."""
    return text.encode().ljust(16, b"\xee")


def sighting(ad: str, *numbers: str, places: Iterable[str] = ("Oslo",)) -> Sighting:
    """Sight an ad."""
    return Sighting(identifier(ad), frozenset(map(identifier, numbers)), frozenset(places))


def a_sweep(portal: str, *sightings: Sighting) -> Sweep:
    """Sweep these ads, each on a page of its own."""
    return Sweep(portal, sightings, len(sightings), len(sightings), None)


def count(week: Week, sightings: WeekSightings) -> WeekCounts:
    """Count ads in all of a portal's sweeps, and as a cell the numbers on every portal."""
    counts = [
        Count(week, portal, ALL_PLACES, "ads", float(sum(map(len, sweeps))))
        for portal, sweeps in sorted(sightings.items())
    ]
    numbers = {
        portal: {number for sweep in sweeps for ad in sweep for number in ad.numbers}
        for portal, sweeps in sightings.items()
    }
    shared = set.intersection(*numbers.values()) if len(numbers) > 1 else set()
    return WeekCounts(tuple(counts), (shared_cell(week, len(shared)),) if shared else ())


def shared_cell(week: Week, numbers: int) -> ProtectedCount:
    """Return the cell in which `count` keeps the numbers that are on every portal."""
    return ProtectedCount(week, ALL_PORTALS, ALL_PLACES, "several", Protected(numbers))


def ads(store: Store, week: Week = WEEK) -> dict[str, float]:
    """Return the ads of each portal that has a count in the week."""
    return {each.portal: each.value for each in store.counts(week, week)}


def add_counted(
    store: Store, sweep: Sweep, week: Week, check: CheckResult, count: CountWeek, **more: Any
) -> None:
    """Add a sweep, and count its week."""
    store.add_sweep(sweep, week, check, **more)
    store.recount([week], count)


def add(store: Store, sweep: Sweep, check: CheckResult = COMPLETE, *, late: bool = False) -> None:
    """Add a sweep to the week that the tests are about."""
    add_counted(store, sweep, WEEK, check, count, late=late)


def make_version_0004(engine: Engine, *statements: str) -> None:
    """Make a database as version 0004 made it, with what statements put into it."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    with write_transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        for statement in statements:
            connection.execute(text(statement))


@contextmanager
def journals_of(store: Store) -> Iterator[list[list[bytes]]]:
    """Hold each transaction's journal open: give what it held in turn, last of all in the end."""
    file, held = store._connections.file, dict[int, BinaryIO]()
    contents: list[list[bytes]] = []
    with ExitStack() as stack:

        def look(*_: object) -> None:
            journal = Path(f"{file}-journal")
            if journal.exists() and journal.stat().st_ino not in held:
                held[journal.stat().st_ino] = stack.enter_context(journal.open("rb"))
                contents.append([])
            for opened, seen in zip(held.values(), contents, strict=True):
                opened.seek(0)
                seen.append(opened.read())

        event.listen(store._engine, "before_cursor_execute", look)
        yield contents
        event.remove(store._engine, "before_cursor_execute", look)
        look()
        assert {os.fstat(opened.fileno()).st_nlink for opened in held.values()} == {0}
