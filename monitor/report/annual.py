"""The annual table: this year beside the year before, with its weeks, flags and symbols."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from monitor.report.audit import Pinned
from monitor.report.beside import NOTHING_BESIDE, Beside, concealed, shown_changes, yearly
from monitor.report.draft import Draft
from monitor.report.figures import Key, Kind, figures, scopes
from monitor.report.yearly import Yearly, yearly_rows
from monitor.series import Year
from monitor.statistics import Average, Change, change
from storage.records import Printed, Release, Run, SeriesBreak
from storage.weeks import Week

Difference = tuple[Printed | None, Printed | None]
"""A figure as a release printed it, and as the next one did; None where it was not printed."""

LEAST_GROUPS = 3
"""Of fewer months or weeks, a highest and a lowest tell nothing."""

ROW_KINDS = (
    Kind.NUMBERS,
    Kind.ADS,
    Kind.INDIVIDUAL,
    Kind.MULTI,
    Kind.WITHOUT_NUMBER,
    Kind.ADS_PER_NUMBER,
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a report is made with; printed in it, since figures depend on it."""

    threshold: int
    least_numbers: int
    places: tuple[str, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Cell:
    """One year's figure in a row; `average` is None where it must not be shown.

    The interval is made from all weeks, so it is shown only where they are.
    """

    average: Average | None
    provisional: bool = False
    shows_interval: bool = True

    @property
    def flags(self) -> str:
        """Eurostat's flags in Norwegian: e beregnet, u usikker, p foreløpig."""
        if self.average is None or self.average.level is None:
            return ""
        marks = {
            "e": self.average.estimated,
            "u": self.average.uncertain,
            "p": self.provisional,
        }
        return "".join(mark for mark, holds in marks.items() if holds)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table; `before` and `change` are None where there is no year before."""

    key: Key
    this: Cell
    before: Cell | None
    change: Change | None
    hides_change: bool = False


@dataclass(frozen=True, slots=True)
class Extreme:
    """The highest or lowest month or week of a figure, over its observed weeks."""

    highest_label: str
    highest: float
    lowest_label: str
    lowest: float


@dataclass(frozen=True, slots=True)
class Annual:
    """All that the report of one year is made of, safe to publish unless something is `pinned`."""

    year: int
    settings: Settings
    rows: tuple[Row, ...]
    headline: Row | None
    months: Extreme | None
    weeks: Extreme | None
    runs: tuple[Run, ...]
    simulated: bool
    lines: tuple[Line, ...]
    pinned: tuple[Pinned, ...] = ()
    yearly: tuple[Yearly, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()
    identifiers: str = "year"
    releases: tuple[Release, ...] = ()
    changed: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A figure week by week over all years of the report, for chart and open data."""

    key: Key
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One week: `status` is observed, estimated, gap or hidden; the last two have no value."""

    week: Week
    value: float | None
    status: str


def annual(
    this: Year,
    before: Year | None,
    settings: Settings,
    beside: Beside = NOTHING_BESIDE,
    *,
    simulated: bool,
) -> Annual:
    """Put the figures of a year beside those of the year before, and hide what must be hidden."""
    drafts = [_draft(year, settings) for year in (this, before) if year]
    hidden = [concealed(draft, settings.least_numbers, beside) for draft in drafts]
    changes, pinned = shown_changes(*hidden, beside=beside)
    now, then = hidden[0].draft, hidden[1].draft if before else None
    rows = _rows(this, now, then, changes, settings)
    lead = now.lead
    headline = next((row for row in rows if row.key == lead), None)
    # The highest and the lowest week are weeks: where one is hidden, neither is named.
    is_whole = headline is not None and not now.hides(lead) and not now.hidden_weeks(lead)
    series = now.figures[lead].series if is_whole else ()
    return Annual(
        year=this.year,
        settings=settings,
        rows=rows,
        headline=headline,
        months=_extreme(this, series, lambda week: f"{week.year}-{week.month():02d}"),
        weeks=_extreme(this, series, str),
        runs=((before.runs if before else ()) + this.runs),
        simulated=simulated,
        lines=_lines(*([(before, then)] if before and then else []), (this, now)),
        pinned=pinned,
        yearly=yearly_rows(
            *(yearly(each.draft, settings.least_numbers, beside) for each in hidden)
        ),
        breaks=beside.breaks,
        identifiers=beside.identifiers,
        releases=beside.releases,
    )


def _draft(year: Year, settings: Settings) -> Draft:
    found = figures(year, settings.threshold, settings.places)
    return Draft(year.year, settings.threshold, found)


def _rows(
    this: Year, now: Draft, then: Draft | None, changes: Collection[Key], settings: Settings
) -> tuple[Row, ...]:
    over = settings.today > this.weeks[-1].monday()
    return tuple(
        Row(
            key,
            _cell(now, key, provisional=not over),
            _cell(then, key) if then and key in then.figures else None,
            change(now.figures[key].series, then.figures[key].series)
            if then and key in changes
            else None,
            hides_change=_hides_change(now, then, key, changes),
        )
        for scope in scopes(this, settings.places)
        for key in (Key(kind, scope) for kind in ROW_KINDS)
    )


def _hides_change(now: Draft, then: Draft | None, key: Key, changes: Collection[Key]) -> bool:
    """Whether there is a change that is not shown; a ratio has none, nor has a new portal."""
    both = bool(then) and key in now.figures and key in (then.figures if then else ())
    return both and bool(now.figures[key].series) and key not in changes


def _cell(draft: Draft, key: Key, *, provisional: bool = False) -> Cell:
    return Cell(draft.average(key), provisional, shows_interval=not draft.hidden_weeks(key))


def _extreme(
    year: Year, series: tuple[float | None, ...], label: Callable[[Week], str]
) -> Extreme | None:
    groups: dict[str, list[float]] = {}
    for week, value in zip(year.weeks, series, strict=False):
        if value is not None:
            groups.setdefault(label(week), []).append(value)
    if len(groups) < LEAST_GROUPS:
        return None
    means = {name: sum(values) / len(values) for name, values in groups.items()}
    highest, lowest = max(means, key=lambda name: means[name]), min(means, key=lambda n: means[n])
    return Extreme(highest, means[highest], lowest, means[lowest])


def _lines(*years: tuple[Year, Draft]) -> tuple[Line, ...]:
    points: dict[Key, tuple[Point, ...]] = {}
    for year, draft in years:
        for key, more in _points(year, draft).items():
            points[key] = points.get(key, ()) + more
    return tuple(Line(key, weeks) for key, weeks in points.items())


def _points(year: Year, draft: Draft) -> dict[Key, tuple[Point, ...]]:
    """Return the weeks of all portals together and of each, without places."""
    return {
        key: tuple(Point(week, *draft.in_week(key, at)) for at, week in enumerate(year.weeks))
        for key in draft.weekly_keys
    }
