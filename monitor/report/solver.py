"""The only room that speaks to HiGHS: whole-number worlds that keep rows within their bounds.

Imported late and in one place, because it brings numpy with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import highspy
import numpy as np

from monitor.report.system import Unknown

Bound = tuple[dict[int, float], float, float]
"""Coefficients by position, and the least and most that their sum may move from the truth."""


Range = tuple[int, int, highspy.HighsVarType]
"""The least and the most of a column; semi-integer ones may also be zero."""

WHOLE = 1e-5
"""How near to a whole number the solver comes."""

SMALL = 1e-7
"""Far less than a whole number, and than what is kept from the edge of a rounding."""

EFFORT = (("mip_rel_gap", 0.05), ("mip_max_nodes", 5))
"""Enough: a solution short of the best is a world all the same. Never a time limit, which would
make the report depend on the machine."""


class Solver:
    """Finds moves from the truth, one for each unknown; no move at all is always a solution."""

    def __init__(self, unknowns: Sequence[Unknown], bounds: Sequence[Bound]) -> None:
        self._truth = [math.floor(unknown.value + 1e-9) for unknown in unknowns]
        self._bounds = bounds
        self._ranges = [_range(u, truth) for u, truth in zip(unknowns, self._truth, strict=True)]
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]  # half of it is typed
        # Silent, one thread, always the same path: a report can be made again to the last byte.
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), *EFFORT):
            self._highs.setOptionValue(option, value)
        self._highs.passModel(self._model(unknowns, bounds))

    def least(self, costs: Mapping[int, float]) -> list[float]:
        """Return the world of the least cost that was found, as moves from the truth."""
        size = len(self._truth)
        values = np.array([costs.get(at, 0.0) for at in range(size)])
        self._highs.changeColsCost(size, np.arange(size, dtype=np.int32), values)
        return self._solved()

    def at(self, position: int, move: float) -> list[float]:
        """Return a world in which one unknown moves so far; none moves where there is none."""
        low, high, kind = self._ranges[position]
        value = self._truth[position] + move
        if not _is_allowed(self._ranges[position], value):
            return [0.0] * len(self._truth)
        self._highs.changeColIntegrality(position, highspy.HighsVarType.kInteger)
        self._highs.changeColBounds(position, value, value)
        moves = self._solved()
        self._highs.changeColIntegrality(position, kind)
        self._highs.changeColBounds(position, float(low), float(high))
        return moves

    def _solved(self) -> list[float]:
        """Solve without and, where that does not come out in whole numbers, with whole numbers.

        The first takes a tenth of the time, and sums of whole numbers mostly come out whole.
        """
        for is_relaxed in (True, False):
            self._highs.setOptionValue("solve_relaxation", is_relaxed)
            self._highs.run()
            found = self._highs.getSolution().col_value
            if len(found) == len(self._truth) and self._holds(found):
                return [float(round(v) - t) for v, t in zip(found, self._truth, strict=True)]
        return [0.0] * len(self._truth)

    def _holds(self, found: Sequence[float]) -> bool:
        """Whether a world prints the same report: checked here, whatever the solver says of it."""
        whole = [round(value) for value in found]
        if any(abs(value - near) > WHOLE for value, near in zip(found, whole, strict=True)):
            return False
        if not all(_is_allowed(r, value) for r, value in zip(self._ranges, whole, strict=True)):
            return False
        moves = [value - truth for value, truth in zip(whole, self._truth, strict=True)]
        return all(
            low - SMALL <= math.fsum(f * moves[at] for at, f in terms.items()) <= high + SMALL
            for terms, low, high in self._bounds
        )

    def _model(self, unknowns: Sequence[Unknown], bounds: Sequence[Bound]) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(unknowns), len(bounds)
        model.col_cost_ = np.zeros(len(unknowns))
        model.col_lower_ = np.array([float(low) for low, _, _ in self._ranges])
        model.col_upper_ = np.array([float(high) for _, high, _ in self._ranges])
        model.integrality_ = [kind for _, _, kind in self._ranges]
        # The solver's columns are whole values, ours are moves from the truth.
        shifts = [math.fsum(f * self._truth[at] for at, f in terms.items()) for terms, *_ in bounds]
        model.row_lower_ = np.array([low for _, low, _ in bounds]) + shifts
        model.row_upper_ = np.array([high for _, _, high in bounds]) + shifts
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        lengths = [len(terms) for terms, _, _ in bounds]
        matrix.start_ = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        matrix.index_ = np.array([at for t, _, _ in bounds for at in t], dtype=np.int32)
        matrix.value_ = np.array([f for t, _, _ in bounds for f in t.values()], dtype=np.float64)
        return model


def _is_allowed(bounds: Range, value: float) -> bool:
    low, high, kind = bounds
    return low <= value <= high or (kind is highspy.HighsVarType.kSemiInteger and value == 0)


def _range(unknown: Unknown, truth: int) -> Range:
    """Return the least and most of a column, and whether it may jump from zero to its least."""
    fraction = unknown.value - truth
    low = max(math.ceil(unknown.low - fraction - 1e-9), 0)
    high = math.floor(unknown.high - fraction + 1e-9)
    least = unknown.least_positive
    if least == 1 or low > 0 or high < least:
        return max(low, min(truth, least) if least > 1 else 0), high, highspy.HighsVarType.kInteger
    if fraction < 1e-9 and (truth == 0 or truth >= least):
        return least, high, highspy.HighsVarType.kSemiInteger
    return min(truth, least), high, highspy.HighsVarType.kInteger
