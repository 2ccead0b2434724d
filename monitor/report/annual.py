"""The annual report: the cells of a year beside those of the year before, from protected counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from monitor.report.changes import YearComparison
from monitor.report.figures import figure
from monitor.report.printed_cells import NOT_APPLICABLE, SUPPRESSED, Name, PrintedCell
from monitor.report.series import PANEL, Kind, Scope, Year
from monitor.report.whole_years import WholeYears
from monitor.report.year_rows import ReportContext, Settings, YearRows
from monitor.statistics.events import Event
from monitor.statistics.market_year import Window
from monitor.statistics.weekly_series import open_ends
from scrapers.model import UNKNOWN_PLACE
from storage.records import ALL_PORTALS, Printed, Run
from storage.weeks import Week, weeks_of
from storage.year_records import Profile

Difference = tuple[Printed | None, Printed | None]
"""A figure as a release printed it, and as the next one did; None where it was not printed."""

NOWHERE = PrintedCell(Name(0, "", "", "", ""), symbol=NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class PortalsOfYear:
    """What a report says of a year's portals.

    `asked` are those of which a person must say what happened, each with the weeks at its end that
    nobody explains; `means` has the mean of ads while they were up of portals that were not up all
    the time, where it may be printed; `has_other_set` when the totals are over other portals than
    the year before.
    """

    window: Window
    events: tuple[Event, ...] = ()
    asked: Mapping[str, tuple[Week, Week]] = field(default_factory=dict)
    means: Mapping[str, float] = field(default_factory=dict)
    has_other_set: bool = False


@dataclass(frozen=True, slots=True)
class Annual:
    """All that the report of one year is made of, fit to be published.

    `scopes` are what its rows are about, in their order; `cells` every printed figure by its name;
    `portals` what became of the portals in each of its years, `months` the country's numbers.
    """

    year: int
    threshold: int
    settings: Settings
    context: ReportContext
    runs: tuple[Run, ...]
    simulated: bool
    has_before: bool
    scopes: tuple[Scope, ...]
    largest_portal: str | None
    cells: Mapping[Name, PrintedCell]
    changed: tuple[Difference, ...] = field(default=())
    portals: Mapping[int, PortalsOfYear] = field(default_factory=dict)
    months: Mapping[int, float] = field(default_factory=dict)

    def cell(self, year: int, scope: Scope, measure: str, item: str) -> PrintedCell:
        """Return a printed cell; one that is not applicable where there is none."""
        return self.cells.get(Name(year, *scope, measure, item), NOWHERE)

    def weekly(self, scope: Scope, measure: str) -> list[PrintedCell]:
        """Return the weeks of a figure over the report's years; nothing where it has none."""
        names = (
            Name(week.year, *scope, measure, str(week))
            for year in (self.year - 1, self.year)
            for week in weeks_of(year)
        )
        return [self.cells[name] for name in names if name in self.cells]

    @property
    def label(self) -> str:
        """The year, and its release if it has one, as files are called."""
        releases = self.context.releases
        return f"{self.year}-r{releases[-1].revision}" if releases else str(self.year)

    @property
    def is_released(self) -> bool:
        """Whether it is as it was released."""
        return bool(self.context.releases)

    @property
    def lead(self) -> Scope:
        """What the sentence of the report is about: the largest portal."""
        return Scope(self.largest_portal or ALL_PORTALS)


def annual(
    this: Year,
    before: Year | None,
    settings: Settings,
    context: ReportContext,
    *,
    simulated: bool,
    profiles: Iterable[Profile] = (),
) -> Annual:
    """Put the figures of a year beside those of the year before.

    `profiles` are those of both years: they decide how wide the intervals of changes are.
    """
    panel = _panel(this, before)
    years = [YearRows(year, settings, context, panel) for year in (before, this) if year]
    scopes = tuple(_scopes(this, {place for year in years for place in year.shown}, panel))
    cells: list[PrintedCell] = []
    for rows in years:
        cells += rows.cells(scopes)
    cells += WholeYears(years, context, settings.least_numbers).cells()
    cells += YearComparison(years[-1], years[0] if before else None, profiles).cells(scopes)
    return Annual(
        year=this.year,
        threshold=this.threshold or 0,
        settings=settings,
        context=context,
        runs=((before.runs if before else ()) + this.runs),
        simulated=simulated,
        has_before=before is not None,
        scopes=scopes,
        largest_portal=_largest_portal(this),
        cells={cell.name: cell for cell in cells},
        portals={rows.year.year: _portals_of(rows) for rows in years},
        months=years[-1].months(),
    )


def _portals_of(rows: YearRows) -> PortalsOfYear:
    year, market = rows.year, rows.year.market
    ads = {
        portal: rows.row(Scope(portal), Kind.ADS)
        for portal in year.portals
        if not market.is_up_throughout(portal)
    }
    means = {
        portal: row.figure.mean_while_up
        for portal, row in ads.items()
        if row.symbol != SUPPRESSED and row.figure and row.figure.mean_while_up is not None
    }
    asked = open_ends(market, year.counted)
    return PortalsOfYear(market.window, market.events, asked, means, market.has_other_set)


def _panel(this: Year, before: Year | None) -> frozenset[str]:
    """Return the matched portals: up in every week of both years, with a level of ads in both.

    None where they are all portals of both years: then nothing else is compared.
    """
    if before is None:
        return frozenset()
    years = (this, before)
    matched = frozenset(
        portal
        for portal in this.market.portals & before.market.portals
        if all(year.market.is_up_throughout(portal) for year in years)
        and all(figure(year, Kind.ADS, Scope(portal)).level is not None for year in years)
    )
    every = {portal for year in years for portal in (*year.market.portals, *year.market.partly)}
    return frozenset() if matched == every else matched


def _scopes(year: Year, shown: Collection[str], panel: Collection[str]) -> Iterator[Scope]:
    """Yield what the tables have rows for, in their order."""
    yield Scope()
    if panel:
        yield Scope(PANEL)
    yield from (Scope(portal=portal) for portal in year.portals)
    yield from (Scope(place=place) for place in year.places if place in shown)
    yield Scope(place=UNKNOWN_PLACE)


def _largest_portal(year: Year) -> str | None:
    """Return the portal with the most ads in the mean of its counted weeks, where one has any."""
    figures = {portal: figure(year, Kind.ADS, Scope(portal)) for portal in year.portals}
    means = {portal: ads.mean_of_counted for portal, ads in figures.items() if ads.counted}
    return max(means, key=lambda portal: (means[portal], portal), default=None)


def week_of(cell: PrintedCell) -> Week:
    """Return the week that a weekly cell is of."""
    return Week.parse(cell.name.item)
