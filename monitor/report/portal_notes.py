"""What became of the portals, and what weeks a level is over, in words of a language.

Made from config.toml's events and the ledger, never typed: each sentence says what it means for
the figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

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


PHRASES: Mapping[str, Mapping[str, str]] = {
    "nb": {
        "in_week": "uke {week} i {year}",
        "in_weeks": "uke {first}–{last} i {year}",
        "span_whole": "i {year}",
        "span_running": "så langt i {year} (uke {first}–{last})",
        "span_first": "i uke {first}–{last} i {year}",
        "event_opened": "{portal} åpnet {week}; ukene før teller som null",
        "event_closed": "{portal} stengte {week}; ukene fra da av teller som null",
        "event_added": "{portal} ble tatt med på listen {week}, og regnes med i summene fra det "
        "første hele året",
        "event_dropped": "{portal} er ikke med på listen fra {week}, og er ikke med i summene for "
        "det året",
        "event_unread": "{portal} var oppe, men ble ikke lest fra {week} til {last}; ukene er "
        "beregnet",
        "event_period": "{name}: {week} til {last}",
        "mean_while_up": " ({mean} annonser i gjennomsnitt mens den var oppe og talt)",
        "event_asked": "{portal} har ingen telling i {weeks}, og ingen har sagt hva som skjedde: "
        "det er ikke noe årsgjennomsnitt for den, eller for summer med den, før config.toml sier "
        "det",
        "other_set": "Summene for {year} gjelder andre portaler enn året før (b): de kan ikke "
        "sammenlignes",
        "panel": "De samme portalene begge år",
        "b": "brudd: andre portaler enn før",
        "d": "avvikende definisjon: det første året, fra en senere uke",
        "weeks_note": "Uker: uker med telling, eller da portalen ikke fantes, av alle i "
        "tidsrommet. En uke uten telling er beregnet mellom nabouker inne i sin portal og merket "
        "e; den er aldri null. Usikkerheten gjelder uker uten telling og vernet av små tall. At "
        "annonsene telles én dag i uken, flytter et årsgjennomsnitt med ±0,3 % (700 annonser), "
        "±0,5 % (100) eller ±1 % (25–40). Annonser som listene ikke viser, er ikke med.",
    },
    "en": {
        "in_week": "week {week} of {year}",
        "in_weeks": "weeks {first}–{last} of {year}",
        "span_whole": "in {year}",
        "span_running": "so far in {year} (weeks {first}–{last})",
        "span_first": "in weeks {first}–{last} of {year}",
        "event_opened": "{portal} opened in {week}; the weeks before are zero",
        "event_closed": "{portal} closed in {week}; the weeks from then on are zero",
        "event_added": "{portal} joined the list in {week}, and is in the totals from its first "
        "whole year on",
        "event_dropped": "{portal} is not on the list from {week} on, and not in the totals of "
        "that year",
        "event_unread": "{portal} was up but not read from {week} to {last}; these weeks are "
        "estimated",
        "event_period": "{name}: {week} to {last}",
        "mean_while_up": " ({mean} ads on average while it was up and counted)",
        "event_asked": "{portal} has no count in {weeks}, and nobody has said what happened: there "
        "is no level for it, nor for totals with it, before config.toml says so",
        "other_set": "The totals of {year} are over other portals than the year before (b): the "
        "two cannot be compared",
        "panel": "The same portals in both years",
        "b": "break: other portals than before",
        "d": "differing definition: the first year, from a later week on",
        "weeks_note": "Weeks: weeks with a count, or in which the portal was not in the market, of "
        "all in the span. A week without a count is estimated from its neighbours within its "
        "portal and flagged e; it is never a zero. The uncertainty is that of weeks without a "
        "count and of the protection of small counts. Counting on one day of the week moves a "
        "yearly average by ±0.3 % (700 ads), ±0.5 % (100) or ±1 % (25–40). Ads that no list shows "
        "are not in it.",
    },
}


def span_words(window: Window, language: str) -> str:
    """Say which weeks a level is over: "in 2022" of a whole year, else with the weeks named."""
    phrases = PHRASES[language]
    if window.is_whole or not window.of_span:
        return phrases["span_whole"].format(year=window.year)
    key = "span_running" if window.is_running else "span_first"
    ends = {"first": window.of_span[0].number, "last": window.of_span[-1].number}
    return phrases[key].format(year=window.year, **ends)


def portal_sentences(years: Mapping[int, PortalsOfYear], language: str) -> list[str]:
    """Return a sentence for each event of the report's years, and for what nobody explained."""
    said = (line for year in sorted(years) for line in _sentences(years[year], language))
    return [f"{line[0].upper()}{line[1:]}." for line in dict.fromkeys(said)]


def _sentences(year: PortalsOfYear, language: str) -> Iterator[str]:
    phrases = PHRASES[language]
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


def _week(week: Week, language: str) -> str:
    return PHRASES[language]["in_week"].format(week=week.number, year=week.year)
