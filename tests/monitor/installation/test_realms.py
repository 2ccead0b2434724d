"""Whose numbers are compared with whose, and for how long what tells them is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from monitor.collecting.collect import Collector
from monitor.installation.realms import (
    Realm,
    address_digest,
    ends_with_week,
    is_approved,
    unapproved,
)
from monitor.installation.year_counts import counter, figures_of_year, profiles_of_year
from monitor.service.loop import Service
from scrapers.model import Outcome
from scrapers.portal_config import Field
from storage.errors import ApprovalRefused, ClockWrong, DatabaseProblem
from storage.records import ALL_PORTALS as ALL
from storage.records import JournalEntry, Review
from storage.weeks import Week
from tests.oracle import MONDAY, WEEK, Town, reachable
from tests.portal_server import PortalServer

ONE, TWO = "+4742000001", "+4742000002"
NEXT = MONDAY + timedelta(weeks=1)
DIGEST = "f4d9860df4c83deb735e33101d02a171"
"""Of the text [["https://nordlys.example/ads"], [], ""], the first half of its SHA-256."""


@pytest.fixture
def town(
    tmp_path: Path, server: PortalServer, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Town]:
    """An installation with two real portals that show the same two numbers."""
    reachable(monkeypatch)
    opened = Town(tmp_path / "home", server, migrated_sqlite)
    opened.configure(*(opened.portal(name, [ONE, TWO]) for name in ("nordlys", "fjord")))
    yield opened
    opened.store.close()


def shared(town: Town) -> dict[Week, int]:
    """Return for each week how many numbers were found on two portals."""
    sets = town.learned().sets
    return {week: numbers for (week, portals), numbers in sets.items() if len(portals) > 1}


def numbers(town: Town) -> dict[str, set[bytes]]:
    """Return the identifiers of numbers that are kept, by week."""
    query = "SELECT week, number FROM number_sighting JOIN sweep ON sweep.id = sweep_id"
    file = town.config.storage.database.removeprefix("sqlite:///")
    found: dict[str, set[bytes]] = {}
    with closing(sqlite3.connect(file)) as database:
        for week, number in database.execute(query):
            found.setdefault(week, set()).add(number)
    return found


def test_a_new_portal_is_counted_apart_and_says_so(town: Town) -> None:
    """With what to type, in the sweep and wherever else it is asked for."""
    results = town.sweep()
    assert shared(town) == {}
    for result, portal in zip(results, town.config.portal, strict=True):
        assert "counted apart" in result.notes[-1]
        assert f"monitor portal approve {portal.name} --by INITIALS" in result.notes[-1]
    names = [result.portal for result in results]
    assert [portal.name for portal in unapproved(town.config, town.store)] == names


def test_an_approval_before_the_weeks_sweep_holds_from_this_week_on(town: Town) -> None:
    """Then nothing is said any more."""
    assert town.approve(["nordlys", "fjord"]) == [WEEK, WEEK]
    results = town.sweep()
    assert shared(town) == {WEEK: 2}
    assert [result.notes for result in results] == [(), ()]
    assert unapproved(town.config, town.store) == []


def test_an_approval_after_it_holds_from_the_next_week_on(town: Town) -> None:
    """A second sweep of the week is like its first."""
    town.sweep()
    assert town.approve(["nordlys", "fjord"]) == [WEEK.next(), WEEK.next()]
    results = town.sweep()
    assert {result.check.outcome for result in results} == {Outcome.COMPLETE}
    assert len(numbers(town)[str(WEEK)]) == 4
    town.sweep(NEXT)
    assert shared(town) == {WEEK.next(): 2}
    said = [str(entry) for entry in town.store.journal()]
    assert said == [
        "2022-03-07 portal new nordlys",
        "2022-03-07 portal new fjord",
        "2022-03-07 portal approved nordlys, by AB",
        "2022-03-07 portal approved fjord, by AB",
    ]


def test_portals_of_this_machine_are_compared_with_each_other_and_cannot_be_approved(
    town: Town,
) -> None:
    """So the demo finds a number on two portals."""
    town.configure(*(replace(portal, local=True) for portal in town.config.portal))
    assert [result.notes for result in town.sweep()] == [(), ()]
    assert shared(town) == {WEEK: 2}
    with pytest.raises(ApprovalRefused, match="lies on this machine"):
        town.approve(["fjord"])
    assert unapproved(town.config, town.store) == []


def test_a_portal_that_is_being_swept_is_not_approved(town: Town) -> None:
    """Nobody could say in which realm the sweep that is under way ends."""
    with town.store.sweeping("fjord"), pytest.raises(DatabaseProblem, match="fjord is being swept"):
        town.approve(["fjord"])


def test_an_approval_holds_for_the_addresses_and_not_for_selectors(town: Town) -> None:
    """Start, hosts and module say where pages come from; a selector only how they are read."""
    (portal, _) = town.config.portal
    town.approve(["nordlys"])
    assert is_approved(town.store, replace(portal, number=Field(select="other"), page_cap=7))
    for moved in (
        replace(portal, start=f"{portal.start}/2"),
        replace(portal, start=(f"{portal.start}", f"{portal.start}/2")),
        replace(portal, hosts=("https://other.example",)),
        replace(portal, module="other"),
    ):
        assert address_digest(moved) != address_digest(portal)
        assert not is_approved(town.store, moved)
    assert address_digest(replace(portal, start=(f"{portal.start}",))) == address_digest(portal)


def test_a_digest_of_addresses_stays_what_it_is_in_later_versions(town: Town) -> None:
    """With another one, every approval that was ever given would end."""
    nordlys, _ = town.config.portal
    plain = replace(nordlys, start=("https://nordlys.example/ads",), hosts=(), module="")
    assert address_digest(plain) == DIGEST


def test_approvals_of_an_older_version_are_bound_to_the_addresses_of_the_config(
    town: Town,
) -> None:
    """One of a portal that is not in it, or is on this machine, ends."""
    nordlys, fjord = town.config.portal
    town.configure(nordlys, fjord, town.portal("tundra", [ONE]))
    town.at(MONDAY).plan()
    for name in ("nordlys", "fjord", "tundra"):
        town.store.approve(name, "", JournalEntry(MONDAY, "migration", name))
    town.configure(nordlys, replace(fjord, local=True))
    town.sweep()
    assert town.store.approved() == {"nordlys": address_digest(nordlys)}
    assert town.store.realms_of_week("nordlys", WEEK) == {""}


def test_an_approval_waits_for_a_portal_that_is_taken_out_of_the_config(town: Town) -> None:
    """And holds for the addresses that were looked at, whatever comes back under the name."""
    nordlys, fjord = town.config.portal
    town.approve(["nordlys"])
    for portals in ((fjord,), (nordlys, fjord)):
        town.configure(*portals)
        town.at(MONDAY).tidy()
    assert is_approved(town.store, nordlys)
    town.configure(moved := replace(nordlys, start=f"{nordlys.start}/2"), fjord)
    town.at(MONDAY).tidy()
    assert (is_approved(town.store, moved), is_approved(town.store, nordlys)) == (False, True)


def test_a_week_that_was_begun_before_realms_goes_on_for_approved_portals_only(
    town: Town,
) -> None:
    """One of this machine is swept again from the next week on."""
    town.approve(["nordlys", "fjord"])
    town.sweep()
    nordlys, fjord = town.config.portal
    town.configure(nordlys, replace(fjord, local=True))
    results = town.sweep()
    assert [result.check.outcome for result in results] == [Outcome.COMPLETE, Outcome.FAILED]
    assert "`local`" in results[1].check.reason
    assert [result.check.outcome for result in town.sweep(NEXT)] == [Outcome.COMPLETE] * 2


def test_a_realm_is_written_so_that_no_two_are_the_same() -> None:
    """A week begins with a digit, as no name of a realm does."""
    realms = [
        Realm(name, week)
        for name in ("", "local", "portal x 0a", "portal 2022-W10 0a")
        for week in ("", "2022-W10", "2022-W11")
    ]
    assert len({str(realm) for realm in realms}) == len(realms)


def test_a_clock_that_went_back_sweeps_nothing(town: Town) -> None:
    """The sentence names both weeks; the ledger is as it was."""
    town.sweep(NEXT)
    before, asked = town.store.runs(WEEK, WEEK.next()), len(town.server.paths)
    collector = town.at(MONDAY)
    with pytest.raises(ClockWrong, match=r"2022-03-07 .2022-W10., and 2022-W11 was counted"):
        Collector(collector).collect(town.config.portal)
    with pytest.raises(ClockWrong):
        Service(Collector(collector)).run()
    Service(Collector(collector)).tick()
    assert (town.store.runs(WEEK, WEEK.next()), len(town.server.paths)) == (before, asked)


def test_with_identifiers_for_a_week_the_next_week_has_others(town: Town) -> None:
    """No number can be followed from week to week, also while both weeks are there."""
    town.configure(*town.config.portal, identifiers="week")
    town.approve(["nordlys", "fjord"])
    town.sweep()
    first = numbers(town)[str(WEEK)]
    assert shared(town) == {WEEK: 2}
    town.sweep(NEXT)
    found = numbers(town)
    assert list(found) == [str(WEEK.next())]
    assert first.isdisjoint(found[str(WEEK.next())])
    assert shared(town) == {WEEK.next(): 2}


def of_year(town: Town) -> tuple[set[str], set[str]]:
    """Return whose distinct numbers of the year are known, and whose rows have a profile."""
    figures = figures_of_year(town.config, town.store, 2022)
    source, how = town.store.publishable, profiles_of_year(town.config, town.store, 2022)
    found = source.whole_year_figures(2022, figures)
    return (
        {figure.portal for figure in found if figure.value is not None},
        {profile.portal for profile in source.profiles(2022, how)},
    )


def test_no_number_is_counted_twice_over_the_year_since_its_portal_was_approved(town: Town) -> None:
    """Its weeks before are not comparable with those after: a year of both has no such figure."""
    many = [f"+474200{at:04d}" for at in range(30)]
    town.configure(*(town.portal(name, many) for name in ("nordlys", "fjord")))
    town.sweep()
    every = {ALL, "fjord", "nordlys"}
    assert of_year(town) == (every, every)
    town.approve(["nordlys"])
    town.sweep(NEXT)
    assert of_year(town) == ({"fjord"}, {"fjord"})
    count = counter(town.config, town.store, 2022)
    town.store.review([("nordlys", WEEK)], Review.EXCLUDED, reason="apart", count=count)
    assert of_year(town) == (every, every)


def test_the_week_before_stays_until_this_week_is_stored(town: Town) -> None:
    """And no longer; what is older goes at once, and is told to be late."""
    town.configure(*town.config.portal, identifiers="week")
    for day in (MONDAY, NEXT):
        town.sweep(day)
    collector = town.at(NEXT + timedelta(weeks=1))
    collector.tidy()
    assert (set(numbers(town)), collector.late) == ({str(WEEK.next())}, set())
    collector = town.at(NEXT + timedelta(weeks=2))
    collector.tidy()
    assert (numbers(town), collector.late) == ({}, {WEEK.next()})


def test_identifiers_for_a_year_stay(town: Town) -> None:
    """Where config.toml says so."""
    for day in (MONDAY, NEXT):
        town.sweep(day)
    town.at(NEXT + timedelta(weeks=9)).tidy()
    assert set(numbers(town)) == {str(WEEK), str(WEEK.next())}


def test_a_week_goes_on_with_the_identifiers_that_it_was_begun_with(town: Town) -> None:
    """On all portals: the setting holds from the next week on."""
    town.approve(["nordlys", "fjord"])
    Collector(town.at(MONDAY)).collect(town.config.portal[:1])
    town.configure(*town.config.portal, identifiers="week")
    assert {result.check.outcome for result in town.sweep()} == {Outcome.COMPLETE}
    assert shared(town) == {WEEK: 2}
    before = numbers(town)[str(WEEK)]
    assert {result.check.outcome for result in town.sweep(NEXT)} == {Outcome.COMPLETE}
    assert before.isdisjoint(numbers(town)[str(WEEK.next())])


def test_of_weeks_of_which_one_ends_with_itself_none_is_compared_beyond_it(town: Town) -> None:
    """Also where config.toml says since that identifiers are kept for a year."""
    nordlys, fjord = town.config.portal
    town.configure(nordlys, fjord, identifiers="week")
    town.sweep()
    town.configure(nordlys, fjord, identifiers="year")
    town.sweep(NEXT)
    ends = partial(ends_with_week, town.config, town.store)
    assert (ends(WEEK, WEEK), ends(WEEK.next(), WEEK.next())) == (True, False)
    assert ends(WEEK, WEEK.next())


def test_the_service_deletes_what_is_late_when_nothing_can_be_swept(town: Town) -> None:
    """A key that is gone keeps nobody's identifiers."""
    town.configure(*town.config.portal, identifiers="week")
    town.sweep()
    town.key.unlink()
    for weeks in (1, 2):
        Service(Collector(town.at(MONDAY + timedelta(weeks=weeks)))).tick()
    assert numbers(town) == {}
