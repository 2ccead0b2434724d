"""A week's figure beside an earlier one: by how much it is higher or lower, and whether it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from monitor.report.annual import Annual
from monitor.report.printed_cells import LEVEL, NOT_APPLICABLE, SUPPRESSED, PrintedCell
from monitor.report.series import Kind, Scope
from monitor.report.words import Words
from monitor.statistics.filling import VARIANCE
from storage.records import ALL_PLACES, ALL_PORTALS
from storage.weeks import Week, weeks_in

ESTIMATED, PROVISIONAL = " e", " p"

GROUPS_OF_ADS = 3
"""Each portal's and each place's ads are protected in so many cells."""


class Direction(Enum):
    """Where a figure went; the value is the arrow that shows it."""

    UP = "↑"
    DOWN = "↓"
    SAME = "→"


@dataclass(frozen=True, slots=True)
class ReferenceFigure:
    """What a week is held against: its `name`, its figure as text, and the change since.

    Without a `direction` the two cannot be compared; `change` then says why, or nothing. `percent`
    is by how much the figure is higher or lower, without a sign.
    """

    name: str
    value: str
    direction: Direction | None
    change: str
    percent: int = 0


def is_counted(cell: PrintedCell) -> bool:
    """Tell whether a week was counted in all that the figure is over: not estimated, not hidden."""
    return cell.number is not None and "e" not in cell.flags


def week_cell_of(annual: Annual, scope: Scope, kind: Kind, week: Week) -> PrintedCell:
    """Return a week of a figure; hidden where the year's level is too small to show its weeks."""
    cell = annual.cell(week.year, scope, kind, str(week))
    level = annual.cell(week.year, scope, kind, LEVEL)
    is_printed = level.number is not None or level.symbol == SUPPRESSED
    if cell.symbol == NOT_APPLICABLE and is_printed and _is_in_span(annual, week):
        return PrintedCell(level.name, symbol=SUPPRESSED)
    return cell


def same_week_before(week: Week) -> Week | None:
    """Return the week of the same number a year ago; None for a week 53 that it had not."""
    before = week.year - 1
    return Week(before, week.number) if week.number <= weeks_in(before) else None


def least_difference(annual: Annual, scope: Scope, kind: Kind) -> float:
    """Return the difference of two weeks that the protection of small counts alone can make.

    1.96 standard errors: each of the cells that a figure is the sum of has the variance 2.
    """
    portals = len({run.portal for run in annual.runs})
    is_country = scope == Scope(ALL_PORTALS, ALL_PLACES)
    if kind is Kind.NUMBERS:
        of_scope = 1 if scope.place != ALL_PLACES else 2
        cells = portals + 1 if is_country and portals > 1 else of_scope
    else:
        groups = GROUPS_OF_ADS if kind is Kind.ADS else 1
        cells = groups * (portals if is_country else 1)
    return 1.96 * math.sqrt(2 * VARIANCE * cells)


def value_of(words: Words, cell: PrintedCell) -> str:
    """Write a figure, and that it was estimated where it was."""
    return words.cell(cell) + (ESTIMATED if "e" in cell.flags else "")


def reference_figure(
    annual: Annual,
    words: Words,
    this: PrintedCell,
    then: PrintedCell,
    name: str,
    *,
    is_same_market: bool = True,
) -> ReferenceFigure:
    """Hold a week's figure against another; an estimated or hidden one is shown, not compared."""
    text = value_of(words, then)
    if not is_counted(this) or not is_counted(then) or not then.number:
        return ReferenceFigure(name, text, None, "")
    if not is_same_market:
        return ReferenceFigure(name, text, None, words("other_portals"))
    scope, kind = Scope(*this.name[1:3]), Kind(this.name.measure)
    difference = (this.number or 0) - then.number
    if abs(difference) <= least_difference(annual, scope, kind):
        return ReferenceFigure(name, text, Direction.SAME, words("change_none"))
    percent = math.floor(100 * abs(difference) / then.number + 0.5)
    direction = Direction.UP if difference > 0 else Direction.DOWN
    change = words(f"change_{direction.name.lower()}", percent=words.number(percent))
    return ReferenceFigure(name, text, direction, change, percent)


def is_same_market(annual: Annual, scope: Scope, week: Week, then: Week) -> bool:
    """Tell whether a figure is over the same portals in both weeks."""
    if week.year == then.year or scope.portal != ALL_PORTALS:
        return True
    return not annual.portals[week.year].has_other_set


def _is_in_span(annual: Annual, week: Week) -> bool:
    portals = annual.portals.get(week.year)
    return portals is not None and week in portals.window.of_span
