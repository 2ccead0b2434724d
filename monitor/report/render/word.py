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
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
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
WARNING, INK = RGBColor(0xB0, 0x00, 0x20), RGBColor(0x1C, 0x24, 0x30)
TABLE_TEXT, NOTE = "Table Text", "Table Note"
HEADER_ROW_ONLY = "0620"
"""Which conditional formats of a table style are used (w:tblLook): the header row's, no bands."""


def word_file(document: Document) -> bytes:
    """Return the report as .docx; the same report is the same to the last byte."""
    file = docx.Document()
    _set_up(file, document)
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
    _styles(file)
    for style in file.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), TAGS[document.language])
    page = file.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    run = page.header.paragraphs[0].add_run(document.warning)  # on every page, where there is any
    run.bold, run.font.color.rgb = True, WARNING
    number = page.footer.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(number, "PAGE", "begin", "separate", "end")


def _styles(file: docx.document.Document) -> None:
    """Set Word's own styles, and add two of ours: text in tables, and notes under them."""
    normal, caption = file.styles["Normal"], file.styles["Caption"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    caption.font.size, caption.font.color.rgb = Pt(10), INK
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(10)
    for name, size, above, below in ((TABLE_TEXT, 8.5, 1, 1), (NOTE, 9, 3, 0)):
        style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.size = normal, Pt(size)
        style.paragraph_format.space_before = Pt(above)
        style.paragraph_format.space_after = Pt(below)
        style.paragraph_format.line_spacing = 1


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
            paragraph = file.add_paragraph(style=NOTE)
            if at == 0:
                _field(paragraph, f'TOC \\h \\z \\n \\c "{label}"', "begin", "separate")
            paragraph.add_run(f"{each.name}. {each.caption}")
            if at == len(captioned) - 1:
                _field(paragraph, "", "end")


def _section(file: docx.document.Document, section: Section, document: Document) -> None:
    """Add a section; where it begins with a wide table, on a page that lies on its side."""
    wide = [len(table.columns) > MOST_UPRIGHT for table in section.tables]
    _turn(file, is_on_side=bool(wide) and wide[0] and not section.charts)
    file.add_heading(section.heading, 1)
    for chart in section.charts:
        _chart(file, chart, document)
    for table, is_wide in zip(section.tables, wide, strict=True):
        _turn(file, is_on_side=is_wide)
        _table(file, table, document, WIDE_TEXT_WIDTH if is_wide else TEXT_WIDTH)
    for line in section.lines:
        file.add_paragraph(line, "List Bullet")


def _turn(file: docx.document.Document, *, is_on_side: bool) -> None:
    """Begin a page that lies on its side or stands upright, where the last one does not."""
    wanted = WD_ORIENT.LANDSCAPE if is_on_side else WD_ORIENT.PORTRAIT
    if file.sections[-1].orientation != wanted:
        page = file.add_section()
        page.orientation = wanted
        page.page_width, page.page_height = sorted((Cm(21), Cm(29.7)), reverse=is_on_side)


def _caption(file: docx.document.Document, label: str, number: int, text: str) -> None:
    """Add a caption whose number is a field, which a list of tables or figures collects."""
    paragraph = file.add_paragraph(f"{label}\N{NO-BREAK SPACE}", "Caption")
    # Set, since a report need not have all tables: a Word that renews it must not count them anew.
    _field(paragraph, f"SEQ {label} \\* ARABIC \\r {number}", "begin", "separate")
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
    picture = png_file(chart, document, is_titled=False)
    shape = file.add_picture(io.BytesIO(picture), width=TEXT_WIDTH)
    properties = shape._inline.docPr
    properties.set("descr", chart.alt)
    properties.set("name", chart.name)
    for note in chart.notes:
        file.add_paragraph(note, NOTE)


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
    # By its id and at once: by its name, every cell has all styles of the file searched.
    style = file.styles[TABLE_TEXT].style_id
    for paragraph in grid._tbl.iter(qn("w:p")):
        paragraph.style = style
    for note in ([f"{table.legend}."] if table.legend else []) + list(table.notes):
        file.add_paragraph(note, NOTE)


def _describe(grid: docx.table.Table, table: Table) -> None:
    """Name the table for those who cannot see it, and do without the style's bands."""
    properties = grid._tbl.tblPr
    name = OxmlElement("w:tblCaption")
    name.set(qn("w:val"), f"{table.name}. {table.caption}")
    properties.append(name)
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        for name in [name for name in look.keys() if name != qn("w:val")]:  # noqa: SIM118 - lxml
            del look.attrib[name]
        look.set(qn("w:val"), HEADER_ROW_ONLY)


def _widths(table: Table, width: int) -> list[int]:
    """Share the width out: names and lists by their length, figures alike."""
    longest = [
        2
        + max(
            [len(word) for word in column.title.split()]
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
    paragraph.add_run(text).bold = is_bold


def _mark(row: docx.table._Row, *marks: str) -> None:
    """Keep a row on one page, and repeat a header row on each."""
    properties = row._tr.get_or_add_trPr()
    for mark in ("w:cantSplit", *marks):
        properties.append(OxmlElement(mark))


def _without_times(content: bytes) -> bytes:
    """Return the same archive with one date for all of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, PLAIN_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()
