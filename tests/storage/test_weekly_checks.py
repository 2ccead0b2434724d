"""What weekly checks read of weeks before, on both databases."""

from __future__ import annotations

from storage.records import LISTED
from storage.store import Store
from storage.weeks import Week
from tests.storage.support import COMPLETE, WEEK, a_sweep, identifier, sighting

AGENCY = 3
ADS = (
    *(sighting(f"a{at}", "busy", "own", places=("Oslo", "Bergen")) for at in range(AGENCY)),
    *(sighting(f"b{at}", "two") for at in range(AGENCY - 1)),
    sighting("none"),
)


def test_the_ads_of_the_latest_sweep_are_told_and_which_are_no_agencys(store: Store) -> None:
    """An ad without a number is no agency's; an earlier sweep of the week is passed over."""
    store.plan({"fjord": False, "tundra": False}, [WEEK, WEEK.next()])
    store.add_sweep(a_sweep("fjord", sighting("gone")), WEEK, COMPLETE, late=False)
    store.add_sweep(a_sweep("fjord", *ADS), WEEK, COMPLETE, late=False, realm="local")
    few = a_sweep("tundra", *ADS[:1])  # what is an agency's number there is none here
    store.add_sweep(few, WEEK, COMPLETE, late=False)

    store.add_sweep(a_sweep("fjord", *ADS[1:]), WEEK.next(), COMPLETE, late=False)  # nor then

    told = store.latest_ads([WEEK, WEEK.next(), WEEK.previous()], AGENCY)

    assert told.keys() == {WEEK, WEEK.next(), WEEK.previous()}
    assert told[WEEK.previous()] == {}
    later = told[WEEK.next()]["fjord"].seen
    assert later == ({ad.ad for ad in ADS[1:]}, {ad.ad for ad in ADS[1:]})
    fjord, tundra = told[WEEK]["fjord"], told[WEEK]["tundra"]
    assert (fjord.realm, tundra.realm) == ("local", "")
    up, alone = fjord.seen
    assert up == {ad.ad for ad in ADS}
    assert alone == set(map(identifier, ("b0", "b1", "none")))
    assert tundra.seen[0] == tundra.seen[1] == {identifier("a0")}


def test_a_week_that_is_held_back_keeps_where_its_sweeps_looked(store: Store) -> None:
    """What the check marks as to be counted again was looked for no less."""
    store.plan({"fjord": False}, [WEEK])
    looked = {"all", "Oslo", "Hamar"}
    store.add_sweep(a_sweep("fjord", sighting("a")), WEEK, COMPLETE, late=False, places=looked)
    store.hold_back("fjord", WEEK, "too few")
    flags = store.publishable.flags(WEEK, WEEK)
    assert {flag.place for flag in flags if flag.measure == LISTED} == looked


def test_ads_that_were_deleted_are_not_told(store: Store) -> None:
    """Not even that there were none."""
    store.plan({"fjord": False}, [WEEK])
    store.add_sweep(a_sweep("fjord", *ADS), WEEK, COMPLETE, late=False)
    store.purge_weeks_before(Week(WEEK.year, WEEK.number + 1))

    assert store.latest_ads([WEEK], AGENCY) == {WEEK: {}}
