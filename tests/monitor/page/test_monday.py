"""What the team's page says of a week: its figure, what it is held against, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.counting import CellId, individual
from monitor.page.comparison import Direction, least_difference
from monitor.page.monday import Monday, digest_line, monday
from monitor.report.annual import Annual, annual
from monitor.report.compose import document
from monitor.report.document import Table
from monitor.report.series import Kind, Scope
from monitor.report.words import Words
from monitor.report.year_rows import ReportContext
from monitor.statistics.market_year import Portals
from scrapers.model import Outcome
from storage.records import Review, Run
from storage.weeks import Week, ends_of, weeks_of
from tests.monitor.building import portal_cell, run, year_of_cells
from tests.monitor.report.test_annual import SETTINGS

NB = Words("nb")
OSLO = ZoneInfo("Europe/Oslo")
MADE, NEXT = datetime(2022, 10, 10, 7, 12, tzinfo=OSLO), datetime(2022, 10, 17, 6, tzinfo=OSLO)
NOW = Week(2022, 41)
Weeks = Sequence[int | None]


def a_market(
    nordlys: Weeks,
    fjord: Weeks,
    *,
    before: int = 400,
    oslo: int = 200,
    bergen: int = 15,
    since: Week | None = None,
    simulated: bool = False,
) -> Annual:
    """Return the cells up to week 41 of 2022; fjord is on the list since a week, or always."""
    listed = {"nordlys": ends_of(2021), "fjord": (since or Week(2021, 1), Week(2021, 52))}
    listed = {portal: (first, Week(2022, 52)) for portal, (first, _) in listed.items()}
    known = Portals(listed, last=NOW)
    years = []
    for year, lead, other in ((2021, [before] * 52, [60] * 52), (2022, nordlys, fjord)):
        cells: dict[CellId, Weeks] = {}
        for portal, values in (("nordlys", lead), ("fjord", other)):
            cells[portal_cell(portal, individual(2))] = values
            cells[portal_cell(portal, "only")] = values
            cells[portal_cell(portal, "shared")] = [None if v is None else 0 for v in values]
        for place, count in (("Oslo", oslo), ("Bergen", bergen)):
            cells[CellId("all", place, individual(2))] = [count] * 52
            cells[CellId("all", place, "numbers")] = [count] * 52
        years.append(year_of_cells(year, cells, ("Oslo", "Bergen"), known=known))
    settings = replace(SETTINGS, weeks_of_places=True, today=date(2022, 10, 10))
    return annual(years[1], years[0], settings, ReportContext(), simulated=simulated)


def until_now(value: int, **weeks: int | None) -> list[int | None]:
    """Return a value in weeks 1 to 41, but for those named, as in w40=350."""
    named = {int(name[1:]): each for name, each in weeks.items()}
    return [named.get(at, value) if at <= NOW.number else None for at in range(1, 53)]


def shown(market: Annual, words: Words = NB) -> Monday:
    return monday(market, words, MADE, NEXT)


def rows(table: Table) -> dict[str, list[str]]:
    """Return the rows of ads by their name."""
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.groups[0].rows}


def test_the_figure_is_the_newest_week_of_all_portals_in_words() -> None:
    """With what it counts, and the change since the week before."""
    page = shown(a_market(until_now(500, w41=550), until_now(60)))
    assert (page.figure, page.what) == (
        "610",
        "annonser oppe i uke 41, på alle portaler til sammen",
    )
    assert page.since == "opp 9\N{NO-BREAK SPACE}% fra uke 40"
    assert page.document.title == "Annonsemarkedet, uke 41 i 2022"


def test_a_week_is_held_against_the_last_the_same_a_year_ago_and_the_mean_so_far() -> None:
    """Each with its value and by how much it differs."""
    page = shown(a_market(until_now(500, w41=450), until_now(60)))
    found = [(each.name, each.value, each.direction, each.percent) for each in page.against]
    assert found == [
        ("uke 40", "560", Direction.DOWN, 9),
        ("uke 41 i 2021", "460", Direction.UP, 11),
        ("gjennomsnitt uke 1–41", "559", Direction.DOWN, 9),
    ]


@pytest.mark.parametrize(("change", "direction"), [(9, Direction.SAME), (10, Direction.UP)])
def test_a_difference_that_protection_alone_can_make_is_no_change(
    change: int, direction: Direction
) -> None:
    """Two portals' ads are six protected cells: 1.96·√(2·2·6) = 9.6."""
    market = a_market(until_now(500, w41=500 + change), until_now(60))
    assert least_difference(market, Scope(), Kind.ADS) == pytest.approx(9.60, abs=0.01)
    assert shown(market).against[0].direction is direction


@pytest.mark.parametrize(
    ("scope", "kind", "cells"),
    [
        (Scope("fjord"), Kind.ADS, 3),
        (Scope(place="Oslo"), Kind.ADS, 3),
        (Scope(), Kind.NUMBERS, 3),
        (Scope("fjord"), Kind.NUMBERS, 2),
        (Scope(place="Oslo"), Kind.NUMBERS, 1),
    ],
)
def test_the_least_difference_follows_the_cells_that_a_figure_is_the_sum_of(
    scope: Scope, kind: Kind, cells: int
) -> None:
    """Numbers of a place are one cell, a portal's two, the country's one more than portals."""
    market = a_market(until_now(500), until_now(60))
    assert least_difference(market, scope, kind) == pytest.approx(1.96 * (4 * cells) ** 0.5)


def test_a_week_that_one_portal_misses_is_not_shown_as_if_it_were_whole() -> None:
    """The figure is then of the week before, and the page says so; the portal's own row is open."""
    page = shown(a_market(until_now(500, w41=800), until_now(60, w41=None)))
    assert page.figure == "560"
    assert page.older == "Tallet gjelder uke 40 i 2022, fordi ikke alle portaler er talt senere."
    assert page.fresh[0].startswith(
        "Siste uke med telling: uke 41 i 2022, 10. oktober 2022 til 16."
    )
    weeks = page.document.tables[0].groups[0].rows
    assert [cell.text for cell in weeks[0]][:2] == ["uke 41 i 2022", "860 e"]
    assert page.document.tables[0].notes == ("e beregnet.",)


def test_ads_tied_to_individual_users_stand_beside_all_ads() -> None:
    """In words, as a line of the chart, and in each table."""
    market = a_market(until_now(500, w41=550), until_now(60))
    scope = Scope()
    page = shown(market)
    assert page.individual == "610 av dem knyttet til individuelle brukere"
    assert least_difference(market, scope, Kind.INDIVIDUAL) == pytest.approx(1.96 * 8**0.5)
    labels = [line.label for line in page.document.charts[0].lines]
    assert labels[0] == "Knyttet til individuelle brukere (alle portaler)"
    for table in page.document.tables[1:]:
        names = [group.heading for group in table.groups]
        assert names[1] == "Annonser knyttet til individuelle brukere"
    assert page.document.tables[0].columns[2].title.replace("­", "") == "Individuelle"


def test_the_same_has_the_same_colour_on_the_page_and_in_the_report() -> None:
    """A line's colour is its place; whoever lays the two side by side must not be misled."""
    market = a_market(until_now(500), until_now(60))
    of_page = shown(market).document.charts[0]
    of_report = document(market, NB).charts[0]
    words = [[line.label.split(" (")[0] for line in chart.lines] for chart in (of_page, of_report)]
    assert words[0] == words[1]


def test_a_week_that_nobody_has_looked_at_yet_is_shown_as_provisional() -> None:
    """It counts; only the portal's own rows, and those of all portals, bear the flag."""
    market = a_market(until_now(500, w41=550), until_now(60))
    page = monday(market, NB, MADE, NEXT, {("fjord", NOW), ("nordlys", Week(2022, 39))})
    assert page.figure == "610"
    assert page.provisional == ("Foreløpig tall: noe ved fjord skal ses på før det er endelig.")
    weeks, portals, places = page.document.tables
    flagged = [row[0].text for row in weeks.groups[0].rows if row[1].text.endswith(" p")]
    assert flagged == ["uke 41 i 2022", "uke 39 i 2022"]
    this_week = {name: row[0] for name, row in rows(portals).items()}
    assert this_week == {"Alle portaler, hele landet": "610 p", "fjord": "60 p", "nordlys": "550"}
    assert rows(places)["Oslo"][0] == "200 p"
    assert all("p foreløpig." in table.notes for table in page.document.tables)
    assert sorted(page.held) == [
        "fjord, uke 41 i 2022: talt, men bør ses på",
        "nordlys, uke 39 i 2022: talt, men bør ses på",
    ]
    assert shown(market).provisional == ""


def test_a_whole_week_says_nothing_of_older_ones() -> None:
    """There is nothing to explain."""
    assert shown(a_market(until_now(500), until_now(60))).older == ""


def test_a_week_before_that_was_not_counted_is_shown_as_estimated_and_not_compared() -> None:
    """An estimate says nothing of what happened since."""
    page = shown(a_market(until_now(500, w40=None), until_now(60)))
    last = page.against[0]
    assert (last.value, last.direction, last.change) == ("560 e", None, "")


def test_a_year_over_other_portals_is_not_compared_and_a_portal_with_itself_is() -> None:
    """A portal that joined the list makes no growth."""
    page = shown(a_market(until_now(500), until_now(60), since=Week(2022, 1)))
    assert (page.against[1].direction, page.against[1].change) == (None, "andre portaler da")
    assert rows(page.document.tables[1])["nordlys"][2] == "400 (opp 25\N{NO-BREAK SPACE}%)"


def test_a_week_53_has_no_same_week_in_a_year_of_52() -> None:
    """So nothing is compared with its neighbour."""
    known = Portals({"nordlys": (Week(2019, 1), Week(2020, 53))}, last=Week(2020, 53))
    years = [
        year_of_cells(
            year,
            {portal_cell("nordlys", individual(2)): [300] * len(list(weeks_of(year)))},
            (),
            known=known,
        )
        for year in (2020, 2019)
    ]
    settings = replace(SETTINGS, places=())
    market = annual(years[0], years[1], settings, ReportContext(), simulated=False)
    page = monday(market, NB, datetime(2020, 12, 28, 7, tzinfo=OSLO), NEXT)
    assert [each.name for each in page.against][:2] == ["uke 52", "samme uke i fjor"]
    assert page.against[1].value == "."


def test_places_have_weeks_of_their_own_and_small_ones_show_none() -> None:
    """A mean of 15 is printed, and a single week of it is not: protection is too much of it."""
    page = shown(a_market(until_now(500), until_now(60), oslo=200, bergen=15))
    places = rows(page.document.tables[2])
    assert places["Oslo"][:2] == ["200", "200 (om lag uendret)"]
    assert places["Bergen"] == [":", ":", ":", "15"]
    assert page.document.tables[2].legend.startswith(": vises ikke av hensyn til personvern")


def test_the_chart_has_the_weeks_of_its_table_and_a_year_of_them() -> None:
    """53 weeks, so that the same week of the year before is in it."""
    page = shown(a_market(until_now(500, w20=None), until_now(60)))
    [chart], table = page.document.charts, page.document.tables[0]
    shown_weeks = [row[0].text for row in table.groups[0].rows]
    assert (len(shown_weeks), shown_weeks[0], shown_weeks[-1]) == (
        53,
        "uke 41 i 2022",
        "uke 41 i 2021",
    )
    newest_first = reversed(chart.lines[1].points)
    values = [f"{point.value:.0f}{' e' * point.is_estimated}" for point in newest_first]
    assert values == [row[1].text for row in table.groups[0].rows]
    assert [point.is_estimated for point in chart.lines[0].points].count(True) == 1


def test_what_was_not_counted_is_named_by_portal_without_any_reason() -> None:
    """A reason quotes true counts, and they do not leave the installation."""
    market = a_market(until_now(500), until_now(60))
    reason = "expected 3 to 500 ads, found 2"
    changed = {
        ("fjord", 39): Run("fjord", Week(2022, 39), Outcome.SUSPECT, reason, False, None, ""),
        ("fjord", 40): Run("fjord", Week(2022, 40), Outcome.SUSPECT, reason, False, None, ""),
        ("nordlys", 40): run("nordlys", Week(2022, 40), Outcome.REFUSED),
        ("nordlys", 41): run("nordlys", Week(2022, 41), None),
        ("nordlys", 38): run("nordlys", Week(2022, 38), None),
        ("nordlys", 30): run("nordlys", Week(2022, 30), Outcome.FAILED),
        ("nordlys", 28): run("nordlys", Week(2022, 28), Outcome.FAILED),
        ("nordlys", 37): run("nordlys", Week(2022, 37), Outcome.COMPLETE, Review.EXCLUDED),
        ("nordlys", 42): run("nordlys", Week(2022, 42), None),
    }
    kept = [each for each in market.runs if (each.portal, each.week.number) not in changed]
    page = shown(replace(market, runs=(*kept, *changed.values())))
    assert sorted(line for line in page.held) == [
        "fjord, uke 39–40 i 2022: holdt tilbake, 2 uker",
        "nordlys, uke 30 i 2022: portalen svarte ikke",
        "nordlys, uke 37 i 2022: utelatt",
        "nordlys, uke 38 i 2022: ikke talt",
        "nordlys, uke 40 i 2022: avvist av portalen",
        "nordlys, uke 41 i 2022: ikke talt ennå",
    ]


def test_nothing_missing_is_said_too() -> None:
    """An empty list could be a broken one."""
    page = shown(a_market(until_now(500), until_now(60)))
    assert page.held == ("Alle portaler er talt i alle uker fra uke 29 til uke 41 i 2022.",)


def test_weeks_after_the_newest_one_are_not_said_to_be_counted() -> None:
    """A page of a year that is over, made long after it."""
    market = a_market(until_now(500), until_now(60))
    swept = replace(market, runs=tuple(run for run in market.runs if run.counts))
    page = monday(swept, NB, datetime(2026, 1, 5, tzinfo=OSLO), NEXT)
    assert page.held == ("Alle portaler er talt i alle uker fra uke 29 til uke 41 i 2022.",)


def test_weeks_before_the_first_one_are_not_said_to_be_counted() -> None:
    """An installation that began a week ago has counted one."""
    market = a_market(until_now(500), until_now(60))
    newest = max(run.week for run in market.runs if run.counts)
    page = shown(replace(market, runs=tuple(run for run in market.runs if run.week == newest)))
    assert page.held == (f"Alle portaler er talt i uke {newest.number} i 2022.",)


def test_the_page_says_how_fresh_it_is_and_when_it_is_stale() -> None:
    """A page that nobody renews looks like a market that stands still."""
    fresh = shown(a_market(until_now(500), until_now(60))).fresh
    assert fresh[1] == "Siden ble laget 10. oktober 2022 kl. 07:12."
    assert fresh[2].startswith("Neste telling begynner 17. oktober 2022 kl. 06:00. Er det senere")


@pytest.mark.parametrize(
    ("newest", "line"),
    [
        (550, "610 annonser i uke 41, +9\N{NO-BREAK SPACE}% mot forrige uke"),
        (450, "510 annonser i uke 41, −9\N{NO-BREAK SPACE}% mot forrige uke"),
        (503, "563 annonser i uke 41, om lag som forrige uke"),
    ],
)
def test_the_week_in_one_line_is_that_of_the_page(newest: int, line: str) -> None:
    """The digest quotes it."""
    assert digest_line(a_market(until_now(500, w41=newest), until_now(60)), NB) == line


def test_the_page_is_in_english_where_config_says_so() -> None:
    """All of it."""
    page = shown(a_market(until_now(500, w41=550), until_now(60)), Words("en"))
    assert page.since == "up 9\N{NO-BREAK SPACE}% from week 40"
    assert page.document.title == "The ad market, week 41 of 2022"
