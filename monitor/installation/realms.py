"""Whose numbers are compared with whose: the realm of each portal's week.

Numbers of approved portals are compared with each other, those of portals on this machine with each
other, and those of a portal that nobody has approved with nobody's. Otherwise whoever writes a
portal could list numbers on it and read from the overlaps which of them were seen elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date

from monitor.config import Config
from scrapers.model import Hidden
from scrapers.portal_config import Portal
from scrapers.pseudonymize import LOCAL, SHARED, Identify, own_realm
from storage.errors import ApprovalRefused
from storage.records import JournalEntry
from storage.store import Store
from storage.weeks import Week


@dataclass(frozen=True, slots=True)
class Realm:
    """With what a portal's numbers are compared; within a week only, where one is named."""

    name: str
    week: str = ""

    def __str__(self) -> str:
        # As the ledger keeps it. A week begins with a digit, as no name does.
        return f"{self.week} {self.name}" if self.week else self.name

    def identify(self, key: Hidden[bytes], installation: str) -> Identify:
        """Return what makes identifiers that can be compared within this realm only."""
        return Identify(key, self.name, installation, self.week)


def address_digest(portal: Portal) -> str:
    """Return a digest of all that says where a portal's pages come from.

    An approval holds for these only: under an approved name, other pages would be another portal.
    """
    where = [portal.starts, portal.hosts, portal.module]
    return hashlib.sha256(json.dumps(where).encode()).hexdigest()[:32]


def realm_of(config: Config, store: Store, portal: Portal, week: Week) -> Realm | None:
    """Return the realm to sweep a portal's week in; None where the week was begun in another.

    A portal that was approved after a sweep of this week stays apart until the next, and all of a
    week are compared within it only, or beyond it, as its first sweep was: so no week mixes numbers
    that cannot be compared.
    """
    of_week = store.realms(week, week).get(week, set())
    only = str(week) if _end_with_week(config, of_week) else ""
    apart = Realm(own_realm(portal.name, address_digest(portal)), only)
    realm = apart
    if portal.local:
        realm = Realm(LOCAL, only)
    elif is_approved(store, portal):
        realm = Realm(SHARED, only)
    begun = {name for of_portal, name in of_week if of_portal == portal.name}
    if not begun or begun == {str(realm)}:
        return realm
    return apart if begun == {str(apart)} else None


def ends_with_week(config: Config, store: Store, first: Week, last: Week) -> bool:
    """Tell whether identifiers of weeks are of their week alone: as these were begun.

    Where none are kept, config.toml says it, for the weeks to come.
    """
    return _end_with_week(config, set().union(*store.realms(first, last).values()))


def _end_with_week(config: Config, realms: Set[tuple[str, str]]) -> bool:
    if not realms:
        return config.privacy.identifiers == "week"
    return any(realm[:1].isdigit() for _, realm in realms)


def weeks_to_go(config: Config, store: Store) -> list[Week]:
    """Return the weeks whose identifiers go once a week is begun with `identifiers = "week"`.

    Until then the setting takes nothing away, and can be taken back.
    """
    kept = sorted(store.weeks_with_identifiers())
    is_set = config.privacy.identifiers == "week" and bool(kept)
    return kept if is_set and not ends_with_week(config, store, kept[-1], kept[-1]) else []


def is_approved(store: Store, portal: Portal) -> bool:
    """Tell whether a person has approved a portal at the addresses that it has now."""
    return store.approved().get(portal.name) == address_digest(portal)


def settle_approvals(config: Config, store: Store) -> None:
    """Bind approvals that are older than this version to the addresses of config.toml.

    One that waits for a portal which is not in it, and any of a portal on this machine, ends.
    """
    portals = {portal.name: portal for portal in config.portal}
    changes: dict[str, str | None] = {}
    for name, approved in store.approved().items():
        portal = portals.get(name)
        if portal is not None and portal.local:
            changes[name] = None
        elif not approved:
            changes[name] = None if portal is None else address_digest(portal)
    if changes:
        store.bind_approvals(changes)


def approve_portal(store: Store, portal: Portal, week: Week, day: date, by: str) -> Week:
    """Let a portal's numbers be compared with those of others; return the first week that does.

    Raises ApprovalRefused for a portal on this machine, and while identifiers of a backup are used.
    """
    if portal.local:
        raise ApprovalRefused(
            f"{portal.name} lies on this machine (local = true): it needs no approval, and its "
            "numbers are compared with those of other portals on this machine only"
        )
    with store.sweeping(portal.name):
        entry = JournalEntry(day, "portal approved", portal.name, by)
        store.approve(portal.name, address_digest(portal), entry)
        begun = store.realms_of_week(portal.name, week)
    return week.next() if begun else week


def unapproved(config: Config, store: Store) -> list[Portal]:
    """Return the portals whose numbers are counted apart from the others'."""
    return [portal for portal in config.portal if not (portal.local or is_approved(store, portal))]


def said_apart(portals: Sequence[Portal]) -> str:
    """Return that portals' numbers are counted apart, and what to type."""
    names = [portal.name for portal in portals]
    return (
        "counted apart, since nobody has approved the addresses in config.toml: "
        f"{', '.join(names)}. When a second person has looked at the blocks: "
        f"monitor portal approve {','.join(names)} --by INITIALS"
    )


def standing_remarks(config: Config, store: Store, now: Week) -> Iterator[str]:
    """Yield what holds for now: a closed year, portals counted apart, identifiers that go."""
    if (closing := store.closings().get(now.year)) is not None:
        begins = Week(now.year + 1, 1)
        yield f"{now.year} was closed on {closing.day}; nothing is counted before {begins}"
    if apart := unapproved(config, store):
        yield said_apart(apart)
    if weeks := weeks_to_go(config, store):
        begun = now.next() if weeks[-1] == now else now
        yield (
            f'identifiers = "week": when {begun} is swept, the identifiers of {weeks[0]} to '
            f"{weeks[-1]} are deleted, and distinct numbers of a year that they are in cannot be "
            'had again. To keep them, write identifiers = "year" before'
        )
