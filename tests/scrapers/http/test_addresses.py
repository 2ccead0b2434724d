"""An address is known again however it is spelled, and never taken for another."""

import pytest

from scrapers.http.addresses import same

BASE = "https://portal.example"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/vis/%C3%A5", "/vis/å"),
        ("/vis/a%2fb", "/vis/a%2Fb"),
        ("/~a", "/%7Ea"),
        ("/vis?q=%61", "/vis?q=a"),
        ("/vis/1#bilder", "/vis/1"),
    ],
)
def test_one_address_in_two_spellings(one: str, other: str) -> None:
    """Case of the hex digits, signs that need no encoding, and places on the page do not count."""
    assert same(BASE + one) == same(BASE + other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/vis?id=a%2Bb", "/vis?id=a+b"),
        ("/vis?id=a%26b", "/vis?id=a&b"),
        ("/vis?id=a%3Db", "/vis?id=a=b"),
        ("/vis/a%2Fb", "/vis/a/b"),
        ("/vis/a%3Fb", "/vis/a?b"),
        ("/vis/a%25b", "/vis/a%b"),
    ],
)
def test_two_addresses_that_look_alike(one: str, other: str) -> None:
    """A sign that divides, and the same sign as a letter, are two (RFC 3986 section 6.2.2)."""
    assert same(BASE + one) != same(BASE + other)
