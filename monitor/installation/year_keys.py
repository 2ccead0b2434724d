"""The keys of an installation: the one to sweep with, a new one, a lost one, and what there is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.config import Config
from monitor.config.folders import key_rules, lies_with_database
from scrapers.model import Hidden
from storage.errors import KeyProblem
from storage.keys import KEYS_FOLDER, destroy_key, fingerprint, key_places, load_key, new_key
from storage.keys_folder import move_keys
from storage.private_files import overwrite_and_remove
from storage.records import JournalEntry
from storage.store import Store
from storage.weeks import Week

SECONDS_A_DAY = 86_400
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class KeyShown:
    """All that may be told about a year's key; the key itself is not in it."""

    year: int
    source: str
    files: tuple[Path, ...]
    fingerprint: str
    age_days: int
    modes: tuple[str, ...]
    known: str


def key_of(config: Config, store: Store, year: int) -> Hidden[bytes]:
    """Return the key to sweep a year with.

    Raises KeyProblem when the year is closed, or its key is missing, unsafe or another one.
    """
    _refuse_gone(config, store, year)
    key = load_key(*config.key_location(year))
    store.check_key(year, key)
    return key


def make_key(
    config: Config,
    store: Store,
    year: int,
    entry: JournalEntry,
    halves: tuple[Path, Path] | None = None,
    *,
    before: Callable[[], None] = lambda: None,
) -> Path:
    """Make the key of a year that has none and never had one, and write `entry` in the journal.

    `before` is called before it is made. Raises KeyProblem, also where another machine on the same
    database has made it.
    """
    _refuse_gone(config, store, year)
    _refuse_with_database(config, halves)
    before()
    file = new_key(*config.key_location(year), halves)
    try:
        store.note_key_made(year, entry)
    except KeyProblem:
        for made_file in halves or (file,):
            overwrite_and_remove(made_file)
        raise
    return file


def make_next_key(config: Config, store: Store, entry: JournalEntry) -> Path | None:
    """Make next year's key in December, where this year's is one file in the keys folder.

    Returns its file, None where there is nothing to make: halves, credentials and named files are
    for people to make, a key that is missing in January may be one that was lost, and one that
    another machine has made is carried here by a person. `entry` is today's line of the journal.
    """
    today = entry.day
    if today.month != DECEMBER:
        return None
    _, coming, elsewhere = config.key_location(today.year + 1)
    this, following = (key_places(*config.key_location(year)) for year in (today.year, coming))
    is_named = coming in elsewhere.named
    is_ours = [place.source for place in this] == [KEYS_FOLDER] and len(this[0].files) == 1
    if following or not is_ours or is_named or store.knows_key(coming):
        return None
    if store.key_made_elsewhere(coming):
        return None
    return make_key(config, store, coming, replace(entry, subject=str(coming)))


def replace_lost_key(
    config: Config,
    store: Store,
    week: Week,
    reason: str,
    halves: tuple[Path, Path] | None = None,
    *,
    before: Callable[[int], None] = lambda _year: None,
) -> Path:
    """Make a new key for the year of this week, whose key is lost; raises KeyProblem otherwise.

    What was counted in past weeks stays; this week is to be swept again. `before` is called with
    the year before its identifiers are deleted.
    """
    year = week.year
    store.refuse_closed(year)
    _refuse_with_database(config, halves)
    if places := key_places(*config.key_location(year)):
        raise KeyProblem(
            f"the key of {year} is not lost: {places[0].there[0]}. Nothing was changed"
        )
    if not store.knows_key(year) and not store.key_made_elsewhere(year):
        raise KeyProblem(
            f"no identifier of {year} was ever kept, so nothing is lost. Make the key with: "
            f"monitor key new {year}"
        )
    with store.sweeping(*store.portals()):
        before(year)
        store.lose_key(week, reason)
        # The new key comes last: interrupted here, the year simply has none yet.
        return new_key(*config.key_location(year), halves)


def remove_key(config: Config, store: Store, year: int) -> list[Path]:
    """Destroy the key of a year that has no identifiers; raises KeyProblem for one that has."""
    if year in store.years_with_identifiers():
        raise KeyProblem(
            f"the identifiers of {year} are still kept, and without the key the year could not go "
            f"on. To end the year, key and all: monitor close {year}"
        )
    destroyed = destroy_key(*config.key_location(year))
    if not destroyed:
        raise KeyProblem(f"there is no key of {year} in {config.storage.keys}; nothing to destroy")
    return destroyed


def move_year_keys(config: Config, folder: Path) -> list[Path]:
    """Move the keys folder's keys into another, and return their new files; raises KeyProblem."""
    source, target = config.storage.keys.resolve(), folder.resolve()
    if source == target:
        raise KeyProblem(f"the keys are in {target} already. Nothing was moved")
    for _, problem in key_rules(config.storage.database, target):
        raise KeyProblem(f"{target}: {problem}. Nothing was moved; name another folder")
    return move_keys(source, target)


def describe_key(config: Config, store: Store, year: int) -> KeyShown:
    """Return what may be told about the key of a year.

    Raises KeyProblem when it is unusable, or is not there, and then says why and what to do.
    """
    _refuse_gone(config, store, year)
    key = load_key(*config.key_location(year))
    place = key_places(*config.key_location(year))[0]
    stats = [file.stat() for file in place.files]
    oldest = min(stat.st_mtime for stat in stats)
    return KeyShown(
        year,
        place.source,
        place.files,
        fingerprint(key),
        int((time.time() - oldest) // SECONDS_A_DAY),
        tuple(f"{stat.st_mode & 0o777:o}" for stat in stats),
        _known(store, year, key),
    )


def _refuse_with_database(config: Config, halves: tuple[Path, Path] | None) -> None:
    """Raise KeyProblem for halves of which the database's folder would hold one or both."""
    for file in halves or ():
        if lies_with_database(file, config.storage.database):
            raise KeyProblem(
                f"{file} lies in the database's folder: whoever copies the one must not get the "
                "other with it. Nothing was made; name another folder"
            )


def _known(store: Store, year: int, key: Hidden[bytes]) -> str:
    try:
        store.check_key(year, key)
    except KeyProblem as problem:
        return str(problem)
    if store.knows_key(year):
        return "the database knows this key"
    return f"the database has no identifiers of {year} yet"


def _refuse_gone(config: Config, store: Store, year: int) -> None:
    """Raise KeyProblem for a missing key that was destroyed with its year, or was lost."""
    if key_places(*config.key_location(year)):
        return
    closing = store.closings().get(year)
    if closing is not None and not closing.finished:
        raise KeyProblem(
            f"the closing of {year} was interrupted, and its key is gone already. End it with: "
            f"monitor close {year}"
        )
    store.refuse_closed(year)
    if not store.knows_key(year):
        return
    raise KeyProblem(
        f"the key of {year} is missing: this database was begun with it, and it is not in "
        f"{config.storage.keys}. "
        "Look first where it may be: `keys` under [storage] in config.toml must name the folder "
        "that the keys lie in, also after monitor key move; a machine that shares the database "
        "with others needs a copy of the key file of one of them. Put the key file back, or name "
        "its folder. Only if it is lost for good and the year is not over, say so: the year's "
        "identifiers are deleted, past weeks keep their counts, this week is swept again, and "
        f"reports show the break: monitor key new {year} --after-loss REASON. A year that is over "
        "is closed without its key, and has no distinct numbers of the whole year then: "
        f"monitor close {year} --key-lost REASON"
    )
