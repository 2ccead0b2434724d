"""What the interval of a change is worth: `python -m benchmarks.changing`.

Simulated markets in which advertisers come and go by the same chances for two years: how often the
interval of the change covers none (the target is .93, within two standard errors), how wide it is
beside how far markets differ, and how often a level that is 10, 20 or 50 per cent higher
throughout would have been found (a portal of about 124 ads: 20 per cent in .65; the country: .95).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, stdev

from monitor.counting.profile import profiles_of_sightings
from monitor.statistics.change import Change, RowYear, change
from scrapers.model import Sighting
from storage.weeks import Week, weeks_of
from tests.monitor.building import PlainYear

MARKETS, YEARS, WARM_UP, ARRIVALS = 60, (2021, 2022), 300, 60
HIGHER = (1.1, 1.2, 1.5)
TARGET = 0.93
PORTALS = {"nordlys": 0.8, "fjord": 0.26, "tundra": 0.3}
"""With which chance somebody advertises on each portal, beside the one they always are on."""

MIXES = {
    "agencies on the larger portals": ("nordlys", "fjord"),
    "agencies on every portal": tuple(PORTALS),
}
"""On a portal of 124 ads, three or four agencies are a fifth of them and move it as they please."""

ROWS = {
    "numbers, country": ("all", "all", "numbers"),
    "ads, country": ("all", "all", "ads"),
    "individual ads, nordlys": ("nordlys", "all", "individual"),
    "ads, tundra": ("tundra", "all", "ads"),
    "individual ads, tundra": ("tundra", "all", "individual"),
    "ads, Oslo": ("all", "Oslo", "ads"),
}
FOUND = {"numbers, country": 0.95, "ads, tundra": 0.65}
"""In how many markets at least +20 per cent is to be found."""


@dataclass(slots=True)
class Advertiser:
    """Somebody who stays for some weeks, with pauses, and has some ads on some portals."""

    leaves: int
    ads: dict[str, int]
    numbers: list[str]
    place: str
    is_agency: bool
    back: int = 0
    nr: int = 0


class Market:
    """A market in which the chances never change; the same seed gives the same one."""

    def __init__(self, seed: int, agencies_on: Collection[str]) -> None:
        self._random = Random(seed)
        self._agencies_on = agencies_on
        self._there: list[Advertiser] = []
        self._made = 0

    def years(self) -> Iterator[Mapping[Week, Mapping[str, Sequence[Sequence[Sighting]]]]]:
        """Yield each year's sightings, one sweep of every portal a week."""
        for at in range(-WARM_UP, 0):
            self._live(at)
        at = 0
        for year in YEARS:
            seen = {}
            for week in weeks_of(year):
                self._live(at)
                seen[week] = self._sweeps(at)
                at += 1
            yield seen

    def _live(self, at: int) -> None:
        """Let those go whose time is over, some pause or change their number, and others come."""
        self._there = [one for one in self._there if one.leaves > at]
        for one in self._there:
            chance = self._random.random()
            if one.back <= at and chance < 0.04 and not one.is_agency:
                one.back = at + 1 + int(self._random.expovariate(1 / 4))
            elif chance > 0.995 and one.numbers:
                one.numbers[0] = self._name()
        for _ in range(self._arrivals()):
            self._there.append(self._newcomer(at))

    def _arrivals(self) -> int:
        """Draw how many come in a week (Poisson, as a sum of waiting times)."""
        count, waited = 0, self._random.expovariate(ARRIVALS)
        while waited < 1:
            count, waited = count + 1, waited + self._random.expovariate(ARRIVALS)
        return count

    def _newcomer(self, at: int) -> Advertiser:
        draw = self._random
        is_agency = draw.random() < 0.001
        stay = 150 if is_agency else draw.choices((2, 8, 26), (0.55, 0.33, 0.12))[0]
        open_to = [name for name in PORTALS if not is_agency or name in self._agencies_on]
        first = draw.choices(open_to, [PORTALS[name] for name in open_to])[0]
        ads = {}
        for portal, chance in PORTALS.items():
            if portal == first or (draw.random() < 0.3 * chance and not is_agency):
                ads[portal] = draw.randint(4, 8) if is_agency else 1 + (draw.random() < 0.12)
        numbers = [self._name() for _ in range(2 if is_agency else 1 + (draw.random() < 0.05))]
        chance = 1.0 if is_agency else draw.random()
        if chance < 0.06:
            numbers = []
        elif chance < 0.1 and self._there:
            numbers = list(draw.choice(self._there).numbers[:1])
        place = draw.choices(("Oslo", "Bergen", "elsewhere"), (42, 15, 43))[0]
        self._made += 1
        leaves = at + 1 + int(draw.expovariate(1 / stay))
        return Advertiser(leaves, ads, numbers, place, is_agency, nr=self._made)

    def _name(self) -> str:
        self._made += 1
        return f"number {self._made}"

    def _sweeps(self, at: int) -> dict[str, list[list[Sighting]]]:
        found: dict[str, list[list[Sighting]]] = {portal: [[]] for portal in PORTALS}
        for one in self._there:
            for portal, ads in one.ads.items() if one.back <= at else ():
                for nr in range(ads):
                    numbers = one.numbers if ads < 4 else [one.numbers[nr % len(one.numbers)]]
                    sighting = Sighting(
                        f"{portal} {one.nr} {nr}".encode(),
                        frozenset(number.encode() for number in numbers),
                        frozenset((one.place,)),
                    )
                    found[portal][0].append(sighting)
        return found


def changes(seed: int, agencies_on: Collection[str]) -> dict[str, Change]:
    """Return the change of each row in one market, from true counts of every week."""
    rows: list[dict[str, RowYear]] = []
    for year, seen in zip(YEARS, Market(seed, agencies_on).years(), strict=True):
        made = profiles_of_sightings(PlainYear(seen), list(weeks_of(year)), 2)
        lags = {(p.portal, p.place, p.measure): p.lags for p in made}
        rows.append(
            {
                name: RowYear(tuple(counted(week, row) for week in seen.values()), 0, 0, lags[row])
                for name, row in ROWS.items()
            }
        )
    found = {name: change(rows[1][name], rows[0][name]) for name in ROWS}
    return {name: each for name, each in found.items() if each is not None}


def counted(week: Mapping[str, Sequence[Sequence[Sighting]]], row: tuple[str, str, str]) -> float:
    """Return the count of a row in one week with a single sweep of each portal."""
    portal, place, measure = row
    total, numbers = 0, set[bytes]()
    for name, (sweep,) in week.items():
        on: dict[bytes, int] = {}
        for number in (number for sighting in sweep for number in sighting.numbers):
            on[number] = on.get(number, 0) + 1
        for sighting in sweep:
            if portal in {"all", name} and place in {"all", *sighting.places}:
                busiest = max((on[number] for number in sighting.numbers), default=0)
                total += measure == "ads" or 0 < busiest <= 2
                numbers |= sighting.numbers
    return len(numbers) if measure == "numbers" else total


def main() -> None:
    """Print coverage, width and power of each row, beside their targets."""
    error = math.sqrt(TARGET * (1 - TARGET) / MARKETS)
    print(f"\nthe interval of a change, in {MARKETS} markets that do not change")
    print(f"(target: covers none in {TARGET}, within {2 * error:.2f}; +20 % found as said;")
    print("known: +20 % found by 1.96 sd between markets, whatever a market's own interval is)")
    print(f"{'':28}{'mean':>7}{'half':>8}{'1.96 sd':>9}{'covers':>8}", end="")
    print(f"{'+10':>7}{'+20':>6}{'+50':>6}{'known':>7}")
    for mix, agencies_on in MIXES.items():
        print(f" {mix}")
        found = [changes(seed, agencies_on) for seed in range(MARKETS)]
        for name in ROWS:
            _print_row(name, [market[name] for market in found], error)


def _print_row(name: str, rows: Sequence[Change], error: float) -> None:
    logs = [math.log(row.ratio) for row in rows]
    halves = [row.half_width or 0.0 for row in rows]
    covers = fmean(abs(log) <= half for log, half in zip(logs, halves, strict=True))
    power = {higher: _share_found(logs, halves, higher) for higher in HIGHER}
    spread = 1.96 * stdev(logs)
    known = _share_found(logs, [spread] * len(logs), 1.2)
    level = fmean(row.this for row in rows)
    figures = f"{level:7.0f}{100 * fmean(halves):7.1f}%{100 * spread:8.1f}%{covers:8.2f}"
    shares = "".join(f"{share:6.2f}" for share in power.values())
    is_met = covers >= TARGET - 2 * error and power[1.2] >= FOUND.get(name, 0.0)
    print(f"  {name:26}{figures}  {shares}{known:7.2f}{'' if is_met else '   MISSES ITS TARGET'}")


def _share_found(logs: Sequence[float], halves: Sequence[float], higher: float) -> float:
    """Return in how many markets a level so much higher would have been called a rise."""
    return fmean(log + math.log(higher) > half for log, half in zip(logs, halves, strict=True))


if __name__ == "__main__":
    main()
