"""What a draft would print, spot by spot, and how a released figure is found in it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.report.draft import Draft, Spot
from monitor.report.figures import COUNTED, Key, Kind
from monitor.report.rounding import SUPPRESSED, level_text, week_text
from monitor.series import Scope
from monitor.statistics import change
from storage.records import Printed
from storage.weeks import Week

ALL = "all"
LEVEL, LOW, HIGH, CHANGE, YEARLY = "level", "low", "high", "change", "yearly"
"""What of a year it is: its average, the interval, the change, or a count over the whole year.

The item of a week is the week itself.
"""

Told = tuple[float | None, str]
"""A value with its flags (of a week, its status), or no value and what stands in its place."""

Snapshot = Mapping[Spot, Told]
"""What readers knew of a year after a release: levels and weeks."""


def snapshots(releases: Iterable[Iterable[Printed]], year: int) -> tuple[Snapshot, ...]:
    """Return what was known of a year after each release that told something else of it."""
    found: list[dict[Spot, Told]] = []
    for release in releases:
        named = ((spot_of(each), each) for each in release if each.year == year)
        told = {spot: (each.value, each.symbol) for spot, each in named if spot is not None}
        if told and (not found or any(found[-1].get(s, told[s]) != told[s] for s in told)):
            found.append({**(found[-1] if found else {}), **told})
        elif told:
            found[-1].update(told)
    return tuple(found)


def spot_of(printed: Printed) -> Spot | None:
    """Return which level or week a released figure is; None for an interval or a change."""
    if printed.item in {LOW, HIGH, CHANGE, YEARLY}:
        return None
    week = None if printed.item == LEVEL else Week.parse(printed.item).number - 1
    return Spot(printed.year, Key(Kind(printed.measure), _scope(printed)), week)


def known_changes(released: Iterable[Printed], now: Draft, before: Draft) -> frozenset[Key]:
    """Return the figures whose change an earlier release printed as it would be printed now."""
    told = {
        (Key(Kind(each.measure), _scope(each)), each.value)
        for each in released
        if each.item == CHANGE and each.year == now.year
    }
    found = set()
    for key, value in told:
        if key in now.figures and key in before.figures:
            percent = change(now.figures[key].series, before.figures[key].series).percent
            if percent is not None and round(percent) == value:
                found.add(key)
    return frozenset(found)


def hidden_changes(released: Iterable[Printed], year: int) -> frozenset[Key]:
    """Return the figures whose change on the year before an earlier release hid."""
    return frozenset(
        Key(Kind(each.measure), _scope(each))
        for each in released
        if each.item == CHANGE and each.year == year and each.symbol == SUPPRESSED
    )


def yearly_before(
    released: Iterable[Printed], year: int
) -> dict[tuple[str, str], set[float | None]]:
    """Return what earlier releases printed as counts over a whole year; None is a hidden one."""
    found: dict[tuple[str, str], set[float | None]] = {}
    for each in released:
        is_told = each.value is not None or each.symbol == SUPPRESSED
        if each.item == YEARLY and each.year == year and is_told:
            found.setdefault((each.portal, each.measure), set()).add(each.value)
    return found


def prints(draft: Draft) -> dict[Spot, Told]:
    """Return what a draft prints of its levels and weeks."""
    levels = {
        draft.spot(key): _level(draft, key)
        for key in draft.figures
        if key.kind in {*COUNTED, Kind.ADS_PER_NUMBER}
    }
    weeks = {
        draft.spot(key, at): _week(draft, key, at)
        for key in draft.weekly_keys
        for at in range(len(draft.figures[key].series))
    }
    return levels | weeks


def as_printed(text: str, mark: str) -> Told:
    """Return a printed text as a value with its mark, or as what stands in its place."""
    try:
        return float(text), mark
    except ValueError:
        return None, mark if mark in {"hidden", "gap"} else text


def _scope(printed: Printed) -> Scope:
    return Scope(None if printed.portal == ALL else printed.portal, printed.place)


def _level(draft: Draft, key: Key) -> Told:
    average = draft.figures[key].average
    flags = ("e" if average.estimated else "") + ("u" if average.uncertain else "")
    return as_printed(level_text(draft.average(key), key.kind), flags)


def _week(draft: Draft, key: Key, at: int) -> Told:
    value, status = draft.in_week(key, at)
    return as_printed(week_text(value, status), status)
