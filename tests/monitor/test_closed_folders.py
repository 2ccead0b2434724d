"""A folder that the program's user may not enter is named, and is no fault of the program."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from monitor.collecting.collect import Collector
from monitor.service.loop import Service
from storage.errors import KeyProblem
from storage.keys import key_places
from tests.commands import STARTED, Ran, monitor
from tests.monitor.conftest import Setup
from tests.permissions import closed_to_us


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A folder with a folder in it, which a test lets nobody enter."""
    (tmp_path / "closed" / "inner").mkdir(parents=True)
    return tmp_path / "closed"


def is_said(ran: Ran, place: Path) -> bool:
    """Whether a command ended with a sentence that names the place and what is wrong with it."""
    assert "fault of this program" not in ran.said
    return str(place) in ran.said and "Permission denied" in ran.said


def configured(installation: Setup, old: str, new: str) -> None:
    """Change a line of the installation's config."""
    file = installation.folder / "config.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check"], 1),
        (["status"], 1),
        (["sweep"], 3),
        (["key", "show", "2022"], 3),
        (["key", "new", "2027"], 3),
    ],
)
def test_credentials_that_cannot_be_looked_at_are_a_key_that_cannot_be_used(
    installation: Setup,
    closed: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    code: int,
) -> None:
    """As in a service whose user is not the one that systemd handed them to."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(closed / "inner"))
    with closed_to_us(closed):
        ran = monitor(*words, at=installation.folder)
    assert is_said(ran, closed / "inner")
    assert ran.code == code


def test_a_closed_year_does_not_end_a_status_that_cannot_look_at_credentials(
    installation: Setup, closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether its key is back is one question of many."""
    Collector(installation.at(date(2021, 3, 8))).collect(installation.config.portal)
    assert monitor("close", "2021", at=installation.folder).code == 0
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(closed / "inner"))
    with closed_to_us(closed):
        ran = monitor("status", at=installation.folder)
    assert is_said(ran, closed / "inner")
    assert "nordlys" in ran.said
    assert ran.code == 1


def test_a_key_that_cannot_be_looked_at_is_neither_there_nor_missing(closed: Path) -> None:
    """Taken for missing, a second one could be made, or the year be closed without it."""
    with closed_to_us(closed), pytest.raises(KeyProblem, match="Permission denied"):
        key_places(closed / "inner", 2022)


@pytest.mark.parametrize("words", [["check"], ["status"], ["sweep"], ["key", "show", "2022"]])
def test_a_database_in_a_closed_folder_is_a_database_that_cannot_be_used(
    installation: Setup, closed: Path, words: list[str]
) -> None:
    """Whether it is gone cannot be known, so nothing is said of a lost one."""
    file = closed / "inner" / "monitor.sqlite"
    assert monitor("status", at=installation.folder).code in (0, 1)  # the installation knows it now
    configured(installation, "sqlite:///data/monitor.sqlite", f"sqlite:///{file}")
    with closed_to_us(closed):
        ran = monitor(*words, at=installation.folder)
    assert is_said(ran, file)
    assert ran.code == (1 if words == ["check"] else 4)


@pytest.mark.parametrize("words", [["check"], ["status"]])
def test_a_backup_folder_that_is_closed_is_a_point_and_no_end(
    installation: Setup, closed: Path, words: list[str]
) -> None:
    """The rest of what there is to say is said."""
    configured(installation, "[report]", f'[backup]\nfolder = "{closed}/inner"\n[report]')
    with closed_to_us(closed):
        ran = monitor(*words, at=installation.folder)
    assert is_said(ran, closed / "inner")
    assert "nordlys" in ran.said or words == ["check"]
    assert ran.code == 1


@pytest.mark.parametrize("command", ["backup", "restore", "import"])
def test_a_file_in_a_closed_folder_is_named(
    installation: Setup, closed: Path, command: str
) -> None:
    """Whatever was to be done with it."""
    file = closed / "inner" / "a-file"
    with closed_to_us(closed):
        ran = monitor(command, file, at=installation.folder)
    assert is_said(ran, file)
    assert ran.code == 5


@pytest.mark.parametrize("words", [["page"], ["report", "2022"]])
def test_a_folder_for_what_is_written_is_named(
    installation: Setup, closed: Path, words: list[str]
) -> None:
    """And nothing of it is written elsewhere."""
    Collector(installation.at(date(2022, 3, 7))).collect()
    with closed_to_us(closed):
        ran = monitor(*words, "--out", closed / "inner", at=installation.folder)
    assert is_said(ran, closed / "inner")
    assert ran.code == 5


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is full")
def test_what_cannot_be_printed_is_said_where_it_can(installation: Setup) -> None:
    """A disk that is full, say, when the answer goes into a file."""
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "monitor", "status", "--json"],
            cwd=installation.folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert "No space left on device" in ran.stderr
    assert "fault of this program" not in ran.stderr
    assert ran.returncode == 5


def test_a_service_outlives_a_folder_that_is_closed_for_a_while(
    installation: Setup, closed: Path
) -> None:
    """It says so, and looks again at its next tick: a week is not lost to a wrong permission."""
    looked: list[str] = []

    def upkeep() -> None:
        looked.append("looked")
        (closed / "inner").exists()

    service = Service(Collector(installation.at(date(2022, 3, 7))), upkeep)
    with closed_to_us(closed):
        service.tick()
    assert not installation.store.portals()
    service.tick()
    assert installation.store.portals()


def test_a_closed_page_folder_costs_the_page_and_no_week(
    installation: Setup, closed: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By cron, too: the sweep is stored, and the page's trouble is told."""
    configured(installation, '# folder = "page"', f'folder = "{closed}/inner"')
    assert monitor("key", "new", STARTED.year, at=installation.folder).code == 0
    installation.portals.set_week(STARTED.date())
    with closed_to_us(closed):
        ran = monitor("sweep", at=installation.folder)
    assert f"{closed}/inner cannot be used: Permission denied" in caplog.text
    assert "complete" in ran.said
    assert ran.code == 0
