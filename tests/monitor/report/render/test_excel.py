"""The Excel file: numbers that can be reckoned with, charts that can be edited."""

from __future__ import annotations

import io
import re
import zipfile

from monitor.report.render.excel import workbook
from tests.monitor.report.documents import a_document
from tests.office import as_pdf

CELL = re.compile(r'<c r="([A-Z]+\d+)"[^>]*?(?: t="(\w+)")?>(?:<v>(.*?)</v>)?</c>')


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def cells(content: bytes, sheet: int) -> dict[str, str | float]:
    """Return what stands in a sheet, text as text and numbers as numbers."""
    found = parts(content)
    texts = re.findall(r"<si><t[^>]*>(.*?)</t></si>", found["xl/sharedStrings.xml"])
    return {
        place: texts[int(value)] if kind == "s" else float(value)
        for place, kind, value in CELL.findall(found[f"xl/worksheets/sheet{sheet}.xml"])
        if value
    }


def test_numbers_are_numbers_and_symbols_are_text() -> None:
    """An interval has two columns, so that each can be reckoned with; nothing is a formula."""
    sheet = cells(workbook(a_document()), 2)
    rows = [[sheet.get(f"{column}{row}") for column in "ABCDEFG"] for row in (4, 5, 6)]
    assert rows == [
        ["Gruppe", "Hva som telles", "2022", "nedre", "øvre", "Merknad", "Endring"],
        ["Hele landet", "Brev", 1021, 1016, 1027, "e", -4],
        ["Hele landet", "=1+1", 1.28, ".", ".", None, ":"],
    ]
    assert "<f>" not in parts(workbook(a_document()))["xl/worksheets/sheet2.xml"]


def test_each_table_and_figure_has_a_sheet_between_cover_and_notes() -> None:
    """In this order, by the names that the text uses."""
    book = parts(workbook(a_document()))["xl/workbook.xml"]
    assert re.findall(r'<sheet name="(.*?)"', book) == [
        "Forside",
        "Tabell 1",
        "Figur 1",
        "Merknader",
    ]


def test_the_cover_has_the_sentences_and_the_notes_have_every_note() -> None:
    """And what belongs to no table."""
    content = workbook(a_document(warning="OPPDIKTET"))
    cover, notes = set(cells(content, 1).values()), set(cells(content, 4).values())
    assert {"Brev 2022", "OPPDIKTET", "Det var 1 021 brev.", "Tabell 1. Brev og kort"} <= cover
    assert {"Talt hver uke.", "Ny postkasse."} <= notes


def test_simulated_figures_say_so_on_every_sheet() -> None:
    """A sheet may be copied alone, and notes name figures, too."""
    content = workbook(a_document(warning="OPPDIKTET"))
    assert [cells(content, sheet)["A2"] for sheet in (1, 2, 3, 4)] == ["OPPDIKTET"] * 4


def test_headings_stay_in_sight_and_the_legend_stands_above() -> None:
    """They are frozen, and repeated on paper."""
    content = workbook(a_document())
    assert '<pane xSplit="2" ySplit="4"' in parts(content)["xl/worksheets/sheet2.xml"]
    assert cells(content, 2)["A3"] == ": vises ikke"


def test_a_chart_is_excels_own_over_the_cells_of_its_sheet() -> None:
    """Gaps stay open; estimates are a dashed series that reaches to the counted weeks beside it."""
    content = workbook(a_document())
    chart, sheet = parts(content)["xl/charts/chart1.xml"], cells(content, 3)
    assert "dispBlanksAs" not in chart  # Excel's own way: a blank is a gap
    assert (chart.count("<c:ser>"), chart.count('val="dash"')) == (3, 1)
    assert [sheet.get(f"B{row}") for row in range(5, 11)] == [3, 4, None, None, 8, 9]
    assert [sheet.get(f"C{row}") for row in range(5, 11)] == [None, 4, 5, 7, 8, None]
    assert [sheet.get(f"D{row}") for row in range(5, 11)] == [2, 2, None, None, None, None]
    assert "Fra 3 til 9." in parts(content)["xl/drawings/drawing1.xml"]


def test_the_same_report_is_the_same_file() -> None:
    """With the day of the report and nobody's name in it."""
    assert workbook(a_document()) == workbook(a_document())
    core = parts(workbook(a_document()))["docProps/core.xml"]
    assert "2023-02-01T00:00:00Z" in core
    assert "<dc:creator></dc:creator>" in core


def test_libreoffice_opens_it() -> None:
    """And shows every sheet."""
    text = " ".join(as_pdf(workbook(a_document()), "xlsx"))
    assert [word in text for word in ("Brev 2022", "1,021", "Talt hver uke.")] == [True] * 3
