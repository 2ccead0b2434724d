"""What became of the portals: the events of config.toml held against the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from monitor.config import Config
from monitor.report.series import listed_in
from monitor.statistics.events import AFTER, BEFORE, BEGINS, ENDS, Event
from monitor.statistics.market_year import Portals
from monitor.statistics.weekly_series import open_ends
from storage.publishable import Publishable
from storage.records import Run
from storage.weeks import Week, weeks_written

EVERY = (Week(1, 1), Week(9999, 52))


class EventProblem(Exception):
    """What config.toml says happened to portals cannot be, by the ledger."""


def portals_known(
    source: Publishable, config: Config, today: date, *, through: Week | None = None
) -> Portals:
    """Return what became of all portals until `today`; raises EventProblem and DatabaseProblem.

    `through` is the last week to look at, the last one that is over where it is left out.
    """
    runs = source.runs(*EVERY)
    events = [section.event for section in config.event]
    names = {portal.name for portal in config.portal} | {run.portal for run in runs}
    if problems := list(refusals(events, names, runs)):
        raise EventProblem("\n".join(problems))
    counted = [run.week for run in runs if run.counts]
    last = through or Week.of(today).previous()
    return Portals(listed_in(runs), events, first=min(counted, default=None), last=last)


def silent_portals(
    source: Publishable, config: Config, today: date, closed: Mapping[int, date]
) -> dict[tuple[Week, Week], list[str]]:
    """Return the portals of this year and the last without a count at its end, by those weeks.

    A person must say what happened to them; one that this week's sweep has found again is back,
    and from the day on which a year is `closed` nothing is swept in it. Raises EventProblem and
    DatabaseProblem.
    """
    portals = portals_known(source, config, today)
    runs = source.runs(*EVERY)
    counted = _counted(runs)
    due = {(run.portal, run.week.year) for run in runs}
    silent: dict[tuple[Week, Week], list[str]] = {}
    year = Week.of(today).year
    for each in (year - 1, year) if counted else ():
        for portal, weeks in open_ends(portals.year(each), counted).items():
            newest = max(counted.get(portal, ()), default=weeks[1])
            is_back = weeks[1] == portals.last and newest > weeks[1]
            is_open = each not in closed or weeks[0] < Week.of(closed[each])
            if (portal, each) in due and is_open and not is_back:
                silent.setdefault(weeks, []).append(portal)
    return silent


def _counted(runs: Iterable[Run]) -> dict[str, list[Week]]:
    """Return the weeks in which each portal was counted."""
    counted: dict[str, list[Week]] = {}
    for run in runs:
        if run.counts:
            counted.setdefault(run.portal, []).append(run.week)
    return counted


def refusals(events: Sequence[Event], names: Iterable[str], runs: Iterable[Run]) -> Iterator[str]:
    """Yield a sentence for each event that the ledger speaks against."""
    known, counted = set(names), _counted(runs)
    for event in events:
        if event.portal and event.portal not in known:
            close = get_close_matches(event.portal, sorted(known), n=1)
            hint = f" Is {close[0]} meant?" if close else ""
            yield (
                f"config.toml: [[event]] {event.kind} {event.portal} {event.first}: no portal of "
                f"that name was ever counted here.{hint} Known are: {', '.join(sorted(known))}"
            )
    for portal, weeks in counted.items():
        yield from _counts_against(portal, [e for e in events if e.portal == portal], weeks)


def _counts_against(portal: str, events: Iterable[Event], weeks: Sequence[Week]) -> Iterator[str]:
    """Yield a sentence for each event with counts in weeks in which there can be none."""
    moves = sorted((e for e in events if e.kind in (*BEGINS, *ENDS)), key=lambda e: e.first)
    for at, event in enumerate(moves):
        before = moves[at - 1].first if at else EVERY[0]
        after = moves[at + 1].first if at + 1 < len(moves) else EVERY[1]
        none_before = event.kind in BEFORE
        wrong = [
            week
            for week in sorted(weeks)
            if (none_before and before <= week < event.first)
            or (event.kind in AFTER and event.first <= week < after)
        ]
        if wrong:
            way = "before it" if none_before else "from then on"
            others = f", and {weeks_written(len(wrong) - 1)} more" if len(wrong) > 1 else ""
            yield (
                f"config.toml: [[event]] {event.kind} {portal} {event.first}: there can be no "
                f"count {way}, and {wrong[-1 if none_before else 0]} has one{others}. Let `from` "
                "be the first week of the new state, or take the event out; a week that was "
                "counted wrongly is excluded with: monitor exclude"
            )
