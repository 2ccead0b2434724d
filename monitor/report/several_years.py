"""The report of several years: one table and one figure of yearly means, with those of others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.report.annual import Annual
from monitor.report.charts import chart_of_years, mean_point
from monitor.report.document import Chart, Line, Table, TableCell
from monitor.report.imported import (
    ImportedFigure,
    YearRow,
    imported_figures,
    imported_rows,
    sources,
    table_5,
    year_columns,
)
from monitor.report.notes import running_week
from monitor.report.printed_cells import CHANGE, COUNTED, HIGH, LEVEL, LOW, NOT_APPLICABLE, WEEKS
from monitor.report.series import Kind, Scope
from monitor.report.table_columns import TableRow, figure_cell, numbered_table, pair
from monitor.report.words import Words
from monitor.report.year_rows import Settings
from storage.year_records import ImportedCount

SERIES = (
    (Kind.INDIVIDUAL, "line_largest"),
    (Kind.ADS, "line_ads"),
    (Kind.NUMBERS, "line_numbers"),
)
"""What is shown of each year, and what it is called: the first of its largest portal, the others of
all portals together. In this order each line has the colour that it has in the report of a year."""

OF_LARGEST = {Kind.INDIVIDUAL}


@dataclass(frozen=True, slots=True)
class Years:
    """What the report of the years from `first` to `last` is made of, fit to be published.

    `annuals` are the reports of those of them that were swept, in order; the others have only what
    was `imported`.
    """

    first: int
    last: int
    settings: Settings
    annuals: tuple[Annual, ...]
    imported: tuple[ImportedCount, ...]

    @property
    def simulated(self) -> bool:
        """Whether figures of any year are those of a made-up market."""
        return any(annual.simulated for annual in self.annuals)

    @property
    def label(self) -> str:
        """The years as files are called."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def shown(self) -> str:
        """The years as they are printed."""
        return self.label.replace("-", "–")

    @property
    def is_released(self) -> bool:
        """Whether its files are those of a release: only one year is ever released."""
        return False

    @property
    def figures(self) -> list[ImportedFigure]:
        """What others counted in these years."""
        return imported_figures(self.imported, self.settings.least_numbers)


def years_table(years: Years, words: Words) -> Table | None:
    """Return the one table of the report: yearly means of ours, then those of others.

    It is Table 5 where all are of others.
    """
    least = years.settings.least_numbers
    if not years.annuals:
        return table_5(years.imported, least, words)
    groups = [
        (words(label), [_row(years, words, annual, kind) for annual in years.annuals])
        for kind, label in SERIES
    ]
    groups += imported_rows(years.figures, words)
    notes = [line for annual in years.annuals for line in running_week(annual, words)]
    notes += [words("change_note"), words("protection_note", least=least)]
    notes += [words("imported_note", least=least)] if years.imported else []
    caption, columns = words("years_caption", years=years.shown), year_columns(words, has_ours=True)
    return numbered_table(words, 1, caption, columns, groups, notes=notes)


def years_charts(years: Years, words: Words) -> tuple[Chart, ...]:
    """Return Figure 2, if any year has a mean: ours as lines, those of others as points."""
    lines = [
        Line(
            words(label),
            tuple(
                mean_point(annual, words, annual.year, _scope(annual, kind), kind)
                for annual in years.annuals
            ),
            frozenset(float(a.year) for a in years.annuals if "b" in _flags(years, a, kind)),
        )
        for kind, label in (SERIES if years.annuals else ())
    ]
    caption = words("years_caption", years=years.shown)
    every = range(years.first, years.last + 1)
    chart = chart_of_years(words, caption, lines, years.figures, every)
    has_values = any(point.value is not None for line in chart.lines for point in line.points)
    return (chart,) if has_values else ()


def years_sentences(years: Years, words: Words) -> Iterator[str]:
    """Yield which years are ours and which are of others, for somebody who quotes the table."""
    own = [annual.year for annual in years.annuals if _is_counted(annual)]
    if own:
        yield words("own_years", years=words.joined([str(year) for year in own]))
    if others := sorted({figure.year for figure in years.figures}):
        yield words(
            "years_of_others",
            years=words.joined([str(year) for year in others]),
            sources="; ".join(sources(years.figures)),
        )


def _scope(annual: Annual, kind: Kind) -> Scope:
    return annual.lead if kind in OF_LARGEST else Scope()


def _row(years: Years, words: Words, annual: Annual, kind: Kind) -> YearRow:
    """Return a year that was swept."""
    row = TableRow(annual, _scope(annual, kind), kind)
    has_same = annual is not years.annuals[0] and not _is_other(years, annual, kind)
    return YearRow(
        annual.year,
        figure_cell(words, row.cell(LEVEL)),
        _flags(years, annual, kind),
        pair(words, (row.cell(COUNTED), row.cell(WEEKS)), "/"),
        _source(words, annual, kind),
        pair(words, (row.cell(LOW), row.cell(HIGH)), "–"),
        figure_cell(words, row.cell(CHANGE)) if has_same else TableCell(NOT_APPLICABLE),
    )


def _is_counted(annual: Annual) -> bool:
    """Whether any week of a year counts."""
    return bool(annual.cell(annual.year, Scope(), Kind.ADS, COUNTED).number)


def _source(words: Words, annual: Annual, kind: Kind) -> str:
    if not _is_counted(annual):
        return words("no_week_counted")
    of_largest = words("largest_is", portal=annual.largest_portal) if kind in OF_LARGEST else ""
    return words("own_source") + of_largest


def _flags(years: Years, annual: Annual, kind: Kind) -> str:
    """Return a level's flags, with a break where it does not continue that of the year before."""
    level = annual.cell(annual.year, _scope(annual, kind), kind, LEVEL).flags
    is_break = "b" not in level and _is_other(years, annual, kind)
    return "b" * is_break + level


def _is_other(years: Years, annual: Annual, kind: Kind) -> bool:
    """Whether a year counts otherwise than the year before: other portals, or another threshold."""
    before = next((each for each in years.annuals if each.year == annual.year - 1), None)
    if before is None:
        return annual is not years.annuals[0]
    if not _is_counted(annual):
        return False
    if kind in OF_LARGEST:
        now = (annual.largest_portal, annual.threshold)
        return now != (before.largest_portal, before.threshold)
    is_break = "b" in annual.cell(annual.year, Scope(), kind, CHANGE).flags
    return is_break or annual.portals[annual.year].has_other_set
