"""A saved folder holds nothing real and sweeps to the same counts; else there is no folder."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from monitor.canary import search
from monitor.collect import fetch_context
from monitor.config import Config, load
from monitor.demo.market import Market
from monitor.demo.portals import DemoPortals
from monitor.probe.run import Probe, Visit, probe
from monitor.probe.save import NotSaved, save
from monitor.probe.save.fiction import Fiction
from monitor.probe.save.proof import NotProven, check_nothing_real
from monitor.probe.save.values import Values
from monitor.probe.save.words import block_words
from monitor.probe.suggest import suggest
from monitor.probe.unknown import unknown_portal
from scrapers.model import Hidden
from scrapers.numbers import read_text
from scrapers.portal_config import Field, Portal
from tests.monitor.conftest import SHIPPED, write_config
from tests.monitor.probe.styles import ADS, COUNT, NUMBERS, STYLES, routes_of
from tests.portal_cases import block, described, here, places, swept
from tests.portal_server import Answer, PortalServer
from tests.scrapers.support import a_portal
from tests.test_portal_cases import served

OWN = re.compile(r"42|43|44|49")
REAL = Hidden("+4742410753")


@pytest.fixture(scope="module")
def config() -> Config:
    """The shipped config, for its places and contact."""
    return load(SHIPPED, environment={})


def now() -> datetime:
    """Tell the real time."""
    return datetime.now(UTC)


def probed(portal: Portal, config: Config) -> Probe:
    """Probe a portal with all the own pages that it needs."""
    return probe(portal, config, now, own_pages=100)


def of_style(server: PortalServer, style: str, config: Config) -> Probe:
    """Probe a style's portal by its suggested block."""
    server.routes = routes_of(style, server.base)
    address = server.base + STYLES[style][0]
    with Visit(unknown_portal(address), config, now) as visit:
        block = suggest(visit.get(address, "the page"), visit.get, config.places)
    return probed(block.portal(), config)


@pytest.mark.parametrize("style", list(STYLES))
def test_pages_of_any_style_are_made_up_and_sweep_the_same(
    server: PortalServer, config: Config, style: str, tmp_path: Path
) -> None:
    """Lists, data, forums and sitemaps; the numbers, titles and ids of no ad are left."""
    found = of_style(server, style, config)
    folder = tmp_path / style
    files = save(found.look, folder, fetch_context(config, now))
    expected = json.loads((folder / "expected.json").read_text())
    assert expected["outcome"] == "complete"
    assert expected["ads"] == found.look.ads == (COUNT if style == "sitemap" else 20)
    assert expected["with_number"] == expected["ads"]
    assert expected["numbers"] == len({ad.number for ad in ADS[: expected["ads"]]}) <= NUMBERS
    answers = json.loads((folder / "answers.json").read_text())
    named = {answer["file"] for answer in answers} | {
        "answers.json",
        "expected.json",
        "portal.toml",
    }
    assert {file.name for file in files} == named
    real = [f"+47{ad.number.replace(' ', '')}" for ad in ADS]
    assert search([folder], [*real, *(ad.slug for ad in ADS), *(str(ad.key) for ad in ADS)]) == []


@pytest.mark.parametrize("name", ["nordlys", "fjord", "tundra"])
def test_the_demo_portals_can_be_kept(name: str, tmp_path: Path) -> None:
    """With all their spellings of numbers, agencies, and featured ads on every page."""
    market = Market(1, scale=0.3)
    with DemoPortals(market) as portals:
        portals.set_week(market.mondays[5])
        config = load(write_config(tmp_path / "home", portals.base), environment={})
        portal = next(each for each in config.portal if each.name == name)
        found = probed(portal, config)
        save(found.look, tmp_path / name, fetch_context(config, now))
    expected = json.loads((tmp_path / name / "expected.json").read_text())
    summary = found.summary()
    assert expected["ads"] == summary["ads"]
    assert expected["numbers"] == summary["distinct_numbers"]
    assert expected["places"] == summary["places"]
    assert expected["stated_total"] == expected["ads"]
    block = tomllib.loads((tmp_path / name / "portal.toml").read_text())
    assert block["portal"][0]["start"].startswith("https://portal.example/")
    ads = market.week(market.mondays[5]).ads[name]
    values = [each for ad in ads for each in (*ad.numbers, ad.slug)]
    assert search([tmp_path / name], values) == []


def test_a_saved_folder_is_a_case_as_the_suite_has_them(
    server: PortalServer, config: Config, tmp_path: Path
) -> None:
    """It can be put among the portals' cases as it is."""
    found = of_style(server, "osclass", config)
    case = tmp_path / "case"
    save(found.look, case, fetch_context(config, now))
    server.routes = {}
    served(case, server)
    text = here((case / "portal.toml").read_text(), server.base)
    counts = swept(described(block(text)), places(text))
    assert counts == json.loads((case / "expected.json").read_text())


def test_an_existing_folder_is_never_written_over(
    server: PortalServer, config: Config, tmp_path: Path
) -> None:
    """Not even an empty one."""
    found = of_style(server, "django", config)
    with pytest.raises(NotSaved, match="is not written over"):
        save(found.look, tmp_path, fetch_context(config, now))


def test_pages_that_do_not_sweep_are_not_saved(
    server: PortalServer, config: Config, tmp_path: Path
) -> None:
    """The reason is the sweep's own, and there is no folder."""
    found = of_style(server, "django", config)
    broken = probed(replace(found.look.portal, cards="li.gone"), config)
    with pytest.raises(NotSaved, match="neither an ad"):
        save(broken.look, tmp_path / "case", fetch_context(config, now))
    assert not (tmp_path / "case").exists()


def test_a_case_that_needs_too_many_own_pages_is_not_saved(
    server: PortalServer, config: Config, tmp_path: Path
) -> None:
    """Half a case would count less."""
    portal = of_style(server, "osclass", config).look.portal
    few = probe(portal, config, now, own_pages=3)
    with pytest.raises(NotSaved, match="20 ads need their own page"):
        save(few.look, tmp_path / "case", fetch_context(config, now))


def test_what_cannot_be_made_up_leaves_no_folder(
    server: PortalServer, config: Config, tmp_path: Path
) -> None:
    """A place that is found by a pattern which the made-up text does not fit."""
    page = "".join(
        f'<article><h2 id="a{at}x">A</h2><p class="w">{"q" * (at + 3)} vv Oslo</p></article>'
        for at in range(5)
    )
    server.routes = {"/": Answer(f"<html><body>{page}</body></html>")}
    portal = a_portal(
        f"{server.base}/",
        ad=Field(select="h2", attribute="id"),
        place=Field(select=".w", pattern=r"q+ v\S (\w+)"),
        next=replace(a_portal().next, select="", only_page=True),
    )
    found = probed(portal, config)
    assert found.summary()["places"] == {"Oslo": 5}
    with pytest.raises(NotSaved, match="count otherwise than the real ones: places"):
        save(found.look, tmp_path / "case", fetch_context(config, now))
    assert not (tmp_path / "case").exists()


@pytest.mark.parametrize(
    "contact",
    [
        "<b>424</b> 10<i> 753</i>",
        "fire to fire en null sju fem tre",
        '<a href="tel:42410753">Ring</a>',
        '<a href="https://wa.me/4742410753">WhatsApp</a>',
        '<span data-phone="42410753">x</span>',
        "Tlf. 424 10 753 / 433 22 110",
        "+46 70 174 06 05",
        "sms +47-42-41-07-53 eller Anna@example.org",
    ],
)
def test_numbers_in_any_writing_are_replaced(
    server: PortalServer, config: Config, tmp_path: Path, contact: str
) -> None:
    """Split, spelt out, linked, foreign: as many as before, and none of them."""
    cards = "".join(
        f'<article><h2 id="ad{at}">Hilde</h2><div class="contact">{contact}</div></article>'
        for at in range(3)
    )
    server.routes = {"/": Answer(f"<html><body><!-- Hilde -->{cards}</body></html>")}
    portal = replace(
        a_portal(f"{server.base}/"), next=replace(a_portal().next, select="", only_page=True)
    )
    found = probed(portal, config)
    numbers = found.summary()["distinct_numbers"]
    assert isinstance(numbers, int)
    assert numbers >= 1
    save(found.look, tmp_path / "case", fetch_context(config, now))
    written = (tmp_path / "case" / "page-1.html").read_text()
    assert [
        word for word in ("42410753", "Hilde", "Anna", "sju", "701740605") if word in written
    ] == []
    assert json.loads((tmp_path / "case" / "expected.json").read_text())["numbers"] == numbers


def test_a_number_keeps_its_spelling_and_stays_the_same() -> None:
    """Within one folder; it is one that nobody has."""
    fiction = Fiction(a_portal(), [], [], [])
    first, again = fiction.text("Tlf 424 10 753"), fiction.text("42 41 07 53")
    (number,) = read_text(first, "NO", contact=True).numbers
    assert re.fullmatch(r"Tlf \d{3} \d{2} \d{3}", first)
    assert read_text(again, "NO", contact=True).numbers == (number,)
    assert OWN.match(number.reveal().removeprefix("+47"))
    assert number != REAL


def test_a_saved_block_carries_no_terms_of_the_real_portal(
    server: PortalServer, config: Config, tmp_path: Path
) -> None:
    """It is the case's own, and says that it is simulated."""
    found = of_style(server, "strapi", config)
    save(found.look, tmp_path / "case", fetch_context(config, now))
    (block,) = tomllib.loads((tmp_path / "case" / "portal.toml").read_text())["portal"]
    assert block["terms"] == {"checked_by": "the case itself", "checked_on": date(2000, 1, 1)}
    assert ("local" in block, block["simulated"]) == (False, True)


def test_the_name_of_the_portal_is_no_word_that_stays(server: PortalServer, config: Config) -> None:
    """Neither in texts nor in addresses within addresses, though the block's `start` has it."""
    found = of_style(server, "django", config)
    named = replace(found.look.portal, start="https://www.stjerneannonser.example/liste/oslo")
    kept = block_words(named, {})
    assert {"liste", "oslo"} <= kept
    assert {"www", "stjerneannonser", "example", "https"} & kept == set()


def test_a_number_whose_groups_are_all_ids_of_other_ads_is_still_a_number() -> None:
    """Ads that are counted from 1 on have ids such as 42 and 10; a whole id stays an id."""
    ids = [str(at) for at in range(100)] + ["43000011"]
    fiction = Fiction(a_portal(), [], [], ids)
    values = Values("https://portal.example/", fiction, None, str)
    number = values.rewritten("42 41 07 53")
    assert read_text(number, "NO", contact=True).numbers == (Hidden(fiction.number(REAL)),)
    assert values.rewritten("43000011") == fiction.parts("43000011")
    assert (fiction.is_id("7"), fiction.is_id("7-8")) == (True, True)


def test_a_made_up_number_is_not_taken_for_an_id_that_was_left(tmp_path: Path) -> None:
    """Its groups may be those of an id; an id beside it is found all the same."""
    fiction = Fiction(a_portal(), [], [], [])
    made = fiction.spelt(fiction.number(REAL)).replace(" ", "")
    ids = [made[at : at + 4] for at in (3, 7)]
    text = f"{made[:3]} {made[3:7]} {made[7:]}"
    (tmp_path / "page-1.html").write_text(f"<p>{text}</p>", encoding="utf-8")
    check_nothing_real(tmp_path, ids, frozenset(), ids, fiction)
    (tmp_path / "page-1.html").write_text(f"<p>{text}, {ids[1]}</p>", encoding="utf-8")
    with pytest.raises(NotProven, match="1 words"):
        check_nothing_real(tmp_path, ids, frozenset(), ids, fiction)
