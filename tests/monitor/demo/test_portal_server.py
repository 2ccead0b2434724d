"""The simulated portals over real HTTP: their habits, their faults, and what they always say."""

import http.client
import json
import logging
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

import pytest

from monitor.demo import pages
from monitor.demo.portal_server import DemoPortals
from monitor.demo.simulated_market import DemoAd, Market, MarketWeek
from monitor.demo.site import DEFAULT_FAULTS, Fault
from monitor.loopback_server import PortTakenError

MONDAY = date(2022, 1, 3)
OUT = [date.fromisocalendar(2021, week, 1) for week in (30, 31, 32)]
LAYOUT = date.fromisocalendar(2022, 20, 1)
CARD = re.compile(
    r'<article class="ad( featured)?"><h2>'
    r'<a href="/nordlys/annonse/(\w+)" data-id="\w+">.*?</a></h2>'
    r'<span class="place">(.*?)</span>.*?<div class="contact">(.*?)</div></article>'
)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    kind: str
    text: str


class Browser:
    """A client with one connection that stays open."""

    def __init__(self, portals: DemoPortals) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", portals.port, timeout=10)

    def get(self, address: str, method: str = "GET") -> Answer:
        """Ask for an address and read all of the answer."""
        self._connection.request(method, address)
        response = self._connection.getresponse()
        kind = response.getheader("Content-Type") or ""
        return Answer(response.status, kind, response.read().decode())

    def address(self) -> Any:
        """Tell which end of the connection is ours; None when there is no connection."""
        return self._connection.sock and self._connection.sock.getsockname()

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


class HandMade:
    """A market of a few ads that a test has written."""

    def __init__(self, **ads: tuple[DemoAd, ...]) -> None:
        self._ads = ads

    def week(self, monday: date, /) -> MarketWeek:
        """List the same ads in every week."""
        return MarketWeek(monday, self._ads)


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(3, scale=0.4)


@pytest.fixture
def portals(market: Market) -> Iterator[DemoPortals]:
    with DemoPortals(market) as opened:
        opened.set_week(MONDAY)
        yield opened


@pytest.fixture
def browser(portals: DemoPortals) -> Iterator[Browser]:
    opened = Browser(portals)
    yield opened
    opened.close()


def ad(slug: str, *numbers: str, places: tuple[str, ...] = ("Oslo",)) -> DemoAd:
    """Write an ordinary ad."""
    return DemoAd(slug, places, numbers, agency=False, featured=False)


def nordlys_pages(browser: Browser) -> Iterator[str]:
    """Follow the next links to the end."""
    query: str | None = ""
    while query is not None:
        page = browser.get(f"/nordlys/{query}").text
        yield page
        link = re.search(r'<a rel="next" href="(\?[^"]+)">', page)
        query = link and link[1]


def tundra_slices(browser: Browser) -> Iterator[dict[str, Any]]:
    """Follow the next addresses to the end."""
    address: str | None = "/tundra/api/ads?offset=0"
    while address:
        answer = json.loads(browser.get(address).text)
        yield answer
        address = answer["next"]


# -- paging ---------------------------------------------------------------------------------------


def test_nordlys_lists_every_ad_once(market: Market, browser: Browser) -> None:
    """Its pages, 60 ads each, hold every ad in order; featured ones repeat on top of each."""
    cards = [CARD.findall(page) for page in nordlys_pages(browser)]
    ads = market.week(MONDAY).ads["nordlys"]
    featured = [ad.slug for ad in ads if ad.featured]
    plain = [[slug for mark, slug, *_ in page if not mark] for page in cards]

    assert len(cards) > 3
    assert [slug for page in plain for slug in page] == [ad.slug for ad in ads if not ad.featured]
    assert {len(page) for page in plain[:-1]} == {60}
    assert all([slug for mark, slug, *_ in page if mark] == featured for page in cards)


def test_nordlys_states_its_total(market: Market, browser: Browser) -> None:
    """Every page of the list says how many ads there are in all, featured ones once."""
    total = len(market.week(MONDAY).ads["nordlys"])

    assert all(f'<p class="total">{total} annonser</p>' in p for p in nordlys_pages(browser))


def test_nordlys_states_places(market: Market, browser: Browser) -> None:
    """Places stand in the list as the ad states them, and are empty where it states none."""
    stated = {
        slug: place for page in nordlys_pages(browser) for _, slug, place, _ in CARD.findall(page)
    }

    assert stated == {ad.slug: ", ".join(ad.places) for ad in market.week(MONDAY).ads["nordlys"]}


def test_fjord_lists_every_ad_once() -> None:
    """Its numbered pages, 25 ads each, hold every ad; the page after the last is empty."""
    ads = tuple(ad(f"g{i}") for i in range(60))
    with DemoPortals(HandMade(fjord=ads)) as portals:
        portals.set_week(MONDAY)
        browser = Browser(portals)
        lists = [browser.get(f"/fjord/annonser?side={side}").text for side in (1, 2, 3, 4)]
        browser.close()
    slugs = [re.findall(r'href="/fjord/vis\?id=(\w+)"', page) for page in lists]

    assert [slug for page in slugs for slug in page] == [one.slug for one in ads]
    assert [len(page) for page in slugs] == [25, 25, 10, 0]
    assert ['<p class="empty">' in page for page in lists] == [False, False, False, True]
    assert "Viser 1-25 av 60 treff" in lists[0]
    assert "Viser 51-60 av 60 treff" in lists[2]
    assert "Viser 0 av 60 treff" in lists[3]


def test_fjord_gives_numbers_on_detail_pages_only(market: Market, browser: Browser) -> None:
    """The list has no number; the ad's own page has all of them."""
    listing = browser.get("/fjord/annonser?side=1").text
    for one in market.week(MONDAY).ads["fjord"]:
        phone = re.search(
            r'<dd class="phone">(.*?)</dd>', browser.get(f"/fjord/vis?id={one.slug}").text
        )
        assert phone is not None
        assert digits(phone[1]) == [number[-8:] for number in one.numbers]
        assert all(written not in listing for n in one.numbers for written in pages.spellings(n))


def test_tundra_lists_every_ad_once(market: Market, browser: Browser) -> None:
    """Its slices, 50 ads each, hold every ad with its numbers, and the last has no next."""
    slices = list(tundra_slices(browser))
    listed = [one for answer in slices for one in answer["ads"]]
    ads = market.week(MONDAY).ads["tundra"]

    assert [one["id"] for one in listed] == [one.slug for one in ads]
    assert [one["city"] for one in listed] == [" / ".join(one.places) for one in ads]
    assert [digits(*one["phones"]) for one in listed] == [
        [number[-8:] for number in one.numbers] for one in ads
    ]
    assert {answer["total"] for answer in slices} == {len(ads)}
    assert [len(answer["ads"]) for answer in slices[:-1]] == [50] * (len(slices) - 1)


def test_an_empty_market_says_so() -> None:
    """With no ads at all each portal says in its own way that there are none."""
    with DemoPortals(HandMade()) as portals:
        portals.set_week(MONDAY)
        browser = Browser(portals)
        nordlys, fjord, tundra = (
            browser.get(address).text
            for address in ("/nordlys/", "/fjord/annonser?side=1", "/tundra/api/ads?offset=0")
        )
        browser.close()

    assert '<p class="empty">Ingen annonser</p>' in nordlys
    assert '<p class="total">0 annonser</p>' in nordlys
    assert '<p class="empty">' in fjord
    assert (json.loads(tundra)["ads"], json.loads(tundra)["next"]) == ([], None)


# -- numbers as people write them -----------------------------------------------------------------


def digits(*texts: str) -> list[str]:
    """Read the last eight digits of each number; two in one text are parted by "eller"."""
    parts = [part for text in texts for part in unescape(text).split(" eller ")]
    return [found[-8:] for part in parts if (found := re.sub(r"\D", "", part))]


@pytest.mark.parametrize("number", ["+4742412345", "+46701740612", "+447700900123"])
def test_every_spelling_is_the_number(number: str) -> None:
    """However a number is written, its digits are all there and in order."""
    written = pages.spellings(number)

    assert len(set(written)) == len(written) >= 4
    assert {digits(one)[0] for one in written} == {number[-8:]}


@pytest.mark.parametrize("number", ["+46701740612", "+447700900123"])
def test_foreign_numbers_are_written_with_their_country(number: str) -> None:
    """Without its country a foreign number would be another one."""
    assert all(re.match(r"\(?(\+|00)4[46]", one) for one in pages.spellings(number))


def test_nordlys_writes_numbers_in_many_ways(market: Market, browser: Browser) -> None:
    """The list has groups of three and two, country codes, no-break spaces, links and blanks."""
    contacts = "\n".join(
        contact for page in nordlys_pages(browser) for *_, contact in CARD.findall(page)
    )
    for habit in (
        r"^\d{3} \d\d \d{3}$",
        r"^\d\d \d\d \d\d \d\d$",
        r"^\d{8}$",
        r"^\+47 \d{3} \d\d \d{3}$",
        r"^0047 \d{8}$",
        r"^\(\+47\) \d\d \d\d",
        "^\\d\\d\N{NO-BREAK SPACE}\\d\\d",
        r'^<a href="tel:\+\d+">Ring</a>$',
        r'^<a href="https://wa\.me/\d+">WhatsApp</a>$',
        r" eller ",
        r"^$",
    ):
        assert re.search(habit, contacts, re.MULTILINE), habit


def test_nordlys_contacts_hold_the_numbers(market: Market, browser: Browser) -> None:
    """What a card gives, in text or link, is what the ad has: no more, no less."""
    given = {
        slug: digits(contact)
        for page in nordlys_pages(browser)
        for _, slug, _, contact in CARD.findall(page)
    }

    assert given == {
        one.slug: [number[-8:] for number in one.numbers]
        for one in market.week(MONDAY).ads["nordlys"]
    }


def test_the_page_of_a_nordlys_ad_repeats_the_card(market: Market, browser: Browser) -> None:
    """An ad's own page gives what the list gives."""
    one = market.week(MONDAY).ads["nordlys"][0]
    (card,) = CARD.findall(browser.get(f"/nordlys/annonse/{one.slug}").text)

    assert card in CARD.findall(browser.get("/nordlys/").text)


def test_pages_do_not_change_between_requests(browser: Browser) -> None:
    """The spelling belongs to the ad, not to the request."""
    assert browser.get("/nordlys/") == browser.get("/nordlys/")


def test_what_an_ad_states_is_escaped() -> None:
    """A place with markup in it stays text."""
    odd = HandMade(nordlys=(ad("g1", places=("<b>Oslo</b>",)),))
    with DemoPortals(odd) as portals:
        portals.set_week(MONDAY)
        browser = Browser(portals)
        page = browser.get("/nordlys/").text
        browser.close()

    assert "&lt;b&gt;Oslo&lt;/b&gt;" in page
    assert "<b>Oslo" not in page


# -- what is always said --------------------------------------------------------------------------


def test_every_page_says_that_it_is_simulated(market: Market, portals: DemoPortals) -> None:
    """Lists, ads, JSON, robots.txt, the start page, faults and errors all say SIMULERT."""
    browser = Browser(portals)
    ads = market.week(MONDAY).ads
    answers = [
        browser.get(address)
        for address in (
            "/",
            "/robots.txt",
            "/nordlys/",
            "/nordlys/?side=99",
            f"/nordlys/annonse/{ads['nordlys'][0].slug}",
            "/fjord/annonser?side=1",
            "/fjord/annonser?side=99",
            f"/fjord/vis?id={ads['fjord'][0].slug}",
            "/tundra/api/ads?offset=0",
            "/nowhere",
        )
    ]
    portals.set_week(OUT[0])
    answers.append(browser.get("/fjord/annonser?side=1"))
    portals.set_week(LAYOUT)
    answers.append(browser.get("/nordlys/"))
    answers.append(browser.get("/", method="POST"))
    browser.close()

    assert [answer.status for answer in answers] == [200] * 9 + [404, 503, 200, 501]
    assert all("SIMULERT" in a.text and "SIMULATED" in a.text for a in answers)
    assert json.loads(answers[8].text)["simulated"] is True


def test_every_ad_says_that_it_is_simulated(browser: Browser) -> None:
    """The text of each ad says that it refers to nobody."""
    page = browser.get("/nordlys/").text
    (answer, *_) = tundra_slices(browser)

    assert page.count(pages.AD_TEXT) == len(CARD.findall(page))
    assert {one["text"] for one in answer["ads"]} == {pages.AD_TEXT}


def test_the_start_page_leads_to_the_portals(browser: Browser) -> None:
    """A person finds the week, an explanation in two languages and working links."""
    page = browser.get("/").text
    links = re.findall(r'href="([^"]+)"', page)

    assert "2022-W01" in page
    assert "finnes bare på denne maskinen" in page
    assert "this machine only" in page
    assert [browser.get(link).status for link in links] == [200, 200, 200]


def test_robots_may_fetch_everything(browser: Browser) -> None:
    """robots.txt is plain text and allows all."""
    answer = browser.get("/robots.txt")

    assert answer.kind.startswith("text/plain")
    assert "User-agent: *\nAllow: /\n" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/nordlys",
        "/nordlys/?side=0",
        "/nordlys/?side=x",
        "/nordlys/?side=%C2%B2",
        "/nordlys/?side=9999999",
        "/nordlys/annonse/unknown",
        "/fjord/vis",
        "/fjord/vis?id=unknown",
        "/fjord/annonser?side=-1",
        "/tundra/api/ads?offset=-50",
        "/favicon.ico",
    ],
)
def test_addresses_that_lead_nowhere_are_404(browser: Browser, address: str) -> None:
    """A wrong address is answered as such, and the connection goes on working."""
    answers = [browser.get(address), browser.get("/")]

    assert [answer.status for answer in answers] == [404, 200]


# -- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("monday", OUT)
def test_fjord_is_out_for_three_weeks(portals: DemoPortals, browser: Browser, monday: date) -> None:
    """In 2021-W30 to W32 fjord answers 503 to everything, and the others go on."""
    portals.set_week(monday)
    addresses = ("/fjord/annonser?side=1", "/fjord/vis?id=x", "/nordlys/", "/robots.txt")

    assert [browser.get(address).status for address in addresses] == [503, 503, 200, 200]


@pytest.mark.parametrize("week", [29, 33])
def test_fjord_is_there_before_and_after(portals: DemoPortals, browser: Browser, week: int) -> None:
    """The weeks on either side of the fault are whole."""
    portals.set_week(date.fromisocalendar(2021, week, 1))

    assert "treff</p>" in browser.get("/fjord/annonser?side=1").text


def test_nordlys_changes_its_layout_for_a_week(portals: DemoPortals, browser: Browser) -> None:
    """In 2022-W20 it answers 200 with ads in new markup: nothing old matches, not even "empty"."""
    portals.set_week(LAYOUT)
    answer = browser.get("/nordlys/")

    assert answer.status == 200
    assert answer.text.count('<div class="tile">') == 60
    for old in ("<article", "<main", 'class="total"', 'class="empty"', 'rel="next"'):
        assert old not in answer.text


def test_faults_are_only_where_and_when_they_are_said_to_be(market: Market) -> None:
    """Over two years only the four portal weeks of the default faults differ."""
    with DemoPortals(market) as portals:
        browser = Browser(portals)
        odd = []
        for monday in market.mondays:
            portals.set_week(monday)
            fjord, nordlys = browser.get("/fjord/annonser?side=1"), browser.get("/nordlys/")
            odd += [(monday, "fjord")] * (fjord.status != 200)
            odd += [(monday, "nordlys")] * ('<article class="ad' not in nordlys.text)
        browser.close()

    assert odd == [*((monday, "fjord") for monday in OUT), (LAYOUT, "nordlys")]
    assert {fault.kind for fault in DEFAULT_FAULTS} == {"out", "layout"}


def test_faults_can_be_chosen(market: Market) -> None:
    """Any portal can be made to fail, on any day; without faults none does."""
    fault = Fault("tundra", MONDAY, MONDAY, "out")
    statuses = []
    for faults in ((fault,), ()):
        with DemoPortals(market, faults=faults) as portals:
            portals.set_week(MONDAY)
            browser = Browser(portals)
            statuses.append(browser.get("/tundra/api/ads?offset=0").status)
            browser.close()

    assert statuses == [503, 200]


# -- the server -----------------------------------------------------------------------------------


def test_portals_are_closed_until_a_week_is_chosen(market: Market) -> None:
    """Before set_week a portal answers 503, never an empty list; the start page is there."""
    with DemoPortals(market) as portals:
        browser = Browser(portals)
        statuses = [browser.get(address).status for address in ("/nordlys/", "/fjord/x", "/")]
        browser.close()

    assert statuses == [503, 503, 200]


def test_set_week_changes_what_is_shown(
    market: Market, portals: DemoPortals, browser: Browser
) -> None:
    """From one week to the next the list changes under the same address."""
    before = browser.get("/nordlys/").text
    portals.set_week(market.mondays[0])

    assert browser.get("/nordlys/").text != before


def test_a_week_outside_the_market_is_refused_and_changes_nothing(
    portals: DemoPortals, browser: Browser
) -> None:
    """A wrong Monday is an error for the caller; visitors see the week from before."""
    before = browser.get("/nordlys/").text
    with pytest.raises(ValueError, match="not one of the simulated Mondays"):
        portals.set_week(date(1999, 1, 4))

    assert browser.get("/nordlys/").text == before


def test_a_connection_stays_open(browser: Browser) -> None:
    """Many requests go over one connection."""
    ends = set()
    for _ in range(20):
        browser.get("/nordlys/")
        ends.add(browser.address())

    assert len(ends) == 1
    assert None not in ends


def test_an_answer_leaves_in_one_piece(portals: DemoPortals) -> None:
    """Header and body arrive together: the first thing to be read already holds the body."""
    with socket.create_connection(("127.0.0.1", portals.port), timeout=10) as raw:
        raw.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: demo\r\n\r\n")
        first = raw.recv(65536)

    assert first.startswith(b"HTTP/1.1 200")
    assert first.endswith(b"Allow: /\n")


def test_requests_are_counted_over_all_threads(portals: DemoPortals) -> None:
    """Every request counts once, also when several clients come at the same time."""

    def visit() -> None:
        browser = Browser(portals)
        for _ in range(25):
            browser.get("/robots.txt")
        browser.close()

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()

    assert portals.requests == 100


def test_nothing_is_logged(
    browser: Browser, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """No request leaves a line anywhere: addresses of ads would be in it."""
    with caplog.at_level(logging.DEBUG):
        browser.get("/fjord/vis?id=unknown")
        browser.get("/", method="POST")

    assert capfd.readouterr() == ("", "")
    assert caplog.text == ""


def test_a_client_that_hangs_up_is_no_news(
    portals: DemoPortals, capfd: pytest.CaptureFixture[str]
) -> None:
    """A reset connection is passed over in silence and the portals go on."""
    with socket.create_connection(("127.0.0.1", portals.port), timeout=10) as raw:
        linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        raw.sendall(b"GET /nordlys/ HTTP/1.1\r\n")
    browser = Browser(portals)
    status = browser.get("/").status
    browser.close()

    assert status == 200
    assert capfd.readouterr().err == ""


def test_a_taken_port_is_named(market: Market, portals: DemoPortals) -> None:
    """Whoever asks for a port in use is told which one, and what to do."""
    with (
        pytest.raises(PortTakenError, match=f"port {portals.port} .* choose another one"),
        DemoPortals(market, port=portals.port),
    ):
        pass


def test_a_fixed_port_can_be_used_again(market: Market) -> None:
    """Closing frees the port at once, even while a client still holds its connection."""
    with DemoPortals(market) as first:
        port = first.port
        browser = Browser(first)
        browser.get("/")
    with DemoPortals(market, port=port) as second:
        assert second.base == f"http://127.0.0.1:{port}"
        later = Browser(second)
        assert later.get("/").status == 200
        later.close()
    browser.close()


def test_closing_leaves_no_thread_and_no_answer(market: Market) -> None:
    """Afterwards nobody listens, and the threads behind open connections are gone."""
    before = threading.active_count()
    with DemoPortals(market) as portals:
        browsers = [Browser(portals) for _ in range(3)]
        for browser in browsers:
            browser.get("/")
        port = portals.port
    for browser in browsers:
        browser.close()

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=10)
    eventually(lambda: threading.active_count() == before)


def eventually(holds: Callable[[], bool]) -> None:
    """Wait a little for what is about to be so."""
    pause = threading.Event()
    for _ in range(200):
        if holds():
            return
        pause.wait(0.01)
    assert holds()
