"""Which elements of an unknown page are its ads: those that one selector finds, and that differ.

Every selector that finds three elements or more is a candidate. It is scored by how many it finds
(as a logarithm: a hundred links in a menu are no more of a list than twenty ads), on how many there
is a link of their own, how much they say and how differently, and whether phone numbers and places
stand in them. Menus, headers, footers, calendars and what is not shown are little of a list.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log2

from monitor.probe.suggest.ad_ids import id_attribute
from monitor.probe.suggest.links import HEADINGS, Links, Role, own_role, prefixes, roles_of
from monitor.probe.suggest.selectors import MACHINE_MADE, TAG, Names, doubtful, matched
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.extract.places import places_in
from scrapers.model import UNKNOWN_PLACE, PlaceNames
from scrapers.numbers import numbers_in_text

LEAST = 3
SAMPLE = 40
BOILERPLATE = frozenset({"nav", "header", "footer", "aside", "select", "head", "thead"})
BESIDE = re.compile(
    r"(?:^|[-_ ])(?:nav|menu|meny|sidebar|footer|breadcrumbs?|related|calendar|kalender|pagination|"
    r"pager|paginate|carousel|karusell|slider|swiper|tags?|cookies?|hidden|d-none|sr-only|"
    r"visually-hidden)(?=$|[-_ ])",
    re.IGNORECASE,
)
"""Names of what stands beside a list, or is not shown."""

UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
NOT_CARDS = frozenset({"td", "th", "link", "meta", "br", "img", "html", "body", "script", "option"})
GRID = re.compile(r"\.(?:col|row|grid|cell|wrap\w*|inner|item-wrap)(?:-\w+)*$", re.IGNORECASE)
TELLING = 60
"""The length, in signs, of a text that says enough to be an ad's."""

MIXED = 0.85
"""What a group with misfits is worth, of one without."""

REFINED = 0.9
"""What a group is worth that has to be told from its misfits."""

LEAST_SCORE = 0.3
LITTLE = 3.0
"""The score below which a group may well be a menu: four short links make 1, ten ads 12."""


@dataclass(frozen=True, slots=True)
class Cards:
    """The elements that look like ads, and the selector that matches just them.

    `doubts` say why they may be none, `doubt` why `role` may not be their own pages.
    """

    elements: tuple[Element, ...] = field(repr=False)
    selector: str
    role: Role | None = field(repr=False)
    doubts: tuple[str, ...]
    doubt: str

    @property
    def is_machine_made(self) -> bool:
        """Whether the selector leans on names that a build step makes, and may make anew."""
        return any(MACHINE_MADE.search(name) for name in re.findall(r"[.#]([\w-]+)", self.selector))


class Finder:
    """Looks at a page for lists."""

    def __init__(self, page: HtmlPage, places: PlaceNames) -> None:
        self._page = page
        self._places = places
        self._links = Links(page)
        self._worth: dict[int, float] = {}
        self._kinds: dict[int, frozenset[str]] = {}

    def lists(self) -> Iterator[Cards]:
        """Yield what looks like a list of ads, the likeliest first; each has links or ids."""
        groups = self._groups(self._page.tree())
        scored = sorted(
            (
                (
                    self._score(group) * (REFINED if ":" in min(selectors, key=len) else 1),
                    group,
                    selectors,
                )
                for group, selectors in groups
            ),
            key=lambda one: -one[0],
        )
        fit = [one for one in scored if one[0] > LEAST_SCORE]
        for score, group, selectors in fit:
            selector = self._selector(group, selectors)
            if selector is None:
                continue
            inside = {inner.number for element in group for inner in element.walk()}
            above = {up.number for element in group for up in element.ancestors()}
            second = max(
                (s for s, other, _ in fit if not any(e.number in inside | above for e in other)),
                default=0.0,
            )
            role, doubt = own_role(roles_of(group, self._links))
            doubts = tuple(self._doubts(group, selector, score, second))
            yield Cards(tuple(group), selector, role, doubts, doubt)

    def _doubts(
        self, group: Sequence[Element], selector: str, score: float, second: float
    ) -> Iterator[str]:
        if len(group) < LEAST + 2:
            yield "few of them on this page"
        if score < LITTLE:
            yield "they say little; is this a menu"
        if second > score / 2:
            yield "another part of the page looks like a list, too"
        if any(MACHINE_MADE.search(name) for name in re.findall(r"[.#]([\w-]+)", selector)):
            yield "the class looks machine-made and may change with any update of the portal"
        plain = re.sub(r":\w+\(.*", "", selector)
        left_out = matched(self._page, plain) - {element.number for element in group}
        others = [one for one in self._page.tree().walk() if one.number in left_out]
        if len(self._unlike(group, others)) < len(others):
            yield "elements like these, without a link of their own, are left out"
        if doubtful(selector) > 1:
            yield "the class may be what a row is today, and another on the next page"

    def _groups(self, top: Element) -> Iterator[tuple[list[Element], list[str]]]:
        """Yield sets of elements with the selectors that may find just them."""
        found: dict[str, list[Element]] = defaultdict(list)
        plain = Names()
        for element in top.walk():
            if element.tag in NOT_CARDS or not TAG.fullmatch(element.tag):
                continue
            if any(up.tag in {"script", "style", "svg", "head"} for up in element.ancestors()):
                continue
            if self._links.within(element) or id_attribute([element]):
                for selector in plain.selectors(element):
                    found[selector].append(element)
        sets: dict[tuple[int, ...], tuple[list[Element], list[str]]] = {}
        for selector, elements in found.items():
            for group, refined in self._refined(elements, selector):
                if len(group) >= LEAST:
                    key = tuple(element.number for element in group)
                    sets.setdefault(key, (group, []))[1].append(refined)
        yield from sets.values()

    def _refined(
        self, elements: list[Element], selector: str
    ) -> Iterator[tuple[list[Element], str]]:
        """Yield a group, and the group without the few in it that are built otherwise."""
        yield elements, selector
        if len(elements) < LEAST + 1:
            return
        half = len(elements) / 2
        names = {name for element in elements for name in element.classes}
        for name in names:
            rest = [element for element in elements if name not in element.classes]
            if half < len(rest) < len(elements) and re.fullmatch(r"[A-Za-z][A-Za-z_-]+", name):
                yield rest, f"{selector}:not(.{name})"
        for tag in (*sorted(HEADINGS), "img", "td"):
            rest = [
                e for e in elements if any(inner.tag == tag for inner in e.walk() if inner is not e)
            ]
            if half < len(rest) < len(elements):
                yield rest, f"{selector}:has({tag})"
        rest = [element for element in elements if self._links.within(element)]
        if half < len(rest):
            yield rest, f"{selector}:has(a[href])"
        yield from self._linking_alike(elements, selector)

    def _linking_alike(
        self, elements: list[Element], selector: str
    ) -> Iterator[tuple[list[Element], str]]:
        """Yield a group without the few in it that lead elsewhere: a pager, a menu."""
        shapes = [{link.shape for link in self._links.within(element)} for element in elements]
        role = None
        if not set.intersection(*shapes):
            role, _ = own_role(roles_of(elements, self._links))
        if role is not None:
            pairs = zip(elements, role.addresses, strict=True)
            rest = [element for element, address in pairs if address]
            for prefix in prefixes(role, elements, self._links):
                yield rest, f'{selector}:has(a[href^="{prefix}"])'

    def _score(self, group: Sequence[Element]) -> float:
        numbers = {element.number for element in group}
        if any(up.number in numbers for element in group for up in element.ancestors()):
            return 0.0
        roles = roles_of(group, self._links)
        role, _ = own_role(roles)
        has_id = id_attribute(group) is not None
        own = role.on if role else 0.9 * has_id
        if own < 0.6:
            return 0.0
        # A wrapper of several ads has several links of one kind that are nowhere else.
        several = max((r.several for r in roles if not r.acts), default=0.0)
        sample = group[:SAMPLE]
        texts = [element.text()[:2000] for element in sample]
        variety = len(set(texts)) / len(texts)
        worth = sum(map(self._worth_of, sample)) / len(sample)
        share = sum(map(is_beside, group)) / len(group)
        pure = own > 0.999 * (1 if role else 0.9) and not self._unlike(group, group)
        return (
            log2(1 + len(group)) * own**3 * (0.5 + variety / 2) * worth * (1 - 0.75 * several)
            * (1 - 0.85 * share) * (1 if pure else MIXED)
        )  # fmt: skip

    def _unlike(self, group: Sequence[Element], others: Sequence[Element]) -> list[Element]:
        """Return which of some elements lack most of what most of a group has within it."""
        on = Counter(kind for element in group for kind in self._kinds_in(element))
        usual = {kind for kind, count in on.items() if count >= len(group) / 2}
        return [one for one in others if len(usual & self._kinds_in(one)) < len(usual) / 2]

    def _kinds_in(self, element: Element) -> frozenset[str]:
        if element.number not in self._kinds:
            inner = (one for one in element.walk() if one is not element)
            self._kinds[element.number] = frozenset(
                ".".join((one.tag, *one.classes[:1])) for one in inner
            )
        return self._kinds[element.number]

    def _worth_of(self, element: Element) -> float:
        """Return how much like an ad an element is by itself."""
        if element.number not in self._worth:
            self._worth[element.number] = self._worth_anew(element)
        return self._worth[element.number]

    def _worth_anew(self, element: Element) -> float:
        text = element.text()[:2000]
        wordiness = min(1.0, 0.3 + len(text) / TELLING)
        inner = list(element.walk())
        parts = sum(any(isinstance(c, str) and c.strip() for c in one.children) for one in inner)
        tags = {one.tag for one in inner if one is not element}
        shown = 0.5 * bool(tags & HEADINGS) + 0.5 * ("img" in tags)
        hrefs = [one.attributes.get("href", "") for one in inner]
        phone = any(href.startswith(("tel:", "sms:", "https://wa.me")) for href in hrefs)
        phone = phone or bool(numbers_in_text(text, "NO"))
        named = len(text) < 400 and places_in(text, self._places) != (UNKNOWN_PLACE,)
        said = min(4.0, parts) / 2 + shown
        return wordiness * (0.5 + said) * (1 + phone + 0.4 * named)

    def _selector(self, group: Sequence[Element], selectors: Sequence[str]) -> str | None:
        """Return the selector that finds just these, and repeats nothing that one of them says."""
        numbers = {element.number for element in group}
        names = Names(group)

        def rank(selector: str) -> tuple[object, ...]:
            has_name = bool(re.search(r"[.#]", selector))
            scoped = " > " in selector and bool(re.search(r"[.#].* > ", selector))
            own = selector.rpartition(" ")[2]
            return (
                ":" in selector, doubtful(selector), not has_name, selector.isalpha(),
                bool(GRID.search(own)),
                "." not in own, not scoped, len(selector), selector,
            )  # fmt: skip

        for selector in sorted(selectors, key=rank):
            named = re.findall(r"[.#]([\w-]+)", selector)
            if all(map(names.plain, named)) and matched(self._page, selector) == numbers:
                return selector
        return None


def is_beside(element: Element) -> bool:
    """Tell whether an element stands in a menu, a calendar, a carousel, or is not shown."""
    for up in (element, *element.ancestors()):
        named = f"{up.attributes.get('class', '')} {up.attributes.get('id', '')}"
        if up.tag in BOILERPLATE and up.parent is not None and up is not element:
            return True
        if "hidden" in up.attributes or UNSEEN.search(up.attributes.get("style", "")):
            return True
        if up.tag not in {"html", "body", "main"} and BESIDE.search(named):
            return True
    return False
