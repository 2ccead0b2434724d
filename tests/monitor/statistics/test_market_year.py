"""Where portals stand in a year, and which events are its own."""

from __future__ import annotations

from itertools import pairwise

import pytest

from monitor.statistics.events import Event, EventKind
from monitor.statistics.market_year import Portals, window_of
from monitor.statistics.weekly_series import (
    all_known,
    is_enough,
    open_end,
    per_week,
    series_of,
    series_of_portal,
)
from storage.weeks import Week, ends_of

PERIOD = Event(
    EventKind.PERIOD, "", Week(2021, 50), Week(2022, 3), names={"nb": "stengt", "en": "closed"}
)


@pytest.mark.parametrize(
    ("event", "years"),
    [
        (Event(EventKind.CLOSED, "a", Week(2022, 1)), [2022]),
        (Event(EventKind.CLOSED, "a", Week(2022, 52)), [2022]),
        (Event(EventKind.UNREAD, "a", Week(2021, 51), Week(2022, 1)), [2021, 2022]),
        (Event(EventKind.UNREAD, "a", Week(2022, 52), Week(2023, 4)), [2022, 2023]),
        (PERIOD, [2021, 2022]),
    ],
)
def test_a_year_has_the_events_that_reach_into_it(event: Event, years: list[int]) -> None:
    """From its first week to its last, both included; a year to come has none."""
    portals = Portals({"a": (Week(2020, 1), Week(2023, 52))}, [event], last=Week(2023, 52))
    found = [year for year in range(2020, 2026) if event in portals.year(year).events]
    assert found == years


def test_up_throughout_is_who_was_on_the_list_and_in_the_market_in_every_week() -> None:
    """Nobody knows anything of one that was never on it."""
    listed = {name: ends_of(2022) for name in "abc"} | {"d": (Week(2022, 2), Week(2022, 52))}
    moves = [
        Event(EventKind.CLOSED, "b", Week(2022, 52)),
        Event(EventKind.DROPPED, "c", Week(2022, 40)),
    ]
    market = Portals(listed, moves).year(2022)
    up = [name for name in ("a", "b", "c", "d", "none") if market.is_up_throughout(name)]
    assert up == ["a", "d"]


def test_a_list_that_is_one_all_along_has_no_events() -> None:
    """A portal is added or dropped where others were on the list before, or are after."""
    listed = {name: ends_of(2022) for name in "ab"}
    assert Portals(listed).events == ()
    earlier = Portals(listed | {"c": (Week(2022, 1), Week(2022, 30))}).events
    assert [(event.kind, event.first) for event in earlier] == [(EventKind.DROPPED, Week(2022, 31))]
    later = Portals(listed | {"c": (Week(2022, 30), Week(2022, 52))}).events
    assert [(event.kind, event.first) for event in later] == [(EventKind.ADDED, Week(2022, 30))]


def test_without_any_portal_a_year_is_a_year_of_none() -> None:
    """Before the first sweep."""
    market = Portals({}).year(2022)
    assert (market.portals, market.has_other_set, market.events) == (frozenset(), False, ())


def test_weeks_off_the_list_are_taken_in_and_no_others() -> None:
    """A portal that joined in week 3 and closed in week 31 is no less closed."""
    listed = {"a": (Week(2022, 3), Week(2022, 52)), "b": ends_of(2022)}
    market = Portals(listed, [Event(EventKind.CLOSED, "a", Week(2022, 31))]).year(2022)
    weeks, stay = market.window.weeks, market.stays["a"]
    assert "a" in market.portals
    assert [weeks[at] for at in sorted(stay.absent)][:22] == [
        Week(2022, number) for number in range(31, 53)
    ]
    up = [weeks[at] for stretch in stay.stretches for at in stretch]
    assert (up[0], up[-1]) == (Week(2022, 1), Week(2022, 30))


@pytest.mark.parametrize(
    ("moves", "last"),
    [
        ([Event(EventKind.DROPPED, "a", Week(2022, 38))], Week(2022, 40)),
        (
            [
                Event(EventKind.DROPPED, "a", Week(2022, 38)),
                Event(EventKind.CLOSED, "a", Week(2022, 41)),
            ],
            Week(2022, 52),
        ),
    ],
)
def test_who_left_the_list_weeks_before_the_end_is_missing_from_then_on(
    moves: list[Event], last: Week
) -> None:
    """In a year that is under way, and before it closed: one stretch, up to week 40."""
    market = Portals({"a": ends_of(2022)}, moves, last=last).year(2022)
    (stretch,) = market.stays["a"].stretches
    assert market.window.weeks[stretch[-1]] == Week(2022, 40)
    assert market.portals == {"a"}


def kinds_of(portal: str, *events: Event, first: int = 1, last: int = 52) -> list[EventKind]:
    """Return what happened to a portal that was on the list from one week to another."""
    listed = {portal: (Week(2022, first), Week(2022, last)), "b": ends_of(2022)}
    return [event.kind for event in Portals(listed, events).events if event.portal == portal]


def test_only_a_portals_own_coming_and_going_explains_its_place_on_the_list() -> None:
    """Not another's, nor that it went for how it came, or came for how it went."""
    another = Event(EventKind.OPENED, "b", Week(2022, 10))
    assert kinds_of("a", another, first=30) == [EventKind.ADDED]
    closed = Event(EventKind.CLOSED, "a", Week(2022, 50))
    assert kinds_of("a", closed, first=30) == [EventKind.ADDED, EventKind.CLOSED]
    opened = Event(EventKind.OPENED, "a", Week(2022, 10))
    assert kinds_of("a", opened, last=30) == [EventKind.OPENED, EventKind.DROPPED]


def test_an_event_is_a_years_once() -> None:
    """A special period is none of a portal's."""
    closed = Event(EventKind.CLOSED, "a", Week(2022, 30))
    assert Portals({"a": ends_of(2022)}, [closed, PERIOD]).year(2022).events == (closed, PERIOD)


def test_the_set_of_a_year_is_compared_with_that_of_the_year_before() -> None:
    """C was added in 2021: that year has another set than 2020, and 2022 has that of 2021."""
    listed = {name: (Week(2020, 1), Week(2022, 52)) for name in "ab"}
    portals = Portals(listed | {"c": (Week(2021, 1), Week(2022, 52))})
    assert [portals.year(year).has_other_set for year in (2020, 2021, 2022)] == [False, True, False]


def test_a_window_has_no_holes() -> None:
    """Thirteen weeks, the year's, and thirteen."""
    weeks = window_of(2022).weeks
    assert len(weeks) == 13 + 52 + 13
    assert all(week.next() == later for week, later in pairwise(weeks))


def unread(portal: str) -> Event:
    return Event(EventKind.UNREAD, portal, *ends_of(2022))


def test_a_total_of_zeros_has_a_level_and_one_that_nobody_counted_has_none() -> None:
    """One portal that was read is enough."""
    zeros = dict.fromkeys((Week(2022, number) for number in (1, 20, 52)), 0.0)
    market = Portals(dict.fromkeys("ab", ends_of(2022)), [unread("a"), unread("b")]).year(2022)
    assert is_enough(market, series_of(market, {"a": zeros, "b": {}}))
    assert is_enough(market, series_of(market, {"a": {}, "b": zeros}))
    assert not is_enough(market, series_of(market, {"a": {}, "b": {}}))


def test_an_open_end_is_of_the_stretch_at_the_end_and_ends_with_it() -> None:
    """Ten weeks were not read before a portal closed; what followed is known."""
    moves = [
        Event(EventKind.CLOSED, "a", Week(2022, 11)),
        Event(EventKind.OPENED, "a", Week(2022, 20)),
    ]
    market = Portals({"a": ends_of(2022)}, moves).year(2022)
    counts = dict.fromkeys((Week(2022, number) for number in range(20, 53)), 100.0)
    gap = open_end(market, "a", series_of_portal(market, "a", counts))
    assert [market.window.weeks[at].number for at in gap] == list(range(1, 11))


def test_weeks_missing_before_a_portal_left_the_list_are_no_end_of_the_year() -> None:
    """It has no level that year in any case."""
    listed = {"a": (Week(2022, 1), Week(2022, 30)), "b": ends_of(2022)}
    market = Portals(listed).year(2022)
    counts = dict.fromkeys((Week(2022, number) for number in range(1, 21)), 100.0)
    assert open_end(market, "a", series_of_portal(market, "a", counts)) == []


def test_a_year_to_come_has_no_end_and_no_level_and_one_of_a_week_is_its_error() -> None:
    """There is nothing to divide by."""
    to_come = Portals({"a": ends_of(2022)}, last=Week(2022, 52)).year(2024)
    assert open_end(to_come, "a", series_of_portal(to_come, "a", {})) == []
    assert per_week(1.0, to_come.window) == 1
    assert per_week(1.0, window_of(2022, last=Week(2022, 1))) == 1
    assert (all_known(()), all_known((1.0, None)), all_known((1.0,))) == (None, None, (1.0,))
