"""The change of a report: its symbols, its interval, and what is said of it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import monitor
from monitor.counting import CellId, individual, more
from monitor.report.annual import Annual, annual
from monitor.report.changes import TOO_FEW, YearComparison
from monitor.report.figures import ads_on_at_most, figure
from monitor.report.printed_cells import (
    CHANGE,
    CHANGE_HIGH,
    CHANGE_LOW,
    CHANGE_WITHOUT,
    Compared,
    Name,
    PrintedCell,
)
from monitor.report.sentences import change_phrase, change_sentence
from monitor.report.series import Kind, Scope, Year
from monitor.report.words import Language, Words
from monitor.report.year_rows import ReportContext, Settings, YearRows
from monitor.statistics.change import ChangeKind, RowYear, change, change_interval, scaled
from monitor.statistics.figure import Figure
from monitor.statistics.filling import Series
from scrapers.model import UNKNOWN_PLACE
from storage.year_records import Profile
from tests.monitor.building import portal_cell, year_of_cells
from tests.monitor.report.test_annual import SETTINGS, a_year

NORDLYS, COUNTRY = Scope("nordlys"), Scope()
ENDS = (CHANGE_LOW, CHANGE_HIGH)


def steady(
    year: int, advertisers: int, scope: Scope = COUNTRY, measure: str = "ads", mean: float = 0.0
) -> Profile:
    """Return the profile of a row of so many advertisers who all stay, and of so many ads."""
    return Profile(year, *scope, measure, mean or advertisers, (1 / advertisers,) * 52)


def compared(
    this: int | Sequence[int | None],
    before: int,
    profiles: Sequence[Profile] = (),
    settings: Settings = SETTINGS,
) -> Annual:
    years = a_year(2022, this), a_year(2021, before)
    context = ReportContext()
    return annual(*years, settings, context, simulated=False, profiles=profiles)


def plain(report: Annual, scope: Scope, measure: str) -> list[str]:
    items = (CHANGE, *ENDS)
    return [report.cell(2022, scope, measure, item).plain for item in items]


def expected(this: Figure, before: Figure, *lags: Series) -> list[str]:
    """Return what is to be printed of two figures whose profiles are these, or both this one."""
    now, then = (
        RowYear(figure.from_week_one, figure.gap_error, figure.protection_error, of_year)
        for figure, of_year in zip((this, before), (lags[0], lags[-1]), strict=True)
    )
    found = change(now, then)
    assert found is not None
    assert found.half_width is not None
    return list(map(str, change_interval(found.ratio, found.half_width)))


def test_a_row_with_profiles_of_its_own_has_the_interval_they_give() -> None:
    """Gaps and protection widen it, as those of the row's two years."""
    profiles = [steady(year, 500, NORDLYS, "individual") for year in (2021, 2022)]
    found = plain(compared(600, 500, profiles), NORDLYS, "individual")
    figures = [
        figure(a_year(year, lead), Kind.INDIVIDUAL, NORDLYS)
        for year, lead in ((2022, 600), (2021, 500))
    ]
    assert found == expected(figures[0], figures[1], (1 / 500,) * 52)
    assert found[0] == "20"


@pytest.mark.parametrize(
    ("scope", "kind", "measure", "country", "row"),
    [
        (Scope("fjord"), Kind.INDIVIDUAL, "individual", 660, 60),
        (NORDLYS, Kind.ADS, "ads", 717, 657),
        (Scope(place="Oslo"), Kind.ADS, "ads", 717, 300),
        (Scope(place="Oslo"), Kind.NUMBERS, "numbers", 620, 300),
        (COUNTRY, Kind.ADS, "ads", 717, 717),
    ],
)
def test_a_row_without_profiles_takes_the_countrys_in_proportion(
    scope: Scope, kind: Kind, measure: str, country: float, row: float
) -> None:
    """The country's mean over its own."""
    profiles = [steady(year, 400, measure=measure, mean=country) for year in (2021, 2022)]
    found = plain(compared(600, 600, profiles), scope, kind)
    of_row, of_country = (figure(a_year(2022, 600), kind, where) for where in (scope, COUNTRY))
    assert (of_row.mean, of_country.mean) == (row, country)
    assert found == expected(of_row, of_row, scaled(profiles[0].lags, country / row))


def test_other_ads_take_the_profile_of_all_ads() -> None:
    """Those on busy numbers, and those without one, have none of their own."""
    tied, busy = individual(2), more(2)

    def a_market(year: int) -> Year:
        portal = {tied: 200, busy: 100, "no_number": 60, "only": 150, "shared": 0}
        return year_of_cells(year, {portal_cell("a", name): [n] * 52 for name, n in portal.items()})

    profiles = [steady(year, 300, mean=360) for year in (2021, 2022)]
    years = a_market(2022), a_market(2021)
    report = annual(*years, SETTINGS, ReportContext(), simulated=False, profiles=profiles)
    for kind, mean in ((Kind.MULTI, 100), (Kind.WITHOUT_NUMBER, 60)):
        of_row = figure(a_market(2022), kind, COUNTRY)
        lags = scaled(profiles[0].lags, 360 / mean)
        assert plain(report, COUNTRY, kind) == expected(of_row, of_row, lags)


def test_other_or_unknown_place_has_no_profile_of_its_own() -> None:
    """What it is made of changes with the places that have a row; it takes the country's."""
    scope = Scope(place=UNKNOWN_PLACE)
    own = [steady(year, 10_000, scope, "ads") for year in (2021, 2022)]
    country = [steady(year, 400) for year in (2021, 2022)]
    weeks = {
        portal_cell("a", individual(2)): [400] * 52,
        CellId("all", UNKNOWN_PLACE, individual(2)): [100] * 52,
        CellId("all", UNKNOWN_PLACE, "numbers"): [100] * 52,
    }
    years = year_of_cells(2022, weeks), year_of_cells(2021, weeks)
    settings = replace(SETTINGS, places=())
    report = annual(*years, settings, ReportContext(), simulated=False, profiles=[*own, *country])
    lags = scaled(country[0].lags, 400 / 100)
    of_row = figure(year_of_cells(2022, weeks), Kind.ADS, scope)
    assert plain(report, scope, Kind.ADS) == expected(of_row, of_row, lags)


def test_without_any_profile_a_change_has_no_interval_and_no_verb() -> None:
    """The per cent alone, and the sentence says so."""
    report = compared(665, 404)
    assert plain(report, NORDLYS, "individual") == ["65", "..", ".."]
    said = [change_phrase(report, Words(name), NORDLYS, "individual") for name in ("nb", "en")]
    assert said == [
        "+65\N{NO-BREAK SPACE}%, uten usikkerhetsintervall",
        "+65\N{NO-BREAK SPACE}%, without an interval",
    ]


def test_a_year_that_kept_no_profile_takes_the_others() -> None:
    """The year now open can be compared with one that was closed before."""
    one = [steady(2022, 500, NORDLYS, "individual")]
    found = plain(compared(600, 500, one), NORDLYS, "individual")
    figures = [figure(a_year(2022, lead), Kind.INDIVIDUAL, NORDLYS) for lead in (600, 500)]
    assert found == expected(figures[0], figures[1], (1 / 500,) * 52, (1.2 / 500,) * 52)


def test_under_a_mean_of_fifty_only_levels_are_printed() -> None:
    """In either year; and a footnote says why."""
    for this, before in ((49, 80), (80, 49)):
        report = compared(this, before, [steady(2022, 40), steady(2021, 40)])
        assert plain(report, NORDLYS, "individual") == ["..", "..", ".."]
        cell = report.cell(2022, NORDLYS, "individual", CHANGE)
        assert cell.note == TOO_FEW
        said = change_phrase(report, Words("nb"), NORDLYS, "individual")
        assert said == "for få til å si noe om endring"
    assert plain(compared(50, 50), NORDLYS, "individual")[0] == "0"


def test_the_change_is_the_ratio_of_the_two_printed_levels() -> None:
    """643 against 389 is +65 per cent, whatever weeks the two have in common."""
    assert plain(compared(643, 389), NORDLYS, "individual")[0] == "65"
    assert plain(compared(60, 100), NORDLYS, "individual")[0] == "-40"


def test_a_change_without_two_levels_is_a_symbol() -> None:
    """Hidden where one is hidden, missing where one is missing or none."""
    gaps = [None] * 40 + [665] * 12
    assert plain(compared(gaps, 404), NORDLYS, "individual") == [".."] * 3
    assert plain(compared(404, 9), NORDLYS, "individual") == [":"] * 3
    assert plain(compared(9, 404), NORDLYS, "individual") == [":"] * 3
    assert plain(compared(404, 0), NORDLYS, "individual") == [".."] * 3
    first = annual(a_year(2022, 665), None, SETTINGS, ReportContext(), simulated=False)
    assert plain(first, NORDLYS, "individual") == ["."] * 3
    assert change_phrase(first, Words("nb"), NORDLYS, "individual") == ""


def test_where_the_years_do_not_count_the_same_there_is_no_change() -> None:
    """By another threshold none of what it decides; and none where a portal was not there."""
    this = YearRows(a_year(2022, 400), SETTINGS, ReportContext())
    only_fjord = year_of_cells(2021, {portal_cell("fjord", individual(2)): [60] * 52}, ())
    for before, tied, ads in (
        (a_year(2021, 400, threshold=3), "..", "0"),
        (only_fjord, ".", "."),
        (a_year(2021, 400), "0", "0"),
    ):
        then = YearRows(before, SETTINGS, ReportContext())
        cells = {cell.name: cell for cell in YearComparison(this, then).cells([NORDLYS])}
        for kind, symbol in ((Kind.INDIVIDUAL, tied), (Kind.ADS, ads)):
            assert cells[Name(2022, *NORDLYS, kind, CHANGE)].plain == symbol


def test_without_a_special_period_there_is_no_second_figure() -> None:
    assert CHANGE_WITHOUT not in {name.item for name in compared(600, 600).cells}


def test_the_thresholds_stand_side_by_side_with_their_changes() -> None:
    """By the country's profile of individual ads, in proportion."""

    def a_market(year: int, pairs: int) -> Year:
        weeks = {individual(2): 400, more(2): 100, "only": 350, "shared": 0}
        cells: dict[CellId, Sequence[int | None]] = {
            portal_cell("a", name): [n] * 52 for name, n in weeks.items()
        }
        for name, count in (("ads_on_2", pairs), ("ads_on_3", 30), ("ads_on_4_5", 20)):
            cells[CellId("all", "all", name)] = [count] * 52
        return year_of_cells(year, cells)

    profiles = [steady(year, 300, measure="individual", mean=400) for year in (2021, 2022)]
    years = a_market(2022, 100), a_market(2021, 200)
    report = annual(*years, SETTINGS, ReportContext(), simulated=False, profiles=profiles)
    levels = {1: (300, 200), 2: (400, 400), 3: (430, 430), 5: (450, 450)}
    for threshold, means in levels.items():
        this, before = (ads_on_at_most(year, threshold) for year in years)
        assert this is not None
        assert before is not None
        assert [this.mean, before.mean] == list(means)
        now, then = (scaled(profiles[0].lags, 400 / mean) for mean in means)
        found = plain(report, COUNTRY, f"individual_{threshold}")
        assert found == expected(this, before, now, then)


def test_nothing_finer_of_a_profile_than_whole_per_cent_gets_out() -> None:
    """Neither in a cell nor in what is said of it."""
    profiles = [steady(year, 500, NORDLYS, "individual") for year in (2021, 2022)]
    report = compared(600, 500, profiles)
    for end in ENDS:
        cell = report.cell(2022, NORDLYS, "individual", end)
        assert cell.exact == cell.number == int(cell.number or 0)
    said = report.cell(2022, NORDLYS, "individual", CHANGE).compared
    assert said == Compared(600, 500, ChangeKind.ROSE, is_uneven=False, weeks=None)


def test_one_module_of_the_reports_reads_what_is_in_a_profile() -> None:
    """They are true; who prints from them has to be looked at."""
    folder = Path(monitor.__file__).parent / "report"
    reading = {
        file.name
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "lags"
    }
    assert reading == {"changes.py"}


def said_of(found: Compared, change: int, low: int, high: int, language: Language) -> list[str]:
    """Return the phrase and the sentence about a change of these whole per cents."""
    report, where = compared(600, 500), (2022, *NORDLYS, "individual")
    cells = {
        Name(*where, CHANGE): PrintedCell(Name(*where, CHANGE), change, change, compared=found)
    }
    for item, end in zip(ENDS, (low, high), strict=True):
        cells[Name(*where, item)] = PrintedCell(Name(*where, item), end, end)
    report = replace(report, cells=dict(report.cells) | cells)
    words = Words(language)
    return [of(report, words, NORDLYS, "individual") for of in (change_phrase, change_sentence)]


NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("kind", "per_cents", "nb", "en"),
    [
        (
            ChangeKind.ROSE,
            (20, 11, 30),
            f"Tallet økte med om lag 20{NBSP}% (mellom 11 og 30).",
            f"The figure rose by about 20{NBSP}% (between 11 and 30).",
        ),
        (
            ChangeKind.FELL,
            (-31, -37, -25),
            f"Tallet gikk ned med om lag 31{NBSP}% (mellom 25 og 37).",
            f"The figure fell by about 31{NBSP}% (between 25 and 37).",
        ),
        (
            ChangeKind.UNCHANGED,
            (2, -6, 10),
            f"Tallet er om lag uendret (+2{NBSP}%, mellom −6 og +10).",
            f"The figure is about unchanged (+2{NBSP}%, between −6 and +10).",
        ),
        (
            ChangeKind.UNSURE,
            (7, -1, 16),
            f"Det er ingen sikker endring (+7{NBSP}%, mellom −1 og +16).",
            f"There is no certain change (+7{NBSP}%, between −1 and +16).",
        ),
    ],
)
def test_a_change_is_said_in_words(
    kind: ChangeKind, per_cents: tuple[int, int, int], nb: str, en: str
) -> None:
    """With a verb only where the interval does not cover none; in both languages."""
    found = Compared(600, 500, kind, is_uneven=False, weeks=None)
    assert said_of(found, *per_cents, "nb")[1] == nb
    assert said_of(found, *per_cents, "en")[1] == en


def test_what_moved_in_the_year_is_said_to_be_uneven() -> None:
    """A lockdown in the spring is a fall, which may pass."""
    found = Compared(276, 400, ChangeKind.FELL, is_uneven=True, weeks=None)
    assert said_of(found, -31, -37, -25, "nb")[0] == (
        f"gikk ned med om lag 31{NBSP}% (mellom 25 og 37), ulikt gjennom året; kan være forbigående"
    )


def test_over_part_of_a_year_the_weeks_are_named_with_both_means() -> None:
    """Which are not the levels of the two years."""
    found = Compared(366, 335, ChangeKind.ROSE, is_uneven=False, weeks=(1, 41))
    assert said_of(found, 9, 1, 18, "nb") == [
        f"uke 1–41: 366 mot 335, økte med om lag 9{NBSP}% (mellom 1 og 18)",
        f"Uke 1–41: 366 mot 335, økte med om lag 9{NBSP}% (mellom 1 og 18).",
    ]
