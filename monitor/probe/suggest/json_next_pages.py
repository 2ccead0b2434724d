"""How a list that is data goes on: by an address or a mark in the answer, or by counting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from monitor.probe.suggest.line import Setting

NEXTS = re.compile(
    r"(?:^|\.)(?:next|next_?page|next_?url|next_?page_?url|next\.href)$", re.IGNORECASE
)
CURSORS = re.compile(r"(?:^|\.)(?:next_?cursor|end_?cursor|cursor|after)$", re.IGNORECASE)
PAGES = re.compile(r"(?:^|\.)(?:page|current_?page|page_?number)$", re.IGNORECASE)
PAGE_NAMES = re.compile(r"^_?(?:page|p|side|sida|seite|pg|page_?(?:number|no|num))$", re.IGNORECASE)
OFFSET_NAMES = re.compile(r"^_?(?:offset|start|skip|from)$", re.IGNORECASE)
OFFSETS = {
    "limit": "offset",
    "per_page": "offset",
    "page[limit]": "page[offset]",
    "_limit": "_start",
    "rows": "start",
    "take": "skip",
    "top": "skip",
    "$top": "$skip",
    "size": "from",
}
"""What a list is counted on by, by the name of how many it gives at a time. Only WordPress takes an
offset beside per_page; it refuses a `page` that is past the end."""


def next_of(around: Sequence[tuple[str, Any]], address: str, seen: int, *, counts: bool) -> Setting:
    """Return the suggested `next`: an address, a mark, or what can be counted on.

    `around` are the keys beside the list, `counts` tells whether one of them is a count.
    """
    setting = _named(around) or _marked(around, address) or _numbered(around)
    if setting := setting or _by_address(address, seen):
        return setting
    if counts or any(PAGES.search(path) for path, _ in around) or seen >= 10:
        why = "nothing leads on; parameter page is a guess, see the portal's description"
        return Setting("next", {"parameter": "page"}, sure=False, why=why)
    return Setting("next", {"only_page": True}, sure=False, why="nothing leads on; is it one page")


def _named(around: Sequence[tuple[str, Any]]) -> Setting | None:
    for path, value in around:
        if NEXTS.search(path) and isinstance(value, str) and _is_address(value):
            return Setting("next", {"select": path}, sure=True, why="the address of the next page")
        if NEXTS.search(path) and value is None:
            why = "it is empty here, as on a last page; try a page that has a next one"
            return Setting("next", {"select": path}, sure=False, why=why)
    return None


def _marked(around: Sequence[tuple[str, Any]], address: str) -> Setting | None:
    for path, value in around:
        if CURSORS.search(path) and isinstance(value, str) and value:
            base = urlsplit(address).path
            name = "cursor" if path.lower().endswith(("next_cursor", "nextcursor")) else "after"
            table: Mapping[str, object] = {"select": path, "template": f"{base}?{name}={{next}}"}
            return Setting("next", table, sure=False, why="a cursor; which parameter takes it")
    return None


def _numbered(around: Sequence[tuple[str, Any]]) -> Setting | None:
    for path, value in around:
        if PAGES.search(path) and value in {0, 1}:
            name = "pagination[page]" if "pagination.page" in path.lower() else "page"
            why = "a page number beside the list; check the parameter's name"
            return Setting("next", {"parameter": name, "first": int(value)}, sure=False, why=why)
    return None


def _by_address(address: str, seen: int) -> Setting | None:
    """Return a `next` by what the address says: which page this is, or how many at a time."""
    query = dict(parse_qsl(urlsplit(address).query))
    for name, value in query.items():
        if PAGE_NAMES.search(name) and value in {"0", "1"}:
            why = "the page number in the address; check that page 2 is another"
            return Setting("next", {"parameter": name, "first": int(value)}, sure=False, why=why)
        if OFFSET_NAMES.search(name) and value == "0":
            why = "the offset in the address; check that page 2 is another"
            return Setting(
                "next", {"parameter": name, "first": 0, "step": seen}, sure=False, why=why
            )
    limits = [name for name, value in query.items() if value == str(seen) and name in OFFSETS]
    if not limits or (limits[0] == "per_page" and "/wp-json/" not in address):
        return None
    table = {"parameter": OFFSETS[limits[0]], "first": 0, "step": seen}
    why = f"a guess: beside {limits[0]} there is often {OFFSETS[limits[0]]}; is page 2 another"
    return Setting("next", table, sure=False, why=why)


def _is_address(value: str) -> bool:
    return value.startswith(("http://", "https://", "/", "?"))
