"""Where database and keys lie: by the config, its folder and the environment; and how far apart.

Keys that no config places are not beside the database: whoever copies the installation's folder, as
a nightly backup does, would have both, and could test numbers. They are in the user's own config
folder, by the XDG rules: those are two lines, and a library for every platform's would be one more
thing to trust.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from storage.keys import Elsewhere

DATABASE_VARIABLE = "MONITOR_DATABASE"
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
KEY_VARIABLE = re.compile(r"MONITOR_KEY_FILE_(\d{4})")
SQLITE = "sqlite:///"

BESIDE = "keys"
"""Where keys were kept before: an installation that has some there keeps them."""

NAME = "ad-market-monitor"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The folder that a config lies in, at which relative paths start, and the environment."""

    folder: Path = Path()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def absolute(self, database: str) -> str:
        """Return a database's URL; a SQLite file's is absolute."""
        file = sqlite_file(database)
        return database if file is None else f"{SQLITE}{self.folder / file}"

    def elsewhere(self) -> Elsewhere:
        """Return where keys may be besides their folder: systemd's credentials, and named files."""
        credentials = self.environment.get(CREDENTIALS_VARIABLE)
        named = {
            int(match[1]): tuple(self.folder / file for file in files.split(os.pathsep)[:2])
            for name, files in self.environment.items()
            if files and (match := KEY_VARIABLE.fullmatch(name))
        }
        return Elsewhere(Path(credentials) if credentials else None, named)


def sqlite_file(database: str) -> Path | None:
    """Return the file of a database's URL, None where it is not one of SQLite."""
    return Path(database.removeprefix(SQLITE)) if database.startswith(SQLITE) else None


def default_folder(home: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the keys of the installation whose config is in `home`.

    Each installation has one of its own, by the path of `home`. Without a user's config folder
    (XDG_CONFIG_HOME or HOME), keys lie beside the config.
    """
    beside = home / BESIDE
    base = users_folder(environment)
    if base is None or any(beside.glob("[0-9]*.key*")):
        return beside
    mark = hashlib.sha256(str(home).encode()).hexdigest()[:8]
    return base / NAME / "keys" / f"{home.name or 'root'}-{mark}"


def key_rules(database: str, keys: Path) -> Iterator[tuple[tuple[str], str]]:
    """Yield what is wrong with a folder for keys, beside a database; both are absolute."""
    if not database.startswith("sqlite"):
        return
    file = sqlite_file(database)
    if file is None:
        yield ("database",), f"expected {SQLITE} and the name of a file"
        return
    # A link may lead from the one folder to the other.
    folder, keys = file.resolve().parent, keys.resolve()
    if folder == keys or folder in keys.parents or keys in folder.parents:
        yield (
            ("keys",),
            "the keys and the database must lie in folders of their own: whoever copies the one "
            "must not get the other with it",
        )


def lies_with_database(file: Path, database: str) -> bool:
    """Tell whether a file lies in the folder of a SQLite database, or below it."""
    beside = sqlite_file(database)
    return beside is not None and file.resolve().is_relative_to(beside.resolve().parent)


def users_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder of a user's settings, None where the environment tells of none."""
    named = Path(environment.get("XDG_CONFIG_HOME", ""))
    if named.is_absolute():  # a relative one is to be ignored, says the specification
        return named
    home = Path(environment.get("HOME", ""))
    return home / ".config" if home.is_absolute() else None
