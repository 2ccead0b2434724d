"""The service as the machine starts it: a unit that systemd accepts, put there and taken away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from monitor.config import load
from monitor.service.one_service import only_service
from monitor.service.service_files import unit, windows_task, written_folders
from tests.commands import monitor
from tests.monitor.conftest import write_config

TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
SYSTEMCTL = '#!/bin/sh\necho "$@" >> "$SYSTEMCTL_LOG"\nexit ${SYSTEMCTL_CODE:-0}\n'
HARD = (
    *("ProtectSystem=strict", "LimitCORE=0", "NoNewPrivileges=yes", "UMask=0077"),
    *("SuccessExitStatus=130 143", "TimeoutStopSec=90"),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a blank and a per cent sign in its name, and a systemctl that writes a log."""
    home = tmp_path / "a home at 100%"
    write_config(home, "http://127.0.0.1:9")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "systemctl").write_text(SYSTEMCTL, encoding="utf-8")
    (programs / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("SYSTEMCTL_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return home


def unit_of(home: Path) -> Path:
    return home.parent / "config" / "systemd" / "user" / "ad-market-monitor.service"


def test_it_is_installed_looked_at_and_removed(home: Path) -> None:
    """With the words that systemctl is told, in their order."""
    assert monitor("service", "status", at=home).code == 1
    installed = monitor("service", "install", at=home)
    assert (installed.code, "monitor service status" in installed.said) == (0, True)
    text = unit_of(home).read_text(encoding="utf-8")
    assert [line for line in HARD if line not in text.splitlines()] == []
    stopped = monitor("service", "status", at=home)
    assert (stopped.code, "installed No service runs" in stopped.said) == (1, True)
    with only_service(load(home / "config.toml")):
        assert monitor("service", "status", at=home).code == 0
    assert monitor("service", "remove", at=home).code == 0
    assert not unit_of(home).exists()
    assert "nothing to do" in monitor("service", "remove", at=home).said
    assert (home.parent / "log").read_text(encoding="utf-8").splitlines() == [
        "--user daemon-reload",
        "--user enable --now ad-market-monitor.service",
        "--user disable --now ad-market-monitor.service",
        "--user daemon-reload",
    ]


@pytest.mark.parametrize("name", ["MONITOR_DATABASE", "MONITOR_ALERTS", "MONITOR_KEY_FILE_2026"])
def test_a_variable_that_the_service_would_not_see_is_no_silent_difference(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It would count into another database than the one that was checked, or tell nobody."""
    monkeypatch.setenv(name, "postgresql+psycopg://count@127.0.0.1/other")
    refused = monitor("service", "install", at=home)
    assert (refused.code, name in refused.said, "--environment" in refused.said) == (2, True, True)
    assert (unit_of(home).exists(), (home.parent / "log").exists()) == (False, False)
    file = home / "environment"
    assert monitor("service", "install", "--environment", file, at=home).code == 2
    file.write_text(f"{name}=postgresql+psycopg://count@127.0.0.1/other\n", encoding="utf-8")
    assert monitor("service", "install", "--environment", file, at=home).code == 0
    path = str(file).replace("%", "%%")
    assert f"EnvironmentFile={path}" in unit_of(home).read_text("utf-8").splitlines()


def test_where_systemd_does_not_start_it_what_to_type_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the command does not end as if it ran."""
    monkeypatch.setenv("SYSTEMCTL_CODE", "1")
    ran = monitor("service", "install", at=home)
    assert ran.code == 1
    assert "systemctl --user enable --now ad-market-monitor.service" in ran.said


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("user", ["", "daemon"])
def test_systemd_finds_nothing_wrong_with_the_unit(home: Path, user: str) -> None:
    """Of a user or of the system, with a blank and a per cent sign in every path."""
    credentials = home / "credentials"
    credentials.mkdir()
    for name in ("2026.key.cred", "alerts.cred", "ping.cred", "other.cred"):
        (credentials / name).write_text("sealed", encoding="utf-8")
    config = load(home / "config.toml")
    file = home / "ad-market-monitor.service"
    file.write_text(unit(config, home / "config.toml", user, credentials), encoding="utf-8")
    command = ["systemd-analyze", "verify", str(file)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert [line for line in ran.stderr.splitlines() if "ad-market-monitor" in line] == []
    text = file.read_text(encoding="utf-8")
    sealed = [line for line in text.splitlines() if line.startswith("LoadCredentialEncrypted=")]
    names = [line.partition("=")[2].partition(":")[0] for line in sealed]
    assert names == ["2026.key", "alerts", "ping"]
    assert (f"User={user}" in text) is bool(user)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_a_unit_that_systemd_would_not_take_is_not_started(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it says is shown."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    ran = monitor("service", "install", at=home)
    assert (ran.code, "systemd-analyze: " in ran.err) == (1, True)
    assert not (home.parent / "log").exists()


def test_the_service_may_write_where_it_must_and_the_folders_are_there(home: Path) -> None:
    """A unit that names a folder which is not there does not start."""
    file = home / "config.toml"
    text = file.read_text(encoding="utf-8")
    more = '[backup]\nfolder = "saved"\n[schedule]'
    text = text.replace('# folder = "page"', 'folder = "shown"').replace("[schedule]", more)
    file.write_text(text, encoding="utf-8")
    assert monitor("service", "install", at=home).code == 0
    folders = written_folders(load(file))
    assert [folder.name for folder in folders] == ["data", "keys", "saved", "shown"]
    assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700] * 3 + [0o755]


def test_the_folder_of_the_page_is_made_for_the_team_to_read(home: Path) -> None:
    """The others are the service's alone."""
    file = home / "config.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('# folder = "page"', 'folder = "page"'), "utf-8")
    assert monitor("service", "install", at=home).code == 0
    modes = {folder.name: folder.stat().st_mode & 0o777 for folder in written_folders(load(file))}
    assert modes == {"data": 0o700, "keys": 0o700, "page": 0o755}


def test_a_service_of_another_user_needs_a_folder_of_keys_by_name(home: Path) -> None:
    """By default each user has one of his own, and the service would find none."""
    file = home / "config.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('keys = "keys"\n', ""), "utf-8")
    ran = monitor("service", "install", "--system", "nobody", at=home)
    assert (ran.code, "does not say where the keys are" in ran.said) == (2, True)


def test_addresses_that_the_services_user_cannot_read_are_refused(home: Path) -> None:
    """Nobody would be told, and nobody would know it."""
    (home / "alerts").write_text("json://localhost/alerts", encoding="utf-8")
    file = home / "config.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('# addresses = "alerts"', 'addresses = "alerts"'), "utf-8")
    ran = monitor("service", "install", "--system", "nobody", at=home)
    assert (ran.code, "chown nobody" in ran.said) == (2, True)
    assert not unit_of(home).exists()


def test_a_task_for_windows_is_made_and_said_to_be_untried(home: Path) -> None:
    """As far as Linux can tell: XML in UTF-16 that catches up and never ends by itself."""
    ran = monitor("service", "install", "--windows", "task.xml", at=home)
    assert (ran.code, "never tried on Windows" in ran.said) == (0, True)
    task = ElementTree.fromstring((home / "task.xml").read_bytes())  # noqa: S314 - our own file
    assert task.findtext(f".//{TASK}StartWhenAvailable") == "true"
    assert task.findtext(f".//{TASK}ExecutionTimeLimit") == "PT0S"
    assert task.findtext(f".//{TASK}MultipleInstancesPolicy") == "IgnoreNew"
    words = f'-m monitor run --config "{(home / "config.toml").resolve()}"'
    assert task.findtext(f".//{TASK}Arguments") == words
    odd = ElementTree.fromstring(windows_task(Path("a & b.toml"), "p").encode("utf-16"))  # noqa: S314
    assert "a & b.toml" in (odd.findtext(f".//{TASK}Arguments") or "")
