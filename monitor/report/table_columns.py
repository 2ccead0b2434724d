"""How a table is declared: columns that each say what they print of a row, and its groups of rows.

What stands under a table explains the symbols and flags that it prints, and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from monitor.report.annual import NOWHERE, Annual
from monitor.report.document import Column, Row, RowGroup, Table, TableCell
from monitor.report.printed_cells import CHANGE, PrintedCell
from monitor.report.series import Scope
from monitor.report.words import PERCENT, Words

SYMBOLS = (":", "..", ".", "0")
FLAGS = ("b", "e", "u", "p", "d")


class TableRow(NamedTuple):
    """A row of printed figures: of which report, what it is about, and what it counts."""

    annual: Annual
    scope: Scope
    measure: str

    def cell(self, item: str, back: int = 0, behind: Sequence[str] = ()) -> PrintedCell:
        """Return a cell of the year less `back`; where there is none, that of a measure behind."""
        annual, year = self.annual, self.annual.year - back
        cells = (annual.cell(year, self.scope, name, item) for name in (self.measure, *behind))
        return next((cell for cell in cells if cell is not NOWHERE), NOWHERE)


def numbered_table(
    words: Words,
    number: int,
    caption: str,
    columns: Sequence[Column[Row]],
    groups: Iterable[tuple[str, Iterable[Row]]],
    *,
    notes: Iterable[str] = (),
    symbols: Sequence[str] = SYMBOLS,
) -> Table:
    """Return a table of groups of rows under their headings, with the legend of its `symbols`."""
    made = tuple(
        RowGroup(tuple(tuple(column.cell(row) for column in columns) for row in rows), heading)
        for heading, rows in groups
    )
    name, legend = f"{words('table')} {number}", _legend(words, columns, made, symbols)
    return Table(number, name, caption, tuple(columns), made, tuple(notes), legend)


def figure_column(
    words: Words,
    title: str,
    *items: str,
    back: int = 0,
    joint: str = "",
    parts: Sequence[str] = (),
    behind: Sequence[str] = (),
    short: str | None = None,
) -> Column[TableRow]:
    """Declare a column of one item of a row in the year less `back`, or of two with a joint.

    Two stand apart in a spreadsheet, under the headings `parts`. `behind` are the measures
    whose items stand in, the first that has one, where a row has none of its own.
    """

    def cell(row: TableRow) -> TableCell:
        cells = [row.cell(item, back, behind) for item in items]
        return pair(words, cells, joint) if joint else figure_cell(words, cells[0])

    return Column(title, cell, parts=tuple(map(words, parts)), short=short)


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


def count_cell(count: int, unit: str = "") -> TableCell:
    """Return a whole number that is no protected figure: weeks, or a share in per cent."""
    return TableCell(f"{count}{unit}", (count,), unit=unit)


def _legend(
    words: Words, columns: Sequence[Column[Any]], groups: Iterable[RowGroup], symbols: Sequence[str]
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
