"""Ads' own pages, read only for what the list does not give."""

from __future__ import annotations

from dataclasses import dataclass, field

from scrapers.description import Portal
from scrapers.errors import Gone, LayoutChanged
from scrapers.facts import Facts, facts_of
from scrapers.html import HtmlPage
from scrapers.listing import Card, described
from scrapers.model import Hidden
from scrapers.paging import Get

MOST_GONE = 0.05


@dataclass(frozen=True, slots=True)
class Listed:
    """An ad as the list tells of it; `link` leads to its own page where that is still needed."""

    key: Hidden[str]
    facts: Facts
    link: str | None = field(repr=False)


class Details:
    """Reads ads' own pages.

    An ad may be taken down after we saw it listed: it was up, and counts, without a number. When
    that happens often, it is not ads that are gone but the way to them. `notes` are remarks in our
    own words about the pages.
    """

    def __init__(self, portal: Portal, get: Get) -> None:
        self.notes: dict[str, None] = {}
        self._portal = portal
        self._get = get
        self._gone = 0

    def listed(self, key: Hidden[str], card: Card) -> Listed:
        """Read an ad's card; raises LayoutChanged where it leads to no page and needs one."""
        facts, detail = facts_of(card, self._portal, self._portal), self._portal.detail
        if detail is None or not facts.lack(detail):
            return Listed(key, facts, None)
        link = card.link(detail.link)
        if link is None:
            raise LayoutChanged(f"a card has no link (detail.link = {described(detail.link)})")
        return Listed(key, facts, link)

    def completed(self, listed: Listed) -> Facts:
        """Return what the list and, where it is needed, the ad's own page tell."""
        detail = self._portal.detail
        if detail is None or listed.link is None:
            return listed.facts
        try:
            page = self._get(listed.link, "an ad's own page")
        except Gone:
            self._gone += 1
            return listed.facts
        self.notes.update(dict.fromkeys(page.notes))
        return listed.facts.completed_by(
            facts_of(HtmlPage.parse(page).whole(), detail, self._portal)
        )

    def check(self, ads: int) -> None:
        """Raise LayoutChanged where more pages were gone than ads are ever taken down at once."""
        if self._gone > 1 + MOST_GONE * ads or 0 < ads == self._gone:
            raise LayoutChanged(
                f"{self._portal.name} answered 404 for an ad's own page for {self._gone} of {ads} "
                f"ads (detail.link = {self._portal.detail and described(self._portal.detail.link)})"
            )
