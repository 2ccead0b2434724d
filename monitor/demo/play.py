"""Lives through simulated years week by week, with the same code as a real week.

Only two things differ from a real installation: the clock, which is handed in, and the portals,
which are our own, on loopback. What is measured is then put beside the truth.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.collecting.collect import Collector
from monitor.collecting.results import Result
from monitor.config import Config, load
from monitor.config.folders import sqlite_file
from monitor.demo.accuracy import Accuracy, measure_accuracy
from monitor.demo.course import iso_mondays
from monitor.demo.portal_server import DemoPortals
from monitor.demo.simulated_market import Market
from monitor.installation.installation import Installation
from monitor.installation.year_counts import report_of_year
from monitor.report.annual import Annual
from monitor.report.files import write_files
from monitor.report.words import Language, Words
from storage.keys import key_file
from storage.private_files import make_private, private_folder
from storage.store import Store
from storage.weeks import Week

FIRST_YEAR = 2021

CONFIGURED_BASE = "http://127.0.0.1:8471"
"""Where config.toml says that the demo portals are; a free port takes its place in a demo run."""

DEMO_CONFIG = Path(__file__).with_name("config.toml")
"""The config as it is shipped: that of the folder one stands in may be a real installation's."""

UNSEEN_WEEKS = 13
"""As if a person had looked at each week but those of the last quarter, which are left to try."""

MARK = "SIMULATED.txt"
MARK_TEXT = (
    "Everything in this folder is simulated: a made-up market on made-up portals.\n"
    "It was made by `monitor demo`, which deletes the folder and makes it anew.\n"
)


class NotADemoFolder(Exception):
    """The folder for the demo holds something that the demo did not put there."""


@dataclass(frozen=True, slots=True)
class Play:
    """What to simulate: `weeks` of each of `years` years from 2021, in a folder of its own."""

    config_file: Path
    out: Path
    seed: int = 1
    years: int = 2
    weeks: int = 53
    scale: float = 1.0

    @property
    def mondays(self) -> list[date]:
        """The Mondays that are lived through."""
        years = range(FIRST_YEAR, FIRST_YEAR + self.years)
        return [day for year in years for day in iso_mondays(year)[: self.weeks]]

    @property
    def end(self) -> date:
        """The Monday after those, at which the folder's clock stands from then on."""
        return self.mondays[-1] + timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Lived:
    """Weeks that were swept, and how they compare with the truth; `pages` over HTTP."""

    config: Config
    store: Store
    comparison: Accuracy
    pages: int


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it, and in which language it is reported."""

    annual: Annual
    language: Language
    comparison: Accuracy
    files: list[Path]
    pages: int


def play(play: Play, watch: Callable[[Result], None]) -> Played:
    """Sweep every week of the simulated years, and report on the last of them.

    `watch` is called after each sweep. Raises NotADemoFolder rather than delete what is not ours.
    """
    with living(play, watch) as lived:
        played = _report(play, lived)
    _stop_clock(play)
    return played


@contextmanager
def living(play: Play, watch: Callable[[Result], None]) -> Iterator[Lived]:
    """Sweep every week of the simulated years; what is lived through is open until the end."""
    load(play.config_file, environment={})  # what is wrong with it is told before anything is made
    _clear(play.out)
    market = Market(play.seed, scale=play.scale, first_year=FIRST_YEAR, years=play.years)
    with DemoPortals(market) as portals:
        config = _own_config(play, portals.base)
        for year in sorted({Week.of(monday).year for monday in (*play.mondays, play.end)}):
            _make_key(config, play.seed, year)
        store = Store.open(config.storage.database, installation=f"simulated {play.seed}")
        try:
            _live(config, store, portals, play.mondays, watch)
            comparison = measure_accuracy(market, play.mondays, store, config)
            yield Lived(config, store, comparison, portals.requests)
        finally:
            store.close()


def _make_key(config: Config, seed: int, year: int) -> None:
    """Make a key that is made up like the market: the same demo prints the same figures."""
    private_folder(config.storage.keys)
    secret = hashlib.sha256(f"simulated {seed} {year}".encode()).digest()
    make_private(key_file(config.storage.keys, year), secret)


def _live(
    config: Config,
    store: Store,
    portals: DemoPortals,
    mondays: list[date],
    watch: Callable[[Result], None],
) -> None:
    zone = ZoneInfo(config.timezone)
    for monday in mondays:
        portals.set_week(monday)
        now = datetime.combine(monday, time(6), zone)
        here = Installation(config, store, lambda now=now: now)  # type: ignore[misc]
        here.trusts_clock = True  # of a year's weeks after the first so many, none is swept
        Collector(here).collect(config.portal, watch)
    store.close_past_weeks(Week.of(mondays[-1]).next())
    if earlier := [Week.of(monday) for monday in mondays[:-UNSEEN_WEEKS]]:
        runs = store.runs(earlier[0], earlier[-1])
        store.see([(run.portal, run.week) for run in runs if not run.is_undecided])


def _report(play: Play, lived: Lived) -> Played:
    year = Week.of(play.mondays[-1]).year
    annual = report_of_year(lived.config, lived.store, year, play.end)
    language = lived.config.language
    files = write_files(annual, Words(language), play.out / "reports")
    return Played(annual, language, lived.comparison, files, lived.pages)


def _clear(out: Path) -> None:
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).exists():
            raise NotADemoFolder(
                f"{out} holds files that the demo did not make; name another folder with --out"
            )
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text(MARK_TEXT, encoding="utf-8")


def _own_config(play: Play, base: str) -> Config:
    """Copy the shipped config into the demo's folder, with the port that the portals got."""
    text = play.config_file.read_text(encoding="utf-8")
    file = play.out / "config.toml"
    if "keys" not in tomllib.loads(text).get("storage", {}):
        text = text.replace("[storage]\n", '[storage]\nkeys = "keys"\n', 1)  # ours, not the user's
    file.write_text(text.replace(CONFIGURED_BASE, base), encoding="utf-8")
    # Without the environment: simulated weeks must never reach the database of a real installation.
    config = load(file, environment={})
    _refuse_real(config, play.out.resolve(), base)
    return config


def _stop_clock(play: Play) -> None:
    """Let the folder's clock stand at the end, and its portals be those of `demo --serve`."""
    file = play.out / "config.toml"
    text = re.sub(r"http://127\.0\.0\.1:\d+", CONFIGURED_BASE, file.read_text(encoding="utf-8"))
    file.write_text(f"simulated_until = {play.end}\n\n{text}", encoding="utf-8")


def _refuse_real(config: Config, out: Path, base: str) -> None:
    """Raise NotADemoFolder for a config with real portals, or with a database of its own."""
    file = sqlite_file(config.storage.database)
    is_ours = file is not None and all(
        path.resolve().is_relative_to(out) for path in (file, config.storage.keys)
    )
    starts = [start for portal in config.portal for start in portal.starts]
    if not is_ours or not all(start.startswith(f"{base}/") for start in starts):
        raise NotADemoFolder(
            "the demo plays with the portals and the storage of the shipped config.toml, and this "
            "config names others; leave --config out"
        )
