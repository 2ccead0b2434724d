"""`monitor close`: the end of a year's identifiers and of its key."""

from __future__ import annotations

from functools import partial
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
from monitor.commands.progress_display import Step, progress
from monitor.installation.closing import close_year
from storage.records import Closing

AFTER = {
    "check": "counting its weeks again",
    "verify": "deleting identifiers",
    "freeze": "destroying the key",
    "key": "writing the database anew",
    "compact": "searching for what was deleted",
    "prove": "signing",
    "sign": "done",
}
"""What comes after each step of a closing."""


def close(
    year: Annotated[int, typer.Argument(min=2000, max=2999, help="The ISO year.")],
    config: ConfigOption = DEFAULT_CONFIG,
    early: Annotated[
        str,
        typer.Option(
            metavar="REASON",
            help="Close a year that is not over, and why.",
            callback=checked_reason,
        ),
    ] = "",
    key_lost: Annotated[
        str,
        typer.Option(
            metavar="REASON",
            help="Close a year whose key is lost for good, and how it was lost.",
            callback=checked_reason,
        ),
    ] = "",
    as_json: JsonOption = False,
    by: ByOption = "",
) -> None:
    """Freeze a year's counts, delete its identifiers, destroy its key, and prove it."""
    with opened(config) as installation, progress(f"Closing {year}") as step:
        was_closed = _finished(installation.store.closings().get(year))
        closing = close_year(
            installation, year, early=early, key_lost=key_lost, watch=partial(_show, step)
        )
        if not was_closed:
            installation.store.note(
                installation.entry("year closed", str(year), by, early or key_lost)
            )
    if as_json:
        print_json(
            {name: getattr(closing, name) for name in ("year", "day", "version", "verified")}
        )
    else:
        _print(closing, "was closed already, " if was_closed else "closed ")


def _show(step: Step, done: str) -> None:
    step(AFTER[done], len(AFTER))


def _print(closing: Closing, already: str) -> None:
    out.print(f"{closing.year} {already}on {closing.day}, by version {closing.version}. Verified:")
    for sentence in closing.verified:
        out.print(f"- {sentence}", markup=False)


def _finished(closing: Closing | None) -> bool:
    return closing is not None and closing.finished
