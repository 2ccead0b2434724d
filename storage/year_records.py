"""What only a whole year's identifiers can tell, and how they are handed out to compute it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from storage.records import Protected, WeekSightings
from storage.weeks import Week

WeekNumbers = Mapping[str, Set[bytes]]
"""For each portal, the distinct numbers of its sweeps that count this week."""

YearNumbers = Iterable[Iterable[tuple[Week, WeekNumbers]]]
"""The weeks of a year that count, several times over: each time with another part of the numbers,
so that no more of them than a part are ever in memory."""

YearPart = Iterable[tuple[Week, WeekSightings]]
"""A part of a year's sightings, week by week."""


class YearSightings(Protocol):
    """A year's sweeps that count, read anew each time they are asked for, and never all at once."""

    def numbers(self) -> YearNumbers:
        """Yield the distinct numbers of the weeks, part by part."""

    def portals(self) -> Mapping[Week, Collection[str]]:
        """Return the portals that count in each week."""

    def links(self) -> Iterable[Set[bytes]]:
        """Return the numbers of ads that have several, each such set at least once."""

    def parts(self) -> Iterable[YearPart]:
        """Yield the sightings of the weeks, several times over.

        Each time those with another part of the numbers, and no others, or of ads without a number
        that are in that part themselves. An ad with several numbers may be in several parts.
        """

    def linked(self) -> YearPart:
        """Yield of the weeks the sightings of ads with a number that `links` has, whole."""


CountYear = Callable[[YearSightings], Mapping[tuple[str, str], Protected | None]]
"""How a year's sightings become figures that may be published, by portal (or `ALL_PORTALS`) and
name; None is "not applicable". Handed to the store like `CountWeek`."""


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The names of a year's figures, and how they are computed; `count` None: without the key.

    Those `of_all` are of all portals together, and of none by itself. `basis` is all but the
    sightings that decides what they come to: with another one they are computed anew.
    """

    names: tuple[str, ...] = ()
    count: CountYear | None = None
    of_all: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True)
class YearlyFigure:
    """What only a whole year's identifiers could tell, of a portal or of `ALL_PORTALS`, protected.

    `value` None is "not applicable": a part of the year's identifiers was deleted before.
    """

    year: int
    portal: str
    name: str
    value: Protected | None


LAGS = 52
"""A profile has the lags 0 to 51, in weeks."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How long the advertisers of a row stay and how many ads they have, in a year.

    `lags` holds for 0 to 51 weeks the mean product of each advertiser's ads so far apart, in shares
    of the squared `mean` of the row's weeks; None where no two counted weeks are. It is kept to
    tell what chance does to a change, and is never published itself.
    """

    year: int
    portal: str
    place: str
    measure: str
    mean: float
    lags: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class YearProfiles:
    """How the sightings of a year become its profiles; `basis` is as in `YearFigures`."""

    compute: Callable[[YearSightings], Sequence[Profile]]
    basis: str = ""


class ImportedName(NamedTuple):
    """By what an imported figure is known; `week` 0 is the whole year.

    `portal` and `place` are what its source calls them, `measure` is a name of the catalogue.
    """

    year: int
    week: int
    portal: str
    place: str
    measure: str
    source: str


@dataclass(frozen=True, slots=True)
class ImportedCount:
    """A figure of others, published or counted by hand, and how they came to it.

    Its value is as they give it: a count, a mean of weekly counts, or a change in per cent. `day`
    is when it was first imported.
    """

    name: ImportedName
    value: float
    method: str
    day: date
