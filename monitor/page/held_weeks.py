"""What the team's page says of weeks without a count, or with a provisional one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

from monitor.portal_weeks import in_pieces
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
    alike: defaultdict[str, list[tuple[str, Week]]] = defaultdict(list)
    for run in annual.runs:
        portal_week = run.portal, run.week
        if not first <= run.week <= now:
            continue
        if portal_week in looks:
            alike["look"].append(portal_week)
        elif not run.counts:
            outcome = run.review or run.outcome or ("due" if run.week == now else "missed")
            alike[str(outcome)].append(portal_week)
    pieces = [(piece, outcome) for outcome, keys in alike.items() for piece in in_pieces(keys)]
    for piece, outcome in sorted(pieces, key=lambda each: (each[0].first, each[0].portals)):
        portals, week = words.joined(piece.portals), words.span(piece.first, piece.last)
        said = words(outcome)
        if piece.first != piece.last:
            said += words("alert_weeks", count=len(piece.weeks))
        yield words("alert_title", portal=portals, week=week, outcome=said)
    if not alike:
        first = max(first, min(run.week for run in annual.runs))
        key = "page_none_held" if first == newest else "page_none_held_from"
        yield words(key, first=words.week(first, year=newest.year), last=words.week(newest))


def newest_count(runs: Iterable[Run]) -> Week:
    """Return the newest week in which any portal was counted."""
    return max(run.week for run in runs if run.counts)
