"""Distinct numbers over several portals: none of them twice, whatever portals are missing."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.statistics.figure import Figure, mostly_read
from monitor.statistics.filling import LEAST_FOR_VARIANCE, Series, error_of_sum, fill, gap_stretches
from monitor.statistics.market_year import MarketYear, Window, stretches_of
from monitor.statistics.weekly_series import (
    Counts,
    all_known,
    breaks,
    cut,
    groups_of_gaps,
    is_enough,
    per_week,
    portals_without_count,
    series_of,
    year_flags,
)
from storage.weeks import Week


@dataclass(frozen=True, slots=True)
class NumberCells:
    """Distinct numbers of each week by the portals that they are on.

    `on` has for each portal those on it, in the weeks it was counted; `only` those on it and on no
    other; `several` those on two or more; `exact` those on just a set of portals, of two or more,
    where they are known.
    """

    on: Mapping[str, Counts]
    only: Mapping[str, Counts]
    several: Counts
    exact: Mapping[frozenset[str], Counts] = field(default_factory=dict)

    def on_any(self, portals: Collection[str], week: Week) -> float:
        """Return the numbers on at least one of these portals in a week, of those then read.

        The country's, but for those only on portals left out, and on several of them.
        """
        if not portals:
            return 0.0
        left_out = frozenset(self.on).difference(portals)
        within = (counts for names, counts in self.exact.items() if names <= left_out)
        return (
            math.fsum(self.only[portal].get(week, 0.0) for portal in portals if portal in self.only)
            + self.several.get(week, 0.0)
            - math.fsum(counts.get(week, 0.0) for counts in within)
        )


def level_of_numbers(
    market: MarketYear, cells: NumberCells, portals: Collection[str] | None = None
) -> Figure:
    """Return the figure of distinct numbers on any of several portals, none of them twice.

    Where some are missing in a week, the numbers that they alone would have added are filled from
    the weeks in which all were read, and added to what the others show. Under three such weeks
    there is no figure.
    """
    window = market.window
    series = series_of(market, cells.on, portals)
    read = [cells.on_any(series, week) for week in window.weeks]
    complete = tuple(
        None if portals_without_count(market, series, at) or not series else value
        for at, value in enumerate(read)
    )
    stretches = stretches_of([market.stays[p] for p in series], len(complete), all_up=False)
    values: list[float | None] = list(read)
    errors: dict[range, list[tuple[frozenset[str], float]]] = {}
    for (gone, others), gap_weeks in groups_of_gaps(market, series).items():
        more = _only_beyond(others, complete, cells, window)
        filled = fill(more, stretches)
        for at in gap_weeks:
            value = filled[at]
            values[at] = None if value is None else read[at] + value
        for gap in gap_stretches(complete):
            if inside := set(gap_weeks).intersection(gap):
                error = error_of_sum(more, inside, stretches, window.span)
                errors.setdefault(gap, []).append((gone, error))
    return Figure(
        cut(complete, window),
        all_known(cut(values, window)) if series else None,
        per_week(math.hypot(*map(_error_of_gap, errors.values())), window),
        0.0,
        is_enough(market, series),
        year_flags(market, is_break=portals is None and breaks(market)),
        weeks=window.of_span,
        mostly_read=mostly_read(read[window.span.start : window.span.stop], cut(values, window)),
    )


def _only_beyond(
    others: Collection[str], counts: Series, cells: NumberCells, window: Window
) -> Series:
    """Return the numbers that these others do not have, in the weeks in which all were read.

    Nothing is known of them in under three such weeks.
    """
    if sum(value is not None for value in counts) < LEAST_FOR_VARIANCE:
        return (None,) * len(counts)
    return tuple(
        None if value is None else value - cells.on_any(others, week)
        for value, week in zip(counts, window.weeks, strict=True)
    )


def _error_of_gap(errors: Sequence[tuple[frozenset[str], float]]) -> float:
    """Return the error of a gap in which different sets of portals were missing.

    What the sets add is filled from the same weeks: errors of two sets are as alike as the share of
    the portals that they have in common, |g ∩ h| / √(|g|·|h|), that of two sums of independent
    series. Those of different gaps are independent.
    """
    return math.sqrt(
        math.fsum(
            one * other * len(g & h) / math.sqrt(len(g) * len(h))
            for g, one in errors
            for h, other in errors
        )
    )
