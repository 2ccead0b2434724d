"""The attacker: holds all published tables of two years and the code, and lacks the secret.

He guesses a small steady cell by maximum likelihood over 0 to 10, from three kinds of evidence:
the cell's own figures in every release; sums that are equal to it but for their noise (portals
less places, what overlaps less what overlaps elsewhere), averaged over the weeks of each year; and
what changes when a place leaves config.toml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from scrapers.model import UNKNOWN_PLACE
from tests.attacks.cells import (
    ALL,
    EXACT,
    INDIVIDUAL,
    MORE,
    NO_NUMBER,
    NUMBERS,
    ONLY,
    SEVERAL,
    SHARED,
    Cell,
    Published,
    Year,
)
from tests.attacks.likelihood import of_many_draws, of_mean, of_one_draw, variance_of_mean
from tests.attacks.market import AGENCY_PLACE, FJORD, NORDLYS, TARGET_PLACE, TUNDRA, Market

GUESSES = range(11)
PLACE_BY_ADS, PLACE_BY_NUMBERS = "a place's ads", "a place's numbers"
PLACE_BY_BOTH, PORTAL = "a place's ads and numbers", "a portal's ads without number"
AGENCY, OVERLAP = "a place's ads of an agency", "numbers on just two of three portals"
TARGETS = (PLACE_BY_ADS, PLACE_BY_NUMBERS, PLACE_BY_BOTH, PORTAL, AGENCY, OVERLAP)
Sum = Mapping[Cell, float]
Evidence = list[float]
"""For each guess, how well it explains what was seen: a log-likelihood."""


@dataclass(frozen=True)
class Target:
    """A count to guess: the cells that hold just its units, and the sums that are equal to it."""

    name: str
    own: tuple[Cell, ...]
    sums: tuple[Sum, ...]
    size: int


def targets_of(market: Market) -> list[Target]:
    """Return the market's steady groups, each with all that should be equal to it.

    The people of a place are looked for as ads, as numbers, and as both at once.
    """
    ads, numbers = Cell(ALL, TARGET_PLACE, INDIVIDUAL), Cell(ALL, TARGET_PLACE, NUMBERS)
    portal, agency = Cell(TUNDRA, ALL, NO_NUMBER), Cell(ALL, AGENCY_PLACE, MORE)
    overlap, sizes = Cell(f"{FJORD}+{TUNDRA}", ALL, EXACT), market.targets
    by_ads, by_numbers = _of_ads(market, ads), _of_numbers(market)
    return [
        Target(PLACE_BY_ADS, (ads,), (by_ads,), sizes.place),
        Target(PLACE_BY_NUMBERS, (numbers,), (by_numbers,), sizes.place),
        Target(PLACE_BY_BOTH, (ads, numbers), (by_ads, by_numbers), sizes.place),
        Target(PORTAL, (portal,), (_of_ads(market, portal),), sizes.portal),
        Target(AGENCY, (agency,), (_of_ads(market, agency),), sizes.agency),
        Target(OVERLAP, (overlap,), (_OF_OVERLAPS,), sizes.overlap),
    ]


def _of_ads(market: Market, target: Cell) -> Sum:
    """Ads over portals are ads over places: either side less the rest of the other."""
    sign = -1.0 if target.place == ALL else 1.0
    portals = {Cell(portal, ALL, target.measure): sign for portal in market.portals}
    places = {Cell(ALL, place, target.measure): -sign for place in market.places}
    return {cell: weight for cell, weight in (portals | places).items() if cell != target}


def _of_numbers(market: Market) -> Sum:
    """The country's numbers less those of all other places."""
    country = {Cell(portal, ALL, ONLY): 1.0 for portal in market.portals}
    country[Cell(ALL, ALL, SEVERAL)] = 1.0
    others = [place for place in market.places if place != TARGET_PLACE]
    return country | {Cell(ALL, place, NUMBERS): -1.0 for place in others}


_OF_OVERLAPS: Sum = {
    Cell(FJORD, ALL, SHARED): 5 / 14,
    Cell(TUNDRA, ALL, SHARED): 5 / 14,
    Cell(NORDLYS, ALL, SHARED): -8 / 14,
    Cell(ALL, ALL, SEVERAL): 4 / 14,
    Cell(f"{FJORD}+{NORDLYS}", ALL, EXACT): -1 / 14,
    Cell(f"{NORDLYS}+{TUNDRA}", ALL, EXACT): -1 / 14,
    Cell(f"{FJORD}+{NORDLYS}+{TUNDRA}", ALL, EXACT): -6 / 14,
}
"""Who is on just fjord and tundra, by all that the other overlaps tell: of all weights that count
this set of portals once and each of the others not at all, those of the least squares."""


def guess(published: Published, target: Target, *, lasting: float, alone: bool = False) -> int:
    """Return the likeliest true count; `alone` looks at the cell's own first figures only."""
    seen: list[Evidence] = []
    for first, revised, removed in zip(
        published.years, published.revised, published.removed, strict=True
    ):
        seen.append(_own(first, target, lasting))
        if not alone:
            seen += [_own(year, target, lasting) for year in _drawn_anew(first, revised)]
            seen += [_difference(first, weights, lasting) for weights in target.sums]
            seen += _removal(first, removed, target, lasting)
    return max(GUESSES, key=lambda count: sum(evidence[count] for evidence in seen))


def _drawn_anew(first: Year, revisions: Sequence[Year]) -> Iterator[Year]:
    """The revisions in which most weeks are not as they were."""
    for revision in revisions:
        changed = sum(week != before for week, before in zip(revision, first, strict=True))
        if changed > len(first) / 2:
            yield revision


def _figures(year: Year, cell: Cell) -> list[int]:
    return [week.get(cell, 0) for week in year]


def _own(year: Year, target: Target, lasting: float) -> Evidence:
    """The cell's own figures: one draw where they stay the same, else one a week."""
    rows = [_figures(year, cell) for cell in target.own]
    if all(len(set(figures)) == 1 for figures in rows):
        drawn = tuple(figures[0] for figures in rows)
        return [of_one_draw(drawn, count, lasting) for count in GUESSES]
    return [sum(of_many_draws(figures, count, lasting) for figures in rows) for count in GUESSES]


def _difference(year: Year, weights: Sum, lasting: float) -> Evidence:
    rows = [(_figures(year, cell), weight) for cell, weight in weights.items()]
    mean = sum(weight * fmean(figures) for figures, weight in rows)
    variance = sum(weight**2 * variance_of_mean(figures, lasting) for figures, weight in rows)
    return [of_mean(mean, count, variance) for count in GUESSES]


def _removal(before: Year, after: Year, target: Target, lasting: float) -> Iterable[Evidence]:
    """What the row of other places gains, where that is more than the place's own figures.

    The lasting part of a row is the same before and after, and goes out of the difference.
    """
    for gone in target.own:
        other = Cell(ALL, UNKNOWN_PLACE, gone.measure)
        gains = [
            then - now
            for then, now in zip(_figures(after, other), _figures(before, other), strict=True)
        ]
        if gone.place == TARGET_PLACE and gains != _figures(before, gone):
            rows = (_figures(before, other), _figures(after, other))
            variance = sum((1 - lasting) * variance_of_mean(figures, 0.0) for figures in rows)
            yield [of_mean(fmean(gains), count, variance) for count in GUESSES]
