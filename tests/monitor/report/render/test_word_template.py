"""The user's own Word template: its looks, and nothing else of it, are in the report."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Cm

from monitor.collecting.collect import Collector
from monitor.report.render.word import word_file
from monitor.report.render.word_template import TemplateProblem
from tests.commands import monitor
from tests.monitor.conftest import Setup
from tests.monitor.report.documents import a_document
from tests.monitor.report.render.test_word import opened, xml
from tests.office import as_pdf

TEMPLATE_TYPE = CT.WML_DOCUMENT_MAIN.replace("document.main", "template.main")
ATTACHED = RT.SETTINGS.replace("settings", "attachedTemplate")


def saved(file: docx.document.Document, path: Path) -> Path:
    """Write a template; as Word does, a .dotx has a content type of its own."""
    out = io.BytesIO()
    file.save(out)
    types = TEMPLATE_TYPE if path.suffix == ".dotx" else CT.WML_DOCUMENT_MAIN
    path.write_bytes(with_types(out.getvalue(), types))
    return path


def with_types(content: bytes, main: str) -> bytes:
    return rewritten(content, CT.WML_DOCUMENT_MAIN.encode(), main.encode())


def rewritten(content: bytes, old: bytes, new: bytes) -> bytes:
    """Put one text for another in every part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old, new))
    return out.getvalue()


def ours() -> docx.document.Document:
    """Return a template of a service: its own page, font, headings, table style and letterhead."""
    file = docx.Document()
    page = file.sections[0]
    page.page_width, page.page_height, page.left_margin = Cm(20), Cm(28), Cm(4)
    page.header.paragraphs[0].text = "Vår tjeneste"
    page.footer.paragraphs[0].text = "Bunntekst"
    file.styles["Normal"].font.name = "Georgia"
    file.styles["Heading 1"].font.name = "Verdana"
    file.styles.add_style("Vår tabell", WD_STYLE_TYPE.TABLE)
    file.add_paragraph("Kladd som ingen skal se")
    return file


@pytest.mark.parametrize("name", ["our.dotx", "our.docx"])
def test_a_report_has_the_looks_of_the_template(tmp_path: Path, name: str) -> None:
    content = word_file(a_document(), saved(ours(), tmp_path / name))
    file = opened(content)
    assert file.styles["Normal"].font.name == "Georgia"
    assert file.styles["Heading 1"].font.name == "Verdana"
    page = file.sections[0]
    assert (page.page_width or 0) == pytest.approx(Cm(20), abs=700)
    assert page.header.paragraphs[0].text == "Vår tjeneste"
    assert [each.text for each in page.footer.paragraphs] == ["Bunntekst"]
    table = file.tables[0]
    assert table.style is not None
    assert table.style.name == "Vår tabell"
    assert sum(column.width or 0 for column in table.columns) <= Cm(14)
    assert CT.WML_DOCUMENT_MAIN in xml(content, "[Content_Types].xml")
    assert "template.main" not in xml(content, "[Content_Types].xml")


def test_nothing_else_of_the_template_is_in_the_report(tmp_path: Path) -> None:
    """No text, no comment, no name of a person, and no path of the template behind it."""
    file = ours()
    file.core_properties.author = file.core_properties.keywords = "Kari Nordmann"
    comments = Part(PackURI("/word/comments.xml"), CT.WML_COMMENTS, b"<c>Kari</c>", None)
    file.part.relate_to(comments, RT.COMMENTS)
    settings = file.part.part_related_by(RT.SETTINGS)
    reference = settings.relate_to("file:///C:/Users/kari/mal.dotx", ATTACHED, is_external=True)
    attached = docx.oxml.OxmlElement("w:attachedTemplate")
    attached.set(qn("r:id"), reference)
    file.settings.element.append(attached)
    content = word_file(a_document(), saved(file, tmp_path / "our.docx"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    everything = "\n".join([*parts, *parts.values()])
    assert not [word for word in ("Kari", "kari", "Kladd", "comments") if word in everything]
    assert "docProps/thumbnail.jpeg" not in parts


def test_a_letterhead_of_an_earlier_page_is_that_of_the_last(tmp_path: Path) -> None:
    """A template with a cover page: what follows takes over its headers."""
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "Vår tjeneste"
    file.add_section()
    made = opened(word_file(a_document(), saved(file, tmp_path / "our.docx")))
    assert [page.header.paragraphs[0].text for page in made.sections] == ["Vår tjeneste"]


def test_simulated_figures_say_so_beside_each_letterhead(tmp_path: Path) -> None:
    """On the first page and on even pages, too, where the template has others there."""
    file = ours()
    file.sections[0].different_first_page_header_footer = True
    file.settings.odd_and_even_pages_header_footer = True
    document = a_document(warning="OPPDIKTET")
    page = opened(word_file(document, saved(file, tmp_path / "our.docx"))).sections[0]
    for header in (page.header, page.first_page_header, page.even_page_header):
        assert header.paragraphs[-1].text == "OPPDIKTET"
    assert page.header.paragraphs[0].text == "Vår tjeneste"


def test_a_template_that_has_hardly_any_styles_gets_those_that_it_lacks(tmp_path: Path) -> None:
    """Word writes only the styles that a file has used; a list without bullets gets dashes."""
    file = docx.Document()
    kept = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}
    for style in list(file.styles):
        if style.name not in kept:
            style.delete()
    content = word_file(a_document(), saved(file, tmp_path / "our.dotx"))
    found = [(p.style.name, p.text) for p in opened(content).paragraphs if p.style]
    assert ("Title", "Brev 2022") in found
    assert ("Heading 1", "Ukene") in found
    assert ("Normal", "– Ny postkasse.") in found
    table = opened(content).tables[0]
    assert table.style is not None
    assert table.style.name == "Light Shading"
    assert "1 016–1 027" in as_pdf(content, "docx")[0]


@pytest.mark.parametrize("basis", ["Normal", None])
def test_an_added_style_leads_to_no_other_but_the_templates_own_text(
    tmp_path: Path, basis: str | None
) -> None:
    """What it was based on, linked with or followed by in Word's own template is not here."""
    file = docx.Document()
    for style in list(file.styles):
        if style.name != basis:
            style.delete()
    added = opened(word_file(a_document(), saved(file, tmp_path / "our.dotx"))).styles
    leads = {
        (name, element.tag.rpartition("}")[2], element.get(qn("w:val")))
        for name in ("Title", "Heading 1", "Heading 2", "Caption")
        for element in added[name].element
        if element.tag in {qn("w:basedOn"), qn("w:link"), qn("w:next")}
    }
    based = {(name, "basedOn", "Normal") for name, _, _ in leads}
    assert leads == (based if basis else set())
    assert len(leads) == (4 if basis else 0)


def macros(content: bytes) -> bytes:
    return with_types(content, "application/vnd.ms-word.document.macroEnabled.main+xml")


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (lambda _: b"\xd0\xcf\x11\xe0 an older file", "has a password, or is in Word's format"),
        (lambda _: b"no archive", "is not a Word document or template"),
        (lambda content: content[: len(content) // 2], "is not a Word document or template"),
        (lambda content: with_types(content, CT.SML_SHEET_MAIN), "is not a Word document"),
        (lambda content: rewritten(content, b"<w:body", b"<w:body <"), "is not a Word document"),
        (lambda content: rewritten(content, b"w:body", b"w:nobody"), "is not a Word document"),
        (macros, "has macros"),
    ],
)
def test_a_template_that_cannot_be_used_is_told_in_a_sentence(
    tmp_path: Path, spoilt: Callable[[bytes], bytes], told: str
) -> None:
    path = saved(docx.Document(), tmp_path / "our.docx")
    path.write_bytes(spoilt(path.read_bytes()))
    with pytest.raises(TemplateProblem) as raised:
        word_file(a_document(), path)
    assert str(raised.value).startswith(f"config.toml, report.template: {path} {told}")


def test_a_template_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateProblem, match="cannot be read: No such file or directory"):
        word_file(a_document(), tmp_path / "our.docx")


def test_a_bad_template_of_the_config_is_told_by_the_command_and_no_file_is_written(
    installation: Setup,
) -> None:
    """Its path begins at the config's folder; without the Word file, it is not asked for."""
    home = installation.folder
    Collector(installation.at(date(2022, 3, 7))).collect(installation.config.portal)
    config = home / "config.toml"
    text = config.read_text("utf-8").replace("# template = ", "template = ")
    config.write_text(text, "utf-8")
    ran = monitor("report", "2022", "--format", "docx", "--format", "csv", at=home)
    told = " ".join(ran.said.split())
    assert ran.code == 5
    assert f"report.template: {home / 'our.dotx'} cannot be read" in told
    assert not (home / "reports").exists()
    assert monitor("report", "2022", "--format", "csv", at=home).code == 0
    saved(ours(), home / "our.dotx")
    assert monitor("report", "2022", "--format", "docx", at=home).code == 0
    (made,) = (home / "reports").glob("*.docx")
    assert opened(made.read_bytes()).styles["Normal"].font.name == "Georgia"


def test_the_same_template_gives_the_same_file(tmp_path: Path) -> None:
    path = saved(ours(), tmp_path / "our.dotx")
    assert word_file(a_document(), path) == word_file(a_document(), path)
