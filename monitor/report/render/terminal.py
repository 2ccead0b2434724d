"""A report in a terminal of 80 columns, in the language of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.measure import Measurement
from rich.table import Table as Grid

if TYPE_CHECKING:  # a sweep prints a table, too, and loads nothing of reports for it
    from monitor.report.document import Document, Table

MOST_COLUMNS = 1000
"""So wide a table can be."""


def print_document(document: Document, console: Console) -> None:
    """Print of the tables what fits, the sentences to quote, and what to know of the figures."""
    for table in document.tables:
        if any(row[0].short for row in table.rows()):
            print_table(_grid(table, document.warning), console)
    for sentence in document.history:
        console.print(sentence, style="yellow", markup=False)
    for line in (*document.remarks, document.caveat):
        console.print(line, style="dim", markup=False)
    if document.warning:
        console.print(document.warning, style="bold red", markup=False)
    if document.summary:
        console.print(" ".join(document.summary), style="bold", markup=False)


def print_table(table: Grid, console: Console) -> None:
    """Print a table in which no word is broken, wider than the terminal where that is needed."""
    anywhere = console.options.update(max_width=MOST_COLUMNS)
    width = Measurement.get(console, anywhere, table).maximum
    for column in table.columns:
        texts = [str(cell) for cell in (column.header, *column.cells)]
        longest, least = max(map(cell_len, texts)), column.min_width or 0
        word = max(cell_len(word) for text in texts for word in (text.split() or [""]))
        column.width = max(least, longest)
        if not column.no_wrap:  # its words part as far as they have to
            given = min(column.width - max(least, word), max(width - console.width, 0))
            column.width -= given
            width -= given
    table.width = width
    console.print(table)


def _grid(table: Table, warning: str) -> Grid:
    """Lay out the columns and rows that have short names."""
    grid = Grid(
        title=f"{table.name}. {table.caption}" + f"\n{warning}" * bool(warning),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=0,
        pad_edge=False,
    )
    shown = [at for at, column in enumerate(table.columns) if column.short is not None]
    for at in shown:
        column = table.columns[at]
        justify: JustifyMethod = "left" if column.is_text else "right"
        grid.add_column(column.short or "", justify=justify, no_wrap=at > 0)
    for group in table.groups:
        rows = [row for row in group.rows if row[0].short]
        if group.heading and rows:
            grid.add_row(group.heading, style="bold")
        for name, *cells in rows:
            grid.add_row(name.short, *(cells[at - 1].text for at in shown[1:]))
    return grid
