"""From the store to the report of a year, and from the report to files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from datetime import date
from pathlib import Path

from monitor.config import Config
from monitor.report.annual import Annual, Settings, annual
from monitor.report.audit import Pinned
from monitor.report.beside import Beside
from monitor.report.opendata import annual_csv, weekly_csv, yearly_csv
from monitor.report.words import Words
from monitor.series import Scope, Year
from monitor.yearly import FIGURES_FROM_IDENTIFIERS
from storage.store import Store
from storage.weeks import Week, weeks_in

FORMATS = ("html", "csv", "svg")


class NothingCounted(Exception):
    """The ledger has no runs in the year that a report was asked for."""


class OutputProblem(Exception):
    """A report file cannot be written."""


class UnsafeExport(Exception):
    """Something hidden could be worked out from what the report would publish."""


def build(store: Store, config: Config, year: int, today: date) -> Annual:
    """Make the report of a year from the store; raises NothingCounted and UnsafeExport."""
    this, before = load_year(store, year), load_year(store, year - 1)
    if not this.runs:
        raise NothingCounted(f"the ledger has no runs in {year}; sweep first, or name another year")
    settings = Settings(
        threshold=config.report.individual_threshold,
        least_numbers=config.report.least_numbers,
        places=tuple(config.places),
        today=today,
    )
    portals = {run.portal for run in (*this.runs, *before.runs)}
    simulated = bool(portals & store.simulated_portals())
    report = annual(
        this,
        before if before.runs else None,
        settings,
        _beside(store, config, year),
        simulated=simulated,
    )
    refuse_unsafe(report)
    return report


def _beside(store: Store, config: Config, year: int) -> Beside:
    # A year's figures are printed in its own report and in the next one.
    releases = [each for each in store.releases.all() if year - 1 <= each.year <= year + 1]
    figures = [
        figure
        for each in (year - 1, year)
        for figure in store.yearly_figures(each, FIGURES_FROM_IDENTIFIERS)
    ]
    return Beside(
        releases=tuple(each for each in releases if each.year == year),
        released=tuple(store.releases.figures(each) for each in releases),
        figures=tuple(figures),
        breaks=tuple(store.breaks(Week(year - 1, 1), Week(year, weeks_in(year)))),
        identifiers=config.privacy.identifiers,
    )


def refuse_unsafe(report: Annual) -> None:
    """Raise UnsafeExport where the audit found a hidden value that can be worked out."""
    if not report.pinned:
        return
    first, *others = report.pinned
    more = f" (and {len(others)} more)" if others else ""
    raise UnsafeExport(
        f"nothing was written: {_name(first)} is hidden, but could be worked out from the "
        f"rest of the report to be one of {first.candidates}, from {first.low:.4g} to "
        f"{first.high:.4g}{more}. Leave out a place in config.toml's [places], so that it joins "
        "the unknown ones, or set least_numbers higher, and make the report again"
    )


def _name(pinned: Pinned) -> str:
    spot, scope = pinned.spot, pinned.spot.key.scope
    when = f"the level of {spot.year}" if spot.week is None else str(Week(spot.year, spot.week + 1))
    where = scope.portal or (scope.place if scope != Scope() else "all portals")
    return f"{spot.key.kind} ({where}, {when})"


def load_year(store: Store, year: int) -> Year:
    """Read one ISO year's ledger and counts."""
    first, last = Week(year, 1), Week(year, weeks_in(year))
    return Year(year, store.runs(first, last), store.counts(first, last))


def write_files(
    report: Annual, words: Words, out: Path, formats: Collection[str] = FORMATS
) -> list[Path]:
    """Write a report's files into a folder and return them; raises OutputProblem, UnsafeExport.

    Every file is whole or not there: it is written beside its place and then moved.
    """
    refuse_unsafe(report)
    # Altair and Jinja take long to import, and of all commands only this one draws and lays out.
    from monitor.report.chart import chart_svg  # noqa: PLC0415
    from monitor.report.page import report_page  # noqa: PLC0415

    contents = {}
    mark = "simulated-" if report.simulated else ""
    chart = "" if set(formats) == {"csv"} else chart_svg(report, words)
    if "html" in formats:
        contents[f"{mark}report-{report.year}.html"] = report_page(report, words, chart)
    if "csv" in formats:
        contents[f"{mark}annual-{report.year}.csv"] = annual_csv(report)
        contents[f"{mark}weekly-{report.year}.csv"] = weekly_csv(report)
        contents[f"{mark}yearly-{report.year}.csv"] = yearly_csv(report)
    if "svg" in formats:
        contents[f"{mark}weekly-{report.year}.svg"] = chart
    return [_write(out / name, content) for name, content in contents.items()]


def _write(path: Path, content: str) -> Path:
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".report-")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise OutputProblem(f"{path} cannot be written: {error.strerror}") from None
    return path
