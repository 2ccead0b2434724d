"""What Retry-After asks for, and which hosts a portal asks."""

from datetime import UTC, datetime

import pytest

from scrapers.http.client import hosts_of
from scrapers.http.rate_limit import LONGEST_WAIT_SECONDS, retry_after
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
        ("Sun, 06 Nov 1994 09:49:37 +0100", 37),
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


@pytest.mark.parametrize(
    "value", ["42419753", "9" * 30, "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"]
)
def test_no_wait_is_longer_than_a_month(value: str) -> None:
    """It is written down: a phone number must not be, and no clock has what is beyond all years."""
    assert retry_after(value, NOW) == LONGEST_WAIT_SECONDS == 30 * 86_400


def hosts(*addresses: str, local: bool = False) -> set[str]:
    """Return the hosts of a portal that starts at the first address and has pages at the others."""
    return hosts_of(a_portal(addresses[0], hosts=addresses[1:], local=local))


def test_a_host_is_a_machine_whatever_the_scheme_and_the_port() -> None:
    """It is the machine that is spared."""
    assert hosts("https://a.example/") == hosts("http://A.example:8080/x") == {"a.example"}


def test_a_portal_has_all_its_hosts() -> None:
    """Nobody may ask any of them while it is swept."""
    assert hosts("https://a.example/", "https://b.example/") == {"a.example", "b.example"}


def test_on_this_machine_each_port_is_a_host() -> None:
    """As it is for the fetcher's turns."""
    assert hosts("http://127.0.0.1:1/", local=True) == {"http://127.0.0.1:1"}
    assert hosts("http://127.0.0.1:1/") == {"127.0.0.1"}
