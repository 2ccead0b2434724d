"""The annual table: this year beside the year before, with its weeks, flags and symbols."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from monitor.report.figures import (
    COUNTED,
    Figure,
    Figures,
    Key,
    Kind,
    figures,
    largest_portal,
    scopes,
)
from monitor.report.suppress import hidden
from monitor.series import Scope, Year
from monitor.statistics import Average, Change, change
from storage.records import Run
from storage.weeks import Week

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
    """One year's figure in a row; `average` is None where it must not be shown."""

    average: Average | None
    provisional: bool = False

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


@dataclass(frozen=True, slots=True)
class Extreme:
    """The highest or lowest month or week of a figure, over its observed weeks."""

    highest_label: str
    highest: float
    lowest_label: str
    lowest: float


@dataclass(frozen=True, slots=True)
class Annual:
    """All that the report of one year is made of, safe to publish."""

    year: int
    settings: Settings
    rows: tuple[Row, ...]
    headline: Row | None
    months: Extreme | None
    weeks: Extreme | None
    runs: tuple[Run, ...]
    simulated: bool
    lines: tuple[Line, ...]


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


def annual(this: Year, before: Year | None, settings: Settings, *, simulated: bool) -> Annual:
    """Put the figures of a year beside those of the year before."""
    now = figures(this, settings.threshold, settings.places)
    then = figures(before, settings.threshold, settings.places) if before else {}
    rows = _rows(this, now, then, settings)
    lead = Key(Kind.INDIVIDUAL, Scope(portal=largest_portal(now)))
    headline = next((row for row in rows if row.key == lead), None)
    shown = headline is not None and headline.this.average is not None
    series = now[lead].series if shown else ()
    points = _points(before, then, settings) if before else {}
    for key, more in _points(this, now, settings).items():
        points[key] = points.get(key, ()) + more
    return Annual(
        year=this.year,
        settings=settings,
        rows=rows,
        headline=headline,
        months=_extreme(this, series, lambda week: f"{week.year}-{week.month():02d}"),
        weeks=_extreme(this, series, str),
        runs=((before.runs if before else ()) + this.runs),
        simulated=simulated,
        lines=tuple(Line(key, weeks) for key, weeks in points.items()),
    )


def _rows(this: Year, now: Figures, then: Figures, settings: Settings) -> tuple[Row, ...]:
    concealed = _hidden(now, settings, _level)
    concealed_before = _hidden(then, settings, _level)
    over = settings.today > this.weeks[-1].monday()
    return tuple(
        Row(
            key,
            Cell(None if key in concealed else now[key].average, provisional=not over),
            Cell(None if key in concealed_before else then[key].average) if key in then else None,
            _change(now[key], then[key])
            if key in then and key not in concealed | concealed_before and now[key].series
            else None,
        )
        for scope in scopes(this, settings.places)
        for key in (Key(kind, scope) for kind in ROW_KINDS)
    )


def _level(figure: Figure) -> float | None:
    return figure.average.level


def _hidden(
    found: Figures, settings: Settings, value: Callable[[Figure], float | None]
) -> frozenset[Key]:
    return hidden(found, value, settings.threshold, settings.least_numbers)


def _change(now: Figure, then: Figure) -> Change:
    return change(now.series, then.series)


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


def _points(year: Year, found: Figures, settings: Settings) -> dict[Key, tuple[Point, ...]]:
    """Return the weeks of all portals together and of each, without places."""
    keys = [
        Key(kind, scope)
        for scope in (Scope(), *(Scope(portal=portal) for portal in year.portals))
        for kind in COUNTED
    ]
    points: dict[Key, list[Point]] = {key: [] for key in keys}
    for position, week in enumerate(year.weeks):
        concealed = _hidden(found, settings, partial(Figure.in_week, position=position))
        for key in keys:
            points[key].append(_point(found[key], week, position, is_hidden=key in concealed))
    return {key: tuple(weeks) for key, weeks in points.items()}


def _point(figure: Figure, week: Week, position: int, *, is_hidden: bool) -> Point:
    value = figure.in_week(position)
    if value is None:
        return Point(week, None, "gap")
    if is_hidden:
        return Point(week, None, "hidden")
    return Point(week, value, "estimated" if figure.series[position] is None else "observed")
