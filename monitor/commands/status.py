"""`monitor status`: one line OK or not, then this week by portal against last week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import typer
from rich.table import Table

from monitor.closing import overdue
from monitor.collect import Collector
from monitor.commands.check import key_problems
from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    opened,
    out,
    print_json,
)
from monitor.counts import Measure
from monitor.realms import apart
from monitor.report.build import load_year
from monitor.schedule import due_at
from monitor.series import Scope, Year
from scrapers.model import Outcome
from storage.records import ALL_PLACES, Run
from storage.weeks import Week

NEWS = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Line:
    """One portal this week, beside last week; None where there is no count.

    `hidden_share` is the share of this week's ads, 0 to 1, whose number the portal keeps back.
    """

    portal: str
    outcome: str
    reason: str
    ads: float | None
    ads_before: float | None
    numbers: float | None
    numbers_before: float | None
    hidden_share: float | None


def status(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Say whether all is well, then show this week by portal against last week."""
    with opened(config) as collector:
        collector.plan()
        week = collector.week()
        lines = _lines(collector, week)
        problems = [*key_problems(collector), *_problems(collector, lines), *overdue(collector)]
        problems += _late(collector)
        simulated = sorted(collector.store.simulated_portals())
        remarks = apart(collector.config, collector.store)
        since = collector.now().date() - NEWS
        journal = [str(entry) for entry in collector.store.journal(since)]
    if as_json:
        shown = [{name: getattr(line, name) for name in Line.__slots__} for line in lines]
        print_json(
            {
                "ok": not problems,
                "problems": problems,
                "week": str(week),
                "portals": shown,
                "simulated": simulated,
                "remarks": remarks,
                "journal": journal,
            }
        )
    else:
        out.print("OK" if not problems else f"NOT OK: {'; '.join(problems)}")
        out.print(_table(week, lines))
        if simulated:
            out.print(f"SIMULATED portals: {', '.join(simulated)}", style="bold red")
        for remark in remarks:
            out.print(remark, style="yellow", markup=False)
        if journal:
            out.print("\n    ".join((f"Journal of {NEWS.days} days:", *journal)), markup=False)
    raise typer.Exit(1 if problems else 0)


def _problems(collector: Collector, lines: list[Line]) -> list[str]:
    if collector.now() < due_at(collector.config, collector.week()):
        return []
    return [
        f"{line.portal}: {line.outcome}{f' ({line.reason})' if line.reason else ''}"
        for line in lines
        if line.ads is None
    ]


def _late(collector: Collector) -> list[str]:
    if not collector.late:
        return []
    weeks = ", ".join(map(str, sorted(collector.late)))
    return [
        f"identifiers of {weeks} were kept longer than their week, because no command opened the "
        "database since; they are deleted now. Let monitor run, or status once a week, see to it"
    ]


def _lines(collector: Collector, week: Week) -> list[Line]:
    years = {year: load_year(collector.store, year) for year in {week.year, week.previous().year}}
    # Several sweeps of a week differ by hours, and the last one has the last word here.
    hidden = {each.portal: each.tally.hidden_share for each in collector.store.tries(week)}
    return [
        _line(run, years[week.year], years[week.previous().year], week, hidden.get(run.portal))
        for run in collector.store.runs(week, week)
    ]


def _line(run: Run, now: Year, then: Year, week: Week, hidden: float | None) -> Line:
    return Line(
        run.portal,
        run.judgement or run.outcome or "due",
        run.judgement_reason or run.reason,
        *_pair(now, then, week, run.portal, numbers=False),
        *_pair(now, then, week, run.portal, numbers=True),
        hidden,
    )


def _pair(
    now: Year, then: Year, week: Week, portal: str, *, numbers: bool
) -> tuple[float | None, float | None]:
    found = []
    for year, which in ((now, week), (then, week.previous())):
        series = (
            year.numbers(Scope(portal=portal))[0]
            if numbers
            else year.count(portal, ALL_PLACES, Measure.ADS)
        )
        found.append(series[which.number - 1])
    return found[0], found[1]


def _table(week: Week, lines: list[Line]) -> Table:
    table = Table(title=f"{week} against {week.previous()}", title_justify="left")
    for name in ("portal", "outcome", "ads", "last week", "numbers", "last week", "kept back"):
        table.add_column(name, justify="left" if name in {"portal", "outcome"} else "right")
    for line in lines:
        values = (line.ads, line.ads_before, line.numbers, line.numbers_before)
        outcome = "ok" if line.outcome == Outcome.COMPLETE else line.outcome
        table.add_row(
            line.portal,
            outcome,
            *("–" if value is None else f"{value:g}" for value in values),
            "–" if line.hidden_share is None else f"{line.hidden_share:.0%}",
        )
    return table
