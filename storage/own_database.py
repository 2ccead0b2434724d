"""By what an installation knows its own database again: an id, and how many weeks it had.

Both are in the database, and in a small file beside the keys, which no loss of the database takes
along. The file holds nothing that a database of any installation could not show to everybody.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from storage.errors import DatabaseProblem
from storage.private_files import make_private, private_folder
from storage.tables import INSTALLATION, SWEEP

NAME = "own-database.json"


@dataclass(frozen=True, slots=True)
class OwnDatabase:
    """The id of a database, empty for one that is older than ids, and how many weeks were swept."""

    id: str
    weeks: int


def in_database(connection: Connection) -> OwnDatabase:
    """Return what a database says of itself; one that was emptied has no id."""
    installation = connection.scalars(select(INSTALLATION.c.id)).first()
    weeks = connection.scalar(select(func.count(SWEEP.c.week.distinct())))
    return OwnDatabase(installation or "", weeks or 0)


def beside_keys(folder: Path) -> OwnDatabase | None:
    """Return what the keys folder says, None where it says nothing yet.

    Raises DatabaseProblem for a file that cannot be read: then nobody knows which database is ours.
    """
    file = folder / NAME
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
    unfinished = folder / f".{NAME}.unfinished"
    unfinished.unlink(missing_ok=True)
    make_private(unfinished, json.dumps(asdict(own)).encode())
    unfinished.replace(folder / NAME)


def move(source: Path, target: Path) -> None:
    """Let another folder say which database is ours, and the one before no more; raises OSError."""
    if (own := beside_keys(source)) is not None:
        write_beside_keys(target, own)
        (source / NAME).unlink()
