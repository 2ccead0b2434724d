"""A whole week put through what the product does portal by portal."""

from __future__ import annotations

from monitor.counting.cells import CellId, Cells, CellTally, RecordKey, alike_in, without_keys
from monitor.counting.dominance import Dominance
from storage.records import WeekSightings


def cells_of(
    sightings: WeekSightings, threshold: int, record_key: RecordKey = without_keys
) -> Cells:
    """Return every cell of a week that is not empty."""
    tally = CellTally(threshold, record_key)
    for portal in sorted(sightings):
        tally.add(portal, [alike_in(sweep) for sweep in sightings[portal]])
    return tally.cells()


def dominated_cells(sightings: WeekSightings, threshold: int) -> list[CellId]:
    """Return where a single number is on over half of the ads, or of those on busy numbers."""
    dominance = Dominance(threshold)
    for portal in sorted(sightings):
        dominance.add(portal, [alike_in(sweep) for sweep in sightings[portal]])
    return dominance.cells()
