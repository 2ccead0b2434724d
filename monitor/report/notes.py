"""Notes to a report: its releases and what they changed, breaks, and why a figure is missing."""

from __future__ import annotations

from monitor.report.annual import Annual, Difference
from monitor.report.portal_notes import portal_sentences
from monitor.report.printed_cells import (
    CHANGE,
    CHANGE_HIGH,
    CHANGE_LOW,
    CHANGE_WITHOUT,
    COUNTED,
    HIGH,
    LEVEL,
    LOW,
    WEEKS,
    WHOLE_YEAR,
)
from monitor.report.quality import Gap, efforts
from monitor.report.release import is_imported, printed_text
from monitor.report.series import Scope
from monitor.report.words import Words

YEARLY_ITEMS = {
    LEVEL: LEVEL,
    LOW: LOW,
    HIGH: HIGH,
    COUNTED: "counted",
    WEEKS: "weeks",
    CHANGE: "change_item",
    CHANGE_LOW: "change_low",
    CHANGE_HIGH: "change_high",
    CHANGE_WITHOUT: "change_without",
    WHOLE_YEAR: "",
}


def history(annual: Annual, words: Words) -> list[str]:
    """Return a sentence for each release of the report, the first to the last."""
    return [
        words("released", day=words.date(release.day))
        if release.revision == 1
        else words(
            "revised", day=words.date(release.day), revision=release.revision, reason=release.reason
        )
        for release in annual.context.releases
    ]


def changed(annual: Annual, words: Words) -> list[tuple[str, str, str]]:
    """Return the yearly figures that the last revision changed: what, before, and now."""
    return [
        (_name(pair, words), words.plain(printed_text(pair[0])), words.plain(printed_text(pair[1])))
        for pair in annual.changed
        if _is_yearly(pair)
    ]


def changed_weeks(annual: Annual) -> int:
    """Count the weekly figures that the last revision changed."""
    return sum(not _is_yearly(pair) for pair in annual.changed)


def break_sentences(annual: Annual, words: Words) -> list[str]:
    """Return a sentence for each week from which identifiers are others, and each event."""
    breaks = annual.context.breaks
    others = [
        words("break", week=words.week(broken.week), reason=broken.reason) for broken in breaks
    ]
    return [*others, *portal_sentences(annual.portals, words.language)]


def decisions(annual: Annual, words: Words) -> list[str]:
    """Return a line for each week about which a person decided: what, and why."""
    return [
        f"{effort.portal}, {words.week(decision.week)}: {words(decision.review)}. {decision.reason}"
        for effort in efforts(annual.runs)
        for decision in effort.decisions
    ]


def remarks(annual: Annual, words: Words) -> list[str]:
    """Return what a screen tells in place of the tables that it has no room for."""
    gaps = [
        words("no_count", portal=effort.portal, gap=gap_line(gap, words), year=effort.year)
        for effort in efforts(annual.runs)
        for gap in effort.gaps
    ]
    changes = [
        words("change_in", name=n, was=was, now=now) for n, was, now in changed(annual, words)
    ]
    breaks = break_sentences(annual, words)
    return [*changes, *breaks, *gaps, *decisions(annual, words), *missing(annual, words)]


def gap_line(gap: Gap, words: Words) -> str:
    """Tell weeks without a count and why: "uke 30–32: portalen svarte ikke"."""
    return words("gap", weeks=words.weeks_between(gap.first, gap.last), reason=words(gap.reason))


def journal_lines(annual: Annual, words: Words) -> list[str]:
    """Return a line for each new or approved portal, and for what was done with identifiers."""
    return [f"{words.date(e.day)}: {words(e.action)} {e.subject}" for e in annual.context.journal]


def missing(annual: Annual, words: Words) -> list[str]:
    """Return the footnotes of the cells that have one, each once a year."""
    noted = {(cell.name.year, cell.note) for cell in annual.cells.values() if cell.note}
    return [words(note, year=year) for year, note in sorted(noted)]


def _is_yearly(pair: Difference) -> bool:
    figure = pair[0] or pair[1]
    return figure is not None and (figure.item in YEARLY_ITEMS or is_imported(figure))


def _name(pair: Difference, words: Words) -> str:
    figure = pair[0] or pair[1]
    if figure is None:
        return ""
    if is_imported(figure):
        where = f"{words.of_source(figure.place)}, {words.of_source(figure.portal)}"
        return f"{figure.year}, {where}: {words(figure.measure)} ({words('imported_line')})"
    heading = words.heading(Scope(figure.portal, figure.place))
    item = YEARLY_ITEMS[figure.item]
    what = f"{words(figure.measure)}, {words(item)}" if item else words(figure.measure)
    return f"{figure.year}, {heading}: {what}"
