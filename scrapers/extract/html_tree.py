"""A parsed page as plain elements, for rooms that look at how a page is built, or rewrite it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode


@dataclass(eq=False, slots=True)
class Element:
    """One element; `children` are elements and texts, comments left out.

    `number` is the same as that of the node of a card at the same place (`card.node.mem_id`).
    """

    tag: str
    number: int
    attributes: dict[str, str] = field(default_factory=dict, repr=False)
    children: list[Element | str] = field(default_factory=list, repr=False)
    parent: Element | None = field(default=None, repr=False)

    @property
    def classes(self) -> tuple[str, ...]:
        """Its classes, in the page's order."""
        return tuple(dict.fromkeys(self.attributes.get("class", "").split()))

    @property
    def elements(self) -> list[Element]:
        """Its children without the texts."""
        return [child for child in self.children if isinstance(child, Element)]

    def walk(self) -> Iterator[Element]:
        """Yield it and all that it holds, in the page's order, without recursion."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.elements)

    def ancestors(self) -> Iterator[Element]:
        """Yield what it lies in, innermost first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def text(self) -> str:
        """Return what it says, in one line, with a space between its parts."""
        pieces: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                pieces.append(item)
            elif item.tag not in {"script", "style", "template"}:
                waiting += reversed(item.children)
        return " ".join(" ".join(pieces).split())


def tree_of(root: LexborNode) -> Element:
    """Return a parsed page as elements."""
    top = _element(root, None)
    waiting = [(root, top)]
    while waiting:
        node, element = waiting.pop()
        child = node.first_child
        while child is not None:
            if child.is_text_node:
                element.children.append(child.text_content or "")
            elif child.is_element_node:
                inner = _element(child, element)
                element.children.append(inner)
                waiting.append((child, inner))
            child = child.next
    return top


def _element(node: LexborNode, parent: Element | None) -> Element:
    attributes = {name: value or "" for name, value in node.attributes.items()}
    return Element(str(node.tag), node.mem_id, attributes, parent=parent)


def text_of(node: LexborNode) -> str:
    """Return an element's text in one line, with a space between its parts."""
    return " ".join(str(node.text(separator=" ")).split())
