"""Each table's cells as a person has read them, in both languages: `golden/`.

After a change that is meant: delete the file, run the test, and read what it has written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from monitor.report.annual import Annual, annual
from monitor.report.compose import document
from monitor.report.document import Document, Table
from monitor.report.printed_cells import Name, PrintedCell
from monitor.report.words import LANGUAGES, Language, Words
from monitor.report.year_rows import ReportContext
from scrapers.model import Outcome
from storage.records import Printed, Protected, Release, Review
from storage.weeks import Week
from storage.year_records import ImportedCount, ImportedName, YearlyFigure
from tests.monitor.report.test_annual import SETTINGS, a_year

GOLDEN = Path(__file__).parent / "golden"
LEDGER = {
    Week(2022, 3): {
        "outcome": Outcome.COMPLETE,
        "review": Review.EXCLUDED,
        "review_reason": "half a page",
    },
    Week(2022, 9): {"outcome": Outcome.SUSPECT},
    Week(2022, 10): {
        "outcome": Outcome.SUSPECT,
        "review": Review.ACCEPTED,
        "review_reason": "summer",
    },
    Week(2022, 20): {"outcome": Outcome.LAYOUT_CHANGED},
    Week(2022, 21): {"outcome": Outcome.FAILED},
    Week(2022, 22): {"outcome": Outcome.FAILED},
    Week(2022, 30): {"late": True},
}


OTHERS = tuple(
    ImportedCount(ImportedName(*name), value, method, date(2023, 1, 2))
    for name, value, method in (
        ((2012, 0, "two portals", "Kristiansand", "ads", "Municipality"), 22.5, ""),
        ((2012, 0, "many portals", "Oslo", "change_of_numbers", "Annual report"), -13, "by hand"),
        ((2011, 0, "many portals", "Oslo", "change_of_numbers", "Annual report"), 7, "by hand"),
        ((2015, 7, "all", "Bergen", "ads", "Own notes"), 31, "Monday mornings"),
        ((2015, 8, "all", "Bergen", "ads", "Own notes"), 34, "Monday mornings"),
        ((2015, 7, "all", "Bodø", "ads", "Own notes"), 4, "Monday mornings"),
    )
)


@cache
def report() -> Annual:
    """Return a revised report with what a table can print: gaps, symbols, decisions, changes."""
    weeks = [None if at in {2, 8, 19, 20, 21} else 640 + 5 * at for at in range(52)]
    this = a_year(2022, weeks, fjord=19, bergen=9)
    figures = tuple(
        YearlyFigure(year, portal, name, None if value is None else Protected(value))
        for year, portal, name, value in (
            (2022, "all", "distinct_numbers", 3147),
            (2022, "all", "numbers_in_two_weeks", 2900),
            (2022, "fjord", "distinct_numbers", 7),
            (2021, "all", "distinct_numbers", 2884),
            (2021, "fjord", "distinct_numbers", None),
        )
    )
    releases = (
        Release(2022, 1, date(2023, 2, 1), ""),
        Release(2022, 2, date(2023, 3, 1), "week 3 was counted twice"),
    )
    stated = {(2022, "nordlys"): 0.987, (2022, "fjord"): 0.926, (2021, "fjord"): 1.0}
    context = ReportContext(figures=figures, releases=releases, imported=OTHERS, stated=stated)
    made = annual(this, a_year(2021, 404), SETTINGS, context, simulated=False)
    runs = tuple(
        replace(run, **LEDGER[run.week])  # type: ignore[arg-type]
        if run.portal == "nordlys" and run.week in LEDGER
        else run
        for run in made.runs
    )
    changed = (
        (
            Printed(2022, "nordlys", "all", "individual", "level", 765, "e"),
            Printed(2022, "nordlys", "all", "individual", "level", 767, "e"),
        ),
        (Printed(2022, "all", "all", "ads", "change", 70.0, ""), None),
        (
            Printed(2022, "nordlys", "all", "ads", "2022-W03", 700, ""),
            Printed(2022, "nordlys", "all", "ads", "2022-W03", 690, ""),
        ),
    )
    return replace(made, runs=runs, changed=changed)


@cache
def made(language: Language) -> Document:
    return document(report(), Words(language))


def written(table: Table) -> Iterator[str]:
    """Write a table as lines, with what stands under it."""
    yield f"{table.name}. {table.caption}"
    yield " | ".join(column.title for column in table.columns)
    for group in table.groups:
        if group.heading:
            yield f"[{group.heading}]"
        for row in group.rows:
            yield " | ".join(cell.text for cell in row)
    yield f"({table.legend})"
    yield from table.notes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_each_cell_is_as_it_was_read(language: Language, number: int) -> None:
    """Numbers, symbols, flags, headings, notes and the legend."""
    text = "\n".join([*written(made(language).tables[number - 1]), ""])
    file = GOLDEN / f"table-{number}-{language}.txt"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"{file.name} is new: read it, then run the test again")
    assert text == file.read_text(encoding="utf-8")


def test_both_languages_have_the_same_numbers_in_the_same_places() -> None:
    """Only words differ, and how a number is written."""
    for norwegian, english in zip(made("nb").tables, made("en").tables, strict=True):
        pairs = zip(norwegian.rows(), english.rows(), strict=True)
        assert all([c.values for c in a] == [c.values for c in b] for a, b in pairs)


def test_a_legend_explains_what_its_table_prints_and_nothing_else() -> None:
    """A symbol without a meaning, or a meaning without a symbol, only makes one search."""
    first, _, third, *_ = made("en").tables
    assert [each.split(" ")[0] for each in first.legend.split("; ")] == [":", "..", ".", "0", "e"]
    assert third.legend == ". not applicable"  # its zeros are the ledger's


def test_a_footnote_stands_under_the_table_that_has_its_cell() -> None:
    """A change that is missing is one of Table 1's, and not of the counts over the year."""
    first, second, *_ = made("en").tables
    few = Words("en")("few_for_change", year=2022)
    assert (few in first.notes, few in second.notes, few in made("en").remarks) == (
        True,
        False,
        True,
    )


def test_no_table_writes_a_week_as_programs_do() -> None:
    """2022-W44 is uke 44."""
    for language in LANGUAGES:
        document_made = made(language)
        lines = [*document_made.summary, *document_made.history, *document_made.remarks]
        text = "\n".join([*lines, *(line for t in document_made.tables for line in written(t))])
        assert "-W" not in text


def test_a_column_that_no_row_has_is_left_out_and_one_that_some_row_has_is_there() -> None:
    """An interval of the change is printed as a range, and is two columns in a spreadsheet."""
    nordlys = {
        Name(2022, "nordlys", "all", "ads", item): value
        for item, value in (
            ("change", 3),
            ("change_low", -4),
            ("change_high", 10),
            ("change_without", 7),
        )
    }
    cells = {name: PrintedCell(name, value, value) for name, value in nordlys.items()}
    wider = replace(report(), cells={**report().cells, **cells})
    table = document(wider, Words("nb")).tables[0]
    assert len(table.columns) == len(made("nb").tables[0].columns) + 1
    row = next(row for row in table.rows() if row[-1].values)
    assert [cell.text for cell in row[-2:]] == ["−4 til +10", "+7\N{NO-BREAK SPACE}%"]
    assert [cell.values for cell in table.spread(row)[-3:]] == [(-4,), (10,), (7,)]
    assert table.spread_titles()[-3:-1] == ["Endring, nedre", "Endring, øvre"]


def test_yearly_counts_stand_beside_the_effort_behind_them_where_it_is_known() -> None:
    """Weeks of their own, if they have any; sweeps and a change, if some row has them."""
    own = {("counted", 45): 2022, ("sweeps", 120): 2022, ("change", 9): 2022}
    cells = {
        name: PrintedCell(name, value, value)
        for (item, value), year in own.items()
        for name in [Name(year, "all", "all", "distinct_numbers", item)]
    }
    wider = replace(report(), cells={**report().cells, **cells})
    table = document(wider, Words("nb")).tables[1]
    assert [column.title for column in table.columns[1:]] == [
        *("2022", "Uker 2022", "Gjennomganger 2022"),
        *("2021", "Uker 2021", "Gjennomganger 2021", "Endring"),
    ]
    row = next(iter(table.rows()))
    assert [cell.text for cell in row[1:4]] == ["3\N{NO-BREAK SPACE}147", "45/52", "120"]
    assert row[-1].text == "+9\N{NO-BREAK SPACE}%"
