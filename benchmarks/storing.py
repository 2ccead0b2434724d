"""Sightings as the store keeps them, beside hex text in ordinary tables."""

from __future__ import annotations

import secrets
import sqlite3
import tempfile
import time
from pathlib import Path
from statistics import median

from scrapers.model import Outcome, Sighting, Sweep
from storage.records import CheckResult
from storage.store import Store
from storage.weeks import Week

SIGHTINGS, ROUNDS = 20_000, 5
WEEK = Week(2022, 10)


def main() -> None:
    """Print bytes a million sightings, and the time to write a sweep of them."""
    sightings = tuple(
        Sighting(secrets.token_bytes(16), frozenset({secrets.token_bytes(16)}), frozenset({"Oslo"}))
        for _ in range(SIGHTINGS)
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds = [_seconds(folder / f"ours{turn}.sqlite", sightings) for turn in range(ROUNDS)]
        _hex_text(folder / "text.sqlite", sightings)
        ours, text = ((folder / file).stat().st_size for file in ("ours0.sqlite", "text.sqlite"))
    million = 1_000_000 / SIGHTINGS / 1e6
    print(f"storing a million sightings with a number: {ours * million:.0f} MB, ", end="")
    print(f"{ours / text:.2f} of hex text in tables with rowids ({text * million:.0f} MB)")
    print(f"  time to write a sweep of {SIGHTINGS:,}: {median(seconds):.2f} s (median)")


def _seconds(file: Path, sightings: tuple[Sighting, ...]) -> float:
    store = Store.open(f"sqlite:///{file}")
    store.plan({"nordlys": True}, [WEEK])
    sweep = Sweep("nordlys", sightings, 1, SIGHTINGS, None)
    started = time.perf_counter()
    store.add_sweep(sweep, WEEK, CheckResult(Outcome.COMPLETE), late=False)
    seconds = time.perf_counter() - started
    store.close()
    return seconds


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
