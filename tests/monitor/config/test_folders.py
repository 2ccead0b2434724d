"""Keys lie apart from the database unless somebody says otherwise, and are moved without a loss."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from monitor.config import load
from monitor.config.folders import default_folder
from storage import keys_folder
from storage.errors import KeyProblem
from storage.keys import fingerprint, load_key, new_key
from storage.keys_folder import move_keys
from tests.commands import monitor
from tests.monitor.conftest import SHIPPED, Setup


def key_contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()} if folder.exists() else {}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder with a whole key and one in halves."""
    folder = tmp_path / "old"
    new_key(folder, 2025)
    new_key(folder, 2026, halves=(folder / "2026.key.a", folder / "2026.key.b"))
    return folder


def test_keys_lie_in_the_users_own_folder_one_for_each_installation(tmp_path: Path) -> None:
    """By the XDG rules; a relative folder is none, and without any they lie beside the config."""
    one, other = tmp_path / "one", tmp_path / "two" / "one"
    environment = {"XDG_CONFIG_HOME": "/x/conf", "HOME": "/x/home"}
    found = default_folder(one, environment)
    assert found.parent == Path("/x/conf/ad-market-monitor/keys")
    assert found.name.startswith("one-")
    assert default_folder(one, environment) == found
    assert default_folder(other, environment) != found
    for relative in ("", "conf"):
        home_only = {"XDG_CONFIG_HOME": relative, "HOME": "/x/home"}
        assert default_folder(one, home_only).is_relative_to("/x/home/.config/ad-market-monitor")
    assert default_folder(one, {}) == default_folder(one, {"HOME": "home"}) == one / "keys"


@pytest.mark.parametrize("name", ["2026.key", "2026.key.a"])
def test_an_installation_with_keys_beside_its_config_keeps_them(tmp_path: Path, name: str) -> None:
    """Where they were made by default before; an empty folder is no installation."""
    environment = {"XDG_CONFIG_HOME": "/x/conf"}
    beside = tmp_path / "keys"
    beside.mkdir()
    assert default_folder(tmp_path, environment).is_relative_to("/x/conf")
    (beside / name).write_bytes(b"k")
    assert default_folder(tmp_path, environment) == beside


def test_the_config_has_the_last_word_on_the_keys(tmp_path: Path) -> None:
    """As in every config that says keys = "keys"."""
    file = tmp_path / "config.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    file.write_text(text.replace("[storage]", '[storage]\nkeys = "keys"'), encoding="utf-8")
    environment = {"XDG_CONFIG_HOME": "/x/conf"}
    assert load(file, environment).storage.keys == tmp_path / "keys"
    file.write_text(text, encoding="utf-8")
    assert load(file, environment).storage.keys == default_folder(tmp_path, environment)


def test_every_key_and_half_is_moved_whole(old: Path, tmp_path: Path) -> None:
    """The same keys, private, in the new folder and no more in the old."""
    before, marks = key_contents(old), [fingerprint(load_key(old, year)) for year in (2025, 2026)]
    (old / "note.txt").write_text("not a key")
    new = tmp_path / "apart" / "keys"
    moved = move_keys(old, new)
    assert sorted(file.name for file in moved) == ["2025.key", "2026.key.a", "2026.key.b"]
    assert (key_contents(new), list(key_contents(old))) == (before, ["note.txt"])
    assert [fingerprint(load_key(new, year)) for year in (2025, 2026)] == marks
    assert {file.stat().st_mode & 0o777 for file in moved} == {0o600}
    assert new.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("step", ["make_private", "rename", "read_private", "overwrite_and_remove"])
@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_move_that_is_interrupted_loses_no_key_and_is_ended_by_the_next(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, times: int
) -> None:
    """At any step, also with half a copy left behind."""
    before, new, left = key_contents(old), tmp_path / "new", [times]

    def interrupted(*arguments: object) -> object:
        if left[0] == 0:
            if step == "make_private":
                Path(str(arguments[0])).write_bytes(b"half")
            raise KeyboardInterrupt
        left[0] -= 1
        return real(*arguments)

    where = Path if step == "rename" else keys_folder
    real = getattr(where, step)
    with monkeypatch.context() as patch:
        patch.setattr(where, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            move_keys(old, new)
    assert {**key_contents(new), **key_contents(old)}.items() >= before.items()
    move_keys(old, new)
    assert (key_contents(new), key_contents(old)) == (before, {})


def test_a_full_disk_is_told_and_loses_nothing(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In words that a person can act on."""
    before = key_contents(old)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keys_folder, "make_private", full)
    with pytest.raises(KeyProblem, match=r"No space left on device\. No key is lost"):
        move_keys(old, tmp_path / "new")
    assert key_contents(old) == before


def test_another_key_of_a_year_is_never_replaced(old: Path, tmp_path: Path) -> None:
    """Two keys of a year are for a person to tell apart; nothing is removed."""
    new = tmp_path / "new"
    new_key(new, 2025)
    there, before = (new / "2025.key").read_bytes(), key_contents(old)
    with pytest.raises(KeyProblem, match=r"is another key than .* Nothing was removed"):
        move_keys(old, new)
    assert ((new / "2025.key").read_bytes(), key_contents(old)) == (there, before)


def test_a_folder_that_others_can_enter_gets_no_key(old: Path, tmp_path: Path) -> None:
    """As with a key that is made there."""
    new = tmp_path / "new"
    new.mkdir()
    new.chmod(0o755)
    with pytest.raises(KeyProblem, match="can be entered by others"):
        move_keys(old, new)
    assert (len(key_contents(old)), key_contents(new)) == (3, {})


def test_the_command_moves_the_keys_and_tells_what_to_write(
    installation: Setup, tmp_path: Path
) -> None:
    """With that line in config.toml, the year goes on with the same key."""
    home, new = installation.folder, tmp_path / 'a "part"'
    mark = fingerprint(load_key(home / "keys", 2022))
    ran = monitor("key", "move", new, at=home)
    assert (ran.code, list((home / "keys").iterdir())) == (0, [])
    line = next(each.strip() for each in ran.out.splitlines() if "keys = " in each)
    assert tomllib.loads(line) == {"keys": str(new)}
    file = home / "config.toml"
    text = file.read_text(encoding="utf-8").replace('keys = "keys"', line)
    file.write_text(text, encoding="utf-8")
    assert f"fingerprint: {mark}" in monitor("key", "show", 2022, at=home).out


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("keys", "the keys are in"),
        ("data/keys", "must lie in folders of their own"),
        (".", "must lie in folders of their own"),
    ],
)
def test_keys_are_not_moved_to_the_database(installation: Setup, folder: str, said: str) -> None:
    """Nor to where they are; the command says so and moves nothing."""
    ran = monitor("key", "move", folder, at=installation.folder)
    assert (ran.code, said in ran.said, "Nothing was moved" in ran.said) == (3, True, True)
    assert len(list((installation.folder / "keys").iterdir())) == 2


def test_without_a_key_there_is_nothing_to_move(installation: Setup) -> None:
    """The command names the folder where it looked."""
    for file in (installation.folder / "keys").iterdir():
        file.unlink()
    ran = monitor("key", "move", "../elsewhere", at=installation.folder)
    assert (ran.code, "there is no key in" in ran.said) == (3, True)
