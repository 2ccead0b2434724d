"""`monitor week`, `monitor history` and `monitor gaps`: what became of weeks, and why.

They show true counts, so they are for the installation's own people, and say so.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any

import typer
from rich.table import Table

from monitor.checks.findings import Severity
from monitor.checks.observation import restored
from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    opened,
    out,
    print_json,
)
from monitor.commands.review import PortalArgument, WeekArgument, parsed_week
from monitor.installation.installation import Installation
from monitor.installation.judging import read
from scrapers.model import Outcome
from storage.records import Found, Run
from storage.weeks import Week, ends_of

INTERNAL = "internal: true counts, not for publication"
WEEKS_SHOWN, WEEKS_OF_HISTORY = 11, 53
BAR = 30
COUNTS = ("ads", "gone", "new")
NO_RUN = "–"
YearOption = Annotated[int | None, typer.Option(help="The year; this one if none is named.")]


def week(
    portal: PortalArgument,
    week: WeekArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show why a portal's week is as it is, beside the ten weeks before, and what to type."""
    which = parsed_week(week)
    with opened(config) as installation:
        rows = _rows(installation, portal, last_weeks(which, WEEKS_SHOWN))
        runs = [run for run in installation.store.runs(which, which) if run.portal == portal]
        of_week = [
            finding
            for finding in installation.store.findings(which, which)
            if finding.portal == portal
        ]
    if not runs:
        raise typer.BadParameter(f"the ledger has no run of {portal} in {which}")
    findings = [_as_dict(finding) for finding in of_week]
    commands = _commands(runs[0], of_week)
    if as_json:
        shown = {"findings": findings, "weeks_before": rows[:-1], "commands": commands}
        print_json({"internal": INTERNAL, **rows[-1], **shown})
        return
    out.print(f"{portal} {which}: {rows[-1]['state']} ({INTERNAL})", markup=False)
    for finding in findings:
        sentence, explanation = finding["sentence"]["en"], finding["explanation"]["en"]
        out.print(f"  {finding['severity']} {finding['check']}: {sentence}", markup=False)
        out.print(f"      what would explain it: {explanation}", markup=False)
    if runs[0].reason and not of_week:
        out.print(f"  {runs[0].reason}", markup=False)
    _print_rows(rows)
    for command in commands:
        out.print(f"  {command}", markup=False)


def history(
    portal: PortalArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show a portal's last 53 weeks: what was counted, and what became of each."""
    with opened(config) as installation:
        rows = _rows(installation, portal, last_weeks(installation.week(), WEEKS_OF_HISTORY))
    rows = [row for row in rows if row["state"] != NO_RUN]
    if not rows:
        raise typer.BadParameter(f"the ledger has no run of {portal} in the last year")
    if as_json:
        print_json({"internal": INTERNAL, "weeks": rows})
        return
    out.print(f"{portal} ({INTERNAL})", markup=False)
    _print_rows(rows)


def gaps(
    year: YearOption = None, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False
) -> None:
    """Show a year's weeks up to now that have no count, by portal, and why."""
    with opened(config) as installation:
        now = installation.week()
        first, last = ends_of(year or now.year)
        runs = installation.store.runs(first, min(last, now))
    shown = [
        {"portal": run.portal, "week": str(run.week), "state": _state(run), "reason": _reason(run)}
        for run in runs
        if not run.counts and (run.outcome or run.week < now)
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


def last_weeks(now: Week, count: int) -> list[Week]:
    """Return a week and those before it, `count` in all, oldest first."""
    return [Week.of(now.monday() - timedelta(weeks=back)) for back in reversed(range(count))]


def _rows(installation: Installation, portal: str, weeks: list[Week]) -> list[dict[str, Any]]:
    """Return a portal's weeks as people see them, by the names that JSON has for them."""
    first, last = weeks[0], weeks[-1]
    runs = {run.week: run for run in installation.store.runs(first, last) if run.portal == portal}
    counts = installation.store.check_counts(first, last)
    rows = []
    for week in weeks:
        run, kept = runs.get(week), counts.get((portal, week))
        seen = restored(portal, week, kept) if kept else None
        compared = seen.comparison if seen else None
        rows.append(
            {
                "portal": portal,
                "week": str(week),
                "state": _state(run) if run else NO_RUN,
                "reason": _reason(run) if run else "",
                "ads": seen.ads if seen else None,
                "gone": compared.before - compared.again if compared else None,
                "new": compared.new if compared else None,
                "with_number": seen.with_number if seen else None,
                "comparison": asdict(compared) if compared else None,
            }
        )
    return rows


def _print_rows(rows: list[dict[str, Any]]) -> None:
    most = max((row["ads"] or 0 for row in rows), default=0) or 1
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("week", "ads", "", "gone", "new", "state"):
        table.add_column(name, justify="right" if name in {"ads", "gone", "new"} else "left")
    for row in rows:
        ads, *changes = ("" if row[name] is None else str(row[name]) for name in COUNTS)
        bar = "█" * round(BAR * (row["ads"] or 0) / most)
        table.add_row(row["week"], ads or "–", bar, *changes, row["state"])
    out.print(table)


def _reason(run: Run) -> str:
    return run.review_reason or run.reason


def _state(run: Run) -> str:
    if run.review is not None:
        return f"{run.review} by a person"
    if run.is_undecided:
        return "held back, undecided"
    if run.outcome is Outcome.COMPLETE:
        return "counted"
    return run.outcome or "due"


def _commands(run: Run, findings: list[Found]) -> list[str]:
    name = f"{run.portal} {run.week}"
    if run.is_undecided:
        return [
            f"monitor accept {name} --reason REASON     the market really moved: count it",
            f"monitor exclude {name} --reason REASON    it was read wrongly: leave it a gap",
        ]
    if run.review is not None:
        return [f"monitor undo {name} --reason REASON       take the decision back"]
    if run.counts and findings and not run.seen:
        return [
            f"monitor seen {name}                       it is right as it is counted",
            f"monitor exclude {name} --reason REASON    it was read wrongly: leave it a gap",
        ]
    if not run.counts and run.outcome is not None and not run.seen:
        return [f"monitor seen {name}                       it is a gap, and that is known"]
    return []


def _as_dict(found: Found) -> dict[str, Any]:
    finding = read(found)
    return {
        "check": found.check,
        "severity": Severity(found.severity).name,
        "figures": dict(finding.figures),
        "sentence": {language: finding.sentence(language) for language in ("nb", "en")},
        "explanation": {language: finding.explanation(language) for language in ("nb", "en")},
    }
