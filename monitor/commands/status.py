"""`monitor status`: one line OK or not, then this week by portal against last week.

It shows true counts, so it is for the installation's own people, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

import typer
from rich.table import Table

from monitor.alerts.outbox import undelivered
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
from monitor.counting import Measure
from monitor.dated_backups import backup_problems
from monitor.machines import differing, machines
from monitor.market import questions
from monitor.open_points import OVERDUE, OpenPoint, open_points, state_of_due
from monitor.realms import apart
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
        week = collector.week()
        lines = _lines(collector, week)
        points, today = open_points(collector.store, week), collector.now().date()
        working = machines(collector.config, collector.store)
        problems = [*_problems(collector, lines, points), *differing(working)]
        simulated = sorted(collector.store.publishable.simulated_portals())
        remarks = apart(collector.config, collector.store)
        journal = [str(entry) for entry in collector.store.journal(today - NEWS)]
    if as_json:
        shown = [{name: getattr(line, name) for name in Line.__slots__} for line in lines]
        print_json(
            {
                "ok": not problems,
                "internal": "true counts, not for publication",
                "problems": problems,
                "open": [asdict(point) for point in points],
                "week": str(week),
                "portals": shown,
                "simulated": simulated,
                "remarks": remarks,
                "journal": journal,
                "machines": [asdict(machine) for machine in working],
            }
        )
    else:
        out.print("OK" if not problems else "\n    ".join(("NOT OK:", *problems)), markup=False)
        out.print(_table(week, lines))
        for machine in working:
            out.print(f"machine {machine}", markup=False)
        if simulated:
            out.print(f"SIMULATED portals: {', '.join(simulated)}", style="bold red")
        for remark in remarks:
            out.print(remark, style="yellow", markup=False)
        if journal:
            out.print("\n    ".join((f"Journal of {NEWS.days} days:", *journal)), markup=False)
    raise typer.Exit(1 if problems else 0)


def _problems(collector: Collector, lines: list[Line], points: list[OpenPoint]) -> list[str]:
    """Return what a person has to see to, what forbids the next sweep first."""
    clock, today = collector.clock_problem(), collector.now().date()
    return [
        *([clock] if clock else []),
        *key_problems(collector),
        *map(str, points),
        *_overdue_sweeps(lines),
        *overdue(collector),
        *_late(collector),
        *undelivered(collector),
        *questions(collector.store.publishable, collector.config, today),
        *backup_problems(collector.config, today),
    ]


def _overdue_sweeps(lines: list[Line]) -> list[str]:
    return [
        f"{line.portal}: {line.outcome}. Does the service run? Type: monitor sweep {line.portal}"
        for line in lines
        if line.outcome == OVERDUE
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
    store, before = collector.store, week.previous()
    counts = {
        (count.week, count.portal, count.measure): count.value
        for count in store.counts(before, week)
        if count.place == ALL_PLACES
    }
    is_counted = {(run.week, run.portal) for run in store.runs(before, week) if run.counts}

    def count(portal: str, which: Week, measure: Measure) -> float | None:
        has_count = (which, portal) in is_counted
        return counts.get((which, portal, measure), 0.0) if has_count else None

    # Several sweeps of a week differ by hours, and the last one has the last word here.
    hidden = {attempt.portal: attempt.statistics.hidden_share for attempt in store.attempts(week)}
    runs = {run.portal: run for run in store.runs(week, week)}
    waiting = [portal for portal in collector.config.portal if not _has_outcome(runs, portal.name)]
    states = {portal.name: state_of_due(collector, portal, week) for portal in waiting}
    return [
        Line(
            name,
            states[name] if name in states else _outcome(runs[name]),
            (runs[name].review_reason or runs[name].reason) if name in runs else "",
            count(name, week, Measure.ADS),
            count(name, before, Measure.ADS),
            count(name, week, Measure.NUMBERS),
            count(name, before, Measure.NUMBERS),
            hidden.get(name),
        )
        for name in sorted({*runs, *states})
    ]


def _has_outcome(runs: Mapping[str, Run], portal: str) -> bool:
    return portal in runs and runs[portal].outcome is not None


def _outcome(run: Run) -> str:
    return run.review or run.outcome or "not in config.toml"


def _table(week: Week, lines: list[Line]) -> Table:
    title = f"{week} against {week.previous()} (internal: true counts, not for publication)"
    table = Table(title=title, title_justify="left")
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
