"""Weeks of portals in one piece: as a person types them, and as what is alike is told."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from storage.records import ALL_PORTALS
from storage.weeks import Week

TYPED = re.compile(r"(\d{4})-W(\d{1,2})(?:(?:\.\.|[-–])(?:(\d{4})-)?W?(\d{1,2}))?", re.ASCII | re.I)


@dataclass(frozen=True, slots=True)
class PortalWeeks:
    """The weeks from `first` to `last` of each of some portals; `str` is how they are typed."""

    portals: tuple[str, ...]
    first: Week
    last: Week

    def __str__(self) -> str:
        return self.typed()

    def typed(self, known: Collection[str] = ()) -> str:
        """Return how they are typed where the ledger has these portals in those weeks."""
        is_all = len(self.portals) > 1 and set(self.portals) == set(known)
        portals = ALL_PORTALS if is_all else ",".join(self.portals)
        last = f"..{self.last}" * (self.first != self.last)
        return f"{portals} {self.first}{last}"

    @property
    def weeks(self) -> list[Week]:
        """The weeks, oldest first."""
        return weeks_between(self.first, self.last)

    def each(self) -> Iterator[tuple[str, Week]]:
        """Yield every portal's every week."""
        return ((portal, week) for week in self.weeks for portal in self.portals)


def names_typed(text: str) -> list[str]:
    """Return the names of portals in what was typed, as in "nordlys,fjord", each once."""
    return list(dict.fromkeys(map(str.strip, text.strip(" ,").split(","))))


def weeks_between(first: Week, last: Week) -> list[Week]:
    """Return the weeks from one to another, both included."""
    count = (last.monday() - first.monday()).days // 7 + 1
    return [Week.of(first.monday() + timedelta(weeks=at)) for at in range(count)]


def parse_weeks(text: str) -> tuple[Week, Week]:
    """Read a week, or the first and the last of several: "2021-W05", "2021-W05..2021-W09".

    The second year, its W, and a week's leading 0 may be left out, and "-" stands for ".."; raises
    ValueError for anything else, which is not repeated.
    """
    match = TYPED.fullmatch(text.strip())
    if match is None:
        raise ValueError("a week is written as in 2021-W05, and several as in 2021-W05..2021-W09")
    year, number, last_year, last_number = match.groups()
    first = Week.parse(f"{year}-W{number:0>2}")
    if last_number is None:
        return first, first
    last = Week.parse(f"{last_year or year}-W{last_number:0>2}")
    if last < first:
        raise ValueError("the first of several weeks comes first, as in 2021-W05..2021-W09")
    return first, last


def in_pieces(runs: Iterable[tuple[str, Week]], *, together: bool = True) -> list[PortalWeeks]:
    """Put the weeks of portals together: weeks in a row, and portals with the same weeks.

    The oldest first; not `together`, each portal stays alone.
    """
    portals: dict[tuple[Week, Week, str], list[str]] = defaultdict(list)
    for portal, of_portal in groupby(sorted(set(runs)), key=lambda run: run[0]):
        for first, last in _in_a_row([week for _, week in of_portal]):
            portals[first, last, "" if together else portal].append(portal)
    return [PortalWeeks(tuple(names), *key[:2]) for key, names in sorted(portals.items())]


def _in_a_row(weeks: list[Week]) -> Iterator[tuple[Week, Week]]:
    """Yield the first and last of weeks that follow each other without a gap."""
    begun = (week.monday() - timedelta(weeks=at) for at, week in enumerate(weeks))
    for _, pairs in groupby(zip(begun, weeks, strict=True), key=lambda pair: pair[0]):
        row = [week for _, week in pairs]
        yield row[0], row[-1]
