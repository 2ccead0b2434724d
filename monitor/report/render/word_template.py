"""The file that a Word report begins as: the library's own, or the user's template, emptied.

A template keeps its styles, page, headers and footers. What else is in it (text, comments, building
blocks, properties, the path of the template that it was made with) is left behind: it is no part
of a report, and may name people and machines.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable
from copy import deepcopy
from pathlib import Path

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm

KEPT = {RT.STYLES, RT.SETTINGS, RT.WEB_SETTINGS, RT.FONT_TABLE, RT.THEME, RT.NUMBERING}
FORGOTTEN_SETTINGS = (
    *("w:attachedTemplate", "w:mailMerge", "w:docVars", "w:documentProtection"),
    *("w:footnotePr", "w:endnotePr"),
)
TEMPLATE_TYPE = CT.WML_DOCUMENT_MAIN.replace("document.main", "template.main")
MACROS, OLDER_WORD = b"macroEnabled", b"\xd0\xcf\x11\xe0"
UNREADABLE = (
    "is not a Word document or template that can be read. Expected a .docx or .dotx; save it anew "
    "in Word"
)
PLAIN_DATE = (1980, 1, 1, 0, 0, 0)

USED_STYLES = ("Title", "Heading 1", "Heading 2", "Caption")
TABLE_STYLE = "Light Shading"


class TemplateProblem(Exception):
    """The user's Word template cannot be used."""


def begun(template: Path | None) -> docx.document.Document:
    """Return the empty file that a report is written into; raises TemplateProblem."""
    file = docx.Document() if template is None else _opened(template)
    _empty(file)
    _add_missing_styles(file)
    page = file.sections[0]
    if template is None or not page.page_width or not page.page_height:
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    return file


def table_style(file: docx.document.Document) -> str:
    """Return the style of tables: the first that the template brings of its own, or Word's."""
    own = (style for style in file.styles if style.type == WD_STYLE_TYPE.TABLE)
    return next((str(style.name) for style in own if not style.builtin), TABLE_STYLE)


def repacked(content: bytes, change: Callable[[bytes], bytes] = lambda types: types) -> bytes:
    """Return the same archive with one date for all of its parts, its content types changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, PLAIN_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            part = old.read(name)
            new.writestr(info, change(part) if name == "[Content_Types].xml" else part)
    return out.getvalue()


def _opened(template: Path) -> docx.document.Document:
    """Open a .docx or .dotx; raises TemplateProblem."""
    try:
        content = template.read_bytes()
        if content.startswith(OLDER_WORD):
            raise TemplateProblem(
                "has a password, or is in Word's format of before 2007. Save it in Word as "
                ".docx or .dotx, without a password"
            )
        file = docx.Document(io.BytesIO(repacked(content, _as_of_document)))
        if file.element.body is not None:
            return file
        why = UNREADABLE
    except TemplateProblem as problem:
        why = str(problem)
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
    except (zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, RuntimeError, ValueError):
        why = UNREADABLE
    raise TemplateProblem(f"config.toml, report.template: {template} {why}")


def _as_of_document(types: bytes) -> bytes:
    """Return the content types of a document for those of a template."""
    if MACROS in types:
        raise TemplateProblem(
            "has macros, which a report must not bring along. Save it in Word as .docx or .dotx"
        )
    return types.replace(TEMPLATE_TYPE.encode(), CT.WML_DOCUMENT_MAIN.encode())


def _empty(file: docx.document.Document) -> None:
    """Leave styles, page, headers and footers, and nothing else."""
    body = file.element.body
    pages = list(body.iter(qn("w:sectPr")))
    body.clear_content()
    last = body.get_or_add_sectPr()
    for place, reference in enumerate(_inherited(pages, last)):
        last.insert(place, reference)
    used = {value for element in last.iter() for value in element.attrib.values()}
    _forget(file.part.rels, lambda id_, kind: kind in KEPT or id_ in used)
    package = file.part.package
    _forget(package.rels, lambda _, kind: kind == RT.OFFICE_DOCUMENT)
    settings = file.settings.element
    for name in FORGOTTEN_SETTINGS:
        for element in list(settings.iter(qn(name))):
            element.getparent().remove(element)
    _forget(file.part.part_related_by(RT.SETTINGS).rels, lambda *_: False)


def _inherited(pages: Iterable[BaseOxmlElement], last: BaseOxmlElement) -> list[BaseOxmlElement]:
    """Return the headers and footers that a template's last page has from those before it."""
    found: dict[tuple[str, str], BaseOxmlElement] = {}
    for page in pages:
        for tag in ("w:headerReference", "w:footerReference"):
            for reference in page.findall(qn(tag)):
                found[tag, str(reference.get(qn("w:type")))] = reference
    return [reference for reference in found.values() if reference.getparent() is not last]


def _forget(relations: dict[str, object], is_kept: Callable[[str, str], bool]) -> None:
    """Drop the parts of a file that are not kept: only what is related to is written."""
    for id_, relation in list(relations.items()):
        if not is_kept(id_, relation.reltype):  # type: ignore[attr-defined]
            del relations[id_]


def _add_missing_styles(file: docx.document.Document) -> None:
    """Add the styles that a template has never used, based on its own text."""
    library = docx.Document().styles
    has_table = table_style(file) != TABLE_STYLE
    for name in (*USED_STYLES, *([] if has_table else [TABLE_STYLE])):
        if name in file.styles:
            continue
        style, basis = deepcopy(library[name].element), file.styles.default(library[name].type)
        style.set(qn("w:styleId"), f"Report{style.get(qn('w:styleId'))}")
        for tag in ("w:link", "w:next", "w:basedOn"):
            for element in style.findall(qn(tag)):
                if tag == "w:basedOn" and basis is not None:
                    element.set(qn("w:val"), basis.style_id)
                else:
                    style.remove(element)
        file.styles.element.append(style)
