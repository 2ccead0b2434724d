"""The value behind a label: "Telefon:" in a table, a definition list, or a line of text.

Pages often give their values no class of their own, only words in front of them. A label is text
that says just these words, or these words and a colon; its value is what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from scrapers.extract.html_tree import INLINE, Node, nodes

ROWS = {"article", "body", "dd", "dl", "html", "li", "ol", "section", "table", "tr", "ul"}
"""What a label does not reach out of to find its value."""

CELLS = {"dt", "td", "th"}
"""What has its value beside it or nowhere."""


DIVIDER = re.compile(r"[–—|;,·•]|\s[-/]\s")
REACH = 4  # spaces around a label
NEXT_LABEL = re.compile(rf"\s*(?:{DIVIDER.pattern})\s*[^\W\d][^:\d–—|;,·•]{{0,40}}:")


def after_label(scope: Node, label: str) -> list[str]:
    """Return the markup of each value within an element that a label stands in front of."""
    label_words = _words(label)
    return [
        markup
        for node in nodes(scope)
        if node.is_text_node and (markup := _value(node, label_words, scope)) is not None
    ]


def _words(text: str) -> str:
    return " ".join(text.split()).rstrip(" :").casefold()


def _value(node: Node, label: str, scope: Node) -> str | None:
    text = " ".join((node.text_content or "").split())
    if _words(text) == label:
        return _following(node, label, scope)
    place = _place_behind(text, label)
    if place is None:
        return None
    # In mid-line, another label may stand behind the value, too.
    in_mid_line = _words(text[:place]) != label
    if in_mid_line and (following := NEXT_LABEL.search(text, place)):
        return escape(text[place : following.start()])
    return escape(text[place:]) + "".join(_run(node.next, "", label))


def _place_behind(text: str, label: str) -> int | None:
    """Return where in a text the value begins: at its end where it says no more than the label.

    A label stands in front, or in mid-line behind a dash, comma or bar.
    """
    if _words(text) == label:
        return len(text)
    colon = text.find(":")
    if colon < 0:
        return None
    if text[colon + 1 :].strip() and _words(text[:colon]) == label:
        return colon + 1
    for divider in DIVIDER.finditer(text):
        place = text.find(":", divider.end(), divider.end() + len(label) + REACH) + 1
        if place and _words(text[divider.end() : place]) == label:
            return place
    return None


def _following(node: Node, label: str, scope: Node) -> str | None:
    """Return what follows a label, reaching outwards until something does."""
    while (following := _next(node)) is None:
        parent = node.parent
        if parent is None or node.mem_id == scope.mem_id:
            return None
        if node.tag in CELLS or parent.tag in ROWS:
            return None
        node = parent
    tag = "" if node.is_text_node else str(node.tag)
    if following.tag == "br":
        return "".join(_run(following.next, tag, label))
    if node.tag == "dt":
        return "".join(_definitions(following))
    if following.is_element_node and (following.tag not in INLINE or following.tag == tag):
        return str(following.html)
    return "".join(_run(following, tag, label)).lstrip(" :\xa0")


def _next(node: Node) -> Node | None:
    """Return the next sibling that shows anything; a bare colon belongs to the label."""
    following = node.next
    while following is not None and not following.is_element_node:
        if following.is_text_node and (following.text_content or "").strip(" :\t\r\n\xa0"):
            break
        following = following.next
    return following


def _definitions(node: Node | None) -> Iterator[str]:
    while node is not None and node.tag != "dt":
        if node.tag == "dd":
            yield str(node.html)
        node = node.next


def _run(node: Node | None, label_tag: str, label: str) -> Iterator[str]:
    """Yield text and inline markup up to the line's end or the next label.

    Where the same label stands again, its own value begins: a line of many is read once.
    """
    while node is not None:
        if node.is_element_node:
            if node.tag not in INLINE or node.tag == label_tag:
                return
            yield str(node.html)
        elif node.is_text_node:
            text = node.text_content or ""
            if _place_behind(" ".join(text.split()), label) is not None:
                return
            yield escape(text)
        node = node.next
