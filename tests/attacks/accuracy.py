"""What protection costs: published rows beside the truth of a market, and how far they are off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from statistics import fmean

from scrapers.model import UNKNOWN_PLACE
from tests.attacks.cells import (
    ALL,
    EXACT,
    GROUPS,
    INDIVIDUAL,
    NUMBERS,
    ONLY,
    Cell,
    Published,
    Publisher,
    Year,
)
from tests.attacks.contents import contents_of
from tests.attacks.likelihood import LASTING, variance_of_mean
from tests.attacks.market import FJORD, NORDLYS, TUNDRA, Market, Plan, Targets, simulate
from tests.attacks.trials import Tries, secret_of

LEAST_MEAN = 10
"""Rows under this yearly mean are not printed."""


@dataclass(frozen=True)
class Row:
    """A published row: its name, and the cells that it is the sum of."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Cost:
    """A row's true yearly mean, what was published once, and the errors over many secrets."""

    row: Row
    true: float
    once: float
    week_error: float
    year_error: float
    bias: float


def large_market() -> Market:
    """Return a year of some 750 numbers and 800 ads of individuals, tundra and Bodø being small."""
    portals = {
        (FJORD,): 46.0,
        (NORDLYS,): 26.0,
        (TUNDRA,): 3.0,
        (FJORD, NORDLYS): 20.0,
        (NORDLYS, TUNDRA): 2.0,
        (FJORD, NORDLYS, TUNDRA): 2.0,
    }
    places = {"Oslo": 40, "Bergen": 20, "Trondheim": 15, UNKNOWN_PLACE: 17, "Bodø": 8}
    plan = Plan(
        people=665, agencies=24, years=1, without_number=0.1, portals=portals, places=places
    )
    return simulate(1, Targets(9, 6, 4, 5), plan)


def rows_of(market: Market) -> Iterator[Row]:
    """Yield the country's rows, each portal's and each place's: ads, individual ads, numbers."""
    ads = {p: tuple(Cell(p, ALL, group) for group in GROUPS) for p in market.portals}
    only = tuple(Cell(portal, ALL, ONLY) for portal in market.portals)
    exact = tuple(
        Cell("+".join(names), ALL, EXACT)
        for size in range(2, len(market.portals) + 1)
        for names in combinations(sorted(market.portals), size)
    )
    yield Row("numbers, country", (*only, *exact))
    individual = tuple(Cell(portal, ALL, INDIVIDUAL) for portal in market.portals)
    yield Row("individual ads, country", individual)
    yield Row("ads, country", tuple(cell for cells in ads.values() for cell in cells))
    for portal in market.portals:
        yield Row(f"individual ads, {portal}", (Cell(portal, ALL, INDIVIDUAL),))
        shared = (cell for cell in exact if portal in cell.portals.split("+"))
        yield Row(f"numbers, {portal}", (Cell(portal, ALL, ONLY), *shared))
    for place in market.places:
        yield Row(f"numbers, {place}", (Cell(ALL, place, NUMBERS),))
        yield Row(f"ads, {place}", tuple(Cell(ALL, place, group) for group in GROUPS))


def true_weeks(market: Market, row: Row, year: int = 0) -> list[float]:
    """Return a row's true count of each week."""
    weeks = contents_of(market, year)
    return [sum(cells[c].value for c in row.cells if c in cells) for cells in weeks]


def costs(publisher: Publisher, market: Market, secrets: int) -> list[Cost]:
    """Return for each row how far a week and a year's mean are off, over many secrets."""
    years = [publisher.publish(market, secret_of(turn)).years[0] for turn in range(secrets)]
    return [_cost(row, true_weeks(market, row), years) for row in rows_of(market)]


def _cost(row: Row, true: Sequence[float], years: Sequence[Year]) -> Cost:
    errors = [
        [week - truth for week, truth in zip(weeks_of(year, row), true, strict=True)]
        for year in years
    ]
    means = [fmean(each) for each in errors]
    return Cost(
        row,
        fmean(true),
        fmean(true) + means[0],
        sqrt(fmean(error**2 for each in errors for error in each)),
        sqrt(fmean(mean**2 for mean in means)),
        fmean(means),
    )


def weeks_of(year: Year, row: Row) -> list[int]:
    """Return what a row prints for each week."""
    return [sum(week.get(cell, 0) for cell in row.cells) for week in year]


def covered(published: Iterable[tuple[Market, Published]]) -> dict[str, Tries]:
    """Return by row in how many years the printed interval holds the true yearly mean."""
    found: dict[str, Tries] = {}
    for market, tables in published:
        for number, year in enumerate(tables.years):
            for row in rows_of(market):
                true = fmean(true_weeks(market, row, number))
                if true >= LEAST_MEAN:
                    holds = abs(fmean(weeks_of(year, row)) - true) <= _half(year, row)
                    found[row.name] = found.get(row.name, Tries(0, 0)) + Tries(int(holds), 1)
    return found


def _half(year: Year, row: Row) -> float:
    """Half the width of the interval, from protected counts alone."""
    cells = ([week.get(cell, 0) for week in year] for cell in row.cells)
    return 1.96 * sqrt(sum(variance_of_mean(figures, LASTING) for figures in cells if any(figures)))
