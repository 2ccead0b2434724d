"""ISO 8601 weeks, the unit of everything that is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple


class Week(NamedTuple):
    """One ISO 8601 week; its year is the ISO year, which around New Year is not the calendar's.

    Weeks compare in time order, and `str` gives the ISO form, "2021-W05".
    """

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        """Return the week that a day lies in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    @lru_cache(maxsize=1024)  # a judged week reads some thousand rows of sixty weeks
    def parse(cls, text: str) -> Week:
        """Read "2021-W05"; raises ValueError for anything else, and for weeks that do not exist."""
        match = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
        if match is None or not 1 <= int(match[2]) <= weeks_in(int(match[1])):
            raise ValueError("a week is written as in 2021-W05, and exists in its ISO year")
        return cls(int(match[1]), int(match[2]))

    def monday(self) -> date:
        """Return the week's first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    def next(self) -> Week:
        """Return the week after this one."""
        return Week.of(self.monday() + timedelta(weeks=1))

    def previous(self) -> Week:
        """Return the week before this one."""
        return Week.of(self.monday() - timedelta(weeks=1))

    def month(self) -> int:
        """Return the month, 1 to 12, that the week's Thursday lies in (as ISO years are cut)."""
        return date.fromisocalendar(self.year, self.number, 4).month

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"


def weeks_in(year: int) -> int:
    """Return how many ISO weeks a year has, 52 or 53 (28 December is always in the last)."""
    return date(year, 12, 28).isocalendar().week


def weeks_of(year: int) -> Iterator[Week]:
    """Yield all weeks of an ISO year in order."""
    return (Week(year, number) for number in range(1, weeks_in(year) + 1))


def ends_of(year: int) -> tuple[Week, Week]:
    """Return the first and the last week of an ISO year."""
    return Week(year, 1), Week(year, weeks_in(year))


def weeks_written(count: int, verb: str = "") -> str:
    """Write how many weeks in English: "1 week", "3 weeks"; with "were", "1 week was"."""
    of_one = {"were": "was"}.get(verb, verb)
    text = f"1 week {of_one}" if count == 1 else f"{count} weeks {verb}"
    return text.rstrip()
