"""A suggested block for pages that nobody described: which of them sweep right without a change."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from monitor.config import Config, ConfigProblem, load
from monitor.config.shorter import shortened
from monitor.probe.run import Visit, probe_portal
from monitor.probe.suggest import NothingToSuggest, Suggestion
from monitor.probe.suggest.block import Setting
from monitor.probe.suggest.selectors import Names
from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.extract.list_page import read_listing
from scrapers.model import UNKNOWN_PLACE, Hidden, Page, Sweep
from scrapers.portal_config import Field
from scrapers.pseudonymize import Identify
from tests.monitor.conftest import SHIPPED
from tests.monitor.probe.more_styles import MORE_STYLES
from tests.monitor.probe.pages.judging import now, suggested
from tests.monitor.probe.styles import COUNT, NUMBERS, PLACES, STYLES, document, routes_of
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


def swept(block: Suggestion, config: Config) -> Sweep:
    """Sweep a suggested block, all of it."""
    portal = block.portal()
    with Visit(portal, config, now) as visit:
        return sweep_pages(portal, visit.get, Identify(Hidden(bytes(32))), config.places)


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
    assert known == (0 if style == "wordpress_rest" else COUNT)


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


@pytest.mark.parametrize(
    ("states", "total"),
    [
        ("Viser 8 av 90", 90),
        ("1–8 av 90", 90),
        ("8 av totalt 90", 90),
        ("8 per side, i alt 90", 90),
        ("Record Count: 90", 90),
        ("8 annonser per side", None),
        ("Totalt 900 kr", None),
    ],
)
def test_a_total_is_known_by_what_stands_before_or_behind_it(
    server: PortalServer, config: Config, states: str, total: int | None
) -> None:
    """With a word for ads or without; a page's share and a price are none."""
    answer = a_list(CARD, after=f"<p>{states}</p>")
    server.routes = {"/": answer}
    portal = suggested(server, "/", config).portal()
    assert read_listing(Page(f"{server.base}/", str(answer.body)), portal).stated_total == total


def lines_for(
    server: PortalServer, config: Config, path: str, routes: dict[str, Route]
) -> dict[str, Setting]:
    """Suggest a block for a page and return its lines by key."""
    server.routes = routes
    return {line.key: line for line in suggested(server, path, config).lines}


def a_list(card: str, count: int = 8, after: str = "", **few: str) -> Answer:
    """Write a list of cards; `few` are the pieces of single cards, by "at" and their place."""
    cards = "".join(
        card.format(at=at, place=PLACES[at % 3], piece=few.get(f"at{at}", ""))
        for at in range(count)
    )
    return Answer(document(f"<main><h1>Annonser</h1>{cards}</main>{after}"))


CARD = (
    '<div class="tile"><h3><a href="/vis/{at}">Annonse {at}</a></h3>{piece}'
    "<dl><dt>Alder</dt><dd>3{at}</dd><dt>Sted</dt><dd>{place}</dd></dl></div>"
)
TOLD = (
    '<div class="tile"><h3><a href="/vis/{{at}}">Annonse {{at}}</a></h3>'
    "<p class='{name}'>{{piece}}</p>"
    "<dl><dt>Alder</dt><dd>3{{at}}</dd><dt>Sted</dt><dd class='place'>{{place}}</dd></dl></div>"
)


@pytest.mark.parametrize("name", ["anneli", "x-anneli", "xAnneli", "Anneli_box"])
def test_a_class_that_tells_what_an_ad_shows_is_not_repeated(
    server: PortalServer, config: Config, name: str
) -> None:
    """A word that one card shows, in the name of what the number stands in."""
    few = {f"at{at}": f"{'Anneli' if at == 2 else 'Hei'} 42 41 07 5{at}" for at in range(8)}
    routes: dict[str, Route] = {"/": a_list(TOLD.format(name=name), 8, "", **few)}
    lines = lines_for(server, config, "/", routes)
    assert lines["number"].value == {"select": "p"}
    assert "anneli" not in suggested(server, "/", config).toml().lower()
    assert lines["place"].value == {"label": "Sted"}


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        ("list", "tlf42410753"),
        ("list42410753", "phone"),
        ("list", "tel0701740605"),
        ("list", "tlf-fire-to-fire-en-null-sju-fem-tre"),
    ],
)
def test_no_block_is_suggested_of_keys_that_are_a_phone_number(
    server: PortalServer, config: Config, name: str, phone: str
) -> None:
    """It would be printed, and config.toml takes none."""
    items = [{"id": 900 + at, phone: f"4241075{at}", "city": "Oslo"} for at in range(8)]
    headers = {"Content-Type": "application/json"}
    server.routes = {"/": Answer(json.dumps({name: items}), headers=headers)}
    with pytest.raises(NothingToSuggest, match="could be a phone number") as refused:
        suggested(server, "/", config)
    assert "42" not in str(refused.value)


def test_no_block_is_suggested_that_goes_on_by_a_phone_number(
    server: PortalServer, config: Config
) -> None:
    """Which stands in the addresses of the pages."""
    more = '<nav><a href="/2-42410753">2</a><a href="/3-42410753">3</a></nav>'
    few = {f"at{at}": f"42 41 07 5{at}" for at in range(8)}
    server.routes = {"/": a_list(TOLD.format(name="telefon"), 8, more, **few)}
    with pytest.raises(NothingToSuggest, match="could be a phone number"):
        suggested(server, "/", config)


def test_what_is_too_large_for_a_total_is_none_and_gives_no_bounds(
    server: PortalServer, config: Config
) -> None:
    """Half and twice of it would say a phone number that stands there."""
    items = [{"id": 900 + at, "tlf": f"4241075{at}"} for at in range(8)]
    headers = {"Content-Type": "application/json"}
    data = json.dumps({"items": items, "total": 42410753})
    said = "<p class='antall'>42410753 annonser</p>"
    few = {f"at{at}": f"42 41 07 5{at}" for at in range(8)}
    cards = a_list(TOLD.format(name="telefon"), 8, said, **few)
    for page in (Answer(data, headers=headers), cards):
        lines = lines_for(server, config, "/", {"/": page})
        assert lines["total"].value is None
        assert str(2 * 42410753) not in lines["bounds"].as_toml()


@pytest.mark.parametrize("name", ["telefon", "contact-info", "col-12", "fra-til"])
def test_a_class_that_is_a_label_or_only_structure_is_repeated(
    server: PortalServer, config: Config, name: str
) -> None:
    """A word on most cards tells of nobody."""
    few = {f"at{at}": f"{'' if at < 3 else 'Telefon'} 42 41 07 5{at}" for at in range(8)}
    lines = lines_for(server, config, "/", {"/": a_list(TOLD.format(name=name), 8, "", **few)})
    assert name in str(lines["number"].value)


def test_a_name_with_digits_as_of_a_phone_is_not_repeated() -> None:
    """Nor an id; the names of a grid have two."""
    names = ["n4-2-1-7-3", "tlf-42173", "col-12", "fra-til"]
    assert Names().usable(names) == ["col-12", "fra-til"]


def test_where_the_cards_have_no_plain_name_they_are_found_without_it(
    server: PortalServer, config: Config
) -> None:
    """And it is not repeated."""
    card = CARD.replace("tile", "anneli").replace("{piece}", "<p>{piece}</p>")
    routes: dict[str, Route] = {"/": a_list(card, at1="Anneli")}
    assert lines_for(server, config, "/", routes)["cards"].value == "main > div"
    assert "anneli" not in suggested(server, "/", config).toml().lower()


DETAIL_PAGE = (
    "<table><tr><th>Telefon</th><td><a href='tel:+474241075{at}'>Ring</a></td></tr></table>"
    "<p>Kundeservice: <a href='tel:+4743100000'>43 10 00 00</a></p>"
)


def test_the_portals_own_number_is_not_taken_for_the_ads(
    server: PortalServer, config: Config
) -> None:
    """Phone links give two numbers a page; what stands behind a label gives one."""
    own: dict[str, Route] = {
        f"/vis/{at}": Answer(document(DETAIL_PAGE.format(at=at))) for at in range(8)
    }
    lines = lines_for(server, config, "/", {"/": a_list(CARD)} | own)
    assert lines["detail"].value == {
        "link": {"select": "h3 a", "attribute": "href"},
        "number": {"label": "Telefon"},
    }
    assert (lines["detail"].sure, lines["place"].value) == (True, {"label": "Sted"})


def test_several_numbers_a_page_are_not_sure(server: PortalServer, config: Config) -> None:
    """Without a label, the links are all there is; whose they are is for a person to see."""
    page = DETAIL_PAGE.replace("Telefon", "Annet")
    own: dict[str, Route] = {f"/vis/{at}": Answer(document(page.format(at=at))) for at in range(8)}
    line = lines_for(server, config, "/", {"/": a_list(CARD)} | own)["detail"]
    assert isinstance(line.value, dict)
    assert (line.value["number"], line.sure) == ({"select": "td:nth-child(2)"}, False)


def test_the_same_number_on_all_own_pages_is_not_sure(server: PortalServer, config: Config) -> None:
    """It may be the portal's own, behind the label that ads have, too."""
    own: dict[str, Route] = {
        f"/vis/{at}": Answer(document("<p>Telefon: 43 10 00 00</p>")) for at in range(8)
    }
    line = lines_for(server, config, "/", {"/": a_list(CARD)} | own)["detail"]
    assert (line.sure, "the same on all of them" in line.why) == (False, True)


def test_what_ads_are_found_by_says_nothing_of_their_ids(
    server: PortalServer, config: Config
) -> None:
    """Those of the day begin alike, and those of next month otherwise."""
    ads = "".join(f"<p><b>Annonse</b> i Oslo <a href='vis50{at}.html'>mer</a>" for at in range(12))
    own: dict[str, Route] = {
        f"/vis50{at}.html": Answer(document("Telefon: 42 00 00 01")) for at in range(12)
    }
    server.routes = {"/": Answer(document(f"<center>{ads}</center>"))} | own

    assert suggested(server, "/", config).portal().ad.select == 'a[href^="vis"]'


def test_numbers_on_fewer_than_half_of_the_cards_are_not_sure(
    server: PortalServer, config: Config
) -> None:
    """The rest is looked for on the ads' own pages, and both are proposed."""
    own: dict[str, Route] = {
        f"/vis/{at}": Answer(document(f"<p>Telefon: 42 41 07 5{at}</p>")) for at in range(8)
    }
    piece = '<i class="tlf">42 41 07 50</i>'
    lines = lines_for(server, config, "/", {"/": a_list(CARD, at0=piece, at1=piece)} | own)
    assert (lines["number"].value, lines["number"].sure) == ({"select": ".tlf"}, False)
    assert "2 of 8 cards; fewer than half" in lines["number"].why
    assert isinstance(lines["detail"].value, dict)
    assert lines["detail"].value["number"] == {"label": "Telefon"}


def test_marks_of_a_few_cards_are_remarks_and_change_nothing(
    server: PortalServer, config: Config
) -> None:
    """By a class or a short text with a word that is known; a person takes the # away."""
    server.routes = {
        "/": a_list(CARD, at1='<b class="tile-sold">Nei</b>', at2="<em>SOLGT</em>"),
        "/vis/0": Answer(document("<p>Telefon: 42 41 07 50</p>")),
    }
    block = suggested(server, "/", config)
    (mark,) = [line for line in block.lines if line.key == "exclude"]
    assert (mark.sure, mark.remark) == (False, True)
    assert mark.value == [
        {"select": ".tile-sold"},
        {"select": "em", "pattern": r"(?i)^\W*solgt\W*$"},
    ]
    assert '\n# exclude = [".tile-sold", { select' in block.toml()
    assert block.portal().exclude == ()
    taken = tomllib.loads(block.toml().replace("# exclude", "exclude"))
    assert taken["portal"][0]["exclude"] == shortened("exclude", mark.value)


def test_marks_of_a_few_objects_are_remarks(server: PortalServer, config: Config) -> None:
    """True values at keys that say so, and short texts with a known word."""
    ads = [
        {
            "id": at,
            "status": "sold" if at == 3 else "up",
            "locked": at == 5,
            "phone": f"424107{at}0",
        }
        for at in range(9)
    ]
    server.routes = {"/api": Answer(json.dumps(ads), headers={"Content-Type": "application/json"})}
    lines = {line.key: line for line in suggested(server, "/api", config).lines}
    assert lines["exclude"].value == [{"select": "status", "pattern": r"(?i)^\W*sold\W*$"}]
    assert (lines["hidden"].value, lines["hidden"].remark) == ({"select": "locked"}, True)


@pytest.mark.parametrize(
    ("query", "following"),
    [
        ("?_page=1", {"parameter": "_page", "first": 1}),
        ("?start=0", {"parameter": "start", "first": 0, "step": 9}),
        ("?limit=9", {"parameter": "offset", "first": 0, "step": 9}),
        ("?limit=20", {"only_page": True}),
        ("?per_page=9", {"only_page": True}),
    ],
)
def test_an_address_tells_what_a_list_is_counted_on_by(
    server: PortalServer, config: Config, query: str, following: dict[str, object]
) -> None:
    """Which page this is, or how many it was asked for; always a guess."""
    ads = [{"id": at, "phone": f"424107{at}0"} for at in range(9)]
    answer = Answer(json.dumps(ads), headers={"Content-Type": "application/json"})
    line = lines_for(server, config, f"/api{query}", {f"/api{query}": answer})["next"]
    assert (line.value, line.sure) == (following, False)


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        (
            '<form><button class="page-link" name="side" value="2">Neste</button></form>',
            {"select": 'button:lexbor-contains("Neste")'},
        ),
        ('<p><a href="/?_next=9071">Next page</a></p>', {"select": 'a:lexbor-contains("Next")'}),
        (
            '<a class="page-link" href="/videre/bb">Neste</a>',
            {"select": 'a:lexbor-contains("Neste")'},
        ),
    ],
)
def test_a_way_on_that_could_not_be_tried_is_not_sure(
    server: PortalServer, config: Config, pager: str, following: dict[str, object]
) -> None:
    """Its own word finds it, since a class could be that of "previous", too."""
    card = CARD.replace("{piece}", "<i>42 41 07 5{at}</i>")
    line = lines_for(server, config, "/", {"/": a_list(card, after=pager)})["next"]
    assert (line.value, line.sure) == (following, False)


def test_where_two_links_could_be_the_ads_own_none_is_fetched(
    server: PortalServer, config: Config
) -> None:
    """And the line says so."""
    links = '<a href="/a/{at}">Tekst en {at}</a> <a href="/b/{at}">Tekst to {at}</a>'
    card = f'<div class="tile">{links}</div>'
    lines = lines_for(server, config, "/", {"/": a_list(card)})
    assert (lines["ad"].sure, "which is the ad's own" in lines["ad"].why) == (False, True)
    assert "none was fetched" in lines["number"].why
    assert [path for path in server.paths if path[:3] in {"/a/", "/b/"}] == []


def test_a_nofollow_link_loses_against_another(server: PortalServer, config: Config) -> None:
    """Shops write it on what puts a thing into the cart."""
    card = (
        '<div class="tile"><a rel="nofollow" href="/k/{at}"><h3>Annonse {at}</h3></a> '
        '<a href="/vis/{at}">Se {at}</a></div>'
    )
    lines = lines_for(server, config, "/", {"/": a_list(card)})
    assert lines["ad"].value == {"select": 'a[href^="/vis/"]', "attribute": "href"}
    assert [path for path in server.paths if path.startswith("/k/")] == []


def test_a_title_that_says_sold_is_no_mark(server: PortalServer, config: Config) -> None:
    """Only a whole text or a class is one; a class with a word of an ad is not printed."""
    sold = '<b class="anneli-sold">Anneli</b>'
    routes: dict[str, Route] = {"/": a_list(CARD, at1="<p>Ønskes solgt</p>", at2=sold)}
    lines = lines_for(server, config, "/", routes)
    assert "exclude" not in lines


def test_pages_that_are_not_understood_are_said_and_end_with_a_doubt(
    server: PortalServer, config: Config
) -> None:
    """Never silently one page."""
    pager = '<p><a href="/?m=ab">2</a> <a href="/?m=xy">3</a></p>'
    routes: dict[str, Route] = {"/": a_list(CARD, after=pager)}
    line = lines_for(server, config, "/", routes)["next"]
    assert (line.value, line.is_doubt) == ({"only_page": True}, True)
    assert "links to pages (2, 3) stand there" in line.why


SCRIPTS = (
    "<button>Vis flere</button>",
    "<a href='#'>Charger plus</a>",
    "<ul><li><b>1</b></li><li><a href=\"javascript:go('Page$2')\">2</a></li></ul>",
)


@pytest.mark.parametrize(
    ("after", "why"),
    [
        *((script, "a script loads what comes next") for script in SCRIPTS),
        ("<button disabled>Vis flere</button>", "its way on is switched off"),
        ("<p>90 treff</p>", "more ads are stated than stand here"),
        ("<p>8 treff</p>", "it has as many ads as are stated"),
        ("", "no way on was seen; is this list one page"),
    ],
)
def test_why_a_list_seems_to_be_one_page_is_said(
    server: PortalServer, config: Config, after: str, why: str
) -> None:
    """Where there is more, what a person has to look for."""
    line = lines_for(server, config, "/", {"/": a_list(CARD, after=after)})["next"]

    assert (line.value, why in line.why) == ({"only_page": True}, True)
    assert line.sure is why.startswith(("its way", "it has"))


@pytest.mark.parametrize(
    ("above", "is_sure"),
    [
        ("<aside><h2><a href='/vis/90'>Annonse 90</a></h2></aside>", False),
        ("<aside><h2><a href='/vis/3'>Annonse 3</a></h2></aside>", True),
        (
            "<aside><h2><a href='/om/oss'>Om</a></h2><a href='/vis/90'>Sett</a></aside>",
            True,
        ),
    ],
)
def test_an_ad_that_stands_above_the_list_in_another_form_is_told_of(
    server: PortalServer, config: Config, above: str, is_sure: bool
) -> None:
    """Pelican shows the newest there and leaves it out of the list; others show it in both."""
    body = str(a_list(CARD).body).replace("<main>", f"{above}<main>")
    line = lines_for(server, config, "/", {"/": Answer(body)})["cards"]

    assert (line.value, line.sure) == ("div.tile", is_sure)
    assert ("a heading elsewhere leads to an ad that is on none of them" in line.why) is not is_sure


def test_rows_in_two_colours_are_one_list_beside_the_row_of_a_pager(
    server: PortalServer, config: Config
) -> None:
    """ASP.NET writes the pager as a last row, whose links are script, and the head as a first."""
    rows = "".join(
        f'<tr class="{("row", "alt")[at % 2]}"><td><a href="Vis.aspx?id={at}">Annonse {at}</a></td>'
        f"<td>{PLACES[at % 3]}</td><td>42 00 00 0{at}</td></tr>"
        for at in range(9)
    )
    pager = "<tr><td><b>1</b> <a href=\"javascript:go('Page$2')\">2</a></td></tr>"
    table = f"<table><tr><th>Tittel</th><th>Sted</th><th>Tlf</th></tr>{rows}{pager}</table>"
    server.routes = {"/": Answer(document(table))}

    portal = suggested(server, "/", config).portal()
    assert len(read_listing(Page(f"{server.base}/", document(table)), portal).cards) == 9


def test_data_that_states_more_ads_than_it_holds_is_not_one_page(
    server: PortalServer, config: Config
) -> None:
    """A page number may stand within a parameter, as in Flask-AppBuilder's `q=(page:0)`."""
    ads = [{"id": at, "phone": f"42 00 00 0{at}"} for at in range(8)]
    server.routes = {"/api?q=(page:0)": as_json({"count": 90, "result": ads})}
    line = lines_for(server, config, "/api?q=(page:0)", server.routes)["next"]

    assert (line.value, line.sure) == ({"only_page": True}, False)
    assert "more ads are stated than stand here" in line.why


def test_a_place_stands_where_a_name_says_so_before_where_it_is_mentioned(
    server: PortalServer, config: Config
) -> None:
    """One that tours has two places there, and one in its title."""
    card = (
        '<div class="tile"><h3><a href="/vis/{at}">I {place}</a></h3>'
        '<p class="ad-city"><i>{place}</i> og <i>Bergen</i>, også i helgen</p></div>'
    )
    line = lines_for(server, config, "/", {"/": a_list(card)})["place"]
    assert (line.value, line.sure) == ({"select": ".ad-city"}, True)

    ads = [
        {"id": at, "title": f"I {PLACES[at % 3]}", "cities": [PLACES[at % 3], "Bergen"]}
        for at in range(8)
    ]
    line = lines_for(server, config, "/api", {"/api": as_json({"ads": ads})})["place"]
    assert (line.value, line.sure) == ({"select": "cities"}, True)


def test_a_way_on_that_leads_back_on_page_2_is_not_sure(
    server: PortalServer, config: Config
) -> None:
    """The one link with this class leads on here, and back there."""
    first = a_list(CARD, after='<p><a class="blad" href="/?m=xx">↻ Videre</a></p>')
    second = a_list(
        CARD.replace("{at}", "1{at}"), after='<p><a class="blad" href="/">↻ Videre</a></p>'
    )
    routes: dict[str, Route] = {"/": first, "/?m=xx": second}
    line = lines_for(server, config, "/", routes)["next"]
    assert (line.sure, "leads back" in line.why) == (False, True)


def test_a_way_on_to_the_same_ads_is_not_sure(server: PortalServer, config: Config) -> None:
    """A portal that does not know what its own link asks for answers with its first page."""
    pages = [a_list(CARD, after=f'<a rel="next" href="/?s={at}">Neste</a>') for at in (2, 3)]
    routes: dict[str, Route] = {"/": pages[0], "/?s=2": pages[1]}
    line = lines_for(server, config, "/", routes)["next"]
    assert (line.sure, "brought no other ads" in line.why) == (False, True)


def test_a_way_on_to_a_page_without_ads_is_not_sure(server: PortalServer, config: Config) -> None:
    """Whether the list has ended or cannot be read there is not said."""
    first = a_list(CARD, after='<p><a rel="next" href="/?s=2">Neste</a></p>')
    routes: dict[str, Route] = {"/": first, "/?s=2": a_list(CARD, count=0)}
    line = lines_for(server, config, "/", routes)["next"]
    assert (line.value, line.sure) == ({"select": 'a[rel~="next"]'}, False)


@pytest.mark.parametrize(
    ("drawn", "is_end"),
    [
        ('<span class="disabled">Neste</span>', True),
        ('<a aria-disabled="true">Neste</a>', True),
        ("<button disabled>Neste</button>", True),
        ('<span class="disabled">Forrige</span>', False),
        ("<span>Neste</span>", False),
    ],
)
def test_a_way_on_that_is_switched_off_is_the_end(
    server: PortalServer, config: Config, drawn: str, is_end: bool
) -> None:
    """Anything else that leads nowhere is a question."""
    line = lines_for(server, config, "/", {"/": a_list(CARD, after=f"<p>{drawn}</p>")})["next"]
    assert (line.value, line.sure) == ({"only_page": True}, is_end)
    assert ("switched off" in line.why) is is_end


def test_bounds_of_one_page_of_many_are_wide(server: PortalServer, config: Config) -> None:
    """So that the first sweep is not suspect; those of the total are narrow."""
    second = a_list(CARD.replace("{at}", "1{at}"))
    pager = '<a rel="next" href="/?s=2">Neste</a>'
    routes: dict[str, Route] = {"/": a_list(CARD, after=pager), "/?s=2": second}
    wide = lines_for(server, config, "/", routes)["bounds"]
    assert isinstance(wide.value, dict)
    assert (wide.sure, wide.value["least"], wide.value["most"]) == (False, 4, 100_000)
    routes["/"] = a_list(CARD, after=f"<p>400 treff</p>{pager}")
    narrow = lines_for(server, config, "/", routes)["bounds"]
    assert isinstance(narrow.value, dict)
    assert (narrow.sure, narrow.value["least"], narrow.value["most"]) == (True, 200, 800)


def test_a_block_whose_sweep_would_fail_on_page_2_is_not_sure(
    server: PortalServer, config: Config
) -> None:
    """There the ads have two such links."""
    second = a_list(CARD.replace("</h3>", '<a href="/x/{at}">x</a></h3>').replace("{at}", "1{at}"))
    routes: dict[str, Route] = {
        "/": a_list(CARD, after='<a rel="next" href="/?s=2">Neste</a>'),
        "/?s=2": second,
    }
    lines = lines_for(server, config, "/", routes)
    assert not (lines["next"].sure and lines["ad"].sure)


def test_a_heading_that_votes_is_not_the_ads_own_link(server: PortalServer, config: Config) -> None:
    """However much of the card hangs on it."""
    card = (
        '<div class="tile"><h3><a href="/stem/{at}">Stem på annonse {at} i dag</a></h3> '
        '<a href="/vis/{at}">Vis {at}</a></div>'
    )
    lines = lines_for(server, config, "/", {"/": a_list(card)})
    assert lines["ad"].value == {"select": 'a[href^="/vis/"]', "attribute": "href"}
    assert [path for path in server.paths if path.startswith("/stem/")] == []


def test_a_single_link_that_acts_among_those_of_ads_is_not_followed(
    server: PortalServer, config: Config
) -> None:
    """The others are."""
    cards = [f'<div class="tile"><h3><a href="/{at}">Tekst {at}</a></h3></div>' for at in range(8)]
    first = cards[0].replace('"/0"', '"/logout"')
    routes: dict[str, Route] = {"/": Answer(document("<main>" + "".join([first, *cards[1:]])))}
    lines_for(server, config, "/", routes)
    assert ("/logout" in server.paths, "/1" in server.paths) == (False, True)


# -- lists that are carried in something else -----------------------------------------------------


def tile(at: int) -> str:
    """Write a card of a shop-like list."""
    number, place = f"42 00 00 {at:02}", PLACES[at % len(PLACES)]
    tel = f'<span class="tel">{number}</span>'
    return (
        f'<div class="tile"><a href="/p/{at}"><h3>Annonse {at}</h3></a> <b>{place}</b> {tel}</div>'
    )


def as_json(data: object) -> Answer:
    """Answer with JSON."""
    return Answer(json.dumps(data), headers={"Content-Type": "application/json"})


def test_html_in_json_is_read_as_cards(server: PortalServer, config: Config) -> None:
    """As behind a button that loads more: the list goes on by the offset in the address."""
    server.routes = {
        f"/mer?kat=4&offset={first}": as_json(
            {"html": "".join(map(tile, range(first, min(first + 8, 20)))), "count": 20}
        )
        for first in (0, 8, 16, 24)
    }
    block = suggested(server, "/mer?kat=4&offset=0", config)
    found = swept(block, config)

    assert (found.ads, found.with_number, found.stated_total) == (20, 20, 20)
    assert block.portal().cards_in == "html"
    assert UNKNOWN_PLACE not in {place for each in found.sightings for place in each.places}


@pytest.mark.parametrize(
    ("button", "named"),
    [
        ('<button data-url="/mer?etter=annonse-8">Last inn flere</button>', "data-url"),
        ('<a href="#" hx-get="mer?etter=annonse-8">Vis flere annonser</a>', "hx-get"),
        ('<button data-url="/kjop?offset=8&amp;add-to-cart=1">Vis flere</button>', ""),
        ('<button data-url="https://annet.example/mer">Vis flere</button>', ""),
        ('<button data-url="">Vis flere</button>', ""),
        ('<button data-url="/mer?etter=annonse-8">Ring oss</button>', ""),
    ],
)
def test_a_button_that_has_a_script_load_more_is_said_to(
    server: PortalServer, config: Config, button: str, named: str
) -> None:
    """Where its address stands, if it can be read; not the address, which may hold an ad's id."""
    server.routes = {"/": Answer("".join(map(tile, range(8))) + button)}
    (line,) = [line for line in suggested(server, "/", config).lines if line.key == "next"]

    assert line.why.count(f"the address in its {named}:") == bool(named)
    assert "annonse-8" not in line.why
    assert not line.sure


def test_data_in_a_page_is_read_where_it_has_the_numbers(
    server: PortalServer, config: Config
) -> None:
    """The drawn cards have links and no numbers; without a link to it, page 2 is a guess."""
    ads = [{"slug": f"a{at}", "contact": {"phone": f"42 00 00 {at:02}"}} for at in range(30)]

    def drawn(first: int) -> Answer:
        some = ads[first : first + 16]
        cards = "".join(f'<li><a href="/vis/{ad["slug"]}"><h3>Annonse</h3></a></li>' for ad in some)
        data = {"props": {"ads": some, "page": 1 + first // 16, "total": len(ads)}}
        script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'
        return Answer(f"<html><body><ul>{cards}</ul>{script}</body></html>")

    own = {f"/vis/a{at}": Answer("<h1>Annonse</h1>") for at in range(30)}
    server.routes = {"/annonser": drawn(0), "/annonser?page=2": drawn(16), **own}
    server.routes["/annonser?page=3"] = drawn(32)
    block = suggested(server, "/annonser", config)
    found = swept(block, config)

    assert (found.ads, found.with_number, found.stated_total) == (30, 30, 30)
    assert block.portal().json_in == "#__NEXT_DATA__"


@pytest.mark.parametrize(
    ("key", "marks"),
    [("next", ("b2Zmc2V0", None)), ("next_cursor", ("x1", None)), ("next_offset", (8, None))],
)
def test_a_mark_for_the_next_page_is_a_cursor(
    server: PortalServer, config: Config, key: str, marks: tuple[object, object]
) -> None:
    """Whatever it is called; what else the address asks for is kept."""
    ads = [{"id": f"a{at}", "phone": f"42 00 00 {at:02}"} for at in range(16)]
    name = "offset" if key == "next_offset" else "cursor"
    server.routes = {
        "/api?kat=4": as_json({"data": ads[:8], "meta": {"cursors": {key: marks[0]}}}),
        f"/api?kat=4&{name}={marks[0]}": as_json(
            {"data": ads[8:], "meta": {"cursors": {key: None}}}
        ),
    }
    found = swept(suggested(server, "/api?kat=4", config), config)

    assert (found.ads, found.with_number) == (16, 16)


@pytest.mark.parametrize("flag", ["has_more", "hasNextPage"])
def test_a_mark_that_stays_at_the_end_is_followed_as_far_as_a_flag_says(
    server: PortalServer, config: Config, flag: str
) -> None:
    """The last page has a mark, too, and what it leads to leads on without an end."""
    ads = [{"id": f"a{at}", "phone": f"42 00 00 {at:02}"} for at in range(16)]
    server.routes = {
        "/api": as_json({"data": ads[:8], "paging": {flag: True, "endCursor": "x8"}}),
        "/api?after=x8": as_json({"data": ads[8:], "paging": {flag: False, "endCursor": "x16"}}),
        "/api?after=x16": as_json({"data": [], "paging": {flag: False, "endCursor": "x17"}}),
    }
    block = suggested(server, "/api", config)
    found = swept(block, config)

    assert (found.ads, found.with_number) == (16, 16)
    assert block.portal().next.select == f"paging.{flag} && paging.endCursor"


def test_a_number_in_an_object_that_is_named_for_phones_is_the_contact_field(
    server: PortalServer, config: Config
) -> None:
    """What it is called within says little: number, value."""
    ads = [
        {"id": f"a{at}", "contact": {"phones": [{"code": "47", "number": f"420000{at:02}"}]}}
        for at in range(16)
    ]
    server.routes = {"/api": as_json({"data": ads, "total": 16})}

    assert suggested(server, "/api", config).portal().number == Field(
        select="contact.phones.number"
    )


def test_a_sitemap_of_sitemaps_leads_to_the_lists(server: PortalServer, config: Config) -> None:
    """Those whose names say that they hold ads, where some do."""
    here = server.base

    def urls(paths: list[str]) -> str:
        return "".join(f"<url><loc>{here}{path}</loc></url>" for path in paths)

    def index(parts: list[str]) -> str:
        return "".join(f"<sitemap><loc>{here}{part}</loc></sitemap>" for part in parts)

    parts = ["/sider.xml", "/annonser-1.xml", "/annonser-2.xml"]
    server.routes = {
        "/sitemap.xml": Answer(f"<?xml version='1.0'?><sitemapindex>{index(parts)}</sitemapindex>"),
        "/sider.xml": Answer(f"<?xml version='1.0'?><urlset>{urls(['/om', '/a', '/b'])}</urlset>"),
    }
    for part, ads in (("/annonser-1.xml", range(5)), ("/annonser-2.xml", range(5, 9))):
        text = urls([f"/vis/{at}" for at in ads])
        server.routes[part] = Answer(f"<?xml version='1.0'?><urlset>{text}</urlset>")
        for at in ads:
            server.routes[f"/vis/{at}"] = Answer(f"<p>Telefon: 42 00 00 {at:02}</p>")
    block = suggested(server, "/sitemap.xml", config)
    found = swept(block, config)

    assert (found.ads, found.with_number) == (9, 9)
    assert "/sider.xml" not in server.paths
    unsure = {line.key for line in block.lines if not line.sure}
    assert {"lists", "bounds"} <= unsure  # one part says little of the whole
    assert block.portal().name == "sitemap-xml"
    probe = probe_portal(block.portal(), config, now)
    assert (probe.cost.list_pages, probe.cost.detail_pages, probe.cost.is_least) == (2, 9, False)
    longer = probe_portal(block.portal(), config, now, pages=1)
    assert (longer.cost.list_pages, longer.cost.detail_pages) == (2, 10)
    assert (probe.first_pages.ended, longer.first_pages.ended) == (True, False)

    server.routes["/sitemap.xml"] = Answer(f"<sitemapindex>{index(parts[1:])}</sitemapindex>")
    assert swept(suggested(server, "/sitemap.xml", config), config).ads == 9


def test_data_without_ads_says_where_else_they_may_be(server: PortalServer, config: Config) -> None:
    """HTML that holds no list is none."""
    server.routes = {"/": as_json({"html": "<p>Ingen</p>", "ok": True})}
    with pytest.raises(NothingToSuggest, match="without a list of objects"):
        suggested(server, "/", config)
