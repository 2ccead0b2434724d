"""Notes to a report: its releases and what they changed, breaks, and why a figure is missing."""

from __future__ import annotations

from monitor.report.annual import Annual, Difference
from monitor.report.figures import Key, Kind
from monitor.report.printed import text_of
from monitor.report.prints import ALL, CHANGE, HIGH, LEVEL, LOW, YEARLY
from monitor.report.rounding import NOT_APPLICABLE
from monitor.report.words import Words
from monitor.series import Scope

YEARLY_ITEMS = {LEVEL: LEVEL, LOW: LOW, HIGH: HIGH, CHANGE: "change_item", YEARLY: ""}


def history(annual: Annual, words: Words) -> list[str]:
    """Return a sentence for each release of the report, the first to the last."""
    return [
        words("released", day=each.day)
        if each.revision == 1
        else words("revised", day=each.day, revision=each.revision, reason=each.reason)
        for each in annual.releases
    ]


def changed(annual: Annual, words: Words) -> list[tuple[str, str, str]]:
    """Return the yearly figures that the last revision changed: what, before, and now."""
    return [
        (_name(pair, words), text_of(pair[0]), text_of(pair[1]))
        for pair in annual.changed
        if _item(pair) in YEARLY_ITEMS
    ]


def changed_weeks(annual: Annual) -> int:
    """Count the weekly figures that the last revision changed."""
    return sum(_item(pair) not in YEARLY_ITEMS for pair in annual.changed)


def breaks(annual: Annual, words: Words) -> list[str]:
    """Return a sentence for each week from which identifiers are others."""
    return [words("break", week=each.week, reason=each.reason) for each in annual.breaks]


def missing(annual: Annual, words: Words) -> list[str]:
    """Return why figures of a whole year are not applicable, for each year of which they are."""
    gone = {
        year
        for row in annual.yearly
        for year, text in ((annual.year - 1, row.before), (annual.year, row.this))
        if text == NOT_APPLICABLE
    }
    broken = {each.week.year for each in annual.breaks}
    return [words(_why(annual, year in broken), year=year) for year in sorted(gone)]


def _why(annual: Annual, is_broken: bool) -> str:
    if is_broken:
        return "gone_key"
    return "gone_week" if annual.identifiers == "week" else "gone"


def _item(pair: Difference) -> str:
    figure = pair[0] or pair[1]
    return figure.item if figure else ""


def _name(pair: Difference, words: Words) -> str:
    figure = pair[0] or pair[1]
    if figure is None:
        return ""
    portal = None if figure.portal == ALL else figure.portal
    heading = words.heading(Key(Kind.ADS, Scope(portal, figure.place)))
    item = YEARLY_ITEMS[figure.item]
    what = f"{words(figure.measure)}, {words(item)}" if item else words(figure.measure)
    return f"{figure.year}, {heading}: {what}"
