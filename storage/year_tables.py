"""The tables of whole years: what they came to, how they were closed, what was published.

`yearly_figure`, protected, and `yearly_profile` are what only a whole year's identifiers can tell,
kept for good before they are deleted; before that `open_year` says what they are of. `closing`
signs for it. `release` and `released_figure` remember what was published, as it was printed and no
more. `imported_count` is what others counted.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from storage.tables import COUNT, LABEL, METADATA, NAME, REASON, TECHNICAL, TIME, WEEK


class YearlyFigureColumns(TypedColumns):
    """What only a year's identifiers could tell, protected; no value: not applicable.

    `portal` is "all" for all portals together, which no portal may be called.
    """

    year: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    portal: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    name: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    value: Named[int | None] = Column(info=COUNT)


YEARLY_FIGURE = Table("yearly_figure", METADATA, YearlyFigureColumns)


class YearlyProfileColumns(TypedColumns):
    """How alike advertisers are `lag` weeks apart, and the row's mean; true, never published."""

    year: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    portal: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    place: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    measure: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    lag: Named[int] = Column(primary_key=True, autoincrement=False, info=TECHNICAL)
    value: Named[float] = Column(info=COUNT)
    mean: Named[float] = Column(info=COUNT)


YEARLY_PROFILE = Table("yearly_profile", METADATA, YearlyProfileColumns)


class OpenYearColumns(TypedColumns):
    """Of which state of an open year its figures or profiles (`kind`) were computed and kept."""

    year: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    kind: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    state: Named[str] = Column(String(64), info=TECHNICAL)


OPEN_YEAR = Table("open_year", METADATA, OpenYearColumns)


class SeriesBreakColumns(TypedColumns):
    """From this week on the identifiers are others: numbers before and after cannot be compared."""

    week: Named[str] = Column(WEEK, primary_key=True, info=TIME)
    reason: Named[str] = Column(REASON, primary_key=True, info=LABEL)


SERIES_BREAK = Table("series_break", METADATA, SeriesBreakColumns)


class ClosingColumns(TypedColumns):
    """A year's identifiers are deleted: `verified` is what was checked, `finished` if all was."""

    year: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    day: Named[str] = Column(String(10), info=TIME)
    verified: Named[str] = Column(String(2000), info=LABEL)
    version: Named[str] = Column(NAME, info=TECHNICAL)
    finished: Named[bool] = Column(info=TECHNICAL)


CLOSING = Table("closing", METADATA, ClosingColumns)


class ReleaseColumns(TypedColumns):
    """A report as it was published, the `revision`-th of its year, and why it was revised."""

    nr: Named[int] = Column(primary_key=True, autoincrement=False, info=TECHNICAL)
    year: Named[int] = Column(info=TIME)
    revision: Named[int] = Column(info=COUNT)
    day: Named[str] = Column(String(10), info=TIME)
    reason: Named[str] = Column(REASON, info=LABEL)


RELEASE = Table("release", METADATA, ReleaseColumns, UniqueConstraint("year", "revision"))


class ReleasedFigureColumns(TypedColumns):
    """One figure as it was printed: its rounded value, or the symbol that stood in its place.

    `year` is the figure's own; `item` is a week, or what of the year's average it is.
    """

    nr: Named[int] = Column(Integer, ForeignKey("release.nr"), primary_key=True, info=TECHNICAL)
    year: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    portal: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    place: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    measure: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    item: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    value: Named[float | None] = Column(info=COUNT)
    symbol: Named[str] = Column(NAME, info=LABEL)


RELEASED_FIGURE = Table("released_figure", METADATA, ReleasedFigureColumns)


class ImportedCountColumns(TypedColumns):
    """A figure that others published, or that was counted by hand: no count of this installation.

    `week` 0 is the whole year. `portal` and `place` are as its source calls them.
    """

    year: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    week: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    portal: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    place: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    measure: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    source: Named[str] = Column(String(200), primary_key=True, info=LABEL)
    method: Named[str] = Column(REASON, info=LABEL)
    value: Named[float] = Column(info=COUNT)
    day: Named[str] = Column(String(10), info=TIME)


IMPORTED_COUNT = Table("imported_count", METADATA, ImportedCountColumns)
