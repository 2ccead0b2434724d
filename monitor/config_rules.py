"""What must hold in a config beyond the shape of its values: each rule is one small function."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.portal_rules import RESERVED_NAMES, Broken, portal_rules

if TYPE_CHECKING:
    from monitor.config import Config


def broken_rules(config: Config) -> Broken:
    """Yield every broken rule as the key's path and what was expected and found."""
    yield from _house_rules(config)
    yield from _place_rules(config)
    names = Counter(portal.name for portal in config.portal)
    for index, portal in enumerate(config.portal):
        if names[portal.name] > 1:
            yield ("portal", index, "name"), f"two portals are called {portal.name!r}"
        for key, message in portal_rules(portal):
            yield ("portal", index, *key), message


def _house_rules(config: Config) -> Broken:
    try:
        ZoneInfo(config.timezone)
    except (KeyError, OSError, ValueError):
        yield ("timezone",), f"{config.timezone!r} is not a time zone"
    if config.schedule.at.hour == 2:
        yield (
            ("schedule", "at"),
            "between 02:00 and 02:59 a time happens twice in autumn and never in spring",
        )
    try:
        config.privacy.close_date(2026)  # a year without a leap day, so that every year has it
    except ValueError:
        found = config.privacy.close_by
        yield ("privacy", "close_by"), f"expected month and day, as in 01-15, found {found!r}"
    yield from _key_rules(config.storage.database, config.storage.keys)


def _key_rules(database: str, keys: Path) -> Broken:
    if not database.startswith("sqlite:///"):
        return
    folder = Path(database.removeprefix("sqlite:///")).parent
    if folder == keys or folder in keys.parents or keys in folder.parents:
        yield (
            ("storage", "keys"),
            "the keys and the database must lie in folders of their own: whoever copies the one "
            "must not get the other with it",
        )


def _place_rules(config: Config) -> Broken:
    for name, spellings in config.places.items():
        if name.lower() in RESERVED_NAMES or not 0 < len(name) <= 40:
            yield ("places", name), f"a place may not be called {name!r}"
        if not spellings:
            yield ("places", name), "expected at least one spelling, found none"
