"""What a report is to any file or screen: sections of sentences, charts and tables, in a language.

Made once a language by `compose`; whatever lays a report out takes only this. Nothing here knows
what a column or a line is about, so a further column, row or line changes no renderer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeVar

from monitor.report.words import Language


@dataclass(frozen=True, slots=True)
class TableCell:
    """One place of a table: its `text`, and the same for programs that calculate.

    `values` holds the numbers that the text writes: one, two for an interval or "51/52", none for a
    name or a symbol. `decimals` and `unit` say how a spreadsheet shows them. `short` is the name of
    a row on a screen of 80 columns: without one the row has no room there.
    """

    text: str
    values: tuple[float, ...] = ()
    decimals: int = 0
    unit: str = ""
    short: str = ""


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its heading, and what it prints of a row.

    `parts` are the headings of its two values where they stand apart. `short` is its heading on a
    screen of 80 columns: with None the column has no room there.
    """

    title: str
    cell: Callable[[Row], TableCell] = field(compare=False, repr=False)
    is_text: bool = False
    is_flags: bool = False
    parts: tuple[str, ...] = ()
    short: str | None = None


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under a heading of their own, or under none; the first cell of a row names it."""

    rows: tuple[tuple[TableCell, ...], ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered table; `notes` and `legend` stand under it, `name` is that of its sheet."""

    number: int
    name: str
    caption: str
    columns: tuple[Column[Any], ...]
    groups: tuple[RowGroup, ...]
    notes: tuple[str, ...] = ()
    legend: str = ""

    def rows(self) -> Iterator[tuple[TableCell, ...]]:
        """Yield the rows of all groups."""
        for group in self.groups:
            yield from group.rows

    def spread_titles(self) -> list[str]:
        """Return the headings of a spreadsheet's columns, which hold one value each."""
        return [title for column in self.columns for title in column.parts or (column.title,)]

    def spread(self, row: tuple[TableCell, ...]) -> list[TableCell]:
        """Return a row as a spreadsheet has it: a cell of two values becomes two cells."""
        cells = []
        for column, cell in zip(self.columns, row, strict=True):
            if column.parts and cell.values:
                values = [replace(cell, values=(value,)) for value in cell.values]
                cells += [*values, *[TableCell("")] * (len(column.parts) - len(values))]
            else:
                cells += [cell] * max(len(column.parts), 1)
        return cells


@dataclass(frozen=True, slots=True)
class Point:
    """A value of a line at a place along the axis; `value` None is a gap, which stays open.

    `ends` are those of its 95 % interval; `label` is written beside it.
    """

    at: float
    value: float | None
    is_estimated: bool = False
    ends: tuple[float, float] | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what it is called; `starts_anew` are the places before which it is broken.

    Where it is not `is_joined`, its points stand alone, in a style of their own.
    """

    label: str
    points: tuple[Point, ...]
    starts_anew: frozenset[float] = frozenset()
    is_joined: bool = True


@dataclass(frozen=True, slots=True)
class ChartMark:
    """Something that happened: a vertical line, or a shaded period where `until` is another."""

    at: float
    until: float
    label: str


FEW = 3


@dataclass(frozen=True, slots=True)
class Chart:
    """A numbered figure: lines along an axis; `alt` tells it in words.

    `ticks` are the places that the axis names, `names` what every place is called.
    """

    number: int
    name: str
    caption: str
    alt: str
    axis: str
    ticks: tuple[tuple[float, str], ...]
    names: tuple[tuple[float, str], ...]
    lines: tuple[Line, ...]
    marks: tuple[ChartMark, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def has_few_places(self) -> bool:
        """Whether its points are so few years that each has room for a label of its own."""
        places = {point.at for line in self.lines for point in line.points}
        return self.is_of_years and len(places) <= FEW

    @property
    def is_of_years(self) -> bool:
        """Whether its points are years, each with an interval or a label of its own."""
        return any(point.ends or point.label for line in self.lines for point in line.points)

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last place of the axis, with room beside few places."""
        places = [point.at for line in self.lines for point in line.points]
        places += [at for at, _ in self.ticks]
        room = 0.5 if self.is_of_years else 0
        return min(places) - room, max(places) + room

    @property
    def highest(self) -> float:
        """The highest value or end of an interval that is drawn."""
        points = [point for line in self.lines for point in line.points]
        ends = [point.ends[1] for point in points if point.ends]
        return max([point.value for point in points if point.value is not None] + ends, default=1.0)


@dataclass(frozen=True, slots=True)
class Section:
    """A part under a heading: charts, then tables, then lines of text, as far as it has any."""

    heading: str
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language.

    `warning` says that all of it is simulated, where it is; `summary` are the sentences to quote;
    `day` is when it was made, or released. A screen of 80 columns shows of the tables what has
    short names, and `remarks` in place of the others.
    """

    language: Language
    title: str
    day: date
    warning: str
    caveat: str
    made: str
    summary: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables, in the order of their numbers."""
        return tuple(table for section in self.sections for table in section.tables)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All figures, in the order of their numbers."""
        return tuple(chart for section in self.sections for chart in section.charts)

    @property
    def numbered(self) -> tuple[Table | Chart, ...]:
        """All tables, then all figures."""
        return (*self.tables, *self.charts)
