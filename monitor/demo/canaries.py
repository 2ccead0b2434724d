"""Sweeps canaries into an installation of its own, in every way that a sweep can end.

`monitor audit` uses it: the same code as a real week, on portals that show planted values.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from monitor.collect import Collector, Result
from monitor.config import Config, load
from monitor.demo.market import DemoAd, MarketWeek
from monitor.demo.portals import DemoPortals, Fault
from monitor.report.build import write_files
from monitor.report.words import Words
from monitor.year_counts import report_of_year
from storage.keys import new_key
from storage.store import Store

CONFIG = """
contact = "audit@example.org"
[storage]
database = "sqlite:///data/audit.sqlite"
keys = "keys"
[places]
Oslo = ["Oslo"]
[[portal]]
name = "nordlys"
start = "{base}/nordlys/"
local = true
simulated = true
delay_seconds = 0.0
terms = {{ checked_by = "the audit itself", checked_on = 2022-01-01 }}
bounds = {{ least = 1, most = 100, least_share_with_number = 0.0 }}
cards = "main.list article.ad"
no_ads = "p.empty"
ad = {{ select = "h2 a", attribute = "href" }}
place = {{ select = ".place" }}
number = {{ select = ".contact" }}
next = {{ select = 'a[rel="next"]' }}
"""
MONDAYS = tuple(date.fromisocalendar(2022, week, 1) for week in (10, 11, 12))
FAULTS = (
    Fault("nordlys", MONDAYS[1], MONDAYS[1], "out"),
    Fault("nordlys", MONDAYS[2], MONDAYS[2], "layout"),
)


@dataclass(frozen=True, slots=True)
class Canaries:
    """Values that exist nowhere else, so that finding one proves where it came from."""

    numbers: tuple[str, ...]
    slugs: tuple[str, ...]
    place: str

    @classmethod
    def fresh(cls) -> Canaries:
        """Make new ones: numbers that nobody has, and random ad ids and a random place."""
        starts = ("+4742", "+4743", "+4744", "+4749")
        numbers = tuple(f"{start}{secrets.randbelow(900_000) + 100_000}" for start in starts)
        return cls(numbers, tuple(secrets.token_hex(8) for _ in starts), secrets.token_hex(8))

    @property
    def values(self) -> tuple[str, ...]:
        """All that must not be found."""
        return (*self.numbers, *self.slugs, self.place)

    def week(self, monday: date) -> MarketWeek:
        """Show an ad for each canary, in every week."""
        pairs = zip(self.slugs, self.numbers, strict=True)
        places = ("Oslo", self.place)
        ads = tuple(
            DemoAd(slug, places, (number,), agency=False, featured=False) for slug, number in pairs
        )
        return MarketWeek(monday, {"nordlys": ads})


def sweep_canaries(folder: Path, canaries: Canaries) -> list[Result]:
    """Install a monitor in a folder and let it count, fail and be shut out; then make a report."""
    folder.mkdir(parents=True, exist_ok=True)
    with DemoPortals(canaries, faults=FAULTS) as portals:
        file = folder / "config.toml"
        file.write_text(CONFIG.format(base=portals.base), encoding="utf-8")
        config = load(file, environment={})
        new_key(config.storage.keys, MONDAYS[0].year)
        store = Store.open(config.storage.database)
        try:
            results = [_sweep(config, store, portals, monday) for monday in MONDAYS]
            annual = report_of_year(config, store, MONDAYS[0].year, MONDAYS[-1])
            write_files(annual, Words("nb"), folder / "reports")
            return results
        finally:
            store.close()


def _sweep(config: Config, store: Store, portals: DemoPortals, monday: date) -> Result:
    portals.set_week(monday)
    now = datetime.combine(monday, time(6), UTC)
    (result,) = Collector(config, store, lambda: now).collect(config.portal)
    return result
