"""What is counted in streams is, to the digit, what the plain way counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from random import Random

import pytest

from monitor.counting.cells import Cell, cells_of
from monitor.counting.dominance import dominated_cells
from monitor.counting.yearly import (
    FIGURES_FROM_IDENTIFIERS,
    ONE_WEEK,
    TWO_WEEKS,
    yearly_figures,
)
from monitor.protection import Protection
from scrapers.model import Sighting
from storage.records import ALL_PORTALS, Protected, WeekSightings
from tests.monitor.building import identifier, protection
from tests.monitor.counting import plainly

PLACES = ("Oslo", "Bergen", "unknown")
Market = dict[str, list[list[Sighting]]]


def market(seed: int, portals: int, *, sweeps: int = 3) -> Market:
    """Return a random week: several sweeps, numbers on several portals, busy and touring ads."""
    random = Random(seed)
    numbers = [identifier(f"n{at}") for at in range(random.choice((3, 12, 60)))]

    def ad(portal: int, at: int) -> Sighting:
        on_it = random.choices(numbers, k=random.choice((0, 1, 1, 1, 2)))
        places = random.sample(PLACES, k=random.choice((1, 1, 2)))
        return Sighting(identifier(f"{portal} {at}"), frozenset(on_it), frozenset(places))

    return {
        f"portal{portal}": [
            [ad(portal, at) for at in random.sample(range(40), random.randrange(40))]
            for _ in range(random.randint(1, sweeps))
        ]
        for portal in range(portals)
    }


def printed(protect: Protection, week: WeekSightings) -> dict[Cell, tuple[float, int]]:
    """Return what the plain way counts in each cell, and as what it would be printed."""
    return {
        cell: (
            round(content.value, 9),
            protect.protect(
                " ".join(cell),
                content.value,
                sum(protect.record_key(one) for unit in content.units.values() for one in unit),
            ),
        )
        for cell, content in plainly.cells_of(week, 2).items()
    }


@pytest.mark.parametrize("seed", range(60))
def test_every_cell_of_a_random_week_is_that_of_the_plain_way(seed: int) -> None:
    """Its true count to nine digits, its protected one exactly, and which rows one number rules."""
    week, protect = market(seed, portals=seed % 6 + 1), protection(by=f"{seed}")
    found = {
        cell: (
            round(content.value, 9),
            protect.protect(" ".join(cell), content.value, content.key),
        )
        for cell, content in cells_of(week, 2, protect.record_key).items()
    }
    assert found == printed(protect, week) != {}
    assert dominated_cells(week, 2) == plainly.dominated_cells(week, 2)


def test_a_number_on_three_hundred_portals_costs_no_more_than_there_are_portals() -> None:
    """Counting every set of them would take longer than the world has lasted."""
    shared, names = identifier("n"), [f"portal{at:03}" for at in range(300)]
    week = {
        name: [[Sighting(identifier(name), frozenset((shared,)), frozenset({"Oslo"}))]] * 2
        for name in names
    }
    week[names[0]][1] = []
    cells = cells_of(week, 2)
    assert cells[Cell(ALL_PORTALS, "all", "several")].value == 1
    assert cells[Cell(names[0], "all", "shared")].value == 0.5
    assert cells[Cell(names[1], "all", "shared")].value == 1


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("seed", range(5))
def test_the_figures_of_a_random_year_are_those_of_the_plain_way(seed: int, parts: int) -> None:
    """In however many parts its numbers are read; a portal may have been away for weeks."""
    random, protect = Random(seed), protection(by=f"{seed}")
    year = [
        {portal: set(random.sample(range(90), random.randrange(60))) for portal in "abc"}
        for _ in range(4)
    ]
    for week in year:
        week.pop(random.choice("abcd"), None)

    def part(at: int) -> Iterable[dict[str, set[bytes]]]:
        return (
            {p: {identifier(f"{n}") for n in of if n % parts == at} for p, of in week.items()}
            for week in year
        )

    figures = yearly_figures(protect)
    assert figures.count is not None
    assert figures.count(map(part, range(parts))) == plain_figures(protect, year)


def plain_figures(
    protect: Protection, year: list[dict[str, set[int]]]
) -> dict[tuple[str, str], Protected]:
    """Return a year's figures from every week that each number was seen in."""
    figures = {}
    for portal in (ALL_PORTALS, *"abc"):
        weeks: defaultdict[int, set[int]] = defaultdict(set)
        for at, week in enumerate(year):
            for name, numbers in week.items():
                for number in numbers if portal in (ALL_PORTALS, name) else ():
                    weeks[number].add(at)
        cells: dict[str, list[int]] = {ONE_WEEK: [], TWO_WEEKS: []}
        for number, seen in weeks.items():
            cells[ONE_WEEK if len(seen) == 1 else TWO_WEEKS].append(number)
        for figure, names in FIGURES_FROM_IDENTIFIERS.items():
            drawn = (
                protect.protect(
                    f"{portal} {name}",
                    len(cells[name]),
                    sum(protect.record_key(identifier(f"{number}")) for number in cells[name]),
                )
                for name in names
            )
            figures[portal, figure] = Protected(sum(drawn))
    return figures
