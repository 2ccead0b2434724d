"""The keys folder: moving the years' keys to another, and which database is the installation's.

First every key is copied and brought to the disk, and every copy read again; only then are the old
ones overwritten and removed. Interrupted at any point, the same call ends the move.

By an id and how many weeks it had, an installation knows its own database again. Both are in the
database, and in a small file beside the keys, which no loss of the database takes along. The file
holds nothing that a database of any installation could not show to everybody.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from scrapers.model import Hidden
from storage.errors import DatabaseProblem, KeyProblem
from storage.keys import fingerprint
from storage.private_files import (
    make_private,
    overwrite_and_remove,
    private_folder,
    read_private,
    refuse_open_folder,
)

KEY_NAME = re.compile(r"\d{4}\.key(\.[ab])?")
OWN_DATABASE = "own-database.json"


@dataclass(frozen=True, slots=True)
class OwnDatabase:
    """The id of a database, empty for one that is older than ids, and how many weeks were swept."""

    id: str
    weeks: int


def beside_keys(folder: Path) -> OwnDatabase | None:
    """Return what the keys folder says, None where it says nothing yet.

    Raises DatabaseProblem for a file that cannot be read: then nobody knows which database is ours.
    """
    file = folder / OWN_DATABASE
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        return OwnDatabase(str(values["id"]), int(values["weeks"]))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DatabaseProblem(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, KeyError):
        raise DatabaseProblem(
            f"{file} is damaged; it says which database is this installation's. Where the one in "
            "config.toml is: monitor adopt --reason REASON"
        ) from None


def write_beside_keys(folder: Path, own: OwnDatabase) -> None:
    """Let the keys folder say which database is ours, whole or not at all; raises OSError."""
    private_folder(folder)
    unfinished = folder / f".{OWN_DATABASE}.unfinished"
    unfinished.unlink(missing_ok=True)
    make_private(unfinished, json.dumps(asdict(own)).encode())
    unfinished.replace(folder / OWN_DATABASE)


def move_keys(source: Path, target: Path) -> list[Path]:
    """Move every key and half of a key, and return the new files.

    Raises KeyProblem where there is none, where `target` cannot be used or holds another key of a
    year, or where a copy is not what was copied; then nothing was removed.
    """
    files = [file for file in sorted(source.glob("*.key*")) if KEY_NAME.fullmatch(file.name)]
    if not files:
        raise KeyProblem(f"there is no key in {source}; nothing was moved")
    try:
        refuse_open_folder(source)
        private_folder(target)
        for file in files:
            _copy(file, target / file.name)
        for file in files:
            _prove(file, target / file.name)
        for file in files:
            overwrite_and_remove(file)
        if (own := beside_keys(source)) is not None:
            write_beside_keys(target, own)
            (source / OWN_DATABASE).unlink()
    except OSError as error:
        raise KeyProblem(
            f"the keys cannot be moved from {source} to {target}: {error.strerror}. No key is "
            "lost: each is in one of the two folders or in both. Mend that, and move again"
        ) from None
    return [target / file.name for file in files]


def _copy(file: Path, copy: Path) -> None:
    if copy.exists():
        return  # of an earlier try; it is proved below
    unfinished = copy.with_name(f".{copy.name}.unfinished")
    if unfinished.exists():
        overwrite_and_remove(unfinished)
    make_private(unfinished, read_private(file))
    unfinished.rename(copy)


def _prove(file: Path, copy: Path) -> None:
    if fingerprint(Hidden(read_private(file))) != fingerprint(Hidden(read_private(copy))):
        raise KeyProblem(
            f"{copy} is another key than {file}. Nothing was removed; keep the one that the "
            "database knows (monitor key show), and move again"
        )
