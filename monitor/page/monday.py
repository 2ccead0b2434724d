"""What the team sees on Monday: one figure, what it is held against, and where it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from monitor.page.comparison import (
    ESTIMATED,
    PROVISIONAL,
    Direction,
    ReferenceFigure,
    is_counted,
    is_same_market,
    reference_figure,
    same_week_before,
    value_of,
    week_cell_of,
)
from monitor.page.held_weeks import OPEN_WEEKS, held_weeks, newest_count
from monitor.report.annual import Annual, week_of
from monitor.report.charts import chart_of_weeks
from monitor.report.document import Column, Document, Section, Table, TableCell
from monitor.report.printed_cells import LEVEL, MISSING, NOT_APPLICABLE, PrintedCell
from monitor.report.series import Kind, Scope
from monitor.report.table_columns import numbered_table
from monitor.report.words import Words
from storage.records import ALL_PLACES, ALL_PORTALS
from storage.weeks import Week

KINDS = (Kind.ADS, Kind.INDIVIDUAL, Kind.NUMBERS)
"""What the page shows of all portals, of each, and of each place."""

SHOWN_WEEKS = 53
"""So many weeks the chart and its table show: a year, and the same week of the year before."""

PORTALS_TABLE, PLACES_TABLE = 2, 3

Looks = Collection[tuple[str, Week]]
"""Portals' weeks that count provisionally: what a check found of them nobody has seen yet."""


@dataclass(frozen=True, slots=True)
class Monday:
    """The page: its large `figure`, what it counts, and the change `since` the week before.

    `individual` says how many of the ads are tied to individual users. `held` are the weeks without
    a count and those that count provisionally, of the last `open_weeks`; `older` and `provisional`
    say, where it is so, that a newer week could not be shown, and that a person has still to look
    at this one.

    `document` has the rest, and is laid out as a report is.
    """

    document: Document
    figure: str
    what: str
    individual: str
    since: str
    against: tuple[ReferenceFigure, ...]
    older: str
    provisional: str
    held: tuple[str, ...]
    fresh: tuple[str, ...]
    open_weeks: int = OPEN_WEEKS


def monday(
    annual: Annual, words: Words, made: datetime, next_count: datetime, looks: Looks = ()
) -> Monday:
    """Put the page together; `made` is now, `next_count` when the next week is due to be counted.

    The figure is of the newest week that was counted on all portals: no week is shown with a part
    of the market taken from the week before.
    """
    week, newest = newest_week(annual), newest_count(annual.runs)
    shown = _Week(annual, words, week, looks)
    ads, individual = (
        words.cell(week_cell_of(annual, Scope(), kind, week))
        for kind in (Kind.ADS, Kind.INDIVIDUAL)
    )
    against = tuple(shown.against(Scope(), Kind.ADS))
    looked_at = sorted(portal for portal, of in looks if of == week)
    return Monday(
        document=shown.document(made.date()),
        figure=ads,
        individual=words("page_individual", figure=individual),
        what=words("page_what", week=words.week(week, year=week.year)),
        since=words("page_since", change=against[0].change, week=against[0].name),
        against=against,
        older=words("page_older", week=words.week(week)) if week < newest else "",
        provisional=words("page_provisional", portals=words.joined(looked_at)) if looked_at else "",
        held=tuple(held_weeks(annual, words, looks, Week.of(made.date()))),
        fresh=(
            words("page_newest", week=words.week(newest), days=_days(words, newest)),
            words("page_made", day=words.date(made.date()), time=f"{made:%H:%M}"),
            words("page_next", day=words.date(next_count.date()), time=f"{next_count:%H:%M}"),
        ),
    )


def newest_week(annual: Annual) -> Week:
    """Return the newest week that was counted on all portals, or on any where no week was."""
    ads = annual.weekly(Scope(), Kind.ADS)
    return max((week_of(cell) for cell in ads if is_counted(cell)), default=None) or newest_count(
        annual.runs
    )


def digest_line(annual: Annual, words: Words) -> str:
    """Return the newest week in one line, as in "812 annonser i uke 48, +2 % mot forrige uke"."""
    week = newest_week(annual)
    ads = week_cell_of(annual, Scope(), Kind.ADS, week)
    last = next(_Week(annual, words, week).against(Scope(), Kind.ADS))
    line = words("digest", figure=words.cell(ads), week=words.week(week, year=week.year))
    if not last.direction:
        return line
    if last.direction is Direction.SAME:
        return line + words("digest_same")
    sign = "+" if last.direction is Direction.UP else "−"
    return line + words("digest_change", sign=sign, percent=words.number(last.percent))


def _days(words: Words, week: Week) -> str:
    first = week.monday()
    last = first + timedelta(days=6)
    return words("page_days", first=words.date(first), last=words.date(last))


@dataclass(frozen=True, slots=True)
class _Week:
    """The week that the page is of, and what is shown of it and of those before."""

    annual: Annual
    words: Words
    week: Week
    looks: Looks = ()

    def against(self, scope: Scope, kind: Kind) -> Iterator[ReferenceFigure]:
        """Yield what it is held against: the last, the same a year ago, and the year's mean."""
        annual, words, week = self.annual, self.words, self.week
        hold = partial(reference_figure, annual, words, week_cell_of(annual, scope, kind, week))
        for then in (week.previous(), same_week_before(week)):
            if then is None:
                yield ReferenceFigure(words("year_ago_none"), NOT_APPLICABLE, None, "")
                continue
            cell = week_cell_of(annual, scope, kind, then)
            same = is_same_market(annual, scope, week, then)
            yield hold(cell, words.week(then, year=week.year), is_same_market=same)
        mean = annual.cell(week.year, scope, kind, LEVEL)
        # A mean with estimated weeks is a mean still; only a week itself must have been counted.
        plain = PrintedCell(mean.name, mean.exact, mean.number, mean.symbol)
        span = annual.portals[week.year].window.of_span
        yield hold(plain, words("mean_so_far", weeks=words.weeks_between(span[0], span[-1])))

    def document(self, day: date) -> Document:
        """Return the rest of the page: a year of weeks, each portal, and each place."""
        annual, words = self.annual, self.words
        portals = {run.portal for run in annual.runs}
        of_portals = [Scope(), *(scope for scope in annual.scopes if scope.portal in portals)]
        of_places = [scope for scope in annual.scopes if scope.place != ALL_PLACES]
        weeks = _last_weeks(newest_count(annual.runs))
        series = [
            (Scope(), kind, words(f"line_{kind}", portal=words("page_all_portals")))
            for kind in (Kind.INDIVIDUAL, Kind.ADS, Kind.NUMBERS)  # and so in the report's colours
        ]
        chart = chart_of_weeks(annual, words, weeks, series, words("page_chart"))
        sections = [
            Section(words("page_weeks"), (chart,), (self._weeks_table(weeks),)),
            Section(words("page_portals"), (), (self._table(PORTALS_TABLE, of_portals),)),
        ]
        if of_places:
            sections.append(
                Section(words("page_places"), (), (self._table(PLACES_TABLE, of_places),))
            )
        return Document(
            language=words.language,
            title=words("page_title", week=words.week(self.week)),
            day=day,
            warning=words("simulated") if annual.simulated else "",
            caveat=words("caveat"),
            sections=tuple(sections),
            made=words("page_protection", least=annual.settings.least_numbers),
        )

    def _table(self, number: int, scopes: Sequence[Scope]) -> Table:
        """Return the week beside earlier ones, a row for each scope under each kind of count."""
        words, is_places = self.words, number == PLACES_TABLE
        first = words("page_row_place" if is_places else "page_row_portal")
        columns: list[Column[tuple[Scope, Kind]]] = [
            Column(first, lambda row: TableCell(_name(words, row[0])), is_text=True),
            Column(_title(words.week(self.week, year=self.week.year)), self._of_week),
        ]
        for at, reference in enumerate(self.against(Scope(), Kind.ADS)):
            columns.append(Column(_title(reference.name), partial(self._reference, at)))
        groups = [(words(kind), [(scope, kind) for scope in scopes]) for kind in KINDS]
        caption = words("page_places_caption" if is_places else "page_portals_caption")
        notes = [words("places_note")] if is_places else []
        return self._explained(numbered_table(words, number, caption, columns, groups, notes=notes))

    def _of_week(self, row: tuple[Scope, Kind]) -> TableCell:
        this = week_cell_of(self.annual, *row, self.week)
        # One that was not counted is no figure, whatever it was estimated at.
        text = MISSING if "e" in this.flags else self.words.cell(this)
        return TableCell(text + self._provisional(this, row[0], self.week))

    def _reference(self, at: int, row: tuple[Scope, Kind]) -> TableCell:
        reference = list(self.against(*row))[at]
        return TableCell(reference.value + (f" ({reference.change})" if reference.change else ""))

    def _weeks_table(self, weeks: Sequence[Week]) -> Table:
        """Return what the chart shows as a table, the newest week first."""
        words = self.words

        def column(kind: Kind) -> Column[Week]:
            cells = {week_of(cell): cell for cell in self.annual.weekly(Scope(), kind)}
            return Column(
                words(f"column_{kind}"), lambda week: TableCell(self._value(cells.get(week), week))
            )

        columns = [
            Column(words("axis_week"), lambda week: TableCell(words.week(week)), is_text=True),
            *map(column, KINDS),
        ]
        groups = [("", list(reversed(weeks)))]
        return self._explained(numbered_table(words, 1, words("page_chart"), columns, groups))

    def _value(self, cell: PrintedCell | None, week: Week) -> str:
        if cell is None:
            return MISSING
        return value_of(self.words, cell) + self._provisional(cell, Scope(), week)

    def _provisional(self, cell: PrintedCell, scope: Scope, week: Week) -> str:
        """Return the flag of a figure with a portal in it that counts provisionally, or nothing."""
        of_week = {portal for portal, of in self.looks if of == week}
        is_flagged = bool(of_week) if scope.portal == ALL_PORTALS else scope.portal in of_week
        return PROVISIONAL if is_flagged and is_counted(cell) else ""

    def _explained(self, table: Table) -> Table:
        """Return a table with what the flags in its first column of figures mean."""
        texts = [row[1].text for row in table.rows()]
        flags = (flag for flag in (ESTIMATED, PROVISIONAL) if any(flag in text for text in texts))
        meanings = [f"{flag.strip()} {self.words(flag.strip())}." for flag in flags]
        return replace(table, notes=(*table.notes, *meanings))


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]


def _last_weeks(newest: Week) -> list[Week]:
    return [Week.of(newest.monday() - timedelta(weeks=at)) for at in reversed(range(SHOWN_WEEKS))]


def _name(words: Words, scope: Scope) -> str:
    if scope.portal != ALL_PORTALS:
        return scope.portal
    return words("all") if scope.place == ALL_PLACES else words.place(scope.place)
