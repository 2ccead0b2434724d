"""How well a true count explains published figures, by the perturbation table and the design.

What a cell is looked up by has a part of its units (new when they change) and, of a share
`lasting`, a part of its row and year; both are normal.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate, groupby
from math import exp, log, prod, sqrt
from statistics import NormalDist, fmean

from tests.attacks.table import chances, row

_NORMAL = NormalDist()
LASTING = 0.25
"""The share of the design."""

_STEPS = 24
_GRID = tuple(_NORMAL.inv_cdf((step + 0.5) / _STEPS) for step in range(_STEPS))
_NEVER = 1e-12


def of_one_draw(figures: tuple[int, ...], count: int, lasting: float) -> float:
    """Return the log-likelihood of one figure of each of several cells with the same units."""
    return log(_NEVER + _of_same_units(figures, count, lasting))


def of_many_draws(figures: Sequence[int], count: int, lasting: float) -> float:
    """Return the log-likelihood of a row's figures, each drawn anew but for what lasts."""
    if not lasting:
        return sum(log(_NEVER + chances(count).get(value, 0.0)) for value in figures)
    each = [sum(_log_chance(count, value, z, lasting) for value in figures) for z in _GRID]
    return max(each) + log(fmean(exp(value - max(each)) for value in each))


def of_mean(mean: float, count: int, variance: float) -> float:
    """Return the log-likelihood of a mean that is the count plus noise, up to a constant."""
    return -((mean - count) ** 2) / (2 * variance)


def variance_of_mean(figures: Sequence[int], lasting: float) -> float:
    """Return the variance that protection gives to a year's mean, from the figures alone.

    A run of equal figures counts as one draw; a row whose mean is under 5.5 varies more.
    """
    weeks = len(figures)
    runs = sum((len(list(run)) / weeks) ** 2 for _, run in groupby(figures))
    return (2.0 if fmean(figures) >= 5.5 else 5.0) * (lasting + (1 - lasting) * runs)


@cache
def _of_same_units(figures: tuple[int, ...], count: int, lasting: float) -> float:
    if not lasting:
        return chances(count).get(figures[0], 0.0) if len(set(figures)) == 1 else 0.0
    return fmean(prod(_chance(count, v, z, 1 - lasting) for v in figures) for z in _GRID)


@cache
def _log_chance(count: int, value: int, z: float, known: float) -> float:
    return log(_NEVER + _chance(count, value, z, known))


@cache
def _chance(count: int, value: int, z: float, known: float) -> float:
    """The chance of a value, given the part z, of this share, of what it is looked up by."""
    values = [printed for printed, _ in row(count)]
    if value not in values:
        return 0.0
    bounds = [0.0, *accumulate(chance for _, chance in row(count))]
    at = values.index(value)
    return _below(bounds[at + 1], z, known) - _below(bounds[at], z, known)


def _below(bound: float, z: float, known: float) -> float:
    if not 0 < bound < 1 - 1e-12:
        return float(bound > 0)
    return _NORMAL.cdf((_NORMAL.inv_cdf(bound) - sqrt(known) * z) / sqrt(1 - known))
