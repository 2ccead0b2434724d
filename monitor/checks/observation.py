"""What is kept of a portal's week to judge the next ones by: a dozen counts, no identifier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from storage.records import SweepStatistics
from storage.weeks import Week

MENDED_AFTER = range(3, 10)
"""How many weeks back ads are looked for that were away in every week between: 2 to 8 weeks."""


LEAST_OVERLAP = 10
"""Of fewer numbers on several portals no true count is kept: beside the portals' own, that of all
of them tells how many there are."""


class Part(NamedTuple):
    """So many `of` which so many are `seen`."""

    seen: int = 0
    of: int = 0


NONE = Part()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A week's ads beside those of the last good week, `apart` weeks before.

    Last week's ads, and those of them that are up again, in three classes by their number: it was
    on another portal, too, and still is (`elsewhere`); it was and is not any more
    (`left_elsewhere`); all other ads (`only_here`). Of the ads up in both weeks: how many of those
    with a number still have one, and of these the same; how many are at the same place. Of the new
    ads: how many, and how many carry the number of an ad that is still up (`doubled`).
    `most_to_one` is the most advertisers, told apart by their last number, whose ads changed to one
    and the same number.
    """

    apart: int = 1
    only_here: Part = NONE
    elsewhere: Part = NONE
    left_elsewhere: Part = NONE
    new: int = 0
    doubled: int = 0
    numbered: Part = NONE
    same_number: Part = NONE
    same_place: Part = NONE
    most_to_one: int = 0

    @property
    def classes(self) -> tuple[Part, Part, Part]:
        """The ads of the week before by class, and how many of each are up again."""
        return self.only_here, self.elsewhere, self.left_elsewhere

    @property
    def before(self) -> int:
        """How many ads were up in the week before."""
        return sum(part.of for part in self.classes)

    @property
    def again(self) -> int:
        """How many of them are up again."""
        return sum(part.seen for part in self.classes)

    @property
    def came_and_went(self) -> int:
        """How many ads are new or gone."""
        return self.new + self.before - self.again


@dataclass(frozen=True, slots=True)
class LookBack:
    """What this week tells about the weeks just before it: what was away, and is back.

    `away`: of the ads up two weeks ago and now, those away in the week between; `away_elsewhere`:
    those of them whose number was up on another portal meanwhile. `paused`: of the numbers on two
    portals then and now, those that were nowhere between. `mended`: by how many weeks back (3 to
    9), of the ads up then and now, those away in every week between. Agencies' ads are left out:
    they pause together.
    """

    away: Part = NONE
    away_elsewhere: Part = NONE
    paused: Part = NONE
    mended: Mapping[int, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pages:
    """List pages that another one follows: how many, their cards, and the fewest on one."""

    inner: int = 0
    cards: int = 0
    fewest: int = 0

    @property
    def mean(self) -> float:
        """The cards on one of them, on average."""
        return self.cards / self.inner if self.inner else 0.0


@dataclass(frozen=True, slots=True)
class Observation:
    """A portal's week as counts.

    `accounted` are the cards that the stated total may hold; `missing_permille` is how much of the
    ads seemed to be missing, negative where there was too much.

    `is_break` marks a week that a person accepted though it was held back: what is usual for
    pages, totals and counts begins anew with it, and it is no history for comparisons.
    """

    portal: str
    week: Week
    ads: int = 0
    with_number: int = 0
    accounted: int = 0
    stated: int | None = None
    pages: Pages = Pages()
    comparison: Comparison | None = None
    look_back: LookBack | None = None
    missing_permille: int = 0
    is_break: bool = False


def observed(portal: str, week: Week, statistics: SweepStatistics) -> Observation:
    """Return what a finished sweep comes to, before it is compared with anything."""
    ads = statistics.ads or 0
    return Observation(
        portal,
        week,
        ads,
        statistics.with_number or 0,
        ads + (statistics.excluded or 0) + (statistics.duplicates or 0),
        statistics.stated_total,
        Pages(
            statistics.inner_pages or 0, statistics.inner_cards or 0, statistics.fewest_cards or 0
        ),
    )


@dataclass(frozen=True, slots=True)
class AdGroup:
    """Ads of last week that can be lost together: a place, agencies, or ads without a number.

    By class as in `Comparison`. Ads on one number come and go together: `together` is on how many
    ads the number of an ad is, on average over ads. `can_hold`: losing them holds a week back.
    """

    name: str
    classes: tuple[Part, Part, Part]
    together: float
    can_hold: bool


def without_small_overlaps(observation: Observation) -> Observation:
    """Return an observation in which no few ads are told to share a number with other portals.

    Those ads are counted as any others; of so few, the checks could tell nothing.
    """
    comparison, back = observation.comparison, observation.look_back
    if comparison is not None:
        small = [part for part in comparison.classes[1:] if min(part) < LEAST_OVERLAP]
        parts = [NONE if min(part) < LEAST_OVERLAP else part for part in comparison.classes[1:]]
        here = Part(
            comparison.only_here.seen + sum(part.seen for part in small),
            comparison.only_here.of + sum(part.of for part in small),
        )
        comparison = replace(
            comparison, only_here=here, elsewhere=parts[0], left_elsewhere=parts[1]
        )
    if back is not None:
        back = replace(back, away_elsewhere=_large(back.away_elsewhere), paused=_large(back.paused))
    return replace(observation, comparison=comparison, look_back=back)


def _large(part: Part) -> Part:
    return part if part.of >= LEAST_OVERLAP else NONE


def flattened(observation: Observation) -> dict[str, int]:
    """Return an observation's counts by dotted name, as they are kept; zeros are left out."""
    whole = asdict(observation)
    for name in ("portal", "week", "is_break"):
        del whole[name]
    return {name: count for name, count in _dotted(whole) if count}


def restored(
    portal: str, week: Week, counts: Mapping[str, int], *, is_break: bool = False
) -> Observation:
    """Return the observation that was flattened into these counts."""
    whole: dict[str, Any] = {"portal": portal, "week": week, "is_break": is_break}
    for dotted, count in counts.items():
        *path, last = dotted.split(".")
        inside = whole
        for name in path:
            inside = inside.setdefault(name, {})
        inside[last] = count
    return _adapter().validate_python(whole)


@cache
def _adapter() -> TypeAdapter[Observation]:
    """Return what reads observations: it takes a hundred times longer to make than to use."""
    return TypeAdapter(Observation)


def _dotted(values: Mapping[Any, Any]) -> Iterator[tuple[str, int]]:
    for name, value in values.items():
        inside = value._asdict() if isinstance(value, Part) else value
        if isinstance(inside, Mapping):
            yield from ((f"{name}.{rest}", count) for rest, count in _dotted(inside))
        elif inside is not None:
            yield str(name), int(inside)
