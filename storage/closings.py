"""Closing a year: what is kept of it, what is deleted, and the sentences that tell what was seen.

What is kept and what is deleted is so in one transaction, so that at no moment identifiers are gone
whose figures were not kept, or figures are signed for whose identifiers are still there. What is
only read, and takes long, is read before it, in short pieces. A sentence is about what was found,
never about who did it: a closing that was interrupted and run again says the same as one that was
not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, delete, func, select

from storage import counts, inspection, ledger, sightings, weekly_checks, year_figures
from storage.columns import insert_rows, read_records, read_weeks, records, row_of
from storage.connections import Connections, reading
from storage.errors import IdentifiersGone, KeyProblem
from storage.records import Closing, CountWeek, SeriesBreak
from storage.tables import SWEEP, sweeps_between
from storage.weeks import Week, ends_of, weeks_of, weeks_written
from storage.year_records import Profile, YearFigures, YearlyFigure, YearProfiles
from storage.year_tables import CLOSING, SERIES_BREAK

_CLOSINGS = records(Closing, CLOSING)


def closings(connection: Connection) -> dict[int, Closing]:
    """Return every year's closing, finished or not, in order of years."""
    return {closing.year: closing for closing in read_records(connection, Closing, _CLOSINGS)}


def refuse_closed(connection: Connection, year: int) -> None:
    """Raise KeyProblem for a year that is closed, or whose closing has begun."""
    if closing := closings(connection).get(year):
        raise KeyProblem(
            f"{year} was closed on {closing.day}: its identifiers and its key are gone for "
            "good, and it takes no sweep and no key any more; its report needs neither"
        )


def breaks_between(connection: Connection, first: Week, last: Week) -> list[SeriesBreak]:
    """Return the breaks between two weeks, both included, in order."""
    return list(read_weeks(connection, SeriesBreak, SERIES_BREAK, first, last))


def undecided(connection: Connection, year: int) -> list[str]:
    """Return the suspect weeks of a year about which no person has decided."""
    runs = ledger.runs(connection, *ends_of(year))
    return [f"{run.portal} {run.week}" for run in runs if run.is_undecided]


def sign(connection: Connection, closing: Closing) -> None:
    """Write down a closing, in the place of what was written about it before."""
    connection.execute(delete(CLOSING).where(CLOSING.c.year == closing.year))
    insert_rows(connection, CLOSING, [row_of(closing)])


def rows_left(connection: Connection, year: int) -> int:
    """Return how many rows of identifiers there are of a year."""
    ids = select(SWEEP.c.id).where(sweeps_between(*ends_of(year)))
    return sum(
        connection.scalar(select(func.count()).where(table.c.sweep_id.in_(ids))) or 0
        for table in sightings.TABLES
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
    swept = select(SWEEP.c.week).where(sweeps_between(*ends_of(year))).distinct()
    with connections.reading() as connection:
        return set(connection.scalars(swept)) | counts.weeks_with_any(connection, *ends_of(year))


def _agrees(connection: Connection, week: Week, count: CountWeek) -> bool:
    again = count(week, sightings.week_sightings(connection, week))
    before = counts.all_between(connection, week, week)
    cells = again.cells or before.cells
    return counts.is_same(replace(again, cells=cells, flags=()), replace(before, flags=()))


@dataclass(frozen=True, slots=True)
class Verified:
    """What a year came to when it was counted again, and the state of the ledger then."""

    state: list[object]
    sentences: tuple[str, ...]
    figures: tuple[YearlyFigure, ...]
    profiles: tuple[Profile, ...]


class YearEnd:
    """The steps in which a year is closed; every method raises DatabaseProblem."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    undecided = reading(undecided)

    def verify(
        self, year: int, count: CountWeek, figures: YearFigures, profiles: YearProfiles
    ) -> Verified:
        """Count a year again, and compute what needs its identifiers; nothing is changed.

        Raises IdentifiersGone where counts differ.
        """
        with self._connections.reading() as connection:
            state = ledger.state_between(connection, *ends_of(year))
        agreed, only_counts = recounted(self._connections, year, count)
        frozen = year_figures.compute_figures(self._connections, year, figures)
        rows = year_figures.compute_profiles(self._connections, year, profiles)
        sentences = [
            *_verified(agreed, only_counts, frozen),
            f"rows whose changes have an interval of their own, kept: {len(rows)}",
        ]
        return Verified(state, tuple(sentences), tuple(frozen), tuple(rows))

    def freeze(self, closing: Closing, verified: Verified, least: int) -> Closing:
        """Keep what was verified, and delete the year's identifiers, all or nothing.

        True counts of places under `least` go with them. Returns the closing with what was
        verified. Raises IdentifiersGone where the year was changed since it was verified.
        """
        year = closing.year
        with self._connections.erasing() as connection:
            if ledger.state_between(connection, *ends_of(year)) != verified.state:
                raise IdentifiersGone(
                    f"a week of {year} was changed while it was counted again, so nothing was "
                    "deleted; close again"
                )
            year_figures.keep_figures(connection, year, verified.figures)
            year_figures.keep_profiles(connection, year, verified.profiles)
            sentences = (*verified.sentences, *_delete(connection, year, self._connections.file))
            begun = replace(closing, verified=(*closing.verified, *sentences), finished=False)
            sign(connection, begun)
            counts.drop_small_places(connection, *ends_of(year), least)
            weekly_checks.drop_findings(connection, year)
            return begun

    def compact(self) -> None:
        """Write the database anew from its rows, so that nothing of deleted ones is left in it."""
        with self._connections.plainly():
            inspection.compact(self._connections.engine)

    def prove_deleted(self, year: int) -> tuple[str, ...]:
        """Return what shows that a year's identifiers are gone; IdentifiersGone if they are not."""
        with self._connections.writing() as connection:
            return _prove(connection, year, self._connections.file)

    def sign(self, closing: Closing) -> None:
        """Write down a closing as finished, and let go of what it was verified by."""
        with self._connections.erasing() as connection:
            inspection.drop_samples(connection, closing.year)
            sign(connection, closing)


def _verified(agreed: int, only_counts: int, frozen: Sequence[YearlyFigure]) -> Iterator[str]:
    """Yield what was seen when a year was counted again."""
    again = weeks_written(agreed, "were")
    yield f"{again} counted again from identifiers and agreed with what is kept"
    if only_counts:
        yield f"{weeks_written(only_counts)} had no identifiers any more and could not be recounted"
    names = ", ".join(sorted({figure.name for figure in frozen}))
    missing = all(figure.value is None for figure in frozen)
    yield f"figures that need identifiers, {'not applicable' if missing else 'kept'}: {names}"


def _delete(connection: Connection, year: int, file: Path | None) -> Iterator[str]:
    """Delete a year's identifiers, and yield what was seen of them before and after."""
    if inspection.take_samples(connection, year) and file is not None:
        yield _found_before(connection, year, file)
    yield f"rows of identifiers that were deleted: {sightings.purge_year(connection, year):,}"


def _prove(connection: Connection, year: int, file: Path | None) -> tuple[str, ...]:
    """Return what shows that the identifiers are gone; raises IdentifiersGone if they are not."""
    left = rows_left(connection, year)
    if left:
        raise IdentifiersGone(f"rows of identifiers of {year} still in the database: {left}")
    sentences = [f"no row of identifiers of {year} is left"]
    if file is None:
        sentences.append("PostgreSQL: only rows could be checked, not the server's files and logs")
        return tuple(sentences)
    count, wanted = inspection.still_found(connection, year, file)
    if count:
        raise IdentifiersGone(
            f"{count} of {wanted} sampled identifiers still stand in the bytes of {file}. "
            "Run the closing again; if that does not help, please report it"
        )
    if journals := inspection.journals_beside(file):
        raise IdentifiersGone(
            f"{', '.join(journals)} beside the database may hold pages as they were: stop every "
            "other program that has the database open, and run the closing again"
        )
    sentences.append(f"after compacting, none of {wanted} samples stood in the database's file")
    return (*sentences, "no journal lay beside the database's file")


def _found_before(connection: Connection, year: int, file: Path) -> str:
    """Search where the samples must be: a search that finds nothing there would prove nothing."""
    count, wanted = inspection.still_found(connection, year, file)
    if count != wanted:
        raise IdentifiersGone(
            f"the search found only {count} of {wanted} identifiers that are in the "
            "database, so it could not prove that they are gone; please report it"
        )
    return f"before deletion, all of {count} samples of identifiers stood in the database's file"
