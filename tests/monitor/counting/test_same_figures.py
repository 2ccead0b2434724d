"""What is counted in streams is, to the digit, what the plain way counts."""

from __future__ import annotations

import gc
from random import Random
from weakref import WeakSet

import pytest

from monitor.counting import CellId
from monitor.counting.identifier_figures import OF_MOVES, yearly_figures
from monitor.counting.profile import _Histories, profiles_of_sightings
from monitor.protection import Protection
from scrapers.model import Sighting
from storage.records import ALL_PORTALS, WeekSightings
from storage.weeks import Week, weeks_of
from storage.year_records import Profile
from tests.monitor.building import PlainYear, identifier, protection, seen
from tests.monitor.counting import plainly, plainly_year
from tests.monitor.counting.whole_weeks import cells_of, dominated_cells

WEEKS = tuple(weeks_of(2022))[:6]
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


def printed(protect: Protection, week: WeekSightings) -> dict[CellId, tuple[float, int]]:
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
    assert cells[CellId(ALL_PORTALS, "all", "several")].value == 1
    assert cells[CellId(names[0], "all", "shared")].value == 0.5
    assert cells[CellId(names[1], "all", "shared")].value == 1


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("seed", range(5))
def test_the_figures_of_a_random_year_are_those_of_the_plain_way(seed: int, parts: int) -> None:
    """In however many parts its numbers are read; a portal may have been away for weeks."""
    year, protect = random_year(seed), protection(by=f"{seed}")
    common = {(portal, week.number) for week in WEEKS[1:3] for portal in "ab"}
    figures = yearly_figures(protect, common)
    assert figures.count is not None
    assert figures.count(PlainYear(year, parts)) == plainly_year.figures(protect, year, common)


@pytest.mark.parametrize("seed", range(20))
def test_numbers_that_come_and_go_are_those_of_the_plain_way(seed: int) -> None:
    """In years of weeks in which some portals were not read, and of numbers that are seldom up."""
    random, year = Random(seed), dict[Week, WeekSightings]()
    for week in list(weeks_of(2022))[: random.choice((9, 10, 11, 40, 52))]:
        year[week] = {
            portal: [[seen(f"{portal}{n}", f"n{n}") for n in range(40) if random.random() < 0.08]]
            for portal in "ab"
            if random.random() < 0.9
        }
    protect = protection(by=f"{seed}")
    figures = yearly_figures(protect)
    assert figures.count is not None
    plain = plainly_year.figures(protect, year, ())
    found = figures.count(PlainYear(year, 2))
    moves = {name: value for name, value in plain.items() if name[1] in OF_MOVES}
    assert {name: found[name] for name in moves} == moves
    assert len(moves) == 3


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("seed", range(5))
def test_the_profiles_of_a_random_year_are_those_of_the_plain_way(seed: int, parts: int) -> None:
    """In however many parts the advertisers are read."""
    year = random_year(seed)
    made = profiles_of_sightings(PlainYear(year, parts), WEEKS, 2)
    plain = plainly_year.profiles(year, WEEKS, 2)
    assert {row_of(p) for p in made} == plain.keys() != set()
    for found in made:
        mean, lags = plain[row_of(found)]
        assert found.mean == pytest.approx(mean)
        assert found.lags == pytest.approx(lags)


def test_a_part_of_a_year_is_let_go_of_before_the_next_but_one_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At once, and not when Python looks for cycles: that would be all of the year at some time."""
    alive: WeakSet[_Histories] = WeakSet()

    class Watched(_Histories):
        def __init__(self) -> None:
            assert len(alive) <= 1
            super().__init__()
            alive.add(self)

    monkeypatch.setattr("monitor.counting.profile._Histories", Watched)
    gc.disable()
    try:
        assert profiles_of_sightings(PlainYear(random_year(1), 5), WEEKS, 2)
    finally:
        gc.enable()


def row_of(profile: Profile) -> tuple[str, str, str]:
    return profile.portal, profile.place, profile.measure


def random_year(seed: int) -> dict[Week, WeekSightings]:
    """Return some random weeks of three portals, of which one may be away for some of them."""
    random = Random(seed)
    year: dict[Week, WeekSightings] = {}
    for at, week in enumerate(WEEKS):
        year[week] = {
            f"{'abc'[nr]}": sweeps
            for nr, sweeps in enumerate(busy_market(seed * 10 + at).values())
            if random.random() < 0.8
        }
    return year


def busy_market(seed: int) -> Market:
    """Return a random week with enough ads for profiles, some of whose numbers are linked."""
    random = Random(seed)

    def ad(portal: int, at: int) -> Sighting:
        on_it = {f"n{(at + portal * 30) // 2}", f"n{random.randrange(90)}"}
        some = random.sample(sorted(on_it), k=random.choice((0, 1, 1, 1, 1, 1, len(on_it))))
        places = random.sample(PLACES, k=random.choice((1, 1, 2)))
        names = frozenset(map(identifier, some))
        return Sighting(identifier(f"{portal} {at}"), names, frozenset(places))

    return {
        f"portal{portal}": [
            [ad(portal, at) for at in random.sample(range(60), random.randint(20, 60))]
            for _ in range(random.randint(1, 2))
        ]
        for portal in range(3)
    }
