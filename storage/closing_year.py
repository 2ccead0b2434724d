"""Closing a year: the steps that touch identifiers, and the sentences that tell what they saw.

A sentence is about what was found, never about who did it: a closing that was interrupted and run
again says the same as one that was not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from storage import closings, counts, ledger, remnants, sightings, weekly_checks, year_figures
from storage.connections import Connections, reading
from storage.errors import IdentifiersGone
from storage.records import (
    Closing,
    CountWeek,
)
from storage.weeks import ends_of, weeks_written
from storage.year_records import Profile, YearFigures, YearlyFigure, YearProfiles


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

    undecided = reading(closings.undecided)

    def verify(
        self, year: int, count: CountWeek, figures: YearFigures, profiles: YearProfiles
    ) -> Verified:
        """Count a year again, and compute what needs its identifiers; nothing is changed.

        Raises IdentifiersGone where counts differ.
        """
        with self._connections.reading() as connection:
            state = ledger.state_between(connection, *ends_of(year))
        agreed, only_counts = closings.recounted(self._connections, year, count)
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
        with self._connections.writing() as connection:
            if ledger.state_between(connection, *ends_of(year)) != verified.state:
                raise IdentifiersGone(
                    f"a week of {year} was changed while it was counted again, so nothing was "
                    "deleted; close again"
                )
            year_figures.keep_figures(connection, year, verified.figures)
            year_figures.keep_profiles(connection, year, verified.profiles)
            sentences = (*verified.sentences, *_delete(connection, year, self._connections.file))
            begun = replace(closing, verified=(*closing.verified, *sentences), finished=False)
            closings.sign(connection, begun)
            counts.drop_small_places(connection, *ends_of(year), least)
            weekly_checks.drop_findings(connection, year)
            return begun

    def compact(self) -> None:
        """Write the database anew from its rows, so that nothing of deleted ones is left in it."""
        with self._connections.plainly():
            remnants.compact(self._connections.engine)

    def prove_deleted(self, year: int) -> tuple[str, ...]:
        """Return what shows that a year's identifiers are gone; IdentifiersGone if they are not."""
        with self._connections.writing() as connection:
            return _prove(connection, year, self._connections.file)

    def sign(self, closing: Closing) -> None:
        """Write down a closing as finished, and let go of what it was verified by."""
        with self._connections.writing() as connection:
            remnants.drop_samples(connection, closing.year)
            closings.sign(connection, closing)


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
    if remnants.take_samples(connection, year) and file is not None:
        yield _found_before(connection, year, file)
    yield f"{sightings.purge_year(connection, year):,} rows of identifiers were deleted"


def _prove(connection: Connection, year: int, file: Path | None) -> tuple[str, ...]:
    """Return what shows that the identifiers are gone; raises IdentifiersGone if they are not."""
    left = closings.rows_left(connection, year)
    if left:
        raise IdentifiersGone(f"{left} rows of identifiers of {year} are still in the database")
    sentences = [f"no row of identifiers of {year} is left"]
    if file is None:
        sentences.append("PostgreSQL: only rows could be checked, not the server's files and logs")
        return tuple(sentences)
    count, wanted = remnants.still_found(connection, year, file)
    if count:
        raise IdentifiersGone(
            f"{count} of {wanted} sampled identifiers still stand in the bytes of {file}. "
            "Run the closing again; if that does not help, please report it"
        )
    if journals := remnants.journals_beside(file):
        raise IdentifiersGone(
            f"{', '.join(journals)} beside the database may hold pages as they were: stop every "
            "other program that has the database open, and run the closing again"
        )
    sentences.append(f"after compacting, none of {wanted} samples stood in the database's file")
    return (*sentences, "no journal lay beside the database's file")


def _found_before(connection: Connection, year: int, file: Path) -> str:
    """Search where the samples must be: a search that finds nothing there would prove nothing."""
    count, wanted = remnants.still_found(connection, year, file)
    if count != wanted:
        raise IdentifiersGone(
            f"the search found only {count} of {wanted} identifiers that are in the "
            "database, so it could not prove that they are gone; please report it"
        )
    return f"before deletion, all of {count} samples of identifiers stood in the database's file"
