"""`monitor report`: the annual table in the terminal and as files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from monitor.collect import Collector
from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    checked_reason,
    opened,
    out,
    print_json,
)
from monitor.commands.progress import progress
from monitor.report.annual import Annual
from monitor.report.catalogue import Language
from monitor.report.compose import document
from monitor.report.document import Document
from monitor.report.files import write_files
from monitor.report.release import refuse_unfinished, release, released, remember, revise
from monitor.report.render.open_data import annual_dict
from monitor.report.render.terminal import print_document
from monitor.report.words import Words
from monitor.year_counts import report_of_year


class Format(StrEnum):
    """The kinds of file that a report can be written as."""

    DOCX = "docx"
    XLSX = "xlsx"
    HTML = "html"
    CSV = "csv"
    SVG = "svg"
    PNG = "png"


RevisionOption = Annotated[
    str | None,
    typer.Option(
        metavar="REASON",
        help="Release changed figures anew; the report says why.",
        callback=checked_reason,
    ),
]


DateOption = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="The date to print, if not today."),
]
LanguageOption = Annotated[
    Language | None, typer.Option(help="Of the report, if not that of the config.")
]
SummaryOption = Annotated[
    bool, typer.Option("--summary", help="Only print the sentences to quote; write no file.")
]


def report(
    year: Annotated[int, typer.Argument(min=2000, max=2999, help="The ISO year.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    folder: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path("reports"),
    formats: Annotated[
        list[Format] | None, typer.Option("--format", help="Repeat for several; all if left out.")
    ] = None,
    dated: DateOption = None,
    publish: Annotated[
        bool,
        typer.Option("--release", help="Remember a past year's figures as released: they stay."),
    ] = False,
    revision: RevisionOption = None,
    language: LanguageOption = None,
    short: SummaryOption = False,
) -> None:
    """Make the report of a year: the table here, and its files in a folder."""
    if short and (publish or revision is not None):
        raise typer.BadParameter("--summary writes no file, so it releases nothing: leave one out")
    with opened(config) as collector, progress(f"Report of {year}") as step:
        annual, record = _made(collector, year, dated, publish=publish, revision=revision)
        words = Words(language or collector.config.language)
        made, kinds = document(annual, words), formats or list(Format)
        if short:
            _print_summary(made, as_json=as_json)
            return
        files = write_files(annual, words, folder, kinds, when_written=record, watch=step)
    if as_json:
        print_json(annual_dict(annual) | {"files": [str(file) for file in files]})
        return
    print_document(made, out)
    for file in files:
        out.print(words("written", file=file), markup=False)


def _made(
    collector: Collector, year: int, dated: datetime | None, *, publish: bool, revision: str | None
) -> tuple[Annual, Callable[[], None]]:
    """Return a report as a revision, as a release, or as it was released, and how it is recorded.

    It is recorded when its files are on the disk: else a full one leaves a release nobody has.
    """
    now = collector.now().date()
    today = dated.date() if dated else now
    if publish:
        refuse_unfinished(year, min(now, today))
    collector.store.close_past_weeks(collector.week())
    made = report_of_year(collector.config, collector.store, year, today)
    releases = collector.store.publishable.releases
    if revision is not None:
        annual = revise(releases, made, revision)
    else:
        annual = (release if publish else released)(releases, made)
    is_new = annual.context.releases != made.context.releases
    return annual, partial(remember, releases, annual) if is_new else lambda: None


def _print_summary(made: Document, *, as_json: bool) -> None:
    """Print the sentences to quote, and before them that they are of a made-up market."""
    if as_json:
        print_json({"summary": made.summary, "simulated": bool(made.warning)})
        return
    for text in (made.warning, " ".join(made.summary)):
        if text:
            out.print(text, markup=False)
