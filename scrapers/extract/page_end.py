"""How a portal's pages end, by which one that was cut off on its way is known.

A program that dies while it writes, a connection without a length that is lost: what came looks
like a page with fewer ads and no way on.
"""

from __future__ import annotations

import re

BOXES = re.compile(
    r"<(?:(/?)(?:a|article|aside|div|dl|footer|form|h[1-6]|header|main|nav|ol|section|span|table|ul)"
    r"(?=[\s>])|!--.*?(?:-->|\Z)|script\b.*?(?:</script|\Z)|style\b.*?(?:</style|\Z))",
    re.DOTALL,
)
"""Elements that HTML obliges a page to close, and what only looks as if it held some."""

FIRST_TAG = re.compile(r"<([a-z][\w:-]*)")


class PageEnds:
    """Knows what whole pages of a portal end with, from the first one on."""

    def __init__(self) -> None:
        self._usual: frozenset[str] | None = None
        self._first_is_open = False

    def is_cut(self, text: str) -> bool:
        """Tell whether a page lacks an end that the pages before it had, or its own.

        Before any page is known, only what is opened as a whole page must be closed as one.
        """
        if self._usual is None:
            return _is_open(text)
        is_piece = not text.strip() and self._usual <= {">"}  # of a list: with nothing left in it
        return not is_piece and not self._usual <= _signs(text)

    def learn(self, text: str) -> None:
        """Take note of how the first whole page ends; those after it that are whole end so, too."""
        if self._usual is None:
            signs = _signs(text)
            self._usual = signs - {">"} or signs  # what follows the end of a page is no part of it
            self._first_is_open = _is_open(text)

    def show_first_cut(self, text: str) -> bool:
        """Tell whether this page has the end that the first one lacks."""
        return self._first_is_open and "</html" in _signs(text)


def breaks_off(text: str) -> bool:
    """Tell whether a page stops within a tag, or within an element that must be closed.

    Many portals leave out `</html>`, as HTML allows; nobody leaves out the rest of a list.
    """
    if not _is_open(text):
        return False
    lower = text.lower()
    signs = [match[1] for match in BOXES.finditer(lower) if match[1] is not None]
    return lower.rfind("<") > lower.rfind(">") or signs.count("") > signs.count("/")


def _is_open(text: str) -> bool:
    """Tell whether a page begins as a whole page and does not end as one."""
    lower = text.lower().lstrip("\ufeff \t\r\n")
    return lower.startswith("<") and "<html" in lower[:10_000] and "</html" not in lower


def _signs(text: str) -> frozenset[str]:
    """Return which of the usual ends a page has; JSON has none, as half of it is no JSON."""
    lower = text.lower().strip("\ufeff \t\r\n")
    if not lower.startswith("<"):
        return frozenset()
    root = FIRST_TAG.search(lower) if lower.startswith("<?xml") else None
    wanted = ("</html", f"</{root[1]}" if root else "</html")
    ends = {sign for sign in wanted if sign in lower}
    return frozenset(ends | ({">"} if lower.endswith(">") else set()))
