"""An address is known again however it is spelled, and never taken for another."""

from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrapers.http.addresses import resolve, same

BASE = "https://portal.example"
BASES = st.sampled_from(
    [BASE, f"{BASE}/by/", f"{BASE}:8443/list?page=1#top", "HTTP://Portal.example:080/a", "//x/y"]
)
PARTS = ["/", "/..", "/.a", "a", "Z9", ".", "~", "?", "=", "&", "%2f", ";", "#", ":", "å", " "]
LINKS = st.lists(st.sampled_from(PARTS), max_size=8).map("".join)


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


@given(BASES, LINKS)
@example(BASE, "/vis/1?bilde=2")
@example(BASE, "//vis/1")
@example(BASE, "/vis/../1")
def test_a_plain_link_is_joined_as_any_other(base: str, link: str) -> None:
    """What needs no thought is joined without, and leads where it would lead with it."""
    assert resolve(base, link) == urljoin(base, link)


@given(
    st.sampled_from(["http", "https", "HTTP", "ftp"]),
    st.sampled_from(["portal.example", "Portal.example", "a@portal.example", "[::1]"]),
    st.sampled_from(["", ":80", ":443", ":080", ":8080", ":8000"]),
    LINKS,
)
@example("http", "portal.example", "", "/vis/1?bilde=2")
def test_a_plain_address_is_spelled_as_any_other(
    scheme: str, host: str, port: str, link: str
) -> None:
    """One with a place on the page behind it takes the long way, to the same spelling."""
    address = f"{scheme}://{host}{port}/{link}".replace("#", "")
    assert same(address) == same(f"{address}#bilder")
