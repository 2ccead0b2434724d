"""Politeness, as the portal's own log tells it, in real time."""

import time
from dataclasses import replace
from datetime import datetime, timedelta
from datetime import time as time_of_day
from threading import Event

import pytest

from scrapers.errors import FetchFailed, Incomplete, Refused, SweepStopped
from scrapers.http.client import ATTEMPTS, Fetcher
from scrapers.http.rate_limit import LEAST_DELAY_SECONDS, FetchContext
from scrapers.portal_config import Hours, Portal
from tests.portal_server import Answer, PortalServer, Request
from tests.scrapers.support import NOW, Clock, a_fetcher, a_portal, fetch_context

PLAIN = {"Content-Type": "text/plain"}


def really() -> FetchContext:
    """Describe a context in which time passes."""
    return replace(fetch_context(Clock()), sleep=time.sleep, monotonic=time.monotonic)


def sweep(portal: Portal, context: FetchContext, *paths: str) -> None:
    """Fetch pages one after the other."""
    with Fetcher(portal, context) as fetcher:
        for path in paths:
            fetcher.get(portal.starts[0] + path, "list page 1")


def serve(server: PortalServer) -> None:
    """Make three pages: a slow one, one that takes a second try, and one behind a redirect."""
    attempts = iter([Answer(status=503), Answer("two")])

    def slow(_: Request) -> Answer:
        time.sleep(0.02)  # a delay that began with the request would be this much too short
        return Answer("one")

    server.routes = {
        "/1": slow,
        "/2": lambda _: next(attempts),
        "/3": Answer(status=302, headers={"Location": "/1"}),
    }


# -- the delay -------------------------------------------------------------------------------------


def test_requests_are_never_faster_than_the_delay(server: PortalServer) -> None:
    """robots.txt, pages, tries and redirects: the delay lies between the end and the beginning."""
    serve(server)
    sweep(a_portal(server.base, delay_seconds=0.08), really(), "/1", "/2", "/3")

    assert server.paths == ["/robots.txt", "/1", "/2", "/2", "/3", "/1"]
    assert min(server.pauses) >= 0.08


def test_a_crawl_delay_is_a_floor(server: PortalServer) -> None:
    """What robots.txt asks for is waited, although we would have been faster."""
    serve(server)
    robots = "User-agent: *\nCrawl-delay: 0.15\nDisallow: /no"
    server.routes["/robots.txt"] = Answer(robots, headers=PLAIN)
    sweep(a_portal(server.base, delay_seconds=0.01), really(), "/1", "/1")

    assert min(server.pauses) >= 0.15


def test_retry_after_is_waited(server: PortalServer) -> None:
    """In whole seconds, as the header has it."""
    busy = iter([Answer(status=503, headers={"Retry-After": "1"}), Answer("one")])
    server.routes = {"/": lambda _: next(busy)}
    sweep(a_portal(server.base), really(), "/")

    assert server.paths == ["/robots.txt", "/", "/"]
    assert server.pauses[1] >= 1.0


@pytest.mark.parametrize("asked", ["2", "0", "Mon, 05 Jan 2026 06:00:02 GMT"])
def test_a_portal_that_asks_for_time_gets_it_and_is_asked_more_slowly(
    server: PortalServer, asked: str
) -> None:
    """429 with Retry-After is no refusal: the sweep goes on, at half its pace."""
    answers = iter([Answer("busy", 429, {"Retry-After": asked}), Answer("one"), Answer("two")])
    server.routes = {"/": lambda _: next(answers)}
    clock = Clock()
    sweep(a_portal(server.base, delay_seconds=1.5), fetch_context(clock), "/", "/")

    assert server.paths == ["/robots.txt", "/", "/", "/"]
    assert clock.slept == [1.5, 3.0, 3.0]


def test_slowing_down_has_a_bound(server: PortalServer) -> None:
    """A portal that asks for time again and again is asked at an eighth of the pace."""
    busy = Answer("busy", 429, {"Retry-After": "1"})
    answers = iter([busy, Answer("x")] * 5)
    server.routes = {"/": lambda _: next(answers)}
    clock = Clock()
    sweep(a_portal(server.base, delay_seconds=2.0), fetch_context(clock), *["/"] * 5)

    assert clock.slept == [2.0, 4.0, 4.0, 8.0, 8.0, 16.0, 16.0, 16.0, 16.0, 16.0]


@pytest.mark.parametrize(("seconds", "asked"), [(600, ATTEMPTS), (601, 1)])
def test_more_time_than_a_sweep_has_is_a_refusal(
    server: PortalServer, seconds: int, asked: int
) -> None:
    """Ten minutes are waited; more is not."""
    server.routes = {"/": Answer("busy", 429, {"Retry-After": f"{seconds}"})}
    with pytest.raises(Refused, match="a longer delay may help"):
        sweep(a_portal(server.base), fetch_context(Clock()), "/")

    assert server.paths == ["/robots.txt", *["/"] * asked]


@pytest.mark.parametrize(("chance", "waited"), [(0.0, 4.0), (0.5, 5.0), (0.99, 5.98)])
def test_chance_makes_a_delay_longer_and_never_shorter(
    server: PortalServer, chance: float, waited: float
) -> None:
    """A jitter of half a delay lies between none and half a delay more."""
    serve(server)
    clock = Clock()
    portal = a_portal(server.base, delay_seconds=4.0, jitter=0.5)
    sweep(portal, fetch_context(clock, random=lambda: chance), "/1", "/1")

    assert clock.slept == [pytest.approx(waited)] * 2


def test_a_portal_out_there_has_a_delay_whatever_its_block_says() -> None:
    """Only what is marked local may be swept without."""
    clock = Clock()
    portal = a_portal("http://10.0.0.1/", local=False, delay_seconds=0.0)
    with a_fetcher(portal, clock) as fetcher:
        for _ in range(2):
            with pytest.raises(Refused):
                fetcher.get("http://10.0.0.1/", "list page 1")

    assert clock.slept == [1.0]


# -- one at a time ---------------------------------------------------------------------------------


def test_one_sweep_has_one_connection(server: PortalServer) -> None:
    """All requests come over the first connection, also after a pause."""
    serve(server)
    sweep(a_portal(server.base, delay_seconds=0.05), really(), "/1", "/1", "/1")

    assert len({request.client for request in server.requests}) == 1


def test_a_host_that_asked_for_time_gets_it_from_the_next_portal_too(server: PortalServer) -> None:
    """What one portal's sweep was told holds for the host."""
    server.routes = {"/": Answer(status=429, headers={"Retry-After": "90"}), "/b": Answer("b")}
    clock = Clock()
    context = fetch_context(clock)
    with pytest.raises(Refused):
        sweep(a_portal(server.base), context, "/")
    sweep(a_portal(server.base, name="b"), context, "/b")

    assert clock.slept == [90.0] * ATTEMPTS


def test_a_host_that_asked_for_a_day_is_not_asked_before(server: PortalServer) -> None:
    """Longer than a sweep can wait, and the week's sweep is tried again later."""
    day = Answer(status=429, headers={"Retry-After": "86400"})
    server.routes = {"/": day, "/b": Answer("b")}
    context = fetch_context(Clock())
    with pytest.raises(Refused):
        sweep(a_portal(server.base), context, "/")
    asked = len(server.requests)
    with pytest.raises(FetchFailed, match="fjord has asked to wait 24 hours more"):
        sweep(a_portal(server.base), context, "/b")

    assert len(server.requests) == asked


# -- hours, and how much ---------------------------------------------------------------------------


NIGHT = Hours(since=time_of_day(22), until=time_of_day(6))


def test_outside_its_hours_a_portal_is_not_asked(server: PortalServer) -> None:
    """Not even for robots.txt; it may pass by itself."""
    portal = a_portal(server.base, hours=NIGHT)
    context = fetch_context(Clock(), now=lambda: NOW.replace(hour=6))
    with pytest.raises(FetchFailed) as caught:
        sweep(portal, context, "/")

    assert server.requests == []
    assert str(caught.value) == "fjord is only fetched from between 22:00 and 06:00 (hours)"


def test_a_sweep_that_outlasts_its_hours_is_partial(server: PortalServer) -> None:
    """When the window closes, the next request does not go out."""
    serve(server)
    clock = Clock()
    midnight = NOW.replace(hour=5, minute=59, second=57)
    portal = a_portal(server.base, hours=NIGHT, delay_seconds=1.0)

    def now() -> datetime:
        return midnight + timedelta(seconds=clock.now - 1000)

    with pytest.raises(Incomplete) as caught:
        sweep(portal, fetch_context(clock, now=now), *["/1"] * 5)

    assert server.paths == ["/robots.txt", "/1", "/1"]
    assert str(caught.value).startswith("the sweep did not end in time: it may only run between 22")


def test_a_sweep_ends_when_its_minutes_are_over(server: PortalServer) -> None:
    """A request that would come too late is not waited for."""
    serve(server)
    clock = Clock()
    portal = a_portal(server.base, delay_seconds=25.0, jitter=0.0, most_minutes=1)
    with pytest.raises(Incomplete) as caught:
        sweep(portal, fetch_context(clock), *["/1"] * 5)

    assert server.paths == ["/robots.txt", "/1", "/1"]
    assert clock.slept == [25.0, 25.0]
    assert str(caught.value).startswith("stopped at most_minutes = 1 with more to come")


def test_a_sweep_ends_when_its_megabytes_are_used_up(server: PortalServer) -> None:
    """Counted as they come over the wire, those of redirects and failures included."""
    megabyte = b"x" * 1_000_000
    away = {"Location": "/big"}
    server.routes = {"/big": Answer(megabyte), "/away": Answer(megabyte, 302, away)}
    with pytest.raises(Incomplete) as caught:
        sweep(a_portal(server.base, most_megabytes=3), fetch_context(Clock()), *["/away"] * 5)

    assert server.paths == ["/robots.txt", "/away", "/big", "/away"]
    assert str(caught.value).startswith("stopped at most_megabytes = 3 with more to come")


# -- cookies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", [False, True])
def test_cookies_are_sent_back_only_where_they_are_wanted(
    server: PortalServer, *, wanted: bool
) -> None:
    """And then for one sweep: the next one begins without."""
    gift = {"Set-Cookie": "visitor=7; Max-Age=99999; Path=/"}
    away = gift | {"Location": "/1"}
    server.routes = {"/1": Answer("one", headers=gift), "/2": Answer(status=302, headers=away)}
    context = really()
    for _ in range(2):
        sweep(a_portal(server.base, cookies=wanted), context, "/1", "/2")

    sent = [request.headers.get("cookie") for request in server.requests]
    assert sent == [None, None, *(["visitor=7"] * 2 if wanted else [None] * 2)] * 2


def test_a_retrys_pause_is_waited_as_any_other() -> None:
    """So it ends when the program is to end, and a lease is renewed meanwhile."""
    clock, stopping = Clock(), Event()
    away = a_portal("https://nowhere.invalid/", local=False, delay_seconds=0.0)
    with pytest.raises(FetchFailed), a_fetcher(away, clock) as fetcher:
        fetcher.get("https://nowhere.invalid/", "list page 1")
    pauses = [pause for pause in clock.slept if pause > LEAST_DELAY_SECONDS]
    assert [10 <= pauses[0] <= 15, 20 <= pauses[1] <= 25, len(pauses)] == [True, True, 2]

    def told_to_stop(seconds: float) -> None:
        if seconds > LEAST_DELAY_SECONDS:
            stopping.set()

    stopped = a_fetcher(away, sleep=told_to_stop, is_stopping=stopping.is_set)
    with pytest.raises(SweepStopped), stopped as fetcher:
        fetcher.get("https://nowhere.invalid/", "list page 1")
