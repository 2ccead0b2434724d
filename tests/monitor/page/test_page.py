"""The team's page in a real browser, on telephones, tablets, desks and paper; and its command."""

from __future__ import annotations

import os
import re
import stat
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from monitor.collecting.collect import Collector
from monitor.page.monday import monday
from monitor.report.files import OutputProblem
from monitor.report.render.web_page import render_page
from monitor.weekly_page import write_page
from storage.records import StoredFinding
from storage.weeks import Week
from tests.monitor.conftest import Setup, installation, some_ads
from tests.monitor.page.test_monday import MADE, NB, NEXT, a_market, until_now
from tests.monitor.report.render.browsing import opened

__all__ = ["installation"]

WIDTHS = (320, 375, 768, 1280)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with a gap, a simulated market and a newest week that is not whole, in Norwegian."""
    nordlys, fjord = until_now(500, w20=None, w40=450), until_now(60, w41=None)
    made = monday(a_market(nordlys, fjord, simulated=True), NB, MADE, NEXT)
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_bytes(render_page(made.document, "monday.html.j2", monday=made, words=NB))
    return path


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen_and_axe_finds_no_fault(
    browser: Browser, file: Path, width: int
) -> None:
    """Names, contrast, order of headings, and regions that a key can scroll."""
    shown = opened(browser, file, width)
    assert shown.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_letters_of_the_chart_are_as_large_as_they_were_drawn(
    browser: Browser, file: Path, width: int
) -> None:
    """It is drawn for the screen's width, and not shrunk to it: none is under 10 pixels."""
    shown = opened(browser, file, width)
    sizes = shown.evaluate(
        "[...document.querySelectorAll('figure svg text')].filter(e => e.textContent"
        " && e.getBoundingClientRect().width).map(e => {"
        " const s = e.ownerSVGElement;"
        " return parseFloat(getComputedStyle(e).fontSize)"
        "  * s.getBoundingClientRect().width / s.viewBox.baseVal.width })"
    )
    assert len(sizes) > 8
    assert min(sizes) >= 10


@pytest.mark.parametrize("width", WIDTHS)
def test_no_table_is_cut_off_and_the_weeks_stay_a_table_everywhere(
    browser: Browser, file: Path, width: int
) -> None:
    """Nobody scrolls sideways."""
    shown = opened(browser, file, width)
    wider = shown.evaluate(
        "[...document.querySelectorAll('.wide')].filter(e => e.scrollWidth > e.clientWidth).length"
    )
    assert wider == 0
    row = shown.locator("section:has(figure) tbody tr").first
    tops = {cell.bounding_box()["y"] for cell in row.locator("th, td").all()}  # type: ignore[index]
    assert len(tops) == 1


def test_the_figure_is_the_largest_thing_on_the_screen_and_stands_on_the_first(
    browser: Browser, file: Path
) -> None:
    """On the smallest telephone, too."""
    shown = opened(browser, file, 320)
    box = shown.locator(".week strong").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 400
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    assert shown.locator(".week strong").evaluate(size) > 2 * shown.locator("h1").evaluate(size)


def test_the_page_needs_no_script_and_asks_no_other_machine(browser: Browser, file: Path) -> None:
    """It opens from a shared folder; nothing is fetched, and nothing can be asked."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    shown = context.new_page()
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert shown.get_by_text("annonser oppe i uke 40").is_visible()
    assert shown.locator("figure svg").nth(1).is_visible()
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"<(?:form|input|script|button|textarea|select|link|iframe)\b", text) == []
    context.close()


def test_each_scrolling_region_can_be_reached_with_keys_alone(browser: Browser, file: Path) -> None:
    """In the order of the page, and it can be seen where one is."""
    shown = opened(browser, file, 1280)
    names = []
    for _ in range(3):
        shown.keyboard.press("Tab")
        names.append(shown.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert names == ["Tabell 1", "Tabell 2", "Tabell 3"]
    shown.keyboard.press("Shift+Tab")
    shown.keyboard.press("Shift+Tab")
    style = shown.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style != "none"
    shown.keyboard.press("End")
    shown.wait_for_function("document.activeElement.scrollTop > 0")


def test_on_paper_it_is_a4_with_the_chart_on_the_first_page_and_every_week(
    browser: Browser, file: Path
) -> None:
    """What scrolls on a screen is whole on paper."""
    shown = opened(browser, file, 1280)
    shown.emulate_media(media="print")
    hidden = shown.evaluate(
        "[...document.querySelectorAll('.wide')].filter(e => e.scrollHeight > e.clientHeight + 1)"
        ".length"
    )
    assert hidden == 0
    pages = shown.pdf(prefer_css_page_size=True).count(b"/MediaBox [0 0 594.95996 841.91998]")
    assert 3 <= pages <= 4


def test_all_of_it_says_that_it_is_simulated(browser: Browser, file: Path) -> None:
    """In the title, at the top, in the chart and at each table."""
    shown = opened(browser, file, 768)
    assert "SIMULERTE TALL" in shown.title()
    assert shown.get_by_text("SIMULERTE TALL").count() >= 5


def test_the_page_is_written_for_everybody_in_the_folder_that_config_names(
    installation: Setup,
) -> None:
    """Out of protected counts, though the folder of the database is the owner's alone."""
    for name in ("nordlys", "fjord", "tundra"):
        installation.market.ads[name] = some_ads(name, 40)
    collector = installation.at(date(2022, 3, 7))
    Collector(collector).collect(installation.config.portal)
    before = os.umask(0o077)  # as every command sets it
    try:
        file = write_page(installation.config, installation.store, collector.now())
    finally:
        os.umask(before)
    assert file == installation.folder / "page" / "index.html"
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o755
    assert "annonser oppe i uke 10, på alle portaler til sammen" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("hour", "following"), [(5, "14. mars"), (6, "21. mars")])
def test_the_page_names_the_count_that_comes_next(
    installation: Setup, hour: int, following: str
) -> None:
    """Before this week's hour it is this week's: a week later, nobody would miss it."""
    Collector(installation.at(date(2022, 3, 7))).collect(installation.config.portal)
    zone = ZoneInfo(installation.config.timezone)
    now = datetime(2022, 3, 14, hour, tzinfo=zone)
    text = write_page(installation.config, installation.store, now).read_text(encoding="utf-8")
    assert f"Neste telling begynner {following} 2022 kl. 06:00" in text


def test_a_page_that_cannot_be_written_leaves_the_older_one(
    installation: Setup,
) -> None:
    """Whole or not at all, with what to do."""
    collector = installation.at(date(2022, 3, 7))
    Collector(collector).collect(installation.config.portal)
    taken = installation.folder / "taken"
    taken.write_text("a file", encoding="utf-8")
    with pytest.raises(OutputProblem, match="ame another folder"):
        write_page(installation.config, installation.store, collector.now(), taken)
    assert taken.read_text(encoding="utf-8") == "a file"


def test_what_a_check_found_makes_the_week_provisional_until_a_person_has_seen_it(
    installation: Setup,
) -> None:
    """Without a word of what it found, which are true counts."""
    for name in installation.market.ads:
        installation.market.ads[name] = some_ads(name, 40)
    collector, week = installation.at(date(2022, 3, 7)), Week(2022, 10)
    Collector(collector).collect(installation.config.portal)
    store = installation.store
    store.add_findings(
        "fjord", week, [StoredFinding("fjord", week, "one_number", 1, '{"count": 39}')]
    )

    def text() -> str:
        file = write_page(installation.config, store, collector.now())
        return file.read_text(encoding="utf-8")

    assert "Foreløpig tall: noe ved fjord skal ses på" in text()
    assert "39 annonser" not in text()
    store.see([("fjord", week)], collector.entry("week seen", f"fjord {week}"))
    assert "Foreløpig" not in text()
