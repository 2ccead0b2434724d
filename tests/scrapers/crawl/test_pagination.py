"""One list, first page to last, and an end that is known to be one."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest

from scrapers.crawl.list_pages import ListPage
from scrapers.crawl.pagination import Pager
from scrapers.errors import Gone, Incomplete, LayoutChanged, Refused
from scrapers.model import Get, Hidden, Page
from scrapers.portal_config import Exclusion, Field, NextPage, Portal
from tests.scrapers.support import Pages, a_portal, card, json_page, page

BASE = "http://127.0.0.1"
START = f"{BASE}/liste?side=1"
NUMBERED = NextPage(parameter="side")


def pages(*texts: str, first: int = 1, step: int = 1) -> Pages:
    """Number texts as the pages of a list."""
    numbers = range(first, first + step * len(texts), step)
    pairs = zip(numbers, texts, strict=True)
    return Pages({f"{BASE}/liste?side={number}": text for number, text in pairs})


def linked(*texts: tuple[str, ...]) -> Pages:
    """Link pages of cards, each to the next."""
    last = len(texts)
    return pages(
        *(
            page(*map(card, ads), following=f"?side={number + 1}" if number < last else "")
            for number, ads in enumerate(texts, 1)
        )
    )


def by_link(**changes: object) -> Portal:
    """Describe a portal that is walked by its next links."""
    return a_portal(START, **changes)


def by_number(**changes: object) -> Portal:
    """Describe a portal that is walked by page numbers."""
    return a_portal(START, **({"next": NUMBERED} | changes))


def walked(portal: Portal, site: Pages) -> list[list[str]]:
    """Walk a list to its end and return the ads' ids on each page."""
    walk = Pager(portal, site.get).walk(portal.starts[0])
    return [[key.reveal() for key in found.keys] for found in walk]


def walk_of(pager: Pager) -> Iterator[ListPage]:
    """Walk the list that begins at START."""
    return pager.walk(START)


# -- next links -----------------------------------------------------------------------------------


def test_next_links_are_followed_to_the_end() -> None:
    """Every page is asked for once, by its number in messages."""
    site = linked(("a", "b"), ("c",), ("d", "e"))

    assert walked(by_link(), site) == [["a", "b"], ["c"], ["d", "e"]]
    assert site.names == ["list page 1", "list page 2", "list page 3"]


@pytest.mark.parametrize("back", ["?side=1", "?side=2", "/liste?side=1"])
def test_a_last_page_that_leads_back_is_the_end(back: str) -> None:
    """A loop of next links ends when a page would be asked for again."""
    site = pages(page(card("a"), following="?side=2"), page(card("b"), following=back))

    assert walked(by_link(), site) == [["a"], ["b"]]
    assert len(site.asked) == 3


@dataclass
class Session(Pages):
    """A portal that remembers how far one has come: each press of its button is one page more."""

    at: int = 0

    def get(self, address: str, _: str) -> Page:
        """Stand in for `Fetcher.get`."""
        self.asked.append(address)
        self.at = self.at + 1 if "nav=" in address else 1
        return Page(address, self.texts[str(self.at)])


@pytest.mark.parametrize("at_start", [False, True])
def test_a_next_link_behind_which_stands_another_page_each_time_is_no_end(at_start: bool) -> None:
    """The position is in the session: what stands at the address again shows it."""
    ads = {str(n): [f"{n}{letter}" for letter in "abc"] for n in range(1, 5)}
    link = {n: "/liste?nav=on" if n != "4" else "" for n in ads}
    texts = {n: page(*map(card, ads[n]), following=link[n]) for n in ads}
    portal = a_portal(f"{BASE}/liste{'?nav=on' if at_start else ''}")
    pager = Pager(portal, Session(texts).get)

    assert len(list(pager.walk(portal.starts[0]))) == (1 if at_start else 2)
    assert ["remembers" in why for why in pager.broken.values()] == [True]


def test_a_way_back_to_a_page_that_has_moved_a_little_is_the_end() -> None:
    """New ads on top of page 1 make no other page of it."""
    first = page(*map(card, "abcd"), following="?side=2")
    moved = page(*map(card, "nabc"), following="?side=2")
    site = Pages({START: first, f"{BASE}/liste?side=2": page(card("e"), following="?side=1")})
    pager = Pager(by_link(), site.get)
    for _ in walk_of(pager):
        site.texts = {**site.texts, START: moved} if len(site.asked) == 2 else site.texts

    assert pager.broken == {}


def test_a_page_in_the_middle_with_nothing_new_is_not_the_end() -> None:
    """Ads move while a sweep goes on; the next link says whether there is more."""
    assert walked(by_link(), linked(("a",), ("a",), ("b",))) == [["a"], ["a"], ["b"]]


def test_a_last_page_that_names_itself_as_the_next_for_ever_is_the_end() -> None:
    """Under another address each time: a second page with nothing new is enough."""
    texts = [page(card("a"), following="?side=2")]
    texts += [page(card("b"), following=f"?side={number}") for number in range(3, 9)]
    site = pages(*texts)

    assert walked(by_link(), site) == [["a"], ["b"], ["b"], ["b"]]
    assert len(site.asked) == 4


def test_next_links_without_end_stop_at_the_cap() -> None:
    """A page beyond the cap is not asked for, and the sweep is incomplete."""
    site = linked(("a",), ("b",), ("c",))
    with pytest.raises(Incomplete, match="page_cap = 2 pages with more to come"):
        walked(by_link(page_cap=2), site)

    assert len(site.asked) == 2


def test_as_many_pages_as_the_cap_are_allowed() -> None:
    """The cap is a bound, not a fault."""
    assert walked(by_link(page_cap=2), linked(("a",), ("b",))) == [["a"], ["b"]]


def test_an_empty_list_has_no_ads() -> None:
    """The portal says that there are none, and the walk ends there, wherever a link leads."""
    assert walked(by_link(), linked(())) == [[]]
    assert walked(by_link(), pages(page(following="?side=2"))) == [[]]
    assert walked(by_number(), pages(page(), page(card("a")))) == [[]]


def test_a_next_link_to_a_page_that_is_not_there_is_remembered() -> None:
    """The list may have become shorter, or the link is broken: the walk over all lists decides."""
    site = pages(page(card("a"), following="?side=2"))
    pager = Pager(by_link(), site.get)

    assert len(list(pager.walk(START))) == 1
    assert list(pager.broken) == [f"{BASE}/liste?side=2"]


def test_a_next_link_that_leads_back_by_a_redirect_is_remembered() -> None:
    """A session that ran out, or a portal that has had enough, looks like that in mid-list."""
    site = linked(("a",), ("b",), ("c",))
    site.redirects = {f"{BASE}/liste?side=3": START}
    pager = Pager(by_link(), site.get)

    assert len(list(pager.walk(START))) == 2
    assert list(pager.broken) == [f"{BASE}/liste?side=3"]
    assert "let next count" in pager.broken[f"{BASE}/liste?side=3"]


def pagers(*numbers: int) -> str:
    """Write a pager as most lists have it: with the numbers of further pages."""
    return "".join(f'<a href="/liste?by=oslo&amp;side={number}">{number}</a>' for number in numbers)


@pytest.mark.parametrize("way", [NUMBERED, NextPage(template="?side={page}&by=oslo")])
@pytest.mark.parametrize("missing", ["gone", "back", "says none"])
def test_a_page_that_the_one_before_names_by_its_number_is_no_end(
    way: NextPage, missing: str
) -> None:
    """A counted page that is not there ends a list only where nobody says that it is there."""
    start, second = f"{BASE}/liste?by=oslo", f"{BASE}/liste?by=oslo&side=2"
    if way is not NUMBERED:
        second = f"{BASE}/liste?side=2&by=oslo"
    texts = {start: page(card("a"), more=pagers(2, 3))}
    texts |= {second: page()} if missing == "says none" else {}
    site = Pages(texts, {second: start} if missing == "back" else {})
    pager = Pager(a_portal(start, next=way), site.get)
    named = pagers(2)

    assert len(list(pager.walk(start))) == 1
    assert list(pager.broken) == [second]

    for harmless in (pagers(3), named.replace(">2<", ">Neste<"), card("x", contact=named)):
        site.texts = {**texts, start: page(card("a"), more=harmless)}
        pager = Pager(a_portal(start, next=way), site.get)
        with contextlib.suppress(Incomplete):
            list(pager.walk(start))
        assert pager.broken == {}


@pytest.mark.parametrize("words", [">", "><i>Side</i>"])  # Drupal writes a word that is not seen
@pytest.mark.parametrize("third", ["c", "a"])
def test_a_list_that_ends_before_pages_that_its_pager_names_has_not_ended(
    third: str, words: str
) -> None:
    """Its numbers lead as those of the pages do that were read, and further.

    The third page leads on no more, as that of an error, or is the first one again.
    """
    start = f"{BASE}/liste?by=oslo"
    more = "<b>3</b>" + pagers(1, 2, 3, 4).replace(">", words).replace(f"</a{words}", "</a>")
    texts = {
        start: page(card("a"), more=more, following="?by=oslo&amp;side=2"),
        f"{start}&side=2": page(card("b"), more=more, following="?by=oslo&amp;side=3"),
        f"{start}&side=3": page(card("c"), more=more),
    }
    texts |= {f"{start}&side=3": texts[start]} if third == "a" else {}
    pager = Pager(by_link(), Pages(texts).get)
    list(pager.walk(start))

    assert list(pager.broken) == [f"{start}&side=4"]
    assert "by its number" in pager.broken[f"{start}&side=4"]

    says = Field(select="b")  # a total, or how many pages there are, says more of the end
    for changes in ({"total": says}, {"next": NextPage(select="a[rel=next]", last=says)}):
        pager = Pager(by_link(**changes), Pages(texts).get)
        list(pager.walk(start))
        assert pager.broken == {}


@pytest.mark.parametrize(
    "others",
    [
        pagers(1, 2),
        "".join(f'<a href="/liste?by=oslo&amp;vis={n}">{n}</a>' for n in (10, 20, 50)),
        card("x", contact=pagers(3)),
        pagers(3).replace(">3<", ">Mars<"),
        "<b>4</b>",
        '<a href="http://[/">3</a>',
    ],
)
def test_numbers_that_are_no_further_pages_are_none(others: str) -> None:
    """How many ads to a page, days, what stands on a card, and what has no address."""
    start, way = f"{BASE}/liste?by=oslo", "/liste?by=oslo&amp;side=2"
    texts = {
        start: page(card("a"), more=pagers(2) + others, following=way),
        f"{start}&side=2": page(card("b"), more=pagers(1) + others),
    }
    pager = Pager(by_link(), Pages(texts).get)

    assert len(list(pager.walk(start))) == 2
    assert pager.broken == {}


def test_numbers_that_lead_elsewhere_than_the_next_link_say_nothing() -> None:
    """Nobody has seen that they are the pages of this list."""
    start = f"{BASE}/liste?by=oslo"
    texts = {
        start: page(card("a"), more=pagers(2, 3), following="/liste?by=oslo&amp;etter=a"),
        f"{start}&etter=a": page(card("b")),
    }
    pager = Pager(by_link(), Pages(texts).get)

    assert len(list(pager.walk(start))) == 2
    assert pager.broken == {}


def test_a_page_that_may_be_missing_by_the_number_of_pages_is_the_end() -> None:
    """Where the list says how many it has, a pager that names one too many does no harm."""
    way = NextPage(parameter="side", last=Field(select="b"))
    site = Pages({START: page(card("a"), more="<b>2</b>" + pagers(2))})
    pager = Pager(by_number(next=way), site.get)
    with contextlib.suppress(Incomplete):
        list(pager.walk(START))

    assert pager.broken == {}


def test_a_first_page_that_is_not_there_is_gone() -> None:
    """There is nothing to count."""
    with pytest.raises(Gone):
        walked(by_link(), Pages({}))


def test_one_page_is_all_where_the_portal_has_one() -> None:
    """Nothing else is asked for."""
    site = linked(("a",), ("b",))

    assert walked(by_link(next=NextPage(only_page=True)), site) == [["a"]]


# -- page numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "after",
    [
        page(),
        page(card("a")),
        page(card("b")),
        page(card("a"), card("b")),
        "<html><body></body></html>",
    ],
)
def test_page_numbers_go_on_until_a_page_has_nothing_new(after: str) -> None:
    """It says so, is page 1 or the last again, or is built like the list and empty."""
    site = pages(page(card("a")), page(card("b")), after, after, after)
    seen = walked(by_number(), site)

    assert seen[:2] == [["a"], ["b"]]
    assert {ad for ads in seen[2:] for ad in ads} <= {"a", "b"}
    assert len(site.asked) <= 4


def test_a_numbered_page_that_is_not_there_is_the_end() -> None:
    """404 is how many portals say so, and no fault."""
    site = pages(page(card("a")), page(card("b")))
    pager = Pager(by_number(), site.get)

    assert len(list(pager.walk(START))) == 2
    assert pager.broken == {}


@pytest.mark.parametrize("target", ["/liste?side=1", "/liste?side=2"])
def test_a_numbered_page_that_redirects_to_a_known_one_is_the_end(target: str) -> None:
    """To page 1 or to the last."""
    texts = {f"{BASE}/liste?side=1": page(card("a")), f"{BASE}/liste?side=2": page(card("b"))}
    site = Pages(texts, {f"{BASE}/liste?side=3": BASE + target})

    assert walked(by_number(), site) == [["a"], ["b"]]


@pytest.mark.parametrize(("first", "step"), [(0, 1), (1, 1), (0, 25), (10, 5)])
@pytest.mark.parametrize(
    "way", [NextPage(parameter="side"), NextPage(template="/liste?side={page}")]
)
def test_page_numbers_begin_and_step_as_told(first: int, step: int, way: NextPage) -> None:
    """Pages and offsets are the same thing with another step; page 1 is the start itself."""
    site = pages(page(card("a")), page(card("b")), page(), first=first, step=step)
    portal = a_portal(next(iter(site.texts)), next=replace(way, first=first, step=step))

    assert walked(portal, site)[:2] == [["a"], ["b"]]
    assert site.asked == list(site.texts)


def test_a_parameter_leaves_the_others_of_the_address_as_they_are() -> None:
    """Several lists differ by them."""
    start = f"{BASE}/liste?sted=Bod%C3%B8&side=1&tom="
    site = Pages({start: page(card("a"))})
    walked(a_portal(start, next=NUMBERED), site)

    assert site.asked == [start, f"{BASE}/liste?sted=Bod%C3%B8&tom=&side=2"]


def test_page_numbers_without_end_stop_at_the_cap() -> None:
    """A list that always has something new is incomplete at the cap."""
    site = pages(*(page(card(ad)) for ad in "abc"))
    with pytest.raises(Incomplete, match="page_cap = 3"):
        walked(by_number(page_cap=3), site)


def test_a_page_after_the_last_that_is_not_like_the_list_is_a_changed_layout() -> None:
    """It is not taken for the end, and the message names the page."""
    chrome = '<h1>Fjord</h1><ul id="sted"></ul>'
    site = pages(page(card("a"), more=chrome), "<html><p>Velkommen</p></html>")
    with pytest.raises(LayoutChanged, match=r"^list page 2: neither an ad"):
        walked(by_number(), site)


def test_an_empty_page_without_words_is_asked_for_twice() -> None:
    """It may be an error that passes by, in the portal's usual dress."""
    site = pages(page(card("a")), "<html></html>", page(card("c")), page())
    get = site.get

    def mended(address: str, what: str) -> Page:
        if what == "list page 2, once more":
            return Page(address, page(card("b")))
        return get(address, what)

    walk = Pager(by_number(), mended).walk(START)
    assert [[key.reveal() for key in found.keys] for found in walk] == [["a"], ["b"], ["c"]]

    short = pages(page(card("a")), "<html></html>")
    assert walked(by_number(), short) == [["a"]]
    assert short.names == ["list page 1", "list page 2", "list page 2, once more"]


@pytest.mark.parametrize("no_ads", ["p.empty", ""])
def test_a_first_page_without_ads_or_words_is_a_changed_layout(no_ads: str) -> None:
    """A page without both is no empty market; the message names both selectors."""
    with pytest.raises(LayoutChanged) as caught:
        walked(by_number(no_ads=no_ads), pages("<html><p>Velkommen</p></html>"))

    assert "cards = 'article'" in str(caught.value)
    assert (f"no_ads = {no_ads!r}" if no_ads else "no_ads is not set") in str(caught.value)


LOGIN = '<h1>Logg inn</h1><form method="post"><input name="u"><input type="Password"></form>'


@pytest.mark.parametrize("number", [1, 2])
def test_a_list_that_leads_to_a_login_is_a_refusal(number: int) -> None:
    """Whichever of its pages does: nobody is to mend a block so that it goes around a login."""
    site = pages(page(card("a")), page(card("b")), page())
    site.redirects = {f"{BASE}/liste?side={number}": f"{BASE}/konto"}
    site.texts = {**site.texts, f"{BASE}/konto": LOGIN}
    with pytest.raises(Refused, match=f"^list page {number}(, once more)? has no ads .* a login$"):
        walked(by_number(), site)


def test_a_form_to_log_in_on_a_list_is_no_refusal() -> None:
    """Many portals have one on every page; one in place of the ads is asked about."""
    assert walked(by_number(), pages(page(card("a"), more=LOGIN), page(more=LOGIN))) == [["a"]]
    with pytest.raises(LayoutChanged, match=r"on the page; it asks for a password: is it a login"):
        walked(by_number(), pages(LOGIN))
    elsewhere = pages(page(card("a"), more=LOGIN), page(more=LOGIN))
    elsewhere.redirects = {START: f"{BASE}/liste?side=1&by=alle"}
    elsewhere.texts = {
        **elsewhere.texts,
        f"{BASE}/liste?side=1&by=alle": page(card("a"), more=LOGIN),
    }
    assert walked(by_number(), elsewhere) == [["a"]]


# -- JSON -----------------------------------------------------------------------------------------


def test_a_json_list_is_walked_by_its_next() -> None:
    """The text at a path is the next address."""
    site = Pages(
        {
            f"{BASE}/api?offset=0": json_page([{"id": 1}, {"id": 2}], next="/api?offset=2"),
            f"{BASE}/api?offset=2": json_page([{"id": 2}, {"id": 3}], next=None),
        }
    )
    changes = {"format": "json", "cards": "ads", "ad": Field(select="id")}
    portal = a_portal(f"{BASE}/api?offset=0", next=NextPage(select="next"), **changes)

    assert walked(portal, site) == [["1", "2"], ["2", "3"]]


def test_an_empty_json_list_is_the_end() -> None:
    """It needs no words."""
    texts = {f"{BASE}/api?p=1": json_page([{"id": 1}]), f"{BASE}/api?p=2": json_page([])}
    changes = {"format": "json", "cards": "ads", "ad": Field(select="id")}
    portal = a_portal(f"{BASE}/api?p=1", next=NextPage(parameter="p"), **changes)

    assert walked(portal, Pages(texts)) == [["1"]]


# -- cards ----------------------------------------------------------------------------------------


def test_a_card_without_id_is_a_changed_layout() -> None:
    """An ad that cannot be told from others cannot be counted."""
    site = pages(page(card("a"), following="?side=2"), page("<article>Annonse</article>"))
    with pytest.raises(LayoutChanged, match=r"^list page 2: a card has no ad id .*'h2'"):
        walked(by_link(), site)


def test_an_excluded_card_needs_no_id() -> None:
    """Its id is known where it has one; two of them do no harm, either."""
    own = '<article class="own">Les mer</article>'
    two = '<article class="own"><h2 id="x">x</h2><h2 id="y">y</h2></article>'
    site = pages(page(card("a"), own, two))
    (found,) = Pager(by_link(exclude=(Exclusion(attribute="class"),)), site.get).walk(START)

    assert [entry.excluded for entry in found.entries] == [False, True, True]
    assert found.keys == found.ads == (Hidden("a"),)


def test_a_page_of_excluded_cards_only_is_not_the_end() -> None:
    """What has no id cannot be known again: a first page of the site's own cards leads on."""
    own = '<article class="own">Les mer</article>'
    marks = (Exclusion(attribute="class"),)
    site = pages(page(own), page(card("a")), page())

    assert walked(by_number(exclude=marks), site) == [[], ["a"]]


def test_excluded_cards_without_ids_on_every_page_do_not_go_on_for_ever() -> None:
    """One page that holds nothing else may be any; a second one is the end."""
    own = '<article class="own">Les mer</article>'
    site = pages(page(card("a"), own), *[page(own)] * 4)

    assert walked(by_number(exclude=(Exclusion(attribute="class"),)), site) == [["a"], [], []]
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    "href",
    [
        "/vis/1%C3%A5",
        "/vis/1å",
        "/vis/1%c3%a5",
        "vis/1%C3%A5#bilder",
        "http://127.0.0.1:80/vis/1å",
        "HTTP://127.0.0.1/vis/1å",
    ],
)
def test_an_ad_is_known_by_its_address_in_any_spelling(href: str) -> None:
    """Relative or not, escaped or not, with a default port or a place on its page."""
    site = pages(page(f'<article><a href="{href}">x</a></article>'))
    portal = by_link(ad=Field(select="a", attribute="href"))

    assert walked(portal, site) == [["http://127.0.0.1/vis/1%C3%A5"]]


@pytest.mark.parametrize("href", ["/vis?id=1", "/vis?id=2", "/#/vis/1", "/#!vis/2", "/vis/?id=1"])
def test_what_may_tell_ads_from_each_other_is_kept(href: str) -> None:
    """The query, and a fragment that scripts read as an address."""
    site = pages(page(f'<article><a href="{href}">x</a></article>'))
    portal = by_link(ad=Field(select="a", attribute="href"))

    assert walked(portal, site) == [[BASE + href]]


def test_an_id_that_a_pattern_cuts_out_is_taken_as_it_is() -> None:
    """It is no address."""
    site = pages(page('<article><a href="/vis/A%2fb">x</a></article>'))
    portal = by_link(ad=Field(select="a", attribute="href", pattern=r"/vis/(.+)"))

    assert walked(portal, site) == [["A%2fb"]]


def test_an_ad_that_is_met_again_in_its_page_is_told_by_its_hidden_id() -> None:
    """What leads to an ad is hidden from the first moment."""
    (found,) = Pager(by_link(), linked(("a",)).get).walk(START)

    assert found.keys == (Hidden("a"),)
    assert "a" not in repr(found.keys)


def test_nothing_is_asked_for_before_it_is_needed() -> None:
    """The second page waits until the first one's ads are taken."""
    site = linked(("a",), ("b",))
    next(Pager(by_link(), site.get).walk(START))

    assert len(site.asked) == 1


def test_a_page_that_is_read_again_may_be_gone() -> None:
    """It is then an empty page: the list has moved."""
    site = linked(("a",))
    pager = Pager(by_link(), site.get)

    assert [key.reveal() for key in pager.again(START, 1).keys] == ["a"]
    assert pager.again(f"{BASE}/liste?side=9", 9).entries == ()
    assert site.names == ["list page 1, once more", "list page 9, once more"]


# -- what the list says of itself ------------------------------------------------------------------


def with_headers(site: Pages, *headers: Mapping[str, str]) -> Get:
    """Give each page of a list its headers, the first ones to the first."""

    def get(address: str, what: str) -> Page:
        found = site.get(address, what)
        number = int(address.rpartition("=")[2])
        return replace(found, headers=headers[number - 1] if number <= len(headers) else {})

    return get


def test_a_link_in_a_header_leads_on() -> None:
    """And no link is the end."""
    site = pages(page(card("a")), page(card("b")), page(card("c")))
    get = with_headers(site, {"link": '<?side=2>; rel="next"'}, {"link": '<?side=1>; rel="prev"'})
    portal = by_link(next=NextPage(header="Link"))

    found = [key.reveal() for each in Pager(portal, get).walk(START) for key in each.keys]
    assert found == ["a", "b"]


LAST = NextPage(parameter="side", last=Field(select="X-Pages", of="header"))


def test_pages_after_the_last_are_not_asked_for() -> None:
    """Where the list says how many it has; where it does not, a page that is gone is the end."""
    texts = (page(card("a")), page(card("b")), page(card("c")))
    site = pages(*texts)
    found = list(
        Pager(by_number(next=LAST), with_headers(site, *[{"x-pages": "2"}] * 2)).walk(START)
    )
    assert ([each.number for each in found], len(site.asked)) == ([1, 2], 2)

    assert walked(by_number(next=LAST), pages(*texts)) == [["a"], ["b"], ["c"]]


@pytest.mark.parametrize(("stated", "is_fine"), [(3, True), (4, True), (5, False)])
def test_a_list_that_ends_before_its_last_page_is_incomplete(stated: int, is_fine: bool) -> None:
    """One page fewer is what ads make that are taken down meanwhile."""
    texts = (page(card("a")), page(card("b")), page(card("c")), page())
    get = with_headers(pages(*texts), *[{"x-pages": f"{stated}"}] * 4)
    walk = Pager(by_number(next=LAST), get).walk(START)
    if is_fine:
        assert len(list(walk)) == 3
    else:
        with pytest.raises(Incomplete, match="has 5 pages, and ended before page 4"):
            list(walk)
