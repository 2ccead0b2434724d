"""The years' keys from one folder into another, so that an interruption loses none of them.

First every key is copied and brought to the disk, and every copy read again; only then are the old
ones overwritten and removed. Interrupted at any point, the same call ends the move.
"""

from __future__ import annotations

import re
from pathlib import Path

from scrapers.model import Hidden
from storage import own_database
from storage.errors import KeyProblem
from storage.keys import fingerprint
from storage.private_files import (
    make_private,
    overwrite_and_remove,
    private_folder,
    read_private,
    refuse_open_folder,
)

KEY_NAME = re.compile(r"\d{4}\.key(\.[ab])?")


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
        own_database.move(source, target)
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
