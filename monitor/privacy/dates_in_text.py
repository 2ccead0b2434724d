"""Weeks, days and times of day in a folded text: digits that are no number of a person.

Each is replaced by a sign, unless digits beside it could go on with it: "42 17:39 58" has no time
of day in it, and "uke 42 17 39 58" no week.
"""

from __future__ import annotations

import re
from datetime import date

from scrapers.numbers.normalization import with_replaced

BREAK = "§"
"""Stands where a moment stood: the digits before it and after it are not one number."""

WEEK = re.compile(
    r"(?:(?<!\d)(?<!\d\W)(?<!\d\W\W)20\d\d\W{0,2})?(?<![^\W_])(?:uke(?:ne|r)?|veke(?:ne|r)?|weeks?|w)\W{0,2}"
    r"(\d{1,2})(?!\d)"
)
NEXT_WEEK = re.compile(r"\W{0,2}(?:og|and|to|til|-|/)?\W{0,2}(\d{1,2})(?!\d)")
YEAR = re.compile(r"\W{1,2}20\d\d(?!\d)")
YEARS = re.compile(r"(?<!\d)20[0-4]\d(?:\W{0,2}(?:og|and|to|til|,|/|-)\W{0,2}20[0-4]\d(?!\d))+")
ENDS_WEEK = re.compile(
    r"\W*(?!(?!w\d|uke|veke|week)[^\W\d]{1,5}\W*\d{1,2}(?!\d))(?:[^\W\d]|$)|\s?[:;(,]\s?\d{3}"
)
DAYS = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>(?:19|20)\d\d)(?!\d)"),
)
_TIME = r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?!\d)"
TIMES = re.compile(rf"(?<!\d){_TIME}(?:\W{{1,3}}(?:(?:og|and|to|til)\W)?{_TIME})*")
DIGITS_BEFORE = re.compile(r"\d\W*$|(?<!\d)\d{1,2}\W*[^\W\d]{1,5}\W*$")
DIGITS_AFTER = re.compile(r"\W*\d|\W*[^\W\d]{1,5}\W*\d{1,2}(?!\d)")


def without_dates(text: str) -> str:
    """Return folded text with a sign in place of every week, row of years, day and time."""
    text = YEARS.sub(BREAK, _without_weeks(text))
    for pattern in DAYS:
        text = pattern.sub(lambda match: BREAK if _is_day(match) else match[0], text)
    return TIMES.sub(_time, text)


def _without_weeks(text: str) -> str:
    rows = ((match.start(), _end_of_weeks(text, match)) for match in WEEK.finditer(text))
    return with_replaced(
        text, ((start, end, BREAK) for start, end in rows if ENDS_WEEK.match(text, end))
    )


def _end_of_weeks(text: str, first: re.Match[str]) -> int:
    """Return where a row of weeks ends: there are 53, and people name them as they follow."""
    weeks, end = [int(first[1])], first.end()
    while following := NEXT_WEEK.match(text, end):
        week = int(following[1])
        is_range = len(weeks) == 1 and weeks[0] < week <= 53
        if week != weeks[-1] + 1 and not is_range:
            break
        weeks.append(week)
        end = following.end()
    year = YEAR.match(text, end)
    return year.end() if year else end


def _is_day(match: re.Match[str]) -> bool:
    try:
        return bool(date(int(match["y"]), int(match["m"]), int(match["d"])))
    except ValueError:
        return False


def _time(match: re.Match[str]) -> str:
    before, after = match.string[: match.start()], match.string[match.end() :]
    is_part = DIGITS_BEFORE.search(before) or DIGITS_AFTER.match(after)
    return match[0] if is_part else BREAK
