"""Backups: one zip of counts, ledger and config, with checksums, and the way back.

The zip holds a `manifest.json`, the config (without passwords) and a file of JSON lines for each
table of the allow-list in `storage.dump`. It never holds a key, and identifiers only when they are
asked for. For each year of them it is sealed with the year's key: identifiers come back only with
the portals and approvals that they were written with.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrapers.model import Hidden
from storage.dump import COUNTS, IDENTIFIERS
from storage.errors import DatabaseProblem
from storage.keys import fingerprint, seal
from storage.keys_folder import OwnDatabase
from storage.private_files import new_private_file
from storage.schema import SCHEMA
from storage.store import Store

FORMAT, VERSION = "ad-market-monitor backup", 1
MANIFEST, CONFIG = "manifest.json", "config.toml"
MOST_MANIFEST_BYTES = 100_000
NO_TIME = (1980, 1, 1, 0, 0, 0)

KeyOf = Callable[[int], Hidden[bytes] | None]
"""The key of a year, or None where it is not here."""


class BackupProblem(Exception):
    """A backup cannot be written, or a file is not a backup that can be restored."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: the years with identifiers, and those whose identifiers were left out."""

    with_identifiers: tuple[int, ...]
    left_out: tuple[int, ...]


def write_backup(
    store: Store,
    config_text: str,
    file: Path,
    *,
    with_identifiers: bool,
    key_of: KeyOf = lambda _year: None,
    watch: Callable[[str, int], None] = lambda _table, _of: None,
) -> Path:
    """Write a backup, readable by its owner only, whole or not at all; raises BackupProblem.

    Identifiers of a year whose key `key_of` does not know are in it, but never come back. `watch`
    is called with the name of each table before it is written, and how many there are.
    """
    try:
        if file.exists():
            raise BackupProblem(f"{file} exists; a backup replaces nothing. Name another file")
        with (
            new_private_file(file) as opened,
            zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            _fill(archive, store, config_text, key_of if with_identifiers else None, watch)
    except OSError as error:
        raise BackupProblem(
            f"{file} cannot be written: {error.strerror}. Name another one, in a folder that this "
            "user may write to and whose disk has room"
        ) from None
    return file


def read_config(file: Path) -> str:
    """Return the config in a backup; raises BackupProblem for what is not a whole backup."""
    with _opened(file) as archive:
        return archive.read(CONFIG).decode()


def restore_backup(store: Store, file: Path, key_of: KeyOf) -> Restored:
    """Bring a backup back into an empty database, whole or not at all.

    Identifiers come back for a year whose key is here, is the one that they were made with, and
    sealed all of this backup; a closed year has none. Raises BackupProblem and DatabaseProblem.
    """
    with _opened(file) as archive:
        manifest = _manifest(archive, file)

        def is_usable(year: int, mark: str) -> bool:
            key = key_of(year)
            if key is None or fingerprint(key) != mark:
                return False
            sealed = str(manifest.get("seals", {}).get(str(year), ""))
            return hmac.compare_digest(seal(key, _sealed(manifest["sha256"])), sealed)

        lines = {name: _lines(archive, name) for name in (*COUNTS, *IDENTIFIERS)}
        years = {json.loads(line)["year"] for line in _lines(archive, IDENTIFIERS[0])}
        try:
            back = store.restore(lines, is_usable)
        except DatabaseProblem as problem:
            raise DatabaseProblem(f"{file} was not restored: {problem}") from None
    return Restored(tuple(sorted(back)), tuple(sorted(years - back)))


def rehearse(file: Path) -> tuple[OwnDatabase, list[str]]:
    """Restore a backup's counts into a database that is deleted afterwards.

    Returns what it says of itself, and its portals. Raises BackupProblem and DatabaseProblem.
    """
    with tempfile.TemporaryDirectory() as name:
        store = Store.open(f"sqlite:///{Path(name).resolve() / 'rehearsal.sqlite'}")
        try:
            restore_backup(store, file, lambda _year: None)
            return store.own_database(), store.portals()
        finally:
            store.close()


def _fill(
    archive: zipfile.ZipFile,
    store: Store,
    config_text: str,
    key_of: KeyOf | None,
    watch: Callable[[str, int], None],
) -> None:
    files = {}
    with store.dumped(with_identifiers=key_of is not None) as tables:
        for table, lines in tables.items():
            watch(table, len(tables))
            name = f"{table}.jsonl"
            files[name] = _write(archive, name, (f"{line}\n" for line in lines))
    files[CONFIG] = _write(archive, CONFIG, [config_text])
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "schema": SCHEMA,
        "with_identifiers": key_of is not None,
        "sha256": files,
    }
    if key_of is not None:
        keys = {year: key_of(year) for year in sorted(store.years_with_identifiers())}
        manifest["seals"] = {
            str(year): seal(key, _sealed(files)) for year, key in keys.items() if key is not None
        }
    _write(archive, MANIFEST, [json.dumps(manifest, indent=2)])


def _sealed(checksums: Mapping[str, str]) -> str:
    return json.dumps(sorted(checksums.items()))


def _write(archive: zipfile.ZipFile, name: str, texts: Iterable[str]) -> str:
    """Write one member and return its checksum; no time of day gets into the zip."""
    checksum = hashlib.sha256()
    member = zipfile.ZipInfo(name, NO_TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(member, "w", force_zip64=True) as opened:
        for content in map(str.encode, texts):
            checksum.update(content)
            opened.write(content)
    return checksum.hexdigest()


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup and check all of it before anything is taken from it."""
    try:
        if file.exists() and not file.is_file():  # a device or a pipe may never end
            raise BackupProblem(f"{file} cannot be read: it is not a file")
        archive = zipfile.ZipFile(file)
    except OSError as error:
        raise BackupProblem(f"{file} cannot be read: {error.strerror}") from None
    except zipfile.BadZipFile:
        raise BackupProblem(f"{file} is not a backup of this program, or it is damaged") from None
    with archive:
        try:
            _check(archive, file)
        except (zipfile.BadZipFile, EOFError, zlib.error, ValueError, NotImplementedError):
            raise BackupProblem(f"{file} is damaged: a part of it cannot be read") from None
        yield archive


def _check(archive: zipfile.ZipFile, file: Path) -> None:
    manifest = _manifest(archive, file)
    if manifest.get("version") != VERSION:
        raise BackupProblem(
            f"{file} is a backup of version {manifest.get('version')}; this program reads version "
            f"{VERSION}. Restore it with the program that made it"
        )
    if manifest.get("schema") != SCHEMA:
        raise BackupProblem(
            f"{file} holds tables of version {manifest.get('schema')}, and this program has "
            f"{SCHEMA}. Restore it with the program that made it, and then upgrade"
        )
    digests = manifest.get("sha256", {})
    names = archive.namelist()
    required = {f"{name}.jsonl" for name in COUNTS} | {CONFIG}
    allowed = {f"{name}.jsonl" for name in IDENTIFIERS} | required
    if sorted(names) != sorted([*digests, MANIFEST]) or not required <= set(digests) <= allowed:
        raise BackupProblem(f"{file} is damaged: it has other files in it than it should have")
    for name, checksum in digests.items():
        if _checksum(archive, name) != checksum:
            raise BackupProblem(f"{file} is damaged: {name} is not what was written")


def _checksum(archive: zipfile.ZipFile, name: str) -> str:
    checksum = hashlib.sha256()
    with archive.open(name) as opened:
        while block := opened.read(1 << 20):
            checksum.update(block)
    return checksum.hexdigest()


def _manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    foreign = BackupProblem(f"{file} is not a backup of this program: no manifest that says so")
    if MANIFEST not in archive.namelist():
        raise foreign
    if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
        raise foreign
    manifest = json.loads(archive.read(MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise foreign
    return manifest


def _lines(archive: zipfile.ZipFile, table: str) -> Iterator[str]:
    if f"{table}.jsonl" in archive.namelist():
        with archive.open(f"{table}.jsonl") as opened:
            yield from (line.decode() for line in opened)
