"""A suggested block for pages that nobody described: which of them sweep right without a change."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.config import Config, ConfigProblem, load
from monitor.probe.run import Visit
from monitor.probe.suggest import NothingToSuggest, Suggestion, suggest
from monitor.probe.unknown import unknown_portal
from scrapers.identify import Identify
from scrapers.model import UNKNOWN_PLACE, Hidden, Sweep
from scrapers.sweep import sweep
from tests.monitor.conftest import SHIPPED
from tests.monitor.probe.more_styles import MORE_STYLES
from tests.monitor.probe.styles import COUNT, NUMBERS, STYLES, document, routes_of
from tests.portal_server import Answer, PortalServer, Route

TIDY = ("wordpress", "phpbb", "osclass", "django", "strapi", "nextjs", "sitemap")
RIGHT = (*TIDY, "wordpress_rest", "cards_as_links", "tables_in_tables", "graph")
"""The styles whose suggested block sweeps right as it stands; docs/probe.md says the same."""
STATES_TOTAL = ("phpbb", "osclass", "django", "strapi", "nextjs", "cards_as_links", "graph")
EVERY_STYLE = STYLES | MORE_STYLES


@pytest.fixture(scope="module")
def config() -> Config:
    """The shipped config, for its places and contact."""
    return load(SHIPPED, environment={})


def now() -> datetime:
    """Tell the real time."""
    return datetime.now(UTC)


def suggested(server: PortalServer, path: str, config: Config) -> Suggestion:
    """Suggest a block for a page of a server."""
    address = server.base + path
    with Visit(unknown_portal(address), config, now) as visit:
        return suggest(visit.get(address, "the page"), visit.get, config.places)


def swept(block: Suggestion, config: Config) -> Sweep:
    """Sweep a suggested block, all of it."""
    portal = block.portal()
    with Visit(portal, config, now) as visit:
        return sweep(portal, visit.get, Identify(Hidden(bytes(32))), config.places)


def pages_of(style: str, base: str) -> dict[str, Route]:
    """Return a style's pages."""
    return dict(MORE_STYLES[style][1]()) if style in MORE_STYLES else routes_of(style, base)


@pytest.mark.parametrize("style", RIGHT)
def test_a_suggested_block_sweeps_right_without_a_change(
    server: PortalServer, config: Config, style: str
) -> None:
    """Every ad once, every number, every place that the list states."""
    server.routes = pages_of(style, server.base)
    block = suggested(server, EVERY_STYLE[style][0], config)
    assert block.broken() == []
    found = swept(block, config)
    numbers = {number for each in found.sightings for number in each.numbers}
    assert (found.ads, found.with_number, len(numbers)) == (COUNT, COUNT, NUMBERS)
    assert found.stated_total == (COUNT if style in STATES_TOTAL else None)
    known = sum(UNKNOWN_PLACE not in each.places for each in found.sightings)
    assert known == (0 if style in {"sitemap", "wordpress_rest"} else COUNT)


def test_every_style_is_said_to_work_or_not() -> None:
    """Where numbers are behind a button, the block is right, and there are none to read."""
    assert set(EVERY_STYLE) - set(RIGHT) == {"show_number"}


def test_numbers_behind_a_button_are_suggested_as_hidden(
    server: PortalServer, config: Config
) -> None:
    """All ads are counted; nobody clicks."""
    server.routes = pages_of("show_number", server.base)
    block = suggested(server, "/s", config)
    found = swept(block, config)
    assert (found.ads, found.with_number, found.hidden) == (COUNT, 0, COUNT)
    number = next(line for line in block.lines if line.key == "number")
    assert (number.sure, "nobody clicks" in number.why) == (False, True)


def test_a_guessed_parameter_is_marked(server: PortalServer, config: Config) -> None:
    """A bare JSON list does not say how it goes on; that it went well is for a person to see."""
    server.routes = routes_of("wordpress_rest", server.base)
    block = suggested(server, STYLES["wordpress_rest"][0], config)
    following = next(line for line in block.lines if line.key == "next")
    assert (following.sure, "guess" in following.why) == (False, True)


@pytest.mark.parametrize("style", list(STYLES))
def test_check_refuses_a_suggested_block_until_a_person_has_read_the_terms(
    server: PortalServer, config: Config, style: str, tmp_path: Path
) -> None:
    """The terms are left out, and every line tells how sure it is."""
    server.routes = routes_of(style, server.base)
    text = suggested(server, STYLES[style][0], config).toml()
    file = tmp_path / "config.toml"
    contact = 'contact = "count@example.org"\n'
    file.write_text(contact + text, encoding="utf-8")
    with pytest.raises(ConfigProblem, match="terms: is missing"):
        load(file, environment={})
    lines = text.splitlines()[1:-1]
    assert [line for line in lines if "# sure: " not in line and "# unsure: " not in line] == []
    file.write_text(contact + text.replace("# terms", "terms"), encoding="utf-8")
    assert len(load(file, environment={}).portal) == 1


def test_a_page_without_a_list_gets_no_block(server: PortalServer, config: Config) -> None:
    """Its menu, its tags and its footer are not taken for ads."""
    server.routes = {"/": Answer(document("<main><h1>Velkommen</h1><p>Hei</p></main>"))}
    with pytest.raises(NothingToSuggest, match="drawn by a script"):
        suggested(server, "/", config)


def test_what_a_page_says_never_reaches_the_block(server: PortalServer, config: Config) -> None:
    """A block is made of tags, class names, keys, and words that we know."""
    server.routes = routes_of("wordpress", server.base)
    text = suggested(server, "/", config).toml()
    told = tomllib.loads(text)["portal"][0]
    assert told["cards"] == "#main > article.post"
    assert [word for word in ("lorem", "ipsum", "42 4", "dolor") if word in text.lower()] == []


def test_a_total_that_says_more_than_one_page_holds_is_not_passed_over(
    server: PortalServer, config: Config
) -> None:
    """A list without a pager is marked, and its total is suggested all the same."""
    cards = "".join(
        f'<li class="hit"><a href="/ad/{at}xy">Annonse</a> <b>Oslo</b> <i>42 41 00 1{at}</i></li>'
        for at in range(8)
    )
    server.routes = {"/": Answer(document(f"<p>Viser 8 av 90 treff</p><ul>{cards}</ul>"))}
    block = suggested(server, "/", config)
    lines = {line.key: line for line in block.lines}
    assert lines["next"].value == {"only_page": True}
    assert (lines["next"].sure, lines["total"].sure) == (False, True)
