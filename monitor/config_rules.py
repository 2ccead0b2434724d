"""What must hold in a config beyond the shape of its values: each rule is one small function."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.portal_rules import RESERVED_NAMES, Broken, portal_rules
from monitor.privacy.phone_number_guard import holds_number, texts_in
from monitor.privacy.typed_text import fault_in, holds_number_apart, sign_fault

if TYPE_CHECKING:
    from monitor.config import Config

SQLITE = "sqlite:///"
NO_NUMBER = "a phone number may not stand here: it would count one person, and nobody is looked up"


def broken_rules(config: Config) -> Broken:
    """Yield every broken rule as the key's path and what was expected and found."""
    yield from _house_rules(config)
    yield from _place_rules(config)
    yield from _lookup_rules(config)
    yield from _typed_rules(config)
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
    yield from key_rules(config.storage.database, config.storage.keys)
    named = (file for files in config.key_elsewhere.named.values() for file in files)
    if any(lies_with_database(file, config.storage.database) for file in named):
        yield ("storage", "keys"), "a key that the environment names lies in the database's folder"


def key_rules(database: str, keys: Path) -> Broken:
    """Yield what is wrong with a folder for keys, beside a database; both are absolute."""
    if not database.startswith("sqlite"):
        return
    if not database.startswith(SQLITE):
        yield ("storage", "database"), f"expected {SQLITE} and the name of a file"
        return
    # A link may lead from the one folder to the other.
    folder, keys = Path(database.removeprefix(SQLITE)).resolve().parent, keys.resolve()
    if folder == keys or folder in keys.parents or keys in folder.parents:
        yield (
            ("storage", "keys"),
            "the keys and the database must lie in folders of their own: whoever copies the one "
            "must not get the other with it",
        )


def _lookup_rules(config: Config) -> Broken:
    """Yield where a phone number would steer the count: that would be a watch over one person."""
    if any(map(holds_number, texts_in(config.places))) or any(
        map(holds_number_apart, texts_in(config.places))
    ):
        yield ("places",), NO_NUMBER
    for index, portal in enumerate(config.portal):
        for key, value in asdict(portal).items():
            texts = texts_in(value if key != "terms" else "")
            if any(holds_number(text, portal.region, portal.fallbacks) for text in texts):
                yield ("portal", index, key), NO_NUMBER


def _typed_rules(config: Config) -> Broken:
    """Yield what a person typed that is kept, or sent to portals, and may tell of somebody."""
    contact = sign_fault(config.contact) or (
        "a phone number" if holds_number_apart(config.contact) else None
    )
    if contact:
        yield ("contact",), f"found {contact}; expected an e-mail address or that of a page"
    for text in texts_in(config.places):
        if fault := sign_fault(text):
            yield ("places",), f"found {fault}; leave it out"
    if any(map(fault_in, config.places)):
        yield ("places",), "a place's name is kept for good: no long number and no address in it"
    for index, portal in enumerate(config.portal):
        terms = portal.terms
        typed = (("name",), portal.name), (("terms", "checked_by"), terms.checked_by)
        for key, text in (*typed, (("terms", "says"), terms.says)):
            if fault := fault_in(text):
                yield ("portal", index, *key), f"found {fault}; this is kept, so leave it out"


def lies_with_database(file: Path, database: str) -> bool:
    """Tell whether a file lies in the folder of a SQLite database, or below it."""
    if not database.startswith(SQLITE):
        return False
    return file.resolve().is_relative_to(Path(database.removeprefix(SQLITE)).resolve().parent)


def _place_rules(config: Config) -> Broken:
    for name, spellings in config.places.items():
        if name.lower() in RESERVED_NAMES or not 0 < len(name) <= 40:
            yield ("places", name), f"a place may not be called {name!r}"
        if not spellings:
            yield ("places", name), "expected at least one spelling, found none"
