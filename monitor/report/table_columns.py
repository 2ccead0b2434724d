"""Columns of figures: what of a row each prints, and the legend of what they print."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from monitor.report.annual import Annual
from monitor.report.document import Column, RowGroup, Table, TableCell
from monitor.report.printed_cells import CHANGE, Name, PrintedCell
from monitor.report.series import Scope
from monitor.report.words import PERCENT, Words

SYMBOLS = (":", "..", ".", "0")
FLAGS = ("b", "e", "u", "p", "d")


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of figures: which `items` of a row in the year less `back` it prints together.

    One that `is_optional` is left out of a table in which no row has it. `behind` is the measure
    whose items stand in where a row has none of its own.
    """

    title: str
    items: tuple[str, ...]
    back: int = 0
    joint: str = ""
    parts: tuple[str, ...] = ()
    is_flags: bool = False
    is_optional: bool = False
    behind: str = ""

    def is_in(self, annual: Annual, measures: Collection[str]) -> bool:
        """Tell whether a table of these measures has this column."""
        return not self.is_optional or any(
            name.item in self.items and name.measure in measures for name in annual.cells
        )

    def column(self, words: Words, year: int) -> Column:
        """Return the heading."""
        title = words(self.title, year=year - self.back) if self.title else str(year - self.back)
        return Column(
            title, self.is_flags, self.is_flags, tuple(words(part) for part in self.parts)
        )

    def cell(self, words: Words, annual: Annual, scope: Scope, measure: str) -> TableCell:
        """Return what stands in this column of a row."""
        year = annual.year - self.back
        own = [Name(year, *scope, measure, item) in annual.cells for item in self.items]
        cells = [
            annual.cell(year, scope, measure if has else self.behind or measure, item)
            for item, has in zip(self.items, own, strict=True)
        ]
        if self.is_flags:
            return TableCell(cells[0].flags)
        joint = f" {words('to')} " if self.joint == "to" else self.joint
        return pair(words, cells, joint) if len(cells) == 2 else figure_cell(words, cells[0])


def figure_cell(words: Words, cell: PrintedCell) -> TableCell:
    """Return a printed figure, or its symbol, as a cell of a table."""
    if cell.number is None:
        return TableCell(words.cell(cell))
    unit = PERCENT if cell.name.item.startswith(CHANGE) else ""
    return TableCell(words.cell(cell), (cell.number,), cell.decimals or 0, unit)


def pair(words: Words, cells: Sequence[PrintedCell], joint: str) -> TableCell:
    """Return two printed figures as one cell, "637–645" or "51/52", or the symbol of the first."""
    values = [cell.number for cell in cells if cell.number is not None]
    return TableCell(words.pair(cells, joint), tuple(values) if len(values) == len(cells) else ())


def numbered_table(
    words: Words,
    number: int,
    caption: str,
    columns: Sequence[Column],
    groups: Sequence[RowGroup],
    *,
    said: Sequence[str] = (),
    symbols: Sequence[str] = SYMBOLS,
) -> Table:
    """Return a table with its name and the legend of the symbols that it prints."""
    return Table(
        number,
        f"{words('table')} {number}",
        caption,
        tuple(columns),
        tuple(groups),
        tuple(said),
        _legend(words, columns, groups, symbols),
    )


def _legend(
    words: Words, columns: Sequence[Column], groups: Iterable[RowGroup], symbols: Sequence[str]
) -> str:
    """Return the meaning of each symbol and flag that a table prints."""
    texts, flags = set(), set()
    for group in groups:
        for row in group.rows:
            for column, cell in zip(columns, row, strict=True):
                texts.add(cell.text)
                flags |= set(cell.text) if column.is_flags else set()
    used = [s for s in symbols if s in texts] + [flag for flag in FLAGS if flag in flags]
    return "; ".join(f"{symbol} {words(symbol)}" for symbol in used)
