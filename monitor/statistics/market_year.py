"""What became of each portal: events, the weeks that a year's level is over, the set of a year.

An event says what happened to a portal: that it opened or closed in the market, was added to our
list or dropped from it, or was up but not read. A portal's week is then up (and counted or
missing), *not there* (a known zero), or *not ours* (unknown). docs/method.md, "Portals come and
go".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from monitor.statistics.events import AFTER, BEFORE, BEGINS, ENDS, Event, EventKind, Standing
from storage.weeks import Week, ends_of, weeks_in, weeks_of

BESIDE = 13
"""So many weeks of the years beside are neighbours, too."""

MOST_AT_END = 4
"""More missing weeks at an end than this need an event, and more that are not ours a new set."""


Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Window:
    """The weeks that a year's level is made of: those of its `span`, and up to 13 on both sides.

    `span` are the positions of the weeks that the level is over; `is_running` when the year is not
    over, `is_first` when the installation's first count came after its fifth week.
    """

    year: int
    weeks: tuple[Week, ...]
    span: range
    is_running: bool
    is_first: bool

    @property
    def of_span(self) -> tuple[Week, ...]:
        """The weeks that the level is over."""
        return self.weeks[self.span.start : self.span.stop]

    @property
    def is_whole(self) -> bool:
        """Whether the level is over the whole year."""
        return not (self.is_running or self.is_first)


def window_of(year: int, first: Week | None = None, last: Week | None = None) -> Window:
    """Return the weeks of a year's level.

    `first` is the first week that the installation ever counted: in weeks 1 to 5 it makes a whole
    year. `last` is the last week that is over; nothing is known of later ones.
    """
    own, (start, end) = list(weeks_of(year)), ends_of(year)
    before = [Week(year - 1, number) for number in range(1, weeks_in(year - 1) + 1)][-BESIDE:]
    after = [Week(year + 1, number) for number in range(1, BESIDE + 1)]
    weeks = [week for week in (*before, *own, *after) if last is None or week <= last]
    is_first = first is not None and first > Week(year, MOST_AT_END + 1)
    begins = first if is_first and first is not None else start
    inside = [at for at, week in enumerate(weeks) if begins <= week <= end]
    span = range(inside[0], inside[-1] + 1) if inside else range(0)
    return Window(year, tuple(weeks), span, last is not None and last < end, is_first)


@dataclass(frozen=True, slots=True)
class Stay:
    """A portal in the weeks of a window, as positions.

    `stretches` are where it was up and on our list, cut at its events; in `absent` it was not in
    the market, a known zero; in `outside` not on our list. `explained` weeks are said to be unread;
    at `bounds` a person says that it came or went.
    """

    stretches: tuple[range, ...]
    absent: frozenset[int]
    outside: frozenset[int]
    explained: frozenset[int]
    bounds: frozenset[int]


@dataclass(frozen=True, slots=True)
class MarketYear:
    """A year's window, where each portal stood in it, and the set of portals of its totals.

    The set are the portals on our list in all weeks of the span, or all but four, those not in the
    market included. `has_other_set` when that of the year before was another, `partly` are the
    portals that were on our list in some weeks only.
    """

    window: Window
    stays: Mapping[str, Stay]
    portals: frozenset[str]
    partly: frozenset[str]
    has_other_set: bool
    events: tuple[Event, ...] = ()

    def is_up_throughout(self, portal: str) -> bool:
        """Tell whether a portal was on our list and in the market in every week of the span."""
        stay = self.stays.get(portal)
        return stay is not None and not (stay.absent | stay.outside).intersection(self.window.span)


class Portals:
    """All portals that were ever on the list, and what happened to them.

    `listed` has for each portal the first and the last week that it was due, by the ledger. One
    that joins the list after the first, or leaves it before the last, is `added` or `dropped`
    unless an event says that it `opened` or `closed`. `first` is the first week that anything was
    counted, `last` the last week that is over.
    """

    def __init__(
        self,
        listed: Mapping[str, tuple[Week, Week]],
        events: Iterable[Event] = (),
        *,
        first: Week | None = None,
        last: Week | None = None,
    ) -> None:
        self._first, self.last = first, last
        every = tuple(events)
        self.periods = tuple(event for event in every if event.kind is EventKind.PERIOD)
        written = [event for event in every if event.portal]
        self._names = sorted({*listed, *(event.portal for event in written)})
        self._listed_from = min((start for start, _ in listed.values()), default=None)
        moves = [*written, *_events_of_list(listed, written)]
        self.events = tuple(sorted(moves, key=lambda event: (event.first, event.portal)))

    def year(self, year: int) -> MarketYear:
        """Return where the portals stood in a year."""
        window = window_of(year, self._first, self.last)
        stays = {portal: self._stay(portal, window) for portal in self._names}
        outside = {
            name: len(stay.outside.intersection(window.span)) for name, stay in stays.items()
        }
        return MarketYear(
            window,
            stays,
            frozenset(name for name, weeks in outside.items() if not weeks),
            frozenset(name for name, weeks in outside.items() if 0 < weeks < len(window.span)),
            self._has_other_set(year, frozenset(n for n, weeks in outside.items() if not weeks)),
            tuple(event for event in (*self.events, *self.periods) if _is_in(event, window)),
        )

    def _has_other_set(self, year: int, portals: frozenset[str]) -> bool:
        if self._listed_from is None or self._listed_from.year >= year:
            return False
        window = window_of(year - 1, self._first, self.last)
        before = {
            name
            for name in self._names
            if not self._stay(name, window).outside.intersection(window.span)
        }
        return portals != before

    def _stay(self, portal: str, window: Window) -> Stay:
        own = [event for event in self.events if event.portal == portal]
        moves = [event for event in own if event.kind in (*BEGINS, *ENDS)]
        standing = [_standing(moves, week) for week in window.weeks]
        after = [sum(move.first <= week for move in moves) for week in window.weeks]
        out = [at for at in window.span if standing[at] is Standing.NOT_OURS]
        if len(out) <= MOST_AT_END:
            _take_in(out, standing, after, window.span)
        written = {move.first for move in moves if not move.from_ledger}
        explained = {at for at, week in enumerate(window.weeks) if _is_unread(own, week)}
        return Stay(
            _stretches(standing, after),
            _positions(standing, Standing.NOT_THERE),
            _positions(standing, Standing.NOT_OURS),
            frozenset(explained.union(out) if written else explained),
            frozenset(at for at, week in enumerate(window.weeks) if week in written),
        )


def stretches_of(stays: Sequence[Stay], weeks: int, *, all_up: bool = True) -> tuple[range, ...]:
    """Return the stretches between events of any of several portals.

    With `all_up` only those in which each of them was up; else all weeks.
    """
    keys = [
        tuple(
            next((n for n, part in enumerate(stay.stretches) if at in part), None) for stay in stays
        )
        for at in range(weeks)
    ]
    return tuple(part for key, part in _runs(keys) if not (all_up and None in key))


def _events_of_list(
    listed: Mapping[str, tuple[Week, Week]], written: Sequence[Event]
) -> Iterable[Event]:
    """Yield when portals joined the list and left it, where no person says more."""
    start = min((first for first, _ in listed.values()), default=None)
    end = max((last for _, last in listed.values()), default=None)
    for portal, (first, last) in listed.items():
        own = (event for event in written if event.portal == portal)
        kinds = [
            event.kind
            for event in sorted(own, key=lambda event: event.first)
            if event.kind in (*BEGINS, *ENDS)
        ]
        if start != first and not (kinds and kinds[0] in BEGINS):
            yield Event(EventKind.ADDED, portal, first, from_ledger=True)
        if end != last and not (kinds and kinds[-1] in ENDS):
            yield Event(EventKind.DROPPED, portal, last.next(), from_ledger=True)


def _is_in(event: Event, window: Window) -> bool:
    span = window.of_span
    return bool(span) and event.first <= span[-1] and (event.last or event.first) >= span[0]


def _standing(moves: Sequence[Event], week: Week) -> Standing:
    past = [move for move in moves if move.first <= week]
    if past:
        return AFTER.get(past[-1].kind, Standing.UP)
    return BEFORE.get(moves[0].kind, Standing.UP) if moves else Standing.UP


def _take_in(out: Sequence[int], standing: list[Standing], after: list[int], span: range) -> None:
    """Make weeks that are not ours missing ones of the stretch beside them."""
    for run in (part for is_out, part in _runs([at in out for at in range(len(after))]) if is_out):
        follows = run.stop in span and standing[run.stop] is Standing.UP
        beside = run.stop if follows else run.start - 1
        if beside in span:
            for at in run:
                standing[at], after[at] = Standing.UP, after[beside]


def _stretches(standing: Sequence[Standing], after: Sequence[int]) -> tuple[range, ...]:
    keys = [(where, moves) for where, moves in zip(standing, after, strict=True)]
    return tuple(part for (where, _), part in _runs(keys) if where is Standing.UP)


def _runs(keys: Sequence[Key]) -> list[tuple[Key, range]]:
    """Return the runs of equal keys with their positions."""
    at, runs = 0, []
    for key, run in groupby(keys):
        length = len(list(run))
        runs.append((key, range(at, at + length)))
        at += length
    return runs


def _positions(standing: Sequence[Standing], where: Standing) -> frozenset[int]:
    return frozenset(at for at, each in enumerate(standing) if each is where)


def _is_unread(events: Iterable[Event], week: Week) -> bool:
    return any(
        event.kind is EventKind.UNREAD and event.first <= week <= (event.last or event.first)
        for event in events
    )
