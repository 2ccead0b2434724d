"""A week's true counts over all portals, for the installation's own screens."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.counting import Measure, individual, threshold_in
from storage.records import ALL_PLACES, ALL_PORTALS
from storage.store import Store
from storage.weeks import Week


@dataclass(frozen=True, slots=True)
class WeekTotals:
    """A week's true counts; None where none is kept, as of numbers where few are on several.

    `due` is how many portals were to be counted, `portals` has the ads and numbers of those that
    were. `individual` are the ads whose numbers are on at most `threshold` ads.
    """

    week: Week
    due: int
    portals: dict[str, tuple[float, float]]
    ads: float | None
    individual: float | None
    threshold: int
    numbers: float | None
    places: dict[str, float]

    def keeps_numbers_back(self) -> bool:
        """Tell whether the numbers of several portals are left out, as few are on several."""
        return self.numbers is None and bool(self.portals)


def totals_of(store: Store, week: Week, threshold: int) -> WeekTotals:
    """Return a week's true counts over the portals that were counted.

    Ads tied to individual users are by the threshold that the week was counted with, `threshold`
    where it has none.
    """
    runs = store.runs(week, week)
    counts = {(c.portal, c.place, c.measure): c.value for c in store.counts(week, week)}
    thresholds = filter(None, (threshold_in(measure) for *_, measure in counts))
    threshold = max(thresholds, default=threshold)
    # What waits to be counted, since its key is away, is no zero.
    waits = week in store.uncounted_weeks()
    counted = sorted(run.portal for run in runs if run.counts and not waits)

    def of_portal(portal: str, measure: str) -> float:
        return counts.get((portal, ALL_PLACES, measure), 0.0)

    def of_all(measure: str) -> float | None:
        return sum(of_portal(portal, measure) for portal in counted) if counted else None

    numbers = counts.get((ALL_PORTALS, ALL_PLACES, Measure.NUMBERS))
    return WeekTotals(
        week,
        len(runs),
        {
            portal: (of_portal(portal, Measure.ADS), of_portal(portal, Measure.NUMBERS))
            for portal in counted
        },
        of_all(Measure.ADS),
        of_all(individual(threshold)),
        threshold,
        of_all(Measure.NUMBERS) if len(counted) == 1 else numbers,
        {
            place: value
            for (portal, place, measure), value in sorted(counts.items())
            if (portal, measure) == (ALL_PORTALS, Measure.ADS) and place != ALL_PLACES and counted
        },
    )
