"""`monitor key new`: the key of a year."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.commands.common import DEFAULT_CONFIG, ConfigOption, out
from monitor.config import load
from storage.keys import new_key

key_commands = typer.Typer(no_args_is_help=True, help="The years' keys.")


@key_commands.command()
def new(
    year: Annotated[int, typer.Argument(min=2000, max=2999, help="The ISO year.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Make the key of a year, once; without it nothing is swept."""
    path = new_key(load(config).storage.keys, year)
    out.print(
        f"{path}: made. Keep it out of every backup of the database; whoever has both can test "
        "numbers against it."
    )
