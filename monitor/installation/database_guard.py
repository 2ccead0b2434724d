"""An installation knows its database, and refuses one that is lost, emptied, older or a stranger.

A service that took an empty database for a new one would say OK, and the year's weeks would be
gone without a word.
"""

from __future__ import annotations

import logging

from monitor.config import Config
from monitor.config.folders import sqlite_file
from storage.database import said_of_file, without_password
from storage.errors import DatabaseProblem, KeyProblem
from storage.keys_folder import OWN_DATABASE, OwnDatabase, beside_keys, write_beside_keys
from storage.store import Store
from storage.weeks import weeks_written

log = logging.getLogger(__name__)


def refuse_lost(config: Config) -> None:
    """Raise DatabaseProblem where the file of a database that had weeks is gone, or is empty.

    To be asked before the database is opened, which would make a new one.
    """
    own, file = beside_keys(config.storage.keys), sqlite_file(config.storage.database)
    if own is None or file is None:
        return
    try:
        how = "" if file.stat().st_size else "empty"
    except FileNotFoundError:
        how = "not there"
    except OSError as error:
        raise DatabaseProblem(f"database file {file}: {said_of_file(error)}") from None
    if how:
        raise DatabaseProblem(f"database file {file} is {how}, and {_what_to_do(config, own)}")


def refuse_stranger(config: Config, store: Store) -> None:
    """Raise DatabaseProblem for a database that is not the one whose weeks this installation has.

    That is one with another id, and one that has fewer weeks than it had: an older copy.
    """
    own = beside_keys(config.storage.keys)
    if own is None:
        return
    here = store.own_database()
    name = without_password(config.storage.database)
    if here.id != own.id:
        raise DatabaseProblem(
            f"database {name} is another installation's, or a new one: it has "
            f"{weeks_written(here.weeks)}, and {_what_to_do(config, own)}"
        )
    if here.weeks < own.weeks:
        raise DatabaseProblem(
            f"database {name} was emptied, or is an older copy: it has "
            f"{weeks_written(here.weeks)}, and {_what_to_do(config, own)}"
        )


def is_own(config: Config, store: Store) -> bool:
    """Tell whether the database is known to be the one whose weeks this installation has."""
    try:
        refuse_stranger(config, store)
        return beside_keys(config.storage.keys) is not None
    except DatabaseProblem:
        return False


def record_database(config: Config, store: Store) -> None:
    """Let the keys folder say which database is ours and how many weeks it has, once it has one."""
    here = store.own_database()
    try:
        if here.weeks and here != beside_keys(config.storage.keys):
            write_beside_keys(config.storage.keys, here)
    except (OSError, KeyProblem) as error:
        log.warning(
            "%s cannot be written, so a lost database would not be noticed: %s",
            config.storage.keys / OWN_DATABASE,
            error,
        )


def adopt_database(config: Config, store: Store) -> OwnDatabase:
    """Take the database that is there for this installation's own; raises DatabaseProblem."""
    here = store.own_database()
    try:
        write_beside_keys(config.storage.keys, here)
    except OSError as error:
        raise DatabaseProblem(f"{config.storage.keys / OWN_DATABASE}: {error.strerror}") from None
    return here


def _what_to_do(config: Config, own: OwnDatabase) -> str:
    file = config.storage.keys / OWN_DATABASE
    return (
        f"this installation's database has {weeks_written(own.weeks)} (so says {file}). "
        "Nothing was changed. Put the database back; or bring a backup back into a new one: "
        "monitor restore FILE; or, if those weeks are to be given up: "
        "monitor adopt --reason REASON"
    )
