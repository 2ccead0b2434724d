"""The tables beside the ledger: what checks measure by, what they found, and retired portals."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Named, String, Table, TypedColumns

from storage.tables import COUNT, LABEL, METADATA, NAME, TECHNICAL, TIME, WEEK


class CheckCountColumns(TypedColumns):
    """What a good portal week came to beside the one before, by name; zero has no row.

    No identifier can be told from these counts, so they stay when a year is closed.
    """

    portal: Named[str] = Column(NAME, ForeignKey("portal.name"), primary_key=True, info=LABEL)
    week: Named[str] = Column(WEEK, primary_key=True, info=TIME)
    name: Named[str] = Column(String(60), primary_key=True, info=LABEL)
    value: Named[int] = Column(info=COUNT)


CHECK_COUNT = Table("check_count", METADATA, CheckCountColumns)


class FindingColumns(TypedColumns):
    """What a check found about a portal's week; `figures` are counts, a week's or a place's name.

    `severity` is 1 for what a person should look at, 2 for what holds the week back.
    """

    portal: Named[str] = Column(NAME, ForeignKey("portal.name"), primary_key=True, info=LABEL)
    week: Named[str] = Column(WEEK, primary_key=True, info=TIME)
    nr: Named[int] = Column(primary_key=True, autoincrement=False, info=TECHNICAL)
    check: Named[str] = Column(NAME, info=LABEL)
    severity: Named[int] = Column(info=LABEL)
    figures: Named[str] = Column(String(400), info=LABEL)


FINDING = Table("finding", METADATA, FindingColumns)


class RetirementColumns(TypedColumns):
    """From this week on a portal is not due any more: it left config.toml, and a person said so."""

    portal: Named[str] = Column(NAME, ForeignKey("portal.name"), primary_key=True, info=LABEL)
    week: Named[str] = Column(WEEK, info=TIME)


RETIREMENT = Table("retirement", METADATA, RetirementColumns)
