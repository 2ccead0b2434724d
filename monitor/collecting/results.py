"""What one sweep came to, for people to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.checks.findings import Finding, Severity, joined
from scrapers.crawl.progress import Progress
from scrapers.http.client import Activity
from scrapers.model import Outcome
from storage.errors import StorageError
from storage.records import CheckResult, SweepStatistics
from storage.weeks import Week

Watch = Callable[[str, Progress | Activity | Outcome], None]
"""Called with a portal and how far its sweep is, what it does just now, or how it ended."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one sweep came to, for people to see; `labels` and `notes` are not kept.

    `problem` is why it could not be begun, or not be stored.
    """

    portal: str
    week: Week
    check: CheckResult
    statistics: SweepStatistics
    seconds: float = 0.0
    labels: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problem: StorageError | None = None

    def __str__(self) -> str:
        counted = [f"{name} {count}" for name, count in self.columns().items() if count is not None]
        line = ", ".join((f"{self.check.outcome}", *counted, f"{self.seconds:.1f} s"))
        return f"{self.portal} {self.week}: {line}"

    def judged(self, findings: Sequence[Finding]) -> Result:
        """Return the result with what the checks found when all portals were swept."""
        if self.check.outcome not in {Outcome.COMPLETE, Outcome.SUSPECT}:
            return self
        if any(finding.severity is Severity.HOLD for finding in findings):
            return replace(self, check=CheckResult(Outcome.SUSPECT, joined(findings, "en")))
        notes = (*self.notes, *(finding.sentence("en") for finding in findings))
        return replace(self, notes=notes)

    def columns(self) -> dict[str, int | None]:
        """Return the counts by the words that people see them under."""
        statistics = self.statistics
        return {
            "pages": statistics.pages,
            "cards": statistics.cards,
            "excluded": statistics.excluded,
            "duplicates": statistics.duplicates,
            "ads": statistics.ads,
            "with number": statistics.with_number,
            "hidden": statistics.hidden,
            "without": statistics.without,
            "stated": statistics.stated_total,
        }

    def remarks(self) -> list[str]:
        """Return what else there is to say: why it is not complete, labels, and notes."""
        labels = ", ".join(f"{name} {count}" for name, count in sorted(self.labels.items()))
        remarks = [self.check.reason, f"labels: {labels}" if labels else "", *self.notes]
        return [remark for remark in remarks if remark]
