"""The perturbation table, solved anew from its rules: how a true count may be printed.

A count i is printed as v with p(v) ∝ exp(a(v−i) − b(v−i)²) over the allowed v: no further than 5
away, and 0 or at least 5. The mean is exactly i; the variance is 2, or the least that the rules
allow. Below 5 only 0 and 5 are near enough of the least variance, so v is 5 with chance i/5.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from itertools import accumulate
from math import exp

FURTHEST, LEAST, VARIANCE = 5, 5, 2.0
SETTLED = 10
"""From this count on, all rows are one row, moved along."""


@cache
def row(count: int) -> tuple[tuple[int, float], ...]:
    """Return the printed values of a true count with their chances, in rising order."""
    if count == 0:
        return ((0, 1.0),)
    if count < LEAST:
        return ((0, 1 - count / LEAST), (LEAST, count / LEAST))
    if count > SETTLED:
        return tuple((value + count - SETTLED, chance) for value, chance in row(SETTLED))
    return _solved(count)


@cache
def chances(count: int) -> dict[int, float]:
    """Return the chance of each value that a true count can be printed as."""
    return dict(row(count))


def printed(count: int, uniform: float) -> int:
    """Return the value of a true count at a uniform number between 0 and 1."""
    values, bounds = _steps(count)
    return values[min(bisect_right(bounds, uniform), len(values) - 1)]


@cache
def _steps(count: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
    values, weights = zip(*row(count), strict=True)
    return values, tuple(accumulate(weights))


@cache
def variance(count: int) -> float:
    """Return the variance of what is printed for a true count."""
    return sum(chance * (value - count) ** 2 for value, chance in row(count))


def _solved(count: int) -> tuple[tuple[int, float], ...]:
    """Halve the interval of b until the variance is right, or as small as it gets."""
    values = [value for value in range(count + FURTHEST + 1) if _allowed(count, value)]
    low, high = -2.0, 5.0
    for _ in range(60):
        b = (low + high) / 2
        if _spread(count, values, b) > VARIANCE:
            low = b
        else:
            high = b
    weights = _balanced(count, values, high)
    return tuple(zip(values, weights, strict=True))


def _allowed(count: int, value: int) -> bool:
    return abs(value - count) <= FURTHEST and (value == 0 or value >= LEAST)


def _spread(count: int, values: list[int], b: float) -> float:
    weights = _balanced(count, values, b)
    return sum(w * (value - count) ** 2 for value, w in zip(values, weights, strict=True))


def _balanced(count: int, values: list[int], b: float) -> list[float]:
    """The chances at this b, with a such that the mean is the count."""
    low, high = -40.0, 40.0
    weights: list[float] = []
    for _ in range(80):
        a = (low + high) / 2
        powers = [a * (value - count) - b * (value - count) ** 2 for value in values]
        raw = [exp(power - max(powers)) for power in powers]
        weights = [weight / sum(raw) for weight in raw]
        if sum(w * value for value, w in zip(values, weights, strict=True)) < count:
            low = a
        else:
            high = a
    return weights
