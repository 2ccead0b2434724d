"""Gaps filled by straight lines, with the error that this brings: docs/method.md.

A series has a value for each of some weeks in a row; None is a week without a count. It is filled
by a straight line, so that the filled values of parts add up to those of their sum; it is never a
zero and never the week before. `stretches` are the positions between two events of a portal: each
is filled on its own.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, pairwise

Z95 = 1.96
LEAST_FOR_VARIANCE = 3
"""Of fewer counted weeks nothing can be said about how much a series moves."""

LEAST_NOISE_SHARE = 0.15
LASTING = 0.25
"""The share of the protection's variance that stays with a cell for its year."""

VARIANCE, SMALL_VARIANCE, SMALL = 2.0, 5.0, 5.5
"""What protection adds to a cell, in mean square; more to one whose mean is under `SMALL`."""

Series = tuple[float | None, ...]
Stretches = Sequence[range]


def fill(series: Sequence[float | None], stretches: Stretches | None = None) -> Series:
    """Return a series with its gaps filled by straight lines; None where nothing can fill them.

    Before the first count of a stretch and after its last, that value is taken. Positions outside
    all stretches, and stretches without a count, stay as they are.
    """
    values = list(series)
    for stretch in _all_of(series) if stretches is None else stretches:
        counted = [at for at in stretch if series[at] is not None]
        for before, after in pairwise(counted):
            left, right = series[before] or 0.0, series[after] or 0.0
            for at in range(before + 1, after):
                values[at] = left + (right - left) / (after - before) * (at - before)
        if counted:
            for at in range(stretch.start, counted[0]):
                values[at] = series[counted[0]]
            for at in range(counted[-1] + 1, stretch.stop):
                values[at] = series[counted[-1]]
    return tuple(values)


def error_of_sum(
    series: Sequence[float | None],
    summed: Collection[int] | None = None,
    stretches: Stretches | None = None,
    within: range | None = None,
) -> float:
    """Return the standard error that filling brings into a sum of a series' values.

    `summed` are the positions whose filled values are summed; all if left out. The series is taken
    for a random walk seen with noise: with m₁ and m₂ the mean squared differences of logarithms
    one and two weeks apart within a stretch, s² = max(m₂ − m₁, .15·m₁) is the walk's variance a
    week and e² = max((m₁ − s²)/2, 0) the noise's (Harvey 1989, the local level model). These are
    shares of the series' mean, over its stretches `within` the positions of a level. Infinite where
    one of them is filled and nothing is known of how the series moves.
    """
    parts = _all_of(series) if stretches is None else stretches
    chosen = set(range(len(series)) if summed is None else summed)
    used = [
        (gap, part)
        for part in parts
        for gap in gap_stretches(series, part)
        if chosen.intersection(gap)
    ]
    inside = range(len(series)) if within is None else within
    filled = fill(series, parts)
    values = [v for part in parts for at in part if at in inside and (v := filled[at]) is not None]
    if not used or not any(values):
        return 0.0
    if (movement := _movement(series, parts)) is None:
        return math.inf
    variance = math.fsum(_variance_of_gap(gap, part, chosen, *movement) for gap, part in used)
    return mean(values) * math.sqrt(variance)


def error_of_protection(cells: Iterable[Series], weeks: int | None = None) -> float:
    """Return the standard error that protection brings into the mean of a sum of cells.

    Known from protected counts alone: Σ v·(.25 + .75·Σ(r/weeks)²) over the cells, r the lengths of
    the runs of equal counts. What stays with a cell for the year does not average out; of the rest,
    each new set of units draws anew. A cell of a portal that was up in some of the mean's `weeks`
    only is handed in for those; by default it was up in all.
    """
    return math.sqrt(
        math.fsum(
            _variance_of_protection(cell) * (len(cell) / (weeks or len(cell) or 1)) ** 2
            for cell in cells
        )
    )


def mean(values: Sequence[float]) -> float:
    """Return the mean."""
    return math.fsum(values) / len(values)


def gap_stretches(series: Sequence[float | None], stretch: range | None = None) -> Iterator[range]:
    """Yield the positions of every run of weeks without a count, in a stretch or in all."""
    positions = range(len(series)) if stretch is None else stretch
    for is_gap, run in groupby(positions, key=lambda at: series[at] is None):
        at = list(run)
        if is_gap:
            yield range(at[0], at[-1] + 1)


def add(every: Sequence[Series]) -> Series:
    """Add series week by week; a week that one of them lacks is a gap."""
    return tuple(
        None if None in values else math.fsum(value or 0.0 for value in values)
        for values in zip(*every, strict=True)
    )


def _all_of(series: Sequence[float | None]) -> Stretches:
    return (range(len(series)),)


def _variance_of_gap(
    gap: range, stretch: range, summed: set[int], steps: float, noise: float
) -> float:
    """Return the variance of the sum of a gap's summed values, relative to the level.

    Inside: s²·Σ(min(i,j) − ij/(g+1)) + e²·(|W| + (Σf)² + (Σ(1−f))²), i the position in the gap of g
    weeks and f = i/(g+1). At an end of its stretch, i weeks from the nearest count: s²·Σmin(i,j) +
    e²·(|W| + |W|²).
    """
    length = len(gap)
    at_start, at_end = gap.start == stretch.start, gap.stop == stretch.stop
    chosen = [at - gap.start + 1 for at in gap if at in summed]
    if at_start:
        chosen = [length + 1 - i for i in chosen]
    count = len(chosen)
    if at_start or at_end:
        walk = math.fsum(min(i, j) for i in chosen for j in chosen)
        return steps * walk + noise * (count + count**2)
    walk = math.fsum(min(i, j) - i * j / (length + 1) for i in chosen for j in chosen)
    right = math.fsum(i / (length + 1) for i in chosen)
    return steps * walk + noise * (count + right**2 + (count - right) ** 2)


def _movement(series: Sequence[float | None], stretches: Stretches) -> tuple[float, float] | None:
    """Split week-to-week movement into real steps (s²) and counting noise (e²), on logarithms.

    None where fewer than three weeks were counted, or none two of them at most two weeks apart.
    """
    one, two = (_squares(series, stretches, lag) for lag in (1, 2))
    counted = sum(series[at] is not None for stretch in stretches for at in stretch)
    if counted < LEAST_FOR_VARIANCE or not (one or two):
        return None
    m1, m2 = (mean(squares) if squares else 0.0 for squares in (one, two))
    steps = max(m2 - m1, LEAST_NOISE_SHARE * m1)
    return steps, max((m1 - steps) / 2, 0.0)


def _squares(series: Sequence[float | None], stretches: Stretches, lag: int) -> list[float]:
    logs = [None if value is None else math.log(max(value, 0.5)) for value in series]
    pairs = (
        (logs[at], logs[at + lag])
        for stretch in stretches
        for at in range(stretch.start, stretch.stop - lag)
    )
    return [(later - one) ** 2 for one, later in pairs if one is not None and later is not None]


def _variance_of_protection(cell: Series) -> float:
    counted = [value for value in cell if value is not None]
    if not any(counted):
        return 0.0
    runs = (len(list(run)) / len(counted) for _, run in groupby(counted))
    variance = SMALL_VARIANCE if mean(counted) < SMALL else VARIANCE
    return variance * (LASTING + (1 - LASTING) * math.fsum(run**2 for run in runs))
