"""Sightings become counts: the only place where counting happens, and all of it pure.

In: the sightings of a week or a year, as the store hands them in. Out: true counts, which stay in
the installation, and protected ones, which may leave it: the cells of a week, the figures of
a year. Nothing here touches the database, files or the clock.
"""

from monitor.counting.cells import MOST_EXACT, CellId, Measure, individual, more, threshold_in
from monitor.counting.week_counts import count_week

__all__ = ["MOST_EXACT", "CellId", "Measure", "count_week", "individual", "more", "threshold_in"]
