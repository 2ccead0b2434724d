"""`monitor probe` as a person uses it: what it shows, what it does not, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from monitor.audit.canary_search import search
from monitor.audit.canary_sweeps import Canaries
from monitor.command_line import app
from monitor.config import ConfigProblem, load
from monitor.demo.portal_server import DemoPortals
from tests.commands import monitor
from tests.monitor.conftest import Handmade, an_ad, some_ads, write_config
from tests.portal_server import Answer, PortalServer, Route

CARDS = ((1, "sticky"), (2, ""), (3, ""), (4, ""))
OWN_DATA = """
[[portal]]
name = "own"
start = "SERVER/"
local = true
delay_seconds = 0.0
terms = { checked_by = "A. Analyst", checked_on = 2022-01-15 }
bounds = { least = 1, most = 20, least_share_with_number = 0.5 }
cards = "li.ad"
exclude = [{ select = ".sticky", everywhere = true }]
ad = { attribute = "data-id" }
next = { select = "a[rel=next]" }

[portal.detail]
link = { attribute = "data-id" }
template = "/api/{link}"
format = "json"
number = { select = "contact.phone" }
exclude = [{ select = "sold" }]
"""
MONDAY = date(2022, 3, 7)


@pytest.fixture
def market() -> Handmade:
    """Ads on each portal: more than one page of nordlys and fjord."""
    return Handmade({"nordlys": some_ads("nordlys", 70), "fjord": some_ads("fjord", 60),
                     "tundra": some_ads("tundra", 55)})  # fmt: skip


@pytest.fixture
def portals(market: Handmade) -> Iterator[DemoPortals]:
    """The demo's portals, open."""
    with DemoPortals(market) as opened:
        opened.set_week(MONDAY)
        yield opened


@pytest.fixture
def home(tmp_path: Path, portals: DemoPortals) -> Path:
    """A folder with the shipped config, and neither key nor database."""
    write_config(tmp_path, portals.base)
    return tmp_path


def probe(home: Path, *words: str, change: Callable[[str], str] = str) -> tuple[int, str]:
    """Run the command; its exit code and all that it printed."""
    file = home / "config.toml"
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    ran = CliRunner().invoke(app, ["probe", *words, "--config", str(file)])
    return ran.exit_code, " ".join(ran.output.replace("│", " ").split())


def told(home: Path, *words: str, change: Callable[[str], str] = str) -> dict[str, Any]:
    """Run the command with --json and read what it says."""
    found: dict[str, Any] = json.loads(probe(home, *words, "--json", change=change)[1])
    return found


def row(found: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the row of a selector."""
    return next(each for each in found["rows"] if each["key"] == key)


def test_a_probe_tells_what_each_selector_matched_and_what_a_sweep_costs(home: Path) -> None:
    """By count, with examples by shape, and without key or database."""
    found = told(home, "nordlys")
    assert (found["ok"], found["problems"], found["cards"], found["ads"]) == (True, [], 70, 70)
    assert (found["stated_total"], found["with_number"], found["distinct_numbers"]) == (70, 70, 70)
    place, number = row(found, "place"), row(found, "number")
    assert (place["on"], place["of"], place["examples"]) == (70, 70, ["Xxxx"])
    assert (number["on"], number["good"]) == (70, 70)
    assert row(found, "next")["examples"] == ["/xxxxxxx/?side=0"]
    assert (found["cost"]["list_pages"], found["cost"]["pages"]) == (2, 3)
    assert sorted(path.name for path in home.iterdir()) == ["config.toml"]


def test_a_probe_reads_no_more_pages_than_it_is_told(home: Path, portals: DemoPortals) -> None:
    """Two list pages and three ads' own pages unless told otherwise, and robots.txt."""
    found = told(home, "fjord")
    assert (found["list_pages"], found["detail_pages"], portals.requests) == (2, 3, 6)
    assert (found["ads"], found["ads_known_whole"], found["ended"]) == (50, 3, False)
    assert (found["cost"]["list_pages"], found["cost"]["detail_pages"]) == (4, 60)
    assert told(home, "fjord", "--pages", "1")["list_pages"] == 1


def test_a_list_that_states_no_total_costs_at_least_so_much(home: Path) -> None:
    """A guess is called one."""
    found = told(home, "fjord", change=lambda text: drop(text, "total = { select = \"p.total\", "
                                                               "pattern = 'av"))  # fmt: skip
    assert (found["stated_total"], found["cost"]["is_least"]) == (None, True)
    assert "at least 4 list pages" in probe(home, "fjord")[1]


def test_json_is_probed_like_any_other_list(home: Path) -> None:
    """By the paths of its keys."""
    found = told(home, "tundra")
    assert (found["ok"], found["ads"], row(found, "ad")["good"]) == (True, 55, 55)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('cards = "main.list article.ad"', 'cards = "article.gone"', "neither an ad"),
        ('place = ".place"', 'place = { select = ".gone" }', "place (.gone) finds"),
        ('number = ".contact"', 'number = { select = ".text" }', "no number is read"),
        ('number = ".contact"', 'number = { select = ".gone" }', "finds nothing on"),
        ('place = ".place"', 'place = { select = ".text" }', "place in [places]"),
        ("'(\\d+) annonser'", "'(.+)'", ""),
        ('total = { select = "p.total"', 'total = { select = "footer"', "is not where it was"),
        ('"h2 a::attr(data-id)"', '{ select = ".text" }', "tell ads apart"),
        ('"h2 a::attr(data-id)"', '{ select = ".gone" }', "no ad id"),
        ('"a[rel=next]"', '"a.gone"', "no next page is found"),
        ("page_cap = 200", "page_cap = 1", "page_cap = 1"),
        ("least = 3,", "least = 300,", "outside bounds"),
        ("delay_seconds = 0.0  ", "delay_seconds = 0.02\nmost_minutes = 1\n", ""),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(home: Path, old: str, new: str, says: str) -> None:
    """And the command ends with 1; where nothing is wrong, with 0."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    code, printed = probe(home, "nordlys", change=change)
    assert (code, says in printed) == (1 if says else 0, True), printed
    assert ("problem:" in printed) == bool(says)


@pytest.mark.parametrize(("old", "new"), [("article.ad", "article.gone"), ("h2 a::", "h3 a::")])
def test_of_a_page_that_could_not_be_read_no_totals_are_told(
    home: Path, old: str, new: str
) -> None:
    """None of its own, either: what there is on it, the rows tell. How to go on is proposed."""
    code, printed = probe(home, "nordlys", change=lambda text: text.replace(old, new, 1))
    assert (code, "Cards: 0" in printed, "Stated total" in printed) == (1, False, False)
    assert "the list ends" not in printed
    assert "no list page could be read." in printed
    assert "To look for the list anew: monitor probe --url" in printed


def test_after_a_refusal_no_other_way_in_is_proposed(tmp_path: Path, server: PortalServer) -> None:
    """Neither by a probe nor by a check: a no is a no."""
    server.routes["/nordlys/"] = Answer(status=302, headers={"Location": "/konto"})
    server.routes["/konto"] = Answer("<form><input type=password></form>")
    write_config(tmp_path, server.base)
    code, printed = probe(tmp_path, "nordlys")
    assert (code, "the portal asks for a login" in printed) == (1, True)
    assert "monitor probe" not in printed
    checked = monitor("check", "--online", at=tmp_path).out
    [said] = [line for line in checked.splitlines() if line.startswith("nordlys: ")]
    assert said.endswith("the portal asks for a login.")


def test_an_address_of_the_portal_can_be_probed_with_its_block(
    home: Path, portals: DemoPortals
) -> None:
    """Such as page 2; another host is refused, and nothing is asked of it."""
    found = told(home, "nordlys", "--url", f"{portals.base}/nordlys/?side=2")
    assert (found["ads"], found["list_pages"]) == (10, 1)
    asked = portals.requests
    code, printed = probe(home, "nordlys", "--url", "https://elsewhere.example/")
    assert (code, "none of the hosts" in printed, portals.requests) == (2, True, asked)


def test_an_address_with_a_phone_number_is_never_asked_for(
    home: Path, portals: DemoPortals
) -> None:
    """A portal's own search for a number would be a way to look somebody up."""
    for words in (["nordlys"], []):
        for number in ("42123456", "%2B47+421+23+456"):
            url = f"{portals.base}/nordlys/?q={number}"
            code, printed = probe(home, *words, "--url", url)
            assert (code, "phone number in the address" in printed) == (2, True)
    assert portals.requests == 0


def test_an_address_alone_is_answered_with_a_block(home: Path, portals: DemoPortals) -> None:
    """And with what it finds there, and that somebody has to read the terms."""
    code, printed = probe(home, "--url", f"{portals.base}/nordlys/")
    assert (code, "[[portal]]" in printed, "Read its terms of use" in printed) == (0, True, True)
    assert "Probe of nordlys: 2 list pages" in printed
    assert "[[portal]]" in probe(home, "--url", f"{portals.base}/nordlys/", "--suggest")[1]
    code, printed = probe(home, "--url", f"{portals.base}/nowhere")
    assert (code, "answered 404" in printed) == (1, True)


def test_words_that_do_not_go_together_end_with_2(home: Path) -> None:
    """With the right way in the message."""
    for words in ([], ["--suggest"], ["nordlys", "--suggest"], ["nowhere"], ["--url", "ftp://x"]):
        assert probe(home, *words)[0] == 2


def test_nothing_of_an_ad_is_printed_or_written(tmp_path: Path) -> None:
    """Planted numbers, ids and places are found in no output and no file."""
    canaries = Canaries.fresh()
    pairs = zip(canaries.slugs, canaries.numbers, strict=True)
    places = ("Oslo", canaries.place)
    ads = tuple(replace(an_ad(slug, number), places=places) for slug, number in pairs)
    everything = dict.fromkeys(("nordlys", "fjord", "tundra"), ads)
    home = tmp_path / "home"
    with DemoPortals(Handmade(everything)) as portals:
        portals.set_week(MONDAY)
        write_config(home, portals.base, lambda text: text.replace("least = 3,", "least = 1,"))
        printed = []
        for portal, path in (("nordlys", "/"), ("fjord", "/annonser"), ("tundra", "/api/ads")):
            printed.append(probe(home, portal))
            printed.append(probe(home, portal, "--json"))
            printed.append(probe(home, "--url", f"{portals.base}/{portal}{path}"))
    (home / "printed.txt").write_text(repr(printed), encoding="utf-8")
    # Of few ads, a suggestion is not sure, and says so.
    assert [code for code, _ in printed] == [*[0, 0, 1] * 2, 0, 0, 0], printed
    assert search([home], canaries.values) == []
    planted = home / "planted.txt"
    planted.write_text(f"{canaries.numbers[0]} {canaries.slugs[0]}", encoding="utf-8")
    assert search([home], canaries.values) != []


def test_ads_without_a_number_are_counted_as_such(
    home: Path, market: Handmade, portals: DemoPortals
) -> None:
    """And so is how many numbers an ad has."""
    market.ads["nordlys"] = (*some_ads("nordlys", 61), an_ad("none"))
    portals.set_week(MONDAY)
    found = told(home, "nordlys")
    assert (found["ads"], found["without"], found["numbers_per_ad"]) == (62, 1, {"0": 1, "1": 61})


def test_a_page_can_be_looked_at_before_any_portal_is_described(
    home: Path, portals: DemoPortals
) -> None:
    """A config without a block is where a new user begins."""

    def empty(text: str) -> str:
        return text[: text.index("\n[[portal]]")]

    url = f"{portals.base}/nordlys/"
    code, printed = probe(home, "--url", url, "--suggest", change=empty)
    assert (code, "[[portal]]" in printed) == (0, True)
    with pytest.raises(ConfigProblem, match="portal: is missing"):
        load(home / "config.toml", environment={})


def test_a_page_can_be_looked_at_while_a_block_is_unfinished(
    home: Path, portals: DemoPortals
) -> None:
    """A block that was proposed lacks `terms` until somebody has read them."""

    def without_terms(text: str) -> str:
        return text.replace("terms = {", "# terms = {", 1)

    url = f"{portals.base}/nordlys/"
    code, printed = probe(home, "--url", url, change=without_terms)
    assert (code, "[[portal]]" in printed) == (0, True)
    with pytest.raises(ConfigProblem, match="terms: is missing"):
        load(home / "config.toml", environment={})


def test_a_number_that_is_on_every_ad_beside_its_own_is_said_to_be_wrong(
    home: Path, market: Handmade, portals: DemoPortals
) -> None:
    """Customer service stands on every page; counted, it would be on every ad."""
    service = "+4743100000"
    market.ads["nordlys"] = tuple(
        replace(ad, numbers=(*ad.numbers, service)) for ad in some_ads("nordlys", 20)
    )
    portals.set_week(MONDAY)
    code, printed = probe(home, "nordlys")
    assert (code, "1 of the numbers on nearly all of them" in printed) == (1, True)
    agency = some_ads("nordlys", 20)
    market.ads["nordlys"] = tuple(replace(ad, numbers=(service,)) for ad in agency)
    portals.set_week(MONDAY)
    printed = probe(home, "nordlys")[1]
    assert "nearly all of them" not in printed
    assert "one number is on nearly every ad" in printed  # a question: it may be an agency's


def test_own_pages_that_are_data_are_probed_by_the_paths_of_their_keys(
    home: Path, server: PortalServer
) -> None:
    """Made of an id by a template; what is sold is left out, and on every page if told so."""
    lists: dict[str, Route] = {
        "/": Answer(
            "".join(f'<li class="ad {extra}" data-id="{at}"></li>' for at, extra in CARDS)
            + '<a rel="next" href="/2">Neste</a>'
        ),
        "/2": Answer('<li class="ad" data-id="1"></li><li class="ad" data-id="5"></li>'),
    }
    own: dict[str, Route] = {
        f"/api/{at}": Answer(
            json.dumps({"contact": {"phone": f"42 41 07 5{at}"}, "sold": at == 3}),
            headers={"Content-Type": "application/json"},
        )
        for at in range(1, 6)
    }
    server.routes = lists | own
    block = OWN_DATA.replace("SERVER", server.base)
    found = told(home, "own", change=lambda text: text[: text.index("\n[[portal]]")] + block)
    assert (found["problems"], found["cards"], found["detail_pages"]) == ([], 6, 3)
    assert (row(found, "exclude 1")["on"], row(found, "detail.exclude 1")["on"]) == (1, 1)
    assert (row(found, "detail.number")["of"], row(found, "detail.number")["good"]) == (3, 3)
    assert row(found, "detail.number")["by"] == "contact.phone"
    # Cards: 1 is left out on both pages, 3 by its own page; 2, 4 and 5 are ads, 5 is not asked for.
    assert (found["excluded"], found["ads"], found["with_number"]) == (3, 4, 2)


def drop(text: str, start: str) -> str:
    """Leave out the line that begins so."""
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith(start)]
    assert len(kept) < len(text.splitlines())
    return "".join(kept)
