"""The tables of a report, each made once a language of the printed cells: docs/method.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.counting.identifier_figures import OF_MOVES
from monitor.report import notes
from monitor.report.annual import Annual
from monitor.report.document import Column, RowGroup, Table, TableCell
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
from monitor.report.table_columns import SYMBOLS, Shown, numbered_table
from monitor.report.words import PERCENT, Words
from monitor.report.year_rows import KINDS
from monitor.report.yearly import NUMBERS_LINKED, ORDER
from storage.records import Review

LEAD = (Kind.NUMBERS, Kind.ADS, Kind.INDIVIDUAL)
"""The rows that the table on the screen shows of portals and places; the files have all."""


LEVEL_NOW, LEVEL_BEFORE = Shown("", (LEVEL,)), Shown("", (LEVEL,), back=1)
ENDS = Shown("interval", (LOW, HIGH), joint="–", parts=("interval_low", "interval_high"))
FLAG = Shown("flag", (LEVEL,), is_flags=True)
PARTS_OF_WEEKS = ("weeks_counted", "weeks_of_year")
COUNTED_WEEKS = Shown("weeks", (COUNTED, WEEKS), joint="/", parts=PARTS_OF_WEEKS)
COUNTED_BEFORE = Shown("weeks", (COUNTED, WEEKS), 1, "/", PARTS_OF_WEEKS)
FLAG_BEFORE = Shown("flag", (LEVEL,), back=1, is_flags=True)
CHANGED = Shown("change", (CHANGE,))
CHANGE_ENDS = Shown(
    "change_interval",
    (CHANGE_LOW, CHANGE_HIGH),
    joint="to",
    parts=(CHANGE_LOW, CHANGE_HIGH),
    is_optional=True,
)
WITHOUT_PERIODS = Shown("change_without", (CHANGE_WITHOUT,), is_optional=True)

OF_YEAR = (
    Shown("", (WHOLE_YEAR,)),
    Shown("weeks_year", (COUNTED, WEEKS), joint="/", parts=PARTS_OF_WEEKS, behind=Kind.NUMBERS),
    Shown("sweeps_year", (SWEEPS,), is_optional=True),
    Shown("", (WHOLE_YEAR,), back=1),
    Shown("weeks_year", (COUNTED, WEEKS), 1, "/", PARTS_OF_WEEKS, behind=Kind.NUMBERS),
    Shown("sweeps_year", (SWEEPS,), back=1, is_optional=True),
    Shown("change", (CHANGE,), is_optional=True),
)
"""Table 2's columns; of most counts the weeks behind them are those of the weekly numbers."""

ADS_FOR_PER_CENT, STEP_OF_FEW = 300, 5
"""From so many ads on, the share read of those stated is in whole per cent; below, in steps."""

OF_YEAR_ON_SCREEN = tuple(column for column in OF_YEAR if not column.title or column is OF_YEAR[-1])

AVERAGES = (
    *(LEVEL_NOW, ENDS, FLAG, COUNTED_WEEKS),
    *(LEVEL_BEFORE, FLAG_BEFORE, COUNTED_BEFORE, CHANGED, CHANGE_ENDS, WITHOUT_PERIODS),
)
"""Table 1's columns after the name of the row: a further one is entered here, and nowhere else."""


def averages(annual: Annual, words: Words) -> Table:
    """Return Table 1: weekly averages of all portals, each portal and each place."""
    shown = [column for column in AVERAGES if column.is_in(annual, KINDS)]
    groups = [
        RowGroup(_rows(annual, words, shown, scope, KINDS), words.heading(scope))
        for scope in annual.scopes
    ]
    sentences = (
        *months_of_all(annual, words),
        *(words("rule", threshold=annual.threshold), words("places_note"), words("weeks_note")),
        words("change_note"),
        words("protection_note", least=annual.settings.least_numbers),
        *notes.cell_footnotes(annual, words, CHANGE, CHANGE_WITHOUT),
        *notes.break_sentences(annual, words),
    )
    columns = _columns(annual, words, shown)
    return numbered_table(words, 1, words("title"), columns, groups, said=sentences)


def on_screen(annual: Annual, words: Words) -> Table:
    """Return Table 1 as it fits a terminal of 80 columns: short names, and the leading rows."""
    shown = (LEVEL_NOW, ENDS, FLAG, COUNTED_WEEKS, LEVEL_BEFORE, COUNTED_BEFORE, CHANGED)
    now, before, weeks = str(annual.year), str(annual.year - 1), words("short_weeks")
    titles = (words("row"), now, "95\N{NO-BREAK SPACE}%", "", weeks, before, weeks, words("change"))
    columns = [Column(title, is_flags=not title) for title in titles]
    groups = []
    for scope in annual.scopes:
        kinds = KINDS if scope == Scope() else LEAD
        rows = _rows(annual, words, shown, scope, kinds, prefix="short_")
        groups.append(RowGroup(rows, words.heading(scope)))
    caption = f"{words('title')}, {annual.year}"
    return numbered_table(words, 1, caption, columns, groups)


def distinct(annual: Annual, words: Words, *, on_screen: bool = False) -> Table | None:
    """Return Table 2: distinct numbers over the year, if any were counted.

    As it fits a terminal `on_screen`: without the effort behind each, and the rows of all portals.
    """
    counts = [name for name in annual.cells if name.item == WHOLE_YEAR]
    measures = sorted({name.measure for name in counts}, key=ORDER.index)
    scopes = {Scope(*name[1:3]) for name in counts if not on_screen or Scope(*name[1:3]) == Scope()}
    of_year = {(Scope(*name[1:3]), name.measure) for name in counts}
    of_year_shown = OF_YEAR_ON_SCREEN if on_screen else OF_YEAR
    shown = [column for column in of_year_shown if column.is_in(annual, measures)]
    groups = [
        RowGroup(
            _rows(annual, words, shown, scope, [m for m in measures if (scope, m) in of_year]),
            words.heading(scope),
        )
        for scope in sorted(scopes, key=annual.scopes.index)
    ]
    columns = _columns(annual, words, shown)
    moves = [words("moves_note")] if set(OF_MOVES).intersection(measures) else []
    sentences = (words("yearly_note"), *moves, *notes.cell_footnotes(annual, words, WHOLE_YEAR))
    return (
        numbered_table(words, 2, words("distinct"), columns, groups, said=sentences)
        if groups
        else None
    )


def quality(annual: Annual, words: Words) -> Table:
    """Return Table 3: what the ledger says of each portal's weeks."""
    titles = (
        *("due_weeks", "complete_weeks", "late", "missed_weeks", "held_weeks", "accepted_weeks"),
        *("excluded_weeks", "read_of_stated", "with_number"),
    )
    columns = [
        Column(words("portal_year"), is_text=True),
        *(Column(words(title)) for title in titles),
        Column(words("gaps"), is_text=True),
    ]
    rows = tuple(_effort(annual, words, effort) for effort in efforts(annual.runs))
    sentences = (
        [words("decisions", lines="; ".join(found))]
        if (found := notes.decisions(annual, words))
        else []
    )
    # Its zeros are the ledger's, which tells nothing of anybody: they are no "very few".
    symbols = tuple(symbol for symbol in SYMBOLS if symbol != "0")
    return numbered_table(
        words, 3, words("quality"), columns, [RowGroup(rows)], said=sentences, symbols=symbols
    )


def sensitivity(annual: Annual, words: Words) -> Table:
    """Return Table 4: the ads of the country by how many ads a number may be on."""
    has_linked = any(name.measure == NUMBERS_LINKED for name in annual.cells)
    measures = [
        *(f"individual_{threshold}" for threshold in THRESHOLDS),
        *([NUMBERS_LINKED] if has_linked else []),
    ]
    shown = (LEVEL_NOW, ENDS, FLAG, LEVEL_BEFORE, FLAG_BEFORE, CHANGED, CHANGE_ENDS)
    groups = [RowGroup(_rows(annual, words, shown, Scope(), measures))]
    return numbered_table(words, 4, words("sensitivity"), _columns(annual, words, shown), groups)


def revised(annual: Annual, words: Words) -> Table | None:
    """Return what the last revision changed, if the report is one."""
    if not annual.changed:
        return None
    rows = tuple(tuple(map(TableCell, row)) for row in notes.revised_figures(annual, words))
    titles = ("changed_figure", "was", "is")
    columns = [Column(words(title), title == "changed_figure") for title in titles]
    caption = words("changed", revision=annual.context.releases[-1].revision)
    sentences = [words("changed_weeks", count=notes.changed_weeks(annual))]
    return numbered_table(words, 6, caption, columns, [RowGroup(rows)], said=sentences)


def _columns(annual: Annual, words: Words, shown: Sequence[Shown]) -> list[Column]:
    first = Column(words("row"), is_text=True)
    return [first, *(column.column(words, annual.year) for column in shown)]


def _rows(
    annual: Annual,
    words: Words,
    shown: Sequence[Shown],
    scope: Scope,
    measures: Iterable[str],
    *,
    prefix: str = "",
) -> tuple[tuple[TableCell, ...], ...]:
    return tuple(
        (
            TableCell(_row_name(annual, words, measure, prefix)),
            *(column.cell(words, annual, scope, measure) for column in shown),
        )
        for measure in measures
    )


def _row_name(annual: Annual, words: Words, measure: str, prefix: str) -> str:
    """Write what a row counts; of ads taken for individual users, by which rule."""
    if not prefix and measure in {Kind.INDIVIDUAL, f"individual_{annual.threshold}"}:
        return words("taken_for_individual", threshold=annual.threshold)
    return words(prefix + measure)


def _effort(annual: Annual, words: Words, effort: Effort) -> tuple[TableCell, ...]:
    accepted = effort.decided(Review.ACCEPTED)
    counts = (
        *(effort.due, effort.counted - accepted, effort.late, effort.missed, effort.held),
        *(accepted, effort.decided(Review.EXCLUDED)),
    )
    gaps = [notes.gap_line(gap, words) for gap in effort.gaps]
    return (
        TableCell(f"{effort.portal} {effort.year}"),
        *(TableCell(str(count), (count,)) for count in counts),
        _read(annual, effort),
        _share(annual, effort),
        TableCell("; ".join(gaps) or words("none")),
    )


def _read(annual: Annual, effort: Effort) -> TableCell:
    """Return how much was read of the ads that a portal stated, if it stated any.

    It is of true counts: of few ads it is rounded so that it tells less of them than levels do.
    """
    share = annual.context.stated.get((effort.year, effort.portal))
    ads = annual.cell(effort.year, Scope(effort.portal), Kind.ADS, LEVEL)
    if share is None or not ads.number:
        return TableCell(NOT_APPLICABLE if share is None else ads.symbol)
    step = 1 if ads.number >= ADS_FOR_PER_CENT else STEP_OF_FEW
    percent = step * round(100 * share / step)
    return TableCell(f"{percent}{PERCENT}", (percent,), unit=PERCENT)


def _share(annual: Annual, effort: Effort) -> TableCell:
    """Return the share of a portal's ads that show a number, from the two printed levels."""
    ads, without = (
        annual.cell(effort.year, Scope(effort.portal), kind, LEVEL)
        for kind in (Kind.ADS, Kind.WITHOUT_NUMBER)
    )
    if not ads.number or without.number is None:
        return TableCell(ads.symbol or without.symbol)
    percent = round(100 * (1 - without.number / ads.number))
    return TableCell(f"{percent}{PERCENT}", (percent,), unit=PERCENT)
