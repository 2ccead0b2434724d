"""Is the one who left these places the one who came to those? Asked of what weeks' cells gained.

A number moves from one place to another, twice; or somebody leaves each time and somebody else
comes. The attacker knows all true counts, and has only the additions to tell the two apart: with
bare sums as cell keys, what one place's key loses is what the other's gains.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from math import prod, sqrt
from random import Random
from statistics import NormalDist, fmean

from scrapers.model import Sighting
from tests.attacks.cells import ALL, NUMBERS, Cell, Publisher, Sightings
from tests.attacks.market import FJORD
from tests.attacks.table import SETTLED, printed
from tests.attacks.trials import Tries, secret_of

_PLACES = ("Bergen", "Oslo", "Trondheim", "Stavanger")
_MOVES = ((0, 1), (2, 3))
_STEPS, _ROWS, _LASTING = 96, 12, 0.25
_NORMAL = NormalDist()
Additions = tuple[int, int]
"""What a cell gained before the move and after it."""


def recognised(publisher: Publisher, attempts: int) -> Tries:
    """Return how often the attacker is right; half of the tries are of one and the same number."""
    right = sum(
        _judged_same(list(_seen(publisher, turn, same=same))) == same
        for turn in range(attempts)
        for same in (turn % 2 == 0,)
    )
    return Tries(right, attempts)


def _seen(publisher: Publisher, turn: int, *, same: bool) -> Iterator[tuple[Additions, Additions]]:
    """Yield for each move the additions of the place left and of the place reached."""
    random, secret = Random(turn), secret_of(turn)
    mover = random.randbytes(16)
    for before, after in _MOVES:
        stays = {place: [random.randbytes(16) for _ in range(20)] for place in _PLACES}
        leaves, comes = mover, mover if same else random.randbytes(16)
        weeks = [
            stays | {_PLACES[before]: [*stays[_PLACES[before]], leaves]},
            stays | {_PLACES[after]: [*stays[_PLACES[after]], comes]},
        ]
        tables = [publisher.count(_sightings(random, week), secret, 2021, 7) for week in weeks]
        added = [
            [
                table[Cell(ALL, place, NUMBERS)] - len(week[place])
                for table, week in zip(tables, weeks, strict=True)
            ]
            for place in (_PLACES[before], _PLACES[after])
        ]
        yield (added[0][0], added[0][1]), (added[1][0], added[1][1])


def _sightings(random: Random, numbers: dict[str, list[bytes]]) -> Sightings:
    ads = (
        Sighting(random.randbytes(16), frozenset({number}), frozenset({place}))
        for place, those in numbers.items()
        for number in those
    )
    return {FJORD: (tuple(ads),)}


def _judged_same(moves: Sequence[tuple[Additions, Additions]]) -> bool:
    """Weigh one key that explains every change against a key for each."""
    changes = [left for left, _ in moves] + [(after, before) for _, (before, after) in moves]
    chances = [_chance_by_key()[change] for change in changes]
    together = fmean(prod(each) for each in zip(*chances, strict=True))
    return together > prod(map(fmean, chances))


@cache
def _chance_by_key() -> dict[Additions, list[float]]:
    """The chance of additions before and after a cell loses a unit, for each key of the unit."""
    every = range(-5, 6)
    chances = {(one, two): [0.0] * _STEPS for one in every for two in every}
    for row in range(_ROWS):
        lasting = sqrt(_LASTING) * _NORMAL.inv_cdf((row + 0.5) / _ROWS)
        added = [_added((step + 0.5) / _STEPS, lasting) for step in range(_STEPS)]
        for key, step in product(range(_STEPS), repeat=2):
            chances[added[step], added[step - key]][key] += 1 / (_ROWS * _STEPS)
    return chances


def _added(bare: float, lasting: float) -> int:
    mixed = sqrt(1 - _LASTING) * _NORMAL.inv_cdf(bare) + lasting
    return printed(SETTLED, _NORMAL.cdf(mixed)) - SETTLED
