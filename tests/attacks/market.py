"""A simulated market of known truth to attack: people who come and go, agencies, and targets.

The targets are small groups that stay through both years, one of each kind that the attacks ask
for. Nobody else is in their cells, which is the attacker's best case; and no ad tours, so that
places add up exactly to portals, which is his best case too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from scrapers.model import UNKNOWN_PLACE, Sighting

FJORD, NORDLYS, TUNDRA = "fjord", "nordlys", "tundra"
PORTALS = (FJORD, NORDLYS, TUNDRA)
TARGET_PLACE, AGENCY_PLACE = "Alta", "Bergen"
_SETS = ((FJORD,), (NORDLYS,), (TUNDRA,), (FJORD, NORDLYS), (NORDLYS, TUNDRA), PORTALS)
_SET_WEIGHTS = (26, 20, 14, 20, 12, 8)
PLACES = {"Oslo": 40, AGENCY_PLACE: 20, "Trondheim": 15, "Stavanger": 13, UNKNOWN_PLACE: 12}

Sweep = tuple[Sighting, ...]
Sightings = Mapping[str, tuple[Sweep, ...]]


@dataclass(frozen=True)
class Targets:
    """How large each steady group is: of true counts from 0 to 10."""

    place: int
    """People in the target place, one ad with one number each, put up anew every week."""
    portal: int
    """Ads without a number on tundra."""
    overlap: int
    """People on exactly fjord and tundra."""
    agency: int
    """Ads of one number in Bergen; 1 and 2 would be individual, so none stands for them."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The size and the habits of a market; chances are per week."""

    people: int = 110
    agencies: int = 6
    weeks: int = 52
    years: int = 2
    leaving: float = 0.06
    moving: float = 0.01
    renewing: float = 0.2
    without_number: float = 0.2
    portals: Mapping[tuple[str, ...], float] = field(
        default_factory=lambda: dict(zip(_SETS, _SET_WEIGHTS, strict=True))
    )
    places: Mapping[str, float] = field(default_factory=lambda: dict(PLACES))


@dataclass(frozen=True, eq=False)
class Market:
    """What was swept: `years[y][w]`, and `late[y]` the weeks that a revision counts again."""

    targets: Targets
    portals: tuple[str, ...]
    places: tuple[str, ...]
    years: tuple[tuple[Sightings, ...], ...]
    late: tuple[Mapping[int, Sightings], ...]


@dataclass
class _Advertiser:
    ads: dict[str, list[bytes]]
    numbers: Mapping[str, frozenset[bytes]]
    place: str
    renewing: float
    steady: bool = False


_Arrival = Callable[[Random, Plan], _Advertiser]


def simulate(seed: int, targets: Targets, plan: Plan | None = None) -> Market:
    """Return a market of whole years; the same seed gives the same market."""
    plan = plan or Plan()
    random = Random(seed)
    weeks = list(_weeks(random, targets, plan))
    years = [tuple(weeks[start : start + plan.weeks]) for start in range(0, len(weeks), plan.weeks)]
    return Market(
        targets,
        tuple(sorted({portal for together in plan.portals for portal in together})),
        (*plan.places, TARGET_PLACE),
        tuple(tuple(sightings for sightings, _ in year) for year in years),
        tuple({number: year[number][1] for number in range(3, plan.weeks, 5)} for year in years),
    )


def _weeks(random: Random, targets: Targets, plan: Plan) -> Iterator[tuple[Sightings, Sightings]]:
    steady = list(_steady(random, targets))
    people = [_person(random, plan) for _ in range(plan.people)]
    agencies = [_agency(random, plan) for _ in range(plan.agencies)]
    for _ in range(plan.weeks * plan.years):
        people = [_next(random, plan, person, _person) for person in people]
        agencies = [_next(random, plan, agency, _agency) for agency in agencies]
        everybody = [*steady, *people, *agencies]
        for advertiser in everybody:
            _renew(random, advertiser)
        yield _swept(random, everybody, _every_portal(plan))


def _every_portal(plan: Plan) -> list[str]:
    return sorted({portal for together in plan.portals for portal in together})


def _swept(
    random: Random, everybody: Sequence[_Advertiser], portals: Sequence[str]
) -> tuple[Sightings, Sightings]:
    """One complete sweep of each portal; and two, the second without a tenth of those who move."""
    first: dict[str, list[Sighting]] = {portal: [] for portal in portals}
    second: dict[str, list[Sighting]] = {portal: [] for portal in portals}
    for one in everybody:
        seen_again = one.steady or random.random() > 0.1
        for portal, ids in one.ads.items():
            sightings = [Sighting(ad, one.numbers[portal], frozenset({one.place})) for ad in ids]
            first[portal] += sightings
            second[portal] += sightings if seen_again else []
    once = {portal: (tuple(first[portal]),) for portal in portals}
    return once, {portal: (*once[portal], tuple(second[portal])) for portal in portals}


def _next(random: Random, plan: Plan, one: _Advertiser, arrive: _Arrival) -> _Advertiser:
    if random.random() < plan.leaving:
        return arrive(random, plan)
    if arrive is _person and random.random() < plan.moving:
        one.place = _place(random, plan)
    return one


def _renew(random: Random, advertiser: _Advertiser) -> None:
    """An ad is taken down and put up again under a new id."""
    for ids in advertiser.ads.values():
        ids[:] = [
            random.randbytes(16) if random.random() < advertiser.renewing else ad for ad in ids
        ]


def _place(random: Random, plan: Plan) -> str:
    return random.choices(list(plan.places), list(plan.places.values()))[0]


def _person(random: Random, plan: Plan) -> _Advertiser:
    """One to three numbers; an ad on each portal, now and then two; some show no number."""
    portals = random.choices(list(plan.portals), list(plan.portals.values()))[0]
    numbers = frozenset(
        random.randbytes(16) for _ in range(random.choices((1, 2, 3), (85, 12, 3))[0])
    )
    shows = random.random() >= plan.without_number
    return _Advertiser(
        {portal: _ids(random, 2 if random.random() < 0.08 else 1) for portal in portals},
        {portal: numbers if shows or portal == TUNDRA else frozenset() for portal in portals},
        _place(random, plan),
        plan.renewing,
    )


def _agency(random: Random, plan: Plan) -> _Advertiser:
    """One number on three to seven ads of one portal, in one place that no target is in."""
    portal = random.choice(_every_portal(plan))
    place = random.choice([place for place in plan.places if place != AGENCY_PLACE])
    number = frozenset({random.randbytes(16)})
    ads = {portal: _ids(random, random.randint(3, 7))}
    return _Advertiser(ads, {portal: number}, place, plan.renewing)


def _steady(random: Random, targets: Targets) -> Iterator[_Advertiser]:
    for _, portal in zip(range(targets.place), _around(), strict=False):
        yield _target(random, {portal: 1}, TARGET_PLACE, renewing=1.0)
    for _ in range(targets.portal):
        yield _target(random, {TUNDRA: 1}, "Oslo", number=False)
    for _ in range(targets.overlap):
        yield _target(random, {FJORD: 1, TUNDRA: 1}, "Oslo")
    if targets.agency > 2:
        yield _target(random, {FJORD: targets.agency}, AGENCY_PLACE, renewing=1.0)


def _around() -> Iterator[str]:
    return (PORTALS[turn % len(PORTALS)] for turn in count())


def _target(
    random: Random,
    ads: Mapping[str, int],
    place: str,
    *,
    number: bool = True,
    renewing: float = 0.0,
) -> _Advertiser:
    numbers = frozenset({random.randbytes(16)} if number else ())
    return _Advertiser(
        {portal: _ids(random, many) for portal, many in ads.items()},
        dict.fromkeys(ads, numbers),
        place,
        renewing,
        steady=True,
    )


def _ids(random: Random, many: int) -> list[bytes]:
    return [random.randbytes(16) for _ in range(many)]
