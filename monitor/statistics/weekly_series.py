"""Counts of a year's portals as series over its window: what is known, missing, unexplained.

Counts are handed in by week; a week that is not in them was not counted.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping, Sequence

from monitor.statistics.filling import Series, fill
from monitor.statistics.market_year import MOST_AT_END, MarketYear, Stay, Window
from storage.weeks import Week

LEAST_SHARE_OF_TOTAL = 0.5
"""At least this share of what a total is made of must have been counted, not filled."""

Counts = Mapping[Week, float]
"""What was counted in which weeks."""


def open_ends(
    market: MarketYear, counted: Mapping[str, Collection[Week]]
) -> dict[str, tuple[Week, Week]]:
    """Return the portals of which a person must say what happened, and since when.

    More than four missing weeks at an end of the span, no count in the 13 weeks beyond, and no
    event: the first and the last of these weeks.
    """
    ends = {}
    for portal in sorted(market.portals):
        counts = dict.fromkeys(counted.get(portal, ()), 0.0)
        if gap := open_end(market, portal, series_of_portal(market, portal, counts)):
            ends[portal] = (market.window.weeks[gap[0]], market.window.weeks[gap[-1]])
    return ends


def series_of_portal(market: MarketYear, portal: str, counts: Counts) -> Series:
    """Return what was counted while a portal was up; all else is None."""
    up = {at for stretch in market.stays[portal].stretches for at in stretch}
    return tuple(
        counts.get(week) if at in up else None for at, week in enumerate(market.window.weeks)
    )


def series_of(
    market: MarketYear, counts: Mapping[str, Counts], portals: Collection[str] | None = None
) -> dict[str, Series]:
    """Return the series of the portals of a total, by default those of the year's set."""
    names = sorted(market.portals if portals is None else portals)
    return {name: series_of_portal(market, name, counts.get(name, {})) for name in names}


def with_zeros(series: Series, stay: Stay) -> Series:
    """Return a series with the zeros of weeks in which the portal was not in the market."""
    return tuple(0.0 if at in stay.absent else value for at, value in enumerate(series))


def portals_without_count(
    market: MarketYear, series: Mapping[str, Series], at: int
) -> frozenset[str]:
    """Return the portals that have no count in a week, and are no zero in it."""
    return frozenset(
        name
        for name, values in series.items()
        if values[at] is None and at not in market.stays[name].absent
    )


def groups_of_gaps(
    market: MarketYear, series: Mapping[str, Series]
) -> dict[tuple[frozenset[str], frozenset[str]], list[int]]:
    """Return the span's weeks by which portals are missing in them, and which others are up."""
    groups: dict[tuple[frozenset[str], frozenset[str]], list[int]] = {}
    for at in market.window.span:
        if gone := portals_without_count(market, series, at):
            others = frozenset(name for name, values in series.items() if values[at] is not None)
            groups.setdefault((gone, others), []).append(at)
    return groups


def is_enough(market: MarketYear, series: Mapping[str, Series]) -> bool:
    """Whether a total has a level: no part with an open end, and half of its ad-weeks counted."""
    if any(open_end(market, name, values) for name, values in series.items()):
        return False
    counted = total = 0.0
    is_any = False
    for name, values in series.items():
        own = cut(values, market.window)
        is_any = is_any or any(value is not None for value in own)
        counted += math.fsum(value or 0.0 for value in own)
        filled = fill(values, market.stays[name].stretches)
        total += math.fsum(value or 0.0 for value in cut(filled, market.window))
    return counted >= LEAST_SHARE_OF_TOTAL * total if total else is_any


def open_end(market: MarketYear, portal: str, series: Series) -> list[int]:
    """Return the weeks at an end of the span that nobody explained; none where all is well."""
    stay, window = market.stays[portal], market.window
    for stretch in stay.stretches:
        for positions in (window.span, window.span[::-1]):
            if (
                positions
                and positions[0] in stretch
                and (gap := _unexplained(series, stretch, stay, positions))
            ):
                return sorted(gap)
    return []


def _unexplained(series: Series, stretch: range, stay: Stay, positions: range) -> list[int]:
    """Return them for the end that `positions` begin at, walking from it into the span."""
    forwards = positions.step > 0
    end = positions[0]
    beyond = range(stretch.start, end) if forwards else range(end + 1, stretch.stop)
    bound = stretch.start if forwards else stretch.stop
    inwards = (at for at in positions if at in stretch)
    gap = list(itertools.takewhile(lambda at: series[at] is None, inwards))
    is_open = (
        sum(at not in stay.explained for at in gap) > MOST_AT_END
        and bound not in stay.bounds
        and all(series[at] is None for at in beyond)
    )
    return gap if is_open else []


def breaks(market: MarketYear) -> bool:
    """Whether a total is over another set of portals than before, or leaves one out."""
    return bool(market.partly) or market.has_other_set


def year_flags(market: MarketYear, *, is_break: bool) -> str:
    """Return the flags of a figure that do not follow from its weeks: b, p and d."""
    window = market.window
    flags = {"b": is_break, "p": window.is_running, "d": window.is_first}
    return "".join(mark for mark, holds in flags.items() if holds)


def cut(series: Sequence[float | None], window: Window) -> Series:
    """Return the part of a series that is in the span."""
    return tuple(series[window.span.start : window.span.stop])


def all_known(values: Series) -> tuple[float, ...] | None:
    """Return values of which none is missing; None where one is, or there are none."""
    counts = tuple(value for value in values if value is not None)
    return counts if counts and len(counts) == len(values) else None


def per_week(error: float, window: Window) -> float:
    """Return the error of a mean from that of the sum over the span."""
    return error / max(len(window.span), 1)
