"""The annual table in a terminal, in English as all that the commands say."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.table import Table

from monitor.report.annual import Annual
from monitor.report.page import extremes
from monitor.report.quality import efforts
from monitor.report.words import Words


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
    for effort in efforts(annual.runs):
        for gap in effort.gaps:
            console.print(f"{effort.portal} {gap}: no count, {words(gap.reason)}", style="yellow")
    console.print(words("caveat"), style="dim")


def _table(annual: Annual, words: Words) -> Table:
    title = f"{words('title')}, {annual.year}"
    table = Table(title=f"{title} (SIMULATED)" if annual.simulated else title, title_justify="left")
    table.add_column(words("row"), no_wrap=True)
    for name in (str(annual.year), words("interval"), words("flag"), words("weeks")):
        table.add_column(name, justify="right")
    for name in (str(annual.year - 1), words("weeks"), words("change")):
        table.add_column(name, justify="right")
    for _, group in groupby(annual.rows, lambda row: row.key.scope):
        rows = list(group)
        table.add_row(words.heading(rows[0].key), style="bold")
        for row in rows:
            before = (
                (words.level(row.before, row.key.kind), words.weeks(row.before))
                if row.before
                else ("..", "..")
            )
            table.add_row(
                "  " + words.label(row.key),
                words.level(row.this, row.key.kind),
                words.interval(row.this),
                row.this.flags,
                words.weeks(row.this),
                *before,
                words.change(row.change),
            )
        table.add_section()
    return table
