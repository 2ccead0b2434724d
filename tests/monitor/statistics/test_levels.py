"""Levels of a year, held against hand-computed cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest

from monitor.report.printed_cells import rounded, rounded_interval
from monitor.statistics.events import Event, EventKind
from monitor.statistics.figure import Figure
from monitor.statistics.filling import error_of_sum
from monitor.statistics.levels import (
    level_of_place,
    level_of_portal,
    level_of_total,
    whole_weeks,
)
from monitor.statistics.market_year import MarketYear, Portals, window_of
from monitor.statistics.numbers import NumberCells, level_of_numbers
from storage.weeks import Week, ends_of, weeks_of
from tests.monitor.statistics.cases import cases, portals_of, weekly


def shown(figure: Figure) -> dict[str, Any]:
    return {
        "level": figure.level,
        "half": figure.half_width,
        "flag": figure.flags or ("" if figure.level is not None else ".."),
        "counted": figure.counted,
        "observed_mean": figure.mean_while_up,
    }


@cases("year")
def test_a_years_levels_are_those_computed_by_hand(case: Any) -> None:
    """Of each portal and of all: level, half-width, flags, known weeks, span and set."""
    given, want = case["input"], dict(case["want"])
    portals, counts = portals_of(given)
    market = portals.year(given["year"])
    figures = {name: level_of_portal(market, name, weeks) for name, weeks in counts.items()}
    figures["all"] = level_of_total(market, counts)
    if "span" in want:
        of_span = market.window.of_span
        assert [of_span[0].number, of_span[-1].number] == want.pop("span")
    if "set" in want:
        assert sorted(market.portals) == want.pop("set")
    assert want
    for name, expected in want.items():
        got = shown(figures[name])
        wrong = {
            key: got[key] for key in expected if got[key] != pytest.approx(expected[key], abs=0.006)
        }
        assert not wrong, (name, wrong, case["why"])


def number_cells(given: Any) -> NumberCells:
    """Return what would be stored of exact sets, in weeks in which some portals are missing."""
    weeks = list(weeks_of(2022))
    sets = {frozenset(names.split("+")): weekly(runs) for names, runs in given["numbers"].items()}
    portals = sorted(frozenset().union(*sets))
    gone = {name: set(given.get("missing", {}).get(name, ())) for name in portals}
    on: dict[str, dict[Week, float]] = {name: {} for name in portals}
    exact: dict[frozenset[str], dict[Week, float]] = {}
    for at, week in enumerate(weeks):
        read = {name for name in portals if at not in gone[name]}
        for name in read:
            on[name][week] = 0.0
        for names, values in sets.items():
            value = values[at] or 0.0
            for name in names & read:
                on[name][week] += value
            of_set = exact.setdefault(names & read, {})
            of_set[week] = of_set.get(week, 0.0) + value
    several: dict[Week, float] = {}
    for names, values_of_set in exact.items():
        for week, value in values_of_set.items() if len(names) > 1 else ():
            several[week] = several.get(week, 0.0) + value
    only = {name: exact.get(frozenset((name,)), {}) for name in portals}
    shared = {names: values for names, values in exact.items() if len(names) > 1}
    return NumberCells(on, only, several, shared)


@cases("numbers")
def test_distinct_numbers_are_those_computed_by_hand(case: Any) -> None:
    """No number twice, also where a portal is missing or left out."""
    cells = number_cells(case["input"])
    market = Portals(dict.fromkeys(cells.on, ends_of(2022))).year(2022)
    figure = level_of_numbers(market, cells, case["input"].get("panel"))
    assert figure.level == pytest.approx(case["want"]["level"])


@cases("printed")
def test_a_level_and_its_interval_are_rounded_as_computed_by_hand(case: Any) -> None:
    """Outwards, and under u to 5."""
    given, uncertain = case["input"], "u" in case["input"].get("flag", "")
    ends = rounded_interval(given["level"], given["half"], is_uncertain=uncertain)
    level = rounded(given["level"], is_uncertain=uncertain)
    assert [level, list(ends) if ends else "."] == case["want"]


def up_and_down(*missing: int, weeks: int = 52) -> dict[Week, float]:
    """Return 100 and 110 in turn, but for weeks from position 0 that are missing."""
    every = list(weeks_of(2022))[:weeks]
    return {week: 100.0 + 10 * (at % 2) for at, week in enumerate(every) if at not in set(missing)}


def market_of(*portals: str, events: Sequence[Event] = ()) -> MarketYear:
    return Portals(dict.fromkeys(portals, ends_of(2022)), events).year(2022)


def test_the_error_of_a_portal_that_closed_is_of_its_level_while_it_was_up() -> None:
    """Its zeros are known, and the fall to them is no movement of its own."""
    closed = Event(EventKind.CLOSED, "a", Week(2022, 27))
    figure = level_of_portal(market_of("a", events=[closed]), "a", up_and_down(9, weeks=26))
    alone = [None if at == 9 else 100.0 + 10 * (at % 2) for at in range(26)]
    assert figure.gap_error == pytest.approx(error_of_sum(alone) / 52)
    assert figure.gap_error > 0
    assert figure.mean_while_up == pytest.approx(104.8)


def test_a_gap_before_a_portal_closed_is_filled_from_its_own_side() -> None:
    """Between a count and an event there is no line down to zero."""
    moves = [
        Event(EventKind.CLOSED, "a", Week(2022, 21)),
        Event(EventKind.OPENED, "a", Week(2022, 31)),
    ]
    counts = {Week(2022, n): 300.0 if n < 21 else 500.0 for n in (*range(1, 19), *range(33, 53))}
    figure = level_of_portal(market_of("a", events=moves), "a", counts)
    assert figure.values is not None
    assert figure.values[17:33] == (300.0,) * 3 + (0.0,) * 10 + (500.0,) * 3


@pytest.mark.parametrize(("counted", "is_printed"), [(26, True), (25, False)])
def test_a_total_asks_for_half_of_its_ad_weeks(counted: int, *, is_printed: bool) -> None:
    """Counted, not filled."""
    weeks = [*range(2 * (counted - 1))[::2], 51]
    counts = {Week(2022, at + 1): 100.0 for at in weeks}
    figure = level_of_total(market_of("a"), {"a": counts})
    assert (figure.level is not None) is is_printed


@pytest.mark.parametrize(("first", "span"), [(5, (1, 52)), (6, (6, 52))])
def test_a_start_in_the_first_five_weeks_is_a_whole_year(first: int, span: tuple[int, int]) -> None:
    """Up to four weeks are missing at its start."""
    window = window_of(2022, first=Week(2022, first))
    assert (window.of_span[0].number, window.of_span[-1].number) == span
    assert window.is_first is (first > 5)


def test_the_window_has_thirteen_weeks_of_each_year_beside_and_none_to_come() -> None:
    """2020 has 53 weeks, and what is not over has no weeks yet."""
    whole = window_of(2021)
    assert (whole.weeks[0], whole.weeks[-1]) == (Week(2020, 41), Week(2022, 13))
    assert len(whole.span) == 52
    running = window_of(2021, last=Week(2021, 30))
    assert running.weeks[-1] == running.of_span[-1] == Week(2021, 30)
    assert window_of(2021, last=Week(2021, 52)).is_running is False
    assert window_of(2022, last=Week(2021, 52)).of_span == ()


def test_a_series_of_which_no_two_counts_are_near_has_no_level() -> None:
    """Nothing is known of how it moves."""
    market = market_of("a")
    third = {Week(2022, at + 1): 100.0 for at in range(0, 52, 3)}
    whole = whole_weeks(market, {"a": third})
    assert level_of_place(market, third, whole).level is None
    second = {Week(2022, at + 1): 100.0 for at in range(0, 52, 2)}
    assert level_of_place(market, second, whole_weeks(market, {"a": second})).level == 100


def test_in_a_gap_sets_of_portals_err_as_alike_as_they_share_portals() -> None:
    """In week 11 a is missing, in week 12 both: half of what errs is the same."""
    a, b = up_and_down(10, 11), up_and_down(11)
    moving = {week: value / 4 for week, value in up_and_down().items()}
    cells = NumberCells({"a": a, "b": b}, {"a": a, "b": b}, dict(moving))
    market = market_of("a", "b")
    whole = [None if at in {10, 11} else (100.0 + 10 * (at % 2)) * 2.25 for at in range(52)]
    only_a = [None if at in {10, 11} else 100.0 + 10 * (at % 2) for at in range(52)]
    one, other = error_of_sum(only_a, [10]), error_of_sum(whole, [11])
    both = math.sqrt(one**2 + other**2 + 2 * one * other / math.sqrt(2))
    assert level_of_numbers(market, cells).gap_error == pytest.approx(both / 52)


def steady(*at: int, value: float = 100.0) -> dict[Week, float]:
    """Return the same count in these weeks, as positions from 0."""
    return {Week(2022, week + 1): value for week in at}


@pytest.mark.parametrize(("counted", "is_printed"), [(26, True), (25, False)])
def test_a_portals_year_asks_for_26_known_weeks(counted: int, *, is_printed: bool) -> None:
    """From its first week to its last, with a gap between any two."""
    weeks = [*range(0, 2 * (counted - 1), 2), 51]
    level = level_of_portal(market_of("a"), "a", steady(*weeks)).level
    assert level == (100 if is_printed else None)


@pytest.mark.parametrize(("counted", "is_printed"), [(13, True), (12, False)])
def test_a_places_year_asks_for_13_weeks_in_which_all_was_read(
    counted: int, *, is_printed: bool
) -> None:
    """It loses each week in which one of the portals is missing."""
    weeks = [*range(0, 4 * (counted - 2), 4), 50, 51]
    counts, market = steady(*weeks), market_of("a", "b")
    whole = whole_weeks(market, {"a": counts, "b": steady(*range(52))})
    everywhere = steady(*range(52))
    figure = level_of_place(market, everywhere, whole)
    assert figure.level == (100 if is_printed else None)
    assert figure.counted == counted
    first = Portals({"a": ends_of(2022)}, first=Week(2022, 30)).year(2022)
    few = steady(40, 41, 42)
    assert (
        level_of_place(first, few, whole_weeks(first, {"a": steady(*range(29, 52))})).level == 100
    )


def test_no_place_has_a_level_where_a_portal_was_added_or_has_an_open_end() -> None:
    """Its cells are not kept by portal."""
    every = steady(*range(52))
    added = Portals(
        {"a": ends_of(2022), "b": (Week(2022, 20), Week(2022, 52))},
        [Event(EventKind.ADDED, "b", Week(2022, 20))],
    ).year(2022)
    assert added.partly == {"b"}
    assert level_of_place(added, every, whole_weeks(added, {"a": every})).level is None
    two, ended = market_of("a", "b"), steady(*range(40))
    whole = whole_weeks(two, {"a": every, "b": ended})
    assert whole.has_open_end
    assert level_of_place(two, every, whole).level is None
    assert level_of_place(two, every, whole_weeks(two, {"a": every, "b": every})).level == 100


@pytest.mark.parametrize(("together", "is_known"), [(3, True), (2, False)])
def test_numbers_of_a_missing_portal_are_known_from_three_weeks_in_which_all_were_read(
    together: int, *, is_known: bool
) -> None:
    """What b alone would have added, ten, is read off them."""
    a, b = steady(*range(52)), steady(*range(together), value=30.0)
    only_a = {week: 100.0 if week not in b else 80.0 for week in a}
    only_b, both = steady(*range(together), value=10.0), steady(*range(together), value=20.0)
    market = market_of(
        "a", "b", events=[Event(EventKind.UNREAD, "b", Week(2022, together + 1), Week(2022, 52))]
    )
    figure = level_of_numbers(
        market, NumberCells({"a": a, "b": b}, {"a": only_a, "b": only_b}, both)
    )
    assert figure.values == ((110.0,) * 52 if is_known else None)


def test_numbers_of_some_portals_leave_out_those_on_others_alone() -> None:
    """Of all, less those on c only, on d only, and on both of them only."""
    every = list(range(52))
    only = {
        name: steady(*every, value=value) for name, value in (("a", 5.0), ("c", 7.0), ("d", 9.0))
    }
    exact = {
        frozenset("ac"): steady(*every, value=2.0),
        frozenset("cd"): steady(*every, value=4.0),
    }
    on = {name: steady(*every) for name in "acd"}
    cells = NumberCells(on, only, steady(*every, value=6.0), exact)
    assert cells.on_any({"a"}, Week(2022, 1)) == 5 + 6 - 4
    assert cells.on_any({"c", "d"}, Week(2022, 1)) == 7 + 9 + 6
    assert cells.on_any((), Week(2022, 1)) == 0
    panel = level_of_numbers(market_of("a", "c", "d"), cells, ["a"])
    assert (panel.level, panel.flags) == (7, "")


def test_a_market_without_portals_has_no_level() -> None:
    """Before the first is on the list."""
    figure = level_of_total(Portals({}).year(2022), {})
    assert (figure.level, figure.values, figure.counted) == (None, None, 0)
