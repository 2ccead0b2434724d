"""The tables. No column can hold a raw value, and none is finer in time than the week.

`run` is the ledger: one row per portal and week, made in advance. `sweep` has one row for every
try. `ad_sighting` and `number_sighting` hold keyed identifiers of complete and suspect sweeps,
WITHOUT ROWID and inserted in key order, so that no order of insertion is kept. `weekly_count` and
`weekly_overlap` are what the identifiers come to.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ForeignKey, LargeBinary, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

WEEK = String(8)
NAME = String(40)
REASON = String(500)
IDENTIFIER = LargeBinary(16)
WITHOUT_ROWID = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can address it."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class YearKey(Base):
    """Which key a year's identifiers were made with, as a fingerprint that reveals nothing."""

    __tablename__ = "year_key"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fingerprint: Mapped[str] = mapped_column(String(16))


class PortalRow(Base):
    """A portal that was ever swept into this database; `simulated` follows it into every output."""

    __tablename__ = "portal"

    name: Mapped[str] = mapped_column(NAME, primary_key=True)
    simulated: Mapped[bool]


class RunRow(Base):
    """The ledger's row for one portal in one week; no outcome yet means that it is due."""

    __tablename__ = "run"

    portal: Mapped[str] = mapped_column(ForeignKey("portal.name"), primary_key=True)
    week: Mapped[str] = mapped_column(WEEK, primary_key=True)
    outcome: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(REASON, default="")
    late: Mapped[bool] = mapped_column(default=False)
    judgement: Mapped[str | None] = mapped_column(String(8))
    judgement_reason: Mapped[str] = mapped_column(REASON, default="")


class SweepRow(Base):
    """One try at a run: `nr` counts them within the week."""

    __tablename__ = "sweep"
    __table_args__ = (UniqueConstraint("portal", "week", "nr"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    portal: Mapped[str] = mapped_column(ForeignKey("portal.name"))
    week: Mapped[str] = mapped_column(WEEK)
    nr: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(REASON)
    pages: Mapped[int | None]
    cards: Mapped[int | None]
    ads: Mapped[int | None]
    with_number: Mapped[int | None]
    stated_total: Mapped[int | None]


class AdSighting(Base):
    """An ad was up in a sweep, at a place; a touring ad has a row for each place."""

    __tablename__ = "ad_sighting"
    __table_args__ = WITHOUT_ROWID

    sweep_id: Mapped[int] = mapped_column(ForeignKey("sweep.id"), primary_key=True)
    ad: Mapped[bytes] = mapped_column(IDENTIFIER, primary_key=True)
    place: Mapped[str] = mapped_column(NAME, primary_key=True)


class NumberSighting(Base):
    """A number was in an ad in a sweep."""

    __tablename__ = "number_sighting"
    __table_args__ = WITHOUT_ROWID

    sweep_id: Mapped[int] = mapped_column(ForeignKey("sweep.id"), primary_key=True)
    ad: Mapped[bytes] = mapped_column(IDENTIFIER, primary_key=True)
    number: Mapped[bytes] = mapped_column(IDENTIFIER, primary_key=True)


class WeeklyCount(Base):
    """A measure of one portal's week at one place; zero has no row."""

    __tablename__ = "weekly_count"

    week: Mapped[str] = mapped_column(WEEK, primary_key=True)
    portal: Mapped[str] = mapped_column(ForeignKey("portal.name"), primary_key=True)
    place: Mapped[str] = mapped_column(NAME, primary_key=True)
    measure: Mapped[str] = mapped_column(NAME, primary_key=True)
    value: Mapped[float]


class WeeklyOverlap(Base):
    """Distinct numbers seen on exactly these portals in a week ("fjord+nordlys") at a place.

    Numbers on any set of portals add up from these rows, after the identifiers are gone, too.
    """

    __tablename__ = "weekly_overlap"

    week: Mapped[str] = mapped_column(WEEK, primary_key=True)
    portals: Mapped[str] = mapped_column(String(400), primary_key=True)
    place: Mapped[str] = mapped_column(NAME, primary_key=True)
    numbers: Mapped[float]
