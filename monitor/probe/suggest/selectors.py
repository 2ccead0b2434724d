"""CSS selectors that match just the elements that are meant, and repeat nothing that an ad says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from monitor.probe.suggest.page_words import says
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_tree import Element

TAG = re.compile(r"[a-z][a-z0-9]*")
NAME = re.compile(r"[A-Za-z_-][A-Za-z_-]*(?:[0-9]{1,2}(?![0-9]))?[A-Za-z_-]*")
MACHINE_MADE = re.compile(r"__(?=\w*[A-Z0-9])(?=\w*[a-z])\w{2,}$|^(?:css|sc|jss|svelte|emotion)-")
ROW = re.compile(r"(?:bg|r|row|rad|c|odd|even)-?[0-9]")
PARTS = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+")
WORDS = re.compile(r"[^\W\d_]+")
LEAST_LETTERS = 3
MOST_DIGITS = 4
LABEL = 1 / 2
"""The share of the cards above which a word is a label, as "Telefon" is, and tells of nobody."""

NEAREST = 4
"""How many of the elements that something lies in may stand in a selector."""


class Names:
    """Which class names and ids may stand in a suggestion.

    A portal may write into a class what an ad says, a name or a service. So a name is left out that
    has a word in it which some of the ads show and others do not, or digits as of an id or a phone.
    """

    def __init__(self, cards: Sequence[Element] = ()) -> None:
        on = Counter(w for card in cards for w in set(WORDS.findall(card.text().casefold())))
        few = len(cards) * LABEL
        self._words = {w for w, count in on.items() if len(w) >= LEAST_LETTERS and count <= few}

    def plain(self, name: str) -> bool:
        """Tell whether a name can stand in a selector and tells of no single ad."""
        if len(name) < 2 or not NAME.fullmatch(name) or sum(map(str.isdigit, name)) > MOST_DIGITS:
            return False
        parts = {part.casefold() for part in PARTS.findall(name)}
        return self._words.isdisjoint(parts)

    def usable(self, names: Iterable[str]) -> list[str]:
        """Return the names that may stand in a selector; the plainest first."""
        return sorted(filter(self.plain, names), key=doubtful)

    def of(self, element: Element) -> list[str]:
        """Return selectors for one element by itself: by id, by class, by tag."""
        if not TAG.fullmatch(element.tag):
            return []
        own = element.attributes.get("id", "")
        by_id = [f"#{own}"] if self.plain(own) and not may_change(own) else []
        classes = [f"{element.tag}.{name}" for name in self.usable(element.classes)]
        return [*by_id, *classes, element.tag]

    def scopes(self, element: Element) -> Iterator[str]:
        """Yield what an element lies in, nearest first, as the beginning of a selector."""
        for distance, above in enumerate(element.ancestors()):
            if above.tag in {"html", "body"} or distance >= NEAREST:
                return
            names = self.of(above)
            if above.tag in {"div", "span", "center", "font"} and distance:
                names = names[:-1]
            yield from (f"{name}{' > ' if distance == 0 else ' '}" for name in names[:3])

    def selectors(self, element: Element) -> Iterator[str]:
        """Yield selectors for an element: by itself, then within what it lies in."""
        own = self.of(element)
        yield from own
        yield from (f"{scope}{name}" for scope in self.scopes(element) for name in own)


def may_change(selector: str) -> bool:
    """Tell whether a name says what a row is today, and not what it is."""
    names = re.findall(r"[\w-]+", selector)
    return any(says("state", name) or ROW.fullmatch(name) for name in names)


def is_machine_made(selector: str) -> bool:
    """Tell whether a name is one that a build step makes, and may make anew."""
    return any(map(MACHINE_MADE.search, re.findall(r"[\w-]+", selector)))


def doubtful(selector: str) -> int:
    """Return how little a name or a selector is to be relied on; 0 is plain."""
    return 2 * may_change(selector) + is_machine_made(selector)


def matched(page: HtmlPage, selector: str) -> set[int]:
    """Return the numbers of the elements that a selector matches on a page."""
    return {card.node.mem_id for card in page.cards(selector)}
