"""The tables of whole years: what they came to, how they were closed, what was published.

`yearly_figure`, protected, and `yearly_profile` are what only a whole year's identifiers can tell,
kept for good before they are deleted; before that `open_year` says what they are of. `closing`
signs for it. `release` and `released_figure` remember what was published, as it was printed and no
more. `imported_count` is what others counted.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import COUNT, LABEL, NAME, REASON, TECHNICAL, TIME, WEEK, Base


class YearlyFigureRow(Base):
    """What only a year's identifiers could tell, protected; no value: not applicable.

    `portal` is "all" for all portals together, which no portal may be called.
    """

    __tablename__ = "yearly_figure"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TIME)
    portal: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    name: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    value: Mapped[int | None] = mapped_column(info=COUNT)


class YearlyProfile(Base):
    """How alike advertisers are `lag` weeks apart, and the row's mean; true, never published."""

    __tablename__ = "yearly_profile"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TIME)
    portal: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    place: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    measure: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    lag: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TECHNICAL)
    value: Mapped[float] = mapped_column(info=COUNT)
    mean: Mapped[float] = mapped_column(info=COUNT)


class OpenYearRow(Base):
    """Of which state of an open year its figures or profiles (`kind`) were computed and kept."""

    __tablename__ = "open_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TIME)
    kind: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    state: Mapped[str] = mapped_column(String(64), info=TECHNICAL)


class SeriesBreakRow(Base):
    """From this week on the identifiers are others: numbers before and after cannot be compared."""

    __tablename__ = "series_break"

    week: Mapped[str] = mapped_column(WEEK, primary_key=True, info=TIME)
    reason: Mapped[str] = mapped_column(REASON, primary_key=True, info=LABEL)


class ClosingRow(Base):
    """A year's identifiers are deleted: `verified` is what was checked, `finished` if all was."""

    __tablename__ = "closing"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TIME)
    day: Mapped[str] = mapped_column(String(10), info=TIME)
    verified: Mapped[str] = mapped_column(String(2000), info=LABEL)
    version: Mapped[str] = mapped_column(NAME, info=TECHNICAL)
    finished: Mapped[bool] = mapped_column(info=TECHNICAL)


class ReleaseRow(Base):
    """A report as it was published, the `revision`-th of its year, and why it was revised."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("year", "revision"),)

    nr: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TECHNICAL)
    year: Mapped[int] = mapped_column(info=TIME)
    revision: Mapped[int] = mapped_column(info=COUNT)
    day: Mapped[str] = mapped_column(String(10), info=TIME)
    reason: Mapped[str] = mapped_column(REASON, info=LABEL)


class ReleasedFigure(Base):
    """One figure as it was printed: its rounded value, or the symbol that stood in its place.

    `year` is the figure's own; `item` is a week, or what of the year's average it is.
    """

    __tablename__ = "released_figure"

    nr: Mapped[int] = mapped_column(ForeignKey("release.nr"), primary_key=True, info=TECHNICAL)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TIME)
    portal: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    place: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    measure: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    item: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    value: Mapped[float | None] = mapped_column(info=COUNT)
    symbol: Mapped[str] = mapped_column(NAME, info=LABEL)


class ImportedCountRow(Base):
    """A figure that others published, or that was counted by hand: no count of this installation.

    `week` 0 is the whole year. `portal` and `place` are as its source calls them.
    """

    __tablename__ = "imported_count"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TIME)
    week: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=TIME)
    portal: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    place: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    measure: Mapped[str] = mapped_column(NAME, primary_key=True, info=LABEL)
    source: Mapped[str] = mapped_column(String(200), primary_key=True, info=LABEL)
    method: Mapped[str] = mapped_column(REASON, info=LABEL)
    value: Mapped[float] = mapped_column(info=COUNT)
    day: Mapped[str] = mapped_column(String(10), info=TIME)
