"""The weekly checks on the demo's market, over real HTTP: `python -m benchmarks.checks_over_http`.

Each market is swept for fourteen weeks of 2021. Then its largest portal shows the next week
wrongly, in one way after the other, each from a copy of the same database; and ten more weeks are
swept as they are, to see how often good weeks are held or looked at. Such few markets give
examples, not rates: those are printed by `benchmarks.checks`.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.checks.findings import Severity, gravest
from monitor.collecting.collect import Collector
from monitor.config import Config, load
from monitor.demo.portal_server import DemoPortals
from monitor.demo.simulated_market import DemoAd, Market, MarketWeek
from monitor.installation.installation import Installation
from monitor.installation.judging import findings_of
from storage.keys import new_key
from storage.store import Store
from storage.weeks import Week
from tests.monitor.conftest import write_config

SEEDS = range(7, 11)
GOOD_WEEKS, CLEAN_WEEKS, PORTAL = 14, 10, "nordlys"
FIRST = date(2021, 1, 11)
ONE_NUMBER = "+4742000000"
Ads = tuple[DemoAd, ...]
Fault = Callable[[Ads, Ads], Ads]
"""What a portal shows wrongly, of its ads this week and last week."""


def _some(ad: DemoAd, share: float) -> bool:
    return random.Random(ad.slug).random() < share


FAULTS: dict[str, Fault] = {
    "none": lambda ads, _before: ads,
    "10 % of ads lost": lambda ads, _before: tuple(ad for ad in ads if not _some(ad, 0.1)),
    "20 % of ads lost": lambda ads, _before: tuple(ad for ad in ads if not _some(ad, 0.2)),
    "Bergen lost": lambda ads, _before: tuple(ad for ad in ads if "Bergen" not in ad.places),
    "stale copy": lambda _ads, before: before,
    "another country's list": lambda ads, _before: tuple(
        replace(ad, slug=f"other-{ad.slug}", numbers=(f"+47490{at:05d}",))
        for at, ad in enumerate(ads)
    ),
    "10 % of numbers hidden": lambda ads, _before: tuple(
        replace(ad, numbers=()) if _some(ad, 0.1) else ad for ad in ads
    ),
    "10 % get the switchboard": lambda ads, _before: tuple(
        replace(ad, numbers=(ONE_NUMBER,)) if _some(ad, 0.1) else ad for ad in ads
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
    """Print how often each fault was held back or looked at, and how often good weeks were."""
    caught = {name: Counter[str]() for name in FAULTS}
    false = Counter[str]()
    for seed in SEEDS:
        _try_market(seed, caught, false)
    print(f"\nchecks over real HTTP, {PORTAL} of {len(SEEDS)} markets, after {GOOD_WEEKS} weeks:")
    for name, counts in caught.items():
        seen = counts["hold"] + counts["look"]
        print(f"  {name:26}HOLD {counts['hold']}, seen {seen} of {len(SEEDS)}")
    weeks = false.total()
    print(f"{weeks} good weeks of all portals: HOLD {false['hold']}, LOOK {false['look']}")


def _try_market(seed: int, caught: dict[str, Counter[str]], false: Counter[str]) -> None:
    market = Faulty(Market(seed, years=1))
    with tempfile.TemporaryDirectory() as folder, DemoPortals(market) as portals:
        home = Path(folder) / "home"
        config = load(write_config(home, portals.base))
        new_key(config.storage.keys, 2021)
        *good, bad = (FIRST + timedelta(weeks=at) for at in range(GOOD_WEEKS + 1))
        for monday in good:
            _sweep(config, portals, monday)
        for at, (name, fault) in enumerate(FAULTS.items()):
            copy = shutil.copytree(home, Path(folder) / f"copy {at}")
            market.fault = fault
            caught[name][_sweep(load(copy / "config.toml"), portals, bad)[PORTAL]] += 1
        market.fault = FAULTS["none"]
        for at in range(CLEAN_WEEKS):
            false.update(_sweep(config, portals, bad + timedelta(weeks=at)).values())


def _sweep(config: Config, portals: DemoPortals, monday: date) -> dict[str, str]:
    """Sweep all portals in a week; return "hold", "look" or "good" by portal."""
    portals.set_week(monday)
    now = datetime.combine(monday, time(6), ZoneInfo(config.timezone))
    store = Store.open(config.storage.database)
    try:
        results = Collector(Installation(config, store, lambda: now)).collect(config.portal)
        found = findings_of(store, Week.of(monday))
    finally:
        store.close()
    severities = {result.portal: gravest(found.get(result.portal, ())) for result in results}
    words = {None: "good", Severity.LOOK: "look", Severity.HOLD: "hold"}
    return {portal: words[severity] for portal, severity in severities.items()}


if __name__ == "__main__":
    main()
