"""`monitor check` finds on the machine what would cost a week, and says what to do."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from types import SimpleNamespace

import pytest

from monitor.collecting.collect import Collector
from monitor.commands.check import facts, machine_problems, portal_problems
from monitor.installation.installation import Installation
from monitor.open_points import LEAST_FREE
from monitor.service.one_service import only_service
from scrapers.model import Outcome
from scrapers.portal_config import Hours
from storage.weeks import Week
from tests.commands import STARTED, monitor
from tests.monitor.conftest import Setup
from tests.portal_server import Answer, PortalServer

MONDAY = date(2022, 3, 7)


def test_nothing_is_wrong_with_a_sound_machine(installation: Setup) -> None:
    """And the facts say how it stands."""
    collector = installation.at(MONDAY, hour=5)
    assert list(machine_problems(collector)) == []
    stands = facts(collector)
    assert stands["clock"] == "2022-03-07 05:00 CET, 2022-W10"
    assert stands["next sweep"] == "2022-03-07 06:00 (2022-W10)"
    assert stands["database"] == "0 weeks swept"
    assert stands["service"].startswith("not running")


@pytest.mark.parametrize(
    ("identifiers", "words"), [("year", "last week's ads beside"), ("week", "counts alone: ")]
)
def test_it_says_what_the_weekly_checks_can_compare(
    installation: Setup, identifiers: str, words: str
) -> None:
    """With identifiers of a week, no two weeks' ads."""
    collector = installation.at(MONDAY)
    privacy = collector.config.privacy.model_copy(update={"identifiers": identifiers})
    collector.config = collector.config.model_copy(update={"privacy": privacy})
    assert facts(collector)["weekly checks"].startswith(words)


def test_after_a_sweep_the_next_is_due_a_week_later(installation: Setup) -> None:
    """A week counted, and a service told by its lock."""
    collector = installation.at(MONDAY)
    assert facts(collector)["next sweep"] == "now: nordlys, fjord, tundra (2022-W10)"
    Collector(collector).collect(installation.config.portal)
    with only_service(installation.config):
        stands = facts(collector)
    assert (stands["next sweep"], stands["database"], stands["service"]) == (
        "2022-03-14 06:00 (2022-W11)",
        "1 week swept",
        "running",
    )


@pytest.mark.parametrize(("free", "is_said"), [(LEAST_FREE, False), (0, True)])
def test_a_disk_that_is_nearly_full_is_said(
    installation: Setup, monkeypatch: pytest.MonkeyPatch, free: int, is_said: bool
) -> None:
    """A sweep that cannot be stored is lost."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))
    said = [line for line in machine_problems(installation.at(MONDAY)) if "on the disk" in line]
    assert [f"{installation.config.storage.keys}: 0 MB free" in line for line in said] == (
        [True] if is_said else []
    )


def test_a_clock_that_cannot_be_right_is_said(installation: Setup) -> None:
    """As everywhere."""
    Collector(installation.at(MONDAY)).collect(installation.config.portal)
    problems = list(machine_problems(installation.at(date(2022, 2, 28))))
    (said,) = problems
    assert said.startswith("The clock cannot be right. The clock says 2022-02-28")


@pytest.fixture
def collector(installation: Setup, server: PortalServer) -> Installation:
    """One portal of a server that the test arranges."""
    portal = replace(installation.config.portal[0], start=f"{server.base}/list")
    config = installation.config.model_copy(update={"portal": (portal,)})
    return Installation(config, installation.store, installation.at(MONDAY).now)


@pytest.mark.parametrize(
    ("routes", "said"),
    [
        ({"/list": Answer('<p class="total">0 annonser</p><p class="empty">ingen</p>')}, None),
        ({"/list": Answer("<p>ads</p>")}, "neither an ad"),
        ({"/robots.txt": Answer("User-agent: *\nDisallow: /"), "/list": Answer("")}, "robots.txt"),
        ({"/list": Answer("", status=403)}, "403"),
    ],
)
def test_each_portal_is_asked_for_its_first_page_when_told_to(
    collector: Installation, server: PortalServer, routes: dict[str, Answer], said: str | None
) -> None:
    """One page and robots.txt, which is obeyed."""
    server.routes |= routes
    problems = list(portal_problems(collector))
    assert [said in problem for problem in problems if said] == ([True] if said else [])
    assert len(server.requests) <= 2


def test_a_portal_whose_list_leads_to_a_login_is_refused_as_a_sweep_is(
    collector: Installation, server: PortalServer
) -> None:
    """Its page comes with a 200, and is no list."""
    server.routes["/list"] = Answer(status=302, headers={"Location": "/konto"})
    server.routes["/konto"] = Answer("<form><input type=password></form>")
    [said] = portal_problems(collector)
    [swept] = Collector(collector).collect(collector.config.portal)
    assert swept.check.outcome is Outcome.REFUSED
    assert "the portal asks for a login" in said
    assert swept.check.reason.removeprefix("list page 1") in said


def test_a_portal_that_may_not_be_asked_now_is_not_asked(
    collector: Installation, server: PortalServer
) -> None:
    """Its hours hold for a look, too."""
    portal = replace(collector.config.portal[0], hours=Hours(since=time(22), until=time(5)))
    config = collector.config.model_copy(update={"portal": (portal,)})
    assert list(portal_problems(Installation(config, collector.store, collector.now))) == []
    assert server.requests == []


def test_an_address_that_nobody_reads_is_refused_for_a_portal_of_others(
    installation: Setup,
) -> None:
    """It is all that they learn of who asks."""
    file = installation.folder / "config.toml"
    text = file.read_text(encoding="utf-8")
    others = text.replace("local = true", "local = false").replace(
        "delay_seconds = 0.0", "delay_seconds = 5.0"
    )
    file.write_text(others.replace(installation.portals.base, "https://ads.example.se"), "utf-8")
    told = json.loads(monitor("check", "--json", at=installation.folder).out)
    assert any("contact: nobody reads ad-count@example.org" in each for each in told["problems"])


def test_a_word_template_that_cannot_be_used_is_said_long_before_the_report(
    installation: Setup,
) -> None:
    """In the year's course, and not on the day when the report is due."""
    file = installation.folder / "config.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[report]", '[report]\ntemplate = "our.dotx"'), "utf-8")
    (installation.folder / "our.dotx").write_text("no Word file")
    found = json.loads(monitor("check", "--json", at=installation.folder).out)
    assert [each for each in found["problems"] if "report.template" in each]


def test_an_event_of_a_portal_that_nobody_knows_is_said_with_all_the_rest(
    installation: Setup,
) -> None:
    """Long before the report; what else is wrong is told at once, too."""
    file = installation.folder / "config.toml"
    text = file.read_text(encoding="utf-8").replace("[report]", '[report]\ntemplate = "our.dotx"')
    event = '[[event]]\nkind = "closed"\nportal = "fjrod"\nfrom = "2022-W31"\n'
    file.write_text(f"{text}\n{event}", encoding="utf-8")
    ran = monitor("check", "--json", at=installation.folder)
    problems = "\n".join(json.loads(ran.out)["problems"])
    assert (ran.code, "Is fjord meant?" in problems, "report.template" in problems) == (
        2,
        True,
        True,
    )


def test_check_shows_the_facts_and_ends_with_2_for_a_wrong_config(
    installation: Setup,
) -> None:
    """As every command does."""
    today = STARTED.date()
    for year in {Week.of(today).year, today.year + 1}:
        monitor("key", "new", year, at=installation.folder)
    assert "\n  next sweep: " in monitor("check", at=installation.folder).out
    file = installation.folder / "config.toml"
    file.write_text("contact = 7\n", encoding="utf-8")
    assert monitor("check", at=installation.folder).code == 2
    assert monitor("check", "--config", Path("none.toml"), at=installation.folder).code == 2


def test_a_sweep_without_a_key_says_so_in_json(installation: Setup) -> None:
    """Another program that reads it learns what is wrong."""
    ran = monitor("sweep", "--json", at=installation.folder)
    assert ran.code == 3
    assert "no key for" in json.loads(ran.out)["problem"]
