"""Canaries: made-up values planted in a portal, and the search for them in every file afterwards.

The search knows a value in every form in which a program might keep it: plain and spaced, hex,
base64, UTF-16, as an integer or packed decimal, as an unkeyed hash, and inside zip and gzip.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import sqlite3
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

HASHES = ("md5", "sha1", "sha256", "blake2b", "blake2s")
SQLITE = b"SQLite format 3\0"
SURE_BYTES = 5
"""Shorter needles turn up by chance among hashes; a database is asked for its integers instead."""


@dataclass(frozen=True, slots=True)
class Needle:
    """One form of a canary; `form` names it for people, without the value."""

    form: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Hit:
    """A canary in a file."""

    file: Path
    form: str


def needles(values: Iterable[str]) -> list[Needle]:
    """Return every form of every value; those that begin with + are phone numbers, too."""
    by_content = {
        needle.content: needle for value in values for needle in (*_texts(value), *_integers(value))
    }
    return list(by_content.values())


def search(paths: Iterable[Path], values: Iterable[str], since: float = 0.0) -> list[Hit]:
    """Return where any of the values stands, in any form, in any file at or below the paths.

    Only files written at or after `since`, in seconds of the epoch, are searched: older ones
    cannot hold a canary that is newer. Files that cannot be read are passed over, because what we
    cannot read, we did not write.
    """
    kept = list(values)
    kept_needles = needles(kept)
    whole = {number for value in kept for number in _numbers(value)}
    files = sorted({file for path in paths for file in _files(path, since)})
    return [hit for file in files for hit in _search_file(file, kept_needles, whole)]


def _search_file(file: Path, patterns: list[Needle], whole: set[int]) -> Iterator[Hit]:
    try:
        content = file.read_bytes()
    except OSError:
        return
    is_database = content.startswith(SQLITE)
    for part in _unpacked(content):
        for needle in patterns:
            if (len(needle.content) >= SURE_BYTES or not is_database) and needle.content in part:
                yield Hit(file, needle.form)
    if is_database and _holds_integer(file, whole):
        yield Hit(file, "integer in a database")


def _files(path: Path, since: float) -> Iterator[Path]:
    for file in _below(path) if path.is_dir() else [path]:
        try:
            status = file.lstat()
        except OSError:
            continue  # gone since it was listed, or not ours to look at
        if stat.S_ISREG(status.st_mode) and status.st_mtime >= since:
            yield file


def _below(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder; one that goes meanwhile, as temporary ones do, is left out.

    `os.walk` passes over a folder that is gone when its turn comes, where `rglob` raises.
    """
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)


def _unpacked(content: bytes, depth: int = 2) -> Iterator[bytes]:
    """Yield a file's bytes, and what is in it where it is a zip (docx, xlsx) or a gzip."""
    yield content
    if not depth:
        return
    try:
        if content.startswith(b"\x1f\x8b"):
            yield from _unpacked(gzip.decompress(content), depth - 1)
        elif content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for name in archive.namelist():
                    yield from _unpacked(archive.read(name), depth - 1)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError):
        return  # broken or encrypted: not something that we wrote


def _holds_integer(database: Path, whole: set[int]) -> bool:
    try:
        return not whole.isdisjoint(_integers_in(database))
    except sqlite3.Error:
        return False  # not a whole database, or somebody else's locked one


def _integers_in(database: Path) -> Iterator[int]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - its own names
                yield from (value for value in row if isinstance(value, int))


def _texts(value: str) -> Iterator[Needle]:
    for spelling in _spellings(value):
        raw = spelling.encode()
        yield Needle("text", raw)
        yield Needle("UTF-16", spelling.encode("utf-16-le"))
        yield Needle("UTF-16", spelling.encode("utf-16-be"))
        yield Needle("hex", raw.hex().encode())
        yield Needle("hex", raw.hex().upper().encode())
        for shift in range(3):
            yield Needle("base64", _base64(raw, shift))
        for name in HASHES:
            digest = hashlib.new(name, raw, usedforsecurity=False).digest()[:16]
            yield Needle(f"unkeyed {name}", digest)
            yield Needle(f"unkeyed {name} in hex", digest.hex().encode())


def _base64(raw: bytes, shift: int) -> bytes:
    """Return what stays the same of a value's base64 wherever in a longer text it stands."""
    first = (0, 2, 3)[shift]
    encoded = base64.b64encode(b"\0" * shift + raw)
    whole = (shift + len(raw)) * 8 // 6
    return encoded[first:whole]


def _spellings(value: str) -> set[str]:
    if not value.startswith("+47"):
        return {value}
    national = value[3:]
    threes = f"{national[:3]} {national[3:5]} {national[5:]}"
    twos = " ".join(national[at : at + 2] for at in range(0, 8, 2))
    local = {national, threes, twos, threes.replace(" ", "\N{NO-BREAK SPACE}"), national[::-1]}
    return local | {value, value[1:], f"0047{national}", f"+47 {threes}", f"+47 {twos}"}


def _numbers(value: str) -> set[int]:
    return {int(value[1:]), int(value[3:])} if value.startswith("+47") else set()


def _integers(value: str) -> Iterator[Needle]:
    for number in _numbers(value):
        least = (number.bit_length() + 7) // 8
        for size in {least, 6, 8}:  # SQLite stores integers of 4, 6 or 8 bytes, big end first
            yield Needle("integer", number.to_bytes(size, "big"))
            yield Needle("integer", number.to_bytes(size, "little"))
        yield Needle("packed decimal", bytes.fromhex(str(number)))
