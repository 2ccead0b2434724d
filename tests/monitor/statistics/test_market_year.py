"""Where portals stand in a year, and which events are its own."""

from __future__ import annotations

import pytest

from monitor.statistics.events import Event, EventKind
from monitor.statistics.market_year import Portals
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
