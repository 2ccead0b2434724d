"""The audit: promises of docs/privacy.md, checked on a real installation with commands, not trust.

Each check is one small function that yields what is wrong, and a sentence that says what was
checked. Nothing here shows a value from the database, only where it stands.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.audit.canary_search import needles, search
from monitor.audit.canary_sweeps import Canaries, sweep_canaries
from monitor.config import Config
from monitor.config.cautions import shared_folders
from monitor.config.folders import sqlite_file
from monitor.privacy.redaction import core_dumps_possible
from monitor.privacy.typed_text import looks_raw
from storage.database import open_engine
from storage.inspection import open_to_others, places_counted, pragma_faults, texts, unknown_columns
from storage.private_files import network_type

SENTENCES = ("reason", ".verified")
"""How the columns end in which a sentence stands, and with it perhaps a portal's total."""


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """One check: what was checked, what was found wrong, and what a person should look at."""

    what: str
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()


def plant(folder: Path) -> Sequence[str]:
    """Make an installation in a folder, sweep canaries in every way, and return their values."""
    canaries = Canaries.fresh()
    sweep_canaries(folder, canaries)
    return canaries.values


def audit_installation(
    config: Config,
    folders: Sequence[Path],
    plant: Callable[[Path], Sequence[str]] = plant,
    watch: Callable[[str, int], None] = lambda _what, _of: None,
) -> list[AuditCheck]:
    """Check an installation; `folders` are searched for canaries besides its own.

    `plant` is what leaves them in a folder of its own below the database's. `watch` is called with
    what is checked next, and how many checks there are.
    """
    checks: dict[str, Iterator[str]] = {
        "Only the owner can read the database, the keys and their folders": _permissions(config),
        "Database and keys lie on this machine, not on a network folder": _network(config),
        "A crash writes no memory to disk": _core_dumps(),
        "SQLite overwrites what is deleted and keeps no second journal": _pragmas(config),
        "The database has only the columns that the program knows": _columns(config),
        "No text in the database looks like a number or an address": _texts(config),
        "The search finds a canary in each of its forms": _search_works(),
        "Canaries swept, failed and shut out leave nothing in any file": _canaries(
            config, folders, plant
        ),
    }
    to_look_at: dict[str, Iterator[str]] = {
        "No folder that is copied as a whole has both keys and database": shared_folders(config),
        "Every place of config.toml was counted at some time": _places(config),
    }
    everything = checks | to_look_at

    def checked(what: str) -> AuditCheck:
        watch(what, len(everything))
        seen = tuple(everything[what])  # nothing is looked at before
        return AuditCheck(what, seen) if what in checks else AuditCheck(what, (), seen)

    return [checked(what) for what in everything]


def _permissions(config: Config) -> Iterator[str]:
    file, keys = sqlite_file(config.storage.database), config.storage.keys
    paths = [keys, *(keys.glob("*") if keys.is_dir() else ())]
    if file is not None:
        paths += [file, *file.parent.glob("*")]
    for path in open_to_others(paths):
        yield f"{path} can be read by others; chmod go= {path}"


def _network(config: Config) -> Iterator[str]:
    for path in (sqlite_file(config.storage.database), config.storage.keys):
        if path is not None and (kind := network_type(path)):
            yield f"{path} lies on a network folder ({kind})"


def _core_dumps() -> Iterator[str]:
    if core_dumps_possible():
        yield "this platform may write the memory of a crashed sweep to disk; turn core dumps off"


def _pragmas(config: Config) -> Iterator[str]:
    engine = open_engine(config.storage.database)
    yield from (f"PRAGMA {name} is not as it must be" for name in pragma_faults(engine))
    engine.dispose()


def _columns(config: Config) -> Iterator[str]:
    engine = open_engine(config.storage.database)
    yield from (f"{column} is not one of the program's" for column in unknown_columns(engine))
    engine.dispose()


def _texts(config: Config) -> Iterator[str]:
    engine = open_engine(config.storage.database)
    columns = {
        column
        for column, text in texts(engine)
        if looks_raw(text, sentence=column.endswith(SENTENCES))
    }
    engine.dispose()
    yield from (f"{column} holds such a text" for column in sorted(columns))


def _places(config: Config) -> Iterator[str]:
    """Yield places without a count: no fault, for a place may have no ads, or not yet."""
    engine = open_engine(config.storage.database)
    counted = places_counted(engine)
    engine.dispose()
    for name in config.places if counted else ():
        if name not in counted:
            yield (
                f"{name}: no ad was ever counted there. Is it spelled as portals spell it? A place "
                "that waits for one ad would be a watch over it: take out what no portal says"
            )


def _search_works() -> Iterator[str]:
    """Prove the scanner on a canary of its own: a search that cannot find proves nothing."""
    value = "+4742999173"
    with tempfile.TemporaryDirectory() as name:
        for position, needle in enumerate(needles([value])):
            file = Path(name) / f"{position}"
            file.write_bytes(b"before " + needle.content + b" after")
            if not search([file], [value]):
                yield f"a canary as {needle.form} was not found"


def _canaries(
    config: Config, folders: Sequence[Path], plant: Callable[[Path], Sequence[str]]
) -> Iterator[str]:
    file = sqlite_file(config.storage.database)
    home = file.parent if file is not None else config.storage.keys.parent
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    started = time.time() - 1  # file systems may keep no more than whole seconds
    trial = Path(tempfile.mkdtemp(dir=home, prefix="audit-"))
    try:
        values = plant(trial)
        for hit in search([home, config.storage.keys, *folders], values, started):
            yield f"{hit.file} holds a canary as {hit.form}"
    finally:
        shutil.rmtree(trial)
