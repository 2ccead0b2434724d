"""What readers of earlier releases know of a year, and what follows for a revision.

Whoever has two releases can hold them side by side. So what an earlier one hid stays hidden; what
an earlier one printed counts as known where it would be printed alike today, and hides nothing
beside it; and the other markets that prove a hidden value safe must print the earlier releases,
too. For the last, hidden values move together only with those that were printed in the same earlier
releases, most often in none; and the rounded levels of these bind them like those of this one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from monitor.report.audit import Pinned, World, audit
from monitor.report.draft import Draft, Spot
from monitor.report.estimates import EDGE, Estimates
from monitor.report.figures import Key
from monitor.report.prints import Snapshot, Told, prints
from monitor.report.rounding import MISSING, SUPPRESSED
from monitor.report.system import System

Group = Mapping[Spot, frozenset[tuple[int, int]]]
"""Which hidden values may move together: those that were printed in the same releases, each named
by its year and position. A spot that was never printed is in none."""

NEVER_PRINTED: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Past:
    """The releases of one year that readers may have, in order; no two in a row are alike."""

    snapshots: tuple[Snapshot, ...] = ()

    @property
    def hidden(self) -> set[Spot]:
        """What was ever hidden, and stays so."""
        return {
            spot
            for snapshot in self.snapshots
            for spot, told in snapshot.items()
            if _is_hidden(told)
        }

    @property
    def group(self) -> Group:
        """Which earlier releases printed what, where any did."""
        found: dict[Spot, frozenset[tuple[int, int]]] = {}
        for nr, snapshot in enumerate(self.snapshots):
            for spot, told in snapshot.items():
                if told[0] is not None:
                    found[spot] = found.get(spot, NEVER_PRINTED) | {(spot.year, nr)}
        return found

    def known(self, draft: Draft) -> frozenset[Spot]:
        """Return what an earlier release printed as it would be printed now."""
        now = prints(replace(draft, hidden=frozenset()))
        return frozenset(
            spot
            for snapshot in self.snapshots
            for spot, told in snapshot.items()
            if told[1] not in {SUPPRESSED, MISSING, "hidden", "gap"} and now.get(spot) == told
        )

    def bind(self, system: System, draft: Draft) -> None:
        """Add what the levels of earlier releases tell of weeks that are hidden still.

        A level that what is hidden now does not come to tells of other values, which are gone.
        """
        estimates = Estimates(draft) if self.snapshots else None
        for snapshot in self.snapshots:
            for key in draft.weekly_keys if estimates else ():
                window = _window(draft, key, snapshot)
                if estimates and window is not None and window[0] <= 0 <= window[1]:
                    down, up = estimates.moves(key)
                    weeks = (draft.spot(key, at) for at in range(len(draft.figures[key].series)))
                    terms = [(s, 1.0) for s in weeks if s in snapshot and _is_hidden(snapshot[s])]
                    system.bind(terms, window[0] - down + EDGE, window[1] - up - EDGE)


def audit_apart(
    system: System, wanted: Collection[Spot], worlds: list[World], group: Group
) -> list[Pinned]:
    """Audit each group of hidden values as if a reader knew all the others."""
    if not group:
        return audit(system, wanted, worlds)
    spots = dict.fromkeys((*system.unknowns, *wanted))
    named = {spot: group.get(spot, NEVER_PRINTED) for spot in spots}
    named |= _groups_of_levels(system, wanted, named)
    found: list[Pinned] = []
    for name in dict.fromkeys(named.values()):
        together = {spot for spot in spots if named[spot] == name}
        found += audit(system.only(together), together.intersection(wanted), worlds)
    return found


def _groups_of_levels(system: System, wanted: Collection[Spot], named: Group) -> Group:
    """Return the group of each hidden yearly level: that of most of its unknown weeks."""
    weeks: dict[Spot, Counter[frozenset[tuple[int, int]]]] = {}
    for spot in system.unknowns:
        if spot.week is not None:
            weeks.setdefault(Spot(spot.year, spot.key), Counter())[named[spot]] += 1
    return {spot: weeks[spot].most_common(1)[0][0] for spot in wanted if spot in weeks}


def _is_hidden(told: Told) -> bool:
    return told[1] in {SUPPRESSED, "hidden"}


def _window(draft: Draft, key: Key, snapshot: Snapshot) -> tuple[float, float] | None:
    """Return how far a released level lets its hidden weeks move, were they what they are now."""
    value, flags = snapshot.get(draft.spot(key), (None, ""))
    if value is None:
        return None
    weeks = []
    for at in range(len(draft.figures[key].series)):
        told = snapshot.get(draft.spot(key, at), (None, ""))
        now = draft.figures[key].in_week(at) if _is_hidden(told) else told[0]
        if now is None:
            return None
        weeks.append(now)
    half = 2.5 if "u" in flags else 0.5
    total = math.fsum(weeks)
    return (value - half) * len(weeks) - total, (value + half) * len(weeks) - total
