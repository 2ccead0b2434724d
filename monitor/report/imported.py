"""Figures of others as the reports print them: each with its source, and never one of ours.

They are grouped by what they measure, where and on which portals; a year's weekly counts from one
source become their mean.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from monitor.report.document import Column, Line, Point, RowGroup, Table, TableCell
from monitor.report.printed_cells import NOT_APPLICABLE, SUPPRESSED
from monitor.report.table_columns import numbered_table
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


def table_5(
    counts: Iterable[ImportedCount], least: int, words: Words, *, has_sources: bool = True
) -> Table | None:
    """Return Table 5, of everything that others counted; None for nothing.

    Without sources it fits a terminal.
    """
    columns = [
        Column(words("year_column"), is_text=True),
        Column(words("value_column")),
        Column(words("flag"), is_text=True, is_flags=True),
        Column(words("weeks_counted")),
        *([Column(words("source_column"), is_text=True)] if has_sources else []),
    ]
    groups = imported_groups(imported_figures(counts, least), words)
    sentences = [words("imported_note", least=least)]
    cut = as_wide(groups, columns)
    return (
        numbered_table(words, 5, words("imported"), columns, cut, said=sentences) if cut else None
    )


def as_wide(groups: Iterable[RowGroup], columns: Sequence[Column]) -> list[RowGroup]:
    """Return groups of rows without the cells that have no column."""
    return [RowGroup(tuple(row[: len(columns)] for row in g.rows), g.heading) for g in groups]


def imported_groups(figures: Sequence[ImportedFigure], words: Words) -> list[RowGroup]:
    """Return rows of year, figure, flag, weeks and source, under the names of their series."""
    return [
        RowGroup(tuple(_row(figure, words) for figure in same), _name(series, words))
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


def _row(figure: ImportedFigure, words: Words) -> tuple[TableCell, ...]:
    value = TableCell(SUPPRESSED)
    if figure.value is not None:
        unit = PERCENT if figure.measure in CHANGES else ""
        value = TableCell(_text(figure, words), (figure.value,), _decimals(figure), unit)
    weeks = (
        TableCell(str(figure.weeks), (figure.weeks,)) if figure.weeks else TableCell(NOT_APPLICABLE)
    )
    source = f"{figure.source} ({figure.method or words('no_method')})"
    return TableCell(str(figure.year)), value, TableCell(BREAK), weeks, TableCell(source)


def _text(figure: ImportedFigure, words: Words) -> str:
    value = figure.value or 0.0
    text = words.number(value, decimals=_decimals(figure))
    if figure.measure in CHANGES:
        return f"{'+' if value > 0 else ''}{text}{PERCENT}"
    return text


def _decimals(figure: ImportedFigure) -> int:
    """Return with how many decimals a figure is written: a source's own with up to one."""
    return int(not figure.weeks and not float(figure.value or 0).is_integer())
