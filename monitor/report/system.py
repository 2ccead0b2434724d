"""All that a report publishes, as linear rows over what it hides.

The unknowns are hidden values; everything shown is a constant. A row says how far the unknowns that
it names may move together from their true values without changing anything that is published. The
true values are always a solution; `monitor.report.audit` looks for others.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from monitor.report.draft import Draft, Spot, hides_ratio
from monitor.report.estimates import EDGE, Estimates, level_window
from monitor.report.figures import COUNTED, PARTS_OF_ADS, Key, Kind
from monitor.series import Scope
from monitor.statistics import change
from storage.records import ALL_PLACES

ROOM = 8.0
"""How far any unknown may move, each way: more than is needed, and little for the solver."""

Terms = Iterable[tuple[Spot, float]]


@dataclass(slots=True)
class Unknown:
    """A hidden value: the truth, and the least and most that it may be.

    It moves from the truth in whole steps. `least_positive` above 1 means that it is a zero or at
    least that: ads on multi-ad numbers come in more than the threshold or not at all.
    """

    value: float
    low: float
    high: float
    least_positive: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """Low <= the sum of coefficient × move from the truth <= high."""

    terms: dict[Spot, float]
    low: float
    high: float


@dataclass(slots=True)
class System:
    """Unknowns, and the rows that bind them; `tight` are ratios that leave estimates no room."""

    unknowns: dict[Spot, Unknown] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    tight: list[Spot] = field(default_factory=list)

    def bind(self, terms: Terms, low: float, high: float) -> None:
        """Add a row; constants among the terms do not move and are left out."""
        known: dict[Spot, float] = {}
        for spot, factor in terms:
            if spot in self.unknowns:
                known[spot] = known.get(spot, 0.0) + factor
        if known:
            self.rows.append(Row(known, low, high))

    def only(self, spots: Collection[Spot]) -> System:
        """Return the same with all but these spots held where they are."""
        rows = []
        for row in self.rows:
            terms = {spot: factor for spot, factor in row.terms.items() if spot in spots}
            if terms:
                rows.append(Row(terms, row.low, row.high))
        kept = {spot: unknown for spot, unknown in self.unknowns.items() if spot in spots}
        return System(kept, rows, self.tight)


def year_system(draft: Draft) -> System:
    """Return the rows of one year: weeks, yearly levels, ratios and places."""
    system = System()
    _add_unknowns(system, draft)
    for week in range(max((len(f.series) for f in draft.figures.values()), default=0)):
        _bind_kinds(system, draft, week)
        _bind_portals(system, draft, week)
        _bind_numbers(system, draft, week)
    estimates = Estimates(draft)
    for key in draft.weekly_keys:
        for week, (least, most) in estimates.boxes(key).items():
            unknown = system.unknowns[draft.spot(key, week)]
            unknown.low, unknown.high = max(unknown.low, least), min(unknown.high, most)
    for key in draft.weekly_keys:
        _bind_level(system, draft, key, estimates)
    for scope in {key.scope: None for key in draft.weekly_keys}:
        _bind_ratio(system, draft, scope, estimates)
    _bind_places(system, draft)
    return system


def bind_change(system: System, now: Draft, before: Draft, key: Key) -> None:
    """Add what a change in whole per cent tells about the weeks of both years."""
    one, other = now.figures[key].series, before.figures[key].series
    percent = change(one, other).percent
    if percent is None:
        return
    common = [
        at
        for at, pair in enumerate(zip(one, other, strict=False))
        if pair[0] is not None and pair[1] is not None
    ]
    total, total_before = (math.fsum(s[at] or 0.0 for at in common) for s in (one, other))
    for half, sign in ((-0.5, 1.0), (0.5, -1.0)):
        ratio = 1 + (round(percent) + half) / 100
        terms = [(now.spot(key, at), sign) for at in common]
        terms += [(before.spot(key, at), -sign * ratio) for at in common]
        slack = sign * (total - ratio * total_before)
        system.bind(terms, min(EDGE - slack, 0.0), math.inf)


def _add_unknowns(system: System, draft: Draft) -> None:
    for spot in sorted(draft.hidden, key=repr):
        figure, kind = draft.figures[spot.key], spot.key.kind
        if spot.week is None:
            if spot.key.scope.place != ALL_PLACES and figure.average.level is not None:
                level = figure.average.level
                system.unknowns[spot] = Unknown(level, max(level - ROOM, 0.0), level + ROOM)
        elif (value := figure.series[spot.week]) is not None:
            least = draft.threshold + 1 if kind is Kind.MULTI else 1
            system.unknowns[spot] = Unknown(value, max(value - ROOM, 0.0), value + ROOM, least)
        elif _is_sum_of_known_estimates(draft, spot.key, spot.week):
            value = figure.in_week(spot.week) or 0.0
            system.unknowns[spot] = Unknown(value, max(value - ROOM, 0.0), value + ROOM)


def _is_sum_of_known_estimates(draft: Draft, key: Key, week: int) -> bool:
    """Whether a total over portals holds estimates, none of them hidden."""
    if key.scope != Scope() or key.kind is Kind.NUMBERS:
        return False
    parts = [Key(key.kind, Scope(portal=portal)) for portal in draft.portals]
    return not any(
        draft.figures[part].series[week] is None
        and (draft.hides(part, week) or draft.figures[part].in_week(week) is None)
        for part in parts
    )


def _bind_kinds(system: System, draft: Draft, week: int) -> None:
    """Ads are those tied to individuals, those on multi-ad numbers and those without a number."""
    for scope in {key.scope: None for key in draft.weekly_keys}:
        keys = [Key(kind, scope) for kind in (Kind.ADS, *PARTS_OF_ADS)]
        if all(draft.figures[key].series[week] is not None for key in keys):
            terms = [(draft.spot(key, week), -1.0) for key in keys[1:]]
            system.bind([(draft.spot(keys[0], week), 1.0), *terms], 0.0, 0.0)


def _bind_portals(system: System, draft: Draft, week: int) -> None:
    """Ads of all portals are the sum of the portals'; a shown estimate is a constant."""
    for kind in (Kind.ADS, *PARTS_OF_ADS):
        if _is_sum_of_known_estimates(draft, Key(kind, Scope()), week):
            terms = [(draft.spot(Key(kind, Scope(portal=p)), week), -1.0) for p in draft.portals]
            system.bind([(draft.spot(Key(kind, Scope()), week), 1.0), *terms], 0.0, 0.0)


def _bind_numbers(system: System, draft: Draft, week: int) -> None:
    """Numbers of all portals: at least each one's, at most their sum; and enough for the ads."""
    whole = Key(Kind.NUMBERS, Scope())
    parts = [Key(Kind.NUMBERS, Scope(portal=portal)) for portal in draft.portals]
    amounts = [draft.figures[part].series[week] for part in parts]
    most = draft.figures[whole].in_week(week)
    total = (draft.spot(whole, week), 1.0)
    for part, amount in zip(parts, amounts, strict=True):
        if amount is None:
            continue
        if most is not None:
            system.bind([total, (draft.spot(part, week), -1.0)], min(amount - most, 0.0), math.inf)
        tied = Key(Kind.INDIVIDUAL, part.scope)
        ads = draft.figures[tied].series[week] or 0.0
        _bind_threshold(system, draft, week, (part, amount), (tied, ads))
    if most is not None and None not in amounts:
        terms = [(draft.spot(part, week), 1.0) for part in parts]
        slack = math.fsum(amount or 0.0 for amount in amounts) - most
        system.bind([*terms, (draft.spot(whole, week), -1.0)], min(-slack, 0.0), math.inf)


def _bind_threshold(
    system: System,
    draft: Draft,
    week: int | None,
    numbers: tuple[Key, float],
    tied: tuple[Key, float],
) -> None:
    """No number has more than `threshold` of the ads tied to individual users."""
    slack = draft.threshold * numbers[1] - tied[1]
    terms = [(draft.spot(numbers[0], week), float(draft.threshold))]
    system.bind([*terms, (draft.spot(tied[0], week), -1.0)], min(-slack, 0.0), math.inf)


def _bind_level(system: System, draft: Draft, key: Key, estimates: Estimates) -> None:
    """Add that the year's weeks add up to its level, within the level's rounding."""
    window = level_window(draft, key, estimates.moves(key))
    if window is not None:
        system.bind(_year_terms(draft, key, 1.0), *window)


def _year_terms(draft: Draft, key: Key, factor: float) -> list[tuple[Spot, float]]:
    """Return the weeks behind a level; a total with a gap moves with its portals' weeks."""
    terms = []
    parts = [Key(key.kind, Scope(portal=portal)) for portal in draft.portals]
    for week, value in enumerate(draft.figures[key].series):
        if value is not None or key.scope.portal:
            terms.append((draft.spot(key, week), factor))
        elif key.kind is not Kind.NUMBERS:
            terms.extend((draft.spot(part, week), factor) for part in parts)
    return terms


def _bind_ratio(system: System, draft: Draft, scope: Scope, estimates: Estimates) -> None:
    """Ads with a number are the ratio times the numbers, within the ratio's two decimals."""
    ads, without, numbers = (
        Key(kind, scope) for kind in (Kind.ADS, Kind.WITHOUT_NUMBER, Kind.NUMBERS)
    )
    ratio = draft.figures[Key(Kind.ADS_PER_NUMBER, scope)].average.level
    if ratio is None or hides_ratio(draft, scope):
        return
    weeks = len(draft.figures[ads].series)
    level = {key: (draft.figures[key].average.level or 0.0) for key in (ads, without, numbers)}
    down, up = zip(*(estimates.moves(key) for key in level), strict=True)
    for half, sign in ((-0.005, 1.0), (0.005, -1.0)):
        bound = round(ratio, 2) + half
        factors = {ads: sign, without: -sign, numbers: -sign * bound}
        slack = weeks * math.fsum(factors[key] * level[key] for key in level)
        worst = math.fsum(
            min(factor * down[at], factor * up[at]) for at, factor in enumerate(factors.values())
        )
        terms = [t for key, factor in factors.items() for t in _year_terms(draft, key, factor)]
        room = slack + worst - EDGE
        if room < 0:
            system.tight.append(draft.spot(Key(Kind.ADS_PER_NUMBER, scope)))
        system.bind(terms, -room, math.inf)


def _bind_places(system: System, draft: Draft) -> None:
    """Places have yearly levels only, and add up to the country with an overlap.

    The reader is taken to know the overlap and every shown level to the last digit.
    """
    for scope in draft.places:
        keys = [Key(kind, scope) for kind in (Kind.ADS, *PARTS_OF_ADS)]
        if all(draft.figures[key].average.level is not None for key in keys):
            terms = [(draft.spot(key), -1.0) for key in keys[1:]]
            system.bind([(draft.spot(keys[0]), 1.0), *terms], 0.0, 0.0)
        numbers, tied = Key(Kind.NUMBERS, scope), Key(Kind.INDIVIDUAL, scope)
        levels = [draft.figures[key].average.level for key in (numbers, tied)]
        if levels[0] is not None and levels[1] is not None:
            _bind_threshold(system, draft, None, (numbers, levels[0]), (tied, levels[1]))
    for kind in COUNTED:
        parts = [Key(kind, scope) for scope in draft.places]
        missing = any(draft.figures[part].average.level is None for part in parts)
        if not missing and not draft.hides(Key(kind, Scope())):
            system.bind([(draft.spot(part), 1.0) for part in parts], 0.0, 0.0)
