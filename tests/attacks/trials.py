"""Many tries of the attacker on a design, over markets whose targets have every size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from tests.attacks.attacker import Target, guess, targets_of
from tests.attacks.cells import Published, Publisher
from tests.attacks.market import Market, Plan, Targets, simulate

SMALL = Plan(people=80, agencies=5)
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
        return (self.share * (1 - self.share) / self.made) ** 0.5

    def __add__(self, other: Tries) -> Tries:
        return Tries(self.right + other.right, self.made + other.made)


@cache
def market_of(turn: int, plan: Plan = SMALL) -> Market:
    """Return one of eleven markets: over all of them, every target has every size once."""
    sizes = [(turn * step + shift) % 11 for step, shift in ((1, 0), (3, 2), (5, 4))]
    return simulate(turn, Targets(*sizes, _AGENCIES[(turn * 7 + 6) % 11]), plan)


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
    *,
    lasting: float = 0.25,
    alone: bool = False,
    only: str | None = None,
) -> dict[str, Tries]:
    """Return the tries of each target, by its name."""
    right: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for market, tables in published:
        for target in _chosen(market, only):
            made[target.name] += 1
            right[target.name] += guess(tables, target, lasting=lasting, alone=alone) == target.size
    return {name: Tries(right[name], made[name]) for name in made}


def _chosen(market: Market, only: str | None) -> Iterator[Target]:
    return (target for target in targets_of(market) if only in (None, target.name))


def together(tries: dict[str, Tries]) -> Tries:
    """Return all targets' tries as one."""
    return sum(tries.values(), Tries(0, 0))
