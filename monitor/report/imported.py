"""Figures of others as the reports print them: each with its source, and never one of ours.

They are grouped by what they measure, where and on which portals; a year's weekly counts from one
source become their mean.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from monitor.report.document import Column, Line, Point, Table, TableCell
from monitor.report.printed_cells import NOT_APPLICABLE, SUPPRESSED
from monitor.report.table_columns import count_cell, numbered_table
from monitor.report.words import PERCENT, Words
from storage.year_records import ImportedCount

CHANGES = ("change_of_ads", "change_of_numbers")
BREAK = "b"
"""Every imported figure has it: it continues no series of ours, and not even its own."""


@dataclass(frozen=True, slots=True)
class ImportedFigure:
    """What a source says of a year: `weeks` counts of it in the mean, 0 where it gives the year's.

    `value` None: the mean is too small to be printed.
    """

    measure: str
    place: str
    portal: str
    year: int
    value: float | None
    weeks: int
    source: str
    method: str

    @property
    def series(self) -> tuple[str, str, str]:
        """What is counted, where, and on which portals."""
        return self.measure, self.place, self.portal


def imported_figures(counts: Iterable[ImportedCount], least: int) -> list[ImportedFigure]:
    """Return what was imported, a figure a year, source and series; a mean under `least` is hidden.

    A year that a source gives as a whole stands beside its own weekly counts.
    """

    def key(count: ImportedCount) -> tuple[str, str, str, int, str, bool]:
        name = count.name
        return name.measure, name.place, name.portal, name.year, name.source, name.week > 0

    figures = []
    for (measure, place, portal, year, source, is_weekly), group in groupby(
        sorted(counts, key=key), key
    ):
        same = list(group)
        mean: float | None = math.fsum(count.value for count in same) / len(same)
        if measure not in CHANGES and mean and mean < least:
            mean = None
        methods = ", ".join(dict.fromkeys(count.method for count in same if count.method))
        weeks = len(same) if is_weekly else 0
        if mean is not None and is_weekly:
            mean = math.floor(mean + 0.5)
        figures.append(ImportedFigure(measure, place, portal, year, mean, weeks, source, methods))
    return figures


class YearRow(NamedTuple):
    """A year as a row of a table: of those of others, what has a default here is missing."""

    year: int
    value: TableCell
    flags: str
    weeks: TableCell
    source: str
    interval: TableCell = TableCell(NOT_APPLICABLE)
    change: TableCell = TableCell(NOT_APPLICABLE)


def year_columns(words: Words, *, has_ours: bool) -> list[Column[YearRow]]:
    """Declare the columns of a table of years; only ours have an interval and a change."""

    def column(
        key: str, cell: Callable[[YearRow], TableCell], short: str, *parts: str
    ) -> Column[YearRow]:
        return Column(words(key), cell, parts=tuple(map(words, parts)), short=short)

    def name(row: YearRow) -> TableCell:
        return TableCell(str(row.year), short=str(row.year))

    year, value, change = (words(key) for key in ("year_column", "value_column", "change"))
    short, ends = words("short_weeks"), ("interval_low", "interval_high")
    shared: list[Column[YearRow]] = [
        Column(year, name, is_text=True, short=year),
        column("value_column", lambda row: row.value, value),
        Column(
            words("flag"), lambda row: TableCell(row.flags), is_text=True, is_flags=True, short=""
        ),
        Column(words("source_column"), lambda row: TableCell(row.source), is_text=True),
    ]
    if not has_ours:
        shared.insert(3, column("weeks_counted", lambda row: row.weeks, short))
        return shared
    weeks = ("weeks_counted", "weeks_of_year")
    shared.insert(2, column("interval", lambda row: row.interval, f"95{PERCENT}", *ends))
    shared.insert(4, column("weeks", lambda row: row.weeks, short, *weeks))
    shared.insert(5, column("change", lambda row: row.change, change))
    return shared


def table_5(counts: Iterable[ImportedCount], least: int, words: Words) -> Table | None:
    """Return Table 5, of everything that others counted; None for nothing."""
    groups = imported_rows(imported_figures(counts, least), words)
    columns, notes = year_columns(words, has_ours=False), [words("imported_note", least=least)]
    made = numbered_table(words, 5, words("imported"), columns, groups, notes=notes)
    return made if groups else None


def imported_rows(
    figures: Iterable[ImportedFigure], words: Words
) -> list[tuple[str, list[YearRow]]]:
    """Return the figures as rows, under the names of their series."""
    return [
        (_name(series, words), [_row(figure, words) for figure in same])
        for series, same in groupby(figures, lambda figure: figure.series)
    ]


def imported_lines(figures: Sequence[ImportedFigure], words: Words) -> list[Line]:
    """Return the means as points that no line joins, a series each; changes are no means."""
    means = [f for f in figures if f.measure not in CHANGES and f.value is not None]
    return [
        Line(
            f"{_name(series, words)} ({words('imported_line')})",
            tuple(Point(count.year, count.value, label=_text(count, words)) for count in same),
            is_joined=False,
        )
        for series, same in groupby(means, lambda figure: figure.series)
    ]


def sources(figures: Iterable[ImportedFigure]) -> list[str]:
    """Return the sources, each once, in the order of their years."""
    by_year = sorted(figures, key=lambda figure: (figure.year, figure.source))
    return list(dict.fromkeys(figure.source for figure in by_year))


def _name(series: tuple[str, str, str], words: Words) -> str:
    measure, place, portal = series
    return f"{words(measure)}: {words.of_source(place)}, {words.of_source(portal)}"


def _row(figure: ImportedFigure, words: Words) -> YearRow:
    value = TableCell(SUPPRESSED)
    if figure.value is not None:
        unit = PERCENT if figure.measure in CHANGES else ""
        value = TableCell(_text(figure, words), (figure.value,), _decimals(figure), unit)
    weeks = count_cell(figure.weeks) if figure.weeks else TableCell(NOT_APPLICABLE)
    source = f"{figure.source} ({figure.method or words('no_method')})"
    return YearRow(figure.year, value, BREAK, weeks, source)


def _text(figure: ImportedFigure, words: Words) -> str:
    value = figure.value or 0.0
    text = words.number(value, decimals=_decimals(figure))
    if figure.measure in CHANGES:
        return f"{'+' if value > 0 else ''}{text}{PERCENT}"
    return text


def _decimals(figure: ImportedFigure) -> int:
    """Return with how many decimals a figure is written: a source's own with up to one."""
    return int(not figure.weeks and not float(figure.value or 0).is_integer())
