"""Identifiers are keyed, cut, and tell portals and purposes apart."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.model import Ad, Hidden, Sighting
from scrapers.pseudonymize import LOCAL, SHARED, Identify, own_realm
from tests.scrapers.support import NUMBERS

KEY = bytes(range(32))
NUMBER = "+47" + NUMBERS[0]


def sighting(
    *, key: bytes = KEY, portal: str = "fjord", ad: str = "77", numbers: tuple[str, ...] = (NUMBER,)
) -> Sighting:
    """Identify one ad."""
    raw = Ad(Hidden(ad), tuple(Hidden(number) for number in numbers), ("Oslo", "Bergen"))
    return Identify(Hidden(key)).sighting(portal, raw)


def test_an_identifier_has_sixteen_bytes() -> None:
    """Ads and numbers are cut to the same length."""
    found = sighting()

    assert [len(each) for each in (found.ad, *found.numbers)] == [16, 16]


def test_the_same_ad_gives_the_same_sighting() -> None:
    """Identifying is a pure function."""
    assert sighting() == sighting()


def test_another_key_gives_other_identifiers() -> None:
    """Identifiers of different years cannot be linked."""
    one, other = sighting(), sighting(key=bytes(32))

    assert one.ad != other.ad
    assert one.numbers.isdisjoint(other.numbers)


def test_one_number_on_two_portals_is_one_identifier() -> None:
    """A number carries no portal."""
    assert sighting(portal="fjord").numbers == sighting(portal="tundra").numbers


def test_one_ad_id_on_two_portals_is_two_ads() -> None:
    """Two portals may use the same ids by chance."""
    assert sighting(portal="fjord").ad != sighting(portal="tundra").ad


def test_an_ad_id_that_looks_like_a_number_is_not_that_number() -> None:
    """The purpose is part of what is hashed."""
    found = sighting(portal="", ad=NUMBER)

    assert found.ad not in found.numbers


def test_places_are_kept_as_they_are() -> None:
    """Places are names from config.toml, and need no hiding."""
    assert sighting().places == {"Oslo", "Bergen"}


def test_a_number_is_not_found_by_a_plain_hash() -> None:
    """No unkeyed hash of the number, in any usual spelling, begins with the identifier."""
    (identifier,) = sighting().numbers
    spellings = [NUMBER, NUMBER[1:], NUMBER[3:], "00" + NUMBER[1:]]
    plain = {
        hashlib.new(name, spelling.encode(), **extra).digest()[:16]
        for spelling in spellings
        for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b")
        for extra in ({}, {"usedforsecurity": False})
    }

    assert identifier not in plain


def test_an_identifier_is_the_documented_hmac() -> None:
    """A year can be recomputed with its key by the words of the docstring alone."""
    expected = hmac.digest(KEY, b"1\0number\0\0" + NUMBER.encode(), "sha256")[:16]

    assert {expected} == sighting().numbers


def test_an_identifier_of_an_installation_or_a_week_is_the_documented_hmac() -> None:
    """Both come before what version 1 has, so that neither can be taken for another part."""
    identify = Identify(Hidden(KEY), LOCAL, "a1", "2022-W10")
    found = identify.sighting("fjord", Ad(Hidden("77"), (Hidden(NUMBER),), ()))
    number = b"2\0a1\x002022-W10\0number\0local\0" + NUMBER.encode()
    ad = b"2\0a1\x002022-W10\0ad\0fjord\x0077"
    assert found.numbers == {hmac.digest(KEY, number, "sha256")[:16]}
    assert found.ad == hmac.digest(KEY, ad, "sha256")[:16]


def test_a_number_is_another_in_another_realm_installation_or_week() -> None:
    """So what is in the one is never found in the other; ads have no realm, but their portal."""
    key, ad = Hidden(KEY), Ad(Hidden("77"), (Hidden(NUMBER),), ())
    ways = [
        Identify(key),
        Identify(key, LOCAL),
        Identify(key, own_realm("fjord", "0a")),
        Identify(key, own_realm("fjord", "0b")),
        Identify(key, own_realm("tundra", "0a")),
        Identify(key, SHARED, "a1"),
        Identify(key, SHARED, "", "a1"),
        Identify(key, SHARED, "a1", "2022-W10"),
        Identify(key, SHARED, "a1", "2022-W11"),
    ]
    found = [way.sighting("fjord", ad) for way in ways]
    assert len({number for each in found for number in each.numbers}) == len(ways)
    assert len({each.ad for each in found}) == len(ways) - 4


@pytest.mark.parametrize("portal", ["local", "", "portal", "portal local", "fjord 0a"])
def test_no_name_of_a_portal_makes_the_realm_of_others(portal: str) -> None:
    """Neither the approved portals' nor that of this machine."""
    assert own_realm(portal, "0a") not in {LOCAL, SHARED}


@given(st.text(), st.text())
def test_different_ids_are_different_ads(one: str, other: str) -> None:
    """Whatever text a portal uses as an id, it tells ads apart."""
    assert (one == other) == (sighting(ad=one).ad == sighting(ad=other).ad)


def test_any_text_that_json_can_hold_is_an_id() -> None:
    """Half a surrogate pair, which JSON may escape, is an odd id and no reason to stop."""
    assert len(sighting(ad="\ud800").ad) == 16


def test_the_key_does_not_show() -> None:
    """Printing what identifies does not print its key."""
    assert repr(Identify(Hidden(KEY))).startswith("Identify(key=<hidden>, ")
