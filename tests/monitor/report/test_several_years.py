"""Several years: one table and one figure, broken where they must be, and others' points apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.collecting.collect import Collector
from monitor.counting import individual
from monitor.report.annual import Annual, annual
from monitor.report.compose import document
from monitor.report.document import Document, Line, Table
from monitor.report.files import FORMATS, write_files
from monitor.report.several_years import Years
from monitor.report.words import LANGUAGES, Language, Words
from monitor.report.year_rows import ReportContext
from storage.year_records import ImportedCount, ImportedName
from tests.commands import monitor
from tests.monitor.building import portal_cell, year_of_cells
from tests.monitor.conftest import Setup
from tests.monitor.report.test_annual import SETTINGS, a_year
from tests.monitor.test_import import PUBLISHED

CONTEXT = ReportContext()
OTHERS = tuple(
    ImportedCount(
        ImportedName(year, 0, "largest portal", "Norway", measure, "Annual report"),
        value,
        "by hand",
        date(2020, 1, 2),
    )
    for year, measure, value in (
        (2012, "change_of_ads", 23),
        (2018, "individual", 404),
        (2019, "individual", 665),
    )
)


def of(year: int, lead: int, before: int | None = None, fjord: int = 30) -> Annual:
    this = a_year(year, lead, fjord=fjord)
    earlier = None if before is None else a_year(year - 1, before, fjord=fjord)
    return annual(this, earlier, SETTINGS, CONTEXT, simulated=False)


def years(*annuals: Annual, first: int = 2018, last: int = 2022) -> Years:
    imported = tuple(count for count in OTHERS if first <= count.name.year <= last)
    return Years(first, last, SETTINGS, annuals, imported)


def made(report: Years, language: Language = "en") -> Document:
    return document(report, Words(language))


def rows(table: Table) -> dict[str, list[list[str]]]:
    return {
        group.heading: [
            [cell.text.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in group.rows
        ]
        for group in table.groups
    }


def lines(report: Years) -> dict[str, Line]:
    return {line.label: line for chart in made(report).charts for line in chart.lines}


def test_ours_and_others_are_rows_of_one_table_and_others_are_marked_as_a_break() -> None:
    """With their source and method; a change only beside the year before in the same report."""
    report = years(of(2021, 400), of(2022, 600, before=400))
    (table,) = made(report).tables
    assert table.number == 1
    shown = rows(table)
    ours = shown["Tied to individual users (largest portal)"]
    assert [row[:2] for row in ours] == [["2021", "400"], ["2022", "600"]]
    assert [row[3] for row in ours] == ["", ""]
    assert [row[5] for row in ours] == [".", "+50 %"]
    theirs = shown["Ads tied to individual users: Norway, largest portal"]
    source = "Annual report (by hand)"
    assert theirs == [
        ["2018", "404", ".", "b", ".", ".", source],
        ["2019", "665", ".", "b", ".", ".", source],
    ]
    assert "b break" in table.legend


def test_a_line_is_broken_where_a_year_is_missing_or_counts_other_portals() -> None:
    largest = "Tied to individual users (largest portal)"
    report = years(of(2019, 400), of(2021, 500), of(2022, 600, before=500))
    line = lines(report)[largest]
    assert [point.value for point in line.points] == [None, 400, None, 500, 600]
    assert line.starts_anew == {2021}
    other = years(of(2021, 20, fjord=300), of(2022, 600, before=20))
    assert lines(other)[largest].starts_anew == {2022}
    table = made(other).tables[0]
    assert [row[3] for row in rows(table)[largest]] == ["", "b"]
    assert [row[5] for row in rows(table)[largest]] == [".", "."]


def test_another_threshold_breaks_only_what_it_decides() -> None:
    report = years(replace(of(2021, 400), threshold=3), of(2022, 600, before=400))
    anew = {label: line.starts_anew for label, line in lines(report).items() if line.is_joined}
    assert [set(each) for each in anew.values()] == [{2022}, set(), set()]


def test_points_of_others_are_never_joined_and_changes_are_no_means() -> None:
    drawn = lines(years(of(2021, 400), first=2012))
    theirs = [line for line in drawn.values() if not line.is_joined]
    assert [line.label for line in theirs] == [
        "Ads tied to individual users: Norway, largest portal (other sources)"
    ]
    values = {point.at: point.value for point in theirs[0].points if point.value is not None}
    assert values == {2018: 404, 2019: 665}


def test_no_value_is_lost_where_a_cell_of_several_becomes_cells_of_one() -> None:
    """A spreadsheet has the upper end of an interval, too, and the weeks of the year."""
    report = years(of(2021, 400), of(2022, 600, before=400))
    for table in made(report).tables + document(of(2022, 600, before=400), Words("nb")).tables:
        for row in table.rows():
            spread = table.spread(row)
            assert len(spread) == len(table.spread_titles())
            assert [v for cell in row for v in cell.values] == [
                v for cell in spread for v in cell.values[:1]
            ]


def test_a_year_in_which_nothing_was_counted_is_no_year_of_ours() -> None:
    """Its row says so; it has no largest portal, and none that could have changed."""
    of_none = year_of_cells(2022, {portal_cell("nordlys", individual(2)): [None] * 52}, ())
    empty = annual(of_none, None, SETTINGS, CONTEXT, simulated=False)
    report = made(years(of(2021, 400), empty))
    assert report.summary[0] == "Figures for 2021 are from weekly counts with this tool."
    row = rows(report.tables[0])["Tied to individual users (largest portal)"][1]
    assert row == ["2022", "..", "..", "", "0/52", ".", "No week was counted"]
    ours = [cell.text for cell in report.tables[0].groups[1].rows[0]]
    assert ours[-1] == "Weekly counts with this tool"


def test_figure_2_of_one_swept_year_has_the_points_of_others() -> None:
    """Beside our line; the axis begins with the first of them, and names each year."""
    report = replace(of(2022, 600, before=400), context=ReportContext(imported=OTHERS))
    (chart,) = (chart for chart in document(report, Words("en")).charts if chart.number == 2)
    assert [name for _, name in chart.ticks] == ["2018", "2019", "2020", "2021", "2022"]
    ours, theirs = chart.lines[0], chart.lines[-1]
    assert [point.value for point in ours.points] == [None, None, None, 400, 600]
    assert [point.value for point in theirs.points] == [404, 665, None, None, None]
    assert not theirs.is_joined
    assert chart.notes[-1].startswith("Open diamonds are figures from other sources")
    (alone,) = (c for c in document(of(2022, 600), Words("en")).charts if c.number == 2)
    assert (len(alone.ticks), [n for n in alone.notes if "diamonds" in n]) == (1, [])


def test_years_without_sweeps_are_table_5_and_figure_2() -> None:
    """And a year of which only changes are known has no figure."""
    report = made(years())
    assert [each.name for each in report.numbered] == ["Table 5", "Figure 2"]
    only_changes = made(years(first=2012, last=2012))
    assert [each.name for each in only_changes.numbered] == ["Table 5"]
    assert rows(only_changes.tables[0]) == {
        "Change in ads on the year before: Norway, largest portal": [
            ["2012", "+23 %", "b", ".", "Annual report (by hand)"]
        ]
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("swept", [False, True])
def test_all_kinds_of_files_are_written(tmp_path: Path, language: Language, swept: bool) -> None:
    report = years(*([of(2021, 400), of(2022, 600, before=400)] if swept else []))
    files = [
        str(file.relative_to(tmp_path)) for file in write_files(report, Words(language), tmp_path)
    ]
    assert {name.rpartition(".")[2] for name in files} == {*FORMATS, "json"}
    assert f"report-2018-2022-{language}.docx" in files
    data = (tmp_path / "data-2018-2022" / "imported.csv").read_text(encoding="utf-8")
    assert "2018,largest portal,Norway,individual,count,404,.,Annual report,by hand,no,." in data


def test_the_command_reports_years_from_what_was_imported_alone(
    installation: Setup,
) -> None:
    """One year, several, and their sentences; a year of which nothing is known is told."""
    home = installation.folder
    assert monitor("import", PUBLISHED, at=home).code == 0
    ran = monitor("report", "2012", "--format", "csv", at=home)
    assert (ran.code, "Tabell 5" in ran.said) == (0, True)
    short = monitor("report", "2012-2026", "--summary", "--language", "en", at=home)
    assert "Other sources give figures for 2011, 2012" not in short.said
    assert "Other sources give figures for 2012, 2021 and 2022 (Pro Sentret" in short.said
    nothing = monitor("report", "2015-2016", at=home)
    assert (nothing.code, "nothing was swept or imported in 2015 to 2016" in nothing.said) == (
        1,
        True,
    )
    assert monitor("report", "2015", at=home).code == 1


def test_swept_and_imported_years_stand_in_one_report(installation: Setup) -> None:
    """And a report of one swept year has others' figures as Table 5, if they were there by then."""
    home = installation.folder
    Collector(installation.at(date(2022, 3, 7))).collect(installation.config.portal)
    monitor("import", PUBLISHED, at=home)
    span = monitor("report", "2012-2022", "--json", "--format", "csv", at=home)
    assert '"source": "Pro Sentret, Året 2022"' in span.out
    assert '"weekly_average"' in span.out
    assert '"measure": "change_of_ads"' in monitor("report", "2022", "--json", at=home).out
    dated = monitor("report", "2022", "--json", "--date", "2023-01-02", at=home)
    assert '"imported": []' in dated.out


@pytest.mark.parametrize(
    "typed", ["2026-2012", "20222", "1989", "2012-2013-2014", "x", "43210987", "4321-0987"]
)
def test_what_is_no_year_is_refused_and_not_repeated(installation: Setup, typed: str) -> None:
    ran = monitor("report", typed, at=installation.folder)
    assert (ran.code, "expected a year as 2022, or years as 2012-2026" in ran.said) == (2, True)
    assert typed == "x" or typed not in ran.said


def test_only_one_year_is_released(installation: Setup) -> None:
    ran = monitor("report", "2021-2022", "--release", at=installation.folder)
    assert (ran.code, "only the report of one year" in ran.said) == (2, True)
