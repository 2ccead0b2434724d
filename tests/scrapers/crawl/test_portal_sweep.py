"""One portal over real HTTP, first page to last, as a Sweep with nothing raw in it."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any, Literal

import pytest

from scrapers.crawl.list_crawl import Walk
from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.errors import FetchFailed, Incomplete, LayoutChanged, Refused
from scrapers.model import UNKNOWN_PLACE, Ad, Hidden, Sighting, Sweep
from scrapers.portal_config import Detail, Exclusion, Field, Mark, NextPage, Portal
from scrapers.pseudonymize import Identify
from tests.portal_server import Answer, PortalServer, Request
from tests.scrapers.support import NUMBERS, Pages, a_fetcher, a_portal, card, json_page, page

PLACES = {name: (name,) for name in ("Oslo", "Bergen", "Trondheim")}
DETAIL = Detail(link=Field(select="a", attribute="href"), number=Field(select=".phone"))
TOTAL = Field(select=".total")


def swept(
    portal: Portal,
    key: Hidden[bytes],
    known: Mapping[bytes, Sighting] | None = None,
) -> Sweep:
    """Sweep a portal as the collector does."""
    with a_fetcher(portal) as fetcher:
        return sweep_pages(portal, fetcher.get, Identify(key), PLACES, known)


def serve(server: PortalServer, texts: Mapping[str, str]) -> None:
    """Let the portal have these pages."""
    server.routes = {path: Answer(text) for path, text in texts.items()}


def numbers_of(key: Hidden[bytes], *numbers: str) -> frozenset[bytes]:
    """Return the identifiers that these numbers must have got."""
    raw = tuple(Hidden("+47" + number) for number in numbers)
    return Identify(key).sighting("fjord", Ad(Hidden("x"), raw, ())).numbers


def linked_card(ad: str, href: str) -> str:
    """Write a card that links to the ad's own page."""
    return f'<article><h2 id="{ad}">Annonse</h2><a href="{href}">Vis</a></article>'


def test_a_portal_with_next_links(server: PortalServer, key: Hidden[bytes]) -> None:
    """Ads, numbers, places, pages, cards and the total are what the pages say."""
    serve(
        server,
        {
            "/": page(
                card("ad-1", "Ring 421 23 456", "Oslo"),
                card("ad-2", f'<a href="tel:+47{NUMBERS[1]}">Ring</a>', "Oslo / Bergen"),
                following="/?side=2",
                more='<p class="total">3</p>',
            ),
            "/?side=2": page(
                card("ad-1", "Ring 421 23 456", "Oslo"),
                card("ad-3", "Skriv til oss", "Et annet sted"),
                more='<p class="total">3</p>',
            ),
        },
    )
    found = swept(a_portal(server.base + "/", total=TOTAL), key)
    seen = [(sighting.numbers, sighting.places) for sighting in found.sightings]

    assert seen == [
        (numbers_of(key, NUMBERS[0]), frozenset({"Oslo"})),
        (numbers_of(key, NUMBERS[1]), frozenset({"Oslo", "Bergen"})),
        (frozenset(), frozenset({UNKNOWN_PLACE})),
    ]
    page_one_again = 1
    assert (found.pages, found.cards) == (2 + page_one_again, 4)
    assert (found.ads, found.with_number, found.duplicates) == (3, 2, 1)
    assert found.stated_total == 3


def test_a_portal_with_detail_pages(server: PortalServer, key: Hidden[bytes]) -> None:
    """Each ad's own page is fetched once, when the lists have been read."""
    serve(
        server,
        {
            "/liste?side=1": page(linked_card("1", "/vis?id=1"), linked_card("2", "/vis?id=2")),
            "/liste?side=2": page(linked_card("3", "/vis?id=3")),
            "/vis?id=3": "<p>x</p>",
            "/vis?id=1": f'<dd class="phone">{NUMBERS[0]}</dd>',
            "/vis?id=2": f'<dd class="phone">{NUMBERS[1]}</dd><i class="phone">{NUMBERS[2]}</i>',
        },
    )
    following = NextPage(template="/liste?side={page}")
    portal = a_portal(server.base + "/liste?side=1", number=None, detail=DETAIL, next=following)
    found = swept(portal, key)

    assert [each.numbers for each in found.sightings] == [
        numbers_of(key, NUMBERS[0]),
        numbers_of(key, NUMBERS[1], NUMBERS[2]),
        frozenset(),
    ]
    lists = [f"/liste?side={number}" for number in (1, 2, 3, 1, 3)]
    assert server.paths == ["/robots.txt", *lists, "/vis?id=1", "/vis?id=2", "/vis?id=3"]


def test_a_json_portal(server: PortalServer, key: Hidden[bytes]) -> None:
    """Objects are ads, and the items of a list are numbers of their own."""
    ads: list[dict[str, Any]] = [
        {"id": 1, "phones": [NUMBERS[0], f"+47 {NUMBERS[1]}"], "city": ["Oslo", "Bergen"]},
        {"id": 2, "phones": [], "city": None},
    ]
    serve(
        server,
        {
            "/api": json_page(ads[:1], total=2, next="/api?offset=1"),
            "/api?offset=1": json_page(ads[1:], total=2),
        },
    )
    portal = a_portal(
        server.base + "/api",
        format="json",
        cards="ads",
        ad=Field(select="id"),
        next=NextPage(select="next"),
        total=Field(select="total"),
        number=Field(select="phones"),
        place=Field(select="city"),
    )
    found = swept(portal, key)

    assert [(each.numbers, each.places) for each in found.sightings] == [
        (numbers_of(key, NUMBERS[0], NUMBERS[1]), frozenset({"Oslo", "Bergen"})),
        (frozenset(), frozenset({UNKNOWN_PLACE})),
    ]
    assert (found.pages, found.cards, found.stated_total) == (2 + 1, 2, 2)


def test_two_numbers_in_one_ad_are_two_numbers(server: PortalServer, key: Hidden[bytes]) -> None:
    """In one element or in several; a number that is written twice is one."""
    contact = f"{NUMBERS[0]} eller {NUMBERS[1]}"
    more = f'<a class="contact" href="tel:+47{NUMBERS[2]}">eller {NUMBERS[0]}</a>'
    serve(server, {"/": page(card("1", contact).replace("</article>", more + "</article>"))})
    (found,) = swept(a_portal(server.base + "/"), key).sightings

    assert found.numbers == numbers_of(key, *NUMBERS[:3])


def test_a_sweep_holds_nothing_raw(server: PortalServer, key: Hidden[bytes]) -> None:
    """Neither number nor ad id, address or place text can be found in what comes out."""
    serve(server, {"/": page(card("annonse-77", f"Ring {NUMBERS[0]}", "Storgata 1, Oslo"))})
    shown = repr(swept(a_portal(server.base + "/"), key))

    assert "Oslo" in shown
    for raw in (NUMBERS[0], "annonse-77", "Storgata", "127.0.0.1", NUMBERS[0].encode().hex()):
        assert raw not in shown


def test_an_empty_market_is_a_sweep_without_ads(server: PortalServer, key: Hidden[bytes]) -> None:
    """Emptiness that the portal states is recorded."""
    serve(server, {"/": page()})

    assert swept(a_portal(server.base + "/"), key) == Sweep("fjord", (), 2, 0, None)


@pytest.mark.parametrize(("stated", "tolerance"), [(3, 0.02), (100, 0.5), (3, 0.0)])
def test_fewer_ads_than_the_portal_states_is_incomplete(
    server: PortalServer, key: Hidden[bytes], stated: int, tolerance: float
) -> None:
    """A sweep that saw too little is not a smaller market; the message has both counts."""
    serve(server, {"/": page(card("1"), card("2"), more=f'<p class="total">{stated}</p>')})
    portal = a_portal(server.base + "/", total=TOTAL, total_tolerance=tolerance)
    with pytest.raises(Incomplete, match=f"states {stated} ads, 2 were seen"):
        swept(portal, key)


@pytest.mark.parametrize(("stated", "tolerance"), [(2, 0.0), (3, 0.34), (0, 0.0), (1, 0.0)])
def test_a_total_within_tolerance_is_complete(
    server: PortalServer, key: Hidden[bytes], stated: int, tolerance: float
) -> None:
    """A few ads may go while the sweep goes on, and new ones may come."""
    serve(server, {"/": page(card("1"), card("2"), more=f'<p class="total">{stated}</p>')})
    portal = a_portal(server.base + "/", total=TOTAL, total_tolerance=tolerance)

    assert swept(portal, key).ads == 2


def test_an_empty_page_of_a_portal_with_a_total_is_incomplete(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """A portal that says "none" and "412" at once is not believed."""
    serve(server, {"/": page(more='<p class="total">412</p>')})
    with pytest.raises(Incomplete):
        swept(a_portal(server.base + "/", total=TOTAL), key)


def test_a_number_that_is_not_on_the_card_is_on_the_ads_page(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """A contact element without a number in it sends us to the ad's page; one with, does not."""
    hidden = card("1", '<a href="/vis?id=1">Vis nummer</a>')
    serve(
        server,
        {
            "/": page(hidden, card("2", f'{NUMBERS[1]} <a href="/vis?id=2">Mer</a>')),
            "/vis?id=1": f'<dd class="phone">{NUMBERS[0]}</dd>',
        },
    )
    found = swept(a_portal(server.base + "/", detail=DETAIL), key)

    assert [each.numbers for each in found.sightings] == [
        numbers_of(key, NUMBERS[0]),
        numbers_of(key, NUMBERS[1]),
    ]
    assert "/vis?id=2" not in server.paths


def test_a_relative_link_to_an_ad_is_relative_to_its_list(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """As the next link is; where the sweep began has nothing to do with it."""
    serve(
        server,
        {
            "/alle/liste/1": page(linked_card("1", "vis-1")),
            "/alle/liste/2": page(),
            "/alle/liste/vis-1": f'<dd class="phone">{NUMBERS[0]}</dd>',
        },
    )
    following = NextPage(template="/alle/liste/{page}")
    start = server.base + "/alle/liste/1"
    portal = a_portal(start, number=None, detail=DETAIL, next=following)

    assert swept(portal, key).with_number == 1


def test_a_card_without_a_link_is_a_changed_layout(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """Where numbers are on the ads' own pages, every card leads to one."""
    serve(server, {"/": page(card("1"))})
    with pytest.raises(LayoutChanged, match=r"detail.link = 'a'"):
        swept(a_portal(server.base + "/", number=None, detail=DETAIL), key)


@pytest.mark.parametrize(
    ("answer", "error"),
    [(Answer("", 403), Refused), (Answer("", 503), FetchFailed), (Answer("Hei"), LayoutChanged)],
)
def test_a_fault_on_the_last_page_leaves_nothing(
    server: PortalServer, key: Hidden[bytes], answer: Answer, error: type[Exception]
) -> None:
    """An unfinished walk returns nothing, however much it saw."""
    server.routes = {"/": Answer(page(card("1"), following="/?side=2")), "/?side=2": answer}
    with pytest.raises(error):
        swept(a_portal(server.base + "/"), key)


def test_a_fault_on_an_ads_page_does_not_say_which_ad(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """The address of an ad stays out of the message."""
    serve(server, {"/": page(linked_card("annonse-77", "/vis/annonse-77"))})
    with pytest.raises(LayoutChanged) as caught:
        swept(a_portal(server.base + "/", number=None, detail=DETAIL), key)

    assert "404 for an ad's own page" in str(caught.value)
    assert "annonse-77" not in str(caught.value)


# -- what a sweep adds up -------------------------------------------------------------------------


def test_ads_known_this_week_with_a_number_are_not_fetched_again(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """Their sighting is taken over; those without a number are asked once more."""
    serve(
        server,
        {
            "/": page(linked_card("1", "/vis?id=1"), linked_card("2", "/vis?id=2")),
            "/vis?id=1": f'<dd class="phone">{NUMBERS[0]}</dd>',
            "/vis?id=2": '<dd class="phone">ikke oppgitt</dd>',
        },
    )
    portal = a_portal(server.base + "/", number=None, detail=DETAIL)
    first = swept(portal, key)
    server.requests.clear()
    again = swept(portal, key, {each.ad: each for each in first.sightings})

    assert again.sightings == first.sightings
    assert server.paths == ["/robots.txt", "/", "/vis?id=2"]


def test_excluded_ads_are_counted_and_no_ads(server: PortalServer, key: Hidden[bytes]) -> None:
    """They are not asked for their own page either."""
    own = '<article class="own"><h2 id="9">Fra redaksjonen</h2></article>'
    serve(server, {"/": page(card("1", NUMBERS[0]), own)})
    portal = a_portal(
        server.base + "/", exclude=(Exclusion(attribute="class", pattern="own"),), detail=DETAIL
    )
    found = swept(portal, key)

    assert (found.cards, found.excluded, found.ads, found.with_number) == (2, 1, 1, 1)


def test_a_number_that_is_kept_back_is_hidden_and_one_that_is_not_there_is_none(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """On the card or on the ad's own page; one that is shown besides is no longer hidden."""
    button = '<button class="show">Vis nummer</button>'
    serve(
        server,
        {
            "/": page(
                linked_card("1", "/vis?id=1"),
                linked_card("2", "/vis?id=2"),
                linked_card("3", "/vis?id=3"),
                card("4", NUMBERS[0] + button),
            ),
            "/vis?id=1": f'<dd class="phone">{button}</dd>',
            "/vis?id=2": '<dd class="phone">ikke oppgitt</dd>',
            "/vis?id=3": f'<dd class="phone">{NUMBERS[1]}</dd>{button}',
        },
    )
    mark = Mark(select="button.show")
    detail = Detail(link=DETAIL.link, number=DETAIL.number, hidden=mark)
    found = swept(a_portal(server.base + "/", detail=detail, hidden=mark), key)

    assert (found.ads, found.with_number, found.hidden) == (4, 2, 1)


def test_ads_are_counted_by_label(server: PortalServer, key: Hidden[bytes]) -> None:
    """Under the names that config.toml gives to what portals call them; the rest is unknown."""
    serve(
        server,
        {
            "/": page(
                card("1", NUMBERS[0]).replace("Annonse", "Byrå"),
                card("2", NUMBERS[1]).replace("Annonse", "Privat"),
                card("3", NUMBERS[2]).replace("Annonse", "PRIVAT"),
                card("4", NUMBERS[3]),
            )
        },
    )
    labels = {"agency": ("Byrå",), "private": ("Privat",)}
    portal = a_portal(server.base + "/", label=Field(select="h2"), labels=labels)

    assert swept(portal, key).labels == {"agency": 1, "private": 2, "unknown": 1}


def test_a_label_on_a_page_that_is_not_fetched_again_is_not_counted_as_unknown(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """Labels are not kept by ad, so the second sweep of a week tells fewer."""
    serve(
        server,
        {
            "/": page(linked_card("1", "/vis?id=1")),
            "/vis?id=1": f'<dd class="phone">{NUMBERS[0]}</dd><i>Byrå</i>',
        },
    )
    detail = Detail(link=DETAIL.link, number=DETAIL.number, label=Field(select="i"))
    portal = a_portal(server.base + "/", detail=detail, labels={"agency": ("Byrå",)})
    first = swept(portal, key)
    again = swept(portal, key, {each.ad: each for each in first.sightings})

    assert (first.labels, again.labels) == ({"agency": 1}, {})


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Field(select="title", of="page"), {"Bergen"}),
        (Field(of="address", pattern=r"\?sted=(\w+)"), {"Oslo"}),
        (Field(select=".place"), {UNKNOWN_PLACE}),
    ],
)
def test_a_place_may_be_the_lists(
    server: PortalServer, key: Hidden[bytes], place: Field, expected: set[str]
) -> None:
    """In its title, or in its address."""
    serve(server, {"/?sted=oslo": f"<title>Annonser i Bergen</title>{page(card('1'))}"})
    portal = a_portal(server.base + "/?sted=oslo", place=place)
    (found,) = swept(portal, key).sightings

    assert found.places == expected


def test_an_ad_in_the_lists_of_two_cities_is_at_both(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """One that tours; the list of all places says none, and an excluded copy says nothing."""
    top = '<article class="top"><h2 id="b">Annonse</h2></article>'
    serve(
        server,
        {
            "/alle": "<h1>Alle</h1>" + card("a") + card("b"),
            "/oslo": "<h1>Oslo</h1>" + card("a") + top,
            "/bergen": "<h1>Bergen</h1>" + card("a") + card("b") + card("c"),
        },
    )
    portal = replace(
        a_portal(),
        start=tuple(f"{server.base}/{name}" for name in ("alle", "oslo", "bergen")),
        exclude=(Exclusion(select=".top"),),
        place=Field(select="h1", of="page"),
        next=NextPage(only_page=True),
    )
    found = swept(portal, key)

    places = [set(sighting.places) for sighting in found.sightings]
    assert places == [{"Oslo", "Bergen"}, {"Bergen"}, {"Bergen"}]
    assert found.duplicates == 3


def test_an_ad_under_two_headings_is_at_both(server: PortalServer, key: Hidden[bytes]) -> None:
    """What stands on the card itself says the same wherever it is listed, and is read once."""
    two = "<h1>Oslo</h1>" + card("a", place="Oslo") + "<h1>Bergen</h1>" + card("a", place="Bergen")
    serve(server, {"/": two})
    found = [
        swept(a_portal(server.base + "/", place=place, next=NextPage(only_page=True)), key)
        for place in (Field(select="h1", of="before"), Field(select=".place"))
    ]

    assert [set(sweep.sightings[0].places) for sweep in found] == [{"Oslo", "Bergen"}, {"Oslo"}]


@pytest.mark.parametrize(
    ("cities", "told"),
    [
        (("oslo", "bergen", "trondheim"), ["ads that are listed at all 3 places: 1"]),
        (("oslo", "bergen"), []),
    ],
)
def test_an_ad_that_is_listed_at_all_of_several_places_is_told(
    server: PortalServer, key: Hidden[bytes], cities: tuple[str, ...], told: list[str]
) -> None:
    """It tours, or the portal shows it on top of each list; one at both of two places tours."""
    lists = {f"/{city}": f"<h1>{city}</h1>{card('all')}{card(city)}" for city in cities}
    serve(server, lists | {name: lists[name] + card("two") for name in ("/oslo", "/bergen")})
    portal = replace(
        a_portal(),
        start=tuple(f"{server.base}/{city}" for city in cities),
        place=Field(select="h1", of="page"),
        next=NextPage(only_page=True),
    )
    notes = [note for note in swept(portal, key).notes if note.startswith("ads that are listed")]

    assert [note.partition(". ")[0] for note in notes] == told


def test_ads_that_no_reading_knows_again_are_told_from_a_list_that_moves(
    server: PortalServer, key: Hidden[bytes]
) -> None:
    """Each request names all ads anew, as with a session in their addresses."""
    requests = count()

    def listed(request: Request) -> Answer:
        session, following = next(requests), "" if request.path.endswith("2") else "?side=2"
        return Answer(page(*(card(f"{ad}-{session}") for ad in range(9)), following=following))

    server.routes = {"/": listed, "/?side=2": listed, "/robots.txt": Answer("")}

    with pytest.raises(Incomplete, match="hardly an ad of one reading is known again"):
        swept(a_portal(server.base + "/"), key)


@pytest.mark.parametrize(
    ("links", "told"),
    [
        (["/vis/1?ref=topp", "/vis/1?ref=liste", "/vis/2", "/vis/3"], 1),
        (["/vis?id=1", "/vis?id=2", "/vis?id=3", "/vis?id=4"], 0),
        (["/vis/1?ref=liste", "/vis/2?ref=liste"], 0),
    ],
)
def test_ads_whose_addresses_differ_in_their_query_alone_are_told(
    server: PortalServer, key: Hidden[bytes], links: list[str], told: int
) -> None:
    """Unless it is by the query that ads are told apart."""
    cards = "".join(f'<article><a href="{link}">a</a></article>' for link in links)
    serve(server, {"/": page(cards)})
    notes = swept(a_portal(server.base + "/", ad=BY_LINK, place=None), key).notes

    assert [note.split()[0] for note in notes if "behind ? alone" in note] == [str(told)] * (
        told > 0
    )


@pytest.mark.parametrize(
    ("contacts", "is_told"),
    [
        (["43 10 00 00"] * 10, True),
        ([f"43 10 00 00, 42 12 34 {n}" for n in range(10, 20)], True),
        (["43 10 00 00"] * 9 + ["42 12 34 56"], True),
        (["43 10 00 00"] * 8 + ["42 12 34 56", "44 34 56 78"], False),
        (["43 10 00 00"] * 9, False),
    ],
)
def test_a_number_that_nearly_every_ad_has_is_told(
    server: PortalServer, key: Hidden[bytes], contacts: list[str], is_told: bool
) -> None:
    """It may be the portal's own; of few ads, or of fewer, it is one advertiser's."""
    serve(
        server, {"/": page(*(card(f"{n}", contact, "Oslo") for n, contact in enumerate(contacts)))}
    )
    notes = swept(a_portal(server.base + "/"), key).notes

    assert any(note.startswith("one number is on nearly every ad") for note in notes) is is_told


@pytest.mark.parametrize(("doubled", "is_told"), [(10, True), (9, True), (8, False)])
def test_numbers_that_are_all_on_two_ads_are_told(
    server: PortalServer, key: Hidden[bytes], doubled: int, is_told: bool
) -> None:
    """A page may have each ad twice, for large and for small screens, with an id for each."""
    large = [card(f"d{n}", f"42 12 34 {n}", "Oslo") for n in range(10, 20)]
    small = [card(f"m{n}", f"42 12 34 {n}", "Oslo") for n in range(10, 10 + doubled)]
    serve(server, {"/": page(*large, *small)})
    notes = swept(a_portal(server.base + "/"), key).notes

    assert any("numbers are on two ads or more" in note for note in notes) is is_told


@pytest.mark.parametrize(
    ("again", "told"), [("43 23 45 67", 1), ("42 12 34 56", 0), ("43 23 45 67, 42 12 34 56", 0)]
)
def test_a_card_with_another_ads_id_and_another_number_is_told(
    server: PortalServer, key: Hidden[bytes], again: str, told: int
) -> None:
    """Two ads may have one address, of the same title: the second is not counted.

    Where the first shows no number, the second may well be the same.
    """
    cards = [card("anna", "42 12 34 56", "Oslo"), card("anna", again, "Oslo"), card("anna")]
    serve(server, {"/": page(*cards, card("b"), card("b", "44 34 56 78", "Oslo"))})
    found = swept(a_portal(server.base + "/"), key)

    assert len(found.sightings) == 2
    assert len([n for n in found.notes if n.startswith("cards with the id of another")]) == told


@pytest.mark.parametrize(("of", "is_told"), [("page", True), ("before", False)])
def test_a_place_of_the_whole_page_is_told(
    server: PortalServer, key: Hidden[bytes], of: Literal["page", "before"], is_told: bool
) -> None:
    """Every ad would get every place that stands on the page."""
    cards = f"<h3>Oslo</h3>{card('1')}{card('2')}<h3>Bergen</h3>{card('3')}"
    serve(server, {"/": page(cards)})
    found = swept(a_portal(server.base + "/", place=Field(select="h3", of=of)), key)

    assert any(note.startswith("place (select = 'h3'") for note in found.notes) is is_told
    assert {len(each.places) for each in found.sightings} == ({2} if is_told else {1})


SITE = "portal.example"
BY_LINK = Field(select="a", attribute="href")


def ids_of(start: str, *lists: list[str], ad: Field = BY_LINK) -> list[str]:
    """Return by what the ads are known whose links these list pages hold."""
    last = len(lists) - 1
    texts = {
        f"{start}{at or ''}": page(
            *(linked_card("", link) for link in links),
            following=f"/{at + 1}" if at < last else "",
        )
        for at, links in enumerate(lists)
    }
    walk = Walk(a_portal(start, ad=ad), Pages(texts).get)
    return [key.reveal() for key, _ in walk.ads()]


@pytest.mark.parametrize("start", ["http", "https"])
@pytest.mark.parametrize("usual", ["http", "https"])
def test_an_ad_is_one_whatever_scheme_its_links_begin_with(start: str, usual: str) -> None:
    """It is known by the scheme of most links on the first page, whichever stands on top there."""
    other = {"http": "https", "https": "http"}[usual]
    ads = [f"//{SITE}/ad/{at}" for at in range(4)]
    first = [f"{other}:{ads[0]}", f"{usual}:{ads[0]}", f"{usual}:{ads[1]}"]
    second = [f"{other}:{ads[1]}", f"{other}:{ads[2]}", f"{other}:{ads[3]}"]
    assert ids_of(f"{start}://{SITE}/", first, second) == [f"{usual}:{ad}" for ad in ads]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_portal_whose_links_all_begin_alike_keeps_its_ids(scheme: str) -> None:
    """Also where `start` is written with the other scheme."""
    links = [f"{scheme}://{SITE}/ad/1", f"{scheme}://{SITE}/ad/2"]
    assert ids_of(f"https://{SITE}/", links) == links


@pytest.mark.parametrize(
    ("start", "host"),
    [(f"https://{SITE}/", "other.example"), (f"https://{SITE}:8443/", f"{SITE}:8443")],
)
def test_of_another_host_or_port_a_scheme_tells_ads_apart(start: str, host: str) -> None:
    """Nobody has said that the two are one there."""
    links = [f"https://{host}/ad/1", f"http://{host}/ad/1", f"https://{SITE}/ad/2"]
    assert ids_of(start, links) == links


def test_what_a_pattern_picks_from_a_link_is_the_id_to_the_letter() -> None:
    """It need not be an address."""
    links = [f"https://{SITE}/ad/%41", f"https://{SITE}/ad/A"]
    by_pattern = Field(select="a", attribute="href", pattern="ad/(.+)")
    assert ids_of(f"https://{SITE}/", links, ad=by_pattern) == ["%41", "A"]


def ids_in_data(*values: str, pattern: str = "") -> list[str]:
    """Return by what the ads of a JSON list are known that says these of them."""
    start = f"https://{SITE}/api"
    ads = {"format": "json", "cards": "ads", "ad": Field(select="url", pattern=pattern)}
    answer = json_page([{"url": value} for value in values])
    walk = Walk(a_portal(start, next=NextPage(only_page=True), **ads), Pages({start: answer}).get)
    return [key.reveal() for key, _ in walk.ads()]


def test_an_address_that_data_says_is_known_in_the_same_one_spelling() -> None:
    """As a link is: the scheme of most ads, no way up, no place on the page."""
    first = f"http://{SITE}/ad/1"
    others = (f"HTTPS://{SITE.upper()}:443/x/../ad/1#top", f"http://{SITE}/ad/%31")
    assert ids_in_data(first, *others, f"http://{SITE}/ad/2") == [first, f"http://{SITE}/ad/2"]


def test_an_id_in_data_that_is_no_address_is_known_to_the_letter() -> None:
    """Nor is what a pattern picks, or what only begins as one."""
    odd = ["a/../%41#1", "/ad/%41", "http://[ad]:x/%41", "HTTPS:a%41"]
    assert ids_in_data(*odd) == odd
    paths = [f"https://{SITE}/ad/%41", f"https://{SITE}/ad/A"]
    assert ids_in_data(*paths, pattern="(https.+)") == paths


def test_a_page_without_an_ad_of_the_host_leaves_the_scheme_to_the_next() -> None:
    """As where a list begins with another site's."""
    pages = ["https://other.example/1"], [f"http://{SITE}/1"] * 2, [f"https://{SITE}/1"]
    assert ids_of(f"https://{SITE}/", *pages) == ["https://other.example/1", f"http://{SITE}/1"]


def test_another_ads_card_on_an_ads_own_page_is_known_whatever_its_scheme(
    key: Hidden[bytes],
) -> None:
    """Else its number would be this ad's, too."""
    start = f"https://{SITE}/"
    own = {at: f'<p class="phone">{NUMBERS[at]}</p>' for at in (0, 1)}
    similar = f'<article><h2>x</h2><a href="http://{SITE}/1">Vis</a>{own[1]}</article>'
    texts = {
        start: page(*(linked_card("", f"{start}{at}") for at in (0, 1))),
        f"{start}0": page(own[0] + similar),
        f"{start}1": page(own[1]),
    }
    portal = a_portal(start, ad=BY_LINK, number=None, detail=DETAIL, place=None)
    found = sweep_pages(portal, Pages(texts).get, Identify(key), PLACES)
    assert [len(sighting.numbers) for sighting in found.sightings] == [1, 1]
