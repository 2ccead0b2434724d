"""The report of several years: one table and one figure of yearly means, with those of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.report.annual import Annual
from monitor.report.charts import mean_point, years_chart
from monitor.report.document import Cell, Chart, Column, Group, Line, Point, Table
from monitor.report.imported import (
    ImportedFigure,
    imported_figures,
    imported_groups,
    imported_lines,
    sources,
    table_5,
)
from monitor.report.printed_cells import CHANGE, COUNTED, HIGH, LEVEL, LOW, WEEKS, PrintedCell
from monitor.report.rows import Settings
from monitor.report.series import Kind, Scope
from monitor.report.table_columns import SYMBOLS, legend, one, pair
from monitor.report.words import Words
from storage.year_records import ImportedCount

SERIES = (
    (Kind.INDIVIDUAL, "line_largest"),
    (Kind.NUMBERS, "line_numbers"),
    (Kind.ADS, "line_ads"),
)
"""What is shown of each year, and what it is called: the first of its largest portal, the others of
all portals together."""

TEXTS = {"year_column", "source_column", "flag"}
"""The columns of words."""


@dataclass(frozen=True, slots=True)
class Years:
    """What the report of the years from `first` to `last` is made of, fit to be published.

    `annuals` are the reports of those of them that were swept, in order; the others have only what
    was `imported`.
    """

    first: int
    last: int
    settings: Settings
    annuals: tuple[Annual, ...]
    imported: tuple[ImportedCount, ...]

    @property
    def simulated(self) -> bool:
        """Whether figures of any year are those of a made-up market."""
        return any(annual.simulated for annual in self.annuals)

    @property
    def label(self) -> str:
        """The years as files are called."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def shown(self) -> str:
        """The years as they are printed."""
        return self.label.replace("-", "–")

    @property
    def is_released(self) -> bool:
        """Whether its files are those of a release: only one year is ever released."""
        return False

    @property
    def figures(self) -> list[ImportedFigure]:
        """What others counted in these years."""
        return imported_figures(self.imported, self.settings.least_numbers)


def years_table(years: Years, words: Words, *, on_screen: bool = False) -> Table | None:
    """Return the one table of the report: yearly means of ours, then those of others.

    It is Table 5 where all are of others. As it fits a terminal `on_screen`, it has no sources.
    """
    if not years.annuals:
        least = years.settings.least_numbers
        return table_5(years.imported, least, words, has_sources=not on_screen)
    titles = (
        *("year_column", "value_column", "interval", "flag"),
        *("short_weeks" if on_screen else "weeks_counted", "change"),
        *(() if on_screen else ("source_column",)),
    )
    columns = tuple(Column(words(title), title in TEXTS, title == "flag") for title in titles)
    groups = [
        Group(
            tuple(
                tuple(_row(years, words, annual, kind))[: len(titles)] for annual in years.annuals
            ),
            words(label),
        )
        for kind, label in SERIES
    ]
    for group in imported_groups(years.figures, words):
        rows = (_beside_ours(row)[: len(titles)] for row in group.rows)
        groups.append(Group(tuple(rows), group.heading))
    least = years.settings.least_numbers
    said = [words("change_note"), words("protection_note", least=least)]
    said += [words("imported_note", least=least)] if years.imported else []
    return Table(
        number=1,
        name=f"{words('table')} 1",
        caption=words("years_caption", years=years.shown),
        columns=columns,
        groups=tuple(groups),
        notes=tuple(said),
        legend=legend(words, columns, groups, SYMBOLS),
    )


def years_charts(years: Years, words: Words) -> tuple[Chart, ...]:
    """Return Figure 2, if any year has a mean: ours as lines, those of others as points."""
    places = range(years.first, years.last + 1)
    lines = []
    for kind, label in SERIES if years.annuals else ():
        points = {
            annual.year: mean_point(annual, words, annual.year, _scope(annual, kind), kind)
            for annual in years.annuals
        }
        anew = frozenset(float(a.year) for a in years.annuals if "b" in _flags(years, a, kind))
        lines.append(
            Line(words(label), tuple(points.get(year, Point(year, None)) for year in places), anew)
        )
    for line in imported_lines(years.figures, words):
        of_year = {point.at: point for point in line.points}
        every = tuple(of_year.get(year, Point(year, None)) for year in places)
        lines.append(replace(line, points=every))
    if not any(point.value is not None for line in lines for point in line.points):
        return ()
    caption = words("years_caption", years=years.shown)
    note = [words("imported_figure_note")] if years.imported else []
    return (years_chart(words, caption, list(places), lines, note),)


def years_sentences(years: Years, words: Words) -> Iterator[str]:
    """Yield which years are ours and which are of others, for somebody who quotes the table."""
    own = [annual.year for annual in years.annuals]
    if own:
        yield words("own_years", years=words.joined([str(year) for year in own]))
    if others := sorted({figure.year for figure in years.figures}):
        yield words(
            "years_of_others",
            years=words.joined([str(year) for year in others]),
            sources="; ".join(sources(years.figures)),
        )


def _scope(annual: Annual, kind: Kind) -> Scope:
    return annual.lead if kind is Kind.INDIVIDUAL else Scope()


def _row(years: Years, words: Words, annual: Annual, kind: Kind) -> Iterator[Cell]:
    """Yield year, mean, interval, flags, weeks, change and source of a year that was swept."""
    scope = _scope(annual, kind)

    def cell(item: str) -> PrintedCell:
        return annual.cell(annual.year, scope, kind, item)

    yield Cell(str(annual.year))
    yield one(words, cell(LEVEL))
    yield pair(words, (cell(LOW), cell(HIGH)), "–")
    yield Cell(_flags(years, annual, kind))
    yield pair(words, (cell(COUNTED), cell(WEEKS)), "/")
    has_same = annual is not years.annuals[0] and not _is_other(years, annual, kind)
    yield one(words, cell(CHANGE)) if has_same else Cell(".")
    yield Cell(words("own_source", portal=annual.largest_portal or ""))


def _flags(years: Years, annual: Annual, kind: Kind) -> str:
    """Return a level's flags, with a break where it does not continue that of the year before."""
    level = annual.cell(annual.year, _scope(annual, kind), kind, LEVEL).flags
    is_break = "b" not in level and _is_other(years, annual, kind)
    return "b" * is_break + level


def _is_other(years: Years, annual: Annual, kind: Kind) -> bool:
    """Whether a year counts otherwise than the year before: other portals, or another threshold."""
    before = next((each for each in years.annuals if each.year == annual.year - 1), None)
    if before is None:
        return annual is not years.annuals[0]
    if kind is Kind.INDIVIDUAL:
        now = (annual.largest_portal, annual.threshold)
        return now != (before.largest_portal, before.threshold)
    is_break = "b" in annual.cell(annual.year, Scope(), kind, CHANGE).flags
    return is_break or annual.portals[annual.year].has_other_set


def _beside_ours(row: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return a row of others as it stands beside ours: without an interval and a change."""
    year, value, flag, weeks, source = row
    return year, value, Cell("."), flag, weeks, Cell("."), source
