"""`monitor status`: in one line whether all is well, then the week beside earlier ones.

It speaks the configured language. It shows true counts, so it is for the installation's own people,
and says so.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from monitor.alerts.outbox import delivery_points
from monitor.checks.observation import LEAST_OVERLAP
from monitor.collecting.machines import Machine, machines
from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    opened,
    out,
    print_json,
)
from monitor.commands.week_totals import WeekTotals, totals_of
from monitor.installation.installation import Installation
from monitor.installation.realms import standing_remarks
from monitor.installation.schedule import due_at
from monitor.norwegian import in_language
from monitor.open_points import open_points
from monitor.open_weeks import OpenPoint, state_of_due
from monitor.page.comparison import same_week_before
from monitor.report.render.terminal import print_table
from monitor.report.words import Words
from scrapers.model import UNKNOWN_PLACE, Outcome
from storage.records import JournalEntry
from storage.weeks import Week

NEWS = timedelta(days=35)
WEEKS = {"this": "", "before": "_before", "year_ago": "_year_ago"}
"""The weeks that are shown, and what the names of a portal's counts in them end with."""

TELLS_WHAT = {"restore", "database adopted", "figures imported"}
"""Actions whose subject is a sentence of ours. Those of others are names, and `restore` is one."""

WRITTEN_BY_US = {"key new"}
"""Actions whose reason, if any, is ours; a person gave that of all others."""

NOT_COUNTED = (None, None)
PLAIN: dict[str, Any] = {"box": SIMPLE_HEAD, "padding": (0, 1, 0, 0), "title_justify": "left"}


def status(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Say whether all is well, then show this week by portal against last week."""
    with opened(config) as installation:
        words = Words(installation.config.language)
        status = _gathered(installation, words)
    if as_json:
        print_json(_as_dict(status, words))
    else:
        _print(status, words)
    raise typer.Exit(1 if status.points else 0)


@dataclass(frozen=True, slots=True)
class Status:
    """All that `monitor status` shows; `totals` are of "this" week, "before" and "year_ago".

    `portals` has what became of each this week, by the names that JSON has for it: its ads and
    numbers in each of the weeks, and which share of its ads, 0 to 1, keep their numbers back.
    `ended` is the day on which simulated weeks ended, if they did.
    """

    points: list[OpenPoint]
    totals: dict[str, WeekTotals]
    portals: list[dict[str, Any]]
    simulated: list[str]
    ended: date | None
    machines: list[Machine]
    remarks: list[str]
    journal: list[JournalEntry]


def _gathered(installation: Installation, words: Words) -> Status:
    store, week = installation.store, _shown(installation)
    wanted = {"this": week, "before": week.previous(), "year_ago": same_week_before(week)}
    threshold = installation.config.report.individual_threshold
    working = machines(installation.config, store)
    totals = {
        name: totals_of(store, of_week, threshold) for name, of_week in wanted.items() if of_week
    }
    said = [
        in_language(r, words.language) for r in standing_remarks(installation.config, store, week)
    ]
    if any(of_week.keeps_numbers_back() for of_week in totals.values()):
        said.append(words("status_few", least=LEAST_OVERLAP))
    return Status(
        [*open_points(installation, words), *delivery_points(installation, words)],
        totals,
        _portals(installation, totals),
        sorted(store.publishable.simulated_portals()),
        installation.config.simulated_until,
        working,
        said,
        store.journal(installation.now().date() - NEWS),
    )


def _shown(installation: Installation) -> Week:
    """Return this week; until it is due or somebody has swept of it, the last, if any was swept."""
    store, week = installation.store, installation.week()
    is_due = installation.now() >= due_at(installation.config, week)
    if is_due or any(run.claim for run in store.runs(week, week)):
        return week
    last = week.previous()
    return last if any(run.outcome for run in store.runs(last, last)) else week


def _journal_line(words: Words, entry: JournalEntry) -> str:
    """Return a line of the journal in the configured language; a person's reason stays as it is."""
    action, subject, reason = (
        in_language(text, words.language) if is_ours else text
        for text, is_ours in (
            (entry.action, True),
            (entry.subject, entry.action in TELLS_WHAT),
            (entry.reason, entry.action in WRITTEN_BY_US),
        )
    )
    by, why = entry.by and words("journal_by", by=entry.by), reason and f": {reason}"
    return f"{entry.day} {action} {subject}{by}{why}"


def _as_dict(status: Status, words: Words) -> dict[str, Any]:
    return {
        "ok": not status.points,
        "summary": _summary(words, status),
        "internal": "true counts, not for publication",
        "problems": list(map(str, status.points)),
        "open": [
            asdict(point) | {"weeks": point.weeks and str(point.weeks)} for point in status.points
        ],
        "week": status.totals["this"].week,
        "totals": {
            name: asdict(totals) | {"portals": list(totals.portals)}
            for name, totals in status.totals.items()
        },
        "portals": status.portals,
        "simulated": status.simulated,
        "simulated_until": status.ended,
        "machines": [asdict(machine) for machine in status.machines],
        "remarks": status.remarks,
        "journal": list(map(str, status.journal)),
    }


def _print(status: Status, words: Words) -> None:
    if status.ended is not None:
        out.print(words("status_ended", day=words.date(status.ended)), style="dim")
    out.print("\n    ".join((_summary(words, status), *map(str, status.points))))
    print_table(_totals_table(words, status.totals), out)
    print_table(_portals_table(words, status), out)
    for machine in status.machines:
        does = "; ".join(in_language(each, words.language) for each in machine.doing)
        doing = does or words("status_waits")
        out.print(words("status_machine", host=machine.host, doing=doing))
    if status.simulated:
        out.print(words("status_simulated", names=", ".join(status.simulated)), style="bold red")
    for remark in status.remarks:
        out.print(remark, style="yellow")
    if status.journal:
        entries = (_journal_line(words, entry) for entry in status.journal)
        lines = (words("status_journal", days=NEWS.days), *entries)
        out.print("\n    ".join(lines))


def _summary(words: Words, status: Status) -> str:
    """Return in one line whether all is well, and the newest week that was counted."""
    line, count = _newest(words, status.totals), len(status.points)
    if not count:
        return words("status_well", line=line)
    return words("status_to_do_one" if count == 1 else "status_to_do", count=count, line=line)


def _newest(words: Words, totals: dict[str, WeekTotals]) -> str:
    this, before = totals["this"], totals["before"]
    shown = this if this.ads is not None else before
    if shown.ads is None:
        return words("alert_no_figures")
    ads, week = words.number(shown.ads), words.week(shown.week, year=shown.week.year)
    line = words("digest", figure=ads, week=week)
    if len(shown.portals) < shown.due:
        line += words("status_part", counted=len(shown.portals), all=shown.due)
    if shown is before or before.portals.keys() != this.portals.keys() or not before.ads:
        return line
    percent = round(100 * (shown.ads / before.ads - 1))
    if not percent:
        return line + words("digest_same")
    sign = "+" if percent > 0 else "−"
    return line + words("digest_change", sign=sign, percent=words.number(abs(percent)))


def _portals(installation: Installation, totals: dict[str, WeekTotals]) -> list[dict[str, Any]]:
    store, week, now = installation.store, totals["this"].week, installation.week()
    # Several sweeps of a week differ by hours, and the last one has the last word here.
    hidden = {attempt.portal: attempt.statistics.hidden_share for attempt in store.attempts(week)}
    runs = {run.portal: run for run in store.runs(week, week)}
    outcomes = {
        name: str(run.review or run.outcome or "not in config.toml") for name, run in runs.items()
    }
    for portal in installation.config.portal:
        if portal.name not in runs or runs[portal.name].outcome is None:
            is_over = portal.name in runs and week < now
            state = Outcome.MISSED if is_over else state_of_due(installation, portal, now)
            outcomes[portal.name] = str(state)
    return [
        {
            "portal": name,
            "outcome": outcome,
            "reason": (runs[name].review_reason or runs[name].reason) if name in runs else "",
            **{
                f"{measure}{suffix}": totals[of].portals.get(name, NOT_COUNTED)[at]
                for of, suffix in WEEKS.items()
                for at, measure in enumerate(("ads", "numbers"))
                if of in totals
            },
            "hidden_share": hidden.get(name),
        }
        for name, outcome in sorted(outcomes.items())
    ]


def _totals_table(words: Words, totals: dict[str, WeekTotals]) -> Table:
    weeks = list(totals.values())
    table = Table(title=words("status_internal"), **PLAIN)
    table.add_column(words("status_totals"))
    for week_totals in weeks:
        table.add_column(words.week(week_totals.week, year=weeks[0].week.year), justify="right")

    counted = (f"{len(of_week.portals)}/{of_week.due}" for of_week in weeks)
    table.add_row(words("status_portals"), *counted)
    rows: dict[str, list[float | None]] = {
        words("status_ads"): [of_week.ads for of_week in weeks],
        words("status_individual", threshold=weeks[0].threshold): [w.individual for w in weeks],
        words("status_numbers"): [of_week.numbers for of_week in weeks],
    }
    places = {place for of_week in weeks for place in of_week.places}
    for place in sorted(places, key=lambda place: (place == UNKNOWN_PLACE, place)):
        name = words("status_place", place=words.place(place))
        rows[name] = [w.places.get(place, 0.0) if w.portals else None for w in weeks]
    for name, values in rows.items():
        table.add_row(name, *(_number(words, value) for value in values))
    return table


def _portals_table(words: Words, status: Status) -> Table:
    title = words("status_each", week=words.week(status.totals["this"].week))
    table = Table(title=title, **PLAIN)
    for name in ("portal", "outcome"):
        table.add_column(words(f"status_{name}"))
    for measure in ("ads", "numbers"):
        for name in (f"of_{measure}", "before", "year_ago"):
            table.add_column(words(f"status_{name}"), justify="right")
    keeps_back = any(row["hidden_share"] for row in status.portals)
    if keeps_back:
        table.add_column(words("status_hidden"), justify="right")
    for row in status.portals:
        names = [
            f"{measure}{suffix}" for measure in ("ads", "numbers") for suffix in WEEKS.values()
        ]
        shown = [_number(words, row.get(name)) for name in names]
        share = row["hidden_share"]
        shown += ["–" if share is None else f"{share:.0%}"] if keeps_back else []
        table.add_row(row["portal"], words(row["outcome"]), *shown)
    return table


def _number(words: Words, value: float | None) -> str:
    """Write a count, which several sweeps of a week may make a fraction."""
    if value is None:
        return "–"
    text = words.number(value, decimals=1)
    return words.number(value, decimals=0) if text.endswith("0") else text
