"""Counts over a whole year, with the effort behind them and over the weeks that two years share.

A count of all that was seen at least once grows with every week and sweep. So it stands beside how
many there were, and is compared only over the weeks that both years have.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from monitor.counting.identifier_figures import OF_ALL, OF_MOVES
from monitor.report.changes import is_same_set
from monitor.report.printed_cells import (
    CHANGE,
    COUNTED,
    LEVEL,
    MISSING,
    NOT_APPLICABLE,
    SUPPRESSED,
    SWEEPS,
    WHOLE_YEAR,
    Name,
    PrintedCell,
)
from monitor.report.series import Kind, Scope
from monitor.report.year_rows import ReportContext, YearRows
from monitor.statistics.change import LEAST_MEAN, percent
from storage.records import ALL_PLACES, ALL_PORTALS
from storage.year_records import YearlyFigure

DISTINCT, COMMON = "distinct_numbers", "distinct_in_common_weeks"
LINKED_PER_WEEK, NUMBERS_LINKED = "linked_per_week", "numbers_linked"
ORDER = (
    *(DISTINCT, "numbers_in_one_week", "numbers_in_two_weeks", COMMON),
    *OF_MOVES,
    *("linked_numbers", "numbers_in_large_groups", LINKED_PER_WEEK),
)


class WholeYears:
    """The counts over whole years of a report's years, the year before first."""

    def __init__(self, years: Sequence[YearRows], context: ReportContext, least: int) -> None:
        self._years, self._context, self._least = years, context, least
        self._weeks = {
            rows.year.year: {
                (portal, week.number) for week in rows.year.weeks for portal in rows.year.read(week)
            }
            for rows in years
        }

    def cells(self) -> Iterator[PrintedCell]:
        """Yield the counts, the weeks and sweeps behind them, and the change in common weeks."""
        made = {}
        ordered = sorted(
            self._context.figures, key=lambda f: (f.year, f.portal, ORDER.index(f.name))
        )
        for figure in ordered:
            if figure.year in self._weeks and self._is_shown(figure):
                cell = self._cell(figure)
                made[cell.name] = cell
                yield cell
                yield from self._effort(figure)
        this = self._years[-1].year.year
        for name, cell in made.items():
            if name.measure == COMMON and name.year == this:
                yield self._change(cell, made.get(name._replace(year=this - 1)))

    def _is_shown(self, figure: YearlyFigure) -> bool:
        if figure.name == COMMON and not self._common(figure.portal):
            return False
        return figure.portal == ALL_PORTALS or figure.name not in OF_ALL

    def _common(self, portal: str) -> set[tuple[str, int]]:
        """Return the portals and weeks that were counted in both years."""
        if len(self._years) < 2:
            return set()
        common = set.intersection(*self._weeks.values())
        return {pair for pair in common if portal in {ALL_PORTALS, pair[0]}}

    def _cell(self, figure: YearlyFigure) -> PrintedCell:
        name = Name(figure.year, figure.portal, ALL_PLACES, figure.name, WHOLE_YEAR)
        if figure.name == LINKED_PER_WEEK:
            return self._linked(figure, name._replace(measure=NUMBERS_LINKED, item=LEVEL))
        value: int | None = figure.value
        if figure.name == COMMON and self._is_of_others(figure):
            value = self._whole(figure)
            if value is None:
                return PrintedCell(name, symbol=MISSING, note="common_gone")
        if value is None:
            return PrintedCell(name, symbol=NOT_APPLICABLE, note=self._why_not(figure))
        if 0 < value < self._least and name not in self._context.printed:
            return PrintedCell(name, symbol=SUPPRESSED)
        return PrintedCell(name, value, value)

    def _linked(self, figure: YearlyFigure, name: Name) -> PrintedCell:
        """Return the numbers of a week, those that are linked to another taken away."""
        (rows,) = (rows for rows in self._years if rows.year.year == figure.year)
        row = rows.row(Scope(), Kind.NUMBERS)
        if row.level is None or figure.value is None:
            return PrintedCell(name, symbol=row.symbol or MISSING)
        level = row.level - figure.value
        return PrintedCell(name, level, math.floor(level + 0.5))

    def _is_of_others(self, figure: YearlyFigure) -> bool:
        """Whether a figure was kept over the weeks it has in common with the year before it."""
        return figure.year != self._years[-1].year.year and figure.year in self._context.closed

    def _whole(self, figure: YearlyFigure) -> int | None:
        """Return the figure of all weeks of a year, if all were counted in the other year, too."""
        own = {w for w in self._weeks[figure.year] if figure.portal in {ALL_PORTALS, w[0]}}
        if own != self._common(figure.portal):
            return None
        return self._distinct(figure)

    def _distinct(self, figure: YearlyFigure) -> int | None:
        """Return the distinct numbers of a figure's year and portal."""
        wanted = (figure.year, figure.portal, DISTINCT)
        found = (f.value for f in self._context.figures if (f.year, f.portal, f.name) == wanted)
        return next(found, None)

    def _effort(self, figure: YearlyFigure) -> Iterator[PrintedCell]:
        """Yield the weeks, and sweeps, behind all distinct numbers and those of common weeks."""
        if figure.name not in {DISTINCT, COMMON}:
            return
        is_common, portal = figure.name == COMMON, figure.portal
        pairs = self._common(portal) if is_common else self._weeks[figure.year]
        weeks = {number for name, number in pairs if portal in {ALL_PORTALS, name}}
        where = (figure.year, portal, ALL_PLACES, figure.name)
        yield PrintedCell(Name(*where, COUNTED), len(weeks), len(weeks))
        if not is_common:
            sweeps = sum(
                count
                for (year, name), count in self._context.sweeps.items()
                if year == figure.year and portal in {ALL_PORTALS, name}
            )
            yield PrintedCell(Name(*where, SWEEPS), sweeps, sweeps)

    def _why_not(self, figure: YearlyFigure) -> str:
        year = figure.year
        if self._distinct(figure) is not None:
            return "few_weeks"
        if any(broken.week.year == year for broken in self._context.breaks):
            return "gone_key"
        if self._context.identifiers == "week":
            return "gone_week"
        return "no_key" if year in self._context.keyless else "gone"

    def _change(self, this: PrintedCell, before: PrintedCell | None) -> PrintedCell:
        """Return the change over common weeks, which has no interval."""
        name = this.name._replace(item=CHANGE)
        before_year, this_year = (rows.year for rows in self._years)
        if not is_same_set(this_year, before_year, Scope(name.portal)):
            return PrintedCell(name, symbol=MISSING, flags="b")
        if before is None or not this.number or not before.number:
            return PrintedCell(name, symbol=MISSING)
        if min(this.number, before.number) < LEAST_MEAN:
            return PrintedCell(name, symbol=MISSING)
        ratio = this.number / before.number
        return PrintedCell(name, (ratio - 1) * 100, percent(ratio))
