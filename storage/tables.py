"""The tables. No column holds a raw value; a time finer than the week goes when identifiers come.

`run` is the ledger: one row per portal and week, made in advance. `sweep` has one row for every
try. `ad_sighting` and `number_sighting` hold keyed identifiers of complete and suspect sweeps,
WITHOUT ROWID and inserted in key order, so that no order of insertion is kept. `weekly_count` is
what the identifiers come to, for the installation's own eyes; `weekly_cell` the same, protected,
for everybody's. `journal` tells what was done, `portal` whom a person approved; `installation`
holds this database apart from others, `host` has those that have asked to wait. Tables of years are
in `storage.year_tables`, those of weekly checks in `storage.check_tables`.

Every column is classed in its `info`, and the suite fails for one that is not: what no class fits
has no place here.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    false,
    text,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables; every constraint has a name, so that a migration can address it."""

WEEK = String(8)
NAME = String(40)
REASON = String(500)
IDENTIFIER = LargeBinary(16)


class ColumnClass(StrEnum):
    """What a column may hold; there is no class for a raw value."""

    COUNT = "count"
    LABEL = "label"
    IDENTIFIER = "identifier"
    TIME = "time"
    TECHNICAL = "technical"


COUNT, LABEL, HASHED, TIME, TECHNICAL = ({"class": column_class} for column_class in ColumnClass)


class YearKeyColumns(TypedColumns):
    """Which key a year's identifiers were made with, as a fingerprint that reveals nothing."""

    year: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    fingerprint: Named[str] = Column(String(16), info=TECHNICAL)
    restored: Named[bool] = Column(default=False, server_default=false(), info=TECHNICAL)


YEAR_KEY = Table("year_key", METADATA, YearKeyColumns)


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
    day: Named[str] = Column(String(10), info=TIME)
    action: Named[str] = Column(NAME, info=LABEL)
    subject: Named[str] = Column(String(100), info=LABEL)
    by: Named[str] = Column(NAME, info=LABEL)
    reason: Named[str] = Column(REASON, info=LABEL)


JOURNAL = Table("journal", METADATA, JournalColumns)


class RunColumns(TypedColumns):
    """The ledger's row for one portal in one week; no outcome yet means that it is due.

    `claim` grows with each sweep that is begun, so that one that was overtaken can be told; `by`
    is the machine that has begun one and not ended it, `begun_at` when (seconds since 1970). What
    is kept of a sweep takes its time away: it stays only where there is no identifier.
    """

    portal: Named[str] = Column(NAME, ForeignKey("portal.name"), primary_key=True, info=LABEL)
    week: Named[str] = Column(WEEK, primary_key=True, info=TIME)
    outcome: Named[str | None] = Column(String(16), info=LABEL)
    reason: Named[str] = Column(REASON, default="", info=LABEL)
    late: Named[bool] = Column(default=False, info=LABEL)
    review: Named[str | None] = Column(String(8), info=LABEL)
    review_reason: Named[str] = Column(REASON, default="", info=LABEL)
    seen: Named[bool] = Column(default=False, server_default=false(), info=LABEL)
    claim: Named[int] = Column(default=0, server_default=text("0"), info=TECHNICAL)
    begun_at: Named[int | None] = Column(BigInteger, info=TIME)
    by: Named[str] = Column(NAME, default="", server_default=text("''"), info=TECHNICAL)


RUN = Table("run", METADATA, RunColumns)


class HostColumns(TypedColumns):
    """A host that has asked to be left alone for a while; seconds since 1970."""

    name: Named[str] = Column(String(255), primary_key=True, info=LABEL)
    not_before: Named[int] = Column(BigInteger, info=TIME)


HOST = Table("host", METADATA, HostColumns)


class SweepColumns(TypedColumns):
    """One try at a run, the `nr`-th within the week.

    `purged`: its identifiers were deleted while what they came to was kept, so the week cannot be
    counted again from it. `realm` says with what its numbers can be compared.
    """

    id: Named[int] = Column(primary_key=True, info=TECHNICAL)
    portal: Named[str] = Column(NAME, ForeignKey("portal.name"), info=LABEL)
    week: Named[str] = Column(WEEK, info=TIME)
    nr: Named[int] = Column(info=COUNT)
    outcome: Named[str] = Column(String(16), info=LABEL)
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

    week: Named[str] = Column(WEEK, primary_key=True, info=TIME)
    portal: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    place: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    measure: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    value: Named[float] = Column(info=COUNT)


WEEKLY_COUNT = Table("weekly_count", METADATA, WeeklyCountColumns)


class WeeklyCellColumns(TypedColumns):
    """A protected count of a week; `portals` is one, "all", or an exact set; zero has no row.

    Never written anew but with its week, whose sweeps have changed.
    """

    week: Named[str] = Column(WEEK, primary_key=True, info=TIME)
    portals: Named[str] = Column(String(130), primary_key=True, info=LABEL)
    place: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    measure: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    value: Named[int] = Column(info=COUNT)


WEEKLY_CELL = Table("weekly_cell", METADATA, WeeklyCellColumns)


class WeeklyFlagColumns(TypedColumns):
    """What holds of a cell in a week, and decides whether it is printed; it is no count."""

    week: Named[str] = Column(WEEK, primary_key=True, info=TIME)
    portals: Named[str] = Column(String(130), primary_key=True, info=LABEL)
    place: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    measure: Named[str] = Column(NAME, primary_key=True, info=LABEL)


WEEKLY_FLAG = Table("weekly_flag", METADATA, WeeklyFlagColumns)


class DeletedSampleColumns(TypedColumns):
    """Three bytes and a salted hash: a deleted identifier is known by them, and cannot be had.

    Kept only until a closing is finished.
    """

    year: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    salt: Named[bytes] = Column(IDENTIFIER, primary_key=True, info=TECHNICAL)
    first: Named[bytes] = Column(LargeBinary(3), info=HASHED)
    digest: Named[bytes] = Column(LargeBinary(32), info=HASHED)


DELETED_SAMPLE = Table("deleted_sample", METADATA, DeletedSampleColumns, sqlite_with_rowid=False)
