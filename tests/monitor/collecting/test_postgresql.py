"""PostgreSQL is the same program with another URL."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from monitor.collecting.collect import Collector
from monitor.config import Config, load
from monitor.demo.portal_server import DemoPortals
from monitor.demo.simulated_market import Market
from monitor.installation.installation import Installation
from monitor.installation.year_counts import report_of_year
from monitor.report.render.open_data import Dataset, datasets
from storage.keys import key_file
from storage.private_files import make_private, private_folder
from storage.store import Store
from tests.monitor.conftest import write_config

FIRST = date.fromisocalendar(2021, 1, 1)


def weeks_of(folder: Path, url: str) -> tuple[Dataset, ...]:
    """Count a month of a small market into a database, and return its open data."""
    market = Market(7, scale=0.1, years=1)
    with DemoPortals(market) as portals:
        config = load(write_config(folder, portals.base), {"MONITOR_DATABASE": url})
        private_folder(config.storage.keys)
        make_private(key_file(config.storage.keys, 2021), bytes(range(32)))
        store = Store.open(config.storage.database, installation="the same")
        for week in range(4):
            count_week_of(FIRST + timedelta(weeks=week), config, store, portals)
        report = report_of_year(config, store, 2021, date(2022, 1, 10))
        store.close()
    return datasets(report)


def count_week_of(monday: date, config: Config, store: Store, portals: DemoPortals) -> None:
    portals.set_week(monday)
    now = datetime.combine(monday, time(6), UTC)
    Collector(Installation(config, store, lambda: now)).collect(config.portal)


def test_the_same_weeks_give_the_same_figures_on_both_databases(
    tmp_path: Path, sqlite_url: str, postgres_url: str
) -> None:
    """To the last byte of the open data."""
    assert weeks_of(tmp_path / "one", sqlite_url) == weeks_of(tmp_path / "two", postgres_url)
