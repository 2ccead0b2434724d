"""Attacks on what is published: every table of small numbers is tried, without the audit's code."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st
from monitor.report.audit import World, audit
from monitor.report.conceal import Concealed, conceal
from monitor.report.draft import Draft, Spot
from monitor.report.system import year_system
from monitor.series import Scope

from monitor.report.figures import BASES, COUNTED, PARTS_OF_ADS, Figure, Figures, Key, Kind
from monitor.statistics import average, fill_gaps

YEAR, THRESHOLD = 2022, 2
PORTALS = ("fjord", "nordlys")
Weeks = Sequence[float | None]
Parts = dict[str, tuple[Weeks, Weeks, Weeks]]
Table = dict[tuple[str | None, Kind, int], npt.NDArray[np.int16]]

LARGE = 50.0
MULTI = st.sampled_from([0, 3, 4, 6])
SMALL = st.integers(0, 7)
WEEK = st.tuples(SMALL, MULTI, SMALL)


def figure(weeks: Weeks, *, level: bool) -> Figure:
    """Return a figure of a few weeks, and give it a yearly level although it is short."""
    filled = fill_gaps(weeks)
    found = average(filled, weeks)
    if level:
        seen = [value for value in (filled.values if filled else weeks) if value is not None]
        found = type(found)(sum(seen) / len(seen), 0.0, None, len(seen), len(weeks))
    return Figure(tuple(weeks), filled, found)


def table(parts: Parts, *, few: str = "", level: bool = False) -> Figures:
    """Return the figures of portals with these ads; `few` has its multi-ad ads on two numbers."""
    found: Figures = {}
    scopes = {portal: Scope(portal=portal) for portal in parts}
    for portal, scope in scopes.items():
        weeks = dict(zip(PARTS_OF_ADS, parts[portal], strict=True))
        weeks[Kind.ADS] = add(*weeks.values())
        always = [None if value is None else LARGE for value in weeks[Kind.ADS]]
        weeks |= {Kind.NUMBERS: always, Kind.MULTI_NUMBERS: always}
        weeks[Kind.TOP_NUMBER_ADS] = [None if value is None else 0.01 for value in always]
        if portal == few:
            weeks[Kind.MULTI_NUMBERS] = [None if value is None else 2.0 for value in always]
        found |= {Key(kind, scope): figure(each, level=level) for kind, each in weeks.items()}
    for kind in (*COUNTED, *BASES):
        whole = add(*(found[Key(kind, scope)].series for scope in scopes.values()))
        found[Key(kind, Scope())] = figure(whole, level=level)
    missing = Figure((), None, average(None, ()))
    return found | {Key(Kind.ADS_PER_NUMBER, s): missing for s in (Scope(), *scopes.values())}


def add(*several: Weeks) -> list[float | None]:
    return [
        None if None in values else sum(value or 0.0 for value in values)
        for values in zip(*several, strict=True)
    ]


def concealed(parts: Parts, *, few: str = "", level: bool = False) -> Concealed:
    draft = Draft(YEAR, THRESHOLD, table(parts, few=few, level=level))
    return conceal(draft, least=5)


def every_table(names: Sequence[str], weeks: int, largest: int) -> Table:
    """Return all tables of parts from 0 to `largest`, one in each position of the arrays."""
    multi = [value for value in range(largest + 1) if value == 0 or value > THRESHOLD]
    domains = {
        Kind.INDIVIDUAL: range(largest + 1),
        Kind.MULTI: multi,
        Kind.WITHOUT_NUMBER: range(largest + 1),
    }
    cells = list(product(names, PARTS_OF_ADS, range(weeks)))
    axes = [np.array(domains[kind], dtype=np.int16) for _, kind, _ in cells]
    grids = np.meshgrid(*axes, indexing="ij", sparse=True)
    found: Table = dict(zip(cells, grids, strict=True))
    for name, week in product(names, range(weeks)):
        found[name, Kind.ADS, week] = sum_of(found[name, kind, week] for kind in PARTS_OF_ADS)
    for kind, week in product((Kind.ADS, *PARTS_OF_ADS), range(weeks)):
        found[None, kind, week] = sum_of(found[name, kind, week] for name in names)
    return found


def sum_of(arrays: object) -> npt.NDArray[np.int16]:
    first, *others = list(arrays)  # type: ignore[call-overload]
    for other in others:
        first = first + other
    return first  # type: ignore[no-any-return]


def candidates(draft: Draft, every: Table, weeks: int, *, level: bool) -> dict[str, int]:
    """Return how many values each hidden week may have in the tables that print the same."""
    possible = np.ones(np.broadcast_shapes(*(v.shape for v in every.values())), dtype=bool)
    for (name, kind, week), values in every.items():
        key = Key(kind, Scope(portal=name))
        if not draft.hides(key, week):
            possible = possible & (values == draft.figures[key].series[week])
        if level and week == 0 and not draft.hides(key):
            total = sum_of(every[name, kind, at] for at in range(weeks))
            printed = round(draft.figures[key].average.level or 0.0)
            possible = possible & (np.abs(total / weeks - printed) <= 0.5)
    return {
        f"{name} {kind} {week}": len(np.unique(np.broadcast_to(values, possible.shape)[possible]))
        for (name, kind, week), values in every.items()
        if draft.hides(Key(kind, Scope(portal=name)), week)
    }


@settings(max_examples=25, deadline=None)
@given(WEEK, WEEK, st.sampled_from(["", *PORTALS]))
def test_no_attacker_pins_a_hidden_week_of_two_portals(
    one: tuple[int, int, int], other: tuple[int, int, int], few: str
) -> None:
    """Whoever tries all tables finds at least five values that every hidden cell may have."""
    parts = {
        name: tuple([float(value)] for value in week)
        for name, week in zip(PORTALS, (one, other), strict=True)
    }
    found = concealed(parts, few=few)  # type: ignore[arg-type]
    tries = candidates(found.draft, every_table(PORTALS, 1, 12), 1, level=False)
    assert found.pinned == ()
    assert {name: count for name, count in tries.items() if count < 5} == {}


@settings(max_examples=25, deadline=None)
@given(WEEK, WEEK, st.sampled_from(["", "fjord"]))
def test_no_attacker_pins_a_hidden_week_by_means_of_the_years_levels(
    first: tuple[int, int, int], second: tuple[int, int, int], few: str
) -> None:
    """A year of two weeks, whose rounded levels give away much more than those of 52."""
    weeks = tuple([float(a), float(b)] for a, b in zip(first, second, strict=True))
    found = concealed({"fjord": weeks}, few=few, level=True)  # type: ignore[dict-item]
    tries = candidates(found.draft, every_table(["fjord"], 2, 9), 2, level=True)
    assert found.pinned == ()
    assert {name: count for name, count in tries.items() if count < 5} == {}


def leak(parts: Parts, *hidden: Spot, level: bool = False) -> dict[Spot, tuple[float, float]]:
    """Return what the audit says to a report that hides only this."""
    draft = Draft(YEAR, THRESHOLD, table(parts, level=level), frozenset(hidden))
    return {p.spot: (p.low, p.high) for p in audit(year_system(draft), draft.hidden)}


def spot(kind: Kind, portal: str | None, week: int | None = 0) -> Spot:
    return Spot(YEAR, Key(kind, Scope(portal=portal)), week)


TWO: Parts = {"fjord": ([20.0], [9.0], [4.0]), "nordlys": ([60.0], [30.0], [8.0])}


def test_the_audit_finds_a_hidden_cell_that_a_sum_gives_away() -> None:
    """One hidden part is the total less the others, to the last ad."""
    alone = spot(Kind.WITHOUT_NUMBER, "fjord")
    assert leak(TWO, alone) == {alone: (4.0, 4.0)}


def test_the_audit_finds_a_leak_through_two_sums_that_no_single_sum_shows() -> None:
    """Two parts are hidden in one portal, but the country's sums give each of them away."""
    pair = [spot(kind, "fjord") for kind in (Kind.WITHOUT_NUMBER, Kind.MULTI)]
    assert set(leak(TWO, *pair)) == set(pair)


def test_the_audit_finds_cells_that_are_hidden_in_two_but_too_small() -> None:
    """One and two, known to be three together, leave four values for each."""
    parts: Parts = {"fjord": ([20.0], [9.0], [1.0]), "nordlys": ([60.0], [30.0], [2.0])}
    kinds = (Kind.WITHOUT_NUMBER, Kind.INDIVIDUAL)
    four = [spot(kind, portal) for kind in kinds for portal in PORTALS]
    found = leak(parts, *four)
    assert found[four[0]] == (0.0, 3.0)
    assert set(found) == set(four)


def test_a_square_of_hidden_cells_that_are_large_enough_passes() -> None:
    """An audit that fails everything would prove nothing either."""
    kinds = (Kind.MULTI, Kind.INDIVIDUAL)
    assert leak(TWO, *(spot(kind, portal) for kind in kinds for portal in PORTALS)) == {}


def test_the_audit_finds_the_hidden_week_that_the_years_level_gives_away() -> None:
    """Twice the level, less the shown week, is the hidden week but for the rounding."""
    parts: Parts = {"fjord": ([40.0, 40.0], [30.0, 30.0], [4.0, 8.0])}
    hidden = [
        spot(kind, portal) for kind in (Kind.ADS, *PARTS_OF_ADS) for portal in (None, "fjord")
    ]
    found = leak(parts, *hidden, level=True)
    assert spot(Kind.WITHOUT_NUMBER, "fjord") in found
    assert leak(parts, *hidden) == {}


def test_ads_on_multi_ad_numbers_are_none_or_more_than_the_threshold() -> None:
    """Four together can only be none and four: the ads that they are moved against are two, too."""
    parts: Parts = {"fjord": ([20.0], [4.0], [0.0]), "nordlys": ([60.0], [0.0], [8.0])}
    kinds = (Kind.MULTI, Kind.INDIVIDUAL)
    four = [spot(kind, portal) for kind in kinds for portal in PORTALS]
    assert set(leak(parts, *four)) == set(four)


def test_an_estimate_is_hidden_with_the_week_that_it_was_made_from() -> None:
    """Interpolating backwards would give the week; and the total would give the estimate."""
    weeks = [30.0, 30.0, None, 30.0, 30.0]
    low = [8.0, 4.0, None, 9.0, 9.0]
    steady = [30.0] * 5
    parts: Parts = {"fjord": (weeks, weeks, low), "nordlys": (steady, steady, steady)}
    draft = concealed(parts).draft
    hidden = [draft.hides(Key(Kind.WITHOUT_NUMBER, Scope(portal="fjord")), at) for at in range(5)]
    assert hidden == [False, True, True, False, False]
    assert draft.hides(Key(Kind.WITHOUT_NUMBER, Scope()), 2)


def test_a_hidden_level_hides_its_weeks() -> None:
    """The level is their mean."""
    parts: Parts = {
        "fjord": ([30.0, 30.0], [30.0, 30.0], [1.0, 7.0]),
        "nordlys": ([30.0, 30.0], [30.0, 30.0], [30.0, 30.0]),
    }
    draft = concealed(parts, level=True).draft
    key = Key(Kind.WITHOUT_NUMBER, Scope(portal="fjord"))
    assert draft.hides(key)
    assert (draft.hides(key, 0), draft.hides(key, 1)) == (True, True)


def test_what_the_audit_finds_does_not_depend_on_the_order_it_is_asked_in() -> None:
    """Sets have another order in every process; the worlds that are found must be the same."""
    chance = random.Random(3)
    draw = [[chance.randint(0, 7), chance.choice([0, 3, 4, 6]), chance.randint(0, 7)] for _ in "12"]
    weeks = {
        portal: tuple([float((value + at) % 8 if value else 0) for at in range(6)] for value in row)
        for portal, row in zip(PORTALS, draw, strict=True)
    }
    draft = concealed({name: (a, b, c) for name, (a, b, c) in weeks.items()}, level=True).draft
    asked = sorted(draft.hidden, key=repr)
    found = []
    for order in (asked, asked[::-1], chance.sample(asked, len(asked))):
        worlds: list[World] = []
        pinned = audit(year_system(draft), order, worlds)
        found.append((pinned, [sorted(world.items(), key=repr) for world in worlds]))
    assert found[0][1]
    assert found[0] == found[1] == found[2]
