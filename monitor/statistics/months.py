"""The months of a year, and which months or weeks are highest and lowest (docs/method.md)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

from monitor.statistics.filling import mean
from storage.weeks import Week

LEAST_WEEKS_OF_MONTH = 3
MOST_NAMED = 2

Named = TypeVar("Named")


def monthly_means(
    weeks: Sequence[Week], values: Sequence[float | None], counted: Sequence[bool]
) -> dict[int, float]:
    """Return the mean of each month's filled weeks; a week belongs to the month of its Thursday.

    A month counts with at least three weeks that were counted, not filled.
    """
    months: dict[int, list[int]] = {}
    for at, week in enumerate(weeks):
        months.setdefault(week.month(), []).append(at)
    return {
        month: mean([value for at in positions if (value := values[at]) is not None])
        for month, positions in months.items()
        if sum(counted[at] for at in positions) >= LEAST_WEEKS_OF_MONTH
    }


def highest_and_lowest(means: Mapping[Named, float]) -> tuple[list[Named], list[Named]]:
    """Return which have the highest and the lowest rounded value: one or two, of more none.

    None either where all are alike.
    """
    values = {name: math.floor(value + 0.5) for name, value in means.items()}
    if len(set(values.values())) < 2:
        return [], []
    ends = [
        [name for name in values if values[name] == end]
        for end in (max(values.values()), min(values.values()))
    ]
    high, low = (names if len(names) <= MOST_NAMED else [] for names in ends)
    return high, low
