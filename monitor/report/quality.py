"""Effort and quality: what the ledger says about each portal's year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from monitor.privacy.typed_text import names_count
from scrapers.model import Outcome
from storage.records import Review, Run
from storage.weeks import Week, weeks_in

ONLY_LEFT_OUT = {Outcome.COMPLETE, Outcome.SUSPECT, None}
"""The outcomes of an excluded week that has no other reason to be without a count."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Weeks in a row without a count, for the same reasons: an outcome or "due", "excluded"."""

    first: Week
    last: Week
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return (
            str(self.first) if self.first == self.last else f"{self.first}–W{self.last.number:02}"
        )


@dataclass(frozen=True, slots=True)
class Effort:
    """One portal in one year: of `weeks` weeks `due` were planned, and `counted` have a count.

    `late` are among the counted; `held` wait for a person to decide. `decisions` are the weeks of
    which a person decided, with what and why.
    """

    portal: str
    year: int
    weeks: int
    due: int
    counted: int
    late: int
    held: int
    decisions: tuple[Run, ...]
    gaps: tuple[Gap, ...]

    def decided(self, review: Review) -> int:
        """Count the weeks of which a person decided so."""
        return sum(decision.review is review for decision in self.decisions)

    @property
    def missed(self) -> int:
        """How many of the planned weeks have no count that a person could have decided about."""
        return self.due - self.counted - self.held - self.decided(Review.EXCLUDED)


def published_reason(run: Run) -> str | None:
    """Return why a person decided so about a week; None where that may name a true count.

    People repeat what `monitor week` shows them, and what is published is protected.
    """
    return None if names_count(run.review_reason) else run.review_reason


def efforts(runs: Iterable[Run]) -> list[Effort]:
    """Return the effort behind each portal and year, in their order."""

    def by(run: Run) -> tuple[int, str]:
        return run.week.year, run.portal

    return [
        _effort(year, portal, sorted(group, key=lambda run: run.week))
        for (year, portal), group in groupby(sorted(runs, key=by), key=by)
    ]


def _effort(year: int, portal: str, runs: list[Run]) -> Effort:
    return Effort(
        portal=portal,
        year=year,
        weeks=weeks_in(year),
        due=len(runs),
        counted=sum(run.counts for run in runs),
        late=sum(run.late for run in runs if run.counts),
        held=sum(run.is_undecided for run in runs),
        decisions=tuple(run for run in runs if run.review),
        gaps=tuple(_gaps(runs)),
    )


def _gaps(runs: list[Run]) -> Iterable[Gap]:
    for reasons, group in groupby(runs, key=reasons_without_count):
        weeks = [run.week for run in group]
        if reasons:
            yield Gap(weeks[0], weeks[-1], reasons)


def reasons_without_count(run: Run) -> tuple[str, ...]:
    """Return why a week has no count; what a person left out may have had none before."""
    if run.counts:
        return ()
    if run.review is None:
        return (run.outcome or "due",)
    return (run.review,) if run.outcome in ONLY_LEFT_OUT else (str(run.outcome), run.review)
