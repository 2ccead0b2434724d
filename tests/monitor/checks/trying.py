"""The checks, week by week on a made-up market: what they say of clean weeks and of faults."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.checks.findings import Finding, Severity, gravest
from monitor.checks.observation import AdGroup, Observation, Pages
from monitor.checks.round_check import Case, WeekFindings, check_round
from monitor.checks.week_comparison import (
    WeekAds,
    by_ad,
    compare_weeks,
    looked_back,
    up_in_sweep,
)
from storage.weeks import Week
from tests.monitor.checks.market import Reading

FIRST = Week(2020, 1)
Readings = Mapping[str, Reading]


@dataclass
class Watch:
    """Judges a market as an installation would, and keeps what the next week needs.

    Held weeks are no history; `settled` are what a person would have seen and found harmless.
    """

    week: Week = FIRST
    kept: list[WeekAds] = field(default_factory=list)
    history: dict[str, list[Observation]] = field(default_factory=dict)
    spoke: dict[str, frozenset[str]] = field(default_factory=dict)

    def judge(self, readings: Readings) -> dict[str, WeekFindings]:
        """Judge a week's readings against what was kept."""
        return check_round(self.cases(readings))

    def cases(self, readings: Readings) -> dict[str, Case]:
        """Return a week's readings as they are judged."""
        now = WeekAds((name, by_ad(reading.ads)) for name, reading in readings.items())
        before = self.kept[-1] if self.kept else None
        cases = {}
        for name, reading in readings.items():
            seen = observed(name, self.week, reading)
            groups: list[AdGroup] = []
            if before and name in before:
                comparison, groups = compare_weeks(name, before, now)
                earlier = self.kept[-2] if len(self.kept) > 1 else WeekAds()
                older = [
                    up_in_sweep(week[name].values()) if name in week else None
                    for week in reversed(self.kept[-9:-2])
                ]
                back = looked_back(name, now, (before, earlier), older)
                seen = replace(seen, comparison=comparison, look_back=back)
            past = self.history.get(name, [])
            last = self.spoke.get(name, frozenset())
            cases[name] = Case(seen, past, groups, last_checks=last)
        return cases

    def keep(self, readings: Readings, results: Mapping[str, WeekFindings] | None = None) -> None:
        """Take a week up as a good one, and go on to the next."""
        results = results or {}
        for name, case in self.cases(readings).items():
            self.history.setdefault(name, []).append(case.now)
            found = results.get(name, WeekFindings()).findings
            self.spoke[name] = frozenset(finding.check for finding in found)
        self.kept.append(WeekAds((name, by_ad(reading.ads)) for name, reading in readings.items()))
        self.week = self.week.next()

    def copy(self) -> Watch:
        """Return the same watch, for another course of events."""
        past = {name: list(each) for name, each in self.history.items()}
        return Watch(self.week, list(self.kept), past, dict(self.spoke))


def observed(name: str, week: Week, reading: Reading) -> Observation:
    ads, size = len(reading.ads), reading.page_size
    pages = Pages()
    if size and reading.stated:
        inner = max(0, (reading.stated - 1) // size)
        shares = ads / reading.stated
        pages = Pages(inner, round(inner * size * shares), round(size * shares))
    with_number = sum(1 for ad in reading.ads if ad.numbers)
    stated = None if size else reading.stated
    return Observation(name, week, ads, with_number, ads, stated, pages)


def severity(result: WeekFindings) -> Severity | None:
    """Return how grave a result is."""
    return gravest(result.findings)


def seen_later(later: WeekFindings, week: Week) -> Sequence[Finding]:
    """Return what a week's result tells about an earlier week."""
    return later.earlier.get(week, ())


def chance_of(seed: int) -> random.Random:
    """Return chance of its own for a fault."""
    return random.Random(f"fault {seed}")
