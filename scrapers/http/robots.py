"""robots.txt by RFC 9309, read by protego: what may be fetched, and how slowly."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego
from w3lib.encoding import read_bom

from scrapers.errors import Refused

MOST_CRAWL_DELAY_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Robots:
    """What a host's robots.txt says to us; `delay` is in seconds."""

    portal: str
    user_agent: str
    rules: Protego
    delay: float

    @classmethod
    def read(cls, portal: str, user_agent: str, status: int, body: bytes) -> Robots:
        """Read the answer to a request for robots.txt that reached the host.

        RFC 9309 section 2.3.1: 4xx allows all. A login wall and a portal that has had enough are
        taken as a no all the same, and so is a delay that no sweep could keep. Lines that are no
        rules are passed over: a page in place of the file says nothing, and so allows all.
        """
        if status in {401, 403, 429}:
            raise Refused(f"robots.txt of {portal} answered {status}; taken as a no")
        rules = Protego.parse(_text_of(body) if status == 200 else "")
        delay = float(rules.crawl_delay(user_agent) or 0)
        if not delay <= MOST_CRAWL_DELAY_SECONDS:
            raise Refused(
                f"robots.txt of {portal} asks for more than {MOST_CRAWL_DELAY_SECONDS:g} seconds "
                "between two pages, which no sweep can keep; ask the portal"
            )
        return cls(portal, user_agent, rules, delay)

    def check(self, address: str, what: str) -> None:
        """Raise Refused where the portal does not allow an address."""
        if not self.rules.can_fetch(address, self.user_agent):
            raise Refused(f"robots.txt of {self.portal} does not allow {what}")


def _text_of(body: bytes) -> str:
    """Return the text of a robots.txt: UTF-8, unless its beginning shows that it is UTF-16.

    Windows' Notepad writes that; read as UTF-8 it would hold no rule, and so allow all.
    """
    mark, begins = read_bom(body)
    encoding = mark or {b"\0": "utf-16-be"}.get(body[:1]) or {b"\0": "utf-16-le"}.get(body[1:2])
    return body[len(begins or b"") :].decode(encoding or "utf-8", errors="replace")
