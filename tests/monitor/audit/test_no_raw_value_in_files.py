"""Nothing raw is left behind: canaries in the portals, then a search of every file."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest

from monitor.audit.canary_search import search
from monitor.collecting.collect import Collector
from monitor.config import load
from monitor.demo.play import Play, play
from monitor.demo.simulated_market import DemoAd, Market
from monitor.installation.installation import named
from monitor.installation.year_counts import report_of_year
from monitor.report.files import write_files
from monitor.report.words import Words
from scrapers.model import Outcome
from storage.weeks import Week
from tests.monitor.conftest import SHIPPED, Setup, an_ad

SECRETS = ("+4742419753", "+4749860241", "q8t7z2x7slug", "wvgjkhslug")


def found_in(folder: Path, secrets: tuple[str, ...]) -> list[str]:
    return [f"{found.file.name}: {found.form}" for found in search([folder], secrets)]


@pytest.fixture
def planted(installation: Setup) -> Setup:
    """An installation whose portals show ads with the planted numbers and ids."""
    for portal in installation.market.ads:
        installation.market.ads[portal] = (
            an_ad(SECRETS[2], SECRETS[0]),
            an_ad(SECRETS[3], SECRETS[1], place=SECRETS[0]),
            *(an_ad(f"{portal}x{at}", f"+47430000{at:02d}") for at in range(8)),
        )
    return installation


def test_a_counted_week_and_its_report_leave_nothing_raw_behind(
    planted: Setup,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Database, locks, reports, log and terminal, after everything went well."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    results = Collector(planted.at(date(2022, 3, 7))).collect(planted.config.portal)
    assert {result.check.outcome for result in results} == {Outcome.COMPLETE}
    annual = report_of_year(planted.config, planted.store, 2022, date(2023, 1, 2))
    write_files(annual, Words("nb"), planted.folder / "reports")
    (planted.folder / "log").write_text(caplog.text + "".join(capfd.readouterr()) + repr(results))
    assert found_in(planted.folder, SECRETS) == []


@pytest.mark.parametrize(
    ("old", "new", "outcome"),
    [
        ('"h2 a::attr(data-id)"', '"span, h2"', Outcome.LAYOUT_CHANGED),
        ('"h2 a::attr(data-id)"', '"h2 a::attr(gone)"', Outcome.LAYOUT_CHANGED),
        ("page_cap = 200", "page_cap = 1", Outcome.COMPLETE),
        ("least = 3", "least = 4000", Outcome.SUSPECT),
        ("(\\d+) annonser", "simulated (\\d+)", Outcome.LAYOUT_CHANGED),
    ],
)
def test_a_sweep_that_goes_wrong_leaves_nothing_raw_behind(
    planted: Setup,
    caplog: pytest.LogCaptureFixture,
    old: str,
    new: str,
    outcome: Outcome,
) -> None:
    """The ledger's reason is made of our own words, whatever the page said."""
    file = planted.folder / "config.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    planted.config = load(file)
    caplog.set_level(logging.INFO)
    (result,) = Collector(planted.at(date(2022, 3, 7))).collect(named(planted.config, ["nordlys"]))
    assert result.check.outcome is outcome
    reasons = [run.reason for run in planted.store.runs(Week(2022, 10), Week(2022, 10))]
    (planted.folder / "log").write_text(caplog.text + repr(result) + repr(reasons))
    assert found_in(planted.folder, SECRETS) == []


def test_the_demo_leaves_no_number_and_no_ad_id_behind(tmp_path: Path) -> None:
    """A sample of what its market showed, searched in every file of its folder."""
    out = tmp_path / "demo"
    play(Play(SHIPPED, out, scale=0.1, years=1, weeks=3), print)
    shown = _shown()
    assert len(shown) > 20
    assert found_in(out, shown) == []


def _shown() -> tuple[str, ...]:
    """Return every fifth ad's id and number of the demo's third week, simulated once more."""
    week = Market(1, scale=0.1, years=1).week(date.fromisocalendar(2021, 3, 1))
    ads: list[DemoAd] = [ad for listed in week.ads.values() for ad in listed[::5]]
    return tuple(value for ad in ads for value in (ad.slug, *ad.numbers))
