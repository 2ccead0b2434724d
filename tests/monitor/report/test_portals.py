"""Portals that come and go, and years that are not whole, from cells to what the report says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from monitor.counting import CellId, individual
from monitor.report.annual import Annual, annual
from monitor.report.charts import charts
from monitor.report.document import ChartMark
from monitor.report.figures import figure
from monitor.report.notes import break_sentences, span_words
from monitor.report.printed_cells import CHANGE, CHANGE_WITHOUT, COUNTED, LEVEL, WEEKS
from monitor.report.sentences import headline
from monitor.report.series import PANEL, Kind, Scope, Year
from monitor.report.words import Words
from monitor.report.year_rows import ReportContext, Settings
from monitor.statistics.events import Event, EventKind
from monitor.statistics.market_year import Portals, window_of
from scrapers.model import UNKNOWN_PLACE
from storage.records import Flag
from storage.weeks import Week, ends_of
from tests.monitor.building import cells_of_year, portal_cell, year_of_cells

SETTINGS = Settings(least_numbers=10, places=("Oslo",), today=date(2023, 2, 1))
COUNTRY, MATCHED, OSLO = Scope(), Scope(PANEL), Scope(place="Oslo")

Weeks = Sequence[int | None]


def year_with(
    year: int, ads: Mapping[str, Weeks], known: Portals, flags: Sequence[Flag] = ()
) -> Year:
    """Return a year of portals with these ads, and as many numbers, none of them shared."""
    cells: dict[CellId, Weeks] = {}
    for portal, values in ads.items():
        cells[portal_cell(portal, individual(2))] = values
        cells[portal_cell(portal, "only")] = values
    for place in ("Oslo", UNKNOWN_PLACE):
        cells[CellId("all", place, individual(2))] = [50] * 52
        cells[CellId("all", place, "numbers")] = [50] * 52
    return year_of_cells(year, cells, ["Oslo"], flags, known)


def report(
    this: Mapping[str, Weeks],
    before: Mapping[str, Weeks],
    *events: Event,
    first: Week | None = None,
    last: Week | None = None,
) -> Annual:
    """Return the report of 2022 on 2021; a portal is listed in the years that it is given for."""
    listed = {
        name: (
            ends_of(2021 if name in before else 2022)[0],
            ends_of(2022 if name in this else 2021)[1],
        )
        for name in {*this, *before}
    }
    known = Portals(listed, events, first=first, last=last)
    years = (year_with(2022, this, known), year_with(2021, before, known))
    return annual(*years, SETTINGS, ReportContext(), simulated=False)


def plain(made: Annual, scope: Scope, item: str = LEVEL, kind: Kind = Kind.ADS) -> str:
    cell = made.cell(2022, scope, kind, item)
    return cell.plain + (f" {cell.flags}" if cell.flags else "")


def event(kind: EventKind, portal: str, week: int) -> Event:
    return Event(kind, portal, Week(2022, week))


def test_a_portal_that_closed_is_zero_from_then_on_and_the_change_is_real() -> None:
    """583 and 380 for thirty weeks: 802, not 966."""
    this: dict[str, Weeks] = {"nordlys": [583] * 52, "fjord": [380] * 30 + [None] * 22}
    made = report(
        this, {"nordlys": [583] * 52, "fjord": [380] * 52}, event(EventKind.CLOSED, "fjord", 31)
    )
    assert plain(made, COUNTRY) == plain(made, COUNTRY, kind=Kind.NUMBERS) == "802"
    assert plain(made, COUNTRY, CHANGE) == "-17"
    assert plain(made, Scope("fjord")) == "219"
    assert plain(made, Scope("fjord"), COUNTED) == "52"
    assert plain(made, MATCHED) == "583"
    assert plain(made, MATCHED, CHANGE) == plain(made, MATCHED, CHANGE, Kind.NUMBERS) == "0"
    assert break_sentences(made, Words("en")) == [
        "Fjord closed in week 31 of 2022; the weeks from then on are zero (380 ads on average "
        "while it was up and counted)."
    ]


def test_the_mean_of_a_portal_whose_row_is_not_shown_is_not_told_either() -> None:
    """12 ads for thirty weeks are 7 in the mean: not shown, and no note gives them away."""
    this: dict[str, Weeks] = {"nordlys": [583] * 52, "fjord": [12] * 30 + [None] * 22}
    made = report(
        this, {"nordlys": [583] * 52, "fjord": [12] * 52}, event(EventKind.CLOSED, "fjord", 31)
    )
    assert plain(made, Scope("fjord")) == ":"
    assert break_sentences(made, Words("en")) == [
        "Fjord closed in week 31 of 2022; the weeks from then on are zero."
    ]


def test_without_a_word_there_is_no_level_of_it_nor_of_the_total_and_the_report_asks() -> None:
    """Nobody knows whether it closed."""
    this: dict[str, Weeks] = {"nordlys": [583] * 52, "fjord": [380] * 30 + [None] * 22}
    made = report(this, {"nordlys": [583] * 52, "fjord": [380] * 52})
    assert [plain(made, scope) for scope in (COUNTRY, Scope("fjord"), OSLO)] == [".."] * 3
    assert plain(made, COUNTRY, kind=Kind.NUMBERS) == ".."
    assert plain(made, Scope("nordlys")) == plain(made, MATCHED) == "583"
    assert break_sentences(made, Words("en")) == [
        "Fjord has no count in weeks 31–52 of 2022, and nobody has said what happened: there is no "
        "level for it, nor for totals with it, before config.toml says so."
    ]


def test_over_other_portals_than_before_there_is_no_change_but_of_those_in_both() -> None:
    """A second portal on the list from New Year on is no larger market."""
    made = report({"nordlys": [500] * 52, "fjord": [300] * 52}, {"nordlys": [500] * 52})
    for kind in (Kind.ADS, Kind.NUMBERS):
        assert plain(made, COUNTRY, kind=kind) == "800 b"
        assert plain(made, COUNTRY, CHANGE, kind) == ".. b"
        assert plain(made, MATCHED, CHANGE, kind) == "0"
    assert plain(made, OSLO, CHANGE) == ".. b"
    assert plain(made, Scope("nordlys"), CHANGE) == "0"
    assert made.scopes[:2] == (COUNTRY, MATCHED)
    assert "(b)" in break_sentences(made, Words("nb"))[-1]


def test_a_portal_added_within_the_year_is_out_of_its_totals() -> None:
    """It was there before it was counted; places cannot be told apart by portal."""
    this: dict[str, Weeks] = {"nordlys": [500] * 52, "fjord": [None] * 13 + [300] * 39}
    made = report(this, {"nordlys": [500] * 52}, event(EventKind.ADDED, "fjord", 14))
    assert [plain(made, COUNTRY, kind=kind) for kind in (Kind.ADS, Kind.NUMBERS)] == ["500 b"] * 2
    assert (
        plain(made, Scope("fjord")) == plain(made, OSLO) == plain(made, COUNTRY, CHANGE) == ".. b"
    )
    assert plain(made, MATCHED, CHANGE) == "0"
    assert (
        "(300 ads on average while it was up and counted)" in break_sentences(made, Words("en"))[0]
    )


@pytest.mark.parametrize(("left_out", "numbers"), [(1, "300"), (2, "..")])
def test_numbers_of_a_panel_ask_for_what_those_left_out_share(left_out: int, numbers: str) -> None:
    """Beyond three portals it is not kept on which of them a number is: of one it does not ask."""
    this: dict[str, Weeks] = {name: [100] * 52 for name in "abcde"[: 3 + left_out]}
    made = report(this, {name: [100] * 52 for name in "abc"})
    assert plain(made, MATCHED) == "300"
    assert plain(made, MATCHED, kind=Kind.NUMBERS) == numbers


def test_where_the_matched_portals_are_all_of_them_they_have_no_row() -> None:
    """Nor where there is no year to match."""
    both = {"nordlys": [500] * 52, "fjord": [300] * 52}
    assert MATCHED not in report(both, both).scopes


def test_a_panel_of_which_one_number_has_most_of_a_portal_is_not_shown() -> None:
    """One with over half of a sum has over half of one of its parts."""
    ads = {"nordlys": [500] * 52, "fjord": [30] * 52}
    known = Portals({"nordlys": (Week(2021, 1), Week(2022, 52)), "fjord": ends_of(2022)})
    flags = [Flag(Week(2022, at + 1), "nordlys", "all", "ads_of_one") for at in range(40)]
    years = (year_with(2022, ads, known, flags), year_with(2021, {"nordlys": [500] * 52}, known))
    made = annual(*years, SETTINGS, ReportContext(), simulated=False)
    assert plain(made, MATCHED) == ":"
    assert plain(made, MATCHED, kind=Kind.NUMBERS) == "500"


def test_a_first_year_is_over_its_weeks_and_says_which() -> None:
    """Nothing is carried back to January, and a part of a year is not compared."""
    weeks = [None] * 9 + [500] * 43
    known = Portals({"nordlys": (Week(2022, 8), Week(2022, 52))}, first=Week(2022, 10))
    made = annual(
        year_with(2022, {"nordlys": weeks}, known), None, SETTINGS, ReportContext(), simulated=False
    )
    assert plain(made, Scope("nordlys")) == "500 d"
    assert plain(made, Scope("nordlys"), WEEKS) == "43"
    assert "i uke 10–52 i 2022 i gjennomsnitt 500" in headline(made, Words("nb"))
    assert "2022-W09" not in {cell.name.item for cell in made.weekly(Scope("nordlys"), Kind.ADS)}


def test_so_far_is_said_of_a_year_that_is_not_over_and_compared_over_its_weeks() -> None:
    """They are named, with both means over them, which are not the levels."""
    this: dict[str, Weeks] = {"nordlys": [400] * 41 + [None] * 11}
    made = report(this, {"nordlys": [320] * 41 + [600] * 11}, last=Week(2022, 41))
    sentence = headline(made, Words("nb"))
    assert "så langt i 2022 (uke 1–41) i gjennomsnitt 400" in sentence
    assert "Uke 1–41: 400 mot 320, +25\N{NO-BREAK SPACE}%, uten usikkerhetsintervall." in sentence
    assert plain(made, COUNTRY, CHANGE) == "25"


def test_a_special_period_has_a_second_figure_without_its_weeks() -> None:
    """Its week numbers are left out of both years, whichever of them it lies in."""
    lockdown = Event(
        EventKind.PERIOD, "", Week(2021, 11), Week(2021, 20), names={"nb": "stengt", "en": "shut"}
    )
    before = [400] * 10 + [100] * 10 + [400] * 32
    made = report({"nordlys": [400] * 52}, {"nordlys": before}, lockdown)
    assert plain(made, COUNTRY, CHANGE) == "17"
    assert plain(made, COUNTRY, CHANGE_WITHOUT) == "0"


def test_from_the_first_counted_week_on_there_is_a_level() -> None:
    """After one week it has no interval."""
    made = report({"nordlys": [400] + [None] * 51}, {"nordlys": [400] * 52}, last=Week(2022, 1))
    assert plain(made, COUNTRY) == plain(made, Scope("nordlys")) == "400 p"
    assert plain(made, COUNTRY, "low") == "."
    assert plain(made, OSLO) == "50 p"


def test_a_span_is_told_in_both_languages() -> None:
    """Of a whole year, of one that is not over, and of a first one."""
    assert span_words(window_of(2022), Words("en")) == "in 2022"
    running = window_of(2022, last=Week(2022, 41))
    assert span_words(running, Words("en")) == "so far in 2022 (weeks 1–41)"
    assert span_words(replace(running, is_running=False, is_first=True), Words("nb")) == (
        "i uke 1–41 i 2022"
    )


@pytest.mark.parametrize(("threshold", "level"), [(2, 103.846), (3, 100.0)])
def test_weeks_of_the_next_year_are_neighbours_if_counted_by_the_same_threshold(
    threshold: int, level: float
) -> None:
    """W49 to W52 lie between 100 and 200; groups by another threshold are other ads."""
    this = {portal_cell("nordlys", individual(2)): [100] * 48 + [None] * 4}
    later = {portal_cell("nordlys", individual(threshold)): [200] * 52}
    runs, cells = cells_of_year(2021, this)
    later_runs, later_cells = cells_of_year(2022, later)
    year = Year(2021, [*runs, *later_runs], [*cells, *later_cells], ())
    made = figure(year, Kind.ADS, Scope("nordlys"))
    assert made.mean == pytest.approx(level, abs=0.001)


def test_figures_mark_what_happened_and_break_totals_over_other_portals() -> None:
    """A portal that was added breaks the country's line at New Year; its own goes on."""
    this: dict[str, Weeks] = {"nordlys": [500] * 52, "fjord": [300] * 52}
    made = report(this, {"nordlys": [500] * 52})
    weekly, yearly, *_ = charts(made, Words("nb"))
    lead, country, _, matched = weekly.lines
    assert [sorted(line.starts_anew) for line in (lead, country)] == [[], [52.0]]
    assert matched.label.startswith("Annonser (de")
    assert matched.starts_anew == frozenset()
    assert [sorted(line.starts_anew) for line in yearly.lines[:2]] == [[], [2022.0]]


@pytest.mark.parametrize(
    ("first", "last", "ends"),
    [
        (Week(2021, 5), Week(2021, 9), (4, 8)),
        (Week(2020, 50), Week(2021, 2), (0, 1)),
        (Week(2022, 50), Week(2023, 2), (101, 103)),
    ],
)
def test_a_special_period_is_shaded_as_far_as_the_figure_reaches(
    first: Week, last: Week, ends: tuple[int, int]
) -> None:
    """And named in the report's language."""
    period = Event(EventKind.PERIOD, "", first, last, {"nb": "stengte grenser", "en": "closed"})
    made = report({"nordlys": [500] * 52}, {"nordlys": [500] * 52}, period)
    assert charts(made, Words("nb"))[0].marks == (ChartMark(*ends, "stengte grenser"),)


def test_a_portal_that_opens_is_a_line_at_its_week_and_one_of_another_year_is_none() -> None:
    """Weeks that were not read are dashed already."""
    opened = event(EventKind.OPENED, "fjord", 14)
    this: dict[str, Weeks] = {"nordlys": [500] * 52, "fjord": [None] * 13 + [300] * 39}
    made = report(this, {"nordlys": [500] * 52}, opened)
    assert ChartMark(65, 65, "fjord åpnet") in charts(made, Words("nb"))[0].marks


def test_protection_of_a_portal_that_was_up_half_of_the_year_costs_half() -> None:
    """Zeros while it was not there are known, and nothing was added to them."""
    known = Portals({"a": ends_of(2022)}, [event(EventKind.CLOSED, "a", 27)])
    cells: dict[CellId, Weeks] = {portal_cell("a", "no_number"): [20] * 26 + [None] * 26}
    made = figure(year_of_cells(2022, cells, known=known), Kind.WITHOUT_NUMBER, Scope("a"))
    assert made.protection_error == pytest.approx(2**0.5 / 2)
    whole = year_of_cells(2022, {portal_cell("a", "no_number"): [20] * 52})
    assert figure(whole, Kind.WITHOUT_NUMBER, Scope("a")).protection_error == pytest.approx(2**0.5)
