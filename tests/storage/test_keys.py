"""A year has one key, in a file that only its owner reads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scrapers.model import Hidden
from storage.errors import KeyProblem
from storage.keys import KEY_BYTES, fingerprint, key_file, load_key, new_key
from storage.keys_folder import OWN_DATABASE, OwnDatabase, beside_keys, write_beside_keys
from tests.conftest import Ordinary


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Name a folder that is not there yet."""
    return tmp_path / "safe" / "keys"


def mode(path: Path) -> int:
    """Return a file's permissions."""
    return path.stat().st_mode & 0o777


def test_a_new_key_is_private(folder: Path) -> None:
    """The file is 0600 in a folder that is 0700, whatever the umask."""
    before = os.umask(0)
    try:
        path = new_key(folder, 2026)
    finally:
        os.umask(before)

    assert path == folder / "2026.key" == key_file(folder, 2026)
    assert (mode(path), mode(folder)) == (0o600, 0o700)


def test_a_new_key_is_loaded_as_it_was_made(folder: Path) -> None:
    """What is in the file is the key, hidden."""
    content = new_key(folder, 2026).read_bytes()
    key = load_key(folder, 2026)

    assert len(content) == KEY_BYTES
    assert key.reveal() == content
    assert repr(key) == "<hidden>"


def test_every_year_has_another_key(folder: Path) -> None:
    """Keys are made by chance."""
    keys = {new_key(folder, year).read_bytes() for year in range(2026, 2036)}

    assert len(keys) == 10


def test_a_second_key_is_refused(folder: Path) -> None:
    """The first stays as it is, to the last byte."""
    before = new_key(folder, 2026).read_bytes()
    with pytest.raises(KeyProblem, match="A year has one key"):
        new_key(folder, 2026)

    assert before == key_file(folder, 2026).read_bytes()


def test_a_missing_key_is_refused_with_what_to_do(folder: Path) -> None:
    """There is no fallback, and looking for a key makes none."""
    with pytest.raises(KeyProblem, match=r"no key for 2026.*monitor key new 2026"):
        load_key(folder, 2026)

    assert not folder.exists()


@pytest.mark.parametrize("readable", [0o640, 0o604, 0o610, 0o601, 0o620, 0o644, 0o660])
def test_a_key_that_others_can_reach_is_refused(folder: Path, readable: int) -> None:
    """The message has the mode and the remedy."""
    new_key(folder, 2026).chmod(readable)
    with pytest.raises(KeyProblem, match=f"mode {readable:o}.*chmod 600"):
        load_key(folder, 2026)


@pytest.mark.parametrize("length", [0, 1, 31, 33, 64])
def test_a_key_of_another_length_is_refused(folder: Path, length: int) -> None:
    """A cut-off or foreign file is no key, and what is in it is not told."""
    path = new_key(folder, 2026)
    path.write_bytes(b"k" * length)
    with pytest.raises(KeyProblem, match=f"expected 32 bytes, found {length}"):
        load_key(folder, 2026)


def test_a_folder_is_no_key(folder: Path) -> None:
    """Whatever stands where the key should be, it is a KeyProblem."""
    key_file(folder, 2026).mkdir(parents=True, mode=0o700)
    with pytest.raises(KeyProblem):
        load_key(folder, 2026)


def test_a_key_cannot_be_made_where_a_file_is(tmp_path: Path) -> None:
    """The message does not say that the year has a key: it has none."""
    (tmp_path / "keys").write_text("")
    with pytest.raises(KeyProblem, match="cannot be made"):
        new_key(tmp_path / "keys", 2026)


def test_a_key_cannot_be_made_where_one_may_not_write(ordinary: Ordinary) -> None:
    """A folder without permission is a KeyProblem with the system's words."""
    ordinary.folder.chmod(0o500)
    with ordinary.rights(), pytest.raises(KeyProblem, match="cannot be made: Permission denied"):
        new_key(ordinary.folder / "keys", 2026)


def test_a_key_that_may_not_be_read_is_not_told_to_be_made_anew(ordinary: Ordinary) -> None:
    """It is there: a second one would count the same number as two."""
    new_key(ordinary.folder / "keys", 2022)
    (ordinary.folder / "keys" / "2022.key").chmod(0)
    with ordinary.rights(), pytest.raises(KeyProblem) as caught:
        load_key(ordinary.folder / "keys", 2022)
    assert "the key of 2022 cannot be read: " in str(caught.value)
    assert "Permission denied. Make no other one" in str(caught.value)
    assert "monitor key new" not in str(caught.value)


def test_a_fingerprint_is_the_same_for_the_same_key(key: Hidden[bytes]) -> None:
    """A database knows the key again by it."""
    assert fingerprint(key) == fingerprint(Hidden(bytes(range(32))))
    assert fingerprint(key) != fingerprint(Hidden(bytes(32)))


def test_a_fingerprint_does_not_contain_the_key(key: Hidden[bytes]) -> None:
    """It is 16 hex digits, and no part of the key stands in it."""
    mark = fingerprint(key)
    secret = key.reveal()

    assert len(bytes.fromhex(mark)) == 8
    assert all(secret[at : at + 3].hex() not in mark for at in range(len(secret) - 2))


FULL = """
import resource, sys
from pathlib import Path
from storage.errors import KeyProblem
from storage.keys import new_key
resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    new_key(Path(sys.argv[1]), 2026)
except KeyProblem as problem:
    print(problem)
"""


def test_a_disk_that_takes_no_whole_key_is_left_without_one(folder: Path) -> None:
    """An empty file would stand in the way of the key, and be taken for a broken one."""
    command = [sys.executable, "-c", FULL, str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "2026.key cannot be made: " in ran.stdout
    assert list(folder.iterdir()) == []
    assert new_key(folder, 2026).stat().st_size == KEY_BYTES


def test_what_is_said_beside_the_keys_is_written_whole_whatever_was_left(tmp_path: Path) -> None:
    """In a folder that is only ours, also over what an interrupted try left."""
    keys = tmp_path / "keys"
    for own in (OwnDatabase("first", 1), OwnDatabase("second", 2)):
        write_beside_keys(keys, own)
        assert beside_keys(keys) == own
        (keys / f".{OWN_DATABASE}.unfinished").write_text("{")
    assert keys.stat().st_mode & 0o777 == 0o700
