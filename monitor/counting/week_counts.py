"""One week's sightings to its counts, true and protected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import fsum

from monitor.checks.observation import LEAST_OVERLAP
from monitor.counting.cells import (
    MOST_EXACT,
    CellId,
    Cells,
    CellTally,
    Measure,
    alike_in,
    individual,
    more,
    without_keys,
)
from monitor.counting.dominance import Dominance
from monitor.protection import Protection
from storage.records import (
    ALL_PLACES,
    ALL_PORTALS,
    Count,
    Flag,
    Protected,
    ProtectedCount,
    WeekCounts,
    WeekSightings,
)
from storage.weeks import Week


def count_week(
    week: Week, sightings: WeekSightings, protection: Protection | None, threshold: int
) -> WeekCounts:
    """Return all counts of a week; zeros are left out.

    `threshold` is on how many ads at once a number may be for its ads to be tied to an individual
    user. Without `protection` (the year's key is gone) there are true counts only.
    """
    tally = CellTally(threshold, protection.record_key if protection else without_keys)
    dominance = Dominance(threshold)
    for portal in sorted(sightings):
        sweeps = [alike_in(sweep) for sweep in sightings[portal]]  # let go of before the next
        tally.add(portal, sweeps)
        dominance.add(portal, sweeps)
    cells = tally.cells()
    counts = tuple(
        Count(week, *cell, value)
        for cell, value in sorted(_true_counts(cells, threshold).items())
        if value
    )
    flags = tuple(Flag(week, *cell) for cell in dominance.cells())
    if protection is None:
        return WeekCounts(counts, flags=flags)
    protected = _protected(cells, protection, len(sightings))
    return WeekCounts(
        counts,
        tuple(
            ProtectedCount(week, *cell, value) for cell, value in sorted(protected.items()) if value
        ),
        flags,
    )


def _protected(
    cells: Cells, protection: Protection, portals_read: int
) -> Mapping[CellId, Protected]:
    """Protect each cell once; what is shared between up to three portals is a sum of cells.

    Drawn besides them, it would state the same few numbers several times, and the additions could
    be told from the numbers.
    """
    sums = {Measure.SHARED, Measure.SEVERAL} if portals_read <= MOST_EXACT else set()
    protected = {
        cell: protection.protect(" ".join(cell), content.value, content.key)
        for cell, content in cells.items()
        if cell.measure not in sums
    }
    exact = [cell for cell in protected if cell.measure == Measure.EXACT]
    for cell in cells:
        if cell.measure in sums:
            within = {cell.portals} - {ALL_PORTALS}
            parts = (protected[part] for part in exact if within <= set(part.portals.split("+")))
            protected[cell] = Protected(sum(parts))
    return protected


def _true_counts(cells: Cells, threshold: int) -> Mapping[CellId, float]:
    """Return what the service's own screens and checks show of a week.

    No numbers of places: what theirs add up to and the portals' own would tell how few are on
    several portals.
    """
    counts: dict[CellId, float] = defaultdict(float)
    groups = {individual(threshold), more(threshold), Measure.NO_NUMBER}
    for cell, content in cells.items():
        portals, place, measure = cell
        if measure in groups:
            counts[cell] += content.value
            counts[CellId(portals, place, Measure.ADS)] += content.value
        elif measure in {Measure.ONLY, Measure.SHARED}:
            counts[CellId(portals, place, Measure.NUMBERS)] += content.value
    return counts | dict(_country_numbers(cells))


def _country_numbers(cells: Cells) -> Iterator[tuple[CellId, float]]:
    """Yield the distinct numbers of all portals, unless they tell of few that are on several."""
    several = fsum(c.value for cell, c in cells.items() if cell.measure == Measure.SEVERAL)
    if several >= LEAST_OVERLAP:
        only = fsum(c.value for cell, c in cells.items() if cell.measure == Measure.ONLY)
        yield CellId(ALL_PORTALS, ALL_PLACES, Measure.NUMBERS), only + several
