"""`monitor adopt`: another database than the one before becomes this installation's own."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor import own_database
from monitor.commands.common import (
    DEFAULT_CONFIG,
    ByOption,
    ConfigOption,
    checked_reason,
    opened,
    out,
)


def adopt(
    reason: Annotated[
        str,
        typer.Option(
            prompt="Why is the database before given up?",
            help="Why the database before is given up; kept in the journal.",
            callback=checked_reason,
        ),
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    by: ByOption = "",
) -> None:
    """Take the database that is there for this installation's own, whatever was before."""
    with opened(config, any_database=True) as collector:
        own = own_database.adopt(collector.config, collector.store)
        entry = collector.entry("database adopted", f"with {own.weeks} weeks", by, reason)
        collector.store.note(entry)
    out.print(f"Adopted: the database that {config} names, with {own.weeks} weeks", markup=False)
