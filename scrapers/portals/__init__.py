"""The way out for portals that config.toml cannot describe: one function in a module here.

A portal block with `module = "scrapers.portals.NAME"` has each of its list pages read by that
module's `read(text)`, which returns the page as JSON-like data (dicts, lists, strings, numbers).
The rest of the block then describes that data as it would a JSON answer: `cards`, `ad`, `next`.
"""

from __future__ import annotations

import importlib
import re

from scrapers.errors import LayoutChanged, ScrapeError

NAME = re.compile(r"scrapers\.portals\.[a-z][a-z0-9_]*")


def module_fault(name: str) -> str | None:
    """Return what is wrong with a module's name or the module, or None: for checking a config."""
    if not NAME.fullmatch(name):
        return f"expected scrapers.portals. and a name in a-z, 0-9 and _, found {name!r}"
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        return f"{name} cannot be imported: {error}"
    return None if callable(getattr(module, "read", None)) else f"{name} has no function read(text)"


def read_with(name: str, text: str) -> object:
    """Return what a portal's module makes of a page; LayoutChanged where it cannot read it."""
    try:
        return importlib.import_module(name).read(text)
    except ScrapeError:
        raise
    except Exception as error:  # noqa: BLE001 - its own words may quote the page
        raise LayoutChanged(f"{name} could not read the page: {type(error).__name__}") from None
