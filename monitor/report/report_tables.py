"""The tables of a report, each made once a language of the printed cells: docs/method.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from monitor.counting.identifier_figures import OF_MOVES
from monitor.report import notes
from monitor.report.annual import Annual
from monitor.report.document import Column, Table, TableCell
from monitor.report.figures import THRESHOLDS
from monitor.report.printed_cells import (
    CHANGE,
    CHANGE_HIGH,
    CHANGE_LOW,
    CHANGE_WITHOUT,
    COUNTED,
    HIGH,
    LEVEL,
    LOW,
    NOT_APPLICABLE,
    SWEEPS,
    WEEKS,
    WHOLE_YEAR,
)
from monitor.report.quality import Effort, efforts
from monitor.report.sentences import months_of_all
from monitor.report.series import Kind, Scope
from monitor.report.table_columns import (
    SYMBOLS,
    TableRow,
    count_cell,
    figure_column,
    numbered_table,
)
from monitor.report.whole_years import DISTINCT, NUMBERS_LINKED, ORDER
from monitor.report.words import PERCENT, Words
from monitor.report.year_rows import KINDS
from storage.records import Review

LEAD = (Kind.NUMBERS, Kind.ADS, Kind.INDIVIDUAL)
"""The rows that a screen of 80 columns shows of portals and places; the files have all."""

ADS_FOR_PER_CENT, STEP_OF_FEW = 300, 5
"""From so many ads on, the share read of those stated is in whole per cent; below, in steps."""

MOST_OF_STATED = 110
"""Above so many per cent of the ads that it states, a portal's total is of something else.

Sweeps with more different ads than the total and its tolerance are incomplete; what is above that
are cards that came again.
"""


def level_column(words: Words, title: str, back: int = 0) -> Column[TableRow]:
    """Declare the column of weekly averages."""
    return figure_column(words, title, LEVEL, back=back, short=title)


def ends_column(words: Words) -> Column[TableRow]:
    """Declare the column of the levels' intervals."""
    parts, short = ("interval_low", "interval_high"), f"95{PERCENT}"
    return figure_column(words, words("interval"), LOW, HIGH, joint="–", parts=parts, short=short)


def weeks_column(words: Words, back: int = 0) -> Column[TableRow]:
    """Declare the column of weeks with a count, "51/52"."""
    parts, short = ("weeks_counted", "weeks_of_year"), words("short_weeks")
    title = words("weeks")
    return figure_column(
        words, title, COUNTED, WEEKS, back=back, joint="/", parts=parts, short=short
    )


def flags_column(words: Words, back: int = 0, short: str | None = None) -> Column[TableRow]:
    """Declare the column of the levels' flags."""

    def cell(row: TableRow) -> TableCell:
        return TableCell(row.cell(LEVEL, back).flags)

    return Column(words("flag"), cell, is_text=True, is_flags=True, short=short)


def change_column(words: Words) -> Column[TableRow]:
    """Declare the column of the change on the year before."""
    title = words("change")
    return figure_column(words, title, CHANGE, short=title)


def change_ends_column(words: Words) -> Column[TableRow]:
    """Declare the column of the change's interval."""
    parts = (CHANGE_LOW, CHANGE_HIGH)
    title, joint = words("change_interval"), f" {words('to')} "
    return figure_column(words, title, *parts, joint=joint, parts=parts)


def averages(annual: Annual, words: Words) -> Table:
    """Return Table 1: weekly averages of all portals, each portal and each place."""
    now, before = str(annual.year), str(annual.year - 1)
    without = figure_column(words, words("change_without"), CHANGE_WITHOUT)
    columns = (
        *(
            _name(words),
            level_column(words, now),
            ends_column(words),
            flags_column(words, short=""),
        ),
        *(weeks_column(words), level_column(words, before, 1), flags_column(words, 1)),
        *(weeks_column(words, 1), change_column(words), change_ends_column(words)),
        *([without] if _is_there(annual, CHANGE_WITHOUT, KINDS) else []),
    )
    sentences = (
        *months_of_all(annual, words),
        *(words("rule", count=annual.threshold), words("places_note"), words("weeks_note")),
        *notes.running_week(annual, words),
        *(words("change_note"), words("ratio_note")),
        words("protection_note", least=annual.settings.least_numbers),
        *notes.cell_footnotes(annual, words, CHANGE, CHANGE_WITHOUT),
        *notes.break_sentences(annual, words),
    )
    groups = [
        (words.heading(scope), [TableRow(annual, scope, kind) for kind in KINDS])
        for scope in annual.scopes
    ]
    return numbered_table(words, 1, words("title"), columns, groups, notes=sentences)


def distinct(annual: Annual, words: Words) -> Table | None:
    """Return Table 2: distinct numbers over the year and the effort behind them, if any."""
    rows: dict[Scope, list[TableRow]] = {}
    counts = [name for name in annual.cells if name.item == WHOLE_YEAR]
    for measure in ORDER:
        for scope in dict.fromkeys(Scope(*n[1:3]) for n in counts if n.measure == measure):
            rows.setdefault(scope, []).append(TableRow(annual, scope, measure))
    if not rows:
        return None
    measures = {name.measure for name in counts}
    columns: list[Column[TableRow]] = [_name(words)]
    for back in (0, 1):
        year = annual.year - back
        columns.append(figure_column(words, str(year), WHOLE_YEAR, back=back, short=str(year)))
        columns.append(_weeks_behind(words, year, back))
        if _is_there(annual, SWEEPS, measures):
            columns.append(figure_column(words, words("sweeps_year", year=year), SWEEPS, back=back))
    if _is_there(annual, CHANGE, measures):
        columns.append(change_column(words))
    moves = [words("moves_note")] if measures.intersection(OF_MOVES) else []
    sentences = (
        *(words("yearly_note"), *moves, *notes.cell_footnotes(annual, words, WHOLE_YEAR)),
        *notes.parts_above(annual, words),
    )
    groups = [(words.heading(scope), rows[scope]) for scope in annual.scopes if scope in rows]
    return numbered_table(words, 2, words("distinct"), columns, groups, notes=sentences)


def quality(annual: Annual, words: Words) -> Table:
    """Return Table 3: what the ledger says of each portal's weeks."""

    def text(title: str, of: Callable[[Effort], str]) -> Column[Effort]:
        return Column(words(title), lambda effort: TableCell(of(effort)), is_text=True)

    def count(title: str, of: Callable[[Effort], int]) -> Column[Effort]:
        return Column(words(title), lambda effort: count_cell(of(effort)))

    def gaps(effort: Effort) -> str:
        return "; ".join(notes.gap_line(gap, words) for gap in effort.gaps) or words("none")

    columns: tuple[Column[Effort], ...] = (
        text("portal_year", lambda effort: f"{effort.portal} {effort.year}"),
        count("due_weeks", lambda effort: effort.due),
        count("complete_weeks", lambda effort: effort.counted - effort.decided(Review.ACCEPTED)),
        count("late", lambda effort: effort.late),
        count("missed_weeks", lambda effort: effort.missed),
        count("held_weeks", lambda effort: effort.held),
        count("accepted_weeks", lambda effort: effort.decided(Review.ACCEPTED)),
        count("excluded_weeks", lambda effort: effort.decided(Review.EXCLUDED)),
        Column(words("read_of_stated"), lambda effort: _read(annual, effort)),
        Column(words("with_number"), lambda effort: _share(annual, effort)),
        text("gaps", gaps),
    )
    decided = notes.decisions(annual, words)
    sentences = [words("decisions", lines="; ".join(decided))] if decided else []
    if annual.context.stated:
        sentences.append(words("read_note", most=MOST_OF_STATED))
    # Its zeros are the ledger's, which tells nothing of anybody: they are no "very few".
    symbols = tuple(symbol for symbol in SYMBOLS if symbol != "0")
    groups = [("", efforts(annual.runs))]
    return numbered_table(
        words, 3, words("quality"), columns, groups, notes=sentences, symbols=symbols
    )


def sensitivity(annual: Annual, words: Words) -> Table:
    """Return Table 4: the ads of the country by how many ads a number may be on."""
    measures = [*THRESHOLDS]
    if any(name.measure == NUMBERS_LINKED for name in annual.cells):
        measures.append(NUMBERS_LINKED)
    columns = (
        *(
            _name(words),
            level_column(words, str(annual.year)),
            ends_column(words),
            flags_column(words),
        ),
        *(level_column(words, str(annual.year - 1), 1), flags_column(words, 1)),
        *(change_column(words), change_ends_column(words)),
    )
    groups = [("", [TableRow(annual, Scope(), measure) for measure in measures])]
    return numbered_table(words, 4, words("sensitivity"), columns, groups)


def revised(annual: Annual, words: Words) -> Table | None:
    """Return what the last revision changed, if the report is one."""
    if not annual.changed:
        return None
    columns: list[Column[tuple[str, str, str]]] = [
        Column(words("changed_figure"), lambda texts: TableCell(texts[0]), is_text=True),
        Column(words("was"), lambda texts: TableCell(texts[1])),
        Column(words("is"), lambda texts: TableCell(texts[2])),
    ]
    caption = words("changed", revision=annual.context.releases[-1].revision)
    sentences = [words("changed_weeks", count=notes.changed_weeks(annual))]
    groups = [("", notes.revised_figures(annual, words))]
    return numbered_table(words, 6, caption, columns, groups, notes=sentences)


def _is_there(annual: Annual, item: str, measures: Iterable[str]) -> bool:
    """Tell whether any row of these measures has an item."""
    return any(name.item == item and name.measure in measures for name in annual.cells)


def _weeks_behind(words: Words, year: int, back: int) -> Column[TableRow]:
    """Declare the weeks behind a count over the year: of its parts, those of the whole."""
    parts = ("weeks_counted", "weeks_of_year")
    return figure_column(
        *(words, words("weeks_year", year=year), COUNTED, WEEKS),
        back=back,
        joint="/",
        parts=parts,
        behind=(DISTINCT, Kind.NUMBERS),
    )


def _name(words: Words) -> Column[TableRow]:
    """Declare the column that says what a row counts; of individual users, by which rule."""

    def cell(row: TableRow) -> TableCell:
        threshold = row.annual.threshold
        is_rule = row.measure in {Kind.INDIVIDUAL, f"individual_{threshold}"}
        key = "taken_for_individual" if is_rule else row.measure
        return TableCell(words(key, count=threshold), short=_short(words, row))

    return Column(words("row"), cell, is_text=True, short=words("row"))


def _short(words: Words, row: TableRow) -> str:
    """Write what a row counts on a screen of 80 columns; nothing where it has no room there."""
    is_all = row.scope == Scope()
    if row.measure in KINDS:
        return words(f"short_{row.measure}") if is_all or row.measure in LEAD else ""
    return words(row.measure) if is_all and row.measure in ORDER else ""


def _read(annual: Annual, effort: Effort) -> TableCell:
    """Return how much was read of the ads that a portal stated, if it stated any.

    It is of true counts: of few ads it is rounded so that it tells less of them than levels do.
    """
    share = annual.context.stated.get((effort.year, effort.portal))
    ads = annual.cell(effort.year, Scope(effort.portal), Kind.ADS, LEVEL)
    if share is None or not ads.number:
        return TableCell(NOT_APPLICABLE if share is None else ads.symbol)
    step = 1 if ads.number >= ADS_FOR_PER_CENT else STEP_OF_FEW
    return count_cell(step * round(100 * share / step), PERCENT)


def _share(annual: Annual, effort: Effort) -> TableCell:
    """Return the share of a portal's ads that show a number, from the two printed levels."""
    ads, without = (
        annual.cell(effort.year, Scope(effort.portal), kind, LEVEL)
        for kind in (Kind.ADS, Kind.WITHOUT_NUMBER)
    )
    if not ads.number or without.number is None:
        return TableCell(ads.symbol or without.symbol)
    return count_cell(round(100 * (1 - without.number / ads.number)), PERCENT)
