"""A probe in the terminal: a row for each selector, the counts, the cost, and what is wrong."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.probe.cost import Cost
from monitor.probe.first_pages import FirstPages
from monitor.probe.rows import FieldRow
from monitor.probe.run import Probe

MOST_PLACES = 8


def print_probe(probe: Probe, out: Console) -> None:
    """Print a probe."""
    out.print(_table(probe))
    for line in _lines(probe):
        out.print(line, markup=False, soft_wrap=False)
    for note in probe.first_pages.notes:
        out.print(f"note: {note}", markup=False, soft_wrap=False)
    for problem in probe.problems:
        out.print(f"problem: {problem}", markup=False, style="red", soft_wrap=False)
    if not probe.problems:
        out.print("Nothing is wrong on these pages.", style="green")
    elif probe.first_pages.list_pages and not probe.first_pages.cards:
        start = probe.first_pages.portal.starts[0]
        hint = f"To look for the list anew: monitor probe --url {start} --suggest"
        out.print(hint, markup=False, style="yellow")


def _table(probe: Probe) -> Table:
    first = probe.first_pages
    label = " (SIMULATED)" if first.portal.simulated else ""
    title = f"Probe of {first.portal.name}{label}: {_counted(len(first.list_pages), 'list page')}"
    title += (
        f", {_counted(len(first.detail_pages), 'own page')} of ads" if first.detail_pages else ""
    )
    table = Table(title=title, title_justify="left")
    table.add_column("field", no_wrap=True)
    table.add_column("finds it by", overflow="fold")
    table.add_column("on", justify="right", no_wrap=True)
    table.add_column("what it finds, by shape", overflow="fold", ratio=1)
    for row in probe.rows:
        style = "red" if row.of and not row.on and _is_expected(row) else ""
        table.add_row(row.key, Text(row.by), f"{row.on} of {row.of}", _found(row), style=style)
    return table


def _is_expected(row: FieldRow) -> bool:
    return not row.key.startswith(
        ("exclude", "no_ads", "next", "hidden", "detail.hidden", "detail.exclude")
    )


def _found(row: FieldRow) -> Text:
    if not row.of:
        return Text("no cards to look at", style="dim")
    parts = [row.remark] if row.remark else []
    empty = row.of - row.on
    if row.on and empty and _is_expected(row) and row.key not in {"cards", "lists"}:
        parts.append(f"{empty} empty")
    parts += row.examples
    return Text("\n".join(parts))


def _lines(probe: Probe) -> list[str]:
    first, summary = probe.first_pages, probe.summary()
    lines = [
        f"Cards: {first.cards}, of them {first.excluded} excluded, {first.duplicates} duplicates, "
        f"{first.ads} ads. Stated total: {_or_none(first.stated_total)}."
    ]
    if first.lists > 1:
        lines.append(f"Lists: {first.lists}, of which the first {first.lists_read} were looked at.")
    if first.complete:
        lines.append(_numbers(probe, summary))
    lines += _named(summary)
    lines.append(_end(first))
    lines.append(_cost(probe.cost, first))
    return lines


def _numbers(probe: Probe, summary: dict[str, object]) -> str:
    per_ad = summary["numbers_per_ad"]
    spread = (
        ", ".join(f"{numbers} on {count}" for numbers, count in per_ad.items())
        if isinstance(per_ad, dict)
        else ""
    )
    whole, ads = summary["ads_known_whole"], probe.first_pages.ads
    of = f"Of {whole} ads" + ("" if whole == ads else f" (the rest of {ads} not asked for)")
    return (
        f"{of}: {summary['with_number']} with number, {summary['without']} without, "
        f"{summary['hidden']} hidden; {summary['distinct_numbers']} distinct numbers. "
        f"Numbers per ad: {spread}."
    )


def _named(summary: dict[str, object]) -> list[str]:
    lines = []
    for word in ("places", "labels"):
        counts = summary[word]
        if isinstance(counts, dict) and counts:
            shown = [f"{name} {count}" for name, count in list(counts.items())[:MOST_PLACES]]
            more = len(counts) - MOST_PLACES
            shown += [f"{more} more"] if more > 0 else []
            lines.append(f"{word.capitalize()}: {', '.join(shown)}.")
    return lines


def _end(first: FirstPages) -> str:
    if first.ended:
        return "The list ended on these pages."
    if first.fault:
        return "Where the list ends is not known: it could not be read on."
    return "There are more pages." + (
        " (Counted: a sweep goes on until a page has nothing new.)"
        if first.portal.next.is_counted
        else ""
    )


def _cost(cost: Cost, first: FirstPages) -> str:
    if not first.entries:
        return "What a whole sweep costs is not known: no list page could be read."
    least = "at least " if cost.is_least else "about "
    own = f" and {cost.detail_pages} own pages" if cost.detail_pages else ""
    why = " (the portal states no total)" if cost.is_least else ""
    again = (
        f" If the list moves while it is read, up to {_time(cost.most_minutes)}."
        if cost.again and first.portal.passes > 1 and cost.list_pages > 1
        else ""
    )
    return (
        f"A whole sweep: {least}{_counted(cost.list_pages, 'list page')}{own}{why}, "
        f"{cost.pace.seconds:.1f} s a page, {least}{_time(cost.minutes)}.{again}"
    )


def _time(minutes: float) -> str:
    return f"{minutes:.0f} minutes" if minutes >= 2 else f"{minutes * 60:.0f} seconds"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")


def _or_none(value: int | None) -> str:
    return "none" if value is None else str(value)
