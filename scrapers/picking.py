"""From the text that a field matched to its value: patterns, and the words for "none"."""

from __future__ import annotations

import re

from scrapers.description import Field


def pick(text: str | None, field: Field) -> str | None:
    """Apply a field's pattern to its text; an empty value, or a word for "none", is None."""
    if text and field.pattern:
        match = re.search(field.pattern, text)
        text = match[1] if match else None
    value = text.strip() if text else ""
    return None if not value or _plain(value) in map(_plain, field.none) else value


def fits(text: str, pattern: str) -> bool:
    """Tell whether a text fits a pattern anywhere; every text fits no pattern."""
    return re.search(pattern, text) is not None


def _plain(value: str) -> str:
    return " ".join(value.split()).casefold()
