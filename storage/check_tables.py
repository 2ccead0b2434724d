"""The tables beside the ledger: what checks measure by, what they found, and retired portals."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String

from storage.columns import Mapped, mapped_column
from storage.tables import COUNT, LABEL, NAME, TECHNICAL, TIME, WEEK, Base


class CheckCount(Base):
    """What a good portal week came to beside the one before, by name; zero has no row.

    No identifier can be told from these counts, so they stay when a year is closed.
    """

    __tablename__ = "check_count"

    portal: Mapped[str] = mapped_column(ForeignKey("portal.name"), primary_key=True, info=LABEL)
    week: Mapped[str] = mapped_column(WEEK, primary_key=True, info=TIME)
    name: Mapped[str] = mapped_column(String(60), primary_key=True, info=LABEL)
    value: Mapped[int] = mapped_column(info=COUNT)


class FindingRow(Base):
    """What a check found about a portal's week; `figures` are counts, a week's or a place's name.

    `severity` is 1 for what a person should look at, 2 for what holds the week back.
    """

    __tablename__ = "finding"

    portal: Mapped[str] = mapped_column(ForeignKey("portal.name"), primary_key=True, info=LABEL)
    week: Mapped[str] = mapped_column(WEEK, primary_key=True, info=TIME)
    nr: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TECHNICAL)
    check: Mapped[str] = mapped_column(NAME, info=LABEL)
    severity: Mapped[int] = mapped_column(info=LABEL)
    figures: Mapped[str] = mapped_column(String(400), info=LABEL)


class RetirementRow(Base):
    """From this week on a portal is not due any more: it left config.toml, and a person said so."""

    __tablename__ = "retirement"

    portal: Mapped[str] = mapped_column(ForeignKey("portal.name"), primary_key=True, info=LABEL)
    week: Mapped[str] = mapped_column(WEEK, info=TIME)
