"""What the team sees on Monday: one figure, what it is held against, and where it comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from monitor.page.comparison import (
    ESTIMATED,
    Comparison,
    Direction,
    compared,
    is_counted,
    is_same_market,
    same_week_before,
    value_of,
    week_cell_of,
)
from monitor.report.annual import Annual, week_of
from monitor.report.charts import chart_of_weeks
from monitor.report.document import Cell, Column, Document, Group, Section, Table
from monitor.report.printed_cells import LEVEL, MISSING, NOT_APPLICABLE, PrintedCell
from monitor.report.series import Kind, Scope
from monitor.report.table_columns import numbered_table
from monitor.report.words import Words
from storage.records import ALL_PLACES, ALL_PORTALS, Run
from storage.weeks import Week

KINDS = (Kind.ADS, Kind.NUMBERS)
"""What the page shows of all portals, of each, and of each place."""

SHOWN_WEEKS = 53
"""So many weeks the chart and its table show: a year, and the same week of the year before."""

PLACES_TABLE = 3

OPEN_WEEKS = 13
"""Weeks without a count are named for a quarter of a year."""


@dataclass(frozen=True, slots=True)
class Monday:
    """The page: its large `figure`, what it counts, and the change `since` the week before.

    `held` are the weeks without a count; `older` says, where it is so, that a newer week could not
    be shown.

    `document` has the rest, and is laid out as a report is.
    """

    document: Document
    figure: str
    what: str
    since: str
    against: tuple[Comparison, ...]
    older: str
    held: tuple[str, ...]
    fresh: tuple[str, ...]
    heading_against: str
    heading_held: str
    heading_fresh: str


def monday(annual: Annual, words: Words, made: datetime, next_count: datetime) -> Monday:
    """Put the page together; `made` is now, `next_count` when the next week is due to be counted.

    The figure is of the newest week that was counted on all portals: no week is shown with a part
    of the market taken from the week before.
    """
    week = newest_week(annual)
    newest = newest_count(annual.runs)
    ads = week_cell_of(annual, Scope(), Kind.ADS, week)
    against = tuple(_against(annual, words, Scope(), Kind.ADS, week))
    held = tuple(_held(annual, words, Week.of(made.date())))
    return Monday(
        document=_document(annual, words, week, made.date()),
        figure=words.cell(ads),
        what=words("page_what", week=words.week(week, year=week.year)),
        since=words("page_since", change=against[0].change, week=against[0].name),
        against=against,
        older=words("page_older", week=words.week(week)) if week < newest else "",
        held=held or (words("page_none_held", weeks=OPEN_WEEKS),),
        fresh=(
            words("page_newest", week=words.week(newest), days=_days(words, newest)),
            words("page_made", day=words.date(made.date()), time=f"{made:%H:%M}"),
            words("page_next", day=words.date(next_count.date()), time=f"{next_count:%H:%M}"),
        ),
        heading_against=words("page_against"),
        heading_held=words("page_held"),
        heading_fresh=words("page_fresh"),
    )


def newest_week(annual: Annual) -> Week:
    """Return the newest week that was counted on all portals, or on any where no week was."""
    ads = annual.weekly(Scope(), Kind.ADS)
    return max((week_of(cell) for cell in ads if is_counted(cell)), default=None) or newest_count(
        annual.runs
    )


def newest_count(runs: Iterable[Run]) -> Week:
    """Return the newest week in which any portal was counted."""
    return max(run.week for run in runs if run.counts)


def digest_line(annual: Annual, words: Words) -> str:
    """Return the newest week in one line, as in "812 annonser i uke 48, +2 % mot forrige uke"."""
    week = newest_week(annual)
    ads = week_cell_of(annual, Scope(), Kind.ADS, week)
    last = next(_against(annual, words, Scope(), Kind.ADS, week))
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


def _against(
    annual: Annual, words: Words, scope: Scope, kind: Kind, week: Week
) -> Iterator[Comparison]:
    """Yield what a week is held against: the last, the same a year ago, and the year's mean."""
    this = week_cell_of(annual, scope, kind, week)
    hold = partial(compared, annual, words, this)
    for then in (week.previous(), same_week_before(week)):
        if then is None:
            yield Comparison(words("year_ago_none"), NOT_APPLICABLE, None, "")
            continue
        cell = week_cell_of(annual, scope, kind, then)
        same = is_same_market(annual, scope, week, then)
        yield hold(cell, words.week(then, year=week.year), is_same_market=same)
    mean = annual.cell(week.year, scope, kind, LEVEL)
    # A mean with estimated weeks is a mean still; only a week itself must have been counted.
    plain = PrintedCell(mean.name, mean.exact, mean.number, mean.symbol)
    span = annual.portals[week.year].window.of_span
    yield hold(plain, words("mean_so_far", weeks=words.weeks_between(span[0], span[-1])))


def _document(annual: Annual, words: Words, week: Week, day: date) -> Document:
    scopes = annual.scopes
    portals = [Scope(), *(each for each in scopes if each.portal in _portals(annual))]
    places = [each for each in scopes if each.place != ALL_PLACES]
    weeks = _last_weeks(newest_count(annual.runs))
    chart = chart_of_weeks(annual, words, weeks, _series(words), words("page_chart"))
    sections = [
        Section(words("page_weeks"), (chart,), (_weeks_table(annual, words, weeks),)),
        Section(words("page_portals"), (), (_table(annual, words, 2, portals, week),)),
    ]
    if places:
        table = _table(annual, words, PLACES_TABLE, places, week)
        sections.append(Section(words("page_places"), (), (table,)))
    return Document(
        language=words.language,
        title=words("page_title", week=words.week(week)),
        day=day,
        warning=words("simulated") if annual.simulated else "",
        summary=(),
        history=(),
        caveat=words("caveat"),
        sections=tuple(sections),
        made=words("page_protection", least=annual.settings.least_numbers),
        on_screen=(),
        remarks=(),
    )


def _portals(annual: Annual) -> set[str]:
    return {run.portal for run in annual.runs}


def _last_weeks(newest: Week) -> list[Week]:
    first = newest.monday() - timedelta(weeks=SHOWN_WEEKS - 1)
    return [Week.of(first + timedelta(weeks=at)) for at in range(SHOWN_WEEKS)]


def _series(words: Words) -> list[tuple[Scope, Kind, str]]:
    return [(Scope(), kind, words(f"line_{kind}")) for kind in KINDS]


def _table(annual: Annual, words: Words, number: int, scopes: Sequence[Scope], week: Week) -> Table:
    """Return the week beside earlier ones, a row for each scope under each kind of count."""
    names = [each.name for each in _against(annual, words, Scope(), Kind.ADS, week)]
    is_places = number == PLACES_TABLE
    titles = (words.week(week, year=week.year), *names)
    columns = (
        Column(words("page_row_place" if is_places else "page_row_portal"), is_text=True),
        *(Column(title[:1].upper() + title[1:]) for title in titles),
    )
    groups = tuple(
        Group(tuple(_row(annual, words, scope, kind, week) for scope in scopes), words(kind))
        for kind in KINDS
    )
    caption = words("page_places_caption" if is_places else "page_portals_caption")
    notes = (words("places_note"),) if is_places else ()
    return numbered_table(words, number, caption, columns, groups, said=notes)


def _row(annual: Annual, words: Words, scope: Scope, kind: Kind, week: Week) -> tuple[Cell, ...]:
    this = week_cell_of(annual, scope, kind, week)
    cells = [Cell(_name(words, scope)), Cell(_week_text(words, this))]
    for each in _against(annual, words, scope, kind, week):
        change = f" ({each.change})" if each.change else ""
        cells.append(Cell(f"{each.value}{change}"))
    return tuple(cells)


def _name(words: Words, scope: Scope) -> str:
    if scope.portal != ALL_PORTALS:
        return scope.portal
    return words("all") if scope.place == ALL_PLACES else words.place(scope.place)


def _week_text(words: Words, cell: PrintedCell) -> str:
    """Write a week; one that was not counted is no figure, whatever it was estimated at."""
    return MISSING if "e" in cell.flags else words.cell(cell)


def _weeks_table(annual: Annual, words: Words, weeks: Sequence[Week]) -> Table:
    """Return what the chart shows as a table, the newest week first."""
    shown = [
        {week_of(cell): cell for cell in annual.weekly(scope, kind)}
        for scope, kind, _ in _series(words)
    ]
    rows = tuple(
        (Cell(words.week(week)), *(Cell(_value(words, cells.get(week))) for cells in shown))
        for week in reversed(weeks)
    )
    columns = (
        Column(words("axis_week"), is_text=True),
        *(Column(words(f"column_{kind}")) for kind in KINDS),
    )
    said = (f"e {words('e')}.",) if any(ESTIMATED in row[1].text for row in rows) else ()
    return numbered_table(words, 1, words("page_chart"), columns, [Group(rows)], said=said)


def _value(words: Words, cell: PrintedCell | None) -> str:
    return MISSING if cell is None else value_of(words, cell)


def _held(annual: Annual, words: Words, now: Week) -> Iterator[str]:
    """Yield the portals' weeks without a count, by what became of them; reasons hold true counts.

    A week that is not due yet is none.
    """
    first = Week.of(now.monday() - timedelta(weeks=OPEN_WEEKS - 1))
    weeks: defaultdict[tuple[str, str], list[Week]] = defaultdict(list)
    for run in annual.runs:
        if first <= run.week <= now and not run.counts:
            outcome = run.review or run.outcome or ("due" if run.week == now else "missed")
            weeks[run.portal, str(outcome)].append(run.week)
    for (portal, outcome), of_portal in weeks.items():
        numbers = words.joined([str(week.number) for week in of_portal])
        yield f"{portal}, {words('weeks_named', numbers=numbers)}: {words(outcome)}"
