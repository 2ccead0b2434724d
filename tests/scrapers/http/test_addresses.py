"""An address is known again however it is spelled, and never taken for another."""

from contextlib import suppress
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrapers.errors import LayoutChanged
from scrapers.http.addresses import asked_by, resolve, same, with_parameter

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
@example(BASE, "//:a")
def test_a_plain_link_is_joined_as_any_other(base: str, link: str) -> None:
    """What needs no thought is joined without, and leads where it would lead with it."""
    joined = urljoin(base, link)
    if is_address(joined):
        assert resolve(base, link) == joined
    else:
        with pytest.raises(LayoutChanged):
            resolve(base, link)


def is_address(text: str) -> bool:
    """Tell whether the port in a text, if any, is one."""
    with suppress(ValueError):
        urlsplit(text).port  # noqa: B018 - reading it is the check
        return True
    return False


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


@pytest.mark.parametrize(
    ("query", "changed"),
    [
        ("kat=4&by=%F8vrige", "kat=4&by=%F8vrige&side=2"),
        ("nye&sted[]=Bod%c3%b8&q=a%20b", "nye&sted[]=Bod%c3%b8&q=a%20b&side=2"),
        ("side=1&kat=4&Side=7", "kat=4&Side=7&side=2"),
        ("s%69de=1&kat=4", "kat=4&side=2"),
        ("kat=4;5&", "kat=4;5&side=2"),
        ("", "side=2"),
    ],
)
def test_a_parameter_is_set_and_the_others_stay_to_the_letter(query: str, changed: str) -> None:
    """They may be in another encoding, without a value, or be read by their signs."""
    assert with_parameter(f"{BASE}/a?{query}", "side", "2") == f"{BASE}/a?{changed}"


def test_a_parameter_whose_name_has_signs_is_written_as_forms_write_it() -> None:
    """And is found in both spellings."""
    expected = f"{BASE}/a?sider%5Bside%5D=2"
    for old in ("sider[side]=1", "sider%5bside%5D=1", ""):
        assert with_parameter(f"{BASE}/a?{old}", "sider[side]", "2") == expected


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("?by=øst&side=2", "?by=%F8st&side=2"),
        ("/øst?by=%F8st#ø", "/øst?by=%F8st#ø"),
        ("/vis?by=Ω", "/vis?by=Ω"),
        ("/vis", "/vis"),
    ],
)
def test_a_query_is_asked_for_in_the_encoding_of_its_page(link: str, asked: str) -> None:
    """As browsers do (URL Standard, 4.3); a path is always UTF-8, and so is what does not fit."""
    assert resolve(f"{BASE}/a", link, "cp1252") == resolve(f"{BASE}/a", asked)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_query_of_a_page_in_unicode_is_utf8(encoding: str) -> None:
    """Also where the page is in UTF-16."""
    assert resolve(f"{BASE}/a", "?by=ø", encoding) == f"{BASE}/a?by=ø"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BASE, f"{BASE}/"),
        (f"{BASE}/vis/../vis/./1", f"{BASE}/vis/1"),
        (f"{BASE}//vis/.//./x/../1", f"{BASE}//vis//1"),
        (f"{BASE}/../a:b/./c;d=..", f"{BASE}/a:b/c;d=.."),
        (f"{BASE}/vis/1?", f"{BASE}/vis/1"),
        (f"{BASE}/vis/1/..", f"{BASE}/vis/"),
        ("https://blåbær.example/1", "https://xn--blbr-roah.example/1"),
        ("https://BLÅBÆR.example/1", "https://blåbær.example/1"),
    ],
)
def test_one_place_in_two_spellings(one: str, other: str) -> None:
    """Ways up, an empty query, and a host's name in letters or in ASCII (RFC 3986 section 6.2)."""
    assert same(one) == same(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/vis//1", "/vis/1"),
        ("/vis/.1", "/vis/1"),
        ("/vis/1;a=b", "/vis/1"),
        ("/vis/1/", "/vis/1"),
        ("/Vis/1", "/vis/1"),
    ],
)
def test_paths_that_servers_may_tell_apart(one: str, other: str) -> None:
    """Only the portal knows whether they are one."""
    assert same(BASE + one) != same(BASE + other)


def test_addresses_are_alike_in_any_order_of_their_parameters() -> None:
    """A pager writes them in its own order."""
    assert asked_by(f"{BASE}/a?x=1&side=2") == asked_by(f"{BASE}/a?side=2&x=1#topp")
    assert asked_by(f"{BASE}/a?x=1&side=2") != asked_by(f"{BASE}/a?x=2&side=1")
    assert asked_by(f"{BASE}/a?x=1") != asked_by(f"{BASE}/b?x=1")
