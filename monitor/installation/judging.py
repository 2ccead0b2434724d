"""A week's portals judged together, once they are swept: what was found is kept and acted on.

Identifiers of two weeks are compared in memory; what is kept of them are counts. They can be
compared within a year only, and with `identifiers = "week"` not at all, because a week's are then
keyed by the week: there the counts themselves are compared. docs/decisions/0050 says why.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from monitor.checks.count_checks import bounds
from monitor.checks.findings import Finding, Severity, gravest, joined
from monitor.checks.observation import (
    MENDED_AFTER,
    AdGroup,
    Comparison,
    Observation,
    flattened,
    observed,
    restored,
    without_small_overlaps,
)
from monitor.checks.special import is_holiday
from monitor.checks.verdict import WEEKS_BEFORE, Case, Judgement, judged
from monitor.checks.week_comparison import (
    AGENCY,
    Portals,
    UpInSweep,
    by_ad,
    compare_weeks,
    looked_back,
)
from monitor.config import Config
from monitor.statistics.events import EventKind
from scrapers.model import Outcome
from storage.records import Found, Review, Run
from storage.store import Store
from storage.weekly_checks import LatestSweep, UpAndAlone
from storage.weeks import Week

log = logging.getLogger(__name__)

Findings = dict[tuple[str, Week], list[Finding]]
SMALL = {"elsewhere", "place", "agencies", "unnumbered"}
YEARS_BACK = timedelta(weeks=60)


def judge(config: Config, store: Store, week: Week) -> None:
    """Judge a week's portals, keep what was found, and hold weeks back; what changed is uncounted.

    A week that a person has decided about is left as it is, and one that is held back stays so.
    """
    past = Past(config, store, week)
    verdicts = judged({portal: past.case(portal) for portal in past.to_judge()})
    store.save_checked(week, {name: _kept(past, name, one) for name, one in verdicts.items()})
    for portal, verdict in verdicts.items():
        if gravest(verdict.findings) is Severity.HOLD:
            store.hold_back(portal, week, kept_reason(verdict.findings))
        for earlier, findings in verdict.earlier.items():
            _look_back(store, past, portal=portal, week=earlier, findings=findings)
        if verdict.findings:
            log.info("internal: %s %s: %s", portal, week, joined(verdict.findings, "en"))


def findings_of(store: Store, week: Week) -> dict[str, list[Finding]]:
    """Return what was found about a week, by portal."""
    return {portal: found for (portal, _), found in findings_between(store, week, week).items()}


def findings_between(store: Store, first: Week, last: Week) -> Findings:
    """Return what was found about the weeks between two, both included, by portal and week."""
    findings: Findings = defaultdict(list)
    for found in store.findings(first, last):
        findings[found.portal, found.week].append(read(found))
    return findings


def is_special(config: Config, week: Week) -> bool:
    """Tell whether many are away in a week: by the calendar, or by a period in config.toml."""
    periods = [s.event for s in config.event if s.event.kind is EventKind.PERIOD]
    return is_holiday(week) or any(
        period.first <= week <= (period.last or period.first) for period in periods
    )


def _kept(past: Past, portal: str, verdict: Judgement) -> tuple[dict[str, int], list[Found]]:
    """Return what is kept of a verdict: the week as counts, and what was found."""
    permille = round(1000 * (verdict.missing or 0.0))
    now = without_small_overlaps(past.case(portal).now)
    values = flattened(replace(now, missing_permille=permille))
    return values, stored(portal, past.week, verdict.findings)


def _look_back(
    store: Store, past: Past, *, portal: str, week: Week, findings: Sequence[Finding]
) -> None:
    """Act on what this week tells about an earlier one that counts and nobody has decided about."""
    run = past.runs.get((portal, week))
    new = [finding for finding in stored(portal, week, findings) if finding not in past.found]
    if run is None or not run.counts or run.review is not None or not new:
        return
    store.add_findings(portal, week, new)
    if gravest(findings) is Severity.HOLD:
        store.hold_back(portal, week, kept_reason(findings))


def kept_reason(findings: Sequence[Finding]) -> str:
    """Return why a week is held back, for the ledger, which is kept for good.

    Counts of a place and of numbers on several portals may be small, so they are left out there.
    """
    told = [finding for finding in findings if finding.check not in SMALL]
    names = sorted({finding.check for finding in findings if finding.check in SMALL})
    more = f"Also: {', '.join(names)}; see `monitor week`." if names else ""
    return " ".join(text for text in (joined(told, "en"), more) if text)


def stored(portal: str, week: Week, findings: Iterable[Finding]) -> list[Found]:
    """Return findings as they are kept."""
    return [
        Found(portal, week, finding.check, int(finding.severity), json.dumps(dict(finding.figures)))
        for finding in findings
    ]


def read(stored_finding: Found) -> Finding:
    """Return a finding as it was before it was kept."""
    return Finding(
        stored_finding.check, Severity(stored_finding.severity), json.loads(stored_finding.figures)
    )


class Past:
    """What the store has to judge a week by."""

    def __init__(self, config: Config, store: Store, week: Week) -> None:
        self.week = week
        first = Week.of(week.monday() - YEARS_BACK)
        self.runs = {(run.portal, run.week): run for run in store.runs(first, week)}
        self.found = store.findings(first, week)
        self._cases: dict[str, Case] = {}
        self._goods: dict[Week, Portals] = {}
        self._config, self._store = config, store
        self._counts = store.check_counts(first, week)
        self._sweeps = store.latest_sweeps([week])
        self._now = self._sweeps[week]
        # The latest try that has a count is the one whose sightings were read.
        self._statistics = {
            attempt.portal: attempt.statistics
            for attempt in store.attempts(week)
            if attempt.check.outcome in {Outcome.COMPLETE, Outcome.SUSPECT}
        }
        # The weeks before that each portal of this one is compared with, newest first.
        monday, back = week.monday(), range(1, MENDED_AFTER.stop)
        before = [Week.of(monday - timedelta(weeks=at)) for at in back]
        self._recent, self._older = before[:2], before[2:]

    def to_judge(self) -> list[str]:
        """Return the portals of the week that have a count and no decision."""
        held = {
            stored_finding.portal
            for stored_finding in self.found
            if stored_finding.week == self.week and stored_finding.severity == Severity.HOLD
        }
        return [
            portal
            for portal in self._now
            if self._is_open(self.runs[portal, self.week], is_held=portal in held)
        ]

    @staticmethod
    def _is_open(run: Run, *, is_held: bool) -> bool:
        return run.review is None and (
            run.outcome is Outcome.COMPLETE or (run.outcome is Outcome.SUSPECT and not is_held)
        )

    def case(self, portal: str) -> Case:
        """Return what a portal's week is judged by; made once."""
        if portal not in self._cases:
            self._cases[portal] = self._case(portal)
        return self._cases[portal]

    def _case(self, portal: str) -> Case:
        history = self._history(portal)
        now = observed(portal, self.week, self._statistics[portal])
        blocks = [block for block in self._config.portal if block.name == portal]
        out_of_bounds = [finding for block in blocks for finding in bounds(block, now)]
        comparison, groups, pairs = self._compared(portal)
        recent = [self._with_own(portal), *(self._good(week) or None for week in self._recent)]
        back = looked_back(portal, recent, [self._up(portal, week) for week in self._older])
        year_ago = self._counts.get((portal, Week.of(self.week.monday() - timedelta(weeks=52))))
        last = self.week.previous()
        return Case(
            replace(now, comparison=comparison, look_back=back),
            history,
            groups,
            pairs,
            tuple(out_of_bounds),
            frozenset(f.check for f in self.found if (f.portal, f.week) == (portal, last)),
            is_special(self._config, self.week),
            year_ago.get("missing_permille", 0) / 1000 if year_ago else None,
        )

    def _history(self, portal: str) -> list[Observation]:
        """Return the good weeks before, back to the last `WEEKS_BEFORE` that are no break."""
        history: list[Observation] = []
        for week in sorted((at for name, at in self._counts if name == portal), reverse=True):
            run = self.runs.get((portal, week))
            if week < self.week and run and run.counts:
                counts, is_break = self._counts[portal, week], _is_break(run)
                history.insert(0, restored(portal, week, counts, is_break=is_break))
                if sum(not each.is_break for each in history) == WEEKS_BEFORE:
                    break
        return history

    def _compared(
        self, portal: str
    ) -> tuple[Comparison | None, Sequence[AdGroup], Sequence[Comparison] | None]:
        """Compare with the last good week, and give the history's weeks that are as far apart."""
        before = self._last_good(portal, self.week)
        if before is None:
            return None, (), None
        apart = _apart(before, self.week)
        comparison, groups = compare_weeks(
            portal, self._good(before), self._with_own(portal), apart=apart
        )
        return comparison, groups, self._pairs(portal, apart) if apart > 1 else None

    def _last_good(self, portal: str, week: Week) -> Week | None:
        """Return the newest week before in which the portal counts and can be compared, or None."""
        while (week := week.previous()).year == self.week.year:
            run = self.runs.get((portal, week))
            if run and run.counts:
                return week if portal in self._good(week) else None
        return None

    def _pairs(self, portal: str, apart: int) -> list[Comparison]:
        pairs: list[Comparison] = []
        week = self.week
        while len(pairs) < WEEKS_BEFORE and (week := week.previous()).year == self.week.year:
            before = Week.of(week.monday() - timedelta(weeks=apart))
            if portal in self._good(week) and portal in self._good(before):
                weeks = self._good(before), self._good(week)
                pairs.insert(0, compare_weeks(portal, *weeks, apart=apart)[0])
        return pairs

    def _with_own(self, portal: str) -> Portals:
        """Return this week's portals that are good, and this one whatever it is."""
        return {**self._good(self.week), portal: by_ad(self._now[portal].seen)}

    def _up(self, portal: str, week: Week) -> UpInSweep | None:
        """Return which ads of a portal were up in an older week, if they can be compared."""
        sweep = self._ads_of_older.get(week, {}).get(portal)
        return (
            UpInSweep(*sweep.seen) if sweep and self._is_good(portal, week, sweep.realm) else None
        )

    @cached_property
    def _ads_of_older(self) -> dict[Week, dict[str, LatestSweep[UpAndAlone]]]:
        of_year = [week for week in self._older if week.year == self.week.year]
        return self._store.latest_ads(of_year, AGENCY)

    def _good(self, week: Week) -> Portals:
        """Return the sightings of a week's portals that count, if identifiers can be compared."""
        if week not in self._goods:
            self._goods[week] = self._good_in(week)
        return self._goods[week]

    def _good_in(self, week: Week) -> Portals:
        if week.year != self.week.year:
            return {}
        if week not in self._sweeps:
            of_year = {week, *(each for each in self._recent if each.year == week.year)}
            self._sweeps |= self._store.latest_sweeps(of_year - self._sweeps.keys())
        return {
            portal: by_ad(sweep.seen)
            for portal, sweep in self._sweeps[week].items()
            if self._is_good(portal, week, sweep.realm)
        }

    def _is_good(self, portal: str, week: Week, realm: str) -> bool:
        run, now = self.runs.get((portal, week)), self._now.get(portal)
        return run is not None and run.counts and now is not None and realm == now.realm


def _is_break(run: Run) -> bool:
    return run.review is Review.ACCEPTED


def _apart(before: Week, now: Week) -> int:
    return (now.monday() - before.monday()).days // 7
