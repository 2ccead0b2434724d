"""Distinct numbers of a whole year: which of them may be shown, and how they are printed.

They are counts of numbers, so no number can dominate them: each counts once. What else could give
a hidden value away is in `shown`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from monitor.report.draft import Draft
from monitor.report.figures import Key, Kind
from monitor.report.rounding import MISSING, NOT_APPLICABLE, SUPPRESSED, ZERO
from monitor.report.system import ROOM
from monitor.series import Scope
from storage.records import ALL_PORTALS, YearlyFigure

ONCE, TWICE = "distinct_numbers", "numbers_in_two_weeks"
Name = tuple[str, str]
"""A portal, or all of them, and what is counted."""

NO_FIGURES: Mapping[Name, str] = {}


@dataclass(frozen=True, slots=True)
class Yearly:
    """One figure in both years, as it is printed; `portal` None is all portals together."""

    portal: str | None
    name: str
    this: str
    before: str


def yearly_rows(
    this: Mapping[Name, str], before: Mapping[Name, str] = NO_FIGURES
) -> tuple[Yearly, ...]:
    """Put the printed figures of two years beside each other, those of all portals first."""
    names = sorted({*this, *before}, key=lambda name: (name[0] != ALL_PORTALS, name))
    return tuple(
        Yearly(
            None if portal == ALL_PORTALS else portal,
            name,
            this.get((portal, name), MISSING),
            before.get((portal, name), MISSING),
        )
        for portal, name in names
    )


def shown(
    figures: Iterable[YearlyFigure],
    draft: Draft,
    least: int,
    earlier: Mapping[Name, Collection[float | None]],
) -> dict[Name, str]:
    """Return a year's figures as they are printed; `earlier` is what releases printed of them.

    Hidden are those below `least`; with them "in two weeks", where it leaves too few that were seen
    once; a second portal where a single hidden one is at least what the others leave of the total;
    any that would bind hidden weeks closer than the audit of the weeks assumes; and of a revision,
    what was hidden before and what differs from an earlier release by too few numbers.
    """
    values = {(each.portal, each.name): each.value for each in figures}
    known = {name: value for name, value in values.items() if value is not None}
    hidden = {name for name, value in known.items() if 0 < value < least}
    hidden |= {
        name
        for name, value in known.items()
        if any(then is None or 0 < abs(value - then) < least for then in earlier.get(name, ()))
    }
    for portal in {portal for portal, _ in known}:
        once, twice = known.get((portal, ONCE), 0.0), known.get((portal, TWICE), 0.0)
        if 0 < once - twice < least:
            hidden.add((portal, TWICE))
        if _binds_hidden_weeks(draft, portal, once, twice):
            hidden |= known.keys() & {(portal, ONCE), (portal, TWICE)}
    for name in (ONCE, TWICE):
        hidden |= _beside_a_single_one(known, hidden, name)
    return {name: _text(value, is_hidden=name in hidden) for name, value in values.items()}


def _text(value: float | None, *, is_hidden: bool) -> str:
    if value is None:
        return NOT_APPLICABLE
    return SUPPRESSED if is_hidden else ZERO if not value else f"{value:.0f}"


def _beside_a_single_one(known: Mapping[Name, float], hidden: set[Name], name: str) -> set[Name]:
    parts = {each: value for each, value in known.items() if each[1] == name}
    total = parts.pop((ALL_PORTALS, name), None)
    alone = hidden & parts.keys()
    others = {each: value for each, value in parts.items() if each not in hidden and value}
    if total is None or (ALL_PORTALS, name) in hidden or len(alone) != 1:
        return set()
    if total <= math.fsum(others.values()):
        return set()
    smallest = min(others, key=lambda each: (others[each], each), default=(ALL_PORTALS, name))
    return {smallest if len(others) > 1 else (ALL_PORTALS, name)}


def _binds_hidden_weeks(draft: Draft, portal: str, once: float, twice: float) -> bool:
    """Whether a year's count keeps a hidden week from moving as far as the audit moves it.

    The year has at least the numbers of its largest week, and its weeks together have at least
    each number once, and once more those that were seen in two weeks.
    """
    keys = [key for key in draft.weekly_keys if key.kind is Kind.NUMBERS]
    own = Key(Kind.NUMBERS, Scope(portal=None if portal == ALL_PORTALS else portal))
    near = keys if portal == ALL_PORTALS else [own]
    hidden = [key for key in near if key in draft.figures and draft.hidden_weeks(key)]
    if not hidden:
        return False
    most = max(value or 0.0 for key in hidden for value in draft.figures[key].series)
    total = math.fsum(value or 0.0 for value in draft.figures[own].series)
    room = ROOM * len(draft.hidden_weeks(own))
    return once < most + ROOM or total - room < once + twice
