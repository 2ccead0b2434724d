"""`monitor report`: the annual table in the terminal and as files."""

from __future__ import annotations

import re
from collections.abc import Callable
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
    err,
    opened,
    out,
    print_json,
)
from monitor.commands.progress_display import progress
from monitor.installation.installation import Installation
from monitor.installation.year_counts import report_of_year, report_of_years
from monitor.report.annual import Annual
from monitor.report.compose import Report, document
from monitor.report.document import Document
from monitor.report.files import write_files
from monitor.report.release import record_release, refuse_unfinished, release, released, revise
from monitor.report.render.open_data import annual_dict, years_dict
from monitor.report.render.terminal import print_document
from monitor.report.words import Language, Words
from storage.weeks import ends_of

EARLIEST, LATEST = 1990, 2999


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


YearsArgument = Annotated[
    str, typer.Argument(metavar="YEAR", help="The ISO year, or several as 2012-2026.")
]
DateOption = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="The date to print, if not today."),
]
LanguageOption = Annotated[
    Language | None, typer.Option(help="Of the report, if not that of the config.")
]
SummaryOption = Annotated[
    bool, typer.Option("--summary", help="Only print the sentences to quote; release nothing.")
]

NoFilesOption = Annotated[
    bool, typer.Option("--no-files", help="Only show the table here; release nothing.")
]
FormatOption = Annotated[
    list[Format] | None, typer.Option("--format", help="Repeat for several; all if left out.")
]
ReleaseOption = Annotated[
    bool, typer.Option("--release", help="Remember a past year's figures as released: they stay.")
]


def report(
    years: YearsArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    folder: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path("reports"),
    formats: FormatOption = None,
    dated: DateOption = None,
    publish: ReleaseOption = False,
    revision: RevisionOption = None,
    language: LanguageOption = None,
    short: SummaryOption = False,
    no_files: NoFilesOption = False,
) -> None:
    """Make the report of a year, or of several: the table here, and its files in a folder."""
    span = _span(years)
    is_release, has_files = publish or revision is not None, not (short or no_files)
    with opened(config) as installation:
        with progress(f"Report of {years}"):
            made_of, record = _report(installation, span, dated, publish=publish, revision=revision)
        words = Words(language or installation.config.language)
        made = document(made_of, words)
        if short:
            _print_summary(made, as_json=as_json)
        # The table does not wait for files, which take what their pictures take.
        elif not as_json:
            print_document(made, out)
        files: list[Path] = []
        if has_files:
            with progress(f"Files of {years}") as step:
                write = partial(write_files, made_of, words, folder, formats or list(Format))
                template = installation.config.report.template
                files = write(template, when_written=record, watch=step)
    if as_json and not short:
        values = annual_dict(made_of) if isinstance(made_of, Annual) else years_dict(made_of)
        print_json(values | {"files": [str(file) for file in files]})
    for file in files if not as_json else ():
        out.print(words("written", file=file))
    if is_release and not has_files:
        err.print(words("not_released"))


def _span(years: str) -> range:
    """Read "2022" or "2012-2026"; what was typed is not repeated, since it could be anything."""
    match = re.fullmatch(r"([0-9]{4})(?:[-–]([0-9]{4}))?", years)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not EARLIEST <= first <= last <= LATEST:
        raise typer.BadParameter(
            f"expected a year as 2022, or years as 2012-2026, from {EARLIEST} to {LATEST}",
            param_hint="YEAR",
        )
    return range(first, last + 1)


def _is_of_one(installation: Installation, span: range) -> bool:
    """Whether a report is the full one of a year: of one that was swept, or has nothing at all."""
    year = span[0]
    if len(span) > 1:
        return False
    imported = {count.name.year for count in installation.store.publishable.imported_counts()}
    return year not in imported or bool(installation.store.runs(*ends_of(year)))


def _report(
    installation: Installation,
    span: range,
    dated: datetime | None,
    *,
    publish: bool,
    revision: str | None,
) -> tuple[Report, Callable[[], None]]:
    """Return the report of one year or of several, and how it is recorded.

    One year's is a revision, a release, or as it was released. It is recorded when its files are on
    the disk: else a full one leaves a release nobody has.
    """
    is_release = publish or revision is not None
    if is_release and len(span) > 1:
        raise typer.BadParameter("only the report of one year is released or revised")
    config, store, now = installation.config, installation.store, installation.now().date()
    today, releases = dated.date() if dated else now, store.publishable.releases
    if publish:
        refuse_unfinished(span[0], min(now, today))
    if not (is_release or _is_of_one(installation, span)):
        years = report_of_years(config, store, span, today, partial(released, releases))
        return years, lambda: None
    made = report_of_year(config, store, span[0], today)
    if revision is not None:
        annual = revise(releases, made, revision)
    else:
        annual = (release if publish else released)(releases, made)
    is_new = annual.context.releases != made.context.releases
    return annual, partial(record_release, releases, annual) if is_new else lambda: None


def _print_summary(made: Document, *, as_json: bool) -> None:
    """Print the sentences to quote, and before them that they are of a made-up market."""
    if as_json:
        print_json({"summary": made.summary, "simulated": bool(made.warning)})
        return
    for text in (made.warning, " ".join(made.summary)):
        if text:
            out.print(text)
