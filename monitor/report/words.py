"""Labels, numbers and dates as the reports write them, in Norwegian or English."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

from monitor.report.annual import Annual
from monitor.report.catalogue import WORDS, Language
from monitor.report.change_words import PHRASES, change_sentence
from monitor.report.printed_cells import (
    CHANGE,
    CHANGE_HIGH,
    CHANGE_LOW,
    COUNTED,
    HIGH,
    LEVEL,
    LEVEL_ITEMS,
    LOW,
    WEEKS,
    PrintedCell,
)
from monitor.report.series import Kind, Scope
from monitor.report.yearly import PHRASES as YEARLY
from scrapers.model import UNKNOWN_PLACE
from storage.records import ALL_PLACES, ALL_PORTALS


class Words:
    """Writes labels, numbers and dates in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._words = WORDS[language] | PHRASES[language] | YEARLY[language]
        self._locale = "nb_NO" if language == "nb" else "en_GB"

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase, with its values put in."""
        return self._words[key].format(**values)

    def heading(self, scope: Scope) -> str:
        """Return the name of what a group of rows is about."""
        if scope.portal != ALL_PORTALS:
            return self("portal", name=scope.portal)
        if scope.place == ALL_PLACES:
            return self("all")
        name = self("unknown") if scope.place == UNKNOWN_PLACE else scope.place
        return self("place", name=name)

    def number(self, value: float, *, decimals: int = 0) -> str:
        """Write a number as the language does, with a true minus sign."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        written = str(format_decimal(value, format=pattern, locale=self._locale))
        return written.replace("-", "−")

    def plain(self, text: str) -> str:
        """Write a plain number or symbol as the language does."""
        try:
            value = float(text)
        except ValueError:
            return text
        return self.number(value, decimals=0 if value.is_integer() else 2)

    def cell(self, cell: PrintedCell) -> str:
        """Write a cell: its number as it is rounded, or the symbol that stands in its place."""
        if cell.number is None:
            return cell.symbol
        if cell.name.item == CHANGE:
            sign = "+" if cell.number > 0 else ""
            return f"{sign}{self.number(cell.number)}\N{NO-BREAK SPACE}%"
        return self.number(cell.number, decimals=cell.decimals or 0)

    def interval(self, low: PrintedCell, high: PrintedCell) -> str:
        """Write a 95 % interval from the cells of its ends, or the symbol in their place."""
        return self.cell(low) if low.number is None else f"{self.cell(low)}–{self.cell(high)}"

    def change_interval(self, annual: Annual, scope: Scope, measure: str) -> str:
        """Write the 95 % interval of a change, or the symbol in its place."""
        low, high = (
            annual.cell(annual.year, scope, measure, item) for item in (CHANGE_LOW, CHANGE_HIGH)
        )
        ends = f" {self('to')} ".join(map(self.cell, (low, high)))
        return self.cell(low) if low.number is None else ends

    def weeks(self, counted: PrintedCell, weeks: PrintedCell) -> str:
        """Write how many of the year's weeks lie behind a figure."""
        return self.cell(counted) if counted.number is None else f"{counted.plain}/{weeks.plain}"

    def row_name(self, annual: Annual, measure: str) -> str:
        """Write what a row counts; of ads taken for individual users, by which rule."""
        if measure in {Kind.INDIVIDUAL, f"individual_{annual.threshold}"}:
            return self("taken_for_individual", threshold=annual.threshold)
        return self(measure)

    def row(self, annual: Annual, scope: Scope, measure: str) -> dict[str, str]:
        """Write a row's cells, of the year and of the one before, by the names of the columns."""
        now, before = (
            {item: annual.cell(year, scope, measure, item) for item in LEVEL_ITEMS}
            for year in (annual.year, annual.year - 1)
        )
        return {
            "label": self.row_name(annual, measure),
            "level": self.cell(now[LEVEL]),
            "interval": self.interval(now[LOW], now[HIGH]),
            "flags": now[LEVEL].flags,
            "weeks": self.weeks(now[COUNTED], now[WEEKS]),
            "level_before": self.cell(before[LEVEL]),
            "flags_before": before[LEVEL].flags,
            "weeks_before": self.weeks(before[COUNTED], before[WEEKS]),
            "change": self.cell(annual.cell(annual.year, scope, measure, CHANGE)),
            "change_interval": self.change_interval(annual, scope, measure),
        }

    def month(self, month: int) -> str:
        """Write the name of a month, 1 to 12."""
        return str(format_date(date(2000, month, 1), "LLLL", locale=self._locale))

    def headline(self, annual: Annual) -> str:
        """Write the sentence that the annual report quotes."""

        def lead(year: int, item: str) -> PrintedCell:
            return annual.cell(year, annual.lead, Kind.INDIVIDUAL, item)

        portal, year = annual.largest_portal, annual.year
        this, before = lead(year, LEVEL), lead(year - 1, LEVEL)
        if this.number is None:
            weeks = self.weeks(lead(year, COUNTED), lead(year, WEEKS))
            return self("no_headline", portal=portal, year=year, weeks=weeks) + "."
        sentence = self("headline", portal=portal, year=year, level=self.cell(this))
        if before.number is not None:
            sentence += self("against", level=self.cell(before), year=year - 1)
        change = change_sentence(annual, self, annual.lead, Kind.INDIVIDUAL)
        return f"{sentence}. {change}".rstrip()
