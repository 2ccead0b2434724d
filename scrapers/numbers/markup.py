"""HTML → what a reader sees and what a page carries along, in document order.

It knows how pages are drawn and nothing of numbers: text that is drawn, attributes, and scripts.
Inline tags are joined without a space, as a browser draws them, so that a number split over
`<b>40</b>00` stays whole; block tags stand on lines of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scrapers.extract.html_tree import INLINE, Node, parse, visit
from scrapers.numbers.normalization import BORDER

_UNSEEN = {
    "script", "style", "template", "head", "title", "meta", "link", "noframes", "iframe", "object",
}  # fmt: skip
_CELLS = re.compile(r"\s*<(?:td|th|tr|tbody)[\s>]", re.IGNORECASE)  # nothing outside a table
_NO_SIZE = re.compile(r"font-size:0+(?:\.0+)?(?:[a-z]{1,4}|%)?(?:!important)?(?:;|$)")
_DRAWING = frozenset({"style", "hidden", "dir"})
"""The attributes that tell how an element is drawn."""
_SHORT = 60
_MOST_CHILDREN = 12


@dataclass(slots=True)
class Attributes:
    """What an element that begins carries."""

    values: Mapping[str, str | None] = field(repr=False)
    node: Node = field(repr=False)

    def text(self) -> str:
        """Return the element's own text where that is short, else nothing."""
        return _short_text(self.node)


@dataclass(slots=True)
class Script:
    """What stands in a `<script>`: program text, or data."""

    text: str = field(repr=False)


Piece = str | Attributes | Script
"""Text that a browser draws, with a new line where a block or a line break stands, or another."""


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    style = _style(attributes)
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style


def _is_sizeless(node: Node, attributes: Mapping[str, str | None]) -> bool:
    """Say whether an element's text is drawn at no size.

    One that holds others closes the gaps between them, and they have sizes of their own.
    """
    if not _NO_SIZE.search(_style(attributes)):
        return False
    child = node.first_child
    while child is not None and child.is_text_node:
        child = child.next
    return child is None


def _is_unseen(node: Node, attributes: Mapping[str, str | None]) -> bool:
    return _is_hidden(attributes) or _is_sizeless(node, attributes)


def _is_mirrored(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Say whether the browser draws the text from right to left whatever its letters are."""
    style = _style(attributes)
    right_to_left = (attributes.get("dir") or "").lower() == "rtl" or "direction:rtl" in style
    return right_to_left and (tag == "bdo" or "bidi-override" in style)


def _style(attributes: Mapping[str, str | None]) -> str:
    return (attributes.get("style") or "").replace(" ", "").lower()


def _with_borders(text: str) -> str:
    """Mark the spaces where a text may border on another element."""
    if text[0] == " ":
        text = BORDER + text[1:]
    if text[-1] == " ":
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


@dataclass(slots=True)
class _Drawing:
    """What was drawn so far, and the open elements that nothing, or mirrored text, is drawn in."""

    pieces: list[Piece] = field(default_factory=list, repr=False)
    unseen: Node | None = None
    mirrored: Node | None = None

    def text(self, node: Node) -> None:
        text = node.text_content
        if self.unseen is None and text:
            text = _with_borders(text)
            self.pieces.append(text[::-1] if self.mirrored is not None else text)

    def begin(self, node: Node) -> None:
        tag, attributes = node.tag or "", node.attributes
        if tag == "script":
            self.pieces.append(Script(node.text(deep=True)))
        if tag not in INLINE and self.unseen is None:
            self.pieces.append("\n")
        if attributes:
            self.pieces.append(Attributes(attributes, node))
        is_plain = _DRAWING.isdisjoint(attributes)
        if self.unseen is None and (
            tag in _UNSEEN or (not is_plain and _is_unseen(node, attributes))
        ):
            self.unseen = node
        if self.mirrored is None and not is_plain and _is_mirrored(tag, attributes):
            self.mirrored = node

    def end(self, node: Node) -> None:
        if self.unseen is not None and self.unseen.mem_id == node.mem_id:
            self.unseen = None
        if self.mirrored is not None and self.mirrored.mem_id == node.mem_id:
            self.mirrored = None
        if self.unseen is None and node.tag not in INLINE:
            self.pieces.append("\n")


def pieces_of(markup: str | Node) -> list[Piece]:
    """Return what a page, or an element of one that is parsed, shows and carries, top to bottom."""
    if isinstance(markup, str):
        if "<" not in markup and "&" not in markup:
            return [markup]
        markup = parse(f"<table>{markup}" if _CELLS.match(markup) else markup)
    drawing = _Drawing()
    for node, begins in visit(markup):
        if node.is_text_node:
            if begins:
                drawing.text(node)
        elif node.is_element_node:
            (drawing.begin if begins else drawing.end)(node)
    return drawing.pieces
