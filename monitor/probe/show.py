"""A probe in the terminal: a row for each selector, the counts, the cost, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.probe.cost import Cost
from monitor.probe.first_pages import FirstPages
from monitor.probe.run import Probe
from monitor.probe.selector_rows import FieldRow
from scrapers.errors import Refused

MOST_PLACES = 8
RARE = ("exclude", "no_ads", "next", "hidden", "detail.hidden", "detail.exclude")
"""Rows that may well find nothing."""


def print_probe(probe: Probe, out: Console) -> None:
    """Print a probe."""
    first = probe.first_pages
    out.print(_table(probe))
    for line in filter(None, _lines(probe)):
        out.print(line, markup=False, soft_wrap=False)
    for note in first.notes:
        out.print(f"note: {note}", markup=False, soft_wrap=False)
    for problem in probe.problems:
        out.print(f"problem: {problem}", markup=False, style="red", soft_wrap=False)
    if not probe.problems:
        out.print("Nothing is wrong on these pages.", style="green")
    elif first.list_pages and not first.cards and not isinstance(first.fault, Refused):
        hint = f"To look for the list anew: monitor probe --url {first.portal.starts[0]}"
        out.print(hint, markup=False, style="yellow")


def _table(probe: Probe) -> Table:
    first = probe.first_pages
    label = " (SIMULATED)" if first.portal.simulated else ""
    own = len(first.detail_pages)
    title = f"Probe of {first.portal.name}{label}: {_counted(len(first.list_pages), 'list page')}"
    title += f", {_counted(own, 'own page')} of ads" if own else ""
    table = Table(title=title, title_justify="left")
    table.add_column("field", no_wrap=True)
    table.add_column("finds it by", overflow="fold")
    table.add_column("on", justify="right", no_wrap=True)
    table.add_column("what it finds, by shape", overflow="fold", ratio=1)
    for row in probe.rows:
        style = "red" if row.of and not row.on and not row.key.startswith(RARE) else ""
        table.add_row(row.key, Text(row.by), f"{row.on} of {row.of}", _finds(row), style=style)
    return table


def _finds(row: FieldRow) -> Text:
    if not row.of:
        return Text("no cards to look at", style="dim")
    parts = [row.remark] if row.remark else []
    if 0 < row.on < row.of and not row.key.startswith((*RARE, "cards", "lists")):
        parts.append(f"{row.of - row.on} empty")
    return Text("\n".join((*parts, *row.examples)))


def _lines(probe: Probe) -> Iterator[str]:
    first, summary = probe.first_pages, probe.summary()
    if not first.entries:
        yield "What a whole sweep costs is not known: no list page could be read."
        return
    stated = "none" if first.stated_total is None else first.stated_total
    yield (
        f"Cards: {first.cards}, of them {first.excluded} excluded, {first.duplicates} duplicates, "
        f"{first.ads} ads. Stated total: {stated}."
    )
    if first.lists > 1:
        yield f"Lists: {first.lists}, of which the first {first.lists_read} were looked at."
    if first.complete:
        spread = ", ".join(f"{numbers} on {n}" for numbers, n in probe.numbers_per_ad.items())
        whole = summary["ads_known_whole"]
        rest = "" if whole == first.ads else f" (the rest of {first.ads} not asked for)"
        yield (
            f"Of {whole} ads{rest}: {summary['with_number']} with number, {summary['without']} "
            f"without, {summary['hidden']} hidden; {summary['distinct_numbers']} distinct numbers. "
            f"Numbers per ad: {spread}."
        )
    yield _named("Places", probe.places)
    yield _named("Labels", first.labels)
    yield _end(first)
    yield _cost(probe.cost, first)


def _named(what: str, counts: Mapping[str, int]) -> str:
    shown = [f"{name} {count}" for name, count in list(counts.items())[:MOST_PLACES]]
    shown += [f"{len(counts) - MOST_PLACES} more"] if len(counts) > MOST_PLACES else []
    return f"{what}: {', '.join(shown)}." if shown else ""


def _end(first: FirstPages) -> str:
    if first.ended:
        return "The list ended on these pages."
    if first.fault:
        return "Where the list ends is not known: it could not be read on."
    counted = " (Counted: a sweep goes on until a page has nothing new.)"
    return "There are more pages." + counted * first.portal.next.is_counted


def _cost(cost: Cost, first: FirstPages) -> str:
    least = "at least " if cost.is_least else "about "
    own = f" and {cost.detail_pages} own pages" if cost.detail_pages else ""
    why = " (the portal states no total)" if cost.is_least else ""
    moves = cost.again and first.portal.passes > 1 and cost.list_pages > 1
    again = f" If the list moves while it is read, up to {_time(cost.most_minutes)}."
    return (
        f"A whole sweep: {least}{_counted(cost.list_pages, 'list page')}{own}{why}, "
        f"{cost.pace.seconds:.1f} s a page, {least}{_time(cost.minutes)}.{again if moves else ''}"
    )


def _time(minutes: float) -> str:
    return f"{minutes:.0f} minutes" if minutes >= 2 else f"{minutes * 60:.0f} seconds"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")
