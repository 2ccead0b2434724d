"""Measured beside true: what the monitor counted, and what the simulation knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from monitor.config import Config
from monitor.counting import Measure
from monitor.demo.simulated_market import Market
from monitor.installation.market import portals_known
from monitor.report.build import load_year
from monitor.report.figures import figure
from monitor.report.series import Kind, Scope, Year
from storage.records import ALL_PLACES
from storage.store import Store
from storage.weeks import Week, ends_of


@dataclass(frozen=True, slots=True)
class Beside:
    """A yearly mean as published, gaps filled and counts protected, and as it truly was.

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
class Accuracy:
    """All means, and in how many of the counted portal-weeks the counts were exactly true."""

    beside: tuple[Beside, ...]
    exact: int
    counted: int


def measure_accuracy(
    market: Market, mondays: Sequence[date], store: Store, config: Config
) -> Accuracy:
    """Put the counts of every simulated week beside the truth."""
    source, places = store.publishable, tuple(config.places)
    known = portals_known(source, config, mondays[-1] + timedelta(weeks=1))
    years = [
        load_year(source, year, places, known)
        for year in sorted({Week.of(day).year for day in mondays})
    ]
    checks = [check for year in years for check in _exactness(market, year, store)]
    beside = tuple(
        row
        for year in years
        for portal in year.portals
        for row in _means(market, mondays, year, portal)
    )
    return Accuracy(beside, sum(checks), len(checks))


def _exactness(market: Market, year: Year, store: Store) -> list[bool]:
    """Tell for each counted week of a portal whether ads and distinct numbers are exact."""
    counts = {
        (count.week, count.portal, count.measure): count.value
        for count in store.counts(*ends_of(year.year))
        if count.place == ALL_PLACES
    }
    exact = []
    for week in year.weeks:
        truths = market.truth(week.monday())
        for portal in year.read(week):
            pair = (Measure.ADS, Measure.NUMBERS)
            ads, numbers = (counts.get((week, portal, measure), 0.0) for measure in pair)
            exact.append((ads, numbers) == (truths[portal].ads, truths[portal].numbers))
    return exact


def _means(market: Market, mondays: Sequence[date], year: Year, portal: str) -> list[Beside]:
    truths = [market.truth(day)[portal] for day in mondays if Week.of(day).year == year.year]
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
            measured=published.level,
            true=fmean(values),
            counted_weeks=published.counted,
            weeks=len(year.weeks),
        )
        for kind, values in true_values.items()
        for published in [figure(year, kind, Scope(portal))]
    ]
