"""How an installation counts a year: by which threshold, and protected under which secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, partial
from importlib.metadata import version
from typing import TYPE_CHECKING

from monitor.config import Config
from monitor.counting import count_week, threshold_in
from monitor.counting.identifier_figures import CommonWeeks, yearly_figures
from monitor.counting.profile import profiles_of_sightings
from monitor.installation.judging import judge, provisional_weeks
from monitor.installation.realms import ends_with_week
from monitor.installation.year_keys import key_of
from monitor.protection import Protection
from storage.errors import KeyProblem
from storage.records import CountWeek, WeekCounts, WeekSightings
from storage.schema import Upgrade
from storage.store import Store
from storage.weeks import Week, ends_of, weeks_of
from storage.year_records import YearFigures, YearProfiles

if TYPE_CHECKING:
    from monitor.report.annual import Annual
    from monitor.report.several_years import Years


def threshold_of(config: Config, store: Store, year: int) -> int:
    """Return the threshold that a year is counted by: that of its weeks, or of the config."""
    measure = store.threshold_measure(year)
    return (threshold_in(measure) if measure else None) or config.report.individual_threshold


def protection_of(config: Config, store: Store, year: int, *, by_count: bool) -> Protection:
    """Return the protection of a year's counts; raises KeyProblem without the year's key.

    Whether it is `by_count` is told by the identifiers that are counted, and not by what
    config.toml says since: what was protected once is not drawn anew.
    """
    return Protection(key_of(config, store, year), year, by_count=by_count)


def counter(config: Config, store: Store, year: int) -> CountWeek:
    """Return how the weeks of a year are counted.

    It raises KeyProblem when a week is counted without the year's key; a week that keeps the counts
    it has, because its identifiers are gone, needs none.
    """
    protection = cache(partial(protection_of, config, store, year))
    threshold = threshold_of(config, store, year)

    def count(week: Week, sightings: WeekSightings) -> WeekCounts:
        by_count = ends_with_week(config, store, week, week)
        return count_week(week, sightings, protection(by_count=by_count), threshold)

    return count


def true_counter(config: Config, store: Store, year: int) -> CountWeek:
    """Return how the weeks of a year are counted without its key: true counts only."""
    threshold = threshold_of(config, store, year)
    return lambda week, sightings: count_week(week, sightings, None, threshold)


def figures_of_year(
    config: Config, store: Store, year: int, other: int | None = None
) -> YearFigures:
    """Return how a year's figures are computed; none of them has a value without the year's key.

    `other` is the year that it is compared with: the one before, if left out.
    """
    common = counted_in(store, year - 1 if other is None else other)
    try:
        by_count = ends_with_week(config, store, *ends_of(year))
        figures = yearly_figures(protection_of(config, store, year, by_count=by_count), common)
    except KeyProblem:
        return yearly_figures(None, common)
    told = version("ad-market-monitor"), figures.names, sorted(common)
    return replace(figures, basis=repr(told))


def counted_in(store: Store, year: int) -> CommonWeeks:
    """Return the portals and numbers of the weeks of a year that count."""
    return {(run.portal, run.week.number) for run in store.runs(*ends_of(year)) if run.counts}


def profiles_of_year(config: Config, store: Store, year: int) -> YearProfiles:
    """Return how the profiles of a year are computed; that needs its identifiers, and no key."""
    weeks, threshold = tuple(weeks_of(year)), threshold_of(config, store, year)
    return YearProfiles(
        lambda sightings: profiles_of_sightings(sightings, weeks, threshold),
        f"{version('ad-market-monitor')}, {threshold} ads on a number",
    )


def report_of_year(config: Config, store: Store, year: int, today: date) -> Annual:
    """Return the report of a year; raises NothingCounted and KeyProblem, as `build` does.

    Raises EventProblem where config.toml says of a portal what cannot be.
    """
    from monitor.installation.market import portals_known  # noqa: PLC0415 - only reports need what reports do
    from monitor.report.build import build  # noqa: PLC0415

    figures = partial(figures_of_year, config, store)
    keyless = frozenset(y for y in (year - 1, year) if _is_keyless(config, store, y))
    report = build(
        store.publishable,
        config,
        year,
        today,
        figures,
        profiles=partial(profiles_of_year, config, store),
        of_market=portals_known(store.publishable, config, today),
        keyless=keyless,
        closed=frozenset(store.closings()),
    )
    provisional = provisional_weeks(store, *ends_of(year))
    return replace(report, context=replace(report.context, provisional=provisional))


def report_of_years(
    config: Config,
    store: Store,
    years: range,
    today: date,
    as_released: Callable[[Annual], Annual],
) -> Years:
    """Return the report of several years, or of one that was never swept, from what is there.

    `as_released` refuses a year whose figures are not those that were released. Raises
    NothingCounted where nothing was counted or imported, and what `report_of_year` raises.
    """
    from monitor.report.build import NothingCounted  # noqa: PLC0415 - only reports need it
    from monitor.report.several_years import Years  # noqa: PLC0415
    from monitor.report.year_rows import Settings  # noqa: PLC0415

    annuals = []
    for year in years:
        if any(run for run in store.runs(*ends_of(year))):
            annuals.append(as_released(report_of_year(config, store, year, today)))
    imported = tuple(
        count
        for count in store.publishable.imported_counts()
        if count.name.year in years and count.day <= today
    )
    if not annuals and not imported:
        raise NothingCounted(
            f"nothing was swept or imported in {years[0]} to {years[-1]}; name other years, or "
            "import what others counted: monitor import FILE"
        )
    settings = Settings(config.report.least_numbers, tuple(config.places), today)
    return Years(years[0], years[-1], settings, tuple(annuals), imported)


def _is_keyless(config: Config, store: Store, year: int) -> bool:
    try:
        key_of(config, store, year)
    except KeyProblem:
        return year not in store.closings()
    return False


def upgrade(config: Config) -> Upgrade:
    """Return what protects the counts of years that an earlier version counted.

    The secret of each year is made here and ends with the process: it is kept nowhere.
    """
    protection = cache(Protection.without_key)

    def protect(year: int, cell: tuple[str, str, str], count: float) -> int:
        return protection(year).protect(" ".join(cell), count, 0)

    return Upgrade(protect, config.report.individual_threshold)


def count_waiting_weeks(config: Config, store: Store) -> list[Week]:
    """Count the weeks that were swept since they were counted, or counted by an earlier version.

    What was swept is judged first, so that no bad week is counted because a round was interrupted.
    Returns the weeks that came out otherwise. Those whose key is not here wait until it is.
    """
    for week in store.uncounted_weeks():
        judge(config, store, week)
    changed: list[Week] = []
    weeks = store.waiting_weeks()
    for year in sorted({week.year for week in weeks}):
        of_year = [week for week in weeks if week.year == year]
        try:
            changed += store.recount(of_year, counter(config, store, year))
        except KeyProblem:
            continue
    return changed


def protect_without_key(config: Config, store: Store, year: int) -> None:
    """Count by their counts alone the weeks that still wait for a key that is gone for good."""
    weeks = [week for week in store.waiting_weeks() if week.year == year]
    threshold, protection = threshold_of(config, store, year), Protection.without_key(year)
    store.recount(weeks, lambda week, seen: count_week(week, seen, protection, threshold))
