"""`monitor week`, `monitor history` and `monitor gaps`: what became of weeks, and why.

They show true counts, so they are for the installation's own people, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table

from monitor.checks.findings import Severity
from monitor.checks.observation import Observation, restored
from monitor.collect import Collector
from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    opened,
    out,
    print_json,
)
from monitor.commands.review import PortalArgument, WeekArgument, parsed_week
from monitor.judging import read
from scrapers.model import Outcome
from storage.records import Found, Run
from storage.weeks import Week, ends_of

INTERNAL = "internal: true counts, not for publication"
WEEKS_SHOWN, WEEKS_OF_HISTORY = 11, 53
BAR = 30
YearOption = Annotated[int | None, typer.Option(help="The year; this one if none is named.")]


def week(
    portal: PortalArgument,
    week: WeekArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show why a portal's week is as it is, beside the ten weeks before, and what to type."""
    which = parsed_week(week)
    with opened(config) as collector:
        weeks = last_weeks(which, WEEKS_SHOWN)
        rows = _rows(collector, portal, weeks)
        run = rows[-1].run
        if run is None:
            raise typer.BadParameter(f"the ledger has no run of {portal} in {which}")
        found = [each for each in collector.store.findings(which, which) if each.portal == portal]
    commands = _commands(run, found)
    if as_json:
        print_json(
            {
                "internal": INTERNAL,
                **rows[-1].as_dict(),
                "findings": [_as_dict(each) for each in found],
                "weeks_before": [row.as_dict() for row in rows[:-1]],
                "commands": commands,
            }
        )
        return
    out.print(f"{portal} {which}: {rows[-1].state} ({INTERNAL})", markup=False)
    for each in found:
        finding = read(each)
        out.print(f"  {finding.severity.name} {each.check}: {finding.sentence('en')}", markup=False)
        out.print(f"      what would explain it: {finding.explanation('en')}", markup=False)
    if run.reason and not found:
        out.print(f"  {run.reason}", markup=False)
    _print_rows(rows)
    for command in commands:
        out.print(f"  {command}", markup=False)


def history(
    portal: PortalArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show a portal's last 53 weeks: what was counted, and what became of each."""
    with opened(config) as collector:
        rows = _rows(collector, portal, last_weeks(collector.week(), WEEKS_OF_HISTORY))
    rows = [row for row in rows if row.run is not None]
    if not rows:
        raise typer.BadParameter(f"the ledger has no run of {portal} in the last year")
    if as_json:
        print_json({"internal": INTERNAL, "weeks": [row.as_dict() for row in rows]})
        return
    out.print(f"{portal} ({INTERNAL})", markup=False)
    _print_rows(rows)


def gaps(
    year: YearOption = None, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False
) -> None:
    """Show a year's weeks up to now that have no count, by portal, and why."""
    with opened(config) as collector:
        now = collector.week()
        first, last = ends_of(year or now.year)
        runs = collector.store.runs(first, min(last, now))
    missing = [run for run in runs if not run.counts and (run.outcome or run.week < now)]
    shown = [
        {
            "portal": run.portal,
            "week": str(run.week),
            "state": _state(run),
            "reason": run.review_reason or run.reason,
        }
        for run in missing
    ]
    if as_json:
        print_json({"year": first.year, "gaps": shown})
    elif not shown:
        out.print(f"{first.year}: no gap; {len(runs)} of {len(runs)} portal weeks are counted")
    else:
        table = Table(title=f"{first.year}: {len(shown)} of {len(runs)} portal weeks are gaps")
        for name in shown[0]:
            table.add_column(name)
        for gap in shown:
            table.add_row(*gap.values())
        out.print(table)


class Row:
    """A portal's week, as people see it."""

    def __init__(self, portal: str, week: Week, run: Run | None, seen: Observation | None) -> None:
        self.portal, self.week, self.run, self.seen = portal, week, run, seen

    @property
    def state(self) -> str:
        """What became of it."""
        return _state(self.run) if self.run else "–"

    def as_dict(self) -> dict[str, object]:
        """Return it for other programs; None where there is no count."""
        comparison = self.seen and self.seen.comparison
        return {
            "portal": self.portal,
            "week": str(self.week),
            "state": self.state,
            "reason": (self.run.review_reason or self.run.reason) if self.run else "",
            "ads": self.seen.ads if self.seen else None,
            "with_number": self.seen.with_number if self.seen else None,
            "comparison": asdict(comparison) if comparison else None,
        }


def last_weeks(now: Week, count: int) -> list[Week]:
    """Return a week and those before it, `count` in all, oldest first."""
    return [Week.of(now.monday() - timedelta(weeks=back)) for back in reversed(range(count))]


def _rows(collector: Collector, portal: str, weeks: list[Week]) -> list[Row]:
    first, last = weeks[0], weeks[-1]
    runs = {r.week: r for r in collector.store.runs(first, last) if r.portal == portal}
    counts = collector.store.check_counts(first, last)
    return [
        Row(portal, each, runs.get(each), _seen(portal, each, counts.get((portal, each))))
        for each in weeks
    ]


def _seen(portal: str, week: Week, counts: dict[str, int] | None) -> Observation | None:
    return restored(portal, week, counts) if counts else None


def _print_rows(rows: Iterable[Row]) -> None:
    rows = list(rows)
    most = max((row.seen.ads for row in rows if row.seen), default=0) or 1
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("week", "ads", "", "gone", "new", "state"):
        table.add_column(name, justify="right" if name in {"ads", "gone", "new"} else "left")
    for row in rows:
        seen = row.seen
        compared = seen.comparison if seen else None
        table.add_row(
            str(row.week),
            str(seen.ads) if seen else "–",
            "█" * round(BAR * seen.ads / most) if seen else "",
            str(compared.before - compared.again) if compared else "",
            str(compared.new) if compared else "",
            row.state,
        )
    out.print(table)


def _state(run: Run) -> str:
    if run.review is not None:
        return f"{run.review} by a person"
    if run.is_undecided:
        return "held back, undecided"
    if run.outcome is Outcome.COMPLETE:
        return "counted"
    return run.outcome or "due"


def _commands(run: Run, found: list[Found]) -> list[str]:
    name = f"{run.portal} {run.week}"
    if run.is_undecided:
        return [
            f"monitor accept {name} --reason REASON     the market really moved: count it",
            f"monitor exclude {name} --reason REASON    it was read wrongly: leave it a gap",
        ]
    if run.review is not None:
        return [f"monitor undo {name} --reason REASON       take the decision back"]
    if run.counts and found and not run.seen:
        return [
            f"monitor seen {name}                       it is right as it is counted",
            f"monitor exclude {name} --reason REASON    it was read wrongly: leave it a gap",
        ]
    if not run.counts and run.outcome is not None and not run.seen:
        return [f"monitor seen {name}                       it is a gap, and that is known"]
    return []


def _as_dict(found: Found) -> dict[str, object]:
    finding = read(found)
    return {
        "check": found.check,
        "severity": Severity(found.severity).name,
        "figures": dict(finding.figures),
        "sentence": {language: finding.sentence(language) for language in ("nb", "en")},
        "explanation": {language: finding.explanation(language) for language in ("nb", "en")},
    }
