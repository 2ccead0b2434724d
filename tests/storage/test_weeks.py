"""ISO weeks, around New Year too."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.weeks import Week, weeks_in, weeks_of, weeks_written

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
YEARS = st.integers(1900, 2199)


@given(DAYS)
def test_a_week_reads_back_as_it_is_written(day: date) -> None:
    """Writing and parsing are each other's inverse."""
    week = Week.of(day)

    assert week == Week.parse(str(week))


@given(DAYS)
def test_a_day_lies_in_its_week(day: date) -> None:
    """A week begins on the Monday on or before each of its days."""
    monday = Week.of(day).monday()

    assert monday.isoweekday() == 1
    assert timedelta(0) <= day - monday < timedelta(days=7)


@given(DAYS)
def test_a_week_is_written_as_iso_8601_does(day: date) -> None:
    """As strftime's %G-W%V."""
    assert f"{day:%G-W%V}" == str(Week.of(day))


@given(DAYS, DAYS)
def test_weeks_and_their_texts_are_in_the_order_of_time(one: date, other: date) -> None:
    """The database compares texts, so these must sort as the weeks do."""
    first, second = Week.of(one), Week.of(other)

    assert (first < second) == (first.monday() < second.monday())
    assert (first < second) == (str(first) < str(second))


@given(DAYS)
def test_next_and_previous_undo_each_other(day: date) -> None:
    """The week after begins seven days later, and the week before that is this one."""
    week = Week.of(day)

    assert week.next().monday() - week.monday() == timedelta(days=7)
    assert week.next().previous() == week == week.previous().next()


@given(YEARS)
def test_a_year_has_52_or_53_weeks_without_a_gap(year: int) -> None:
    """Its weeks follow each other, and next comes week 1 of the next year."""
    weeks = list(weeks_of(year))

    assert len(weeks) == weeks_in(year)
    assert weeks_in(year) in {52, 53}
    assert all(one.next() == other for one, other in pairwise(weeks))
    assert weeks[-1].next() == Week(year + 1, 1)


@pytest.mark.parametrize(
    ("year", "weeks"), [(2015, 53), (2020, 53), (2021, 52), (2025, 52), (2026, 53), (2027, 52)]
)
def test_known_years(year: int, weeks: int) -> None:
    """2026, the first year of the monitor, has 53."""
    assert weeks == weeks_in(year)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 12, 31), "2020-W53"),
        (date(2021, 1, 1), "2020-W53"),
        (date(2021, 1, 4), "2021-W01"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
    ],
)
def test_the_iso_year_is_not_the_calendars(day: date, expected: str) -> None:
    """Around New Year a week belongs to the year of its Thursday."""
    assert expected == str(Week.of(day))


@given(DAYS)
def test_the_month_is_that_of_the_thursday(day: date) -> None:
    """So that the months of an ISO year's weeks run from 1 to 12."""
    week = Week.of(day)

    assert (week.monday() + timedelta(days=3)).month == week.month()


@given(YEARS)
def test_the_months_of_a_year_do_not_go_back(year: int) -> None:
    """Week 1 is in January and the last in December."""
    months = [week.month() for week in weeks_of(year)]

    assert (months[0], months[-1]) == (1, 12)
    assert months == sorted(months)


@pytest.mark.parametrize(
    "text",
    [
        "2021-W00",
        "2021-W53",
        "2026-W54",
        "2021-W5",
        "2021-W005",
        "2021W05",
        "2021-w05",
        " 2021-W05",
        "2021-W05\n",
        "٢٠٢١-W٠٥",
        "",
        "W05",
    ],
)
def test_what_is_not_a_week_is_refused(text: str) -> None:
    """Only the ISO form of a week that exists is read."""
    with pytest.raises(ValueError, match="a week is written as in 2021-W05"):
        Week.parse(text)


def test_one_week_is_written_as_one() -> None:
    """And so is what it does."""
    assert [weeks_written(count) for count in (0, 1, 3)] == ["0 weeks", "1 week", "3 weeks"]
    assert [weeks_written(n, "were") for n in (1, 3)] == ["1 week was", "3 weeks were"]
