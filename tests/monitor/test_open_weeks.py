"""Weeks that wait for a person, put together by cause."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from monitor.open_weeks import MOST_REASONS, OpenPoint, open_weeks, overdue_sweeps, sentence
from monitor.report.words import Words
from scrapers.model import Outcome
from storage.records import ENDED_THE_PROGRAM, CheckResult, Closing
from storage.weeks import Week
from tests.monitor.conftest import Setup

FIRST = Week(2022, 10)


def failed(
    installation: Setup, reasons: list[str], portal: str = "nordlys", outcome: str = "failed"
) -> Week:
    """Let a portal's weeks end so, one after the other; return the week after the last one."""
    for at, reason in enumerate(reasons):
        monday = FIRST.monday() + timedelta(weeks=at)
        installation.at(monday).plan()
        check = CheckResult(Outcome(outcome), reason)
        installation.store.add_failure(portal, Week.of(monday), check)
    return Week.of(FIRST.monday() + timedelta(weeks=len(reasons)))


def points(installation: Setup, now: Week, portal: str = "nordlys") -> list[OpenPoint]:
    """Return what waits about a portal, in Norwegian."""
    found = open_weeks(installation.store, now, Words("nb"))
    return [point for point in found if point.weeks and portal in point.weeks.portals]


@pytest.mark.parametrize("more", [0, 1])
def test_different_reasons_of_one_outage_are_quoted_the_newest_ones(
    installation: Setup, more: int
) -> None:
    """Each once; where some are left out, that is seen."""
    statuses = range(500, 500 + MOST_REASONS + more)
    reasons = [f"nordlys answered {status}" for status in statuses for _ in range(2)]
    now = failed(installation, reasons)
    (point,) = points(installation, now)
    quoted = [f"nordlys svarte {status}." for status in statuses][-MOST_REASONS:]
    assert point.detail == " ".join(["…"] * more + quoted)


def test_weeks_that_end_otherwise_are_another_line(installation: Setup) -> None:
    """The portal refused once, between two outages."""
    failed(installation, ["x"] * 3)
    installation.store.add_failure(
        "nordlys", FIRST.next().next(), CheckResult(Outcome.REFUSED, "y")
    )
    now = failed(installation, ["x"] * 5)
    spans = [(point.title, str(point.weeks)) for point in points(installation, now)]
    assert spans == [
        ("nordlys, uke 10–11 i 2022: ikke talt (portalen svarte ikke), 2 uker", SPANS[0]),
        ("nordlys, uke 12 i 2022: ikke talt (avvist av portalen)", SPANS[1]),
        ("nordlys, uke 13–14 i 2022: ikke talt (portalen svarte ikke), 2 uker", SPANS[2]),
    ]


SPANS = ("nordlys 2022-W10..2022-W11", "nordlys 2022-W12", "nordlys 2022-W13..2022-W14")


def test_this_week_can_still_be_swept_and_stands_apart_from_those_that_are_lost(
    installation: Setup,
) -> None:
    """Each with its own command."""
    now = failed(installation, ["x"] * 3).previous()
    lost, this = points(installation, now)
    assert (str(lost.weeks), str(this.weeks)) == ("nordlys 2022-W10..2022-W11", "nordlys 2022-W12")
    assert "monitor seen nordlys 2022-W10..2022-W11" in lost.advice
    assert "monitor probe nordlys" in this.advice


def test_a_refusal_of_two_portals_is_two_lines_while_something_can_be_done(
    installation: Setup,
) -> None:
    """Each has its reason; once it is lost for good, one command deals with both."""
    failed(installation, ["x"], "nordlys", "refused")
    now = failed(installation, ["x"], "fjord", "refused")
    assert len(points(installation, now.previous())) == 1
    assert len(points(installation, now.previous(), "fjord")) == 1
    (point,) = points(installation, now)
    assert "monitor seen fjord,nordlys 2022-W10" in point.advice
    assert point.subject == "refused fjord+1 2022-W10"


def test_a_sweep_that_ended_the_program_says_what_to_do(installation: Setup) -> None:
    """While its week lasts."""
    now = failed(installation, [ENDED_THE_PROGRAM]).previous()
    (point,) = points(installation, now)
    assert "monitor sweep nordlys" in point.advice
    assert "Tellingen stanset programmet" in point.detail


def test_a_week_that_a_clock_ahead_closed_waits_for_nobody_before_it_is_over(
    installation: Setup,
) -> None:
    """The next sweep opens it again."""
    installation.at(Week(2022, 10).monday()).plan()
    installation.store.close_past_weeks(Week(2022, 20))
    (point,) = points(installation, Week(2022, 12))
    assert str(point.weeks) == "fjord,nordlys,tundra 2022-W10..2022-W11"


def test_weeks_over_the_turn_of_the_year_are_named_with_both_years(installation: Setup) -> None:
    """As are those of an outage in the holidays."""
    for at in range(3):
        monday = Week(2021, 51).monday() + timedelta(weeks=at)
        installation.at(monday).plan()
        check = CheckResult(Outcome.FAILED, "x")
        installation.store.add_failure("nordlys", Week.of(monday), check)
    (point,) = points(installation, Week(2022, 2))
    assert point.title.startswith("nordlys, uke 51 i 2021 – uke 1 i 2022: ikke talt")
    assert "monitor seen nordlys 2021-W51..2022-W01" in point.advice


def lose(installation: Setup, week: Week) -> None:
    installation.at(week.monday()).plan()
    installation.store.add_failure("nordlys", week, CheckResult(Outcome.FAILED, "x"))


def test_weeks_of_a_closed_year_wait_for_nobody_and_those_of_an_older_open_one_do(
    installation: Setup,
) -> None:
    """A year may be left open while the one after it is closed."""
    for week in (Week(2021, 50), Week(2022, 10), Week(2023, 10)):
        lose(installation, week)
    closed = Closing(2022, date(2023, 1, 20), (), "1.0", finished=True)
    installation.store.year_end.sign(closed)
    spans = [point.weeks for point in points(installation, Week(2023, 12)) if point.weeks]
    years = {week.year for span in spans for week in span.weeks}
    assert years == {2021, 2023}
    assert str(spans[0]) == "nordlys 2021-W50"
    assert points(installation, Week(2026, 1))[0].weeks != spans[0]
    assert points(installation, Week(2025, 52))[0].weeks == spans[0]


def test_a_week_that_a_clock_closed_too_early_is_due_and_no_gap(installation: Setup) -> None:
    """A report made by a clock two weeks ahead closed it; status could not say what it is."""
    collector = installation.at(FIRST.monday(), hour=8)
    collector.plan()
    installation.store.close_past_weeks(FIRST.next().next())
    assert not points(installation, FIRST)
    words = Words("nb")
    (late,) = overdue_sweeps(collector, words)
    assert str(late.weeks) == f"nordlys,fjord,tundra {FIRST}"
    assert [str(each.weeks) for each in points(installation, FIRST.next())] == [
        f"fjord,nordlys,tundra {FIRST}"
    ]
    collector.plan()
    assert not any(run.outcome for run in installation.store.runs(FIRST, FIRST))


@pytest.mark.parametrize(
    ("detail", "begun"),
    [
        ("no key for 2026", "No key for 2026."),
        ("config.toml: what it says.", "config.toml: what it says."),
        ("is the address right?", "Is the address right?"),
        ("nordlys svarte 503", "nordlys svarte 503."),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_but_not_a_name(detail: str, begun: str) -> None:
    """It stands behind a title's full stop."""
    assert sentence(detail, ["nordlys"]) == begun
