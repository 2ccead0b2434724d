"""What is written about one portal's week is about no other portal and no other week."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from scrapers.model import Outcome, Sweep
from storage.records import CheckResult, JournalEntry, Review, StoredFinding
from storage.store import Store
from storage.weeks import Week
from tests.storage.support import COMPLETE, WEEK, a_sweep, count, sighting

PORTALS = ("fjord", "nordlys", "tundra")
WEEKS = (WEEK.previous(), WEEK, WEEK.next())
DUE = WEEK.next().next()
ENTRY = JournalEntry(date(2026, 3, 9), "action", "subject")


def swept(portal: str, *ads: str) -> Sweep:
    return a_sweep(portal, *(sighting(f"{portal} {ad}", ad) for ad in ads))


def found(portal: str, week: Week, check: str) -> StoredFinding:
    return StoredFinding(portal, week, check, 1, "{}")


@pytest.fixture(autouse=True)
def lived(store: Store) -> None:
    """Three portals in three weeks, all alike, seen and judged by a person; and a week to come."""
    store.plan(dict.fromkeys(PORTALS, False), [*WEEKS, DUE])
    every = [(portal, week) for portal in PORTALS for week in WEEKS]
    for portal, week in every:
        store.add_sweep(swept(portal, "a", "b"), week, COMPLETE, late=False, places={"Oslo"})
        store.save_checked(week, {portal: ({"ads": 2}, [found(portal, week, "share")])})
    store.review(every, Review.ACCEPTED, reason="looked at", count=count)
    store.see(every)
    for portal in PORTALS:
        store.approve(portal, "0a", ENTRY)
        store.note_alert(portal, "mail 1", ENTRY.day, delivered=False)
        store.note_alert(portal, "mail 2", ENTRY.day, delivered=False)
    store.recount(WEEKS, count)


def rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return all rows, those of sightings with the portal and week of their sweep."""
    with store.dumped(with_identifiers=True) as tables:
        read = {name: [json.loads(line) for line in lines] for name, lines in tables.items()}
    sweeps = {row["id"]: (row["portal"], row["week"]) for row in read["sweep"]}
    for row in (*read["ad_sighting"], *read["number_sighting"]):
        row["portal"], row["week"] = sweeps[row["sweep_id"]]
    return read


def others(store: Store, *tables: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of tables that are not about fjord in the week."""
    return {name: [row for row in rows(store)[name] if not _is_about(row)] for name in tables}


def _is_about(row: dict[str, Any]) -> bool:
    return (row["portal"], row["week"]) == ("fjord", str(WEEK))


OF_WEEKS = ("run", "sweep", "check_count", "finding", "ad_sighting", "number_sighting")

STEPS: dict[str, Callable[[Store], object]] = {
    "swept": lambda s: s.add_sweep(swept("fjord", "c"), WEEK, COMPLETE, late=True),
    "failed": lambda s: s.add_failure("fjord", WEEK, CheckResult(Outcome.FAILED, "503")),
    "held back": lambda s: s.hold_back("fjord", WEEK, "too few"),
    "reviewed": lambda s: s.review([("fjord", WEEK)], None, reason="", count=count),
    "checked": lambda s: s.save_checked(
        WEEK, {"fjord": ({"ads": 3}, [found("fjord", WEEK, "new")])}
    ),
    "found": lambda s: s.add_findings("fjord", WEEK, [found("fjord", WEEK, "new")]),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_changes_its_own_rows_only(store: Store, step: str) -> None:
    """Of the ledger, of what was found, and of what was seen."""
    before, all_before = others(store, *OF_WEEKS), rows(store)
    STEPS[step](store)
    assert others(store, *OF_WEEKS) == before
    assert rows(store) != all_before


def test_what_a_person_has_seen_is_one_weeks(store: Store) -> None:
    """What is found anew in the same week waits again, and nothing else does."""
    for portal in PORTALS:
        store.add_findings(portal, WEEK, [found(portal, WEEK, "new")])
    before = others(store, "run")
    store.see([("fjord", WEEK)])
    assert others(store, "run") == before
    assert [run.portal for run in store.runs(WEEK, WEEK) if run.seen] == ["fjord"]


def test_a_new_sweep_makes_a_weeks_counts_wait_and_no_other_weeks(store: Store) -> None:
    """What other weeks came to, and where they looked, stays."""
    before = others_of_weeks(store)
    store.add_sweep(swept("fjord", "c"), WEEK, COMPLETE, late=True, places={"Bergen"})
    assert store.waiting_weeks() == [WEEK]
    store.recount([WEEK], count)
    assert others_of_weeks(store) == before


def others_of_weeks(store: Store) -> list[dict[str, Any]]:
    tables = rows(store)
    kept = (*tables["weekly_count"], *tables["weekly_cell"], *tables["weekly_flag"])
    return [row for row in kept if row["week"] != str(WEEK)]


def test_a_portal_that_is_retired_leaves_what_is_due_of_the_others(store: Store) -> None:
    """And its own weeks that were swept."""
    store.retire("nordlys", WEEK, ENTRY)
    before = rows(store)
    store.retire("fjord", WEEK.next(), ENTRY)
    gone = {"portal": "fjord", "week": str(DUE)}
    left = [row for row in before["run"] if not gone.items() <= row.items()]
    assert (rows(store)["run"], len(left)) == (left, len(before["run"]) - 1)
    assert store.retired() == {"nordlys": WEEK, "fjord": WEEK.next()}
    store.plan({"nordlys": False}, [DUE])
    assert store.retired() == {"fjord": WEEK.next()}


def test_identifiers_of_the_week_and_later_stay_when_older_ones_go(store: Store) -> None:
    """And only those that went are marked."""
    before = rows(store)
    assert store.purge_weeks_before(WEEK) == 3 * 2 * 2
    after = rows(store)
    for table in ("ad_sighting", "number_sighting"):
        assert after[table] == [row for row in before[table] if row["week"] >= str(WEEK)]
    assert {row["week"] for row in after["sweep"] if row["purged"]} == {str(WEEK.previous())}
    assert store.weeks_with_identifiers() == {WEEK, WEEK.next()}
    latest = store.latest_sweeps(WEEKS)
    assert [set(latest[week]) for week in WEEKS] == [set(), set(PORTALS), set(PORTALS)]


def test_an_approval_and_an_alert_are_one_portals_and_one_addresss(store: Store) -> None:
    """Whoever is approved anew takes nobody along."""
    store.approve("fjord", "0b", ENTRY)
    store.note_alert("fjord", "mail 1", ENTRY.day, delivered=True)
    assert store.approved() == {"fjord": "0b", "nordlys": "0a", "tundra": "0a"}
    tried = {(alert.subject, alert.address): alert for alert in store.alerts()}
    again = tried.pop(("fjord", "mail 1"))
    assert (again.tries, again.delivered) == (2, True)
    assert {(alert.tries, alert.delivered) for alert in tried.values()} == {(1, False)}
    store.forget_other_alerts(["tundra"])
    left = [(alert.subject, alert.address) for alert in store.alerts()]
    assert left == [("fjord", "mail 1"), ("tundra", "mail 1"), ("tundra", "mail 2")]
