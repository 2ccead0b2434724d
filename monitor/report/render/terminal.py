"""The annual table in a terminal, in English as all that the commands say."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

from monitor.report import notes
from monitor.report.annual import Annual
from monitor.report.printed_cells import WHOLE_YEAR
from monitor.report.quality import efforts
from monitor.report.rows import KINDS
from monitor.report.series import Kind, Scope
from monitor.report.words import Words

COLUMNS = (
    *("label", "level", "interval", "flags", "weeks", "level_before", "weeks_before", "change"),
)
LEAD = (Kind.NUMBERS, Kind.ADS, Kind.INDIVIDUAL)
"""The kinds that the terminal shows for portals and places; the files have all."""


def print_annual(annual: Annual, console: Console) -> None:
    """Print the headline, the table, and the weeks without a count."""
    words = Words("en")
    console.print(_table(annual, words))
    if annual.simulated:
        console.print(words("simulated"), style="bold red")
    if annual.largest_portal is not None:
        sentence = " ".join([words.headline(annual), *notes.extremes(annual, words)])
        console.print(sentence, style="bold")
    _print_yearly(annual, words, console)
    for sentence in (*notes.history(annual, words), *notes.break_sentences(annual, words)):
        console.print(sentence, style="yellow", markup=False)
    for name, was, now in notes.changed(annual, words):
        console.print(f"{name}: {was}, now {now}", markup=False)
    for effort in efforts(annual.runs):
        for gap in effort.gaps:
            console.print(f"{effort.portal} {gap}: no count, {words(gap.reason)}", style="yellow")
    for decision in notes.decisions(annual, words):
        console.print(decision, markup=False)
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
    for scope in annual.scopes:
        table.add_row(words.heading(scope), style="bold")
        for kind in KINDS if scope == Scope() else LEAD:
            row = words.row(annual, scope, kind) | {"label": " " + words("short_" + kind)}
            table.add_row(*(row[name] for name in COLUMNS))
    return table


def _print_yearly(annual: Annual, words: Words, console: Console) -> None:
    for name, cell in annual.cells.items():
        if name.item == WHOLE_YEAR and name.year == annual.year:
            scope = Scope(name.portal, name.place)
            before = annual.cell(annual.year - 1, scope, name.measure, WHOLE_YEAR)
            line = f"{words(name.measure)}, {words.heading(scope)}: {words.cell(cell)}"
            console.print(f"{line} ({annual.year - 1}: {words.cell(before)})", markup=False)
    for sentence in notes.missing(annual, words):
        console.print(sentence, style="dim", markup=False)
