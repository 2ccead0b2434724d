"""The Word file: what Word and its readers find in it."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn

from monitor.report.render.word import word_file
from monitor.report.words import Language
from tests.monitor.report.documents import TABLE, a_column, a_document
from tests.office import as_pdf


def opened(content: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(content))


def xml(content: bytes, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read(part).decode()


def test_a_table_is_a_table_cell_by_cell() -> None:
    """With its group's heading in a row of its own."""
    table = opened(word_file(a_document())).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Hva som telles", "2022", "95 %-intervall", "Merknad", "Endring"],
        ["Hele landet"] * 5,
        ["Brev", "1 021", "1 016–1 027", "e", "−4 %"],
        ["=1+1", "1,28", ".", "", ":"],
    ]


def test_the_header_row_repeats_on_each_page_and_no_row_is_parted() -> None:
    """Nobody turns back to see what a column is."""
    rows = opened(word_file(a_document())).tables[0].rows
    marks = [{element.tag for element in row._tr.trPr} for row in rows]
    assert [qn("w:tblHeader") in mark for mark in marks] == [True, False, False, False]
    assert all(qn("w:cantSplit") in mark for mark in marks)


def test_captions_are_numbered_by_fields_that_the_lists_collect() -> None:
    """Word renews both; until then the lists are filled in."""
    text = xml(word_file(a_document()))
    assert " SEQ Tabell \\* ARABIC \\r 1 " in text
    assert ' TOC \\h \\z \\n \\c "Tabell" ' in text
    assert ' TOC \\h \\z \\n \\c "Figur" ' in text
    assert text.count('w:fldCharType="begin"') == text.count('w:fldCharType="end"') == 4
    paragraphs = [paragraph.text for paragraph in opened(word_file(a_document())).paragraphs]
    assert paragraphs.count("Tabell 1. Brev og kort") == 1
    assert paragraphs.count("Tabell\N{NO-BREAK SPACE}1. Brev og kort") == 1


def test_sentences_are_text_and_headings_are_headings() -> None:
    """They can be copied, and a reader's program can walk them."""
    found = [(p.style.name, p.text) for p in opened(word_file(a_document())).paragraphs if p.style]
    assert ("Title", "Brev 2022") in found
    assert ("Normal", "Det var 1 021 brev. Flest i mai.") in found
    assert ("Heading 1", "Ukene") in found
    assert ("List Bullet", "Ny postkasse.") in found


def test_a_picture_and_a_table_are_told_in_words() -> None:
    """To those who cannot see them."""
    text = xml(word_file(a_document()))
    assert 'descr="Fra 3 til 9."' in text
    assert '<w:tblCaption w:val="Tabell 1. Brev og kort"/>' in text


@pytest.mark.parametrize(("language", "tag"), [("nb", "nb-NO"), ("en", "en-GB")])
def test_the_language_is_set_so_that_word_checks_the_spelling_in_it(
    language: Language, tag: str
) -> None:
    """A new document of the library is American."""
    content = word_file(replace(a_document(), language=language))
    styles = xml(content, "word/styles.xml")
    assert f'w:val="{tag}"' in styles
    assert 'w:lang w:val="en-US"' not in styles


def test_a_wide_table_lies_on_its_side_with_its_heading_and_the_next_page_stands_again() -> None:
    """Nine columns do not fit upright, and neither do six whose headings are long words."""
    first, long = TABLE.columns[0], a_column("Gjennomgangstidene 2022")
    wide = replace(TABLE, columns=(first, *[a_column(f"{at}") for at in range(8)]), groups=())
    longer = replace(TABLE, columns=(first, *[long] * 5), groups=())
    upright = [page.orientation for page in opened(word_file(a_document())).sections]
    turned = opened(word_file(a_document(tables=(wide,)))).sections
    assert upright == [0]
    assert len(opened(word_file(a_document(tables=(longer,)))).sections) == 3
    assert [page.orientation for page in turned] == [0, 1, 0]
    wider = [(page.page_width or 0) > (page.page_height or 0) for page in turned]
    assert wider == [False, True, False]


def test_simulated_figures_say_so_on_every_page() -> None:
    """In the header; without a market that was made up, there is none."""
    warned = opened(word_file(a_document(warning="OPPDIKTET")))
    assert [page.header.paragraphs[0].text for page in warned.sections] == ["OPPDIKTET"]
    assert opened(word_file(a_document())).sections[0].header.paragraphs[0].text == ""


def test_the_same_report_is_the_same_file_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in it tells when, where or by whom it was made."""
    first = word_file(a_document())
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert word_file(a_document()) == first
    core = xml(first, "docProps/core.xml")
    assert "python-docx" not in core
    assert "2023-02-01T00:00:00Z" in core


def test_libreoffice_opens_it_and_lays_it_out() -> None:
    """One page for the cover and the figure; the text is there."""
    pages = as_pdf(word_file(a_document(warning="OPPDIKTET")), "docx")
    assert len(pages) == 1
    assert all(
        word in pages[0] for word in ("OPPDIKTET", "Brev 2022", "1 016–1 027", "Ny postkasse.")
    )
