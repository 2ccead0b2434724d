"""Sweeps are written whole, counted by the function that is handed in, or not at all."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, text

from scrapers.model import Hidden, Outcome, Sighting
from storage.database import open_engine
from storage.errors import DatabaseProblem, KeyProblem
from storage.records import (
    ALL_PLACES,
    CheckResult,
    Count,
    Protected,
    ProtectedCount,
    Review,
    WeekCounts,
    WeekSightings,
)
from storage.store import Store
from storage.tables import AD_SIGHTING, NUMBER_SIGHTING
from storage.weeks import Week
from tests.storage.support import (
    COMPLETE,
    SUSPECT,
    WEEK,
    a_sweep,
    add,
    add_counted,
    ads,
    count,
    shared_cell,
    sighting,
)

FJORD = a_sweep("fjord", sighting("b", "1", "2", places=("Oslo", "Bergen")), sighting("a"))
TUNDRA = a_sweep("tundra", sighting("c", "2"))


@pytest.fixture(autouse=True)
def planned(store: Store) -> None:
    """Make a week due for two portals."""
    for portal in ("fjord", "tundra"):
        store.plan({portal: False}, [WEEK, WEEK.next()])


class Spy:
    """Counts nothing, and remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[tuple[Week, dict[str, list[Sequence[Sighting]]]]] = []

    def __call__(self, week: Week, sightings: WeekSightings) -> WeekCounts:
        """Be given a week's sightings."""
        self.given.append((week, {portal: list(all_) for portal, all_ in sightings.items()}))
        return WeekCounts()


def rows(url: str) -> tuple[int, int]:
    """Count the rows of the sighting tables."""
    engine = open_engine(url)
    with engine.connect() as connection:
        found = [len(connection.execute(select(t)).all()) for t in (AD_SIGHTING, NUMBER_SIGHTING)]
    engine.dispose()
    return found[0], found[1]


def test_the_counting_function_gets_what_was_swept(store: Store) -> None:
    """Every sighting comes back as it was, in the order of identifiers."""
    spy = Spy()
    add_counted(store, FJORD, WEEK, COMPLETE, spy, late=False)
    one, other = FJORD.sightings

    assert spy.given == [(WEEK, {"fjord": [[other, one]]})]


def test_a_second_sweep_is_told_only_what_a_complete_one_of_its_portal_and_week_knew(
    store: Store,
) -> None:
    """A suspect sweep may have read the wrong thing: after a mend it must be read anew."""
    known = sighting("a", "1")
    add(store, a_sweep("fjord", known))
    add(store, a_sweep("fjord", sighting("b", "2")), SUSPECT)

    assert store.sightings("fjord", WEEK) == {known.ad: known}
    assert store.sightings("tundra", WEEK) == {}
    assert store.sightings("fjord", WEEK.previous()) == {}


def test_the_counting_function_gets_all_portals_and_sweeps_of_the_week(store: Store) -> None:
    """Sweeps of one portal come in the order in which they were made, other weeks not at all."""
    spy = Spy()
    add_counted(store, FJORD, WEEK.next(), COMPLETE, count, late=False)
    add(store, FJORD)
    add(store, a_sweep("fjord", sighting("d")))
    add_counted(store, TUNDRA, WEEK, COMPLETE, spy, late=False)
    ((week, given),) = spy.given

    assert week == WEEK
    assert {portal: [len(each) for each in sweeps] for portal, sweeps in given.items()} == {
        "fjord": [2, 1],
        "tundra": [1],
    }


def test_an_empty_sweep_is_a_sweep(store: Store) -> None:
    """A market without ads is handed on as such, and is not a gap."""
    spy = Spy()
    add_counted(store, a_sweep("fjord"), WEEK, COMPLETE, spy, late=False)

    assert spy.given == [(WEEK, {"fjord": [[]]})]


def test_counts_come_back_in_a_fixed_order(store: Store) -> None:
    """By week, portal, place and measure, byte by byte, however they went in."""
    places = ["aa", "b", "a-b", "ab", "Å", "z", ALL_PLACES, "Oslo"]
    counts = [
        Count(WEEK, portal, place, measure, 1.5)
        for portal in ("tundra", "fjord")
        for place in places
        for measure in ("ads", "a-ds")
    ]
    cells = [
        ProtectedCount(WEEK, portals, place, "numbers", Protected(7))
        for portals in ("tundra", "fjord+tundra", "fjord")
        for place in places
    ]
    Random(1).shuffle(counts)
    Random(2).shuffle(cells)
    both = WeekCounts(tuple(counts), tuple(cells))
    add_counted(store, FJORD, WEEK, COMPLETE, lambda *_: both, late=False)

    by_name = sorted(counts, key=lambda c: (c.portal, c.place, c.measure))
    assert by_name == list(store.counts(WEEK, WEEK))
    by_name_of_cell = sorted(cells, key=lambda c: (c.portals, c.place, c.measure))
    assert by_name_of_cell == list(store.publishable.cells(WEEK, WEEK))


def test_runs_and_tries_come_back_in_a_fixed_order(store: Store) -> None:
    """Portals are in the order of their letters' codes on every database."""
    names = ["z", "aa", "a-b", "ab", "b", "a1"]
    for name in names:
        store.plan({name: False}, [WEEK])
        add(store, a_sweep(name))
    everything = sorted([*names, "fjord", "tundra"])

    assert everything == [run.portal for run in store.runs(WEEK, WEEK)]
    assert sorted(names) == [each.portal for each in store.attempts(WEEK)]


def test_counts_are_those_of_the_weeks_asked_for(store: Store) -> None:
    """Both ends are included."""
    add(store, FJORD)
    add_counted(store, TUNDRA, WEEK.next(), COMPLETE, count, late=False)

    assert [each.portal for each in store.counts(WEEK, WEEK)] == ["fjord"]
    assert [each.portal for each in store.counts(WEEK, WEEK.next())] == ["fjord", "tundra"]
    assert store.counts(WEEK.previous(), WEEK.previous()) == ()


def test_numbers_on_two_portals_are_counted_over_both(store: Store) -> None:
    """The second portal's sweep counts the week anew."""
    add(store, FJORD)
    add(store, TUNDRA)

    assert store.publishable.cells(WEEK, WEEK) == (shared_cell(WEEK, 1),)
    assert store.publishable.cells(WEEK.next(), WEEK.next()) == ()


def test_protected_counts_stay_until_the_sweeps_of_their_week_change(store: Store) -> None:
    """They are never drawn anew, whatever else is written."""
    add(store, FJORD)
    add(store, TUNDRA)
    other = WeekCounts(cells=(shared_cell(WEEK, 9),))
    add_counted(store, FJORD, WEEK.next(), COMPLETE, count, late=False)
    store.add_failure("tundra", WEEK, CheckResult(Outcome.FAILED, "no answer"))
    assert store.publishable.cells(WEEK, WEEK) == (shared_cell(WEEK, 1),)
    add_counted(store, TUNDRA, WEEK, COMPLETE, lambda *_: other, late=False)
    assert store.publishable.cells(WEEK, WEEK) == (shared_cell(WEEK, 9),)


def test_a_sweep_that_cannot_be_counted_is_kept_and_its_week_waits(
    store: Store, database_url: str
) -> None:
    """The counts of before stay until it is, and nothing of a count is written by halves."""
    add(store, FJORD)
    before = store.counts(WEEK, WEEK)

    def faulty(week: Week, sightings: WeekSightings) -> WeekCounts:
        assert set(sightings) == {"fjord", "tundra"}
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        add_counted(store, TUNDRA, WEEK, COMPLETE, faulty, late=False)

    assert store.counts(WEEK, WEEK) == before
    assert store.waiting_weeks() == [WEEK]
    assert rows(database_url) == (4, 3)
    assert store.recount([WEEK], count) == [WEEK]
    assert store.waiting_weeks() == []
    assert ads(store) == {"fjord": 2, "tundra": 1}


def test_counts_that_break_a_rule_leave_the_week_waiting(store: Store) -> None:
    """The same cell twice is a problem, and none of them is kept."""
    twice = (ProtectedCount(WEEK, "fjord", ALL_PLACES, "ads", Protected(5)),) * 2
    with pytest.raises(DatabaseProblem):
        add_counted(store, FJORD, WEEK, COMPLETE, lambda *_: WeekCounts(cells=twice), late=False)

    assert store.publishable.cells(WEEK, WEEK) == ()
    assert store.waiting_weeks() == [WEEK]


def test_several_sweeps_are_counted_once_when_their_round_is_over(store: Store) -> None:
    """Storing costs what was swept; what spans portals is counted at the end."""
    spy = Spy()
    store.add_sweep(FJORD, WEEK, COMPLETE, late=False)
    store.add_sweep(TUNDRA, WEEK, COMPLETE, late=False)
    assert store.counts(WEEK, WEEK) == ()
    assert store.recount(store.waiting_weeks(), spy) == [WEEK]
    assert [set(portals) for _, portals in spy.given] == [{"fjord", "tundra"}]
    assert store.recount(store.waiting_weeks(), spy) == []
    assert len(spy.given) == 1


def test_a_recount_that_comes_out_alike_writes_nothing(store: Store, database_url: str) -> None:
    """Stored counts change only when the sweeps of their week do."""
    add(store, FJORD)
    if database_url.startswith("sqlite"):
        file = Path(database_url.removeprefix("sqlite:///"))
        before = file.read_bytes()
        assert store.recount([WEEK], count) == []
        assert file.read_bytes() == before


def test_one_week_that_cannot_be_counted_keeps_no_other_from_it(store: Store) -> None:
    """Each is a transaction of its own."""
    for week in (WEEK, WEEK.next()):
        store.add_sweep(FJORD, week, COMPLETE, late=False)

    def faulty(week: Week, sightings: WeekSightings) -> WeekCounts:
        if week == WEEK.next():
            raise ArithmeticError
        return count(week, sightings)

    with pytest.raises(ArithmeticError):
        store.recount([WEEK, WEEK.next()], faulty)
    assert store.waiting_weeks() == [WEEK.next()]
    assert ads(store) == {"fjord": 2}


def test_a_portal_that_was_not_planned_is_a_problem(store: Store) -> None:
    """There is no sweep without a run, and nothing is written."""
    with pytest.raises(DatabaseProblem):
        add(store, a_sweep("unknown"))

    assert store.attempts(WEEK) == []


def test_a_week_that_was_not_planned_is_a_problem(store: Store) -> None:
    """A sweep without a row in the ledger would be kept and never counted."""
    with pytest.raises(DatabaseProblem):
        add_counted(store, FJORD, Week(2026, 40), COMPLETE, count, late=False)

    assert store.attempts(Week(2026, 40)) == []


def test_the_order_of_the_pages_is_not_kept(store: Store, database_url: str) -> None:
    """Sightings lie in the order of their identifiers, whatever order they were seen in."""
    sightings = [sighting(f"{number:04}", f"n{number}") for number in range(300)]
    Random(2).shuffle(sightings)
    add(store, a_sweep("fjord", *sightings))
    engine = open_engine(database_url)
    order = "" if engine.dialect.name == "sqlite" else "ORDER BY ctid"
    with engine.connect() as connection:
        stored = [
            [bytes(ad) for ad in connection.scalars(text(f"SELECT ad FROM {table} {order}"))]  # noqa: S608
            for table in ("ad_sighting", "number_sighting")
        ]
    engine.dispose()

    assert all(one < other for ads_ in stored for one, other in pairwise(ads_))
    assert [len(ads_) for ads_ in stored] == [300, 300]


# -- keys -----------------------------------------------------------------------------------------


def test_any_key_is_right_for_a_year_that_knows_none(store: Store, key: Hidden[bytes]) -> None:
    """Checking alone remembers nothing."""
    store.check_key(2026, key)
    store.check_key(2026, Hidden(bytes(32)))
    store.remember_key(2026, key)


def test_a_year_knows_its_key_again(store: Store, key: Hidden[bytes]) -> None:
    """The same key may be remembered any number of times."""
    store.remember_key(2026, key)
    store.remember_key(2026, key)
    store.check_key(2026, key)

    with pytest.raises(KeyProblem, match="2026 is not the one this database was begun with"):
        store.check_key(2026, Hidden(bytes(32)))


def test_another_key_is_not_remembered(store: Store, key: Hidden[bytes]) -> None:
    """The year goes on knowing the first one, and another year may have its own."""
    store.remember_key(2026, key)
    with pytest.raises(KeyProblem):
        store.remember_key(2026, Hidden(bytes(32)))
    store.remember_key(2027, Hidden(bytes(32)))

    store.check_key(2026, key)
    with pytest.raises(KeyProblem):
        store.check_key(2027, key)


def test_nothing_was_counted_before_anything_was_swept(store: Store) -> None:
    """A fresh store is empty, and says so without a fault."""
    assert ads(store) == {}
    assert store.attempts(WEEK) == []
    assert store.publishable.simulated_portals() == set()


def test_weeks_that_have_their_identifiers_are_counted_again(store: Store) -> None:
    """By a program that counts something more; a second time, nothing is otherwise."""
    add_counted(store, FJORD, WEEK, COMPLETE, Spy(), late=False)
    assert store.counts(WEEK, WEEK) == ()
    assert store.recount([WEEK, WEEK.next()], count) == [WEEK]
    assert store.counts(WEEK, WEEK) != ()
    assert store.recount([WEEK, WEEK.next()], count) == []


def test_a_week_that_is_left_out_after_its_identifiers_are_gone_keeps_its_counts(
    store: Store,
) -> None:
    """They are all that is left of it; what is left out is no longer published."""
    add(store, FJORD)
    kept = store.counts(WEEK, WEEK)
    store.purge_weeks_before(WEEK.next())
    assert store.review([("fjord", WEEK)], Review.EXCLUDED, reason="moved", count=count)
    assert store.counts(WEEK, WEEK) == kept != ()


def test_a_week_without_all_its_identifiers_is_not_counted_again(store: Store) -> None:
    """What is left of it would be a part of the market, or none."""
    add(store, FJORD)
    kept = store.counts(WEEK, WEEK)
    store.purge_weeks_before(WEEK.next())
    assert store.recount([WEEK], Spy()) == []
    assert store.counts(WEEK, WEEK) == kept != ()
