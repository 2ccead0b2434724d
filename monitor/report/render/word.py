"""A report as a Word file: real tables, captions that lists collect, sharp pictures.

Only Word's own styles are used (Title, Heading 1, Caption, List Bullet, a table style) and two of
ours: what is pasted into another document, or begun from the user's template, takes its looks.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import datetime, time
from functools import cache
from pathlib import Path

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.oxml.text.run import CT_R
from docx.shared import Length, Pt, RGBColor
from docx.text.paragraph import Paragraph

from monitor.report.document import Chart, Document, Section, Table, TableCell
from monitor.report.render.chart_picture import png_file
from monitor.report.render.word_template import begun, repacked, table_style
from monitor.report.words import Words

TAGS = {"nb": "nb-NO", "en": "en-GB"}
MOST_UPRIGHT, MOST_LETTERS = 8, 110
"""A table of more columns, or wider, stands on a page of its own that lies on its side."""

WARNING, INK = RGBColor(0xB0, 0x00, 0x20), RGBColor(0x1C, 0x24, 0x30)
TABLE_TEXT, NOTE = "Table Text", "Table Note"
HEADER_ROW_ONLY = "0620"
"""Which conditional formats of a table style are used (w:tblLook): the header row's, no bands."""


def word_file(document: Document, template: Path | None = None) -> bytes:
    """Return the report as .docx; the same report is the same to the last byte.

    It has the looks of the user's `template`, or else our own. Raises TemplateProblem.
    """
    file = begun(template)
    if template is None:
        _set_looks(file)
    _set_up(file, document)
    file.add_paragraph(document.title, "Title")
    for text in filter(None, (" ".join(document.summary), *document.history, document.caveat)):
        file.add_paragraph(text)
    _lists(file, document)
    for section in document.sections:
        _section(file, section, document)
    file.add_paragraph(document.made)
    out = io.BytesIO()
    file.save(out)
    return repacked(out.getvalue())


def _set_looks(file: docx.document.Document) -> None:
    """Set Word's own styles as they look without a template."""
    normal, caption = file.styles["Normal"], file.styles["Caption"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    caption.font.size, caption.font.color.rgb = Pt(10), INK
    caption.paragraph_format.space_before = Pt(10)


def _set_up(file: docx.document.Document, document: Document) -> None:
    """Set language, properties and our styles; no name of a person or machine is in them."""
    day = datetime.combine(document.day, time())
    properties = file.core_properties
    properties.title, properties.language = document.title, TAGS[document.language]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = day
    properties.revision = 1
    for name, size, above, below in ((TABLE_TEXT, 8.5, 1, 1), (NOTE, 9, 3, 0)):
        if name not in file.styles:
            style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = file.styles.default(WD_STYLE_TYPE.PARAGRAPH)
            style.font.size = Pt(size)
            style.paragraph_format.space_before = Pt(above)
            style.paragraph_format.space_after = Pt(below)
            style.paragraph_format.line_spacing = 1
    for style in file.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), TAGS[document.language])
    _edges(file, document.warning)


def _edges(file: docx.document.Document, warning: str) -> None:
    """Put the warning, where there is any, over every page, and a number under it."""
    page = file.sections[0]
    if page.footer.is_linked_to_previous:  # a template's own footer is left as it is
        number = page.footer.paragraphs[0]
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _field(number, "PAGE", "begin", "separate", "end")
    headers = [page.header]
    if page.different_first_page_header_footer:
        headers.append(page.first_page_header)
    if file.settings.odd_and_even_pages_header_footer:
        headers.append(page.even_page_header)
    for header in headers if warning else ():
        is_new = header.is_linked_to_previous
        paragraph = header.paragraphs[0] if is_new else header.add_paragraph()
        run = paragraph.add_run(warning)
        run.bold, run.font.color.rgb = True, WARNING


def _lists(file: docx.document.Document, document: Document) -> None:
    """Add the lists of tables and of figures, filled in; Word renews them from the captions."""
    words = Words(document.language)
    lists: dict[str, Sequence[Table | Chart]] = {
        "contents": document.tables,
        "contents_figures": document.charts,
    }
    for heading, captioned in lists.items():
        if captioned:
            file.add_paragraph(words(heading), "Heading 2")
        for at, numbered in enumerate(captioned):
            paragraph = file.add_paragraph(style=NOTE)
            if at == 0:
                label, _ = numbered.name.split(" ")
                _field(paragraph, f'TOC \\h \\z \\n \\c "{label}"', "begin", "separate")
            paragraph.add_run(f"{numbered.name}. {numbered.caption}")
            if at == len(captioned) - 1:
                _field(paragraph, "", "end")


def _section(file: docx.document.Document, section: Section, document: Document) -> None:
    """Add a section; where it begins with a wide table, on a page that lies on its side."""
    wide = [
        len(table.columns) > MOST_UPRIGHT or sum(_letters(table)) > MOST_LETTERS
        for table in section.tables
    ]
    _turn(file, is_on_side=bool(wide) and wide[0] and not section.charts)
    file.add_heading(section.heading, 1)
    for chart in section.charts:
        _chart(file, chart, document)
    for table, is_wide in zip(section.tables, wide, strict=True):
        _turn(file, is_on_side=is_wide)
        _table(file, table)
    for line in section.lines:
        if "List Bullet" in file.styles:
            file.add_paragraph(line, "List Bullet")
        else:
            file.add_paragraph(f"– {line}")  # a template that has never had a list has no bullets


def _turn(file: docx.document.Document, *, is_on_side: bool) -> None:
    """Begin a page that lies on its side or stands upright, where the last one does not."""
    last = file.sections[-1]
    if ((last.page_width or 0) > (last.page_height or 0)) is not is_on_side:
        page = file.add_section()
        page.orientation = WD_ORIENT.LANDSCAPE if is_on_side else WD_ORIENT.PORTRAIT
        page.page_width, page.page_height = last.page_height, last.page_width


def _text_width(file: docx.document.Document) -> int:
    page = file.sections[-1]
    margins = (page.left_margin or 0) + (page.right_margin or 0)
    return (page.page_width or 0) - margins


def _caption(file: docx.document.Document, captioned: Table | Chart) -> None:
    """Add a caption whose number is a field, which a list of tables or figures collects."""
    label, number = captioned.name.split(" ")
    paragraph = file.add_paragraph(f"{label}\N{NO-BREAK SPACE}", "Caption")
    paragraph.paragraph_format.keep_with_next = True
    # Set, since a report need not have all tables: a Word that renews it must not count them anew.
    _field(paragraph, f"SEQ {label} \\* ARABIC \\r {number}", "begin", "separate")
    paragraph.add_run(number)
    _field(paragraph, "", "end")
    paragraph.add_run(f". {captioned.caption}")


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
    _caption(file, chart)
    picture = png_file(chart, document, is_titled=False)
    shape = file.add_picture(io.BytesIO(picture), width=_text_width(file))
    properties = shape._inline.docPr
    properties.set("descr", chart.alt)
    properties.set("name", chart.name)
    for note in chart.notes:
        file.add_paragraph(note, NOTE)


def _table(file: docx.document.Document, table: Table) -> None:
    _caption(file, table)
    grid = file.add_table(rows=1, cols=len(table.columns), style=table_style(file))
    grid.autofit = False
    _describe(grid, table)
    # By its id: by its name, every cell has all styles of the file searched.
    _lay_out(grid, table, _widths(table, _text_width(file)), file.styles[TABLE_TEXT].style_id)
    header = grid.rows[0]
    empty = deepcopy(header._tr)  # to make each cell anew takes most of a file's time
    _mark(header, "w:tblHeader")
    _fill(header, [TableCell(column.title) for column in table.columns], is_bold=True)
    for group in table.groups:
        if group.heading:
            row = _add(grid, empty)
            last = row.cells[-1].width  # as in every file so far: a release can be written again
            merged = row.cells[0].merge(row.cells[-1])
            merged.width = last
            _write(merged.paragraphs[0], group.heading, is_bold=True)
            merged.paragraphs[0].paragraph_format.keep_with_next = True
        for cells in group.rows:
            _fill(_add(grid, empty), cells)
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
    letters = _letters(table)
    return [width * count // sum(letters) for count in letters]


def _letters(table: Table) -> list[int]:
    """Return how many letters each column is wide, so that no word of a heading is parted."""
    margins, bold = 4, 1.2  # in letters: those of a cell, and a heading's
    longest = []
    for at, column in enumerate(table.columns):
        most = 40 if at == 0 else 30 if column.is_text else 14
        words = [round(bold * len(word)) for word in column.title.split()]
        longest.append(
            margins + max(words + [min(len(row[at].text), most) for row in table.rows()])
        )
    return longest


def _lay_out(grid: docx.table.Table, table: Table, widths: Sequence[int], style: str) -> None:
    """Set the widths of columns, and how the cells of the first row look."""
    for column, width, cell, of_table in zip(
        grid.columns, widths, grid.rows[0].cells, table.columns, strict=True
    ):
        column.width, cell.width = Length(width), Length(width)
        paragraph = cell.paragraphs[0]
        paragraph._p.style = style
        if not of_table.is_text:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _add(grid: docx.table.Table, empty: CT_Row) -> docx.table._Row:
    """Add a row like an empty one, which is not parted between pages."""
    row = docx.table._Row(deepcopy(empty), grid)
    grid._tbl.append(row._tr)
    _mark(row)
    return row


def _fill(row: docx.table._Row, cells: Iterable[TableCell], *, is_bold: bool = False) -> None:
    for place, cell in zip(row.cells, cells, strict=True):
        _write(place.paragraphs[0], cell.text, is_bold=is_bold)


def _write(paragraph: Paragraph, text: str, *, is_bold: bool = False) -> None:
    run = deepcopy(_empty_run(is_bold))  # a cell has one, and to make it anew takes twice as long
    run.text = text
    paragraph._p.append(run)


@cache
def _empty_run(is_bold: bool) -> CT_R:
    run = docx.Document().add_paragraph().add_run()
    run.bold = is_bold
    return run._r


def _mark(row: docx.table._Row, *marks: str) -> None:
    """Keep a row on one page, and repeat a header row on each."""
    properties = row._tr.get_or_add_trPr()
    properties.extend(map(OxmlElement, ("w:cantSplit", *marks)))
