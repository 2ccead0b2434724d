"""An installation beside portals that its attacker writes, to see what the counts tell him.

He has config.toml, may run every command, and wants to know which of his candidates are among the
numbers that others' portals show. What he can read is in `Learned`.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from monitor.collecting import one_sweep
from monitor.collecting.collect import Collector
from monitor.collecting.results import Result
from monitor.config import Config, PrivacySection, StorageSection
from monitor.counting.identifier_figures import FIGURES_FROM_IDENTIFIERS, cells_of_year
from monitor.installation import realms
from monitor.installation.installation import Installation
from scrapers.http.client import Fetcher
from scrapers.http.rate_limit import FetchContext
from scrapers.portal_config import Bounds, Field, NextPage, Portal, Terms
from storage import sightings
from storage.keys import key_file, new_key
from storage.records import ALL_PORTALS, Count
from storage.store import Store
from storage.tables import CHECK_COUNT
from storage.weeks import Week, ends_of, weeks_of
from tests.monitor.building import PlainYear
from tests.portal_server import Answer, PortalServer

OSLO = ZoneInfo("Europe/Oslo")
MONDAY = date(2022, 3, 7)
WEEK = Week.of(MONDAY)


def candidates(count: int) -> list[str]:
    """Return made-up numbers, which nobody has."""
    return [f"+4742{at:06d}" for at in range(count)]


def by_bits(numbers: list[str], bits: int) -> list[list[str]]:
    """Return for each portal the numbers to put on it, so that each number is on a set of its own.

    Candidate j is on portal i where bit i of j + 1 is set.
    """
    return [[n for j, n in enumerate(numbers) if (j + 1) >> i & 1] for i in range(bits)]


@dataclass(frozen=True)
class Learned:
    """All that a year's database tells in figures, of weeks and of the whole year.

    `checks` are those that a week is measured by, beside the week before.
    `sets` tell how many numbers stand on just these portals in a week. They are not kept: who has
    the database can count them, and no protection of what is published is in his way.
    """

    counts: tuple[Count, ...]
    checks: tuple[tuple[object, ...], ...]
    sets: Counter[tuple[Week, frozenset[str]]]
    yearly: dict[str, int]

    def seen(self, numbers: list[str], mine: list[str], other: str) -> set[str]:
        """Return the candidates that the overlaps give away as seen on another's portal."""
        shared = {portals for _, portals in self.sets if other in portals}
        sets = {
            number: frozenset(name for i, name in enumerate(mine) if (j + 1) >> i & 1)
            for j, number in enumerate(numbers)
        }
        return {number for number, names in sets.items() if names | {other} in shared}


class Town:
    """An installation with a key for 2022, and the server that all portals are on.

    `empty` is a SQLite file with empty tables, which is copied.
    """

    def __init__(self, folder: Path, server: PortalServer, empty: Path) -> None:
        self.folder = folder
        self.server = server
        folder.mkdir(parents=True)
        storage = StorageSection(
            database=f"sqlite:///{folder / 'data' / 'monitor.sqlite'}", keys=folder / "keys"
        )
        self.config = Config(contact="count@example.org", storage=storage)
        new_key(storage.keys, 2022)
        self._empty = empty
        self.store = self._opened()

    def _opened(self) -> Store:
        """Open a database with empty tables."""
        shutil.copytree(self._empty.parent, self.folder / "data", dirs_exist_ok=True)
        return Store.open(self.config.storage.database)

    def portal(
        self,
        name: str,
        numbers: Collection[str],
        *,
        local: bool = False,
        path: str = "",
        first: int = 0,
    ) -> Portal:
        """Open a portal that lists these numbers, an ad each, under a path of its own.

        `first` is the id of the first ad.
        """
        path = path or f"/{self.folder.name}/{name}"
        rows = [{"id": f"{name}{at}", "phone": number} for at, number in enumerate(numbers, first)]
        headers = {"Content-Type": "application/json"}
        self.server.routes[path] = Answer(json.dumps(rows), headers=headers)
        return Portal(
            name=name,
            start=f"{self.server.base}{path}",
            terms=Terms(checked_by="A. Tester", checked_on=MONDAY),
            bounds=Bounds(least=0, most=10_000, least_share_with_number=0.0),
            cards="",
            ad=Field(select="id"),
            number=Field(select="phone"),
            next=NextPage(only_page=True),
            format="json",
            local=local,
            delay_seconds=0.0,
        )

    def configure(self, *portals: Portal, **settings: Any) -> None:
        """Write config.toml anew."""
        changes: dict[str, Any] = {"portal": portals}
        if settings:
            changes["privacy"] = PrivacySection(**settings)
        self.config = self.config.model_copy(update=changes)

    def at(self, day: date) -> Installation:
        """Return the collector as it is on this day."""
        now = datetime.combine(day, time(6), OSLO)
        return Installation(self.config, self.store, lambda: now)

    def sweep(self, day: date = MONDAY) -> list[Result]:
        """Sweep all that is configured."""
        return Collector(self.at(day)).collect(self.config.portal)

    def approve(self, names: Iterable[str], day: date = MONDAY) -> list[Week]:
        """Approve portals, as `monitor portal approve` does."""
        collector = self.at(day)
        collector.plan()
        portals = {portal.name: portal for portal in self.config.portal}
        return [
            realms.approve_portal(self.store, portals[name], Week.of(day), day, "AB")
            for name in names
        ]

    def learned(self) -> Learned:
        """Return what the attacker can read."""
        with self.store._connections.reading() as connection:
            ids = sightings.counting_sweeps(connection, *ends_of(2022))
            year = {
                week: {
                    portal: [sightings.sightings_of(connection, sweep_id) for sweep_id in those]
                    for portal, those in ids.get(week, {}).items()
                }
                for week in weeks_of(2022)
            }
            checks = tuple(sorted(map(tuple, connection.execute(select(CHECK_COUNT)))))
        sets: Counter[tuple[Week, frozenset[str]]] = Counter()
        for week, portals in year.items():
            on: dict[bytes, set[str]] = {}
            for portal, sweeps in portals.items():
                for number in (n for sweep in sweeps for ad in sweep for n in ad.numbers):
                    on.setdefault(number, set()).add(portal)
            sets.update((week, frozenset(names)) for names in on.values())
        of_all = cells_of_year(PlainYear(year), (), len)[0][ALL_PORTALS]
        yearly = {
            name: sum(int(of_all[cell].count) for cell in cells)
            for name, cells in FIGURES_FROM_IDENTIFIERS.items()
            if name in {"distinct_numbers", "numbers_in_two_weeks"}
        }
        return Learned(self.store.counts(*ends_of(2022)), checks, sets, yearly)

    def empty_database(self) -> None:
        """Swap the database for a new one."""
        self.store.close()
        Path(self.config.storage.database.removeprefix("sqlite:///")).unlink()
        self.store = self._opened()

    @property
    def key(self) -> Path:
        """The file of the year's key."""
        return key_file(self.config.storage.keys, 2022)


def reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let portals that are not marked as local lie on loopback, too: here is the whole network."""

    def fetcher(portal: Portal, around: FetchContext, *watch: Any) -> Fetcher:
        return Fetcher(replace(portal, local=True), around, *watch)

    monkeypatch.setattr(one_sweep, "Fetcher", fetcher)
