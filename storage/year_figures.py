"""What only a year's identifiers can tell: computed while they are there, and kept for later.

A closing keeps it for good. Of an open year it is kept beside what it was computed from, and
computed anew once that has changed: a report need not read a whole year to say what it said before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TypeVar

from sqlalchemy import Connection, delete, exists, insert, select

from storage import ledger
from storage.columns import insert_rows, read_records, records, row_of
from storage.connections import Connections
from storage.errors import DatabaseProblem
from storage.records import ALL_PORTALS, Protected
from storage.swept_year import SweptYear
from storage.tables import KEPT, SWEEP, sweeps_between
from storage.weeks import ends_of
from storage.year_records import (
    LAGS,
    Profile,
    YearFigures,
    YearlyFigure,
    YearProfiles,
)
from storage.year_tables import CLOSING, OPEN_YEAR, YEARLY_FIGURE, YEARLY_PROFILE

Computed = TypeVar("Computed")
Value = TypeVar("Value")


def keep_figures(connection: Connection, year: int, figures: Iterable[YearlyFigure]) -> None:
    """Keep what needed a whole year's identifiers."""
    connection.execute(delete(YEARLY_FIGURE).where(YEARLY_FIGURE.c.year == year))
    insert_rows(connection, YEARLY_FIGURE, map(row_of, figures))


def keep_profiles(connection: Connection, year: int, profiles: Iterable[Profile]) -> None:
    """Keep what tells, once identifiers are gone, what chance does to a change."""
    connection.execute(delete(YEARLY_PROFILE).where(YEARLY_PROFILE.c.year == year))
    rows = [
        {"year": p.year, "portal": p.portal, "place": p.place, "measure": p.measure}
        | {"lag": lag, "value": value, "mean": p.mean}
        for p in profiles
        for lag, value in enumerate(p.lags)
        if value is not None
    ]
    insert_rows(connection, YEARLY_PROFILE, rows)


def compute_figures(
    connections: Connections, year: int, figures: YearFigures
) -> list[YearlyFigure]:
    """Compute what needs a whole year's identifiers, over all portals and for each.

    Where a part of them was deleted before, nothing is computed from the rest: not applicable. Nor
    is it of a portal that some weeks of the year were not comparable with others of.
    """

    def compute(portals: Sequence[str], seen: SweptYear | None) -> list[YearlyFigure]:
        is_known = seen is not None and figures.count is not None
        values = figures.count(seen) if seen is not None and figures.count is not None else {}
        none = Protected(0) if is_known else None
        parted = _parted(seen) if seen is not None else set()
        return [
            YearlyFigure(
                *(year, portal, name),
                None if portal in parted else values.get((portal, name), none),
            )
            for portal in sorted({ALL_PORTALS, *portals})
            for name in sorted(figures.names)
            if portal == ALL_PORTALS or name not in figures.of_all
        ]

    return _undisturbed(connections, year, compute)


def compute_profiles(connections: Connections, year: int, profiles: YearProfiles) -> list[Profile]:
    """Compute the profiles of a year; none where a part of its identifiers was deleted before.

    Nor of rows of which some weeks were not comparable with others: all would seem to have left.
    """

    def compute(_: Sequence[str], seen: SweptYear | None) -> list[Profile]:
        if seen is None:
            return []
        parted = _parted(seen)
        return [profile for profile in profiles.compute(seen) if profile.portal not in parted]

    return _undisturbed(connections, year, compute)


def _parted(seen: SweptYear) -> set[str]:
    """Return the portals that counted in several realms in the year, and then all portals, too."""
    realms: dict[str, set[str]] = {}
    for portal, realm in seen.realms():
        realms.setdefault(portal, set()).add(realm)
    parted = {portal for portal, of_portal in realms.items() if len(of_portal) > 1}
    return parted | {ALL_PORTALS} if parted else parted


def whole_year_figures(
    connections: Connections, year: int, figures: YearFigures
) -> list[YearlyFigure]:
    """Return the figures of a year, of an open one as they are now."""
    compute = partial(compute_figures, connections, year, figures)
    basis = None if figures.count is None else figures.basis
    kept = _Kept(connections, year, "figures", basis)
    return kept.or_computed(figures_of, compute, keep_figures)


def profiles(connections: Connections, year: int, how: YearProfiles) -> list[Profile]:
    """Return the profiles of a year, of an open one as they are now."""
    compute = partial(compute_profiles, connections, year, how)
    kept = _Kept(connections, year, "profiles", how.basis)
    return kept.or_computed(profiles_of, compute, keep_profiles)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a year: of a closed one for good, of an open one beside what it is of.

    That is `basis`, and the state of the ledger; without a basis it is not kept.
    """

    connections: Connections
    year: int
    kind: str
    basis: str | None

    def or_computed(
        self,
        read: Callable[[Connection, int], list[Value]],
        compute: Callable[[], list[Value]],
        keep: Callable[[Connection, int, list[Value]], None],
    ) -> list[Value]:
        table = OPEN_YEAR
        of_this = (table.c.year == self.year, table.c.kind == self.kind)
        with self.connections.reading() as connection:
            is_closed = select(CLOSING.c.year).where(CLOSING.c.year == self.year)
            if connection.scalar(is_closed) is not None:
                return read(connection, self.year)
            state = self._state(connection)
            kept = connection.scalar(select(table.c.state).where(*of_this))
            if self.basis is not None and kept == state:
                return read(connection, self.year)
        computed = compute()
        if self.basis is None:
            return computed
        # Where it cannot be kept it is computed anew: that costs a reader time, and nothing else.
        with suppress(DatabaseProblem), self.connections.writing() as connection:
            if self._state(connection) == state:
                keep(connection, self.year, computed)
                connection.execute(delete(table).where(*of_this))
                row = {"year": self.year, "kind": self.kind, "state": state}
                connection.execute(insert(table).values(row))
        return computed

    def _state(self, connection: Connection) -> str:
        state = ledger.state_between(connection, *ends_of(self.year))
        return sha256(repr((self.basis, state)).encode()).hexdigest()


def _undisturbed(
    connections: Connections,
    year: int,
    compute: Callable[[Sequence[str], SweptYear | None], Computed],
) -> Computed:
    """Compute something of the portals of a year and its sightings; None if not all are kept.

    Short reads: what was changed between two of them is found out, and all is computed anew.
    """
    in_year = (sweeps_between(*ends_of(year)), SWEEP.c.outcome.in_(KEPT))
    while True:
        with connections.reading() as connection:
            before = ledger.state_between(connection, *ends_of(year))
            has_all = not connection.scalar(select(exists().where(*in_year, SWEEP.c.purged)))
            portals = connection.scalars(select(SWEEP.c.portal).where(*in_year).distinct()).all()
        computed = compute(portals, SweptYear(connections, year) if has_all else None)
        with connections.reading() as connection:
            if ledger.state_between(connection, *ends_of(year)) == before:
                return computed


def profiles_of(connection: Connection, year: int) -> list[Profile]:
    """Return the profiles that were kept of a year, in order of their rows."""
    table = YEARLY_PROFILE
    query = select(
        table.c.portal, table.c.place, table.c.measure, table.c.mean, table.c.lag, table.c.value
    )
    lags: dict[tuple[str, str, str, float], dict[int, float]] = {}
    for portal, place, measure, mean, lag, value in connection.execute(
        query.where(table.c.year == year)
    ):
        lags.setdefault((portal, place, measure, mean), {})[lag] = value
    return [
        Profile(year, *row, tuple(map(of_row.get, range(LAGS))))
        for row, of_row in sorted(lags.items())
    ]


def figures_of(connection: Connection, year: int) -> list[YearlyFigure]:
    """Return what was computed from a year's identifiers, and kept, in order of portal and name."""
    of_year = records(YearlyFigure, YEARLY_FIGURE, YEARLY_FIGURE.c.year == year)
    return read_records(connection, YearlyFigure, of_year)
