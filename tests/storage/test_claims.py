"""A sweep is begun with a claim, and stored only while that is the newest one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scrapers.model import Outcome
from storage.errors import TakenOver
from storage.records import ENDED_THE_PROGRAM, NOT_SWEPT, CheckResult, Run
from storage.store import Store
from storage.weeks import Week
from tests.storage.support import COMPLETE, WEEK, a_sweep, add_counted, ads, count, sighting

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FAILED = CheckResult(Outcome.FAILED, "fjord answered 503")
ONE_AD = a_sweep("fjord", sighting("a", "1"))


@pytest.fixture(autouse=True)
def planned(store: Store) -> None:
    """Make a week due for one portal."""
    store.plan({"fjord": False}, [WEEK])


def run(store: Store) -> Run:
    return store.run_and_attempt_count("fjord", WEEK)[0]


def begin(store: Store, by: str = "one") -> int:
    claim = store.begin(run(store), at=NOON, by=by)
    assert claim is not None
    return claim


def save(store: Store, claim: int) -> None:
    add_counted(store, ONE_AD, WEEK, COMPLETE, count, late=False, claim=claim)


def test_a_claim_says_who_began_and_when_until_the_sweep_counts(store: Store) -> None:
    """Then no time finer than the week is left beside what was seen."""
    claim = begin(store)
    begun = run(store)
    assert (begun.claim, begun.begun_at, begun.by) == (1, NOON, "one")
    save(store, claim)
    kept = run(store)
    assert (kept.claim, kept.begun_at, kept.by) == (1, None, "")
    assert store.run_and_attempt_count("fjord", WEEK)[1] == 1
    assert store.attempt_counts(WEEK) == {"fjord": 1}


def test_of_a_machines_name_forty_letters_are_kept(store: Store) -> None:
    """As many as the table has room for on every server."""
    begin(store, "a" * 39 + "bc")
    assert run(store).by == "a" * 39 + "b"


def test_of_two_that_saw_the_same_run_one_begins(store: Store) -> None:
    """Whoever comes second has seen a claim that is old."""
    seen = run(store)
    assert store.begin(seen, at=NOON, by="one") == 1
    assert store.begin(seen, at=NOON, by="two") is None
    assert run(store).by == "one"


def test_what_was_stored_since_it_was_looked_at_is_not_begun(store: Store) -> None:
    """By a machine whose locks went with the server's session just before it had done."""
    claim = begin(store)
    seen = run(store)
    save(store, claim)
    assert store.begin(seen, at=NOON, by="two") is None
    assert (run(store).claim, run(store).outcome) == (1, Outcome.COMPLETE)


def test_what_was_begun_anew_meanwhile_is_thrown_away(store: Store) -> None:
    """A machine that was paused stores nothing beside the one that took its place."""
    old, new = begin(store), begin(store, "two")
    with pytest.raises(TakenOver, match="begun this sweep anew"):
        save(store, old)
    with pytest.raises(TakenOver, match="begun this sweep anew"):
        store.add_failure("fjord", WEEK, FAILED, old)
    assert (store.attempts(WEEK), ads(store), run(store).by) == ([], {}, "two")
    assert (store.is_held("fjord", WEEK, old), store.is_held("fjord", WEEK, new)) == (False, True)
    save(store, new)
    assert ads(store) == {"fjord": 1}


def test_what_is_stored_is_not_stored_again_by_the_same_claim(store: Store) -> None:
    """As after a server that went away just when it had said yes."""
    claim = begin(store)
    save(store, claim)
    with pytest.raises(TakenOver):
        save(store, claim)
    assert [attempt.nr for attempt in store.attempts(WEEK)] == [1]


def test_a_week_that_was_closed_at_midnight_still_takes_the_sweep_begun_before(
    store: Store,
) -> None:
    """The claim decides, and not whether the run has an outcome."""
    claim = begin(store)
    store.close_past_weeks(WEEK.next())
    assert run(store).reason == NOT_SWEPT
    save(store, claim)
    assert run(store).outcome is Outcome.COMPLETE


def test_a_failed_sweep_leaves_when_it_was_tried_for_a_week_and_no_longer(store: Store) -> None:
    """By that everybody knows when the next one may be; later it is of no use."""
    store.add_failure("fjord", WEEK, FAILED, begin(store))
    assert (run(store).begun_at, run(store).by) == (NOON, "")
    store.close_past_weeks(WEEK.next())
    assert run(store).begun_at == NOON
    store.close_past_weeks(WEEK.next().next())
    assert run(store).begun_at is None


def test_a_sweep_that_is_told_to_stop_was_never_begun(store: Store) -> None:
    """It is due at once, and is no try that ended the program."""
    claim = begin(store)
    store.give_back("fjord", WEEK, claim)
    given = run(store)
    assert (given.claim, given.begun_at, given.by) == (0, None, "")
    old, new = begin(store), begin(store, "two")
    store.give_back("fjord", WEEK, old)
    assert store.is_held("fjord", WEEK, new)


def test_a_run_that_is_given_up_says_why_unless_it_was_begun_since(store: Store) -> None:
    """Nobody has it then."""
    begin(store)
    seen = run(store)
    begin(store, "two")
    store.give_up(seen)
    assert run(store).outcome is None
    store.give_up(run(store))
    given = run(store)
    assert (given.outcome, given.reason, given.by) == (Outcome.FAILED, ENDED_THE_PROGRAM, "")


def everything(store: Store) -> dict[tuple[str, Week], Run]:
    return {(run.portal, run.week): run for run in store.runs(WEEK, WEEK.next())}


@pytest.mark.parametrize("step", ["begin", "give_back", "give_up", "fail", "save"])
def test_other_portals_and_weeks_stay_as_they_are(store: Store, step: str) -> None:
    """They were begun as often, and by the same machine."""
    store.plan({"fjord": False, "nordlys": False}, [WEEK, WEEK.next()])
    for each in everything(store).values():
        store.begin(each, at=NOON, by="one")
    before = everything(store)
    if step == "begin":
        assert store.begin(before["fjord", WEEK], at=NOON, by="two") == 2
    elif step == "give_back":
        store.give_back("fjord", WEEK, 1)
    elif step == "give_up":
        store.give_up(before["fjord", WEEK])
    elif step == "fail":
        store.add_failure("fjord", WEEK, FAILED, 1)
    else:
        save(store, 1)
    after = everything(store)
    assert after.pop(("fjord", WEEK)) != before.pop(("fjord", WEEK))
    assert after == before
    assert not store.is_held("fjord", WEEK, 1)
    assert all(store.is_held(*run, 1) for run in after)


def test_what_another_has_begun_and_ended_meanwhile_is_not_begun(store: Store) -> None:
    """It is nobody's again, as it was when it was looked at."""
    seen = run(store)
    store.add_failure("fjord", WEEK, FAILED, begin(store))
    assert store.begin(seen, at=NOON, by="two") is None
    assert (run(store).claim, run(store).by) == (1, "")


def test_what_a_host_has_asked_for_is_known_to_all(store: Store, database_url: str) -> None:
    """Also after a restart; what it asks for last holds."""
    store.note_host_waits({"fjord.example": NOON, "b.example": NOON, "d.example": NOON})
    later = NOON + timedelta(hours=3)
    store.note_host_waits({"fjord.example": later})
    other = Store.open(database_url)
    found = other.host_waits(["fjord.example", "b.example", "c.example"])
    other.close()
    assert found.keys() == {"fjord.example", "b.example"}
    assert timedelta(0) < found["fjord.example"] - later <= timedelta(seconds=1)
