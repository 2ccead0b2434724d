"""How far a year's estimates move when hidden weeks beside gaps do.

A gap is interpolated between its neighbours. Where one of these is hidden, a market that prints the
same report has another estimate as well, and the year's level must still round to what is printed.
"""

from __future__ import annotations

import math

from monitor.report.draft import Draft, bordering
from monitor.report.figures import COUNTED, Key, Kind
from monitor.series import Scope
from monitor.statistics import fill_gaps

EDGE = 1e-6
"""Kept from the edge of a rounding, so that it does not matter how a half is rounded."""

REACHES = ((-6.0, 6.0), (-4.0, 4.0), (-3.0, 3.0), (-2.0, 2.0), (0.0, 6.0), (-6.0, 0.0), (0.0, 0.0))
"""How far a hidden week beside a gap may move in the worlds that are tried: the first that leaves
the level its rounding. Both ways is best, as a neighbour in a sum has to move against it."""

Move = tuple[float, float]


class Estimates:
    """The moves of all estimates of a year, down and up, and the boxes that keep them so small."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._reach: dict[Kind, Move] = {}
        self._moves: dict[tuple[Key, float], float] = {}
        for kind in COUNTED:
            self._reach[kind] = next(reach for reach in REACHES if self._fits(kind, reach))

    def moves(self, key: Key) -> Move:
        """Return how far the sum of a year's estimates may move, down and up."""
        return self._both(key, self._reach[key.kind])

    def boxes(self, key: Key) -> dict[int, Move]:
        """Return the least and the most of every hidden week beside a gap.

        Only a published level, the figure's own or that of all portals, holds the estimates.
        """
        holders = (key, Key(key.kind, Scope()))
        if all(level_window(self._draft, holder, (0.0, 0.0)) is None for holder in holders):
            return {}
        low, high = (self._ends(key, step) for step in self._reach[key.kind])
        return {week: (low[week], high[week]) for week in low}

    def _fits(self, kind: Kind, reach: Move) -> bool:
        """Whether the levels of a kind leave room for what the estimates may do."""
        windows = [
            level_window(self._draft, key, self._both(key, reach))
            for key in self._draft.weekly_keys
            if key.kind is kind
        ]
        tight = (window for window in windows if window and not window[0] <= 0 <= window[1])
        return reach == REACHES[-1] or next(tight, None) is None

    def _both(self, key: Key, reach: Move) -> Move:
        if key.scope.portal:
            return self._move(key, reach[0]), self._move(key, reach[1])
        if key.kind is Kind.NUMBERS:  # made of overlaps, which are not published
            return 0.0, 0.0
        parts = [Key(key.kind, Scope(portal=portal)) for portal in self._draft.portals]
        low, high = (math.fsum(self._move(part, step) for part in parts) for step in reach)
        return low, high

    def _ends(self, key: Key, step: float) -> dict[int, float]:
        """Return where the hidden weeks beside gaps end when they move by a step.

        Interpolation rises with both neighbours as long as they are at least 1, so the ends bound
        all between them. A value below 1 stays where it is.
        """
        series = self._draft.figures[key].series
        weeks = set(bordering(series)).intersection(self._draft.hidden_weeks(key))
        values = {week: series[week] or 0.0 for week in sorted(weeks)}
        return {week: max(v + step, 1.0) if v >= 1 else v for week, v in values.items()}

    def _move(self, key: Key, step: float) -> float:
        if (key, step) not in self._moves:
            self._moves[key, step] = self._interpolated_anew(key, step)
        return self._moves[key, step]

    def _interpolated_anew(self, key: Key, step: float) -> float:
        series = self._draft.figures[key].series
        ends = self._ends(key, step) if step else {}
        if not ends:
            return 0.0
        moved = tuple(ends.get(week, value) for week, value in enumerate(series))
        before, after = fill_gaps(series), fill_gaps(moved)
        if before is None or after is None:
            return 0.0
        return math.fsum(after.values[at] - before.values[at] for at in before.estimated)


def level_window(draft: Draft, key: Key, moves: Move) -> Move | None:
    """Return how far the observed weeks of a year may move together under its printed level."""
    average, weeks = draft.figures[key].average, len(draft.figures[key].series)
    if average.level is None or draft.hides(key):
        return None
    unit = 5.0 if average.uncertain else 1.0
    printed = unit * round(average.level / unit)
    least, most = ((printed + half - average.level) * weeks for half in (-unit / 2, unit / 2))
    return least - moves[0] + EDGE, most - moves[1] - EDGE
