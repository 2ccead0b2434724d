"""The annual report: the cells of a year beside those of the year before, from protected counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.report.changes import Comparison
from monitor.report.figures import figure
from monitor.report.printed_cells import NOT_APPLICABLE, Name, PrintedCell
from monitor.report.rows import ReportContext, Settings, YearRows, is_week
from monitor.report.series import WEEKLY_KINDS, Kind, Scope, Year
from monitor.report.yearly import WholeYears
from scrapers.model import UNKNOWN_PLACE
from storage.records import ALL_PORTALS, Printed, Profile, Run
from storage.weeks import Week

Difference = tuple[Printed | None, Printed | None]
"""A figure as a release printed it, and as the next one did; None where it was not printed."""

NOWHERE = PrintedCell(Name(0, "", "", "", ""), symbol=NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Annual:
    """All that the report of one year is made of, fit to be published.

    `scopes` are what its rows are about, in their order; `cells` every printed figure by its name.
    """

    year: int
    threshold: int
    settings: Settings
    context: ReportContext
    runs: tuple[Run, ...]
    simulated: bool
    has_before: bool
    scopes: tuple[Scope, ...]
    largest_portal: str | None
    cells: Mapping[Name, PrintedCell]
    changed: tuple[Difference, ...] = field(default=())

    def cell(self, year: int, scope: Scope, measure: str, item: str) -> PrintedCell:
        """Return a printed cell; one that is not applicable where there is none."""
        return self.cells.get(Name(year, *scope, measure, item), NOWHERE)

    def weekly(self, scope: Scope, measure: str) -> list[PrintedCell]:
        """Return the weeks of a figure over the report's years; nothing where it has none."""
        where = (*scope, measure)
        return [cell for name, cell in self.cells.items() if is_week(name) and name[1:4] == where]

    @property
    def lead(self) -> Scope:
        """What the sentence of the report is about: the largest portal."""
        return Scope(self.largest_portal or ALL_PORTALS)


def annual(
    this: Year,
    before: Year | None,
    settings: Settings,
    context: ReportContext,
    *,
    simulated: bool,
    profiles: Iterable[Profile] = (),
) -> Annual:
    """Put the figures of a year beside those of the year before.

    `profiles` are those of both years: they decide how wide the intervals of changes are.
    """
    years = [YearRows(year, settings, context) for year in (before, this) if year is not None]
    scopes = tuple(_scopes(this, {place for year in years for place in year.shown}))
    cells: list[PrintedCell] = []
    for rows in years:
        cells += rows.cells(scopes)
    cells += WholeYears(years, context, settings.least_numbers).cells()
    cells += _changes(years, scopes, profiles)
    return Annual(
        year=this.year,
        threshold=this.threshold or 0,
        settings=settings,
        context=context,
        runs=((before.runs if before else ()) + this.runs),
        simulated=simulated,
        has_before=before is not None,
        scopes=scopes,
        largest_portal=_largest_portal(this),
        cells={cell.name: cell for cell in cells},
    )


def _changes(
    years: Sequence[YearRows], scopes: Iterable[Scope], profiles: Iterable[Profile]
) -> Iterator[PrintedCell]:
    this, before = years[-1], years[0] if len(years) > 1 else None
    comparison = Comparison(this, before, profiles)
    for scope in scopes:
        for kind in WEEKLY_KINDS:
            is_comparable = before is not None and _is_comparable(
                this.year, before.year, scope, kind
            )
            yield from comparison.cells(
                scope,
                kind,
                was_there=before is not None and _was_there(before.year, scope),
                is_comparable=is_comparable,
            )
    yield from comparison.thresholds()


def _was_there(year: Year, scope: Scope) -> bool:
    return scope.portal in {ALL_PORTALS, *year.portals}


def _is_comparable(this: Year, before: Year, scope: Scope, kind: Kind) -> bool:
    """Whether a row counts the same in both years: by one threshold, over the same places."""
    if kind in {Kind.INDIVIDUAL, Kind.MULTI} and this.threshold != before.threshold:
        return False
    return scope.place != UNKNOWN_PLACE or this.places == before.places


def _scopes(year: Year, shown: Collection[str]) -> Iterator[Scope]:
    """Yield what the tables have rows for, in their order."""
    yield Scope()
    yield from (Scope(portal=portal) for portal in year.portals)
    yield from (Scope(place=place) for place in year.places if place in shown)
    yield Scope(place=UNKNOWN_PLACE)


def _largest_portal(year: Year) -> str | None:
    """Return the portal with the most ads in the mean of its counted weeks."""
    means = {
        portal: figure(year, Kind.ADS, Scope(portal)).mean_of_counted for portal in year.portals
    }
    return max(means, key=lambda portal: (means[portal], portal), default=None)


def week_of(cell: PrintedCell) -> Week:
    """Return the week that a weekly cell is of."""
    return Week.parse(cell.name.item)
