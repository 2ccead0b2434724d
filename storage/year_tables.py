"""The tables of whole years: what they came to, how they were closed, what was published.

`year_key` is what a year's key is known by. `yearly_figure`, protected, and `yearly_profile` are
what only a whole year's identifiers can tell, kept for good before they are deleted; before that
`open_year` says what they are of. `closing` signs for it, and is proved by `deleted_sample`.
`release` and `released_figure` remember what was published, as it was printed and no more.
`imported_count` is what others counted.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    false,
)

from storage.columns import (
    COUNT,
    DAY,
    HASHED,
    IDENTIFIER,
    LABEL,
    LINES,
    METADATA,
    NAME,
    PROTECTED,
    REASON,
    TECHNICAL,
    TIME,
    WEEK,
)
from storage.records import Protected
from storage.weeks import Week


class YearKeyColumns(TypedColumns):
    """Which key a year's identifiers were made with, as a fingerprint that reveals nothing."""

    year: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    fingerprint: Named[str] = Column(String(16), info=TECHNICAL)
    restored: Named[bool] = Column(default=False, server_default=false(), info=TECHNICAL)


YEAR_KEY = Table("year_key", METADATA, YearKeyColumns)


class YearlyFigureColumns(TypedColumns):
    """What only a year's identifiers could tell, protected; no value: not applicable.

    `portal` is "all" for all portals together, which no portal may be called.
    """

    year: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    portal: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    name: Named[str] = Column(NAME, primary_key=True, info=LABEL)
    value: Named[Protected | None] = Column(PROTECTED, info=COUNT)


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

    week: Named[Week] = Column(WEEK, primary_key=True, info=TIME)
    reason: Named[str] = Column(REASON, primary_key=True, info=LABEL)


SERIES_BREAK = Table("series_break", METADATA, SeriesBreakColumns)


class ClosingColumns(TypedColumns):
    """A year's identifiers are deleted: `verified` is what was checked, `finished` if all was."""

    year: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    day: Named[date] = Column(DAY, info=TIME)
    verified: Named[tuple[str, ...]] = Column(LINES, info=LABEL)
    version: Named[str] = Column(NAME, info=TECHNICAL)
    finished: Named[bool] = Column(info=TECHNICAL)


CLOSING = Table("closing", METADATA, ClosingColumns)


class DeletedSampleColumns(TypedColumns):
    """Three bytes and a salted hash: a deleted identifier is known by them, and cannot be had.

    Kept only until a closing is finished.
    """

    year: Named[int] = Column(primary_key=True, autoincrement=False, info=TIME)
    salt: Named[bytes] = Column(IDENTIFIER, primary_key=True, info=TECHNICAL)
    first: Named[bytes] = Column(LargeBinary(3), info=HASHED)
    digest: Named[bytes] = Column(LargeBinary(32), info=HASHED)


DELETED_SAMPLE = Table("deleted_sample", METADATA, DeletedSampleColumns, sqlite_with_rowid=False)


class ReleaseColumns(TypedColumns):
    """A report as it was published, the `revision`-th of its year, and why it was revised."""

    nr: Named[int] = Column(primary_key=True, autoincrement=False, info=TECHNICAL)
    year: Named[int] = Column(info=TIME)
    revision: Named[int] = Column(info=COUNT)
    day: Named[date] = Column(DAY, info=TIME)
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
    method: Named[str] = Column(String(500), info=LABEL)
    value: Named[float] = Column(info=COUNT)
    day: Named[date] = Column(DAY, info=TIME)


IMPORTED_COUNT = Table("imported_count", METADATA, ImportedCountColumns)
