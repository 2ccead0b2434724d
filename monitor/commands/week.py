"""`monitor week`, `monitor history` and `monitor gaps`: what became of weeks, and why.

They show true counts, so they are for the installation's own people, and say so. They speak the
configured language; their JSON is English.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any

import typer
from rich.table import Table

from monitor.checks.findings import Finding
from monitor.checks.observation import restored
from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    opened,
    out,
    print_json,
)
from monitor.commands.review import PortalArgument, runs_of
from monitor.installation.installation import Installation
from monitor.installation.judging import Findings, findings_between
from monitor.open_weeks import reason_of, sentence
from monitor.portal_weeks import PortalWeeks, in_pieces, names_typed, weeks_between
from monitor.report.quality import reasons_without_count
from monitor.report.render.terminal import print_table
from monitor.report.words import Words
from scrapers.model import Outcome
from storage.records import ALL_PORTALS, Run
from storage.store import Store
from storage.weeks import Week, ends_of

INTERNAL = "internal: true counts, not for publication"
WEEKS_SHOWN, WEEKS_OF_HISTORY = 11, 53
BAR = 24
NO_RUN = "–"
COUNTED = "counted"
ENGLISH = Words("en")
WORTH_SWEEPING_AGAIN = {Outcome.FAILED, Outcome.PARTIAL, Outcome.LAYOUT_CHANGED, Outcome.SUSPECT}
"""What another sweep of the same week may mend; a portal that refuses is not asked again."""
YEARS = {"min": 2000, "max": 2999}

WeekArgument = Annotated[
    str,
    typer.Argument(
        help="The week, as in 2021-W05; several as in 2021-W05..2021-W09; the newest if left out."
    ),
]
YearOption = Annotated[int | None, typer.Option(help="The ISO year.", **YEARS)]
Row = dict[str, Any]
"""A portal's week as people see it, by the names that JSON has for it."""


def week(
    portal: PortalArgument,
    week: WeekArgument = "",
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show why a portal's week is as it is, beside the ten weeks before, and what to type."""
    with opened(config) as installation:
        words, store = Words(installation.config.language), installation.store
        now = installation.week()
        runs = runs_of(store, portal, week or _newest(installation, portal))
        weeks = runs[0].week, runs[-1].week
        findings = findings_between(store, *weeks)
        before = runs[0].week.monday() - timedelta(weeks=WEEKS_SHOWN - 1)
        portals = dict.fromkeys(run.portal for run in runs)
        rows = {name: _rows(store, name, Week.of(before), weeks[1]) for name in portals}
    if as_json:
        shown = [_as_dict(run, rows[run.portal], findings, now) for run in runs]
        print_json({"internal": INTERNAL} | (shown[0] if len(shown) == 1 else {"weeks": shown}))
        return
    out.print(words("status_internal"))
    for run in runs:
        _print_why(run, findings.get((run.portal, run.week), ()), words)
    for name, of_portal in rows.items():
        if len(rows) > 1:
            out.print(f"\n{name}")
        _print_rows(of_portal, words)
    for command in _commands(runs, findings, words, now):
        out.print(f"  {command}")


def history(
    portal: PortalArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    year: YearOption = None,
) -> None:
    """Show a portal's last 53 weeks, or a year's: the counts, and what became of each."""
    with opened(config) as installation:
        words, now = Words(installation.config.language), installation.week()
        begun = Week.of(now.monday() - timedelta(weeks=WEEKS_OF_HISTORY - 1))
        first, last = ends_of(year) if year else (begun, now)
        rows = _rows(installation.store, portal, first, max(first, min(last, now)))
    rows = [row for row in rows if row["state"] != NO_RUN]
    if not rows:
        raise typer.BadParameter(f"the ledger has no run of {portal} in {year or 'the last year'}")
    if as_json:
        print_json({"internal": INTERNAL, "weeks": rows})
        return
    out.print(f"{portal} ({words('status_internal')})")
    _print_rows(rows, words)


def gaps(
    year: Annotated[
        int | None, typer.Argument(help="The ISO year; this one if left out.", **YEARS)
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show a year's weeks up to now that have no count, by portal, and why."""
    with opened(config) as installation:
        words, now = Words(installation.config.language), installation.week()
        first, last = ends_of(year or now.year)
        runs = installation.store.runs(first, min(last, now))
        findings = findings_between(installation.store, first, last)
    missing = [run for run in runs if not run.counts and (run.outcome or run.week < now)]
    if as_json:
        print_json({"year": first.year, "gaps": [_outcome(r.portal, r.week, r) for r in missing]})
        return
    counts = {"year": first.year, "count": len(missing), "all": len(runs)}
    if not missing:
        out.print(words("gaps_none", **counts))
        return
    alike: dict[tuple[str, str], list[tuple[str, Week]]] = defaultdict(list)
    for run in missing:
        reason = reason_of(run, findings.get((run.portal, run.week), ()), words)
        # What a person left out may have had no count before: both are told, as in the report.
        states = [*map(words, reasons_without_count(run)[:-1]), _said(_state(run), words)]
        alike[", ".join(states), reason].append((run.portal, run.week))
    pieces = [(piece, *why) for why, of_state in alike.items() for piece in in_pieces(of_state)]
    out.print(words("gaps_title", **counts))
    for piece, state, reason in sorted(pieces, key=lambda each: (each[0].first, each[0].portals)):
        known = {run.portal for run in runs if piece.first <= run.week <= piece.last}
        why = sentence(reason, piece.portals)
        out.print(f"{piece.typed(known)}: {state}. {why}".rstrip())


def _newest(installation: Installation, portals: str) -> str:
    """Return the newest week in which one of the portals that were typed has an outcome."""
    first, now = Week(2000, 1), installation.week()
    names = installation.store.portals() if portals == ALL_PORTALS else names_typed(portals)
    runs = installation.store.runs(first, now)
    weeks = [run.week for run in runs if run.outcome and run.portal in names]
    return str(max(weeks, default=now))


def _rows(store: Store, portal: str, first: Week, last: Week) -> list[Row]:
    """Return a portal's weeks between two, both included, oldest first."""
    runs = {run.week: run for run in store.runs(first, last) if run.portal == portal}
    counts = store.check_counts(first, last)
    return [
        _outcome(portal, week, runs.get(week)) | _counts(portal, week, counts.get((portal, week)))
        for week in weeks_between(first, last)
    ]


def _outcome(portal: str, week: Week, run: Run | None) -> Row:
    return {
        "portal": portal,
        "week": week,
        "state": _state(run) if run else NO_RUN,
        "reason": (run.review_reason or run.reason) if run else "",
    }


def _counts(portal: str, week: Week, kept: Mapping[str, int] | None) -> Row:
    seen = restored(portal, week, kept) if kept else None
    compared = seen.comparison if seen else None
    return {
        "ads": seen.ads if seen else None,
        "gone": compared.before - compared.again if compared else None,
        "new": compared.new if compared else None,
        "with_number": seen.with_number if seen else None,
        "comparison": asdict(compared) if compared else None,
    }


def _print_rows(rows: list[Row], words: Words) -> None:
    most = max((row["ads"] or 0 for row in rows), default=0) or 1
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("weeks_typed", "status_of_ads", "", "ads_gone", "ads_new", "status_outcome"):
        heading = words(name) if name else ""
        least = None if name else BAR
        table.add_column(heading, justify="right" if "ads" in name else "left", min_width=least)
    for row in rows:
        ads, gone, new = (
            "" if row[name] is None else str(row[name]) for name in ("ads", "gone", "new")
        )
        bar = "█" * round(BAR * (row["ads"] or 0) / most)
        table.add_row(str(row["week"]), ads or "–", bar, gone, new, _said(row["state"], words))
    print_table(table, out)


def _said(state: str, words: Words) -> str:
    """Return a state in words; those of a week without a run are none."""
    if state == NO_RUN:
        return state
    return words(Outcome.COMPLETE if state == COUNTED else state)


def _state(run: Run) -> str:
    """Return what became of a week: a key of phrases, and what JSON says."""
    if run.review is not None:
        return f"{run.review} by a person"
    if run.is_undecided:
        return "held back, undecided"
    if run.outcome is Outcome.COMPLETE:
        return COUNTED
    return run.outcome or "due"


def _print_why(run: Run, findings: Sequence[Finding], words: Words) -> None:
    head = words(
        "alert_title",
        portal=run.portal,
        week=words.week(run.week),
        outcome=_said(_state(run), words),
    )
    out.print(head)
    for finding in findings:
        severity = words(f"finding_{finding.severity.name.lower()}")
        out.print(f"  {severity}: {finding.sentence(words.language)}")
        explained = words("finding_explained", text=finding.explanation(words.language))
        out.print(f"      {explained}")
    if not findings and (reason := reason_of(run, (), words)):
        out.print(f"  {reason}")


def _commands(runs: Sequence[Run], findings: Findings, words: Words, now: Week) -> Iterator[str]:
    """Yield what there is to type about weeks, those alike together, and what it would say.

    A week that lasts `now` can be swept again, and that comes first.
    """
    waiting: dict[tuple[str, ...], list[tuple[str, Week]]] = defaultdict(list)
    for run in runs:
        key = run.portal, run.week
        choices = _choices(run, has_findings=key in findings)
        if run.week == now and run.outcome in WORTH_SWEEPING_AGAIN and run.review is None:
            choices = ("again",) * bool(choices) + choices
        waiting[choices].append(key)
    for choices, alike in waiting.items():
        for piece in in_pieces(alike):
            typed = {choice: _typed(choice, piece, words) for choice in choices}
            width = max(map(len, typed.values()), default=0)
            for choice, command in typed.items():
                yield f"{command:<{width}}    {words(f'type_{choice}')}"


def _choices(run: Run, *, has_findings: bool) -> tuple[str, ...]:
    """Return what a person can say about a week, by the endings of phrases."""
    if run.is_undecided:
        return "accept", "exclude"
    if run.review is not None:
        return ("undo",)
    if run.seen or run.outcome is None or (run.counts and not has_findings):
        return ()
    return ("seen", "exclude") if run.counts else ("seen_gap",)


def _typed(choice: str, piece: PortalWeeks, words: Words) -> str:
    if choice == "again":
        return f"monitor sweep {' '.join(piece.portals)}"
    command = choice.partition("_")[0]
    reason = "" if command == "seen" else f" --reason {words('a_reason')}"
    return f"monitor {command} {piece}{reason}"


def _as_dict(run: Run, rows: Sequence[Row], findings: Findings, now: Week) -> Row:
    at = next(at for at, row in enumerate(rows) if row["week"] == run.week)
    return {
        **rows[at],
        "findings": [_finding(finding) for finding in findings.get((run.portal, run.week), ())],
        "weeks_before": list(rows[max(0, at - WEEKS_SHOWN + 1) : at]),
        "commands": list(_commands([run], findings, ENGLISH, now)),
    }


def _finding(finding: Finding) -> Row:
    return {
        "check": finding.check,
        "severity": finding.severity.name,
        "figures": dict(finding.figures),
        "sentence": {language: finding.sentence(language) for language in ("nb", "en")},
        "explanation": {language: finding.explanation(language) for language in ("nb", "en")},
    }
