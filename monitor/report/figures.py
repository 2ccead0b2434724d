"""Every figure of one year: a kind of count, about one portal or place, with its weeks.

Nothing here is fit to leave the house yet: `monitor.report.suppress` decides what may.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from monitor.series import Scope, Series, Year, measures_of
from monitor.statistics import Average, Filled, average
from scrapers.model import UNKNOWN_PLACE
from storage.records import ALL_PLACES


class Kind(StrEnum):
    """What a row of the tables counts."""

    # An enum's own hash is Python code, and the audit asks for millions of them.
    __hash__ = str.__hash__

    NUMBERS = "numbers"
    ADS = "ads"
    INDIVIDUAL = "individual"
    MULTI = "multi"
    WITHOUT_NUMBER = "without_number"
    ADS_PER_NUMBER = "ads_per_number"
    MULTI_NUMBERS = "multi_numbers"
    TOP_NUMBER_ADS = "top_number_ads"


PARTS_OF_ADS = (Kind.INDIVIDUAL, Kind.MULTI, Kind.WITHOUT_NUMBER)
"""These three add up to the ads."""

COUNTED = (Kind.NUMBERS, Kind.ADS, *PARTS_OF_ADS)
"""The kinds that are counted week by week and shown; `ADS_PER_NUMBER` is a ratio of two."""

BASES = (Kind.MULTI_NUMBERS, Kind.TOP_NUMBER_ADS)
"""Never shown: they tell on how many numbers, and how much on one of them, other figures rest."""


class Key(NamedTuple):
    """Names one figure."""

    kind: Kind
    scope: Scope


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one year: the observed weeks, the filled weeks and their average."""

    series: Series
    filled: Filled | None
    average: Average

    def in_week(self, position: int) -> float | None:
        """Return a week's value, interpolated where it is a gap, from position 0."""
        return self.filled.values[position] if self.filled else self.series[position]


Figures = dict[Key, Figure]


def figures(year: Year, threshold: int, places: tuple[str, ...]) -> Figures:
    """Compute all figures of a year: all portals, each portal, and each place."""
    found = {
        Key(kind, scope): _figure(year, kind, scope, threshold)
        for scope in scopes(year, places)
        for kind in (*COUNTED, *BASES)
    }
    ratios = {Key(Kind.ADS_PER_NUMBER, key.scope): _ratio(found, key.scope) for key in found}
    return found | ratios


def scopes(year: Year, places: tuple[str, ...]) -> Iterator[Scope]:
    """Yield what the tables have rows for, in their order."""
    yield Scope()
    yield from (Scope(portal=portal) for portal in year.portals)
    yield from (Scope(place=place) for place in (*places, UNKNOWN_PLACE))


def largest_portal(found: Figures) -> str | None:
    """Return the portal with the most ads in the mean of its observed weeks."""
    ads = {
        key.scope.portal: figure.average.observed_mean or 0.0
        for key, figure in found.items()
        if key.kind is Kind.ADS and key.scope.portal and key.scope.place == ALL_PLACES
    }
    return max(ads, key=lambda portal: (ads[portal], portal), default=None)


def _figure(year: Year, kind: Kind, scope: Scope, threshold: int) -> Figure:
    if kind is Kind.NUMBERS:
        series, filled = year.numbers(scope)
    else:
        series, filled = year.total(measures_of(kind, threshold), scope)
    return Figure(series, filled, average(filled, series))


def _ratio(found: Figures, scope: Scope) -> Figure:
    """Return ads with a readable number per distinct number; a ratio has no weeks of its own."""
    ads, without, numbers = (
        found[Key(kind, scope)].average for kind in (Kind.ADS, Kind.WITHOUT_NUMBER, Kind.NUMBERS)
    )
    level = None
    if ads.level is not None and without.level is not None and numbers.level:
        level = (ads.level - without.level) / numbers.level
    return Figure((), None, Average(level, 0.0, None, numbers.observed, numbers.weeks))
