"""What all commands share: the options, the console, and opening config and store."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from monitor.config import Config, load
from monitor.installation.clock import Clock, SharedClock
from monitor.installation.database_guard import record_database, refuse_lost, refuse_stranger
from monitor.installation.installation import Installation
from monitor.installation.year_counts import count_waiting_weeks, upgrade
from monitor.privacy.typed_text import fault_in
from storage.store import Store
from storage.weeks import Week, weeks_written

ConfigOption = Annotated[
    Path, typer.Option("--config", help="The settings file.", show_default=True)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]

DEFAULT_CONFIG = Path("config.toml")
MOST_OF_A_NAME = 40

out = Console(highlight=False, markup=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def checked_reason(
    context: typer.Context, option: typer.CallbackParam, reason: str | None
) -> str | None:
    """Return a reason, which is kept and printed, if it was given and may be kept."""
    source = context.get_parameter_source(option.name or "")
    if reason is None or source is None or source.name == "DEFAULT":
        return reason
    return _kept_reason(reason)


def ask_reason(question: str) -> str:
    """Ask for a reason until one is given that may be kept."""
    return str(typer.prompt(question, value_proc=_kept_reason))


def _kept_reason(reason: str) -> str:
    """Return a reason if it says something, and nothing in it could tell of a person."""
    if not reason.strip():
        raise typer.BadParameter("a reason is kept for good and stands in the report: give one")
    if fault := fault_in(reason):
        raise typer.BadParameter(
            f"found {fault}; a reason is kept for good and stands in the report: leave out phone "
            "numbers, other long numbers, and addresses, and name weeks and counts as such, as in "
            '"412 of 430 ads in week 31"'
        )
    return reason


def checked_by(by: str) -> str:
    """Return who did something, a role or initials, if it is short and holds no number."""
    plain = by.strip()
    if len(plain) > MOST_OF_A_NAME or not plain.isprintable():
        raise typer.BadParameter(f"a role or initials, at most {MOST_OF_A_NAME} characters")
    if any(letter.isnumeric() for letter in plain) or fault_in(plain):
        raise typer.BadParameter(
            "a role or initials without any number or address in it: it is kept for good"
        )
    return plain


ByOption = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="INITIALS",
        help="Who does this, as a role or initials, for the journal.",
        callback=checked_by,
    ),
]


def now() -> datetime:
    """Return the real time: the one clock of every command but the demo."""
    return datetime.now(UTC)


def _clock(config: Config, store: Store) -> Clock:
    """Return what tells the time; where simulated weeks have ended, it stands still."""
    if config.simulated_until is None:
        return SharedClock(store, now)
    end = datetime.combine(config.simulated_until, time(), ZoneInfo(config.timezone))
    return lambda: end


@contextmanager
def opened(
    config_file: Path, waited: list[Week] | None = None, *, any_database: bool = False
) -> Iterator[Installation]:
    """Read the config and open its store, as an installation; close the store afterwards.

    What may be kept no longer is deleted first, whatever the command, and weeks that waited to be
    counted are counted: they are added to `waited`. With `any_database` it may be another than this
    installation's own.
    """
    config = load(config_file)
    if not any_database:
        refuse_lost(config)
    store = Store.open(config.storage.database, upgrade(config))
    try:
        if not any_database:
            refuse_stranger(config, store)
            record_database(config, store)
        if counted := count_waiting_weeks(config, store):
            err.print(f"{weeks_written(len(counted))} that waited to be counted: counted now")
        if waited is not None:
            waited += counted
        installation = Installation(config, store, _clock(config, store))
        installation.tidy()
        yield installation
        record_database(config, store)
    finally:
        store.close()


def unwritable(folder: Path) -> str:
    """Return why no file can be made in a folder, or nothing; told before there is much work."""
    try:
        with TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return str(error.strerror)


def print_json(value: object) -> None:
    """Print a value as JSON, plainly, whatever the terminal; a week is written as people do."""
    # A stream that has not all letters gets them escaped, so that they are what they were.
    has_all = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    typer.echo(json.dumps(_plain(value), ensure_ascii=not has_all, indent=2, default=str))


def _plain(value: object) -> object:
    """Return a value with its weeks written: JSON takes them for lists of two numbers."""
    if isinstance(value, Week):
        return str(value)
    if isinstance(value, Mapping):
        return {_plain(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
