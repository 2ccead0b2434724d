"""HTML → what a reader sees and what a page carries along, in document order.

It reads whole markup for numbers, as `scrapers.html` reads fields. It knows how pages are built and
nothing of numbers: text that is drawn, elements with attributes, and scripts.
Inline tags are joined without a space, as a browser draws them, so that a number split over
`<b>40</b>00` stays whole; block tags stand on lines of their own (HTML Living Standard, 15.3).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_UNSEEN = {
    "script", "style", "template", "head", "title", "meta", "link", "noframes", "iframe", "object",
}  # fmt: skip
_SHORT = 60
_MOST_CHILDREN = 12


@dataclass(frozen=True, slots=True)
class Text:
    """Text that a browser draws; a new line where a block or a line break stands."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Element:
    """The start of an element with attributes, and its own text where that is short."""

    tag: str
    attributes: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Script:
    """What stands in a `<script>`: program text, or data."""

    kind: str
    text: str = field(repr=False)


def _attributes(node: LexborNode) -> dict[str, str]:
    return {name: value or "" for name, value in node.attributes.items()}


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    style = attributes.get("style", "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style


def _is_mirrored(tag: str, attributes: Mapping[str, str]) -> bool:
    """Say whether the browser draws the text from right to left whatever its letters are."""
    style = attributes.get("style", "").replace(" ", "").lower()
    right_to_left = attributes.get("dir", "").lower() == "rtl" or "direction:rtl" in style
    return right_to_left and (tag == "bdo" or "bidi-override" in style)


def _short_text(node: LexborNode) -> str:
    """Return the text of an element that holds little else; bounded, however deep the page."""
    pieces: list[str] = []
    child = node.first_child
    for _ in range(_MOST_CHILDREN):
        if child is None:
            return "".join(pieces)
        inner = child if child.is_text_node else child.first_child
        if inner is not None and inner.is_text_node:
            pieces.append((inner.text_content or "")[:_SHORT])
        child = child.next
    return ""


def _root(html: str) -> LexborNode | None:
    return LexborHTMLParser(html.encode("utf-8", "replace").decode("utf-8")).root


@dataclass(slots=True)
class _Walk:
    """Where a walk stands: how deep within unseen and within mirrored elements."""

    unseen: LexborNode | None = None
    mirrored: LexborNode | None = None

    def enter(self, node: LexborNode) -> Iterator[Text | Element | Script]:
        if node.is_text_node:
            yield from self._text(node.text_content or "")
        elif node.is_element_node:
            yield from self._element(node, node.tag or "")

    def _text(self, text: str) -> Iterator[Text]:
        if self.unseen is None and text:
            yield Text(text[::-1] if self.mirrored is not None else text)

    def _element(self, node: LexborNode, tag: str) -> Iterator[Text | Element | Script]:
        attributes = _attributes(node)
        if tag == "script":
            yield Script(attributes.get("type", "").lower(), node.text(deep=True))
        if tag not in _INLINE and self.unseen is None:
            yield Text("\n")
        if attributes:
            yield Element(tag, attributes, _short_text(node))
        if self.unseen is None and (tag in _UNSEEN or _is_hidden(attributes)):
            self.unseen = node
        if self.mirrored is None and _is_mirrored(tag, attributes):
            self.mirrored = node

    def leave(self, node: LexborNode) -> Iterator[Text]:
        if self.unseen is not None and self.unseen.mem_id == node.mem_id:
            self.unseen = None
        if self.mirrored is not None and self.mirrored.mem_id == node.mem_id:
            self.mirrored = None
        if node.is_element_node and node.tag not in _INLINE and self.unseen is None:
            yield Text("\n")


def walk(html: str) -> Iterator[Text | Element | Script]:
    """Yield what `html` shows and carries, from top to bottom, without recursion."""
    walker = _Walk()
    top = node = _root(html)
    while node is not None:
        yield from walker.enter(node)
        below = node.first_child
        while below is None:
            yield from walker.leave(node)
            if top is None or node.mem_id == top.mem_id:
                return
            below, parent = node.next, node.parent
            if below is None:
                if parent is None:
                    return
                node = parent
        node = below
