"""The change on the year before, and how much of it may be chance: docs/method.md section 3.

The change is the ratio of the two levels as they are printed. Its interval asks whether as many
independent advertisers, who come and go as these do, could have differed so much by chance. All of
it is pure: a row's year is its filled weeks, its errors, and its profile.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from monitor.statistics.filling import Z95, Series, fill, mean

LEAST_COMMON_WEEKS = 13
LEAST_MEAN = 50
"""Under this mean in either year, no change is printed: it would be chance for the most part."""

NEAR_ZERO = 0.03
"""A change under this share, whose interval covers none, is called none; a larger one unsure."""

LEAST_LAGS = 26
"""How many weeks of a profile are needed to tell how it falls on beyond them."""

COSINES, STUDENT_3 = 3, 3.182
"""How many cosines tell whether a difference moves in the year, and Student's t for as many."""


class ChangeKind(StrEnum):
    """What may be said of a change in words."""

    ROSE = "rose"
    FELL = "fell"
    UNCHANGED = "unchanged"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class RowYear:
    """A row's year: its filled values week by week, from week 1; None outside of its span.

    `gap_error` and `protection_error` are standard errors of their mean, in the row's unit.
    `profile` has for each lag the products of advertisers' ads, as `monitor.counting.profile` makes
    it: None where nothing is known of the row or any larger one.
    """

    values: Series
    gap_error: float = 0.0
    protection_error: float = 0.0
    profile: Series | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the span is the whole year."""
        return None not in self.values

    @property
    def span(self) -> int:
        """How many weeks the level is over."""
        return sum(value is not None for value in self.values)


@dataclass(frozen=True, slots=True)
class Change:
    """A row's means over the weeks compared, and what they may have differed by.

    `weeks` are the first and last week number where it is not over whole years. `half_width` is
    that of the 95 % interval of the ratio's logarithm; None without any profile. `movement` is the
    standard error of the same from the difference's slow movement in the year.
    """

    this: float
    before: float
    half_width: float | None
    movement: float
    weeks: tuple[int, int] | None = None

    @property
    def ratio(self) -> float:
        """The mean of this year as a multiple of that of the year before."""
        return self.this / self.before

    @property
    def least_mean(self) -> float:
        """The smaller of the two means."""
        return min(self.this, self.before)

    @property
    def kind(self) -> ChangeKind | None:
        """What may be said of it; None where only the per cent may be printed, or not even that."""
        return change_kind(self.ratio, self.half_width, self.least_mean)

    @property
    def is_uneven(self) -> bool:
        """Whether a rise or fall is of a part of the year rather than of all of it."""
        return self.kind in {ChangeKind.ROSE, ChangeKind.FELL} and is_uneven(
            self.ratio, self.movement
        )


def change(this: RowYear, before: RowYear, left_out: Collection[int] = ()) -> Change | None:
    """Return the change of a row; None under 13 common weeks, or from nothing.

    Whole years are compared as they are, week 53 in its year. Where one span is not the whole year,
    both are compared over the weeks of both. `left_out` are week numbers, those of special periods.
    """
    weeks = common_weeks(this, before, left_out)
    is_whole = this.is_whole and before.is_whole
    if len(weeks) < LEAST_COMMON_WEEKS:
        return None
    chosen = None if is_whole else weeks
    now, then = (_mean_over(row, left_out, chosen) for row in (this, before))
    if not then:
        return None
    pairs = [(this.values[week - 1] or 0.0, before.values[week - 1] or 0.0) for week in weeks]
    return Change(
        now,
        then,
        half_width=_half_width(this, before, (now, then), weeks) if now else None,
        movement=movement_error(*zip(*pairs, strict=True)),
        weeks=None if is_whole else (weeks[0], weeks[-1]),
    )


def common_weeks(this: RowYear, before: RowYear, left_out: Collection[int] = ()) -> list[int]:
    """Return the week numbers that lie in both spans, but for those left out."""
    pairs = enumerate(zip(this.values, before.values, strict=False), start=1)
    return [week for week, pair in pairs if None not in pair and week not in left_out]


def cluster_variance(
    this: Sequence[float | None],
    before: Sequence[float | None],
    weeks: Sequence[int],
    apart: int = 52,
) -> float:
    """Return the variance of the logarithm of a ratio of two means, advertisers being clusters.

    [Σ c₁(|s−t|) + Σ c₂(|s−t|) − 2·Σ c(apart+t−s)]/|W|² over all pairs s, t of the weeks W compared:
    the first two are Σx²/T² of either year (ultimate clusters: Hansen, Hurwitz & Madow 1953), the
    last is what the years share, read off how long advertisers stay. c is the mean of both years'
    profiles where both are known, carried on beyond them; `apart` is how many weeks lie between a
    week and that of the same number in the other year.
    """
    own = [[value or 0.0 for value in fill(lags)] for lags in (this, before)]
    both = carried_on(_joined(this, before), apart + max(weeks) - min(weeks) + 1)
    pairs = Counter(partner - week for week in weeks for partner in weeks)
    variance = sum(
        times * (sum(_at(lags, abs(lag)) for lags in own) - 2 * _at(both, apart + lag))
        for lag, times in pairs.items()
    )
    return max(variance, 0.0) / len(weeks) ** 2


def carried_on(profile: Sequence[float], lags: int) -> list[float]:
    """Return a profile for so many lags: it falls on as it fell from its first half to its second.

    c(k) = f·c(k − h), h half of the lags known, f = Σ(second half)/Σ(first half). Where each week's
    advertisers depend on the week before alone, as in any reversible Markov chain, c is a mixture
    of geometric series (Geyer 1992), so that c(k)/c(k − h) only grows, and what the years share is
    never put too high. f is at most what it would be if one more advertiser had left, of the 1/c(0)
    that there are in effect (Kish 1965): that none left while they were watched is no proof. Of
    under 26 lags nothing is carried on.
    """
    values = list(profile)
    half = len(values) // 2
    if len(values) < LEAST_LAGS or not values[0]:
        return values
    fall = min(math.fsum(values[-half:]) / math.fsum(values[:half]), 1 / (1 + values[0]))
    while len(values) < lags:
        values.append(fall * values[-half])
    return values


def movement_error(this: Sequence[float], before: Sequence[float]) -> float:
    """Return the standard error of a mean log ratio from the ratio's slow movement in the year.

    d_t = ln(this/before) of the T paired weeks, Λ_j = √(2/T)·Σ cos(πj(t−½)/T)·d_t, and the error
    √(mean(Λ₁²..Λ₃²)/T): equally weighted cosines (Lazarus, Lewis, Stock & Watson 2018). A zero is
    taken for ½.
    """
    pairs = zip(this, before, strict=True)
    logs = [math.log(max(now, 0.5) / max(then, 0.5)) for now, then in pairs]
    count = len(logs)
    waves = [
        math.sqrt(2 / count)
        * math.fsum(math.cos(math.pi * j * (t + 0.5) / count) * d for t, d in enumerate(logs))
        for j in range(1, COSINES + 1)
    ]
    return math.sqrt(mean([wave**2 for wave in waves]) / count)


def half_width(
    clusters: float,
    gap1: float = 0.0,
    gap2: float = 0.0,
    protect1: float = 0.0,
    protect2: float = 0.0,
) -> float:
    """Return the half-width of the 95 % interval of ln R.

    `clusters` is a variance; the others are standard errors of either year as shares of its level.
    """
    return Z95 * math.sqrt(clusters + math.fsum(e**2 for e in (gap1, gap2, protect1, protect2)))


def change_interval(ratio: float, half: float) -> tuple[int, int, int]:
    """Return a change and the ends of its interval, R·e^±h − 1, in whole per cent."""
    return percent(ratio), percent(ratio * math.exp(-half)), percent(ratio * math.exp(half))


def percent(ratio: float) -> int:
    """Return a ratio as a change in whole per cent."""
    return math.floor((ratio - 1) * 100 + 0.5)


def change_kind(ratio: float, half: float | None, least_mean: float) -> ChangeKind | None:
    """Return what may be said of a change; None without an interval, or under a mean of 50."""
    if half is None or least_mean < LEAST_MEAN:
        return None
    if abs(math.log(ratio)) > half:
        return ChangeKind.ROSE if ratio > 1 else ChangeKind.FELL
    return ChangeKind.UNCHANGED if abs(ratio - 1) < NEAR_ZERO else ChangeKind.UNSURE


def is_uneven(ratio: float, movement: float) -> bool:
    """Tell whether a difference moved more in the course of the year than it is large."""
    return STUDENT_3 * movement > abs(math.log(ratio))


def scaled(profile: Series, factor: float) -> Series:
    """Return a profile for a row, or a year, whose mean is `factor` times smaller.

    Relative to its size, what fewer advertisers do varies more, in proportion.
    """
    return tuple(None if value is None else value * factor for value in profile)


def _half_width(
    this: RowYear, before: RowYear, means: tuple[float, float], weeks: Sequence[int]
) -> float | None:
    """Return the half-width; a profile that one year lacks is taken from the other."""
    ratio = means[0] / means[1]
    now, then = this.profile, before.profile
    if now is None and then is not None:
        now = scaled(then, 1 / ratio)
    elif then is None and now is not None:
        then = scaled(now, ratio)
    if now is None or then is None:
        return None
    # What gaps add to a sum of weeks is at most what they add to the sum of all of them.
    errors = [
        error * (1 if row.is_whole else row.span / len(weeks)) / level
        for row, level in zip((this, before), means, strict=True)
        for error in (row.gap_error, row.protection_error)
    ]
    return half_width(cluster_variance(now, then, weeks, len(before.values)), *errors)


def _mean_over(row: RowYear, left_out: Collection[int], weeks: Collection[int] | None) -> float:
    return mean(
        [
            value
            for week, value in enumerate(row.values, start=1)
            if value is not None and week not in left_out and (weeks is None or week in weeks)
        ]
    )


def _joined(this: Sequence[float | None], before: Sequence[float | None]) -> list[float]:
    """Return the mean of two profiles, lag by lag; of a lag that one lacks, the other's."""
    pairs = ([v for v in pair if v is not None] for pair in zip_longest(this, before))
    known = [mean(pair) if pair else None for pair in pairs]
    while known and known[-1] is None:
        known.pop()
    return [value or 0.0 for value in fill(known)]


def _at(lags: Sequence[float], lag: int) -> float:
    return lags[lag] if lag < len(lags) else 0.0
