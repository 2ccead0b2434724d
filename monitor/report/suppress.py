"""Which figures rest on too few numbers to leave the house: docs/method.md, section 8.

A figure that rests on fewer distinct numbers than config.toml's `least_numbers` is hidden, and one
in which a single number may hold more than half of the ads. Where figures add up to a published
total, a single hidden one could be worked out, so the smallest of its neighbours is hidden with it,
or the total.
That is a first guess: `monitor.report.conceal` hides more until the audit finds nothing to solve.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from monitor.report.figures import COUNTED, PARTS_OF_ADS, Key, Kind
from monitor.series import Scope
from storage.records import ALL_PLACES

Values = Mapping[Key, float]
Group = tuple[Key, tuple[Key, ...]]

LARGEST_SHARE = 0.5
"""One number may not hold more than this of the ads behind a figure."""


def hidden(values: Values, bases: Values, threshold: int, least: int) -> frozenset[Key]:
    """Return the counted figures that must not be shown.

    `values` are those that would be shown, and nothing else: a figure without a value is absent,
    never a zero. `bases` are the values that they are judged by. A zero rests on nobody.
    """
    concealed = {
        key
        for key, value in values.items()
        if value > 0
        and (_base(key, value, bases, threshold) < least or _is_dominated(key, value, bases))
    }
    _hide_neighbours(concealed, values)
    return frozenset(concealed)


def _base(key: Key, value: float, bases: Values, threshold: int) -> float:
    """Return the fewest distinct numbers that a figure can rest on; unknown is none."""
    if key.kind is Kind.INDIVIDUAL:
        return value / threshold
    if key.kind is Kind.WITHOUT_NUMBER:
        return value
    if key.kind is not Kind.MULTI:
        numbers = bases.get(Key(Kind.NUMBERS, key.scope))
        # Where no ad has a number, the ads are those without one, and are judged as these.
        return value if numbers == 0 and key.kind is Kind.ADS else numbers or 0.0
    if key.scope != Scope():
        return bases.get(Key(Kind.MULTI_NUMBERS, key.scope), 0.0)
    # One number may be on several portals: only the largest of them is sure to be distinct.
    return max(
        (n for k, n in bases.items() if k.kind is Kind.MULTI_NUMBERS and k.scope.portal),
        default=0.0,
    )


def _is_dominated(key: Key, value: float, bases: Values) -> bool:
    """Whether one number may hold more than half of the ads.

    The ads of each portal's busiest number are a safe bound: over several portals they are added,
    as if all were one number, and the busiest of all ads is at least the busiest of multi-ad ones.
    Ads tied to individual users need no bound of their own: with `least_numbers` of 3 or more, no
    number that is on at most `threshold` of them can reach half.
    """
    if key.kind not in {Kind.ADS, Kind.MULTI}:
        return False
    most = bases.get(Key(Kind.TOP_NUMBER_ADS, key.scope), 0.0)
    # Where there are numbers, one of them has an ad: a zero means that nobody counted.
    is_unknown = most == 0 and bases.get(Key(Kind.NUMBERS, key.scope), 0.0) > 0
    return is_unknown or most > LARGEST_SHARE * value


def _hide_neighbours(concealed: set[Key], values: Values) -> None:
    together = list(groups(values))
    before = -1
    while before != len(concealed):
        before = len(concealed)
        for total, parts in together:
            alone = concealed.intersection(parts)
            if len(alone) == 1 and total in values and total not in concealed:
                others = [p for p in parts if p not in alone and is_minor(p, total, values)]
                concealed.add(min(others, key=lambda part: values[part], default=total))


def is_minor(part: Key, total: Key, values: Values) -> bool:
    """Whether a part may be hidden for another's sake: it is more than nothing, and not the most.

    Without what makes up most of a total, the total itself says little; hide that instead. So the
    largest portal keeps its figure as long as it can.
    """
    return 0 < values[part] <= values.get(total, 0.0) / 2


def groups(values: Collection[Key]) -> Iterator[Group]:
    """Yield every total with those of its parts that have a value."""
    for scope in dict.fromkeys(key.scope for key in values):
        parts = (Key(kind, scope) for kind in PARTS_OF_ADS)
        yield Key(Kind.ADS, scope), tuple(part for part in parts if part in values)
    for kind in COUNTED:
        of_kind = [key for key in values if key.kind is kind]
        whole = Key(kind, Scope())
        yield whole, tuple(key for key in of_kind if key.scope.portal)
        yield whole, tuple(key for key in of_kind if key.scope.place != ALL_PLACES)
