"""The only reader of config.toml and of the environment.

`load` returns a checked `Config` or raises `ConfigProblem` with every problem found, each with its
line, what was expected, what was found, and an example.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from monitor.config_examples import EXAMPLES
from monitor.config_lines import line_of
from monitor.config_rules import broken_rules
from monitor.key_folder import default_folder
from scrapers.portal_config import Portal
from storage.database import shown
from storage.keys import NOWHERE_ELSE, Elsewhere

DATABASE_VARIABLE = "MONITOR_DATABASE"
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
KEY_VARIABLE = re.compile(r"MONITOR_KEY_FILE_(\d{4})")
PASSWORD_IN_URL = re.compile(r"(?<!http)(?<!https)(://[^:/@\s\"']*:)[^@\n]+@")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a config: where, what is wrong, and what would be right."""

    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        example = next(
            (EXAMPLES[key] for key in _shortened(self.key) if key in EXAMPLES), "see config.toml"
        )
        return f"{where}{self.key}: {self.message}. Example: {example}"


class ConfigProblem(Exception):
    """The config cannot be used; `problems` are all that is wrong with it."""

    def __init__(self, file: Path, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join(f"{file}: {problem}" for problem in problems))


class Section(BaseModel):
    """A part of the config: fixed once read, and an unknown key in it is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StorageSection(Section):
    """Where the database and the keys are; relative paths start at the config's folder.

    Where keys are not named, `default_folder` tells their folder.
    """

    database: str = "sqlite:///data/monitor.sqlite"
    keys: Path = Path("keys")


class ScheduleSection(Section):
    """When the week's sweep is due, in the configured time zone."""

    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = (
        "monday"
    )
    at: time = time(6)


class ReportSection(Section):
    """How figures are made and when they are too small to leave the house."""

    individual_threshold: Literal[1, 2, 3, 5] = 2
    least_numbers: int = Field(default=10, ge=5)


class PrivacySection(Section):
    """How long identifiers live: until their year is closed, or no longer than their week."""

    identifiers: Literal["year", "week"] = "year"
    close_by: str = "01-15"

    def close_date(self, year: int) -> date:
        """Return the day of the next year from which an open year is overdue."""
        return date.fromisoformat(f"{year + 1}-{self.close_by}")


class Config(Section):
    """All of config.toml, checked, and where else than in the keys folder keys may be."""

    contact: str = Field(min_length=3)
    language: Literal["nb", "en"] = "nb"
    timezone: str = "Europe/Oslo"
    storage: StorageSection = StorageSection()
    schedule: ScheduleSection = ScheduleSection()
    report: ReportSection = ReportSection()
    privacy: PrivacySection = PrivacySection()
    places: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    portal: tuple[Portal, ...] = ()
    _key_elsewhere: Elsewhere = PrivateAttr(default=NOWHERE_ELSE)
    _folder: Path = PrivateAttr(default=Path())

    @property
    def key_elsewhere(self) -> Elsewhere:
        """Where keys may be besides `storage.keys`, as the environment tells."""
        return self._key_elsewhere

    @property
    def folder(self) -> Path:
        """The folder that the config lies in."""
        return self._folder

    @property
    def user_agent(self) -> str:
        """Who asks, as portals see it: an honest name and a way to reach us."""
        return f"ad-market-monitor/0.1 (counts only; no numbers are kept; {self.contact})"


def load(
    file: Path, environment: Mapping[str, str] = os.environ, *, needs_portal: bool = True
) -> Config:
    """Read and check a config; raises ConfigProblem, also where no portal is in it but one needed.

    The environment variable `MONITOR_DATABASE` replaces `storage.database`, so that a password
    need not stand in a file. `XDG_CONFIG_HOME`, or else `HOME`, tells where keys are that
    `storage.keys` does not place. `MONITOR_KEY_FILE_2026` names the file of a year's key, or both
    of its halves with a colon between; systemd's credentials are found by `CREDENTIALS_DIRECTORY`.
    """
    text = _read(file)
    try:
        config = Config.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigProblem(file, [Problem(None, "TOML", str(error))]) from None
    except ValidationError as error:
        found = [_problem(text, problem["loc"], _explain(problem)) for problem in error.errors()]
        raise ConfigProblem(file, found) from None
    config = _resolved(config, file.resolve().parent, environment)
    broken = [_problem(text, loc, message) for loc, message in broken_rules(config)]
    if needs_portal and not config.portal:
        broken.insert(0, _problem(text, ("portal",), "is missing"))
    if broken:
        raise ConfigProblem(file, broken)
    return config


def text_for_backup(file: Path) -> str:
    """Return a config as it is written, but for passwords in addresses; raises ConfigProblem."""
    text = _read(file)
    database = _database_in(text)
    line = line_of(text, ("storage", "database"))
    if line and not database.startswith("sqlite:"):
        lines = text.splitlines(keepends=True)
        lines[line - 1] = f"database = {json.dumps(shown(database))}\n"
        text = "".join(lines)
        if _database_in(text) != shown(database):
            hint = f"must stand on one line under [storage], or in {DATABASE_VARIABLE}"
            raise ConfigProblem(file, [Problem(line, "storage.database", hint)])
    return PASSWORD_IN_URL.sub(r"\1***@", text)  # in what was commented out


def _database_in(text: str) -> str:
    try:
        return str(tomllib.loads(text).get("storage", {}).get("database", "sqlite:"))
    except tomllib.TOMLDecodeError:
        return ""


def write_restored(file: Path, text: str) -> None:
    """Write a config that comes from a backup, where there is none; raises ConfigProblem."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise ConfigProblem(file, [Problem(None, "file", str(error.strerror))]) from None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        hint = f"{error.strerror}; name the config with --config PATH"
        raise ConfigProblem(file, [Problem(None, "file", hint)]) from None
    except UnicodeDecodeError:
        raise ConfigProblem(file, [Problem(None, "file", "is not UTF-8 text")]) from None


def _resolved(config: Config, folder: Path, environment: Mapping[str, str]) -> Config:
    database = environment.get(DATABASE_VARIABLE) or config.storage.database
    prefix = "sqlite:///"
    if database.startswith(prefix):
        database = prefix + str(folder / database.removeprefix(prefix))
    named = "keys" in config.storage.model_fields_set
    keys = folder / config.storage.keys if named else default_folder(folder, environment)
    storage = StorageSection(database=database, keys=keys)
    config = config.model_copy(update={"storage": storage})
    config._key_elsewhere = _elsewhere(environment)
    config._folder = folder
    return config


def _elsewhere(environment: Mapping[str, str]) -> Elsewhere:
    credentials = environment.get(CREDENTIALS_VARIABLE)
    named = {
        int(match[1]): tuple(Path(file) for file in files.split(os.pathsep)[:2])
        for name, files in environment.items()
        if files and (match := KEY_VARIABLE.fullmatch(name))
    }
    return Elsewhere(Path(credentials) if credentials else None, named)


def _problem(text: str, loc: tuple[str | int, ...], message: str) -> Problem:
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
    shown_key = "".join(sign if sign.isprintable() else "?" for sign in key)
    return Problem(line_of(text, loc), shown_key, message)


def _explain(error: Any) -> str:
    """Return pydantic's sentence, with what was found where that is short and no secret."""
    if error["type"] == "extra_forbidden":
        return "is not a key that is known here; is it spelled right"
    if error["type"] == "missing":
        return "is missing"
    found = error["input"]
    secret = error["loc"][0] == "storage"
    told = f"; found {found!r}" if isinstance(found, str | int | float) and not secret else ""
    return str(error["msg"]) + told[:80]


def _shortened(key: str) -> list[str]:
    """Return the key without list positions, then the tables that it lies in, innermost first."""
    parts = [part for part in key.split(".") if not part.isdigit()]
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
