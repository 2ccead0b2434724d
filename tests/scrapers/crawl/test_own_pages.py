"""What goes wrong with one ad, on its card or its own page, costs it its number and no more."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pytest

from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.errors import (
    Challenge,
    FetchFailed,
    Gone,
    Incomplete,
    LayoutChanged,
    Refused,
    ScrapeError,
)
from scrapers.extract import ad_fields
from scrapers.extract.ad_fields import Facts
from scrapers.model import Hidden, Page, Sweep
from scrapers.numbers import read_html
from scrapers.portal_config import Detail, Field, Mark, Portal
from scrapers.pseudonymize import Identify
from tests.portal_server import Answer, PortalServer
from tests.scrapers.support import a_fetcher, a_portal

BASE = "http://127.0.0.1"
LIST = f"{BASE}/annonser"
LINK = Field(select="a", attribute="href")
DETAIL = Detail(link=LINK, number=Field(select=".tlf"))
IDENTIFY = Identify(Hidden(bytes(32)))


def number(ad: int) -> str:
    """Return a fictional number, another for each ad."""
    return f"42 00 {ad // 100:02} {ad % 100:02}"


def shown(ad: int) -> str:
    """Write an ad's card, with its number, as pages of ads that are gone show them."""
    return f'<article><a href="/vis/{ad}">Annonse</a> <b class="tlf">{number(ad)}</b></article>'


def own(ad: int, more: str = "") -> str:
    """Write an ad's own page."""
    return f'<h1>Annonse {ad}</h1><p class="tlf">{number(ad)}</p>{more}'


@dataclass(slots=True)
class Site:
    """A list of ads on one page and their own pages; some of those are faults, or elsewhere."""

    ads: int
    pages: Mapping[int, str | Exception | Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def get(self, address: str, _what: str) -> Page:
        """Stand in for `Fetcher.get`."""
        self.asked.append(address)
        if address == LIST:
            cards = (f'<article><a href="/vis/{n}">x</a></article>' for n in range(1, self.ads + 1))
            return Page(address, "".join(cards))
        ad = int(address.rpartition("/")[2])
        answer = self.pages.get(ad, own(ad))
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Page) else Page(address, answer)


def portal(**changes: object) -> Portal:
    """Describe the portal: its numbers stand on the ads' own pages."""
    plain = {"ad": LINK, "number": None, "place": None, "detail": DETAIL}
    return a_portal(LIST, **(plain | changes))


def swept(site: Site, **changes: object) -> Sweep:
    """Sweep a site."""
    return sweep_pages(portal(**changes), site.get, IDENTIFY, {})


def numbers(found: Sweep) -> int:
    """Count the distinct numbers of a sweep."""
    return len({each for sighting in found.sightings for each in sighting.numbers})


SIX_OTHERS = "".join(map(shown, range(11, 17)))
REMOVED = "<h1>Annonsen er fjernet</h1><p>Se også:</p>"


@pytest.mark.parametrize(
    "elsewhere",
    [
        Page(LIST, SIX_OTHERS),
        Page(f"{LIST}/", SIX_OTHERS),
        Page(f"{LIST}?fjernet=1", '<p class="tlf">43 99 00 01</p>'),
        Page(f"{BASE}/", '<p class="tlf">43 99 00 01</p>'),
        Page(f"{BASE}/vis/50", own(50)),
        REMOVED + SIX_OTHERS,
        REMOVED + shown(11),
        REMOVED + "".join(f'<p class="tlf">43 99 00 {n:02}</p>' for n in range(6)),
    ],
    ids=["list", "slash", "query", "front", "other", "six", "one", "many"],
)
def test_a_page_that_came_in_an_ads_place_gives_it_no_number(elsewhere: str | Page) -> None:
    """A redirect to the list or to another ad, others' cards, more numbers than one ad has."""
    found = swept(Site(100, {1: elsewhere, 2: elsewhere}))

    assert (found.ads, found.with_number, numbers(found)) == (100, 98, 98)
    assert all(not each.numbers for each in found.sightings[:2])


def test_cards_of_others_beside_the_ad_are_not_read() -> None:
    """As "similar ads" on a page that is up; the ad may itself stand in such an element."""
    beside = SIX_OTHERS.replace("</article>", "<article><i></i></article></article>")
    within = f"<article>{own(1)}<a href='/vis/3'>Neste annonse</a></article>"
    found = swept(Site(100, {1: own(1, beside), 2: within.replace("42 00 00 01", "42 00 00 02")}))

    assert (found.with_number, numbers(found)) == (100, 100)
    assert [len(each.numbers) for each in found.sightings[:2]] == [1, 1]


def test_cards_are_others_by_where_they_lead_too() -> None:
    """Where the list has an id that such cards have not."""
    cards = "".join(
        f'<article id="ad-{n}"><a href="/vis/{n}">x</a></article>' for n in range(1, 21)
    )
    site = Site(20, {1: REMOVED + shown(11), 2: REMOVED + shown(30)})

    def get(address: str, what: str) -> Page:
        return Page(address, cards) if address == LIST else site.get(address, what)

    by_id = portal(ad=Field(attribute="id"))
    found = sweep_pages(by_id, get, IDENTIFY, {})

    assert [len(each.numbers) for each in found.sightings[:3]] == [0, 1, 1]


def test_ads_that_look_taken_down_are_told() -> None:
    """How many, in a note; no word of theirs."""
    found = swept(Site(100, {1: REMOVED + SIX_OTHERS, 2: REMOVED + shown(11)}))

    assert [note for note in found.notes if "taken down" in note] == [
        "2 ads' own pages show other ads and no number of their own, which is how ads look that "
        "were taken down"
    ]


def full(text: str) -> str:
    """Write a whole page that says nothing of an ad."""
    return f"<title>Torg</title>{text}"


def test_own_pages_that_all_say_the_same_and_nothing_of_the_ad_are_not_its_own() -> None:
    """The portal asks to wait, or to log in, with status 200: few are told, many are partial."""
    wait = full("<h1>Vent litt</h1><p>Du går litt fort frem.</p>")
    few = swept(Site(100, dict.fromkeys((1, 5, 9), wait)))

    assert (len(few.sightings), numbers(few)) == (100, 97)
    assert any("word for word what another ad's shows" in note for note in few.notes)
    with pytest.raises(Incomplete, match="word for word what another ad's shows"):
        swept(Site(100, dict.fromkeys(range(40, 60), wait)))


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (full('<h1>Annonse</h1><p class="tlf">42 00 00 01</p>'), DETAIL),
        ("<p>Ikke oppgitt</p>", DETAIL),
        (full("<h1>Annonse</h1><p>Oslo</p>"), replace(DETAIL, place=Field(select="p"))),
        (full("<h1>Annonse</h1><b>Vis nummer</b>"), replace(DETAIL, hidden=Mark(select="b"))),
    ],
    ids=["number", "piece", "place", "hidden"],
)
def test_own_pages_that_say_something_of_the_ad_may_be_alike(text: str, detail: Detail) -> None:
    """Of one advertiser, with the same words; a piece of a page has few words to say."""
    found = swept(Site(20, dict.fromkeys(range(1, 20), text)), detail=detail)

    assert (len(found.sightings), found.own_pages_away) == (20, 0)


def answered(answers: Mapping[int, object], ads: int = 30) -> Site:
    """Return ads whose own pages are JSON; every third has no number, and the portal says so."""
    said = {ad: {"id": ad, "phone": number(ad) if ad % 3 else None} for ad in range(1, ads + 1)}
    return Site(ads, {ad: json.dumps(answer) for ad, answer in (said | dict(answers)).items()})


IN_JSON = replace(DETAIL, format="json", number=Field(select="phone"))
WAIT = {"error": "too many requests"}


@pytest.mark.parametrize(
    "answer",
    [
        lambda _ad: WAIT,
        lambda ad: {"error": "too many requests", "retry_after": ad},
        lambda _ad: {"id": None, "phone": "", "captcha": True},
    ],
    ids=["words", "keys", "captcha"],
)
def test_json_that_is_built_as_no_ads_answer_is_no_ad_without_a_number(
    answer: Callable[[int], object],
) -> None:
    """The portal asks to wait, with status 200: few are told, many are partial."""
    few = swept(answered({ad: answer(ad) for ad in (1, 2)}), detail=IN_JSON)

    assert (len(few.sightings), few.with_number, few.own_pages_away) == (30, 18, 2)
    assert any("is built as none that does" in note for note in few.notes)
    with pytest.raises(Incomplete, match="is built as none that does"):
        swept(answered({ad: answer(ad) for ad in range(1, 11)}), detail=IN_JSON)


@pytest.mark.parametrize(
    "answer",
    [lambda _ad: {}, lambda ad: {"id": ad}, lambda ad: {"id": ad, "text": "Skriv"}],
    ids=["empty", "without the key", "with another"],
)
def test_json_without_a_number_may_be_built_otherwise(answer: Callable[[int], object]) -> None:
    """An interface may leave out what is not there, and an ad may say more than others."""
    found = swept(answered({ad: answer(ad) for ad in range(1, 11)}), detail=IN_JSON)

    assert (found.own_pages_away, found.notes) == (0, ())


def test_own_pages_with_the_same_words_and_number_are_told() -> None:
    """They may be an error, or ads taken down, with the portal's own number where theirs stood."""
    gone = {
        ad: full(f'<h1>Annonse {ad} er fjernet</h1><p class="tlf">42 00 99 99</p>')
        for ad in range(1, 4)
    }
    (note,) = swept(Site(40, gone)).notes

    assert note.startswith("3 ads' own pages say the same but for figures, and show one number")
    assert swept(Site(40, {ad: gone[ad] for ad in (1, 2)})).notes == ()


def test_an_ad_that_moved_to_another_address_of_its_own_is_read() -> None:
    """As when a portal adds its title to the address."""
    found = swept(Site(10, {1: Page(f"{BASE}/vis/1-hytte-til-leie", own(1))}))

    assert found.with_number == 10


@pytest.mark.parametrize("count", [5, 6])
def test_an_ad_has_so_many_numbers_and_no_more(count: int) -> None:
    """More must be others': none of them is read, and it is told."""
    text = "".join(f'<p class="tlf">43 99 00 {n:02}</p>' for n in range(count))
    found = swept(Site(10, {1: text}))

    assert numbers(found) == (9 + 5 if count == 5 else 9)
    assert any("most_numbers = 5" in note for note in found.notes) is (count == 6)
    assert numbers(swept(Site(10, {1: text}), most_numbers=6)) == 9 + count


def test_a_card_with_more_numbers_than_one_ad_has_gives_none() -> None:
    """An element that holds several ads was taken for one."""
    text = "".join(f"<b>43 99 00 {n:02}</b><br>" for n in range(6))
    cards = f'<article><a href="/vis/1">x</a><div class="contact">{text}</div></article>'
    found = sweep_pages(
        portal(number=Field(select=".contact"), detail=None),
        lambda address, _: Page(address, cards),
        IDENTIFY,
        {},
    )

    assert (found.ads, numbers(found)) == (1, 0)


FAULTS = (
    FetchFailed("portal answered 500"),
    FetchFailed("portal answered 503"),
    Refused("portal answered 403 for an ad's own page"),
    LayoutChanged("an ad's own page is not text"),
    RecursionError("42 00 00 01"),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{type(fault).__name__}")
@pytest.mark.parametrize(("ads", "away"), [(20, 3), (100, 5)])
def test_a_few_own_pages_that_stay_away_cost_their_ads_a_number(
    fault: Exception, ads: int, away: int
) -> None:
    """Three, or one in twenty, with a note that quotes nothing; one more is too many."""
    found = swept(Site(ads, dict.fromkeys(range(2, 2 + away), fault)))

    assert (found.ads, found.with_number, found.own_pages_away) == (ads, ads - away, away)
    (note,) = found.notes
    assert note.startswith(f"{away} ads could not be read, and count without a number: ")
    assert "42" not in note
    with pytest.raises(Incomplete, match=f"{away + 1} of {ads} ads could not be read"):
        swept(Site(ads, dict.fromkeys(range(2, 3 + away), fault)))


def test_a_sweep_stops_asking_when_too_many_pages_stay_away() -> None:
    """A server that cannot answer is not asked for the other hundred."""
    site = Site(20, dict.fromkeys(range(1, 21), FAULTS[0]))
    with pytest.raises(Incomplete):
        swept(site)

    assert len(site.asked) == 1 + 4


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [(FAULTS[0], FetchFailed), (FAULTS[2], Refused), (FAULTS[3], LayoutChanged)],
)
@pytest.mark.parametrize("ads", [1, 3, 30])
def test_where_no_own_page_is_to_be_had_the_week_is_what_that_means(
    fault: Exception, outcome: type[ScrapeError], ads: int
) -> None:
    """However few ads there are; of many, four are asked for, and a server may be well again."""
    outcome = Incomplete if (ads, outcome) == (30, FetchFailed) else outcome
    with pytest.raises(outcome, match="ads could not be read"):
        swept(Site(ads, dict.fromkeys(range(1, ads + 1), fault)))


@pytest.mark.parametrize("fault", [Challenge("a challenge page"), Incomplete("stopped at hours")])
def test_what_is_meant_for_the_whole_sweep_ends_it(fault: ScrapeError) -> None:
    """A portal that asks for a human is asked nothing more; time that is up is up."""
    site = Site(20, {3: fault})
    with pytest.raises(type(fault)):
        swept(site)

    assert site.asked[-1] == f"{BASE}/vis/3"


def test_ads_that_are_gone_are_no_fault() -> None:
    """They were taken down; that is counted apart."""
    found = swept(Site(20, {1: Gone("404"), 2: FAULTS[0]}))

    assert (found.with_number, found.own_pages_away) == (18, 1)


def test_a_page_to_which_two_ads_lead_is_that_of_neither() -> None:
    """A page of the portal's that is no list of the block's; the first ad has it for its own."""
    found = swept(Site(100, {n: Page(f"{BASE}/kart", own(0)) for n in (1, 2, 3)}))

    assert (found.ads, found.with_number) == (100, 98)
    moved = swept(Site(100, {n: Page(f"{BASE}/kart/{n}", own(0)) for n in (1, 2, 3)}))
    assert moved.with_number == 100


def test_ads_that_are_gone_may_be_none() -> None:
    """A sitemap lists what was taken down; every own page is asked for, up to half may be gone."""
    gone = {n: Gone("404") for n in range(1, 8)}
    site, none = Site(14, gone), replace(DETAIL, gone="no ad")
    found = swept(site, detail=none, number=Field(select=".tlf"))

    assert (found.ads, found.excluded, found.with_number) == (7, 7, 7)
    assert len(site.asked) == 1 + 14
    for gone_too in (9, 14):
        with pytest.raises(LayoutChanged, match=f"404 for an ad's own page for {gone_too} of 14"):
            swept(Site(14, {n: Gone("404") for n in range(1, gone_too + 1)}), detail=none)


def test_whether_an_ad_is_gone_is_asked_of_its_page_whatever_its_card_tells() -> None:
    """Only the page can tell."""
    whole = Facts(numbers=(Hidden("+4742000001"),))

    assert whole.lack(replace(DETAIL, gone="no ad"))
    assert not whole.lack(DETAIL)


def test_a_fault_of_ours_on_one_card_costs_that_ad_its_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Any exception: what an advertiser writes must not stop the portal."""

    def failing(piece: str, *words: object, **more: object) -> object:
        if "FEIL" in str(getattr(piece, "html", piece)):
            raise RecursionError(piece)
        return read_html(piece, *words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(ad_fields, "read_html", failing)
    texts = ["FEIL", *(number(ad) for ad in range(2, 12))]
    cards = "".join(
        f'<article><a href="/vis/{n}">x</a><p class="contact">{text}</p></article>'
        for n, text in enumerate(texts, 1)
    )
    found = sweep_pages(
        portal(number=Field(select=".contact"), detail=None),
        lambda address, _: Page(address, cards),
        IDENTIFY,
        {},
    )

    assert (found.ads, found.with_number, found.own_pages_away) == (11, 10, 1)
    assert found.notes == (
        "1 ads could not be read, and count without a number: a fault of this program "
        "(RecursionError)",
    )


def test_one_own_page_that_was_cut_off_is_asked_for_again() -> None:
    """It does not end as those before it; cut again, it is one that stays away."""
    whole = "<html><body>{}</body></html>"
    pages = {ad: whole.format(own(ad)) for ad in range(1, 11)}
    found = swept(Site(10, pages | {5: "<html><body><h1>Annonse"}))

    assert (found.with_number, found.own_pages_away) == (9, 1)


def test_json_of_one_ad_that_is_none_costs_that_ad(server: PortalServer) -> None:
    """Over HTTP, with an error page of the server's in its place."""
    cards = "".join(f'<article><a href="/api/{n}">x</a></article>' for n in range(1, 6))
    server.routes = {"/": Answer(cards), "/api/5": Answer("<h1>Feil</h1>", 500)}
    for ad in range(1, 5):
        text = "{" if ad == 4 else json.dumps({"phone": number(ad)})
        server.routes[f"/api/{ad}"] = Answer(text, headers={"Content-Type": "application/json"})
    detail = Detail(link=LINK, format="json", number=Field(select="phone"))
    one = replace(portal(detail=detail), start=server.base + "/")
    with a_fetcher(one) as fetcher:
        found = sweep_pages(one, fetcher.get, IDENTIFY, {})

    assert (found.ads, found.with_number, found.own_pages_away) == (5, 3, 2)


def test_an_own_page_that_is_not_to_be_parsed_costs_that_ad(server: PortalServer) -> None:
    """Over HTTP, whatever kind of page the server says that it is."""
    cards = "".join(f'<article><a href="/vis/{n}">x</a></article>' for n in range(1, 6))
    server.routes = {f"/vis/{n}": Answer(own(n)) for n in range(1, 6)}
    server.routes["/"] = Answer(cards)
    deep = "<div>" * 40_000
    server.routes["/vis/4"] = Answer(deep, headers={"Content-Type": "application/json"})
    one = replace(portal(), start=server.base + "/")
    with a_fetcher(one) as fetcher:
        found = sweep_pages(one, fetcher.get, IDENTIFY, {})

    assert (found.ads, found.with_number, found.own_pages_away) == (5, 4, 1)
    assert found.notes == (
        "1 ads could not be read, and count without a number: HTML is nested deeper than 512 "
        "elements",
    )
