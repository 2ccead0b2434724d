"""`monitor recount`: weeks counted again, after the program learned to count something more."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.commands.common import DEFAULT_CONFIG, ConfigOption, opened, out
from monitor.commands.progress_display import progress, stepwise
from monitor.installation.year_counts import counter
from storage.weeks import Week, weeks_of


def recount(
    year: Annotated[int, typer.Argument(min=2000, max=2999, help="The ISO year.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Count a year's weeks again from their identifiers; weeks without them stay as they are."""
    waited: list[Week] = []
    with opened(config, waited) as installation, progress(f"Counting {year} again") as step:
        count = counter(installation.config, installation.store, year)
        others = [week for week in weeks_of(year) if week not in waited]
        changed = installation.store.recount(stepwise(others, step), count)
    changed = sorted([*changed, *(week for week in waited if week.year == year)])
    if not changed:
        out.print(f"No week of {year} came out otherwise.")
    for week in changed:
        out.print(f"{week}: counted anew")
