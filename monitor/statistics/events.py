"""Events: what happened to a portal, or to the market for a time (docs/method.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto

from storage.weeks import Week


class EventKind(StrEnum):
    """What happened to a portal, or to the market for a time."""

    OPENED = "opened"
    CLOSED = "closed"
    ADDED = "added"
    DROPPED = "dropped"
    UNREAD = "unread"
    PERIOD = "period"


BEGINS, ENDS = (EventKind.OPENED, EventKind.ADDED), (EventKind.CLOSED, EventKind.DROPPED)


@dataclass(frozen=True, slots=True)
class Event:
    """One event: `first` is the first week of the new state, or the first and `last` of a time.

    `portal` is empty for a special period, which is the whole market's and has `names` by
    language. One that is `from_ledger` was not written by a person: it says how long a portal was
    on the list, and explains no missing week.
    """

    kind: EventKind
    portal: str
    first: Week
    last: Week | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    from_ledger: bool = False


class Standing(Enum):
    """Where a portal stands in a week."""

    UP = auto()
    NOT_THERE = auto()
    NOT_OURS = auto()


BEFORE = {EventKind.OPENED: Standing.NOT_THERE, EventKind.ADDED: Standing.NOT_OURS}
AFTER = {EventKind.CLOSED: Standing.NOT_THERE, EventKind.DROPPED: Standing.NOT_OURS}
