"""What tells one ad from another: the one link of each card that no other card has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from urllib.parse import parse_qsl, urlsplit

from monitor.probe.suggest.cards import Cards
from monitor.probe.suggest.line import Setting
from monitor.probe.suggest.selectors import usable
from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlCard, HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.portal_config import Field

HEADINGS = ("h1", "h2", "h3", "h4", "h5")
ID_NAMES = re.compile(r"(?:^|_)(?:id|t|p|ad|item|topic|listing|annonse)(?:$|_|id)", re.IGNORECASE)
ASIDE = re.compile(
    r"user|member|author|profil|forfatter|categor|kategori|/tag|/c/|login", re.IGNORECASE
)
"""Addresses of what stands beside an ad: who wrote it, and under which heading."""
ELSEWHERE = re.compile(r"^(?:tel|sms|mailto|javascript|whatsapp|viber|tg):", re.IGNORECASE)


def find_link(page: HtmlPage, cards: Cards) -> tuple[Field, Setting] | None:
    """Return the field of a card's own link, and the suggested `ad`; None where cards have none."""
    nodes = page.cards(cards.selector)
    judged = ((select, *_judged(nodes, select, page)) for select in _candidates(cards.elements))
    # Of links that serve alike, one to a person or a heading is the worst, the one first named
    # (a heading's) the best, and the one that says most.
    ranked = sorted(judged, key=lambda candidate: (-candidate[1], _is_aside(candidate[2])))
    if not ranked or ranked[0][1] < 0.5:
        return None
    select, _, values = ranked[0]
    pattern, doubt = _pattern(values)
    table = {"select": select, "attribute": "href"} | ({"pattern": pattern} if pattern else {})
    whole = len(values) == len(nodes) and len(set(values)) == len(nodes)
    why = f"{len(values)} of {len(nodes)} cards have one, {len(set(values))} different"
    sure = whole and not doubt
    if not whole and len(values) == len(nodes):
        why += "; the same ad may stand on a page twice"
    line = Setting("ad", table, sure, "; ".join(filter(None, (why, doubt))))
    return Field(select=select, attribute="href"), line


def _candidates(elements: Sequence[Element]) -> list[str]:
    """List selectors of links within a card: a heading's first, then by class, then any."""
    ranks: dict[str, int] = {}
    for prefix in _prefixes(elements):
        ranks[f'a[href^="{prefix}"]'] = 2
    for element in elements[:12]:
        for link in element.walk():
            if link.tag == "a" and "href" in link.attributes:
                for rank, select in _names(link, element):
                    ranks[select] = min(rank, ranks.get(select, rank))
    return sorted(ranks, key=lambda select: (ranks[select], len(select)))


def _prefixes(elements: Sequence[Element]) -> Iterator[str]:
    """Yield how the first, second and third link of all cards begin, where they begin alike."""
    links = [
        [e.attributes.get("href", "") for e in card.walk() if e.tag == "a"] for card in elements
    ]
    for place in range(min(3, min(map(len, links), default=0))):
        shared = _shared([hrefs[place] for hrefs in links])
        prefix = shared[: max(shared.rfind("/"), shared.rfind("=")) + 1]
        if len(prefix) > 1 and not ELSEWHERE.match(prefix) and not re.search(r'[0-9]{3}|"', prefix):
            yield prefix


def _shared(texts: Sequence[str]) -> str:
    """Return what all texts begin with."""
    columns = zip(*texts, strict=False)
    return "".join(signs[0] for signs in takewhile(lambda signs: len(set(signs)) == 1, columns))


def _is_aside(values: Sequence[str]) -> bool:
    return sum(bool(ASIDE.search(urlsplit(address).path)) for address in values) > len(values) / 2


def _names(link: Element, card: Element) -> Iterator[tuple[int, str]]:
    above = [element for element in link.ancestors() if _is_within(element, card)]
    yield from ((0, f"{element.tag} a") for element in above if element.tag in HEADINGS)
    yield from ((1, f"a.{name}") for name in usable(link.classes))
    for element in above[:2]:
        yield from ((2, f".{name} a") for name in usable(element.classes))
        yield from ((2, f".{name} > a") for name in usable(element.classes))
    yield 3, "a"


def _is_within(element: Element, card: Element) -> bool:
    return any(above is card for above in element.ancestors())


def _judged(nodes: Sequence[HtmlCard], select: str, page: HtmlPage) -> tuple[float, list[str]]:
    """Score a link's selector: on each card, one address, its own, on the portal."""
    host = urlsplit(page.found_at).netloc
    values: list[str] = []
    for node in nodes:
        try:
            links = set(node.values(Field(select=select, attribute="href")))
        except LayoutChanged:
            return 0.0, []
        if len(links) > 1 or any(map(ELSEWHERE.match, links)):
            return 0.0, []
        values += links
    if not values:
        return 0.0, []
    here = sum(urlsplit(address).netloc == host for address in values) / len(values)
    different = len(set(map(_plain, values))) / len(values)
    return len(values) / len(nodes) * different * here, values


def _plain(address: str) -> str:
    return address.partition("#")[0]


def _pattern(values: Sequence[str]) -> tuple[str, str]:
    """Return what cuts an id out of the addresses, where they carry noise, and what is doubtful."""
    queries = [dict(parse_qsl(urlsplit(address).query)) for address in values]
    if not any(queries):
        return "", ""
    paths = {urlsplit(address).path for address in values}
    if len(paths) == len(values):
        return r"^([^?#]+)", "what stands behind ? in the links is taken for noise"
    name = _telling(queries)
    if name is None:
        return "", "the addresses carry parameters; check that the same ad always has the same"
    digits = all(query[name].isdigit() for query in queries)
    value = r"(\d+)" if digits else "([^&#]+)"
    only = all(set(query) == {name} for query in queries)
    doubt = "" if only else f"of their parameters, {name} was taken for the id"
    return rf"[?&;]{re.escape(name)}={value}", doubt


def _telling(queries: Sequence[Mapping[str, str]]) -> str | None:
    """Return the parameter that all links have and that differs between them."""
    shared = set.intersection(*(set(query) for query in queries))
    different = {name: len({query[name] for query in queries}) for name in shared}
    best = sorted(
        (name for name in shared if different[name] >= 0.9 * len(queries)),
        key=lambda name: (not ID_NAMES.search(name), -different[name], name),
    )
    return best[0] if best else None
