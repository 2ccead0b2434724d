"""robots.txt by RFC 9309, read by protego: what may be fetched, and how slowly."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

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
        text = body.decode("utf-8-sig", errors="replace") if status == 200 else ""
        rules = Protego.parse(text)
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
