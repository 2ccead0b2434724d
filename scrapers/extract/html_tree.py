"""HTML as a tree: how it is parsed, walked, read as text, and copied into plain elements.

Whatever looks at a tree as a whole walks it here: fields, labels, the reading of whole pages for
numbers, and a probe's look at how a page is built.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.errors import LayoutChanged
from scrapers.http.parse_guard import check_parsable

Node = LexborNode
"""An element, a text or a comment of a parsed page."""

INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
"""Tags that browsers draw within a line (HTML Living Standard, 15.3)."""


def parse(html: str) -> Node:
    """Return the root of a page, mended as browsers do; raises LayoutChanged where there is none.

    So it does for what would take too much time or memory: all strangers' HTML is parsed here.
    Half a character is drawn as a question mark, and does not join what it divides.
    """
    check_parsable(html)
    root = LexborHTMLParser(html.encode("utf-8", "replace")).root
    if root is None:
        raise LayoutChanged("a page is empty")
    return root


def visit(root: Node) -> Iterator[tuple[Node, bool]]:
    """Yield each node twice, in the page's order: True where it begins, False where it ends.

    Without recursion, however deep the page is; texts and comments are nodes, too.
    """
    node, depth = root, 0
    while True:
        yield node, True
        child = node.first_child
        if child is not None:
            node, depth = child, depth + 1
            continue
        while True:
            yield node, False
            if depth == 0:
                return
            following = node.next
            if following is not None:
                node = following
                break
            node, depth = node.parent or root, depth - 1


def nodes(root: Node) -> Iterator[Node]:
    """Yield a node and all that it holds, in the page's order."""
    return (node for node, begins in visit(root) if begins)


def attributes_of(node: Node) -> dict[str, str]:
    """Return an element's attributes; one without a value has an empty one."""
    return {name: value or "" for name, value in node.attributes.items()}


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


def tree_of(root: Node) -> Element:
    """Return an element and all that it holds as plain elements."""
    top = element = Element(str(root.tag), root.mem_id, attributes_of(root))
    for node, begins in islice(visit(root), 1, None):
        if node.is_text_node and begins:
            element.children.append(node.text_content or "")
        elif node.is_element_node and begins:
            inner = Element(str(node.tag), node.mem_id, attributes_of(node), parent=element)
            element.children.append(inner)
            element = inner
        elif node.is_element_node:
            element = element.parent or top
    return top


def node_text(node: Node) -> str:
    """Return an element's text in one line, with a space between its parts."""
    return " ".join(str(node.text(separator=" ")).split())


def following(node: Node, most: int) -> Iterator[Node]:
    """Yield so many of the elements that follow an element, beside it."""
    after = node.next
    while after is not None and most > 0:
        if after.is_element_node:
            yield after
            most -= 1
        after = after.next
