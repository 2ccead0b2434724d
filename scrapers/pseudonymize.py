"""Numbers and ad ids become keyed identifiers; raw values end here.

An identifier is HMAC-SHA256 under the year's key, cut to 16 bytes (RFC 2104, FIPS 198-1; cutting
as in RFC 2104 section 5). Without the key it cannot be recomputed by trying all phone numbers,
as a plain hash can within seconds.
"""

import hmac
from dataclasses import dataclass, field
from functools import lru_cache

from scrapers.model import Ad, Hidden, Sighting

VERSION = b"1"
WITH_MORE = b"2"
"""The version of a message that begins with an installation and a week."""

IDENTIFIER_BYTES = 16

SHARED = ""
"""The realm of approved portals: one number on two of them is one number."""

LOCAL = "local"
"""The realm of all portals on this machine."""


def own_realm(portal: str, addresses: str) -> str:
    """Return the realm of a portal that nobody has approved, at these addresses (a digest).

    It can be neither of the other two, whatever the portal is called: they hold no space.
    """
    return f"portal {portal} {addresses}"


@dataclass(frozen=True, slots=True)
class Identify:
    """Turns raw ads of one year into sightings, under that year's key.

    Numbers can be compared within a `realm` only. Where `installation` or `week` is given, ads and
    numbers can be compared within that only, too.
    """

    key: Hidden[bytes]
    realm: str = SHARED
    installation: str = ""
    week: str = ""
    _begun: dict[tuple[bytes, str], hmac.HMAC] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def ad(self, portal: str, key: Hidden[str]) -> bytes:
        """Return the identifier of an ad, by the id that its portal knows it by."""
        return self._identifier(b"ad", portal, key)

    def sighting(self, portal: str, ad: Ad) -> Sighting:
        """Return what may be kept of an ad."""
        return Sighting(
            ad=self.ad(portal, ad.key),
            numbers=frozenset(
                [self._identifier(b"number", self.realm, number) for number in ad.numbers]
            ),
            places=_together(ad.places),
        )

    def _identifier(self, purpose: bytes, within: str, value: Hidden[str]) -> bytes:
        # A copy of what was begun costs a fourth of beginning with the key each time.
        begun = self._begun.get((purpose, within)) or self._begin(purpose, within)
        message = begun.copy()
        message.update(value.reveal().encode("utf-8", "surrogatepass"))
        return message.digest()[:IDENTIFIER_BYTES]

    def _begin(self, purpose: bytes, within: str) -> hmac.HMAC:
        """Return a message up to the raw value.

        A number carries its realm, so that one number on two portals of it is one number; an ad id
        carries its portal, because two portals may use the same id. NUL cannot stand in any part
        but the last.
        """
        more = (self.installation, self.week)
        version = (WITH_MORE, *map(str.encode, more)) if any(more) else (VERSION,)
        beginning = b"\0".join((*version, purpose, within.encode(), b""))
        begun = hmac.new(self.key.reveal(), beginning, "sha256")
        return self._begun.setdefault((purpose, within), begun)


@lru_cache(maxsize=1024)
def _together(places: tuple[str, ...]) -> frozenset[str]:
    """Return places as a set, the same one for all ads that are there."""
    return frozenset(places)
