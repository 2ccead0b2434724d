"""What the store has to judge a week by: its portals' sweeps, and the good weeks before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from monitor.checks.count_checks import bounds
from monitor.checks.findings import Severity
from monitor.checks.observation import (
    MENDED_AFTER,
    AdGroup,
    Comparison,
    Observation,
    observed,
    restored,
)
from monitor.checks.round_check import WEEKS_BEFORE, Case
from monitor.checks.special import is_holiday
from monitor.checks.week_comparison import (
    AGENCY,
    Ads,
    UpInSweep,
    WeekAds,
    by_ad,
    compare_weeks,
    looked_back,
)
from monitor.config import Config
from monitor.statistics.events import EventKind
from scrapers.model import Outcome
from storage.records import Review, Run
from storage.store import Store
from storage.weekly_checks import LatestSweep, UpAndAlone
from storage.weeks import Week

YEARS_BACK = timedelta(weeks=60)


def is_special(config: Config, week: Week) -> bool:
    """Tell whether many are away in a week: by the calendar, or by a period in config.toml."""
    periods = [s.event for s in config.event if s.event.kind is EventKind.PERIOD]
    return is_holiday(week) or any(
        period.first <= week <= (period.last or period.first) for period in periods
    )


class Past:
    """What the store has to judge a week by."""

    def __init__(self, config: Config, store: Store, week: Week) -> None:
        self.week = week
        first = Week.of(week.monday() - YEARS_BACK)
        self.runs = {(run.portal, run.week): run for run in store.runs(first, week)}
        self.found = store.findings(first, week)
        self._cases: dict[str, Case] = {}
        self._goods: dict[Week, WeekAds] = {}
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
        back = looked_back(
            portal,
            self._good(self.week),
            self._recent_good,
            [self._up(portal, week) for week in self._older],
            own=self._own(portal),
        )
        year_ago = self._counts.get((portal, Week.of(self.week.monday() - timedelta(weeks=52))))
        return Case(
            replace(now, comparison=comparison, look_back=back),
            history,
            groups,
            pairs,
            tuple(out_of_bounds),
            frozenset(self._checks_of_last_week[portal]),
            is_special(self._config, self.week),
            year_ago.get("missing_permille", 0) / 1000 if year_ago else None,
        )

    def _history(self, portal: str) -> list[Observation]:
        """Return the good weeks before, back to the last `WEEKS_BEFORE` that are no break."""
        history: list[Observation] = []
        for week in reversed(self._weeks_of[portal]):
            run = self.runs.get((portal, week))
            if run and run.counts:
                counts, is_break = self._counts[portal, week], _is_break(run)
                history.insert(0, restored(portal, week, counts, is_break=is_break))
                if sum(not each.is_break for each in history) == WEEKS_BEFORE:
                    break
        return history

    @cached_property
    def _recent_good(self) -> tuple[WeekAds, WeekAds]:
        last, before = self._recent
        return self._good(last), self._good(before)

    @cached_property
    def _weeks_of(self) -> Mapping[str, Sequence[Week]]:
        """The weeks before this one that have counts, by portal, oldest first."""
        weeks: Mapping[str, list[Week]] = defaultdict(list)
        for portal, week in sorted(self._counts):
            if week < self.week:
                weeks[portal].append(week)
        return weeks

    @cached_property
    def _checks_of_last_week(self) -> Mapping[str, set[str]]:
        """The checks that spoke last week, by portal."""
        checks: Mapping[str, set[str]] = defaultdict(set)
        for finding in self.found:
            if finding.week == self.week.previous():
                checks[finding.portal].add(finding.check)
        return checks

    def _compared(
        self, portal: str
    ) -> tuple[Comparison | None, Sequence[AdGroup], Sequence[Comparison] | None]:
        """Compare with the last good week, and give the history's weeks that are as far apart."""
        before = self._last_good(portal, self.week)
        if before is None:
            return None, (), None
        apart = _apart(before, self.week)
        comparison, groups = compare_weeks(
            portal, self._good(before), self._good(self.week), own=self._own(portal), apart=apart
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

    def _own(self, portal: str) -> Ads:
        """Return a portal's ads of this week, whether it is good or not."""
        return self._good(self.week).get(portal) or by_ad(self._now[portal].seen)

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

    def _good(self, week: Week) -> WeekAds:
        """Return the sightings of a week's portals that count, if identifiers can be compared."""
        if week not in self._goods:
            self._goods[week] = self._good_in(week)
        return self._goods[week]

    def _good_in(self, week: Week) -> WeekAds:
        if week.year != self.week.year:
            return WeekAds()
        if week not in self._sweeps:
            of_year = {week, *(each for each in self._recent if each.year == week.year)}
            self._sweeps |= self._store.latest_sweeps(of_year - self._sweeps.keys())
        return WeekAds(
            (portal, by_ad(sweep.seen))
            for portal, sweep in self._sweeps[week].items()
            if self._is_good(portal, week, sweep.realm)
        )

    def _is_good(self, portal: str, week: Week, realm: str) -> bool:
        run, now = self.runs.get((portal, week)), self._now.get(portal)
        return run is not None and run.counts and now is not None and realm == now.realm


def _is_break(run: Run) -> bool:
    return run.review is Review.ACCEPTED


def _apart(before: Week, now: Week) -> int:
    return (now.monday() - before.monday()).days // 7
