"""The page in a real browser: on a telephone, a tablet, a desk and on paper, and for everybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from monitor.report.compose import document
from monitor.report.render.web_page import render_page
from monitor.report.words import Words
from tests.monitor.report.render.browsing import opened
from tests.monitor.report.test_annual import made_anew

WIDTHS = (320, 768, 1280)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a report with gaps, in Norwegian."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(render_page(document(made_anew(4, 5), Words("nb"))))
    return path


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen_and_axe_finds_no_fault(
    browser: Browser, file: Path, width: int
) -> None:
    """Axe looks for names, contrast, order of headings, and regions that a key can scroll."""
    shown = opened(browser, file, width)
    assert shown.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("width", "seen"), [(320, "for-narrow"), (768, "for-wide")])
def test_figures_are_drawn_for_the_screen_and_not_shrunk(
    browser: Browser, file: Path, width: int, seen: str
) -> None:
    """On a telephone a figure of its own, whose letters are as large as they were drawn."""
    shown = opened(browser, file, width)
    visible = [part for part in shown.locator("figure > div").all() if part.is_visible()]
    assert {part.get_attribute("class") for part in visible} == {seen}
    scales = shown.evaluate(
        "[...document.querySelectorAll('figure svg')].filter(e => e.getBoundingClientRect().width)"
        ".map(e => e.getBoundingClientRect().width / e.viewBox.baseVal.width)"
    )
    assert len(scales) == 3
    assert min(scales) > 0.85


def test_a_row_on_a_telephone_names_each_figure_and_leaves_empty_ones_out(
    browser: Browser, file: Path
) -> None:
    """Nobody scrolls sideways to see what a number is."""
    shown = opened(browser, file, 320)
    row = shown.locator("tbody tr:not(.group)").first
    cells = row.locator("td")
    headings = [
        cell.evaluate("e => getComputedStyle(e, '::before').content") for cell in cells.all()
    ]
    assert headings[0] == '"2022"'
    assert all(heading not in {"none", '""'} for heading in headings)
    empty = [cell for cell in cells.all() if not cell.inner_text().strip()]
    assert all(not cell.is_visible() for cell in empty)


def test_on_paper_it_is_a4_with_headings_repeated_and_kept_with_what_they_head(
    browser: Browser, file: Path
) -> None:
    """Every table is a table again, in black on white."""
    shown = opened(browser, file, 1280)
    shown.emulate_media(media="print")
    styles = shown.evaluate(
        "['h2', 'thead', 'tr.group', 'tbody td'].map(s => {"
        " const c = getComputedStyle(document.querySelector(s));"
        " return [c.breakAfter, c.display] })"
    )
    assert styles == [
        ["avoid", "block"],
        ["auto", "table-header-group"],
        ["avoid", "table-row"],
        ["auto", "table-cell"],
    ]
    assert shown.pdf(prefer_css_page_size=True).count(b"/MediaBox [0 0 594.95996 841.91998]") >= 3
