"""What a report hides: what rests on too few, and what more it takes that nothing gives it away.

The audit says what could still be worked out; then the smallest neighbour of each such value is
hidden, too, and the audit asked again, until it finds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from monitor.report.audit import Pinned, World, holds
from monitor.report.draft import Draft, Spot, total_of
from monitor.report.figures import COUNTED, Figure, Key
from monitor.report.past import Past, audit_apart
from monitor.report.suppress import Values, groups, hidden, is_minor
from monitor.report.system import System, bind_change, year_system

NOTHING_RELEASED = Past()

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
    past: Past = NOTHING_RELEASED


def conceal(draft: Draft, least: int, past: Past = NOTHING_RELEASED) -> Concealed:
    """Hide what must be hidden of a year, whose earlier releases are known.

    Only the year's own figures decide, so that it is hidden alike in its own report and in the
    next year's, where the two could be held side by side.
    """
    draft = replace(draft, known=past.known(draft))
    there = (spot for spot in past.hidden if spot.key in draft.figures)
    draft = draft.hide((*_first_guess(draft, least), *there))
    safe: set[Spot] = set()
    worlds: list[World] = []
    pinned: list[Pinned] = []
    for _ in range(MOST_ROUNDS):
        read = draft.as_read()
        system = year_system(read)
        past.bind(system, read)
        if loose := set(system.tight) - draft.known:
            draft = draft.hide(loose)
            continue
        pinned = audit_apart(system, read.hidden - safe, worlds, past.group)
        # What is hidden later takes nothing away from the worlds that were found: safe stays safe.
        safe |= draft.hidden - {one.spot for one in pinned}
        more = _more(draft, pinned)
        if not more:
            break
        draft = draft.hide(more)
    return Concealed(draft, tuple(worlds), tuple(pinned), past)


def conceal_changes(
    now: Concealed,
    before: Concealed,
    changes: Collection[Key],
    known: Collection[Key] = frozenset(),
) -> tuple[frozenset[Key], tuple[Pinned, ...]]:
    """Return which changes on the year before can be shown, and what is pinned even so.

    `known` are those that an earlier release printed as they would be printed now.
    """
    drafts = [each.draft.as_read() for each in (now, before)]
    system = System()
    for each, read in zip((now, before), drafts, strict=True):
        part = year_system(read)
        each.past.bind(part, read)
        system.unknowns |= part.unknowns
        system.rows += part.rows
    alone = len(system.rows)
    hidden_spots = drafts[0].hidden | drafts[1].hidden
    group = {**now.past.group, **before.past.group}
    shown = list(changes)
    while True:
        del system.rows[alone:]
        for key in dict.fromkeys((*shown, *known)):
            bind_change(system, drafts[0], drafts[1], key)
        tying = system.rows[alone:]
        touched = {spot.key for row in tying for spot in row.terms}
        worlds = [w for w in (*now.worlds, *before.worlds) if all(holds(row, w) for row in tying)]
        pinned = audit_apart(system, hidden_spots, worlds, group) if touched else []
        # First the changes of what is pinned; where they are not to blame, all that could be.
        free = touched.difference(known)
        out = {one.spot.key for one in pinned} & free or free
        if not pinned or not out:
            return frozenset(shown), tuple(pinned)
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
    shown = [key for key, v in values.items() if v > 0 and _helps(draft, key, spot.week)]
    if shown:
        ranks = _ranks(spot.key, values)
        last = draft.lead
        order = [(key == last, ranks.get(key, FAR), values[key], repr(key), key) for key in shown]
        return draft.spot(min(order)[-1], spot.week)
    # Nothing is left of the week. The years' levels hold the weeks together: first its own.
    levels = [
        (key == draft.lead, key != spot.key, level, repr(key), key)
        for key, level in _values(draft, None).items()
        if key in draft.weekly_keys and _helps(draft, key)
    ]
    return draft.spot(min(levels)[-1]) if levels else None


def _helps(draft: Draft, key: Key, week: int | None = None) -> bool:
    """Whether it is of use to hide a value: it is shown, and readers do not know it anyway."""
    return not draft.hides(key, week) and draft.spot(key, week) not in draft.known


def _ranks(pinned: Key, values: Values) -> dict[Key, int]:
    """Return how near figures are: minor parts of a sum, totals, major parts, the same scope."""
    ranks = {key: 3 for key in values if key.scope == pinned.scope}
    for total, parts in groups(values):
        if pinned in (total, *parts) and total in values:
            ranks |= {part: 0 if is_minor(part, total, values) else 2 for part in parts}
    return ranks | {total: 1 for total in total_of(pinned) if total in values}
