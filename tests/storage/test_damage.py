"""A database's file that is broken is noticed, wherever in it the broken page is."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from monitor.collecting.collect import Collector
from monitor.commands.check import damage_of
from storage.errors import DatabaseProblem
from storage.store import Store
from storage.weeks import Week
from tests.commands import monitor
from tests.conftest import Ordinary
from tests.monitor.conftest import Setup, installation, new_home, some_ads

__all__ = ["installation", "new_home"]

PAGE = 4096


@pytest.fixture
def file(installation: Setup) -> Path:
    """A database of one swept week of a few hundred ads, some dozen pages long."""
    for name in ("nordlys", "fjord"):
        installation.market.ads[name] = some_ads(name, 150)
    Collector(installation.at(date(2022, 3, 7))).collect(installation.config.portal)
    installation.store.close()
    return installation.folder / "data" / "monitor.sqlite"


def test_every_page_that_is_overwritten_is_noticed(file: Path) -> None:
    """As the database is opened, or by what `monitor check` asks for."""
    whole = file.read_bytes()
    url = f"sqlite:///{file}"
    assert damaged(url) == ""
    missed = []
    pages = len(whole) // PAGE
    for page in range(pages):
        file.write_bytes(whole[: page * PAGE] + b"\xa5" * PAGE + whole[(page + 1) * PAGE :])
        if not damaged(url):
            missed.append(page)
    assert pages > 20
    assert missed == []


def test_a_file_that_ends_too_early_is_noticed(file: Path) -> None:
    """As a copy that was cut off leaves it."""
    file.write_bytes(file.read_bytes()[: -5 * PAGE])
    assert damaged(f"sqlite:///{file}")


def test_damage_of_a_database_that_is_open_is_told_in_plain_words(file: Path) -> None:
    """Both to who reads and to who writes."""
    store = Store.open(f"sqlite:///{file}")
    with file.open("r+b") as opened:
        opened.write(b"\xa5" * PAGE)
    for look in (store.portals, lambda: store.close_past_weeks(Week(2022, 11))):
        with pytest.raises(DatabaseProblem, match="The file is damaged: stop the service"):
            look()
    store.close()


def damaged(url: str) -> str:
    """Return what is said of the damage; nothing of a whole file."""
    try:
        store = Store.open(url)
    except DatabaseProblem as problem:
        return str(problem)
    try:
        return "".join(damage_of(store))
    finally:
        store.close()


def test_check_says_what_is_damaged_and_what_to_do(file: Path) -> None:
    """The page of a table is enough, though all that is read of it is whole."""
    whole = file.read_bytes()
    file.write_bytes(whole[:-PAGE] + b"\xa5" * PAGE)
    ran = monitor("check", at=file.parent.parent)
    assert (ran.code, "monitor restore FILE" in ran.said, "OK:" in ran.said) == (1, True, False)


def test_check_says_where_nothing_can_be_written(file: Path, ordinary: Ordinary) -> None:
    """A folder that is read-only lets every command read, and no sweep be stored."""
    home = Path(shutil.copytree(file.parent.parent, ordinary.folder / "home"))
    with ordinary.rights():
        (home / "data").chmod(0o500)
        ran = monitor("check", at=home)
        (home / "data").chmod(0o700)
    assert "monitor.sqlite: attempt to write a readonly database" in ran.said
