"""The ledger's reads and writes, inside a transaction that the store has opened."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from scrapers.model import Outcome
from storage.columns import insert_rows, read_records, records, row_of
from storage.errors import DatabaseProblem
from storage.records import NOT_SWEPT, Attempt, CheckResult, Review, Run, SweepStatistics
from storage.statements import made_once
from storage.tables import KEPT, PORTAL, RUN, SWEEP, between, sweeps_between
from storage.weeks import Week

# When a week has several sweeps, its run shows the first of these that one of them reached.
BEST_FIRST = (
    Outcome.COMPLETE,
    Outcome.SUSPECT,
    Outcome.PARTIAL,
    Outcome.LAYOUT_CHANGED,
    Outcome.REFUSED,
    Outcome.FAILED,
)

COUNTS = (
    (RUN.c.outcome == Outcome.COMPLETE)
    & (RUN.c.review.is_(None) | (RUN.c.review != Review.EXCLUDED))
) | ((RUN.c.outcome == Outcome.SUSPECT) & (RUN.c.review == Review.ACCEPTED))
"""The rows of runs that count: `Run.counts`, as the database says it. A test compares the two."""


def plan_runs(
    connection: Connection, portals: Mapping[str, bool], weeks: Collection[Week]
) -> list[str]:
    """Make the rows of portals (by name, whether simulated) in advance; return which are new here.

    Rows that are there stay as they are. However many portals there are, these are few statements.
    """
    recorded = _kinds(connection)
    for name in sorted(portals.keys() & recorded.keys()):
        if recorded[name] is not portals[name]:
            raise DatabaseProblem(
                f"this database knows {name} as {'simulated' if recorded[name] else 'real'}, "
                "config.toml says otherwise. The two must not be mixed: give the portal another "
                "name, or use another database"
            )
    new = [name for name in portals if name not in recorded]
    insert_rows(connection, PORTAL, [{"name": name, "simulated": portals[name]} for name in new])
    planned = select(RUN.c.portal, RUN.c.week).where(RUN.c.week.in_(weeks))
    there = {(portal, week) for portal, week in connection.execute(planned)}
    due = [(name, week) for name in portals for week in weeks if (name, week) not in there]
    insert_rows(connection, RUN, [{"portal": name, "week": week} for name, week in due])
    return new


_KINDS = select(PORTAL.c.name, PORTAL.c.simulated)


def _kinds(connection: Connection) -> dict[str, bool]:
    """Return of each portal that the database knows whether it is simulated."""
    return dict(connection.execute(_KINDS).all())


def unplanned(
    connection: Connection, portals: Mapping[str, bool], weeks: Collection[Week]
) -> set[str]:
    """Return which portals (by name, whether simulated) `plan_runs` has something to do for."""
    rows: dict[str, int] = dict(connection.execute(*_runs_by_portal(min(weeks), max(weeks))).all())
    recorded = _kinds(connection)
    return {
        name
        for name, simulated in portals.items()
        if recorded.get(name) is not simulated or rows.get(name, 0) < len(weeks)
    }


@made_once
def _runs_by_portal(first: Week, last: Week) -> Select[str, int]:
    query = select(RUN.c.portal, func.count()).where(between(RUN.c, first, last))
    return query.group_by(RUN.c.portal)


def portals(connection: Connection) -> list[str]:
    """Return the names of all portals that were ever swept into this database."""
    return sorted(connection.scalars(select(PORTAL.c.name)))


def simulated_portals(connection: Connection) -> set[str]:
    """Return the portals whose data are simulated, which every output must say."""
    return set(connection.scalars(select(PORTAL.c.name).where(PORTAL.c.simulated)))


def close_past_weeks(connection: Connection, current: Week) -> int:
    """Mark as missed what is still due in the weeks before `current`; return how many.

    What was marked by a clock that ran ahead is due again: `current` and the weeks after it.
    """
    ahead = (RUN.c.outcome == Outcome.MISSED, RUN.c.week >= current)
    connection.execute(update(RUN).where(*ahead).values(outcome=None, reason=""))
    begun = (RUN.c.begun_at.is_not(None), RUN.c.week < current.previous())
    connection.execute(update(RUN).where(*begun).values(begun_at=None, by=""))
    due = update(RUN).where(RUN.c.outcome.is_(None), RUN.c.week < current)
    missed = connection.execute(due.values(outcome=Outcome.MISSED, reason=NOT_SWEPT))
    return int(missed.rowcount)


def newest_counted(connection: Connection) -> Week | None:
    """Return the newest week in which a portal's run counts, or None."""
    return connection.scalar(select(func.max(RUN.c.week)).where(COUNTS))


def newest_swept(connection: Connection) -> Week | None:
    """Return the newest week in which a sweep was tried, or None."""
    return connection.scalar(select(func.max(SWEEP.c.week)))


def attempts_that_count(connection: Connection, first: Week, last: Week) -> Iterator[Attempt]:
    """Yield the sweeps that count in the weeks between two, both included."""
    every = runs(connection, first, last)
    counting = {(run.portal, run.week): run.review for run in every if run.counts}
    for attempt in _attempts(connection, first, last):
        key, outcome = (attempt.portal, attempt.week), attempt.check.outcome
        # A suspect sweep counts only where a person accepted the week.
        is_accepted = outcome is Outcome.SUSPECT and bool(counting.get(key))
        if key in counting and (outcome is Outcome.COMPLETE or is_accepted):
            yield attempt


def weeks_with_identifiers(connection: Connection) -> set[Week]:
    """Return the weeks of which any identifiers are kept."""
    kept = (SWEEP.c.outcome.in_(KEPT), SWEEP.c.purged.is_(False))
    return set(connection.scalars(select(SWEEP.c.week).where(*kept).distinct()))


def add_attempt(
    connection: Connection,
    portal: str,
    week: Week,
    check: CheckResult,
    statistics: SweepStatistics,
    *,
    realm: str = "",
) -> int:
    """Write down one sweep, with what its numbers can be compared with, and return its id."""
    nr = 1 + (connection.scalar(*_last_nr(portal, week)) or 0)
    values = row_of(statistics, portal=portal, week=week, nr=nr, realm=realm, **row_of(check))
    return int(connection.scalars(insert(SWEEP).returning(SWEEP.c.id), values).one())


@made_once
def _last_nr(portal: str, week: Week) -> Select[int]:
    return select(func.max(SWEEP.c.nr)).where(SWEEP.c.portal == portal, SWEEP.c.week == week)


def settle_run(connection: Connection, portal: str, week: Week, *, late: bool) -> None:
    """Give the run the best outcome that its sweeps have reached.

    `late` says whether the sweep just written was made on another day than config.toml names.
    """
    reached: dict[Outcome, str] = dict(connection.execute(*_reached(portal, week)).all())
    before = connection.execute(*_reached_before(portal, week)).one_or_none()
    if before is None:
        raise _never_planned(portal, week)
    if before.outcome is not None:  # what a sweep reached stays reached when it is purged
        reached.setdefault(before.outcome, before.reason)
    best = next(outcome for outcome in BEST_FIRST if outcome in reached)
    changes: dict[str, Any] = {"outcome": best, "reason": reached[best]}
    if best in KEPT:
        changes["begun_at"] = None
    if before.outcome is not best:
        changes["late"] = late
    connection.execute(update(RUN).filter_by(portal=portal, week=week).values(changes))


@made_once
def _reached(portal: str, week: Week) -> Select[Outcome, str]:
    query = select(SWEEP.c.outcome, SWEEP.c.reason).order_by(SWEEP.c.nr)
    return query.filter_by(portal=portal, week=week, purged=False)


@made_once
def _reached_before(portal: str, week: Week) -> Select[Outcome | None, str]:
    of_run = (RUN.c.portal == portal, RUN.c.week == week)
    return select(RUN.c.outcome, RUN.c.reason).where(*of_run)


def drop_purged(connection: Connection, week: Week) -> None:
    """Make due again the runs of a week that count only by sweeps whose identifiers are gone.

    Their numbers cannot be compared with those of a new sweep in the same week. What a person
    excluded stays excluded; what a person accepted is gone.
    """
    remembered = select(SWEEP.c.portal).where(
        sweeps_between(week, week), SWEEP.c.outcome.in_(KEPT), SWEEP.c.purged.is_(False)
    )
    by_purged = update(RUN).where(
        between(RUN.c, week, week), RUN.c.outcome.in_(KEPT), RUN.c.portal.not_in(remembered)
    )
    accepted = by_purged.where(RUN.c.review == Review.ACCEPTED)
    connection.execute(accepted.values(review=None, review_reason=""))
    changes = {"outcome": None, "reason": "", "late": False, "begun_at": None}
    connection.execute(by_purged.values(changes))


def set_review(
    connection: Connection, portal: str, week: Week, review: Review | None, reason: str
) -> bool:
    """Write down what a person decided about a week, or took back (None); False: no such run."""
    changes = {"review": review, "review_reason": reason if review else ""}
    of_run = update(RUN).filter_by(portal=portal, week=week)
    return bool(connection.execute(of_run.values(changes)).rowcount)


def state_between(connection: Connection, first: Week, last: Week) -> list[object]:
    """Return all that decides what counts between two weeks: the same while nothing was changed."""
    of_runs = select(RUN.c.week, RUN.c.portal, RUN.c.outcome, RUN.c.review)
    of_runs = of_runs.where(between(RUN.c, first, last)).order_by(RUN.c.week, RUN.c.portal)
    of_sweeps = select(SWEEP.c.id, SWEEP.c.purged).where(sweeps_between(first, last))
    return [*connection.execute(of_runs), *connection.execute(of_sweeps.order_by(SWEEP.c.id))]


def runs(connection: Connection, first: Week, last: Week) -> list[Run]:
    """Return the runs between two weeks, both included, in order of week and portal."""
    return read_records(connection, Run, *_runs_between(first, last))


@made_once
def _runs_between(first: Week, last: Week) -> Select[Any]:
    return records(Run, RUN, between(RUN.c, first, last), order=[RUN.c.week])


def attempts(connection: Connection, week: Week) -> list[Attempt]:
    """Return every sweep of a week, in order of portal and number."""
    found = _attempts(connection, week, week)
    return sorted(found, key=lambda attempt: (attempt.portal, attempt.nr))


def _attempts(connection: Connection, first: Week, last: Week) -> Iterator[Attempt]:
    for row in connection.execute(*_sweeps(first, last)):
        portal, week, nr, outcome, reason, *counts = row
        yield Attempt(portal, week, nr, CheckResult(outcome, reason), SweepStatistics(*counts))


@made_once
def _sweeps(first: Week, last: Week) -> Select[Any]:
    about = (SWEEP.c.portal, SWEEP.c.week, SWEEP.c.nr, SWEEP.c.outcome, SWEEP.c.reason)
    statistics = (SWEEP.c[field.name] for field in fields(SweepStatistics))
    return select(*about, *statistics).where(sweeps_between(first, last))


def run_and_attempt_count(connection: Connection, portal: str, week: Week) -> tuple[Run, int]:
    """Return the run of a portal's week, and how many of its sweeps were ended."""
    for run in read_records(connection, Run, *_run_of(portal, week)):
        return run, attempt_counts(connection, week).get(portal, 0)
    raise _never_planned(portal, week)


@made_once
def _run_of(portal: str, week: Week) -> Select[Any]:
    return records(Run, RUN, RUN.c.portal == portal, RUN.c.week == week)


def attempt_counts(connection: Connection, week: Week) -> dict[str, int]:
    """Return how many sweeps of each portal were ended in a week."""
    return dict(connection.execute(*_sweeps_by_portal(week)).all())


@made_once
def _sweeps_by_portal(week: Week) -> Select[str, int]:
    query = select(SWEEP.c.portal, func.count()).where(sweeps_between(week, week))
    return query.group_by(SWEEP.c.portal)


def _never_planned(portal: str, week: Week) -> DatabaseProblem:
    return DatabaseProblem(f"the ledger has no run of {portal} in {week}; it was never planned")
