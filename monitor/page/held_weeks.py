"""What the team's page says of weeks without a count, or with a provisional one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

from monitor.report.annual import Annual
from monitor.report.words import Words
from storage.records import Run
from storage.weeks import Week

OPEN_WEEKS = 13
"""So many weeks up to the newest one are looked at: a quarter of a year."""


def held_weeks(
    annual: Annual, words: Words, looks: Collection[tuple[str, Week]], now: Week
) -> Iterator[str]:
    """Yield the portals' weeks without a count, by their outcomes, or since when none lacks it.

    Reasons hold true counts, and are left out. A week that is not due yet is none. `looks` are the
    portals' weeks that count provisionally.
    """
    newest = newest_count(annual.runs)
    first = Week.of(newest.monday() - timedelta(weeks=OPEN_WEEKS - 1))
    weeks: defaultdict[tuple[str, str], list[Week]] = defaultdict(list)
    for run in annual.runs:
        if not first <= run.week <= now:
            continue
        if (run.portal, run.week) in looks:
            weeks[run.portal, "look"].append(run.week)
        elif not run.counts:
            outcome = run.review or run.outcome or ("due" if run.week == now else "missed")
            weeks[run.portal, str(outcome)].append(run.week)
    for (portal, outcome), of_portal in weeks.items():
        joined = words.joined([str(week.number) for week in of_portal])
        numbers = words("weeks_named", numbers=joined, count=len(of_portal))
        yield f"{portal}, {numbers}: {words(outcome)}"
    if not weeks:
        first = max(first, min(run.week for run in annual.runs))
        key = "page_none_held" if first == newest else "page_none_held_from"
        yield words(key, first=words.week(first, year=newest.year), last=words.week(newest))


def newest_count(runs: Iterable[Run]) -> Week:
    """Return the newest week in which any portal was counted."""
    return max(run.week for run in runs if run.counts)
