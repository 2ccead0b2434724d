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

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint, false, text

from storage.columns import Base as Base  # noqa: PLC0414 - who imports the tables has them all
from storage.columns import Mapped, mapped_column

WEEK = String(8)
NAME = String(40)
REASON = String(500)
IDENTIFIER = LargeBinary(16)
WITHOUT_ROWID = {"sqlite_with_rowid": False}


class ColumnClass(StrEnum):
    """What a column may hold; there is no class for a raw value."""

    COUNT = "count"
    LABEL = "label"
    IDENTIFIER = "identifier"
    TIME = "time"
    TECHNICAL = "technical"


COUNT, LABEL, HASHED, TIME, TECHNICAL = ({"class": column_class} for column_class in ColumnClass)


class YearKey(Base):
    """Which key a year's identifiers were made with, as a fingerprint that reveals nothing."""

    __tablename__ = "year_key"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TIME)
    fingerprint: Mapped[str] = mapped_column(String(16), info=TECHNICAL)
    restored: Mapped[bool] = mapped_column(default=False, server_default=false(), info=TECHNICAL)


class InstallationRow(Base):
    """What tells this installation's identifiers from those of another with the same key."""

    __tablename__ = "installation"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, info=TECHNICAL)


class PortalRow(Base):
    """A portal that was ever swept; `simulated` follows it into every output.

    `approved` is the digest of the addresses for which a person said that its numbers may be
    compared with those of other portals; empty: for those of its next sweep; None: nobody did.
    """

    __tablename__ = "portal"

    name: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    simulated: Mapped[bool] = mapped_column(info=LABEL)
    approved: Mapped[str | None] = mapped_column(String(32), info=TECHNICAL)


class JournalRow(Base):
    """What a person (a role, initials, or empty) did that bears on privacy, when and why."""

    __tablename__ = "journal"

    nr: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TECHNICAL)
    day: Mapped[str] = mapped_column(String(10), info=TIME)
    action: Mapped[str] = mapped_column(NAME, info=LABEL)
    subject: Mapped[str] = mapped_column(String(100), info=LABEL)
    by: Mapped[str] = mapped_column(NAME, info=LABEL)
    reason: Mapped[str] = mapped_column(REASON, info=LABEL)


class RunRow(Base):
    """The ledger's row for one portal in one week; no outcome yet means that it is due.

    `claim` grows with each sweep that is begun, so that one that was overtaken can be told; `by`
    is the machine that has begun one and not ended it, `begun_at` when (seconds since 1970). What
    is kept of a sweep takes its time away: it stays only where there is no identifier.
    """

    __tablename__ = "run"

    portal: Mapped[str] = mapped_column(ForeignKey("portal.name"), primary_key=True, info=LABEL)
    week: Mapped[str] = mapped_column(WEEK, primary_key=True, info=TIME)
    outcome: Mapped[str | None] = mapped_column(String(16), info=LABEL)
    reason: Mapped[str] = mapped_column(REASON, default="", info=LABEL)
    late: Mapped[bool] = mapped_column(default=False, info=LABEL)
    review: Mapped[str | None] = mapped_column(String(8), info=LABEL)
    review_reason: Mapped[str] = mapped_column(REASON, default="", info=LABEL)
    seen: Mapped[bool] = mapped_column(default=False, server_default=false(), info=LABEL)
    claim: Mapped[int] = mapped_column(default=0, server_default=text("0"), info=TECHNICAL)
    begun_at: Mapped[int | None] = mapped_column(BigInteger, info=TIME)
    by: Mapped[str] = mapped_column(NAME, default="", server_default=text("''"), info=TECHNICAL)


class HostRow(Base):
    """A host that has asked to be left alone for a while; seconds since 1970."""

    __tablename__ = "host"

    name: Mapped[str] = mapped_column(String(255), primary_key=True, info=LABEL)
    not_before: Mapped[int] = mapped_column(BigInteger, info=TIME)


class SweepRow(Base):
    """One try at a run, the `nr`-th within the week.

    `purged`: its identifiers were deleted while what they came to was kept, so the week cannot be
    counted again from it. `realm` says with what its numbers can be compared.
    """

    __tablename__ = "sweep"
    __table_args__ = (UniqueConstraint("portal", "week", "nr"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=TECHNICAL)
    portal: Mapped[str] = mapped_column(ForeignKey("portal.name"), info=LABEL)
    week: Mapped[str] = mapped_column(WEEK, info=TIME)
    nr: Mapped[int] = mapped_column(info=COUNT)
    outcome: Mapped[str] = mapped_column(String(16), info=LABEL)
    reason: Mapped[str] = mapped_column(REASON, info=LABEL)
    pages: Mapped[int | None] = mapped_column(info=COUNT)
    cards: Mapped[int | None] = mapped_column(info=COUNT)
    ads: Mapped[int | None] = mapped_column(info=COUNT)
    with_number: Mapped[int | None] = mapped_column(info=COUNT)
    stated_total: Mapped[int | None] = mapped_column(info=COUNT)
    excluded: Mapped[int | None] = mapped_column(info=COUNT)
    duplicates: Mapped[int | None] = mapped_column(info=COUNT)
    hidden: Mapped[int | None] = mapped_column(info=COUNT)
    inner_pages: Mapped[int | None] = mapped_column(info=COUNT)
    inner_cards: Mapped[int | None] = mapped_column(info=COUNT)
    fewest_cards: Mapped[int | None] = mapped_column(info=COUNT)
    purged: Mapped[bool] = mapped_column(default=False, server_default=false(), info=TECHNICAL)
    realm: Mapped[str] = mapped_column(
        String(100), default="", server_default=text("''"), info=TECHNICAL
    )


class AdSighting(Base):
    """An ad was up in a sweep, at a place; a touring ad has a row for each place."""

    __tablename__ = "ad_sighting"
    __table_args__ = WITHOUT_ROWID

    sweep_id: Mapped[int] = mapped_column(ForeignKey("sweep.id"), primary_key=True, info=TECHNICAL)
    ad: Mapped[bytes] = mapped_column(IDENTIFIER, primary_key=True, info=HASHED)
    place: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)


class NumberSighting(Base):
    """A number was in an ad in a sweep."""

    __tablename__ = "number_sighting"
    __table_args__ = WITHOUT_ROWID

    sweep_id: Mapped[int] = mapped_column(ForeignKey("sweep.id"), primary_key=True, info=TECHNICAL)
    ad: Mapped[bytes] = mapped_column(IDENTIFIER, primary_key=True, info=HASHED)
    number: Mapped[bytes] = mapped_column(IDENTIFIER, primary_key=True, info=HASHED)


class WeeklyCount(Base):
    """A true measure of a week, of a portal or of all ("all"), at one place; zero has no row."""

    __tablename__ = "weekly_count"

    week: Mapped[str] = mapped_column(WEEK, primary_key=True, info=TIME)
    portal: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    place: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    measure: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    value: Mapped[float] = mapped_column(info=COUNT)


class WeeklyCell(Base):
    """A protected count of a week; `portals` is one, "all", or an exact set; zero has no row.

    Never written anew but with its week, whose sweeps have changed.
    """

    __tablename__ = "weekly_cell"

    week: Mapped[str] = mapped_column(WEEK, primary_key=True, info=TIME)
    portals: Mapped[str] = mapped_column(String(130), primary_key=True, info=LABEL)
    place: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    measure: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    value: Mapped[int] = mapped_column(info=COUNT)


class WeeklyFlag(Base):
    """What holds of a cell in a week, and decides whether it is printed; it is no count."""

    __tablename__ = "weekly_flag"

    week: Mapped[str] = mapped_column(WEEK, primary_key=True, info=TIME)
    portals: Mapped[str] = mapped_column(String(130), primary_key=True, info=LABEL)
    place: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    measure: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)


class DeletedSample(Base):
    """Three bytes and a salted hash: a deleted identifier is known by them, and cannot be had.

    Kept only until a closing is finished.
    """

    __tablename__ = "deleted_sample"
    __table_args__ = WITHOUT_ROWID

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TIME)
    salt: Mapped[bytes] = mapped_column(IDENTIFIER, primary_key=True, info=TECHNICAL)
    first: Mapped[bytes] = mapped_column(LargeBinary(3), info=HASHED)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), info=HASHED)
