"""Notes to a report: its releases and what they changed, breaks, and why a figure is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.report.annual import Annual, Difference, week_of
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
    PrintedCell,
    rounded,
)
from monitor.report.quality import efforts
from monitor.report.release import printed_text
from monitor.report.series import Kind, Scope
from monitor.report.words import Words
from monitor.statistics import mean

LEAST_WEEKS_OF_MONTH = 3
MOST_NAMED = 2

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
        words("released", day=release.day)
        if release.revision == 1
        else words("revised", day=release.day, revision=release.revision, reason=release.reason)
        for release in annual.context.releases
    ]


def changed(annual: Annual, words: Words) -> list[tuple[str, str, str]]:
    """Return the yearly figures that the last revision changed: what, before, and now."""
    return [
        (_name(pair, words), printed_text(pair[0]), printed_text(pair[1]))
        for pair in annual.changed
        if _item(pair) in YEARLY_ITEMS
    ]


def changed_weeks(annual: Annual) -> int:
    """Count the weekly figures that the last revision changed."""
    return sum(_item(pair) not in YEARLY_ITEMS for pair in annual.changed)


def break_sentences(annual: Annual, words: Words) -> list[str]:
    """Return a sentence for each week from which identifiers are others."""
    breaks = annual.context.breaks
    return [words("break", week=broken.week, reason=broken.reason) for broken in breaks]


def decisions(annual: Annual, words: Words) -> list[str]:
    """Return a line for each week about which a person decided: what, and why."""
    return [
        f"{effort.portal} {decision.week}: {words(decision.review)}. {decision.reason}"
        for effort in efforts(annual.runs)
        for decision in effort.decisions
    ]


def journal_lines(annual: Annual, words: Words) -> list[str]:
    """Return a line for each new or approved portal, and for what was done with identifiers."""
    return [f"{e.day}: {words(e.action)} {e.subject}" for e in annual.context.journal]


def missing(annual: Annual, words: Words) -> list[str]:
    """Return the footnotes of the cells that have one, each once a year."""
    noted = {(cell.name.year, cell.note) for cell in annual.cells.values() if cell.note}
    return [words(note, year=year) for year, note in sorted(noted)]


def extremes(annual: Annual, words: Words) -> list[str]:
    """Name the highest and the lowest month and week of the lead figure, by what is printed."""
    cells = annual.weekly(annual.lead, Kind.INDIVIDUAL)
    weeks = [cell for cell in cells if cell.name.year == annual.year]
    counted = {cell.name.item: cell.number for cell in weeks if cell.number and not cell.flags}
    months = {words.month(month): value for month, value in monthly_means(weeks).items()}
    sentences = (_extreme(means, words) for means in (months, counted))
    return [sentence for sentence in sentences if sentence]


def monthly_means(weeks: Iterable[PrintedCell]) -> dict[int, float]:
    """Return the mean of each month's weeks; a week belongs to the month of its Thursday.

    A month counts with at least three weeks that were counted, not estimated.
    """
    months: dict[int, list[PrintedCell]] = {}
    for cell in weeks:
        months.setdefault(week_of(cell).month(), []).append(cell)
    return {
        month: mean([cell.number for cell in cells if cell.number is not None])
        for month, cells in months.items()
        if sum(not cell.flags and not cell.symbol for cell in cells) >= LEAST_WEEKS_OF_MONTH
    }


def highest_and_lowest(means: Mapping[str, float]) -> tuple[list[str], list[str]]:
    """Return which have the highest and the lowest rounded value: one or two, of more none."""
    values = {name: rounded(value, is_uncertain=False) for name, value in means.items()}
    if len(set(values.values())) < 2:
        return [], []
    ends = [
        [name for name in values if values[name] == end]
        for end in (max(values.values()), min(values.values()))
    ]
    high, low = (names if len(names) <= MOST_NAMED else [] for names in ends)
    return high, low


def _extreme(means: Mapping[str, float], words: Words) -> str:
    named = zip(("most", "fewest"), highest_and_lowest(means), strict=True)
    parts = [
        words(
            key,
            names=words("and").join(names),
            value=words.number(rounded(means[names[0]], is_uncertain=False)),
        )
        for key, names in named
        if names
    ]
    sentence = ", ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""


def _item(pair: Difference) -> str:
    figure = pair[0] or pair[1]
    return figure.item if figure else ""


def _name(pair: Difference, words: Words) -> str:
    figure = pair[0] or pair[1]
    if figure is None:
        return ""
    heading = words.heading(Scope(figure.portal, figure.place))
    item = YEARLY_ITEMS[figure.item]
    what = f"{words(figure.measure)}, {words(item)}" if item else words(figure.measure)
    return f"{figure.year}, {heading}: {what}"
