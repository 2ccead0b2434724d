"""All portals of a round, judged together: what happens to all of them at once is the market."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from monitor.checks import ad_checks, count_checks
from monitor.checks.estimates import Missing, measure_missing, share
from monitor.checks.findings import Finding, Severity
from monitor.checks.observation import AdGroup, Comparison, Observation
from storage.weeks import Week

WEEKS_BEFORE = 10
LEAST_TO_LOOK, LEAST_TO_HOLD = 2, 4
HOLIDAY_CHECKS = frozenset({"missing", "few_new", "look_back"})


@dataclass(frozen=True, slots=True)
class Case:
    """A portal's week and what it is judged by.

    `history` are its good weeks before, oldest first: counted, and no question about them open. No
    older ones are needed than the last ten (`WEEKS_BEFORE`) that are no break.
    `pairs`, where given, are comparisons of the history that lie as far apart as this week's.
    `bounds` is what of config.toml's bounds is broken. `last_checks` are the checks that spoke last
    week. A special week (Christmas, Easter, config's) is judged more mildly; `share_year_ago` is
    the share that was missing in the same week of last year.
    """

    now: Observation
    history: Sequence[Observation] = ()
    groups: Sequence[AdGroup] = ()
    pairs: Sequence[Comparison] | None = None
    bounds: tuple[Finding, ...] = ()
    last_checks: frozenset[str] = frozenset()
    is_special: bool = False
    share_year_ago: float | None = None

    @property
    def good(self) -> list[Observation]:
        """The history that comparisons and looks back are measured by."""
        return [observation for observation in self.history if not observation.is_break][
            -WEEKS_BEFORE:
        ]

    @property
    def since_break(self) -> Sequence[Observation]:
        """The history that totals, pages and counts are measured by, from the last break on."""
        breaks = [at for at, observation in enumerate(self.history) if observation.is_break]
        return self.history[max(breaks, default=0) :][-WEEKS_BEFORE:]

    @property
    def comparisons(self) -> Sequence[Comparison]:
        """The comparisons of the history that lie as far apart as this week's."""
        now = self.now.comparison
        if now is None:
            return ()
        if self.pairs is not None:
            return self.pairs
        past = [each.comparison for each in self.good if each.comparison]
        return [each for each in past if each.apart == now.apart]


@dataclass(frozen=True, slots=True)
class WeekFindings:
    """What was found about a portal's week, and, looking back, about weeks before it.

    `missing` is the share of the ads that seems to be missing, None where nothing was compared.
    """

    findings: tuple[Finding, ...] = ()
    earlier: Mapping[Week, tuple[Finding, ...]] = field(default_factory=dict)
    missing: float | None = None


def check_round(cases: Mapping[str, Case]) -> dict[str, WeekFindings]:
    """Judge a round's portals together; each by its own history, and by how the others moved."""
    measured = {name: _missing(case) for name, case in cases.items()}
    results = {}
    for name, case in cases.items():
        others = [loss for other, loss in measured.items() if loss and other != name]
        own = measured[name]
        is_market = _is_market(case, own, others)
        findings = (*_bounds(case, is_market=is_market), *_checks(case, own, is_market=is_market))
        results[name] = WeekFindings(findings, _earlier(case), own.share if own else None)
    return results


def _missing(case: Case) -> Missing | None:
    now, past = case.now.comparison, case.comparisons
    return measure_missing(now, past) if now and len(past) >= LEAST_TO_LOOK else None


def _is_market(case: Case, own: Missing | None, others: Sequence[Missing]) -> bool:
    """Tell whether the other portals fell about as much, and numbers on several are still up."""
    now = case.now.comparison
    if own is None or now is None or not others or own.change >= 0:
        return False
    weight = sum(ratio.weight for ratio in others)
    change = sum(ratio.change * ratio.weight for ratio in others) / weight
    z = change * sqrt(weight)
    off = share(now.elsewhere, [p.elsewhere for p in case.comparisons], ad_checks.TAU_ELSEWHERE)
    if off and now.elsewhere.of >= 15 and off.z < -3 and -off.off > max(0.04, 0.35 * own.share):
        return False
    is_calm = off is None or off.z > -2.5
    return (z < -2.5 and change <= 0.5 * own.change) or (
        is_calm and z < -1.5 and change <= 0.35 * own.change
    )


def _bounds(case: Case, *, is_market: bool) -> Iterator[Finding]:
    yield from case.bounds
    if case.bounds and is_market:
        yield Finding("market", Severity.LOOK, {})


def _checks(case: Case, own: Missing | None, *, is_market: bool) -> Iterator[Finding]:
    """Yield what the checks say of a portal's week."""
    now, since_break = case.now, case.since_break
    yield from filter(
        None, (count_checks.total(now, since_break), count_checks.pages(now, since_break))
    )
    if now.comparison is None or own is None:
        yield from filter(None, count_checks.by_counts(now, since_break))
    else:
        most = _most(case.comparisons)
        found_now = _comparison_checks(case, now.comparison, own, is_market=is_market)
        yield from (finding.at_most(most) for finding in found_now if finding)


def _most(history: Sequence[object]) -> Severity:
    """Return how grave a finding may be that so much history stands behind."""
    return Severity.HOLD if len(history) >= LEAST_TO_HOLD else Severity.LOOK


def _comparison_checks(
    case: Case, now: Comparison, own: Missing, *, is_market: bool
) -> Iterator[Finding | None]:
    fallen = [
        finding for finding in (ad_checks.is_missing(now, own), ad_checks.few_new(own)) if finding
    ]
    if fallen and is_market:
        fallen = [] if case.bounds else [Finding("market", Severity.LOOK, {})]
    yield from _mild(case, fallen)
    yield ad_checks.burst(own)
    yield from ad_checks.places(now, case.groups, own, is_market=is_market)
    yield from ad_checks.losses(now, case.comparisons)
    yield from (check(now, case.comparisons) for check in ad_checks.CHANGES)


def _mild(case: Case, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield findings as they are to be taken in a special week."""
    if not case.is_special:
        yield from findings
        return
    for finding in findings:
        yield finding.at_most(Severity.LOOK) if finding.check in HOLIDAY_CHECKS else finding
    if findings and case.share_year_ago is not None:
        yield Finding("year_ago", Severity.LOOK, {"share": round(100 * case.share_year_ago)})


def _earlier(case: Case) -> dict[Week, tuple[Finding, ...]]:
    """Return what this week tells about the weeks just before."""
    now = case.now.look_back
    past = [each.look_back for each in case.good if each.look_back]
    if now is None or len(past) < LEAST_TO_LOOK:
        return {}
    most = _most(past)
    by_week: dict[Week, tuple[Finding, ...]] = {}
    last = case.now.week.previous()
    if away := ad_checks.away(now, past, after_look=bool(case.last_checks)):
        named = Finding(away.check, away.severity, {**away.figures, "week": str(last)})
        is_pause = ad_checks.all_paused(now, past) or "market" in case.last_checks
        if is_pause and not ad_checks.away_elsewhere(now, past):
            named = named.at_most(Severity.LOOK)
        by_week[last] = tuple(each.at_most(most) for each in _mild(case, [named]))
    for back, finding in ad_checks.mended(now, past):
        weeks = _weeks_before(case.now.week, back)
        named = Finding(
            finding.check, finding.severity, {**finding.figures, "week": str(weeks[-1])}
        )
        for week in weeks[:-1]:
            by_week[week] = (*by_week.get(week, ()), named.at_most(most))
    return by_week


def _weeks_before(week: Week, count: int) -> list[Week]:
    weeks = [week.previous()]
    while len(weeks) < count:
        weeks.append(weeks[-1].previous())
    return weeks
