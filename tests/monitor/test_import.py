"""Figures of others come in whole files, row by row checked, once, and nothing raw with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from monitor.imported_file import ImportProblem, read_counts
from storage.dump import restore_rows
from storage.records import JournalEntry
from storage.store import Store
from storage.year_records import ImportedCount, ImportedName
from tests.commands import monitor
from tests.monitor.conftest import Setup

PUBLISHED = Path(__file__).parents[2] / "docs" / "examples" / "published-figures.csv"
HEADINGS = "year,week,place,portal,measure,unit,value,source,method"
GOOD = "2021,,Norway,largest portal,individual,ads,404,Annual report 2022,by hand"
TODAY = date(2023, 1, 2)


def a_file(folder: Path, *rows: str, headings: str = HEADINGS) -> Path:
    file = folder / "counts.csv"
    file.write_text("\n".join([headings, *rows, ""]), encoding="utf-8")
    return file


def read(folder: Path, *rows: str, headings: str = HEADINGS) -> list[ImportedCount]:
    return list(read_counts(a_file(folder, *rows, headings=headings), TODAY).values())


def with_cell(column: str, text: str) -> str:
    """Return the good row with one cell changed."""
    cells = dict(zip(HEADINGS.split(","), GOOD.split(","), strict=True)) | {column: text}
    return ",".join(cells.values())


def test_a_row_is_a_figure_with_its_source_and_method(tmp_path: Path) -> None:
    name = ImportedName(2021, 0, "largest portal", "Norway", "individual", "Annual report 2022")
    assert read(tmp_path, GOOD) == [ImportedCount(name, 404, "by hand", TODAY)]


def test_a_weekly_count_and_a_norwegian_sheet_are_read_as_they_come(tmp_path: Path) -> None:
    """Semicolons, decimal commas, Windows' letters, headings in Norwegian, blank rows."""
    file = tmp_path / "ark.csv"
    text = (
        "År;Uke;Sted;Portal;Mål;Verdi;Kilde\r\n2020;53;Tromsø;alle;annonser;22,5;Egen\r\n;;;;;;\r\n"
    )
    file.write_bytes(text.encode("cp1252"))
    (count,) = read_counts(file, TODAY).values()
    assert count.name == ImportedName(2020, 53, "alle", "Tromsø", "ads", "Egen")
    assert (count.value, count.method) == (22.5, "")


@pytest.mark.parametrize(
    ("typed", "unit", "measure"),
    [
        ("Individuelle", "annonser", "individual"),
        ("annonser knyttet til individuelle brukere", "", "individual"),
        ("Numre", "numre", "numbers"),
        ("unike telefonnumre", "telefonnumre", "numbers"),
        ("enkelttelefonnumre", "", "numbers"),
        ("endring i annonser", "prosent", "change_of_ads"),
        ("endring i numre", "%", "change_of_numbers"),
    ],
)
def test_a_norwegian_sheet_may_call_measures_and_units_by_their_norwegian_names(
    tmp_path: Path, typed: str, unit: str, measure: str
) -> None:
    """Those that the services themselves use."""
    rows = f"2021;Oslo;alle;{typed};{unit};13;Egen"
    (count,) = read(tmp_path, rows, headings="år;sted;portal;mål;enhet;verdi;kilde")
    assert count.name.measure == measure


@pytest.mark.parametrize(
    ("column", "text", "fault"),
    [
        ("year", "twelve", 'expected a year from 1990 to 2099, found "twelve"'),
        ("year", "1989", 'expected a year from 1990 to 2099, found "1989"'),
        ("year", "2024", 'expected a year up to 2023, found "2024"'),
        ("week", "53", 'expected a week from 1 to 52, found "53"'),
        ("week", "0", 'expected a week from 1 to 52, found "0"'),
        ("place", "", "expected a text, found none"),
        ("portal", "p" * 41, "expected at most 40 signs, found 41"),
        ("measure", "visitors", 'expected one of ads, numbers, individual, .* found "visitors"'),
        ("unit", "percent", 'expected ads, found "percent"'),
        ("unit", "prosent", 'expected ads, found "prosent"'),
        ("value", "many", 'expected a number from 0 to 99999, found "many"'),
        ("value", "", "expected a number from 0 to 99999, found nothing"),
        ("value", "1.200", 'expected a number that can be read in one way only, found "1.200"'),
        ("value", "99.000", 'expected a number that can be read in one way only, found "99.000"'),
        ("value", "1 204.5", "expected .*, found .*: write thousands without a separator"),
        ("value", "1\u00a0204", "expected .*, found .*: write thousands without a separator"),
        ("value", "-1", 'expected a number from 0 to 99999, found "-1"'),
        ("value", "nan", 'expected a number from 0 to 99999, found "nan"'),
        ("value", "99999.5", 'expected a number from 0 to 99999, found "99999.5"'),
        ("source", "", "expected a text, found none"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(
    tmp_path: Path, column: str, text: str, fault: str
) -> None:
    with pytest.raises(ImportProblem, match=f"row 3, column {column}: {fault}"):
        read(tmp_path, GOOD.replace("2021", "2020"), with_cell(column, text))


@pytest.mark.parametrize("number", ["43210987", "+47 432 10 987", "432-10-987", "0047 43210987"])
@pytest.mark.parametrize("column", HEADINGS.split(","))
def test_a_row_with_a_phone_number_is_refused_and_the_number_is_not_repeated(
    tmp_path: Path, column: str, number: str
) -> None:
    with pytest.raises(ImportProblem, match=f"row 2, column {column}") as raised:
        read(tmp_path, with_cell(column, number))
    assert "987" not in str(raised.value)


def test_a_number_that_is_parted_over_cells_is_refused(tmp_path: Path) -> None:
    headings = "year,measure,value,place,portal,source"
    with pytest.raises(ImportProblem, match=r"row 2, columns place, portal.*found a phone number"):
        read(tmp_path, "2021,ads,40,432,10,987", headings=headings)


def test_all_wrong_rows_are_told_at_once_up_to_ten(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem) as raised:
        read(tmp_path, *[with_cell("value", "x")] * 12)
    assert str(raised.value).count("column value") == 10
    assert "and 2 more" in str(raised.value)


def test_the_same_figure_twice_in_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match=r"row 3, .*each figure once, found that of row 2"):
        read(tmp_path, GOOD, with_cell("value", "405"))


@pytest.mark.parametrize(
    ("headings", "fault"),
    [
        ("year,place,portal,measure,value", "found no source"),
        ("year,place,portal,measure,value,source,phone", "found another in column 7"),
        ("year,place,area,portal,measure,value,source", "found one twice"),
        ("", "row 1: expected the columns year"),
    ],
)
def test_headings_that_are_not_ours_are_refused(tmp_path: Path, headings: str, fault: str) -> None:
    with pytest.raises(ImportProblem, match=fault):
        read(tmp_path, GOOD, headings=headings)


def test_a_short_row_an_empty_file_and_no_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="row 2: expected 9 columns, found 3"):
        read(tmp_path, "2021,,Norway")
    with pytest.raises(ImportProblem, match="expected a CSV file"):
        read(tmp_path, "x" * 200_000)
    with pytest.raises(ImportProblem, match="no figure under the headings"):
        read(tmp_path)
    with pytest.raises(ImportProblem, match="No such file"):
        read_counts(tmp_path / "none.csv", TODAY)


def test_a_change_is_one_of_whole_years_and_may_be_negative(tmp_path: Path) -> None:
    row = "2012,{},Oslo,many portals,change_of_ads,percent,−13,Report,"
    (count,) = read(tmp_path, row.format(""))
    assert count.value == -13
    with pytest.raises(ImportProblem, match="column week: expected none"):
        read(tmp_path, row.format("7"))


def test_published_figures_come_in_once_and_a_correction_is_asked_for(
    installation: Setup, tmp_path: Path
) -> None:
    """The same file again adds nothing; another value needs a person's word; the journal tells."""
    home, store = installation.folder, installation.store
    first = monitor("import", PUBLISHED, "--by", "KL", at=home)
    assert (first.code, "10 imported, 0 corrected, 0 already here" in first.said) == (0, True)
    kept = store.publishable.imported_counts()
    assert len(kept) == 10
    assert "0 imported, 0 corrected, 10 already here" in monitor("import", PUBLISHED, at=home).said
    assert store.publishable.imported_counts() == kept

    changed = tmp_path / "changed.csv"
    new = "\n2020,Norway,largest portal,ads,ads,50,Egen\n"
    text = PUBLISHED.read_text(encoding="utf-8").replace(",404,", ",405,") + new.strip()
    changed.write_text(text, encoding="utf-8")
    refused = monitor("import", changed, at=home)
    assert refused.code == 5
    assert 'column value: expected "404"' in refused.said
    assert "--correct" in refused.said
    assert store.publishable.imported_counts() == kept
    assert monitor("import", changed, "--correct", at=home).code == 0
    values = [count.value for count in store.publishable.imported_counts()]
    assert (len(values), 405.0 in values, 404.0 in values) == (11, True, False)
    notes = [(entry.action, entry.subject, entry.by) for entry in store.journal()]
    assert notes == [
        ("figures imported", "10 new, 0 corrected", "KL"),
        ("figures imported", "1 new, 1 corrected", ""),
    ]


def test_a_bad_row_keeps_the_whole_file_out(installation: Setup, tmp_path: Path) -> None:
    file = a_file(tmp_path, GOOD, with_cell("value", "43210987"))
    ran = monitor("import", file, at=installation.folder)
    assert ran.code == 5
    assert "43210987" not in ran.said
    assert installation.store.publishable.imported_counts() == ()
    assert installation.store.journal() == []


def test_imported_figures_are_in_a_backup_and_come_back(store: Store) -> None:
    name = ImportedName(2021, 7, "largest portal", "Norway", "ads", "Report")
    count = ImportedCount(name, 404.5, "by hand", TODAY)
    entry = JournalEntry(TODAY, "figures imported", "1 new, 0 corrected")
    store.save_imported([count], entry)
    with store.dumped(with_identifiers=False) as tables:
        lines = {table: list(rows) for table, rows in tables.items()}
    with store._connections.writing() as connection:
        connection.exec_driver_sql("DELETE FROM imported_count")
        restore_rows(connection, lines, lambda _year, _mark: False)
    assert store.publishable.imported_counts() == (count,)
