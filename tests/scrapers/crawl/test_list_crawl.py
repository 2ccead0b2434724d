"""All of a portal's lists, each ad once, although the lists move while they are read.

The lists here are real ones behind a real server, which changes them between two requests. Each
knows which ads were up all the time, and that is what a walk must find, or else be incomplete.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count, cycle
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.crawl.list_crawl import Walk
from scrapers.crawl.stability import MOST_MISSED_ADS, MOST_MISSED_SHARE
from scrapers.errors import FetchFailed, Incomplete, LayoutChanged
from scrapers.model import Hidden, Page
from scrapers.portal_config import Exclusion, Field, NextPage
from tests.portal_server import Answer, PortalServer, Request
from tests.scrapers.support import a_fetcher, a_portal, card, json_page, page

TOTAL = Field(select=".total")
Change = Callable[["MovingList"], None]


def change(kind: str, at: int) -> Change:
    """Return what renews, deletes or inserts an ad at a place in the list."""
    done: Change = partial(getattr(MovingList, kind), at=at)
    return done


@dataclass
class MovingList:
    """A list that somebody changes between two requests, and what is true of it.

    `always` are the ads that have been up since the first request. Before the request with a number
    in `changes`, from 2 on, what stands there is done. `pinned` puts cards above those of a page.
    """

    size: int
    ads: list[str]
    changes: dict[int, list[Change]] = field(default_factory=dict)
    pinned: Callable[[MovingList], list[str]] = lambda _: []
    past_the_end: Callable[[MovingList, int], Answer] | None = None
    states_total: bool = False
    requests: int = 0
    fresh: Iterator[int] = field(default_factory=count)
    always: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.always = set(self.ads)

    def renew(self, at: int) -> None:
        """Move an ad to the top."""
        if self.ads:
            self.ads.insert(0, self.ads.pop(at % len(self.ads)))

    def delete(self, at: int) -> None:
        """Take an ad down."""
        if self.ads:
            self.always.discard(self.ads.pop(at % len(self.ads)))

    def insert(self, at: int = 0) -> None:
        """Put up a new ad."""
        self.ads.insert(at % (len(self.ads) + 1), f"new{next(self.fresh)}")

    def shown(self, number: int) -> list[str]:
        """Return the ads of a page."""
        return self.ads[(number - 1) * self.size : number * self.size]

    def asked(self) -> None:
        """Count a request, and do what is to be done before it."""
        self.requests += 1
        for change in self.changes.get(self.requests, ()):
            change(self)

    def answer(self, request: Request) -> Answer:
        """Show a page of the list as it is now."""
        self.asked()
        query = parse_qs(urlsplit(request.path).query)
        number = int(query.get("side", ["1"])[0])
        if self.past_the_end and number > 1 and not self.shown(number):
            return self.past_the_end(self, number)
        return Answer(self.html(number))

    def html(self, number: int) -> str:
        """Write a page."""
        total = f'<p class="total">{len(self.ads)} treff</p>' if self.states_total else ""
        return page(*map(card, [*self.pinned(self), *self.shown(number)]), more=total)


class Everything(dict[str, Any]):
    """Routes that answer every path of the list, whatever its page number."""

    def __init__(self, moving: MovingList) -> None:
        self.moving = moving

    def get(self, path: str, default: Any = None) -> Any:
        """Return the list's answer for its own paths."""
        return self.moving.answer if path.startswith("/liste") else default


def walked(server: PortalServer, moving: MovingList, **changes: Any) -> tuple[set[str], Walk]:
    """Walk a moving list and return the ads found."""
    server.routes = Everything(moving)
    portal = a_portal(server.base + "/liste", **({"next": NextPage(parameter="side")} | changes))
    with a_fetcher(portal) as fetcher:
        walk = Walk(portal, fetcher.get)
        found = [key.reveal() for key, _ in walk.ads()]
    assert len(found) == len(set(found))
    return set(found), walk


def a_list(ads: int, size: int = 5, **changes: Any) -> MovingList:
    """Make a list of ads a0, a1, ..."""
    return MovingList(size, [f"a{at}" for at in range(ads)], **changes)


# -- lists that stand still -----------------------------------------------------------------------


def test_an_ad_comes_with_its_hidden_id_and_card() -> None:
    """What leads to an ad is hidden from the first moment."""
    portal = a_portal("http://127.0.0.1/liste")
    walk = Walk(portal, lambda address, _: Page(address, page(card("a"))))
    ((key, found),) = walk.ads()

    assert key == Hidden("a")
    assert found.values(Field(select="h2")) == ["Annonse"]


def test_featured_ads_that_repeat_are_one_ad(server: PortalServer) -> None:
    """It is yielded once; all cards are counted, those on two pages past the end, too."""
    moving = a_list(10, pinned=lambda _: ["top"])
    found, walk = walked(server, moving)

    assert found == {"top"} | moving.always
    assert (walk.pages, walk.cards, walk.duplicates) == (2 + 2 + 2 + 1, 14, 3)


def test_the_cards_on_every_page_but_the_last_are_counted(server: PortalServer) -> None:
    """Of the last reading only, where a list was read twice."""
    _, walk = walked(server, a_list(12))
    assert walk.inner_pages == [5, 5]
    _, again = walked(server, a_list(12, changes={2: [change("renew", 11)]}))
    assert again.inner_pages == [5, 5]
    _, single = walked(server, a_list(4))
    assert single.inner_pages == []


@pytest.mark.parametrize(
    ("ads", "states_total", "pages", "more"),
    [(4, False, 1, 1), (4, True, 1, 0), (10, False, 2, 2), (100, True, 20, 1), (100, False, 20, 4)],
)
def test_a_list_that_stands_still_costs_a_page_more_or_four(
    server: PortalServer, ads: int, states_total: bool, pages: int, more: int
) -> None:
    """Page 1 again, if it has others; where no total tells, two others and the end."""
    moving = a_list(ads, states_total=states_total)
    found, walk = walked(server, moving, **({"total": TOTAL} if states_total else {}))

    empty_page_at_the_end = 1
    assert len(found) == ads
    assert walk.pages == moving.requests == pages + empty_page_at_the_end + more


def answered(*answers: Answer) -> Callable[[Request], Answer]:
    """Answer one after the other, and with the last one for ever."""
    rest = [*answers]
    return lambda _: rest.pop(0) if len(rest) > 1 else rest[0]


EMPTY = '{"ads": []}'


@pytest.mark.parametrize("missing", [Answer("", 404), Answer(page()), "back", "another's", EMPTY])
def test_a_page_that_is_missing_for_a_moment_is_not_the_end(
    server: PortalServer, missing: Answer | str
) -> None:
    """No link and no total says that there is more: what was past the end is asked for again."""
    texts = [page(card("a")), page(card("b")), page(card("c"))]
    portal = a_portal(server.base + "/liste", next=NextPage(parameter="side"))
    if missing == "back":
        missing = Answer(status=302, headers={"Location": "/liste"})
    elif missing == "another's":
        missing = Answer(texts[0])
    elif missing == EMPTY:
        texts, missing = [json_page([{"id": ad}]) for ad in "abc"], Answer(EMPTY)
        portal = replace(portal, format="json", cards="ads", ad=Field(select="id"), place=None)
        portal = replace(portal, number=None)
    server.routes = {
        "/liste": Answer(texts[0]),
        "/liste?side=2": Answer(texts[1]),
    }
    assert isinstance(missing, Answer)
    server.routes["/liste?side=3"] = answered(missing, Answer(texts[2]))
    with a_fetcher(portal) as fetcher:
        assert {key.reveal() for key, _ in Walk(portal, fetcher.get).ads()} == {"a", "b", "c"}


def test_an_end_that_is_answered_otherwise_the_second_time_is_none(server: PortalServer) -> None:
    """An error page is no end, but no other end either: the list is read again."""
    way = NextPage(parameter="side")
    portal = a_portal(server.base + "/liste", next=way, cards="li:has(h2)", no_ads="")
    server.routes = {
        "/liste": Answer(page(card("a")).replace("article", "li")),
        "/liste?side=2": answered(Answer("", 404), Answer("", 501), Answer("", 404)),
    }
    with a_fetcher(portal) as fetcher, pytest.raises(FetchFailed, match="answered 501"):
        list(Walk(portal, fetcher.get).ads())

    server.routes["/liste?side=2"] = answered(Answer("", 404), Answer("", 204), Answer("", 404))
    with a_fetcher(portal) as fetcher:
        walk = Walk(portal, fetcher.get)
        assert (len(list(walk.ads())), walk.pages) == (1, 2)


@pytest.mark.parametrize("copied", ["a", "b"])
def test_a_page_in_the_middle_that_shows_another_ones_ads_is_asked_for_again(
    server: PortalServer, copied: str
) -> None:
    """As a cache does that mixes pages up: in two readings, the sweep is incomplete."""
    server.routes = {
        "/liste": Answer(page(card("a"), following="/liste?side=2")),
        "/liste?side=2": Answer(page(card("b"), following="/liste?side=3")),
        "/liste?side=3": Answer(page(card(copied), following="/liste?side=4")),
        "/liste?side=4": Answer(page(card("d"))),
    }
    portal = a_portal(server.base + "/liste", passes=2)
    with a_fetcher(portal) as fetcher, pytest.raises(Incomplete, match="the same ads as another"):
        list(Walk(portal, fetcher.get).ads())

    right = Answer(page(card("c"), following="/liste?side=4"))
    wrong = server.routes["/liste?side=3"]
    assert isinstance(wrong, Answer)
    server.routes["/liste?side=3"] = answered(wrong, right)
    with a_fetcher(portal) as fetcher:
        assert {key.reveal() for key, _ in Walk(portal, fetcher.get).ads()} == set("abcd")


def test_one_pass_does_not_look_again(server: PortalServer) -> None:
    """Where the config says that a list does not move."""
    moving = a_list(100, changes={5: [change("renew", 90)]})
    _, walk = walked(server, moving, passes=1)

    assert walk.pages == 21


# -- lists that move ------------------------------------------------------------------------------


@pytest.mark.parametrize("states_total", [False, True])
def test_ads_that_are_renewed_from_a_page_still_to_come_are_found(
    server: PortalServer, states_total: bool
) -> None:
    """They jump to page 1, which has been read; the second reading has them."""
    changes = {at: [change("renew", -1)] for at in range(2, 8)}
    moving = a_list(40, changes=changes, states_total=states_total)
    found, walk = walked(server, moving, **({"total": TOTAL} if states_total else {}))

    assert found >= moving.always
    assert walk.pages < 2 * 9 + 2


def test_ads_that_slide_up_over_a_page_border_are_found(server: PortalServer) -> None:
    """Deletions on pages already read, told by the total or by a page in the middle."""
    for states_total in (True, False):
        moving = a_list(60, changes={6: [change("delete", 7)] * 3}, states_total=states_total)
        found, _ = walked(server, moving, **({"total": TOTAL} if states_total else {}))

        assert found >= moving.always


def test_random_pinned_ads_on_every_page_cost_a_second_reading(server: PortalServer) -> None:
    """They look like a list that moves; nothing is missed."""
    random = Random(1)
    moving = a_list(40, pinned=lambda m: random.sample(m.ads, 2))
    found, walk = walked(server, moving)

    assert found == moving.always
    assert walk.pages <= 2 * 10 + 1


def test_excluded_cards_that_change_do_not_make_a_list_move(server: PortalServer) -> None:
    """What is not counted may rotate as it likes."""
    own = cycle(["own1", "own2", "own3", "own4"])
    moving = a_list(40, pinned=lambda _: [next(own)], states_total=True)
    mark = Exclusion(select="h2", attribute="id", pattern="^own")
    found, walk = walked(server, moving, exclude=(mark,), total=TOTAL)

    assert found == moving.always
    assert (walk.pages, walk.excluded) == (8 + 2 + 1, 10)


@pytest.mark.parametrize(
    "past_the_end",
    [
        lambda m, _: Answer(m.html(1)),
        lambda m, _: Answer(m.html(-(-len(m.ads) // m.size))),
        lambda _m, _: Answer(status=302, headers={"Location": "/liste"}),
        lambda _m, _: Answer("", 404),
        lambda _m, _: Answer("", 410),
        lambda _m, _: Answer(page()),
        lambda _m, _: Answer("<html><body><hr></body></html>"),
    ],
    ids=["page 1", "last page", "redirect", "404", "410", "words", "no words"],
)
@pytest.mark.parametrize("moves", [False, True])
def test_every_way_of_saying_that_there_is_no_more_is_the_end(
    server: PortalServer, past_the_end: Callable[[MovingList, int], Answer], moves: bool
) -> None:
    """Whether the list stands still or moves."""
    changes: dict[int, list[Change]] = {3: [change("renew", -1), change("insert", 0)]}
    moving = a_list(18, past_the_end=past_the_end, changes=changes if moves else {})
    found, _ = walked(server, moving)

    assert found >= moving.always


def test_a_list_that_moves_faster_than_it_can_be_read_is_incomplete(server: PortalServer) -> None:
    """After as many readings as config.toml allows."""
    random = Random(2)
    kinds = ("delete", "insert") * 3
    changes = {at: [change(kind, random.randrange(60)) for kind in kinds] for at in range(2, 200)}
    with pytest.raises(Incomplete, match="after 2 readings too many ads may still be missed"):
        walked(server, a_list(60, changes=changes), passes=2)


def test_a_linked_page_that_is_missing_in_two_readings_is_incomplete(
    server: PortalServer,
) -> None:
    """Once may be a list that became shorter while it was read."""
    server.routes = {"/liste": Answer(page(card("a"), following="/liste?side=2"))}
    portal = a_portal(server.base + "/liste", passes=2)
    with a_fetcher(portal) as fetcher, pytest.raises(Incomplete, match=r"not there \(404\)"):
        list(Walk(portal, fetcher.get).ads())

    answers = iter([Answer("", 404), Answer(page(card("b")))])
    server.routes["/liste?side=2"] = lambda _: next(answers)
    with a_fetcher(portal) as fetcher:
        assert len(list(Walk(portal, fetcher.get).ads())) == 2


# -- any schedule ---------------------------------------------------------------------------------

KINDS = ("renew", "delete", "insert")


@dataclass
class Straight:
    """Gives a moving list's pages without a server between, for many walks."""

    moving: MovingList

    def get(self, address: str, _: str) -> Page:
        """Stand in for `Fetcher.get`."""
        self.moving.asked()
        number = int(parse_qs(urlsplit(address).query).get("side", ["1"])[0])
        ads = [{"id": ad} for ad in self.moving.shown(number)]
        return Page(address, json_page(ads, total=len(self.moving.ads)))


def straight(moving: MovingList, *, states_total: bool) -> set[str] | None:
    """Walk a list; None where that is incomplete."""
    portal = a_portal(
        "http://127.0.0.1/liste",
        format="json",
        cards="ads",
        ad=Field(select="id"),
        next=NextPage(parameter="side"),
        total=Field(select="total") if states_total else None,
    )
    try:
        found = [key.reveal() for key, _ in Walk(portal, Straight(moving).get).ads()]
    except Incomplete:
        return None
    assert len(found) == len(set(found))
    return set(found)


def allowance(found: set[str]) -> float:
    """Return how many ads the walk's estimate lets go."""
    return max(MOST_MISSED_ADS, MOST_MISSED_SHARE * len(found))


@given(
    ads=st.integers(0, 60),
    size=st.integers(1, 12),
    at=st.integers(2, 80),
    kind=st.sampled_from(KINDS),
    which=st.integers(0, 60),
    states_total=st.booleans(),
)
def test_a_single_change_at_any_time_costs_no_more_than_the_allowance(
    *, ads: int, size: int, at: int, kind: str, which: int, states_total: bool
) -> None:
    """In any list, anywhere in it, during any request; a renewal and a new ad cost nothing.

    Where a total is stated, a lost ad is noticed: a second reading has it, or there are too few.
    """
    moving = a_list(ads, size, changes={at: [change(kind, which)]})
    found = straight(moving, states_total=states_total)

    if found is None:
        assert (kind, states_total) == ("delete", True)
        return
    lost = moving.always - found
    assert len(lost) <= (allowance(found) if kind == "delete" and not states_total else 0)


@given(
    ads=st.integers(0, 60),
    size=st.integers(5, 12),
    steps=st.lists(
        st.tuples(st.integers(2, 60), st.sampled_from(KINDS), st.integers(0, 60)), max_size=30
    ),
    states_total=st.booleans(),
)
def test_whatever_happens_a_walk_finds_only_what_was_up_and_each_change_hides_one_ad_at_most(
    ads: int, size: int, steps: list[tuple[int, str, int]], states_total: bool
) -> None:
    """No schedule makes it find an ad twice, invent one, or lose more than moved.

    That holds where fewer ads come between two requests than a page has; otherwise a list may look
    as though it had ended.
    """
    changes: dict[int, list[Change]] = {}
    for at, kind, which in steps:
        if len(changes.setdefault(at, [])) < 4:
            changes[at].append(change(kind, which))
    moving = a_list(ads, size, changes=changes)
    found = straight(moving, states_total=states_total)

    if found is not None:
        assert found <= {f"a{number}" for number in range(ads)} | {f"new{n}" for n in range(30)}
        assert len(moving.always - found) <= len(steps)


def a_busy_list(random: Random, rates: dict[str, float]) -> MovingList:
    """Make a list of any length and page size that is changed at random, so often a request."""
    moving = a_list(random.randint(20, 250), random.choice([5, 10, 20, 40]))
    moving.changes = {
        at: [
            change(kind, random.randrange(10_000))
            for kind, rate in rates.items()
            for _ in range(int(rate) + (random.random() < rate % 1))
        ]
        for at in range(2, 200)
    }
    return moving


@pytest.mark.parametrize("states_total", [False, True], ids=["no total", "total"])
@pytest.mark.parametrize(
    "rates",
    [
        {"renew": 0.5},
        {"renew": 3},
        {"delete": 0.2},
        {"delete": 0.5},
        {"renew": 0.2, "insert": 0.2, "delete": 0.2},
    ],
    ids=str,
)
def test_fifty_random_lists_are_found_whole_or_called_incomplete(
    rates: dict[str, float], states_total: bool
) -> None:
    """At most 2 in 50 lose more than the allowance unnoticed; docs/adding-a-portal.md says so."""
    random = Random(repr((rates, states_total)))
    results: Counter[str] = Counter()
    for _ in range(50):
        moving = a_busy_list(random, rates)
        found = straight(moving, states_total=states_total)
        lost = 0 if found is None else len(moving.always - found)
        results["too many"] += found is not None and lost > allowance(found)
        results["incomplete"] += found is None

    assert results["too many"] <= 2
    assert results["incomplete"] <= 20


# -- pages that hold ads of each other ------------------------------------------------------------


def searched(pages: tuple[str, ...], first: str = "", **changes: Any) -> tuple[str, ...]:
    """Walk a list of these pages, an ad a letter, and return what there is to say.

    `first` is what page 1 was at the first request, if that was something else.
    """
    texts = {str(number): page(*map(card, ads)) for number, ads in enumerate(pages, 1)}
    once = iter([page(*map(card, first))] if first else [])
    one_too_many = page(*map(card, pages[-1]))

    def get(address: str, _what: str) -> Page:
        number = address.rpartition("=")[2]
        shown = texts.get(number, one_too_many)
        return Page(address, next(once, shown) if number == "1" else shown)

    way = NextPage(parameter="side")
    walk = Walk(a_portal("http://127.0.0.1/?side=1", **({"next": way} | changes)), get)
    list(walk.ads())
    return walk.notes


def test_pages_that_share_ads_are_told_of() -> None:
    """A search sorts ads that it finds equal in any order: some are on two pages, some on none."""
    (note,) = searched(("abcdef", "ghijkl", "klmnop"))

    assert note.startswith("2 ads stand on several pages of a list that did not move")
    assert searched(("abcdef", "ghijkl", "klmnop"), passes=1) == (note,)
    assert searched(("abcdef", "ghijkl", "klmnop"), first="abcde") == ()  # it has moved


@pytest.mark.parametrize(
    "pages",
    [
        ("abcdef", "ghijkl", "lmnopq"),  # one ad is next to nothing
        ("abcdef", "abghij", "abklmn"),  # shown on top of every page
        ("abcdef", "ghijkl", "mnopqr"),
    ],
)
def test_pages_that_share_few_or_the_first_ones_ads_are_not(pages: tuple[str, ...]) -> None:
    """Nor is a last page that comes again when one too many is asked for."""
    assert searched(pages) == ()


def test_where_a_total_is_stated_it_says_more(server: PortalServer) -> None:
    """As many ads as are stated were seen."""
    texts = (stated("a", "b", total=5), stated("c", "d", total=5), stated("c", "d", "e", total=5))
    pages = {f"/?side={number}": text for number, text in enumerate(texts, 1)}
    start = {"start": (f"{server.base}/?side=1",), "next": NextPage(parameter="side")}
    with walk_over(server, pages, total=TOTAL, **start) as walk:
        assert len(list(walk.ads())) == 5
        assert walk.notes == ()


# -- several lists, totals ------------------------------------------------------------------------


def stated(*ads: str, total: int | str = "", more: str = "") -> str:
    """Write a list page that states a total."""
    return page(*map(card, ads), more=f'<p class="total">{total}</p>{more}')


@contextmanager
def walk_over(server: PortalServer, pages: dict[str, str], **changes: Any) -> Iterator[Walk]:
    """Open a portal with these pages for a walk."""
    server.routes = {path: Answer(text) for path, text in pages.items()}
    starts = tuple(server.base + path for path in pages)
    one_page: dict[str, Any] = {"start": starts, "next": NextPage(only_page=True)}
    portal = a_portal(**(one_page | changes))
    with a_fetcher(portal) as fetcher:
        yield Walk(portal, fetcher.get)


def test_an_ad_on_several_lists_is_one_ad(server: PortalServer) -> None:
    """Each list is compared with its own total, and the stated totals are added up."""
    lists = {"/oslo": stated("a", "b", total=2), "/bergen": stated("b", "c", total=2)}
    with walk_over(server, lists, total=TOTAL, total_tolerance=0.0) as walk:
        assert [key.reveal() for key, _ in walk.ads()] == ["a", "b", "c"]
        assert (walk.cards, walk.duplicates, walk.stated_total) == (4, 1, 4)


def test_a_list_that_does_not_hold_what_it_states_is_named_by_its_place(
    server: PortalServer,
) -> None:
    """The other list's ads do not make up for it."""
    lists = {"/oslo": stated("a", "b", "c", total=3), "/bergen": stated("a", total=9)}
    with (
        walk_over(server, lists, total=TOTAL) as walk,
        pytest.raises(Incomplete, match=r"states 9 ads in list 2 of 2, 1 were seen"),
    ):
        list(walk.ads())


def test_lists_are_found_on_the_start_page(server: PortalServer) -> None:
    """Each once; the start page itself is no list, but it is a page."""
    links = '<nav><a href="/oslo">Oslo</a><a href="/bergen">B</a><a href="/oslo">Oslo</a></nav>'
    pages = {"/": links, "/oslo": page(card("a")), "/bergen": page(card("b"))}
    nav = Field(select="nav a", attribute="href")
    with walk_over(server, pages, start=f"{server.base}/", lists=nav) as walk:
        assert [key.reveal() for key, _ in walk.ads()] == ["a", "b"]
        assert walk.pages == 3


def test_a_start_page_without_lists_is_a_changed_layout(server: PortalServer) -> None:
    """It is no empty market."""
    nav = Field(select="nav a", attribute="href")
    with (
        walk_over(server, {"/": "<h1>Hei</h1>"}, lists=nav) as walk,
        pytest.raises(LayoutChanged, match=r"no list is linked to \(lists.select = 'nav a'\)"),
    ):
        list(walk.ads())


def test_a_sitemap_of_sitemaps_is_lists_of_ads(server: PortalServer) -> None:
    """XML with its marks escaped or in CDATA."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    index = "".join(
        f"<sitemap><loc>{server.base}/kart{at}.xml?a=1&amp;b=2</loc></sitemap>" for at in (1, 2)
    )
    pages = {
        "/kart.xml": f"{head}<sitemapindex>{index}</sitemapindex>",
        "/kart1.xml?a=1&b=2": f"{head}<urlset><url><loc>{server.base}/vis/1</loc></url></urlset>",
        "/kart2.xml?a=1&b=2": f"{head}<urlset><url><loc><![CDATA[{server.base}/vis?id=2&x=1]]>"
        "</loc></url></urlset>",
    }
    found = {"lists": Field(select="sitemap loc"), "cards": "url", "ad": Field(select="loc")}
    with walk_over(server, pages, start=f"{server.base}/kart.xml", **found) as walk:
        ids = [key.reveal() for key, _ in walk.ads()]
    assert ids == [f"{server.base}/vis/1", f"{server.base}/vis?id=2&x=1"]


def test_the_total_of_the_first_page_counts(server: PortalServer) -> None:
    """What later pages state, while ads come and go, does not move it."""
    first = page(card("a"), following="/2", more='<p class="total">2</p>')
    second = page(card("b"), more='<p class="total">3</p>')
    changes = {"start": f"{server.base}/1", "next": NextPage(select="a[rel=next]")}
    with walk_over(server, {"/1": first, "/2": second}, total=TOTAL, **changes) as walk:
        list(walk.ads())
        assert walk.stated_total == 2


OWN = '<article class="own"><b>Les mer</b></article>'


@pytest.mark.parametrize("total", [2, 4])
def test_excluded_cards_may_be_in_the_total_or_not(server: PortalServer, total: int) -> None:
    """Portals differ, and cards without an id count, too."""
    exclude = (Exclusion(attribute="class", pattern="own"),)
    lists = {"/": stated("a", "b", total=total, more=OWN * 2)}
    with walk_over(server, lists, total=TOTAL, total_tolerance=0.0, exclude=exclude) as walk:
        assert len(list(walk.ads())) == 2
        assert (walk.cards, walk.excluded) == (4, 2)


def test_many_more_ads_than_stated_are_incomplete(server: PortalServer) -> None:
    """One ad under several ids would be a larger market; two too many may just be new."""
    with walk_over(server, {"/": stated("a", "b", "c", total=1)}, total=TOTAL) as walk:
        assert len(list(walk.ads())) == 3
    with (
        walk_over(server, {"/": stated("a", "b", "c", "d", total=1)}, total=TOTAL) as walk,
        pytest.raises(Incomplete, match=r"states 1 ads, 4 were seen .* several ids"),
    ):
        list(walk.ads())


def test_ads_that_went_between_two_readings_are_not_too_many(server: PortalServer) -> None:
    """A reading is compared with the total, not all of them together."""
    changes = {3: [change("delete", 0)] * 6}
    moving = a_list(20, changes=changes, states_total=True)
    found, _ = walked(server, moving, total=TOTAL)

    assert found >= moving.always


def test_a_total_in_json_is_compared_too(server: PortalServer) -> None:
    """A number is a number."""
    pages = {"/api": json.dumps({"ads": [{"id": 1}], "meta": {"total": 9.0}})}
    changes = {"format": "json", "cards": "ads", "ad": Field(select="id")}
    with (
        walk_over(server, pages, total=Field(select="meta.total"), **changes) as walk,
        pytest.raises(Incomplete, match="states 9 ads, 1 were seen"),
    ):
        list(walk.ads())
