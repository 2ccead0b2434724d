"""The annual report, from two small years to its cells, chart, page and files."""

from __future__ import annotations

import io
import json
import re
import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from markupsafe import escape
from rich.console import Console

from monitor.counting import CellId, individual, more
from monitor.report.annual import Annual, annual
from monitor.report.compose import document
from monitor.report.files import OutputProblem, write_files
from monitor.report.notes import decisions, gap_line
from monitor.report.printed_cells import CHANGE, COUNTED, LEVEL, Name
from monitor.report.quality import efforts
from monitor.report.render.chart_picture import svg
from monitor.report.render.open_data import Dataset, annual_dict, as_text, datasets
from monitor.report.render.terminal import print_document
from monitor.report.render.web_page import render_page
from monitor.report.sentences import extremes, headline
from monitor.report.series import Kind, Scope, Year
from monitor.report.words import WORDS, Words
from monitor.report.year_rows import KINDS, ReportContext, Settings, is_week
from monitor.statistics.market_year import Portals
from scrapers.model import UNKNOWN_PLACE, Outcome
from storage.records import (
    Flag,
    JournalEntry,
    Protected,
    Release,
    Review,
    SeriesBreak,
)
from storage.weeks import Week, ends_of, weeks_of
from storage.year_records import YearlyFigure
from tests.monitor.building import portal_cell, year_of_cells

SETTINGS = Settings(least_numbers=10, places=("Oslo", "Bergen"), today=date(2023, 2, 1))
NORDLYS, COUNTRY = Scope("nordlys"), Scope()


def a_year(
    year: int,
    lead: int | Sequence[int | None],
    *,
    fjord: int = 60,
    oslo: int = 300,
    bergen: int = 40,
    places: Sequence[str] = SETTINGS.places,
    threshold: int = 2,
    last: Week | None = None,
) -> Year:
    """Return a year of two portals; `lead` is nordlys' ads tied to individual users, by week."""
    values = [lead] * 52 if isinstance(lead, int) else list(lead)
    tied = individual(threshold)
    cells: dict[CellId, Sequence[int | None]] = {
        portal_cell("nordlys", tied): values,
        portal_cell("nordlys", more(threshold)): [None if v is None else 45 for v in values],
        portal_cell("nordlys", "no_number"): [None if v is None else 12 for v in values],
        portal_cell("nordlys", "only"): [None if v is None else v - 40 for v in values],
        portal_cell("nordlys", "shared"): [None if v is None else 25 for v in values],
        portal_cell("fjord", tied): [fjord] * 52,
        portal_cell("fjord", "only"): [max(fjord - 25, 0)] * 52,
        portal_cell("fjord", "shared"): [25] * 52,
        CellId("all", "all", "several"): [25] * 52,
    }
    for place, count in (("Oslo", oslo), ("Bergen", bergen), (UNKNOWN_PLACE, 15)):
        cells[CellId("all", place, tied)] = [count] * 52
        cells[CellId("all", place, "numbers")] = [count] * 52
    known = Portals(dict.fromkeys(("nordlys", "fjord"), ends_of(year)), last=last)
    return year_of_cells(year, cells, places, known=known)


@cache  # most tests only read
def two_years(*gaps: int, simulated: bool = True) -> Annual:
    return made_anew(*gaps, simulated=simulated)


def made_anew(*gaps: int, simulated: bool = True) -> Annual:
    weeks = [None if at in gaps else 665 for at in range(52)]
    before = a_year(2021, 404)
    return annual(a_year(2022, weeks), before, SETTINGS, ReportContext(), simulated=simulated)


def alone(
    year: Year, context: ReportContext | None = None, settings: Settings = SETTINGS
) -> Annual:
    return annual(year, None, settings, context or ReportContext(), simulated=False)


def page_of(report: Annual, words: Words) -> str:
    return render_page(document(report, words)).decode()


def figure_1(report: Annual, words: Words) -> str:
    made = document(report, words)
    return svg(made.charts[0], made)


def rows(dataset: Dataset) -> list[dict[str, str]]:
    return [dict(zip(dataset.fields, row, strict=True)) for row in dataset.rows]


def annual_rows(report: Annual) -> list[dict[str, str]]:
    return rows(datasets(report)[0])


def weekly_rows(report: Annual) -> list[dict[str, str]]:
    return rows(datasets(report)[1])


def yearly_rows(report: Annual) -> list[dict[str, str]]:
    return rows(datasets(report)[2])


def plain(report: Annual, scope: Scope, kind: str, item: str = LEVEL, year: int = 2022) -> str:
    return report.cell(year, scope, kind, item).plain


def test_the_headline_is_the_sentence_that_the_service_writes() -> None:
    """404 against 665, in the form of its own annual report."""
    report = two_years()
    assert headline(report, Words("nb")) == (
        "På den største annonsesiden (nordlys) var det i 2022 i gjennomsnitt 665 annonser oppe "
        "hver uke knyttet til individuelle brukere, sammenlignet med 404 i 2021. "
        "+65\N{NO-BREAK SPACE}%, uten usikkerhetsintervall."
    )
    assert headline(report, Words("en")) == (
        "On the largest ad site (nordlys) there were on average 665 ads up each week tied to "
        "individual users in 2022, compared with 404 in 2021. +65\N{NO-BREAK SPACE}%, without "
        "an interval."
    )


def test_the_headline_compares_with_nothing_where_there_is_no_year_before() -> None:
    """A symbol is no figure to stand against."""
    assert headline(alone(a_year(2022, 665)), Words("en")) == (
        "On the largest ad site (nordlys) there were on average 665 ads up each week tied to "
        "individual users in 2022."
    )


def test_a_year_with_too_few_weeks_has_a_sentence_instead_of_a_figure() -> None:
    """Ten of 52 weeks carry no average, and the sentence does not print a symbol as one."""
    assert headline(alone(a_year(2022, [665] * 10 + [None] * 42)), Words("en")) == (
        "There is no weekly average of 2022 for the largest ad site (nordlys): 10 of 52 weeks were "
        "counted, which are too few, or too uncertain."
    )


def test_a_gap_is_flagged_and_the_weeks_behind_the_figure_are_told() -> None:
    """49 of 52 weeks were counted, three are estimated."""
    report = two_years(4, 5, 30)
    cell = report.cell(2022, NORDLYS, Kind.INDIVIDUAL, LEVEL)
    assert (cell.plain, cell.flags) == ("665", "e")
    assert plain(report, NORDLYS, Kind.INDIVIDUAL, COUNTED) == "49"
    gaps = [str(gap) for effort in efforts(report.runs) for gap in effort.gaps]
    assert gaps == ["2022-W05–W06", "2022-W31"]


def test_a_week_without_a_count_that_was_excluded_is_told_with_both() -> None:
    """That somebody left it out does not hide why there was nothing to leave out."""
    changed, left_out = Outcome.LAYOUT_CHANGED, Review.EXCLUDED
    outcomes = {3: changed, 4: changed, 5: changed, 7: Outcome.SUSPECT, 8: None, 9: None}
    report = two_years()
    runs = [
        replace(run, outcome=outcomes.get(at, run.outcome), review=left_out if 3 < at < 9 else None)
        if run.portal == "nordlys" and run.week.year == 2022 and 3 <= (at := run.week.number) <= 9
        else run
        for run in report.runs
    ]
    [effort] = [each for each in efforts(runs) if each.gaps]
    assert [gap_line(gap, Words("nb")) for gap in effort.gaps] == [
        "uke 3: portalens sider var endret",
        "uke 4–5: portalens sider var endret, utelatt",
        "uke 6–8: utelatt",
        "uke 9: ikke talt ennå",
    ]
    told = json.loads(json.dumps(annual_dict(replace(report, runs=tuple(runs)))))["effort"]
    assert [each["gaps"]["2022-W04–W05"] for each in told if each["gaps"]] == [
        "layout_changed, excluded"
    ]


def test_weeks_in_a_row_that_were_decided_alike_are_one_line() -> None:
    """Another reason, another word or a week between begins another."""
    report = two_years()
    words = {
        **{Week(2022, number): (Review.EXCLUDED, "half a page") for number in (3, 4, 5, 7)},
        **{Week(2022, 6): (Review.EXCLUDED, "none"), Week(2022, 8): (Review.ACCEPTED, "none")},
    }
    runs = [
        replace(run, review=words[run.week][0], review_reason=words[run.week][1])
        if run.portal == "nordlys" and run.week in words
        else run
        for run in report.runs
    ]
    assert decisions(replace(report, runs=tuple(runs)), Words("nb")) == [
        "nordlys, uke 3–5 i 2022: utelatt (half a page)",
        "nordlys, uke 6 i 2022: utelatt (none)",
        "nordlys, uke 7 i 2022: utelatt (half a page)",
        "nordlys, uke 8 i 2022: godtatt (none)",
    ]


def test_what_a_person_decided_about_a_week_is_told_with_the_reason() -> None:
    """In the page, the terminal and the JSON; a reason is text, whatever signs are in it."""
    report = two_years()
    decided = {
        Week(2022, 3): (Review.EXCLUDED, "a <fair> [x]"),
        Week(2022, 9): (Review.ACCEPTED, "so"),
    }
    runs = [
        replace(run, review=decided[run.week][0], review_reason=decided[run.week][1])
        if run.portal == "nordlys" and run.week in decided
        else run
        for run in report.runs
    ]
    report = replace(report, runs=tuple(runs))
    html = page_of(report, Words("nb"))
    assert (
        "Vurdert av en person: nordlys, uke 3 i 2022: utelatt (a &lt;fair&gt; [x]); "
        "nordlys, uke 9 i 2022: godtatt (so)"
    ) in html
    console = Console(file=io.StringIO(), soft_wrap=True)
    with console.capture() as shown:
        print_document(document(report, Words("en")), console)
    assert "nordlys, week 3 of 2022: excluded (a <fair> [x])\n" in shown.get()
    told = json.loads(json.dumps(annual_dict(report)))["effort"]
    assert [each["decisions"] for each in told if each["decisions"]] == [
        {
            "2022-W03": {"review": "excluded", "reason": "a <fair> [x]"},
            "2022-W09": {"review": "accepted", "reason": "so"},
        }
    ]


def test_the_table_has_all_kinds_for_the_country_each_portal_and_each_place() -> None:
    """And places that ads name but the config does not list are one group of their own."""
    report = two_years()
    names = [scope.portal if scope.place == "all" else scope.place for scope in report.scopes]
    assert names == ["all", "fjord", "nordlys", "Oslo", "Bergen", "unknown"]
    levels = [name for name in report.cells if name.item == LEVEL and name.year == 2022]
    assert len(levels) == len(KINDS) * 6 + 4  # and four thresholds


def test_totals_fit_their_parts_in_every_file() -> None:
    """Groups add up to ads, and portals to the country, in levels and in each week."""
    report = two_years(4, 5)
    levels = {
        (row["portal"], row["measure"]): float(row["exact_average"])
        for row in annual_rows(report)
        if row["year"] == "2022" and row["place"] == "all" and row["measure"] in {*KINDS}
    }
    groups = (Kind.INDIVIDUAL, Kind.MULTI, Kind.WITHOUT_NUMBER)
    for portal in ("all", "nordlys"):
        parts = sum(levels[portal, kind] for kind in groups)
        assert parts == pytest.approx(levels[portal, Kind.ADS])
    assert levels["fjord", Kind.ADS] + levels["nordlys", Kind.ADS] == levels["all", Kind.ADS]
    weeks = weekly_rows(report)
    ads = {(r["week"], r["portal"]): float(r["value"]) for r in weeks if r["measure"] == "ads"}
    for week in {week for week, _ in ads}:
        assert ads[week, "fjord"] + ads[week, "nordlys"] == pytest.approx(ads[week, "all"])


def test_each_figure_is_printed_alike_wherever_it_stands() -> None:
    """Table, JSON, page and chart have the same number or the same symbol."""
    report, words = two_years(4), Words("en")
    found = {(r["year"], r["portal"], r["place"], r["measure"]): r for r in annual_rows(report)}
    lead = found["2022", "nordlys", "all", "individual"]
    assert lead["weekly_average"] == plain(report, NORDLYS, Kind.INDIVIDUAL) == "665"
    ends = f"{lead['lower_95']}–{lead['upper_95']}"
    made = document(report, words)
    assert f"665 ({ends})" in made.charts[1].lines[0].points[-1].label
    assert f'<td class="n" data-column="95\N{NO-BREAK SPACE}% interval">{ends}</td>' in page_of(
        report, words
    )
    in_json = [r for r in annual_dict(report)["rows"] if r["portal"] == "nordlys"]  # type: ignore[attr-defined]
    assert (in_json[-6]["measure"], in_json[-6]["lower_95"]) == (
        "numbers",
        found["2022", "nordlys", "all", "numbers"]["lower_95"],
    )


def test_a_place_with_a_mean_under_the_least_joins_the_unknown_ones() -> None:
    """Its protected counts are added there, so that nothing hidden is left to solve for."""
    report = alone(a_year(2022, 665, bergen=9))
    assert Scope(place="Bergen") not in report.scopes
    assert plain(report, Scope(place=UNKNOWN_PLACE), Kind.NUMBERS) == "24"
    assert Scope(place="Bergen") in alone(a_year(2022, 665, bergen=10)).scopes


def test_a_place_shown_in_one_year_only_is_hidden_in_the_other_and_not_compared() -> None:
    """Nor are the other places, which hold it in one of the years."""
    before = a_year(2021, 404, bergen=9)
    report = annual(a_year(2022, 665), before, SETTINGS, ReportContext(), simulated=False)
    bergen, others = Scope(place="Bergen"), Scope(place=UNKNOWN_PLACE)
    assert plain(report, bergen, Kind.NUMBERS) == "40"
    assert plain(report, bergen, Kind.NUMBERS, year=2021) == ":"
    assert plain(report, bergen, Kind.NUMBERS, CHANGE) == ":"
    assert plain(report, others, Kind.NUMBERS, year=2021) == "24"
    assert plain(report, others, Kind.NUMBERS, CHANGE) == ".."


def test_a_small_portal_hides_nothing_of_the_country() -> None:
    """Its own rows are not shown; the country's are, with it."""
    report = alone(a_year(2022, 665, fjord=9))
    assert plain(report, Scope("fjord"), Kind.ADS) == ":"
    assert plain(report, COUNTRY, Kind.ADS) == "731"
    assert ":" not in {plain(report, COUNTRY, kind) for kind in (Kind.ADS, Kind.INDIVIDUAL)}


def test_weeks_are_published_from_a_mean_of_twenty_on() -> None:
    """Below, protection is too much of a single week."""
    shown = {
        (name.portal, name.measure)
        for name in alone(a_year(2022, 665, fjord=19)).cells
        if is_week(name)
    }
    assert ("fjord", Kind.ADS) not in shown
    assert ("nordlys", Kind.MULTI) in shown
    assert ("nordlys", Kind.WITHOUT_NUMBER) not in shown
    twenty = {name.portal for name in alone(a_year(2022, 665, fjord=20)).cells if is_week(name)}
    assert "fjord" in twenty


def test_a_row_of_one_number_publishes_no_single_weeks_however_large_it_is() -> None:
    """They would be a log of that one number, week by week."""
    kinds = (individual(2), more(2))
    cells = {portal_cell(p, kind): [300] * 52 for p in ("nordlys", "fjord") for kind in kinds}
    flags = [Flag(week, "nordlys", "all", "more_of_one") for week in weeks_of(2022)]
    report = alone(year_of_cells(2022, cells, (), flags))
    weeks = {name.portal for name in report.cells if is_week(name) and name.measure == Kind.MULTI}
    assert "fjord" in weeks
    assert "nordlys" not in weeks


def test_a_row_once_printed_stays_with_its_weeks() -> None:
    """In the report of a year of which a release printed it."""
    printed = frozenset(
        {
            Name(2022, "fjord", "all", Kind.ADS, LEVEL),
            Name(2022, "fjord", "all", Kind.ADS, "2022-W03"),
            Name(2022, "all", "Bergen", Kind.ADS, LEVEL),
            Name(2022, "all", "Bergen", Kind.NUMBERS, LEVEL),
        }
    )
    report = alone(a_year(2022, 665, fjord=9, bergen=9), ReportContext(printed=printed))
    assert plain(report, Scope("fjord"), Kind.ADS) == "9"
    assert plain(report, Scope("fjord"), Kind.ADS, "2022-W03") == "9"
    assert plain(report, Scope(place="Bergen"), Kind.NUMBERS) == "9"


def test_years_of_two_thresholds_are_not_compared_where_it_matters() -> None:
    """Their ads are, and those of individual users are not."""
    before = a_year(2021, 404, threshold=3)
    report = annual(a_year(2022, 665), before, SETTINGS, ReportContext(), simulated=False)
    assert plain(report, NORDLYS, Kind.INDIVIDUAL, CHANGE) == ".."
    assert plain(report, NORDLYS, Kind.ADS, CHANGE) != ".."
    assert report.threshold == 2


def test_without_a_year_before_the_table_says_so_and_invents_nothing() -> None:
    """No change, no column of zeros."""
    report = alone(a_year(2022, 665))
    assert {cell.plain for name, cell in report.cells.items() if name.item == CHANGE} == {"."}
    assert {name.year for name in report.cells} == {2022}


def test_a_year_that_is_not_over_is_provisional_and_over_its_weeks_so_far() -> None:
    """Nothing is filled into weeks that have not been."""
    weeks = [*[400] * 20, *[800] * 21, *[None] * 11]
    report = alone(a_year(2022, weeks, last=Week(2022, 41)))
    level = report.cell(2022, NORDLYS, "individual", LEVEL)
    assert (level.plain, level.flags) == ("605", "p")
    assert len(report.weekly(NORDLYS, Kind.INDIVIDUAL)) == 41
    assert (
        "p"
        not in alone(a_year(2022, 665, last=Week(2022, 52)))
        .cell(2022, NORDLYS, "individual", LEVEL)
        .flags
    )


def figures(**values: int | None) -> tuple[YearlyFigure, ...]:
    return tuple(
        YearlyFigure(2022, "all", name, None if value is None else Protected(value))
        for name, value in values.items()
    )


def test_counts_over_a_whole_year_are_cells_like_all_others() -> None:
    """A small one is not shown, none is none or very few, and one that cannot be had is a dot."""
    made = ReportContext(figures=figures(distinct_numbers=3147, numbers_in_two_weeks=9))
    report = alone(a_year(2022, 665), made)
    names = ("distinct_numbers", "numbers_in_two_weeks")
    assert [plain(report, COUNTRY, name, "year") for name in names] == ["3147", ":"]
    assert [r["value"] for r in yearly_rows(report)] == ["3147", ":"]
    gone = alone(a_year(2022, 665), ReportContext(figures=figures(distinct_numbers=None)))
    assert plain(gone, COUNTRY, "distinct_numbers", "year") == "."
    assert Words("nb")("gone", year=2022) in page_of(gone, Words("nb"))


@pytest.mark.parametrize(
    ("context", "note"),
    [
        (ReportContext(identifiers="week"), "gone_week"),
        (ReportContext(keyless=frozenset((2022,))), "no_key"),
        (ReportContext(keyless=frozenset((2021,))), "gone"),
        (ReportContext(breaks=(SeriesBreak(Week(2022, 9), "lost"),)), "gone_key"),
    ],
)
def test_why_a_figure_cannot_be_had_is_told(context: ReportContext, note: str) -> None:
    """In a footnote, once a year."""
    report = alone(a_year(2022, 665), replace(context, figures=figures(distinct_numbers=None)))
    assert page_of(report, Words("en")).count(WORDS["en"][note][:20].format(year=2022)) == 1


def test_new_portals_and_what_was_done_with_identifiers_stand_in_the_page() -> None:
    """Whom it was done by is nobody's business outside."""
    entries = (
        JournalEntry(date(2022, 3, 1), "portal new", "fjord", "AB"),
        JournalEntry(date(2022, 5, 2), "backup with identifiers", "2022", "CD"),
    )
    page = page_of(alone(a_year(2022, 665), ReportContext(journal=entries)), Words("nb"))
    assert "<li>1. mars 2022: ny portal fjord</li>" in page
    assert "<li>2. mai 2022: sikkerhetskopi med nøklede kjennetegn: 2022</li>" in page
    assert "CD" not in page
    assert Words("nb")("journal") not in page_of(alone(a_year(2022, 665)), Words("nb"))


def test_every_output_of_simulated_data_says_so() -> None:
    """Page, chart, tables and file names."""
    report, words = two_years(), Words("nb")
    label, made = words("simulated"), document(report, words)
    assert all("SIMULERTE TALL" in svg(chart, made) for chart in made.charts)
    assert page_of(report, words).count(label) >= 3
    assert {row["simulated"] for row in annual_rows(report)} == {"yes"}
    assert {row["simulated"] for row in weekly_rows(report)} == {"yes"}
    assert annual_dict(report)["simulated"] is True


def test_real_data_is_not_called_simulated(tmp_path: Path) -> None:
    """The label means something only if it can be absent."""
    report, words = two_years(simulated=False), Words("nb")
    assert "SIMULERT" not in page_of(report, words)
    assert {file.name for file in write_files(report, words, tmp_path)} == {
        *(f"report-2022-nb.{kind}" for kind in ("docx", "xlsx", "html")),
        *(f"{name}.csv" for name in ("annual", "weekly", "yearly", "codebook")),
        *(f"table-{number}-2022-excel-nb.csv" for number in (1, 3, 4)),
        *(f"figure-{number}-2022-nb.{kind}" for number in (1, 2, 3) for kind in ("svg", "png")),
        "datapackage.json",
    }


def test_every_page_says_what_the_figures_are_and_how_small_counts_are_protected() -> None:
    """The caveat, the protection and the symbols that it uses, in both languages."""
    report = made_anew(3)
    for language in WORDS:
        words = Words(language)
        page = page_of(report, words)
        assert words("caveat") in page
        assert escape(words("protection_note", least=10)) in page
        assert all(f"{symbol} {words(symbol)}" in page for symbol in (".", "e"))


def test_the_chart_breaks_at_gaps_and_dashes_what_is_estimated() -> None:
    """A dashed part is drawn only where a week was estimated."""
    words = Words("nb")
    whole, broken = figure_1(two_years(), words), figure_1(two_years(20, 21), words)
    assert (whole.count("stroke-dasharray"), broken.count("stroke-dasharray")) == (0, 3)


def test_the_open_data_hold_one_value_a_row_and_symbols_where_there_is_none() -> None:
    """A machine can read them; estimates are marked."""
    report = two_years(4)
    lead = [
        r for r in annual_rows(report) if r["portal"] == "nordlys" and r["measure"] == "individual"
    ]
    assert [(r["year"], r["weekly_average"], r["change_percent"]) for r in lead] == [
        ("2021", "404", "."),
        ("2022", "665", "65"),
    ]
    weekly = [r for r in weekly_rows(report) if r["week"] == "2022-W05"]
    assert {r["status"] for r in weekly if r["portal"] == "nordlys"} == {"estimated"}
    assert {r["status"] for r in weekly if r["portal"] == "fjord"} == {"observed"}


def test_highest_and_lowest_month_and_week_are_named_by_what_is_printed() -> None:
    """October has the most; two weeks that tie are both named, and more are not."""
    weeks = [600] * 52
    weeks[40:44] = [756, 782, 782, 700]
    weeks[18] = 518
    said = extremes(alone(a_year(2022, weeks)), Words("en"))
    assert said == (
        "Highest in October (730) and weeks 42 and 43 (782), lowest in May (580) and week 19 (518)."
    )


def test_nothing_is_highest_where_all_are_alike() -> None:
    """A month is not both."""
    assert extremes(two_years(), Words("nb")) == ""


def test_a_name_that_a_spreadsheet_would_run_is_made_text_and_figures_stay_figures() -> None:
    """A place called =1+1 gets an apostrophe; a change of -40 per cent stays a number."""
    cells = {
        portal_cell("nordlys", individual(2)): [400] * 52,
        CellId("all", "=1+1", individual(2)): [400] * 52,
        CellId("all", "=1+1", "numbers"): [400] * 52,
    }
    settings = replace(SETTINGS, places=("=1+1",))
    before = year_of_cells(2021, {portal_cell("nordlys", individual(2)): [665] * 52}, ["=1+1"])
    this = year_of_cells(2022, cells, ["=1+1"])
    report = annual(this, before, settings, ReportContext(), simulated=False)
    found = annual_rows(report)
    assert {row["place"] for row in found} == {"all", "'=1+1", "unknown"}
    lead = [r for r in found if (r["portal"], r["measure"]) == ("nordlys", "individual")]
    assert lead[-1]["change_percent"] == "-40"
    assert [as_text(name) for name in ("+47", "-x", "@x", "\tx", "\rx", "Oslo")] == [
        "'+47",
        "'-x",
        "'@x",
        "'\tx",
        "'\rx",
        "Oslo",
    ]


def test_the_same_report_is_the_same_to_the_last_byte() -> None:
    """Nothing in it depends on the moment or on the order of a set."""
    first, second, words = made_anew(3), made_anew(3), Words("nb")
    assert page_of(first, words) == page_of(second, words)
    assert datasets(first) == datasets(second)


def test_the_page_asks_nothing_of_the_network_and_runs_no_script() -> None:
    """It can be mailed and opened anywhere."""
    page = page_of(two_years(), Words("nb"))
    assert "<script" not in page
    addresses = set(re.findall(r'(?:src|href)="([^"]*)"', page))
    assert {address for address in addresses if not address.startswith("#")} == set()


def test_both_languages_have_the_same_phrases() -> None:
    """A phrase missing in one would fail only when it is needed."""
    assert WORDS["nb"].keys() == WORDS["en"].keys()


def test_norwegian_numbers_have_a_space_a_comma_and_a_true_minus() -> None:
    """As the annual report writes them."""
    words = Words("nb")
    assert words.number(1234567) == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"
    assert (words.number(-13), words.number(1.275, decimals=2)) == ("−13", "1,28")


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    """The sentence says which path and why."""
    (tmp_path / "reports").write_text("in the way")
    with pytest.raises(OutputProblem, match=r"reports cannot be written: Not a directory"):
        write_files(two_years(), Words("nb"), tmp_path / "reports", ["csv"])


def test_where_one_file_cannot_be_written_none_is_and_those_of_before_stay(tmp_path: Path) -> None:
    """A full disk never leaves the table of one report beside the chart of another."""
    report, words, kinds = two_years(), Words("nb"), ["csv", "svg"]
    first = write_files(report, words, tmp_path, kinds)
    before = {file: file.read_bytes() for file in first}
    blocked = tmp_path / "simulated-figure-1-2022-nb.svg"
    blocked.unlink()
    blocked.mkdir()
    with pytest.raises(OutputProblem):
        write_files(two_years(9), words, tmp_path, kinds)
    kept = {file: file.read_bytes() for file in first if file != blocked}
    assert kept == {file: content for file, content in before.items() if file != blocked}
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_a_draft_is_its_owners_and_a_release_everybodys(tmp_path: Path) -> None:
    """What was not released is not for handing around."""
    kinds = ["html", "csv"]
    draft = write_files(two_years(), Words("nb"), tmp_path / "draft", kinds)
    out = replace(
        two_years(), context=ReportContext(releases=(Release(2022, 1, date(2023, 2, 1), ""),))
    )
    released = write_files(out, Words("nb"), tmp_path / "released", kinds)
    modes = [{stat.S_IMODE(file.stat().st_mode) for file in files} for files in (draft, released)]
    assert modes == [{0o600}, {0o644}]


@pytest.mark.parametrize(
    ("reason", "printed"),
    [
        ("799 of 947 ads in week 44", None),
        ("bare 3 annonser", None),
        ("an old copy, since 19.1.2022", "an old copy, since 19.1.2022"),
        ("uke 3 og 4 ble lest feil", "uke 3 og 4 ble lest feil"),
    ],
)
def test_a_reason_that_may_name_a_true_count_is_not_published(
    reason: str, printed: str | None
) -> None:
    """What `monitor week` shows is true, and people repeat it; all that is published is not."""
    report = two_years()
    week = ("nordlys", Week(2022, 3))
    runs = [
        replace(run, review=Review.EXCLUDED, review_reason=reason)
        if (run.portal, run.week) == week
        else run
        for run in report.runs
    ]
    report = replace(report, runs=tuple(runs))
    everywhere = page_of(report, Words("nb")) + json.dumps(annual_dict(report))
    if printed is None:
        assert reason not in everywhere
        assert "utelatt (begrunnelsen har tall i seg og gjengis ikke)" in everywhere
    else:
        assert everywhere.count(printed) == 2
