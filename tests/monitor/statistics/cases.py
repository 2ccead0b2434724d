"""The hand-computed cases: `why` has each one's computation. Series are runs of equal values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from monitor.statistics.events import Event, EventKind
from monitor.statistics.market_year import Portals
from storage.weeks import Week, ends_of, weeks_of

CASES = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))

Runs = Sequence[Sequence[Any]]


def cases(kind: str) -> pytest.MarkDecorator:
    """Run a test with each case of a kind."""
    chosen = [case for case in CASES if case["do"] == kind]
    return pytest.mark.parametrize("case", chosen, ids=[case["name"] for case in chosen])


def weekly(runs: Runs) -> tuple[float | None, ...]:
    """Write out values with how many weeks each lasts."""
    return tuple(chain.from_iterable([value] * count for value, count in runs))


def by_week(year: int, values: Sequence[float | None]) -> dict[Week, float]:
    """Return the counted weeks of a year."""
    weeks = weeks_of(year)
    return {week: value for week, value in zip(weeks, values, strict=True) if value is not None}


def event_of(case: Mapping[str, str]) -> Event:
    """Read an event as config.toml has it."""
    last = Week.parse(case["to"]) if "to" in case else None
    return Event(EventKind(case["kind"]), case["portal"], Week.parse(case["from"]), last)


def portals_of(given: Any) -> tuple[Portals, dict[str, dict[Week, float]]]:
    """Return the portals of a case, listed in all weeks of their years, and their counts."""
    counts: dict[str, dict[Week, float]] = {}
    years: dict[str, list[int]] = {}
    for year, portals in given["ads"].items():
        for portal, runs in portals.items():
            counts.setdefault(portal, {}).update(by_week(int(year), weekly(runs)))
            years.setdefault(portal, []).append(int(year))
    listed = {name: (ends_of(min(of))[0], ends_of(max(of))[1]) for name, of in years.items()}
    ends = {end: Week.parse(given[end]) for end in ("first", "last") if end in given}
    return Portals(listed, map(event_of, given["events"]), **ends), counts
