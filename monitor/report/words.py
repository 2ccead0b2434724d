"""Phrases, numbers and dates as the reports write them, in Norwegian (bokmål) or English.

The phrases are read from `phrases/`; their Norwegian terms are those of the services' own annual
reports. Both languages have the same keys; the suite checks it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import Literal, get_args

from babel.dates import format_date
from babel.numbers import format_decimal

from monitor.report import printed_cells as items
from monitor.report.printed_cells import PrintedCell
from monitor.report.series import PANEL, Scope
from scrapers.model import UNKNOWN_PLACE
from storage.records import ALL_PLACES, ALL_PORTALS
from storage.weeks import Week

Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
PERCENT = "\N{NO-BREAK SPACE}%"


def _phrases(language: Language) -> dict[str, str]:
    file = files("monitor.report") / "phrases" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


WORDS: dict[Language, dict[str, str]] = {language: _phrases(language) for language in LANGUAGES}


class Words:
    """Writes labels, numbers and dates in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._words = WORDS[language]
        self._locale = "nb_NO" if language == "nb" else "en_GB"

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase, with its values put in.

        Where its `count` is 1, it is the phrase's variant for one, if it has any: `key_one`.
        """
        of_one = f"{key}_one" if values.get("count") == 1 else key
        return self._words.get(of_one, self._words[key]).format(**values)

    def heading(self, scope: Scope) -> str:
        """Return the name of what a group of rows is about."""
        if scope.portal == PANEL:
            return self("panel")
        if scope.portal != ALL_PORTALS:
            return self("portal", name=scope.portal)
        if scope.place == ALL_PLACES:
            return self("all")
        return self("place", name=self.place(scope.place))

    def place(self, name: str) -> str:
        """Return the name of a place, or of all that have no row."""
        return self("unknown") if name == UNKNOWN_PLACE else name

    def of_source(self, text: str) -> str:
        """Return a place or portals as an imported file calls them, in our language if we can."""
        return self._words.get(f"imported_{text.lower().replace(' ', '_')}", text)

    def number(self, value: float, *, decimals: int = 0) -> str:
        """Write a number as the language does, with a true minus sign."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        written = str(format_decimal(value, format=pattern, locale=self._locale))
        return written.replace("-", "−")

    def few(self, count: int) -> str:
        """Write a count that begins a sentence: in words up to twelve."""
        spelt = self("few").split()
        return spelt[count] if count < len(spelt) else self.number(count)

    def signed(self, value: float) -> str:
        """Write a whole number with its sign."""
        return f"{'+' if value > 0 else ''}{self.number(value)}"

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
        item = items.ITEMS.get(cell.name.item)
        if item and item.is_signed:
            return self.signed(cell.number) + PERCENT * item.is_percent
        return self.number(cell.number, decimals=cell.decimals or 0)

    def pair(self, cells: Sequence[PrintedCell], joint: str) -> str:
        """Write two cells as one, "637–645" or "51/52", or the symbol in their place."""
        if cells[0].number is None:
            return self.cell(cells[0])
        return joint.join(map(self.cell, cells))

    def month(self, month: int) -> str:
        """Write the name of a month, 1 to 12."""
        return str(format_date(date(2000, month, 1), "LLLL", locale=self._locale))

    def date(self, day: date) -> str:
        """Write a date: 28. november 2026."""
        return str(
            format_date(day, "d. MMMM y" if self.language == "nb" else "d MMMM y", self._locale)
        )

    def week(self, week: Week, *, year: int | None = None) -> str:
        """Write a week: uke 44, with its year where that is not the one that is spoken of."""
        key = "week" if week.year == year else "week_of"
        return self(key, number=week.number, year=week.year)

    def weeks_between(self, first: Week, last: Week) -> str:
        """Write weeks in a row of one year: uke 5–6."""
        if first == last:
            return self("week", number=first.number)
        return self("weeks_range", first=first.number, last=last.number)

    def span(self, first: Week, last: Week) -> str:
        """Write weeks in a row with their year: uke 30–34 i 2022; with both at its turn."""
        if first == last:
            return self.week(first)
        if first.year != last.year:
            return f"{self.week(first)} – {self.week(last)}"
        return self("weeks_of", first=first.number, last=last.number, year=first.year)

    def joined(self, names: Sequence[str]) -> str:
        """Write names one after the other, with "and" before the last."""
        *first, last = names
        return self("and").join([", ".join(first), last]) if first else last

    def sentence(self, text: str) -> str:
        """Write a sentence, from its first letter to its full stop; nothing for nothing."""
        return f"{text[:1].upper()}{text[1:]}." if text else ""
