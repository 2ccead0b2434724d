"""A copy of a SQLite database, kept beside it while its tables are brought up to date.

It holds identifiers, so it goes as soon as the upgrade is done, and one that a killed program left
goes with the next one that opens the database.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.errors import DatabaseProblem
from storage.private_files import overwrite_and_remove

SUFFIX = ".before-upgrade"


@contextmanager
def kept_copy(file: Path) -> Iterator[None]:
    """Keep a copy of a database while it is upgraded; it stays where that fails, and is named.

    Raises DatabaseProblem, before anything is changed, where no copy can be made.
    """
    copy = file.with_name(f"{file.name}.{os.getpid()}{SUFFIX}")
    try:
        os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except (OSError, sqlite3.Error) as error:
        if copy.is_file():
            copy.unlink()
        raise DatabaseProblem(
            f"{file} is of an older version, and no copy of it can be made before it is brought up "
            f"to date ({error}). Nothing was changed: make room beside it, and try again"
        ) from None
    try:
        yield
    except DatabaseProblem:  # refused before anything was done
        drop_copies(file)
        raise
    except Exception as error:
        raise DatabaseProblem(
            f"{file} could not be brought up to date ({type(error).__name__}), and is as it was. A "
            f"copy from before is in {copy}; delete it when it is not needed any more"
        ) from error
    drop_copies(file)


def drop_copies(file: Path) -> None:
    """Remove the copies that upgrades have left; a database that is up to date needs none."""
    for copy in file.parent.glob(f"{file.name}.*{SUFFIX}"):
        try:
            overwrite_and_remove(copy)
        except FileNotFoundError:  # another program that opened the database was quicker
            continue
