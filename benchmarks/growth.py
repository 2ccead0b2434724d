"""How costs grow with weeks, portals and ads: `python -m benchmarks.growth`.

A market is stored through the product's own interface, week by week; commands are processes, whose
processor time and peak memory the system tells. What should be linear is printed per unit, so that
a column that grows downwards is a finding.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measured import Cost, cost_of
from monitor.config import Config, load
from monitor.installation.year_counts import count_waiting_weeks
from scrapers.model import Outcome, Sighting, Sweep
from storage.keys import load_key, new_key
from storage.records import CheckResult
from storage.store import Store
from storage.weeks import Week, weeks_of

FIRST_YEAR, YEARS = 2013, 10
LONG = (3, 300)
"""Portals and ads of the market that is stored for ten years."""
WIDE, ADS_OF_WIDE = (75, 150, 300), 200
"""Portals of the markets that are stored for some weeks, and the ads of each."""
FIRST_WEEKS = 4  # from the third on, a week is compared with two before

WEEKS, DEEP = (13, 26, 52), (3, 500)
"""For how many weeks a market is stored that is then closed, and its portals and ads."""
RENEWED = 8  # of an ad's portal, one in so many is new in the next week
ON_OTHERS = 0.3  # of the ads, so many show a number that others may show, too
PLACES = ("Oslo", "Bergen", "Trondheim", "Stavanger")
PORTAL = """
[[portal]]
name = "{name}"
start = "http://127.0.0.1:9/{name}"
local = true
cards = "li"
ad = "a::attr(href)"
number = ".n"
next = {{ only_page = true }}
terms = {{ checked_by = "AB", checked_on = 2013-01-01 }}
bounds = {{ least = 0, most = 100000, least_share_with_number = 0.0 }}
"""


class Installation:
    """An installation whose portals show ads that come and go."""

    def __init__(self, folder: Path, portals: int, ads: int) -> None:
        self.folder, self.sightings = folder, 0
        self._random = random.Random(1)
        self._shared = [self._random.randbytes(16) for _ in range(portals * ads // 10 + 1)]
        self._market = {f"p{at:03}": [self._ad() for _ in range(ads)] for at in range(portals)}
        self.config = self._configured()
        self.store = Store.open(self.config.storage.database)

    def _configured(self) -> Config:
        places = "".join(f'{place} = ["{place}"]\n' for place in PLACES)
        head = f'contact = "bench@example.org"\n[storage]\nkeys = "keys"\n[places]\n{places}'
        file = self.folder / "config.toml"
        file.write_text(head + "".join(PORTAL.format(name=name) for name in self._market))
        return load(file, environment={})

    def _ad(self) -> Sighting:
        random = self._random
        is_shared = random.random() < ON_OTHERS
        number = random.choice(self._shared) if is_shared else random.randbytes(16)
        return Sighting(
            random.randbytes(16), frozenset((number,)), frozenset((random.choice(PLACES),))
        )

    def live(self, week: Week) -> None:
        """Store one week of all portals, and count it."""
        for name, ads in self._market.items():
            for at in self._random.sample(range(len(ads)), len(ads) // RENEWED):
                ads[at] = self._ad()
            found = Sweep(name, tuple(ads), len(ads) // 40, len(ads), None)
            self.store.add_sweep(found, week, CheckResult(Outcome.COMPLETE), late=False)
            self.sightings += 2 * len(ads)  # of an ad, and of a number
        count_waiting_weeks(self.config, self.store)

    def begin(self, year: int) -> None:
        """Make a year's key, and its rows in the ledger."""
        new_key(self.config.storage.keys, year)
        self.store.remember_key(year, load_key(self.config.storage.keys, year))
        for name in self._market:
            self.store.plan({name: False}, list(weeks_of(year)))

    @property
    def bytes_per_sighting(self) -> float:
        """How much of the database's file there is for each identifier that was seen."""
        return (self.folder / "data" / "monitor.sqlite").stat().st_size / self.sightings

    def command(self, *words: str) -> Cost:
        """Run a command of the program and return what it cost."""
        return cost_of("monitor", *words, "--config", f"{self.folder}/config.toml")


@contextmanager
def installed(portals: int, ads: int) -> Iterator[Installation]:
    """Give an installation in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        made = Installation(Path(folder), portals, ads)
        yield made
        made.store.close()


def main() -> None:
    """Print all tables."""
    print(f"monitor --help: {cost_of('monitor', '--help')} (goal: under 0.3 s and 40 MB)")
    _print_years()
    _print_portals()
    _print_closings()


def _print_years() -> None:
    portals, ads = LONG
    print(f"{YEARS} years of {portals} portals with {ads} ads each (goals: status < 1 s,")
    print("report < 2 s, at most 50 bytes a sighting, CPU of a week as in the first year):")
    with installed(portals, ads) as home:
        for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
            home.begin(year)
            weeks = list(weeks_of(year))
            seconds = _cpu(home, weeks) / len(weeks)
            line = f"  {year}: a week {seconds * 1e3:6.1f} ms CPU, "
            line += f"{home.bytes_per_sighting:3.0f} bytes a sighting"
            if year - FIRST_YEAR + 1 in {1, YEARS // 2, YEARS}:
                shown = ("report", str(year), "--no-files")
                line += f", status {home.command('status')}, report {home.command(*shown)}"
                files = home.command("report", str(year), "--out", f"{home.folder}/reports")
                line += f" and again {home.command(*shown)}, with files {files}"
            print(line)


def _print_portals() -> None:
    print(
        f"many portals with {ADS_OF_WIDE} ads each, CPU a portal in week {FIRST_WEEKS}, and of all:"
    )
    for portals in WIDE:
        with installed(portals, ADS_OF_WIDE) as home:
            home.begin(FIRST_YEAR)
            *before, last = list(weeks_of(FIRST_YEAR))[:FIRST_WEEKS]
            _cpu(home, before)
            shown = ("report", str(FIRST_YEAR), "--no-files")
            print(f"  {portals} portals: {_cpu(home, [last]) / portals * 1e3:5.1f} ms", end="")
            print(f", status {home.command('status')}, report {home.command(*shown)}", end="")
            print(f" and again {home.command(*shown)}")


def _print_closings() -> None:
    portals, ads = DEEP
    print(f"a year of {portals} portals with {ads} ads each, CPU and peak memory:")
    for weeks in WEEKS:
        with installed(portals, ads) as home:
            home.begin(FIRST_YEAR)
            _cpu(home, list(weeks_of(FIRST_YEAR))[:weeks])
            year, file = str(FIRST_YEAR), f"{home.folder}/backup"
            print(f"  {weeks} weeks: recount {home.command('recount', year)}", end="")
            print(f", report {home.command('report', year, '--no-files')}", end="")
            print(f" and again {home.command('report', year, '--no-files')}", end="")
            print(f", backup {home.command('backup', file, '--with-identifiers')}", end="")
            print(f", close {home.command('close', year)}")


def _cpu(home: Installation, weeks: Sequence[Week]) -> float:
    started = time.process_time()
    for week in weeks:
        home.live(week)
    return time.process_time() - started


if __name__ == "__main__":
    main()
