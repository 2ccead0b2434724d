"""The cells of a report that compare a year with the one before: the change and its interval."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from monitor.report import printed_cells as items
from monitor.report.figures import THRESHOLDS
from monitor.report.printed_cells import (
    MISSING,
    NOT_APPLICABLE,
    SUPPRESSED,
    Compared,
    FigureRow,
    Name,
    PrintedCell,
)
from monitor.report.series import PANEL, Kind, Scope, Year
from monitor.report.year_rows import YearRows
from monitor.statistics import change as changing
from monitor.statistics.change import LEAST_MEAN, Change, RowYear
from monitor.statistics.events import EventKind
from monitor.statistics.filling import Series
from scrapers.model import UNKNOWN_PLACE
from storage.records import ALL_PORTALS
from storage.weeks import weeks_in
from storage.year_records import Profile

PROFILE_OF = {
    Kind.NUMBERS: Kind.NUMBERS,
    Kind.INDIVIDUAL: Kind.INDIVIDUAL,
    **dict.fromkeys(THRESHOLDS, Kind.INDIVIDUAL),
}
"""Of which figure of the country a row takes the profile that has none of its own; else of ads."""

TOO_FEW = "few_for_change"
"""The footnote of a change that is not printed because a mean is under 50."""


class YearComparison:
    """Compares the rows of two years; `before` None: there is nothing to compare with.

    `profiles` are those of both years as far as they are known: of them only intervals in whole
    per cent get out.
    """

    def __init__(
        self, this: YearRows, before: YearRows | None, profiles: Iterable[Profile] = ()
    ) -> None:
        self._this, self._before = this, before
        self._profiles = {(p.year, p.portal, p.place, p.measure): p for p in profiles}
        self._in_periods = _in_periods([rows.year for rows in (this, before) if rows])

    def cells(self, scopes: Iterable[Scope]) -> Iterator[PrintedCell]:
        """Yield the change of each row on the year before, and the ends of its interval.

        In a special period of either year, there is a second figure without its weeks.
        """
        for scope, measure in self._this.rows(scopes):
            if measure != Kind.ADS_PER_NUMBER:
                yield from self._of_row(scope, measure)

    def _of_row(self, scope: Scope, measure: str) -> Iterator[PrintedCell]:
        this, before = self._this.row(scope, measure), self._row_before(scope, measure)
        flags, symbol = "", NOT_APPLICABLE
        if self._before:
            years = self._this.year, self._before.year
            flags = "" if is_same_set(*years, scope) else "b"
            symbol = _symbol(this, before, is_comparable=_is_comparable(*years, scope, measure))
        change = without = None
        if not symbol and before and self._before:
            now = self._row_year(self._this, this, scope, measure)
            then = self._row_year(self._before, before, scope, measure)
            change = changing.change(now, then)
            without = changing.change(now, then, self._in_periods) if self._in_periods else None
        where = (self._this.year.year, *scope, measure)
        cells = [_change_cell(Name(*where, items.CHANGE), change, symbol)]
        cells += _ends(where, change, symbol)
        if self._in_periods:
            cells.append(_change_cell(Name(*where, items.CHANGE_WITHOUT), without, symbol))
        for cell in cells:
            yield replace(cell, flags=flags) if cell.symbol == MISSING else cell

    def _row_before(self, scope: Scope, measure: str) -> FigureRow | None:
        """Return the row of the year before, if it had that portal and that measure."""
        before = self._before
        if before is None or (scope, measure) not in before.rows([scope]):
            return None
        is_there = scope.portal in {ALL_PORTALS, PANEL, *before.year.portals}
        return before.row(scope, measure) if is_there else None

    def _row_year(self, rows: YearRows, row: FigureRow, scope: Scope, measure: str) -> RowYear:
        figure, weeks = row.figure, weeks_in(rows.year.year)
        values = figure.from_week_one if figure else ()
        return RowYear(
            (*values, *[None] * (weeks - len(values))),
            figure.gap_error if figure else 0.0,
            figure.protection_error if figure else 0.0,
            self._profile(rows, row, scope, measure),
        )

    def _profile(self, rows: YearRows, row: FigureRow, scope: Scope, measure: str) -> Series | None:
        """Return a row's own profile, or the country's in the proportion of their means."""
        year = rows.year.year
        own = self._profiles.get((year, *scope, measure))
        if own and scope.place != UNKNOWN_PLACE:
            return own.lags
        country = self._profiles.get((year, *Scope(), PROFILE_OF.get(measure, Kind.ADS)))
        return (
            changing.scaled(country.lags, country.mean / row.level)
            if country and row.level
            else None
        )


def _in_periods(years: Iterable[Year]) -> frozenset[int]:
    """Return the numbers of the weeks that lie in a special period in any of the years."""
    return frozenset(
        week.number
        for year in years
        for event in year.market.events
        if event.kind is EventKind.PERIOD
        for week in year.weeks
        if event.first <= week <= (event.last or event.first)
    )


def _is_comparable(this: Year, before: Year, scope: Scope, measure: str) -> bool:
    """Whether a row counts the same in both years: by one threshold, over one set of places.

    And over the same portals.
    """
    if not is_same_set(this, before, scope):
        return False
    if measure in {Kind.INDIVIDUAL, Kind.MULTI} and this.threshold != before.threshold:
        return False
    return scope.place != UNKNOWN_PLACE or this.places == before.places


def is_same_set(this: Year, before: Year, scope: Scope) -> bool:
    """Whether a total or a place is over the same portals in both years; other rows are."""
    if scope.portal != ALL_PORTALS:
        return True
    is_whole = not (this.market.partly or before.market.partly)
    return is_whole and this.market.portals == before.market.portals


def _symbol(this: FigureRow, before: FigureRow | None, *, is_comparable: bool) -> str:
    """Return what stands for a change that cannot be had, or may not be printed."""
    if before is None:
        return NOT_APPLICABLE
    if SUPPRESSED in {this.symbol, before.symbol}:
        return SUPPRESSED
    if this.level is None or not before.level or not is_comparable:
        return MISSING
    return ""


def _change_cell(name: Name, change: Change | None, symbol: str) -> PrintedCell:
    if change is None:
        return PrintedCell(name, symbol=symbol or MISSING)
    if change.least_mean < LEAST_MEAN:
        return PrintedCell(name, symbol=MISSING, note=TOO_FEW)
    said = Compared(change.this, change.before, change.kind, change.is_uneven, change.weeks)
    exact, number = (change.ratio - 1) * 100, changing.percent(change.ratio)
    return PrintedCell(name, exact, number, compared=said)


def _ends(
    where: tuple[int, str, str, str], change: Change | None, symbol: str
) -> Iterator[PrintedCell]:
    """Yield the ends of the interval, rounded: nothing finer of a profile is ever printed."""
    names = Name(*where, items.CHANGE_LOW), Name(*where, items.CHANGE_HIGH)
    if change is None or change.least_mean < LEAST_MEAN or change.half_width is None:
        for name in names:
            yield PrintedCell(name, symbol=symbol or MISSING)
    else:
        _, *ends = changing.change_interval(change.ratio, change.half_width)
        for name, end in zip(names, ends, strict=True):
            yield PrintedCell(name, end, end)
