"""The audit before every export: what could be worked out from all that is published.

For each hidden value, HiGHS (a mixed-integer solver) looks for the least and the greatest value
that leaves every published figure as it is, and for some between. What counts is only what it has
found, in whole steps: worlds, markets that print the same report. A relaxed bound, which would be
wider, is never taken. Where the search is narrowed (to a week alone, then to a few), what
it finds is a world all the same, so a pass is a proof and a failure is at worst too careful.

A value is safe when it takes at least `LEAST_CANDIDATES` values in these worlds.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.report.draft import Spot
from monitor.report.system import Row, System

LEAST_CANDIDATES = 5

OTHER_WEEKS = 1
"""How many weeks may make up for what a week moves: more would take longer and help little."""

SMALL = 1e-7
"""Far less than a whole number, and than what is kept from the edge of a rounding."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A hidden value that can be worked out: to one of `candidates`, between `low` and `high`."""

    spot: Spot
    low: float
    high: float
    candidates: int


World = Mapping[Spot, float]
"""A market that prints the same report: how hidden values move from the truth, if they do."""


def audit(
    system: System, wanted: Collection[Spot], worlds: list[World] | None = None
) -> list[Pinned]:
    """Return those of the wanted hidden values that are pinned, in a fixed order.

    `worlds` are known to print the same report; those that are found on the way are added to them.
    """
    # A set has another order in every process, and a report must not: what is found depends on it.
    wanted = dict.fromkeys(sorted(wanted, key=repr))
    levels = _levels(system, wanted)
    seen = _Seen(system, worlds if worlds is not None else [], levels)
    by_row = _rows_by_spot(system.rows)
    for spots in _weeks(system).values():
        asked = {spot: [spot] for spot in spots if spot in wanted}
        _explore(system, spots, by_row, asked, seen)
    for spots in _with_other_weeks(system, seen, wanted):
        _explore(system, spots, by_row, {s: [s] for s in spots if s in wanted}, seen)
    for spots in _components(system) if levels else ():
        inside = set(spots)
        asked = {level: weeks for level, weeks in levels.items() if inside.issuperset(weeks)}
        _explore(system, spots, by_row, asked, seen)
    asked_for = {spot: [spot] for spot in wanted if spot in system.unknowns} | levels
    found = (seen.pinned(spot, terms) for spot, terms in asked_for.items())
    return sorted((p for p in found if p is not None), key=lambda pinned: repr(pinned.spot))


def holds(row: Row, world: World) -> bool:
    """Whether a row lets a world be."""
    move = math.fsum(factor * world.get(spot, 0.0) for spot, factor in row.terms.items())
    return row.low - SMALL <= move <= row.high + SMALL


def _levels(system: System, wanted: Collection[Spot]) -> dict[Spot, list[Spot]]:
    """Return hidden yearly levels of weekly series, each with its unknown weeks."""
    weeks: dict[Spot, list[Spot]] = defaultdict(list)
    for spot in system.unknowns:
        if spot.week is not None:
            weeks[Spot(spot.year, spot.key)].append(spot)
    return {spot: weeks[spot] for spot in wanted if spot.week is None and spot in weeks}


def _rows_by_spot(rows: Iterable[Row]) -> dict[Spot, list[Row]]:
    found: dict[Spot, list[Row]] = defaultdict(list)
    for row in rows:
        for spot in row.terms:
            found[spot].append(row)
    return found


def _weeks(system: System) -> dict[tuple[int, int | None], list[Spot]]:
    """Return the unknowns by year and week; places, which have only years, by year."""
    found: dict[tuple[int, int | None], list[Spot]] = defaultdict(list)
    for spot in system.unknowns:
        found[spot.year, spot.week].append(spot)
    return found


def _with_other_weeks(
    system: System, seen: _Seen, wanted: Collection[Spot]
) -> Iterator[list[Spot]]:
    """Yield weeks with pinned values, and the weeks that can best make up for what they move.

    A year's level holds its weeks together: where one goes up, another that hides the same has to
    go down.
    """
    weeks = _weeks(system)
    keys = {week: {spot.key for spot in spots} for week, spots in weeks.items()}
    for week, spots in weeks.items():
        if week[1] is not None and any(s in wanted and seen.pinned(s, [s]) for s in spots):
            others = [at for at in weeks if at[0] == week[0] and at[1] is not None and at != week]
            # Sorting keeps the order of weeks where they are equally good.
            others.sort(key=lambda at, mine=keys[week]: -len(keys[at] & mine))  # type: ignore[misc]
            yield [spot for at in (week, *others[:OTHER_WEEKS]) for spot in weeks[at]]


def _components(system: System) -> list[list[Spot]]:
    """Return the unknowns in groups that no row, and no hidden yearly level, connects."""
    parent = {spot: spot for spot in system.unknowns}

    def root(spot: Spot) -> Spot:
        while parent[spot] != spot:
            parent[spot] = parent[parent[spot]]
            spot = parent[spot]
        return spot

    same_level: dict[Spot, list[Spot]] = defaultdict(list)
    for spot in system.unknowns:
        same_level[Spot(spot.year, spot.key)].append(spot)
    for spots in (*(list(row.terms) for row in system.rows), *same_level.values()):
        for spot in spots[1:]:
            parent[root(spot)] = root(spots[0])
    found: dict[Spot, list[Spot]] = defaultdict(list)
    for spot in system.unknowns:
        found[root(spot)].append(spot)
    return list(found.values())


def _explore(
    system: System,
    spots: Sequence[Spot],
    by_row: Mapping[Spot, list[Row]],
    asked: Mapping[Spot, list[Spot]],
    seen: _Seen,
) -> None:
    """Look for worlds in which only these spots differ from the truth, until all asked are safe."""
    if not any(seen.pinned(spot, terms) for spot, terms in asked.items()):
        return
    from monitor.report.solver import Solver  # noqa: PLC0415 - numpy takes its time to import

    rows = list({id(row): row for spot in spots for row in by_row.get(spot, ())}.values())
    solver = Solver([system.unknowns[spot] for spot in spots], _rows_over(spots, rows))
    at = {spot: position for position, spot in enumerate(spots)}

    def remember(moves: Sequence[float]) -> None:
        seen.add({spot: move for spot, move in zip(spots, moves, strict=True) if move})

    # Many worlds are found at once, by moving everything down, and everything up.
    every = dict.fromkeys(spot for terms in asked.values() for spot in terms)
    for sign in (1.0, -1.0):
        remember(solver.least({at[spot]: sign for spot in every}))
    for spot, terms in asked.items():
        for sign in (1.0, -1.0):
            if seen.pinned(spot, terms):
                remember(solver.least({at[term]: sign for term in terms}))
        for move in seen.untried(spot) if terms == [spot] else ():
            if seen.pinned(spot, terms):
                remember(solver.at(at[spot], move))


def _rows_over(
    spots: Sequence[Spot], rows: Iterable[Row]
) -> list[tuple[dict[int, float], float, float]]:
    at = {spot: position for position, spot in enumerate(spots)}
    return [
        ({at[spot]: factor for spot, factor in row.terms.items() if spot in at}, row.low, row.high)
        for row in rows
    ]


class _Seen:
    """The lowest and highest moves from the truth that some world has shown to be possible."""

    def __init__(
        self, system: System, worlds: list[World], levels: Mapping[Spot, Sequence[Spot]]
    ) -> None:
        self._system = system
        self._level_of = {week: level for level, weeks in levels.items() for week in weeks}
        self._worlds = worlds
        self._moves: dict[Spot, set[float]] = defaultdict(lambda: {0.0})
        for world in worlds:
            self._note(world)

    def add(self, world: World) -> None:
        """Remember a world."""
        self._worlds.append(world)
        self._note(world)

    def _note(self, world: World) -> None:
        summed: dict[Spot, float] = defaultdict(float)
        for spot, move in world.items():
            if spot in self._level_of:
                summed[self._level_of[spot]] += move
        for spot, move in (*world.items(), *summed.items()):
            self._moves[spot].add(move)

    def untried(self, spot: Spot) -> list[float]:
        """Return the whole moves between those that were seen, the smallest first."""
        moves = self._moves[spot]
        between = range(int(min(moves)) + 1, int(max(moves)))
        return sorted(
            (float(at) for at in between if at not in moves), key=lambda at: (abs(at), at)
        )

    def pinned(self, spot: Spot, terms: Sequence[Spot]) -> Pinned | None:
        """Return how a value is pinned, or None where it has enough candidates.

        Of a week, each candidate was seen in a world of its own: not every whole number between
        two candidates need be one. A level is the mean of many weeks, and moves in small steps.
        """
        moves = self._moves[spot]
        share = 1 if terms == [spot] else len(terms)
        candidates = len(moves)
        if share > 1:
            candidates = math.floor((max(moves) - min(moves)) / share + SMALL) + 1
        if candidates >= LEAST_CANDIDATES:
            return None
        truth = math.fsum(self._system.unknowns[term].value for term in terms) / share
        low, high = (truth + move / share for move in (min(moves), max(moves)))
        return Pinned(spot, low, high, candidates)
