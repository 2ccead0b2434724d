"""Two weeks' identifiers beside each other, in memory; what comes out are counts alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import NamedTuple

from monitor.checks.observation import MENDED_AFTER, AdGroup, Comparison, LookBack, Part
from scrapers.model import UNKNOWN_PLACE, Sighting

AGENCY = 3
"""A number on so many ads of a portal is taken for an agency's here; only what is lost together
matters."""


Ads = Mapping[bytes, Sighting]


class WeekAds(dict[str, Ads]):
    """One week's sightings by portal and ad; not changed once they are compared."""

    def is_elsewhere(self, number: bytes, portal: str, others: Container[str]) -> bool:
        """Tell whether a number is on one of `others` that is not this portal."""
        names = self._portals_of.get(number, ())
        return any(name != portal and name in others for name in names)

    def has_elsewhere(self, ad: Sighting, portal: str, others: Container[str]) -> bool:
        """Tell whether one of an ad's numbers is on one of `others` that is not this portal."""
        return any(self.is_elsewhere(number, portal, others) for number in ad.numbers)

    @cached_property
    def _portals_of(self) -> Mapping[bytes, Sequence[str]]:
        """The portals that each number is on: read once for all of them, not once for each."""
        names: dict[bytes, tuple[str, ...]] = {}
        for portal, ads in self.items():
            here = (portal,)
            for number in _numbers(ads):
                names[number] = names[number] + here if number in names else here
        return names


class UpInSweep(NamedTuple):
    """The ads that were up in a sweep, and those of them that are not an agency's."""

    ads: AbstractSet[bytes]
    alone: AbstractSet[bytes]


def by_ad(sightings: Iterable[Sighting]) -> Ads:
    """Return sightings by the identifier of their ad."""
    return {sighting.ad: sighting for sighting in sightings}


def compare_weeks(
    portal: str,
    before: WeekAds,
    now: WeekAds,
    *,
    own: Ads | None = None,
    apart: int = 1,
) -> tuple[Comparison, list[AdGroup]]:
    """Compare a portal's two weeks, `apart` weeks from each other, and its groups of ads.

    `own` are its ads now, where they are none of the week's. Only portals that are in both weeks
    are "elsewhere".
    """
    ads, later = before[portal], now[portal] if own is None else own
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


def _classes(portal: str, before: WeekAds, now: WeekAds) -> ClassOf:
    """Return the class of an ad: 1 its number is elsewhere then and now, 2 only then, 0 others."""

    def class_of(sighting: Sighting) -> int:
        if not before.has_elsewhere(sighting, portal, now):
            return 0
        return 1 if now.has_elsewhere(sighting, portal, before) else 2

    return class_of


def _numbers(ads: Ads) -> set[bytes]:
    return {number for sighting in ads.values() for number in sighting.numbers}


def _parts(ads: Iterable[Sighting], class_of: ClassOf, later: Ads) -> tuple[Part, Part, Part]:
    of, seen = Counter[int](), Counter[int]()
    for sighting in ads:
        kind = class_of(sighting)
        of[kind] += 1
        seen[kind] += sighting.ad in later
    return Part(seen[0], of[0]), Part(seen[1], of[1]), Part(seen[2], of[2])


def _groups(sightings: Iterable[Sighting], class_of: ClassOf, later: Ads) -> Iterator[AdGroup]:
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
    portal: str,
    now: WeekAds,
    before: tuple[WeekAds, WeekAds],
    older: Sequence[UpInSweep | None] = (),
    *,
    own: Ads | None = None,
) -> LookBack | None:
    """Tell what was away last week and is back, by the two weeks `before`, the later one first.

    `own` are the portal's ads now, where they are none of this week's, and `older` those of the
    weeks before, the latest first; None stands for a week whose identifiers are not here. Returns
    None where there is no count of one of the two weeks.
    """
    between, then = before
    if portal not in between or portal not in then:
        return None
    here = now[portal] if own is None else own
    last, first = (up_in_sweep(week[portal].values()) for week in (between, then))
    up = [ad for key, ad in then[portal].items() if key in here and key in first.alone]
    away = [ad for ad in up if ad.ad not in last.ads]
    could_tell = {ad.ad for ad in up if between.has_elsewhere(ad, portal, between)}
    return LookBack(
        Part(len(away), len(up)),
        Part(sum(1 for ad in away if ad.ad in could_tell), len(could_tell)),
        _paused(portal, here, (now, between, then)),
        _mended(here.keys(), [last, first, *older]),
    )


def up_in_sweep(sightings: Iterable[Sighting]) -> UpInSweep:
    """Return the ads of a sweep, and those of them that are not an agency's."""
    ads = list(sightings)
    return UpInSweep({ad.ad for ad in ads}, _alone(ads))


def _paused(portal: str, here: Ads, weeks: tuple[WeekAds, WeekAds, WeekAds]) -> Part:
    """Count the numbers on this and another portal then and now, and those nowhere between."""
    now, between, then = weeks
    others = now.keys() & between.keys() & then.keys()
    up = {
        number
        for number in _numbers(then[portal]) & _numbers(here)
        if all(week.is_elsewhere(number, portal, others) for week in (then, now))
    }
    seen = _numbers(between[portal])
    away = [n for n in up - seen if not between.is_elsewhere(n, portal, others)]
    return Part(len(away), len(up))


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
