"""A report in a terminal of 80 columns, in the language of its files."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table as Grid

from monitor.report.document import Document, Table


def print_document(document: Document, console: Console) -> None:
    """Print the tables that fit, the sentences to quote, and what to know of the figures."""
    for table in document.on_screen:
        console.print(_grid(table, document.warning))
    for sentence in document.history:
        console.print(sentence, style="yellow", markup=False)
    for line in (*document.remarks, document.caveat):
        console.print(line, style="dim", markup=False)
    if document.warning:
        console.print(document.warning, style="bold red", markup=False)
    if document.summary:
        console.print(" ".join(document.summary), style="bold", markup=False)


def _grid(table: Table, warning: str) -> Grid:
    grid = Grid(
        title=f"{table.name}. {table.caption}" + f"\n{warning}" * bool(warning),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=0,
        pad_edge=False,
    )
    for at, column in enumerate(table.columns):
        is_name = at == 0 or column.is_text
        grid.add_column(column.title, justify="left" if is_name else "right", no_wrap=at > 0)
    for group in table.groups:
        if group.heading:
            grid.add_row(group.heading, style="bold")
        for row in group.rows:
            grid.add_row(*(cell.text for cell in row))
    return grid
