"""Measured beside true: what the monitor counted, and what the simulation knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from monitor.config import Config
from monitor.counts import Measure
from monitor.demo.market import Market
from monitor.report.build import load_year
from monitor.report.figures import Key, Kind, figures
from monitor.series import Scope, Year
from storage.records import ALL_PLACES
from storage.store import Store
from storage.weeks import Week


@dataclass(frozen=True, slots=True)
class Beside:
    """A yearly mean as measured, gaps interpolated, and as it truly was in every week.

    `measured` is None where there were too few weeks for a level.
    """

    year: int
    portal: str
    measure: str
    measured: float | None
    true: float
    counted_weeks: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All means, and in how many of the counted portal-weeks the counts were exactly true."""

    beside: tuple[Beside, ...]
    exact: int
    counted: int


def compare(market: Market, mondays: Sequence[date], store: Store, config: Config) -> Comparison:
    """Put the counts of every simulated week beside the truth."""
    years = [load_year(store, year) for year in sorted({Week.of(day).year for day in mondays})]
    checks = [
        check
        for year in years
        for portal in year.portals
        for check in _exactness(market, year, portal)
    ]
    beside = tuple(
        row
        for year in years
        for portal in year.portals
        for row in _means(market, mondays, year, portal, config.report.individual_threshold)
    )
    return Comparison(beside, sum(checks), len(checks))


def _exactness(market: Market, year: Year, portal: str) -> list[bool]:
    """Tell for each counted week of a portal whether ads and distinct numbers are exactly true."""
    ads = year.count(portal, ALL_PLACES, Measure.ADS)
    numbers, _ = year.numbers(Scope(portal=portal))
    truths = [market.truth(week.monday())[portal] for week in year.weeks]
    return [
        (counted, distinct) == (truth.ads, truth.numbers)
        for counted, distinct, truth in zip(ads, numbers, truths, strict=True)
        if counted is not None
    ]


def _means(
    market: Market, mondays: Sequence[date], year: Year, portal: str, threshold: int
) -> list[Beside]:
    truths = [market.truth(day)[portal] for day in mondays if Week.of(day).year == year.year]
    found = figures(year, threshold, ())
    true_values = {
        Kind.ADS: [truth.ads for truth in truths],
        Kind.NUMBERS: [truth.numbers for truth in truths],
        Kind.INDIVIDUAL: [truth.individual_ads for truth in truths],
    }
    return [
        Beside(
            year=year.year,
            portal=portal,
            measure=kind,
            measured=found[Key(kind, Scope(portal=portal))].average.level,
            true=fmean(values),
            counted_weeks=year.observed_weeks(portal),
            weeks=len(year.weeks),
        )
        for kind, values in true_values.items()
    ]
