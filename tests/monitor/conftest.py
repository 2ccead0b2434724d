"""A whole installation in a folder: the shipped config, its keys, and the demo's portals."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.config import Config, load
from monitor.demo.play import CONFIGURED_BASE
from monitor.demo.portal_server import DemoPortals
from monitor.demo.simulated_market import DemoAd, MarketWeek
from monitor.installation.installation import Installation
from storage.keys import new_key
from storage.store import Store
from tests.monitor.report.render.browsing import browser

__all__ = ["browser"]

SHIPPED = Path(__file__).parents[2] / "config.toml"
OSLO = ZoneInfo("Europe/Oslo")


@dataclass
class Handmade:
    """A market of a few ads made by hand; it shows the same in every week."""

    ads: dict[str, tuple[DemoAd, ...]]

    def week(self, monday: date) -> MarketWeek:
        """Show them."""
        return MarketWeek(monday, self.ads)


def an_ad(slug: str, *numbers: str, place: str = "Oslo") -> DemoAd:
    """Return a made-up ad; numbers begin with 42, 43, 44 or 49, which nobody has."""
    return DemoAd(slug, (place,) if place else (), numbers, agency=False, featured=False)


def some_ads(portal: str, count: int) -> tuple[DemoAd, ...]:
    """Return ads with a number each."""
    return tuple(an_ad(f"{portal}{at}", f"+4742{hash_free(portal)}{at:04d}") for at in range(count))


def hash_free(portal: str) -> str:
    """Return two digits for a portal, the same in every process."""
    return f"{sum(portal.encode()) % 100:02d}"


@dataclass
class Setup:
    """One installed monitor whose clock stands where the test puts it."""

    folder: Path
    config: Config
    store: Store
    portals: DemoPortals
    market: Handmade

    def at(self, day: date, hour: int = 6) -> Installation:
        """Return the collector as it is on this day; the weeks of a test may lie far apart."""
        self.portals.set_week(day)
        now = datetime.combine(day, time(hour), OSLO)
        collector = Installation(self.config, self.store, lambda: now)
        collector.trusts_clock = True
        return collector


def write_config(folder: Path, base: str, change: Callable[[str], str] = lambda text: text) -> Path:
    """Write the shipped config for portals at this address, changed as a test wants it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "config.toml"
    text = SHIPPED.read_text(encoding="utf-8").replace(CONFIGURED_BASE, base)
    text = text.replace("[storage]\n", '[storage]\nkeys = "keys"\n', 1)
    file.write_text(change(text), encoding="utf-8")
    return file


def let_time_go_on(demo: Path) -> None:
    """Let the commands in a demo's folder go by the time that a test gives them."""
    file = demo / "config.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.partition("\n")[2], encoding="utf-8")
    assert load(file).simulated_until is None


@contextmanager
def opened(folder: Path, ads: Mapping[str, tuple[DemoAd, ...]]) -> Iterator[Setup]:
    """Open what is installed in a folder, with portals that show these ads."""
    market = Handmade(dict(ads))
    with DemoPortals(market) as portals:
        config = load(write_config(folder, portals.base))
        # An id by chance would be another draw of what protection adds, in each run of the tests.
        with closing(Store.open(config.storage.database, installation="tests")) as store:
            made = Setup(folder, config, store, portals, market)
            yield made
            made.store.close()  # a test may have put another one in its place


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with keys for 2021 and 2022 and no week in its database, to be copied."""
    folder = tmp_path_factory.mktemp("new") / "home"
    with opened(folder, {}) as made:
        for year in (2021, 2022):  # the same in every run: on them hangs what protection adds
            key = new_key(made.config.storage.keys, year)
            key.write_bytes(sha256(str(year).encode()).digest())
    return folder


@pytest.fixture
def installation(new_home: Path, tmp_path: Path) -> Iterator[Setup]:
    """A fresh installation with keys for 2021 and 2022 and four ads on every portal."""
    ads = {name: some_ads(name, 4) for name in ("nordlys", "fjord", "tundra")}
    with opened(shutil.copytree(new_home, tmp_path / "home"), ads) as made:
        yield made
