"""A report as a Word file: real tables, captions that lists collect, sharp pictures.

Only Word's own styles are used (Title, Heading 1, Caption, List Bullet, a table style): what is
pasted into another document, or opened with another template, takes that one's looks.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from monitor.report.document import Cell, Chart, Document, Section, Table
from monitor.report.render.chart_picture import png_file

TAGS = {"nb": "nb-NO", "en": "en-GB"}
TABLE_STYLE = "Light Shading"
MOST_UPRIGHT = 8
"""A table of more columns stands on a page of its own that lies on its side."""

TEXT_WIDTH, WIDE_TEXT_WIDTH = Cm(17), Cm(25.7)
PLAIN_DATE = (1980, 1, 1, 0, 0, 0)
WARNING = RGBColor(0xB0, 0x00, 0x20)


def word_file(document: Document) -> bytes:
    """Return the report as .docx; the same report is the same to the last byte."""
    file = docx.Document()
    _set_up(file, document)
    if document.warning:
        _warn(file, document.warning)
    file.add_paragraph(document.title, "Title")
    for text in (" ".join(document.summary), *document.history, document.caveat):
        if text:
            file.add_paragraph(text)
    _lists(file, document)
    for section in document.sections:
        _section(file, section, document)
    file.add_paragraph(document.made)
    out = io.BytesIO()
    file.save(out)
    return _without_times(out.getvalue())


def _set_up(file: docx.document.Document, document: Document) -> None:
    """Set page, language and properties; no name of a person or machine is in them."""
    day = datetime.combine(document.day, time())
    properties = file.core_properties
    properties.title, properties.language = document.title, TAGS[document.language]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = day
    properties.revision = 1
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    for style in file.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), TAGS[document.language])
    caption = file.styles["Caption"]
    caption.font.size, caption.font.color.rgb = Pt(10), RGBColor(0x1C, 0x24, 0x30)
    caption.paragraph_format.keep_with_next = True
    page = file.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)


def _warn(file: docx.document.Document, warning: str) -> None:
    """Say on every page that all of it is simulated."""
    header = file.sections[0].header.paragraphs[0]
    for paragraph in (header, file.add_paragraph()):
        run = paragraph.add_run(warning)
        run.bold, run.font.color.rgb = True, WARNING


def _lists(file: docx.document.Document, document: Document) -> None:
    """Add the lists of tables and of figures, filled in; Word renews them from the captions."""
    captions: tuple[tuple[str, str, Sequence[Table | Chart]], ...] = (
        (document.labels.table, document.labels.tables, document.tables),
        (document.labels.figure, document.labels.figures, document.charts),
    )
    for label, heading, captioned in captions:
        if not captioned:
            continue
        file.add_paragraph(heading, "Heading 2")
        for at, each in enumerate(captioned):
            paragraph = file.add_paragraph()
            if at == 0:
                _field(paragraph, f'TOC \\h \\z \\n \\c "{label}"', "begin", "separate")
            paragraph.add_run(f"{each.name}. {each.caption}")
            if at == len(captioned) - 1:
                _field(paragraph, "", "end")


def _section(file: docx.document.Document, section: Section, document: Document) -> None:
    file.add_heading(section.heading, 1)
    for chart in section.charts:
        _chart(file, chart, document)
    for table in section.tables:
        is_wide = len(table.columns) > MOST_UPRIGHT
        if is_wide:
            _turn(file, WD_ORIENT.LANDSCAPE)
        _table(file, table, document, WIDE_TEXT_WIDTH if is_wide else TEXT_WIDTH)
        if is_wide:
            _turn(file, WD_ORIENT.PORTRAIT)
    for line in section.lines:
        file.add_paragraph(line, "List Bullet")


def _turn(file: docx.document.Document, orientation: WD_ORIENT) -> None:
    """Begin a page that stands upright or lies on its side."""
    page = file.add_section()
    page.orientation = orientation
    ends = sorted((Cm(21), Cm(29.7)), reverse=orientation is WD_ORIENT.LANDSCAPE)
    page.page_width, page.page_height = ends


def _caption(file: docx.document.Document, label: str, number: int, text: str) -> None:
    """Add a caption whose number is a field, which a list of tables or figures collects."""
    paragraph = file.add_paragraph(f"{label}\N{NO-BREAK SPACE}", "Caption")
    _field(paragraph, f"SEQ {label} \\* ARABIC", "begin", "separate")
    paragraph.add_run(str(number))
    _field(paragraph, "", "end")
    paragraph.add_run(f". {text}")


def _field(paragraph: Paragraph, instruction: str, *marks: str) -> None:
    """Add a field's beginning with its instruction, or its end."""
    for mark in marks:
        if mark == "separate":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {instruction} "
            paragraph.add_run()._r.append(text)
        char = OxmlElement("w:fldChar")
        char.set(qn("w:fldCharType"), mark)
        paragraph.add_run()._r.append(char)


def _chart(file: docx.document.Document, chart: Chart, document: Document) -> None:
    _caption(file, document.labels.figure, chart.number, chart.caption)
    picture = png_file(chart, document)
    shape = file.add_picture(io.BytesIO(picture), width=TEXT_WIDTH)
    properties = shape._inline.docPr
    properties.set("descr", chart.alt)
    properties.set("name", chart.name)
    for note in chart.notes:
        _note(file, note)


def _table(file: docx.document.Document, table: Table, document: Document, width: int) -> None:
    _caption(file, document.labels.table, table.number, table.caption)
    grid = file.add_table(rows=1, cols=len(table.columns), style=TABLE_STYLE)
    grid.autofit = False
    _describe(grid, table)
    widths = _widths(table, width)
    _fill(grid.rows[0], [Cell(column.title) for column in table.columns], table, is_bold=True)
    _mark(grid.rows[0], "w:tblHeader")
    for group in table.groups:
        if group.heading:
            row = grid.add_row()
            _mark(row)
            merged = row.cells[0].merge(row.cells[-1])
            _write(merged.paragraphs[0], group.heading, is_bold=True)
            merged.paragraphs[0].paragraph_format.keep_with_next = True
        for cells in group.rows:
            row = grid.add_row()
            _mark(row)
            _fill(row, cells, table)
    for column, each in zip(grid.columns, widths, strict=True):
        column.width = each
        for cell in column.cells:
            cell.width = each
    for note in ([f"{table.legend}."] if table.legend else []) + list(table.notes):
        _note(file, note)


def _describe(grid: docx.table.Table, table: Table) -> None:
    """Name the table for those who cannot see it, and do without the style's banded columns."""
    properties = grid._tbl.tblPr
    properties.append(parse_xml(f'<w:tblCaption {nsdecls("w")} w:val=""/>'))
    properties[-1].set(qn("w:val"), f"{table.name}. {table.caption}")
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:noVBand"), "1")
        look.set(qn("w:noHBand"), "1")


def _widths(table: Table, width: int) -> list[int]:
    """Share the width out: names and lists by their length, figures alike."""
    longest = [
        max(
            [max(map(len, column.title.replace("-", " ").split()), default=1)]
            + [min(len(row[at].text), 34 if column.is_text else 14) for row in table.rows()]
        )
        for at, column in enumerate(table.columns)
    ]
    whole = sum(longest)
    return [width * each // whole for each in longest]


def _fill(
    row: docx.table._Row, cells: Iterable[Cell], table: Table, *, is_bold: bool = False
) -> None:
    for place, cell, column in zip(row.cells, cells, table.columns, strict=True):
        paragraph = place.paragraphs[0]
        if not column.is_text:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _write(paragraph, cell.text, is_bold=is_bold)


def _write(paragraph: Paragraph, text: str, *, is_bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.bold, run.font.size = is_bold, Pt(8.5)
    paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(1)


def _mark(row: docx.table._Row, *marks: str) -> None:
    """Keep a row on one page, and repeat a header row on each."""
    properties = row._tr.get_or_add_trPr()
    for mark in ("w:cantSplit", *marks):
        properties.append(OxmlElement(mark))


def _note(file: docx.document.Document, text: str) -> None:
    paragraph = file.add_paragraph()
    paragraph.add_run(text).font.size = Pt(9)
    paragraph.paragraph_format.space_after = Pt(3)


def _without_times(content: bytes) -> bytes:
    """Return the same archive with one date for all of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, PLAIN_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()
