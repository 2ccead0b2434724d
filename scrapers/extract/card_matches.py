"""What selectors match in the cards of a page, each run once and not in every card.

To compile a selector, as each run does, takes longer than to run it. It means the same from
wherever it is run: what stands around a card may be named in it. So what it matches in a card is
what it matches on the page and lies in the card, or is the card.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from scrapers.extract.html_tree import Node

DEEPEST = 50
"""So many elements may lie between a match and its card; time must not grow with a page's depth."""

NONE = 0
"""No element's `mem_id`."""

Matches = dict[int, list[Node]]
"""The matches in each card, by the `mem_id` of the card."""


class CardMatches:
    """The matches of selectors in a page's cards, as long as no card lies in another."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._cards: frozenset[int] = frozenset()
        self._found: dict[str, Matches] = {}

    def share(self, cards: Iterable[Node]) -> None:
        """Take these for the page's cards, and forget what was found: it may be gone."""
        nodes = list(cards)
        around = {parent.mem_id: parent for node in nodes if (parent := node.parent) is not None}
        self._cards = frozenset([node.mem_id for node in nodes])
        if any(_card_around(parent, self._cards) != NONE for parent in around.values()):
            self._cards = frozenset()
        self._found.clear()

    def within(self, card: Node, select: str) -> list[Node]:
        """Return what a selector matches in a card, in the page's order; itself, too."""
        found = self._found.get(select)
        if found is None:
            found = self._found[select] = self._run(select) if self._cards else {}
        matches = found.get(card.mem_id)
        return card.css(select) if matches is None else matches

    def _run(self, select: str) -> Matches:
        """Return the matches in every card; in none where one lies too deep."""
        found: Matches = {card: [] for card in self._cards}
        for node in self._root.css(select):
            card = _card_around(node, found)
            if card is None:
                return {}
            if card != NONE:
                found[card].append(node)
        return found


def _card_around(node: Node | None, cards: Container[int]) -> int | None:
    """Return the card that a node is or lies in, NONE without; None where it lies too deep."""
    for _ in range(DEEPEST):
        if node is None:
            return NONE
        at = node.mem_id
        if at in cards:
            return at
        node = node.parent
    return None
