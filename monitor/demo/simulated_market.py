"""The simulated market, week by week, and the truth about it.

Everything follows from one random generator and is drawn in a fixed order, so the same seed
gives the same market, and a longer span begins like a shorter one: a week is simulated when it
is asked for, after all those before it. The truth is read from the simulation's own state: it
knows who is an agency, and does not have to guess from counts.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from monitor.demo.advertisers import Advertiser, Kind, MarketAd, Registry
from monitor.demo.course import LARGEST, PORTALS, iso_mondays, level

_WARM_UP_WEEKS = 16  # so that the first week already has people away and about to return
_LEAVE: dict[Kind, float] = {"individual": 0.065, "agency": 0.02, "silent": 0.065}
_PAUSE: dict[Kind, float] = {"individual": 0.055, "agency": 0.01, "silent": 0.055}
_MEAN_WEEKS_AWAY = 5.0
_NEW_NUMBER = 0.01
_MOVE_ON = 0.6
_RENEW = 0.2
_AGENCY_AD_REPLACED = 0.1
_ALSO_ON_LARGEST = 0.25
_AGENCY_ADS = (5, 15)
_SMALL_AGENCY_ADS = (2, 4)
_SMALL_AGENCIES = {"nordlys": 0.3, "fjord": 0.95, "tundra": 0.9}
_AGENCY_SHARE = 0.13
_SILENT_SHARE = 0.06
_FEATURED = 3
_NOISE, _NOISE_MEMORY = 0.015, 0.6


@dataclass(frozen=True, slots=True)
class DemoAd:
    """An ad as its portal shows it; id and numbers stay out of what is printed."""

    slug: str = field(repr=False)
    places: tuple[str, ...]
    numbers: tuple[str, ...] = field(repr=False)
    agency: bool
    featured: bool


@dataclass(frozen=True, slots=True)
class MarketWeek:
    """What the portals list in one week, each in the order of its list."""

    monday: date
    ads: dict[str, tuple[DemoAd, ...]]


@dataclass(frozen=True, slots=True)
class Truth:
    """What a perfect count would find on a portal in one week."""

    ads: int
    numbers: int
    individual_ads: int
    without_number: int


class Market:
    """A market of `years` ISO years from `first_year`, `scale` times the usual size."""

    def __init__(
        self, seed: int, *, scale: float = 1.0, first_year: int = 2021, years: int = 2
    ) -> None:
        if scale <= 0 or years < 1:
            raise ValueError("a market needs a scale above 0 and at least one year")
        self._rng = Random(seed)
        self._scale = scale
        self.registry = Registry(self._rng)
        self._advertisers: list[Advertiser] = []
        self._noise = dict.fromkeys(PORTALS, 0.0)
        self._next_agency = {portal: self._agency_ads(portal) for portal in PORTALS}
        self._weeks: dict[date, MarketWeek] = {}
        self._truths: dict[date, dict[str, Truth]] = {}
        self.mondays = tuple(
            monday for year in range(first_year, first_year + years) for monday in iso_mondays(year)
        )
        self._course = self._simulate()

    def week(self, monday: date) -> MarketWeek:
        """Show what the portals list in the week that begins on this Monday."""
        return self._weeks[self._known_monday(monday)]

    def truth(self, monday: date) -> dict[str, Truth]:
        """Tell the truth by portal, and for "all" with numbers distinct across portals."""
        return self._truths[self._known_monday(monday)]

    def _known_monday(self, monday: date) -> date:
        if monday not in self.mondays:
            span = f"{self.mondays[0]} to {self.mondays[-1]}"
            raise ValueError(f"{monday} is not one of the simulated Mondays, {span}")
        while monday not in self._weeks:
            next(self._course)
        return monday

    def _simulate(self) -> Iterator[None]:
        """Live week by week."""
        for week in range(-_WARM_UP_WEEKS, len(self.mondays)):
            monday = self.mondays[0] + timedelta(weeks=week)
            self._advertisers = [one for one in self._advertisers if self._stays(one, week)]
            for portal in PORTALS:
                self._fill(portal, monday, week)
            self._feature(week)
            if week >= 0:
                self._record(monday, week)
                yield

    def _present(self, week: int) -> list[Advertiser]:
        return [one for one in self._advertisers if one.back <= week]

    # -- what happens to those who are there already -----------------------------------------

    def _stays(self, one: Advertiser, week: int) -> bool:
        """Live one week of an advertiser's time; False when it was the last."""
        if one.back > week:
            return True
        chance = self._rng.random()
        if chance < _LEAVE[one.kind] or not one.ads:
            return False
        if chance < _LEAVE[one.kind] + _PAUSE[one.kind]:
            one.back = week + 1 + int(self._rng.expovariate(1 / _MEAN_WEEKS_AWAY))
        else:
            self._live_on(one, week)
        return True

    def _live_on(self, one: Advertiser, week: int) -> None:
        if one.numbers and self._rng.random() < _NEW_NUMBER:
            self.registry.change_number(one)
        if one.moves and self._rng.random() < _MOVE_ON:
            places = self.registry.places(one)
            for ad in one.ads:
                ad.places = places
        for ad in list(one.ads):
            if self._rng.random() < _RENEW:
                ad.rank = week + self._rng.random()
                ad.featured = False
            if one.kind == "agency" and self._rng.random() < _AGENCY_AD_REPLACED:
                one.ads.remove(ad)
                self.registry.advertise(one, ad.portal, week)

    # -- who comes, so that the portals follow their course ----------------------------------

    def _fill(self, portal: str, monday: date, week: int) -> None:
        self._noise[portal] *= _NOISE_MEMORY
        self._noise[portal] += self._rng.gauss(0, _NOISE)
        base = self._scale * level(portal, monday)
        agency, silent = _AGENCY_SHARE * base, _SILENT_SHARE * (1 + _AGENCY_SHARE) * base
        if portal == LARGEST:  # the smallest market still has every kind of ad
            agency, silent = max(agency, _AGENCY_ADS[0]), max(silent, 1.0)
        self._steer(portal, "individual", base * math.exp(self._noise[portal]), week)
        self._steer(portal, "agency", agency, week)
        self._steer(portal, "silent", silent, week)

    def _steer(self, portal: str, kind: Kind, target: float, week: int) -> None:
        """Let advertisers come until the target is met, or ads go that are too many."""
        there = [one for one in self._present(week) if one.kind == kind]
        gap = round(target) - sum(ad.portal == portal for one in there for ad in one.ads)
        # No agency is larger than what there is room for on a portal.
        room = max(round(target), _SMALL_AGENCY_ADS[0])
        while gap >= (least := min(self._next_agency[portal], room) if kind == "agency" else 1):
            ads = least if kind == "agency" else min(gap, self._ads_at_once(kind))
            one = self._arrival(portal, kind, ads, there)
            for _ in range(ads):
                self.registry.advertise(one, portal, week)
            gap -= ads
            if kind == "agency":
                self._next_agency[portal] = self._agency_ads(portal)
        if kind != "agency" and gap < 0:
            self._thin_out(portal, there, -gap)

    def _ads_at_once(self, kind: Kind) -> int:
        if kind == "silent":
            return 1
        (ads,) = self._rng.choices((1, 2, 3), (88, 11, 1))
        return ads

    def _agency_ads(self, portal: str) -> int:
        """Draw how many ads the next agency on a portal has."""
        is_small = self._rng.random() < _SMALL_AGENCIES[portal]
        return self._rng.randint(*(_SMALL_AGENCY_ADS if is_small else _AGENCY_ADS))

    def _arrival(self, portal: str, kind: Kind, ads: int, there: list[Advertiser]) -> Advertiser:
        """Bring somebody new, or to a small portal somebody who is on the largest one."""
        if portal != LARGEST and self._rng.random() < _ALSO_ON_LARGEST:
            places = [(one, {ad.portal for ad in one.ads}) for one in there]
            candidates = [one for one, at in places if LARGEST in at and portal not in at]
            if candidates:
                return self._rng.choice(candidates)
        # Small agencies are common on the small portals, shared phones on the largest.
        new = self.registry.newcomer(kind, ads, there if portal == LARGEST else ())
        there.append(new)
        self._advertisers.append(new)
        return new

    def _thin_out(self, portal: str, there: list[Advertiser], surplus: int) -> None:
        ads = [ad for one in there for ad in one.on(portal)]
        for ad in self._rng.sample(ads, min(len(ads), surplus)):
            ad.owner.ads.remove(ad)

    def _feature(self, week: int) -> None:
        every = (ad for one in self._present(week) for ad in one.ads)
        ads = [ad for ad in every if ad.portal == LARGEST]
        vacant = _FEATURED - sum(ad.featured for ad in ads)
        plain = [ad for ad in ads if not ad.featured]
        for ad in self._rng.sample(plain, min(len(plain), max(0, vacant))):
            ad.featured = True

    # -- what is kept of the week ------------------------------------------------------------

    def _record(self, monday: date, week: int) -> None:
        everything = [ad for one in self._present(week) for ad in one.ads]
        everything.sort(key=lambda ad: (not ad.featured, -ad.rank))
        by_portal = {p: [ad for ad in everything if ad.portal == p] for p in PORTALS}
        shown = {portal: tuple(map(_as_shown, ads)) for portal, ads in by_portal.items()}
        self._weeks[monday] = MarketWeek(monday, shown)
        truths = {portal: _truth(ads) for portal, ads in by_portal.items()}
        self._truths[monday] = truths | {"all": _truth(everything)}


def _as_shown(ad: MarketAd) -> DemoAd:
    return DemoAd(ad.slug, ad.places, ad.numbers, ad.owner.kind == "agency", ad.featured)


def _truth(ads: Iterable[MarketAd]) -> Truth:
    kinds = [ad.owner.kind for ad in ads]
    numbers = {number for ad in ads for number in ad.numbers}
    return Truth(len(kinds), len(numbers), kinds.count("individual"), kinds.count("silent"))
