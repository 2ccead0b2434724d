"""How a portal's pages end, by which one that was cut off on its way is known.

A program that dies while it writes, a connection without a length that is lost: what came looks
like a page with fewer ads and no way on.
"""

from __future__ import annotations

import re

FIRST_TAG = re.compile(r"<([a-z][\w:-]*)")


class PageEnds:
    """Knows what whole pages of a portal end with, from the first one on."""

    def __init__(self) -> None:
        self._usual: frozenset[str] | None = None

    def is_cut(self, text: str) -> bool:
        """Tell whether a page lacks an end that the pages before it had, or its own.

        Before any page is known, only what is opened as a whole page must be closed as one.
        """
        if self._usual is None:
            return "<html" in text[:10_000].lower() and "</html" not in _signs(text)
        return not self._usual <= _signs(text)

    def learn(self, text: str) -> None:
        """Take note of how the first whole page ends; those after it that are whole end so, too."""
        if self._usual is None:
            signs = _signs(text)
            self._usual = signs - {">"} or signs  # what follows the end of a page is no part of it


def _signs(text: str) -> frozenset[str]:
    """Return which of the usual ends a page has; JSON has none, as half of it is no JSON."""
    lower = text.lower().strip("\ufeff \t\r\n")
    if not lower.startswith("<"):
        return frozenset()
    root = FIRST_TAG.search(lower) if lower.startswith("<?xml") else None
    wanted = ("</html", f"</{root[1]}" if root else "</html")
    ends = {sign for sign in wanted if sign in lower}
    return frozenset(ends | ({">"} if lower.endswith(">") else set()))
