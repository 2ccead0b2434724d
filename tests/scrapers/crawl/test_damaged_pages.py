"""A list that only looks as if it had ended: pages cut, empty ones in its middle, pagers unseen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from scrapers.crawl.pagination import Pager
from scrapers.errors import Incomplete, LayoutChanged, Refused, ScrapeError
from scrapers.model import Page
from scrapers.portal_config import Detail, Field, NextPage, Portal
from tests.portal_cases import swept
from tests.portal_server import Answer, PortalServer, Raw
from tests.scrapers.support import NUMBERS, a_fetcher, a_portal, card, json_page, page

START = "http://127.0.0.1/liste?side=1"
NUMBERED = NextPage(parameter="side")
ONLY = NextPage(only_page=True)
JSON = a_portal(START, format="json", cards="ads", ad=Field(select="id"), next=ONLY)


@dataclass(slots=True)
class Site:
    """A list's pages by number; each is a text, or several of which the last one stays."""

    texts: dict[int, list[str]]
    asked: list[int] = field(default_factory=list)

    def get(self, address: str, _what: str) -> Page:
        """Stand in for `Fetcher.get`."""
        number = int(address.rpartition("=")[2])
        texts = self.texts[number]
        self.asked.append(number)
        return Page(address, texts.pop(0) if len(texts) > 1 else texts[0])


def walked(portal: Portal, site: Site) -> tuple[list[str], tuple[str, ...]]:
    """Walk a list to its end; return the ads' ids and what there is to say."""
    pager = Pager(portal, site.get)
    found = [key.reveal() for each in pager.walk(START) for key in each.keys]
    return found, tuple(pager.reader.notes)


def site(*texts: str | list[str]) -> Site:
    """Number pages from 1."""
    return Site({n: [t] if isinstance(t, str) else list(t) for n, t in enumerate(texts, 1)})


def cut(text: str, at: str = "</body>") -> str:
    """Cut a page off before a mark."""
    return text[: text.index(at)]


FIRST = page(card("a"), following="?side=2")
LAST = page(card("c"), card("d"))
NONE_BUT_MORE = page(following="?side=3")
BARE = "<html><body></body></html>"
BARE_BUT_MORE = '<html><body><a rel="next" href="?side=3">Neste</a></body></html>'


@pytest.mark.parametrize("damaged", [NONE_BUT_MORE, BARE_BUT_MORE])
def test_an_empty_page_that_names_a_next_page_is_asked_for_again(damaged: str) -> None:
    """It passed by, and the list goes on; if it stays, there is no telling what was there."""
    middle = page(card("b"), following="?side=3")

    assert walked(a_portal(START), site(FIRST, [damaged, middle], LAST))[0] == ["a", "b", "c", "d"]
    with pytest.raises(Incomplete, match="list page 2 has no ads and names a next page"):
        walked(a_portal(START), site(FIRST, damaged, LAST))


def test_an_empty_page_of_json_that_names_a_next_page_is_damaged_too() -> None:
    """Data without ads is not the end while it says that there is more."""
    texts = (json_page([{"id": 1}], more="?side=2"), json_page([], more="?side=3"), json_page([]))
    with pytest.raises(Incomplete, match="list page 2 has no ads"):
        walked(replace(JSON, next=NextPage(select="more")), site(*texts))


def test_an_empty_page_of_json_that_names_itself_as_the_next_is_the_end() -> None:
    """A mark that stands still leads nowhere; the page is asked for again all the same."""
    full, end = json_page([{"id": 1}], more="?side=2"), json_page([], more="?side=2")
    portal = replace(JSON, next=NextPage(select="more"))

    assert walked(portal, site(full, end))[0] == ["1"]
    late = [end, json_page([{"id": 2}])]
    assert walked(portal, site(full, late))[0] == ["1", "2"]


def test_pieces_of_a_list_end_with_a_piece_that_is_empty() -> None:
    """As what a script asks for; it is asked for twice, since it may be an answer that was lost."""
    pieces = site("".join(map(card, "ab")), "".join(map(card, "cd")), "")
    assert walked(a_portal(START, next=NUMBERED), pieces)[0] == ["a", "b", "c", "d"]
    lost = site(card("a"), ["", card("b")], card("c"), "")
    assert walked(a_portal(START, next=NUMBERED), lost)[0] == ["a", "b", "c"]

    with pytest.raises(ScrapeError, match="list page 2"):
        walked(a_portal(START, next=NUMBERED), site(page(card("a")), ""))


@pytest.mark.parametrize("at", ['<a rel="next"', "</article>", "</body>", "<article>", "ody>"])
def test_a_page_that_was_cut_off_is_asked_for_again(at: str) -> None:
    """It has fewer ads, and no way on."""
    middle = page(card("b"), following="?side=3")
    pages = [cut(middle, at), middle]

    assert walked(a_portal(START), site(FIRST, pages, LAST))[0] == ["a", "b", "c", "d"]
    with pytest.raises(ScrapeError, match="list page 2"):
        walked(a_portal(START), site(FIRST, cut(middle, at), LAST))


def test_what_is_cut_off_twice_is_incomplete() -> None:
    """And no changed layout: the service tries again."""
    with pytest.raises(Incomplete, match="list page 2 was cut off on its way"):
        walked(a_portal(START), site(FIRST, cut(page(card("b"))), LAST))


def test_a_first_page_that_was_cut_off_is_asked_for_again() -> None:
    """It opens as a whole page, which is all that can be known of it."""
    found, notes = walked(a_portal(START), site([cut(FIRST, '<a rel="next"'), FIRST], LAST))

    assert (found, notes) == (["a", "c", "d"], ())


def test_a_portal_that_closes_no_page_is_read_all_the_same() -> None:
    """With a word about it: its own way cannot be told from a cut."""
    first, last = cut(FIRST), cut(LAST)
    found, notes = walked(a_portal(START), site(first, last))

    assert found == ["a", "c", "d"]
    assert notes == ("list page 1 begins as a whole page and does not end as one",)


def test_pages_of_cards_alone_are_known_by_their_last_sign() -> None:
    """Where there is no whole page, at least the last tag is."""
    texts = [card("a"), card("b")[:-6], card("c"), '<p class="empty">']
    portal = a_portal(START, next=NUMBERED)
    with pytest.raises(Incomplete, match="list page 2 was cut off"):
        walked(portal, site(*texts))


def test_a_page_that_cannot_be_read_is_asked_for_again() -> None:
    """Half of an answer in JSON is none."""
    text = json_page([{"id": 1}])

    assert walked(JSON, site([text[:-4], text]))[0] == ["1"]
    with pytest.raises(LayoutChanged, match="list page 1: the answer is not JSON"):
        walked(JSON, site(text[:-4]))


LOGIN = "<form method=post><input name=user><input name=pw type='password'></form>"


def test_a_page_that_asks_for_a_login_is_no_end_of_a_list() -> None:
    """In the portal's dress it is built as an empty page of the list is."""
    first, asks = page(card("a"), following="?side=2"), BARE.replace("</body>", f"{LOGIN}</body>")
    for portal in (a_portal(START, next=NUMBERED), a_portal(START)):
        with pytest.raises(Refused, match=r"has no ads \(cards = 'article'\) and .* a login"):
            walked(portal, site(first, asks))
    data = replace(JSON, next=NUMBERED)
    with pytest.raises(Refused, match="list page 2 has no ads"):
        walked(data, site(json_page([{"id": 1}]), asks))

    assert walked(a_portal(START), site(first, [asks, LAST]))[0] == ["a", "c", "d"]


def test_a_form_for_a_login_on_every_page_of_a_list_says_nothing() -> None:
    """Many portals have one in their head; what is past the end has it, too."""
    pages = [page(card(ad), more=LOGIN) for ad in "ab"]
    past_the_end = page(card("a"), more=LOGIN).replace(card("a"), "")
    portal = a_portal(START, next=NUMBERED)

    assert walked(portal, site(*pages, past_the_end))[0] == ["a", "b"]


PAGERS = (
    '<a rel="next" href="?side=2">&gt;</a>',
    '<head><link rel="prefetch next" href="?side=2"></head>',
    '<a href="?side=2">2</a> <a href="?side=3">3</a>',
    "<a href='?side=2'>Neste »</a>",
    "<a href='?side=2'>Neste side</a>",
    "<a href='?side=2'><b>›</b></a>",
    "<li>Page 1 / 6</li><li><a href='?side=2'>&rang;</a></li>",
    "<a href='?side=2'>&gt;</a>",
    "<a href='?side=2'>Eldre innlegg</a>",
    "<table><td><b>1</b></td><td><a href=\"javascript:__doPostBack('g','Page$2')\">2</a></td>",
    "<ul><li><a href='#'>1</a></li><li><a href='#' data-page=2>2</a></li></ul>",
    "<button disabled>1</button> <button wire:click='gotoPage(2)'>2</button>",
    "<form method=post><button>1</button><button name=side value=2>2</button></form>",
    "<b>1</b> <a>2</a> <a rel=next href='#'>Neste</a>",
    "<a href=\"javascript:go('Page$Next')\">Neste</a>",
)
NO_PAGERS = (
    '<a href="?side=1">2</a>',
    '<a rel="next" href="#">Neste</a>',
    '<a rel="next" class="disabled" href="?side=2">Neste</a><a href="?side=2">2</a>',
    "<a href='?dag=2'>Neste torsdag er det åpent for alle som vil</a>",
    "<article><h2 id=b></h2><a href='/vis/b/2'>2</a></article>",
    "<a href='http://[/'>2</a>",
    "<a href='#handlekurv'>2</a>",
    "<b>3</b> <button>2</button>",
    "<b>1</b> <button class=disabled>2</button>",
    "<b>1</b> <a href='?side=1'>2</a>",
    "<a href='javascript:void(0)'>Neste</a>",
    "<button>Neste</button>",
)


@pytest.mark.parametrize("pager", PAGERS)
def test_a_pager_that_next_does_not_find_is_a_changed_layout(pager: str) -> None:
    """The list seems one page long, and says that it is not."""
    text = page(card("a"), more=pager)
    with pytest.raises(LayoutChanged, match=r"next.select = 'a.neste'"):
        walked(a_portal(START, next=NextPage(select="a.neste")), site(text))
    _, notes = walked(a_portal(START, next=ONLY), site(text))
    assert notes == ("links to further pages stand on the page; is only_page right?",)


MORE = (
    "a button or a box by which a script loads more stands on list page 1: does the list go on "
    "there? The browser's network view shows the address that it asks for",
)


@pytest.mark.parametrize("way", [ONLY, NextPage(select="a.neste"), NUMBERED])
@pytest.mark.parametrize(
    "button",
    [
        "<button>Vis flere annonser</button>",
        "<div><a href='#' data-url='/mer'>Last inn flere</a></div>",
        "<span><button type=button data-page=2>Load more …</button></span>",
        "<li hx-get='/mer?offset=12' hx-trigger='revealed'>Laster …</li>",
        "<div class=feed data-next-url='/annonser?after=18'></div>",
        "<turbo-frame id=side_2 src='/annonser?side=2' loading=lazy></turbo-frame>",
    ],
)
def test_a_button_that_loads_more_is_told_of_where_nothing_says_how_many_there_are(
    button: str, way: NextPage
) -> None:
    """A script reads what it leads to, and whether the list goes on there cannot be seen."""
    first = page(card("a"), more=f"{button} <i>1</i>")

    assert walked(a_portal(START, next=way), site(first, page()))[1] == MORE
    stated = a_portal(START, next=way, total=Field(select="i"))
    assert walked(stated, site(first, page()))[1] == ()


@pytest.mark.parametrize(
    "button",
    [
        "<button hidden>Vis flere</button>",
        "<button>Vis flere filtre</button>",
        "<article><h2 id=b></h2><button>Vis mer</button></article>",
        "<a href='?side=2'>Vis flere</a>",
        "<input hx-get='/sok' hx-trigger='keyup'>",
        "<div data-next='.slick-next' data-next-url=''></div>",
        "<turbo-frame src='/meny'></turbo-frame><img src='/1.jpg' loading=lazy>",
    ],
)
def test_a_button_that_does_not_load_more_ads_is_none(button: str) -> None:
    """One that is switched off, for something else or on a card, and a link that says where."""
    assert walked(a_portal(START, next=ONLY), site(page(card("a"), more=button)))[1] == ()


@pytest.mark.parametrize("pager", NO_PAGERS)
def test_what_is_no_pager_is_none(pager: str) -> None:
    """A link to the page itself, one that is switched off, and whatever stands on a card."""
    text = page(card("a"), more=pager)

    assert walked(a_portal(START, next=NextPage(select="a.neste")), site(text))[1] == ()
    assert walked(a_portal(START, next=ONLY), site(text))[1] == ()


def test_a_number_that_the_portal_lets_be_gives_page_1_only() -> None:
    """Where links to more stand on it, the sweep is incomplete."""
    first = page(card("a"), more=PAGERS[2])
    with pytest.raises(Incomplete, match="no page after it brought anything new"):
        walked(a_portal(START, next=NUMBERED), site(first, first, first))

    assert walked(a_portal(START, next=NUMBERED), site(first, LAST, page()))[0] == ["a", "c", "d"]


@pytest.mark.parametrize("portal", [a_portal(START), JSON], ids=["HTML", "JSON"])
def test_page_1_again_and_again_is_told(portal: Portal) -> None:
    """Where nothing says that there is more, it may be all there is."""
    text = page(card("a")) if portal.format == "html" else json_page([{"id": "a"}])
    found, notes = walked(replace(portal, next=NUMBERED), site(text, text, text))

    assert set(found) == {"a"}
    assert [note.partition(":")[0] for note in notes] == [
        "the pages after list page 1 hold its ads again"
    ]
    end = page() if portal.format == "html" else json_page([])
    assert walked(replace(portal, next=NUMBERED), site(text, end))[1] == ()


def test_http_1_0_that_is_lost_half_way_is_no_short_list(server: PortalServer) -> None:
    """Without a length, only the page itself tells that it was cut."""
    head = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n"
    server.routes = {
        "/": Raw([head, page(card("a"), following="/2").encode()]),
        "/2": Raw([head, cut(page(card("b"), card("c")), '<h2 id="c"').encode()]),
    }
    portal = a_portal(server.base + "/")
    with a_fetcher(portal) as fetcher, pytest.raises(Incomplete, match="list page 2 was cut off"):
        list(Pager(portal, fetcher.get).walk(portal.starts[0]))

    assert server.paths == ["/robots.txt", "/", "/2", "/2"]


def short(text: str) -> Raw:
    """Send half of a page, though its length was said to be that of the whole."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(text)}\r\n\r\n"
    return Raw([head.encode(), text[: len(text) // 2].encode()])


@pytest.mark.parametrize(
    ("times", "outcome", "asked"), [(1, "complete", 1 + 1 + 1), (3, "partial", 3)]
)
def test_a_length_that_falls_short_is_a_page_to_ask_for_again(
    server: PortalServer, times: int, outcome: str, asked: int
) -> None:
    """The list is known in part where it stays so, and whole where it passes."""
    second = page(card("b"), card("c"))
    answers: Iterator[Answer | Raw] = iter([short(second)] * times + [Answer(second)] * 2)
    server.routes = {
        "/": Answer(page(card("a"), following="/2")),
        "/2": lambda _: next(answers),
    }
    found = swept(a_portal(server.base + "/"))

    assert found["outcome"] == outcome
    assert server.paths.count("/2") == asked


def test_an_own_page_that_stays_short_costs_one_ad_its_number(server: PortalServer) -> None:
    """The others' pages are read."""
    detail = Detail(link=Field(select="a", attribute="href"), number=Field(select=".contact"))
    link = '<article><h2 id="{0}"><a href="/{0}">Annonse</a></h2></article>'
    server.routes = {
        "/": Answer(page(*map(link.format, "abc"))),
        "/a": short(page(card("a", NUMBERS[0]))),
        "/b": Answer(page(card("b", NUMBERS[1]))),
        "/c": Answer(page(card("c", NUMBERS[2]))),
    }
    found = swept(a_portal(server.base + "/", number=None, detail=detail, place=None))

    assert (found["outcome"], found["ads"], found["with_number"]) == ("complete", 3, 2)


def test_where_robots_txt_stays_short_nothing_is_fetched(server: PortalServer) -> None:
    """Half of the rules are no rules."""
    server.routes = {"/robots.txt": short("User-agent: *\nAllow: /\nDisallow: /liste")}

    assert swept(a_portal(server.base + "/"))["outcome"] == "failed"
    assert set(server.paths) == {"/robots.txt"}


def test_a_sitemap_that_was_cut_between_two_addresses_is_cut() -> None:
    """Its root is not closed, which that of the page before was."""
    whole = '<?xml version="1.0"?><urlset><url><loc>/{}</loc></url></urlset>'
    portal = a_portal(START, cards="url", ad=Field(select="loc"), next=NUMBERED)
    with pytest.raises(Incomplete, match="list page 2 was cut off"):
        walked(portal, site(whole.format("a"), cut(whole.format("b"), "</urlset>")))


def test_what_follows_the_end_of_a_whole_page_does_not_matter() -> None:
    """Programs write how long they took there, or nothing."""
    found, notes = walked(a_portal(START), site(FIRST, LAST + " 0.02 s"))

    assert (found, notes) == (["a", "c", "d"], ())


BOXED = "<html><body><div>" + card("a") + "</div>"
BROKEN_OFF = (
    BOXED + "<p><im",
    BOXED + '<div class="l">' + card("b"),
    BOXED + "<!-- </div> --><section>" + card("b"),
    BOXED + "<table><tr><td>Database error",
)
UNCLOSED = (
    BOXED,
    BOXED + "<!-- <div> --><script>'<div>'</script><style>/* <div> */</style><p>Vis<li>",
    BOXED.replace("<html>", "") + "<div>",
)


@pytest.mark.parametrize("text", BROKEN_OFF)
def test_a_first_page_that_breaks_off_twice_is_incomplete(text: str) -> None:
    """No portal leaves a tag or the list's own element open."""
    with pytest.raises(Incomplete, match="list page 1 was cut off on its way, also when asked"):
        walked(a_portal(START, next=ONLY), site(text))


@pytest.mark.parametrize("text", UNCLOSED)
def test_a_first_page_that_only_leaves_its_frame_open_is_read(text: str) -> None:
    """HTML allows that, and comments and scripts hold no elements."""
    assert walked(a_portal(START, next=ONLY), site(text))[0] == ["a"]


def test_data_that_speaks_of_a_whole_page_is_none() -> None:
    """It is asked for once, and there is nothing to say about it."""
    whole = site(json_page([{"id": 1, "text": "<html><div>"}]))

    assert (walked(JSON, whole), whole.asked) == ((["1"], ()), [1])


def test_a_later_page_with_an_end_shows_that_the_first_was_cut() -> None:
    """Even where it was cut between two cards."""
    with pytest.raises(Incomplete, match="list page 1 was cut off on its way: list page 2 ends"):
        walked(a_portal(START), site(cut(FIRST), LAST))
