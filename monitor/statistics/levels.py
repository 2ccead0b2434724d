"""The level of a year: of a portal, of a total of portals, of a place (docs/method.md)."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from monitor.statistics.figure import Figure, mostly_read
from monitor.statistics.filling import LEAST_FOR_VARIANCE, Series, add, error_of_sum, fill, mean
from monitor.statistics.market_year import MarketYear, stretches_of
from monitor.statistics.weekly_series import (
    Counts,
    all_known,
    breaks,
    cut,
    groups_of_gaps,
    is_enough,
    open_end,
    per_week,
    portals_without_count,
    series_of,
    series_of_portal,
    with_zeros,
    year_flags,
)
from storage.weeks import Week

LEAST_WEEKS_OF_PORTAL = 26
LEAST_WEEKS_OF_PLACE = 13
"""A place loses every week in which one of the portals is missing, so fewer have to do."""


def level_of_portal(market: MarketYear, portal: str, counts: Counts) -> Figure:
    """Return a portal's figure."""
    stay, window = market.stays[portal], market.window
    series = series_of_portal(market, portal, counts)
    with_closed = with_zeros(series, stay)
    filled = with_zeros(fill(series, stay.stretches), stay)
    up = [value for value in cut(series, window) if value is not None]
    least = LEAST_WEEKS_OF_PORTAL if window.is_whole else 1
    return Figure(
        cut(with_closed, window),
        all_known(cut(filled, window)),
        per_week(error_of_sum(series, window.span, stay.stretches, window.span), window),
        0.0,
        len(up) + len(stay.absent.intersection(window.span)) >= least
        and not open_end(market, portal, series),
        year_flags(market, is_break=portal in market.partly),
        mean(up) if up else None,
        market.window.of_span,
    )


def level_of_total(
    market: MarketYear, counts: Mapping[str, Counts], portals: Collection[str] | None = None
) -> Figure:
    """Return the figure of a sum over portals: those of the year's set, or of a panel."""
    window = market.window
    series = series_of(market, counts, portals)
    stays = {name: market.stays[name] for name in series}
    filled = [with_zeros(fill(series[p], stay.stretches), stay) for p, stay in stays.items()]
    with_closed = [with_zeros(series[portal], stay) for portal, stay in stays.items()]
    nothing = (None,) * len(window.weeks)
    whole = cut(add(filled) if series else nothing, window)
    parts = zip(*(cut(values, window) for values in with_closed), strict=True)
    read = [math.fsum(value or 0.0 for value in week) for week in parts] or [0.0] * len(whole)
    return Figure(
        cut(add(with_closed) if series else nothing, window),
        all_known(whole),
        per_week(_error_of_total(market, series), window),
        0.0,
        is_enough(market, series),
        year_flags(market, is_break=portals is None and breaks(market)),
        weeks=market.window.of_span,
        mostly_read=mostly_read(read, whole),
    )


@dataclass(frozen=True, slots=True)
class WholeWeeks:
    """The weeks in which all portals of the set were read, as positions of the window.

    `stretches` lie between the events of any of them; `has_open_end` where one has.
    """

    known: frozenset[int]
    stretches: tuple[range, ...]
    has_open_end: bool


def whole_weeks(
    market: MarketYear,
    counted: Mapping[str, Collection[Week]],
    portals: Collection[str] | None = None,
) -> WholeWeeks:
    """Return the weeks in which all portals were read, of the year's set or of `portals`."""
    counts = {p: dict.fromkeys(weeks, 0.0) for p, weeks in counted.items()}
    series = series_of(market, counts, portals)
    length = len(market.window.weeks)
    return WholeWeeks(
        frozenset(
            at for at in range(length) if series and not portals_without_count(market, series, at)
        ),
        stretches_of([market.stays[portal] for portal in series], length, all_up=False),
        any(open_end(market, portal, own) for portal, own in series.items()),
    )


def level_of_place(market: MarketYear, counts: Counts, whole: WholeWeeks) -> Figure:
    """Return a place's figure: its own series, known in the weeks in which all portals were read.

    In a year in which a portal was added or dropped no place has a level: their cells are not kept
    by portal.
    """
    window = market.window
    own = tuple(
        counts.get(week) if at in whole.known else None for at, week in enumerate(window.weeks)
    )
    least = LEAST_WEEKS_OF_PLACE if window.is_whole else 1
    return Figure(
        cut(own, window),
        all_known(cut(fill(own, whole.stretches), window)),
        per_week(error_of_sum(own, window.span, whole.stretches, window.span), window),
        0.0,
        sum(value is not None for value in cut(own, window)) >= least
        and not market.partly
        and not whole.has_open_end,
        year_flags(market, is_break=breaks(market)),
        weeks=market.window.of_span,
    )


def _error_of_total(market: MarketYear, series: Mapping[str, Series]) -> float:
    """Return the standard error that filling brings into a total's sum over the span.

    Portals that are missing in the same weeks are one series then: added as if they were
    independent, the error would be too small. It is never more than the parts' errors added up.
    """
    together: dict[frozenset[str], list[int]] = {}
    for (gone, _), weeks in groups_of_gaps(market, series).items():
        together.setdefault(gone, []).extend(weeks)
    errors = [_error_together(market, series, gone, at) for gone, at in together.items()]
    alone = math.fsum(
        _error_alone(market, name, values, market.window.span) for name, values in series.items()
    )
    return min(math.hypot(*errors), alone)


def _error_together(
    market: MarketYear, series: Mapping[str, Series], gone: frozenset[str], weeks: list[int]
) -> float:
    """Return the error of the portals that are missing together, in just those weeks."""
    whole = add([series[name] for name in sorted(gone)])
    if sum(value is not None for value in whole) < LEAST_FOR_VARIANCE:
        return math.fsum(_error_alone(market, name, series[name], weeks) for name in gone)
    stretches = stretches_of([market.stays[name] for name in sorted(gone)], len(whole))
    return error_of_sum(whole, weeks, stretches, market.window.span)


def _error_alone(market: MarketYear, portal: str, series: Series, weeks: Collection[int]) -> float:
    return error_of_sum(series, weeks, market.stays[portal].stretches, market.window.span)
