"""Weekly series to averages with honest uncertainty: pure functions, docs/method.md section 2.

A series has a value for each of a year's 52 or 53 weeks; None is a week without a count. It is
filled by a straight line, so that the filled values of parts add up to those of their sum, and its
uncertainty is carried; it is never a zero and never the week before.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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


def fill(series: Sequence[float | None]) -> tuple[float, ...] | None:
    """Return a series with its gaps filled by straight lines; None where no week was counted.

    Before the first count and after the last, its value is taken.
    """
    counted = [at for at, value in enumerate(series) if value is not None]
    if not counted:
        return None
    first, last = counted[0], counted[-1]
    values = [series[first] or 0.0] * first
    for before, after in pairwise(counted):
        left, right = series[before] or 0.0, series[after] or 0.0
        slope = (right - left) / (after - before)
        values += [left + slope * step for step in range(after - before)]
    return (*values, *[series[last] or 0.0] * (len(series) - last))


def error_of_mean(series: Sequence[float | None], wanted: Collection[int] | None = None) -> float:
    """Return the standard error that filling brings into the mean of a series.

    `wanted` are the positions whose filled values are used; all gaps if left out. The series is
    taken for a random walk seen with noise: with m₁ and m₂ the mean squared differences of
    logarithms one and two weeks apart, s² = max(m₂ − m₁, .15·m₁) is the walk's variance a week and
    e² = (m₁ − s²)/2 the noise's (Harvey 1989, the local level model).
    """
    filled = fill(series)
    if filled is None:
        return 0.0
    steps, noise = _movement(series)
    chosen = set(range(len(series)) if wanted is None else wanted)
    variance = math.fsum(
        _variance_of_gap(gap, chosen, steps, noise, len(series)) for gap in gaps(series)
    )
    return mean(filled) * math.sqrt(variance) / len(series)


def error_of_total(parts: Mapping[str, Series]) -> float:
    """Return the standard error that filling brings into the mean of a sum of series.

    Parts that are missing in the same weeks are one series then: added as if they were independent,
    the error would be too small. It is never more than the parts' errors added up.
    """
    together: dict[frozenset[str], list[int]] = {}
    for at in range(max(map(len, parts.values()), default=0)):
        missing = frozenset(name for name, series in parts.items() if series[at] is None)
        together.setdefault(missing, []).append(at)
    errors = [_error_together(parts, group, weeks) for group, weeks in together.items() if group]
    alone = math.fsum(error_of_mean(series) for series in parts.values())
    return min(math.sqrt(math.fsum(error**2 for error in errors)), alone)


def error_of_protection(cells: Iterable[Series]) -> float:
    """Return the standard error that protection brings into the mean of a sum of cells.

    Known from protected counts alone: Σ v·(.25 + .75·Σ(r/weeks)²) over the cells, r the lengths of
    the runs of equal counts. What stays with a cell for the year does not average out; of the rest,
    each new set of units draws anew.
    """
    return math.sqrt(math.fsum(map(_variance_of_protection, cells)))


def mean(values: Sequence[float]) -> float:
    """Return the mean."""
    return math.fsum(values) / len(values)


def gaps(series: Sequence[float | None]) -> Iterator[range]:
    """Yield the positions of every stretch of weeks without a count."""
    at = 0
    for is_gap, run in groupby(series, key=lambda value: value is None):
        length = len(list(run))
        if is_gap:
            yield range(at, at + length)
        at += length


def _error_together(parts: Mapping[str, Series], group: frozenset[str], weeks: list[int]) -> float:
    """Return the error of the parts that are missing together, in just those weeks."""
    series = add([parts[name] for name in sorted(group)])
    if sum(value is not None for value in series) < LEAST_FOR_VARIANCE:
        return math.fsum(error_of_mean(parts[name], weeks) for name in group)
    return error_of_mean(series, weeks)


def add(every: Sequence[Series]) -> Series:
    """Add series week by week; a week that one of them lacks is a gap."""
    return tuple(
        None if None in values else math.fsum(value or 0.0 for value in values)
        for values in zip(*every, strict=True)
    )


def _variance_of_gap(gap: range, wanted: set[int], steps: float, noise: float, weeks: int) -> float:
    """Return the variance of the sum of a gap's wanted values, relative to the level.

    Inside: s²·Σ(min(i,j) − ij/(g+1)) + e²·(|W| + (Σf)² + (Σ(1−f))²), i the position in the gap of g
    weeks and f = i/(g+1). At an end, i weeks from the nearest count: s²·Σmin(i,j) + e²·(|W| +
    |W|²).
    """
    length = len(gap)
    at_start, at_end = gap.start == 0, gap.stop == weeks
    chosen = [at - gap.start + 1 for at in gap if at in wanted]
    if at_start:
        chosen = [length + 1 - i for i in chosen]
    count = len(chosen)
    if at_start or at_end:
        walk = math.fsum(min(i, j) for i in chosen for j in chosen)
        return steps * walk + noise * (count + count**2)
    walk = math.fsum(min(i, j) - i * j / (length + 1) for i in chosen for j in chosen)
    right = math.fsum(i / (length + 1) for i in chosen)
    return steps * walk + noise * (count + right**2 + (count - right) ** 2)


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


def _variance_of_protection(cell: Series) -> float:
    counted = [value for value in cell if value is not None]
    if not any(counted):
        return 0.0
    runs = (len(list(run)) / len(counted) for _, run in groupby(counted))
    variance = SMALL_VARIANCE if mean(counted) < SMALL else VARIANCE
    return variance * (LASTING + (1 - LASTING) * math.fsum(run**2 for run in runs))
