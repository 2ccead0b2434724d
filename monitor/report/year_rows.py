"""The rows of one year: which of its figures are printed, as what, and their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from monitor.report.figures import THRESHOLDS, ads_on_at_most, figure, panel
from monitor.report.printed_cells import (
    LEAST_FOR_WEEKS,
    LEVEL,
    MISSING,
    NOT_APPLICABLE,
    SUPPRESSED,
    FigureRow,
    Name,
    PrintedCell,
    figure_row,
    level_cells,
    week_cell,
)
from monitor.report.series import PANEL, WEEKLY_KINDS, Kind, Scope, Year
from monitor.statistics.figure import Figure
from monitor.statistics.months import monthly_means
from scrapers.model import UNKNOWN_PLACE
from storage.records import ALL_PLACES, JournalEntry, Release, SeriesBreak
from storage.weeks import Week
from storage.year_records import ImportedCount, YearlyFigure

KINDS = (*WEEKLY_KINDS, Kind.ADS_PER_NUMBER)
OF_ONE = 0.5
"""A row is hidden where weeks of one number (over half of their ads) have more of its ads."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a report is made with; printed in it, since figures depend on it.

    `weeks_of_places`: single weeks of places are wanted, too, as the team's page shows them.
    """

    least_numbers: int
    places: tuple[str, ...]
    today: date
    weeks_of_places: bool = False


@dataclass(frozen=True, slots=True)
class ReportContext:
    """What a report is made of besides counts.

    `releases` are those of its year, `printed` all figures that were ever published as a number;
    `identifiers` is how long the config lets identifiers live; `journal` tells of new portals, and
    of what was done with identifiers; `keyless` are open years whose key is not here, `closed`
    those without identifiers; `provisional` are the portals' weeks of the year that count though
    somebody has still to look at what was found of them; `sweeps` says how many of a portal count
    in a year, `stated` which share was read of the ads that it stated. `imported` is what others
    counted, up to the year and the day of the report.
    """

    figures: tuple[YearlyFigure, ...] = ()
    releases: tuple[Release, ...] = ()
    printed: frozenset[Name] = frozenset()
    breaks: tuple[SeriesBreak, ...] = ()
    identifiers: str = "year"
    journal: tuple[JournalEntry, ...] = ()
    keyless: frozenset[int] = frozenset()
    # How figures are come by is no part of the report: it is the same when its year has closed.
    closed: frozenset[int] = field(default=frozenset(), compare=False)
    provisional: frozenset[tuple[str, Week]] = frozenset()
    sweeps: Mapping[tuple[int, str], int] = field(default_factory=dict)
    stated: Mapping[tuple[int, str], float] = field(default_factory=dict)
    imported: tuple[ImportedCount, ...] = ()


def is_week(name: Name) -> bool:
    """Tell whether a cell is one week of a figure."""
    return name.item[:1].isdigit()


class YearRows:
    """The rows of one year: which of its figures are printed, and as what."""

    def __init__(
        self,
        year: Year,
        settings: Settings,
        context: ReportContext,
        matched: frozenset[str] = frozenset(),
    ) -> None:
        self._settings, self._context, self._matched = settings, context, matched
        self._printed = {name[:4] for name in context.printed if name.item == LEVEL}
        self._printed_weeks = {name[:4] for name in context.printed if is_week(name)}
        self._rows: dict[tuple[Scope, str], FigureRow] = {}
        self.year = year
        leads = (Kind.NUMBERS, Kind.ADS)
        self.shown = {
            place
            for place in year.places
            if all(self.row(Scope(place=place), kind).symbol != SUPPRESSED for kind in leads)
            and any(self.row(Scope(place=place), kind).level != 0 for kind in leads)
        }
        self.year = year.with_places(self.shown)
        self._rows.clear()

    def row(self, scope: Scope, measure: str) -> FigureRow:
        """Return how a figure is printed; made once."""
        if (scope, measure) not in self._rows:
            self._rows[scope, measure] = self._made(scope, measure)
        return self._rows[scope, measure]

    def rows(self, scopes: Iterable[Scope]) -> list[tuple[Scope, str]]:
        """Return what each row of the year is about, and what it counts.

        Ads of the country by other thresholds than the year's own (`THRESHOLDS`) come last.
        """
        of_kinds = [(scope, str(kind)) for scope in scopes for kind in KINDS]
        return of_kinds + [(Scope(), m) for m in THRESHOLDS if self.row(Scope(), m).figure]

    def _made(self, scope: Scope, measure: str) -> FigureRow:
        if scope.place not in {ALL_PLACES, UNKNOWN_PLACE, *self.year.places}:
            return FigureRow(None, SUPPRESSED)
        if measure == Kind.ADS_PER_NUMBER:
            return self._ratio(scope)
        if measure in THRESHOLDS:
            counts = ads_on_at_most(self.year, THRESHOLDS[measure])
            return self._printed_row(counts, scope, measure) if counts else FigureRow(None)
        kind = Kind(measure)
        of_panel = scope.portal == PANEL
        made = panel(self.year, kind, self._matched) if of_panel else figure(self.year, kind, scope)
        return self._printed_row(made, scope, measure)

    def _printed_row(self, counts: Figure, scope: Scope, measure: str) -> FigureRow:
        share = 0.0
        if measure in WEEKLY_KINDS:
            share = self.year.one_number_share(Kind(measure), scope, self._matched)
        return figure_row(
            counts,
            self._settings.least_numbers,
            is_of_one=share > OF_ONE,
            was_printed=(self.year.year, *scope, measure) in self._printed,
        )

    def _ratio(self, scope: Scope) -> FigureRow:
        """Return ads with a readable number per distinct number; a ratio has no weeks."""
        ads, without, numbers = (
            self.row(scope, kind) for kind in (Kind.ADS, Kind.WITHOUT_NUMBER, Kind.NUMBERS)
        )
        symbols = {ads.symbol, numbers.symbol} - {""}
        if not numbers.level or ads.level is None or without.figure is None:
            return FigureRow(None, SUPPRESSED if SUPPRESSED in symbols else MISSING)
        if without.figure.mean is None:
            return FigureRow(None, MISSING)
        level = (ads.level - without.figure.mean) / numbers.level
        return FigureRow(Figure((), (level,), 0.0, 0.0, is_enough=True))

    def months(self) -> Mapping[int, float]:
        """Return the monthly means of the country's numbers, if its single weeks are published."""
        where = (self.year.year, *Scope(), Kind.NUMBERS)
        figure = self._figure_with_weeks(self.row(Scope(), Kind.NUMBERS), where)
        if figure is None:
            return {}
        values = figure.values or figure.series
        return monthly_means(self.year.weeks, values, figure.weeks_of_months)

    def cells(self, scopes: Sequence[Scope]) -> Iterator[PrintedCell]:
        """Yield all cells of the year but those that compare it."""
        for scope, measure in self.rows(scopes):
            levels = level_cells(self.year.year, (*scope, measure), self.row(scope, measure))
            yield from _as_ratio(levels) if measure == Kind.ADS_PER_NUMBER else levels
        yield from self._weeks(scopes)

    def _weeks(self, scopes: Iterable[Scope]) -> Iterator[PrintedCell]:
        for scope in scopes:
            has_weeks = scope.place == ALL_PLACES or self._settings.weeks_of_places
            for kind in WEEKLY_KINDS if has_weeks else ():
                where = (self.year.year, *scope, kind)
                figure = self._figure_with_weeks(self.row(scope, kind), where)
                if figure is None:
                    continue
                values = figure.values or figure.series
                for week, value, seen in zip(self.year.weeks, values, figure.series, strict=True):
                    yield week_cell(Name(*where, str(week)), value, is_counted=seen is not None)

    def _figure_with_weeks(self, row: FigureRow, where: tuple[int, str, str, str]) -> Figure | None:
        """Return the figure of a row whose single weeks are published."""
        is_large = row.figure is not None and row.figure.mean_of_counted >= LEAST_FOR_WEEKS
        is_shown = where in self._printed_weeks or (row.symbol != SUPPRESSED and is_large)
        return row.figure if is_shown else None


def _as_ratio(cells: Iterable[PrintedCell]) -> Iterator[PrintedCell]:
    """Write a level with two decimals; a ratio has no interval and no weeks of its own."""
    for cell in cells:
        if cell.name.item == LEVEL:
            number = None if cell.exact is None else round(cell.exact, 2)
            yield replace(cell, number=number, decimals=2)
        else:
            yield PrintedCell(cell.name, symbol=cell.symbol or NOT_APPLICABLE)
