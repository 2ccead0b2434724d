"""Which elements of an unknown page are its ads: those that one selector finds, and that differ.

Every selector that finds three elements or more is a candidate. It is scored by how many it finds
(as a logarithm: a hundred links in a menu are no more of a list than twenty ads), on how many there
is a link of their own, how much they say, and whether phone numbers stand in them. Menus, headers,
footers, calendars and what is not shown are little of a list.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from math import log2

from monitor.probe.suggest.block import Setting
from monitor.probe.suggest.candidates import fields_in
from monitor.probe.suggest.fields import mark_lines, marks_in, total_line
from monitor.probe.suggest.ids import ad_line, id_attribute, on_portal
from monitor.probe.suggest.links import HEADINGS, Links, own_role, prefix_of, roles_of
from monitor.probe.suggest.page_words import says
from monitor.probe.suggest.pager import PagerLinks, names_of
from monitor.probe.suggest.selectors import (
    TAG,
    Names,
    doubtful,
    is_machine_made,
    matched,
    may_change,
)
from monitor.probe.suggest.ways import SAMPLE, Source, html_ways, no_way
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.numbers import read_text

LEAST = 3
SCORED = 40
"""Cards by which a group is scored; more would tell no more."""

NO_ADS = Setting("no_ads", None, False, "cannot be seen while there are ads; search for nonsense")
BOILERPLATE = frozenset({"nav", "header", "footer", "aside", "select", "head", "thead"})
LANDMARKS = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
"""Roles of WAI-ARIA for what stands around the content of a page."""

UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
NOT_CARDS = frozenset({"td", "th", "link", "meta", "br", "img", "html", "body", "script", "option"})
TELLING = 60
"""The length, in signs, of a text that says enough to be an ad's."""

LEAST_SCORE = 0.3
LITTLE = 3.0
"""The score below which a group may well be a menu: four short links make 1, ten ads 12."""


class Finder:
    """Looks at a page for lists."""

    def __init__(self, page: HtmlPage, start: str) -> None:
        self._page, self._start, self._links = page, start, Links(page)
        self._tree = page.tree()
        self._worth: dict[int, float] = {}
        self._kinds: dict[int, frozenset[str]] = {}

    def lists(self) -> Iterator[Source]:
        """Yield what looks like a list of ads, the likeliest first, and what is known of it."""
        groups = ((self._score(group), group, selectors) for group, selectors in self._groups())
        scored = sorted((one for one in groups if one[0] > LEAST_SCORE), key=lambda one: -one[0])
        for score, group, selectors in scored:
            if (selector := self._selector(group, selectors)) is None:
                continue
            inside = {inner.number for element in group for inner in element.walk()}
            above = {up.number for element in group for up in element.ancestors()}
            others = (s for s, g, _ in scored if (inside | above).isdisjoint(e.number for e in g))
            doubts = self._doubts(group, selector, score, max(others, default=0.0))
            setting = Setting.of("cards", selector, f"{len(group)} elements built alike", doubts)
            yield from self._source(group, setting)

    def _source(self, group: Sequence[Element], setting: Setting) -> Iterator[Source]:
        """Yield a list with what is known of it; nothing where its cards cannot be told apart."""
        by_number = {card.node.mem_id: card for card in self._page.cards(str(setting.value))}
        nodes = [by_number[element.number] for element in group]
        names, count = Names(group), len(nodes)
        role, doubt = own_role(roles_of(group, self._links))
        link, ad = ad_line(group, nodes, role, doubt, self._links)
        if ad is None:
            return
        if not setting.sure and ad.sure:
            ad = replace(ad, sure=False, why=f"{ad.why}; as far as the cards are right")
        inside = {inner.number for card in group for inner in card.walk()}
        outside = [one for one in self._tree.walk() if one.number not in inside]
        total, stated = total_line(self._page.whole(), outside, names, count)
        pager, sample = PagerLinks(self._page, inside), group[:SAMPLE]
        lines = [setting, NO_ADS, ad, total, *mark_lines(nodes, marks_in(sample, names))]
        is_sure = link is not None and not doubt and on_portal(nodes, link)
        ways, end = [*html_ways(pager, self._start, names)], no_way(pager, count, stated)
        fields = fields_in(sample, names)
        yield Source(nodes, lines, fields, link if is_sure else None, stated, ways, end)

    def _doubts(
        self, group: Sequence[Element], selector: str, score: float, second: float
    ) -> dict[str, bool]:
        """Tell of each reason why elements may be no ads whether it holds."""
        plain = re.sub(r":\w+\(.*", "", selector)
        left_out = matched(self._page, plain) - {element.number for element in group}
        others = [one for one in self._tree.walk() if one.number in left_out]
        alike = len(others) - len(self._unlike(group, others))
        return {
            "few of them on this page": len(group) < LEAST + 2,
            "they say little; is this a menu": score < LITTLE,
            "another part of the page looks like a list, too": second > score / 2,
            "the class looks machine-made and may change with any update": is_machine_made(
                selector
            ),
            "elements like these, without a link of their own, are left out": alike > 0,
            "the class may be what a row is today": may_change(selector),
            "a heading elsewhere leads to an ad that is on none of them": self._has_other(group),
        }

    def _has_other(self, group: Sequence[Element]) -> bool:
        """Tell whether a heading outside of a group links as its own links do, to another page."""
        role, _ = own_role(roles_of(group, self._links))
        if role is None:
            return False
        listed = {link.address for element in group for link in self._links.within(element)}
        headings = (one for one in self._tree.walk() if one.tag in HEADINGS)
        links = (link for heading in headings for link in self._links.within(heading))
        return any(link.form == role.form and link.address not in listed for link in links)

    def _groups(self) -> Iterator[tuple[list[Element], list[str]]]:
        """Yield sets of elements with the selectors that may find just them."""
        by_selector: dict[str, list[Element]] = defaultdict(list)
        for element in self._tree.walk():
            if element.tag in NOT_CARDS or not TAG.fullmatch(element.tag):
                continue
            if any(up.tag in {"script", "style", "svg", "head"} for up in element.ancestors()):
                continue
            if self._links.within(element) or id_attribute([element]):
                for selector in Names().selectors(element):
                    by_selector[selector].append(element)
        sets: dict[tuple[int, ...], tuple[list[Element], list[str]]] = {}
        for selector, elements in by_selector.items():
            for group, refined in self._refined(elements, selector):
                if len(group) >= LEAST:
                    key = tuple(element.number for element in group)
                    sets.setdefault(key, (group, []))[1].append(refined)
        yield from sets.values()

    def _refined(
        self, elements: list[Element], selector: str
    ) -> Iterator[tuple[list[Element], str]]:
        """Yield a group, and the group without the few in it that do not link as the others do."""
        yield elements, selector
        if len(elements) <= LEAST:
            return
        linking = [element for element in elements if self._links.within(element)]
        if len(elements) / 2 < len(linking):
            yield linking, f"{selector}:has(a[href])"
        yield from self._linking_alike(elements, selector)

    def _linking_alike(
        self, elements: list[Element], selector: str
    ) -> Iterator[tuple[list[Element], str]]:
        """Yield a group without the few in it that lead elsewhere: a pager, a menu."""
        forms = [{link.form for link in self._links.within(element)} for element in elements]
        if set.intersection(*forms):
            return
        role, _ = own_role(roles_of(elements, self._links))
        if role is not None:
            pairs = zip(elements, role.addresses, strict=True)
            rest = [element for element, address in pairs if address]
            if prefix := prefix_of(role, elements, self._links):
                yield rest, f'{selector}:has(a[href^="{prefix}"])'

    def _score(self, group: Sequence[Element]) -> float:
        """Return how much elements look like ads."""
        numbers = {element.number for element in group}
        if any(up.number in numbers for element in group for up in element.ancestors()):
            return 0.0
        roles = roles_of(group, self._links)
        role, _ = own_role(roles)
        own = role.on if role else 0.9 * (id_attribute(group) is not None)
        if own < 0.6:
            return 0.0
        # A wrapper of several ads has several links of one kind that are nowhere else.
        heavy = [r for r in roles if not r.acts and (role is None or r.weight > 0.5 * role.weight)]
        several = max((r.several for r in heavy), default=0.0)
        sample = group[:SCORED]
        worth = sum(map(self._worth_of, sample)) / len(sample)
        share = sum(map(is_beside, group)) / len(group)
        return log2(1 + len(group)) * own**3 * worth * (1 - 0.75 * several) * (1 - 0.85 * share)

    def _unlike(self, group: Sequence[Element], others: Sequence[Element]) -> list[Element]:
        """Return which of some elements lack most of what most of a group has within it."""
        on = Counter(kind for element in group for kind in self._kinds_in(element))
        usual = {kind for kind, count in on.items() if count >= len(group) / 2}
        return [one for one in others if len(usual & self._kinds_in(one)) < len(usual) / 2]

    def _kinds_in(self, element: Element) -> frozenset[str]:
        if element.number not in self._kinds:
            kinds = (".".join((one.tag, *one.classes[:1])) for one in within(element))
            self._kinds[element.number] = frozenset(kinds)
        return self._kinds[element.number]

    def _worth_of(self, element: Element) -> float:
        """Return how much like an ad an element is by itself."""
        if element.number in self._worth:
            return self._worth[element.number]
        text, inner = element.text()[:2000], list(element.walk())
        parts = sum(any(isinstance(c, str) and c.strip() for c in one.children) for one in inner)
        tags = {one.tag for one in inner if one is not element}
        shown = 0.5 * bool(tags & HEADINGS) + 0.5 * ("img" in tags)
        hrefs = [one.attributes.get("href", "") for one in inner]
        phone = any(href.startswith(("tel:", "sms:", "https://wa.me")) for href in hrefs)
        phone = phone or bool(read_text(text, "NO").numbers)
        wordiness = min(1.0, 0.3 + len(text) / TELLING)
        worth = wordiness * (0.5 + min(4.0, parts) / 2 + shown) * (1 + phone)
        return self._worth.setdefault(element.number, worth)

    def _selector(self, group: Sequence[Element], selectors: Sequence[str]) -> str | None:
        """Return the selector that finds just these, and repeats nothing that one of them says."""
        numbers, names = {element.number for element in group}, Names(group)
        plain = sorted(selectors, key=_plainness)
        for selector in chain(plain, self._by_links(group, plain)):
            named = re.findall(r"[.#]([\w-]+)", selector)
            if all(map(names.plain, named)) and matched(self._page, selector) == numbers:
                return selector
        return None

    def _by_links(self, group: Sequence[Element], selectors: Sequence[str]) -> Iterator[str]:
        """Yield selectors that tell elements from others by where their own links lead."""
        role, _ = own_role(roles_of(group, self._links))
        if role is not None and (prefix := prefix_of(role, group, self._links)):
            plain = (selector for selector in selectors if ":" not in selector)
            yield from (f'{selector}:has(a[href^="{prefix}"])' for selector in plain)


def _plainness(selector: str) -> tuple[object, ...]:
    """Return by what selectors for the same elements are ranked, the plainest first."""
    has_name = bool(re.search(r"[.#]", selector))
    own = selector.rpartition(" ")[2]
    is_scoped = bool(re.search(r"[.#].* > ", selector))
    return (
        ":" in selector, doubtful(selector), not has_name, selector.isalpha(),
        "." not in own, not is_scoped, len(selector), selector,
    )  # fmt: skip


def within(element: Element) -> Iterator[Element]:
    """Yield what an element holds, without itself."""
    return islice(element.walk(), 1, None)


def is_beside(element: Element) -> bool:
    """Tell whether an element stands in a menu, a calendar, a carousel, or is not shown."""
    for up in (element, *element.ancestors()):
        if up.tag in BOILERPLATE and up.parent is not None and up is not element:
            return True
        if up.attributes.get("role") in LANDMARKS or "hidden" in up.attributes:
            return True
        if UNSEEN.search(up.attributes.get("style", "")):
            return True
        if up.tag not in {"html", "body", "main"} and says("beside_list", names_of(up)):
            return True
    return False
