"""From what may be published to the report of a year, and from the report to files."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

from monitor.config import Config
from monitor.report.annual import Annual, annual
from monitor.report.printed_cells import Name
from monitor.report.render.open_data import annual_csv, weekly_csv, yearly_csv
from monitor.report.rows import ReportContext, Settings
from monitor.report.series import Year
from monitor.report.words import Words
from storage.errors import KeyProblem
from storage.publishable import Publishable
from storage.records import CountYear, ProfileYear
from storage.weeks import ends_of

FORMATS = ("html", "csv", "svg")

NOTED = ("portal new", "portal approved", "backup with identifiers", "restore")
"""What a report tells from the journal: who could have compared numbers, and with which."""

FiguresOf = Callable[[int, int], Mapping[str, CountYear]]
"""How the figures of a year are computed from its identifiers, under its own secret; and those of
the weeks that it has in common with another year."""

ProfilesOf = Callable[[int], ProfileYear]
"""How the profiles of a year are computed from its identifiers."""


class NothingCounted(Exception):
    """The ledger has no runs in the year that a report was asked for."""


class OutputProblem(Exception):
    """A report file cannot be written."""


def build(
    source: Publishable,
    config: Config,
    year: int,
    today: date,
    figures: FiguresOf,
    *,
    profiles: ProfilesOf,
    keyless: frozenset[int] = frozenset(),
    closed: frozenset[int] = frozenset(),
) -> Annual:
    """Make the report of a year; `figures`, `profiles` tell how those of open years are computed.

    `keyless` are the open years whose key is not here, so that those figures cannot be had now;
    of the `closed` ones, they were kept.
    Raises NothingCounted, and KeyProblem where weeks still wait for their key to be protected.
    """
    settings = Settings(config.report.least_numbers, tuple(config.places), today)
    this, before = (load_year(source, number, settings.places) for number in (year, year - 1))
    if not this.runs:
        raise NothingCounted(f"the ledger has no runs in {year}; sweep first, or name another year")
    swept = [year for year in (before, this) if year.runs]
    portals = {run.portal for run in (*this.runs, *before.runs)}
    return annual(
        this,
        before if before.runs else None,
        settings,
        replace(
            _context(source, config, swept, figures),
            keyless=keyless,
            closed=closed,
        ),
        profiles=[p for of in swept for p in source.profiles(of.year, profiles(of.year))],
        simulated=bool(portals & source.simulated_portals()),
    )


def load_year(source: Publishable, year: int, places: Sequence[str]) -> Year:
    """Read one ISO year's ledger and protected counts; raises KeyProblem for unprotected weeks."""
    first, last = ends_of(year)
    if waiting := [week for week in source.unprotected_weeks() if first <= week <= last]:
        raise KeyProblem(
            f"{len(waiting)} weeks of {year}, the first {waiting[0]}, were counted by an earlier "
            "version and cannot be published before they are counted again with the key of "
            f"{year}: put its file back, then: monitor recount {year}"
        )
    runs, cells = source.runs(first, last), source.cells(first, last)
    return Year(year, runs, cells, places, source.flags(first, last))


def write_files(
    report: Annual,
    words: Words,
    out: Path,
    formats: Collection[str] = FORMATS,
    *,
    when_written: Callable[[], None] = lambda: None,
) -> list[Path]:
    """Write a report's files into a folder, all of them or none; raises OutputProblem.

    What was released can be read by everybody, a draft by its owner only. `when_written` is called
    when all are on the disk and none is in its place: what it raises leaves no file.
    """
    contents = {out / name: text for name, text in _contents(report, words, formats).items()}
    return _write_all(contents, 0o644 if report.context.releases else 0o600, when_written)


def _write_all(
    contents: Mapping[Path, str], mode: int, when_written: Callable[[], None]
) -> list[Path]:
    """Write files beside their places, bring them to the disk, and then move all into place."""
    path = next(iter(contents))
    with ExitStack() as temporary:
        written: list[tuple[Path, Path]] = []
        try:
            for path, content in contents.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                if path.is_dir():  # told before any file takes the place of an older one
                    raise IsADirectoryError(errno.EISDIR, "there is a folder of that name")
                handle, name = tempfile.mkstemp(dir=path.parent, prefix=".report-")
                temporary.callback(Path(name).unlink, missing_ok=True)
                written.append((Path(name), path))
                with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).chmod(mode)
            when_written()
            for source, path in written:
                source.replace(path)
        except OSError as error:
            raise OutputProblem(f"{path} cannot be written: {error.strerror}") from None
    return [path for _, path in written]


def _contents(report: Annual, words: Words, formats: Collection[str]) -> dict[str, str]:
    # Altair and Jinja take long to import, and of all commands only this one draws and lays out.
    from monitor.report.render.chart import chart_svg  # noqa: PLC0415
    from monitor.report.render.page import report_page  # noqa: PLC0415

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
    return contents


def _context(
    source: Publishable, config: Config, years: Sequence[Year], figures: FiguresOf
) -> ReportContext:
    year = years[-1].year
    releases = source.releases.all()
    printed = frozenset(
        Name(*figure.name)
        for release in releases
        for figure in source.releases.figures(release)
        if figure.value is not None
    )
    return ReportContext(
        figures=tuple(
            figure
            for counted in years
            for figure in source.whole_year_figures(
                counted.year, figures(counted.year, year - 1 if counted.year == year else year)
            )
        ),
        releases=tuple(release for release in releases if release.year == year),
        printed=printed,
        sweeps={
            (counted.year, portal): count
            for counted in years
            for portal, count in source.sweeps(*ends_of(counted.year)).items()
        },
        breaks=tuple(source.breaks(ends_of(year - 1)[0], ends_of(year)[1])),
        identifiers=config.privacy.identifiers,
        journal=tuple(
            entry
            for entry in source.journal(date(year - 1, 1, 1), date(year, 12, 31))
            if entry.action in NOTED
        ),
    )
