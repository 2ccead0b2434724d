"""Labels, numbers and dates as the reports write them, in Norwegian or English."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

from monitor.report.annual import Cell, Row
from monitor.report.catalogue import WORDS, Language
from monitor.report.figures import Key, Kind
from monitor.report.rounding import MISSING, NOT_APPLICABLE, SUPPRESSED, published, symbol_for
from scrapers.model import UNKNOWN_PLACE
from storage.records import ALL_PLACES


class Words:
    """Writes labels, numbers and dates in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._words = WORDS[language]
        self._locale = "nb_NO" if language == "nb" else "en_GB"

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase, with its values put in."""
        return self._words[key].format(**values)

    def label(self, key: Key) -> str:
        """Return the name of a row."""
        return self(key.kind)

    def heading(self, key: Key) -> str:
        """Return the name of what a group of rows is about."""
        if key.scope.portal:
            return self("portal", name=key.scope.portal)
        if key.scope.place == ALL_PLACES:
            return self("all")
        name = self("unknown") if key.scope.place == UNKNOWN_PLACE else key.scope.place
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

    def level(self, cell: Cell, kind: Kind) -> str:
        """Write a cell's level, or the symbol that stands in its place."""
        symbol = symbol_for(cell.average)
        if symbol is not None or cell.average is None or cell.average.level is None:
            return symbol or MISSING
        decimals = 2 if kind is Kind.ADS_PER_NUMBER else 0
        return self.number(published(cell.average), decimals=decimals)

    def interval(self, cell: Cell) -> str:
        """Write the 95 % interval; not applicable where every week was counted."""
        if symbol_for(cell.average) is not None or cell.average is None:
            return NOT_APPLICABLE
        if cell.average.half_width and not cell.shows_interval:
            return SUPPRESSED
        if not cell.average.half_width or cell.average.level is None:
            return NOT_APPLICABLE
        if cell.average.half_width < 0.5:
            return "±<1"
        low = max(cell.average.level - cell.average.half_width, 0)
        return f"{self.number(low)}–{self.number(cell.average.level + cell.average.half_width)}"

    def weeks(self, cell: Cell) -> str:
        """Write how many of the year's weeks lie behind a figure."""
        if cell.average is None:
            return NOT_APPLICABLE
        return f"{cell.average.observed}/{cell.average.weeks}"

    def change(self, row: Row) -> str:
        """Write a row's change in whole per cent, with its sign, or what stands in its place."""
        if row.change is None:
            return SUPPRESSED if row.hides_change else NOT_APPLICABLE
        if row.change.percent is None:
            return MISSING
        percent = round(row.change.percent)
        return f"{'+' if percent > 0 else ''}{self.number(percent)} %"

    def month(self, label: str) -> str:
        """Write a month given as "2022-10"."""
        year, month = map(int, label.split("-"))
        return str(format_date(date(year, month, 1), "LLLL", locale=self._locale))

    def headline(self, row: Row, year: int) -> str:
        """Write the sentence that the annual report quotes."""
        portal = row.key.scope.portal
        if row.this.average is None or row.this.average.level is None:
            return self("no_headline", portal=portal, year=year, weeks=self.weeks(row.this)) + "."
        said = self("headline", portal=portal, year=year, level=self.level(row.this, Kind.ADS))
        before = row.before.average if row.before is not None else None
        if row.before is not None and before is not None and before.level is not None:
            level = self.level(row.before, Kind.ADS)
            said += self("against", level=level, year=year - 1)
            if row.change is not None and row.change.percent is not None:
                said += f" ({self.change(row)})"
        return said + "."
