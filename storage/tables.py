"""The tables. No column holds a raw value; a time finer than the week goes when identifiers come.

`run` is the ledger: one row per portal and week, made in advance. `sweep` has one row for every
try. `ad_sighting` and `number_sighting` hold keyed identifiers of complete and suspect sweeps,
WITHOUT ROWID and inserted in key order, so that no order of insertion is kept. `weekly_count` is
what the identifiers come to, for the installation's own eyes; `weekly_cell` the same, protected,
for everybody's. `check_count` is what weekly checks measure by, and `finding` what they found.
`journal` tells what was done, `alert` what was told, `portal` whom a person approved;
`installation` holds this database apart from others, `host` has those that have asked to wait.
Tables of years are in `storage.year_tables`.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    false,
    select,
    text,
)

from scrapers.model import Outcome
from storage.columns import (
    COUNT,
    DAY,
    HASHED,
    IDENTIFIER,
    LABEL,
    METADATA,
    MOMENT,
    NAME,
    OUTCOME,
    PROTECTED,
    REASON,
    REVIEW,
    TECHNICAL,
    TIME,
    WEEK,
)
from storage.records import Protected, Review
from storage.weeks import Week


class InstallationColumns(TypedColumns):
    """What tells this installation's identifiers from those of another with the same key."""

    id: Named[str] = Column(String(32), primary_key=True, info=TECHNICAL)


INSTALLATION = Table("installation", METADATA, InstallationColumns)


class PortalColumns(TypedColumns):
    """A portal that was ever swept; `simulated` follows it into every output.

    `approved` is the digest of the addresses for which a person said that its numbers may be
    compared with those of other portals; empty: for those of its next sweep; None: nobody did.
    """

    name: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    simulated: Named[bool] = Column(info=LABEL)
    approved: Named[str | None] = Column(String(32), info=TECHNICAL)


PORTAL = Table("portal", METADATA, PortalColumns)


class JournalColumns(TypedColumns):
    """What a person (a role, initials, or empty) did that bears on privacy, when and why."""

    nr: Named[int] = Column(primary_key=True, autoincrement=False, info=TECHNICAL)
    day: Named[date] = Column(DAY, info=TIME)
    action: Named[str] = Column(NAME, info=LABEL)
    subject: Named[str] = Column(String(100), info=LABEL)
    by: Named[str] = Column(NAME, info=LABEL)
    reason: Named[str] = Column(REASON, info=LABEL)


JOURNAL = Table("journal", METADATA, JournalColumns)


class RunColumns(TypedColumns):
    """The ledger's row for one portal in one week; no outcome yet means that it is due.

    `claim` grows with each sweep that is begun, so that one that was overtaken can be told; `by`
    is the machine that has begun one and not ended it, `begun_at` when. What
    is kept of a sweep takes its time away: it stays only where there is no identifier.
    """

    portal: Named[str] = Column(NAME, ForeignKey("portal.name"), primary_key=True, info=LABEL)
    week: Named[Week] = Column(WEEK, primary_key=True, info=TIME)
    outcome: Named[Outcome | None] = Column(OUTCOME, info=LABEL)
    reason: Named[str] = Column(REASON, default="", info=LABEL)
    late: Named[bool] = Column(default=False, info=LABEL)
    review: Named[Review | None] = Column(REVIEW, info=LABEL)
    review_reason: Named[str] = Column(REASON, default="", info=LABEL)
    seen: Named[bool] = Column(default=False, server_default=false(), info=LABEL)
    claim: Named[int] = Column(default=0, server_default=text("0"), info=TECHNICAL)
    begun_at: Named[datetime | None] = Column(MOMENT, info=TIME)
    by: Named[str] = Column(NAME, default="", server_default=text("''"), info=TECHNICAL)


RUN = Table("run", METADATA, RunColumns)


class HostColumns(TypedColumns):
    """A host that has asked to be left alone for a while."""

    name: Named[str] = Column(String(255), primary_key=True, info=LABEL)
    not_before: Named[datetime] = Column(MOMENT, info=TIME)


HOST = Table("host", METADATA, HostColumns)


class SweepColumns(TypedColumns):
    """One try at a run, the `nr`-th within the week.

    `purged`: its identifiers were deleted while what they came to was kept, so the week cannot be
    counted again from it. `realm` says with what its numbers can be compared.
    """

    id: Named[int] = Column(primary_key=True, info=TECHNICAL)
    portal: Named[str] = Column(NAME, ForeignKey("portal.name"), info=LABEL)
    week: Named[Week] = Column(WEEK, info=TIME)
    nr: Named[int] = Column(info=COUNT)
    outcome: Named[Outcome] = Column(OUTCOME, info=LABEL)
    reason: Named[str] = Column(REASON, info=LABEL)
    pages: Named[int | None] = Column(info=COUNT)
    cards: Named[int | None] = Column(info=COUNT)
    ads: Named[int | None] = Column(info=COUNT)
    with_number: Named[int | None] = Column(info=COUNT)
    stated_total: Named[int | None] = Column(info=COUNT)
    excluded: Named[int | None] = Column(info=COUNT)
    duplicates: Named[int | None] = Column(info=COUNT)
    hidden: Named[int | None] = Column(info=COUNT)
    inner_pages: Named[int | None] = Column(info=COUNT)
    inner_cards: Named[int | None] = Column(info=COUNT)
    fewest_cards: Named[int | None] = Column(info=COUNT)
    purged: Named[bool] = Column(default=False, server_default=false(), info=TECHNICAL)
    realm: Named[str] = Column(String(100), default="", server_default=text("''"), info=TECHNICAL)


SWEEP = Table("sweep", METADATA, SweepColumns, UniqueConstraint("portal", "week", "nr"))


class AdSightingColumns(TypedColumns):
    """An ad was up in a sweep, at a place; a touring ad has a row for each place."""

    sweep_id: Named[int] = Column(Integer, ForeignKey("sweep.id"), primary_key=True, info=TECHNICAL)
    ad: Named[bytes] = Column(IDENTIFIER, primary_key=True, info=HASHED)
    place: Named[str] = Column(NAME, primary_key=True, info=LABEL)


AD_SIGHTING = Table("ad_sighting", METADATA, AdSightingColumns, sqlite_with_rowid=False)


class NumberSightingColumns(TypedColumns):
    """A number was in an ad in a sweep."""

    sweep_id: Named[int] = Column(Integer, ForeignKey("sweep.id"), primary_key=True, info=TECHNICAL)
    ad: Named[bytes] = Column(IDENTIFIER, primary_key=True, info=HASHED)
    number: Named[bytes] = Column(IDENTIFIER, primary_key=True, info=HASHED)


NUMBER_SIGHTING = Table("number_sighting", METADATA, NumberSightingColumns, sqlite_with_rowid=False)


class WeeklyCountColumns(TypedColumns):
    """A true measure of a week, of a portal or of all ("all"), at one place; zero has no row."""

    week: Named[Week] = Column(WEEK, primary_key=True, info=TIME)
    portal: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    place: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    measure: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    value: Named[float] = Column(info=COUNT)


WEEKLY_COUNT = Table("weekly_count", METADATA, WeeklyCountColumns)


class WeeklyCellColumns(TypedColumns):
    """A protected count of a week; `portals` is one, "all", or an exact set; zero has no row.

    Never written anew but with its week, whose sweeps have changed.
    """

    week: Named[Week] = Column(WEEK, primary_key=True, info=TIME)
    portals: Named[str] = Column(String(130), primary_key=True, info=LABEL)
    place: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    measure: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    value: Named[Protected] = Column(PROTECTED, info=COUNT)


WEEKLY_CELL = Table("weekly_cell", METADATA, WeeklyCellColumns)


class WeeklyFlagColumns(TypedColumns):
    """What holds of a cell in a week, and decides whether it is printed; it is no count."""

    week: Named[Week] = Column(WEEK, primary_key=True, info=TIME)
    portals: Named[str] = Column(String(130), primary_key=True, info=LABEL)
    place: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    measure: Named[str] = Column(NAME, primary_key=True, info=LABEL)


WEEKLY_FLAG = Table("weekly_flag", METADATA, WeeklyFlagColumns)


class CheckCountColumns(TypedColumns):
    """What a good portal week came to beside the one before, by name; zero has no row.

    No identifier can be told from these counts, so they stay when a year is closed.
    """

    portal: Named[str] = Column(NAME, ForeignKey("portal.name"), primary_key=True, info=LABEL)
    week: Named[Week] = Column(WEEK, primary_key=True, info=TIME)
    name: Named[str] = Column(String(60), primary_key=True, info=LABEL)
    value: Named[int] = Column(info=COUNT)


CHECK_COUNT = Table("check_count", METADATA, CheckCountColumns)


class FindingColumns(TypedColumns):
    """What a check found about a portal's week; `figures` are counts, a week's or a place's name.

    `severity` is 1 for what a person should look at, 2 for what holds the week back.
    """

    portal: Named[str] = Column(NAME, ForeignKey("portal.name"), primary_key=True, info=LABEL)
    week: Named[Week] = Column(WEEK, primary_key=True, info=TIME)
    nr: Named[int] = Column(primary_key=True, autoincrement=False, info=TECHNICAL)
    check: Named[str] = Column(NAME, info=LABEL)
    severity: Named[int] = Column(info=LABEL)
    figures: Named[str] = Column(String(400), info=LABEL)


FINDING = Table("finding", METADATA, FindingColumns)


class RetirementColumns(TypedColumns):
    """From this week on a portal is not due any more: it left config.toml, and a person said so."""

    portal: Named[str] = Column(NAME, ForeignKey("portal.name"), primary_key=True, info=LABEL)
    week: Named[Week] = Column(WEEK, info=TIME)


RETIREMENT = Table("retirement", METADATA, RetirementColumns)


class AlertColumns(TypedColumns):
    """One alert to one address: `subject` says about what, `address` its kind and place in line."""

    subject: Named[str] = Column(String(100), primary_key=True, info=LABEL)
    address: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    day: Named[date] = Column(DAY, info=TIME)
    tries: Named[int] = Column(info=COUNT)
    delivered: Named[bool] = Column(info=TECHNICAL)


ALERT = Table("alert", METADATA, AlertColumns)


KEPT = (Outcome.COMPLETE, Outcome.SUSPECT)
"""The outcomes whose sightings are kept."""


def between(
    table: RunColumns | SweepColumns | CheckCountColumns, first: Week, last: Week
) -> ColumnElement[bool]:
    """Return the condition that a row is of the weeks between two, both included.

    Its key begins with the portal: with all portals named, no other weeks are looked at, however
    many years there are.
    """
    return table.portal.in_(select(PORTAL.c.name)) & table.week.between(first, last)


sweeps_between = partial(between, SWEEP.c)
"""The condition that a sweep is of the weeks between two, both included."""
