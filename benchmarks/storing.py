"""Sightings as the store keeps them, beside hex text in ordinary tables and beside ORM objects."""

from __future__ import annotations

import secrets
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from sqlalchemy.orm import Session

from scrapers.model import Outcome, Sighting, Sweep
from storage.database import open_engine, write_transaction
from storage.records import CheckResult, WeekCounts, WeekSightings
from storage.store import Store
from storage.tables import AdSighting, NumberSighting
from storage.weeks import Week

SIGHTINGS, ROUNDS = 20_000, 5
WEEK = Week(2022, 10)


def main() -> None:
    """Print bytes a million sightings, and how the time to write compares with ORM objects."""
    sightings = tuple(
        Sighting(secrets.token_bytes(16), frozenset({secrets.token_bytes(16)}), frozenset({"Oslo"}))
        for _ in range(SIGHTINGS)
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ratios = [
            _seconds(folder / f"core{turn}.sqlite", sightings, _with_store)
            / _seconds(folder / f"orm{turn}.sqlite", sightings, _with_orm)
            for turn in range(ROUNDS)
        ]
        _hex_text(folder / "text.sqlite", sightings)
        ours, text = ((folder / file).stat().st_size for file in ("core0.sqlite", "text.sqlite"))
    million = 1_000_000 / SIGHTINGS / 1e6
    print(f"storing a million sightings with a number: {ours * million:.0f} MB, ", end="")
    print(f"{ours / text:.2f} of hex text in tables with rowids ({text * million:.0f} MB)")
    print(f"  time to write a sweep, of that with ORM objects: {median(ratios):.2f} (median)")


Write = Callable[[Store, str, tuple[Sighting, ...]], None]


def _seconds(file: Path, sightings: tuple[Sighting, ...], write: Write) -> float:
    url = f"sqlite:///{file}"
    store = Store.open(url)
    store.plan("nordlys", [WEEK], simulated=True)
    started = time.perf_counter()
    write(store, url, sightings)
    seconds = time.perf_counter() - started
    store.close()
    return seconds


def _with_store(store: Store, _url: str, sightings: tuple[Sighting, ...]) -> None:
    sweep = Sweep("nordlys", sightings, 1, SIGHTINGS, None)
    store.add_sweep(sweep, WEEK, CheckResult(Outcome.COMPLETE), _count_nothing, late=False)


def _count_nothing(_week: Week, _sightings: WeekSightings) -> WeekCounts:
    return WeekCounts()


def _with_orm(store: Store, url: str, sightings: tuple[Sighting, ...]) -> None:
    store.add_failure("nordlys", WEEK, CheckResult(Outcome.FAILED))
    with write_transaction(open_engine(url)) as connection, Session(connection) as session:
        for sighting in sightings:
            session.add(AdSighting(sweep_id=1, ad=sighting.ad, place="Oslo"))
            session.add_all(
                NumberSighting(sweep_id=1, ad=sighting.ad, number=number)
                for number in sighting.numbers
            )
        session.flush()


def _hex_text(file: Path, sightings: tuple[Sighting, ...]) -> None:
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE ad (sweep, ad TEXT, place TEXT, UNIQUE (sweep, ad, place))")
    database.execute(
        "CREATE TABLE number (sweep, ad TEXT, number TEXT, UNIQUE (sweep, ad, number))"
    )
    database.executemany("INSERT INTO ad VALUES (1, ?, 'Oslo')", ((s.ad.hex(),) for s in sightings))
    database.executemany(
        "INSERT INTO number VALUES (1, ?, ?)",
        ((s.ad.hex(), number.hex()) for s in sightings for number in s.numbers),
    )
    database.commit()
    database.close()
