"""HTML → what a reader sees and what a page carries along, in document order.

It knows how pages are drawn and nothing of numbers: text that is drawn, attributes, and scripts.
Inline tags are joined without a space, as a browser draws them, so that a number split over
`<b>40</b>00` stays whole; block tags stand on lines of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scrapers.extract.html_tree import INLINE, Node, attributes_of, parse, visit
from scrapers.numbers.normalization import BORDER

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
class Attributes:
    """What an element that begins carries, and its own text where that is short."""

    values: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Script:
    """What stands in a `<script>`: program text, or data."""

    kind: str
    text: str = field(repr=False)


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    style = attributes.get("style", "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style


def _is_mirrored(tag: str, attributes: Mapping[str, str]) -> bool:
    """Say whether the browser draws the text from right to left whatever its letters are."""
    style = attributes.get("style", "").replace(" ", "").lower()
    right_to_left = attributes.get("dir", "").lower() == "rtl" or "direction:rtl" in style
    return right_to_left and (tag == "bdo" or "bidi-override" in style)


def _with_borders(text: str, node: Node) -> str:
    """Mark the space between a text and the element before or after it."""
    if text[0] == " " and node.prev is not None:
        text = BORDER + text[1:]
    if text[-1] == " " and node.next is not None:
        text = text[:-1] + BORDER
    return text


def _short_text(node: Node) -> str:
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


Piece = Text | Attributes | Script


@dataclass(slots=True)
class _Drawing:
    """The elements that nothing is drawn in, and that text is mirrored in, where one is open."""

    unseen: Node | None = None
    mirrored: Node | None = None

    def text(self, node: Node) -> Iterator[Text]:
        text = node.text_content or ""
        if self.unseen is None and text:
            text = _with_borders(text, node)
            yield Text(text[::-1] if self.mirrored is not None else text)

    def begin(self, node: Node) -> Iterator[Piece]:
        tag, attributes = node.tag or "", attributes_of(node)
        if tag == "script":
            yield Script(attributes.get("type", "").lower(), node.text(deep=True))
        if tag not in INLINE and self.unseen is None:
            yield Text("\n")
        if attributes:
            yield Attributes(attributes, _short_text(node))
        if self.unseen is None and (tag in _UNSEEN or _is_hidden(attributes)):
            self.unseen = node
        if self.mirrored is None and _is_mirrored(tag, attributes):
            self.mirrored = node

    def end(self, node: Node) -> Iterator[Text]:
        if self.unseen is not None and self.unseen.mem_id == node.mem_id:
            self.unseen = None
        if self.mirrored is not None and self.mirrored.mem_id == node.mem_id:
            self.mirrored = None
        if node.tag not in INLINE and self.unseen is None:
            yield Text("\n")


def pieces_of(html: str) -> Iterator[Piece]:
    """Yield what `html` shows and carries, from top to bottom."""
    drawing = _Drawing()
    for node, begins in visit(parse(html)):
        if node.is_element_node:
            yield from drawing.begin(node) if begins else drawing.end(node)
        elif begins and node.is_text_node:
            yield from drawing.text(node)
