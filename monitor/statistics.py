"""Weekly series to averages with honest uncertainty: pure functions, docs/method.md section 2.

A series is a sequence of 52 or 53 weekly values in which None is a gap. A gap is interpolated and
its uncertainty carried; it is never a zero and never the week before.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

Z95 = 1.96
PLAIN_HALF_WIDTH = 0.03
UNCERTAIN_HALF_WIDTH = 0.05
LEAST_OBSERVED_WEEKS = 26
LEAST_COMMON_WEEKS = 39
LEAST_NOISE_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Filled:
    """A series without gaps: `estimated` are the positions that were interpolated.

    `error` is the standard error of the series' mean, in the series' own unit.
    """

    values: tuple[float, ...]
    estimated: frozenset[int]
    error: float

    @property
    def mean(self) -> float:
        """The mean over all weeks, interpolated ones included."""
        return math.fsum(self.values) / len(self.values)


@dataclass(frozen=True, slots=True)
class Average:
    """A year's weekly average, publishable or not.

    `half_width` is half of the 95 % interval, in the same unit; `observed_mean` is the mean of
    the observed weeks alone; `level` is None where the year cannot carry one.
    """

    level: float | None
    half_width: float
    observed_mean: float | None
    observed: int
    weeks: int
    uncertain: bool = False

    @property
    def estimated(self) -> bool:
        """Whether some of the weeks behind the level were interpolated."""
        return self.level is not None and self.observed < self.weeks


@dataclass(frozen=True, slots=True)
class Change:
    """The relative change on the year before over the weeks that both years have.

    `ratio` is this year over the year before; None where fewer than `LEAST_COMMON_WEEKS` weeks
    are common.
    """

    ratio: float | None
    common_weeks: int

    @property
    def percent(self) -> float | None:
        """The change in per cent."""
        return None if self.ratio is None else (self.ratio - 1) * 100


def fill_gaps(
    series: Sequence[float | None], wanted: Collection[int] | None = None
) -> Filled | None:
    """Interpolate the gaps of a series log-linearly and carry their uncertainty.

    `wanted` are the gap positions whose estimates will be used; only gaps that hold one of them
    add to the error. Without it, all do.

    A gap at an end takes the level of the nearest observed week, as an estimate whose variance
    grows with its length. None where fewer than three weeks were observed: no variance can be
    estimated from less.
    """
    observed = [index for index, value in enumerate(series) if value is not None]
    if len(observed) < 3:
        return None
    values = _interpolated(series, observed)
    variance = _gap_variance(series, range(len(series)) if wanted is None else wanted)
    mean = math.fsum(values) / len(values)
    error = mean * math.sqrt(variance) / len(series)
    return Filled(tuple(values), frozenset(range(len(series))) - set(observed), error)


def average(filled: Filled | None, series: Sequence[float | None]) -> Average:
    """Return a year's weekly average of a series and of its filled form.

    With fewer than `LEAST_OBSERVED_WEEKS` observed weeks, or a half-width above 5 % of the level,
    there is no level; above 3 % it is uncertain.
    """
    seen = [value for value in series if value is not None]
    observed_mean = math.fsum(seen) / len(seen) if seen else None
    if filled is None or len(seen) < LEAST_OBSERVED_WEEKS:
        return Average(None, 0.0, observed_mean, len(seen), len(series))
    half_width = Z95 * filled.error
    relative = half_width / filled.mean if filled.mean else 0.0
    level = filled.mean if relative <= UNCERTAIN_HALF_WIDTH else None
    uncertain = level is not None and relative > PLAIN_HALF_WIDTH
    return Average(level, half_width, observed_mean, len(seen), len(series), uncertain)


def change(this: Sequence[float | None], before: Sequence[float | None]) -> Change:
    """Compare two years over the weeks observed in both; week 53 has no partner and is left out."""
    pairs = [
        (now, then)
        for now, then in zip(this, before, strict=False)
        if now is not None and then is not None
    ]
    total_before = math.fsum(then for _, then in pairs)
    if len(pairs) < LEAST_COMMON_WEEKS or not total_before:
        return Change(None, len(pairs))
    return Change(math.fsum(now for now, _ in pairs) / total_before, len(pairs))


def add(parts: Iterable[Filled]) -> Filled:
    """Add filled series of one length, week by week; their errors are independent."""
    every = list(parts)
    return Filled(
        tuple(math.fsum(values) for values in zip(*(part.values for part in every), strict=True)),
        frozenset().union(*(part.estimated for part in every)),
        math.sqrt(math.fsum(part.error**2 for part in every)),
    )


def _interpolated(series: Sequence[float | None], observed: Sequence[int]) -> list[float]:
    """Return the series with its gaps filled, in one walk from observed week to observed week."""
    first, last = observed[0], observed[-1]
    values = [series[first] or 0.0] * first
    for before, after in pairwise(observed):
        left, right = series[before] or 0.0, series[after] or 0.0
        for index in range(before, after):
            values.append(_between(left, right, (index - before) / (after - before)))
    return values + [series[last] or 0.0] * (len(series) - last)


def _between(left: float, right: float, share: float) -> float:
    if not share:
        return left
    if not left or not right:  # no logarithm of zero: a straight line instead
        return left + (right - left) * share
    return float(left ** (1 - share) * right**share)


def _gap_variance(series: Sequence[float | None], wanted: Collection[int]) -> float:
    """Return the variance of the sum of all interpolation errors, relative to the level."""
    steps, noise = _movement(series)
    total, position = 0.0, 0
    for is_gap, run in groupby(series, key=lambda value: value is None):
        length = len(list(run))
        if is_gap and not set(wanted).isdisjoint(range(position, position + length)):
            at_end = position == 0 or position + length == len(series)
            total += _one_gap(length, steps, noise, at_end=at_end)
        position += length
    return total


def _one_gap(weeks: int, steps: float, noise: float, *, at_end: bool) -> float:
    """V of a gap of g weeks: docs/method.md section 2 derives both forms."""
    g = weeks
    if at_end:
        return steps * g * (g + 1) * (2 * g + 1) / 6 + noise * (g + g * g)
    return steps * g * (g + 1) * (g + 2) / 12 + noise * (g + g * g / 2)


def _movement(series: Sequence[float | None]) -> tuple[float, float]:
    """Split week-to-week movement into real steps (s²) and counting noise (e²), on logarithms."""
    m1, m2 = _mean_square(series, 1), _mean_square(series, 2)
    steps = max(m2 - m1, LEAST_NOISE_SHARE * m1)
    return steps, max((m1 - steps) / 2, 0.0)


def _mean_square(series: Sequence[float | None], lag: int) -> float:
    logs = [None if value is None else math.log(max(value, 0.5)) for value in series]
    squares = [
        (later - earlier) ** 2
        for earlier, later in zip(logs, logs[lag:], strict=False)
        if earlier is not None and later is not None
    ]
    return math.fsum(squares) / len(squares) if squares else 0.0
