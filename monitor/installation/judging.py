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

from monitor.checks.findings import Finding, Severity, gravest, joined
from monitor.checks.observation import (
    flattened,
    without_small_overlaps,
)
from monitor.checks.round_check import WeekFindings, check_round
from monitor.config import Config
from monitor.installation.past_weeks import Past
from storage.records import StoredFinding
from storage.store import Store
from storage.weeks import Week

log = logging.getLogger(__name__)

Findings = dict[tuple[str, Week], list[Finding]]
SMALL = {"elsewhere", "place", "agencies", "unnumbered"}


def judge(config: Config, store: Store, week: Week) -> None:
    """Judge a week's portals, keep what was found, and hold weeks back; what changed is uncounted.

    A week that a person has decided about is left as it is, and one that is held back stays so.
    """
    past = Past(config, store, week)
    results = check_round({portal: past.case(portal) for portal in past.to_judge()})
    store.save_checked(week, {name: _kept(past, name, one) for name, one in results.items()})
    for portal, result in results.items():
        if gravest(result.findings) is Severity.HOLD:
            store.hold_back(portal, week, kept_reason(result.findings))
        for earlier, findings in result.earlier.items():
            _look_back(store, past, portal=portal, week=earlier, findings=findings)
        if result.findings:
            log.info("internal: %s %s: %s", portal, week, joined(result.findings, "en"))


def findings_of(store: Store, week: Week) -> dict[str, list[Finding]]:
    """Return what was found about a week, by portal."""
    return {portal: found for (portal, _), found in findings_between(store, week, week).items()}


def findings_between(store: Store, first: Week, last: Week) -> Findings:
    """Return what was found about the weeks between two, both included, by portal and week."""
    findings: Findings = defaultdict(list)
    for found in store.findings(first, last):
        findings[found.portal, found.week].append(finding_of(found))
    return findings


def provisional_weeks(store: Store, first: Week, last: Week) -> frozenset[tuple[str, Week]]:
    """Return the portals' weeks that count though nobody has seen yet what was found of them."""
    found = frozenset((each.portal, each.week) for each in store.findings(first, last))
    return found.intersection(
        (run.portal, run.week)
        for run in store.runs(first, last)
        if run.counts and not run.seen and run.review is None
    )


def _kept(
    past: Past, portal: str, result: WeekFindings
) -> tuple[dict[str, int], list[StoredFinding]]:
    """Return what is kept of a result: the week as counts, and what was found."""
    permille = round(1000 * (result.missing or 0.0))
    now = without_small_overlaps(past.case(portal).now)
    values = flattened(replace(now, missing_permille=permille))
    return values, stored(portal, past.week, result.findings)


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


def stored(portal: str, week: Week, findings: Iterable[Finding]) -> list[StoredFinding]:
    """Return findings as they are kept."""
    return [
        StoredFinding(
            portal, week, finding.check, int(finding.severity), json.dumps(dict(finding.figures))
        )
        for finding in findings
    ]


def finding_of(stored_finding: StoredFinding) -> Finding:
    """Return a finding as it was before it was kept."""
    return Finding(
        stored_finding.check, Severity(stored_finding.severity), json.loads(stored_finding.figures)
    )
