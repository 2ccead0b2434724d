"""The annual table in a terminal, in English as all that the commands say."""

from __future__ import annotations

from itertools import groupby

from rich import box
from rich.console import Console
from rich.table import Table

from monitor.report import notes
from monitor.report.annual import Annual, Row
from monitor.report.figures import Kind
from monitor.report.page import extremes
from monitor.report.quality import efforts
from monitor.report.rounding import MISSING
from monitor.report.words import Words
from monitor.series import Scope

LEAD = (Kind.NUMBERS, Kind.ADS, Kind.INDIVIDUAL)
"""The kinds that the terminal shows for portals and places; the files have all."""


def print_annual(annual: Annual, console: Console) -> None:
    """Print the headline, the table, and the weeks without a count."""
    words = Words("en")
    console.print(_table(annual, words))
    if annual.simulated:
        console.print(words("simulated"), style="bold red")
    if annual.headline is not None:
        sentence = " ".join(
            [words.headline(annual.headline, annual.year), *extremes(annual, words)]
        )
        console.print(sentence, style="bold")
    _print_yearly(annual, words, console)
    for sentence in (*notes.history(annual, words), *notes.breaks(annual, words)):
        console.print(sentence, style="yellow", markup=False)
    for name, was, now in notes.changed(annual, words):
        console.print(f"{name}: {was}, now {now}", markup=False)
    for effort in efforts(annual.runs):
        for gap in effort.gaps:
            console.print(f"{effort.portal} {gap}: no count, {words(gap.reason)}", style="yellow")
    console.print(words("caveat"), style="dim")


def _table(annual: Annual, words: Words) -> Table:
    title = f"{words('title')}, {annual.year}"
    table = Table(
        title=f"{title} (SIMULATED)" if annual.simulated else title,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=0,  # fits 80 columns
        pad_edge=False,
    )
    table.add_column(words("row"), no_wrap=True)
    now, before = str(annual.year), str(annual.year - 1)
    for name in (now, "95 %", "", words("weeks"), before, words("weeks"), words("change")):
        table.add_column(name, justify="right", no_wrap=True)
    for scope, group in groupby(annual.rows, lambda row: row.key.scope):
        rows = [row for row in group if scope == Scope() or row.key.kind in LEAD]
        table.add_row(words.heading(rows[0].key), style="bold")
        for row in rows:
            table.add_row(*_cells(row, words))
    return table


def _print_yearly(annual: Annual, words: Words, console: Console) -> None:
    for row in annual.yearly:
        where = row.portal or words("all")
        said = f"{words(row.name)}, {where}: {words.plain(row.this)}"
        console.print(f"{said} ({annual.year - 1}: {words.plain(row.before)})", markup=False)
    for sentence in notes.missing(annual, words):
        console.print(sentence, style="dim", markup=False)


def _cells(row: Row, words: Words) -> tuple[str, ...]:
    kind, before = row.key.kind, row.before
    return (
        " " + words("short_" + kind),
        words.level(row.this, kind),
        words.interval(row.this),
        row.this.flags,
        words.weeks(row.this),
        words.level(before, kind) if before else MISSING,
        words.weeks(before) if before else MISSING,
        words.change(row),
    )
