"""What the store gives and takes: plain frozen values, free of SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from scrapers.model import Outcome, Sighting, Sweep
from storage.weeks import Week

ALL_PLACES = "all"
"""Stands for the whole country in the place column of a count; no place may be called so."""

ALL_PORTALS = "all"
"""Stands for all portals together in the portal column of a count; no portal may be called so."""


NOT_SWEPT = "no sweep was made while the week lasted"
"""Why a week is missed."""

NOT_IN_THE_BACKUP = (
    "it was swept, and not counted yet when the backup was made that was restored, and its "
    "identifiers did not come back"
)
"""Why a week is missed that had been swept."""

ENDED_THE_PROGRAM = "its sweep ended the program, or the machine, time and again"
"""Why a week is given up that was begun often and never ended."""


class Review(StrEnum):
    """What a person decided about a week, with a reason."""

    ACCEPTED = "accepted"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Run:
    """The ledger's row for one portal in one week; `outcome` None means due.

    `seen`: a person has seen what the checks found about it. `claim` is how many sweeps of it were
    begun; `by` is the machine that has begun one and not ended it, and `begun_at` when the last one
    was begun, until one of them counts.
    """

    portal: str
    week: Week
    outcome: Outcome | None
    reason: str
    late: bool
    review: Review | None
    review_reason: str
    seen: bool = False
    claim: int = 0
    begun_at: datetime | None = None
    by: str = ""

    @property
    def counts(self) -> bool:
        """Whether the week has a count: complete, or suspect and accepted by a person."""
        if self.review is Review.EXCLUDED:
            return False
        accepted = self.outcome is Outcome.SUSPECT and self.review is Review.ACCEPTED
        return self.outcome is Outcome.COMPLETE or accepted

    @property
    def is_undecided(self) -> bool:
        """Whether the week was held back and no person has said yet what to make of it."""
        return self.outcome is Outcome.SUSPECT and self.review is None


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """What a named check found about a portal's week; `severity` 1 is a look, 2 holds it back.

    `figures` are the sentence's counts, a week's or a place's name, as JSON.
    """

    portal: str
    week: Week
    check: str
    severity: int
    figures: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What became of a sweep, and why, in words that hold nothing of the portal's pages."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SweepStatistics:
    """The counts of one sweep, for people to see; None where the sweep did not get so far.

    The names are those of `Sweep`, and of the columns of its row.
    """

    pages: int | None = None
    cards: int | None = None
    ads: int | None = None
    with_number: int | None = None
    stated_total: int | None = None
    excluded: int | None = None
    duplicates: int | None = None
    hidden: int | None = None
    inner_pages: int | None = None
    inner_cards: int | None = None
    fewest_cards: int | None = None

    @property
    def without(self) -> int | None:
        """How many ads have neither a readable number nor one that the portal keeps back."""
        if self.ads is None or self.with_number is None:
            return None
        return self.ads - self.with_number - (self.hidden or 0)

    @property
    def hidden_share(self) -> float | None:
        """The share of the ads, 0 to 1, whose number the portal keeps back."""
        return self.hidden / self.ads if self.ads and self.hidden is not None else None

    @classmethod
    def of(cls, sweep: Sweep) -> SweepStatistics:
        """Return the counts of a finished sweep."""
        return cls(**{field.name: getattr(sweep, field.name) for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sweep as the ledger keeps it: the `nr`-th of its portal's week."""

    portal: str
    week: Week
    nr: int
    check: CheckResult
    statistics: SweepStatistics


Protected = NewType("Protected", int)
"""A count that may leave the installation. Only `monitor.protection` makes one; a week's counting
adds some up, and the readers of the columns that hold them give them back. A test looks after
that."""


@dataclass(frozen=True, slots=True)
class Count:
    """A true count of one week, internal to the installation: a measure at one place of a portal.

    `portal` is `ALL_PORTALS` and `place` is `ALL_PLACES` where all are meant.
    """

    week: Week
    portal: str
    place: str
    measure: str
    value: float


@dataclass(frozen=True, slots=True)
class ProtectedCount:
    """One cell of a week, as it may be published; every published figure is a sum of such cells.

    `portals` is one portal, `ALL_PORTALS`, or the exact set of portals that numbers are on
    ("fjord+nordlys").
    """

    week: Week
    portals: str
    place: str
    measure: str
    value: Protected


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that holds of a cell in a week and only decides what is printed; it is no count."""

    week: Week
    portals: str
    place: str
    measure: str


LISTED = "listed"
"""Flags the places that every sweep of a week looked for, and `ALL_PLACES` where that is known."""

UNPLACED = "unplaced"
"""Flags a portal in a week in which it was read without places: its block names no place field."""


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """All that a week's sightings come to: as it is, and as it may be published."""

    counts: tuple[Count, ...] = ()
    cells: tuple[ProtectedCount, ...] = ()
    flags: tuple[Flag, ...] = ()


WeekSightings = Mapping[str, Sequence[Sequence[Sighting]]]
"""For each portal, the sightings of each of its sweeps that count this week; where the store gives
it, a portal's are read when they are asked for, and not kept."""

CountWeek = Callable[[Week, WeekSightings], WeekCounts]
"""How sightings become counts; handed to the store, which knows nothing of counting."""


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """From this week on, numbers cannot be told to be those of the weeks before, and why."""

    week: Week
    reason: str


@dataclass(frozen=True, slots=True)
class Closing:
    """A year whose identifiers are deleted; `verified` says sentence by sentence what was checked.

    Until it is `finished`, something is still to be done, and closing must be run again.
    """

    year: int
    day: date
    verified: tuple[str, ...]
    version: str
    finished: bool


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the journal: what was done, about what, on which day, by whom, and why.

    `by` is a role or initials and may be empty, as `reason` may.
    """

    day: date
    action: str
    subject: str
    by: str = ""
    reason: str = ""

    def __str__(self) -> str:
        by, why = self.by and f", by {self.by}", self.reason and f": {self.reason}"
        return f"{self.day} {self.action} {self.subject}{by}{why}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of an alert at one address; `day` is when it was first tried."""

    subject: str
    address: str
    day: date
    tries: int
    delivered: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """One figure as a report prints it: a rounded value, or the symbol that stands in its place.

    `year` is the figure's own; `item` names a week, or what of the year's average it is. Beside a
    value, `symbol` holds its flags.
    """

    year: int
    portal: str
    place: str
    measure: str
    item: str
    value: float | None
    symbol: str

    @property
    def name(self) -> tuple[int, str, str, str, str]:
        """By what the same figure is known in another release."""
        return self.year, self.portal, self.place, self.measure, self.item


@dataclass(frozen=True, slots=True)
class Release:
    """A report of a year as it was published; `revision` 1 is the first, and has no reason."""

    year: int
    revision: int
    day: date
    reason: str
