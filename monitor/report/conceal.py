"""What a report hides: what rests on too few, and what more it takes that nothing gives it away.

The audit says what could still be worked out; then the smallest neighbour of each such value is
hidden, too, and the audit asked again, until it finds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from monitor.report.audit import Pinned, World, audit, holds
from monitor.report.draft import Draft, Spot, total_of
from monitor.report.figures import COUNTED, Figure, Key
from monitor.report.suppress import Values, groups, hidden, is_minor
from monitor.report.system import bind_change, year_system

MOST_ROUNDS = 100
"""Each round hides at least one value more; the demo takes three."""

FAR = 4
"""The rank of a figure that is in no sum with the pinned one, nor about the same portal."""

MANY_WEEKS = 13
"""From so many pinned weeks on, a whole year is hidden beside them."""


@dataclass(frozen=True, slots=True)
class Concealed:
    """A year with all hidden that must be, the worlds that prove it, and what is pinned even so."""

    draft: Draft
    worlds: tuple[World, ...]
    pinned: tuple[Pinned, ...]


def conceal(draft: Draft, least: int) -> Concealed:
    """Hide what must be hidden of a year.

    Only the year's own figures decide, so that it is hidden alike in its own report and in the
    next year's, where the two could be held side by side.
    """
    draft = draft.hide(_first_guess(draft, least))
    safe: set[Spot] = set()
    worlds: list[World] = []
    pinned: list[Pinned] = []
    for _ in range(MOST_ROUNDS):
        system = year_system(draft)
        if system.tight:
            draft = draft.hide(system.tight)
            continue
        pinned = audit(system, draft.hidden - safe, worlds)
        # What is hidden later takes nothing away from the worlds that were found: safe stays safe.
        safe |= draft.hidden - {one.spot for one in pinned}
        more = _more(draft, pinned)
        if not more:
            break
        draft = draft.hide(more)
    return Concealed(draft, tuple(worlds), tuple(pinned))


def conceal_changes(
    now: Concealed, before: Concealed, changes: Collection[Key]
) -> tuple[frozenset[Key], tuple[Pinned, ...]]:
    """Return which changes on the year before can be shown, and what is pinned even so."""
    system = year_system(now.draft)
    other = year_system(before.draft)
    system.unknowns |= other.unknowns
    system.rows += other.rows
    alone = len(system.rows)
    hidden_spots = now.draft.hidden | before.draft.hidden
    shown = list(changes)
    while True:
        del system.rows[alone:]
        for key in shown:
            bind_change(system, now.draft, before.draft, key)
        tying = system.rows[alone:]
        touched = {spot.key for row in tying for spot in row.terms}
        worlds = [w for w in (*now.worlds, *before.worlds) if all(holds(row, w) for row in tying)]
        pinned = audit(system, hidden_spots, worlds) if touched else []
        if not pinned:
            return frozenset(shown), tuple(pinned)
        # First the changes of what is pinned; where they are not to blame, all that could be.
        out = {one.spot.key for one in pinned} & touched or touched
        shown = [key for key in shown if key not in out]


def _first_guess(draft: Draft, least: int) -> Iterator[Spot]:
    bases = {key: _basis(figure) for key, figure in draft.figures.items()}
    yield from _hidden_together(draft, None, bases, least)
    for week in range(max((len(f.series) for f in draft.figures.values()), default=0)):
        weekly = {key: f.in_week(week) for key, f in draft.figures.items() if f.series}
        yield from _hidden_together(draft, week, weekly, least)


def _hidden_together(
    draft: Draft, week: int | None, bases: dict[Key, float | None], least: int
) -> Iterator[Spot]:
    known = {key: base for key, base in bases.items() if base is not None}
    for key in hidden(_values(draft, week), known, draft.threshold, least):
        yield draft.spot(key, week)


def _values(draft: Draft, week: int | None) -> dict[Key, float]:
    """Return what would be published of a week, or as yearly levels.

    Estimates of a portal are left out: they are no counts, and tell what the shown weeks beside
    them tell, or are hidden with them.
    """
    found = {}
    every = [key for key in draft.figures if key.kind in COUNTED]
    for key in every if week is None else draft.weekly_keys:
        figure = draft.figures[key]
        value = figure.average.level if week is None else figure.in_week(week)
        is_estimate = week is not None and key.scope.portal and figure.series[week] is None
        if value is not None and not is_estimate:
            found[key] = value
    return found


def _basis(figure: Figure) -> float | None:
    """Return what a yearly level is judged by; the counted weeks alone, where it has no level."""
    return figure.average.observed_mean if figure.average.level is None else figure.average.level


def _more(draft: Draft, pinned: Collection[Pinned]) -> set[Spot]:
    """Return what to hide beside what is pinned: beside many weeks of a figure, a whole year."""
    weeks = Counter(p.spot.key for p in pinned if p.spot.week is not None)
    found = set()
    for one in pinned:
        spot = None
        if weeks[one.spot.key] >= MANY_WEEKS:
            spot = _next(draft, draft.spot(one.spot.key))
        found.add(spot or _next(draft, one.spot))
    return {spot for spot in found if spot is not None}


def _next(draft: Draft, spot: Spot) -> Spot | None:
    """Return what to hide beside a pinned value: the least that may help, None if all is hidden."""
    values = _values(draft, spot.week)
    shown = [key for key, v in values.items() if v > 0 and not draft.hides(key, spot.week)]
    if shown:
        ranks = _ranks(spot.key, values)
        last = draft.lead
        order = [(key == last, ranks.get(key, FAR), values[key], repr(key), key) for key in shown]
        return draft.spot(min(order)[-1], spot.week)
    # Nothing is left of the week. The years' levels hold the weeks together: first its own.
    levels = [
        (key == draft.lead, key != spot.key, level, repr(key), key)
        for key, level in _values(draft, None).items()
        if key in draft.weekly_keys and not draft.hides(key)
    ]
    return draft.spot(min(levels)[-1]) if levels else None


def _ranks(pinned: Key, values: Values) -> dict[Key, int]:
    """Return how near figures are: minor parts of a sum, totals, major parts, the same scope."""
    ranks = {key: 3 for key in values if key.scope == pinned.scope}
    for total, parts in groups(values):
        if pinned in (total, *parts) and total in values:
            ranks |= {part: 0 if is_minor(part, total, values) else 2 for part in parts}
    return ranks | {total: 1 for total in total_of(pinned) if total in values}
