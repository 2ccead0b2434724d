"""`monitor report`: the annual table in the terminal and as files."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    checked_reason,
    opened,
    out,
    print_json,
)
from monitor.report.annual import Annual
from monitor.report.build import write_files
from monitor.report.release import refuse_unfinished, release, released, remember, revise
from monitor.report.render.open_data import annual_dict
from monitor.report.render.terminal import print_annual
from monitor.report.words import Words
from monitor.year_counts import report_of_year
from storage.releases import Releases


class Format(StrEnum):
    """The kinds of file that a report can be written as."""

    HTML = "html"
    CSV = "csv"
    SVG = "svg"


RevisionOption = Annotated[
    str | None,
    typer.Option(
        metavar="REASON",
        help="Release changed figures anew; the report says why.",
        callback=checked_reason,
    ),
]


def report(
    year: Annotated[int, typer.Argument(min=2000, max=2999, help="The ISO year.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    folder: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path("reports"),
    formats: Annotated[
        list[Format] | None, typer.Option("--format", help="Repeat for several; all if left out.")
    ] = None,
    dated: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="The date to print, if not today."),
    ] = None,
    publish: Annotated[
        bool,
        typer.Option("--release", help="Remember a past year's figures as released: they stay."),
    ] = False,
    revision: RevisionOption = None,
) -> None:
    """Make the report of a year: the table here, and its files in a folder."""
    with opened(config) as collector:
        now = collector.now().date()
        today = dated.date() if dated else now
        if publish:
            refuse_unfinished(year, min(now, today))
        made = report_of_year(collector.config, collector.store, year, today)
        releases = collector.store.publishable.releases
        annual = _annual(releases, made, publish=publish, revision=revision)
        is_new = annual.context.releases != made.context.releases
        # Recorded when its files are on the disk: else a full one leaves a release nobody has.
        record = partial(remember, releases, annual) if is_new else lambda: None
        words = Words(collector.config.language)
        files = write_files(annual, words, folder, formats or list(Format), when_written=record)
    if as_json:
        print_json(annual_dict(annual) | {"files": [str(file) for file in files]})
        return
    print_annual(annual, out)
    for file in files:
        out.print(f"Written: {file}")


def _annual(releases: Releases, made: Annual, *, publish: bool, revision: str | None) -> Annual:
    """Return a report as a revision, as a release, or as it was released."""
    if revision is not None:
        return revise(releases, made, revision)
    return (release if publish else released)(releases, made)
