"""Protection of a cell: the same units draw the same, others independently."""

from __future__ import annotations

import math
from functools import reduce
from operator import add
from statistics import correlation, fmean, pvariance

from hypothesis import given
from hypothesis import strategies as st

from monitor.protection import Protection, Unit
from monitor.protection.cell_key import LASTING, _uniform
from scrapers.model import Hidden
from tests.monitor.building import protection


def units(*names: str) -> dict[bytes, Unit]:
    return {name.encode(): frozenset((name.encode(),)) for name in names}


def people(count: int, start: int = 0) -> dict[bytes, Unit]:
    return units(*(f"n{at}" for at in range(start, start + count)))


def drawn_by(one: Protection, name: str, count: float, by: dict[bytes, Unit]) -> int:
    """Return what a cell with these units is printed as."""
    keys = sum(one.record_key(identifier) for unit in by.values() for identifier in unit)
    return one.protect(name, count, keys)


def added(one: Protection, name: str, start: int, count: int = 30) -> int:
    return drawn_by(one, name, count, people(count, start)) - count


def test_the_same_set_gets_the_same_addition_a_hundred_times() -> None:
    """However often it is counted, and in whatever order."""
    backwards = dict(reversed(people(30).items()))
    drawn = {drawn_by(protection(), "Oslo ads", 30, people(30)) for _ in range(50)}
    drawn |= {drawn_by(protection(), "Oslo ads", 30, backwards) for _ in range(50)}
    assert len(drawn) == 1


def test_an_ad_put_up_again_under_a_new_id_draws_the_same() -> None:
    """Its record key is that of its numbers, not its own."""
    once = {b"ad 1": frozenset((b"n1",)), b"ad 2": frozenset((b"n2", b"n3"))}
    again = {b"ad 7": frozenset((b"n1",)), b"ad 8": frozenset((b"n2", b"n3"))}
    drawn = [
        [drawn_by(protection(by=f"{at}"), "a", 12, u) for at in range(60)] for u in (once, again)
    ]
    assert drawn[0] == drawn[1]


def test_another_set_draws_independently() -> None:
    """One unit more or less, and nothing tells what the addition was before."""
    pairs = [
        (added(one, "a", 0), drawn_by(one, "a", 30, people(29) | units("other")) - 30)
        for one in (protection(by=f"{at}") for at in range(3000))
    ]
    found = correlation([x for x, _ in pairs], [y for _, y in pairs])
    assert abs(found - LASTING) < 0.06  # what lasts for the year's cell, and nothing besides


def test_a_quarter_of_the_variance_stays_with_a_cell_for_its_year() -> None:
    """The same name in another year is another cell, and so is another name."""
    secrets = [f"{at}" for at in range(3000)]
    base = [added(protection(by=s), "Oslo", 0) for s in secrets]
    same = [added(protection(by=s), "Oslo", 100) for s in secrets]
    other_name = [added(protection(by=s), "Bergen", 100) for s in secrets]
    other_year = [added(protection(2023, s), "Oslo", 100) for s in secrets]
    found = [correlation(base, drawn) for drawn in (same, other_name, other_year)]
    assert abs(found[0] - LASTING) < 0.06
    assert all(abs(each) < 0.06 for each in found[1:])


def test_additions_are_none_on_average_and_have_the_designed_variance() -> None:
    """Over many secrets, for a count that is drawn from the shared row."""
    drawn = [added(protection(by=f"{at}"), "a", 0) for at in range(4000)]
    assert abs(fmean(drawn)) < 4 * math.sqrt(2 / 4000)
    assert abs(pvariance(drawn) - 2) < 0.2


def test_a_count_between_two_whole_numbers_is_rounded_up_with_the_chance_of_its_fraction() -> None:
    """Two sweeps that differ give a half: over many secrets the mean is kept."""
    drawn = [drawn_by(protection(by=f"{at}"), "a", 30.25, people(31)) for at in range(4000)]
    assert abs(fmean(drawn) - 30.25) < 4 * math.sqrt(2.2 / 4000)


def test_a_sum_of_thirds_is_the_whole_number_that_it_stands_for() -> None:
    """Three sweeps of which each has a third of nothing lost are not one less."""
    thirds = reduce(add, [1 / 3] * 90)  # from Python 3.12 on, `sum` makes it 30
    assert thirds != 30
    assert {drawn_by(protection(by=f"{at}"), "a", thirds, people(30)) for at in range(30)} == {
        drawn_by(protection(by=f"{at}"), "a", 30, people(30)) for at in range(30)
    }


def test_by_count_the_same_count_of_a_cell_draws_the_same_whoever_is_in_it() -> None:
    """Where nobody can be known again, the additions of a steady count must not average out."""
    one = Protection(Hidden(b"s"), 2022, by_count=True)
    assert drawn_by(one, "a", 30, people(30)) == drawn_by(one, "a", 30, people(30, 500))
    drawn = {drawn_by(one, "a", count, {}) - count for count in range(30, 60)}
    assert len(drawn) > 3


def test_a_secret_that_nobody_keeps_is_another_one_each_time() -> None:
    """And it protects by the count, since it is for years without identifiers."""
    drawn = [drawn_by(Protection.without_key(2022), "a", 30, {}) for _ in range(40)]
    assert len(set(drawn)) > 2
    one = Protection.without_key(2022)
    assert len({drawn_by(one, "a", count, {}) - count for count in range(30, 60)}) > 3


def test_a_draw_stays_what_it_is_in_later_versions() -> None:
    """Drawn anew, the same count would show what was added to it."""
    counts = [at / 2 for at in range(3, 60, 7)]
    for by_count, drawn in (
        (False, [0, 5, 10, 13, 15, 19, 22, 26, 32]),
        (True, [0, 5, 8, 11, 16, 16, 22, 28, 30]),
    ):
        one = Protection(Hidden(bytes(32)), 2022, by_count=by_count)
        keys = [int(count * 2) * 123456789 for count in counts]
        assert [one.protect("fjord ads", *each) for each in zip(counts, keys, strict=True)] == drawn


@given(st.integers(0, 4))
def test_a_cell_of_few_prints_none_or_five(count: int) -> None:
    """Whatever the secret."""
    printed = {drawn_by(protection(by=f"{at}"), "a", count, people(count)) for at in range(60)}
    assert printed <= {0, 5}
    assert count or printed == {0}


def test_chance_is_never_none_nor_certainty() -> None:
    """Nobody could say how far out of the middle either lies."""
    assert 0 < _uniform(bytes(32)) < _uniform(b"\xff" * 32) < 1
