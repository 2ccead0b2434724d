"""What is printed: each figure once, as one cell, that every file and screen lays out.

A cell has its exact protected value, the number as it is rounded, or the symbol in its place, and
its flags. The symbols are Statistics Norway's, the flags Eurostat's, in Norwegian.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from monitor.statistics.change import ChangeKind
from monitor.statistics.figure import Figure

SUPPRESSED, MISSING, NOT_APPLICABLE = ":", "..", "."
LEVEL, LOW, HIGH, COUNTED, WEEKS, CHANGE, WHOLE_YEAR = (
    *("level", "low", "high", "counted", "weeks", "change", "year"),
)
CHANGE_LOW, CHANGE_HIGH, CHANGE_WITHOUT = "change_low", "change_high", "change_without"
SWEEPS = "sweeps"
"""What of a year a cell is, by these eleven names: its weekly average, the interval's ends, the
weeks counted, of how many, a count over the whole year; the change on the year before in per cent,
its interval's ends, the same without special periods; the sweeps behind it. The item of a week is
the week itself."""


class Item(NamedTuple):
    """How an item of a year is called: by a `phrase`, and in open data as a `field` of its own.

    A revision names it by its phrase; a count over the year is called as what it counts.
    """

    phrase: str
    field: str = ""
    is_signed: bool = False
    is_percent: bool = False


ITEMS = {
    LEVEL: Item("level"),
    LOW: Item("low", "lower_95"),
    HIGH: Item("high", "upper_95"),
    COUNTED: Item("counted", "weeks_counted"),
    WEEKS: Item("weeks", "weeks_in_year"),
    CHANGE: Item("change_item", "change_percent", is_signed=True, is_percent=True),
    CHANGE_LOW: Item("change_low", "change_lower_95", is_signed=True),
    CHANGE_HIGH: Item("change_high", "change_upper_95", is_signed=True),
    CHANGE_WITHOUT: Item("change_without", is_signed=True, is_percent=True),
    WHOLE_YEAR: Item(""),
}
"""All items of a year that a revision can change: a further one is entered here."""

LEAST_FOR_WEEKS = 20
"""From this yearly mean on single weeks are published: below, protection is too much of a week."""

UNCERTAIN_UNIT = 5


class Name(NamedTuple):
    """By what a cell is known, in every file and in every release."""

    year: int
    portal: str
    place: str
    measure: str
    item: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What may be said of a change in words: the means that it compares, over which weeks.

    `weeks` are the first and last week number where it is not over whole years; `kind` None:
    nothing can be said but the per cent.
    """

    this: float
    before: float
    kind: ChangeKind | None
    is_uneven: bool
    weeks: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """One printed figure: `number`, as rounded, or the `symbol` that stands in its place.

    `exact` is the figure before rounding, made of protected counts; `decimals` None writes as many
    as there are. Flags: b brudd (another set of portals than before), e beregnet (a week was
    estimated), u usikker, p foreløpig, d avvikende definisjon (a first year from a later week on).
    `note` names a footnote of the catalogue; `compared` is there where a change is printed.
    """

    name: Name
    exact: float | None = None
    number: float | None = None
    symbol: str = ""
    flags: str = ""
    decimals: int | None = 0
    note: str = ""
    compared: Compared | None = None

    @property
    def plain(self) -> str:
        """The cell as programs read it, the same in every language."""
        if self.number is None:
            return self.symbol
        return (
            f"{self.number:.10g}" if self.decimals is None else f"{self.number:.{self.decimals}f}"
        )


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of a year ready to be printed, or the symbol that stands for all of it."""

    figure: Figure | None
    symbol: str = ""

    @property
    def level(self) -> float | None:
        """The year's exact weekly average, where it is printed."""
        return None if self.symbol or self.figure is None else self.figure.mean


def figure_row(figure: Figure, least: int, *, is_of_one: bool, was_printed: bool) -> FigureRow:
    """Decide how a figure's year is printed: as a number, or as which symbol.

    Under `least` in the mean, or where one number has over half of the ads, it is `:`, unless it
    was printed before: a row that was printed stays. A mean of zero is none or very few, and says
    so.
    """
    level = figure.mean_of_counted if figure.mean is None else figure.mean
    if level and (level < least or is_of_one) and not was_printed:
        return FigureRow(figure, SUPPRESSED)
    return FigureRow(figure, "" if figure.level is not None else MISSING)


def level_cells(year: int, where: tuple[str, str, str], row: FigureRow) -> list[PrintedCell]:
    """Return the cells of a row's year: level, interval, and the weeks behind them."""
    names = {item: Name(year, *where, item) for item in (LEVEL, LOW, HIGH, COUNTED, WEEKS)}
    level, figure = row.level, row.figure
    flags = figure.flags if figure else ""
    cells = [
        PrintedCell(names[LEVEL], symbol=row.symbol, flags=flags if row.symbol == MISSING else "")
    ]
    cells += [PrintedCell(names[item], symbol=row.symbol) for item in (LOW, HIGH)]
    if level is not None and figure is not None:
        ends = rounded_interval(level, figure.half_width, is_uncertain="u" in flags)
        cells = [
            PrintedCell(names[LEVEL], level, rounded(level, is_uncertain="u" in flags), flags=flags)
        ]
        for item, end in zip((LOW, HIGH), ends or (None, None), strict=True):
            cells.append(PrintedCell(names[item], end, end, "" if ends else NOT_APPLICABLE))
    if figure is not None:
        weeks = {COUNTED: figure.counted, WEEKS: len(figure.series)}
        cells += [PrintedCell(names[item], number, number) for item, number in weeks.items()]
    return cells


def rounded(level: float, *, is_uncertain: bool) -> int:
    """Round a level as it is published: to a whole number, an uncertain one to the nearest 5."""
    unit = UNCERTAIN_UNIT if is_uncertain else 1
    return unit * math.floor(level / unit + 0.5)


def rounded_interval(
    level: float, half: float | None, *, is_uncertain: bool
) -> tuple[int, int] | None:
    """Return the ends of an interval rounded outwards, so that no level is its own edge.

    None where there is none, or it is narrower than a unit: that is finer than what is printed.
    """
    if half is None or half < 0.5:
        return None
    unit = UNCERTAIN_UNIT if is_uncertain else 1
    low, high = math.floor((level - half) / unit), math.ceil((level + half) / unit)
    return max(unit * low, 0), unit * high


def week_cell(name: Name, value: float | None, *, is_counted: bool) -> PrintedCell:
    """Return one week; an estimated one keeps its fraction, so that totals fit their parts."""
    if value is None:
        return PrintedCell(name, symbol=MISSING)
    return PrintedCell(name, value, value, flags="" if is_counted else "e", decimals=None)
