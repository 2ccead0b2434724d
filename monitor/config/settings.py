"""All that config.toml may say, as models that refuse what may not stand there.

A key is described, bounded and given its example where it is defined; what a bound cannot say is a
validator beside it. `folders.Surroundings`, as the validation's context, places relative paths.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from monitor.config.event_section import EventSection, checked_events
from monitor.config.folders import (
    DATABASE_VARIABLE,
    Surroundings,
    default_folder,
    key_rules,
    lies_with_database,
)
from monitor.config.outputs import (
    ALERTS,
    PING,
    AlertsSection,
    BackupSection,
    PageSection,
    SecretSource,
)
from monitor.config.portal_rules import (
    NO_NUMBER,
    RESERVED_NAMES,
    Broken,
    ConfiguredPortal,
    raise_broken,
)
from monitor.config.section import ConfigPath, ConfigSection, surroundings
from monitor.privacy.phone_number_guard import holds_number, texts_in
from monitor.privacy.typed_text import fault_in, holds_number_apart, quoted, sign_fault
from scrapers.config_key import Key
from storage.keys import NOWHERE_ELSE, Elsewhere

EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(\.[a-z\d-]+)+", re.ASCII | re.IGNORECASE)
PAGE = re.compile(r"https://[a-z\d-]+(\.[a-z\d-]+)+(:\d+)?(/[!-'*-~]*)?", re.ASCII | re.IGNORECASE)
"""An address as it may stand in round brackets in the header that portals see."""

SQLITE_FILE = "sqlite:///data/monitor.sqlite"


class StorageSection(ConfigSection):
    """Where the database and the keys are; both are absolute when a file was loaded."""

    database: Annotated[
        str, Key("the database; a relative file starts at the config's folder", f'"{SQLITE_FILE}"')
    ] = SQLITE_FILE
    keys: Annotated[ConfigPath, Key("the folder of the keys", '"/var/lib/ad-market-keys"')] = Path(
        "keys"
    )

    @model_validator(mode="before")
    @classmethod
    def _with_surroundings(cls, table: Any, info: ValidationInfo) -> Any:
        context = info.context
        if not isinstance(context, Surroundings) or not isinstance(table, Mapping):
            return table
        keys = default_folder(context.folder, context.environment)
        named = context.environment.get(DATABASE_VARIABLE)
        return {"database": SQLITE_FILE, "keys": keys, **table} | (
            {"database": named} if named else {}
        )

    @field_validator("database")
    @classmethod
    def _absolute_database(cls, database: str, info: ValidationInfo) -> str:
        return surroundings(info).absolute(database)

    @model_validator(mode="after")
    def _apart(self, info: ValidationInfo) -> StorageSection:
        broken = list(key_rules(self.database, self.keys)) if info.context else []
        named = (file for files in surroundings(info).elsewhere().named.values() for file in files)
        if any(lies_with_database(file, self.database) for file in named):
            message = "a key that the environment names lies in the database's folder"
            broken.append((("keys",), message))
        raise_broken(broken)
        return self


class ScheduleSection(ConfigSection):
    """When the week's sweep is due, in the configured time zone."""

    day: Annotated[
        Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        Key("the day from which the week's sweep is due", '"monday"'),
    ] = "monday"
    at: Annotated[time, Key("and the time of day", "06:00:00")] = time(6)
    hosts_at_once: Annotated[
        int, Key("how many hosts are asked side by side", "20", least=1, most=500)
    ] = 20

    @field_validator("at")
    @classmethod
    def _happens_once_a_day(cls, at: time) -> time:
        if at.hour == 2:
            raise_broken(
                [((), "between 02:00 and 02:59 a time happens twice in autumn and never in spring")]
            )
        return at


class ReportSection(ConfigSection):
    """How figures are made and when they are too small to be shown."""

    individual_threshold: Annotated[
        Literal[1, 2, 3, 5], Key("a number on at most this many ads is an individual's", "2")
    ] = 2
    least_numbers: Annotated[
        int, Key('rows with a smaller yearly mean print as ":"', "10", least=5)
    ] = 10
    template: Annotated[
        Path | None, Key("a Word document or template whose styles reports take", '"our.dotx"')
    ] = None

    @field_validator("template")
    @classmethod
    def _absolute(cls, template: Path | None, info: ValidationInfo) -> Path | None:
        return None if template is None else surroundings(info).folder / template


class PrivacySection(ConfigSection):
    """How long identifiers live: until their year is closed, or no longer than their week."""

    identifiers: Annotated[Literal["year", "week"], Key("how long they live", '"year"')] = "year"
    close_by: Annotated[
        str, Key("month and day from which last year is to be closed", '"01-15"')
    ] = "01-15"

    @field_validator("close_by")
    @classmethod
    def _is_in_every_year(cls, close_by: str) -> str:
        try:
            date.fromisoformat(f"2026-{close_by}")  # a year without a leap day
        except ValueError:
            raise_broken([((), f"expected month and day, as in 01-15, found {quoted(close_by)}")])
        return close_by

    def close_date(self, year: int) -> date:
        """Return the day of the next year from which an open year is overdue."""
        return date.fromisoformat(f"{year + 1}-{self.close_by}")


def contact_fault(contact: str) -> str | None:
    """Return why portals cannot be told a contact, None where they can."""
    fault = sign_fault(contact) or ("a phone number" if holds_number_apart(contact) else None)
    if fault is None and (EMAIL.fullmatch(contact) or PAGE.fullmatch(contact)):
        return None
    expected = "expected an e-mail address, or the https address of a page"
    return f"found {fault or repr(contact)}; {expected}"


def _reachable(contact: str) -> str:
    if fault := contact_fault(contact):
        raise_broken([((), fault)])
    return contact


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        zones = sorted(zone for zone in available_timezones() if "/" in zone)
        near = [zone for zone in zones if zone.endswith(f"/{name.title()}")]
        near += get_close_matches(name, zones, n=1)
        meant = f" (is {near[0]} meant?)" if near else ""
        raise_broken([((), f"{name!r} is not a time zone: a continent and a city{meant}")])
    return name


def _fit_for_tables(places: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    raise_broken(_place_rules(places))
    return places


def _place_rules(places: Mapping[str, tuple[str, ...]]) -> Broken:
    texts = list(texts_in(places))
    if any(holds_number(text) or holds_number_apart(text) for text in texts):
        yield (), NO_NUMBER
    for text in texts:
        if fault := sign_fault(text):
            yield (), f"found {fault}; leave it out"
    if any(map(fault_in, places)):
        yield (), "a place's name is kept for good: no long number and no address in it"
    for name, spellings in places.items():
        if name.lower() in RESERVED_NAMES or not 0 < len(name) <= 40:
            yield (name,), f"a place may not be called {name!r}"
        if not all(map(str.strip, spellings)):
            yield (name,), "expected a place's name as ads spell it, found an empty text"
        if not spellings:
            yield (name,), "expected at least one spelling, found none"


class Config(ConfigSection):
    """All of config.toml, checked, and where else than in the keys folder keys may be."""

    contact: Annotated[
        str,
        AfterValidator(_reachable),
        Key("who asks, as portals see it: an address of a person's", '"ad-count@example.org"'),
    ]
    language: Annotated[Literal["nb", "en"], Key("language of report files", '"nb"')] = "nb"
    timezone: Annotated[
        str, AfterValidator(_known_zone), Key("weeks begin by its clock", '"Europe/Oslo"')
    ] = "Europe/Oslo"
    simulated_until: Annotated[
        date | None,
        Key("the day on which simulated weeks ended, and the clock stands still", "2023-01-02"),
    ] = None
    storage: Annotated[StorageSection, Key("database and keys", "[storage]")] = StorageSection()
    schedule: Annotated[ScheduleSection, Key("when a sweep is due", "[schedule]")] = (
        ScheduleSection()
    )
    report: Annotated[ReportSection, Key("how figures are made", "[report]")] = ReportSection()
    page: Annotated[PageSection, Key("where the team's page goes", "[page]")] = PageSection()
    alerts: Annotated[AlertsSection, Key("who is told", "[alerts]")] = AlertsSection()
    privacy: Annotated[PrivacySection, Key("how long identifiers live", "[privacy]")] = (
        PrivacySection()
    )
    backup: Annotated[
        BackupSection | None, Key("the backups that the service makes by itself", "[backup]")
    ] = None
    places: Annotated[
        Mapping[str, tuple[str, ...]],
        AfterValidator(_fit_for_tables),
        Key("a place's name and its spellings in ads", '{ Oslo = ["Oslo"] }'),
    ] = Field(default_factory=dict)
    portal: Annotated[tuple[ConfiguredPortal, ...], Key("a portal to count", "[[portal]]")] = ()
    event: Annotated[
        tuple[EventSection, ...],
        AfterValidator(checked_events),
        Key("what happened to a portal, or to the market", "[[event]]"),
    ] = ()
    _key_elsewhere: Elsewhere = PrivateAttr(default=NOWHERE_ELSE)
    _folder: Path = PrivateAttr(default=Path())
    _addresses: SecretSource = PrivateAttr(default_factory=SecretSource)
    _ping: SecretSource = PrivateAttr(default_factory=SecretSource)

    @model_validator(mode="after")
    def _fits_together(self) -> Config:
        if self.backup and self.backup.folder.resolve().is_relative_to(self.storage.keys.resolve()):
            raise_broken([(("backup", "folder"), "no backup may lie in the folder of the keys")])
        if self.simulated_until and not all(portal.simulated for portal in self.portal):
            message = "only where all portals are simulated may the clock stand still"
            raise_broken([(("simulated_until",), message)])
        return self

    def model_post_init(self, context: Any, /) -> None:
        """Keep what the surroundings tell, where the config was loaded from a file."""
        if isinstance(context, Surroundings):
            self._key_elsewhere = context.elsewhere()
            self._folder = context.folder
            self._addresses = SecretSource.of(ALERTS, self.alerts.addresses, context)
            self._ping = SecretSource.of(PING, self.alerts.ping, context)

    def key_location(self, year: int) -> tuple[Path, int, Elsewhere]:
        """Return where a year's key may be: the keys folder, and what the environment tells."""
        return self.storage.keys, year, self._key_elsewhere

    @property
    def alert_addresses(self) -> SecretSource:
        """Where the addresses are that alerts go to."""
        return self._addresses

    @property
    def ping_address(self) -> SecretSource:
        """Where the address of an outside dead-man's switch is."""
        return self._ping

    @property
    def folder(self) -> Path:
        """The folder that the config lies in."""
        return self._folder

    @property
    def user_agent(self) -> str:
        """Who asks, as portals see it: an honest name and a way to reach us."""
        return f"ad-market-monitor/0.1 (counts only; no numbers are kept; {self.contact})"
