"""The weekly checks on the demo's market, over real HTTP: `python -m benchmarks.checks_over_http`.

One market is swept for fourteen weeks of 2021; then its largest portal shows the next week wrongly,
in one way after the other, each from a copy of the same database.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.collect import Collector
from monitor.config import Config, load
from monitor.demo.market import DemoAd, Market, MarketWeek
from monitor.demo.portals import DemoPortals
from storage.keys import new_key
from storage.store import Store
from tests.monitor.conftest import write_config

GOOD_WEEKS, PORTAL = 14, "nordlys"
FIRST = date(2021, 1, 11)
ONE_NUMBER = "+4742000000"
Ads = tuple[DemoAd, ...]
Fault = Callable[[Ads, Ads], Ads]
"""What a portal shows wrongly, of its ads this week and last week."""


def _some(ad: DemoAd, share: float) -> bool:
    return random.Random(ad.slug).random() < share


FAULTS: dict[str, Fault] = {
    "none": lambda ads, _before: ads,
    "20 % of ads lost": lambda ads, _before: tuple(ad for ad in ads if not _some(ad, 0.2)),
    "Bergen lost": lambda ads, _before: tuple(ad for ad in ads if "Bergen" not in ad.places),
    "stale copy": lambda _ads, before: before,
    "20 % of numbers hidden": lambda ads, _before: tuple(
        replace(ad, numbers=()) if _some(ad, 0.2) else ad for ad in ads
    ),
    "15 % get the switchboard": lambda ads, _before: tuple(
        replace(ad, numbers=(ONE_NUMBER,)) if _some(ad, 0.15) else ad for ad in ads
    ),
}


@dataclass
class Faulty:
    """A market whose largest portal shows one week wrongly."""

    market: Market
    fault: Fault = field(default=FAULTS["none"])

    def week(self, monday: date) -> MarketWeek:
        """Show what the portals list, as the fault has it."""
        true, before = self.market.week(monday), self.market.week(monday - timedelta(weeks=1))
        shown = self.fault(true.ads[PORTAL], before.ads[PORTAL])
        return MarketWeek(monday, true.ads | {PORTAL: shown})


def main() -> None:
    """Print what the checks say of each fault."""
    market = Faulty(Market(7, years=1))
    with tempfile.TemporaryDirectory() as folder, DemoPortals(market) as portals:
        home = Path(folder) / "home"
        config = load(write_config(home, portals.base))
        new_key(config.storage.keys, 2021)
        mondays = [FIRST + timedelta(weeks=at) for at in range(GOOD_WEEKS + 1)]
        for monday in mondays[:-1]:
            _sweep(config, portals, monday)
        print(f"\nchecks over real HTTP, {PORTAL} of the demo's market, after {GOOD_WEEKS} weeks:")
        for name, fault in FAULTS.items():
            copy = Path(folder) / f"copy {list(FAULTS).index(name)}"
            shutil.copytree(home, copy)
            market.fault = fault
            print(f"  {name:26}{_sweep(load(copy / 'config.toml'), portals, mondays[-1])}")


def _sweep(config: Config, portals: DemoPortals, monday: date) -> str:
    portals.set_week(monday)
    now = datetime.combine(monday, time(6), ZoneInfo(config.timezone))
    store = Store.open(config.storage.database)
    try:
        results = Collector(config, store, lambda: now).collect(config.portal)
    finally:
        store.close()
    (result,) = (each for each in results if each.portal == PORTAL)
    return f"{result.check.outcome}: {' '.join(result.remarks())[:120]}"


if __name__ == "__main__":
    main()
