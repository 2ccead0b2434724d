"""Ads' own pages, read only for what the list does not give."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from scrapers.errors import (
    Challenge,
    FetchFailed,
    Gone,
    Incomplete,
    LayoutChanged,
    Refused,
    ScrapeError,
)
from scrapers.extract.ad_fields import Facts, RequiredMissing, facts_of
from scrapers.extract.html_card import HtmlCard, HtmlPage
from scrapers.extract.json_card import DataCard
from scrapers.extract.list_page import AdIds, Card, only_value, selector_of
from scrapers.extract.own_page_signs import OwnPageSigns
from scrapers.extract.page_end import PageEnds
from scrapers.extract.script_data import parse_json
from scrapers.http.addresses import resolve, same
from scrapers.model import Get, Hidden, Page
from scrapers.portal_config import Detail, Mark, Portal

MOST_GONE = {"ad": 0.05, "no ad": 0.5}
MOST_AWAY, MOST_AWAY_SHARE = 3, 0.05
"""How many ads' own pages may be gone, by what those count as, and how many ads may be without
what their own page says, or could not be read: the larger of the two, and never all of them."""

OWN_PAGE = "an ad's own page"
STRANGE = (
    f"{OWN_PAGE} says nothing of it and is built as none that does: an error, a login, or an ad "
    "that was taken down? Its mark may be named in detail, as hidden or exclude"
)
ITSELF = Mark(select="h1")
"""What a page's own ad has, and the cards of others beside it have not."""


@dataclass(slots=True)
class Listed:
    """An ad as the list tells of it; `link` leads to its own page where that is still needed."""

    key: Hidden[str]
    facts: Facts
    link: str | None = field(repr=False)


class Details:
    """Reads ads by their cards and their own pages; what goes wrong with one costs that one.

    An ad may be taken down after we saw it listed, and its page then lead to the list, or show
    others: it was up, and counts, without a number. When that happens often, it is not ads that are
    gone but the way to them. `away` counts the own pages that were not to be had or could not be
    read; `excluded` are ads whose own page says that they are none. `lists` are the addresses of
    the list's own pages, each in its one spelling, as they become known. `kept`, if given, takes
    the own pages as they were read: for a look at them.
    """

    def __init__(
        self,
        portal: Portal,
        get: Get,
        ids: AdIds,
        lists: AbstractSet[str] = frozenset(),
        kept: list[Card] | None = None,
    ) -> None:
        self.excluded = 0
        self._kept = kept
        self._portal = portal
        self._get = get
        self._ids = ids
        self._lists = lists
        self._page_notes: dict[str, None] = {}
        self._ends = PageEnds()
        self._keys: set[str] = set()
        self._links: set[str] = set()
        self._led_to: dict[str, str] = {}
        self._signs = OwnPageSigns()
        self._gone = self._others = 0
        self._read = 0
        self._faults: list[Exception] = []

    @property
    def away(self) -> int:
        """How many ads' cards or own pages were not to be had, or could not be read."""
        return len(self._faults)

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks in our own words about the pages."""
        return (*self._page_notes, *self._counted_notes())

    def _counted_notes(self) -> Iterator[str]:
        if self._faults:
            yield (
                f"{len(self._faults)} ads could not be read, and count without a number: "
                f"{_words(self._faults[0])}"
            )
        if self._others:
            yield (
                f"{self._others} ads' own pages show other ads and no number of their own, which "
                "is how ads look that were taken down"
            )
        if alike := self._signs.alike:
            yield (
                f"{alike} ads' own pages say the same but for figures, and show one number: an "
                "error, or ads that were taken down, with the portal's own? Then name its mark in "
                "detail, as exclude or hidden"
            )

    def listed(self, key: Hidden[str], card: Card) -> Listed:
        """Read an ad's card; raises LayoutChanged where it leads to no page and needs one."""
        facts, detail = self._facts(card, self._portal), self._portal.detail
        if detail is None:
            return Listed(key, facts, None)
        self._keys.add(key.reveal())
        if not facts.lack(detail):
            return Listed(key, facts, None)
        link = self._link(card, detail)
        if link is None:
            raise LayoutChanged(f"a card has no link (detail.link = {selector_of(detail.link)})")
        self._links.add(same(link))
        return Listed(key, facts, link)

    def _facts(self, card: Card, fields: Portal | Detail) -> Facts:
        """Read a card; whatever goes wrong with what one ad says costs it its number only."""
        try:
            return facts_of(card, fields, self._portal)
        except RequiredMissing:
            raise
        except Exception as error:  # noqa: BLE001 - an advertiser must not be able to stop a portal
            self._faults.append(error)
            return Facts()

    def _link(self, card: Card, detail: Detail) -> str | None:
        if not detail.template:
            return card.link(detail.link)
        key = only_value(card, detail.link)
        path = detail.template.replace("{link}", quote(key, safe="")) if key else ""
        return resolve(self._portal.starts[0], path) if path else None

    def completed(self, listed: Listed) -> Facts | None:
        """Return what the list and, where it is needed, the ad's own page tell.

        None for what is no ad, as its own page says. Raises when too many of those pages stay away.
        """
        detail = self._portal.detail
        if detail is None or listed.link is None:
            return listed.facts
        try:
            card = own_card(self._own_page(listed.link), detail)
            shows_others = self._drop_others(card, detail, listed)
            is_none = any(card.has(mark) for mark in detail.exclude)
        except Gone:
            self._gone += 1
            self.excluded += detail.gone == "no ad"
            return listed.facts if detail.gone == "ad" else None
        except (Challenge, Incomplete):
            raise
        except Exception as error:  # noqa: BLE001 - as in `_facts`
            return self._without_own_page(listed, error)
        self._read += 1
        if self._kept is not None:
            self._kept.append(card)
        if is_none:
            self.excluded += 1
            return None
        facts = self._facts(card, detail)
        if not shows_others and self._signs.meet(card, facts):
            fault = FetchFailed(
                f"{OWN_PAGE} shows nothing of it, word for word what another ad's shows: an error, "
                "a login, or an ad that was taken down? Its mark may be named in detail, as hidden "
                "or exclude"
            )
            return self._without_own_page(listed, fault)
        self._others += shows_others and not facts.numbers
        return listed.facts.completed_by(facts)

    def _without_own_page(self, listed: Listed, error: Exception) -> Facts:
        self._faults.append(error)
        self._stop_at_too_many(len(self._keys))
        return listed.facts

    def _own_page(self, link: str) -> Page:
        """Fetch an ad's own page; raises Gone where another came in its place."""
        page = self._get(link, OWN_PAGE)
        if self._ends.is_cut(page.text):
            was_known = self._read > 0
            page = self._get(link, OWN_PAGE)
            if was_known and self._ends.is_cut(page.text):
                raise FetchFailed(f"{OWN_PAGE} was cut off on its way, also when asked for again")
        self._page_notes.update(dict.fromkeys(page.notes))
        if self._is_elsewhere(page.address, link):
            raise Gone(f"{OWN_PAGE} leads to a list or to another ad")
        self._ends.learn(page.text)
        return page

    def _is_elsewhere(self, address: str, link: str) -> bool:
        """Tell whether an ad's link led to a list, to the front page or to another ad."""
        came, asked = same(address), same(link)
        if came == asked:
            return False
        # Where the pages of two ads lead to one, it is that of neither.
        if self._led_to.setdefault(came, asked) != asked:
            return True
        paths = {"", *map(_path, self._lists)}
        return (
            came in self._lists
            or came in self._links
            or (_path(came) in paths and _path(asked) not in paths)
        )

    def _drop_others(self, card: Card, detail: Detail, listed: Listed) -> bool:
        """Take other ads' cards off an ad's own page; return whether there were any."""
        if not isinstance(card, HtmlCard) or not self._portal.has_html_cards:
            return False
        cards = card.page.cards(self._portal.cards)
        others = [other for other in cards if self._is_other(other, detail, listed)]
        card.page.drop(others)
        return bool(others)

    def _is_other(self, card: Card, detail: Detail, listed: Listed) -> bool:
        """Tell whether a card on an ad's own page is that of another ad of the list."""
        try:
            key, link = self._ids.of(card), self._link(card, detail)
        except LayoutChanged:
            return False
        is_other = key in self._keys and key != listed.key.reveal()
        leads_away = link is not None and same(link) in self._links and link != listed.link
        return (is_other or leads_away) and not card.has(ITSELF)

    def check(self, ads: int) -> None:
        """Raise where more pages were gone, or away, than is usual for ads."""
        detail = self._portal.detail
        if detail and (self._gone > 1 + MOST_GONE[detail.gone] * ads or 0 < ads == self._gone):
            raise LayoutChanged(
                f"{self._portal.name} answered 404 for an ad's own page for {self._gone} of {ads} "
                f"ads, or led elsewhere (detail.link = {selector_of(detail.link)})"
            )
        self._faults += [FetchFailed(STRANGE)] * self._signs.strange
        self._stop_at_too_many(ads)
        if 0 < ads <= self.away:
            raise self._too_many(ads)

    def _stop_at_too_many(self, ads: int) -> None:
        if self.away > max(MOST_AWAY, MOST_AWAY_SHARE * ads):
            raise self._too_many(ads)

    def _too_many(self, ads: int) -> ScrapeError:
        """Return what it means that so many ads could not be read."""
        words = f"{self.away} of {ads} ads could not be read: {_words(self._faults[0])}"
        kinds: list[type[ScrapeError]] = [Refused, LayoutChanged]
        for kind in kinds + [FetchFailed] * (self.away >= ads):
            if not self._read and all(isinstance(fault, kind) for fault in self._faults):
                return kind(words)
        return Incomplete(words)


def own_card(page: Page, detail: Detail) -> Card:
    """Return an ad's own page as a card; LayoutChanged where it cannot be read as such."""
    if detail.format == "html":
        return HtmlPage.parse(page).whole()
    data = parse_json(page.text)
    return DataCard(data, data, page.address)


def _path(address: str) -> str:
    return urlsplit(address).path.rstrip("/")


def _words(error: Exception) -> str:
    """Return what a fault is called; one of ours in Python's word for it, which quotes nothing."""
    kind = type(error).__name__
    return str(error) if isinstance(error, ScrapeError) else f"a fault of this program ({kind})"
