"""The service's own backups: dated, one a week, so many of them, and each can be restored."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.collecting.collect import Collector
from monitor.config import Config, ConfigProblem, load
from monitor.installation.backup_file import BackupProblem, rehearse
from monitor.installation.closing import close_year
from monitor.installation.dated_backups import back_up_if_due
from monitor.installation.installation import Installation
from monitor.open_points import backup_points
from monitor.report.words import Words
from scrapers.model import Outcome
from storage.records import CheckResult
from storage.weeks import Week
from tests.commands import monitor
from tests.monitor.conftest import Setup

MONDAY = date(2022, 3, 7)
ENGLISH = Words("en")


def asking_for(home: Setup, lines: str) -> Config:
    """Return the config with a section for backups."""
    file = home.folder / "config.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[schedule]", f"[backup]\n{lines}\n[schedule]"), encoding="utf-8")
    return load(file)


@pytest.fixture
def config(installation: Setup) -> Config:
    sweep(installation, MONDAY)
    return asking_for(installation, 'folder = "saved"\nkeep = 3')


def back_up(home: Setup, config: Config, day: date) -> Path | None:
    installation = Installation(config, home.store, home.at(day).clock)
    return back_up_if_due(installation, home.folder / "config.toml")


def sweep(home: Setup, day: date, portals: int = 3) -> None:
    Collector(home.at(day)).collect(home.config.portal[:portals])


def test_a_backup_is_made_once_a_week_and_the_oldest_go(
    installation: Setup, config: Config
) -> None:
    """After the week's sweeps. What goes is what the service made; what else is there stays."""
    folder = installation.folder / "saved"
    folder.mkdir()
    (folder / "ad-market-by-hand.zip").write_text("kept", encoding="utf-8")
    days = [MONDAY + timedelta(days=day) for day in range(36)]
    made = []
    for day in days:
        if day.weekday() == MONDAY.weekday() and day > MONDAY:
            assert back_up(installation, config, day) is None
            sweep(installation, day)
        made += [day] if back_up(installation, config, day) else []
    assert made == [MONDAY + timedelta(weeks=week) for week in range(6)]
    assert sorted(file.name for file in folder.iterdir()) == [
        *(f"ad-market-{day}.zip" for day in made[-3:]),
        "ad-market-by-hand.zip",
    ]
    assert {file.stat().st_mode & 0o777 for file in folder.glob("*2022*")} == {0o600}


def test_a_week_without_a_sweep_has_its_backup_a_day_later(
    installation: Setup, config: Config
) -> None:
    """What was decided since is worth keeping, too."""
    days = [MONDAY + timedelta(days=day) for day in range(18)]
    made = [day for day in days if back_up(installation, config, day)]
    assert made == [MONDAY + timedelta(days=8 * at) for at in range(3)]


def test_a_closed_year_is_not_waited_for(installation: Setup, config: Config) -> None:
    """It takes no sweep any more."""
    back_up(installation, config, MONDAY)
    later = MONDAY + timedelta(weeks=1)
    close_year(installation.at(later), 2022, early="a test")
    assert back_up(installation, config, later) is not None


def test_the_first_backup_is_made_when_each_portal_of_its_week_was_tried(
    installation: Setup,
) -> None:
    """Or that week is over; a portal that did not answer was tried."""
    config = asking_for(installation, 'folder = "saved"')
    sweep(installation, MONDAY, portals=2)
    sunday = MONDAY + timedelta(days=6)
    assert back_up(installation, config, sunday) is None
    assert back_up(installation, config, sunday + timedelta(days=1)) is not None


def test_a_portal_that_did_not_answer_is_not_waited_for(installation: Setup) -> None:
    """It is tried again all week."""
    config = asking_for(installation, 'folder = "saved"')
    sweep(installation, MONDAY, portals=2)
    store, week = installation.store, Week.of(MONDAY)
    store.add_failure(config.portal[2].name, week, CheckResult(Outcome.FAILED, "away"))
    assert back_up(installation, config, MONDAY) is not None


def test_before_anything_was_counted_no_backup_is_made_or_missing(installation: Setup) -> None:
    """A new installation is in order."""
    installation.config = asking_for(installation, 'folder = "saved"')
    for day in (MONDAY, MONDAY + timedelta(days=20)):
        assert back_up(installation, installation.config, day) is None
        assert list(backup_points(installation.at(day), ENGLISH)) == []


def test_each_of_them_can_be_restored(installation: Setup, config: Config) -> None:
    """Which a rehearsal shows, and changes nothing."""
    file = back_up(installation, config, MONDAY)
    assert file is not None
    own, portals = rehearse(file)
    assert (own.weeks, portals) == (1, ["fjord", "nordlys", "tundra"])
    ran = monitor("restore", file, "--rehearse", at=installation.folder)
    assert (ran.code, "can be restored: 1 week of fjord, nordlys, tundra" in ran.said) == (0, True)
    file.write_bytes(file.read_bytes()[:-30])
    assert monitor("restore", file, "--rehearse", at=installation.folder).code == 5
    with pytest.raises(BackupProblem):
        rehearse(file)


def test_none_is_made_where_none_is_asked_for(installation: Setup) -> None:
    """Nor is one missed."""
    assert back_up(installation, installation.config, MONDAY) is None
    assert list(backup_points(installation.at(MONDAY), ENGLISH)) == []


def test_a_backup_that_stays_away_is_said(installation: Setup, config: Config) -> None:
    """From the ninth day on, or where there is none at all."""
    installation.config = config
    (none_yet,) = backup_points(installation.at(MONDAY), ENGLISH)
    assert f"There is none in {installation.folder / 'saved'} yet." in str(none_yet)
    back_up(installation, config, MONDAY)
    assert list(backup_points(installation.at(MONDAY + timedelta(days=9)), ENGLISH)) == []
    (late,) = backup_points(installation.at(MONDAY + timedelta(days=10)), ENGLISH)
    assert "is of 7 March 2022. monitor backup" in str(late)
    assert str(installation.folder) not in late.title + late.advice


def test_the_backup_that_is_asked_for_ends_the_asking(installation: Setup, config: Config) -> None:
    """What is typed as it is said has the name that is looked for."""
    installation.config = config
    (installation.folder / "saved").mkdir()
    (missing,) = backup_points(installation.at(MONDAY), ENGLISH)
    typed = re.search("monitor (backup [^ ]+) makes one now", missing.detail)
    assert typed is not None
    assert monitor(*typed[1].split(), at=installation.folder).code == 0
    assert list(backup_points(installation.at(MONDAY), ENGLISH)) == []


def test_a_folder_that_cannot_be_written_is_a_problem_and_removes_nothing(
    installation: Setup, config: Config
) -> None:
    """It is said where, and the service goes on."""
    (installation.folder / "saved").write_text("a file is in the way", encoding="utf-8")
    with pytest.raises(BackupProblem, match="saved cannot be read: Not a directory"):
        back_up(installation, config, MONDAY)


def test_no_backup_is_written_beside_the_keys(installation: Setup) -> None:
    """Whoever copies the one must not get the other with it."""
    with pytest.raises(ConfigProblem, match="no backup may lie in the folder of the keys"):
        asking_for(installation, 'folder = "keys/saved"')


def test_status_says_that_no_backup_is_made(installation: Setup, config: Config) -> None:
    """Before the disk is lost, not after."""
    assert config.backup is not None
    told = json.loads(monitor("status", "--json", at=installation.folder).out)
    assert any("Sikkerhetskopien mangler" in each for each in told["problems"])
