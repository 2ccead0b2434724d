"""What Retry-After asks for, and which portals may be asked side by side."""

from datetime import UTC, datetime

import pytest

from scrapers.http.rate_limit import by_hosts, retry_after
from tests.scrapers.support import a_portal

NOW = datetime(1994, 11, 6, 8, 49, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 37),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 37),
        ("Sun Nov  6 08:49:37 1994", 37),
        ("Sun, 06 Nov 1994 08:48:00 GMT", 0),
        ("", 0),
        ("-5", 0),
        ("soon", 0),
        ("1.5", 0),
        ("²", 0),
    ],
)
def test_seconds_and_all_dates_of_http_are_read(value: str, seconds: float) -> None:
    """Anything else, or a time gone by, asks for nothing."""
    assert retry_after(value, NOW) == seconds


def grouped(*addresses: tuple[str, ...], local: bool = False) -> list[list[str]]:
    """Group portals that start at the first of these addresses and have pages at the others."""
    portals = [
        a_portal(start, name=f"p{at}", hosts=tuple(hosts), local=local)
        for at, (start, *hosts) in enumerate(addresses)
    ]
    return [[portal.name for portal in group] for group in by_hosts(portals)]


def test_portals_on_one_host_are_asked_in_turn_and_others_side_by_side() -> None:
    """Whatever the scheme and the port; it is the machine that is spared."""
    found = grouped(("https://a.example/",), ("https://b.example/",), ("http://a.example:8080/x",))
    assert found == [["p1"], ["p0", "p2"]]


def test_a_portal_on_two_hosts_joins_those_of_both() -> None:
    """Nobody of them may be asked while another is."""
    both = ("https://a.example/", "https://b.example/")
    found = grouped(("https://a.example/",), ("https://b.example/",), both, ("https://c.example/",))
    assert found == [["p0", "p1", "p2"], ["p3"]]


def test_on_this_machine_each_port_is_a_host() -> None:
    """As it is for the fetcher's turns."""
    here = (("http://127.0.0.1:1/",), ("http://127.0.0.1:2/",))
    assert grouped(*here, local=True) == [["p0"], ["p1"]]
