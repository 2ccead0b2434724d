"""What making a report costs, and that it grows like portals, places and weeks, not faster."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date
from statistics import median

from monitor.report.annual import annual
from monitor.report.series import Year
from monitor.report.year_rows import ReportContext, Settings
from scrapers.model import Outcome
from storage.records import Protected, ProtectedCount, Run
from storage.weeks import Week, weeks_of

SIZES = ((3, 7), (3, 150), (10, 50), (30, 150))
ROUNDS = 3


def main() -> None:
    """Print CPU seconds of a report of two years, and microseconds a stored cell."""
    print("making a report of two years, CPU seconds (median), and µs for each stored cell:")
    for portals, places in SIZES:
        cells = len(list(_cells(2022, portals, places))) * 2
        seconds = median(_seconds(portals, places) for _ in range(ROUNDS))
        print(f"  {portals:3} portals, {places:3} places: {seconds:6.2f} s, ", end="")
        print(f"{seconds / cells * 1e6:5.1f} µs a cell ({cells:,} cells)")


def _seconds(portals: int, places: int) -> float:
    names = tuple(f"place {at}" for at in range(places))
    years = [_year(year, portals, names) for year in (2022, 2021)]
    started = time.process_time()
    settings = Settings(10, names, date(2023, 1, 10))
    annual(years[0], years[1], settings, ReportContext(), simulated=True)
    return time.process_time() - started


def _year(year: int, portals: int, places: tuple[str, ...]) -> Year:
    chance = random.Random(year)
    runs = [
        Run(
            f"portal{at}",
            week,
            Outcome.FAILED if chance.random() < 0.05 else Outcome.COMPLETE,
            *("", False, None, ""),
        )
        for at in range(portals)
        for week in weeks_of(year)
    ]
    return Year(year, runs, _cells(year, portals, len(places)), places)


def _cells(year: int, portals: int, places: int) -> Iterator[ProtectedCount]:
    for week in weeks_of(year):
        for at in range(portals):
            for measure in ("individual_2", "more_2", "no_number", "only", "shared"):
                yield _cell(week, f"portal{at}", "all", measure)
        for at in range(places):
            for measure in ("individual_2", "more_2", "no_number", "numbers"):
                yield _cell(week, "all", f"place {at}", measure)


def _cell(week: Week, portals: str, place: str, measure: str) -> ProtectedCount:
    return ProtectedCount(week, portals, place, measure, Protected(20 + week.number))


if __name__ == "__main__":
    main()
