"""What became of the portals, and what weeks a level is over, in words of a language.

Made from config.toml's events and the ledger, never typed: each sentence says what it means for
the figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from monitor.report.catalogue import WORDS, Language
from monitor.statistics.events import Event, EventKind
from monitor.statistics.portals import Window
from storage.weeks import Week


@dataclass(frozen=True, slots=True)
class PortalsOfYear:
    """What a report says of a year's portals.

    `asked` are those of which a person must say what happened, each with the weeks at its end that
    nobody explains; `means` has the mean of ads while they were up of portals that were not up all
    the time, where it may be printed; `has_other_set` when the totals are over other portals than
    the year before.
    """

    window: Window
    events: tuple[Event, ...] = ()
    asked: Mapping[str, tuple[Week, Week]] = field(default_factory=dict)
    means: Mapping[str, float] = field(default_factory=dict)
    has_other_set: bool = False


def span_words(window: Window, language: Language) -> str:
    """Say which weeks a level is over: "in 2022" of a whole year, else with the weeks named."""
    phrases = WORDS[language]
    if window.is_whole or not window.of_span:
        return phrases["span_whole"].format(year=window.year)
    key = "span_running" if window.is_running else "span_first"
    ends = {"first": window.of_span[0].number, "last": window.of_span[-1].number}
    return phrases[key].format(year=window.year, **ends)


def portal_sentences(years: Mapping[int, PortalsOfYear], language: Language) -> list[str]:
    """Return a sentence for each event of the report's years, and for what nobody explained."""
    said = (line for year in sorted(years) for line in _sentences(years[year], language))
    return [f"{line[0].upper()}{line[1:]}." for line in dict.fromkeys(said)]


def _sentences(year: PortalsOfYear, language: Language) -> Iterator[str]:
    phrases = WORDS[language]
    for event in year.events:
        last = _week(event.last, language) if event.last else ""
        week, name = _week(event.first, language), event.names.get(language, "")
        values = {"portal": event.portal, "week": week, "last": last, "name": name}
        text = phrases[f"event_{event.kind}"].format(**values)
        mean = year.means.get(event.portal)
        if mean is not None and event.kind is not EventKind.UNREAD:
            text += phrases["mean_while_up"].format(mean=math.floor(mean + 0.5))
        yield text
    for portal, (first, last_week) in year.asked.items():
        ends = {"first": first.number, "last": last_week.number, "year": first.year}
        yield phrases["event_asked"].format(portal=portal, weeks=phrases["in_weeks"].format(**ends))
    if year.has_other_set:
        yield phrases["other_set"].format(year=year.window.year)


def _week(week: Week, language: Language) -> str:
    return WORDS[language]["in_week"].format(week=week.number, year=week.year)
