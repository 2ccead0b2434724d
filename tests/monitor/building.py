"""Small pieces that the tests of `monitor` are made of: identifiers, sightings, runs, years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from monitor.counts import count_week
from monitor.series import Year

from scrapers.model import Outcome, Sighting
from storage.records import Count, Judgement, Overlap, Run, WeekCounts
from storage.weeks import Week, weeks_of


def identifier(name: str) -> bytes:
    """Return 16 bytes that stand for a made-up identifier."""
    return name.encode().ljust(16, b".")[:16]


def seen(ad: str, *numbers: str, places: Iterable[str] = ("Oslo",)) -> Sighting:
    """Return a sighting of an ad with these numbers at these places."""
    return Sighting(identifier(ad), frozenset(map(identifier, numbers)), frozenset(places))


def run(
    portal: str,
    week: Week,
    outcome: Outcome | None = Outcome.COMPLETE,
    judgement: Judgement | None = None,
) -> Run:
    """Return a ledger row."""
    return Run(portal, week, outcome, "", False, judgement, "")


def year_of(year: int, weekly: Mapping[str, Sequence[Sequence[Sighting] | None]]) -> Year:
    """Return a year in which each portal saw these sightings week by week; None is a gap."""
    runs: list[Run] = []
    counts: list[Count] = []
    overlaps: list[Overlap] = []
    for position, week in enumerate(weeks_of(year)):
        sweeps = {}
        for portal, weeks in weekly.items():
            sightings = weeks[position]
            outcome = Outcome.FAILED if sightings is None else Outcome.COMPLETE
            runs.append(run(portal, week, outcome))
            if sightings is not None:
                sweeps[portal] = [sightings]
        counted = count_week(week, sweeps)
        counts.extend(counted.counts)
        overlaps.extend(counted.overlaps)
    return Year(year, runs, WeekCounts(tuple(counts), tuple(overlaps)))
