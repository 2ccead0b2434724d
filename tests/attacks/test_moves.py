"""Is this number among the year's? Asked of figures of new, returning and gone numbers.

The attacker knows everybody else's sightings and every protected cell, which is more than any
report prints, and weighs what each cell says for one more number against none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from math import prod
from random import Random

from monitor.counting.identifier_figures import (
    CELLS_OF_MOVES,
    MOVES,
    ONE_WEEK,
    TWO_WEEKS,
    YearCell,
    YearCells,
    cells_of_year,
)
from monitor.protection import Protection
from scrapers.model import Sighting
from storage.records import ALL_PORTALS
from storage.weeks import Week
from tests.attacks.market import FJORD
from tests.attacks.product import made_afresh
from tests.attacks.table import chances
from tests.attacks.trials import Tries, secret_of
from tests.monitor.building import PlainYear

WEEKS, UP = range(1, 31), range(12, 17)
"""The number is up for five weeks: it is new, and then it is gone."""

TRIES = 400
Drawn = Iterator[tuple[str, YearCell]]
"""The names that cells are drawn by, and what is in them."""


def test_in_which_cell_of_moves_a_number_is_tells_little_more_than_the_year_did() -> None:
    """From the year's distinct numbers .64 of 600 tries are right, with its moves .69 (each ±.02).

    If each move were drawn by itself, this number would be in one cell more: .72.
    """
    assert right(of_year).share <= 0.68
    assert right(of_year, of_moves).share <= 0.73
    assert right(of_year, of_moves).share < right(of_year, of_each_move).share


def of_year(cells: YearCells) -> Drawn:
    """Yield the cells of distinct numbers, of all portals and of the one that there is."""
    for portal in (ALL_PORTALS, FJORD):
        for name in (ONE_WEEK, TWO_WEEKS):
            yield f"{portal} {name}", cells[portal].get(name, YearCell())


def of_moves(cells: YearCells) -> Drawn:
    """Yield the product's cells: numbers that made just the same moves."""
    for name in CELLS_OF_MOVES:
        yield f"{ALL_PORTALS} {name}", cells[ALL_PORTALS].get(name, YearCell())


def of_each_move(cells: YearCells) -> Drawn:
    """Yield cells that are no product's: all numbers that made a move, whatever else they did."""
    for move in MOVES:
        names = (name for name, moves in CELLS_OF_MOVES.items() if move in moves)
        parts = [cells[ALL_PORTALS].get(name, YearCell()) for name in names]
        yield move, YearCell(sum(part.count for part in parts), sum(part.keys for part in parts))


def right(*families: Callable[[YearCells], Drawn]) -> Tries:
    """Return how often the attacker says rightly whether the number is there, as half of them."""
    made = sum(_is_right(turn, families) for turn in range(TRIES))
    return Tries(made, TRIES)


def _is_right(turn: int, families: tuple[Callable[[YearCells], Drawn], ...]) -> bool:
    protection, both = _years(turn)
    without, with_it = (
        {name: cell for family in families for name, cell in family(cells)} for cells in both
    )
    is_there = turn % 2 == 1
    printed = [
        (protection.protect(name, cell.count, cell.keys), without[name].count, with_it[name].count)
        for name, cell in (without, with_it)[is_there].items()
    ]
    no, yes = (
        prod(chances(round(counts[at])).get(value, 0.0) for value, *counts in printed)
        for at in (0, 1)
    )
    return is_there == (yes > no if yes != no else turn % 4 < 2)


@cache
def _years(turn: int) -> tuple[Protection, tuple[YearCells, YearCells]]:
    """Return a year without the number and one with it, and how they are protected."""
    random, protection = Random(turn), made_afresh(secret_of(turn), 2021)
    others = {random.randbytes(16): _stay(random) for _ in range(60)}
    both = (_cells(year, protection) for year in (others, others | {random.randbytes(16): UP}))
    without, with_it = both
    return protection, (without, with_it)


def _stay(random: Random) -> range:
    first = random.choice(WEEKS)
    return range(first, first + random.randrange(1, 20))


def _cells(stays: dict[bytes, range], protection: Protection) -> YearCells:
    sweeps = {
        nr: [
            Sighting(number, frozenset({number}), frozenset({"Oslo"}))
            for number, up in stays.items()
            if nr in up
        ]
        for nr in WEEKS
    }
    year = PlainYear({Week(2021, nr): {FJORD: [sweep]} for nr, sweep in sweeps.items()})
    return cells_of_year(year, (), protection.record_key)[0]
