"""Which figures rest on too few numbers to leave the house: docs/method.md, section 8.

A figure that rests on fewer distinct numbers than config.toml's `least_numbers` is hidden. Where
figures add up to a published total, a single hidden one could be worked out, so the smallest of
its neighbours is hidden with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from monitor.report.figures import COUNTED, PARTS_OF_ADS, Figure, Figures, Key, Kind
from monitor.series import Scope
from storage.records import ALL_PLACES

Value = Callable[[Figure], float | None]


def hidden(found: Figures, value: Value, threshold: int, least: int) -> frozenset[Key]:
    """Return the figures that must not be shown.

    `value` picks what would be shown of a figure: the year's level, or one week. A value of zero
    rests on nobody and may be shown.
    """
    values = {key: value(figure) or 0.0 for key, figure in found.items() if figure.series}
    shown = [key for key in values if key.kind in COUNTED]
    concealed = {key for key in shown if values[key] > 0 and _base(key, values, threshold) < least}
    _hide_neighbours(concealed, values)
    ratios = {
        Key(Kind.ADS_PER_NUMBER, key.scope)
        for key in concealed
        if key.kind in {Kind.ADS, Kind.NUMBERS, Kind.WITHOUT_NUMBER}
    }
    return frozenset(concealed | ratios)


def _base(key: Key, values: Mapping[Key, float], threshold: int) -> float:
    """Return the fewest distinct numbers that a figure can rest on."""
    if key.kind is Kind.INDIVIDUAL:
        return values[key] / threshold
    if key.kind is Kind.WITHOUT_NUMBER:
        return values[key]
    if key.kind is not Kind.MULTI:
        return values[Key(Kind.NUMBERS, key.scope)]
    if key.scope.portal or key.scope.place != ALL_PLACES:
        return values[Key(Kind.MULTI_NUMBERS, key.scope)]
    # One number may be on several portals: only the largest of them is sure to be distinct.
    return max(
        amount
        for other, amount in values.items()
        if other.kind is Kind.MULTI_NUMBERS and other.scope.portal
    )


def _hide_neighbours(concealed: set[Key], values: Mapping[Key, float]) -> None:
    groups = list(_groups(values))
    before = -1
    while before != len(concealed):
        before = len(concealed)
        for total, parts in groups:
            alone = concealed.intersection(parts)
            if len(alone) == 1 and total not in concealed:
                others = [part for part in parts if part not in alone and values[part] > 0]
                concealed.add(min(others, key=lambda part: values[part], default=total))


def _groups(values: Collection[Key]) -> Iterator[tuple[Key, tuple[Key, ...]]]:
    """Yield every total with the parts that it could be taken apart into."""
    for scope in dict.fromkeys(key.scope for key in values):
        yield Key(Kind.ADS, scope), tuple(Key(kind, scope) for kind in PARTS_OF_ADS)
    for kind in COUNTED:
        of_kind = [key for key in values if key.kind is kind]
        whole = Key(kind, Scope())
        yield whole, tuple(key for key in of_kind if key.scope.portal)
        yield whole, tuple(key for key in of_kind if key.scope.place != ALL_PLACES)
