"""What holds numbers apart is kept in the database, and what was there before stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from scrapers.model import Hidden, Outcome, Sweep
from storage.database import open_engine, write_transaction
from storage.errors import ApprovalRefused, DatabaseProblem
from storage.records import CheckResult, JournalEntry, Review
from storage.store import Store
from storage.tables import KEPT
from storage.weeks import Week
from tests.monitor.building import counted
from tests.storage.support import add_counted, make_version_0004

ROOT = Path(__file__).parents[2]
WEEK = Week(2026, 10)
DAY = date(2026, 3, 2)
SAID = JournalEntry(DAY, "portal approved", "fjord", "AB")


@pytest.fixture
def older(database_url: str) -> Iterator[Engine]:
    """Open a database as version 0004 made it."""
    engine = open_engine(database_url)
    make_version_0004(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    "row",
    [
        "INSERT INTO portal (name, simulated) VALUES ('fjord', false)",
        "INSERT INTO year_key (year, fingerprint) VALUES (2026, 'ab')",
    ],
)
def test_a_database_in_use_keeps_its_identifiers_and_its_portals_are_approved(
    older: Engine, database_url: str, row: str
) -> None:
    """It has no id, and its approvals wait for the addresses that config.toml gives."""
    with write_transaction(older) as connection:
        connection.execute(text(row))
    store = Store.open(database_url)
    assert store.installation_id() == ""
    assert store.approved() == ({"fjord": ""} if "portal" in row else {})
    store.close()


def test_a_database_that_was_never_used_gets_an_id(older: Engine, database_url: str) -> None:
    """Nothing in it could be linked to what comes."""
    del older
    store = Store.open(database_url)
    assert len(store.installation_id()) == 32
    store.close()


def test_two_installations_have_two_ids_and_keep_them(store: Store, tmp_path: Path) -> None:
    """With one key file, the same number is not the same identifier in both."""
    url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    other = Store.open(url)
    first = other.installation_id()
    other.close()
    again = Store.open(url)
    assert again.installation_id() == first != store.installation_id()
    again.close()


def test_an_installation_keeps_its_id_through_a_backup(store: Store, tmp_path: Path) -> None:
    """The empty database's own id gives way; what its journal says comes after the backup's."""
    store.note(JournalEntry(DAY, "key new", "2026"))
    store.note(JournalEntry(DAY, "key destroyed", "2026", "AB", "not needed"))
    other = Store.open(f"sqlite:///{tmp_path / 'other.sqlite'}")
    other.note(JournalEntry(DAY, "key new", "2027"))
    with store.dumped(with_identifiers=False) as lines:
        other.restore(lines, lambda _year, _mark: False)
    assert other.installation_id() == store.installation_id()
    assert [str(entry) for entry in other.journal()] == [
        "2026-03-02 key new 2026",
        "2026-03-02 key destroyed 2026, by AB: not needed",
        "2026-03-02 key new 2027",
    ]
    other.close()


def test_the_journal_tells_what_is_new_since_a_day(store: Store) -> None:
    """In the order in which it was written down, whatever the clock said."""
    days = [date(2026, 3, 2), date(2026, 1, 5), date(2026, 2, 1)]
    for at, day in enumerate(days):
        store.note(JournalEntry(day, "key new", str(at)))
    assert [entry.subject for entry in store.journal()] == ["0", "1", "2"]
    assert [entry.subject for entry in store.journal(date(2026, 2, 1))] == ["0", "2"]


def test_a_portal_is_written_down_when_it_is_new(store: Store) -> None:
    """Once, and in the same transaction."""
    for _ in range(2):
        store.plan({"fjord": False}, [WEEK], partial(JournalEntry, DAY, "portal new"))
    assert store.journal() == [JournalEntry(DAY, "portal new", "fjord")]


def test_a_portal_is_approved_with_a_line_in_the_journal(store: Store) -> None:
    """For its addresses; it can be approved again for others."""
    store.plan({"fjord": False}, [WEEK])
    assert store.approved() == {}
    store.approve("fjord", "0a", SAID)
    store.approve("fjord", "0b", SAID)
    assert store.approved() == {"fjord": "0b"}
    assert store.journal() == [SAID, SAID]


def test_a_portal_that_is_not_known_is_not_approved(store: Store) -> None:
    """And nothing is written down."""
    with pytest.raises(ApprovalRefused, match="knows no portal fjord"):
        store.approve("fjord", "0a", SAID)
    assert store.journal() == []


def test_only_approvals_that_wait_are_bound_and_any_can_end(store: Store) -> None:
    """An approval for certain addresses is never turned to others but by a person."""
    for name, approved in (("fjord", ""), ("nordlys", "0a"), ("tundra", "0a")):
        store.plan({name: False}, [WEEK])
        store.approve(name, approved, SAID)
    store.bind_approvals({"fjord": "0c", "nordlys": "0c", "tundra": None})
    assert store.approved() == {"fjord": "0c", "nordlys": "0a"}


def test_a_restored_key_forbids_approvals_until_its_year_is_over(
    store: Store, tmp_path: Path, key: Hidden[bytes]
) -> None:
    """And one that waited for addresses has ended, where identifiers came back with it."""
    for name, approved in (("fjord", "0a"), ("tundra", "")):
        store.plan({name: False}, [WEEK])
        store.approve(name, approved, SAID)
    store.remember_key(2026, key)
    for usable, kept in ((True, {"fjord": "0a"}), (False, {"fjord": "0a", "tundra": ""})):
        other = Store.open(f"sqlite:///{tmp_path / str(usable)}.sqlite")
        with store.dumped(with_identifiers=True) as lines:
            other.restore(lines, lambda _year, _mark, usable=usable: usable)  # type: ignore[misc]
        assert other.approved() == kept
        if usable:
            with pytest.raises(ApprovalRefused, match="2026 came out of a backup"):
                other.approve("fjord", "0b", SAID)
            other.lose_key(WEEK, "lost")
        other.approve("fjord", "0b", SAID)
        other.close()


def test_a_database_with_portals_takes_no_backup(store: Store, tmp_path: Path) -> None:
    """So none can be approved first and compared with the backup's afterwards."""
    other = Store.open(f"sqlite:///{tmp_path / 'other.sqlite'}")
    other.plan({"mine": False}, [])
    with (
        store.dumped(with_identifiers=False) as lines,
        pytest.raises(DatabaseProblem, match="rows in portal"),
    ):
        other.restore(lines, lambda _year, _mark: False)
    other.close()


def sweep(store: Store, week: Week, outcome: Outcome, realm: str = "") -> None:
    """Plan a week and store a sweep of it."""
    store.plan({"fjord": False}, [week])
    found = Sweep("fjord", (), 1, 0, None)
    add_counted(store, found, week, CheckResult(outcome), counted, late=False, realm=realm)


def test_a_week_knows_the_realms_of_its_sweeps_while_it_has_their_identifiers(
    store: Store,
) -> None:
    """Of this portal and week, and of those only that are kept."""
    sweep(store, WEEK, Outcome.COMPLETE, "local")
    sweep(store, WEEK, Outcome.SUSPECT, "portal fjord 0a")
    store.add_failure("fjord", WEEK, CheckResult(Outcome.FAILED))
    sweep(store, WEEK.next(), Outcome.COMPLETE, "other")
    assert store.realms_of_week("fjord", WEEK) == {"local", "portal fjord 0a"}
    assert store.realms_of_week("tundra", WEEK) == set()
    assert store.weeks_with_identifiers() == {WEEK, WEEK.next()}
    store.purge_weeks_before(WEEK.next())
    assert store.realms_of_week("fjord", WEEK) == set()
    assert store.weeks_with_identifiers() == {WEEK.next()}


def test_the_newest_week_that_was_counted_is_one_that_counts(store: Store) -> None:
    """Neither planned, nor failed, nor suspect and not accepted, nor excluded."""
    assert store.newest_counted() is None
    store.plan({"fjord": False}, [WEEK])
    store.add_failure("fjord", WEEK, CheckResult(Outcome.FAILED))
    assert store.newest_counted() is None
    sweep(store, WEEK, Outcome.COMPLETE)
    sweep(store, WEEK.next(), Outcome.SUSPECT)
    assert store.newest_counted() == WEEK
    store.review([("fjord", WEEK.next())], Review.ACCEPTED, reason="so it was", count=counted)
    assert store.newest_counted() == WEEK.next()
    for week in (WEEK, WEEK.next()):
        store.review([("fjord", week)], Review.EXCLUDED, reason="a fast clock", count=counted)
    assert store.newest_counted() is None
    assert Outcome.SUSPECT in KEPT
