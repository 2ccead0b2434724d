"""What a suggested block says of an invented list page, beside what is right."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from monitor.config import Config
from monitor.probe.run import Visit
from monitor.probe.suggest import NothingToSuggest, Suggestion, suggest
from monitor.probe.unknown import unknown_portal
from scrapers.errors import ScrapeError
from scrapers.extract.html_card import HtmlCard
from scrapers.extract.list_page import Card, read_listing
from scrapers.http.addresses import resolve, with_parameter
from scrapers.model import Page
from scrapers.portal_config import Portal
from tests.monitor.probe.pages.making import ListPage, title
from tests.portal_server import Answer, PortalServer, Route


@dataclass(frozen=True)
class Judged:
    """Which parts of a suggested block are right; `unsure` are the keys that it is not sure of."""

    cards: bool
    ad: bool
    next: bool
    total: bool
    place: bool
    unsure: frozenset[str]
    never_asked: bool
    block: str

    @property
    def wrong_and_sure(self) -> set[str]:
        """The keys that are wrong and said to be sure."""
        wrong = {key for key in ("cards", "ad", "next", "total") if not getattr(self, key)}
        return wrong - self.unsure


def now() -> datetime:
    """Tell the real time."""
    return datetime.now(UTC)


def served(server: PortalServer, page: ListPage) -> None:
    """Serve a list and the ads' own pages."""
    server.requests.clear()
    kind = {"Content-Type": "application/json"} if page.json_cards is not None else {}
    first = next(iter(page.pages.values()))
    headers = kind if first[:1] in "[{" else {}
    routes: dict[str, Route] = {
        address: Answer(body, headers=headers) for address, body in page.pages.items()
    }
    if page.ad_path:
        links = {link for body in page.pages.values() for link in _links(body, server.base + "/")}
        for link in links:
            path = link.removeprefix(server.base)
            if path.startswith(page.ad_path) and path not in routes:
                digits = "".join(c for c in path.removeprefix(page.ad_path) if c.isdigit())
                routes[path] = Answer(page.own(int(digits[:3] or 1)))
    server.routes = routes


def _links(body: str, base: str) -> set[str]:
    hrefs = [piece.split('"')[0].replace("&amp;", "&") for piece in body.split('href="')[1:]]
    return {urljoin(base, href) for href in hrefs}


def suggested(server: PortalServer, path: str, config: Config) -> Suggestion:
    """Suggest a block for a page of a server."""
    address = server.base + path
    with Visit(unknown_portal(address), config, now) as visit:
        return suggest(visit.get(address, "the page"), visit.get, config.places)


def judged(server: PortalServer, page: ListPage, config: Config) -> Judged:
    """Serve a list, suggest a block for its first page, and look what that says."""
    served(server, page)
    start = server.base + page.addresses[0]
    try:
        block = suggested(server, page.addresses[0], config)
        portal = block.portal()
        first = Page(start, page.pages[page.addresses[0]])
        listing = read_listing(first, portal)
    except (NothingToSuggest, ScrapeError) as error:
        return Judged(
            cards=False,
            ad=False,
            next=False,
            total=False,
            place=False,
            unsure=frozenset(),
            never_asked=True,
            block=f"nothing: {error}",
        )
    asked = [request.path for request in server.requests]
    return Judged(
        cards=_cards_right(listing.cards, page),
        ad=_ads_right(listing.cards, portal, page, server.base),
        next=_next_right(portal, listing.next_address, page, server.base, block),
        total=(listing.stated_total or 0) == int((page.total or "0").replace(".", "")),
        place=not page.own_place or (portal.detail is not None and portal.detail.place is not None),
        unsure=frozenset(line.key for line in block.lines if not line.sure),
        never_asked=not any(part in path for part in page.never_asked for path in asked),
        block=block.toml(),
    )


def _cards_right(cards: tuple[Card, ...], page: ListPage) -> bool:
    texts = [_text(card) for card in cards]
    titles = [title(k) for k in range(1, page.size + 1)]
    by_card = [[at for at, name in enumerate(titles) if name in text] for text in texts]
    return sorted(by_card) == [[at] for at in range(page.size)]


def _text(card: Card) -> str:
    if isinstance(card, HtmlCard):
        return " ".join(str(card.node.text(separator=" ")).split())
    return json.dumps(card.data, ensure_ascii=False)  # type: ignore[attr-defined]


def _ads_right(cards: tuple[Card, ...], portal: Portal, page: ListPage, base: str) -> bool:
    values = [card.values(portal.ad) for card in cards]
    links = [card.link(portal.detail.link) or "" for card in cards] if portal.detail else []
    if portal.ad.attribute == "href" and not portal.ad.pattern:
        links += [value for each in values for value in each]
    path = base + (page.ad_path or "")
    there = not page.ad_path or all(link.startswith(path) for link in links)
    single = {each[0] for each in values if len(set(each)) == 1}
    return there and len(single) == len(cards)


def _next_right(
    portal: Portal, named: str | None, page: ListPage, base: str, block: Suggestion
) -> bool:
    if page.says_wrong:
        line = next(line for line in block.lines if line.key == "next")
        return not line.sure
    following, start = portal.next, portal.starts[0]
    address = named
    if following.is_counted:
        count = str(following.first + following.step)
        address = with_parameter(start, following.parameter, count)
        if following.template:
            address = resolve(start, following.template.replace("{page}", count))
    wanted = page.next
    return _plain(address) == (_plain(base + wanted) if wanted else None)


def _plain(address: str | None) -> object:
    if address is None:
        return None
    parts = urlsplit(address)
    return parts.path, sorted(parts.query.split("&"))
