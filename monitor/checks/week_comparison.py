"""Two weeks' identifiers beside each other, in memory; what comes out are counts alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from monitor.checks.observation import MENDED_AFTER, AdGroup, Comparison, LookBack, Part
from scrapers.model import UNKNOWN_PLACE, Sighting

AGENCY = 3
"""A number on so many ads of a portal is taken for an agency's here; only what is lost together
matters."""

Portals = Mapping[str, Mapping[bytes, Sighting]]
"""One week's sightings by portal and ad."""


class UpInSweep(NamedTuple):
    """The ads that were up in a sweep, and those of them that are not an agency's."""

    ads: AbstractSet[bytes]
    alone: AbstractSet[bytes]


def by_ad(sightings: Iterable[Sighting]) -> dict[bytes, Sighting]:
    """Return sightings by the identifier of their ad."""
    return {sighting.ad: sighting for sighting in sightings}


def compare_weeks(
    portal: str, before: Portals, now: Portals, *, apart: int = 1
) -> tuple[Comparison, list[AdGroup]]:
    """Compare a portal's two weeks, `apart` weeks from each other, and its groups of ads.

    Only portals that are in both weeks are "elsewhere".
    """
    ads, later = before[portal], now[portal]
    both = [(ads[ad], later[ad]) for ad in ads.keys() & later.keys()]
    new = [later[ad] for ad in later.keys() - ads.keys()]
    class_of = _classes(portal, before, now)
    parts = _parts(ads.values(), class_of, later)
    numbered = [(old, young) for old, young in both if old.numbers]
    still = [(old, young) for old, young in numbered if young.numbers]
    up = {number for _, young in both for number in young.numbers}
    comparison = Comparison(
        apart,
        *parts,
        new=len(new),
        doubled=sum(1 for sighting in new if sighting.numbers & up),
        numbered=Part(len(still), len(numbered)),
        same_number=Part(sum(1 for old, young in still if old.numbers & young.numbers), len(still)),
        same_place=Part(sum(1 for old, young in both if old.places == young.places), len(both)),
        most_to_one=_most_to_one(both),
    )
    return comparison, list(_groups(ads.values(), class_of, later))


def _most_to_one(both: Iterable[tuple[Sighting, Sighting]]) -> int:
    """Count by their last number, or their ad, those that changed to one and the same number."""
    changed: dict[bytes, set[object]] = defaultdict(set)
    for old, young in both:
        for number in young.numbers - old.numbers:
            changed[number].add(old.numbers or old.ad)
    return max(map(len, changed.values()), default=0)


ClassOf = Callable[[Sighting], int]


def _classes(portal: str, before: Portals, now: Portals) -> ClassOf:
    """Return the class of an ad: 1 its number is elsewhere then and now, 2 only then, 0 others."""
    others = [name for name in before if name != portal and name in now]
    then, later = (_numbers(weeks, others) for weeks in (before, now))

    def class_of(sighting: Sighting) -> int:
        if not sighting.numbers & then:
            return 0
        return 1 if sighting.numbers & later else 2

    return class_of


def _numbers(week: Portals, portals: Iterable[str]) -> set[bytes]:
    return {
        number
        for name in portals
        for sighting in week[name].values()
        for number in sighting.numbers
    }


def _parts(
    ads: Iterable[Sighting], class_of: ClassOf, later: Mapping[bytes, Sighting]
) -> tuple[Part, Part, Part]:
    of, seen = Counter[int](), Counter[int]()
    for sighting in ads:
        kind = class_of(sighting)
        of[kind] += 1
        seen[kind] += sighting.ad in later
    return Part(seen[0], of[0]), Part(seen[1], of[1]), Part(seen[2], of[2])


def _groups(
    sightings: Iterable[Sighting], class_of: ClassOf, later: Mapping[bytes, Sighting]
) -> Iterator[AdGroup]:
    ads = list(sightings)

    def group(name: str, members: list[Sighting], *, can_hold: bool) -> AdGroup:
        sizes = Counter(ad.numbers or ad.ad for ad in members).values()
        together = sum(size**2 for size in sizes) / max(1, len(members))
        return AdGroup(name, _parts(members, class_of, later), together, can_hold)

    for place in sorted({place for ad in ads for place in ad.places} - {UNKNOWN_PLACE}):
        yield group(place, [ad for ad in ads if place in ad.places], can_hold=True)
    alone = _alone(ads)
    yield group("agencies", [ad for ad in ads if ad.ad not in alone], can_hold=False)
    yield group("unnumbered", [ad for ad in ads if not ad.numbers], can_hold=False)


def _alone(ads: Iterable[Sighting]) -> set[bytes]:
    """Return the ads none of whose numbers is on so many ads that it is an agency's."""
    ads = list(ads)
    times = Counter(number for ad in ads for number in ad.numbers)
    return {ad.ad for ad in ads if all(times[number] < AGENCY for number in ad.numbers)}


def looked_back(
    portal: str, weeks: Sequence[Portals | None], older: Sequence[UpInSweep | None] = ()
) -> LookBack | None:
    """Tell what was away last week and is back, by `weeks`: this one, and the two before.

    `older` are the portal's ads in the weeks before those, the latest first. None stands for a week
    whose identifiers are not here. Returns None where there is no count of one of the three weeks.
    """
    first = [week if week is not None and portal in week else None for week in weeks]
    if len(first) < 3 or any(week is None for week in first):
        return None
    now, between, then = (week for week in first if week is not None)
    own = [up_in_sweep(week[portal].values()) for week in (between, then)]
    alone = own[-1].alone
    up = [ad for key, ad in then[portal].items() if key in now[portal] and key in alone]
    away = [ad for ad in up if ad.ad not in between[portal]]
    others = [name for name in between if name != portal]
    meanwhile = _numbers(between, others)
    could_tell = [ad for ad in up if ad.numbers & meanwhile]
    return LookBack(
        Part(len(away), len(up)),
        Part(sum(1 for ad in away if ad.numbers & meanwhile), len(could_tell)),
        _paused(portal, now, between, then),
        _mended(now[portal].keys(), [*own, *older]),
    )


def up_in_sweep(sightings: Iterable[Sighting]) -> UpInSweep:
    """Return the ads of a sweep, and those of them that are not an agency's."""
    ads = list(sightings)
    return UpInSweep({ad.ad for ad in ads}, _alone(ads))


def _paused(portal: str, now: Portals, between: Portals, then: Portals) -> Part:
    """Count the numbers on this and another portal then and now, and those nowhere between."""
    others = [name for name in then if name != portal and name in now and name in between]
    on_two = [_numbers(week, [portal]) & _numbers(week, others) for week in (then, now)]
    up = on_two[0] & on_two[1]
    return Part(len(up - _numbers(between, [portal, *others])), len(up))


def _mended(now: AbstractSet[bytes], weeks: Sequence[UpInSweep | None]) -> dict[int, Part]:
    """Count by weeks back the ads up then and now, and those that were away in all between."""
    found: dict[int, Part] = {}
    between = set[bytes]()
    for back, week in enumerate(weeks, start=1):
        if week is None:
            break
        if back in MENDED_AFTER:
            up = week.alone & now
            found[back] = Part(len(up - between), len(up))
        between |= week.ads & now
    return {back: part for back, part in found.items() if part.of}
