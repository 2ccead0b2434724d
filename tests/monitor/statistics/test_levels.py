"""Levels of a year, held against hand-computed cases."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.report.printed_cells import interval, rounded
from monitor.statistics.figure import Figure
from monitor.statistics.levels import level_of_portal, level_of_total
from monitor.statistics.numbers import NumberCells, level_of_numbers
from monitor.statistics.portals import Portals
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
    ends = interval(given["level"], given["half"], is_uncertain=uncertain)
    level = rounded(given["level"], is_uncertain=uncertain)
    assert [level, list(ends) if ends else "."] == case["want"]
