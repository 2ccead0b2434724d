"""Who advertises in the simulated market: advertisers, their ads, and what is drawn for them.

All numbers are fictional. Norwegian ones begin with 42, 43, 44 or 49, a part of the plan that
nobody has; the foreign ones are from the ranges that Sweden and the United Kingdom keep free
for film and drama.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

Kind = Literal["individual", "agency", "silent"]
"""Who is behind an ad: an individual with a number, an agency, or somebody without a number."""

LISTED_TOWNS = ("Oslo", "Bergen", "Trondheim", "Stavanger", "Kristiansand", "Tromsø", "Drammen")
OTHER_TOWNS = ("Hamar", "Bodø", "Ålesund", "Lillehammer")
_TOWNS = LISTED_TOWNS + OTHER_TOWNS
_TOWN_WEIGHTS = (38, 15, 10, 9, 6, 6, 6, 3, 3, 2, 2)

_NORWEGIAN_STARTS = ("42", "43", "44", "49")
_SWEDISH = tuple(f"+467017406{last:02}" for last in range(5, 100))
_BRITISH = tuple(f"+447700900{last:03}" for last in range(1000))
_FOREIGN_SHARE = 0.05
_SHARED_PHONE = 0.08
_MOST_ON_ONE_PHONE = 3
_SMALL_AGENCY = 4
_TWO_NUMBERS = 0.05

# Neither vowels nor hex digits: a slug spells no word and is no piece of a hex dump,
# so a search for it in a database finds it only where it really is.
_SLUG_LETTERS = "ghjkmnpqrstvwxz"
_SLUG_DIGITS = "23456789"


@dataclass(eq=False, slots=True)
class Advertiser:
    """Somebody who advertises, with everything that changes from week to week."""

    kind: Kind
    numbers: list[str] = field(default_factory=list, repr=False)
    ads: list["MarketAd"] = field(default_factory=list, repr=False)
    moves: bool = False
    back: int = -1_000
    """The first week in which the ads are up (again)."""
    shares: bool = False

    def on(self, portal: str) -> list["MarketAd"]:
        """Pick the ads on one portal."""
        return [ad for ad in self.ads if ad.portal == portal]


@dataclass(eq=False, slots=True)
class MarketAd:
    """One ad of an advertiser on a portal."""

    owner: Advertiser = field(repr=False)
    portal: str
    slug: str = field(repr=False)
    line: int
    """Which of an agency's phones the ad gives."""
    places: tuple[str, ...]
    rank: float
    """The newer or the later renewed, the higher on the list."""
    featured: bool = False

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that the ad gives: an agency's ad one line, anybody else's all there are."""
        numbers = self.owner.numbers
        if self.owner.kind == "agency":
            return (numbers[self.line % len(numbers)],)
        return tuple(numbers)


class Registry:
    """Draws new advertisers, ads, numbers and places; never gives a number or a slug out twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._slugs: set[str] = set()
        self._foreign = [*_SWEDISH, *_BRITISH]
        rng.shuffle(self._foreign)
        self.holders: dict[str, list[Advertiser]] = {}

    def newcomer(self, kind: Kind, ads: int, neighbours: Sequence[Advertiser]) -> Advertiser:
        """Bring somebody who was never there before, now and then on a neighbour's phone."""
        new = Advertiser(kind, moves=kind != "agency" and self._rng.random() < 0.08)
        if kind == "agency":
            # A small agency has a phone for every two ads, and cannot be told from individuals.
            for _ in range((ads + 1) // 2 if ads <= _SMALL_AGENCY else 1 + ads // 6):
                self.add_number(new)
        elif kind == "individual" and not self._share_phone(new, neighbours):
            self.add_number(new)
            if self._rng.random() < _TWO_NUMBERS:
                self.add_number(new)
        return new

    def _share_phone(self, new: Advertiser, neighbours: Sequence[Advertiser]) -> bool:
        if not neighbours or self._rng.random() >= _SHARED_PHONE:
            return False
        neighbour = self._rng.choice(neighbours)
        if len(self.holders[neighbour.numbers[0]]) >= _MOST_ON_ONE_PHONE:
            return False
        new.shares = neighbour.shares = True
        new.numbers.append(neighbour.numbers[0])
        self.holders[neighbour.numbers[0]].append(new)
        return True

    def add_number(self, holder: Advertiser) -> None:
        """Hand out a number that nobody had before."""
        number = self._fresh_number()
        self.holders[number] = [holder]
        holder.numbers.append(number)

    def change_number(self, holder: Advertiser) -> None:
        """Let one number go and a new one come; the old one is never given out again."""
        holder.numbers.pop(self._rng.randrange(len(holder.numbers)))
        self.add_number(holder)

    def _fresh_number(self) -> str:
        if self._foreign and self._rng.random() < _FOREIGN_SHARE:
            return self._foreign.pop()
        while True:
            start = self._rng.choice(_NORWEGIAN_STARTS)
            number = f"+47{start}{self._rng.randrange(1_000_000):06}"
            if number not in self.holders:
                return number

    def advertise(self, owner: Advertiser, portal: str, week: int) -> MarketAd:
        """Place one more ad; an individual states the same places in all of them."""
        shares_places = owner.ads and owner.kind != "agency"
        places = owner.ads[0].places if shares_places else self.places(owner)
        rank = week + self._rng.random()
        ad = MarketAd(owner, portal, self._slug(), len(owner.ads), places, rank)
        owner.ads.append(ad)
        return ad

    def places(self, owner: Advertiser) -> tuple[str, ...]:
        """Draw where an ad says it is: one place, two or three on a tour, or none."""
        chance = self._rng.random()
        if chance < 0.04:
            return ()
        stops = 1 if owner.moves or chance < 0.92 else 2 + (chance < 0.94)
        towns: list[str] = []
        while len(towns) < stops:
            (town,) = self._rng.choices(_TOWNS, _TOWN_WEIGHTS)
            if town not in towns:
                towns.append(town)
        return tuple(towns)

    def _slug(self) -> str:
        while True:
            slug = "".join(
                self._rng.choice(_SLUG_LETTERS) + self._rng.choice(_SLUG_DIGITS) for _ in range(4)
            )
            if slug not in self._slugs:
                self._slugs.add(slug)
                return slug
