"""The key of each year: made once, kept beside nothing else, and never replaced silently.

A key is 32 bytes from the operating system in a file of its own, readable by its owner only:
`2026.key` in the keys folder. It may instead be in two halves that only together are the key (each
alone is as good as chance), a systemd credential, or a file that the environment names; see
`KeyPlaces`. Folder and environment are handed in; `monitor.config` sees to it that the folder is
not the database's.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scrapers.model import Hidden
from storage.errors import KeyProblem
from storage.private_files import (
    make_private,
    overwrite_and_remove,
    private_folder,
    read_private,
    refuse_lasting_file,
    refuse_open_folder,
)

KEY_BYTES = 32
HALVES = (".a", ".b")
KEYS_FOLDER = "keys folder"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Places outside the keys folder: systemd's credentials, and the files that are named.

    `named` has one file for a year, or two, which are then halves.
    """

    credentials: Path | None = None
    named: Mapping[int, tuple[Path, ...]] = field(default_factory=dict)


NOWHERE_ELSE = Elsewhere()


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where a year's key is, or would be: its one file, or its two halves."""

    source: str
    files: tuple[Path, ...]
    is_ours: bool = True

    @property
    def there(self) -> tuple[Path, ...]:
        """Return those of its files that exist; raises KeyProblem where that cannot be known.

        Taken for missing, a key that is there could be made a second time, or left behind.
        """
        try:
            return tuple(file for file in self.files if file.exists())
        except OSError as error:
            raise KeyProblem(
                f"{error.filename}: {error.strerror}, so nobody knows whether a key is there. Let "
                "the user that runs this read that folder"
            ) from None


def key_file(folder: Path, year: int) -> Path:
    """Return where the key of a year is kept, unless it is in halves or elsewhere."""
    return folder / f"{year}.key"


def key_places(folder: Path, year: int, elsewhere: Elsewhere = NOWHERE_ELSE) -> list[KeyPlace]:
    """Return every place in which a key of the year exists, the one that is used first."""
    return [place for place in _possible(folder, year, elsewhere) if place.there]


def new_key(
    folder: Path,
    year: int,
    elsewhere: Elsewhere = NOWHERE_ELSE,
    halves: tuple[Path, Path] | None = None,
) -> Path:
    """Make the key of a year and return its file; a year that has one keeps it.

    With `halves`, two files are written whose XOR is the key, and none with the whole; the first
    is returned. Where the environment names a file for the year, the key is made there.
    Raises KeyProblem when there is a key already or the folder cannot be written.
    """
    files = halves or elsewhere.named.get(year) or (key_file(folder, year),)
    for place in key_places(folder, year, elsewhere):
        raise _second(place.there[0])
    contents = [secrets.token_bytes(KEY_BYTES) for _ in files]  # two random halves, random XOR
    made: list[Path] = []
    try:
        for file, content in zip(files, contents, strict=True):
            _make(file, content, folder)
            made.append(file)
    except KeyProblem:
        for file in made:  # half a key that nobody can complete is only in the way
            overwrite_and_remove(file)
        raise
    return files[0]


def load_key(folder: Path, year: int, elsewhere: Elsewhere = NOWHERE_ELSE) -> Hidden[bytes]:
    """Return the key of a year.

    Raises KeyProblem when it is missing, readable by others, or not a key. There is no fallback:
    without a key nothing is swept.
    """
    place = _the_place(folder, year, elsewhere)
    if place.source == KEYS_FOLDER:
        refuse_open_folder(folder)
    parts = [_read(file, year, is_ours=place.is_ours) for file in place.files]
    if len(parts) == 1:
        return Hidden(parts[0])
    first, second = parts
    return Hidden(bytes(a ^ b for a, b in zip(first, second, strict=True)))


def destroy_key(folder: Path, year: int, elsewhere: Elsewhere = NOWHERE_ELSE) -> list[Path]:
    """Overwrite and remove every key file of a year that can be reached; return them.

    Raises KeyProblem, before anything is touched, when one of them cannot be destroyed. A systemd
    credential is a read-only copy of a file that only the administrator can remove.
    """
    places = key_places(folder, year, elsewhere)
    refuse_lasting(places, year)
    files = [file for place in places for file in place.there]
    for file in files:
        try:
            overwrite_and_remove(file)
        except OSError as error:
            raise _lasting(file, error) from None
    return files


def refuse_lasting(places: list[KeyPlace], year: int) -> None:
    """Raise KeyProblem where a key cannot be destroyed from here, as a systemd credential."""
    if any(not place.is_ours for place in places):
        raise KeyProblem(
            f"the key of {year} is a systemd credential, which only the administrator can remove: "
            "delete the credential's file, take its line out of the unit, restart the service, "
            "and try again"
        )
    for file in (file for place in places for file in place.there):
        try:
            refuse_lasting_file(file)
        except OSError as error:
            raise _lasting(file, error) from None


def _lasting(file: Path, error: OSError) -> KeyProblem:
    return KeyProblem(
        f"{file} cannot be destroyed: {error.strerror}. Let the user that runs this write to "
        f"{file.parent} and the file, and type the same again"
    )


def fingerprint(key: Hidden[bytes]) -> str:
    """Return a short mark by which a database knows its key again; it does not give it away."""
    return hmac.digest(key.reveal(), b"fingerprint", "sha256")[:8].hex()


def seal(key: Hidden[bytes], content: str) -> str:
    """Return what only who has a year's key can make of a text: that it was written with it."""
    return hmac.digest(key.reveal(), b"seal\0" + content.encode(), "sha256").hex()


def _possible(folder: Path, year: int, elsewhere: Elsewhere) -> list[KeyPlace]:
    """Return every place that a year's key may be in, in the order in which they are looked at."""
    places = []
    if elsewhere.credentials is not None:
        whole = key_file(elsewhere.credentials, year)
        for files in _whole_or_halves(whole):
            places.append(KeyPlace("systemd credential", files, is_ours=False))
    if year in elsewhere.named:
        places.append(KeyPlace("environment", elsewhere.named[year]))
    whole = key_file(folder, year)
    return places + [KeyPlace(KEYS_FOLDER, files) for files in _whole_or_halves(whole)]


def _whole_or_halves(whole: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    return (whole,), tuple(whole.with_name(whole.name + half) for half in HALVES)


def _the_place(folder: Path, year: int, elsewhere: Elsewhere) -> KeyPlace:
    """Return the one place to load from; a key both whole and in halves is two keys."""
    places = key_places(folder, year, elsewhere)
    if not places:
        named = elsewhere.named.get(year, (key_file(folder, year),))
        return KeyPlace("", named)
    rivals = [place for place in places if place.source == places[0].source]
    if len(rivals) > 1:
        raise KeyProblem(
            f"{rivals[0].files[0]} and {rivals[1].there[0]}: {year} has a whole key and halves. "
            "Keep the one that this database was begun with (monitor key show)"
        )
    return places[0]


def _make(file: Path, content: bytes, folder: Path) -> None:
    try:
        if (
            file.parent.resolve() == folder.resolve()
        ):  # where a person names another place, its folder is theirs
            private_folder(folder)
        make_private(file, content)
    except FileExistsError:
        raise _second(file) from None
    except OSError as error:
        raise KeyProblem(f"{file} cannot be made: {error.strerror}") from None


def _second(file: Path) -> KeyProblem:
    if file.parent.is_dir():
        return KeyProblem(
            f"{file} exists. A year has one key: with a second one, the same number would be "
            "counted as two. Nothing was changed"
        )
    return KeyProblem(f"{file} cannot be made: {file.parent} is not a folder")


def _read(file: Path, year: int, *, is_ours: bool) -> bytes:
    try:
        content = read_private(file, is_ours=is_ours)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise KeyProblem(
            f"no key for {year}: {file}: {error.strerror}. If {year} has no identifiers yet, make "
            f"one with: monitor key new {year}"
        ) from None
    except OSError as error:
        raise KeyProblem(
            f"the key of {year} cannot be read: {file}: {error.strerror}. Make no other one: run "
            "this as the user that the file and its folder belong to, or put it back"
        ) from None
    if len(content) != KEY_BYTES:
        raise KeyProblem(f"{file} is not a key: expected {KEY_BYTES} bytes, found {len(content)}")
    return content
