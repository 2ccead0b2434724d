"""A report as an Excel file: a sheet for each table and figure, numbers as numbers.

After the guidance that official statistics follow (Government Analysis Function, "Releasing
statistics in spreadsheets"): a cover, one table a sheet from the first column on, a sheet of notes,
no merged cells, frozen headings, and symbols explained.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

import xlsxwriter

from monitor.report.document import Cell, Chart, Document, Line, Table
from monitor.report.render.chart_labels import COLOURS
from monitor.report.words import Words

FIRST_ROW = 3
"""Above: caption, what is simulated, and the legend."""

GRID = {"visible": True, "line": {"color": "#D9D9D9"}}
LINE_HEIGHT = 15.0
HEAD_LINES = 3
NARROWEST, WIDEST = 13, 70
"""How many letters a column has room for."""

STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"},
    "head_right": {"bold": True, "text_wrap": True, "bottom": 1, "valign": "top", "align": "right"},
    "wrap": {"text_wrap": True, "valign": "top"},
    "warning": {"bold": True, "font_color": "#B00020"},
    "name": {"indent": 1},
    "right": {"align": "right"},
    "number": {"num_format": "#,##0"},
}
Book = Any  # XlsxWriter ships no types
Sheet = Any


def workbook(document: Document) -> bytes:
    """Return the report as .xlsx; the same report is the same to the last byte."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    day = datetime.combine(document.day, time())
    book.set_properties({"title": document.title, "author": "", "created": day})
    styles = {name: book.add_format(style) for name, style in STYLES.items()}
    _cover(book, document, styles)
    for table in document.tables:
        _table(book, table, document, styles)
    for chart in document.charts:
        _chart(book, chart, document, styles)
    _notes(book, document, styles)
    book.close()
    return out.getvalue()


def _cover(book: Book, document: Document, styles: dict[str, Any]) -> None:
    """Write the cover: what this is, the sentences to quote, and where each table is."""
    sheet = book.add_worksheet(Words(document.language)("cover"))
    sheet.set_column(0, 0, 100)
    lines = [(document.title, "title"), (document.warning, "warning")]
    lines += [(text, "wrap") for text in (*document.summary, *document.history, document.caveat)]
    lines += [(document.made, "wrap")]
    row = 0
    for text, style in lines:
        if text:
            sheet.set_row(row, LINE_HEIGHT * (1 + len(text) // 90 + (style == "title")))
            sheet.write_string(row, 0, text, styles[style])
            row += 1
    for each in document.numbered:
        link = f"internal:'{each.name}'!A1"
        sheet.write_url(row + 1, 0, link, string=f"{each.name}. {each.caption}")
        row += 1
    _paper(sheet)


def _top(sheet: Sheet, name: str, document: Document, legend: str, styles: dict[str, Any]) -> None:
    sheet.write_string(0, 0, name, styles["title"])
    sheet.write_string(1, 0, document.warning, styles["warning"])
    sheet.write_string(2, 0, legend)


def _table(book: Book, table: Table, document: Document, styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.name)
    _top(sheet, f"{table.name}. {table.caption}", document, table.legend, styles)
    is_grouped = any(group.heading for group in table.groups)
    titles = [Words(document.language)("group")] * is_grouped + table.spread_titles()
    are_texts = [
        at == 0 or (column.is_text and not column.is_flags)
        for at, column in enumerate(table.columns)
        for _ in column.parts or (column.title,)
    ]
    sheet.set_row(FIRST_ROW, LINE_HEIGHT * HEAD_LINES)
    for column, title in enumerate(titles):
        is_text = column < is_grouped or are_texts[column - is_grouped]
        style = "head" if is_text else "head_right"
        sheet.write_string(FIRST_ROW, column, title, styles[style])
    formats: dict[str, Any] = {}
    rows = [(group.heading, cells) for group in table.groups for cells in group.rows]
    for row, (heading, cells) in enumerate(rows, start=FIRST_ROW + 1):
        if is_grouped:
            sheet.write_string(row, 0, heading)
        for column, cell in enumerate(table.spread(cells), start=is_grouped):
            if cell.values:
                pattern = _pattern(cell)
                if pattern not in formats:
                    formats[pattern] = book.add_format({"num_format": pattern})
                sheet.write_number(row, column, cell.values[0], formats[pattern])
            elif cell.text:
                is_text = are_texts[column - is_grouped]
                sheet.write_string(row, column, cell.text, styles["name" if is_text else "right"])
    if is_grouped:
        sheet.set_column(0, 0, _width(heading for heading, _ in rows))
    for column, (is_text, *texts) in enumerate(
        zip(are_texts, *(table.spread(cells) for _, cells in rows), strict=True), start=is_grouped
    ):
        width = _width(cell.text for cell in texts) if is_text else NARROWEST
        sheet.set_column(column, column, width)
    sheet.freeze_panes(FIRST_ROW + 1, 1 + is_grouped)
    sheet.autofilter(FIRST_ROW, 0, FIRST_ROW + len(rows), len(titles) - 1)
    _paper(sheet)
    sheet.repeat_rows(FIRST_ROW)


def _width(texts: Iterable[str]) -> int:
    """Return how wide a column of words is, in letters: as its longest, within bounds."""
    return max(NARROWEST, min(max(map(len, texts), default=0) + 2, WIDEST))


def _pattern(cell: Cell) -> str:
    """Return how Excel writes a number: with its decimals, and a change with its sign."""
    number = "#,##0" + "." * bool(cell.decimals) + "0" * cell.decimals
    unit = f'"{cell.unit}"' * bool(cell.unit)
    sign = "+" * cell.text.startswith(("+", "\N{MINUS SIGN}"))
    return f"{sign}{number}{unit};\N{MINUS SIGN}{number}{unit};{number}{unit}"


def _chart(book: Book, chart: Chart, document: Document, styles: dict[str, Any]) -> None:
    """Write a figure's values, and Excel's own chart of them, which can be edited."""
    sheet = book.add_worksheet(chart.name)
    _top(sheet, f"{chart.name}. {chart.caption}", document, " ".join(chart.notes), styles)
    places = sorted({point.at for line in chart.lines for point in line.points})
    rows = {at: FIRST_ROW + 1 + number for number, at in enumerate(places)}
    names, estimated = dict(chart.names), Words(document.language)("estimated_line")
    sheet.set_row(FIRST_ROW, LINE_HEIGHT * HEAD_LINES)
    sheet.write_string(FIRST_ROW, 0, chart.axis, styles["head"])
    for at, row in rows.items():
        sheet.write_string(row, 0, names[at])
    drawn = book.add_chart({"type": "line"})
    last = FIRST_ROW + len(places)
    column = 1
    for number, line in enumerate(chart.lines):
        for is_estimated in (False, True):
            if is_estimated and not any(point.is_estimated for point in line.points):
                continue
            title = f"{line.label}, {estimated}" if is_estimated else line.label
            sheet.write_string(FIRST_ROW, column, title, styles["head"])
            for at, value in _values(line, is_estimated=is_estimated):
                sheet.write_number(rows[at], column, value, styles["number"])
            drawn.add_series(_series(chart, column, last, number, is_estimated=is_estimated))
            column += 1
    drawn.set_title({"name": f"{chart.name}. {chart.caption}", "name_font": {"size": 12}})
    drawn.set_x_axis({"name": chart.axis, "interval_unit": max(len(places) // 8, 1)})
    drawn.set_y_axis(
        {
            "min": 0,
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )
    drawn.set_legend({"position": "bottom"})
    drawn.show_blanks_as("gap")
    drawn.set_size({"width": 900, "height": 420})
    sheet.insert_chart(FIRST_ROW, column + 1, drawn, {"description": chart.alt})
    sheet.set_column(0, column - 1, 16)
    sheet.freeze_panes(FIRST_ROW + 1, 1)
    _paper(sheet)
    sheet.repeat_rows(FIRST_ROW)


def _values(line: Line, *, is_estimated: bool) -> list[tuple[float, float]]:
    """Return a line's values, counted or estimated; estimates reach to the counted ones beside."""
    points = line.points
    kept = []
    for number, point in enumerate(points):
        beside = points[max(number - 1, 0) : number + 2]
        is_kept = point.is_estimated is is_estimated or (
            is_estimated and any(each.is_estimated for each in beside)
        )
        if is_kept and point.value is not None:
            kept.append((point.at, point.value))
    return kept


def _series(
    chart: Chart, column: int, last: int, number: int, *, is_estimated: bool
) -> dict[str, Any]:
    """Return a series of Excel's chart; points that have intervals get bars for them."""
    colour = COLOURS[number % len(COLOURS)]
    series = {
        "name": [chart.name, FIRST_ROW, column],
        "categories": [chart.name, FIRST_ROW + 1, 0, last, 0],
        "values": [chart.name, FIRST_ROW + 1, column, last, column],
        "line": {"color": colour, "width": 2, "dash_type": "dash" if is_estimated else "solid"},
    }
    if not chart.lines[number].is_joined:
        marker = {"type": "diamond", "size": 9, "border": {"color": colour}, "fill": {"none": True}}
        return series | {"line": {"none": True}, "marker": marker}
    if not chart.is_of_years:
        return series
    widths = [
        (point.ends[1] - point.value, point.value - point.ends[0])
        if point.ends and point.value is not None
        else (0, 0)
        for point in chart.lines[number].points
    ]
    above, below = zip(*widths, strict=True)
    bars = {"type": "custom", "plus_values": list(above), "minus_values": list(below)}
    marker = {"type": "circle", "fill": {"color": colour}, "border": {"color": colour}}
    return series | {"marker": marker, "y_error_bars": bars}


def _notes(book: Book, document: Document, styles: dict[str, Any]) -> None:
    """Write the notes of all tables, each once, and the lines that belong to no table."""
    title = Words(document.language)("notes")
    sheet = book.add_worksheet(title)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, title, styles["title"])
    row = 1
    noted = [(each.name, note) for each in document.numbered for note in each.notes]
    noted += [(section.heading, line) for section in document.sections for line in section.lines]
    for where, note in noted:
        sheet.write_string(row, 0, where, styles["wrap"])
        sheet.set_row(row, LINE_HEIGHT * (1 + len(note) // 90))
        sheet.write_string(row, 1, note, styles["wrap"])
        row += 1
    _paper(sheet)


def _paper(sheet: Sheet) -> None:
    """Print on A4, lying on its side, as wide as the sheet."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
