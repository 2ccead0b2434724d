"""`monitor key new`, `show`, `move` and `destroy`: the keys of the years."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.common import (
    DEFAULT_CONFIG,
    ByOption,
    ConfigOption,
    JsonOption,
    checked_reason,
    opened,
    out,
    print_json,
)
from monitor.config import load
from monitor.config.shorter import toml
from monitor.installation.year_counts import protect_without_key
from monitor.installation.year_keys import (
    describe_key,
    make_key,
    move_year_keys,
    remove_key,
    replace_lost_key,
)
from storage.comparable import KEY_DESTROYED

key_commands = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The years' keys.",
)

YearArgument = Annotated[int, typer.Argument(min=2000, max=2999, help="The ISO year.")]


@key_commands.command()
def new(
    year: YearArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    halves: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="Two files to write instead; only both together are the key."),
    ] = None,
    after_loss: Annotated[
        str,
        typer.Option(
            metavar="REASON",
            help="The key is lost: give up the year's identifiers; reports show the break.",
            callback=checked_reason,
        ),
    ] = "",
    by: ByOption = "",
) -> None:
    """Make the key of a year, once; without it nothing is swept."""
    with opened(config) as installation:
        week, here = installation.week(), (installation.config, installation.store)
        if after_loss:
            if year != week.year:
                raise typer.BadParameter(
                    f"only this year's key ({week.year}) can be made again after a loss; a year "
                    f"that is over needs none to be closed: monitor close {year} --key-lost REASON"
                )
            before = partial(protect_without_key, *here)
            path = replace_lost_key(*here, week, after_loss, halves, before=before)
            entry = installation.entry("key new after a loss", str(year), by, after_loss)
            installation.store.note(entry)
        else:
            entry = installation.entry("key new", str(year), by)
            ask = partial(_ask_if_far, year, week.year)
            path = make_key(*here, year, entry, halves, before=ask)
    _tell(path, halves)


def _ask_if_far(year: int, now: int) -> None:
    """Ask whether a year that is neither this nor the next is meant; no ends the command."""
    if year not in {now, now + 1}:
        typer.confirm(f"It is {now}. Make a key of {year}?", abort=True)


def _tell(path: Path, halves: tuple[Path, Path] | None) -> None:
    out.print(f"{path}: made.")
    if halves:
        out.print(
            f"{halves[1]}: made. Each half alone is worthless; give them to two people. The "
            "program needs both to sweep.",
        )
    out.print(
        "Keep it out of every backup of the database; whoever has both can test numbers against it."
    )


@key_commands.command()
def show(
    year: YearArgument, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False
) -> None:
    """Show where a year's key is and whether the database knows it; never the key."""
    with opened(config) as installation:
        facts = asdict(describe_key(installation.config, installation.store, year))
    if as_json:
        print_json(facts)
        return
    for name, value in facts.items():
        text = ", ".join(map(str, value)) if isinstance(value, tuple) else value
        out.print(f"{name.replace('_', ' ')}: {text}")


@key_commands.command(name="move")
def move_command(
    folder: Annotated[Path, typer.Argument(help="The folder to move them to.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Move the years' keys into another folder, away from the database and its backups."""
    settings = load(config, needs_portal=False)
    for file in move_year_keys(settings, folder):
        out.print(f"{file}: moved.")
    line = f"keys = {toml(str(folder.resolve()))}"
    out.print(f"Now write this into {config}, under [storage]:")
    out.print(f"    {line}")


@key_commands.command()
def destroy(year: YearArgument, config: ConfigOption = DEFAULT_CONFIG, by: ByOption = "") -> None:
    """Destroy the key of a year that has no identifiers; closing a year does it by itself."""
    with opened(config) as installation:
        for file in remove_key(installation.config, installation.store, year):
            out.print(f"{file}: overwritten and removed.")
        installation.store.note(installation.entry(KEY_DESTROYED, str(year), by))
