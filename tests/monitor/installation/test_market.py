"""Events held against the ledger: what cannot be, what follows from the list, what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from monitor.collecting.collect import Collector
from monitor.config import Config
from monitor.config.event_section import EventSection
from monitor.exit_codes import code_of
from monitor.installation.closing import close_year
from monitor.installation.market import EventProblem, refusals, silent_portals
from monitor.installation.year_counts import report_of_year
from monitor.open_points import open_points
from monitor.report.series import listed_in
from monitor.report.words import Words
from monitor.statistics.events import Event, EventKind
from monitor.statistics.market_year import MarketYear, Portals
from monitor.statistics.weekly_series import open_ends
from scrapers.model import Outcome
from storage.records import Run
from storage.weeks import Week, ends_of, weeks_of
from tests.monitor.building import run
from tests.monitor.conftest import Setup


def weeks(first: int, last: int, year: int = 2022) -> Iterator[Week]:
    return (Week(year, number) for number in range(first, last + 1))


def counted(portal: str, *spans: tuple[int, int], due: tuple[int, int] = (1, 52)) -> list[Run]:
    """Return a portal's rows of 2022; it was counted in the weeks of the spans."""
    inside = {week for span in spans for week in weeks(*span)}
    return [
        run(portal, week, Outcome.COMPLETE if week in inside else Outcome.MISSED)
        for week in weeks(*due)
    ]


def event(kind: EventKind, week: int, portal: str = "fjord", year: int = 2022) -> Event:
    return Event(kind, portal, Week(year, week))


@pytest.mark.parametrize(
    ("events", "named"),
    [
        ([event(EventKind.CLOSED, 30)], "2022-W30"),
        ([event(EventKind.DROPPED, 29)], "2022-W29"),
        ([event(EventKind.OPENED, 11)], "2022-W10"),
        ([event(EventKind.ADDED, 13)], "2022-W12"),
        ([event(EventKind.CLOSED, 15), event(EventKind.OPENED, 20)], "2022-W15"),
    ],
)
def test_counts_of_a_portal_that_was_not_there_are_refused(events: list[Event], named: str) -> None:
    """With the week that has one, nearest to the event."""
    rows = counted("fjord", (10, 30))
    found = list(refusals(events, ["fjord"], rows))
    assert found
    assert f"{named} has one" in found[0]


@pytest.mark.parametrize(
    "events",
    [
        [event(EventKind.CLOSED, 31)],
        [event(EventKind.OPENED, 10)],
        [event(EventKind.ADDED, 10), event(EventKind.DROPPED, 31)],
        [event(EventKind.UNREAD, 10)],
    ],
)
def test_counts_while_a_portal_was_up_are_as_they_should_be(events: list[Event]) -> None:
    """From the first week of the new state on."""
    assert list(refusals(events, ["fjord"], counted("fjord", (10, 30)))) == []


def test_counts_before_a_portal_closed_and_after_it_opened_again_are_as_they_should_be() -> None:
    """Each event speaks of the weeks up to the next one only."""
    moves = [event(EventKind.CLOSED, 21), event(EventKind.OPENED, 31)]
    assert list(refusals(moves, ["fjord"], counted("fjord", (1, 20), (31, 52)))) == []


def test_a_portal_that_nobody_knows_is_refused_and_one_of_the_ledger_is_known() -> None:
    """One that left config.toml may have closed before."""
    rows = counted("fjord", (1, 30))
    found = list(refusals([event(EventKind.CLOSED, 31, "fjrd")], ["fjord", "tundra"], rows))
    assert "fjrd" in found[0]
    assert found[0].endswith("Is fjord meant? Known are: fjord, tundra")
    (unlike,) = refusals([event(EventKind.CLOSED, 31, "nordlys")], ["fjord", "tundra"], rows)
    assert unlike.endswith("was ever counted here. Known are: fjord, tundra")


def year_of(rows: list[Run], *events: Event, year: int = 2022) -> MarketYear:
    return Portals(listed_in(rows), events).year(year)


def test_who_joins_the_list_later_is_added_and_who_leaves_it_earlier_is_dropped() -> None:
    """By the ledger's rows; the set of the year has neither."""
    rows = [
        *counted("nordlys", (1, 52)),
        *counted("fjord", (14, 52), due=(14, 52)),
        *counted("tundra", (1, 30), due=(1, 30)),
    ]
    market = year_of(rows)
    assert (set(market.portals), set(market.partly)) == ({"nordlys"}, {"fjord", "tundra"})
    assert [(each.kind, each.portal, each.first.number) for each in market.events] == [
        ("added", "fjord", 14),
        ("dropped", "tundra", 31),
    ]
    said = year_of(rows, event(EventKind.OPENED, 14), event(EventKind.CLOSED, 31, "tundra"))
    assert set(said.portals) == {"nordlys", "fjord", "tundra"}
    assert not said.partly


@pytest.mark.parametrize(("first", "is_in"), [(5, True), (6, False)])
def test_up_to_four_weeks_off_the_list_a_portal_is_in_the_set(first: int, *, is_in: bool) -> None:
    """They are missing weeks then."""
    rows = [*counted("nordlys", (1, 52)), *counted("fjord", (first, 52), due=(first, 52))]
    assert ("fjord" in year_of(rows).portals) is is_in


def test_a_portal_added_at_new_year_makes_another_set() -> None:
    """The first level over a new set says so; a closed portal stays in the set."""
    before = [run("nordlys", week) for week in weeks_of(2021)]
    rows = [*before, *counted("nordlys", (1, 52)), *counted("fjord", (1, 52))]
    assert year_of(rows).has_other_set
    assert not year_of(rows, year=2021).has_other_set
    assert not year_of(rows, event(EventKind.OPENED, 1)).has_other_set
    closed = [*before, *(run("fjord", week) for week in weeks_of(2021)), *counted("nordlys")]
    assert year_of(closed).has_other_set
    assert not year_of(closed, event(EventKind.CLOSED, 1)).has_other_set


@pytest.mark.parametrize(("last", "asked"), [(48, {}), (47, {"fjord": 48})])
def test_over_four_weeks_at_an_end_are_asked_for(last: int, asked: dict[str, int]) -> None:
    """Up to four are filled."""
    rows = counted("fjord", (1, last))
    ends = open_ends(year_of(rows), {"fjord": set(weeks(1, last))})
    assert {portal: first.number for portal, (first, _) in ends.items()} == asked


def asked_of(*events: Event, more: Iterator[Week] | None = None) -> bool:
    """Return whether fjord, silent from week 45 of 2022 on, is asked for."""
    known = Portals({"fjord": (Week(2022, 1), ends_of(2023)[1])}, events)
    return bool(open_ends(known.year(2022), {"fjord": {*weeks(1, 44), *(more or ())}}))


def test_an_event_or_a_count_beyond_explains_an_end() -> None:
    """Within thirteen weeks of the next year."""
    assert asked_of()
    assert not asked_of(more=weeks(13, 13, 2023))
    assert asked_of(more=weeks(14, 14, 2023))
    assert not asked_of(event(EventKind.CLOSED, 50))
    assert not asked_of(event(EventKind.CLOSED, 13, year=2023))
    assert asked_of(event(EventKind.CLOSED, 14, year=2023))


@pytest.mark.parametrize(("first", "is_asked"), [(49, False), (50, True)])
def test_weeks_said_to_be_unread_are_explained(first: int, *, is_asked: bool) -> None:
    """The rest at that end must be four or fewer."""
    unread = Event(EventKind.UNREAD, "fjord", Week(2022, first), Week(2022, 52))
    assert asked_of(unread) is is_asked


def test_that_a_portal_left_the_list_explains_nothing() -> None:
    """The ledger's rows end; nobody has said why there was no count before."""
    known = Portals({"fjord": ends_of(2022), "nordlys": (Week(2022, 1), ends_of(2023)[1])})
    assert open_ends(known.year(2022), {"fjord": set(weeks(1, 44)), "nordlys": set(weeks(1, 52))})


def test_weeks_before_a_portal_was_added_are_explained_where_a_person_says_so() -> None:
    """Two weeks before it was on the list, and three in which it was not read."""
    listed = {"nordlys": ends_of(2022), "fjord": (Week(2022, 3), Week(2022, 52))}
    counted_in = {"nordlys": set(weeks(1, 52)), "fjord": set(weeks(6, 52))}
    said = Portals(listed, [event(EventKind.ADDED, 3)])
    assert not open_ends(said.year(2022), counted_in)
    assert open_ends(Portals(listed).year(2022), counted_in)


def with_event(config: Config, **event: str) -> Config:
    return config.model_copy(update={"event": (EventSection.model_validate(event),)})


def test_status_asks_once_for_all_portals_that_fell_silent(
    installation: Setup,
) -> None:
    """After five weeks, until an event says what happened; what cannot be is told, too."""
    Collector(installation.at(date(2022, 3, 7))).collect(installation.config.portal)
    source, config = installation.store.publishable, installation.config
    assert silent_portals(source, config, date(2022, 4, 11), {}) == {}
    gap = (Week(2022, 11), Week(2022, 15))
    assert silent_portals(source, config, date(2022, 4, 18), {}) == {
        gap: ["fjord", "nordlys", "tundra"]
    }
    Collector(installation.at(date(2022, 4, 18))).collect(installation.config.portal[:1])
    back = installation.config.portal[0].name
    silent = {gap: sorted({"fjord", "nordlys", "tundra"} - {back})}
    assert silent_portals(source, config, date(2022, 4, 18), {}) == silent
    unread = {"kind": "unread", "from": "2022-W11", "to": "2022-W15"}
    said = with_event(config, portal="fjord", **unread)
    assert silent_portals(source, said, date(2022, 4, 18), {}) == {gap: ["tundra"]}
    closed = with_event(config, kind="closed", portal="fjord", **{"from": "2022-W10"})
    with pytest.raises(EventProblem, match="2022-W10 has one"):
        silent_portals(source, closed, date(2022, 4, 11), {})
    with pytest.raises(EventProblem, match="2022-W10 has one"):
        report_of_year(closed, installation.store, 2022, date(2022, 4, 11))
    assert code_of(EventProblem()) == 2


def test_status_asks_of_no_weeks_after_a_year_was_closed_early(installation: Setup) -> None:
    """That year takes no sweep any more; what fell silent before that is asked for still."""
    portals = installation.config.portal
    for day in (date(2022, 3, 7), date(2022, 3, 14), date(2022, 4, 11)):
        Collector(installation.at(day)).collect(portals[:1] if day.month == 4 else portals)
    early = installation.at(date(2022, 4, 20))
    close_year(early, 2022, early="we move")

    def asked(day: date) -> list[str]:
        points = open_points(installation.at(day), Words("en"))
        return [point.title for point in points if point.subject.startswith("silent")]

    [said] = asked(date(2022, 6, 6))
    assert said == "fjord, tundra: no count in weeks 12–22 of 2022"
    assert asked(date(2023, 1, 1)) == [said.replace("22 of", "51 of")]


def test_status_asks_of_a_portal_that_came_later_though_it_is_counted_now(
    installation: Setup,
) -> None:
    """Whether it opened then, or was only not read, its counts do not say."""
    names = [portal.name for portal in installation.config.portal]
    Collector(installation.at(date(2022, 3, 7))).collect(installation.config.portal[:1])
    for day in (date(2022, 4, 18), date(2022, 4, 25)):
        Collector(installation.at(day)).collect(installation.config.portal)
    source, config = installation.store.publishable, installation.config
    asked = silent_portals(source, config, date(2022, 5, 2), {})
    assert asked == {(Week(2022, 10), Week(2022, 15)): sorted(names[1:])}


def test_before_anything_was_counted_nothing_is_asked(installation: Setup) -> None:
    """A new installation has weeks to come, and none behind it."""
    installation.at(date(2022, 9, 5)).plan()
    source = installation.store.publishable
    assert silent_portals(source, installation.config, date(2022, 9, 6), {}) == {}
