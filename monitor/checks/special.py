"""Weeks in which many are away every year: around Christmas and Easter."""

from __future__ import annotations

from datetime import date, timedelta

from storage.weeks import Week


def is_holiday(week: Week) -> bool:
    """Tell whether a week lies in Holy Week or Easter Week, or from 20 December to 6 January."""
    monday, sunday = week.monday(), week.monday() + timedelta(days=6)
    easter = easter_sunday(sunday.year)
    if easter - timedelta(days=6) <= sunday <= easter + timedelta(days=7):
        return True
    return (
        (monday.month, monday.day) >= (12, 20)
        or (sunday.month == 12 and sunday.day >= 20)
        or (monday.month == 1 and monday.day <= 6)
    )


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of a year (Meeus, Astronomical Algorithms, 1991, chapter 8)."""
    century, of_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    moon = (8 * century + 13) // 25
    epact = (19 * (year % 19) + century - leap_centuries - moon + 15) % 30
    leap_years, year_rest = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * leap_years - epact - year_rest) % 7
    late = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
