"""Which elements of an unknown page are its ads: those that are built alike, link, and differ.

Elements with the same tag and class in the same place of the page are a group. A group is scored by
how many there are (as a square root: a hundred links in a menu are no more of a list than twenty
ads), how many of them lead somewhere of their own, how much they say and how differently, and
whether phone numbers and places stand in them. Menus, headers, footers and sidebars are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

from monitor.probe.suggest.selectors import (
    element_selectors,
    is_machine_made,
    matched,
    selector_for,
    usable,
)
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.extract.places import places_in
from scrapers.model import UNKNOWN_PLACE, PlaceNames
from scrapers.numbers import numbers_in_text

LEAST = 3
SAMPLE = 60
BOILERPLATE = frozenset({"nav", "header", "footer", "aside", "select", "head", "thead"})
NOT_CARDS = frozenset({"td", "th", "link", "meta", "br", "img", "html", "body"})
UNREAD = frozenset({"script", "style", "svg", "select", "head", "template"})
TELLING = 60
"""The length, in signs, of a text that says enough to be an ad's."""

LITTLE = 3.0
"""The score below which a group may well be a menu: four short links make 0.9, ten ads 12."""

Signature = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """The elements that look like ads, the selector that matches just them, and how sure it is."""

    elements: tuple[Element, ...] = field(repr=False)
    selector: str
    sure: bool
    why: str


def find_cards(page: HtmlPage, places: PlaceNames) -> Cards | None:
    """Return what looks most like a list of ads, or None where nothing is repeated."""
    groups = _groups(page.tree())
    scored = [(_score(group, places), group) for group in groups]
    for score, group in sorted(scored, key=lambda pair: -pair[0]):
        selector = _selector(page, group) if score > 0 else None
        if selector is not None:
            others = [other_score for other_score, other in scored if not _overlap(group, other)]
            return _with_doubts(page, selector, group, score, max(others, default=0.0))
    return None


def _with_doubts(
    page: HtmlPage, selector: str, group: Sequence[Element], score: float, second: float
) -> Cards:
    numbers = matched(page, selector)
    elements = tuple(element for element in group if element.number in numbers)
    doubts = []
    if len(elements) < LEAST + 2:
        doubts.append("few of them on this page")
    if score < LITTLE:
        doubts.append("they say little; is this a menu")
    if second > score / 2:
        doubts.append("another part of the page looks like a list, too")
    if is_machine_made(selector):
        doubts.append("the class looks machine-made and may change with any update of the portal")
    if ":has(" in selector:
        doubts.append("like elements without a link are left out")
    why = f"{len(elements)} elements built alike"
    return Cards(elements, selector, not doubts, "; ".join((why, *doubts)))


def _groups(top: Element) -> list[list[Element]]:
    """Return the elements of the page that share place, tag and a class, three or more of them."""
    places: dict[Signature, list[Element]] = defaultdict(list)
    waiting: list[tuple[Element, Signature]] = [(top, ())]
    while waiting:
        element, above = waiting.pop()
        if element.tag in UNREAD:
            continue
        here = (*above[-6:], f"{element.tag}.{'.'.join(sorted(usable(element.classes))[:2])}")
        for name in [] if element.tag in NOT_CARDS else usable(element.classes) or [""]:
            places[*above[-6:], element.tag, name].append(element)
        waiting += [(child, here) for child in element.elements]
    unique = {tuple(element.number for element in group): group for group in places.values()}
    return [group for group in unique.values() if len(group) >= LEAST]


def _score(group: Sequence[Element], places: PlaceNames) -> float:
    links = [_links(element) for element in group]
    linked = sum(map(bool, links)) / len(group)
    first = {hrefs[0] for hrefs in links if hrefs}
    different = len(first) / len(group)
    in_boilerplate = any(above.tag in BOILERPLATE for above in group[0].ancestors())
    if linked < 0.6 or different < 0.6 or in_boilerplate:
        return 0.0
    sample = group[:SAMPLE]
    texts = [element.text()[:2000] for element in sample]
    variety = len(set(texts)) / len(texts)
    wordiness = min(1.0, 0.3 + sum(map(len, texts)) / len(texts) / TELLING)
    parts = min(5.0, sum(map(_parts, sample)) / len(sample))
    phones = sum(map(_has_phone, sample)) / len(sample)
    named = sum(places_in(text, places) != (UNKNOWN_PLACE,) for text in texts) / len(texts)
    return (
        sqrt(len(group))
        * (linked * different * (0.5 + variety / 2) * wordiness * (0.5 + parts / 2))
        * (1 + 2 * phones + named)
    )


def _links(element: Element) -> list[str]:
    return [
        href
        for inner in element.walk()
        if inner.tag == "a" and (href := inner.attributes.get("href", "")).strip("#")
        if not href.startswith(("tel:", "sms:", "mailto:", "javascript:", "#", "https://wa.me"))
    ]


def _parts(element: Element) -> int:
    """Count the elements within one that say something of their own."""
    return sum(
        any(isinstance(child, str) and child.strip() for child in inner.children)
        for inner in element.walk()
    )


def _has_phone(element: Element) -> bool:
    hrefs = (inner.attributes.get("href", "") for inner in element.walk())
    if any(href.startswith(("tel:", "sms:", "https://wa.me")) for href in hrefs):
        return True
    return bool(numbers_in_text(element.text()[:2000], "NO"))


def _selector(page: HtmlPage, group: Sequence[Element]) -> str | None:
    shared = set(element_selectors(group[0]))
    for element in group[1:]:
        shared &= set(element_selectors(element))
    names = [name for name in element_selectors(group[0]) if name in shared]
    linked = [element for element in group if _links(element)]
    if len(linked) < len(group):
        names = [f"{name}:has(a[href])" for name in names]
    return _scoped(page, linked, names)


def _scoped(page: HtmlPage, group: Sequence[Element], names: Sequence[str]) -> str | None:
    """Prefer a selector that names the list, too: other lists may use the same class elsewhere."""
    parents = {element.parent for element in group}
    above = next(iter(parents)) if len(parents) == 1 else None
    scopes = element_selectors(above)[:-1] if above is not None else []
    numbers = {element.number for element in group}
    for scope in scopes:
        for name in names:
            if matched(page, f"{scope} > {name}") == numbers:
                return f"{scope} > {name}"
    return selector_for(page, group, names)


def _overlap(one: Sequence[Element], other: Sequence[Element]) -> bool:
    """Tell whether one group lies within the other, or is the other."""
    inner = {element.number for element in other}
    outer = {element.number for element in one}
    return any(
        element.number in outer or any(above.number in outer for above in element.ancestors())
        for element in other[:2]
    ) or any(any(above.number in inner for above in element.ancestors()) for element in one[:2])
