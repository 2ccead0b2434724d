"""A year's weekly counts as series with gaps, by portal and place, and their filled totals."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from monitor.counts import Measure, individual, multi_numbers
from monitor.statistics import Filled, add, fill_gaps
from storage.records import ALL_PLACES, Run, WeekCounts
from storage.weeks import Week, weeks_of

Series = tuple[float | None, ...]


class Scope(NamedTuple):
    """What a figure is about: one portal or all of them, one place or the whole country."""

    portal: str | None = None
    place: str = ALL_PLACES


class Year:
    """All weekly counts of one ISO year, ready to be read as series.

    A portal's week is observed when its run counts; only then is a missing count a zero.
    """

    def __init__(self, year: int, runs: Iterable[Run], counts: WeekCounts) -> None:
        self.year = year
        self.weeks = tuple(weeks_of(year))
        self.runs = tuple(run for run in runs if run.week.year == year)
        self.portals = tuple(sorted({run.portal for run in self.runs}))
        self._observed = {(run.portal, run.week) for run in self.runs if run.counts}
        self._counts = {(c.portal, c.place, c.measure, c.week): c.value for c in counts.counts}
        self._overlaps: Mapping[tuple[str, Week], dict[frozenset[str], float]] = defaultdict(dict)
        for overlap in counts.overlaps:
            self._overlaps[overlap.place, overlap.week][overlap.portals] = overlap.numbers

    def observed_weeks(self, portal: str | None) -> int:
        """Return how many weeks were observed on a portal, or on all of them at once."""
        return sum(1 for week in self.weeks if self._is_observed(portal, week))

    def _is_observed(self, portal: str | None, week: Week) -> bool:
        portals = self.portals if portal is None else (portal,)
        return bool(portals) and all((name, week) in self._observed for name in portals)

    def count(self, portal: str, place: str, measure: str) -> Series:
        """Return a measure of one portal, week by week."""
        return tuple(
            self._counts.get((portal, place, measure, week), 0.0)
            if self._is_observed(portal, week)
            else None
            for week in self.weeks
        )

    def total(self, measures: Sequence[str], scope: Scope) -> tuple[Series, Filled | None]:
        """Return measures that add up over portals: the first less all the others, if several.

        A gap is interpolated inside its portal.
        """
        portals = self.portals if scope.portal is None else (scope.portal,)
        series = [self._less(portal, scope.place, measures) for portal in portals]
        parts = [fill_gaps(one) for one in series]
        observed = tuple(
            None if None in values else math.fsum(value or 0.0 for value in values)
            for values in zip(*series, strict=True)
        )
        whole = [part for part in parts if part is not None]
        return observed, add(whole) if whole and len(whole) == len(parts) else None

    def _less(self, portal: str, place: str, measures: Sequence[str]) -> Series:
        first, *others = (self.count(portal, place, measure) for measure in measures)
        return tuple(
            None if whole is None else whole - math.fsum(part or 0.0 for part in parts)
            for whole, *parts in zip(first, *others, strict=True)
        )

    def numbers(self, scope: Scope) -> tuple[Series, Filled | None]:
        """Return the distinct numbers of a portal, or of all portals without counting any twice.

        Where portals are missing in a week, what they alone would have added is interpolated from
        the weeks in which all were there, and added to what the others show.
        """
        portals = frozenset(self.portals if scope.portal is None else (scope.portal,))
        present = [self._present(portals, week) for week in self.weeks]
        seen = [self._numbers_on(here, scope.place, week) for here, week in self._with(present)]
        observed = tuple(
            value if here == portals else None for value, here in zip(seen, present, strict=True)
        )
        values, variance, estimated = list(seen), 0.0, set[int]()
        for missing in sorted({portals - here for here in present if here != portals}, key=sorted):
            wanted = [at for at, here in enumerate(present) if portals - here == missing]
            added = fill_gaps(self._only_on(missing, scope.place, present, portals), wanted)
            if added is None:
                return observed, None
            for at in wanted:
                values[at] += added.values[at]
            estimated.update(wanted)
            variance += added.error**2
        return observed, Filled(tuple(values), frozenset(estimated), math.sqrt(variance))

    def _with(self, present: Sequence[frozenset[str]]) -> Iterable[tuple[frozenset[str], Week]]:
        return zip(present, self.weeks, strict=True)

    def _present(self, portals: frozenset[str], week: Week) -> frozenset[str]:
        return frozenset(portal for portal in portals if self._is_observed(portal, week))

    def _numbers_on(self, portals: frozenset[str], place: str, week: Week) -> float:
        overlaps = self._overlaps.get((place, week), {})
        return math.fsum(value for where, value in overlaps.items() if where & portals)

    def _only_on(
        self,
        missing: frozenset[str],
        place: str,
        present: Sequence[frozenset[str]],
        portals: frozenset[str],
    ) -> Series:
        """Return the numbers on `missing` and on no other of `portals`, in complete weeks."""
        others = portals - missing
        return tuple(
            self._numbers_on(portals, place, week) - self._numbers_on(others, place, week)
            if here == portals
            else None
            for here, week in self._with(present)
        )


def measures_of(kind: str, threshold: int) -> tuple[str, ...]:
    """Return what a kind of row is made of: a measure, or one less others.

    Ads on multi-ad numbers are all ads less those tied to individual users less those without a
    readable number, so that the three always add up to the ads.
    """
    tied = individual(threshold)
    return {
        "ads": (Measure.ADS,),
        "individual": (tied,),
        "multi": (Measure.ADS, tied, Measure.WITHOUT_NUMBER),
        "without_number": (Measure.WITHOUT_NUMBER,),
        "multi_numbers": (multi_numbers(threshold),),
        "top_number_ads": (Measure.TOP_NUMBER_ADS,),
    }[kind]
