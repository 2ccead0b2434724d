"""The checks of one portal's week. Each needs both significance and harm before it speaks.

A rule returns a Finding or None. HOLD asks for about 6 % of the ads or numbers: a week that is 4 %
short is better than no week. Thresholds were found on simulated markets and tried on others; the
power that they have is printed by `make bench`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from monitor.checks.estimates import Missing, Share, by_size, expected, poisson_up_to, share
from monitor.checks.findings import Figures, Finding, Severity, graded
from monitor.checks.observation import NONE, AdGroup, Comparison, LookBack, Part

TAU_SHARE, TAU_ELSEWHERE, TAU_PLACE, TAU_DOUBLED = 0.01, 0.015, 0.03, 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """From where a share speaks: `hold` and `look` are (|z|, share off, count off)."""

    hold: tuple[float, float, float]
    look: tuple[float, float, float]

    def finding(self, check: str, off: Share, sign: int, figures: Figures) -> Finding | None:
        """Return what is found where a share is off in one direction, -1 or 1."""
        size = (sign * off.z, sign * off.off, sign * off.count_off)
        hold, look = _all_beyond(size, self.hold), _all_beyond(size, self.look)
        return graded(check, figures, hold=hold, look=look)


def _all_beyond(size: Sequence[float], limit: Sequence[float]) -> bool:
    z, points, count = size
    return z > limit[0] and points > limit[1] and count >= limit[2]


ELSEWHERE = Limits((4.6, 0.08, 5), (3.6, 0.03, 4))
NO_NUMBER = Limits((5, 0.06, 6), (3.8, 0.025, 4))
OTHER_NUMBER = Limits((6, 0.25, 6), (4.5, 0.07, 6))
OTHER_PLACE = Limits((6, 0.20, 0), (4.5, 0.10, 0))
AWAY = Limits((5, 0.06, 4), (3.8, 0.03, 4))
AWAY_AFTER_LOOK = Limits((3, 0.06, 4), AWAY.look)
ALL_PAUSED = (3.0, 0.03)


def is_missing(now: Comparison, missing: Missing) -> Finding | None:
    """Fewer of last week's ads are up again, and fewer are new, than is usual."""
    gone = missing.again.usual - missing.again.observed
    figures: Figures = {
        "before": now.before,
        "again": missing.again.observed,
        "usual": round(missing.again.usual),
        "margin": round(2 * missing.again.deviation),
        "share": round(100 * missing.share),
    }
    hold = missing.z < -4.4 and missing.share > 0.07 and gone >= 6
    look = missing.z < -2.9 and missing.share > 0.03 and gone >= 4
    return graded("missing", figures, hold=hold, look=look)


def few_new(missing: Missing) -> Finding | None:
    """Next to nothing is new."""
    new = missing.new
    figures: Figures = {"new": new.observed, "usual": round(new.usual)}
    hold = new.z < -4.5 and new.observed < 0.15 * new.usual
    look = new.z < -3.3 and new.observed < 0.40 * new.usual
    return graded("few_new", figures, hold=hold, look=look)


def burst(missing: Missing) -> Finding | None:
    """Far too many are new."""
    new = missing.new
    look = new.z_above > 5 and new.observed - new.usual >= 8
    figures = {"new": new.observed, "usual": round(new.usual)}
    return graded("burst", figures, hold=False, look=look)


def places(
    now: Comparison, groups: Sequence[AdGroup], missing: Missing, *, is_market: bool
) -> Iterator[Finding | None]:
    """Yield the places, agencies and ads without a number that are gone while the rest is not."""
    again, usual_of_all = now.again, missing.again.usual
    for group in groups:
        seen = sum(part.seen for part in group.classes)
        before = sum(part.of for part in group.classes)
        usual, _ = expected(group.classes, missing.rates)
        if usual < 6:
            continue
        rest = usual_of_all - usual
        scale = min(max((again - seen) / rest if rest > 0 else 1.0, 0.05), 1.1)
        usual *= scale
        variance = group.together * usual * max(1 - usual / before, 0.0)
        variance += (1.5 * sqrt(missing.tau) * usual) ** 2
        least = 0.15 if is_market else 0.35
        if (seen - usual) / sqrt(max(variance, 0.25)) >= -4.5:
            continue
        figures: Figures = {
            "before": before,
            "place": group.name,
            "again": seen,
            "usual": round(usual),
        }
        check = "place" if group.can_hold else group.name
        hold = group.can_hold and seen < least * usual
        yield graded(check, figures, hold=hold, look=seen < 0.5 * usual)


LOSSES: tuple[tuple[str, Callable[[Comparison], Part], float, Limits], ...] = (
    ("elsewhere", lambda week: week.elsewhere, TAU_ELSEWHERE, ELSEWHERE),
    ("no_number", lambda week: week.numbered, TAU_SHARE, NO_NUMBER),
    ("other_number", lambda week: week.same_number, TAU_SHARE, OTHER_NUMBER),
    ("other_place", lambda week: week.same_place, TAU_PLACE, OTHER_PLACE),
)
"""Of what a part is usually kept from week to week: numbers that are still up elsewhere kept here,
ads that keep a number, the same number, and their place."""


def losses(now: Comparison, history: Sequence[Comparison]) -> Iterator[Finding | None]:
    """Yield a finding where fewer than usual kept something."""
    for check, part_of, tau, limits in LOSSES:
        if off := share(part_of(now), [part_of(week) for week in history], tau):
            usual = round(off.part.of * (1 - off.usual))
            figures = {"count": off.part.of - off.part.seen, "usual": usual}
            yield limits.finding(check, off, -1, figures)


def one_number(now: Comparison, history: Sequence[Comparison]) -> Finding | None:
    """Many ads got one and the same number."""
    most, count = max(week.most_to_one for week in history), now.most_to_one
    hold, look = count >= max(8, 3 * most), count >= max(5, 2 * most)
    return graded("one_number", {"count": count}, hold=hold, look=look)


def doubled(now: Comparison, history: Sequence[Comparison]) -> Finding | None:
    """More new ads than usual carry numbers of ads that are still up."""
    past = [(week.doubled, week.before) for week in history]
    ratio = by_size(now.doubled, now.before, past, TAU_DOUBLED)
    too_many = ratio.observed - ratio.usual
    figures = {"count": ratio.observed, "usual": round(ratio.usual)}
    hold, look = ratio.z_above > 6 and too_many >= 8, ratio.z_above > 5 and too_many >= 5
    return graded("doubled", figures, hold=hold, look=look)


def stale(now: Comparison, history: Sequence[Comparison]) -> Finding | None:
    """Hardly anything came or went, this week or over the last two or three."""
    findings = []
    for weeks in (1, 2, 3):
        recent = [*history[len(history) - weeks + 1 :], now]
        past = history[: len(history) - weeks + 1]
        count = sum(week.came_and_went for week in recent)
        mean = sum(week.came_and_went for week in past) / len(past) * weeks if past else 0.0
        if mean <= 0 or count > 0.1 * mean:
            continue
        chance, figures = poisson_up_to(count, mean), {"count": count, "usual": round(mean)}
        findings.append(graded("stale", figures, hold=chance < 1e-5, look=chance < 1e-3))
    spoken = [finding for finding in findings if finding]
    return max(spoken, key=lambda finding: finding.severity, default=None)


CHANGES = (one_number, doubled, stale)
"""Checks of the ads that are there; those above ask how many are missing."""


def away(now: LookBack, history: Sequence[LookBack], *, after_look: bool) -> Finding | None:
    """Ads were away last week that were up before and after."""
    off = share(now.away, [look_back.away for look_back in history], TAU_SHARE)
    limits = AWAY_AFTER_LOOK if after_look else AWAY
    return limits.finding("look_back", off, 1, _back(off)) if off else None


def away_elsewhere(now: LookBack, history: Sequence[LookBack]) -> bool:
    """Tell whether ads were away here whose number was up on another portal meanwhile."""
    past = [look_back.away_elsewhere for look_back in history]
    off = share(now.away_elsewhere, past, TAU_ELSEWHERE)
    finding = AWAY.finding("look_back", off, 1, {}) if off else None
    return finding is not None and finding.severity is Severity.HOLD


def all_paused(now: LookBack, history: Sequence[LookBack]) -> bool:
    """Tell whether people paused on all portals at once."""
    off = share(now.paused, [look_back.paused for look_back in history], TAU_SHARE)
    return off is not None and off.z > ALL_PAUSED[0] and off.off > ALL_PAUSED[1]


def mended(now: LookBack, history: Sequence[LookBack]) -> Iterator[tuple[int, Finding]]:
    """Yield, by how many weeks back they were up, ads that are back after all weeks between."""
    for back, part in now.mended.items():
        past = [look_back.mended.get(back, NONE) for look_back in history]
        off = share(part, past, TAU_SHARE, least_variance=1.0)
        if off and (finding := AWAY.finding("mended", off, 1, _back(off))):
            yield back, finding


def _back(off: Share) -> Figures:
    return {"count": off.part.seen, "usual": round(off.usual * off.part.of)}
