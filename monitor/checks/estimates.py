"""How far a week is from what is usual: a count against the same count in good weeks before.

The variance between weeks, τ², is that of the history, shrunk towards a prior that weighs as much
as five weeks, so that a check is usable from its third week on. Largest deviations are cut at three
standard deviations, so that one odd week does not hide the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from statistics import fmean
from typing import NamedTuple

from monitor.checks.observation import Comparison, Part

PRIOR_WEEKS = 5
TAU_AGAIN, TAU_NEW = 0.015, 0.20
SHRUNK_BY = 10


class Deviation(NamedTuple):
    """How far a count was from what was expected, per which size, and its variance by chance."""

    delta: float
    size: float
    variance: float


def between_weeks(deviations: Iterable[Deviation], prior: float) -> float:
    """Return the variance between weeks, τ², relative to the squared size."""
    past = [deviation for deviation in deviations if deviation.size > 0]
    extra = ((min(d**2, 9 * (v + prior**2 * size**2)) - v) / size**2 for d, size, v in past)
    tau = (PRIOR_WEEKS * prior**2 + sum(extra)) / (PRIOR_WEEKS + len(past))
    return max(tau, prior**2 / 4)


@dataclass(frozen=True, slots=True)
class RatioToUsual:
    """A count beside what is usual, by the logarithm of their ratio, `change`, and its weight.

    `weight` is the inverse of the variance of `change`, by chance and between weeks.
    """

    observed: int
    usual: float
    change: float
    weight: float

    @property
    def z(self) -> float:
        """How many standard deviations it is off, by the logarithm: for too few."""
        return self.change * sqrt(self.weight)

    @property
    def z_above(self) -> float:
        """How many standard deviations it is off, plainly: for too many."""
        return (self.observed - self.usual) / self.deviation

    @property
    def deviation(self) -> float:
        """The standard deviation of the count."""
        return self.usual / sqrt(self.weight)


@dataclass(frozen=True, slots=True)
class Missing:
    """How many of last week's ads are up again, how many are new, and what both say together.

    `rates` are the usual shares seen again by class, `tau` the variance between weeks of the sum.
    """

    again: RatioToUsual
    new: RatioToUsual
    rates: tuple[float, ...]
    tau: float

    @property
    def weight(self) -> float:
        """The inverse variance of `change`."""
        return self.again.weight + self.new.weight

    @property
    def change(self) -> float:
        """The logarithm of how much of what is usual was found."""
        parts = (self.again, self.new)
        return sum(part.change * part.weight for part in parts) / self.weight

    @property
    def z(self) -> float:
        """How many standard deviations that is off."""
        return self.change * sqrt(self.weight)

    @property
    def share(self) -> float:
        """The share of the ads that seems to be missing; negative where there are too many."""
        return 1 - exp(self.change)


def measure_missing(now: Comparison, history: Sequence[Comparison]) -> Missing | None:
    """Measure how much is missing; None where no ad was up in the week before, or ever."""
    past = [week for week in history if week.before]
    if not now.before or not past:
        return None
    rates = seen_again(past)
    weeks = [(week.again, *expected(week.classes, rates)) for week in past]
    tau = between_weeks((Deviation(o - e, e, v) for o, e, v in weeks), TAU_AGAIN)
    usual, variance = expected(now.classes, rates)
    weight = usual**2 / (variance + tau * usual**2)
    again = RatioToUsual(now.again, usual, log(max(now.again, 0.5) / usual), weight)
    news = [(week.new, week.before) for week in past]
    return Missing(again, by_size(now.new, now.before, news, TAU_NEW), rates, tau)


def seen_again(history: Sequence[Comparison]) -> tuple[float, ...]:
    """Return the usual share seen again of each class, shrunk towards the share of all."""
    classes = [
        Part(sum(part.seen for part in parts), sum(part.of for part in parts))
        for parts in zip(*(week.classes for week in history), strict=True)
    ]
    seen, of = (sum(part[at] for part in classes) for at in (0, 1))
    whole = min(max((seen + 0.5) / (of + 1), 0.002), 0.998)
    return tuple((part.seen + SHRUNK_BY * whole) / (part.of + SHRUNK_BY) for part in classes)


def expected(classes: Sequence[Part], rates: Sequence[float]) -> tuple[float, float]:
    """Return how many ads are usually seen again, and the variance of that by chance."""
    pairs = list(zip(classes, rates, strict=True))
    usual = sum(part.of * rate for part, rate in pairs)
    return usual, sum(part.of * rate * (1 - rate) for part, rate in pairs)


def by_size(
    observed: int, size: int, history: Sequence[tuple[int, int]], prior: float
) -> RatioToUsual:
    """Measure a count that grows with the ads of the week before; `history` has both."""
    past = [(count, before) for count, before in history if before]
    rate = _trimmed_mean([count / before for count, before in past])
    weeks = [(count, rate * before + 0.5) for count, before in past]
    tau = between_weeks((Deviation(count - e, e, e) for count, e in weeks), prior)
    usual = rate * size + 0.5
    weight = usual**2 / (usual + tau * usual**2)
    return RatioToUsual(observed, usual, log((observed + 0.5) / usual), weight)


def _trimmed_mean(values: Sequence[float]) -> float:
    """Return the mean without the least and the largest, where there are five or more."""
    ordered = sorted(values)
    return fmean(ordered[1:-1] if len(ordered) >= 5 else ordered) if ordered else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """A part beside its usual share of the whole: z, and by how much of the whole it is off."""

    part: Part
    usual: float
    z: float

    @property
    def off(self) -> float:
        """By how much of the whole it is off, -1 to 1."""
        return self.part.seen / self.part.of - self.usual

    @property
    def count_off(self) -> float:
        """The same as a count."""
        return self.off * self.part.of


def share(
    now: Part, history: Sequence[Part], prior: float, *, least_variance: float = 0.0
) -> Share | None:
    """Measure a share against its history; None where too few stand behind either.

    `least_variance` is added by chance: for rare things, whose counts are far from normal.
    """
    past = [part for part in history if part.of]
    seen, of = sum(part.seen for part in past), sum(part.of for part in past)
    if now.of < 8 or of < 20:
        return None
    usual = min(max((seen + 0.5) / (of + 1), 0.002), 0.998)
    chance = usual * (1 - usual)
    weeks = (Deviation(p.seen - usual * p.of, p.of, p.of * chance) for p in past)
    variance = least_variance + now.of * chance + between_weeks(weeks, prior) * now.of**2
    return Share(now, usual, (now.seen - usual * now.of) / sqrt(variance))


def poisson_up_to(count: int, mean: float) -> float:
    """Return the probability of so few or fewer where `mean` is usual."""
    return sum(exp(at * log(mean) - mean - lgamma(at + 1)) for at in range(count + 1))
