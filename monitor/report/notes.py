"""Notes to a report: its releases and what they changed, what became of portals, what is missing.

What is said of portals is made from config.toml's events and the ledger, never typed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from monitor.portal_weeks import PortalWeeks, in_pieces
from monitor.report import printed_cells as items
from monitor.report.annual import Annual, Difference, PortalsOfYear
from monitor.report.printed_cells import PrintedCell
from monitor.report.quality import Gap, efforts, published_reason
from monitor.report.release import is_imported, printed_text
from monitor.report.series import Kind, Scope
from monitor.report.whole_years import DISTINCT, ORDER
from monitor.report.words import Words
from monitor.report.year_rows import is_week
from monitor.statistics.events import EventKind
from monitor.statistics.market_year import Window
from storage.records import ALL_PORTALS, Review, Run
from storage.weeks import Week


def release_sentences(annual: Annual, words: Words) -> list[str]:
    """Return a sentence for each release of the report, the first to the last."""
    return [
        words("released", day=words.date(release.day))
        if release.revision == 1
        else words(
            "revised", day=words.date(release.day), revision=release.revision, reason=release.reason
        )
        for release in annual.context.releases
    ]


def revised_figures(annual: Annual, words: Words) -> list[tuple[str, str, str]]:
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
    return [*others, *portal_sentences(annual.portals, words)]


def decisions(annual: Annual, words: Words) -> list[str]:
    """Return what a person decided about weeks, and why; weeks in a row decided alike are one."""
    return [
        f"{effort.portal}, {words.span(weeks.first, weeks.last)}: {words(str(review))} "
        f"({words('reason_with_counts') if reason is None else reason})"
        for effort in efforts(annual.runs)
        for weeks, review, reason in _decided_alike(effort.decisions)
    ]


def _decided_alike(runs: Sequence[Run]) -> list[tuple[PortalWeeks, Review | None, str | None]]:
    alike: dict[tuple[Review | None, str | None], list[tuple[str, Week]]] = {}
    for run in runs:
        alike.setdefault((run.review, published_reason(run)), []).append((run.portal, run.week))
    pieces = [(piece, *why) for why, weeks in alike.items() for piece in in_pieces(weeks)]
    return sorted(pieces, key=lambda piece: piece[0].first)


def remarks(annual: Annual, words: Words) -> list[str]:
    """Return what a screen tells in place of the tables that it has no room for."""
    gaps = [
        words("no_count", portal=effort.portal, gap=gap_line(gap, words), year=effort.year)
        for effort in efforts(annual.runs)
        for gap in effort.gaps
    ]
    changes = [
        words("change_in", name=n, was=was, now=now)
        for n, was, now in revised_figures(annual, words)
    ]
    breaks = break_sentences(annual, words)
    return [
        *(*changes, *running_week(annual, words), *breaks, *gaps, *decisions(annual, words)),
        *(*cell_footnotes(annual, words), *parts_above(annual, words)),
    ]


def gap_line(gap: Gap, words: Words) -> str:
    """Tell weeks without a count and why: "uke 30–32: portalen svarte ikke"."""
    reason = ", ".join(map(words, gap.reasons))
    return words("gap", weeks=words.weeks_between(gap.first, gap.last), reason=reason)


def journal_lines(annual: Annual, words: Words) -> list[str]:
    """Return a line for each new or approved portal, and for what was done with identifiers."""
    return [f"{words.date(e.day)}: {words(e.action)} {e.subject}" for e in annual.context.journal]


def cell_footnotes(annual: Annual, words: Words, *of: str) -> list[str]:
    """Return the footnotes of the cells of some items, or of all, each once a year."""
    cells = (cell for cell in annual.cells.values() if not of or cell.name.item in of)
    noted = {(cell.name.year, cell.note) for cell in cells if cell.note}
    return [words(note, year=year) for year, note in sorted(noted)]


def running_week(annual: Annual, words: Words) -> list[str]:
    """Say that the week that is not over on the day of the report is not in its figures."""
    week = Week.of(annual.settings.today)
    if week.year != annual.year or week in annual.portals[week.year].window.of_span:
        return []
    return [words.sentence(words("running_week", week=words.week(week, year=week.year)))]


def parts_above(annual: Annual, words: Words) -> list[str]:
    """Say where a part prints higher than the distinct numbers of a year that it is part of.

    Such are the numbers of a week, of a kind, or of a portal beside those of all portals: each is
    protected by itself. They are not made to fit, since sums with them would not fit then.
    """
    largest: dict[tuple[int, str], PrintedCell] = {}
    parts = filter(_is_part, annual.cells.values())
    for part in sorted(parts, key=lambda cell: -(cell.number or 0)):
        for portal in (part.name.portal, ALL_PORTALS):
            largest.setdefault((part.name.year, portal), part)
    wholes = [
        (largest[name.year, name.portal], whole)
        for name, whole in annual.cells.items()
        if name.measure == DISTINCT and name.item == items.WHOLE_YEAR and whole.number is not None
    ]
    return [
        _part_is_more(part, whole, words)
        for part, whole in wholes
        if (part.number or 0) > (whole.number or 0)
    ]


def _is_part(cell: PrintedCell) -> bool:
    """Whether a cell counts some of the distinct numbers of a year, as those of a counted week."""
    name = cell.name
    if name.item == items.WHOLE_YEAR:
        return name.measure in ORDER
    return name.measure == Kind.NUMBERS and is_week(name) and not cell.flags


def _part_is_more(part: PrintedCell, whole: PrintedCell, words: Words) -> str:
    name, of_whole = part.name, words(DISTINCT).lower()
    what = words(name.measure).lower()
    if name.item != items.WHOLE_YEAR:
        what = words("of_week", week=words.week(Week.parse(name.item), year=name.year))
    if name.portal != whole.name.portal:
        of_whole += f" ({words('all').lower()})"
    return words(
        "part_is_more",
        heading=words.heading(Scope(*name[1:3])),
        year=name.year,
        part=f"{what} ({words.cell(part)})",
        whole=f"{of_whole} ({words.cell(whole)})",
    )


def span_words(window: Window, words: Words) -> str:
    """Say which weeks a level is over: "in 2022" of a whole year, else with the weeks named."""
    if window.is_whole or not window.of_span:
        return words("span_whole", year=window.year)
    key = "span_running" if window.is_running else "span_first"
    weeks = words.weeks_between(window.of_span[0], window.of_span[-1])
    return words(key, year=window.year, weeks=weeks)


def portal_sentences(years: Mapping[int, PortalsOfYear], words: Words) -> list[str]:
    """Return a sentence for each event of the report's years, and for what nobody explained."""
    said = (line for year in sorted(years) for line in _portal_sentences(years[year], words))
    return [f"{line[0].upper()}{line[1:]}." for line in dict.fromkeys(said)]


def _portal_sentences(year: PortalsOfYear, words: Words) -> Iterator[str]:
    for event in year.events:
        last = words.week(event.last) if event.last else ""
        week, name = words.week(event.first), event.names.get(words.language, "")
        values = {"portal": event.portal, "week": week, "last": last, "name": name}
        text = words(f"event_{event.kind}", **values)
        mean = year.means.get(event.portal)
        if mean is not None and event.kind is not EventKind.UNREAD:
            text += words("mean_while_up", mean=math.floor(mean + 0.5))
        yield text
    for portal, (first, last_week) in year.asked.items():
        weeks = words("in_weeks", weeks=words.weeks_between(first, last_week), year=first.year)
        yield words("event_asked", portal=portal, weeks=weeks)
    if year.has_other_set:
        yield words("other_set", year=year.window.year)


def _is_yearly(pair: Difference) -> bool:
    figure = pair[0] or pair[1]
    return figure is not None and (figure.item in items.ITEMS or is_imported(figure))


def _name(pair: Difference, words: Words) -> str:
    figure = pair[0] or pair[1]
    if figure is None:
        return ""
    if is_imported(figure):
        where = f"{words.of_source(figure.place)}, {words.of_source(figure.portal)}"
        return f"{figure.year}, {where}: {words(figure.measure)} ({words('imported_line')})"
    heading = words.heading(Scope(figure.portal, figure.place))
    item = items.ITEMS[figure.item].phrase
    what = f"{words(figure.measure)}, {words(item)}" if item else words(figure.measure)
    return f"{figure.year}, {heading}: {what}"
