"""One key a year, in the places that are told, and never a second one without a word."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.collecting.collect import Collector
from monitor.config import load
from monitor.installation.closing import close_year
from monitor.installation.year_keys import (
    SECONDS_A_DAY,
    describe_key,
    key_of,
    make_key,
    make_next_key,
    remove_key,
    replace_lost_key,
)
from monitor.open_points import key_points
from monitor.report.words import Words
from scrapers.model import Hidden, Outcome
from storage.errors import KeyProblem
from storage.keys import Elsewhere, destroy_key, key_file, load_key, new_key
from storage.keys_folder import move_keys
from storage.records import JournalEntry
from storage.weeks import Week
from tests.closing.conftest import AFTER, database_file, identifiers, rows
from tests.monitor.conftest import Setup, write_config
from tests.permissions import closed_to_us

TUESDAY = date(2022, 6, 7)
WEEK = Week.of(TUESDAY)
MADE = JournalEntry(TUESDAY, "key new", "2022")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_two_halves_are_the_key_only_together(folder: Path) -> None:
    """Their XOR is the key; none of the files is, and neither half says anything of it."""
    first, second = folder / "2026.key.a", folder / "2026.key.b"
    assert new_key(folder, 2026, halves=(first, second)) == first
    a, b = first.read_bytes(), second.read_bytes()
    assert load_key(folder, 2026) == Hidden(bytes(x ^ y for x, y in zip(a, b, strict=True)))
    assert {len(a), len(b)} == {32}
    assert sorted(file.name for file in folder.iterdir()) == ["2026.key.a", "2026.key.b"]


def test_one_half_alone_is_refused_and_the_other_named(folder: Path) -> None:
    """Its owner has to be asked."""
    new_key(folder, 2026, halves=(folder / "2026.key.a", folder / "2026.key.b"))
    (folder / "2026.key.b").unlink()
    with pytest.raises(KeyProblem, match=r"no key for 2026: .*2026\.key\.b: No such file"):
        load_key(folder, 2026)
    with pytest.raises(KeyProblem, match="A year has one key"):
        new_key(folder, 2026)


def test_a_half_that_cannot_be_written_leaves_no_other_half(folder: Path, tmp_path: Path) -> None:
    """Half a key that nobody can complete is only in the way."""
    halves = (folder / "2026.key.a", tmp_path / "nowhere" / "2026.key.b")
    with pytest.raises(KeyProblem, match="cannot be made"):
        new_key(folder, 2026, halves=halves)
    assert list(folder.iterdir()) == []


def test_a_whole_key_beside_halves_is_refused(folder: Path) -> None:
    """They are two keys, and only a person knows which is the right one."""
    new_key(folder, 2026, halves=(folder / "2026.key.a", folder / "2026.key.b"))
    key_file(folder, 2026).write_bytes(bytes(32))
    with pytest.raises(KeyProblem, match="2026 has a whole key and halves"):
        load_key(folder, 2026)


def test_a_folder_that_others_can_enter_is_refused(folder: Path) -> None:
    """To load from as well as to make a key in, or to move keys out of."""
    new_key(folder, 2026)
    folder.chmod(0o750)
    with pytest.raises(KeyProblem, match=r"can be entered by others \(mode 750\); chmod 700"):
        load_key(folder, 2026)
    with pytest.raises(KeyProblem, match="chmod 700"):
        new_key(folder, 2027)
    with pytest.raises(KeyProblem, match="chmod 700"):
        move_keys(folder, folder.parent / "new")


def test_only_keys_are_moved(folder: Path) -> None:
    """What a person has put beside them under another name stays."""
    new_key(folder, 2026)
    other = folder / "2026.key.old"
    other.write_bytes(bytes(32))
    assert move_keys(folder, folder.parent / "new") == [folder.parent / "new" / "2026.key"]
    assert list(folder.iterdir()) == [other]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_of_somebody_else_is_refused(folder: Path) -> None:
    """Who owns a file can read it, whatever its mode."""
    os.chown(new_key(folder, 2026), 12345, -1)
    with pytest.raises(KeyProblem, match="belongs to user 12345"):
        load_key(folder, 2026)


def a_key(file: Path, fill: bytes) -> Hidden[bytes]:
    file.parent.mkdir(mode=0o700, exist_ok=True, parents=True)
    file.write_bytes(fill * 32)
    file.chmod(0o600)
    return Hidden(fill * 32)


def places(home: Path, environment: Mapping[str, str]) -> tuple[Path, Elsewhere]:
    config = load(write_config(home, "http://127.0.0.1:8471"), environment)
    folder, _, elsewhere = config.key_location(2026)
    return folder, elsewhere


def test_a_credential_comes_before_the_environment_and_that_before_the_folder(
    tmp_path: Path,
) -> None:
    """As the environment tells, which only the config reads."""
    told = {
        "CREDENTIALS_DIRECTORY": str(tmp_path / "credentials"),
        "MONITOR_KEY_FILE_2026": str(tmp_path / "stick" / "a key"),
    }
    keys, elsewhere = places(tmp_path / "home", told)
    in_folder = a_key(keys / "2026.key", b"f")
    assert load_key(keys, 2026) == in_folder
    named = a_key(tmp_path / "stick" / "a key", b"n")
    assert load_key(keys, 2026, elsewhere) == named
    credential = a_key(tmp_path / "credentials" / "2026.key", b"c")
    assert load_key(keys, 2026, elsewhere) == credential
    (tmp_path / "credentials" / "2026.key").chmod(0o440)  # as systemd's access list shows
    assert load_key(keys, 2026, elsewhere) == credential
    (tmp_path / "credentials" / "2026.key").chmod(0o444)
    with pytest.raises(KeyProblem, match="mode 444"):
        load_key(keys, 2026, elsewhere)


def test_the_environment_may_name_both_halves(tmp_path: Path) -> None:
    """With a colon between; a new key is then made in them."""
    a, b = tmp_path / "anna", tmp_path / "bo"
    told = {"MONITOR_KEY_FILE_2026": f"{a}:{b}"}
    keys, elsewhere = places(tmp_path / "home", told)
    new_key(keys, 2026, elsewhere)
    pair = zip(a.read_bytes(), b.read_bytes(), strict=True)
    assert load_key(keys, 2026, elsewhere) == Hidden(bytes(x ^ y for x, y in pair))
    assert not keys.exists()


def test_a_named_file_that_is_missing_is_named_in_the_refusal(tmp_path: Path) -> None:
    """A stick that is not plugged in."""
    told = {"MONITOR_KEY_FILE_2026": str(tmp_path / "stick" / "2026.key")}
    keys, elsewhere = places(tmp_path / "home", told)
    with pytest.raises(KeyProblem, match=r"stick/2026\.key: No such file"):
        load_key(keys, 2026, elsewhere)


def test_destroying_overwrites_every_file_of_the_year_before_it_is_removed(
    folder: Path, tmp_path: Path
) -> None:
    """A second name of the same file shows what the disk was left with."""
    before = new_key(folder, 2026).read_bytes()
    os.link(key_file(folder, 2026), tmp_path / "other name")
    other = new_key(folder, 2027)
    assert destroy_key(folder, 2026) == [key_file(folder, 2026)]
    assert not key_file(folder, 2026).exists()
    left = (tmp_path / "other name").read_bytes()
    assert (len(left), left == before) == (32, False)
    assert other.exists()


def test_a_credential_cannot_be_destroyed_and_then_nothing_is(folder: Path, tmp_path: Path) -> None:
    """Only the administrator can; what is ours is left until that is done."""
    new_key(folder, 2026)
    a_key(tmp_path / "credentials" / "2026.key", b"c")
    with pytest.raises(KeyProblem, match="is a systemd credential"):
        destroy_key(folder, 2026, Elsewhere(tmp_path / "credentials"))
    assert key_file(folder, 2026).exists()


@pytest.mark.parametrize(("what", "left"), [("", 0o500), ("2026.key", 0o400)])
def test_a_key_that_may_not_be_removed_stays_a_key(folder: Path, what: str, left: int) -> None:
    """Overwritten under its name it would pass for another one; what to do is said."""
    before, other = new_key(folder, 2026), new_key(folder, 2027)
    content = before.read_bytes()
    with closed_to_us(folder / what, left):
        with pytest.raises(KeyProblem, match=f"write to {folder} and the file, and type the same"):
            destroy_key(folder, 2026)
        with pytest.raises(KeyProblem, match=r"Permission denied\. No key is lost"):
            move_keys(folder, folder.parent / "new")
    assert (before.read_bytes(), other.exists()) == (content, True)
    assert len(move_keys(folder, folder.parent / "new")) == 2


@pytest.mark.parametrize(("what", "left"), [("", 0o500), ("2022.key", 0o400)])
def test_a_year_is_not_closed_whose_key_could_not_be_destroyed(
    lived: Setup, what: str, left: int
) -> None:
    """Told before its identifiers go; when folder and file can be written to, it is closed."""
    were = identifiers(lived)
    with (
        closed_to_us(lived.config.storage.keys / what, left),
        pytest.raises(KeyProblem, match=r"2022\.key cannot be destroyed: Permission denied"),
    ):
        close_year(lived.at(AFTER), 2022)
    assert (identifiers(lived), lived.store.closings()) == (were, {})
    assert close_year(lived.at(AFTER), 2022).finished


def test_a_known_year_without_its_key_is_refused_with_what_to_do(
    lived: Setup,
) -> None:
    """Neither a sweep nor a plain new key."""
    key_file(lived.config.storage.keys, 2022).unlink()
    with pytest.raises(KeyProblem, match="monitor key new 2022 --after-loss REASON"):
        Collector(lived.at(TUESDAY)).collect(lived.config.portal)
    with pytest.raises(KeyProblem, match="this database was begun with it") as refused:
        make_key(lived.config, lived.store, 2022, MADE)
    assert not key_file(lived.config.storage.keys, 2022).exists()
    said = str(refused.value)
    places = ("`keys` under [storage]", "monitor key move", "copy of the key file", "--after-loss")
    assert sorted(places, key=said.index) == list(places)


def test_after_a_loss_past_weeks_keep_their_counts_and_this_week_is_swept_again(
    lived: Setup,
) -> None:
    """The year's identifiers are gone, the break is dated, and nothing is a false zero."""
    past = [row for row in rows(lived, "weekly_count") if row[0] != str(WEEK)]
    key_file(lived.config.storage.keys, 2022).unlink()
    replace_lost_key(lived.config, lived.store, WEEK, "the disk broke")
    assert identifiers(lived) == set()
    assert rows(lived, "weekly_count") == past != []
    assert [(b.week, b.reason) for b in lived.store.publishable.breaks(WEEK, WEEK)] == [
        (WEEK, "the disk broke")
    ]
    assert {run.outcome for run in lived.store.runs(WEEK, WEEK)} == {None}

    Collector(lived.at(TUESDAY)).collect(lived.config.portal[:2])
    found = {run.portal: run.outcome for run in lived.store.runs(WEEK, WEEK)}
    assert found == {"nordlys": Outcome.COMPLETE, "fjord": Outcome.COMPLETE, "tundra": None}
    ads = [
        row[4]
        for row in rows(lived, "weekly_count")
        if row[:4] == (str(WEEK), "nordlys", "all", "ads")
    ]
    assert ads == [5]  # not the mean with a sweep that nobody can count any more


def test_a_key_that_is_there_is_not_lost(lived: Setup) -> None:
    """Nothing is given up by a slip of the hand."""
    were = identifiers(lived)
    with pytest.raises(KeyProblem, match="is not lost"):
        replace_lost_key(lived.config, lived.store, WEEK, "oops")
    assert identifiers(lived) == were


def test_after_a_loss_no_half_is_made_beside_the_database(lived: Setup) -> None:
    """It is refused before anything is given up."""
    were = identifiers(lived)
    key_file(lived.config.storage.keys, 2022).unlink()
    halves = lived.config.storage.keys / "2022.key.a", database_file(lived).parent / "2022.key.b"
    with pytest.raises(KeyProblem, match="lies in the database's folder"):
        replace_lost_key(lived.config, lived.store, WEEK, "the disk broke", halves)
    assert (identifiers(lived), [half.exists() for half in halves]) == (were, [False, False])


def test_a_year_without_identifiers_has_nothing_to_lose(
    installation: Setup,
) -> None:
    """It takes a plain new key."""
    key_file(installation.config.storage.keys, 2022).unlink()
    with pytest.raises(KeyProblem, match="nothing is lost"):
        replace_lost_key(installation.config, installation.store, WEEK, "oops")
    assert make_key(installation.config, installation.store, 2022, MADE).exists()


def test_a_key_that_was_lost_before_any_sweep_is_made_again(installation: Setup) -> None:
    """A SQLite file is shared by no other machine that could have it."""
    config, store = installation.config, installation.store
    for _ in range(2):
        key_file(config.storage.keys, 2022).unlink()
        assert make_key(config, store, 2022, MADE).exists()


def test_a_failed_try_after_a_loss_does_not_hide_behind_the_sweep_before_it(
    lived: Setup,
) -> None:
    """The week has no count until it is swept with the new key."""
    key_file(lived.config.storage.keys, 2022).unlink()
    replace_lost_key(lived.config, lived.store, WEEK, "the disk broke")
    lived.market.ads["nordlys"] = ()
    broken = lived.at(TUESDAY)
    lived.portals.__exit__(None, None, None)
    (result,) = Collector(broken).collect(lived.config.portal[:1])
    assert result.check.outcome is Outcome.FAILED
    found = {run.portal: run.outcome for run in lived.store.runs(WEEK, WEEK)}
    assert found["nordlys"] is Outcome.FAILED


def test_what_is_shown_of_a_key_is_not_the_key(lived: Setup) -> None:
    """Year, place, fingerprint, age, modes, and whether the database knows it."""
    content = key_file(lived.config.storage.keys, 2022).read_bytes()
    found = describe_key(lived.config, lived.store, 2022)
    assert (found.year, found.source, found.modes, found.age_days) == (
        2022,
        "keys folder",
        ("600",),
        0,
    )
    assert found.known == "the database knows this key"
    assert content.hex()[:6] not in repr(found)
    assert repr(content)[2:8] not in repr(found)
    assert (
        describe_key(lived.config, lived.store, 2021).known
        == "the database has no identifiers of 2021 yet"
    )
    a_key(key_file(lived.config.storage.keys, 2022), b"x")
    assert (
        "not the one this database was begun with"
        in describe_key(lived.config, lived.store, 2022).known
    )


def test_of_a_key_that_is_gone_it_is_said_why_and_what_to_do(lived: Setup) -> None:
    """To make a new one would be wrong advice, for a lost key as for one that was destroyed."""

    def said() -> str:
        with pytest.raises(KeyProblem) as raised:
            describe_key(lived.config, lived.store, 2022)
        return str(raised.value)

    key = key_file(lived.config.storage.keys, 2022)
    content = key.read_bytes()
    key.unlink()
    assert "Put the key file back" in said()
    assert "monitor key new 2022 --after-loss REASON" in said()
    assert said().endswith("monitor close 2022 --key-lost REASON")
    key.write_bytes(content)
    key.chmod(0o600)

    def interrupt(step: str) -> None:
        if step == "key":
            raise InterruptedError

    with pytest.raises(InterruptedError):
        close_year(lived.at(AFTER), 2022, watch=interrupt)
    assert said().endswith("its key is gone already. End it with: monitor close 2022")
    close_year(lived.at(AFTER), 2022)
    assert f"2022 was closed on {AFTER}: its identifiers and its key are gone for good" in said()
    assert "monitor" not in said()


def test_a_closed_year_gets_no_key_any_more(lived: Setup) -> None:
    """None to sweep or count with, no new one, and none as after a loss."""
    config, store = lived.config, lived.store
    close_year(lived.at(AFTER), 2022)
    for ask in (
        lambda: key_of(config, store, 2022),
        lambda: make_key(config, store, 2022, MADE),
        lambda: replace_lost_key(config, store, WEEK, "the disk broke"),
    ):
        with pytest.raises(KeyProblem, match=f"2022 was closed on {AFTER}"):
            ask()
    assert not key_file(config.storage.keys, 2022).exists()


def test_no_key_is_given_but_the_one_that_the_year_was_begun_with(lived: Setup) -> None:
    """Weeks that are counted again would be protected by another one."""
    a_key(key_file(lived.config.storage.keys, 2022), b"x")
    with pytest.raises(KeyProblem, match="2022 is not the one this database was begun with"):
        key_of(lived.config, lived.store, 2022)


def test_a_key_of_two_halves_is_as_old_as_the_older(installation: Setup) -> None:
    """A copy of one of them makes it no younger."""
    keys = installation.config.storage.keys
    key_file(keys, 2022).unlink()
    halves = keys / "2022.key.a", keys / "2022.key.b"
    new_key(keys, 2022, halves=halves)
    then = halves[0].stat().st_mtime - 5 * SECONDS_A_DAY
    os.utime(halves[0], (then, then))
    assert describe_key(installation.config, installation.store, 2022).age_days == 5


def test_the_key_of_a_year_with_identifiers_is_not_destroyed_by_itself(
    lived: Setup,
) -> None:
    """That is what closing is for; a key that no identifier was made with may go."""
    with pytest.raises(KeyProblem, match="monitor close 2022"):
        remove_key(lived.config, lived.store, 2022)
    key_of(lived.config, lived.store, 2022)
    assert remove_key(lived.config, lived.store, 2021) == [
        key_file(lived.config.storage.keys, 2021)
    ]
    with pytest.raises(KeyProblem, match="nothing to destroy"):
        remove_key(lived.config, lived.store, 2021)


@pytest.mark.parametrize("day", [date(2022, 12, 1), date(2022, 12, 31)])
def test_next_years_key_is_made_in_december(installation: Setup, day: date) -> None:
    """By itself, so that nobody finds in January that nothing was counted."""
    config = installation.config
    assert make_next_key(config, installation.store, replace(MADE, day=date(2022, 11, 30))) is None
    made = make_next_key(config, installation.store, replace(MADE, day=day))
    assert made == config.storage.keys / "2023.key"
    assert key_of(config, installation.store, 2023) is not None
    assert make_next_key(config, installation.store, replace(MADE, day=day)) is None


def test_next_years_key_is_left_to_people_where_this_years_is_theirs(
    installation: Setup, tmp_path: Path
) -> None:
    """In halves, outside the keys folder, or missing: there is nothing to copy the way of."""
    config, day = installation.config, date(2022, 12, 1)
    (config.storage.keys / "2022.key").unlink()
    assert make_next_key(config, installation.store, replace(MADE, day=day)) is None
    halves = config.storage.keys / "2022.key.a", config.storage.keys / "2022.key.b"
    new_key(config.storage.keys, 2022, halves=halves)
    assert make_next_key(config, installation.store, replace(MADE, day=day)) is None
    for half in halves:
        half.unlink()
    named = tmp_path / "named.key"
    around = {"MONITOR_KEY_FILE_2022": str(named)}
    elsewhere = load(installation.folder / "config.toml", around)
    new_key(*elsewhere.key_location(2022))
    assert named.exists()
    assert make_next_key(elsewhere, installation.store, replace(MADE, day=day)) is None
    new_key(config.storage.keys, 2022)
    coming = tmp_path / "coming.key"
    to_come = load(installation.folder / "config.toml", {"MONITOR_KEY_FILE_2023": str(coming)})
    assert make_next_key(to_come, installation.store, replace(MADE, day=day)) is None
    assert not coming.exists()


def test_next_years_key_is_not_made_again_where_it_was_lost(
    installation: Setup,
) -> None:
    """What the database was begun with is put back by a person, or said to be lost."""
    config, store = installation.config, installation.store
    store.remember_key(2023, Hidden(bytes(32)))
    assert make_next_key(config, store, replace(MADE, day=date(2022, 12, 1))) is None


def test_a_missing_key_of_next_year_is_a_problem_from_the_first_of_december(
    installation: Setup,
) -> None:
    """Not before, and not in January, when it is this year's."""
    problems = {
        day: list(key_points(installation.at(day), Words("en")))
        for day in (date(2022, 11, 30), date(2022, 12, 1), date(2022, 12, 31))
    }
    assert [len(found) for found in problems.values()] == [0, 1, 1]
    assert "monitor key new 2023" in problems[date(2022, 12, 1)][0].detail
