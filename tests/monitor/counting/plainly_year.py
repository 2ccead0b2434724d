"""A year's figures and profiles in the plain way: all of its sightings at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, pairwise
from math import fsum, prod

from monitor.protection import Protection
from scrapers.model import Sighting
from storage.records import ALL_PLACES, ALL_PORTALS, Protected, WeekSightings
from storage.weeks import Week

Year = Mapping[Week, WeekSightings]
Row = tuple[str, str, str]


def figures(
    protect: Protection, year: Year, common: Collection[tuple[str, int]]
) -> dict[tuple[str, str], Protected | None]:
    """Return a year's figures from every week that each number was seen in."""
    made: dict[tuple[str, str], Protected] = {}
    within = {
        week: {p: sweeps for p, sweeps in of.items() if (p, week.number) in common}
        for week, of in year.items()
    }
    for portal in (ALL_PORTALS, *sorted({portal for of in year.values() for portal in of})):
        once, again = _once_and_again(protect, year, portal)
        some = sum(_once_and_again(protect, within, portal))
        made[portal, "distinct_numbers"] = Protected(once + again)
        made[portal, "numbers_in_one_week"] = Protected(once)
        made[portal, "numbers_in_two_weeks"] = Protected(again)
        made[portal, "distinct_in_common_weeks"] = Protected(min(some, once + again))
    groups = [sorted(group) for group in components(year)]
    linked = {number: 1.0 for group in groups if len(group) <= 8 for number in group[1:]}
    large = {number: 1.0 for group in groups if len(group) > 8 for number in group}
    weekly: defaultdict[bytes, float] = defaultdict(float)
    for portals in year.values():
        up = {number for ad in _ads(portals) for number in ad.numbers}
        for group in groups:
            for number in [one for one in group if one in up and len(group) <= 8][1:]:
                weekly[number] += 1 / len(year)
    less = _drawn(protect, ALL_PORTALS, "linked_to_another", linked)
    distinct = made[ALL_PORTALS, "distinct_numbers"]
    made[ALL_PORTALS, "linked_numbers"] = Protected(distinct - less)
    made[ALL_PORTALS, "linked_per_week"] = Protected(
        _drawn(protect, ALL_PORTALS, "linked_in_a_week", weekly)
    )
    made[ALL_PORTALS, "numbers_in_large_groups"] = Protected(
        _drawn(protect, ALL_PORTALS, "numbers_in_large_groups", large)
    )
    return made | _moves(protect, year)


def _moves(protect: Protection, year: Year) -> dict[tuple[str, str], Protected | None]:
    """Return how many numbers were first, again, or last seen eight whole weeks from another."""
    whole, moved = _counted(year, ALL_PORTALS), defaultdict(set)
    for number, weeks in _weeks_of_numbers(year, ALL_PORTALS).items():
        edges = [Week(1, 1), *sorted(weeks), Week(9999, 1)]
        away = [sum(a < week < b for week in whole) >= 8 for a, b in pairwise(edges)]
        kinds = [
            kind
            for kind, is_so in (
                ("new", away[0]),
                ("returning", any(away[1:-1])),
                ("gone", away[-1]),
            )
            if is_so
        ]
        if kinds:
            moved["_and_".join(kinds)].add(number)
    drawn = {
        cell: _drawn(protect, ALL_PORTALS, cell, dict.fromkeys(numbers, 1.0))
        for cell, numbers in moved.items()
    }
    figures = {
        kind: Protected(sum(value for cell, value in drawn.items() if kind in cell.split("_and_")))
        for kind in ("new", "returning", "gone")
    }
    return {
        (ALL_PORTALS, f"{kind}_numbers"): value if len(whole) >= 10 else None
        for kind, value in figures.items()
    }


def components(year: Year) -> list[set[bytes]]:
    """Return the groups of numbers that stood in the same ads, or are linked by others."""
    groups: list[set[bytes]] = []
    for ad in (ad for portals in year.values() for ad in _ads(portals) if len(ad.numbers) > 1):
        touched = [group for group in groups if group & ad.numbers]
        groups = [group for group in groups if not group & ad.numbers]
        groups.append(set(ad.numbers).union(*touched))
    return groups


def profiles(
    year: Year, weeks: Sequence[Week], threshold: int
) -> dict[Row, tuple[float, tuple[float | None, ...]]]:
    """Return the mean and the lags of each row with a mean of 20 or more."""
    leader = {number: min(group) for group in components(year) for number in group}
    table: dict[Row, dict[Week, dict[bytes, float]]] = defaultdict(lambda: defaultdict(_none))
    for week, portals in year.items():
        for row, who, value in _contributions(portals, threshold):
            table[row][week][leader.get(who, who)] += value
    made = {}
    for row, weekly in table.items():
        counted = sorted(_counted(year, row[0]))
        mean = fsum(v for week in counted for v in weekly[week].values()) / len(counted)
        if mean < 20:
            continue
        products: dict[int, list[float]] = defaultdict(list)
        for one, later in combinations_with_replacement(counted, 2):
            lag = weeks.index(later) - weeks.index(one)
            products[lag].append(
                fsum(v * weekly[later].get(g, 0.0) for g, v in weekly[one].items())
            )
        lags = (products.get(lag) for lag in range(52))
        shares = (fsum(of) / len(of) / mean**2 if of else None for of in lags)
        made[row] = mean, tuple(shares)
    return made


def _none() -> dict[bytes, float]:
    return defaultdict(float)


def _contributions(portals: WeekSightings, threshold: int) -> Iterator[tuple[Row, bytes, float]]:
    chances: dict[tuple[str, bytes], list[float]] = defaultdict(list)
    for portal, sweeps in portals.items():
        for sweep in sweeps:
            ads_on = Counter(number for ad in sweep for number in ad.numbers)
            for ad in sweep:
                busiest = max((ads_on[number] for number in ad.numbers), default=0)
                where = [(portal, ALL_PLACES), (ALL_PORTALS, ALL_PLACES)]
                for row in (*where, *((ALL_PORTALS, place) for place in ad.places)):
                    one = min(ad.numbers, default=ad.ad)
                    yield (*row, "ads"), one, 1 / len(sweeps)
                    if 0 < busiest <= threshold:
                        yield (*row, "individual"), one, 1 / len(sweeps)
        seen = Counter(
            place_and_number
            for sweep in sweeps
            for place_and_number in {
                (place, n) for ad in sweep for n in ad.numbers for place in (ALL_PLACES, *ad.places)
            }
        )
        for (place, number), times in seen.items():
            chances[place, number].append(times / len(sweeps))
            if place == ALL_PLACES:
                yield (portal, ALL_PLACES, "numbers"), number, times / len(sweeps)
    for (place, number), shares in chances.items():
        yield (ALL_PORTALS, place, "numbers"), number, 1 - prod(1 - share for share in shares)


def _counted(year: Year, portal: str) -> set[Week]:
    names = {name for portals in year.values() for name in portals}
    weeks = {name: {week for week, of in year.items() if name in of} for name in names}
    if portal != ALL_PORTALS:
        return weeks[portal]
    return {
        week
        for week in set().union(*weeks.values())
        if all(week in own for own in weeks.values() if min(own) <= week <= max(own))
    }


def _weeks_of_numbers(year: Year, portal: str) -> dict[bytes, set[Week]]:
    seen: dict[bytes, set[Week]] = defaultdict(set)
    for week, portals in year.items():
        own = {p: sweeps for p, sweeps in portals.items() if portal in (ALL_PORTALS, p)}
        for number in (number for ad in _ads(own) for number in ad.numbers):
            seen[number].add(week)
    return seen


def _once_and_again(protect: Protection, year: Year, portal: str) -> tuple[int, int]:
    seen = _weeks_of_numbers(year, portal)
    once = {number: 1.0 for number, of in seen.items() if len(of) == 1}
    again = {number: 1.0 for number, of in seen.items() if len(of) > 1}
    return (
        _drawn(protect, portal, "numbers_in_one_week", once),
        _drawn(protect, portal, "numbers_in_two_weeks", again),
    )


def _drawn(protect: Protection, portal: str, name: str, numbers: Mapping[bytes, float]) -> int:
    keys = sum(map(protect.record_key, numbers))
    return protect.protect(f"{portal} {name}", fsum(numbers.values()), keys)


def _ads(portals: WeekSightings) -> Iterator[Sighting]:
    for sweeps in portals.values():
        for sweep in sweeps:
            yield from sweep
