"""One year about to be published: all of its figures, and which of them are hidden so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from monitor.report.figures import COUNTED, PARTS_OF_ADS, Figure, Figures, Key, Kind, largest_portal
from monitor.series import Scope
from monitor.statistics import Average
from storage.records import ALL_PLACES


class Spot(NamedTuple):
    """Names one published value: a figure's week, from position 0, or its yearly level."""

    year: int
    key: Key
    week: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A year's figures, the spots of them that are hidden, and those that readers know even so.

    `known` was printed alike in an earlier release.
    """

    year: int
    threshold: int
    figures: Figures
    hidden: frozenset[Spot] = frozenset()
    known: frozenset[Spot] = frozenset()

    @property
    def weekly_keys(self) -> list[Key]:
        """The figures that are published week by week: all portals together and each of them."""
        return [
            key for key in self.figures if key.kind in COUNTED and key.scope.place == ALL_PLACES
        ]

    @property
    def portals(self) -> list[str]:
        """The portals that there are figures of."""
        return sorted({key.scope.portal for key in self.figures if key.scope.portal})

    @property
    def places(self) -> list[Scope]:
        """The scopes of places, which have yearly levels only."""
        return sorted(
            {key.scope for key in self.figures if key.scope.place != ALL_PLACES},
            key=lambda scope: scope.place,
        )

    @property
    def lead(self) -> Key:
        """The figure that the report is made for, and the last to be hidden for another's sake."""
        return Key(Kind.INDIVIDUAL, Scope(portal=largest_portal(self.figures)))

    def spot(self, key: Key, week: int | None = None) -> Spot:
        """Name a value of this year."""
        return Spot(self.year, key, week)

    def hides(self, key: Key, week: int | None = None) -> bool:
        """Whether a value is hidden."""
        return self.spot(key, week) in self.hidden

    def hidden_weeks(self, key: Key) -> list[int]:
        """Return the observed weeks of a figure that are hidden, in order."""
        series = self.figures[key].series
        return [at for at, seen in enumerate(series) if seen is not None and self.hides(key, at)]

    def average(self, key: Key) -> Average | None:
        """Return a figure's average over the year; None where it is hidden."""
        is_ratio = key.kind is Kind.ADS_PER_NUMBER
        is_hidden = hides_ratio(self, key.scope) if is_ratio else self.hides(key)
        return None if is_hidden else self.figures[key].average

    def in_week(self, key: Key, at: int) -> tuple[float | None, str]:
        """Return a figure's week with its status: observed, estimated, or a gap or hidden."""
        value = self.figures[key].in_week(at)
        if value is None:
            return None, "gap"
        if self.hides(key, at):
            return None, "hidden"
        return value, "estimated" if self.figures[key].series[at] is None else "observed"

    def as_read(self) -> Draft:
        """Return the draft as readers of earlier releases see it, who know more."""
        return replace(self, hidden=self.hidden - self.known)

    def hide(self, spots: Iterable[Spot]) -> Draft:
        """Hide more, and with it all that tells the same."""
        hidden = set(self.hidden).union(spots)
        for key in self.weekly_keys:
            if self.spot(key) in hidden:  # the mean of the weeks is the year's level
                hidden.update(self.spot(key, at) for at in _weeks(self.figures[key]))
        grown = replace(self, hidden=frozenset(hidden))
        hidden.update(grown._estimates_beside_hidden_weeks())
        grown = replace(self, hidden=frozenset(hidden))
        return replace(self, hidden=frozenset(hidden.union(grown._totals_of_hidden_estimates())))

    def _estimates_beside_hidden_weeks(self) -> Iterator[Spot]:
        """Yield estimates from which a hidden week could be worked out, by interpolating back."""
        for key in self.weekly_keys:
            series = self.figures[key].series
            beside = set(bordering(series)).intersection(self.hidden_weeks(key))
            for first, last in gaps(series):
                if beside.intersection((first - 1, last + 1)):
                    yield from (self.spot(key, at) for at in range(first, last + 1))

    def _totals_of_hidden_estimates(self) -> Iterator[Spot]:
        """Yield totals over portals that hold a hidden estimate.

        The estimate is a fraction, and a count is a whole number: what is behind the decimal point
        of the total would give the estimate, and that the week beside it, away.
        """
        for spot in self.hidden:
            figure = self.figures[spot.key]
            is_estimate = spot.week is not None and figure.series[spot.week] is None
            if is_estimate and spot.key.scope.portal and spot.key.kind is not Kind.NUMBERS:
                yield self.spot(Key(spot.key.kind, Scope()), spot.week)


def hides_ratio(draft: Draft, scope: Scope) -> bool:
    """Whether ads per number is hidden: it is, with any of the figures that it is made of."""
    parts = (Kind.ADS_PER_NUMBER, Kind.ADS, Kind.WITHOUT_NUMBER, Kind.NUMBERS)
    return any(draft.hides(Key(kind, scope)) for kind in parts)


def gaps(series: Iterable[float | None]) -> Iterator[tuple[int, int]]:
    """Yield the first and last position of every gap."""
    first, at = None, -1
    for at, value in enumerate(series):
        if value is None and first is None:
            first = at
        elif value is not None and first is not None:
            yield first, at - 1
            first = None
    if first is not None:
        yield first, at


def bordering(series: Iterable[float | None]) -> Iterator[int]:
    """Yield the positions of observed weeks beside a gap."""
    values = tuple(series)
    for first, last in gaps(values):
        yield from (at for at in (first - 1, last + 1) if 0 <= at < len(values))


def total_of(key: Key) -> Iterator[Key]:
    """Yield the totals that a figure is a part of."""
    if key.kind in PARTS_OF_ADS:
        yield Key(Kind.ADS, key.scope)
    if key.scope != Scope():
        yield Key(key.kind, Scope())


def _weeks(figure: Figure) -> Iterator[int]:
    return (at for at in range(len(figure.series)) if figure.in_week(at) is not None)
