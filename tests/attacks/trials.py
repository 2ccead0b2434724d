"""Many tries of the attacker on a design, over markets whose targets have every size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import sqrt

from tests.attacks.attacker import guess, targets_of
from tests.attacks.cells import Published, Publisher
from tests.attacks.likelihood import LASTING
from tests.attacks.market import Market, Plan, Targets, simulate

SMALL = Plan(people=60, agencies=4, weeks=26)
"""What is added to a count does not depend on its size: few people are enough to attack."""
_AGENCIES = (0, 4, 7, 3, 4, 5, 6, 7, 8, 9, 10)
"""One number on one or two ads is no agency; other sizes stand in for these."""


@dataclass(frozen=True)
class Tries:
    """How many tries were made, and how many were right."""

    right: int
    made: int

    @property
    def share(self) -> float:
        """The share of tries that were right."""
        return self.right / self.made

    @property
    def error(self) -> float:
        """The binomial standard error of the share."""
        return sqrt(self.share * (1 - self.share) / self.made)

    def __add__(self, other: Tries) -> Tries:
        return Tries(self.right + other.right, self.made + other.made)


@cache
def market_of(turn: int, plan: Plan = SMALL) -> Market:
    """Return one of eleven markets: over all of them, every target has every size once."""
    place, portal, overlap = (
        (turn * step + shift) % 11 for step, shift in ((1, 0), (3, 2), (5, 4))
    )
    agency = _AGENCIES[(turn * 7 + 6) % 11]
    return simulate(turn, Targets(place, portal, overlap, agency), plan)


def secret_of(turn: int) -> bytes:
    """Return a secret, the same for the same turn."""
    return turn.to_bytes(32)


@cache
def publications(
    publisher: Publisher, first: int, many: int, plan: Plan = SMALL
) -> tuple[tuple[Market, Published], ...]:
    """Return what a design publishes of many markets, each under a secret of its own."""
    markets = ((turn, market_of(turn % 11, plan)) for turn in range(first, first + many))
    return tuple((market, publisher.publish(market, secret_of(turn))) for turn, market in markets)


def attack(
    published: Iterable[tuple[Market, Published]],
    target: str,
    *,
    lasting: float = LASTING,
    alone: bool = False,
) -> Tries:
    """Return how often a target is guessed rightly; `alone`, from its own first figures only."""
    right = made = 0
    for market, tables in published:
        wanted = next(each for each in targets_of(market) if each.name == target)
        made += 1
        right += guess(tables, wanted, lasting=lasting, alone=alone) == wanted.size
    return Tries(right, made)
