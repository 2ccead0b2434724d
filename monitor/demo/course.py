"""The course of the simulated market: how many ads each portal carries on average in a week.

The largest portal is set so that its mean over the ISO weeks is 404 in 2021 and 665 in 2022,
the two figures that the service published. Between a low and a high plateau runs one smooth
rise, through the New Year without a jump; over it lies a season with a spring low and an
autumn high. The plateaus follow from the two means: two linear equations, solved below.
"""

import functools
import math
from collections.abc import Sequence
from datetime import date

LARGEST = "nordlys"
PORTALS = (LARGEST, "fjord", "tundra")

_MEANS = {2021: 404.0, 2022: 665.0}
_SEASON = 0.18
_HIGH_DAY = 290  # 17 October; the low comes half a year later, in the middle of April
_RISE_MIDDLE = date(2021, 8, 15)  # restrictions on entry were lifted that summer
_RISE_DAYS = 42.0
# The small portals have a calmer season and no rise: individuals with a number, at scale 1.
_SMALL = {"fjord": 58.0, "tundra": 128.0}
_SMALL_SEASON = 0.07


def iso_mondays(year: int) -> tuple[date, ...]:
    """List the Mondays of the 52 or 53 ISO weeks of a year."""
    last_week = date(year, 12, 28).isocalendar().week
    return tuple(date.fromisocalendar(year, week, 1) for week in range(1, last_week + 1))


def level(portal: str, monday: date) -> float:
    """Tell how many ads by individuals with a number to expect in a week at scale 1."""
    if portal != LARGEST:
        return _SMALL[portal] * _season(monday, _SMALL_SEASON)
    low, high = _plateaus()
    return _season(monday, _SEASON) * (low + (high - low) * _rise(monday))


def _season(monday: date, swing: float) -> float:
    days_from_high = monday.timetuple().tm_yday - _HIGH_DAY
    return 1 + swing * math.cos(2 * math.pi * days_from_high / 365.25)


def _rise(monday: date) -> float:
    """Rise from 0 on the low plateau to 1 on the high one."""
    return 0.5 + 0.5 * math.tanh((monday - _RISE_MIDDLE).days / (2 * _RISE_DAYS))


@functools.cache
def _plateaus() -> tuple[float, float]:
    """Find the two plateaus that give the published means exactly (Cramer's rule)."""
    (a, b), (c, d) = (_weights(iso_mondays(year)) for year in _MEANS)
    first, second = _MEANS.values()
    determinant = a * d - b * c
    return (first * d - b * second) / determinant, (a * second - first * c) / determinant


def _weights(mondays: Sequence[date]) -> tuple[float, float]:
    """Weigh how much of the low and of the high plateau a mean over these weeks holds."""
    shares = [(_season(day, _SEASON), _rise(day)) for day in mondays]
    low = sum(season * (1 - rise) for season, rise in shares) / len(mondays)
    high = sum(season * rise for season, rise in shares) / len(mondays)
    return low, high
