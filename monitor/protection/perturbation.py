"""The perturbation table: with which chance a true count is printed as which number.

Among all distributions on the allowed numbers, the one of greatest entropy with the mean at the
true count and the wanted variance (Marley & Leaver 2011; Giessing 2016, doi
10.1007/978-3-319-45381-1_18). R's package `ptable` solves the same problem.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import cache
from itertools import accumulate

DEVIATION = 5
"""A printed number lies at most so far from the true count."""

LEAST = 5
"""Nothing from 1 to one less than this is ever printed."""

VARIANCE = 2.0
SHARED_FROM = LEAST + DEVIATION
"""From this count on no allowed number meets `LEAST`, and all counts share one row, shifted."""

Row = dict[int, float]
"""The numbers that a count may be printed as, in order, each with its chance."""


def perturbation_row(count: int) -> Row:
    """Return as what a true count is printed, with which chance; the mean is the count itself.

    The variance is 2, or the least that the rules leave: 4, 6, 6, 4 for the counts 1 to 4, which
    are printed as 5 with the chance count/5, and else as 0.
    """
    if count <= 0:
        return {0: 1.0}
    if count < LEAST:
        return {0: 1 - count / LEAST, LEAST: count / LEAST}
    return _most_even(count)


def printed_as(count: int, chance: float) -> int:
    """Return as what a count is printed, for a chance from 0 to 1 that decides among its row."""
    base = min(count, SHARED_FROM)
    numbers, edges = _edges(base)
    return numbers[min(bisect_right(edges, chance), len(numbers) - 1)] + count - base


@cache
def _edges(count: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
    row = perturbation_row(count)
    return tuple(row), tuple(accumulate(row.values()))


def _most_even(count: int) -> Row:
    """Solve p(v) ∝ exp(a·d + b·d²), d = v − count, for E d = 0 and E d² = `VARIANCE`.

    The dual problem, to minimize log Σ exp(a·d + b·d²) − b·`VARIANCE`, is convex, and Newton's
    method finds its only minimum for each of the few rows that there are.
    """
    allowed = [v for v in range(count - DEVIATION, count + DEVIATION + 1) if v == 0 or v >= LEAST]
    steps = [v - count for v in allowed]
    a = b = 0.0
    while True:
        weights = [math.exp(a * d + b * d * d) for d in steps]
        m1, m2, m3, m4 = (_moment(weights, steps, power) for power in (1, 2, 3, 4))
        if abs(m1) + abs(m2 - VARIANCE) < 1e-12:
            total = math.fsum(weights)
            return {v: weight / total for v, weight in zip(allowed, weights, strict=True)}
        v11, v12, v22 = m2 - m1 * m1, m3 - m1 * m2, m4 - m2 * m2
        scale = v11 * v22 - v12 * v12
        step_a = (v22 * m1 - v12 * (m2 - VARIANCE)) / scale
        step_b = (v11 * (m2 - VARIANCE) - v12 * m1) / scale
        a, b = a - step_a, b - step_b


def _moment(weights: list[float], steps: list[int], power: int) -> float:
    powers = (w * d**power for w, d in zip(weights, steps, strict=True))
    return math.fsum(powers) / math.fsum(weights)
