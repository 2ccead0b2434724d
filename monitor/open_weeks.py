"""Portals' weeks that wait for a person: held back, to be looked at, lost, or not begun in time.

What is alike is one point, with one command that deals with all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from monitor.checks.findings import Finding, joined
from monitor.installation.installation import Installation
from monitor.installation.judging import findings_between
from monitor.installation.schedule import due_at
from monitor.norwegian import in_language
from monitor.portal_weeks import PortalWeeks, in_pieces
from monitor.report.words import Words
from scrapers.model import Outcome
from scrapers.portal_config import Portal
from storage.errors import DatabaseProblem
from storage.records import ENDED_THE_PROGRAM, Run
from storage.store import Store
from storage.weeks import Week

LOOK, OVERDUE = "look", "overdue"
GRACE = timedelta(hours=1)
"""So long after its hour a sweep that has not begun is no problem yet: the service may be at it."""

ASKS_WHY = {LOOK, Outcome.SUSPECT}
"""What a person decides about by what the checks found."""
GAP, ENDED = "gap", "ended"
TOGETHER = {GAP, LOOK, OVERDUE, Outcome.SUSPECT, Outcome.FAILED}
"""What is told in one line of several portals: one command deals with them all."""
YEARS = 4
"""So many years before this one are looked at, where they are not closed."""

MOST_REASONS = 3
"""So many different reasons of one line are quoted, the newest; `monitor week` shows them all."""


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something that a person has to see to; its `subject` tells it from all others.

    `detail` may quote true counts, paths and errors, and stays in the installation. What is not
    `urgent` is told once a week. `weeks` are those of the portals that it is about, if any.
    """

    subject: str
    title: str
    advice: str
    detail: str = ""
    urgent: bool = True
    weeks: PortalWeeks | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.title}.", self.detail, self.advice) if part)


def open_weeks(store: Store, now: Week, words: Words) -> Iterator[OpenPoint]:
    """Yield the weeks held back, to be looked at, or lost, the oldest first.

    Each stays until a person has dealt with it. Those of a closed year wait for nobody: nothing
    about them can change. Weeks in a row of one portal, and portals with the same weeks, are one
    point where one command deals with them.
    """
    closed = {year for year, closing in store.closings().items() if closing.finished}
    years = set(range(now.year - YEARS, now.year + 1)) - closed
    first = Week(min(years, default=now.year), 1)
    findings = findings_between(store, first, now)
    runs = {(run.portal, run.week): run for run in store.runs(first, now) if run.week.year in years}
    waiting: dict[tuple[str, str], list[tuple[str, Week]]] = defaultdict(list)
    for key, run in runs.items():
        if is_due_again(run, now):
            continue
        if state := waits_as(run, has_findings=key in findings):
            waiting[_kind(run, state, now), state].append(key)
    pieces = [
        (piece, kind, state)
        for (kind, state), of_kind in waiting.items()
        for piece in in_pieces(of_kind, together=kind in TOGETHER)
    ]
    for piece, kind, state in sorted(pieces, key=lambda each: (each[0].first, each[0].portals)):
        known = {portal for portal, week in runs if piece.first <= week <= piece.last}
        reasons = [reason_of(runs[key], findings.get(key, ()), words) for key in piece.each()]
        if state == Outcome.MISSED or (state in ASKS_WHY and len(reasons) > 1):
            reasons = []  # the title says it, or each week has figures of its own
        yield _of_weeks(words, piece, kind, state, known=known, reasons=reasons)


def reason_of(run: Run, findings: Iterable[Finding], words: Words) -> str:
    """Return why a week is as it is: a person's reason, what the checks found, or the sweep's."""
    found = joined(findings, words.language)
    return run.review_reason or found or in_language(run.reason, words.language)


def is_due_again(run: Run, now: Week) -> bool:
    """Tell whether a clock that ran ahead has closed a week that lasts: the next sweep finds it."""
    return run.outcome is Outcome.MISSED and run.week >= now


def waits_as(run: Run, *, has_findings: bool) -> str | None:
    """Return what became of a run that waits for a person; None where it waits for nobody."""
    if run.is_undecided:
        return Outcome.SUSPECT
    if run.seen or run.review is not None:
        return None
    if run.counts:
        return LOOK if has_findings else None
    return run.outcome


def _kind(run: Run, state: str, now: Week) -> str:
    """Return what is to be said of a run; a week that is over without a count is lost for good."""
    if state in ASKS_WHY:
        return state
    if run.week < now:
        return GAP
    return ENDED if run.reason == ENDED_THE_PROGRAM else state


def _of_weeks(
    words: Words,
    piece: PortalWeeks,
    kind: str,
    state: str,
    *,
    known: Collection[str],
    reasons: Sequence[str] = (),
) -> OpenPoint:
    """Return the point of portals' weeks; `known` are all portals of those weeks."""
    typed, several = piece.typed(known), len(list(piece.each())) > 1
    portals = words("page_all_portals") if typed.startswith("all ") else words.joined(piece.portals)
    outcome = words(state)
    if kind == GAP and state != Outcome.MISSED:
        outcome = words("alert_not_counted", why=outcome)
    if piece.first != piece.last:
        outcome += words("alert_weeks", count=len(piece.weeks))
    command = {
        GAP: f"monitor seen {typed}",
        OVERDUE: "monitor sweep"
        if typed.startswith("all ")
        else f"monitor sweep {' '.join(piece.portals)}",
    }.get(kind, f"monitor week {typed}")
    key = f"alert_{kind}" + "_several" * (several and kind in TOGETHER - {OVERDUE})
    quoted = list(dict.fromkeys(sentence(why, piece.portals) for why in reasons if why))
    more = len(piece.portals) - 1
    return OpenPoint(
        subject=f"{state} {piece.portals[0]}{f'+{more}' if more else ''} {piece.last}",
        title=words(
            "alert_title", portal=portals, week=words.span(piece.first, piece.last), outcome=outcome
        ),
        advice=words(key, portal=piece.portals[0], command=command),
        detail=" ".join(["…"] * (len(quoted) > MOST_REASONS) + quoted[-MOST_REASONS:]),
        urgent=state != LOOK,
        weeks=piece,
    )


def overdue_sweeps(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    """Yield the portals of this week whose sweep has not begun in time."""
    week = installation.week()
    runs = installation.store.runs(week, week)
    settled = {run.portal for run in runs if run.outcome and not is_due_again(run, week)}
    due = [portal for portal in installation.config.portal if portal.name not in settled]
    late = tuple(p.name for p in due if state_of_due(installation, p, week) == OVERDUE)
    known = [portal.name for portal in installation.config.portal]
    if late:
        yield _of_weeks(words, PortalWeeks(late, week, week), OVERDUE, OVERDUE, known=known)


def state_of_due(installation: Installation, portal: Portal, week: Week) -> str:
    """Return in words how it is with a week that has no outcome yet; OVERDUE is a problem."""
    now, due = installation.now(), due_at(installation.config, week)
    if installation.closed_on() is not None:
        return "year closed"
    if now < due:
        return "not due yet"
    if _is_being_swept(installation.store, portal.name):
        return "being swept now"
    if portal.hours is not None and not portal.hours.open_at(now.time()):
        return "waits for its hours"
    return "due" if now - due < GRACE else OVERDUE


def _is_being_swept(store: Store, portal: str) -> bool:
    try:
        with store.sweeping(portal):
            return False
    except DatabaseProblem:
        return True


def sentence(text: str, names: Collection[str] = ()) -> str:
    """Return a text as a sentence: with a capital, unless a name or a file begins it, and its end.

    `names` are those of portals; nothing stays nothing.
    """
    first = text.partition(" ")[0]
    is_name = first in names or set(first) & set("./\\")
    whole = text if is_name else text[:1].upper() + text[1:]
    return whole if not text or text.endswith((".", "?")) else f"{whole}."
