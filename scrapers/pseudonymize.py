"""Numbers and ad ids become keyed identifiers; raw values end here.

An identifier is HMAC-SHA256 under the year's key, cut to 16 bytes (RFC 2104, FIPS 198-1; cutting
as in RFC 2104 section 5). Without the key it cannot be recomputed by trying all phone numbers,
as a plain hash can within seconds.
"""

import hmac
from dataclasses import dataclass

from scrapers.model import Ad, Hidden, Sighting

VERSION = b"1"
IDENTIFIER_BYTES = 16


@dataclass(frozen=True, slots=True)
class Identify:
    """Turns raw ads of one year into sightings, under that year's key."""

    key: Hidden[bytes]

    def ad(self, portal: str, key: Hidden[str]) -> bytes:
        """Return the identifier of an ad, by the id that its portal knows it by."""
        return self._identifier(b"ad", portal, key)

    def sighting(self, portal: str, ad: Ad) -> Sighting:
        """Return what may be kept of an ad."""
        return Sighting(
            ad=self.ad(portal, ad.key),
            numbers=frozenset(self._identifier(b"number", "", number) for number in ad.numbers),
            places=frozenset(ad.places),
        )

    def _identifier(self, purpose: bytes, portal: str, value: Hidden[str]) -> bytes:
        # A number carries no portal, so that one number on two portals is one number; an ad id
        # does, because two portals may use the same id. NUL cannot stand in any of the parts.
        message = b"\0".join(
            (VERSION, purpose, portal.encode(), value.reveal().encode("utf-8", "surrogatepass"))
        )
        return hmac.digest(self.key.reveal(), message, "sha256")[:IDENTIFIER_BYTES]
