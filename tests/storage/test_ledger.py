"""What is due, what came of it, and what a person decided."""

from dataclasses import replace
from itertools import pairwise, product

import pytest
from sqlalchemy import select

from scrapers.model import Outcome
from storage.columns import insert_rows
from storage.errors import DatabaseProblem
from storage.ledger import COUNTS
from storage.records import Attempt, CheckResult, Review, Run, SweepStatistics
from storage.store import Store
from storage.tables import RUN
from storage.weeks import Week, ends_of, weeks_of
from tests.storage.support import (
    COMPLETE,
    SUSPECT,
    WEEK,
    a_sweep,
    add,
    add_counted,
    ads,
    count,
    sighting,
)

FIRST, LAST = Week(2026, 9), Week(2026, 11)
FAILED = CheckResult(Outcome.FAILED, "fjord answered 503")
REFUSED = CheckResult(Outcome.REFUSED, "fjord answered 403 for list page 1")
ONE_AD = a_sweep("fjord", sighting("a", "1"))


@pytest.fixture(autouse=True)
def planned(store: Store) -> None:
    """Make three weeks due for one portal."""
    store.plan({"fjord": False}, [FIRST, WEEK, LAST])


def run(store: Store) -> Run:
    """Return the run of the week that the tests are about."""
    (found,) = store.runs(WEEK, WEEK)
    return found


def due(week: Week) -> Run:
    """Return the row of a week that is due."""
    return Run("fjord", week, None, "", late=False, review=None, review_reason="")


def test_a_planned_week_is_due(store: Store) -> None:
    """It has a row with no outcome, and does not count."""
    assert store.runs(FIRST, LAST) == [due(FIRST), due(WEEK), due(LAST)]
    assert not run(store).counts


def test_planning_again_keeps_what_is_there(store: Store) -> None:
    """Old rows stay as they are, and new ones come beside them."""
    store.add_failure("fjord", WEEK, FAILED)
    before = run(store)
    store.plan({"fjord": False}, [WEEK, LAST, LAST.next()])

    assert before == run(store)
    assert store.runs(FIRST, LAST.next())[2:] == [due(LAST), due(LAST.next())]


def test_planning_nothing_makes_the_portal_known(store: Store) -> None:
    """A portal without weeks is there, and says whether it is simulated."""
    store.plan({"tundra": True}, [])

    assert store.publishable.simulated_portals() == {"tundra"}


def test_only_portals_that_lack_something_are_unplanned(store: Store) -> None:
    """A new one, one that lacks any of the weeks, and one that is said to be of the other kind."""
    both = {"fjord": False, "tundra": False}
    assert store.unplanned({"fjord": False}, [FIRST, WEEK, LAST]) == set()
    assert store.unplanned(both, [WEEK]) == {"tundra"}
    assert store.unplanned({"fjord": False}, [WEEK, LAST, LAST.next()]) == {"fjord"}
    assert store.unplanned({"fjord": False}, [FIRST.previous(), FIRST]) == {"fjord"}
    assert store.unplanned({"fjord": True}, [WEEK]) == {"fjord"}


def test_a_portal_stays_what_it_was(store: Store) -> None:
    """Simulated data do not become real, nor real data simulated, without anybody saying so."""
    with pytest.raises(DatabaseProblem):
        store.plan({"fjord": True}, [WEEK])


def test_a_year_of_53_weeks_can_be_planned(store: Store) -> None:
    """2026 has a week 53."""
    store.plan({"fjord": False}, list(weeks_of(2026)))

    assert len(store.runs(Week(2026, 1), Week(2026, 53))) == 53


def test_past_weeks_that_are_due_are_missed(store: Store) -> None:
    """What has an outcome keeps it; this week and those to come are still due."""
    store.add_failure("fjord", FIRST, FAILED)

    assert store.close_past_weeks(LAST) == 1
    assert [each.outcome for each in store.runs(FIRST, LAST)] == [
        Outcome.FAILED,
        Outcome.MISSED,
        None,
    ]
    assert run(store).reason == "no sweep was made while the week lasted"
    assert not run(store).counts
    assert store.close_past_weeks(LAST) == 0


def test_a_failure_is_a_try_without_a_count(store: Store) -> None:
    """Its reason stands in the run and in the try, and there are no counts, not even zero."""
    store.add_failure("fjord", WEEK, FAILED)

    assert (run(store).outcome, run(store).reason) == (FAILED.outcome, FAILED.reason)
    assert store.attempts(WEEK) == [Attempt("fjord", WEEK, 1, FAILED, SweepStatistics())]
    assert ads(store) == {}


def test_a_complete_sweep_counts(store: Store) -> None:
    """The run is complete, and the try has the sweep's counts."""
    add(store, ONE_AD)

    assert run(store).counts
    assert store.attempts(WEEK) == [
        Attempt("fjord", WEEK, 1, COMPLETE, SweepStatistics(1, 1, 1, 1, None, 0, 0, 0, 0, 0, 0))
    ]
    assert ads(store) == {"fjord": 1}


def test_a_second_try_has_number_two(store: Store) -> None:
    """Tries are numbered within portal and week."""
    store.plan({"tundra": False}, [WEEK])
    store.add_failure("fjord", WEEK, FAILED)
    store.add_failure("tundra", WEEK, FAILED)
    add(store, ONE_AD)

    assert [(each.portal, each.nr) for each in store.attempts(WEEK)] == [
        ("fjord", 1),
        ("fjord", 2),
        ("tundra", 1),
    ]


@pytest.mark.parametrize("checks", [[FAILED, COMPLETE], [COMPLETE, FAILED]])
def test_a_run_keeps_its_best_outcome(store: Store, checks: list[CheckResult]) -> None:
    """A failure before or after does not undo a complete sweep."""
    for check in checks:
        if check is COMPLETE:
            add(store, ONE_AD)
        else:
            store.add_failure("fjord", WEEK, check)

    assert (run(store).outcome, run(store).reason) == (Outcome.COMPLETE, "")
    assert ads(store) == {"fjord": 1}


def test_a_portal_that_answers_at_all_is_nearer_than_one_that_does_not(store: Store) -> None:
    """Of two failures the run shows the one that got further, with that one's reason."""
    store.add_failure("fjord", WEEK, REFUSED)
    store.add_failure("fjord", WEEK, FAILED)

    assert (run(store).outcome, run(store).reason) == (REFUSED.outcome, REFUSED.reason)


def test_of_two_equal_outcomes_the_latest_reason_stands(store: Store) -> None:
    """What is wrong now is more use than what was wrong before."""
    store.add_failure("fjord", WEEK, CheckResult(Outcome.FAILED, "yesterday's reason"))
    store.add_failure("fjord", WEEK, CheckResult(Outcome.FAILED, "today's reason"))

    assert run(store).reason == "today's reason"


def test_a_week_swept_on_another_day_is_late(store: Store) -> None:
    """The run says so."""
    store.add_failure("fjord", WEEK, FAILED)
    add(store, ONE_AD, late=True)

    assert run(store).late


def test_a_week_swept_on_its_day_does_not_become_late(store: Store) -> None:
    """A second sweep later in the week adds to the first."""
    add(store, ONE_AD, late=False)
    add(store, ONE_AD, late=True)

    assert not run(store).late


def test_a_missed_week_may_still_be_swept(store: Store) -> None:
    """What was closed too early is opened by a sweep."""
    store.close_past_weeks(LAST)
    add(store, ONE_AD, late=True)

    assert (run(store).outcome, run(store).late) == (Outcome.COMPLETE, True)


@pytest.mark.parametrize("first", [SUSPECT, COMPLETE])
def test_a_suspect_sweep_beside_a_complete_one_waits_for_a_persons_word(
    store: Store, first: CheckResult
) -> None:
    """The week is complete by the other sweep, and counts by that one alone."""
    two_ads = a_sweep("fjord", sighting("b"), sighting("c"))
    second = COMPLETE if first is SUSPECT else SUSPECT
    for check in (first, second):
        add(store, two_ads if check is SUSPECT else ONE_AD, check)
    before = ads(store)
    store.review([("fjord", WEEK)], Review.ACCEPTED, reason="a fair in town", count=count)

    assert (before, ads(store)) == ({"fjord": 1}, {"fjord": 3})


@pytest.mark.parametrize("turned", [False, True])
def test_the_outcomes_of_a_run_have_an_order(store: Store, *, turned: bool) -> None:
    """What was read whole comes before a part of it, and a part before nothing at all."""
    order = [
        *(Outcome.COMPLETE, Outcome.SUSPECT, Outcome.PARTIAL),
        *(Outcome.LAYOUT_CHANGED, Outcome.REFUSED, Outcome.FAILED),
    ]
    for at, (better, worse) in enumerate(pairwise(order)):
        week = Week(2026, 20 + at)
        store.plan({"fjord": False}, [week])
        for outcome in (worse, better) if turned else (better, worse):
            check = CheckResult(outcome, outcome)
            if outcome in {Outcome.COMPLETE, Outcome.SUSPECT}:
                add_counted(store, ONE_AD, week, check, count, late=False)
            else:
                store.add_failure("fjord", week, check)
        (found,) = store.runs(week, week)
        assert found.outcome is better


def test_a_suspect_week_counts_when_a_person_accepts_it(store: Store) -> None:
    """Until then its sightings wait."""
    add(store, ONE_AD, SUSPECT)
    waiting = ads(store)
    found = store.review([("fjord", WEEK)], Review.ACCEPTED, reason="a holiday", count=count)

    assert (waiting, found, ads(store)) == ({}, True, {"fjord": 1})
    assert run(store).counts
    assert (run(store).outcome, run(store).review_reason) == (Outcome.SUSPECT, "a holiday")


def test_an_excluded_week_is_a_gap(store: Store) -> None:
    """Its counts are gone, its run stays with the reason, and it can be taken in again."""
    add(store, ONE_AD)
    store.review([("fjord", WEEK)], Review.EXCLUDED, reason="wrong page", count=count)
    excluded = ads(store)
    store.review([("fjord", WEEK)], Review.ACCEPTED, reason="it was right", count=count)

    assert (excluded, ads(store)) == ({}, {"fjord": 1})


def test_a_sweep_of_an_excluded_week_does_not_count(store: Store) -> None:
    """A person's word holds until a person takes it back."""
    store.review([("fjord", WEEK)], Review.EXCLUDED, reason="wrong page", count=count)
    add(store, ONE_AD)

    assert ads(store) == {}
    assert not run(store).counts


def test_judging_a_week_that_is_not_there_says_so(store: Store) -> None:
    """A slip of the keyboard changes nothing."""
    before = store.runs(Week(2020, 1), Week(2030, 1))

    assert not store.review([("fiord", WEEK)], Review.EXCLUDED, reason="", count=count)
    assert before == store.runs(Week(2020, 1), Week(2030, 1))


def test_a_long_reason_is_cut(store: Store) -> None:
    """A reason may have 500 characters on every database."""
    store.add_failure("fjord", WEEK, CheckResult(Outcome.FAILED, "ø" * 600))
    store.review([("fjord", WEEK)], Review.EXCLUDED, reason="å" * 600, count=count)

    assert (run(store).reason, run(store).review_reason) == ("ø" * 500, "å" * 500)


def test_sweeps_that_count_are_those_that_a_weeks_count_is_made_of(store: Store) -> None:
    """Complete ones, and suspect ones of a week that a person accepted; no failed ones."""
    add(store, ONE_AD)
    add(store, ONE_AD)
    add(store, ONE_AD, SUSPECT)
    store.add_failure("fjord", FIRST, FAILED)
    assert store.publishable.sweeps(FIRST, LAST) == {"fjord": 2}
    assert store.publishable.sweeps(LAST, LAST) == {}
    store.review([("fjord", WEEK)], Review.ACCEPTED, reason="looked at", count=count)
    assert store.publishable.sweeps(FIRST, LAST) == {"fjord": 3}
    store.review([("fjord", WEEK)], Review.EXCLUDED, reason="looked at again", count=count)
    assert store.publishable.sweeps(FIRST, LAST) == {}


def test_of_stated_ads_the_share_is_of_sweeps_that_count_and_that_stated_any(store: Store) -> None:
    """Ads, and cards that are none or came twice, over the totals that the portal stated."""
    assert store.publishable.shares_of_stated(FIRST, LAST) == {}
    add(store, ONE_AD)
    assert store.publishable.shares_of_stated(FIRST, LAST) == {}
    add(store, replace(ONE_AD, stated_total=10, excluded=3, duplicates=4))
    add(store, replace(ONE_AD, stated_total=6))
    add(store, replace(ONE_AD, stated_total=1000), SUSPECT)
    assert store.publishable.shares_of_stated(FIRST, LAST) == {"fjord": (8 + 1) / (10 + 6)}
    assert store.publishable.shares_of_stated(LAST, LAST) == {}


def test_a_run_counts_for_the_database_as_it_does_for_a_reader(store: Store) -> None:
    """Whatever became of it and whatever a person said: the rule is written down twice."""
    states = list(product([None, *Outcome], [None, *Review]))
    rows = [
        {"portal": "fjord", "week": week, "outcome": outcome, "review": review}
        for week, (outcome, review) in zip(weeks_of(2020), states, strict=False)
    ]
    with store._connections.writing() as connection:
        insert_rows(connection, RUN, rows)
        counting = set(connection.scalars(select(RUN.c.week).where(COUNTS)))
    runs = [run for run in store.runs(*ends_of(2020)) if run.counts]
    assert counting == {run.week for run in runs}
    assert len(rows) == len(states)
    assert 0 < len(runs) < len(rows)


def test_a_week_that_a_fast_clock_has_closed_is_due_again_while_it_lasts(store: Store) -> None:
    """The week before it stays missed: it is over by either clock."""
    store.close_past_weeks(LAST)
    assert run(store).outcome is Outcome.MISSED
    store.close_past_weeks(WEEK)
    outcomes = {each.week: each.outcome for each in store.runs(FIRST, LAST)}
    assert outcomes == {FIRST: Outcome.MISSED, WEEK: None, LAST: None}


def test_with_a_lost_key_goes_what_a_person_accepted_and_not_what_was_excluded(
    store: Store,
) -> None:
    """What was accepted was a count that is gone; a week left out stays so, whatever is swept."""
    add(store, ONE_AD, SUSPECT)
    store.plan({"nordlys": False}, [WEEK])
    add(store, a_sweep("nordlys", sighting("b", "2")))
    store.review([("fjord", WEEK)], Review.ACCEPTED, reason="so it was", count=count)
    store.review([("nordlys", WEEK)], Review.EXCLUDED, reason="half a list", count=count)
    store.lose_key(WEEK, "the disk was lost")
    runs = {each.portal: each for each in store.runs(WEEK, WEEK)}
    assert {name: each.outcome for name, each in runs.items()} == {"fjord": None, "nordlys": None}
    assert (runs["fjord"].review, runs["fjord"].review_reason) == (None, "")
    assert (runs["nordlys"].review, runs["nordlys"].review_reason) == (
        Review.EXCLUDED,
        "half a list",
    )


def test_a_sweep_of_a_week_that_was_never_planned_is_refused_in_words(store: Store) -> None:
    """The ledger has no row to write its outcome into, and nothing of it is kept."""
    never = LAST.next()
    with pytest.raises(DatabaseProblem, match="the ledger has no run of fjord in 2026-W12"):
        store.add_failure("fjord", never, FAILED)
    assert store.attempts(never) == []
