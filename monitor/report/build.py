"""From what may be published to the report of a year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from monitor.config import Config
from monitor.report.annual import Annual, annual
from monitor.report.printed_cells import Name
from monitor.report.series import Year
from monitor.report.year_rows import ReportContext, Settings
from monitor.statistics.market_year import Portals, window_of
from scrapers.model import Outcome
from storage.errors import KeyProblem
from storage.publishable import Publishable
from storage.records import NOT_SWEPT
from storage.weeks import ends_of, weeks_written
from storage.year_records import ImportedCount, Profile, YearFigures, YearProfiles

NOTED = ("portal new", "portal approved", "backup with identifiers", "restore")
"""What a report tells from the journal: who could have compared numbers, and with which."""

FiguresOf = Callable[[int, int], YearFigures]
"""How the figures of a year are computed from its identifiers, under its own secret; and those of
the weeks that it has in common with another year."""

ProfilesOf = Callable[[int], YearProfiles | None]
"""How the profiles of a year are computed from its identifiers; None where none are wanted."""


class NothingCounted(Exception):
    """The ledger has no runs in the year that a report was asked for."""


def build(
    source: Publishable,
    config: Config,
    year: int,
    today: date,
    figures: FiguresOf,
    *,
    profiles: ProfilesOf,
    of_market: Portals,
    keyless: frozenset[int] = frozenset(),
    weeks_of_places: bool = False,
    closed: frozenset[int] = frozenset(),
) -> Annual:
    """Make the report of a year; `figures`, `profiles` tell how those of open years are computed.

    `of_market`: what became of the portals. `keyless` are the open years whose key is not here, so
    that those figures cannot be had now; of the `closed` ones, they were kept. With
    `weeks_of_places`, there are cells of single weeks of places, too. Raises NothingCounted, and
    KeyProblem where weeks still wait for their key to be protected.
    """
    least, places = config.report.least_numbers, tuple(config.places)
    settings = Settings(least, places, today, weeks_of_places=weeks_of_places)
    this, before = (load_year(source, number, places, of_market) for number in (year, year - 1))
    if not this.runs:
        raise NothingCounted(f"the ledger has no runs in {year}: monitor sweep, or another year")
    swept = [of for of in (before, this) if of.runs]
    portals = {run.portal for of in swept for run in of.runs}
    return annual(
        this,
        before if before.runs else None,
        settings,
        replace(
            _context(source, config, swept, figures),
            imported=_imported(source, year, today),
            keyless=keyless,
            closed=closed,
        ),
        profiles=_profiles(source, swept, profiles),
        simulated=bool(portals & source.simulated_portals()),
    )


def _profiles(source: Publishable, years: Sequence[Year], of: ProfilesOf) -> list[Profile]:
    queries = ((year.year, of(year.year)) for year in years)
    return [
        profile
        for year, how in queries
        if how is not None
        for profile in source.profiles(year, how)
    ]


def load_year(source: Publishable, year: int, places: Sequence[str], portals: Portals) -> Year:
    """Read one ISO year's ledger and protected counts, and those of the weeks beside it.

    What is still due in weeks that are over is missed, though no sweep has closed it yet. Raises
    KeyProblem for unprotected weeks of the year; such weeks beside it are left out.
    """
    waiting = set(source.waiting_weeks())
    if own := sorted(week for week in waiting if week.year == year):
        raise KeyProblem(
            f"{weeks_written(len(own))} of {year}, the first {own[0]}, swept or counted by an "
            "earlier version, cannot be published before being counted with the key of "
            f"{year}: put its file back, then: monitor recount {year}"
        )
    weeks = window_of(year).weeks
    ends = weeks[0], weeks[-1]
    runs = (
        replace(run, outcome=Outcome.MISSED, reason=NOT_SWEPT)
        if run.outcome is None and portals.last is not None and run.week <= portals.last
        else run
        for run in source.runs(*ends)
        if run.week not in waiting
    )
    return Year(year, runs, source.cells(*ends), places, source.flags(*ends), known=portals)


def _imported(source: Publishable, year: int, today: date) -> tuple[ImportedCount, ...]:
    """Return what others counted up to a year, and was imported up to a day."""
    counts = source.imported_counts()
    return tuple(count for count in counts if count.name.year <= year and count.day <= today)


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
        stated={
            (counted.year, portal): share
            for counted in years
            for portal, share in source.shares_of_stated(*ends_of(counted.year)).items()
        },
        breaks=tuple(source.breaks(ends_of(year - 1)[0], ends_of(year)[1])),
        identifiers=config.privacy.identifiers,
        journal=tuple(
            entry
            for entry in source.journal(date(year - 1, 1, 1), date(year, 12, 31))
            if entry.action in NOTED
        ),
    )
