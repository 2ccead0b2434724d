"""Ads' own pages, read only for what the list does not give."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from scrapers.errors import Gone, LayoutChanged
from scrapers.extract.ad_fields import Facts, facts_of
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.json_card import DataCard, parse_json
from scrapers.extract.list_page import Card, one, selector_of
from scrapers.http.addresses import resolve
from scrapers.model import Get, Hidden, Page
from scrapers.portal_config import Detail, Portal

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
    own words about the pages; `excluded` are ads whose own page says that they are none.
    """

    def __init__(self, portal: Portal, get: Get) -> None:
        self.excluded = 0
        self.notes: dict[str, None] = {}
        self._portal = portal
        self._get = get
        self._gone = 0

    def listed(self, key: Hidden[str], card: Card) -> Listed:
        """Read an ad's card; raises LayoutChanged where it leads to no page and needs one."""
        facts, detail = facts_of(card, self._portal, self._portal), self._portal.detail
        if detail is None or not facts.lack(detail):
            return Listed(key, facts, None)
        link = self._link(card, detail)
        if link is None:
            raise LayoutChanged(f"a card has no link (detail.link = {selector_of(detail.link)})")
        return Listed(key, facts, link)

    def _link(self, card: Card, detail: Detail) -> str | None:
        if not detail.template:
            return card.link(detail.link)
        key = one(card, detail.link)
        path = detail.template.replace("{link}", quote(key, safe="")) if key else ""
        return resolve(self._portal.starts[0], path) if path else None

    def completed(self, listed: Listed) -> Facts | None:
        """Return what the list and, where it is needed, the ad's own page tell.

        None for what is no ad, as its own page says.
        """
        detail = self._portal.detail
        if detail is None or listed.link is None:
            return listed.facts
        try:
            page = self._get(listed.link, "an ad's own page")
        except Gone:
            self._gone += 1
            return listed.facts
        self.notes.update(dict.fromkeys(page.notes))
        card = own_card(page, detail)
        if any(card.has(mark) for mark in detail.exclude):
            self.excluded += 1
            return None
        return listed.facts.completed_by(facts_of(card, detail, self._portal))

    def check(self, ads: int) -> None:
        """Raise LayoutChanged where more pages were gone than ads are ever taken down at once."""
        detail = self._portal.detail
        if detail and (self._gone > 1 + MOST_GONE * ads or 0 < ads == self._gone):
            raise LayoutChanged(
                f"{self._portal.name} answered 404 for an ad's own page for {self._gone} of {ads} "
                f"ads (detail.link = {selector_of(detail.link)})"
            )


def own_card(page: Page, detail: Detail) -> Card:
    """Return an ad's own page as a card; LayoutChanged where it cannot be read as such."""
    if detail.format == "html":
        return HtmlPage.parse(page).whole()
    data = parse_json(page.text)
    return DataCard(data, data, page.address)
