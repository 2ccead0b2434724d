"""Ending the life of identifiers: the closing of a year, a lost key, a week that is over.

All of it happens inside a transaction that the store has opened, so that at no moment identifiers
are gone whose figures were not kept, or figures are signed for whose identifiers are still there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select

from storage import counts, ledger, sightings
from storage.errors import IdentifiersGone, KeyProblem
from storage.ledger import KEPT, sweeps_between
from storage.records import (
    ALL_PORTALS,
    LAGS,
    Closing,
    Count,
    CountWeek,
    CountYear,
    Profile,
    ProfileYear,
    Protected,
    SeriesBreak,
    YearlyFigure,
    YearSightings,
)
from storage.tables import ClosingRow, SeriesBreakRow, SweepRow, YearlyFigureRow, YearlyProfile
from storage.weeks import Week, ends_of, weeks_in, weeks_of


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


def recounted(connection: Connection, year: int, count: CountWeek) -> tuple[int, int]:
    """Count every week of a year again; return how many swept ones agreed, how many have no more.

    Protected counts are compared where `count` gives any: without the key there are none.

    Raises IdentifiersGone, naming the weeks, where the counts that are kept are others: to delete
    the identifiers now would make a wrong figure final.
    """
    weeks = [week for week in weeks_of(year) if not sightings.is_purged(connection, week)]
    wrong = [str(week) for week in weeks if not _agrees(connection, week, count)]
    if wrong:
        raise IdentifiersGone(
            f"the counts that are kept for {', '.join(wrong)} are not what the identifiers come "
            "to, so nothing was deleted. Restore the database from a backup with identifiers, or "
            "exclude those weeks with a reason (monitor exclude), and close again"
        )
    swept = sum(sightings.is_swept(connection, week) for week in weeks)
    return swept, weeks_in(year) - len(weeks)


def freeze_figures(
    connection: Connection, year: int, figures: Mapping[str, CountYear]
) -> list[YearlyFigure]:
    """Compute and keep what needs a whole year's identifiers."""
    frozen = compute_figures(connection, year, figures)
    connection.execute(delete(YearlyFigureRow).where(YearlyFigureRow.year == year))
    connection.execute(insert(YearlyFigureRow), [asdict(figure) for figure in frozen])
    return frozen


def compute_figures(
    connection: Connection, year: int, figures: Mapping[str, CountYear]
) -> list[YearlyFigure]:
    """Compute what needs a whole year's identifiers, over all portals and for each.

    Where a part of them was deleted before, nothing is computed from the rest: not applicable.
    """
    has_all, in_year = _has_all(connection, year), _kept_in(year)
    portals = sorted(connection.scalars(select(SweepRow.portal).where(*in_year).distinct()))
    whole = sightings.year_sightings(connection, year) if has_all else {}
    parts: dict[str, YearSightings] = {ALL_PORTALS: whole}
    for portal in portals:
        parts[portal] = {week: {portal: of[portal]} for week, of in whole.items() if portal in of}
    return [
        YearlyFigure(year, portal, name, figure(portal, of_portal) if has_all else None)
        for portal, of_portal in sorted(parts.items())
        for name, figure in sorted(figures.items())
    ]


def freeze_profiles(connection: Connection, year: int, profile: ProfileYear) -> list[Profile]:
    """Compute and keep what tells, once identifiers are gone, what chance does to a change."""
    frozen = compute_profiles(connection, year, profile)
    connection.execute(delete(YearlyProfile).where(YearlyProfile.year == year))
    rows = [
        {"year": p.year, "portal": p.portal, "place": p.place, "measure": p.measure}
        | {"lag": lag, "value": value}
        for p in frozen
        for lag, value in enumerate(p.lags)
        if value is not None
    ]
    if rows:
        connection.execute(insert(YearlyProfile), rows)
    return frozen


def compute_profiles(connection: Connection, year: int, profile: ProfileYear) -> list[Profile]:
    """Compute the profiles of a year; none where a part of its identifiers was deleted before."""
    if not _has_all(connection, year):
        return []
    return list(profile(sightings.year_sightings(connection, year)))


def profiles_of(connection: Connection, year: int, profile: ProfileYear) -> list[Profile]:
    """Return the profiles of a year: as they were kept if it is closed, else as they are now."""
    if year not in by_year(connection):
        return compute_profiles(connection, year, profile)
    table = YearlyProfile
    query = select(table.portal, table.place, table.measure, table.lag, table.value)
    lags: dict[tuple[str, str, str], dict[int, float]] = {}
    for portal, place, measure, lag, value in connection.execute(query.where(table.year == year)):
        lags.setdefault((portal, place, measure), {})[lag] = value
    return [
        Profile(year, *row, tuple(map(known.get, range(LAGS))))
        for row, known in sorted(lags.items())
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


def whole_year_figures(
    connection: Connection, year: int, figures: Mapping[str, CountYear]
) -> list[YearlyFigure]:
    """Return what was computed, and protected, from a closed year's identifiers.

    For an open year, these figures are computed from the identifiers as they are.
    """
    if year in by_year(connection):
        return figures_of(connection, year)
    return compute_figures(connection, year, figures)


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


def _kept_in(year: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return sweeps_between(*ends_of(year)), SweepRow.outcome.in_(KEPT)


def _has_all(connection: Connection, year: int) -> bool:
    """Whether no identifier of a year's kept sweeps was deleted."""
    return not connection.scalar(select(exists().where(*_kept_in(year), SweepRow.purged)))


def _agrees(connection: Connection, week: Week, count: CountWeek) -> bool:
    again = count(week, sightings.week_sightings(connection, week))
    if _plain(again.counts) != _plain(counts.counts_between(connection, week, week)):
        return False
    kept = counts.cells_between(connection, week, week)
    return not again.cells or set(again.cells) == set(kept)


def _plain(counts: Iterable[Count]) -> dict[tuple[str, str, str], float]:
    """Return counts as a mapping, so that a last binary digit does not make them differ."""
    return {(c.portal, c.place, c.measure): round(c.value, 9) for c in counts}
