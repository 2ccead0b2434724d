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
from monitor.installation.closing import NotClosable, close_year
from monitor.installation.installation import Installation
from monitor.open_weeks import open_weeks
from monitor.report.words import Words
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


EarlyOption = Annotated[
    str,
    typer.Option(
        metavar="REASON", help="Close a year that is not over, and why.", callback=checked_reason
    ),
]
KeyLostOption = Annotated[
    str,
    typer.Option(
        metavar="REASON",
        help="Close a year whose key is lost for good, and how it was lost.",
        callback=checked_reason,
    ),
]


def close(
    year: Annotated[int, typer.Argument(min=2000, max=2999, help="The ISO year.")],
    config: ConfigOption = DEFAULT_CONFIG,
    early: EarlyOption = "",
    key_lost: KeyLostOption = "",
    as_json: JsonOption = False,
    by: ByOption = "",
) -> None:
    """Freeze a year's counts, delete its identifiers, destroy its key, and prove it."""
    with opened(config) as installation, progress(f"Closing {year}") as step:
        begun = installation.store.closings().get(year)
        was_closed = _finished(begun)
        if begun is None:
            _refuse_unseen(installation, year)
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


def _refuse_unseen(installation: Installation, year: int) -> None:
    """Raise NotClosable where nobody has seen what the checks found: closing deletes it."""
    points = open_weeks(installation.store, installation.week(), Words("en"))
    looks = [point.weeks for point in points if point.weeks is not None and not point.urgent]
    if unseen := [weeks for weeks in looks if weeks.first.year <= year <= weeks.last.year]:
        raise NotClosable(
            "counted, and nobody has looked at what the checks found, which closing deletes: "
            f"{'; '.join(f'monitor week {weeks}' for weeks in unseen)}. First say monitor seen or "
            "monitor exclude of each"
        )


def _show(step: Step, done: str) -> None:
    step(AFTER[done], len(AFTER))


def _print(closing: Closing, already: str) -> None:
    out.print(f"{closing.year} {already}on {closing.day}, by version {closing.version}. Verified:")
    for sentence in closing.verified:
        out.print(f"- {sentence}")


def _finished(closing: Closing | None) -> bool:
    return closing is not None and closing.finished
