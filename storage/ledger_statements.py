"""The statements of the ledger, each made once."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, func, select, update

from scrapers.model import Outcome
from storage.columns import records
from storage.records import NOT_SWEPT, Review, Run, SweepStatistics
from storage.statements import made_once
from storage.tables import PORTAL, RUN, SWEEP, CheckCountColumns, RunColumns, SweepColumns
from storage.weeks import Week

KEPT = (Outcome.COMPLETE, Outcome.SUSPECT)
"""The outcomes whose sightings are kept."""


def between(
    table: RunColumns | SweepColumns | CheckCountColumns, first: Week, last: Week
) -> ColumnElement[bool]:
    """Return the condition that a row is of the weeks between two, both included.

    Its key begins with the portal: with all portals named, no other weeks are looked at, however
    many years there are.
    """
    return table.portal.in_(select(PORTAL.c.name)) & table.week.between(first, last)


COUNTS = (
    (RUN.c.outcome == Outcome.COMPLETE)
    & (RUN.c.review.is_(None) | (RUN.c.review != Review.EXCLUDED))
) | ((RUN.c.outcome == Outcome.SUSPECT) & (RUN.c.review == Review.ACCEPTED))
"""The rows of runs that count: `Run.counts`, as the database says it. A test compares the two."""

sweeps_between = partial(between, SWEEP.c)
"""The condition that a sweep is of the weeks between two, both included."""


@made_once
def kinds() -> Select[str, bool]:
    """Find all portals, and whether they are simulated."""
    return select(PORTAL.c.name, PORTAL.c.simulated)


@made_once
def runs_by_portal(first: Week, last: Week) -> Select[str, int]:
    """Count the runs of each portal between two weeks, both included."""
    query = select(RUN.c.portal, func.count()).where(between(RUN.c, first, last))
    return query.group_by(RUN.c.portal)


@made_once
def due_again(current: Week) -> Update:
    """Let runs be due again that a clock which ran ahead has marked as missed."""
    ahead = (RUN.c.outcome == Outcome.MISSED, RUN.c.week >= current)
    return update(RUN).where(*ahead).values(outcome=None, reason="")


@made_once
def let_go(before: Week) -> Update:
    """Let nobody have the runs any more that were begun before a week."""
    begun = (RUN.c.begun_at.is_not(None), RUN.c.week < before)
    return update(RUN).where(*begun).values(begun_at=None, by="")


@made_once
def mark_missed(current: Week) -> Update:
    """Mark the runs as missed that are due before a week."""
    due = update(RUN).where(RUN.c.outcome.is_(None), RUN.c.week < current)
    return due.values(outcome=Outcome.MISSED, reason=NOT_SWEPT)


@made_once
def week_counted_last() -> Select[Week]:
    """Find the newest week in which a portal's run counts."""
    return select(func.max(RUN.c.week)).where(COUNTS)


@made_once
def week_swept_last() -> Select[Week]:
    """Find the newest week in which a sweep was tried."""
    return select(func.max(SWEEP.c.week))


@made_once
def last_nr(portal: str, week: Week) -> Select[int]:
    """Find the number of the last sweep of a portal's week."""
    return select(func.max(SWEEP.c.nr)).where(SWEEP.c.portal == portal, SWEEP.c.week == week)


@made_once
def reached(portal: str, week: Week) -> Select[Outcome, str]:
    """Find what the sweeps of a portal's week have reached, in their order."""
    query = select(SWEEP.c.outcome, SWEEP.c.reason).order_by(SWEEP.c.nr)
    return query.filter_by(portal=portal, week=week, purged=False)


@made_once
def reached_before(portal: str, week: Week) -> Select[Outcome | None, str]:
    """Find what a portal's run has reached, as far as that is written down."""
    of_run = (RUN.c.portal == portal, RUN.c.week == week)
    return select(RUN.c.outcome, RUN.c.reason).where(*of_run)


def _counting_by_purged(week: Week) -> Update:
    remembered = select(SWEEP.c.portal).where(
        sweeps_between(week, week), SWEEP.c.outcome.in_(KEPT), SWEEP.c.purged.is_(False)
    )
    return update(RUN).where(
        between(RUN.c, week, week), RUN.c.outcome.in_(KEPT), RUN.c.portal.not_in(remembered)
    )


@made_once
def accept_no_more(week: Week) -> Update:
    """Take back what a person accepted of runs that count only by purged sweeps."""
    accepted = _counting_by_purged(week).where(RUN.c.review == Review.ACCEPTED)
    return accepted.values(review=None, review_reason="")


@made_once
def count_no_more(week: Week) -> Update:
    """Make due again the runs of a week that count only by purged sweeps."""
    changes = {"outcome": None, "reason": "", "late": False, "begun_at": None}
    return _counting_by_purged(week).values(changes)


@made_once
def state_of_runs(first: Week, last: Week) -> Select[Week, str, Outcome | None, Review | None]:
    """Find all of runs that decides what counts between two weeks."""
    query = select(RUN.c.week, RUN.c.portal, RUN.c.outcome, RUN.c.review)
    return query.where(between(RUN.c, first, last)).order_by(RUN.c.week, RUN.c.portal)


@made_once
def state_of_sweeps(first: Week, last: Week) -> Select[int, bool]:
    """Find all of sweeps that decides what counts between two weeks."""
    query = select(SWEEP.c.id, SWEEP.c.purged).where(sweeps_between(first, last))
    return query.order_by(SWEEP.c.id)


@made_once
def runs_between(first: Week, last: Week) -> Select[Any]:
    """Find the runs between two weeks, both included."""
    return records(Run, RUN, between(RUN.c, first, last), order=[RUN.c.week])


@made_once
def sweeps(first: Week, last: Week) -> Select[Any]:
    """Find the sweeps between two weeks, both included: about each, and its statistics."""
    about = (SWEEP.c.portal, SWEEP.c.week, SWEEP.c.nr, SWEEP.c.outcome, SWEEP.c.reason)
    statistics = (SWEEP.c[field.name] for field in fields(SweepStatistics))
    return select(*about, *statistics).where(sweeps_between(first, last))


@made_once
def run_of(portal: str, week: Week) -> Select[Any]:
    """Find the run of a portal's week."""
    return records(Run, RUN, RUN.c.portal == portal, RUN.c.week == week)


@made_once
def sweeps_by_portal(week: Week) -> Select[str, int]:
    """Count the sweeps of each portal in a week."""
    query = select(SWEEP.c.portal, func.count()).where(sweeps_between(week, week))
    return query.group_by(SWEEP.c.portal)
