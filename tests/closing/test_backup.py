"""Backups hold counts, ledger and config, never a key, and never bring a closed year back."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from unittest import mock

import pytest

from monitor.collecting.collect import Collector
from monitor.config import ConfigProblem, text_for_backup
from monitor.installation.backup_file import (
    BackupProblem,
    KeyOf,
    read_config,
    restore_backup,
    write_backup,
)
from monitor.installation.closing import close_year
from monitor.installation.year_counts import report_of_year
from scrapers.model import Hidden, Outcome
from storage import ledger
from storage.dump import COUNTS
from storage.errors import DatabaseProblem
from storage.keys import fingerprint, key_file, load_key, seal
from storage.private_files import new_private_file
from storage.records import NOT_IN_THE_BACKUP, Review
from storage.store import Store
from storage.weeks import Week, ends_of
from storage.year_records import YearFigures
from tests.closing.conftest import AFTER, database_file, identifiers, rows
from tests.monitor.conftest import Setup
from tests.processes import start

ROOT = Path(__file__).parents[2]
LATER = date(2022, 6, 13)


def back_up(home: Setup, name: str = "b.zip", *, with_identifiers: bool = False) -> Path:
    text = text_for_backup(home.folder / "config.toml")
    return write_backup(
        home.store,
        text,
        home.folder / name,
        with_identifiers=with_identifiers,
        key_of=keys_of(home),
    )


def keys_of(home: Setup) -> KeyOf:
    """Return the keys that are there at the time of asking."""
    keys = home.config.storage.keys
    return lambda year: load_key(keys, year) if key_file(keys, year).exists() else None


def copied_keys(home: Setup) -> KeyOf:
    """Return the keys as they are now, whatever becomes of them."""
    keys = {year: keys_of(home)(year) for year in (2021, 2022)}
    return keys.get


@pytest.fixture
def emptied(lived: Setup) -> Iterator[Callable[[], Setup]]:
    """Swap the installation's database for an empty one."""

    def empty() -> Setup:
        lived.store.close()
        database_file(lived).unlink()
        lived.store = Store.open(lived.config.storage.database)
        return lived

    yield empty
    lived.store.close()


def texts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_backup_holds_counts_and_config_but_no_identifier_and_no_key(
    lived: Setup,
) -> None:
    """Neither in any member, as bytes or as hex, nor in the zip itself; only its owner reads it."""
    file = back_up(lived)
    keys = [key_file(lived.config.storage.keys, year).read_bytes() for year in (2021, 2022)]
    secrets = [
        *identifiers(lived),
        *keys,
        fingerprint(load_key(lived.config.storage.keys, 2022)).encode(),
    ]
    held = [*texts(file).values(), file.read_bytes()]
    for secret in secrets:
        assert not any(secret in content or secret.hex().encode() in content for content in held)
    assert set(texts(file)) == {
        *(f"{name}.jsonl" for name in COUNTS),
        "config.toml",
        "manifest.json",
    }
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(lived.folder.glob(".backup-*")) == []


def test_identifiers_are_in_it_when_asked_for_and_the_key_still_is_not(
    lived: Setup,
) -> None:
    """The manifest says which kind it is."""
    content = texts(back_up(lived, with_identifiers=True))
    rows_of_numbers = content["number_sighting.jsonl"].decode()
    assert all(
        value.hex() in "".join(map(bytes.decode, content.values())) for value in identifiers(lived)
    )
    assert len(rows_of_numbers.splitlines()) == len(rows(lived, "number_sighting"))
    key = key_file(lived.config.storage.keys, 2022).read_bytes()
    assert not any(key.hex().encode() in each or key in each for each in content.values())
    assert json.loads(content["manifest.json"])["with_identifiers"] is True


def test_what_is_restored_is_what_was_backed_up(lived: Setup, emptied: Callable[[], Setup]) -> None:
    """Every row of every table, and so every report; and the counting goes on."""
    lived.store.lose_key(Week(2022, 30), "to have a break, too")
    Collector(lived.at(date(2022, 8, 1))).collect(lived.config.portal)
    names = (*COUNTS, "year_key", "ad_sighting", "number_sighting")
    report = report_of_year(lived.config, lived.store, 2022, AFTER)
    before = {name: rows(lived, name) for name in names}
    file = back_up(lived, with_identifiers=True)
    home = emptied()
    restored = restore_backup(home.store, file, keys_of(home))
    assert (restored.with_identifiers, restored.left_out) == ((2022,), ())
    keys = before.pop("year_key")
    assert {name: rows(home, name) for name in before} == before
    # What a key made here, and what came out of a backup made with it, is not the same.
    assert [(*key[:2], True) for key in keys] == rows(home, "year_key")
    assert all(before[name] for name in ("run", "sweep", "weekly_count", "series_break"))
    assert report_of_year(home.config, home.store, 2022, AFTER) == report
    results = Collector(home.at(date(2022, 8, 8))).collect(home.config.portal)
    assert {result.check.outcome for result in results} == {Outcome.COMPLETE}


def test_two_backups_of_the_same_database_are_the_same_file(lived: Setup) -> None:
    """No time of day is in it."""
    assert back_up(lived, "one.zip").read_bytes() == back_up(lived, "two.zip").read_bytes()


def test_without_identifiers_the_counts_stay_and_a_new_sweep_makes_no_false_zero(
    lived: Setup, emptied: Callable[[], Setup]
) -> None:
    """The week in progress is due again where it is not swept again."""
    before = rows(lived, "weekly_count")
    file = back_up(lived)
    home = emptied()
    assert restore_backup(home.store, file, keys_of(home)).with_identifiers == ()
    assert rows(home, "weekly_count") == before
    Collector(home.at(date(2022, 6, 7))).collect(home.config.portal[:1])
    found = {run.portal: run.outcome for run in home.store.runs(Week(2022, 23), Week(2022, 23))}
    assert found == {"nordlys": Outcome.COMPLETE, "fjord": None, "tundra": None}
    close_year(home.at(AFTER), 2022)
    assert {
        figure.value for figure in home.store.publishable.whole_year_figures(2022, YearFigures())
    } == {None}


@pytest.fixture
def waiting(lived: Setup) -> Setup:
    """A week that only two portals were read in: fjord was counted, and nordlys waits for that."""
    of = lived.config.portal
    Collector(lived.at(LATER)).collect([portal for portal in of if portal.name == "fjord"])
    with mock.patch("monitor.installation.installation.count_waiting_weeks"):
        Collector(lived.at(LATER)).collect([portal for portal in of if portal.name == "nordlys"])
    return lived


def test_a_week_that_waited_to_be_counted_comes_back_as_a_gap_and_not_as_nought(
    waiting: Setup, emptied: Callable[[], Setup]
) -> None:
    """Without identifiers nothing can count it: no report of the year could be made any more."""
    file = back_up(waiting)
    home = emptied()
    restore_backup(home.store, file, keys_of(home))
    found = {run.portal: run for run in home.store.runs(Week.of(LATER), Week.of(LATER))}
    assert (found["nordlys"].outcome, found["nordlys"].reason) == (
        Outcome.MISSED,
        NOT_IN_THE_BACKUP,
    )
    assert (found["fjord"].outcome, found["tundra"].outcome) == (Outcome.COMPLETE, None)
    assert home.store.waiting_weeks() == []
    counted = {c.portal for c in home.store.counts(Week.of(LATER), Week.of(LATER))}
    assert counted == {"all", "fjord"}
    assert report_of_year(home.config, home.store, 2022, LATER + timedelta(weeks=1)).cells


@pytest.mark.parametrize("is_swept_since", [False, True])
def test_a_week_of_an_earlier_version_that_nothing_can_protect_comes_back_as_a_gap(
    lived: Setup, emptied: Callable[[], Setup], *, is_swept_since: bool
) -> None:
    """Its year can be reported and closed; weeks that are protected are as they were."""
    week = max(run.week for run in lived.store.runs(*ends_of(2022)) if run.counts)
    others = [count for count in lived.store.counts(*ends_of(2022)) if count.week != week]
    flags = ["unprotected", *["uncounted"] * is_swept_since]
    with closing(sqlite3.connect(database_file(lived))) as database, database:
        database.execute("DELETE FROM weekly_cell WHERE week = ?", [str(week)])
        rows = [(str(week), flag) for flag in flags]
        database.executemany("INSERT INTO weekly_flag VALUES (?, 'all', 'all', ?)", rows)
    file = back_up(lived)
    home = emptied()
    restore_backup(home.store, file, keys_of(home))
    assert home.store.waiting_weeks() == []
    found = {(run.outcome, run.reason) for run in home.store.runs(week, week)}
    assert found == {(Outcome.MISSED, NOT_IN_THE_BACKUP)}
    assert list(home.store.counts(*ends_of(2022))) == others
    assert report_of_year(home.config, home.store, 2022, AFTER).cells
    assert close_year(home.at(AFTER), 2022).finished


def test_a_week_that_waited_to_be_counted_still_does_where_its_identifiers_come_back(
    waiting: Setup, emptied: Callable[[], Setup]
) -> None:
    """It is counted by the next command."""
    file = back_up(waiting, with_identifiers=True)
    home = emptied()
    restore_backup(home.store, file, keys_of(home))
    assert home.store.waiting_weeks() == [Week.of(LATER)]
    home.at(LATER).tidy()
    counted = {c.portal for c in home.store.counts(Week.of(LATER), Week.of(LATER))}
    assert counted == {"all", "fjord", "nordlys"}


@pytest.mark.parametrize("review", Review)
def test_what_a_person_left_out_of_a_week_that_waited_stays_out(
    waiting: Setup, emptied: Callable[[], Setup], review: Review
) -> None:
    """What was accepted is gone, and there is nothing more to accept."""
    store, week = waiting.store, Week.of(LATER)
    store.hold_back("nordlys", week, "x")
    with store._connections.writing() as connection:
        ledger.set_review(connection, "nordlys", week, review, "said")
    file = back_up(waiting)
    home = emptied()
    restore_backup(home.store, file, keys_of(home))
    (run,) = (run for run in home.store.runs(week, week) if run.portal == "nordlys")
    still = review if review is Review.EXCLUDED else None
    assert (run.outcome, run.review) == (Outcome.MISSED, still)


def test_a_portal_without_ads_was_counted_where_its_week_waits(
    waiting: Setup, emptied: Callable[[], Setup]
) -> None:
    """Nought has no rows; it is a count all the same, before and after."""
    with closing(sqlite3.connect(database_file(waiting))) as database, database:
        database.execute(f"UPDATE sweep SET ads = 0 WHERE week = '{Week.of(LATER)}'")  # noqa: S608 - ours
    file = back_up(waiting)
    home = emptied()
    restore_backup(home.store, file, keys_of(home))
    found = {run.portal: run.outcome for run in home.store.runs(Week.of(LATER), Week.of(LATER))}
    assert found["nordlys"] is Outcome.COMPLETE


def test_a_year_closed_since_the_backup_comes_back_without_identifiers(
    lived: Setup, emptied: Callable[[], Setup]
) -> None:
    """Its key was destroyed: what is left of the identifiers in the backup is of no use to it."""
    file = back_up(lived, with_identifiers=True)
    close_year(lived.at(AFTER), 2022)
    home = emptied()
    restored = restore_backup(home.store, file, keys_of(home))
    assert (restored.with_identifiers, restored.left_out) == ((), (2022,))
    assert (identifiers(home), rows(home, "year_key")) == (set(), [])


def test_a_closing_that_the_database_knows_keeps_identifiers_out_whatever_the_key(
    lived: Setup, emptied: Callable[[], Setup]
) -> None:
    """The database may be empty but for its closings; those hold, also against the backup's."""
    file, keys = back_up(lived, with_identifiers=True), copied_keys(lived)
    record = close_year(lived.at(AFTER), 2022)
    later = back_up(lived, "later.zip")
    home = emptied()
    home.store.year_end.sign(record)
    restored = restore_backup(home.store, file, keys)
    assert (restored.with_identifiers, restored.left_out) == ((), (2022,))
    assert (identifiers(home), home.store.closings()) == (set(), {2022: record})
    home = emptied()
    home.store.year_end.sign(record)
    restore_backup(home.store, later, keys)
    assert home.store.closings() == {2022: record}


def test_a_backup_that_says_the_year_is_closed_brings_no_identifier_of_it(
    lived: Setup, emptied: Callable[[], Setup]
) -> None:
    """Even if somebody put identifiers back into it, with right checksums."""
    keys = copied_keys(lived)
    file = back_up(lived, with_identifiers=True)
    close_year(lived.at(AFTER), 2022)
    closed = texts(back_up(lived, "closed.zip"))
    content = {"closing.jsonl": closed["closing.jsonl"]}
    forged = changed(file, lambda members: rewrite(members, content, keys))
    home = emptied()
    assert restore_backup(home.store, forged, keys).left_out == (2022,)
    assert identifiers(home) == set()


def rewrite(members: dict[str, bytes], content: Mapping[str, bytes], key_of: KeyOf) -> None:
    """Put other rows into a backup, with right checksums, and sealed with the keys there are."""
    members |= content
    manifest = json.loads(members["manifest.json"])
    manifest["sha256"] |= {name: hashlib.sha256(rows).hexdigest() for name, rows in content.items()}
    checksums = json.dumps(sorted(manifest["sha256"].items()))
    for year in manifest["seals"]:
        if (key := key_of(int(year))) is not None:
            manifest["seals"][year] = seal(key, checksums)
    members["manifest.json"] = json.dumps(manifest).encode()


def test_identifiers_do_not_come_back_beside_rows_that_others_wrote(
    lived: Setup, emptied: Callable[[], Setup]
) -> None:
    """A portal that was approved by editing the backup brings none; the key's holder could."""
    file = back_up(lived, with_identifiers=True)
    row = {"name": "mine", "simulated": False, "approved": "0" * 32}
    content = {"portal.jsonl": texts(file)["portal.jsonl"] + json.dumps(row).encode()}
    unsealed = changed(file, lambda members: rewrite(members, content, lambda _year: None))
    home = emptied()
    assert restore_backup(home.store, unsealed, keys_of(home)).left_out == (2022,)
    assert identifiers(home) == set()
    sealed = changed(file, lambda members: rewrite(members, content, keys_of(lived)))
    home = emptied()
    assert restore_backup(home.store, sealed, keys_of(home)).with_identifiers == (2022,)


def test_identifiers_that_were_sealed_with_no_key_or_another_do_not_come_back(
    lived: Setup, emptied: Callable[[], Setup]
) -> None:
    """The fingerprint in the backup is not enough: it can be copied."""
    keys, file, wrong = keys_of(lived), lived.folder / "b.zip", Hidden(bytes(32))
    write_backup(lived.store, "", file, with_identifiers=True)
    other = changed(
        back_up(lived, "c.zip", with_identifiers=True),
        lambda members: rewrite(members, {}, lambda _year: wrong),
    )
    for each, key_of in ((file, keys), (other, keys), (other, lambda _year: wrong)):
        home = emptied()
        assert restore_backup(home.store, each, key_of).left_out == (2022,)


def test_a_database_that_is_not_empty_takes_no_backup(lived: Setup) -> None:
    """Nothing is mixed."""
    before = rows(lived, "run")
    with pytest.raises(DatabaseProblem, match="not empty: there are rows in"):
        restore_backup(lived.store, back_up(lived), keys_of(lived))
    assert rows(lived, "run") == before


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flip(content: bytes) -> bytes:
    """Change a byte in the middle, which is in the compressed rows of some table."""
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_cut, "is not a backup of this program, or it is damaged"),
        (_flip, "is damaged"),
        (lambda _content: b"", "is not a backup"),
        (lambda _content: b"Dear diary" * 100, "is not a backup"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused(
    lived: Setup,
    emptied: Callable[[], Setup],
    change: Callable[[bytes], bytes],
    said: str,
) -> None:
    """And the database is as empty as before."""
    file = back_up(lived)
    file.write_bytes(change(file.read_bytes()))
    home = emptied()
    with pytest.raises(BackupProblem, match=said):
        restore_backup(home.store, file, keys_of(home))
    assert rows(home, "portal") == []


def test_what_may_never_end_is_not_read(emptied: Callable[[], Setup]) -> None:
    """A device is no backup, and reading it would hang."""
    home = emptied()
    with pytest.raises(BackupProblem, match="/dev/zero cannot be read: it is not a file"):
        restore_backup(home.store, Path("/dev/zero"), keys_of(home))
    with pytest.raises(BackupProblem, match="nowhere cannot be read: No such file or directory"):
        restore_backup(home.store, Path("/nowhere"), keys_of(home))


def changed(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write a backup anew with other members."""
    members = texts(file)
    change(members)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def _manifest(key: str, value: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"]) | {key: value}
        members["manifest.json"] = json.dumps(manifest).encode()

    return change


def signed(change: Callable[[dict[str, bytes]], object]) -> Callable[[dict[str, bytes]], None]:
    """Change members, and have the manifest say so."""

    def change_both(members: dict[str, bytes]) -> None:
        change(members)
        manifest = json.loads(members.pop("manifest.json"))
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
        members["manifest.json"] = json.dumps(manifest | {"sha256": sums}).encode()

    return change_both


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.pop("manifest.json"), "no manifest"),
        (_manifest("format", "holiday pictures"), "no manifest that says so"),
        (lambda m: m.update({"manifest.json": b"[]"}), "no manifest that says so"),
        (_manifest("program", "x" * 100_000), "no manifest that says so"),
        (_manifest("version", 99), "is a backup of version 99"),
        (_manifest("schema", "0001"), "holds tables of version 0001"),
        (lambda m: m.pop("run.jsonl"), "other files in it"),
        (lambda m: m.update({"extra.jsonl": b"{}"}), "other files in it"),
        (signed(lambda m: m.pop("closing.jsonl")), "other files in it"),
        (signed(lambda m: m.update({"extra.jsonl": b"{}"})), "other files in it"),
        (lambda m: m.update({"run.jsonl": m["run.jsonl"] + b"\n"}), "run.jsonl is not what was"),
        (lambda m: m.update({"manifest.json": b"[1"}), "cannot be read"),
    ],
)
def test_a_backup_that_was_changed_is_refused(
    lived: Setup, change: Callable[[dict[str, bytes]], None], said: str
) -> None:
    """Each change is told apart."""
    with pytest.raises(BackupProblem, match=said):
        read_config(changed(back_up(lived), change))


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        '{"name": "x"}',
        '{"name": "x", "simulated": true, "approved": null, "seen": "x"}',
        '{"name": 5, "simulated": true, "approved": null}',
        '{"name": "x", "simulated": 1, "approved": null}',
        '{"name": "x", "simulated": null, "approved": null}',
    ],
)
def test_a_row_that_does_not_fit_its_table_is_refused_whole(
    lived: Setup, emptied: Callable[[], Setup], line: str
) -> None:
    """With the right checksum, too: another program's rows are not ours."""
    assert set(json.loads(texts(back_up(lived, "a.zip"))["portal.jsonl"].splitlines()[0])) == {
        *("name", "simulated", "approved")
    }

    @signed
    def change(members: dict[str, bytes]) -> None:
        members["portal.jsonl"] += line.encode()

    file = changed(back_up(lived), change)
    home = emptied()
    with pytest.raises(DatabaseProblem, match="line 4 of portal in the backup does not fit"):
        restore_backup(home.store, file, keys_of(home))
    assert rows(home, "portal") == []


def test_a_backup_replaces_no_file(lived: Setup) -> None:
    """Least of all the database, by a slip."""
    with pytest.raises(BackupProblem, match="replaces nothing"):
        back_up(lived, "data/monitor.sqlite")
    assert rows(lived, "run") != []


def test_a_backup_that_cannot_be_finished_leaves_nothing(
    lived: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole or not at all."""

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupProblem, match="No space left"):
        back_up(lived)
    assert sorted(p.name for p in lived.folder.iterdir()) == ["config.toml", "data", "keys"]


@pytest.mark.parametrize(
    "line",
    [
        'database = "postgresql+psycopg://user:tr0ub4\'dor@host/name"',
        "database = 'postgresql+psycopg://user:x\"tr0ub4dor@host/name'",
        'database = "postgresql+psycopg://user@host/name?password=tr0ub4dor"  # a@b.example',
        '# database = "postgresql+psycopg://user:x tr0ub4dor@host/name"',
        'database = """\\\npostgresql+psycopg://user:tr0ub4dor@host/name"""',
        'database = "postgresql+psycopg://user\\u003Atr0ub4dor@host/name"',
    ],
)
def test_no_way_of_writing_a_password_brings_it_into_the_backup(lived: Setup, line: str) -> None:
    """With quotes, spaces or escapes in it, among the options, on two lines, or commented out."""
    config = lived.folder / "config.toml"
    old = 'database = "sqlite:///data/monitor.sqlite"'
    config.write_text(config.read_text().replace(old, line))
    text = text_for_backup(config)
    assert "tr0ub4" not in text
    assert "host/name" in text
    assert tomllib.loads(text)["portal"]


def test_a_config_that_is_not_toml_is_no_backup(lived: Setup) -> None:
    """What cannot be read cannot be searched for a password either."""
    config = lived.folder / "config.toml"
    config.write_text(config.read_text() + "\n[storage\n")
    with pytest.raises(ConfigProblem, match=r"TOML: .*line"):
        text_for_backup(config)


def test_a_password_in_the_config_stays_out_of_the_backup(lived: Setup) -> None:
    """The rest of the address stays, so that it can be filled in again."""
    config = lived.folder / "config.toml"
    url = "postgresql+psycopg://user:tr0ub4dor@host/name"
    config.write_text(config.read_text().replace("sqlite:///data/monitor.sqlite", url))
    text = read_config(back_up(lived))
    assert "tr0ub4dor" not in text
    assert "postgresql+psycopg://user:***@host/name" in text


HALF = """
import sys, time
from pathlib import Path
from storage.private_files import new_private_file
with new_private_file(Path(sys.argv[1])) as opened:
    opened.write(b"half of the identifiers")
    opened.flush()
    print("half", flush=True)
    time.sleep(60)
"""


def test_a_backup_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    """What would be left holds identifiers, and no closing would know where."""
    with start(HALF, tmp_path / "b.zip") as process:
        assert process.stdout.readline() == "half\n"
    assert list(tmp_path.iterdir()) == []


def test_where_files_need_a_name_a_backup_is_whole_or_not_there_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on other systems."""
    monkeypatch.delattr(os, "O_TMPFILE")
    with new_private_file(tmp_path / "b.zip") as opened:
        opened.write(b"all")
        assert not (tmp_path / "b.zip").exists()
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("b.zip", b"all")]
    with pytest.raises(FileExistsError), new_private_file(tmp_path / "b.zip") as opened:
        opened.write(b"other")
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("b.zip", b"all")]
