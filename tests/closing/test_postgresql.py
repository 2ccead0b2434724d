"""Closing, lost keys, short-lived identifiers, releases and backups on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.collecting.collect import Collector
from monitor.config import load
from monitor.demo.portal_server import DemoPortals
from monitor.installation.backup_file import restore_backup, write_backup
from monitor.installation.closing import close_year
from monitor.installation.year_counts import report_of_year
from monitor.installation.year_keys import (
    key_of,
    make_key,
    make_next_key,
    remove_key,
    replace_lost_key,
)
from monitor.report.printed_cells import WHOLE_YEAR
from monitor.report.release import record_release, release
from scrapers.model import Outcome
from storage.comparable import KEY_DESTROYED
from storage.errors import KeyProblem
from storage.keys import key_file, load_key, new_key
from storage.records import JournalEntry
from storage.store import Store
from storage.weeks import Week
from storage.year_records import YearProfiles
from tests.closing.conftest import figures_by_name, profiles_of
from tests.conftest import Postgres
from tests.monitor.conftest import Handmade, Setup, some_ads, write_config

MONDAYS = (date(2022, 1, 3), date(2022, 1, 10))


@pytest.fixture
def home(postgres: Postgres, tmp_path: Path) -> Iterator[Setup]:
    """Give a fresh installation on PostgreSQL, the key of 2022, and enough ads on one portal."""
    ads = {"nordlys": 24, "fjord": 4, "tundra": 4}
    market = Handmade({name: some_ads(name, count) for name, count in ads.items()})
    with DemoPortals(market) as portals:
        file = write_config(tmp_path / "home", portals.base)
        config = load(file, {"MONITOR_DATABASE": fresh(postgres)})
        new_key(config.storage.keys, 2022)
        found = Setup(
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
    home: Setup, postgres: Postgres, tmp_path: Path
) -> None:
    """Swept on PostgreSQL, restored into another, swept there again, closed, restored to SQLite."""
    for monday in MONDAYS:
        Collector(home.at(monday)).collect(home.config.portal)
    key = load_key(home.config.storage.keys, 2022)
    backup = write_backup(
        home.store, "", tmp_path / "b.zip", with_identifiers=True, key_of={2022: key}.get
    )
    home.store.close()

    home.store = Store.open(fresh(postgres))
    back = restore_backup(home.store, backup, {2022: key}.get)
    assert back.with_identifiers == (2022,)
    again = Collector(home.at(date(2022, 1, 11))).collect(home.config.portal)
    assert [result.problem for result in again] == [None] * 3, "a sweep gets an id of its own"
    weeks = Week(2022, 1), Week(2022, 52)
    before = home.store.counts(*weeks)
    cells = home.store.publishable.cells(*weeks)
    figures = figures_by_name(home)
    profiles = profiles_of(home)
    record = close_year(home.at(date(2023, 1, 20)), 2022)
    assert "PostgreSQL: only rows could be checked, not the server's files and logs" in (
        record.verified
    )
    kept = [count for count in before if count.place == "all" or count.value >= 10]
    assert list(home.store.counts(*weeks)) == kept
    assert home.store.publishable.cells(*weeks) == cells
    assert home.store.years_with_identifiers() == set()
    assert figures_by_name(home) == figures
    assert figures["all", "distinct_numbers"] in range(27, 38)
    assert profiles_of(home) == profiles != []
    last = write_backup(home.store, "", tmp_path / "c.zip", with_identifiers=True)

    sqlite = Store.open(f"sqlite:///{tmp_path}/d/monitor.sqlite")
    assert restore_backup(sqlite, last, {2022: key}.get).with_identifiers == ()
    assert list(sqlite.counts(*weeks)) == kept
    assert sqlite.publishable.cells(*weeks) == cells
    assert sqlite.closings() == {2022: record}
    assert sqlite.publishable.profiles(2022, YearProfiles(lambda _year: [])) == profiles
    sqlite.close()


def test_what_else_the_journal_tells_of_a_year_is_no_key(home: Setup) -> None:
    """Another year's key, and another thing that was done to this one."""
    made = JournalEntry(date(2022, 12, 1), "key new", "2023")
    assert make_key(home.config, home.store, 2023, made).exists()
    home.store.note(replace(made, action="backup with identifiers", subject="2024"))
    assert make_key(home.config, home.store, 2024, replace(made, subject="2024")).exists()
    home.store.note(replace(made, action="backup with identifiers", subject="2023"))
    assert home.store.key_made_elsewhere(2023) == made


def test_a_second_machine_makes_no_second_key(home: Setup, tmp_path: Path) -> None:
    """Neither before the first sweep nor after it, nor by itself in December, in whatever order."""
    keys = home.config.storage.model_copy(update={"keys": tmp_path / "second" / "keys"})
    second = home.config.model_copy(update={"storage": keys})
    made = JournalEntry(date(2022, 12, 1), "key new", "2023")
    assert make_key(home.config, home.store, 2023, made).exists()
    new_key(keys.keys, 2022)
    assert make_next_key(second, home.store, made) is None
    with pytest.raises(KeyProblem, match="was made on 2022-12-01 on a machine that shares") as no:
        make_key(second, home.store, 2023, made)
    assert "Copy the key file from that machine" in str(no.value)
    assert not key_file(keys.keys, 2023).exists()
    home.store.remember_key(2023, load_key(home.config.storage.keys, 2023))
    with pytest.raises(KeyProblem, match="a copy of the key file of one of them"):
        make_key(second, home.store, 2023, made)
    new_key(keys.keys, 2023)
    with pytest.raises(KeyProblem, match="shares the database with others, copy it from one"):
        key_of(second, home.store, 2023)


def test_a_key_that_two_machines_make_at_once_is_made_by_one(
    home: Setup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second finds the other's line in the journal when it writes its own."""
    made = JournalEntry(date(2022, 12, 1), "key new", "2023")
    home.store.note(made)
    monkeypatch.setattr(Store, "key_made_elsewhere", lambda _store, _year: None)
    halves = tmp_path / "a" / "2023.key.a", tmp_path / "a" / "2023.key.b"
    halves[0].parent.mkdir(mode=0o700)
    for files in (None, halves):
        with pytest.raises(KeyProblem, match="on a machine that shares this database"):
            make_key(home.config, home.store, 2023, made, files)
    assert not key_file(home.config.storage.keys, 2023).exists()
    assert not any(half.exists() for half in halves)


def test_a_key_that_was_destroyed_or_lost_before_it_was_used_is_made_again(home: Setup) -> None:
    """The journal says that there is none, or a person says that it is gone."""
    made = JournalEntry(date(2022, 1, 3), "key new", "2023")
    make_key(home.config, home.store, 2023, made)
    for file in remove_key(home.config, home.store, 2023):
        home.store.note(replace(made, action=KEY_DESTROYED))
        assert not file.exists()
    make_key(home.config, home.store, 2023, made).unlink()
    with pytest.raises(KeyProblem, match="monitor key new 2023 --after-loss REASON"):
        make_key(home.config, home.store, 2023, made)
    assert replace_lost_key(home.config, home.store, Week(2023, 1), "the disk broke").exists()


def test_a_lost_key_deletes_the_identifiers_and_dates_the_break(
    home: Setup,
) -> None:
    """Past weeks keep their counts; the week in progress is due again, and gets a new key."""
    for monday in MONDAYS:
        Collector(home.at(monday)).collect(home.config.portal)
    kept = home.store.counts(Week(2022, 1), Week(2022, 1))
    key_file(home.config.storage.keys, 2022).unlink()
    replace_lost_key(home.config, home.store, Week(2022, 2), "the disk broke")
    assert home.store.years_with_identifiers() == set()
    assert home.store.counts(Week(2022, 1), Week(2022, 2)) == kept
    broken = home.store.publishable.breaks(Week(2022, 1), Week(2022, 52))
    assert [(each.week, each.reason) for each in broken] == [(Week(2022, 2), "the disk broke")]
    Collector(home.at(date(2022, 1, 11))).collect(home.config.portal)
    runs = home.store.runs(Week(2022, 2), Week(2022, 2))
    assert {run.outcome for run in runs} == {Outcome.COMPLETE}
    assert set(figures_by_name(home).values()) == {None}


def test_identifiers_that_live_a_week_are_gone_when_the_next_is_swept(
    home: Setup,
) -> None:
    """Counts stay; and a release of the year comes back from a backup."""
    privacy = home.config.privacy.model_copy(update={"identifiers": "week"})
    home.config = home.config.model_copy(update={"privacy": privacy})
    Collector(home.at(MONDAYS[0])).collect(home.config.portal)
    kept = home.store.counts(Week(2022, 1), Week(2022, 1))
    Collector(home.at(MONDAYS[1])).collect(home.config.portal)
    assert home.store.counts(Week(2022, 1), Week(2022, 1)) == kept
    assert home.store.purge_weeks_before(Week(2022, 2)) == 0  # there is nothing left
    report = report_of_year(home.config, home.store, 2022, date(2023, 1, 20))
    whole_years = [c.plain for name, c in report.cells.items() if name.item == WHOLE_YEAR]
    assert set(whole_years) == {"."}


def test_a_release_comes_back_from_a_backup(
    home: Setup, postgres: Postgres, tmp_path: Path
) -> None:
    """From PostgreSQL to SQLite, where its report is the released one."""
    Collector(home.at(MONDAYS[0])).collect(home.config.portal)
    report = report_of_year(home.config, home.store, 2022, date(2023, 1, 20))
    released = release(home.store.publishable.releases, report)
    record_release(home.store.publishable.releases, released)
    releases = released.context.releases
    backup = write_backup(home.store, "", tmp_path / "b.zip", with_identifiers=False)
    sqlite = Store.open(f"sqlite:///{tmp_path}/d/monitor.sqlite")
    restore_backup(sqlite, backup, lambda _year: None)
    back, here = sqlite.publishable.releases, home.store.publishable.releases
    assert back.all() == list(releases)
    assert back.figures(releases[0]) == here.figures(releases[0]) != ()
    sqlite.close()
