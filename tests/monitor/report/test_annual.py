"""The annual report, from two small years to its table, chart, page and files."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from monitor.report.audit import Pinned
from monitor.report.chart import chart_svg
from monitor.report.draft import Spot
from monitor.report.opendata import annual_csv, annual_dict, as_text, weekly_csv
from monitor.report.page import report_page
from monitor.series import Scope

from monitor.report.annual import Annual, Cell, Settings, annual
from monitor.report.build import OutputProblem, UnsafeExport, write_files
from monitor.report.catalogue import WORDS
from monitor.report.figures import Key, Kind
from monitor.report.quality import efforts
from monitor.report.words import Words
from scrapers.model import Sighting
from tests.monitor.building import seen, year_of

SETTINGS = Settings(threshold=2, least_numbers=5, places=("Oslo", "Bergen"), today=date(2023, 2, 1))
INDIVIDUAL = Key(Kind.INDIVIDUAL, Scope(portal="nordlys"))


def market(individuals: int, agency_ads: int = 12) -> list[Sighting]:
    """Return ads of individuals in Oslo, of an agency on six numbers, and two without a number."""
    alone = [seen(f"i{at}", f"n{at}") for at in range(individuals)]
    agency = [seen(f"a{at}", f"x{at % 6 // 2}", f"y{at % 6 // 2}") for at in range(agency_ads)]
    return [*alone, *agency, *(seen(f"s{at}", places=("unknown",)) for at in range(6))]


@cache  # most tests only read, and making and auditing a report takes seconds
def two_years(*gaps: int, simulated: bool = True, small: int = 20) -> Annual:
    return made_anew(*gaps, simulated=simulated, small=small)


def made_anew(*gaps: int, simulated: bool = True, small: int = 20) -> Annual:
    before = year_of(2021, {"nordlys": [market(404)] * 52, "fjord": [market(small)] * 52})
    weeks: list[list[Sighting] | None] = [None if at in gaps else market(665) for at in range(52)]
    this = year_of(2022, {"nordlys": weeks, "fjord": [market(small)] * 52})
    return annual(this, before, SETTINGS, simulated=simulated)


def page_of(report: Annual, words: Words) -> str:
    return report_page(report, words, chart_svg(report, words))


def test_the_headline_is_the_sentence_that_the_service_writes() -> None:
    """404 against 665, in the form of its own annual report."""
    report = two_years()
    assert report.headline is not None
    assert Words("nb").headline(report.headline, 2022) == (
        "På den største portalen (nordlys) var det i 2022 i snitt 665 annonser per uke knyttet "
        "til individuelle brukere, mot 404 i 2021 (+65 %)."
    )
    assert Words("en").headline(report.headline, 2022) == (
        "On the largest portal (nordlys) there were on average 665 ads a week tied to individual "
        "users in 2022, against 404 in 2021 (+65 %)."
    )


def test_the_headline_compares_with_nothing_where_the_year_before_is_not_shown() -> None:
    """A symbol is no figure to stand against."""
    report = two_years()
    assert report.headline is not None
    alone = replace(report.headline, before=Cell(None), change=None)
    assert Words("en").headline(alone, 2022) == (
        "On the largest portal (nordlys) there were on average 665 ads a week tied to individual "
        "users in 2022."
    )


def test_a_year_with_too_few_weeks_has_a_sentence_instead_of_a_figure() -> None:
    """Ten of 52 weeks carry no average, and the sentence does not print a symbol as one."""
    this = year_of(2022, {"nordlys": [market(665)] * 10 + [None] * 42})
    report = annual(this, None, SETTINGS, simulated=False)
    assert report.headline is not None
    assert Words("en").headline(report.headline, 2022) == (
        "There is no weekly average of 2022 for the largest portal (nordlys): 10/52 weeks were "
        "counted."
    )


def test_a_gap_is_flagged_and_the_weeks_behind_the_figure_are_told() -> None:
    """49 of 52 weeks were counted, three are estimated."""
    report = two_years(4, 5, 30)
    row = next(row for row in report.rows if row.key == INDIVIDUAL)
    words = Words("nb")
    assert (words.level(row.this, Kind.INDIVIDUAL), row.this.flags) == ("665", "e")
    assert words.weeks(row.this) == "49/52"
    gaps = [str(gap) for effort in efforts(report.runs) for gap in effort.gaps]
    assert gaps == ["2022-W05–W06", "2022-W31"]


def test_the_table_has_all_kinds_for_the_country_each_portal_and_each_place() -> None:
    """And places that ads name but the config does not list are one row group of their own."""
    report = two_years()
    places = {row.key.scope.place for row in report.rows}
    assert places == {"all", "Oslo", "Bergen", "unknown"}
    assert len(report.rows) == 6 * (1 + 2 + 3)


def test_parts_of_the_ads_add_up_in_the_table() -> None:
    """Individual, multi-ad and without a number."""
    report = two_years()
    levels = {
        row.key.kind: row.this.average.level
        for row in report.rows
        if row.key.scope == Scope() and row.this.average
    }
    parts = (levels[Kind.INDIVIDUAL], levels[Kind.MULTI], levels[Kind.WITHOUT_NUMBER])
    assert sum(value or 0 for value in parts) == levels[Kind.ADS] == 665 + 20 + 2 * 18


def test_the_highest_and_the_lowest_month_and_week_are_named() -> None:
    """Over observed weeks only."""
    report = two_years()
    assert report.months is not None
    assert (report.months.highest, report.months.lowest) == (665, 665)


def test_without_a_year_before_the_table_says_so_and_invents_nothing() -> None:
    """No change, no column of zeros."""
    this = year_of(2022, {"nordlys": [market(665)] * 52})
    report = annual(this, None, SETTINGS, simulated=False)
    assert {(row.before, row.change) for row in report.rows} == {(None, None)}


def test_a_year_that_is_not_over_is_provisional() -> None:
    """Until its last week has begun to be over."""
    settings = Settings(2, 5, (), date(2022, 12, 1))
    this = year_of(2022, {"nordlys": [market(665)] * 47 + [None] * 5})
    report = annual(this, None, settings, simulated=False)
    row = next(row for row in report.rows if row.key == INDIVIDUAL)
    assert "p" in row.this.flags


def test_every_output_of_simulated_data_says_so() -> None:
    """Page, chart, tables and file names."""
    report, words = two_years(), Words("nb")
    label = words("simulated")
    assert label in chart_svg(report, words)
    assert page_of(report, words).count(label) >= 3
    assert all(row["simulated"] == "yes" for row in csv.DictReader(io.StringIO(annual_csv(report))))
    assert all(row["simulated"] == "yes" for row in csv.DictReader(io.StringIO(weekly_csv(report))))
    assert annual_dict(report)["simulated"] is True


def test_real_data_is_not_called_simulated(tmp_path: Path) -> None:
    """The label means something only if it can be absent."""
    report, words = two_years(simulated=False), Words("nb")
    assert "SIMULERT" not in page_of(report, words)
    assert {file.name for file in write_files(report, words, tmp_path)} == {
        "report-2022.html",
        "annual-2022.csv",
        "weekly-2022.csv",
        "yearly-2022.csv",
        "weekly-2022.svg",
    }


def test_every_output_says_that_these_are_not_people() -> None:
    """The caveat stands in the page, in both languages."""
    report = two_years()
    for language in WORDS:
        words = Words(language)
        assert words("caveat") in page_of(report, words)


def test_the_chart_breaks_at_gaps_and_dashes_what_is_estimated() -> None:
    """A dashed part is drawn only where a week was estimated."""
    words = Words("nb")
    whole, broken = chart_svg(two_years(), words), chart_svg(two_years(20, 21), words)
    assert (whole.count("stroke-dasharray"), broken.count("stroke-dasharray")) == (0, 2)
    assert "2021: 404" in whole
    assert "2022: 665" in whole


def test_the_open_data_hold_one_value_a_row_and_symbols_where_there_is_none() -> None:
    """A machine can read them, and a hidden figure cannot be read out of them."""
    report = two_years(4, small=3)
    rows = list(csv.DictReader(io.StringIO(annual_csv(report))))
    hidden_rows = [row for row in rows if row["weekly_average"] == ":"]
    assert hidden_rows != []
    assert {row["lower_95"] for row in hidden_rows} == {"."}
    lead = [r for r in rows if (r["portal"], r["measure"]) == ("nordlys", "individual")]
    assert [(r["year"], r["weekly_average"], r["change_percent"]) for r in lead] == [
        ("2022", "665", "65"),
        ("2021", "404", "."),
    ]
    weekly = list(csv.DictReader(io.StringIO(weekly_csv(report))))
    gap = [r for r in weekly if (r["week"], r["portal"]) == ("2022-W05", "nordlys")]
    assert {r["status"] for r in gap} <= {"estimated", "hidden"}


def test_the_level_in_the_chart_is_rounded_as_in_the_table() -> None:
    """A line drawn at the very mean would give the sum of all weeks away."""
    before = year_of(2021, {"nordlys": [market(404)] * 52})
    this = year_of(2022, {"nordlys": [market(665)] * 31 + [market(666)] * 21})
    report, words = annual(this, before, SETTINGS, simulated=False), Words("nb")
    headline = report.headline
    assert headline is not None
    assert headline.this.average is not None
    assert headline.this.average.level == pytest.approx(665.4038, abs=1e-4)
    rounded = replace(headline.this.average, level=665.0)
    same = replace(report, headline=replace(headline, this=Cell(rounded)))
    assert chart_svg(report, words) == chart_svg(same, words)


def test_extremes_are_not_named_where_a_week_is_hidden() -> None:
    """The lowest week would be the hidden one."""
    weeks = [market(60)] * 51 + [market(3)]
    report = annual(year_of(2022, {"nordlys": weeks}), None, SETTINGS, simulated=False)
    line = next(line for line in report.lines if line.key == INDIVIDUAL)
    assert line.points[51].value is None
    assert (report.weeks, report.months) == (None, None)


def test_an_interval_is_shown_only_where_all_weeks_are() -> None:
    """It is made from the steps between the weeks, the hidden ones included."""
    weeks: list[list[Sighting] | None] = [market(60)] * 30 + [None] + [market(61)] * 20
    report = annual(
        year_of(2022, {"nordlys": [*weeks, market(3)]}), None, SETTINGS, simulated=False
    )
    row = next(row for row in report.rows if row.key == INDIVIDUAL)
    assert row.this.average is not None
    assert Words("en").interval(row.this) == ":"
    rows = list(csv.DictReader(io.StringIO(annual_csv(report))))
    lead = next(r for r in rows if (r["portal"], r["measure"]) == ("nordlys", "individual"))
    assert (lead["lower_95"], lead["upper_95"]) == (":", ":")
    assert lead["weekly_average"] == Words("en").level(row.this, Kind.INDIVIDUAL)


def test_a_name_that_a_spreadsheet_would_run_is_made_text_and_figures_stay_figures() -> None:
    """A place called =1+1 gets an apostrophe; a change of -40 per cent stays a number."""
    settings = replace(SETTINGS, places=("=1+1",))
    before = year_of(2021, {"nordlys": [market(665)] * 52})
    report = annual(
        year_of(2022, {"nordlys": [market(400)] * 52}), before, settings, simulated=False
    )
    rows = list(csv.DictReader(io.StringIO(annual_csv(report))))
    assert {row["place"] for row in rows} == {"all", "'=1+1", "unknown"}
    lead = next(r for r in rows if (r["portal"], r["measure"]) == ("nordlys", "individual"))
    assert lead["change_percent"] == "-40"
    assert [as_text(name) for name in ("+47", "-x", "@x", "\tx", "\rx", "Oslo")] == [
        "'+47",
        "'-x",
        "'@x",
        "'\tx",
        "'\rx",
        "Oslo",
    ]


def test_a_report_in_which_something_is_pinned_is_not_written(tmp_path: Path) -> None:
    """The sentence says what, how closely, and what to do; no file is there."""
    pinned = Pinned(Spot(2022, INDIVIDUAL, 4), 2.0, 4.0, 3)
    with pytest.raises(UnsafeExport) as raised:
        write_files(replace(two_years(), pinned=(pinned,)), Words("nb"), tmp_path)
    said = str(raised.value)
    assert "individual (nordlys, 2022-W05) is hidden" in said
    assert "one of 3, from 2 to 4" in said
    assert "config.toml" in said
    assert list(tmp_path.iterdir()) == []


def test_the_same_report_is_the_same_to_the_last_byte() -> None:
    """Nothing in it depends on the moment or on the order of a set."""
    first, second, words = made_anew(3), made_anew(3), Words("nb")
    assert page_of(first, words) == page_of(second, words)
    assert (annual_csv(first), weekly_csv(first)) == (annual_csv(second), weekly_csv(second))


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
    with pytest.raises(OutputProblem, match=r"reports/.* cannot be written: "):
        write_files(two_years(), Words("nb"), tmp_path / "reports")
