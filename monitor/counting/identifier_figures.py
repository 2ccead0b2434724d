"""Figures that need a whole year's identifiers: of its numbers, how many were seen in which weeks.

They are computed for a report as long as there are identifiers, and kept when the year is closed,
protected like every other count: a figure is the sum of disjoint cells, or less one of its parts,
so that what is a part of another is never printed as more than it. The year goes by week by week,
and of a cell only how many numbers it has and the sum of their record keys are kept.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import combinations

from monitor.counting.profile import counted_weeks, linked_groups
from monitor.protection import Protection
from storage.records import ALL_PORTALS, Protected
from storage.weeks import Week
from storage.year_records import WeekNumbers, YearFigures, YearSightings

MOST_LINKED = 8
"""Larger groups of linked numbers are an agency's, or a mistake: they are left unlinked."""

ONE_WEEK = "numbers_in_one_week"
"""Names the cell of the numbers that were seen in a single week of the year."""

TWO_WEEKS = "numbers_in_two_weeks"
"""Names the cell of the numbers that were seen in at least two weeks of the year."""

LINKED = "linked_to_another"
"""Names the cell of the numbers of linked groups but for one of each: what linking takes away."""

LINKED_IN_A_WEEK = "linked_in_a_week"
"""The same of the numbers of single weeks, each in its share of the year's weeks."""

LARGE_GROUPS = "numbers_in_large_groups"
"""Names the cell of the numbers of groups that are too large to be one advertiser's."""

AWAY = 8
"""So many weeks that count without a number make it new, returning or gone."""

MOVES = ("new", "returning", "gone")
"""What a number may be, and several of them: first seen after weeks without it, seen again after
weeks without it, not seen in the last weeks of the year."""

CELLS_OF_MOVES = {
    "_and_".join(moves): moves
    for size in range(1, len(MOVES) + 1)
    for moves in combinations(MOVES, size)
}
"""The cells of numbers that made just these moves: drawn by moves, one number would be in three."""

FIGURES_FROM_IDENTIFIERS: Mapping[str, tuple[str, ...]] = {
    "distinct_numbers": (ONE_WEEK, TWO_WEEKS),
    "numbers_in_one_week": (ONE_WEEK,),
    "numbers_in_two_weeks": (TWO_WEEKS,),
    "distinct_in_common_weeks": (ONE_WEEK, TWO_WEEKS),
    "linked_numbers": (ONE_WEEK, TWO_WEEKS, LINKED),
    "linked_per_week": (LINKED_IN_A_WEEK,),
    "numbers_in_large_groups": (LARGE_GROUPS,),
    **{
        f"{move}_numbers": tuple(name for name, moves in CELLS_OF_MOVES.items() if move in moves)
        for move in MOVES
    },
}
"""Every figure that needs a year's identifiers and so cannot be had once it is closed, and of which
cells it is the sum.

A new one must be entered here; the suite fails when a module of `monitor` handles sightings
without it. Each is computed over all portals and, but for those `OF_ALL`, for every portal.
"""

TAKEN_AWAY = {"linked_numbers": LINKED}
"""The cell of a figure that is not added but taken away."""

IN_COMMON_WEEKS = "distinct_in_common_weeks"
"""It counts the weeks alone that the year has in common with another."""

OF_MOVES = tuple(f"{move}_numbers" for move in MOVES)

OF_ALL = ("linked_numbers", "linked_per_week", "numbers_in_large_groups", *OF_MOVES)
"""These are of all portals together: an advertiser's numbers may be on several, and one who leaves
a portal for another is not gone."""

CommonWeeks = Collection[tuple[str, int]]
"""Portals and week numbers."""


@dataclass(slots=True)
class YearCell:
    """How many numbers, or shares of them, a cell has, and the sum of their record keys."""

    count: float = 0
    keys: int = 0


def yearly_figures(protection: Protection | None, common: CommonWeeks = ()) -> YearFigures:
    """Return how the figures of a year are computed, protected under the year's secret.

    `common` are the portals and week numbers that were counted in the year that it is compared
    with, too; without any there is no figure of common weeks. Without `protection` (the year's key
    is gone) none has a value.
    """
    names = tuple(n for n in FIGURES_FROM_IDENTIFIERS if common or n != IN_COMMON_WEEKS)
    if protection is None:
        return YearFigures(names, of_all=OF_ALL)

    def count(year: YearSightings) -> Mapping[tuple[str, str], Protected | None]:
        cells, of_common = cells_of_year(year, common, protection.record_key)
        made = _Figures(protection, cells, of_common)
        return {
            (portal, name): made.figure(portal, name)
            for portal in cells
            for name in names
            if portal == ALL_PORTALS or name not in OF_ALL
        } | dict.fromkeys(() if _has_moves(year) else ((ALL_PORTALS, n) for n in OF_MOVES))

    return YearFigures(names, count, OF_ALL)


YearCells = Mapping[str, Mapping[str, YearCell]]
"""By portal, or `ALL_PORTALS`, and name."""


class _Figures:
    """Sums of protected cells."""

    def __init__(self, protection: Protection, cells: YearCells, of_common: YearCells) -> None:
        self._protection, self._cells, self._of_common = protection, cells, of_common

    def figure(self, portal: str, name: str) -> Protected:
        names = FIGURES_FROM_IDENTIFIERS[name]
        if name == IN_COMMON_WEEKS:
            some, whole = (
                sum(self._protected(cells, portal, cell) for cell in names)
                for cells in (self._of_common, self._cells)
            )
            return Protected(min(some, whole))  # a part is never printed as more than the whole
        return Protected(
            sum(
                (-1 if TAKEN_AWAY.get(name) == cell else 1)
                * self._protected(self._cells, portal, cell)
                for cell in names
            )
        )

    def _protected(self, cells: YearCells, portal: str, name: str) -> int:
        """Return a protected cell; over all weeks it is the same whichever weeks are meant."""
        cell = cells.get(portal, {}).get(name, YearCell())
        return self._protection.protect(f"{portal} {name}", cell.count, cell.keys)


def cells_of_year(
    year: YearSightings, common: CommonWeeks, record_key: Callable[[bytes], int]
) -> tuple[YearCells, YearCells]:
    """Return the cells of a year, and those of its common weeks, before protection."""
    whole: defaultdict[str, dict[str, YearCell]] = defaultdict(_no_cells)
    some: defaultdict[str, dict[str, YearCell]] = defaultdict(_no_cells)
    groups = linked_groups(year.links())
    linked: defaultdict[Week, set[bytes]] = defaultdict(set)
    whole_weeks = counted_weeks(year)[ALL_PORTALS]
    for part in year.numbers():
        seen, seen_in_common, moves = _Seen(), _Seen(), _Moves()
        for week, numbers in part:
            seen.add(numbers)
            moves.add(set().union(*numbers.values()), is_whole=week in whole_weeks)
            in_common = {p: of for p, of in numbers.items() if (p, week.number) in common}
            seen_in_common.add(in_common)
            linked[week] |= {n for of in numbers.values() for n in of if n in groups}
        for cells, found in (
            (whole, (*seen.cells(), *moves.cells())),
            (some, seen_in_common.cells()),
        ):
            for portal, name, of_cell in found:
                cell = cells[portal].setdefault(name, YearCell())
                cell.count += len(of_cell)
                cell.keys += sum(map(record_key, of_cell))
    if whole:
        whole[ALL_PORTALS] |= _of_links(groups, linked, record_key)
    return whole, some


def _no_cells() -> dict[str, YearCell]:
    return {}


class _Seen:
    """Which numbers were seen in a week, and which in more, on each portal and on any."""

    def __init__(self) -> None:
        self._once: defaultdict[str, set[bytes]] = defaultdict(set)
        self._again: defaultdict[str, set[bytes]] = defaultdict(set)

    def add(self, week: WeekNumbers) -> None:
        every: set[bytes] = set().union(*week.values())
        for portal, numbers in (*week.items(), (ALL_PORTALS, every)):
            self._again[portal] |= self._once[portal] & numbers
            self._once[portal] |= numbers

    def cells(self) -> Iterator[tuple[str, str, Set[bytes]]]:
        for portal, numbers in self._once.items():
            yield portal, ONE_WEEK, numbers - self._again[portal]
            yield portal, TWO_WEEKS, self._again[portal]


@dataclass(slots=True)
class _Moves:
    """Which numbers of all portals are new, returning or gone, from weeks in their order.

    Only a week in which all portals were read is one without the numbers that it did not show.
    """

    seen: set[bytes] = field(default_factory=set)
    new: set[bytes] = field(default_factory=set)
    returning: set[bytes] = field(default_factory=set)
    whole_weeks: int = 0
    recent: deque[tuple[int, Set[bytes]]] = field(default_factory=deque)

    def add(self, numbers: Set[bytes], *, is_whole: bool) -> None:
        """Add the numbers of the next week."""
        recently = self._recently()
        if self.whole_weeks >= AWAY:
            self.new |= numbers - self.seen
        self.returning |= (numbers & self.seen) - recently
        self.seen |= numbers
        self.whole_weeks += is_whole
        self.recent.append((self.whole_weeks, numbers))

    def _recently(self) -> set[bytes]:
        """Return the numbers that were not away for long enough yet."""
        while self.recent and self.whole_weeks - self.recent[0][0] >= AWAY:
            self.recent.popleft()
        return set().union(*(numbers for _, numbers in self.recent))

    def cells(self) -> Iterator[tuple[str, str, Set[bytes]]]:
        """Yield the cells: numbers that made just the same moves."""
        gone = self.seen - self._recently()
        made = dict(zip(MOVES, (self.new, self.returning, gone), strict=True))
        for name, moves in CELLS_OF_MOVES.items():
            others = (made[move] for move in MOVES if move not in moves)
            these = set.intersection(*(made[move] for move in moves))
            yield ALL_PORTALS, name, these.difference(*others)


def _has_moves(year: YearSightings) -> bool:
    """Tell whether there are enough weeks for a number to come, go and come back."""
    return len(counted_weeks(year)[ALL_PORTALS]) >= AWAY + 2


def _of_links(
    groups: Mapping[bytes, bytes],
    weeks: Mapping[Week, Set[bytes]],
    record_key: Callable[[bytes], int],
) -> dict[str, YearCell]:
    """Return the cells of linked numbers: over the year, in its weeks, and in groups too large."""
    members: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for number, group in sorted(groups.items()):
        members[group].append(number)
    small = [group for group in members.values() if len(group) <= MOST_LINKED]
    large = [number for group in members.values() if len(group) > MOST_LINKED for number in group]
    shares: defaultdict[bytes, int] = defaultdict(int)
    for up in weeks.values():
        for of_group in small:
            for number in [one for one in of_group if one in up][1:]:
                shares[number] += 1
    weeks_of = {number: times / len(weeks) for number, times in shares.items()}
    of_year = dict.fromkeys((number for group in small for number in group[1:]), 1.0)
    cells = {LINKED: of_year, LINKED_IN_A_WEEK: weeks_of, LARGE_GROUPS: dict.fromkeys(large, 1.0)}
    return {
        name: YearCell(sum(numbers.values()), sum(map(record_key, numbers)))
        for name, numbers in cells.items()
    }
