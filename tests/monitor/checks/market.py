"""A made-up market of advertisers on several portals, week by week, and ways to read it wrongly.

It is not the market of the demo: it is only there to try the checks on, so it is quick and knows
habits that the demo has not (calm and rough weeks, many sizes, a fall on all portals together).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from scrapers.model import Sighting

PLACES = ("Oslo", "Bergen", "Trondheim", "Stavanger", "Tromsø", "Bodø")
SHARES = (0.40, 0.15, 0.15, 0.10, 0.10, 0.10)
CITY = PLACES[1]
"""A city of 15 % of the ads."""

Week = dict[str, list[Sighting]]
"""What is up, by portal."""


@dataclass(frozen=True)
class Habits:
    """How a market behaves: its portals' sizes, weekly turnover, and how rough its weeks are."""

    sizes: tuple[int, ...] = (300, 200)
    turnover: float = 0.12
    rough: float = 0.2
    pause: float = 0.03


@dataclass
class Advertiser:
    """Somebody with a number, or none, and ads on some portals; away until a week."""

    number: bytes | None
    place: str
    tours: bool
    ads: list[tuple[int, bytes]]
    away_until: int = 0


@dataclass
class Simulation:
    """Lives week after week; every identifier is made up and counts up."""

    habits: Habits
    seed: int
    week: int = 0
    people: list[Advertiser] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Fill the portals, and let some weeks pass so that some are away."""
        self.chance = random.Random(self.seed)
        self._ids = count(1)
        self._fill()
        for _ in range(12):
            self.live()

    def live(self, fall: float = 0.0) -> None:
        """Live one week; in a fall so large a share of all people leaves besides."""
        self.week += 1
        leave = self.habits.turnover * math.exp(self.chance.gauss(0, self.habits.rough))
        self.people = [
            one
            for one in self.people
            if one.away_until > self.week
            or self.chance.random() >= leave + fall - (len(one.ads) > 4) * leave * 0.7
        ]
        for one in self.people:
            if one.away_until <= self.week:
                self._change(one)
        if not fall:
            self._fill(math.exp(self.chance.gauss(0, self.habits.rough)))

    def up(self) -> Week:
        """Return what is up this week."""
        shown: Week = {f"p{at}": [] for at in range(len(self.habits.sizes))}
        for one in self.people:
            if one.away_until <= self.week:
                numbers = frozenset([one.number] if one.number else [])
                for portal, ad in one.ads:
                    shown[f"p{portal}"].append(Sighting(ad, numbers, frozenset([one.place])))
        return shown

    def _change(self, one: Advertiser) -> None:
        if self.chance.random() < self.habits.pause / (1 + 2 * (len(one.ads) > 4)):
            one.away_until = self.week + 1 + int(self.chance.expovariate(1 / 3))
        if one.number and self.chance.random() < 0.01:
            one.number = self._id()
        if one.tours and self.chance.random() < 0.3:
            one.place = self._place()
        if len(one.ads) > 4 and self.chance.random() < 0.5:
            at = self.chance.randrange(len(one.ads))
            one.ads[at] = (one.ads[at][0], self._id())

    def _fill(self, pace: float = 1.0) -> None:
        """Let new people come, so that each portal keeps about its size."""
        for portal, size in enumerate(self.habits.sizes):
            there = sum(
                1
                for one in self.people
                if one.away_until <= self.week
                for at, _ in one.ads
                if at == portal
            )
            usual = self.habits.turnover * size if self.week else size
            wanted = usual * pace + 0.3 * (size - usual - there) * bool(self.week)
            number = self._poisson(max(wanted, 0.0)) if self.week else size
            while number > 0:
                number -= self._arrive(portal)

    def _arrive(self, portal: int) -> int:
        many = self.chance.random() < 0.008
        ads = self.chance.randint(4, 8) if many else 1
        number = None if self.chance.random() < 0.06 else self._id()
        one = Advertiser(number, self._place(), self.chance.random() < 0.2, [])
        one.ads = [(portal, self._id()) for _ in range(ads)]
        others = [at for at in range(len(self.habits.sizes)) if at != portal]
        if others and self.chance.random() < 0.3:
            one.ads.append((self.chance.choice(others), self._id()))
        self.people.append(one)
        return ads

    def _place(self) -> str:
        return self.chance.choices(PLACES, SHARES)[0]

    def _id(self) -> bytes:
        return next(self._ids).to_bytes(16, "big")

    def _poisson(self, mean: float) -> int:
        return max(0, round(self.chance.gauss(mean, math.sqrt(mean))))


@dataclass(frozen=True)
class Reading:
    """What a scraper hands on of one portal's week: its sightings, the total and its pages."""

    ads: Sequence[Sighting]
    stated: int | None = None
    page_size: int = 0
    lost_pages: bool = False


Fault = Callable[[Reading, Sequence[Sighting], random.Random], Reading]
"""Reads a portal's week wrongly: the true reading, the week before, and chance."""


def _only(keep: Callable[[Sighting], bool]) -> Fault:
    def fault(true: Reading, _before: Sequence[Sighting], _chance: random.Random) -> Reading:
        return Reading([ad for ad in true.ads if keep(ad)], true.stated, true.page_size)

    return fault


def lost(share: float) -> Fault:
    """Lose a share of the ads, those whose hash says so: the same ones, if it happens again."""
    return _only(lambda ad: _fraction(ad.ad) >= share)


def _fraction(identifier: bytes) -> float:
    return random.Random(identifier).random()


def hidden(share: float) -> Fault:
    """Lose the numbers of a share of the ads."""

    def fault(true: Reading, _before: Sequence[Sighting], _chance: random.Random) -> Reading:
        return Reading(
            [
                Sighting(ad.ad, frozenset(), ad.places) if _fraction(ad.ad) < share else ad
                for ad in true.ads
            ]
        )

    return fault


def switchboard(share: float) -> Fault:
    """Give a share of the ads one and the same number."""

    def fault(true: Reading, _before: Sequence[Sighting], _chance: random.Random) -> Reading:
        one = frozenset([b"switchboard....."])
        return Reading(
            [Sighting(ad.ad, one, ad.places) if _fraction(ad.ad) < share else ad for ad in true.ads]
        )

    return fault


def copies(share: float) -> Fault:
    """Show a share of the ads twice, the second time under another id."""

    def fault(true: Reading, _before: Sequence[Sighting], _chance: random.Random) -> Reading:
        more = [
            Sighting(b"copy" + ad.ad[4:], ad.numbers, ad.places)
            for ad in true.ads
            if _fraction(ad.ad) < share
        ]
        return Reading([*true.ads, *more])

    return fault


def old_copy(true: Reading, before: Sequence[Sighting], _chance: random.Random) -> Reading:
    """Read last week's pages again."""
    return Reading(before)


def other_country(true: Reading, _before: Sequence[Sighting], chance: random.Random) -> Reading:
    """Read a list of as many ads that were never seen."""
    return Reading(
        [
            Sighting(chance.randbytes(16), frozenset([chance.randbytes(16)]), ad.places)
            for ad in true.ads
        ]
    )


lost_city = _only(lambda ad: CITY not in ad.places)


def weeks_of(simulation: Simulation, weeks: int) -> Iterator[Week]:
    """Yield what is up in so many weeks to come."""
    for _ in range(weeks):
        simulation.live()
        yield simulation.up()
