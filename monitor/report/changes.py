"""The cells of a report that compare a year with the one before: the change and its interval."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from monitor.report.figures import THRESHOLDS
from monitor.report.printed_cells import (
    CHANGE,
    CHANGE_HIGH,
    CHANGE_LOW,
    CHANGE_WITHOUT,
    MISSING,
    NOT_APPLICABLE,
    SUPPRESSED,
    Compared,
    Name,
    PrintedCell,
    Row,
)
from monitor.report.rows import YearRows
from monitor.report.series import Kind, Scope, is_same_set
from monitor.statistics.change import (
    LEAST_MEAN,
    Change,
    RowYear,
    change,
    interval,
    percent,
    scaled,
)
from monitor.statistics.filling import Series
from scrapers.model import UNKNOWN_PLACE
from storage.weeks import weeks_in
from storage.year_records import Profile

OWN_PROFILES = {Kind.NUMBERS, Kind.ADS, Kind.INDIVIDUAL}
"""Of these each row may have a profile of its own; other ads take that of all ads."""

TOO_FEW = "few_for_change"
"""The footnote of a change that is not printed because a mean is under 50."""


class Comparison:
    """Compares the rows of two years; `before` None: there is nothing to compare with.

    `profiles` are those of both years as far as they are known. Of them only intervals in whole
    per cent get out. `left_out` are the week numbers of special periods, without which there is a
    second figure.
    """

    def __init__(
        self,
        this: YearRows,
        before: YearRows | None,
        profiles: Iterable[Profile] = (),
        left_out: Collection[int] = (),
    ) -> None:
        self._this, self._before, self._left_out = this, before, left_out
        self._profiles = {(p.year, p.portal, p.place, p.measure): p for p in profiles}

    def cells(
        self,
        scope: Scope,
        kind: Kind,
        *,
        was_there: bool,
        is_comparable: bool,
        is_break: bool = False,
    ) -> Iterator[PrintedCell]:
        """Yield the change of a row on the year before, and the ends of its interval.

        `was_there` says whether the row's portal was counted in the year before, `is_comparable`
        whether both years count the same: by one threshold, over the same portals and places.
        With `is_break` the portals are others: a change that is missing says so.
        """
        this = self._this.row(scope, kind)
        before = self._before.row(scope, kind) if self._before and was_there else None
        where = (self._this.year.year, *scope, str(kind))
        cells = self._compared(where, scope, kind, (this, before), is_comparable=is_comparable)
        for cell in cells:
            yield replace(cell, flags="b") if is_break and cell.symbol == MISSING else cell

    def thresholds(self) -> Iterator[PrintedCell]:
        """Yield the changes of the country's ads at each threshold, side by side."""
        years = [rows.year for rows in (self._this, self._before) if rows]
        is_comparable = len(years) == 2 and is_same_set(years[0], years[1], Scope())
        for threshold in THRESHOLDS:
            this = self._this.threshold_row(threshold)
            before = self._before.threshold_row(threshold) if self._before else None
            if this is not None:
                where = (self._this.year.year, *Scope(), f"individual_{threshold}")
                yield from self._compared(
                    where, None, Kind.INDIVIDUAL, (this, before), is_comparable=is_comparable
                )

    def _compared(
        self,
        where: tuple[int, str, str, str],
        scope: Scope | None,
        kind: Kind,
        pair: tuple[Row, Row | None],
        *,
        is_comparable: bool,
    ) -> Iterator[PrintedCell]:
        """Yield the cells of a change; `scope` None: the rows have no profile of their own."""
        this, before = pair
        symbol = _symbol(this, before, is_comparable=is_comparable)
        years: tuple[RowYear, ...] = ()
        if not symbol and before and self._before:
            pairs = ((self._this, this), (self._before, before))
            years = tuple(self._row_year(rows, row, scope, kind) for rows, row in pairs)
        found = change(years[0], years[1]) if years else None
        yield _change_cell(Name(*where, CHANGE), found, symbol)
        yield from _ends(where, found, symbol)
        if self._left_out:
            without = change(years[0], years[1], self._left_out) if years else None
            yield _change_cell(Name(*where, CHANGE_WITHOUT), without, symbol)

    def _row_year(self, rows: YearRows, row: Row, scope: Scope | None, kind: Kind) -> RowYear:
        figure, weeks = row.figure, weeks_in(rows.year.year)
        values = figure.from_week_one if figure else ()
        return RowYear(
            (*values, *[None] * (weeks - len(values))),
            figure.gap_error if figure else 0.0,
            figure.protection_error if figure else 0.0,
            self._profile(rows, row, scope, kind),
        )

    def _profile(self, rows: YearRows, row: Row, scope: Scope | None, kind: Kind) -> Series | None:
        """Return a row's own profile, or the country's in the proportion of their means."""
        year, measure = rows.year.year, kind if kind in OWN_PROFILES else Kind.ADS
        own = self._profiles.get((year, *(scope or Scope(place=UNKNOWN_PLACE)), str(kind)))
        if own and scope and scope.place != UNKNOWN_PLACE:
            return own.lags
        country = self._profiles.get((year, *Scope(), str(measure)))
        return scaled(country.lags, country.mean / row.level) if country and row.level else None


def _symbol(this: Row, before: Row | None, *, is_comparable: bool) -> str:
    """Return what stands for a change that cannot be had, or may not be printed."""
    if before is None:
        return NOT_APPLICABLE
    if SUPPRESSED in {this.symbol, before.symbol}:
        return SUPPRESSED
    if this.level is None or not before.level or not is_comparable:
        return MISSING
    return ""


def _change_cell(name: Name, found: Change | None, symbol: str) -> PrintedCell:
    if found is None:
        return PrintedCell(name, symbol=symbol or MISSING)
    if found.least_mean < LEAST_MEAN:
        return PrintedCell(name, symbol=MISSING, note=TOO_FEW)
    said = Compared(found.this, found.before, found.verdict, found.is_uneven, found.weeks)
    exact, number = (found.ratio - 1) * 100, percent(found.ratio)
    return PrintedCell(name, exact, number, compared=said)


def _ends(
    where: tuple[int, str, str, str], found: Change | None, symbol: str
) -> Iterator[PrintedCell]:
    """Yield the ends of the interval, rounded: nothing finer of a profile is ever printed."""
    names = Name(*where, CHANGE_LOW), Name(*where, CHANGE_HIGH)
    if found is None or found.least_mean < LEAST_MEAN or found.half_width is None:
        for name in names:
            yield PrintedCell(name, symbol=symbol or MISSING)
    else:
        _, *ends = interval(found.ratio, found.half_width)
        for name, end in zip(names, ends, strict=True):
            yield PrintedCell(name, end, end)
