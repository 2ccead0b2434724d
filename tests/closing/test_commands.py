"""Keys, closing and backups from the command line, as a person meets them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.demo.play import CONFIGURED_BASE, Play, play
from storage.weeks import Week
from tests.commands import STARTED, contents, monitor
from tests.monitor.conftest import SHIPPED, let_time_go_on, write_config

YEAR = Week.of(STARTED.astimezone(ZoneInfo("Europe/Oslo")).date()).year


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the shipped config, its keys beside it, and nothing else."""
    write_config(tmp_path, CONFIGURED_BASE)
    return tmp_path


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo of 2021 that has been lived through."""
    out = tmp_path_factory.mktemp("played") / "demo"
    play(Play(SHIPPED, out, scale=0.1, years=1, weeks=4), print)
    let_time_go_on(out)
    return out


@pytest.fixture
def lived(played: Path, tmp_path: Path) -> Path:
    """A copy of it, for one test."""
    return Path(shutil.copytree(played, tmp_path / "demo"))


def test_a_year_is_closed_once_and_says_when(lived: Path) -> None:
    """The report afterwards is the report before, to the last byte."""
    report = ("report", 2021, "--date", "2022-01-10")
    monitor(*report, "--out", "before", at=lived)
    status = json.loads(monitor("status", "--json", at=lived).out)
    said = "2021 er over og har fortsatt nøklede kjennetegn: monitor close 2021"
    assert any(said in problem for problem in status["problems"])

    closed = monitor("close", 2021, at=lived)
    assert (closed.code, "2021 closed on" in closed.said) == (0, True)
    assert "none of" in closed.said
    monitor(*report, "--out", "after", at=lived)
    before, after = (contents(lived / name) for name in ("before", "after"))
    assert before == after
    assert len(after) > 10

    again = monitor("close", 2021, "--json", at=lived)
    assert (again.code, json.loads(again.out)["year"]) == (0, 2021)
    assert "2021 was closed already, on" in monitor("close", 2021, at=lived).said
    refused = monitor("key", "new", 2021, at=lived)
    assert (refused.code, "2021 was closed on" in refused.said) == (3, True)
    status = json.loads(monitor("status", "--json", at=lived).out)
    assert not any("close 2021" in problem for problem in status["problems"])


def test_closing_this_year_needs_a_reason(home: Path) -> None:
    """The refusal names the option."""
    monitor("status", at=home)
    ran = monitor("close", YEAR, at=home)
    assert (ran.code, f"monitor close {YEAR} --early REASON" in ran.said) == (1, True)


def test_a_key_is_shown_without_being_shown(home: Path) -> None:
    """As text and as JSON."""
    monitor("key", "new", YEAR, at=home)
    content = (home / "keys" / f"{YEAR}.key").read_bytes()
    ran = monitor("key", "show", YEAR, at=home)
    assert (ran.code, f"the database has no identifiers of {YEAR} yet" in ran.said) == (0, True)
    told = json.loads(monitor("key", "show", YEAR, "--json", at=home).out)
    assert (told["year"], told["modes"], len(told["fingerprint"])) == (YEAR, ["600"], 16)
    assert content.hex()[:6] not in ran.said
    assert monitor("key", "show", YEAR + 1, at=home).code == 3


def test_a_key_in_halves_is_used_and_destroyed(home: Path) -> None:
    """Both files are made, shown and removed; no third one is there at any time."""
    names = [f"{YEAR}.key.a", f"{YEAR}.key.b"]
    made = monitor("key", "new", YEAR, "--halves", *(f"keys/{name}" for name in names), at=home)
    assert (made.code, "give them to two people" in made.said) == (0, True)
    assert sorted(f.name for f in (home / "keys").iterdir()) == names
    assert monitor("key", "show", YEAR, at=home).code == 0
    assert monitor("key", "destroy", YEAR, at=home).said.count("overwritten and removed") == 2
    assert list((home / "keys").iterdir()) == []


def test_only_this_years_key_can_be_made_again_after_a_loss(lived: Path) -> None:
    """A year that is over needs no key to be closed, and is told so."""
    (lived / "keys" / "2021.key").unlink()
    refused = monitor("key", "new", 2021, at=lived)
    assert (refused.code, "--after-loss REASON" in refused.said) == (3, True)
    ran = monitor("key", "new", 2021, "--after-loss", "burnt", at=lived)
    assert (ran.code, "monitor close 2021" in ran.said) == (2, True)
    assert monitor("close", 2021, at=lived).code == 1
    assert monitor("close", 2021, "--key-lost", "burnt", at=lived).code == 0


def test_a_backup_with_identifiers_needs_their_key(lived: Path, tmp_path: Path) -> None:
    """Without it they could never come back, and only the restore would tell."""
    (lived / "keys" / "2021.key").unlink()
    refused = monitor("backup", tmp_path / "b.zip", "--with-identifiers", at=lived)
    assert (refused.code, "the key of 2021 is missing" in refused.said) == (3, True)
    assert not (tmp_path / "b.zip").exists()
    assert monitor("backup", tmp_path / "b.zip", at=lived).code == 0


def test_a_backup_is_restored_into_an_empty_folder_with_its_config(
    lived: Path, tmp_path: Path
) -> None:
    """The report is the same, and a year whose key is not here has counts only."""
    ran = monitor("backup", tmp_path / "b.zip", "--with-identifiers", at=lived)
    assert (ran.code, "keep it away from the keys" in ran.said) == (0, True)
    other = tmp_path / "other"
    other.mkdir()
    restored = monitor("restore", tmp_path / "b.zip", at=other)
    assert (restored.code, "2021: counts only: its key is not here" in restored.said) == (0, True)
    assert "only a backup from after the closing has the figures" in restored.said
    rehearsed = monitor("restore", tmp_path / "b.zip", "--rehearse", at=other).said
    weeks = re.search(r"can be restored: ([1-9]\d* weeks) of", rehearsed)
    assert weeks is not None
    assert f"b.zip, with {weeks[1]}" in restored.said
    assert "key is here" not in restored.said
    assert (other / "config.toml").read_bytes() == (lived / "config.toml").read_bytes()
    report = ("report", 2021, "--date", "2022-01-10", "--json", "--out", tmp_path / "r")
    here, there = (json.loads(monitor(*report, at=at).out) for at in (lived, other))
    # What needs identifiers cannot be had without them, and is not applicable.
    assert {row["value"] for row in there.pop("yearly")} <= {".", ".."} != here.pop("yearly")
    assert there == here
    again = monitor("restore", tmp_path / "b.zip", at=other)
    assert (again.code, "this database is not empty" in again.said) == (4, True)


def test_a_restore_says_which_released_years_lost_figures(lived: Path, tmp_path: Path) -> None:
    """Those that were not closed, where no identifiers come back: nothing can make them again."""
    shown = ("report", 2021, "--no-files", "--date", "2022-02-01")
    released = monitor("report", 2021, "--release", "--date", "2022-01-10", at=lived)
    assert released.code == 0
    said = "2021: its report was released before it was closed"

    def restored(name: str, *options: str) -> str:
        assert monitor("backup", tmp_path / name, *options, at=lived).code == 0
        (lived / "data" / "monitor.sqlite").unlink()
        return monitor("restore", tmp_path / name, at=lived).said

    assert said not in restored("whole.zip", "--with-identifiers")
    assert monitor(*shown, at=lived).code == 0
    assert said in restored("counts.zip")
    refused = monitor(*shown, at=lived)
    assert "one with identifiers, or written after the year's closing" in refused.said
    (lived / "data" / "monitor.sqlite").unlink()
    assert said not in monitor("restore", tmp_path / "whole.zip", at=lived).said
    assert monitor("close", 2021, at=lived).code == 0
    assert said not in restored("closed.zip")
    assert monitor(*shown, at=lived).code == 0


def test_a_key_that_fits_brings_identifiers_back(lived: Path, tmp_path: Path) -> None:
    """The key travels by itself, never in the backup."""
    monitor("backup", tmp_path / "b.zip", "--with-identifiers", at=lived)
    (lived / "data" / "monitor.sqlite").unlink()
    assert "2021: with identifiers" in monitor("restore", tmp_path / "b.zip", at=lived).said


def test_a_restore_before_the_keys_are_there_is_repeated_as_it_says(
    lived: Path, tmp_path: Path
) -> None:
    """The key is put in its place, the database moved away, and the same command brings all."""
    monitor("backup", tmp_path / "b.zip", "--with-identifiers", at=lived)
    key, database = lived / "keys" / "2021.key", lived / "data" / "monitor.sqlite"
    content = key.read_bytes()
    key.unlink()
    database.unlink()
    left = monitor("restore", tmp_path / "b.zip", at=lived)
    assert "put the key into" in left.said
    assert "move this database away, before anything is swept, and restore again" in left.said
    key.touch(0o600)
    key.write_bytes(content)
    database.rename(tmp_path / "away.sqlite")
    assert "2021: with identifiers" in monitor("restore", tmp_path / "b.zip", at=lived).said


def test_a_restore_says_of_another_key_that_it_is_another(lived: Path, tmp_path: Path) -> None:
    """It is here, and does not fit."""
    monitor("backup", tmp_path / "b.zip", "--with-identifiers", at=lived)
    database = lived / "data" / "monitor.sqlite"
    (lived / "keys" / "2021.key").write_bytes(bytes(range(32)))
    database.unlink()
    left = monitor("restore", tmp_path / "b.zip", at=lived)
    assert "2021: counts only: the key that is here is not the one" in left.said


def test_a_file_that_is_no_backup_ends_with_code_5(home: Path) -> None:
    """And so does one that is in the way."""
    (home / "diary").write_text("dear")
    ran = monitor("restore", "diary", at=home)
    assert (ran.code, "diary is not a backup of this program" in ran.said) == (5, True)
    ran = monitor("backup", "diary", at=home)
    assert (ran.code, "replaces nothing" in ran.said) == (5, True)


@pytest.mark.parametrize("found", ["02-30", "15 January", "2027-01-15"])
def test_a_closing_day_that_there_is_not_is_refused(home: Path, found: str) -> None:
    """With line and example."""
    file = home / "config.toml"
    file.write_text(file.read_text().replace('close_by = "01-15"', f'close_by = "{found}"'))
    ran = monitor("check", at=home)
    assert (ran.code, "privacy.close_by: expected month and day, as in 01-15" in ran.said) == (
        2,
        True,
    )


def test_no_key_is_made_in_the_folder_of_the_database(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither half of it, nor by the environment's word."""
    monitor("status", at=home)
    halves = monitor("key", "new", YEAR, "--halves", "data/a", home.parent / "b", at=home)
    assert (halves.code, "data/a lies in the database's folder" in halves.said) == (3, True)
    monkeypatch.setenv(f"MONITOR_KEY_FILE_{YEAR}", str(home / "data" / "key"))
    named = monitor("key", "new", YEAR, at=home)
    assert (named.code, "lies in the database's folder" in named.said) == (2, True)
    assert not [*home.glob("data/a"), *home.glob("data/key"), *home.parent.glob("b")]


def test_no_backup_is_written_among_the_keys(lived: Path) -> None:
    """With identifiers in it, that folder would be the one that exposes people."""
    ran = monitor("backup", "keys/b.zip", "--with-identifiers", at=lived)
    assert (ran.code, "keep the two apart" in ran.said) == (5, True)
    assert not (lived / "keys" / "b.zip").exists()
