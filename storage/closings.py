"""Ending the life of identifiers: the closing of a year, a lost key, a week that is over.

What is kept and what is deleted is so in one transaction that the store has opened, so that at no
moment identifiers are gone whose figures were not kept, or figures are signed for whose identifiers
are still there. What is only read, and takes long, is read before it, in short pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection, delete, exists, func, insert, select

from storage import counts, ledger, sightings
from storage.connections import Connections
from storage.errors import IdentifiersGone, KeyProblem
from storage.ledger import KEPT, sweeps_between
from storage.records import (
    ALL_PORTALS,
    Closing,
    CountWeek,
    Protected,
    SeriesBreak,
)
from storage.tables import SweepRow
from storage.weeks import Week, ends_of, weeks_of
from storage.year_records import (
    LAGS,
    Profile,
    ProfileYear,
    YearFigures,
    YearlyFigure,
    YearSightings,
)
from storage.year_tables import ClosingRow, SeriesBreakRow, YearlyFigureRow, YearlyProfile

Computed = TypeVar("Computed")


def closings(connection: Connection) -> list[Closing]:
    """Return every closing, finished or not, in order of years."""
    rows = connection.execute(select(ClosingRow.__table__).order_by(ClosingRow.year))
    return [
        Closing(year, date.fromisoformat(day), tuple(verified.splitlines()), version, finished)
        for year, day, verified, version, finished in rows
    ]


def refuse_closed(connection: Connection, year: int) -> None:
    """Raise KeyProblem for a year that is closed, or whose closing has begun."""
    for closing in closings(connection):
        if closing.year == year:
            raise KeyProblem(
                f"{year} was closed on {closing.day}: its identifiers and its key are gone for "
                "good, and it takes no sweep and no key any more"
            )


def recounted(connections: Connections, year: int, count: CountWeek) -> tuple[int, int]:
    """Count every week of a year again; return how many swept ones agreed, how many have no more.

    Protected counts are compared where `count` gives any: without the key there are none.

    Raises IdentifiersGone, naming the weeks, where the counts that are kept are others: to delete
    the identifiers now would make a wrong figure final.
    """
    swept, wrong, gone = 0, [], 0
    used = _used(connections, year)
    for week in (week for week in weeks_of(year) if week in used):
        with connections.reading() as connection:
            if sightings.is_purged(connection, week):
                gone += 1
                continue
            swept += sightings.is_swept(connection, week)
            if not _agrees(connection, week, count):
                wrong.append(str(week))
    if wrong:
        raise IdentifiersGone(
            f"the counts that are kept for {', '.join(wrong)} are not what the identifiers come "
            "to, so nothing was deleted. Restore the database from a backup with identifiers, or "
            "exclude those weeks with a reason (monitor exclude), and close again"
        )
    return swept, gone


def _used(connections: Connections, year: int) -> set[Week]:
    """Return the weeks of a year that have a sweep or a count: most of a first year's have none."""
    swept = select(SweepRow.week).where(sweeps_between(*ends_of(year))).distinct()
    with connections.reading() as connection:
        weeks = set(map(Week.parse, connection.scalars(swept)))
        return weeks | counts.weeks_with_any(connection, *ends_of(year))


def keep_figures(connection: Connection, year: int, figures: Iterable[YearlyFigure]) -> None:
    """Keep what needed a whole year's identifiers."""
    connection.execute(delete(YearlyFigureRow).where(YearlyFigureRow.year == year))
    connection.execute(insert(YearlyFigureRow), [asdict(figure) for figure in figures])


def keep_profiles(connection: Connection, year: int, profiles: Iterable[Profile]) -> None:
    """Keep what tells, once identifiers are gone, what chance does to a change."""
    connection.execute(delete(YearlyProfile).where(YearlyProfile.year == year))
    rows = [
        {"year": p.year, "portal": p.portal, "place": p.place, "measure": p.measure}
        | {"lag": lag, "value": value, "mean": p.mean}
        for p in profiles
        for lag, value in enumerate(p.lags)
        if value is not None
    ]
    if rows:
        connection.execute(insert(YearlyProfile), rows)


def compute_figures(
    connections: Connections, year: int, figures: YearFigures
) -> list[YearlyFigure]:
    """Compute what needs a whole year's identifiers, over all portals and for each.

    Where a part of them was deleted before, nothing is computed from the rest: not applicable.
    """

    def compute(portals: Sequence[str], seen: YearSightings | None) -> list[YearlyFigure]:
        is_known = seen is not None and figures.count is not None
        values = figures.count(seen) if seen is not None and figures.count is not None else {}
        none = Protected(0) if is_known else None
        return [
            YearlyFigure(year, portal, name, values.get((portal, name), none))
            for portal in sorted({ALL_PORTALS, *portals})
            for name in sorted(figures.names)
            if portal == ALL_PORTALS or name not in figures.of_all
        ]

    return _undisturbed(connections, year, compute)


def compute_profiles(connections: Connections, year: int, profile: ProfileYear) -> list[Profile]:
    """Compute the profiles of a year; none where a part of its identifiers was deleted before."""
    return _undisturbed(
        connections, year, lambda _, seen: [] if seen is None else list(profile(seen))
    )


def _undisturbed(
    connections: Connections,
    year: int,
    compute: Callable[[Sequence[str], YearSightings | None], Computed],
) -> Computed:
    """Compute something of the portals of a year and its sightings; None if not all are kept.

    Short reads: what was changed between two of them is found out, and all is computed anew.
    """
    in_year = (sweeps_between(*ends_of(year)), SweepRow.outcome.in_(KEPT))
    while True:
        with connections.reading() as connection:
            before = ledger.state_between(connection, *ends_of(year))
            has_all = not connection.scalar(select(exists().where(*in_year, SweepRow.purged)))
            portals = connection.scalars(select(SweepRow.portal).where(*in_year).distinct()).all()
        computed = compute(portals, sightings.SweptYear(connections, year) if has_all else None)
        with connections.reading() as connection:
            if ledger.state_between(connection, *ends_of(year)) == before:
                return computed


def profiles_of(connection: Connection, year: int) -> list[Profile]:
    """Return the profiles that were kept of a closed year, in order of their rows."""
    table = YearlyProfile
    query = select(table.portal, table.place, table.measure, table.mean, table.lag, table.value)
    lags: dict[tuple[str, str, str, float], dict[int, float]] = {}
    for portal, place, measure, mean, lag, value in connection.execute(
        query.where(table.year == year)
    ):
        lags.setdefault((portal, place, measure, mean), {})[lag] = value
    return [
        Profile(year, *row, tuple(map(of_row.get, range(LAGS))))
        for row, of_row in sorted(lags.items())
    ]


def breaks_between(connection: Connection, first: Week, last: Week) -> list[SeriesBreak]:
    """Return the breaks between two weeks, both included, in order."""
    query = (
        select(SeriesBreakRow.week, SeriesBreakRow.reason)
        .where(SeriesBreakRow.week.between(str(first), str(last)))
        .order_by(SeriesBreakRow.week, SeriesBreakRow.reason)
    )
    return [SeriesBreak(Week.parse(week), reason) for week, reason in connection.execute(query)]


def by_year(connection: Connection) -> dict[int, Closing]:
    """Return every year's closing, finished or not."""
    return {closing.year: closing for closing in closings(connection)}


def figures_of(connection: Connection, year: int) -> list[YearlyFigure]:
    """Return what was computed from a closed year's identifiers, in order of portal and name."""
    table = YearlyFigureRow
    query = select(table.portal, table.name, table.value).where(table.year == year)
    return [
        YearlyFigure(year, portal, name, None if value is None else Protected(value))
        for portal, name, value in sorted(connection.execute(query).all())
    ]


def sign(connection: Connection, closing: Closing) -> None:
    """Write down a closing, in the place of what was written about it before."""
    connection.execute(delete(ClosingRow).where(ClosingRow.year == closing.year))
    texts = {"day": closing.day.isoformat(), "verified": "\n".join(closing.verified)}
    connection.execute(insert(ClosingRow).values(asdict(closing) | texts))


def rows_left(connection: Connection, year: int) -> int:
    """Return how many rows of identifiers there are of a year."""
    ids = select(SweepRow.id).where(sweeps_between(*ends_of(year)))
    return sum(
        connection.scalar(select(func.count()).where(table.sweep_id.in_(ids))) or 0
        for table in sightings.TABLES
    )


def undecided(connection: Connection, year: int) -> list[str]:
    """Return the suspect weeks of a year about which no person has decided."""
    runs = ledger.runs(connection, *ends_of(year))
    return [f"{run.portal} {run.week}" for run in runs if run.is_undecided]


def _agrees(connection: Connection, week: Week, count: CountWeek) -> bool:
    again = count(week, sightings.week_sightings(connection, week))
    before = counts.all_between(connection, week, week)
    cells = again.cells or before.cells
    return counts.is_same(replace(again, cells=cells, flags=()), replace(before, flags=()))
