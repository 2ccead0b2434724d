"""A report as an Excel file: a sheet for each table and figure, numbers as numbers.

After the guidance that official statistics follow (Government Analysis Function, "Releasing
statistics in spreadsheets"): a cover, one table a sheet from the first column on, a sheet of notes,
no merged cells, frozen headings, and symbols explained.
"""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

import xlsxwriter

from monitor.report.document import Chart, Document, Line, Table, TableCell
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
    "left": {"indent": 1},
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
    _Sheets(book, document).write()
    book.close()
    return out.getvalue()


class _Sheets:
    """Writes the sheets of a workbook, one after the other."""

    def __init__(self, book: Book, document: Document) -> None:
        self._book, self._document, self._words = book, document, Words(document.language)
        self._styles = {name: book.add_format(style) for name, style in STYLES.items()}
        self._patterns: dict[str, Any] = {}

    def write(self) -> None:
        self._cover()
        for table in self._document.tables:
            self._table(table)
        for chart in self._document.charts:
            self._chart(chart)
        self._notes()

    def _sheet(self, name: str) -> Sheet:
        """Begin a sheet that prints on A4, lying on its side, as wide as it is."""
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _cover(self) -> None:
        """Write what this is, the sentences to quote, and where each table is."""
        document, sheet = self._document, self._sheet(self._words("cover"))
        sheet.set_column(0, 0, 100)
        lines = [(document.title, "title"), (document.warning, "warning")]
        texts = (*document.summary, *document.history, document.caveat, document.made)
        lines += [(text, "wrap") for text in texts]
        row = 0
        for text, style in lines:
            if text:
                sheet.set_row(row, LINE_HEIGHT * (1 + len(text) // 90 + (style == "title")))
                sheet.write_string(row, 0, text, self._styles[style])
                row += 1
        for at, numbered in enumerate(document.numbered, start=row + 1):
            link = f"internal:'{numbered.name}'!A1"
            sheet.write_url(at, 0, link, string=f"{numbered.name}. {numbered.caption}")

    def _numbered(self, of: Table | Chart, under: str) -> Sheet:
        """Begin the sheet of a table or figure, whose headings stay in sight and on each page."""
        sheet = self._sheet(of.name)
        sheet.write_string(0, 0, f"{of.name}. {of.caption}", self._styles["title"])
        sheet.write_string(1, 0, self._document.warning, self._styles["warning"])
        sheet.write_string(2, 0, under)
        sheet.set_row(FIRST_ROW, LINE_HEIGHT * HEAD_LINES)
        sheet.repeat_rows(FIRST_ROW)
        return sheet

    def _table(self, table: Table) -> None:
        sheet = self._numbered(table, table.legend)
        groups = [(self._words("group"), True)] if any(g.heading for g in table.groups) else []
        spread = groups + [
            (title, column.is_text and not column.is_flags)
            for column in table.columns
            for title in column.parts or (column.title,)
        ]
        rows = [
            [*[TableCell(group.heading)] * len(groups), *table.spread(row)]
            for group in table.groups
            for row in group.rows
        ]
        for at, (title, is_text) in enumerate(spread):
            style = self._styles["head" if is_text else "head_right"]
            sheet.write_string(FIRST_ROW, at, title, style)
            longest = max((len(row[at].text) for row in rows), default=0) + 2
            sheet.set_column(at, at, max(NARROWEST, min(longest * is_text, WIDEST)))
            for number, row in enumerate(rows, start=FIRST_ROW + 1):
                self._cell(sheet, number, at, row[at], "left" if is_text else "right")
        sheet.freeze_panes(FIRST_ROW + 1, 1 + len(groups))
        sheet.autofilter(FIRST_ROW, 0, FIRST_ROW + len(rows), len(spread) - 1)

    def _cell(self, sheet: Sheet, row: int, column: int, cell: TableCell, style: str) -> None:
        if cell.values:
            pattern = _pattern(cell)
            if pattern not in self._patterns:
                self._patterns[pattern] = self._book.add_format({"num_format": pattern})
            sheet.write_number(row, column, cell.values[0], self._patterns[pattern])
        elif cell.text:
            sheet.write_string(row, column, cell.text, self._styles[style])

    def _chart(self, chart: Chart) -> None:
        """Write a figure's values, and Excel's own chart of them, which can be edited."""
        sheet = self._numbered(chart, " ".join(chart.notes))
        places = sorted({point.at for line in chart.lines for point in line.points})
        rows = {at: row for row, at in enumerate(places, start=FIRST_ROW + 1)}
        names = dict(chart.names)
        sheet.write_string(FIRST_ROW, 0, chart.axis, self._styles["head"])
        for at, row in rows.items():
            sheet.write_string(row, 0, names[at])
        drawn = self._book.add_chart({"type": "line"})
        column = 0
        for number, line in enumerate(chart.lines):
            has_estimates = any(point.is_estimated for point in line.points)
            for is_estimated in (False, True) if has_estimates else (False,):
                column += 1
                title = line.label + f", {self._words('estimated_line')}" * is_estimated
                sheet.write_string(FIRST_ROW, column, title, self._styles["head"])
                for at, value in _values(line, is_estimated=is_estimated):
                    sheet.write_number(rows[at], column, value, self._styles["number"])
                last = FIRST_ROW + len(places)
                drawn.add_series(_series(chart, column, last, number, is_estimated=is_estimated))
        _look(drawn, chart, len(places))
        sheet.insert_chart(FIRST_ROW, column + 2, drawn, {"description": chart.alt})
        sheet.set_column(0, column, 16)
        sheet.freeze_panes(FIRST_ROW + 1, 1)

    def _notes(self) -> None:
        """Write the notes of all tables and figures, and the lines that belong to none."""
        title, sections = self._words("notes"), self._document.sections
        sheet = self._sheet(title)
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 100)
        sheet.write_string(0, 0, title, self._styles["title"])
        sheet.write_string(1, 0, self._document.warning, self._styles["warning"])
        noted = [
            (numbered.name, note) for numbered in self._document.numbered for note in numbered.notes
        ]
        noted += [(section.heading, line) for section in sections for line in section.lines]
        for row, (where, note) in enumerate(noted, start=2):
            sheet.write_string(row, 0, where, self._styles["wrap"])
            sheet.set_row(row, LINE_HEIGHT * (1 + max(len(note) // 90, len(where) // 20)))
            sheet.write_string(row, 1, note, self._styles["wrap"])


def _pattern(cell: TableCell) -> str:
    """Return how Excel writes a number: with its decimals, and a change with its sign."""
    number = "#,##0" + "." * bool(cell.decimals) + "0" * cell.decimals
    unit = f'"{cell.unit}"' * bool(cell.unit)
    sign = "+" * cell.text.startswith(("+", "\N{MINUS SIGN}"))
    return f"{sign}{number}{unit};\N{MINUS SIGN}{number}{unit};{number}{unit}"


def _look(drawn: Any, chart: Chart, places: int) -> None:
    drawn.set_title({"name": f"{chart.name}. {chart.caption}", "name_font": {"size": 12}})
    drawn.set_x_axis({"name": chart.axis, "interval_unit": max(places // 8, 1)})
    drawn.set_y_axis({"min": 0, "num_format": "#,##0", "major_gridlines": GRID})
    drawn.set_legend({"position": "bottom"})
    drawn.show_blanks_as("gap")
    drawn.set_size({"width": 900, "height": 420})


def _values(line: Line, *, is_estimated: bool) -> list[tuple[float, float]]:
    """Return a line's values, counted or estimated; estimates reach to the counted ones beside."""
    kept = []
    for number, point in enumerate(line.points):
        beside = line.points[max(number - 1, 0) : number + 2]
        reaches = is_estimated and any(neighbour.is_estimated for neighbour in beside)
        if point.value is not None and (reaches or point.is_estimated is is_estimated):
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
