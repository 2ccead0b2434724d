"""How often a year's interval holds the truth, and how far off levels are: simulated markets.

People come, stay for some weeks, pause, and go; each advertises under one number on one portal or
several. What was not read is taken away by patterns of gaps, and the level that is made of the rest
is compared with the mean of all weeks. Counts are true ones here: what is tried is the filling.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from monitor.statistics.events import Event, EventKind
from monitor.statistics.figure import Figure
from monitor.statistics.filling import Z95
from monitor.statistics.levels import level_of_portal, level_of_total
from monitor.statistics.market_year import MarketYear, Portals
from monitor.statistics.numbers import NumberCells, level_of_numbers
from storage.weeks import Week, ends_of, weeks_of

YEAR, WEEKS, WARM_UP = 2022, 52, 60
PORTALS: Mapping[str, float] = {"a": 0.55, "b": 0.33, "c": 0.2, "d": 0.1}
"""Each portal's share of the people who advertise: about 350, 210, 125 and 65 ads."""

PEOPLE, LEAVE, PAUSE, BACK = 480, 0.06, 0.05, 0.25
"""How many advertise or pause at a time, and each one's chances a week."""

MARKETS = 200
TARGET_MEAN, TARGET_WORST, TARGET_BIAS = (0.93, 0.98), 0.88, 0.003

Gaps = Mapping[str, frozenset[int]]
Pattern = Callable[[random.Random], Gaps]


@dataclass(frozen=True, slots=True)
class Truth:
    """What a perfect count finds each week: ads by portal, and numbers by the set they are on."""

    ads: Mapping[str, Sequence[int]]
    sets: Sequence[Mapping[frozenset[str], int]]


@dataclass(slots=True)
class Tried:
    """Of levels that were printed: whether the interval held the truth, widths, and errors."""

    held: list[bool] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)

    def add(self, figure: Figure, true: float) -> None:
        """Note a level beside the truth; one that is not printed, or has no gap, counts not."""
        if figure.level is not None and figure.counted < len(figure.series):
            half = Z95 * figure.gap_error
            self.held.append(abs(figure.level - true) <= half + 1e-9)
            self.widths.append(half / true)
            self.errors.append(figure.level / true - 1)


def simulated(seed: int) -> Truth:
    """Return a market's year."""
    chance = random.Random(seed)
    people = [_person(chance) for _ in range(PEOPLE)]
    ads: dict[str, list[int]] = {portal: [] for portal in PORTALS}
    sets: list[Counter[frozenset[str]]] = []
    for week in range(WARM_UP + WEEKS):
        people = [one for one in people if chance.random() > LEAVE]
        arrivals = PEOPLE * LEAVE + chance.gauss(0, math.sqrt(PEOPLE * LEAVE))
        people += [_person(chance) for _ in range(max(round(arrivals), 0))]
        for one in people:
            one.is_up = chance.random() > PAUSE if one.is_up else chance.random() < BACK
        if week >= WARM_UP:
            sets.append(Counter(one.portals for one in people if one.is_up))
            for portal in PORTALS:
                on = (one for one in people if one.is_up and portal in one.portals)
                ads[portal].append(sum(one.ads for one in on))
    return Truth(ads, sets)


@dataclass(slots=True)
class _Person:
    portals: frozenset[str]
    ads: int
    is_up: bool = True


def _person(chance: random.Random) -> _Person:
    first = chance.choices(list(PORTALS), weights=list(PORTALS.values()))[0]
    more = {name for name, share in PORTALS.items() if chance.random() < share * 0.4}
    return _Person(frozenset({first, *more}), chance.choice((1, 1, 1, 1, 2)))


def _together(weeks: int) -> Pattern:
    def pattern(chance: random.Random) -> Gaps:
        gone = frozenset(chance.sample(range(WEEKS), weeks))
        return dict.fromkeys(PORTALS, gone)

    return pattern


def _apart(weeks: int) -> Pattern:
    def pattern(chance: random.Random) -> Gaps:
        return {name: frozenset(chance.sample(range(WEEKS), weeks)) for name in PORTALS}

    return pattern


def _block(first: int, weeks: int) -> Pattern:
    return lambda _: dict.fromkeys(PORTALS, frozenset(range(first, first + weeks)))


def _somewhere(weeks: int) -> Pattern:
    return lambda chance: _block(chance.randrange(6, WEEKS - weeks - 6), weeks)(chance)


def _overlapping(chance: random.Random) -> Gaps:
    start = chance.randrange(8, 24)
    first = {name: start + 3 * at for at, name in enumerate(PORTALS)}
    return {name: frozenset(range(at, at + 8)) for name, at in first.items()}


def _few(chance: random.Random) -> Gaps:
    """Leave the smallest portal 20 counts, its first and last week among them."""
    return {"d": frozenset(chance.sample(range(1, WEEKS - 1), 32))}


PATTERNS: Mapping[str, Pattern] = {
    "1 week, all portals": _together(1),
    "5 weeks, all portals": _together(5),
    "8 weeks, all portals": _together(8),
    "1 week each": _apart(1),
    "5 weeks each": _apart(5),
    "8 weeks each": _apart(8),
    "13 weeks each": _apart(13),
    "July": _block(26, 4),
    "8 weeks in a row": _somewhere(8),
    "13 weeks in a row": _somewhere(13),
    "overlapping blocks of 8": _overlapping,
    "4 weeks at the start": _block(0, 4),
    "4 weeks at the end": _block(WEEKS - 4, 4),
    "smallest portal: 20 counts": _few,
}

Judged = Mapping[str, Tried]
ROWS = ("ads, all portals", "ads of a (350)", "ads of c (125)", "numbers")


def tried(markets: int) -> dict[str, Judged]:
    """Return for each pattern and row how the levels fared over so many markets."""
    found: dict[str, dict[str, Tried]] = {name: {row: Tried() for row in ROWS} for name in PATTERNS}
    market = Portals(dict.fromkeys(PORTALS, ends_of(YEAR))).year(YEAR)
    for seed in range(markets):
        truth, chance = simulated(seed), random.Random(seed)
        for name, pattern in PATTERNS.items():
            for row, figure, true in _levels(market, truth, pattern(chance)):
                found[name][row].add(figure, true)
    return dict(found)


def _levels(market: MarketYear, truth: Truth, gaps: Gaps) -> Iterator[tuple[str, Figure, float]]:
    counts = _counts(truth, gaps)
    means = {name: fmean(values) for name, values in truth.ads.items()}
    numbers = fmean(sum(week.values()) for week in truth.sets)
    yield ROWS[0], level_of_total(market, counts), sum(means.values())
    yield ROWS[1], level_of_portal(market, "a", counts["a"]), means["a"]
    yield ROWS[2], level_of_portal(market, "c", counts["c"]), means["c"]
    yield ROWS[3], level_of_numbers(market, _cells(truth, gaps)), numbers


def _counts(truth: Truth, gaps: Gaps) -> dict[str, dict[Week, float]]:
    weeks = list(weeks_of(YEAR))
    return {
        name: {
            week: float(values[at]) for at, week in enumerate(weeks) if at not in gaps.get(name, ())
        }
        for name, values in truth.ads.items()
    }


def _cells(truth: Truth, gaps: Gaps) -> NumberCells:
    """Return the numbers as they are kept: by the exact sets of the portals that were read."""
    on: dict[str, dict[Week, float]] = {name: {} for name in PORTALS}
    exact: dict[frozenset[str], dict[Week, float]] = defaultdict(lambda: defaultdict(float))
    several: dict[Week, float] = defaultdict(float)
    for at, week in enumerate(weeks_of(YEAR)):
        read = frozenset(name for name in PORTALS if at not in gaps.get(name, ()))
        for name in read:
            on[name][week] = 0.0
        for names, count in truth.sets[at].items():
            seen = names & read
            exact[seen][week] += count
            several[week] += count if len(seen) > 1 else 0
            for name in seen:
                on[name][week] += count
    only = {name: exact[frozenset((name,))] for name in PORTALS}
    shared = {names: weeks for names, weeks in exact.items() if len(names) > 1}
    return NumberCells(on, only, several, shared)


def events_off(seed: int) -> float:
    """Return how far off the levels of all portals are, at most, when portals come and go."""
    truth = simulated(seed)
    worst = 0.0
    for kind, gone, in_total in (
        (EventKind.CLOSED, range(30, WEEKS), True),
        (EventKind.OPENED, range(13), True),
        (EventKind.DROPPED, range(30, WEEKS), False),
        (EventKind.ADDED, range(13), False),
    ):
        first = gone.start if kind in {EventKind.CLOSED, EventKind.DROPPED} else gone.stop
        event = Event(kind, "b", Week(YEAR, first + 1))
        market = Portals(dict.fromkeys(PORTALS, ends_of(YEAR)), [event]).year(YEAR)
        level = level_of_total(market, _counts(truth, {"b": frozenset(gone)})).level
        true = sum(fmean(values) for name, values in truth.ads.items() if name != "b")
        if in_total:
            true += sum(v for at, v in enumerate(truth.ads["b"]) if at not in gone) / WEEKS
        worst = max(worst, math.inf if level is None else abs(level - true))
    return worst


def main() -> None:
    """Print coverages, widths and biases beside their targets."""
    found = tried(MARKETS)
    print(f"\ncoverage of a year's 95 % intervals, {MARKETS} markets a cell (half-width, per cent)")
    print(f"{'':28}" + "".join(f"{row:>20}" for row in ROWS))
    for name, rows in found.items():
        print(f"{name:28}" + "".join(f"{_shown(tries):>20}" for tries in rows.values()))
    for row in ROWS:
        print(f"{row:28}{_judged([rows[row] for rows in found.values()])}")
    low, high = TARGET_MEAN
    print(f"targets: {low} to {high} on average, worst {TARGET_WORST}, bias {TARGET_BIAS:.1%}")
    print(f"events: levels off by {max(map(events_off, range(5))):.0e} ads at most (target: 0)")


def _shown(tries: Tried) -> str:
    if not tries.held:
        return ".."
    return f"{fmean(tries.held):.2f} ({100 * fmean(tries.widths):.1f})"


def _judged(tries: Sequence[Tried]) -> str:
    shares = [fmean(each.held) for each in tries if each.held]
    bias = max(abs(fmean(each.errors)) for each in tries if each.errors)
    return f"on average {fmean(shares):.3f}, worst {min(shares):.2f}, bias at most {bias:.2%}"


if __name__ == "__main__":
    main()
