"""The ledger's reads and writes, inside a transaction that the store has opened."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select, update

from scrapers.model import Outcome
from storage.errors import DatabaseProblem
from storage.records import NOT_SWEPT, Attempt, CheckResult, Review, Run, SweepStatistics
from storage.tables import PORTAL, RUN, SWEEP
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

KEPT = (Outcome.COMPLETE.value, Outcome.SUSPECT.value)
"""The outcomes whose sightings are kept."""


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
    if new:
        rows = [{"name": name, "simulated": portals[name]} for name in new]
        connection.execute(insert(PORTAL), rows)
    planned = select(RUN.c.portal, RUN.c.week).where(RUN.c.week.in_(map(str, weeks)))
    there = {(portal, week) for portal, week in connection.execute(planned)}
    runs = [
        {"portal": name, "week": str(week), "reason": "", "late": False, "review_reason": ""}
        for name in portals
        for week in weeks
        if (name, str(week)) not in there
    ]
    if runs:
        connection.execute(insert(RUN), runs)
    return new


def _kinds(connection: Connection) -> dict[str, bool]:
    """Return of each portal that the database knows whether it is simulated."""
    rows = connection.execute(select(PORTAL.c.name, PORTAL.c.simulated))
    return {row.name: row.simulated for row in rows}


def unplanned(
    connection: Connection, portals: Mapping[str, bool], weeks: Collection[Week]
) -> set[str]:
    """Return which portals (by name, whether simulated) `plan_runs` has something to do for."""
    first, last = str(min(weeks)), str(max(weeks))
    of_portal = select(RUN.c.portal, func.count().label("rows")).where(
        RUN.c.week.between(first, last)
    )
    rows = {row.portal: row.rows for row in connection.execute(of_portal.group_by(RUN.c.portal))}
    recorded = _kinds(connection)
    return {
        name
        for name, simulated in portals.items()
        if recorded.get(name) is not simulated or rows.get(name, 0) < len(weeks)
    }


def portals(connection: Connection) -> list[str]:
    """Return the names of all portals that were ever swept into this database."""
    return sorted(connection.scalars(select(PORTAL.c.name)))


def simulated_portals(connection: Connection) -> set[str]:
    """Return the portals whose data are simulated, which every output must say."""
    return set(connection.scalars(select(PORTAL.c.name).where(PORTAL.c.simulated)))


def sweeps_between(first: Week, last: Week) -> ColumnElement[bool]:
    """Return the condition that a sweep is of the weeks between two, both included."""
    return SWEEP.c.week.between(str(first), str(last))


def close_past_weeks(connection: Connection, current: Week) -> int:
    """Mark as missed what is still due in the weeks before `current`; return how many.

    What was marked by a clock that ran ahead is due again: `current` and the weeks after it.
    """
    ahead = (RUN.c.outcome == Outcome.MISSED.value, RUN.c.week >= str(current))
    due_again = {"outcome": None, "reason": ""}
    connection.execute(update(RUN).where(*ahead).values(due_again))
    changes = {
        "outcome": Outcome.MISSED.value,
        "reason": NOT_SWEPT,
    }
    long_gone = (RUN.c.begun_at.is_not(None), RUN.c.week < str(current.previous()))
    connection.execute(update(RUN).where(*long_gone).values(begun_at=None, by=""))
    due = (RUN.c.outcome.is_(None), RUN.c.week < str(current))
    return int(connection.execute(update(RUN).where(*due).values(changes)).rowcount)


def newest_counted(connection: Connection) -> Week | None:
    """Return the newest week in which a portal's run counts, or None."""
    accepted, excluded = Review.ACCEPTED.value, Review.EXCLUDED.value
    complete = (RUN.c.outcome == Outcome.COMPLETE.value) & (
        RUN.c.review.is_(None) | (RUN.c.review != excluded)
    )
    suspect = (RUN.c.outcome == Outcome.SUSPECT.value) & (RUN.c.review == accepted)
    newest = connection.scalar(select(func.max(RUN.c.week)).where(complete | suspect))
    return None if newest is None else Week.parse(newest)


def newest_swept(connection: Connection) -> Week | None:
    """Return the newest week in which a sweep was tried, or None."""
    newest = connection.scalar(select(func.max(SWEEP.c.week)))
    return None if newest is None else Week.parse(newest)


def attempts_that_count(connection: Connection, first: Week, last: Week) -> Iterator[Attempt]:
    """Yield the sweeps that count in the weeks between two, both included."""
    every = runs(connection, first, last)
    counting = {(run.portal, run.week): run.review for run in every if run.counts}
    query = select(SWEEP).where(sweeps_between(first, last))
    for attempt in map(_attempt, connection.execute(query).mappings()):
        key, outcome = (attempt.portal, attempt.week), attempt.check.outcome
        # A suspect sweep counts only where a person accepted the week.
        is_accepted = outcome is Outcome.SUSPECT and bool(counting.get(key))
        if key in counting and (outcome is Outcome.COMPLETE or is_accepted):
            yield attempt


def weeks_with_identifiers(connection: Connection) -> set[Week]:
    """Return the weeks of which any identifiers are kept."""
    kept = (SWEEP.c.outcome.in_(KEPT), SWEEP.c.purged.is_(False))
    weeks = connection.scalars(select(SWEEP.c.week).where(*kept).distinct())
    return {Week.parse(week) for week in weeks}


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
    which = (SWEEP.c.portal == portal, SWEEP.c.week == str(week))
    before = connection.scalar(select(func.max(SWEEP.c.nr)).where(*which)) or 0
    values = {
        "portal": portal,
        "week": str(week),
        "nr": before + 1,
        "outcome": check.outcome.value,
        "reason": check.reason[:500],
        "realm": realm,
        **asdict(statistics),
    }
    added = connection.execute(insert(SWEEP).values(values).returning(SWEEP.c.id))
    return int(added.scalar_one())


def settle(connection: Connection, portal: str, week: Week, *, late: bool) -> None:
    """Give the run the best outcome that its sweeps have reached.

    `late` says whether the sweep just written was made on another day than config.toml names.
    """
    query = select(SWEEP.c.outcome, SWEEP.c.reason).where(
        SWEEP.c.portal == portal, SWEEP.c.week == str(week), SWEEP.c.purged.is_(False)
    )
    query = query.order_by(SWEEP.c.nr)
    reached = {Outcome(outcome): reason for outcome, reason in connection.execute(query)}
    run = (RUN.c.portal == portal, RUN.c.week == str(week))
    before = connection.execute(select(RUN.c.outcome, RUN.c.reason).where(*run)).one()
    if before.outcome is not None:  # what a sweep reached stays reached when it is purged
        reached.setdefault(Outcome(before.outcome), before.reason)
    best = next(outcome for outcome in BEST_FIRST if outcome in reached)
    changes: dict[str, Any] = {"outcome": best.value, "reason": reached[best]}
    if best.value in KEPT:
        changes["begun_at"] = None
    if before.outcome != best.value:
        changes["late"] = late
    if not connection.execute(update(RUN).where(*run).values(changes)).rowcount:
        raise _never_planned(portal, week)


def drop_purged(connection: Connection, week: Week) -> None:
    """Make due again the runs of a week that count only by sweeps whose identifiers are gone.

    Their numbers cannot be compared with those of a new sweep in the same week. What a person
    excluded stays excluded; what a person accepted is gone.
    """
    remembered = select(SWEEP.c.portal).where(
        SWEEP.c.week == str(week), SWEEP.c.outcome.in_(KEPT), SWEEP.c.purged.is_(False)
    )
    gone = (
        RUN.c.week == str(week),
        RUN.c.outcome.in_(KEPT),
        RUN.c.portal.not_in(remembered),
    )
    accepted = RUN.c.review == Review.ACCEPTED.value
    undone = {"review": None, "review_reason": ""}
    connection.execute(update(RUN).where(*gone, accepted).values(undone))
    due = {"outcome": None, "reason": "", "late": False, "begun_at": None}
    connection.execute(update(RUN).where(*gone).values(due))


def set_review(
    connection: Connection, portal: str, week: Week, review: Review | None, reason: str
) -> bool:
    """Write down what a person decided about a week, or took back (None); False: no such run."""
    run = (RUN.c.portal == portal, RUN.c.week == str(week))
    changes = {"review": review and review.value, "review_reason": reason[:500] if review else ""}
    return bool(connection.execute(update(RUN).where(*run).values(changes)).rowcount)


def state_between(connection: Connection, first: Week, last: Week) -> list[object]:
    """Return all that decides what counts between two weeks: the same while nothing was changed."""
    week = RUN.c.week.between(str(first), str(last))
    of_runs = select(RUN.c.week, RUN.c.portal, RUN.c.outcome, RUN.c.review).where(week)
    of_sweeps = select(SWEEP.c.id, SWEEP.c.purged).where(sweeps_between(first, last))
    return [
        *connection.execute(of_runs.order_by(RUN.c.week, RUN.c.portal)).all(),
        *connection.execute(of_sweeps.order_by(SWEEP.c.id)).all(),
    ]


def runs(connection: Connection, first: Week, last: Week) -> list[Run]:
    """Return the runs between two weeks, both included, in order of week and portal."""
    query = select(RUN).where(RUN.c.week.between(str(first), str(last)))
    rows = connection.execute(query).mappings()
    # Sorted here, because databases order text by rules of their own ("aa" after "z").
    return sorted(map(_run, rows), key=lambda run: (run.week, run.portal))


def attempts(connection: Connection, week: Week) -> list[Attempt]:
    """Return every sweep of a week, in order of portal and number."""
    query = select(SWEEP).where(SWEEP.c.week == str(week))
    rows = connection.execute(query).mappings()
    return sorted(map(_attempt, rows), key=lambda attempt: (attempt.portal, attempt.nr))


def run_and_tries(connection: Connection, portal: str, week: Week) -> tuple[Run, int]:
    """Return the run of a portal's week, and how many of its sweeps were ended."""
    query = select(RUN).where(RUN.c.portal == portal, RUN.c.week == str(week))
    row = connection.execute(query).mappings().first()
    if row is None:
        raise _never_planned(portal, week)
    ended = select(func.count()).where(SWEEP.c.portal == portal, SWEEP.c.week == str(week))
    return _run(row), connection.scalar(ended) or 0


def tries(connection: Connection, week: Week) -> dict[str, int]:
    """Return how many sweeps of each portal were ended in a week."""
    query = select(SWEEP.c.portal, func.count()).where(SWEEP.c.week == str(week))
    return {row[0]: row[1] for row in connection.execute(query.group_by(SWEEP.c.portal))}


def _never_planned(portal: str, week: Week) -> DatabaseProblem:
    return DatabaseProblem(f"the ledger has no run of {portal} in {week}; it was never planned")


def _run(row: RowMapping) -> Run:
    parsed = {
        "week": Week.parse(row["week"]),
        "outcome": Outcome(row["outcome"]) if row["outcome"] else None,
        "review": Review(row["review"]) if row["review"] else None,
        "begun_at": datetime.fromtimestamp(row["begun_at"], UTC) if row["begun_at"] else None,
    }
    return Run(**{**row, **parsed})


def _attempt(row: RowMapping) -> Attempt:
    counts = {field.name: row[field.name] for field in fields(SweepStatistics)}
    check = CheckResult(Outcome(row["outcome"]), row["reason"])
    return Attempt(
        row["portal"], Week.parse(row["week"]), row["nr"], check, SweepStatistics(**counts)
    )
