"""A database that is lost, emptied, older or a stranger is refused, and what to do is said."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from monitor.collecting.collect import Collector
from monitor.installation import database_guard
from monitor.service.loop import Service
from monitor.service.upkeep import upkeep
from scrapers.model import Outcome
from storage.errors import DatabaseProblem
from storage.keys_folder import OWN_DATABASE as NAME
from storage.keys_folder import write_beside_keys
from storage.records import Run
from storage.store import Store
from storage.weeks import Week
from tests.commands import Ran, monitor
from tests.monitor.conftest import Setup, opened, some_ads

WEEKS = (date(2022, 3, 7), date(2022, 3, 14), date(2022, 3, 21))
ADS = {name: some_ads(name, 4) for name in ("nordlys", "fjord", "tundra")}


@pytest.fixture(scope="module")
def lived_home(new_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three swept weeks, after which a command was run."""
    folder = shutil.copytree(new_home, tmp_path_factory.mktemp("lived") / "home")
    with opened(folder, ADS) as made:
        for monday in WEEKS:
            Collector(made.at(monday)).collect(made.config.portal)
        assert monitor("recount", 2022, at=folder).code == 0
    return folder


@pytest.fixture
def lived(lived_home: Path, tmp_path: Path) -> Iterator[Setup]:
    """A copy of it, for one test."""
    with opened(shutil.copytree(lived_home, tmp_path / "home"), ADS) as made:
        yield made


def file_of(home: Setup) -> Path:
    return home.folder / "data" / "monitor.sqlite"


def copied(home: Setup) -> Path:
    """Keep a copy of the database as it is now."""
    return Path(shutil.copy(file_of(home), home.folder / "copy"))


def lose(home: Setup) -> None:
    file_of(home).unlink()


def cut_to_nothing(home: Setup) -> None:
    file_of(home).write_bytes(b"")


def begin_anew(home: Setup) -> None:
    file_of(home).unlink(missing_ok=True)
    Store.open(home.config.storage.database).close()


def delete_rows(home: Setup) -> None:
    with closing(sqlite3.connect(file_of(home))) as database:
        for table in ("number_sighting", "ad_sighting", "sweep", "run", "weekly_count"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        database.commit()


def take_from_another(home: Setup) -> None:
    begin_anew(home)
    with closing(sqlite3.connect(file_of(home))) as database:
        database.execute("INSERT INTO portal (name, simulated) VALUES ('nordlys', 1)")
        rows = [(week, f"2022-W{week}") for week in range(10, 40)]
        database.executemany(
            "INSERT INTO sweep (id, portal, week, nr, outcome, reason) "
            "VALUES (?, 'nordlys', ?, 1, 'failed', '')",
            rows,
        )
        database.commit()


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (lose, "is not there, and this installation's database has 3 weeks"),
        (cut_to_nothing, "is empty, and this installation's database has 3 weeks"),
        (begin_anew, "is another installation's, or a new one: it has 0 weeks"),
        (take_from_another, "is another installation's, or a new one: it has 30 weeks"),
        (delete_rows, "was emptied, or is an older copy: it has 0 weeks"),
    ],
)
@pytest.mark.parametrize("words", [("status",), ("sweep",), ("check",), ("key", "show", "2022")])
def test_another_database_is_refused_by_every_command(
    lived: Setup,
    damage: Callable[[Setup], None],
    what: str,
    words: tuple[str, ...],
) -> None:
    """With what to do; nothing is made or swept, and the right one is taken again as it was."""
    kept = copied(lived)
    damage(lived)
    ran = monitor(*words, at=lived.folder)
    assert (ran.code, what in ran.said, "monitor restore FILE" in ran.said) == (
        1 if words == ("check",) else 4,
        True,
        True,
    )
    assert damage is not lose or not file_of(lived).exists()
    kept.replace(file_of(lived))
    assert monitor("key", "show", "2022", at=lived.folder).code == 0


def test_an_older_copy_is_refused(lived: Setup) -> None:
    """It has the right id, and a week less."""
    older = copied(lived)
    Collector(lived.at(date(2022, 3, 28))).collect(lived.config.portal)
    assert monitor("recount", 2022, at=lived.folder).code == 0
    older.replace(file_of(lived))
    ran = monitor("recount", 2022, at=lived.folder)
    assert (
        ran.code,
        "it has 3 weeks, and this installation's database has 4 weeks" in ran.said,
    ) == (
        4,
        True,
    )


def test_a_backup_brings_the_weeks_back_after_a_loss(lived: Setup) -> None:
    """A restore is a person's word that this is the database now."""
    assert monitor("backup", "b.zip", at=lived.folder).code == 0
    Collector(lived.at(date(2022, 3, 28))).collect(lived.config.portal)
    assert monitor("recount", 2022, at=lived.folder).code == 0
    lose(lived)
    assert monitor("restore", "b.zip", at=lived.folder).code == 0
    assert monitor("recount", 2022, at=lived.folder).code == 0
    assert remembered(lived)["weeks"] == 3


def test_a_restore_that_fails_adopts_nothing(lived: Setup) -> None:
    """What the installation knows stays as it was, and so does the refusal."""
    (lived.folder / "b.zip").write_bytes(b"PK no backup")
    lose(lived)
    assert monitor("restore", "b.zip", at=lived.folder).code == 5
    assert monitor("recount", 2022, at=lived.folder).code == 4
    assert remembered(lived)["weeks"] == 3


def test_a_person_may_give_the_weeks_up(lived: Setup) -> None:
    """With a reason, which the journal keeps."""
    begin_anew(lived)
    assert adopted(lived).code == 0
    assert monitor("key", "show", "2022", at=lived.folder).code == 0
    with closing(sqlite3.connect(file_of(lived))) as database:
        rows = database.execute("SELECT action, subject, reason FROM journal").fetchall()
    assert rows == [("database adopted", "with 0 weeks", "the disk burnt")]
    assert remembered(lived)["weeks"] == 0


def test_a_database_that_is_its_own_already_is_not_adopted_again(lived: Setup) -> None:
    """No reason is asked for, and the journal tells of what was changed only."""
    own = lived.store.own_database()
    for weeks in (3, 2):  # it may have had a week since on another machine
        write_beside_keys(lived.config.storage.keys, replace(own, weeks=weeks))
        ran = monitor("adopt", at=lived.folder)
        assert (ran.code, "with 3 weeks, is this installation's own" in ran.said) == (0, True)
        assert remembered(lived)["weeks"] == 3
    write_beside_keys(lived.config.storage.keys, replace(own, weeks=4))
    assert adopted(lived).code == 0
    journal = lived.store.journal(date(2000, 1, 1))
    assert [e.action for e in journal].count("database adopted") == 1


def adopted(home: Setup) -> Ran:
    return monitor("adopt", "--reason", "the disk burnt", at=home.folder)


def remembered(home: Setup) -> dict[str, object]:
    values: dict[str, object] = json.loads((home.config.storage.keys / NAME).read_text())
    return values


def test_a_new_installation_may_begin_again_until_it_has_a_week(
    installation: Setup,
) -> None:
    """Nothing is lost with a database that holds nothing."""
    assert monitor("key", "show", "2022", at=installation.folder).code == 0
    assert not (installation.config.storage.keys / NAME).exists()
    lose(installation)
    assert monitor("key", "show", "2022", at=installation.folder).code == 0


def test_the_file_beside_the_keys_moves_with_them(lived: Setup, tmp_path: Path) -> None:
    """Or a lost database would pass for a new one afterwards."""
    assert monitor("key", "move", tmp_path / "elsewhere", at=lived.folder).code == 0
    assert (tmp_path / "elsewhere" / NAME).stat().st_mode & 0o777 == 0o600
    assert not (lived.config.storage.keys / NAME).exists()


def test_a_damaged_file_beside_the_keys_is_refused_and_mended_by_a_person(
    lived: Setup,
) -> None:
    """It is not taken for none: then any database would do."""
    (lived.config.storage.keys / NAME).write_text("{", encoding="utf-8")
    ran = monitor("recount", 2022, at=lived.folder)
    assert (ran.code, "is damaged" in ran.said) == (4, True)
    assert adopted(lived).code == 0
    assert monitor("recount", 2022, at=lived.folder).code == 0


def test_an_open_store_goes_on_in_the_file_that_was_put_in_its_place(
    lived: Setup,
) -> None:
    """What it wrote to the file that is gone would be lost."""
    copy = copied(lived)
    assert last_run(lived).reason == ""
    with closing(sqlite3.connect(copy)) as database:
        database.execute("UPDATE run SET reason = 'of the copy' WHERE portal = 'fjord'")
        database.commit()
    copy.replace(file_of(lived))
    assert last_run(lived).reason == "of the copy"


def last_run(home: Setup) -> Run:
    week = Week.of(WEEKS[-1])
    return home.store.runs(week, week)[0]


def test_an_open_store_makes_no_new_file_where_its_own_is_gone(
    lived: Setup,
) -> None:
    """It says so, and goes on when the file is back."""
    kept = copied(lived)
    lose(lived)
    with pytest.raises(DatabaseProblem, match="is gone; put it back"):
        lived.store.portals()
    assert not file_of(lived).exists()
    kept.replace(file_of(lived))
    assert lived.store.portals() == ["fjord", "nordlys", "tundra"]


def test_a_service_whose_database_is_lost_or_replaced_goes_on_when_it_is_back(
    lived: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    """Without being started again; meanwhile it sweeps nothing, and says why at each look."""
    collector = lived.at(date(2022, 3, 28))
    service = Service(
        Collector(collector), partial(upkeep, collector, lived.folder / "config.toml")
    )
    kept = copied(lived)
    for damage in (lose, begin_anew):
        caplog.clear()
        damage(lived)
        asked = lived.portals.requests
        service.tick()
        assert lived.portals.requests == asked
        assert "monitor restore FILE" in caplog.text
    kept.replace(file_of(lived))
    service.tick()
    week = Week(2022, 13)
    assert {run.outcome for run in lived.store.runs(week, week)} == {Outcome.COMPLETE}


def test_the_service_makes_next_years_key_in_december(lived: Setup) -> None:
    """And writes it into the journal."""
    collector = lived.at(date(2022, 12, 1))
    collector.trusts_clock = True
    Service(Collector(collector), partial(upkeep, collector, lived.folder / "config.toml")).tick()
    assert (lived.config.storage.keys / "2023.key").exists()
    assert [(e.action, e.subject, e.by) for e in lived.store.journal()][-1] == (
        "key new",
        "2023",
        "monitor run",
    )


def test_postgresql_databases_are_told_apart_too(lived: Setup, postgres_url: str) -> None:
    """By the same id and weeks."""
    store = Store.open(postgres_url)
    with pytest.raises(DatabaseProblem, match="another installation's, or a new one"):
        database_guard.refuse_stranger(lived.config, store)
    store.close()
