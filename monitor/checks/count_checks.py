"""The checks of a week's own counts: they need no identifier, and most hold from the first week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log, sqrt
from statistics import median, pvariance

from monitor.checks.estimates import share
from monitor.checks.findings import Finding, Severity, graded
from monitor.checks.observation import Observation, Part
from scrapers.portal_config import Portal

TAU_NUMBERED = 0.01


def bounds(portal: Portal, now: Observation) -> Iterator[Finding]:
    """Yield each of config.toml's bounds that a week breaks; the bounds themselves are inside."""
    least, most = portal.bounds.least, portal.bounds.most
    if not least <= now.ads <= most:
        yield Finding("bounds", Severity.HOLD, {"least": least, "most": most, "count": now.ads})
    share_of = portal.bounds.least_share_with_number
    if now.ads and now.with_number / now.ads < share_of:
        figures = {"least": round(100 * share_of), "share": round(100 * now.with_number / now.ads)}
        yield Finding("bounds_of_numbers", Severity.HOLD, figures)


def total(now: Observation, history: Sequence[Observation]) -> Finding | None:
    """Fewer, or more, of the ads were read than the portal itself states."""
    if not now.stated:
        return None
    past = [week.accounted / week.stated for week in history if week.stated]
    # Above 1 where a portal repeats its featured ads on every page, and does not count them again.
    usual = median(past) if past else 1.0
    chance = min(usual, 1.0) * (1 - min(usual, 1.0))
    spread = pvariance(past) if len(past) > 1 else 0.0
    variance = max(chance, 0.015) / now.stated + spread + 0.005**2
    off = now.accounted / now.stated - usual
    z = off / sqrt(variance)
    figures = {"count": now.accounted, "stated": now.stated, "usual": round(100 * usual)}
    # More than is stated is told only where it was not always so.
    look = abs(z) > 4 and abs(off) > 0.03 and (off < 0 or bool(past))
    return graded("total", figures, hold=z < -4.5 and off < -0.06, look=look)


def pages(now: Observation, history: Sequence[Observation]) -> Finding | None:
    """List pages hold fewer ads than they always held."""
    past = [week.pages for week in history if week.pages.inner]
    if not past or not now.pages.inner:
        return None
    usual = median(week.mean for week in past)
    if any(week.mean < 0.985 * usual for week in past):
        return None
    filled = now.pages.mean / usual
    figures = {"count": round(now.pages.mean, 1), "usual": round(usual, 1)}
    look = filled < 0.985 or now.pages.fewest < 0.6 * usual
    return graded("pages", figures, hold=filled < 0.94, look=look)


def by_counts(now: Observation, history: Sequence[Observation]) -> Iterator[Finding | None]:
    """Yield what counts tell where no identifier of the last good week is here."""
    counts = [each.ads for each in history if each.ads]
    if len(counts) < 3 or not now.ads:
        return
    changes = [log(b / a) for a, b in pairwise(counts)]
    deviation = sqrt((5 * 0.04**2 + sum(each**2 for each in changes)) / (5 + len(changes)))
    weeks = max(1, (now.week.monday() - history[-1].week.monday()).days // 7)
    z = log(now.ads / counts[-1]) / (deviation * sqrt(weeks))
    figures = {"count": now.ads, "before": counts[-1]}
    yield graded("count", figures, hold=z < -3.2, look=abs(z) > 2)
    numbered = Part(now.with_number, now.ads)
    off = share(numbered, [Part(each.with_number, each.ads) for each in history], TAU_NUMBERED)
    if off is None:
        return
    figures = {"share": round(100 * numbered.seen / numbered.of), "usual": round(100 * off.usual)}
    hold, look = off.z < -5 and off.off < -0.08, abs(off.z) > 3.8 and abs(off.off) > 0.03
    yield graded("share_with_number", figures, hold=hold, look=look)
