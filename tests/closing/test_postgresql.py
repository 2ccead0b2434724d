"""Closing, lost keys, short-lived identifiers, releases and backups on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from monitor.backup import restore_backup, write_backup
from monitor.closing import close_year
from monitor.config import load
from monitor.demo.portals import DemoPortals
from monitor.report.build import build
from monitor.report.release import release
from monitor.year_keys import replace_lost_key
from monitor.yearly import FIGURES_FROM_IDENTIFIERS
from scrapers.model import Outcome
from storage.keys import key_file, load_key, new_key
from storage.store import Store
from storage.weeks import Week
from tests.conftest import Postgres
from tests.monitor.conftest import Handmade, Installation, some_ads, write_config

MONDAYS = (date(2022, 1, 3), date(2022, 1, 10))


@pytest.fixture
def home(postgres: Postgres, tmp_path: Path) -> Iterator[Installation]:
    """Give a fresh installation on PostgreSQL, with the key of 2022 and four ads on each portal."""
    market = Handmade({name: some_ads(name, 4) for name in ("nordlys", "fjord", "tundra")})
    with DemoPortals(market) as portals:
        file = write_config(tmp_path / "home", portals.base)
        config = load(file, {"MONITOR_DATABASE": fresh(postgres)})
        new_key(config.storage.keys, 2022)
        found = Installation(
            tmp_path / "home", config, Store.open(config.storage.database), portals, market
        )
        yield found
        found.store.close()


def fresh(postgres: Postgres) -> str:
    """Make an empty database and return its URL."""
    name = f"closing{next(postgres.numbers)}"
    with postgres.connect() as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return postgres.url(name)


def test_a_year_lives_travels_and_is_closed(
    home: Installation, postgres: Postgres, tmp_path: Path
) -> None:
    """Swept on PostgreSQL, restored into another, swept there again, closed, restored to SQLite."""
    for monday in MONDAYS:
        home.at(monday).collect(home.config.portal)
    key = load_key(home.config.storage.keys, 2022)
    backup = write_backup(
        home.store, "", tmp_path / "b.zip", with_identifiers=True, key_of={2022: key}.get
    )
    home.store.close()

    home.store = Store.open(fresh(postgres))
    back = restore_backup(home.store, backup, {2022: key}.get)
    assert back.with_identifiers == (2022,)
    home.at(date(2022, 1, 11)).collect(home.config.portal)  # its sweep gets an id of its own
    weeks = Week(2022, 1), Week(2022, 52)
    before = home.store.counts(*weeks)
    record = close_year(home.at(date(2023, 1, 20)), 2022)
    assert "PostgreSQL: only rows could be checked, not the server's files and logs" in (
        record.verified
    )
    assert home.store.counts(*weeks) == before
    assert home.store.years_with_identifiers() == set()
    figures = {(f.portal, f.name): f.value for f in home.store.yearly_figures(2022)}
    assert figures["all", "distinct_numbers"] == figures["all", "numbers_in_two_weeks"] == 12
    last = write_backup(home.store, "", tmp_path / "c.zip", with_identifiers=True)

    sqlite = Store.open(f"sqlite:///{tmp_path}/d/monitor.sqlite")
    assert restore_backup(sqlite, last, {2022: key}.get).with_identifiers == ()
    assert sorted(map(str, sqlite.counts(*weeks).counts)) == sorted(map(str, before.counts))
    assert sqlite.closings() == {2022: record}
    sqlite.close()


def test_a_lost_key_deletes_the_identifiers_and_dates_the_break(home: Installation) -> None:
    """Past weeks keep their counts; the week in progress is due again, and gets a new key."""
    for monday in MONDAYS:
        home.at(monday).collect(home.config.portal)
    kept = home.store.counts(Week(2022, 1), Week(2022, 1))
    key_file(home.config.storage.keys, 2022).unlink()
    replace_lost_key(home.config, home.store, Week(2022, 2), "the disk broke")
    assert home.store.years_with_identifiers() == set()
    assert home.store.counts(Week(2022, 1), Week(2022, 2)) == kept
    broken = home.store.breaks(Week(2022, 1), Week(2022, 52))
    assert [(each.week, each.reason) for each in broken] == [(Week(2022, 2), "the disk broke")]
    home.at(date(2022, 1, 11)).collect(home.config.portal)
    runs = home.store.runs(Week(2022, 2), Week(2022, 2))
    assert {run.outcome for run in runs} == {Outcome.COMPLETE}
    figures = home.store.yearly_figures(2022, FIGURES_FROM_IDENTIFIERS)
    assert {figure.value for figure in figures} == {None}


def test_identifiers_that_live_a_week_are_gone_when_the_next_is_swept(home: Installation) -> None:
    """Counts stay; and a release of the year comes back from a backup."""
    privacy = home.config.privacy.model_copy(update={"identifiers": "week"})
    home.config = home.config.model_copy(update={"privacy": privacy})
    home.at(MONDAYS[0]).collect(home.config.portal)
    kept = home.store.counts(Week(2022, 1), Week(2022, 1))
    home.at(MONDAYS[1]).collect(home.config.portal)
    assert home.store.counts(Week(2022, 1), Week(2022, 1)) == kept
    assert home.store.forget_weeks_before(Week(2022, 2)) == 0  # there is nothing left
    report = build(home.store, home.config, 2022, date(2023, 1, 20))
    assert {row.this for row in report.yearly} == {"."}


def test_a_release_comes_back_from_a_backup(
    home: Installation, postgres: Postgres, tmp_path: Path
) -> None:
    """From PostgreSQL to SQLite, where its report is the released one."""
    home.at(MONDAYS[0]).collect(home.config.portal)
    made = release(home.store, build(home.store, home.config, 2022, date(2023, 1, 20)))
    backup = write_backup(home.store, "", tmp_path / "b.zip", with_identifiers=False)
    sqlite = Store.open(f"sqlite:///{tmp_path}/d/monitor.sqlite")
    restore_backup(sqlite, backup, lambda _year: None)
    assert sqlite.releases.all() == list(made.releases)
    assert sqlite.releases.figures(made.releases[0]) == home.store.releases.figures(
        made.releases[0]
    )
    sqlite.close()
