"""The only reader and writer of config.toml, and what of it goes into a backup."""

from __future__ import annotations

import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from monitor.config.folders import Surroundings
from monitor.config.problems import (
    ConfigProblem,
    Loc,
    Problem,
    explained,
    problems_in,
    unlike_examples,
)
from monitor.config.settings import Config
from monitor.config.toml_faults import not_toml
from storage.database import without_password

PASSWORD_IN_URL = re.compile(r"(?<!http)(?<!https)(://[^:/@\s\"']*:)[^@\n]+@")

OF_PORTALS = {"portal", "event"}
"""What a config has of its portals."""


def load(
    file: Path,
    environment: Mapping[str, str] = os.environ,
    *,
    needs_portal: bool = True,
    reads_portals: bool = True,
) -> Config:
    """Read and check a config; raises ConfigProblem, also where no portal is in it but one needed.

    Without `reads_portals`, blocks may be as unfinished as they like: there are none then.

    It raises with every problem found. Relative paths start at the config's folder.

    The environment variable `MONITOR_DATABASE` replaces `storage.database`, so that a password
    need not stand in a file. `XDG_CONFIG_HOME`, or else `HOME`, tells where keys are that
    `storage.keys` does not place. `MONITOR_KEY_FILE_2026` names the file of a year's key, or both
    of its halves with a colon between; systemd's credentials are found by `CREDENTIALS_DIRECTORY`.
    """
    text = _read(file)
    table = {"storage": {}} | _parsed(file, text)
    if not reads_portals:
        table = {key: value for key, value in table.items() if key not in OF_PORTALS}
    broken = list(_named_twice(table))
    if needs_portal and table.get("portal", []) == []:
        broken.insert(0, (("portal",), "is missing"))
    broken += unlike_examples(table)
    try:
        around = Surroundings(file.resolve().parent, environment)
        config = Config.model_validate(table, context=around)
    except ValidationError as error:
        broken += explained(error)
    else:
        if not broken:
            return config
    raise ConfigProblem(file, problems_in(text, dict.fromkeys(broken)))


def _named_twice(table: Mapping[str, Any]) -> Iterator[tuple[Loc, str]]:
    """Yield the name of each portal that another one has; the rest of a block may be wrong."""
    blocks = table.get("portal")
    names = {
        index: str(block["name"])
        for index, block in enumerate(blocks if isinstance(blocks, list) else ())
        if isinstance(block, dict) and "name" in block
    }
    times = Counter(names.values())
    for index, name in names.items():
        if times[name] > 1:
            yield ("portal", index, "name"), f"two portals are called {name!r}"


def text_for_backup(file: Path) -> str:
    """Return a config as it is written, but for passwords in addresses; raises ConfigProblem."""
    import tomlkit  # noqa: PLC0415 - only backups need it

    text = _read(file)
    try:
        document = tomlkit.parse(text)
    except tomlkit.exceptions.TOMLKitError as error:
        raise ConfigProblem(file, [Problem(None, "TOML", str(error))]) from None
    storage = document.get("storage", {})
    database = storage.get("database", "sqlite:")
    if not database.startswith("sqlite:"):
        storage["database"] = without_password(database)
        text = document.as_string()
    return PASSWORD_IN_URL.sub(r"\1***@", text)  # in what was commented out


def write_restored(file: Path, text: str) -> None:
    """Write a config that comes from a backup, where there is none; raises ConfigProblem."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise ConfigProblem(file, [Problem(None, "file", str(error.strerror))]) from None


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigProblem(file, [not_toml(error, text)]) from None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")  # some editors put a mark at the beginning
    except OSError as error:
        hint = f"{error.strerror}; name the config with --config PATH, or make one: monitor init"
        raise ConfigProblem(file, [Problem(None, "file", hint)]) from None
    except UnicodeDecodeError:
        raise ConfigProblem(
            file, [Problem(None, "file", "is not UTF-8 text: save it as UTF-8")]
        ) from None
