"""The figures of a report, each made once a language of the printed cells: docs/method.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.report.annual import Annual, week_of
from monitor.report.document import Chart, ChartMark, Line, Point
from monitor.report.imported import ImportedFigure, imported_figures, imported_lines
from monitor.report.printed_cells import HIGH, LEVEL, LOW, PrintedCell
from monitor.report.series import PANEL, Kind, Scope
from monitor.report.words import Words
from monitor.statistics.events import EventKind
from storage.weeks import Week, weeks_of

Series = tuple[Scope, Kind, str]
"""What a line is drawn of, and what it is called."""

TICKS = (1, 14, 27, 40)
"""The weeks that an axis names: the first of each quarter."""


def charts(annual: Annual, words: Words) -> tuple[Chart, ...]:
    """Return the figures that have anything to show."""
    made = (_weeks(annual, words), _years(annual, words), _beside(annual, words))
    return tuple(chart for chart in made if any(_values(line) for line in chart.lines))


def _series(annual: Annual, words: Words) -> list[Series]:
    """Return what is drawn: the lead figure, then numbers and ads of all portals."""
    country = [
        (Scope(), Kind.ADS, words("line_ads")),
        (Scope(), Kind.NUMBERS, words("line_numbers")),
    ]
    if Scope(PANEL) in annual.scopes:
        country.append((Scope(PANEL), Kind.ADS, words("line_panel")))
    if annual.largest_portal is None:
        return country
    label = words("line_individual", portal=annual.largest_portal)
    return [(annual.lead, Kind.INDIVIDUAL, label), *country]


def _weeks(annual: Annual, words: Words) -> Chart:
    """Return Figure 1: the weeks of the report's years."""
    years = [annual.year - 1, annual.year] if annual.has_before else [annual.year]
    key = "figure_weeks" if annual.has_before else "figure_weeks_one"
    caption = words(key, first=years[0], last=years[-1])
    weeks = [week for year in years for week in weeks_of(year)]
    return chart_of_weeks(annual, words, weeks, _series(annual, words), caption)


def chart_of_weeks(
    annual: Annual, words: Words, weeks: Sequence[Week], series: Sequence[Series], caption: str
) -> Chart:
    """Return a figure of weeks in a row, all of the report's years, with what happened in them."""
    places = {week: at for at, week in enumerate(weeks)}
    lines = []
    for scope, kind, label in series:
        shown = {week_of(cell): cell for cell in annual.weekly(scope, kind)}
        points = [_point(places[week], cell) for week, cell in shown.items() if week in places]
        firsts = (Week(year, 1) for year in _breaks(annual, scope))
        anew = frozenset(places[week] for week in firsts if week in places)
        lines.append(Line(label, tuple(points), anew))
    ticks = [
        (at, words("week", number=week.number) + (f"\n{week.year}" * (week.number == 1)))
        for week, at in places.items()
        if week.number in TICKS
    ]
    marks = _marks(annual, words, places)
    names = [(float(at), words.week(week)) for week, at in places.items()]
    return _chart(words, 1, caption, lines, axis="axis_week", ticks=ticks, names=names, marks=marks)


def _years(annual: Annual, words: Words) -> Chart:
    """Return Figure 2: yearly means with their intervals, and what others counted."""
    years = [annual.year - 1, annual.year] if annual.has_before else [annual.year]
    lines = [
        Line(
            label,
            tuple(mean_point(annual, words, year, scope, kind) for year in years),
            frozenset(map(float, _breaks(annual, scope))),
        )
        for scope, kind, label in _series(annual, words)
    ]
    figures = imported_figures(annual.context.imported, annual.settings.least_numbers)
    return chart_of_years(words, words("figure_years"), lines, figures)


def chart_of_years(
    words: Words,
    caption: str,
    lines: Sequence[Line],
    others: Sequence[ImportedFigure],
    years: Iterable[int] = (),
) -> Chart:
    """Return Figure 2 of these lines, and of the figures of others as points that none joins.

    It has a place for each of these `years`, and for all from the first to the last with a value.
    """
    of_others = imported_lines(others, words)
    drawn = [*lines, *of_others]
    places = [point.at for line in drawn for point in line.points] + list(years)
    every = range(int(min(places)), int(max(places)) + 1) if places else range(0)
    filled = []
    for line in drawn:
        known = {point.at: point for point in line.points}
        points = tuple(known.get(year, Point(year, None)) for year in every)
        filled.append(replace(line, points=points))
    ticks = [(float(year), str(year)) for year in every]
    chart = _chart(words, 2, caption, filled, axis="axis_year", ticks=ticks, names=ticks)
    note = [words("imported_figure_note")] if of_others else []
    return replace(chart, notes=(*chart.notes, *note))


def _beside(annual: Annual, words: Words) -> Chart:
    """Return Figure 3: this year's lead figure over last year's, week by week."""
    scope, kind, label = _series(annual, words)[0]
    weeks = annual.weekly(scope, kind)
    years = [annual.year, annual.year - 1] if annual.has_before else [annual.year]
    lines = [
        Line(str(year), tuple(_point(week_of(c).number, c) for c in weeks if c.name.year == year))
        for year in years
    ]
    key = "figure_beside" if annual.has_before else "figure_beside_one"
    caption = words(key, label=label, year=annual.year, before=annual.year - 1)
    names = [(float(number), words("week", number=number)) for number in range(1, 54)]
    ticks = [names[number - 1] for number in (*TICKS, 52)]
    return _chart(words, 3, caption, lines, axis="axis_week", ticks=ticks, names=names)


def _breaks(annual: Annual, scope: Scope) -> list[int]:
    """Return the years in which a total is over other portals than the year before."""
    if scope != Scope():
        return []
    return [year for year, portals in annual.portals.items() if portals.has_other_set]


def _marks(annual: Annual, words: Words, places: Mapping[Week, int]) -> list[ChartMark]:
    """Return what happened in the report's weeks: portals that came and went, periods, breaks."""
    events = {(broken.week, broken.week, words("break_mark")) for broken in annual.context.breaks}
    for portals in annual.portals.values():
        for event in portals.events:
            if event.kind is EventKind.PERIOD:
                name = event.names.get(words.language, "")
                events.add((event.first, event.last or event.first, name))
            elif event.kind is not EventKind.UNREAD:
                label = words(f"mark_{event.kind}", portal=event.portal)
                events.add((event.first, event.first, label))
    begin, end = min(places), max(places)
    return [
        ChartMark(places[max(first, begin)], places[min(until, end)], label)
        for first, until, label in sorted(events)
        if first <= end and until >= begin
    ]


def _point(at: float, cell: PrintedCell) -> Point:
    return Point(at, cell.number, is_estimated="e" in cell.flags)


def mean_point(annual: Annual, words: Words, year: int, scope: Scope, kind: Kind) -> Point:
    """Return a yearly mean as it is drawn, with its interval."""
    level, low, high = (annual.cell(year, scope, kind, item) for item in (LEVEL, LOW, HIGH))
    if low.number is None or high.number is None:
        return Point(year, level.number, label=words.cell(level))
    label = f"{words.cell(level)} ({words.pair((low, high), '–')})"
    return Point(year, level.number, ends=(low.number, high.number), label=label)


def _chart(
    words: Words,
    number: int,
    caption: str,
    lines: Sequence[Line],
    *,
    axis: str,
    ticks: Sequence[tuple[float, str]],
    names: Sequence[tuple[float, str]],
    marks: Sequence[ChartMark] = (),
) -> Chart:
    points = [point for line in lines for point in line.points]
    notes = [words("figure_note")] * any(point.is_estimated for point in points)
    notes += [words("interval_note")] * any(point.ends for point in points)
    in_words = " ".join(_in_words(words, line) for line in lines)
    return Chart(
        number=number,
        name=f"{words('figure')} {number}",
        caption=caption,
        alt=words("alt", caption=caption, lines=in_words),
        axis=words(axis),
        ticks=tuple(ticks),
        names=tuple(names),
        lines=tuple(lines),
        marks=tuple(marks),
        notes=tuple(notes),
    )


def _in_words(words: Words, line: Line) -> str:
    """Tell a line to somebody who cannot see it: its lowest and its highest value."""
    values = _values(line)
    if not values:
        return words("alt_line", label=line.label, values=words("alt_empty"))
    ends = {"low": words.number(min(values)), "high": words.number(max(values))}
    return words("alt_line", label=line.label, values=words("alt_range", **ends))


def _values(line: Line) -> list[float]:
    return [point.value for point in line.points if point.value is not None]
