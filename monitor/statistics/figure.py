"""A figure of a year: its weeks, its errors, and whether it may be printed (docs/method.md)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.statistics.filling import LEAST_FOR_VARIANCE, Z95, Series, mean
from storage.weeks import Week

PLAIN_HALF_WIDTH, MOST_HALF_WIDTH = 0.03, 0.05
"""Up to the first share of the level, gaps leave it plain; up to the second, uncertain."""

MOSTLY_READ = 0.9


def mostly_read(read: Sequence[float], filled: Series) -> tuple[bool, ...]:
    """Return in which weeks what was read is at least nine tenths of a total's filled value."""
    return tuple(
        whole is not None and part >= MOSTLY_READ * whole
        for part, whole in zip(read, filled, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a year: `series` has the known weeks of its span, `values` the filled ones.

    Known are weeks counted and weeks in which a portal was not in the market (0). `gap_error` and
    `protection_error` are standard errors of the mean of `values`, in the figure's own unit; the
    first is infinite where nothing is known of it. `is_enough` tells whether enough was counted for
    a level; `marks` are the flags that do not follow from the rest: b brudd, p foreløpig, d
    avvikende definisjon. `mean_while_up` is over the weeks counted while a portal was up; `weeks`
    are those of the span. `mostly_read` tells of a total in which weeks the portals read hold 90 %
    of it.
    """

    series: Series
    values: tuple[float, ...] | None
    gap_error: float
    protection_error: float
    is_enough: bool
    marks: str = ""
    mean_while_up: float | None = None
    weeks: tuple[Week, ...] = ()
    mostly_read: tuple[bool, ...] | None = None

    @property
    def weeks_of_months(self) -> tuple[bool, ...]:
        """Which weeks count for their month: those known, or of a total those mostly read."""
        known = tuple(value is not None for value in self.series)
        return known if self.mostly_read is None else self.mostly_read

    @property
    def counted(self) -> int:
        """How many weeks are known."""
        return sum(value is not None for value in self.series)

    @property
    def mean_of_counted(self) -> float:
        """The mean of the known weeks; 0 where there is none."""
        return math.fsum(value or 0.0 for value in self.series) / max(self.counted, 1)

    @property
    def mean(self) -> float | None:
        """The mean over all weeks of the span, filled ones included."""
        return None if not self.values else mean(self.values)

    @property
    def from_week_one(self) -> Series:
        """The filled values from week 1 of the year; None before the span, and where unknown."""
        before = (None,) * (self.weeks[0].number - 1 if self.weeks else 0)
        return before + (self.series if self.values is None else self.values)

    @property
    def level(self) -> float | None:
        """The mean, where it may be printed: up to 5 % half-width from gaps."""
        return None if not self.is_enough or self._share > MOST_HALF_WIDTH else self.mean

    @property
    def half_width(self) -> float | None:
        """Half of the 95 % interval, gaps and protection together; None under three weeks."""
        if not self._has_error:
            return None
        return Z95 * math.hypot(self.gap_error, self.protection_error)

    @property
    def flags(self) -> str:
        """The flags of the level: b brudd, e beregnet, u usikker, p foreløpig, d definisjon."""
        if self.level is None:
            return "b" if "b" in self.marks else ""
        holds = {
            "e": self.counted < len(self.series),
            "u": self._share > PLAIN_HALF_WIDTH,
        }
        return "".join(flag for flag in "beupd" if flag in self.marks or holds.get(flag, False))

    @property
    def _has_error(self) -> bool:
        return self.counted >= LEAST_FOR_VARIANCE or len(self.series) == 0

    @property
    def _share(self) -> float:
        """The half-width from gaps alone as a share of the mean; 0 where it is not asked for."""
        return Z95 * self.gap_error / self.mean if self.mean and self._has_error else 0.0
