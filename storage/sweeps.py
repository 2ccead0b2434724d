"""A sweep, a person's word or a lost key, written whole: each is one transaction.

A sweep is stored whole or not at all, and with it that its week is to be counted, so a killed
process leaves no half-counted week behind that would be taken for a whole one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Set

from sqlalchemy import Connection, delete, select, update

from scrapers.model import Outcome, Sweep
from storage import closings, counts, journal, ledger, locks, sightings
from storage.columns import insert_rows, row_of
from storage.errors import IdentifiersGone
from storage.records import (
    NOT_IN_THE_BACKUP,
    CheckResult,
    CountWeek,
    JournalEntry,
    Review,
    SeriesBreak,
    SweepStatistics,
)
from storage.tables import KEPT, RETIREMENT, RUN, SWEEP
from storage.weeks import Week
from storage.year_tables import SERIES_BREAK


def plan(
    connection: Connection,
    portals: Mapping[str, bool],
    weeks: Collection[Week],
    note_new: Callable[[str], JournalEntry] | None = None,
) -> None:
    """Make the ledger's rows for portals (by name, whether simulated) in advance.

    Rows that are there stay as they are, and no portal is retired any more. `note_new` makes what
    the journal says of a portal that is new here.
    """
    new = ledger.plan_runs(connection, portals, weeks)
    connection.execute(delete(RETIREMENT).where(RETIREMENT.c.portal.in_(portals)))
    if note_new is not None:
        journal.note(connection, *map(note_new, new))


def add_failure(
    connection: Connection, portal: str, week: Week, check: CheckResult, claim: int | None = None
) -> None:
    """Record a sweep that has no count, with its reason; `claim` is as for `add_sweep`."""
    if claim is not None:
        locks.end(connection, portal, week, claim)
    ledger.add_attempt(connection, portal, week, check, SweepStatistics())
    ledger.settle_run(connection, portal, week, late=False)


def add_sweep(
    connection: Connection,
    sweep: Sweep,
    week: Week,
    check: CheckResult,
    *,
    late: bool,
    realm: str = "",
    places: Set[str] = frozenset(),
    has_places: bool = True,
    claim: int | None = None,
) -> None:
    """Record a finished sweep, and that its week is to be counted: when its round is over, once.

    `check` is complete or suspect. Both keep their sightings; only what counts (see `Run.counts`)
    enters the week's counts. `realm` says with what its numbers can be compared, and `places` what
    was looked for; without `has_places` the portal's block names no place field. With a `claim`,
    raises TakenOver where another has begun the sweep anew since; and KeyProblem when the year was
    closed while the sweep went on.
    """
    if claim is not None:
        locks.end(connection, sweep.portal, week, claim)
    closings.refuse_closed(connection, week.year)
    statistics = SweepStatistics.of(sweep)
    sweep_id = ledger.add_attempt(connection, sweep.portal, week, check, statistics, realm=realm)
    sightings.save(connection, sweep_id, sweep.sightings)
    ledger.settle_run(connection, sweep.portal, week, late=late)
    ledger.drop_purged(connection, week)
    counts.mark_uncounted(connection, week, places)
    counts.mark_unplaced(connection, sweep.portal, week, has_places=has_places)


def review(
    connection: Connection,
    runs: Collection[tuple[str, Week]],
    review: Review | None,
    *,
    reason: str,
    count: CountWeek,
    entries: Iterable[JournalEntry] = (),
) -> bool:
    """Write down what a person decided about portals' weeks, or took back (None); count them anew.

    All of them or none; `entries` are the journal's lines of it. Returns False where one of them
    is no run.

    Raises IdentifiersGone where a week is to count, or to be decided no more, whose identifiers are
    deleted: only what was left out after that still has its count.
    """
    for portal, week in runs:
        if review is Review.EXCLUDED or not sightings.is_purged(connection, week, portal):
            continue
        if review is Review.ACCEPTED or not _has_its_count(connection, portal, week):
            raise IdentifiersGone(
                f"{portal} in {week} cannot be counted any more: its identifiers are deleted"
            )
    are_planned = [ledger.set_review(connection, *run, review, reason) for run in runs]
    for week in sorted({week for _, week in runs}):
        counts.replace_counts(connection, week, count)
    journal.note(connection, *entries)
    return all(are_planned)


def _has_its_count(connection: Connection, portal: str, week: Week) -> bool:
    """Tell whether a complete week is in the counts that are kept, whatever a person says of it."""
    run, _ = ledger.run_and_attempt_count(connection, portal, week)
    there = {count.portal for count in counts.counts_between(connection, week, week)}
    return run.outcome is Outcome.COMPLETE and portal in there


def recount_week(connection: Connection, week: Week, count: CountWeek) -> bool:
    """Count a week again; return whether it came out otherwise.

    A week of which any identifier is deleted keeps its counts, because the rest would be a part of
    it, unless it was swept since.
    """
    is_due = sightings.has_all(connection, week) or counts.is_flagged(
        connection, week, counts.UNCOUNTED
    )
    return is_due and counts.replace_counts(connection, week, count)


def give_up_uncounted(connection: Connection) -> None:
    """Let weeks be gaps that were to be counted from identifiers that did not come back.

    Portals of theirs that were counted before keep that count: it is of earlier sweeps alone. One
    that an earlier version counted, and that was never protected, can be published by nothing.
    """
    for week in counts.waiting_weeks(connection):
        if sightings.is_purged(connection, week):
            if counts.is_flagged(connection, week, counts.UNPROTECTED):
                counts.clear(connection, week)
            swept = SWEEP.c.outcome.in_(KEPT) & (SWEEP.c.ads > 0)
            of_week = select(SWEEP.c.portal).where(SWEEP.c.week == week, swept)
            there = {c.portal for c in counts.counts_between(connection, week, week)}
            _lose_counts(connection, week, set(connection.scalars(of_week)) - there)
            counts.mark_counted(connection, week)


def _lose_counts(connection: Connection, week: Week, portals: Collection[str]) -> None:
    """Make missed the runs of a week that had a count to come, and have none."""
    lost = (RUN.c.week == week, RUN.c.portal.in_(portals), RUN.c.outcome.in_(KEPT))
    undone = {"review": None, "review_reason": ""}
    accepted = RUN.c.review == Review.ACCEPTED
    connection.execute(update(RUN).where(*lost, accepted).values(undone))
    gap = {"outcome": Outcome.MISSED, "reason": NOT_IN_THE_BACKUP, "late": False}
    connection.execute(update(RUN).where(*lost).values(gap))


def lose_key(connection: Connection, week: Week, reason: str) -> None:
    """Give up the identifiers of a week's year up to now, and write down the break.

    Sweeps of the week itself are dropped from its count: with a new key, their numbers cannot be
    told to be those of the sweeps to come.
    """
    sightings.purge_year(connection, week.year)
    ledger.drop_purged(connection, week)
    counts.clear(connection, week)
    broken = SeriesBreak(week, reason)
    connection.execute(delete(SERIES_BREAK).filter_by(**row_of(broken)))
    insert_rows(connection, SERIES_BREAK, [row_of(broken)])
